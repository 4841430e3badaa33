"""A block from the request to its end: what is asked for, who says what, and what is sent only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from socialdesk.audit import queries as audit
from socialdesk.audit.verify import verify
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions import (
    blocking,
    blocking_acts,
    blocking_rows,
    blocking_saying,
    blocking_waiting,
    by_hand,
    by_hand_rows,
)
from socialdesk.decisions.blocking_following import BlockEvidenceTaker, remind
from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.decisions.by_hand_evidence import ByHandEvidence
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.undo import cancel_newest
from socialdesk.model.accounts import Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.people import Role
from socialdesk.outbox import queries
from tests.fakes.blocking_scene import NIGHT, BlockingScene

pytestmark = pytest.mark.clause("B1", "T1")


@pytest.fixture
def scene() -> BlockingScene:
    return BlockingScene()


def test_asking_sends_nothing_and_keeps_evidence_of_everything_ticked(scene: BlockingScene) -> None:
    block_id = scene.ask(items=[scene.item("c1"), scene.item("c2")])
    row = scene.row(block_id)
    assert row.state is BlockState.WAITING_ADVICE
    assert row.items == (scene.item("c1"), scene.item("c2"))
    assert queries.pending(scene.db) == []
    kept = scene.db.execute("SELECT item_id FROM evidence ORDER BY item_id").fetchall()
    assert [each[0] for each in kept] == list(row.items)
    assert "block-requested" in scene.kinds("c2")
    scene.run(3600)
    assert scene.left() == []


@pytest.mark.parametrize(
    ("field", "altered"),
    [
        ("grounds", {"grounds": []}),
        ("grounds", {"grounds": ["criticism"]}),
        ("items", {"items": []}),
        ("engaged_words", {"engaged_words": " \n"}),
        ("engaged_words", {"engaged": False, "engaged_words": ""}),
        ("warned_words", {"warned_words": ""}),
        ("aim", {"aim": " "}),
        ("why_not_less", {"why_not_less": ""}),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    scene: BlockingScene, field: str, altered: dict[str, object]
) -> None:
    with pytest.raises(Incomplete) as told:
        scene.ask(None, "c1", **altered)
    assert told.value.field == field
    assert blocking_rows.everything(scene.db) == []
    assert scene.db.execute("SELECT count(*) FROM evidence").fetchone() == (0,)


def test_advice_and_another_persons_approval_come_before_it_leaves(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    assert scene.state_of(block_id) is BlockState.WAITING_APPROVAL
    scene.run(3600)
    assert scene.left() == []
    scene.approve(block_id)
    assert scene.state_of(block_id) is BlockState.APPROVED
    scene.run(30)
    assert scene.left() == ["block"]
    row = scene.row(block_id)
    assert row.state is BlockState.IN_FORCE
    assert row.review_ms is not None
    assert from_ms(row.review_ms) > scene.clock() + timedelta(days=89)
    assert scene.network.calls.index("capture block") < scene.network.calls.index("perform block")
    told = scene.kinds()
    assert told.index("block-requested") < told.index("block-advised") < told.index("block-approved")
    assert (
        told.index("block-approved") < told.index("captured") < told.index("sent") < told.index("confirmed")
    )
    assert verify(scene.db).ok


def test_the_adviser_may_approve(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    scene.approve(block_id, scene.adviser)
    scene.run(30)
    assert scene.state_of(block_id) is BlockState.IN_FORCE


def test_advice_against_ends_it(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id, wanted=False)
    row = scene.row(block_id)
    assert (row.state, row.ended_by) == (BlockState.REFUSED, "Chris Adviser")
    with pytest.raises(NotOpen):
        scene.approve(block_id)
    scene.ask()  # another may be asked for, with more behind it
    assert len(blocking_rows.everything(scene.db)) == 2


def test_a_second_person_says_no(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    with pytest.raises(Incomplete):
        blocking_saying.refuse(scene.db, block_id=block_id, words=" ", doing=scene.doing(scene.second))
    blocking_saying.refuse(
        scene.db, block_id=block_id, words="A warning has not been tried.", doing=scene.doing(scene.second)
    )
    assert scene.row(block_id).ended_reason == "A warning has not been tried."
    assert scene.state_of(block_id) is BlockState.REFUSED
    with pytest.raises(NotOpen):
        scene.approve(block_id, scene.adviser)


def test_a_request_is_taken_back(scene: BlockingScene) -> None:
    block_id = scene.ask()
    blocking.withdraw(scene.db, block_id=block_id, reason="They stopped.", doing=scene.doing(scene.asker))
    assert scene.state_of(block_id) is BlockState.WITHDRAWN
    with pytest.raises(NotOpen):
        scene.advise(block_id)


# Advice by telephone


def test_advice_by_telephone_is_marked_and_listed_until_somebody_else_has_looked(
    scene: BlockingScene,
) -> None:
    block_id = scene.ask()
    scene.telephoned(block_id)
    (advice,) = blocking_rows.advice_to_look_at(scene.db)
    assert (advice.adviser, advice.given, advice.to_look_at) == ("Chris Adviser", "telephone", True)
    assert blocking_waiting.waiting(scene.db, to_ms(scene.clock())).confirm == 1
    look = {"advice_id": advice.id, "block_id": block_id, "stands": True}
    for by in (scene.asker, scene.night):
        with pytest.raises(NotOpen):
            blocking_saying.look_at_advice(scene.db, **look, doing=scene.doing(by))  # pyright: ignore[reportArgumentType]
    blocking_saying.look_at_advice(scene.db, **look, doing=scene.doing(scene.adviser))  # pyright: ignore[reportArgumentType]
    assert blocking_rows.advice_to_look_at(scene.db) == []
    with pytest.raises(NotOpen):
        blocking_saying.look_at_advice(scene.db, **look, doing=scene.doing(scene.second))  # pyright: ignore[reportArgumentType]


def test_advice_that_was_never_given_carries_nothing(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.telephoned(block_id)
    advice_id = scene.row(block_id).advice[0].id
    blocking_saying.look_at_advice(
        scene.db,
        advice_id=advice_id,
        block_id=block_id,
        stands=False,
        words="I was on leave.",
        doing=scene.doing(scene.adviser),
    )
    assert scene.state_of(block_id) is BlockState.WAITING_ADVICE
    with pytest.raises(NotOpen):
        scene.approve(block_id)


def test_advice_disowned_before_it_was_sent_stops_it(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.telephoned(block_id)
    scene.approve(block_id, undo_seconds=8)
    blocking_saying.look_at_advice(
        scene.db,
        advice_id=scene.row(block_id).advice[0].id,
        block_id=block_id,
        stands=False,
        words="Not by me.",
        doing=scene.doing(scene.adviser),
    )
    assert scene.state_of(block_id) is BlockState.NOT_DONE
    with pytest.raises(NotOpen, match="not given so"):
        blocking_acts.again(scene.db, block_id=block_id, by_hand=False, doing=scene.doing(scene.second))
    scene.run(3600)
    assert scene.left() == []


def test_advice_disowned_afterwards_asks_for_a_review(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.telephoned(block_id)
    scene.approve(block_id)
    scene.run(30)
    blocking_saying.look_at_advice(
        scene.db,
        advice_id=scene.row(block_id).advice[0].id,
        block_id=block_id,
        stands=False,
        words="Not by me.",
        doing=scene.doing(scene.adviser),
    )
    assert scene.row(block_id).due(to_ms(scene.clock()))


def test_a_time_that_cannot_be_is_refused(scene: BlockingScene) -> None:
    block_id = scene.ask()
    for hours in (-24 * 8, 1):
        with pytest.raises(Incomplete):
            blocking_saying.enter_advice(
                scene.db,
                block_id=block_id,
                wanted=True,
                words="Yes.",
                adviser="Chris Adviser",
                given="message",
                given_at=scene.clock() + timedelta(hours=hours),
                doing=scene.doing(scene.asker),
            )


# By hand


def test_by_hand_it_waits_for_evidence_and_a_persons_word(scene: BlockingScene) -> None:
    scene.by_hand_only(ActionKind.BLOCK, ActionKind.UNBLOCK)
    block_id = scene.ask()
    scene.advise(block_id)
    scene.approve(block_id)
    assert scene.state_of(block_id) is BlockState.APPROVED
    assert scene.row(block_id).by_hand
    taker = ByHandEvidence(
        write=scene.write,
        connector_for=scene.connector_for,
        clock=scene.clock,
        reread=scene.dispatcher.reread,
    )
    (begun,) = by_hand_rows.not_ticked(scene.db)
    with pytest.raises(NotOpen):
        by_hand.tick_off(
            scene.db, by_hand_id=begun.id, done_at=scene.clock(), now=scene.clock(), by=scene.asker
        )
    assert taker.capture_one() is not None
    by_hand.tick_off(scene.db, by_hand_id=begun.id, done_at=scene.clock(), now=scene.clock(), by=scene.asker)
    assert scene.state_of(block_id) is BlockState.IN_FORCE
    assert scene.left() == []
    scene.lift(block_id)
    assert scene.state_of(block_id) is BlockState.LIFTING
    (lifting,) = by_hand_rows.not_ticked(scene.db)
    by_hand.tick_off(
        scene.db, by_hand_id=lifting.id, done_at=scene.clock(), now=scene.clock(), by=scene.asker
    )
    assert scene.state_of(block_id) is BlockState.LIFTED


def test_what_could_not_be_done_by_hand_can_be_tried_again(scene: BlockingScene) -> None:
    scene.by_hand_only(ActionKind.BLOCK)
    block_id = scene.ask()
    scene.advise(block_id)
    scene.approve(block_id)
    (begun,) = by_hand_rows.not_ticked(scene.db)
    by_hand.withdraw(
        scene.db, by_hand_id=begun.id, reason="No sign-in here.", now=scene.clock(), by=scene.asker
    )
    assert scene.state_of(block_id) is BlockState.NOT_DONE
    assert scene.row(block_id).why_not_done == "No sign-in here."
    blocking_acts.again(scene.db, block_id=block_id, by_hand=True, doing=scene.doing(scene.second))
    assert scene.state_of(block_id) is BlockState.APPROVED


def test_what_the_network_refuses_is_told_and_done_by_hand(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    scene.approve(block_id)
    scene.network.shows_nothing_of = frozenset({ActionKind.BLOCK})
    scene.network.faults = ["", "refused"]
    scene.run(30)
    row = scene.row(block_id)
    assert (row.state, row.why_not_done) == (BlockState.NOT_DONE, "The network said no.")
    blocking_acts.again(scene.db, block_id=block_id, by_hand=True, doing=scene.doing(scene.second))
    assert scene.row(block_id).by_hand
    assert [row.action for row in by_hand_rows.not_ticked(scene.db)] == [ActionKind.BLOCK]


def test_taken_back_in_time_it_is_not_sent(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    scene.approve(block_id, undo_seconds=8)
    cancel_newest(scene.db, now=scene.clock(), by=scene.second)
    scene.run(60)
    assert scene.state_of(block_id) is BlockState.NOT_DONE
    assert scene.left() == []


# Lifting and reviewing


def test_lifting_needs_a_reason_and_is_confirmed(scene: BlockingScene) -> None:
    block_id = scene.in_force()
    with pytest.raises(Incomplete):
        scene.lift(block_id, reason=" ")
    scene.lift(block_id)
    scene.run(30)
    row = scene.row(block_id)
    assert (row.state, row.ended_reason) == (BlockState.LIFTED, "They apologised.")
    assert scene.left() == ["block", "unblock"]
    assert "block-lift" in scene.kinds()


def test_a_lift_that_the_network_refuses_leaves_it_in_force(scene: BlockingScene) -> None:
    block_id = scene.in_force()
    scene.lift(block_id)
    scene.network.shows_nothing_of = frozenset({ActionKind.UNBLOCK})
    scene.network.faults = ["refused"]
    scene.run(30)
    assert scene.state_of(block_id) is BlockState.IN_FORCE
    assert scene.row(block_id).ended_ms is None
    scene.lift(block_id)
    scene.run(30)
    assert scene.state_of(block_id) is BlockState.LIFTED


def test_what_cannot_be_taken_back_says_so(scene: BlockingScene) -> None:
    block_id = scene.in_force()
    lifting = scene.capabilities[ActionKind.UNBLOCK]
    scene.capabilities[ActionKind.UNBLOCK] = replace(lifting, way=Way.IMPOSSIBLE, reason="It is for good.")
    with pytest.raises(NotOpen, match="for good"):
        scene.lift(block_id)


def test_a_review_is_asked_for_once_when_it_is_due_and_moves_on(scene: BlockingScene) -> None:
    block_id = scene.in_force()
    account = scene.desk.account.id
    scene.db.execute("UPDATE worklist SET open = 0")
    assert not remind(scene.db, account_id=account, now=scene.clock())
    scene.clock.forward(91 * 86_400)
    assert scene.item("c1") in remind(scene.db, account_id=account, now=scene.clock()).items
    assert scene.on_list("c1")
    assert not remind(scene.db, account_id=account, now=scene.clock())
    assert scene.row(block_id).due(to_ms(scene.clock()))
    with pytest.raises(Incomplete):
        blocking.review(scene.db, block_id=block_id, words="", days=90, doing=scene.doing(scene.asker))
    with pytest.raises(Incomplete):
        blocking.review(scene.db, block_id=block_id, words="Goes on.", days=0, doing=scene.doing(scene.asker))
    blocking.review(
        scene.db, block_id=block_id, words="Goes on elsewhere.", days=30, doing=scene.doing(scene.asker)
    )
    row = scene.row(block_id)
    assert not row.due(to_ms(scene.clock()))
    assert [each.words for each in row.reviews] == ["Goes on elsewhere."]
    scene.clock.forward(31 * 86_400)
    assert remind(scene.db, account_id=account, now=scene.clock())


# Out of hours


def test_at_night_it_is_a_request_that_waits(scene: BlockingScene) -> None:
    scene.clock.forward(NIGHT.total_seconds())
    block_id = scene.ask(scene.night)
    assert scene.state_of(block_id) is BlockState.WAITING_ADVICE
    scene.run(3600)
    assert scene.left() == []


def test_a_threat_to_life_at_night_goes_at_once_and_is_looked_at_at_eight(scene: BlockingScene) -> None:
    scene.clock.forward(NIGHT.total_seconds())
    with pytest.raises(Incomplete):
        scene.ask(scene.night, urgent_why="He says where the witness lives and that he is on his way.")
    block_id = scene.ask(
        scene.night,
        urgent_why="He says where the witness lives and that he is on his way.",
        urgent_told="On-call press officer rang, no answer, 02:05.",
    )
    scene.run(30)
    row = scene.row(block_id)
    assert (row.state, row.unapproved) == (BlockState.IN_FORCE, True)
    assert row.review_ms is not None
    assert f"{from_ms(row.review_ms):%a %H:%M}" == "Wed 08:00"
    with pytest.raises(NotOpen):
        blocking.review(scene.db, block_id=block_id, words="Fine.", days=90, doing=scene.doing(scene.night))
    with pytest.raises(NotOpen):
        scene.approve(block_id, scene.night)
    scene.clock.forward(7 * 3600)
    assert remind(scene.db, account_id=scene.desk.account.id, now=scene.clock())
    scene.approve(block_id)
    assert not scene.row(block_id).unapproved
    assert scene.row(block_id).review_ms == to_ms(scene.clock() + timedelta(days=90))
    assert scene.left() == ["block"]


def test_a_threat_to_life_that_does_not_stand_is_lifted(scene: BlockingScene) -> None:
    scene.clock.forward(NIGHT.total_seconds())
    block_id = scene.ask(scene.night, urgent_why="A threat to kill.", urgent_told="Nobody answered.")
    scene.run(30)
    scene.clock.forward(7 * 3600)
    blocking_saying.refuse(
        scene.db, block_id=block_id, words="It was a song.", doing=scene.doing(scene.second)
    )
    scene.run(30)
    assert scene.state_of(block_id) is BlockState.LIFTED
    assert scene.left() == ["block", "unblock"]


def test_in_office_hours_a_threat_to_life_is_asked_about_too(scene: BlockingScene) -> None:
    with pytest.raises(NotOpen, match="on duty"):
        scene.ask(urgent_why="A threat to kill.", urgent_told="Nobody.")
    assert blocking_rows.everything(scene.db) == []


# Evidence


def test_what_the_network_shows_is_captured_while_it_waits(scene: BlockingScene) -> None:
    scene.ask(items=[scene.item("c1"), scene.item("c2"), scene.item("c3")])
    scene.network.comments[scene.network.comments["c2"].item.native_id].gone = True  # pyright: ignore[reportArgumentType]
    scene.network.comments["c2"].gone_before = True  # pyright: ignore[reportArgumentType]
    taker = BlockEvidenceTaker(
        write=scene.write, connector_for=scene.connector_for, clock=scene.clock, later_ms={}
    )
    scene.network.faults = ["offline"]
    assert not taker.capture_one()
    assert taker.capture_one() is None  # the network is left in peace for a while
    scene.clock.forward(61)
    for _ in range(3):
        assert taker.capture_one()
    assert taker.capture_one() is None
    captured = scene.db.execute("SELECT count(*) FROM evidence WHERE captured_ms IS NOT NULL").fetchone()
    assert captured == (3,)
    assert "block-evidence" in scene.kinds("c2")


def test_the_sentences_of_the_record_hold_no_words_of_anybody(scene: BlockingScene) -> None:
    block_id = scene.in_force()
    scene.lift(block_id)
    for line in audit.for_item(scene.db, scene.item("c1")):
        for words in ("witness", "apologised", "asked them to stop", "Chris"):
            assert words not in line.sentence


def test_a_trainee_asks_in_training_alone(scene: BlockingScene) -> None:
    trainee = scene.recorded("Terry Trainee", Role.TRAINEE)
    with pytest.raises(NotOpen):
        scene.ask(trainee)
    blocking.request_block(scene.db, scene.asked(), scene.doing(trainee, training=True))
