"""What the screen shows of an item: every action against every state of the outbox (design 3)."""

from __future__ import annotations

import pytest

from socialdesk.model.actions import ActionKind
from socialdesk.outbox.states import State
from socialdesk.storage.database import Connection, memory_database

PENDING = {ActionKind.HIDE: "hiding", ActionKind.UNHIDE: "unhiding", ActionKind.DELETE: "removing"}
MIRRORS = {"visible": (0, None), "hidden": (1, None), "gone": (0, 5)}
ACTIONS = [kind for kind in ActionKind if kind is not ActionKind.BLOCK]
"""A block leaves through its own gate alone (test_blocking_gate.py), and alters nothing of how an item stands."""
ON_THE_WAY = (State.QUEUED, State.SENDING, State.WAITING)


def desk(hidden: int, gone_ms: int | None) -> Connection:
    db = memory_database()
    db.execute(
        "INSERT INTO accounts (id, network, native_id, name, added_ms) VALUES (1, 'facebook', 'p', 'P', 1)"
    )
    db.execute(
        "INSERT INTO threads (id, account_id, kind, native_id, text, created_ms, raw)"
        " VALUES (1, 1, 'post', 't', '', 1, '')"
    )
    db.execute(
        "INSERT INTO items (id, account_id, thread_id, kind, native_id, text, created_ms, received_ms, hidden, gone_ms)"
        " VALUES (1, 1, 1, 'comment', 'c', '', 1, 1, ?, ?)",
        (hidden, gone_ms),
    )
    db.execute("INSERT INTO worklist (item_id, account_id, kind, created_ms) VALUES (1, 1, 'comment', 1)")
    return db


def act(db: Connection, kind: ActionKind, state: State, *, needs_person: bool = False) -> None:
    """One action of an item, brought into a state."""
    number = (db.execute("SELECT count(*) FROM outbox").fetchone() or (0,))[0] + 1
    db.execute(
        "INSERT INTO evidence (id, item_id, held_ms, taken_by, manifest, manifest_sha256, captured_ms)"
        " VALUES (?, 1, 1, 'P', '{}', ?, 1)",
        (number, "0" * 64),
    )
    db.execute(
        "INSERT INTO decisions (id, item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role,"
        " decided_ms) VALUES (?, 1, ?, '[]', '{}', '[]', '1', 'P', 'ido', 1)",
        (number, kind.value),
    )
    db.execute(
        "INSERT INTO outbox (id, decision_id, item_id, account_id, kind, target, key, evidence_id, state, queued_ms,"
        " not_before_ms) VALUES (?, ?, 1, 1, ?, 'c', ?, ?, 'queued', 1, 1)",
        (number, number, kind.value, f"key-{number}", number),
    )
    db.execute(
        "UPDATE outbox SET state = ?, settled_ms = 2, needs_person = ? WHERE id = ?",
        (state.value, int(needs_person), number),
    )


def standing(db: Connection) -> str:
    row = db.execute("SELECT standing FROM inbox_projected").fetchone()
    assert row is not None
    return str(row[0])


def expected(kind: ActionKind, state: State, mirror: str) -> str:
    """The rule, written a second time: mirror, and over it only what is still open about visibility."""
    if kind not in PENDING:
        return mirror
    if state in ON_THE_WAY:
        return PENDING[kind]
    if mirror == "gone":
        return "gone"
    return {State.UNKNOWN: "unconfirmed", State.FAILED: "failed"}.get(state, mirror)


@pytest.mark.parametrize("mirror", MIRRORS)
@pytest.mark.parametrize("state", list(State), ids=lambda state: state.value)
@pytest.mark.parametrize("kind", ACTIONS, ids=lambda kind: kind.value)
def test_every_action_in_every_state(kind: ActionKind, state: State, mirror: str):
    db = desk(*MIRRORS[mirror])
    act(db, kind, state, needs_person=state is State.FAILED)
    assert standing(db) == expected(kind, state, mirror)


@pytest.mark.parametrize("kind", list(PENDING))
def test_nothing_is_called_done_before_the_network_says_so(kind: ActionKind):
    db = desk(0, None)
    for state in State:
        act(db, kind, state)
        assert standing(db) not in ("hidden", "gone")


