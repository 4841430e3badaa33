"""Dispatch against a network that misbehaves: what is sent, looked up, repeated, and when a person is asked."""

from __future__ import annotations

from functools import partial

import pytest

from socialdesk.audit.verify import verify
from socialdesk.decisions.undo import cancel_newest, cancel_pending
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.evidence import queries as evidence
from socialdesk.evidence.check import verify_all
from socialdesk.inbox.intake import take_in_reread
from socialdesk.inbox.queries import item as read_item
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.outbox import queries
from socialdesk.outbox.dispatch import Dispatcher, Pace
from socialdesk.outbox.states import State
from socialdesk.platforms.api import Connector, SignInExpired
from socialdesk.storage.database import IntegrityError, writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import (
    OFFICER,
    NoTriage,
    book,
    comment,
)


@pytest.mark.clause("R12")
def test_a_removal_from_decision_to_confirmed():
    scene = Scene("c1", "c2", parent={"c2": "c1"})
    outbox_id = scene.remove()
    assert scene.standing() == "removing"
    scene.run()
    assert scene.network.calls == []  # the undo window
    scene.run(8)
    assert scene.network.calls[:3] == ["capture delete", "perform delete", "applied delete"]
    assert scene.state(outbox_id) is State.CONFIRMED
    assert scene.standing() == "gone"
    assert scene.standing("c2") == "gone"  # what stood beneath was read again
    assert scene.kinds() == ["received", "decided", "captured", "sent", "accepted", "confirmed", "received"]
    (kept,) = evidence.for_item(scene.db, scene.desk.items["c1"])
    assert kept.captured_ms is not None
    assert {"held/item.json", "held/replies.jsonl", "capture/answer.json", "capture/media-001.png"} <= {
        file.name for file in kept.files
    }
    assert verify_all(scene.db) == {}
    assert verify(scene.db).ok


def test_hiding_and_showing_again():
    scene = Scene("c1")
    scene.remove(action=ActionKind.HIDE)
    assert scene.standing() == "hiding"
    scene.run(8)
    assert scene.standing() == "hidden"


def test_what_a_network_cannot_show_is_confirmed_by_its_word_and_the_record_says_so():
    scene = Scene("c1")
    scene.network.shows_nothing_of = frozenset({ActionKind.HIDE})
    outbox_id = scene.remove(action=ActionKind.HIDE)
    scene.run(8)
    assert scene.state(outbox_id) is State.CONFIRMED
    [row] = queries.for_item(scene.db, scene.desk.items["c1"])
    assert "no way to show it" in row.reason
    assert verify(scene.db).ok


def test_an_answer_that_was_lost_is_not_taken_for_a_yes_where_nothing_can_be_seen():
    scene = Scene("c1")
    scene.network.shows_nothing_of = frozenset({ActionKind.HIDE})
    scene.network.faults = ["", "reset_after"]
    outbox_id = scene.remove(action=ActionKind.HIDE)
    scene.run(3600)
    assert scene.state(outbox_id) is State.UNKNOWN
    assert scene.needs_person(outbox_id)
    assert len(scene.network.applied(ActionKind.HIDE)) == 1


def test_a_reply_is_confirmed_with_its_id():
    scene = Scene("c1")
    outbox_id = scene.reply()
    scene.run(8)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert scene.db.execute("SELECT native_id FROM outbox").fetchone() == ("made-1",)


def test_cancelled_within_the_undo_window_nothing_is_sent():
    scene = Scene("c1")
    outbox_id = scene.remove()
    assert not scene.on_list()
    cancel_newest(scene.db, now=scene.clock(), by=OFFICER)
    scene.run(60)
    assert scene.state(outbox_id) is State.CANCELLED
    assert scene.network.calls == []
    assert scene.standing() == "visible"
    assert scene.on_list()


