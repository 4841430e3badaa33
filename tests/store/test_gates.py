"""Who may do what, and when: tried by direct call, half-way through, under other names and with the clock moved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from socialdesk.clock import to_ms
from socialdesk.decisions import by_hand, by_hand_rows
from socialdesk.decisions.blocking_rules import urgent_review
from socialdesk.decisions.case import NotOpen
from socialdesk.decisions.remove_repeats import cancel_repeats
from socialdesk.decisions.undo import cancel_newest, cancel_pending
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.errors import UserFacingError
from socialdesk.model.actions import ActionKind
from socialdesk.model.names import name_key
from socialdesk.model.people import Person, Role
from socialdesk.register import staff
from tests.fakes.blocking_scene import BlockingScene
from tests.fakes.stocked_desk import NOON, OFFICER, book
from tests.fakes.trying_gates import (
    DECIDING,
    EVERY,
    remove,
    reply,
    said,
    state_of,
    there,
)


@pytest.fixture
def scene() -> BlockingScene:
    return BlockingScene()


# --- Who -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("A7")
@pytest.mark.parametrize("what", EVERY)
def test_an_auditor_alters_nothing_whatever_is_called(scene: BlockingScene, what: str) -> None:
    before = state_of(scene)
    with pytest.raises(UserFacingError):
        EVERY[what](scene, scene.auditor)
    assert state_of(scene) == before


@pytest.mark.clause("T4")
@pytest.mark.parametrize("what", DECIDING)
def test_a_trainee_outside_training_decides_nothing(scene: BlockingScene, what: str) -> None:
    trainee = scene.recorded("Terry Trainee", Role.TRAINEE)
    before = state_of(scene)
    with pytest.raises(UserFacingError):
        EVERY[what](scene, trainee)
    assert state_of(scene) == before


@pytest.mark.clause("I3")
@pytest.mark.parametrize("what", DECIDING)
def test_a_holder_decides_nothing_on_another_account(scene: BlockingScene, what: str) -> None:
    holder = scene.recorded("Harper Holder", Role.ACCOUNT_HOLDER)
    with pytest.raises(UserFacingError):
        EVERY[what](scene, holder)


@pytest.mark.clause("I3")
@pytest.mark.parametrize("role", [Role.ACCOUNT_HOLDER, Role.TRAINEE, Role.AUDITOR])
def test_what_others_decided_is_neither_taken_back_nor_sent_again_by_who_may_not_act_there(
    scene: BlockingScene, role: Role
) -> None:
    other = scene.recorded("Casey Other", role)
    queued = remove(scene, OFFICER)
    for taken_back in (
        lambda: cancel_pending(scene.db, outbox_id=queued, now=scene.clock(), by=other),
        lambda: cancel_newest(scene.db, now=scene.clock(), by=other),
    ):
        with pytest.raises(NotOpen):
            taken_back()
    scene.run(30)
    waiting = reply(scene)
    scene.clock.forward(20 * 60)
    scene.run(1)
    assert scene.needs_person(waiting)
    for choice in ("send_again", "leave_it"):
        with pytest.raises(NotOpen):
            resolve_unknown(
                scene.db,
                outbox_id=waiting,
                choice=choice,
                reason="So.",
                now=scene.clock(),
                by=other,
                book=book(),
            )
    with pytest.raises(NotOpen):
        cancel_repeats(scene.db, group="0" * 32, now=scene.clock(), by=other)
    assert said(scene) == []


@pytest.mark.clause("I3")
@pytest.mark.parametrize("role", [Role.ACCOUNT_HOLDER, Role.TRAINEE, Role.AUDITOR])
def test_nobody_else_ticks_off_what_is_done_by_hand_on_an_account(scene: BlockingScene, role: Role) -> None:
    other = scene.recorded("Casey Other", role)
    there(scene, OFFICER)
    begun = by_hand_rows.for_item(scene.db, scene.item("c1"))[0]
    scene.db.execute("UPDATE evidence SET captured_ms = 1 WHERE id = (SELECT evidence_id FROM by_hand)")
    scene.db.execute("UPDATE by_hand SET state = 'begun'")
    now: dict[str, Any] = {"by_hand_id": begun.id, "now": scene.clock(), "by": other}
    with pytest.raises(NotOpen):
        by_hand.tick_off(scene.db, done_at=scene.clock(), **now)
    for end in (by_hand.not_done, by_hand.withdraw):
        with pytest.raises(NotOpen):
            end(scene.db, reason="So.", **now)
    now["by"] = OFFICER
    by_hand.tick_off(scene.db, done_at=scene.clock(), **now)


@pytest.mark.clause("A7")
def test_the_out_of_hours_desk_gives_no_fresh_yes_while_corporate_communications_is_there(
    scene: BlockingScene,
) -> None:
    waiting = reply(scene)
    scene.clock.forward(20 * 60)
    scene.run(1)
    told: dict[str, Any] = {"outbox_id": waiting, "choice": "send_again", "reason": "", "book": book()}
    with pytest.raises(NotOpen, match="on duty"):
        resolve_unknown(scene.db, now=scene.clock(), by=scene.night, **told)
    scene.clock.forward(8 * 3600)
    resolve_unknown(scene.db, now=scene.clock(), by=scene.night, **told)
    scene.run(1)
    assert len(said(scene)) == 1


@pytest.mark.clause("A7")
@pytest.mark.parametrize(
    ("now", "open_"),
    [
        (datetime(2026, 12, 31, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 31, 17, 1, tzinfo=UTC), True),
        (datetime(2027, 1, 1, 10, 0, tzinfo=UTC), True),  # a bank holiday
        (datetime(2027, 1, 4, 8, 0, tzinfo=UTC), False),
        (
            datetime(2027, 3, 29, 9, 0, tzinfo=UTC),
            True,
        ),  # Easter Monday, the day after the clocks went forward
        (datetime(2027, 3, 30, 7, 30, tzinfo=UTC), False),  # 08:30 in Northampton
        (datetime(2026, 10, 26, 7, 30, tzinfo=UTC), True),  # 07:30, the day after they went back
    ],
)
def test_the_hours_hold_across_the_end_of_the_year_and_the_turn_of_the_clocks(
    scene: BlockingScene, now: datetime, open_: bool
) -> None:
    scene.db.execute("UPDATE items SET created_ms = ?", (to_ms(now) - 60_000,))
    scene.clock.forward((now - scene.clock()).total_seconds())
    if now < NOON:
        scene.db.execute("DELETE FROM audit_items")
    if open_:
        remove(scene, scene.night)
    else:
        with pytest.raises(NotOpen, match="on duty"):
            remove(scene, scene.night)


@pytest.mark.clause("A7")
def test_a_clock_put_back_from_office_hours_opens_nothing(scene: BlockingScene) -> None:
    scene.clock.forward(-5 * 3600)  # seven in the morning, by a record that has seen noon
    with pytest.raises(NotOpen, match="clock is behind"):
        remove(scene, scene.night)


@pytest.mark.clause("B1")
def test_a_block_without_waiting_is_looked_at_at_eight_whatever_lies_between() -> None:
    for asked_at, at in (
        (datetime(2026, 12, 31, 20, 0, tzinfo=UTC), datetime(2027, 1, 4, 8, 0, tzinfo=UTC)),
        (datetime(2027, 3, 27, 22, 0, tzinfo=UTC), datetime(2027, 3, 30, 7, 0, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),
    ):
        assert urgent_review(asked_at, book()) == at


@pytest.mark.clause("T3")
@pytest.mark.parametrize("what", EVERY)
def test_who_was_ended_or_is_another_by_now_decides_nothing_with_the_form_still_open(
    scene: BlockingScene, what: str
) -> None:
    leaving = scene.recorded("Lee Leaving", Role.CORPORATE_COMMUNICATIONS)
    assert leaving.staff_id is not None
    for alter in (
        lambda: scene.db.execute("UPDATE staff SET role = 'trainee' WHERE id = ?", (leaving.staff_id,)),
        lambda: staff.end(scene.db, staff_id=leaving.staff_id or 0, now=scene.clock(), by=scene.adviser),
    ):
        alter()
        before = state_of(scene)
        with pytest.raises(NotOpen):
            EVERY[what](scene, leaving)
        assert state_of(scene) == before


DISGUISES = (
    "SAM  SAYS", " sam says\n", "S\u200bam Says", "Sаm Sауs", "Ｓａｍ Ｓａｙｓ", "Sám Sàys",
    "Sam\u00a0Says", "Sam Says\u202e",
)  # fmt: skip


@pytest.mark.clause("B1")
@pytest.mark.parametrize("disguise", DISGUISES)
def test_nobody_approves_or_advises_under_another_spelling_of_their_name(
    scene: BlockingScene, disguise: str
) -> None:
    assert name_key(disguise) == name_key("Sam Says")
    block_id = scene.ask(Person("Sam Says", Role.CORPORATE_COMMUNICATIONS))
    again = scene.recorded(disguise, Role.CORPORATE_COMMUNICATIONS)
    with pytest.raises(NotOpen, match="their own request"):
        scene.advise(block_id, again)
    scene.advise(block_id)
    with pytest.raises(NotOpen, match="their own request"):
        scene.approve(block_id, again)


@pytest.mark.parametrize(
    ("one", "other"), [("Sam Holder", "Sam Haider"), ("Jo Hill", "Jo Hall"), ("Al Ba", "Ed Ba")]
)
def test_other_names_stay_other_people(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.clause("B1")
def test_enter_pressed_twice_approves_and_sends_once(scene: BlockingScene) -> None:
    block_id = scene.ask()
    scene.advise(block_id)
    scene.approve(block_id)
    with pytest.raises(NotOpen):
        scene.approve(block_id)
    with pytest.raises(NotOpen):
        scene.ask()
    scene.run(30)
    assert len(scene.network.applied(ActionKind.BLOCK)) == 1


@pytest.mark.parametrize("what", ["remove", "reply", "by hand", "crime", "take"])
def test_enter_pressed_twice_decides_once(scene: BlockingScene, what: str) -> None:
    EVERY[what](scene, OFFICER)
    before = state_of(scene)
    if what in ("reply", "take"):
        return  # a second reply is another one; to take what one has taken alters nothing
    with pytest.raises(UserFacingError):
        EVERY[what](scene, OFFICER)
    assert state_of(scene) == before