def test_a_failure_that_a_person_has_seen_is_shown_no_more():
    db = desk(1, None)
    act(db, ActionKind.DELETE, State.FAILED, needs_person=False)
    assert standing(db) == "hidden"


def test_the_newest_action_counts_and_a_cancelled_one_does_not():
    db = desk(0, None)
    act(db, ActionKind.HIDE, State.UNKNOWN, needs_person=True)
    act(db, ActionKind.DELETE, State.CANCELLED)
    assert standing(db) == "unconfirmed"
    act(db, ActionKind.REPLY, State.QUEUED)
    assert standing(db) == "unconfirmed"
    act(db, ActionKind.DELETE, State.QUEUED)
    assert standing(db) == "removing"


def test_without_any_action_the_mirror_is_shown():
    assert [standing(desk(*said)) for said in MIRRORS.values()] == list(MIRRORS)


def by_hand(db: Connection, kind: ActionKind, state: str, *, at_ms: int = 3) -> None:
    """One thing done by hand, brought into a state."""
    number = (db.execute("SELECT count(*) FROM by_hand").fetchone() or (0,))[0] + 101
    db.execute(
        "INSERT INTO evidence (id, item_id, held_ms, taken_by, manifest, manifest_sha256, captured_ms)"
        " VALUES (?, 1, 1, 'P', '{}', ?, 1)",
        (number, "0" * 64),
    )
    db.execute(
        "INSERT INTO decisions (id, item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role,"
        " decided_ms) VALUES (?, 1, ?, '[]', '{}', '[]', '1', 'P', 'ido', 1)",
        (number, f"{kind.value}_by_hand"),
    )
    removes = kind in (ActionKind.HIDE, ActionKind.DELETE)
    db.execute(
        "INSERT INTO by_hand (id, decision_id, item_id, account_id, kind, evidence_id, state, begun_ms, begun_by,"
        " asked_ms) VALUES (?, ?, 1, 1, ?, ?, ?, 1, 'P', 1)",
        (number, number, kind.value, number if removes else None, "preparing" if removes else "begun"),
    )
    db.execute("UPDATE by_hand SET state = 'begun' WHERE id = ?", (number,))
    if state != "begun":
        db.execute(
            "UPDATE by_hand SET state = ?, settled_ms = ?, settled_by = 'Ada', reason = 'r', done_ms = ? WHERE id = ?",
            (state, at_ms, 2 if state == "done" else None, number),
        )


@pytest.mark.parametrize("mirror", MIRRORS)
@pytest.mark.parametrize("state", ["begun", "done", "not_done", "withdrawn"])
@pytest.mark.parametrize("kind", [ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.DELETE, ActionKind.REPLY])
def test_what_is_done_by_hand_in_every_state(kind: ActionKind, state: str, mirror: str):
    db = desk(*MIRRORS[mirror])
    by_hand(db, kind, state)
    shown = mirror
    if mirror != "gone" and state == "begun":
        shown = "by_hand"
    elif mirror != "gone" and (kind, state) == (ActionKind.DELETE, "done"):
        shown = "removed_by_hand"
    elif mirror == "visible" and (kind, state) == (ActionKind.HIDE, "done"):
        shown = "hidden_by_hand"
    assert standing(db) == shown


def test_what_was_done_by_hand_is_undone_by_hand_or_by_a_later_action():
    db = desk(0, None)
    by_hand(db, ActionKind.HIDE, "done", at_ms=3)
    assert db.execute("SELECT hand_by, hand_ms FROM inbox_projected").fetchone() == ("Ada", 2)
    by_hand(db, ActionKind.UNHIDE, "done", at_ms=4)
    assert standing(db) == "visible"
    by_hand(db, ActionKind.HIDE, "done", at_ms=5)
    assert standing(db) == "hidden_by_hand"
    act(db, ActionKind.UNHIDE, State.CONFIRMED)
    assert standing(db) == "hidden_by_hand"  # confirmed before it
    db.execute("UPDATE outbox SET settled_ms = 6")
    assert standing(db) == "visible"


def test_what_is_on_its_way_or_unclear_is_shown_before_what_is_done_by_hand():
    db = desk(0, None)
    by_hand(db, ActionKind.REPLY, "begun")
    act(db, ActionKind.HIDE, State.QUEUED)
    assert standing(db) == "hiding"
    db.execute("UPDATE outbox SET state = 'unknown'")
    assert standing(db) == "unconfirmed"