def test_cancelled_while_evidence_is_captured_nothing_is_sent():
    scene = Scene("c1")
    outbox_id = scene.remove()

    def cancel(call: str) -> None:
        if call.startswith("capture"):
            cancel_pending(scene.db, outbox_id=outbox_id, now=scene.clock(), by=OFFICER)

    scene.network.on_call = cancel
    scene.run(8)
    assert scene.state(outbox_id) is State.CANCELLED
    assert scene.network.ledger == []


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "raise_after"])
@pytest.mark.parametrize("action", [ActionKind.HIDE, ActionKind.DELETE])
def test_a_removal_with_a_lost_answer_comes_about(fault: str, action: ActionKind):
    scene = Scene("c1")
    outbox_id = scene.remove(action=action)
    scene.network.faults = ["", fault]
    scene.run(600)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert scene.standing() == ("hidden" if action is ActionKind.HIDE else "gone")
    assert "outcome-unknown" in scene.kinds()


@pytest.mark.parametrize("late_ms", [0, 60_000, 119_000])
def test_a_reply_whose_answer_was_lost_is_found_and_never_sent_twice(late_ms: int):
    scene = Scene("c1")
    scene.network.late_ms, scene.network.late_share = late_ms, 1.0
    outbox_id = scene.reply()
    scene.network.faults = ["reset_after"]
    scene.run(300)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert len(scene.network.applied(ActionKind.REPLY)) == 1


def test_a_reply_that_cannot_be_found_waits_for_a_person_and_is_not_sent_again():
    scene = Scene("c1")
    outbox_id = scene.reply()
    scene.network.faults = ["reset_before"]
    scene.run(24 * 3600)
    assert scene.state(outbox_id) is State.UNKNOWN
    assert scene.needs_person(outbox_id)
    assert scene.on_list()
    assert scene.network.calls.count("perform reply") == 1
    resolve_unknown(
        scene.db, outbox_id=outbox_id, choice="send_again", reason="I looked.", now=scene.clock(), by=OFFICER
    )
    scene.run(60)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert len(scene.network.applied(ActionKind.REPLY)) == 1


def test_a_reply_sent_again_by_a_person_is_looked_up_first():
    scene = Scene("c1")
    scene.network.late_ms, scene.network.late_share = 3600_000, 1.0
    outbox_id = scene.reply()
    scene.network.faults = ["reset_after"]
    scene.run(240)
    assert scene.needs_person(outbox_id)
    scene.clock.forward(3600)
    resolve_unknown(
        scene.db, outbox_id=outbox_id, choice="send_again", reason="", now=scene.clock(), by=OFFICER
    )
    scene.run(60)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert len(scene.network.applied(ActionKind.REPLY)) == 1


def test_the_desk_still_finds_by_itself_what_it_asked_a_person_about():
    scene = Scene("c1")
    scene.network.late_ms, scene.network.late_share = 1800_000, 1.0
    outbox_id = scene.reply()
    scene.network.faults = ["reset_after"]
    scene.run(240)
    assert scene.needs_person(outbox_id)
    scene.run(3600)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert not scene.needs_person(outbox_id)


def test_an_accepted_reply_that_shows_late_is_confirmed():
    scene = Scene("c1")
    scene.network.late_ms, scene.network.late_share = 200_000, 1.0
    outbox_id = scene.reply()
    scene.run(8)
    assert scene.state(outbox_id) is State.SENDING
    scene.run(400)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert len(scene.network.applied(ActionKind.REPLY)) == 1


def test_an_accepted_reply_that_is_never_shown_needs_a_person():
    scene = Scene("c1")
    scene.network.late_ms, scene.network.late_share = 10**12, 1.0
    outbox_id = scene.reply()
    scene.run(3600)
    assert scene.state(outbox_id) is State.UNKNOWN
    assert scene.needs_person(outbox_id)


