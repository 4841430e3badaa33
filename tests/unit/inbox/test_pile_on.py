"""Unusual numbers of comments: noticed by the network's time, told, parked and put back (4.2a; I4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import monotonic, to_ms
from socialdesk.inbox import pile_on, piles, store
from socialdesk.inbox.counts import counts
from socialdesk.inbox.pile_on import Limits, PileOnError, limits, most_within, unusual
from socialdesk.inbox.views import ViewName
from socialdesk.model.ids import ThreadId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import DatabaseError, writing
from tests.fakes.connector import fetched_item, fetched_thread
from tests.fakes.inbox_desk import InboxDesk

ADA = Person("Ada", Role.CORPORATE_COMMUNICATIONS)
OSCAR = Person("Sam Oscar", Role.OSCAR_1)
MINUTE = 60_000


@pytest.fixture
def desk() -> InboxDesk:
    return InboxDesk()


def pile(
    desk: InboxDesk,
    number: int,
    *,
    thread: int = 1,
    first: int = 1_000,
    minutes: float = 8,
    text: str = "Shame",
    clock: timedelta = timedelta(),
    ago: timedelta = timedelta(),
) -> ThreadId:
    """So many comments within the last `minutes` by the network's time; `clock` is how wrong the desk's is."""
    end = desk.now_ms - to_ms(datetime(1970, 1, 1, tzinfo=UTC) + ago)
    items = [
        fetched_item(
            first + place,
            f"{text} {place}",
            thread=thread,
            author=place,
            created_ms=end - round(minutes * MINUTE * (number - 1 - place) / max(1, number)),
        )
        for place in range(number)
    ]
    desk.now += clock
    desk.take(fetched_thread(thread, text="A post", created_ms=end - 3_600_000), *items)
    desk.now -= clock
    return desk.item(first).thread_id


def entries(desk: InboxDesk) -> list[str]:
    found = desk.db.execute("SELECT kind FROM audit ORDER BY seq").fetchall()
    return [row[0] for row in found if row[0].startswith(("pile", "thread"))]


def facts_of(desk: InboxDesk, kind: str) -> dict[str, Any]:
    (row,) = desk.db.execute("SELECT facts FROM audit WHERE kind = ?", (kind,)).fetchall()
    return json.loads(row[0])


@pytest.mark.clause("I4")
def test_an_unusual_rate_is_noticed_once_and_recorded(desk: InboxDesk) -> None:
    pile(desk, 60)
    (row,) = piles.going_on(desk.db)
    assert (row.why, row.comments, row.minutes, row.told_by) == ("rate", 60, 10, "")
    assert row.words == "60 comments in 10 minutes under one post; usually under 1"

    pile(desk, 30, first=2_000)
    assert len(piles.going_on(desk.db)) == 1
    assert entries(desk) == ["pile-on-noticed"]
    facts = facts_of(desk, "pile-on-noticed")
    assert facts["comments"] == 60


def test_what_is_usual_for_the_account_is_not_noticed(desk: InboxDesk) -> None:
    for thread in range(2, 12):
        at_ms = desk.now_ms - thread * 24 * 3_600_000
        comments = [
            fetched_item(
                thread * 100 + each, f"Nice {thread} {each}", thread=thread, author=each, created_ms=at_ms
            )
            for each in range(20)
        ]
        desk.take(fetched_thread(thread, created_ms=at_ms), *comments)
    pile(desk, 60, first=5_000)
    assert piles.going_on(desk.db) == [], "five times the usual twenty are a hundred"

    pile(desk, 45, first=6_000)
    (row,) = piles.going_on(desk.db)
    assert row.usual == 20


@pytest.mark.clause("I4")
def test_many_comments_are_noticed_however_slow(desk: InboxDesk) -> None:
    pile(desk, 199, minutes=1_200)
    assert piles.going_on(desk.db) == []
    pile(desk, 1, first=9_000)
    (row,) = piles.going_on(desk.db)
    assert (row.why, row.comments) == ("number", 200)

    pile_on.told(desk.db, row.id, now=desk.now, by=ADA)
    pile_on.over(desk.db, row.id, now=desk.now, by=ADA)
    pile(desk, 5, first=9_100)
    assert piles.going_on(desk.db) == [], "the number by itself is told once"


def test_history_is_no_news(desk: InboxDesk) -> None:
    pile(desk, 120, ago=timedelta(days=3))
    assert piles.going_on(desk.db) == []


def test_the_force_and_private_conversations_do_not_pile_up(desk: InboxDesk) -> None:
    at_ms = desk.now_ms
    ours = [fetched_item(each, f"Ours {each}", by_force=True, created_ms=at_ms) for each in range(100, 160)]
    desk.take(fetched_thread(), *ours)
    assert piles.going_on(desk.db) == []


@pytest.mark.parametrize("hours", [-23, -1, 0, 1, 23])
def test_a_wrong_clock_hides_nothing(hours: int) -> None:
    desk = InboxDesk()
    pile(desk, 60, clock=timedelta(hours=hours))
    assert len(piles.going_on(desk.db)) == 1


def test_one_comment_from_the_future_hides_nothing(desk: InboxDesk) -> None:
    desk.take(
        fetched_thread(text="A post"),
        fetched_item(1, "hello", created_ms=desk.now_ms + 80 * 365 * 24 * 3_600_000),
    )
    pile(desk, 60)
    assert len(piles.going_on(desk.db)) == 1


@given(
    st.lists(st.integers(0, 10_000_000), max_size=60),
    st.integers(1, 1_000_000),
    st.integers(-(10**12), 10**12),
)
def test_the_greatest_number_is_the_greatest_and_no_clock_alters_it(
    times: Sequence[int], span: int, shift: int
) -> None:
    most, until = most_within(times, span)
    assert most == max((sum(end - span < at <= end for at in times) for end in times), default=0)
    assert most == most_within([at + shift for at in reversed(times)], span)[0]
    if times:
        assert until in times
        assert sum(until - span < at <= until for at in times) == most


@given(st.integers(0, 5_000), st.floats(0, 1_000), st.integers(1, 100), st.integers(1, 20))
def test_more_is_never_less_unusual(within: int, usual: float, least: int, times: int) -> None:
    allowed = Limits(number=200, minutes=10, times=times, least=least)
    if unusual(within, usual, allowed):
        assert unusual(within + 1, usual, allowed)
        assert unusual(within, usual / 2, allowed)
        assert within >= least


def test_the_limits_are_the_packs(desk: InboxDesk) -> None:
    assert limits(desk.book) == Limits(number=200, minutes=10, times=5, least=40)


@pytest.mark.clause("I4")
def test_a_parked_post_is_out_of_the_list_and_its_alerts_are_not(desk: InboxDesk) -> None:
    thread = pile(desk, 50)
    desk.take(
        fetched_item(1, "kill him", created_ms=desk.now_ms),
        fetched_item(2, "you idiot", created_ms=desk.now_ms),
    )
    desk.take(fetched_thread(2), fetched_item(3, "Elsewhere", thread=2, created_ms=desk.now_ms))

    changes = pile_on.park(desk.db, thread, now=desk.now, by=ADA)

    assert len(changes.items) == 52
    assert sorted(desk.texts(ViewName.INBOX)) == ["Elsewhere", "kill him", "you idiot"]
    assert counts(desk.db).inbox == 3
    assert counts(desk.db).aside == 50
    assert len(desk.listed(ViewName.UNREAD)) == 53, "nothing is read by being put aside"
    assert sorted(desk.texts(ViewName.FLAGGED)) == ["kill him", "you idiot"]
    assert desk.texts(ViewName.URGENT) == ["kill him"]
    assert len(desk.found("is:parked is:open")) == 52

    desk.take(fetched_item(4, "Also here"), fetched_item(5, "kill them all", created_ms=desk.now_ms + 1_000))
    assert sorted(desk.texts(ViewName.INBOX)) == ["Elsewhere", "kill him", "kill them all", "you idiot"]
    assert counts(desk.db).inbox == len(desk.listed(ViewName.INBOX)) == 4

    assert pile_on.park(desk.db, thread, now=desk.now, by=ADA).items == frozenset()
    pile_on.unpark(desk.db, thread, now=desk.now, by=OSCAR)
    assert counts(desk.db).inbox == len(desk.listed(ViewName.INBOX)) == 55
    assert counts(desk.db).aside == 0
    assert entries(desk) == ["pile-on-noticed", "thread-parked", "thread-unparked"]


def test_what_is_found_or_done_later_moves_in_and_out_of_what_is_aside(desk: InboxDesk) -> None:
    thread = pile(desk, 3)
    pile_on.park(desk.db, thread, now=desk.now, by=ADA)
    first = desk.id(1_000)
    for statement, aside in (
        ("UPDATE worklist SET flagged = 1 WHERE item_id = ?", 2),
        ("UPDATE worklist SET flagged = 0 WHERE item_id = ?", 3),
        ("UPDATE worklist SET urgency = 2 WHERE item_id = ?", 2),
        ("UPDATE worklist SET urgency = 1 WHERE item_id = ?", 3),
    ):
        desk.db.execute(statement, (first,))
        assert counts(desk.db).aside == aside
        assert counts(desk.db).inbox == len(desk.listed(ViewName.INBOX)) == 3 - aside
    with writing(desk.db):
        store.set_handled(desk.db, first, outcome="kept", by="Ada", now_ms=1)
    assert counts(desk.db).aside == 2
    with writing(desk.db):
        store.set_open(desk.db, first)
    assert counts(desk.db).aside == 3


@pytest.mark.clause("I4")
def test_corporate_communications_sees_it_or_is_rung(desk: InboxDesk) -> None:
    pile(desk, 60)
    (row,) = piles.going_on(desk.db)
    with pytest.raises(PileOnError, match="has not been told"):
        pile_on.over(desk.db, row.id, now=desk.now, by=OSCAR)
    with pytest.raises(PileOnError, match="who was told"):
        pile_on.told(desk.db, row.id, now=desk.now, by=OSCAR)
    with pytest.raises(DatabaseError):
        desk.db.execute("UPDATE pile_ons SET told_ms = 1, told_by = 'x', told_how = 'telephone'")

    pile_on.told(desk.db, row.id, whom="Jo Press, by telephone", now=desk.now, by=OSCAR)
    assert piles.going_on(desk.db)[0].told_by == "Sam Oscar"
    facts = facts_of(desk, "pile-on-told")
    assert facts["how"] == "telephone"
    assert "Jo Press" not in json.dumps(facts)
    assert not pile_on.told(desk.db, row.id, now=desk.now, by=ADA)

    pile_on.over(desk.db, row.id, now=desk.now, by=ADA)
    assert piles.going_on(desk.db) == []
    pile(desk, 20, first=3_000)
    assert piles.going_on(desk.db) == []
    desk.later(minutes=30)
    pile(desk, 60, first=4_000)
    assert len(piles.going_on(desk.db)) == 1, "a second wave is told again"


@pytest.mark.parametrize(
    ("now", "off"),
    [(datetime(2026, 3, 2, 9, tzinfo=UTC), False), (datetime(2026, 3, 1, 23, tzinfo=UTC), True)],
)
def test_it_is_noted_whether_anybody_is_on_duty(desk: InboxDesk, now: datetime, off: bool) -> None:
    desk.now = now
    pile(desk, 60)
    assert piles.going_on(desk.db)[0].off_duty is off


@pytest.mark.parametrize("by", [Person("A", Role.AUDITOR), Person("T", Role.TRAINEE)])
def test_who_changes_nothing_parks_nothing(desk: InboxDesk, by: Person) -> None:
    thread = pile(desk, 3)
    with pytest.raises(PileOnError):
        pile_on.park(desk.db, thread, now=desk.now, by=by)
    assert piles.parked(desk.db, thread) is None


def test_three_thousand_comments_in_ten_minutes(desk: InboxDesk) -> None:
    thread = pile(desk, 100, minutes=1)
    pile_on.park(desk.db, thread, now=desk.now, by=ADA)
    began = monotonic()
    for page in range(29):
        pile(desk, 100, first=10_000 + page * 100, minutes=1, text=f"Comment {page}")
        desk.later(seconds=20)
    took = monotonic() - began
    assert took < 12, f"{took:.1f} s for 2,900 comments"
    assert counts(desk.db).aside == 3_000
    assert entries(desk) == ["pile-on-noticed", "thread-parked"]
    assert desk.listed(ViewName.INBOX) == []
