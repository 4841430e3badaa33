"""Reads what the panel and the composer show of one item. A dozen indexed queries: a millisecond or two."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.audit.queries import AuditLine
from socialdesk.audit.queries import for_item as audit_of
from socialdesk.decisions.by_hand_rows import for_item as by_hand_of
from socialdesk.decisions.opinions import marks
from socialdesk.decisions.options import options_for
from socialdesk.decisions.queries import DecisionLine, notes
from socialdesk.decisions.queries import for_item as decisions_of
from socialdesk.decisions.repeats import GROUND as REPEAT
from socialdesk.decisions.repeats import may_be_repeated
from socialdesk.decisions.warning_due import due_warnings
from socialdesk.evidence.queries import for_item as evidence_of
from socialdesk.inbox.health import filter_told
from socialdesk.inbox.proceedings import cases_of
from socialdesk.inbox.queries import Version, assessment, history, item, rows, thread, versions
from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.model.items import ItemKind
from socialdesk.outbox.queries import for_item as actions_of
from socialdesk.storage.database import Connection
from socialdesk.ui.desk import Desk
from socialdesk.ui.review.facts import ItemFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """What only the Record tab shows."""

    lines: tuple[AuditLine, ...]
    decisions: tuple[DecisionLine, ...]
    versions: tuple[Version, ...]


def read_facts(db: Connection, desk: Desk, item_id: ItemId) -> ItemFacts | None:
    """One item's facts as they are now; None where the desk does not hold it, or not its account, any more."""
    found = rows(db, [item_id]).get(item_id)
    account = desk.accounts.get(found.account_id) if found is not None else None
    if found is None or account is None:
        return None
    one, now = item(db, item_id), desk.clock()
    assessed = assessment(db, item_id)
    past = history(db, item_id)
    warned = past.removals_on_thread and one.kind is not ItemKind.MESSAGE
    return ItemFacts(
        item=one,
        thread=thread(db, one.thread_id),
        row=found,
        account_name=account.name,
        assessment=assessed,
        options=options_for(
            item=one,
            account=account,
            assessment=assessed,
            capabilities=desk.capabilities(account.id),
            history=past,
            person=desk.person,
            now=now,
            book=desk.book,
            training=desk.training,
        ),
        actions=tuple(actions_of(db, item_id)),
        evidence=tuple(evidence_of(db, item_id)),
        notes=tuple(notes(db, item_id)),
        review_overdue=desk.book.review_overdue(now.astimezone().date()) or "",
        by_hand=tuple(by_hand_of(db, item_id)),
        word_filter=filter_told(db, account.id),
        case_state=_case_state(db, one.thread_id),
        marks=tuple(marks(db, item_id).values()),
        model_off=desk.model_off(),
        repeated=REPEAT in desk.book.grounds and may_be_repeated(db, one, assessed),
        warnings=due_warnings(db, one.thread_id, book=desk.book, now=now) if warned else (),
    )


def _case_state(db: Connection, thread_id: ThreadId) -> str:
    cases = cases_of(db, thread_id)
    return "" if not cases else "active" if any(case.active for case in cases) else "ended"


def read_record(db: Connection, item_id: ItemId) -> RecordFacts:
    """What the record says of one item."""
    return RecordFacts(
        lines=tuple(audit_of(db, item_id)),
        decisions=tuple(decisions_of(db, item_id)),
        versions=tuple(versions(db, item_id)),
    )
