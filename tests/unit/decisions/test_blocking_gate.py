"""Every way round a second person's approval: straight to the outbox or the tables, by name, role, clock, retry."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.decisions import blocking, blocking_acts, blocking_saying, by_hand, by_hand_store
from socialdesk.decisions import store as decisions
from socialdesk.decisions.blocking_rules import BlockState, name_key
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.evidence.capture import hold
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import DecisionId, NativeId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries
from socialdesk.outbox.store import enqueue
from socialdesk.register import staff
from socialdesk.storage.database import IntegrityError, writing
from tests.fakes.blocking_scene import NIGHT, BlockingScene

pytestmark = pytest.mark.clause("B1")


@pytest.fixture
def scene() -> BlockingScene:
    return BlockingScene()


def straight_to_the_outbox(
    scene: BlockingScene,
    item: str = "c1",
    *,
    decision: DecisionId | None = None,
    person: str = "author-writer",
) -> None:
    """As any code of the desk could, without the use cases of blocking."""
    with writing(scene.db):
        item_id, now_ms = scene.item(item), to_ms(scene.clock())
        evidence = hold(scene.db, item_id=item_id, taken_by=scene.asker, now_ms=now_ms)
        decision = decision or decisions.add(
            scene.db, item_id=item_id, kind="block", pack_version="v", by=scene.asker, now_ms=now_ms
        )
        enqueue(
            scene.db,
            decision_id=decision,
            item_id=item_id,
            account_id=scene.desk.account.id,
            action=Action(
                kind=ActionKind.BLOCK,
                target=NativeId(item),
                key=f"key-{item}-{decision}",
                person=NativeId(person),
            ),
            evidence_id=evidence.id,
            expected_text_sha256="",
            undo_ms=0,
            now_ms=now_ms,
        )


def straight_to_the_hand(scene: BlockingScene) -> None:
    """As above, for a block that a person does."""
    with writing(scene.db):
        item_id, now_ms = scene.item("c1"), to_ms(scene.clock())
        evidence = hold(scene.db, item_id=item_id, taken_by=scene.asker, now_ms=now_ms)
        decision = decisions.add(
            scene.db, item_id=item_id, kind="block_by_hand", pack_version="v", by=scene.asker, now_ms=now_ms
        )
        by_hand_store.add(
            scene.db,
            decision_id=decision,
            item_id=item_id,
            account_id=scene.desk.account.id,
            action=ActionKind.BLOCK,
            text="",
            evidence_id=evidence.id,
            by=scene.asker,
            now_ms=now_ms,
        )


# Straight to the outbox


def test_nothing_gets_into_the_outbox_by_itself(scene: BlockingScene) -> None:
    for item in ("c1", "c2", "c3"):
        with pytest.raises(IntegrityError, match="another person has approved"):
            straight_to_the_outbox(scene, item)
    scene.run(60)
    assert scene.left() == []
    assert scene.db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_one_approval_is_for_one_block_of_one_person(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    scene.approve(block_id, undo_seconds=60)
    decision = scene.row(block_id).decision_id
    for other in ({"item": "c2"}, {"person": "author-other"}, {}):
        with pytest.raises(IntegrityError):
            straight_to_the_outbox(scene, decision=decision, **other)  # pyright: ignore[reportArgumentType]
    assert len(queries.pending(scene.db)) == 1


def test_what_is_queued_cannot_be_turned_on_another(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    scene.approve(block_id, undo_seconds=60)
    for change in (
        "person = 'author-other'",
        "target = 'c2'",
        "kind = 'delete'",
        "item_id = 2",
        "decision_id = 1",
    ):
        with pytest.raises(IntegrityError):
            scene.db.execute(f"UPDATE outbox SET {change}")


def test_nothing_is_begun_by_hand_by_itself(scene: BlockingScene) -> None:
    with pytest.raises(NotOpen):
        by_hand.begin_by_hand(
            scene.db,
            item_id=scene.item("c1"),
            action=ActionKind.BLOCK,
            aim="Now.",
            book=scene.doing(scene.asker).book,
            capabilities=scene.capabilities,
            now=scene.clock(),
            by=scene.asker,
        )
    with pytest.raises(IntegrityError, match="another person has approved"):
        straight_to_the_hand(scene)


# One's own request


def test_nobody_approves_or_advises_on_their_own_request(scene: BlockingScene) -> None:
    block_id = scene.ask()
    with pytest.raises(NotOpen, match="their own request"):
        scene.advise(block_id, scene.asker)
    for name in ("Sam Holder", "sam  HOLDER", " Sam Holder\n"):
        with pytest.raises(NotOpen, match="their own request"):
            scene.telephoned(block_id, scene.second, adviser=name)
    scene.advise(block_id)
    with pytest.raises(NotOpen, match="their own request"):
        scene.approve(block_id, scene.asker)
    assert scene.state_of(block_id) is BlockState.WAITING_APPROVAL


def test_another_role_or_name_makes_nobody_another_person(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    for disguise in (
        replace(scene.asker, role=Role.ACCOUNT_HOLDER),
        replace(scene.asker, name="Somebody Else"),
        replace(scene.asker, number="9999"),
    ):
        with pytest.raises(NotOpen):
            scene.approve(block_id, disguise)
    scene.db.execute("UPDATE staff SET role = 'account_holder', name = 'New Name' WHERE name = 'Sam Holder'")
    with pytest.raises(NotOpen):
        scene.approve(block_id, replace(scene.asker, name="New Name", role=Role.CORPORATE_COMMUNICATIONS))
    assert scene.state_of(block_id) is BlockState.WAITING_APPROVAL


def test_who_only_says_who_they_are_asks_and_approves_nothing(scene: BlockingScene) -> None:
    said = Person("Sam Says", Role.CORPORATE_COMMUNICATIONS)
    block_id = scene.ask(said)
    scene.advise(block_id)
    for name in ("Sam Says", "Anybody Else"):
        with pytest.raises(NotOpen, match="PIN"):
            scene.approve(block_id, Person(name, Role.CORPORATE_COMMUNICATIONS))
    recorded = scene.recorded("sam says", Role.CORPORATE_COMMUNICATIONS)
    with pytest.raises(NotOpen, match="their own request"):
        scene.approve(block_id, recorded)


def test_who_is_not_recorded_so_is_refused_by_the_store(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    for forged in (
        Person("Robin Second", Role.CORPORATE_COMMUNICATIONS, staff_id=999),
        Person("Nobody Known", Role.CORPORATE_COMMUNICATIONS, staff_id=scene.second.staff_id),
        replace(scene.night, role=Role.CORPORATE_COMMUNICATIONS),
    ):
        with pytest.raises((IntegrityError, NotOpen)):
            scene.approve(block_id, forged)
    assert scene.second.staff_id is not None
    staff.end(scene.db, staff_id=scene.second.staff_id, now=scene.clock(), by=scene.adviser)
    with pytest.raises(NotOpen, match="has altered"):
        scene.approve(block_id)
    assert scene.state_of(block_id) is BlockState.WAITING_APPROVAL


@pytest.mark.parametrize("who", ["night", "auditor"])
def test_only_who_may_block_approves(scene: BlockingScene, who: str) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    for hours in (0, 14):
        scene.clock.forward(hours * 3600)
        with pytest.raises(NotOpen):
            scene.approve(block_id, getattr(scene, who))


def test_an_auditor_asks_for_nothing_and_withdraws_nothing(scene: BlockingScene) -> None:
    with pytest.raises(NotOpen):
        scene.ask(scene.auditor)
    block_id = scene.ask()
    with pytest.raises(NotOpen):
        blocking.withdraw(scene.db, block_id=block_id, reason="So.", doing=scene.doing(scene.auditor))
    with pytest.raises(NotOpen):
        scene.telephoned(block_id, scene.auditor)


# Out of order


def test_approval_never_comes_before_advice(scene: BlockingScene) -> None:
    block_id = scene.ask()
    with pytest.raises(NotOpen):
        scene.approve(block_id)
    scene.advise(block_id)
    scene.approve(block_id)
    for step in (scene.advise, scene.approve, scene.telephoned):
        with pytest.raises(NotOpen):
            step(block_id)


def test_a_retry_is_no_way_past(scene: BlockingScene) -> None:
    block_id = scene.ask()
    again = {"block_id": block_id, "by_hand": True}
    with pytest.raises(NotOpen):
        blocking_acts.again(scene.db, **again, doing=scene.doing(scene.asker))  # pyright: ignore[reportArgumentType]
    scene.advise(block_id, wanted=False)
    with pytest.raises(NotOpen):
        blocking_acts.again(scene.db, **again, doing=scene.doing(scene.second))  # pyright: ignore[reportArgumentType]
    other = scene.ask()
    scene.advise(other)
    scene.approve(other)
    scene.network.shows_nothing_of = frozenset({ActionKind.BLOCK})
    scene.network.faults = ["", "refused"]
    scene.run(30)
    (failed,) = queries.for_item(scene.db, scene.item("c1"))
    with pytest.raises(NotOpen):
        resolve_unknown(
            scene.db,
            outbox_id=failed.outbox_id,
            choice="send_again",
            reason="Again.",
            now=scene.clock(),
            by=scene.asker,
        )
    assert scene.left() == []


def test_a_second_request_while_one_waits_is_refused(scene: BlockingScene) -> None:
    scene.ask()
    with pytest.raises(NotOpen, match="already"):
        scene.ask(scene.second)
    with pytest.raises(IntegrityError):
        scene.db.execute(
            "INSERT INTO blocks SELECT NULL, account_id, author_id, person, item_id, grounds, clauses, engaged,"
            " engaged_words, warned, warned_words, aim, why_not_less, pack_version, urgent, urgent_why, urgent_told,"
            " way, state, requested_ms, requested_by, requested_role, requested_key, requested_staff_id, review_days,"
            " review_ms, NULL, NULL, NULL, NULL, NULL, '', '' FROM blocks"
        )


# Straight to the tables


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE blocks SET state = 'approved', decision_id = 1",
        "UPDATE blocks SET state = 'in_force', in_force_ms = 1, review_ms = 1",
        "UPDATE blocks SET requested_by = 'Robin Second'",
        "UPDATE blocks SET requested_key = 'robin second'",
        "UPDATE blocks SET requested_staff_id = NULL",
        "UPDATE blocks SET urgent = 1, urgent_why = 'x', urgent_told = 'x', review_ms = 1",
        "UPDATE blocks SET person = 'author-other'",
        "UPDATE blocks SET account_id = 2",
        "DELETE FROM blocks",
        "DELETE FROM block_items",
        "UPDATE block_items SET item_id = 2",
        "UPDATE block_advice SET advice = 'against'",
        "UPDATE block_advice SET given = 'signed'",
        "DELETE FROM block_advice",
    ],
)
def test_the_tables_refuse_what_must_not_be(scene: BlockingScene, sql: str) -> None:
    block_id = scene.ask()
    scene.telephoned(block_id)
    with writing(scene.db):
        decisions.add(
            scene.db, item_id=scene.item("c1"), kind="block", pack_version="v", by=scene.asker, now_ms=1
        )
    with pytest.raises(IntegrityError):
        scene.db.execute(sql)
    assert scene.state_of(block_id) is BlockState.WAITING_APPROVAL


def test_an_approval_of_ones_own_cannot_be_written_either(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    insert = (
        "INSERT INTO block_approvals (block_id, approved, words, by_name, by_role, by_key, by_staff_id, at_ms)"
        " VALUES (?, 1, '', ?, 'corporate_communications', ?, ?, 1)"
    )
    with pytest.raises(IntegrityError, match="nobody approves"):
        scene.db.execute(insert, (block_id, "Sam Holder", "somebody else", scene.asker.staff_id))
    scene.approve(block_id)
    for sql in ("UPDATE block_approvals SET by_name = 'x'", "DELETE FROM block_approvals"):
        with pytest.raises(IntegrityError):
            scene.db.execute(sql)


# The clock


def test_a_clock_put_forward_to_the_night_is_flagged_and_put_back_is_refused(scene: BlockingScene) -> None:
    scene.clock.forward(NIGHT.total_seconds())
    scene.ask(scene.night, item="c2")  # the record now knows that it is two in the morning
    scene.clock.forward(-timedelta(hours=6).total_seconds())
    blocking.withdraw(scene.db, block_id=scene.newest().id, reason="Test.", doing=scene.doing(scene.night))
    with pytest.raises(NotOpen, match="clock"):
        scene.ask(scene.night, urgent_why="A threat to kill.", urgent_told="Nobody.")
    assert scene.left() == []


def test_waiting_or_another_hour_approves_nothing(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    for hours in (14, 24 * 365, -24 * 400):
        scene.clock.forward(hours * 3600)
        scene.run(1)
        assert scene.state_of(block_id) is BlockState.WAITING_APPROVAL
    assert scene.left() == []


def test_a_threat_to_life_is_looked_at_by_another_person_and_stays_marked_until_then(
    scene: BlockingScene,
) -> None:
    scene.clock.forward(NIGHT.total_seconds())
    block_id = scene.ask(scene.night, urgent_why="A threat to kill.", urgent_told="Nobody.")
    scene.run(30)
    for words in ("Fine.", ""):
        with pytest.raises(NotOpen):
            blocking_saying.refuse(scene.db, block_id=block_id, words=words, doing=scene.doing(scene.night))
    scene.clock.forward(30 * 86_400)
    assert scene.row(block_id).unapproved
    assert scene.row(block_id).due(to_ms(scene.clock()))


# Names


@given(st.text(max_size=30), st.integers(0, 3))
def test_a_name_is_the_same_in_any_case_and_with_any_spaces(name: str, spaces: int) -> None:
    spread = f"  {(' ' * (spaces + 1)).join(name.split())} "
    assert name_key(spread) == name_key(name)


def test_an_item_of_somebody_else_carries_no_block(scene: BlockingScene) -> None:
    scene.db.execute(
        "INSERT INTO authors (id, network, native_id, name, first_seen_ms) VALUES (77, 'facebook', 'o', 'O', 1)"
    )
    scene.db.execute("UPDATE items SET author_id = 77 WHERE id = ?", (scene.item("c3"),))
    with pytest.raises(Incomplete, match="what that person wrote"):
        scene.ask(items=[scene.item("c3")])
    block_id = scene.ask()
    evidence = scene.db.execute("SELECT max(id) FROM evidence").fetchone()
    assert evidence is not None
    with pytest.raises(IntegrityError):
        scene.db.execute(
            "INSERT INTO block_items VALUES (?, ?, ?)", (block_id, scene.item("c3"), evidence[0])
        )
