"""Every use case is kept whole or not at all, wherever between two statements it breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from socialdesk.audit.verify import verify
from socialdesk.decisions import by_hand, drafts, handling
from socialdesk.decisions.by_hand_following import follow_up
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.decisions.undo import cancel_pending, decide_opposite
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.evidence.check import verify_all
from socialdesk.model.accounts import Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ByHandId, OutboxId
from socialdesk.outbox.states import State
from socialdesk.storage.database import Connection, Cursor, Parameters
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import OFFICER, book, capabilities

UseCase = Callable[[Connection, Scene], object]
LEFT_TO_HAND = {kind: replace(each, way=Way.BY_HAND) for kind, each in capabilities().items()}


class Broken(Exception):
    """What stands between two statements: a fault of ours, or a full disk."""


class BreaksAt:
    """A connection on which the n-th statement is not carried out."""

    def __init__(self, db: Connection, at: int) -> None:
        self._db = db
        self._left = at

    @property
    def broke(self) -> bool:
        return self._left <= 0

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    @property
    def total_changes(self) -> int:
        return self._db.total_changes

    def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        self._count(sql)
        return self._db.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Cursor:
        self._count(sql)
        return self._db.executemany(sql, parameters)

    def create_function(self, *arguments: Any, **named: Any) -> None:
        self._db.create_function(*arguments, **named)

    def interrupt(self) -> None:
        self._db.interrupt()

    def close(self) -> None:
        self._db.close()

    def _count(self, sql: str) -> None:
        if sql != "ROLLBACK":
            self._left -= 1
            if self._left == 0:
                raise Broken


def everything(db: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All that is stored."""
    tables = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'items_fts%'"
    ).fetchall()
    return {name: db.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for (name,) in tables}


def removal(db: Connection, scene: Scene) -> object:
    return decide_removal(
        db, item_id=scene.desk.items["c1"], action=ActionKind.DELETE, grounds=["spam"],
        answers={"spam.what": "A fraud or scam"}, aim="a", why_not_less="b", book=book(), capabilities=capabilities(),
        now=scene.clock(), by=OFFICER,
    )  # fmt: skip