@pytest.mark.parametrize("fault", ["offline", "throttled", "sign_in"])
@pytest.mark.parametrize("step", [0, 1])
def test_what_certainly_was_not_applied_waits_and_goes_on(fault: str, step: int):
    scene = Scene("c1")
    outbox_id = scene.remove()
    scene.network.faults = [""] * step + [fault]
    scene.run(8)
    assert scene.state(outbox_id) is State.WAITING
    assert scene.standing() == "removing"
    scene.run(120)
    assert scene.state(outbox_id) is State.CONFIRMED


def test_while_an_account_waits_nothing_else_of_it_is_tried():
    scene = Scene("c1", "c2")
    scene.remove("c1")
    scene.remove("c2")
    scene.network.faults = ["throttled"]
    scene.run(8)
    assert scene.network.calls == ["capture delete"]
    scene.run(29)
    assert scene.network.calls == ["capture delete"]
    scene.run(2)
    assert len(scene.network.applied(ActionKind.DELETE)) == 2


def test_a_reply_that_could_not_be_sent_is_looked_for_before_it_is_sent():
    scene = Scene("c1")
    scene.reply()
    scene.network.faults = ["offline"]
    scene.run(60)
    assert scene.network.calls[:3] == ["perform reply", "look reply", "perform reply"]


@pytest.mark.parametrize("hours", [0.3, 8, 48])
def test_a_reply_that_waited_too_long_needs_a_fresh_yes(hours: float):
    scene = Scene("c1")
    outbox_id = scene.reply()
    scene.clock.forward(hours * 3600)  # the computer slept
    scene.run(3600)
    assert scene.network.calls == []
    assert scene.needs_person(outbox_id)
    assert scene.on_list()
    resolve_unknown(
        scene.db, outbox_id=outbox_id, choice="send_again", reason="", now=scene.clock(), by=OFFICER
    )
    scene.run(1)
    assert scene.state(outbox_id) is State.CONFIRMED


def test_a_stale_reply_can_be_left():
    scene = Scene("c1")
    outbox_id = scene.reply()
    scene.clock.forward(3600)
    scene.run()
    resolve_unknown(
        scene.db, outbox_id=outbox_id, choice="leave_it", reason="", now=scene.clock(), by=OFFICER
    )
    scene.run(3600)
    assert scene.state(outbox_id) is State.CANCELLED
    assert scene.network.calls == []


def test_a_clock_put_back_sends_no_stale_reply_and_loses_nothing():
    scene = Scene("c1")
    outbox_id = scene.reply()
    scene.clock.forward(-48 * 3600)
    scene.run(0)
    assert scene.network.ledger == []
    scene.clock.forward(48 * 3600 + 8)
    scene.run(10)
    assert scene.state(outbox_id) is State.CONFIRMED


def test_a_removal_that_waited_for_days_still_goes():
    scene = Scene("c1")
    outbox_id = scene.remove()
    scene.clock.forward(48 * 3600)
    scene.run(1)
    assert scene.state(outbox_id) is State.CONFIRMED


def test_a_refused_reply_fails_with_the_networks_sentence_and_comes_back():
    scene = Scene("c1")
    outbox_id = scene.reply()
    scene.network.faults = ["refused"]
    scene.run(600)
    row = queries.one(scene.db, outbox_id)
    assert row is not None
    assert (row.state, row.reason, row.needs_person) == (State.FAILED, "The network said no.", True)
    assert scene.on_list()
    assert scene.network.calls == ["perform reply"]


def test_a_refused_hide_that_is_so_already_is_confirmed():
    scene = Scene("c1")
    outbox_id = scene.remove(action=ActionKind.HIDE)
    scene.network.comments[NativeId("c1")].hidden = True
    scene.network.faults = ["", "refused"]
    scene.run(8)
    assert scene.state(outbox_id) is State.CONFIRMED


