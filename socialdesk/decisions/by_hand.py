"""Doing something on a network by hand: begun here, done there by a person, and ticked off here (R2, T1).

The desk sends nothing of it. What was begun and not ticked off stays on the list until somebody says what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from socialdesk.audit import entries
from socialdesk.audit.log import append, canonical
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions import by_hand_store, drafts, opinions, repeats, store
from socialdesk.decisions.by_hand_rows import OPEN_SQL, ByHandRow, one
from socialdesk.decisions.by_hand_rules import (
    REMOVING,
    SETTLING,
    TALKING,
    ByHandEvent,
    ByHandOption,
    can,
    outcome,
    time_problem,
)
from socialdesk.decisions.case import (
    Case,
    Incomplete,
    NotOpen,
    case_of,
    cleaned,
    item_of,
    require_hand,
    require_own,
)
from socialdesk.decisions.political import by_hand_problem
from socialdesk.decisions.quoting import sensitive_problem
from socialdesk.decisions.referring import require_request_captured
from socialdesk.decisions.remove import REMOVALS, chosen_grounds, note_criticism, tested
from socialdesk.decisions.reply import text_problem
from socialdesk.evidence.capture import hold
from socialdesk.inbox.store import set_handled, set_open, set_outcome
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, ByHandId, DecisionId, ItemId
from socialdesk.model.people import Person
from socialdesk.outbox.store import answer_failures
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing


def form_of(action: ActionKind) -> str:
    """The name under which what was typed for it is kept (`decisions.drafts`)."""
    return f"{action.value}_by_hand"


def begin_by_hand(
    db: Connection,
    *,
    item_id: ItemId,
    action: ActionKind,
    text: str = "",
    grounds: Sequence[str] = (),
    answers: Mapping[str, str] | None = None,
    aim: str = "",
    why_not_less: str = "",
    book: Book,
    capabilities: Mapping[ActionKind, Capability],
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Decides that a person does it on the network: decision, held evidence, what is to be ticked off, and the record.

    Asked for is what the policy asks of the same thing sent by the desk: a text that could be sent, the grounds of a
    removal with its aim and why nothing less, the aim of a report. Raises Incomplete for what is missing, NotOpen where
    it is not open by hand (any more). What removes is not to be done before `by_hand_evidence` has captured it.
    """
    with writing(db):
        case = case_of(
            db, item_id=item_id, capabilities=capabilities, book=book, person=by, now=now, training=training
        )
        option = case.require_by_hand(action)
        why = _why(
            db, case, option, book, grounds, answers or {}, aim=cleaned(aim), less=cleaned(why_not_less)
        )
        text = _text(db, case, action, text, book, now)
        _begin(db, case=case, action=action, why=why, text=text, book=book, now_ms=to_ms(now), by=by)
        for form in (form_of(action), *((drafts.REMOVE,) if action in REMOVING else ())):
            drafts.discard_within(db, item_id=item_id, form=form)
    return Changes(items=frozenset({item_id}), outbox=True, drafts=True)