def answer(db: Connection, scene: Scene) -> object:
    return decide_reply(
        db, item_id=scene.desk.items["c1"], kind=ActionKind.REPLY, text="Thank you.", book=book(),
        capabilities=capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip


def keep(db: Connection, scene: Scene) -> object:
    return decide_keep(
        db, item_id=scene.desk.items["c1"], reason="Fair comment.", grounds=["spam"], book=book(), now=scene.clock(),
        by=OFFICER,
    )  # fmt: skip


def cancel(db: Connection, scene: Scene) -> object:
    return cancel_pending(db, outbox_id=OutboxId(1), now=scene.clock(), by=OFFICER)


def show_again(db: Connection, scene: Scene) -> object:
    return decide_opposite(
        db, item_id=scene.desk.items["c1"], book=book(), capabilities=capabilities(), now=scene.clock(), by=OFFICER
    )  # fmt: skip


def leave(db: Connection, scene: Scene) -> object:
    return resolve_unknown(
        db, outbox_id=OutboxId(1), choice="leave_it", reason="I looked.", now=scene.clock(), by=OFFICER
    )


def of_handling(use: Callable[..., object], **more: object) -> UseCase:
    return lambda db, scene: use(db, item_id=scene.desk.items["c1"], now=scene.clock(), by=OFFICER, **more)


def begin_hide(db: Connection, scene: Scene) -> object:
    return by_hand.begin_by_hand(
        db, item_id=scene.desk.items["c1"], action=ActionKind.HIDE, grounds=["spam"],
        answers={"spam.what": "A fraud or scam"}, aim="a", why_not_less="b", book=book(), capabilities=LEFT_TO_HAND,
        now=scene.clock(), by=OFFICER,
    )  # fmt: skip


def begun(scene: Scene) -> None:
    by_hand.begin_by_hand(
        scene.db, item_id=scene.desk.items["c1"], action=ActionKind.REPLY, text="Thank you.", book=book(),
        capabilities=LEFT_TO_HAND, now=scene.clock(), by=OFFICER,
    )  # fmt: skip


def tick(db: Connection, scene: Scene) -> object:
    return by_hand.tick_off(db, by_hand_id=ByHandId(1), done_at=scene.clock(), now=scene.clock(), by=OFFICER)


def end(use: Callable[..., object]) -> UseCase:
    return lambda db, scene: use(
        db, by_hand_id=ByHandId(1), reason="I could not.", now=scene.clock(), by=OFFICER
    )


def begun_long_ago(scene: Scene) -> None:
    begun(scene)
    scene.clock.forward(3600)


def follow(db: Connection, scene: Scene) -> object:
    return follow_up(db, account_id=scene.desk.account.id, now=scene.clock())


def nothing(scene: Scene) -> None:
    del scene


def stale(scene: Scene) -> None:
    scene.reply()
    scene.clock.forward(3600)
    scene.run()


def hidden(scene: Scene) -> None:
    scene.remove(action=ActionKind.HIDE)
    scene.run(8)


def drafted(db: Connection, scene: Scene) -> object:
    return drafts.save_draft(
        db, item_id=scene.desk.items["c1"], form="remove", content={"aim": "x"}, now=scene.clock()
    )


USE_CASES: dict[str, tuple[Callable[[Scene], object], UseCase]] = {
    "removal": (nothing, removal),
    "reply": (nothing, answer),
    "keep": (nothing, keep),
    "cancel": (lambda scene: scene.remove(), cancel),
    "show again": (hidden, show_again),
    "settle": (stale, leave),
    "claim": (nothing, of_handling(handling.claim)),
    "release": (nothing, of_handling(handling.release)),
    "done": (nothing, of_handling(handling.mark_done, reason="Nothing to do.")),
    "reopen": (hidden, of_handling(handling.reopen)),
    "note": (nothing, of_handling(handling.write_note, text="Seen before.")),
    "shown": (nothing, of_handling(handling.shown)),
    "read": (nothing, of_handling(handling.mark_read)),
    "draft": (nothing, drafted),
    "begin by hand": (nothing, begin_hide),
    "tick off": (begun, tick),
    "not done by hand": (begun, end(by_hand.not_done)),
    "withdraw": (begun, end(by_hand.withdraw)),
    "ask again": (begun_long_ago, follow),
}


@pytest.mark.parametrize("name", USE_CASES)
def test_broken_between_any_two_statements_nothing_of_it_is_kept(name: str):
    prepare, use = USE_CASES[name]
    scene = Scene("c1")
    prepare(scene)
    before = everything(scene.db)
    for at in range(1, 200):
        breaks = BreaksAt(scene.db, at)
        try:
            use(breaks, scene)
        except Broken:
            assert everything(scene.db) == before, f"statement {at}"
            assert not scene.db.in_transaction
        else:
            assert at > 3  # it was broken at least at BEGIN, at a write and at COMMIT
            assert everything(scene.db) != before
            assert verify(scene.db).ok
            return
    raise AssertionError("it never came to its end")


@pytest.mark.parametrize("action", ["reply", "delete"])
def test_a_step_of_the_outbox_broken_anywhere_goes_on_and_sends_once(action: str):
    for at in range(1, 200):
        scene = Scene("c1")
        outbox_id = scene.reply() if action == "reply" else scene.remove()
        scene.clock.forward(8)
        whole, scene.db = scene.db, BreaksAt(scene.db, at)
        broke = False
        try:
            scene.dispatcher.dispatch_one()
        except Broken:
            broke = True
        scene.db = whole
        if broke:
            scene.run(3600)
        assert scene.state(outbox_id) is State.CONFIRMED, (action, at)
        assert len(scene.network.ledger) == 1 or action == "delete"
        assert verify(scene.db).ok
        assert verify_all(scene.db) == {}
        if not broke:
            assert at > 10  # it was broken before the call, at it and after it
            return
    raise AssertionError("it never came to its end")