def test_a_refused_hide_fails_and_shows_as_failed_until_a_person_has_seen_it():
    scene = Scene("c1")
    outbox_id = scene.remove(action=ActionKind.HIDE)
    scene.network.faults = ["", "refused"]
    scene.run(8)
    assert scene.standing() == "failed"
    resolve_unknown(
        scene.db, outbox_id=outbox_id, choice="leave_it", reason="", now=scene.clock(), by=OFFICER
    )
    assert scene.standing() == "visible"


@pytest.mark.clause("R12")
def test_what_is_gone_already_is_confirmed_with_what_was_held_and_nothing_is_sent():
    scene = Scene("c1")
    outbox_id = scene.remove()
    scene.network.comments[NativeId("c1")].gone = True
    scene.run(8)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert "perform delete" not in scene.network.calls
    assert scene.standing() == "gone"
    (kept,) = evidence.for_item(scene.db, scene.desk.items["c1"])
    assert kept.captured_ms is not None
    assert verify_all(scene.db) == {}


@pytest.mark.clause("R12")
def test_what_was_edited_since_the_decision_goes_back_to_the_person():
    scene = Scene("c1")
    outbox_id = scene.remove()
    scene.network.put(comment("c1", "other words"))
    scene.run(600)
    assert scene.state(outbox_id) is State.FAILED
    assert scene.needs_person(outbox_id)
    assert scene.on_list()
    assert scene.network.ledger == []
    (kept,) = evidence.for_item(scene.db, scene.desk.items["c1"])
    names = {file.name: file for file in evidence.files(scene.db, kept.id)}
    assert names["capture/text.txt"].content == b"other words"


def test_evidence_that_cannot_be_captured_lets_nothing_be_sent():
    scene = Scene("c1")
    outbox_id = scene.remove()
    scene.network.faults = ["unreadable"] * 50
    scene.run(7200)
    assert scene.state(outbox_id) is State.FAILED
    assert scene.network.ledger == []
    refused = Scene("c1")
    outbox_id = refused.remove()
    refused.network.faults = ["read_refused"]
    refused.run(60)
    assert refused.state(outbox_id) is State.FAILED
    assert refused.network.ledger == []


@pytest.mark.parametrize("step", [0, 3])
def test_an_answer_without_the_comment_is_neither_an_edit_nor_a_deletion(step: int):
    """Good JSON of the wrong shape, to the capture before or to the reading back."""
    scene = Scene("c1")
    outbox_id = scene.remove(action=ActionKind.HIDE)
    scene.network.faults = [*[""] * step, "no_item"]
    scene.run(8)
    assert scene.standing() == "hiding"
    scene.run(60)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert scene.standing() == "hidden"
    assert verify_all(scene.db) == {}
    files = evidence.files(scene.db, evidence.for_item(scene.db, scene.desk.items["c1"])[0].id)
    assert {file.name: file.content for file in files}["capture/text.txt"] == b"words of c1"


def test_evidence_is_taken_once_and_compared_again_after_a_long_wait():
    scene = Scene("c1")
    outbox_id = scene.remove()
    scene.network.faults = ["", "offline"]
    scene.run(8)
    scene.network.faults = ["offline"] * 20
    scene.run(3600)
    scene.network.faults = []
    scene.network.put(comment("c1", "edited while we waited"))
    scene.run(600)
    assert scene.state(outbox_id) is State.FAILED
    assert scene.network.ledger == []
    assert verify_all(scene.db) == {}


@pytest.mark.clause("R12")
def test_the_database_itself_refuses_to_send_without_evidence():
    scene = Scene("c1")
    outbox_id = scene.remove()
    with pytest.raises(IntegrityError, match="before its evidence"), writing(scene.db):
        scene.db.execute("UPDATE outbox SET state = 'sending' WHERE id = ?", (outbox_id,))