def tick_off(
    db: Connection,
    *,
    by_hand_id: ByHandId,
    done_at: datetime,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """A person says that they have done it on the network, and when. That is what is recorded, and no more.

    Raises Incomplete for a time that cannot be, NotOpen where it waits for no word (any more) or for another's.
    """
    require_hand(by, db)
    now_ms, done_ms = to_ms(now), to_ms(done_at)
    with writing(db):
        row = _open(db, by_hand_id, ByHandEvent.TICK)
        require_own(by, db, row.account_id, training=training)
        item = item_of(db, row.item_id)
        problem = time_problem(done_at, now=now, written=from_ms(min(item.created_ms, row.begun_ms)))
        if problem:
            raise Incomplete(problem, field="time")
        by_hand_store.tick(db, row, done_ms=done_ms, by=by, now_ms=now_ms)
        before = done_ms // 60_000 < row.begun_ms // 60_000
        append(
            db, entries.ByHandDone(**_told(row), done_ms=done_ms, before_begun=before), by=by, at_ms=now_ms
        )
        said = outcome(row.action, row.network, by.name)
        if row.action in SETTLING and not _others_open(db, row.item_id):
            set_handled(db, row.item_id, outcome=said, by=by.name, now_ms=now_ms)
        else:
            set_outcome(db, row.item_id, said)
    return Changes(items=frozenset({row.item_id}), outbox=True)


def not_done(
    db: Connection, *, by_hand_id: ByHandId, reason: str, now: datetime, by: Person, training: bool = False
) -> Changes:
    """A person says that it could not be done, and why; the item stays on the list for another decision.

    Raises Incomplete without a reason, NotOpen where it waits for no word (any more).
    """
    return _end(db, by_hand_id, ByHandEvent.FAIL, reason=reason, now=now, by=by, training=training)


def withdraw(
    db: Connection, *, by_hand_id: ByHandId, reason: str, now: datetime, by: Person, training: bool = False
) -> Changes:
    """It is not to be done after all, and was not. Raises as `not_done` does."""
    return _end(db, by_hand_id, ByHandEvent.WITHDRAW, reason=reason, now=now, by=by, training=training)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Why:
    grounds: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    answers: Mapping[str, str]
    aim: str
    why_not_less: str


def _why(
    db: Connection,
    case: Case,
    option: ByHandOption,
    book: Book,
    grounds: Sequence[str],
    answers: Mapping[str, str],
    *,
    aim: str,
    less: str,
) -> _Why:
    """What it rests on (T1), checked. Raises Incomplete."""
    action, network = option.action, case.item.network.label
    if action in REMOVING:
        chosen = chosen_grounds(book, grounds)
        answered = tested(case, chosen, answers, book)
        if any(ground.id == repeats.GROUND for ground in chosen):
            repeats.require_copy(db, case.item)
        if not aim:
            raise Incomplete("Say what the removal is for.", field="aim")
        if not less:
            raise Incomplete("Say why a lesser step is not enough.", field="why_not_less")
        return _Why(
            grounds=tuple(ground.id for ground in chosen),
            clauses=tuple(dict.fromkeys(ground.clause for ground in chosen)),
            answers=answered,
            aim=aim,
            why_not_less=less,
        )
    if action is ActionKind.REPORT and not aim:
        raise Incomplete(f"Say why it is reported to {network}.", field="aim")
    return _Why(clauses=(option.clause,) if option.clause else (), answers={}, aim=aim, why_not_less=less)


def _text(db: Connection, case: Case, action: ActionKind, text: str, book: Book, now: datetime) -> str:
    """What is to be said there, checked as what the desk sends is. Raises Incomplete."""
    if action not in TALKING:
        return ""
    text = cleaned(text)
    problem = text_problem(db, text, network=case.item.network, kind=action)
    problem = problem or sensitive_problem(db, text, book, thread_id=case.thread.id)
    if not problem and action is ActionKind.REPLY:
        problem = by_hand_problem(text, book=book, now=now)
    if problem:
        raise Incomplete(problem, field="text")
    return text


def _begin(
    db: Connection,
    *,
    case: Case,
    action: ActionKind,
    why: _Why,
    text: str,
    book: Book,
    now_ms: int,
    by: Person,
) -> None:
    item = case.item
    if action.needs_evidence:
        require_request_captured(db, item.id)
    evidence = hold(db, item_id=item.id, taken_by=by, now_ms=now_ms) if action.needs_evidence else None
    evidence_id = None if evidence is None else evidence.id
    decision_id = store.add(
        db,
        item_id=item.id,
        kind=form_of(action),
        pack_version=book.version,
        by=by,
        now_ms=now_ms,
        grounds=why.grounds,
        clauses=why.clauses,
        answers=why.answers,
        aim=why.aim,
        why_not_less=why.why_not_less,
        evidence_id=evidence_id,
        undoes=_undone(db, item.id) if action is ActionKind.UNHIDE else None,
    )
    note_criticism(db, case, decision_id, why.clauses, why.answers, by=by, now_ms=now_ms)
    if action in REMOVALS:
        opinions.of_removal(
            db, item, case.assessment, why.grounds, book, decision_id=decision_id, now_ms=now_ms
        )
    by_hand_id = by_hand_store.add(
        db,
        decision_id=decision_id,
        item_id=item.id,
        account_id=item.account_id,
        action=action,
        text=text,
        evidence_id=evidence_id,
        by=by,
        now_ms=now_ms,
    )
    entry = entries.ByHandBegun(
        by_hand_id=by_hand_id,
        item_id=item.id,
        account_id=item.account_id,
        action=action.value,
        network=item.network.value,
        decision_id=decision_id,
        grounds=why.grounds,
        clauses=why.clauses,
        pack_version=book.version,
        evidence_id=evidence_id,
        manifest_sha256="" if evidence is None else evidence.manifest_sha256,
        aim=why.aim,
        why_not_less=why.why_not_less,
        text=text,
        answers=canonical(why.answers) if why.answers else "",
    )
    append(db, entry, by=by, at_ms=now_ms)
    answer_failures(db, item.id)
    set_open(db, item.id)


def _end(
    db: Connection,
    by_hand_id: ByHandId,
    event: ByHandEvent,
    *,
    reason: str,
    now: datetime,
    by: Person,
    training: bool,
) -> Changes:
    require_hand(by, db)
    reason, now_ms = cleaned(reason), to_ms(now)
    with writing(db):
        row = _open(db, by_hand_id, event)
        require_own(by, db, row.account_id, training=training)
        if not reason:
            lack = (
                "Say why it could not be done."
                if event is ByHandEvent.FAIL
                else "Say why it is not to be done."
            )
            raise Incomplete(lack, field="reason")
        by_hand_store.end(db, row, event, reason=reason, by=by, now_ms=now_ms)
        entry = entries.ByHandNotDone if event is ByHandEvent.FAIL else entries.ByHandWithdrawn
        append(db, entry(**_told(row), reason=reason), by=by, at_ms=now_ms)
        if event is ByHandEvent.WITHDRAW:
            opinions.withdraw(db, row.item_id, row.decision_id)
        set_open(db, row.item_id)
    return Changes(items=frozenset({row.item_id}), outbox=True)


def _open(db: Connection, by_hand_id: ByHandId, event: ByHandEvent) -> ByHandRow:
    row = one(db, by_hand_id)
    if row is None or not row.state.open:
        raise NotOpen(
            "This waits for no word any more.",
            kept="What was said of it stands in the record.",
            to_do="Look at the item again: a colleague may have settled it.",
        )
    if not can(row.state, event):
        raise NotOpen(
            "Its evidence is still being captured, so it is not to be done yet.",
            kept="Nothing was altered.",
            to_do="Wait until the evidence is there; then do it, and tick it off.",
        )
    return row


def _others_open(db: Connection, item_id: ItemId) -> bool:
    found = db.execute(f"SELECT 1 FROM by_hand WHERE item_id = ? AND {OPEN_SQL} LIMIT 1", (item_id,))
    return found.fetchone() is not None


def _undone(db: Connection, item_id: ItemId) -> DecisionId | None:
    found = db.execute(
        "SELECT max(id) FROM decisions WHERE item_id = ? AND kind IN ('hide', 'hide_by_hand')", (item_id,)
    ).fetchone()
    return None if found is None or found[0] is None else DecisionId(found[0])


class _Told(TypedDict):
    by_hand_id: ByHandId
    item_id: ItemId
    account_id: AccountId
    action: str
    network: str


def _told(row: ByHandRow) -> _Told:
    return {
        "by_hand_id": row.id,
        "item_id": row.item_id,
        "account_id": row.account_id,
        "action": row.action.value,
        "network": row.network.value,
    }
