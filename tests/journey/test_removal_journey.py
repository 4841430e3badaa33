"""One comment's whole journey over HTTP: arrived, assessed, decided, sent, confirmed, recorded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from socialdesk.app import open_engine
from socialdesk.audit import queries as audit_queries
from socialdesk.clock import monotonic
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.decisions.undo import cancel_pending, decide_opposite
from socialdesk.engine import Engine
from socialdesk.errors import UserFacingError
from socialdesk.evidence import queries as evidence_queries
from socialdesk.inbox import queries
from socialdesk.inbox.queries import InboxRow, View, ViewName
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.states import State
from socialdesk.storage.database import Connection

NAMING = "Everyone knows who this is"
ASKING = "I have a dashcam"


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = open_engine(training="first-night")
    try:
        for account in engine.accounts.values():
            engine.sync(account, threading.Event())
        yield engine
    finally:
        engine.close()


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    reader = engine.open_reader()
    yield reader
    reader.close()


def row_with(db: Connection, words: str) -> InboxRow:
    ids = queries.first_ids(db, View(ViewName.EVERYTHING), 500)
    return next(row for row in queries.rows(db, list(ids)).values() if words in row.untrusted_text)


def remove(engine: Engine, row: InboxRow, action: ActionKind, *, undo_seconds: int = 0) -> None:
    ground = engine.book.grounds["identifies_person"]
    engine.writer.call(
        partial(
            decide_removal,
            item_id=row.item_id,
            action=action,
            grounds=[ground.id],
            answers={f"{ground.id}.{each.id}": each.choices[0] for each in ground.questions},
            aim="To keep a trial fair.",
            why_not_less="Anything less would leave the name to be read.",
            book=engine.book,
            capabilities=engine.capabilities(row.account_id),
            now=engine.clock(),
            by=engine.person,
            undo_seconds=undo_seconds,
            training=True,
        )
    )


def settle(engine: Engine, done: Callable[[], bool], seconds: float = 20.0) -> None:
    until = monotonic() + seconds
    while not done():
        assert monotonic() < until, "it did not come about"
        engine.send_everything(threading.Event())
        threading.Event().wait(0.02)


def state(db: Connection, item_id: ItemId) -> State:
    return outbox_queries.for_item(db, item_id)[0].state


@pytest.mark.clause("R12")
@pytest.mark.clause("T1")
@pytest.mark.clause("T3")
def test_a_comment_is_removed_with_evidence_and_a_record(engine: Engine, db: Connection) -> None:
    row = row_with(db, NAMING)
    remove(engine, row, ActionKind.DELETE)
    assert queries.rows(db, [row.item_id])[row.item_id].standing == "removing"

    settle(engine, lambda: state(db, row.item_id) is State.CONFIRMED)

    assert queries.rows(db, [row.item_id])[row.item_id].standing == "gone"
    kinds = [line.kind for line in reversed(audit_queries.for_item(db, row.item_id))]
    assert kinds[:2] == ["received", "decided"]
    assert kinds.index("captured") < kinds.index("sent") < kinds.index("confirmed")
    evidence = evidence_queries.for_item(db, row.item_id)
    assert len(evidence) == 1
    assert evidence[0].captured_ms is not None
    assert engine.head_keeper.verify(db).ok
    # Deleting takes the replies along, and the mirror says so once the network does.
    assert queries.rows(db, [row_with(db, "Take it down Dale").item_id]).popitem()[1].standing == "gone"


@pytest.mark.clause("R2")
def test_hiding_is_confirmed_and_can_be_taken_back_later(engine: Engine, db: Connection) -> None:
    row = row_with(db, NAMING)
    remove(engine, row, ActionKind.HIDE)
    settle(engine, lambda: state(db, row.item_id) is State.CONFIRMED)
    assert queries.rows(db, [row.item_id])[row.item_id].standing == "hidden"

    engine.writer.call(
        partial(
            decide_opposite,
            item_id=row.item_id,
            reason="It names nobody in the matter after all.",
            book=engine.book,
            capabilities=engine.capabilities(row.account_id),
            now=engine.clock(),
            by=engine.person,
            undo_seconds=0,
            training=True,
        )
    )
    settle(engine, lambda: state(db, row.item_id) is State.CONFIRMED)
    assert queries.rows(db, [row.item_id])[row.item_id].standing == "visible"


def test_a_decision_can_be_cancelled_before_it_is_sent(engine: Engine, db: Connection) -> None:
    row = row_with(db, NAMING)
    remove(engine, row, ActionKind.DELETE, undo_seconds=8)
    pending = outbox_queries.newest_cancellable(db)
    assert pending is not None
    engine.send_everything(threading.Event())
    assert state(db, row.item_id) is State.QUEUED

    engine.writer.call(
        partial(
            cancel_pending, outbox_id=pending.outbox_id, now=engine.clock(), by=engine.person, training=True
        )
    )
    engine.send_everything(threading.Event())

    assert state(db, row.item_id) is State.CANCELLED
    assert queries.rows(db, [row.item_id])[row.item_id].standing == "visible"


@pytest.mark.clause("I4")
def test_a_reply_arrives_once(engine: Engine, db: Connection) -> None:
    row = row_with(db, ASKING)
    words = "Thank you. Please call 101 and quote the reference in the post."
    reply(engine, row, words)
    settle(engine, lambda: state(db, row.item_id) is State.CONFIRMED)

    engine.sync(engine.accounts[row.account_id], threading.Event())
    found = [
        each
        for each in queries.rows(db, list(queries.first_ids(db, View(ViewName.EVERYTHING), 500))).values()
        if each.untrusted_text == words
    ]
    assert len(found) == 1
    assert found[0].by_force


def test_what_was_decided_stands_when_the_desk_is_read_again(engine: Engine, db: Connection) -> None:
    row = row_with(db, NAMING)
    remove(engine, row, ActionKind.DELETE, undo_seconds=8)
    with pytest.raises(UserFacingError):
        remove(engine, row, ActionKind.DELETE)
    assert len(outbox_queries.for_item(db, row.item_id)) == 1


def reply(engine: Engine, row: InboxRow, words: str) -> None:
    engine.writer.call(
        partial(
            decide_reply,
            item_id=row.item_id,
            kind=ActionKind.REPLY,
            text=words,
            book=engine.book,
            capabilities=engine.capabilities(row.account_id),
            now=engine.clock(),
            by=engine.person,
            undo_seconds=0,
            training=True,
        )
    )
