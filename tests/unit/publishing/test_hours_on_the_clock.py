"""What a time on the clock means when the clocks change, and who holds a post until then (P1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import from_ms, to_ms
from socialdesk.model.accounts import Network
from socialdesk.model.posts import Route
from socialdesk.publishing.schedule import MUST_BE_ON, on_the_clock, planned, told

pytestmark = pytest.mark.clause("P1")
LONDON = ZoneInfo("Europe/London")
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
NOW = to_ms(datetime(2026, 11, 26, 7, 0, tzinfo=UTC))
MINUTE, DAY = 60_000, 24 * 3_600_000


def ms(year: int, month: int, day: int, hour: int, minute: int) -> int:
    return to_ms(datetime(year, month, day, hour, minute, tzinfo=UTC))


def test_the_hour_that_is_left_out_in_spring_is_no_time_and_the_next_ones_are_offered() -> None:
    found = on_the_clock(SPRING, time(1, 30))
    assert found.at_ms is None
    assert (
        found.problem
        == "There is no 01:30 on 28/03/2027: the clocks go forward that night. Choose another time."
    )
    assert [each.at_ms for each in found.choices] == [ms(2027, 3, 28, 0, 30), ms(2027, 3, 28, 1, 30)]
    assert [each.label for each in found.choices] == ["00:30 (GMT)", "02:30 (BST)"]


def test_the_hour_that_comes_twice_in_autumn_asks_which() -> None:
    found = on_the_clock(AUTUMN, time(1, 30))
    assert found.at_ms is None
    assert "comes twice" in found.problem
    assert [each.at_ms for each in found.choices] == [ms(2026, 10, 25, 0, 30), ms(2026, 10, 25, 1, 30)]
    assert [told(each.at_ms) for each in found.choices] == [
        "01:30 (BST), 25/10/2026",
        "01:30 (GMT), 25/10/2026",
    ]


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (SPRING, time(0, 59), (2027, 3, 28, 0, 59)),
        (SPRING, time(2, 0), (2027, 3, 28, 1, 0)),
        (AUTUMN, time(0, 59), (2026, 10, 24, 23, 59)),
        (AUTUMN, time(2, 0), (2026, 10, 25, 2, 0)),
        (date(2026, 12, 31), time(23, 59), (2026, 12, 31, 23, 59)),
        (date(2027, 1, 1), time(0, 0), (2027, 1, 1, 0, 0)),
        (date(2026, 7, 1), time(9, 0), (2026, 7, 1, 8, 0)),
    ],
)
def test_every_other_time_is_one_moment(day: date, clock: time, utc: tuple[int, int, int, int, int]) -> None:
    assert on_the_clock(day, clock).at_ms == ms(*utc)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.times().map(lambda one: one.replace(microsecond=0)))
def test_a_moment_shows_the_time_that_was_typed(day: date, clock: time) -> None:
    found = on_the_clock(day, clock)
    moments = [found.at_ms] if found.at_ms is not None else [each.at_ms for each in found.choices]
    assert bool(found.problem) is (found.at_ms is None)
    assert moments == sorted(set(moments))
    if "There is no" in found.problem:
        return
    for each in moments:
        shown = from_ms(each).astimezone(LONDON)
        assert (shown.date(), shown.time()) == (day, clock)


@pytest.mark.parametrize(
    ("network", "ahead", "route"),
    [
        (Network.FACEBOOK, 12 * MINUTE, Route.NETWORK_SCHEDULE),
        (Network.FACEBOOK, 29 * DAY, Route.NETWORK_SCHEDULE),
        (Network.FACEBOOK, 10 * MINUTE, Route.DESK_QUEUE),
        (Network.FACEBOOK, 31 * DAY, Route.DESK_QUEUE),
        *((network, DAY, Route.DESK_QUEUE) for network in Network if network is not Network.FACEBOOK),
    ],
)
def test_the_network_holds_it_where_it_can_and_else_the_desk_which_says_so(
    network: Network, ahead: int, route: Route
) -> None:
    plan = planned(network, hootsuite=False, scheduled_ms=NOW + ahead, now_ms=NOW)
    assert plan.route is route
    if route is Route.NETWORK_SCHEDULE:
        assert (plan.scheduled_ms, plan.due_ms) == (NOW + ahead, None)
        assert "whether or not this computer is on" in plan.sentence
    else:
        assert (plan.scheduled_ms, plan.due_ms) == (None, NOW + ahead)
        assert plan.sentence.endswith(MUST_BE_ON)


def test_a_post_for_now_waits_for_nobody_and_hootsuite_holds_what_goes_through_it() -> None:
    at_once = planned(Network.X, hootsuite=False, scheduled_ms=None, now_ms=NOW)
    assert (at_once.route, at_once.sentence) == (Route.API, "")
    held = planned(Network.X, hootsuite=True, scheduled_ms=NOW + DAY, now_ms=NOW)
    assert (held.route, held.scheduled_ms, held.due_ms) == (Route.HOOTSUITE, NOW + DAY, None)
    assert held.sentence.startswith("Hootsuite holds it")
