"""An Oscar 1 at two on a bank holiday and a press officer when duty begins, on the simulated Facebook (2.5, 4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from socialdesk.decisions import handling
from socialdesk.decisions.case import NotOpen
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import ClauseId, PostId
from socialdesk.model.people import Person, Role
from socialdesk.publishing.drafts import save_post
from socialdesk.publishing.publish import decide_publish
from socialdesk.publishing.standing import CheckStanding
from socialdesk.publishing.targets import set_targets
from socialdesk.publishing.threshold import check
from socialdesk.register import staff_list
from socialdesk.shifts import handover, handover_mail
from socialdesk.shifts.calls import Answered, record_call
from socialdesk.shifts.declaring import declare
from socialdesk.shifts.hours_kept import set_day
from socialdesk.storage.database import IntegrityError
from tests.fakes.officer import Hour, Officer, on_duty

NIGHT = datetime(2026, 12, 26, 2, 0, tzinfo=UTC)
"""Boxing Day 2026 is a Saturday; Monday 28/12 is its bank holiday, and duty begins on Tuesday."""
TUESDAY = datetime(2026, 12, 29, 8, 0, tzinfo=UTC)
WORDS = "The A6999 is closed between Kelmarton and the bridge. Please use the A14."
PASSED = CheckStanding(
    id="purpose", title="Policing purpose", clause=ClauseId("3.1"), state="pass", sentence="Road safety."
)


@pytest.fixture(scope="module")
def officer() -> Iterator[Officer]:
    with closing(on_duty("first-night", Hour(NIGHT))) as made:
        yield made


def person(officer: Officer, role: Role) -> Person:
    everyone = officer.engine.writer.call(staff_list.everyone)
    return next(each.person for each in everyone if each.role is role)


def page(officer: Officer) -> Account:
    return next(a for a in officer.engine.accounts.values() if a.network is Network.FACEBOOK and a.primary)


def written(officer: Officer, by: Person, words: str) -> PostId:
    saved = officer.decide(save_post, post_id=None, purpose="Road safety", text=words, by=by)
    officer.decide(set_targets, post_id=saved.post_id, account_ids=[page(officer).id], by=by)
    return saved.post_id


def publish(officer: Officer, post_id: PostId, by: Person) -> None:
    engine = officer.engine
    found = check(officer.db, post_id=post_id, person=by, now=engine.clock())
    officer.decide(
        decide_publish,
        post_id=post_id,
        checks=(PASSED,) if found is None or found.state != "pass" else (PASSED, found),
        book=engine.book,
        capabilities=engine.capabilities,
        undo_seconds=0,
        training=True,
        by=by,
    )


@pytest.mark.clause("A7")
@pytest.mark.clause("I2")
def test_from_two_at_night_to_the_morning_of_the_next_working_day(officer: Officer) -> None:
    engine, clock = officer.engine, officer.engine.clock
    assert isinstance(clock, Hour)
    oscar, press = person(officer, Role.OSCAR_1), person(officer, Role.CORPORATE_COMMUNICATIONS)

    post = written(officer, oscar, WORDS)
    with pytest.raises(IntegrityError, match="threshold was declared not met"):
        publish(officer, post, oscar)
    assert officer.applied(Network.FACEBOOK, text=WORDS) == 0

    officer.decide(
        declare, post_id=post, about="A6999 closed", met=False, reason="Routine", book=engine.book, by=oscar
    )
    publish(officer, post, oscar)
    officer.until(
        lambda: officer.db.execute("SELECT state FROM posts WHERE id = ?", (post,)).fetchone() == ("sent",),
        "the post is out",
    )
    assert officer.applied(Network.FACEBOOK, text=WORDS) == 1

    said = officer.decide(
        declare, post_id=None, about="Fatal collision", met=True, book=engine.book, by=oscar
    )
    officer.decide(
        record_call,
        whom="Gareth Poulter",
        why="Fatal collision",
        answered=Answered.REACHED,
        outcome="He writes the post",
        rung=clock(),
        declaration_id=said.id,
        by=oscar,
    )
    row = officer.rows()[0]
    officer.decide(handling.claim, item_id=row.item_id, by=oscar)
    clock.later(timedelta(hours=5, minutes=55))
    officer.decide(handover.make, notes="The A6999 opens at nine.", book=engine.book, by=oscar)
    assert officer.again(row).claimed_by == ""

    clock.later(TUESDAY - clock() + timedelta(minutes=1))
    due = partial(handover.due, officer.db, now=clock(), book=engine.book)
    assert due(person=press)
    assert not due(person=oscar)
    (made,) = handover.waiting(officer.db)
    told = "\n".join(handover_mail.lines_of(made, engine.book))
    assert "posted on Facebook" in told
    assert "“A6999 closed”, threshold not met: Routine" in told
    assert "rang Gareth Poulter about “Fatal collision”. Reached: He writes the post" in told
    rows = officer.rows()
    ours = {each.name for each in engine.accounts.values()}
    strangers = {each.untrusted_author for each in rows} | {
        each.untrusted_text for each in rows if len(each.untrusted_text) > 12
    }
    assert [each for each in strangers - ours if each and each in told] == []
    officer.decide(handover.accept, handover_id=made.id, by=press)
    assert not handover.due(officer.db, now=clock(), book=engine.book, person=press)

    # By day nothing is declared and the out-of-hours desk does not post.
    late = written(officer, oscar, "Another one")
    with pytest.raises(NotOpen):
        officer.decide(declare, post_id=late, about="x", met=False, reason="y", book=engine.book, by=oscar)
    with pytest.raises(NotOpen):
        publish(officer, late, oscar)

    # A closure gives the desk back to it at once.
    officer.decide(
        set_day, day=date(2026, 12, 29), start=None, end=None, why="Force closure", book=engine.book, by=press
    )
    officer.decide(declare, post_id=late, about="x", met=False, reason="y", book=engine.book, by=oscar)
    publish(officer, late, oscar)
