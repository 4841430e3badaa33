"""Taking a decision back: before it is sent by cancelling, afterwards by the opposite where the network has one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from socialdesk.clock import to_ms
from socialdesk.decisions import opinions
from socialdesk.decisions.case import NotOpen, case_of, cleaned, require_hand, require_own
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.political import no_longer_waits
from socialdesk.decisions.queueing import Rationale, decide_and_queue
from socialdesk.decisions.remove import UNDO_SECONDS
from socialdesk.inbox.store import set_open
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import DecisionId, ItemId, OutboxId
from socialdesk.model.people import Person
from socialdesk.outbox import queries
from socialdesk.outbox.behind import warnings_among
from socialdesk.outbox.rows import Row, row
from socialdesk.outbox.store import cancel
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing


def cancel_pending(
    db: Connection, *, outbox_id: OutboxId, now: datetime, by: Person, training: bool = False
) -> Changes:
    """Stops an action that has not been sent and puts its item back on the list.

    Raises NotOpen if it is too late, or not for this person to say.
    """
    require_hand(by, db)
    with writing(db):
        found = row(db, outbox_id)
        if found is not None:
            require_own(by, db, found.account_id, training=training)
        stopped = cancel(db, outbox_id, now_ms=to_ms(now), by=by)
        if stopped is None:
            raise NotOpen(
                "It was too late to cancel: it is being sent, or is finished.",
                kept="The record shows how it went.",
                to_do="Wait until it is confirmed; then do the opposite where the network has one.",
            )
        if stopped.item_id is not None and stopped.decision_id is not None:
            _back_on_the_list(db, stopped, stopped.item_id, stopped.decision_id)
    return stopped.changed


def cancel_newest(db: Connection, *, now: datetime, by: Person, training: bool = False) -> Changes:
    """Stops the newest action that has not been sent (Esc); `NOTHING` where there is none."""
    newest = queries.newest_cancellable(db)
    if newest is None:
        return NOTHING
    return cancel_pending(db, outbox_id=newest.outbox_id, now=now, by=by, training=training)


def decide_opposite(
    db: Connection,
    *,
    item_id: ItemId,
    book: Book,
    capabilities: Mapping[ActionKind, Capability],
    now: datetime,
    by: Person,
    reason: str = "",
    undo_seconds: int = UNDO_SECONDS,
    training: bool = False,
) -> Changes:
    """Decides that something hidden is shown again. Raises NotOpen where that is not open: a deletion is for good."""
    with writing(db):
        case = case_of(
            db, item_id=item_id, capabilities=capabilities, book=book, person=by, now=now, training=training
        )
        option = case.require(OptionKind.UNHIDE)
        hidden_by = db.execute(
            "SELECT max(id) FROM decisions WHERE item_id = ? AND kind IN ('hide', 'hide_by_hand')", (item_id,)
        ).fetchone()
        undoes = None if hidden_by is None or hidden_by[0] is None else DecisionId(hidden_by[0])
        return decide_and_queue(
            db,
            case=case,
            kind=ActionKind.UNHIDE,
            why=Rationale(clauses=[option.clause] if option.clause else [], aim=cleaned(reason)),
            pack_version=book.version,
            undo_seconds=max(0, undo_seconds),
            now_ms=to_ms(now),
            by=by,
            undoes=undoes,
        )


def _back_on_the_list(db: Connection, stopped: Row, item_id: ItemId, decision_id: DecisionId) -> None:
    if stopped.id not in warnings_among(db, [stopped]):
        # What a warning explains has been decided; taking the warning back asks for no new decision on it.
        set_open(db, item_id)
        no_longer_waits(db, item_id)
        opinions.withdraw(db, item_id, decision_id)