def test_an_account_without_a_token_waits_for_a_sign_in():
    scene = Scene("c1")

    def expired(account_id: AccountId) -> Connector:
        del account_id
        raise SignInExpired("There is no token any more.")

    outbox_id = scene.remove()
    waiting = Dispatcher(
        write=scene.write,
        connector_for=expired,
        clock=scene.clock,
        reread=partial(take_in_reread, triage=NoTriage(), book=book()),
    )
    scene.clock.forward(8)
    assert waiting.dispatch_one()
    assert scene.state(outbox_id) is State.WAITING
    scene.run(60)
    assert scene.state(outbox_id) is State.CONFIRMED


def test_a_removal_never_waits_for_a_reply():
    scene = Scene("c1")
    scene.reply()
    scene.network.faults = ["reset_before"]
    scene.run(9)
    outbox_id = scene.remove()
    scene.run(9)
    assert scene.state(outbox_id) is State.CONFIRMED


def test_a_second_reply_to_the_same_comment_waits_for_the_first():
    scene = Scene("c1")
    first = scene.reply(text="One.")
    scene.network.faults = ["reset_after"]
    scene.network.late_ms, scene.network.late_share = 60_000, 1.0
    scene.run(9)
    assert scene.state(first) is State.UNKNOWN
    scene.db.execute("SELECT 1")
    scene.run(300)
    assert scene.state(first) is State.CONFIRMED


def test_a_fault_of_ours_in_a_connector_leaves_the_outcome_to_be_looked_up():
    scene = Scene("c1")
    outbox_id = scene.reply()

    def break_down(call: str) -> None:
        if call == "applied reply":
            raise ZeroDivisionError

    scene.network.on_call = break_down
    scene.clock.forward(8)
    with pytest.raises(ZeroDivisionError):
        scene.dispatcher.dispatch_one()
    assert scene.state(outbox_id) is State.UNKNOWN
    scene.network.on_call = None
    scene.run(300)
    assert scene.state(outbox_id) is State.CONFIRMED
    assert len(scene.network.applied(ActionKind.REPLY)) == 1


def test_two_equal_replies_are_told_apart():
    scene = Scene("c1", "c2")
    first, second = scene.reply("c1", "Thank you."), scene.reply("c2", "Thank you.")
    scene.run(60)
    assert scene.state(first) is State.CONFIRMED
    assert scene.state(second) is State.CONFIRMED
    third = scene.reply("c1", "Thank you.")
    scene.network.faults = ["reset_before"]
    scene.run(600)
    assert scene.state(third) is State.UNKNOWN  # not taken for the first
    assert scene.needs_person(third)


def test_the_mirror_is_written_from_the_network_only():
    scene = Scene("c1")
    scene.remove(action=ActionKind.HIDE)
    scene.network.late_ms, scene.network.late_share = 60_000, 1.0
    scene.run(9)
    assert not read_item(scene.db, scene.desk.items["c1"]).hidden
    assert scene.standing() == "hiding"
    scene.run(120)
    assert read_item(scene.db, scene.desk.items["c1"]).hidden


def test_an_action_looked_for_in_vain_and_safe_to_repeat_is_given_to_a_person_in_the_end():
    scene = Scene("c1")
    outbox_id = scene.remove()
    scene.network.faults = [fault for _ in range(40) for fault in ("", "reset_before")]
    for _ in range(40):
        scene.network.faults = ["", "", "", "reset_before"]
        scene.run(900)
        if scene.needs_person(outbox_id):
            break
    assert scene.state(outbox_id) in (State.UNKNOWN, State.CONFIRMED)


def test_the_pace_can_be_set():
    scene = Scene("c1")
    quick = Dispatcher(
        write=scene.write,
        connector_for=scene.connector_for,
        clock=scene.clock,
        reread=partial(take_in_reread, triage=NoTriage(), book=book()),
        pace=Pace(settle_ms=600),
    )
    outbox_id = scene.reply()
    scene.network.faults = ["reset_before"]
    scene.clock.forward(8)
    for _ in range(4):
        quick.dispatch_one()
        scene.clock.forward(0.7)
    assert scene.needs_person(outbox_id)
