"""At the end of a shift what was taken and not finished is let go (I1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from socialdesk.decisions import handling
from socialdesk.decisions.shift_end import release_taken_before
from socialdesk.model.people import DESK
from socialdesk.policy.hours import last_change, next_change
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, book

HOURS = book().hours


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026, when London is on UTC; the 24th is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_shift_ends_when_duty_begins_and_when_it_ends():
    begin, end = HOURS.start, HOURS.end
    noon = last_change(at(24, 12), HOURS)
    assert (noon.day, noon.timetz().replace(tzinfo=None)) == (24, begin)
    night = last_change(at(24, 23), HOURS)
    assert (night.day, night.timetz().replace(tzinfo=None)) == (24, end)
    early = last_change(at(24, 1), HOURS)
    assert (early.day, early.timetz().replace(tzinfo=None)) == (23, end)
    for hours in range(24 * 21):
        moment = at(1, 0) + timedelta(hours=hours)
        before, after = last_change(moment, HOURS), next_change(moment, HOURS)
        assert before <= moment < after
        assert last_change(before, HOURS) == before
        assert next_change(before, HOURS) == after


@pytest.mark.clause("I1")
def test_what_was_taken_before_it_is_let_go_by_the_desk():
    scene = Scene("c1", "c2", "c3", "c4")
    early, late, done, free = (scene.desk.items[each] for each in ("c1", "c2", "c3", "c4"))
    handling.claim(scene.db, item_id=early, now=NOON, by=OFFICER)
    handling.claim(scene.db, item_id=done, now=NOON, by=OFFICER)
    handling.mark_done(scene.db, item_id=done, now=NOON, by=OFFICER)
    handling.claim(scene.db, item_id=late, now=NOON + timedelta(hours=2), by=OFFICER)
    ended = NOON + timedelta(hours=1)
    changes = release_taken_before(scene.db, shift_ended=ended, now=ended + timedelta(hours=2))
    assert changes.items == {early}
    taken = dict(scene.db.execute("SELECT item_id, claimed_by FROM worklist").fetchall())
    assert (taken[early], taken[late], taken[free]) == (None, OFFICER.name, None)
    row = scene.db.execute("SELECT kind, by_name FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    assert row == ("released", DESK.name)
    assert not release_taken_before(scene.db, shift_ended=ended, now=ended)


@pytest.mark.clause("I1")
def test_what_was_taken_again_since_stays():
    scene = Scene("c1")
    one = scene.desk.items["c1"]
    handling.claim(scene.db, item_id=one, now=NOON, by=OFFICER)
    handling.claim(scene.db, item_id=one, now=NOON + timedelta(hours=2), by=OFFICER)
    assert not release_taken_before(
        scene.db, shift_ended=NOON + timedelta(hours=1), now=NOON + timedelta(hours=3)
    )
