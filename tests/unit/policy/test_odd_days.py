"""Closures, extra days and changed hours beside the week and bank holidays; clock changes, the year's end (I2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.packs import policy_book
from socialdesk.policy.book import Hours
from socialdesk.policy.hours import is_working_day, last_change, next_change, on_duty, span_of
from socialdesk.policy.odd_days import OddDay, OddDays

HOURS = policy_book().hours
LONDON = ZoneInfo("Europe/London")
CHRISTMAS = date(2026, 12, 25)
FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)
CLOSED = OddDay(why="Force closure")
SHORT = OddDay(start=time(10), end=time(12), why="Extra day")


def with_days(**days: OddDay) -> Hours:
    return replace(
        HOURS, odd=OddDays({date.fromisoformat(day[1:].replace("_", "-")): odd for day, odd in days.items()})
    )


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


@pytest.mark.clause("I2")
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(FRIDAY, 10), False),
        (at(SATURDAY, 9, 59), False),
        (at(SATURDAY, 10), True),
        (at(SATURDAY, 12), False),
        (at(CHRISTMAS, 11), True),
        (at(date(2026, 11, 26), 10), True),
    ],
)
def test_an_odd_day_outweighs_the_week_and_the_bank_holidays(moment: datetime, expected: bool) -> None:
    hours = with_days(d2026_11_27=CLOSED, d2026_11_28=SHORT, d2026_12_25=SHORT)
    assert on_duty(moment, hours) is expected


@pytest.mark.clause("I2")
def test_a_closure_lengthens_the_night_and_an_extra_day_shortens_it() -> None:
    hours = with_days(d2026_11_27=CLOSED, d2026_11_28=SHORT)
    assert next_change(at(date(2026, 11, 26), 18), hours) == at(SATURDAY, 10)
    assert last_change(at(SATURDAY, 9), hours) == at(date(2026, 11, 26), 17)
    assert next_change(at(SATURDAY, 13), hours) == at(date(2026, 11, 30), 8)
    assert not is_working_day(FRIDAY, hours)
    assert is_working_day(SATURDAY, hours)


def test_what_is_entered_while_the_desk_runs_holds_at_once_for_whoever_has_the_hours() -> None:
    hours = replace(HOURS, odd=OddDays())
    assert on_duty(at(FRIDAY, 10), hours)
    hours.odd.put({FRIDAY: CLOSED})
    assert not on_duty(at(FRIDAY, 10), hours)
    assert hours.odd.all == {FRIDAY: CLOSED}
    assert on_duty(at(FRIDAY, 10), replace(HOURS, odd=OddDays()))


@pytest.mark.clause("I2")
@pytest.mark.parametrize(
    ("evening", "morning", "night_hours"),
    [
        (at(date(2026, 3, 27), 17), at(date(2026, 3, 30), 8), 62),
        (at(date(2026, 10, 23), 17), at(date(2026, 10, 26), 8), 64),
        (at(date(2026, 12, 31), 17), at(date(2027, 1, 4), 8), 87),
    ],
    ids=["spring", "autumn", "year end"],
)
def test_the_night_is_as_long_as_the_clocks_make_it(
    evening: datetime, morning: datetime, night_hours: int
) -> None:
    assert next_change(evening, HOURS) == morning
    assert last_change(morning - timedelta(minutes=1), HOURS) == evening
    assert (morning.astimezone(UTC) - evening.astimezone(UTC)) == timedelta(hours=night_hours)


def test_hours_within_the_hour_that_comes_twice_begin_and_end_once() -> None:
    hours = replace(HOURS, odd=OddDays({date(2026, 10, 25): OddDay(start=time(1, 30), end=time(1, 45))}))
    span = span_of(date(2026, 10, 25), hours)
    assert span == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 45, tzinfo=UTC))
    assert not on_duty(datetime(2026, 10, 25, 1, 40, tzinfo=UTC), hours)


times = st.times(max_value=time(23, 58)).map(lambda each: each.replace(second=0, microsecond=0))
odd_days = st.one_of(
    st.just(CLOSED),
    st.tuples(times, times)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: OddDay(start=min(pair), end=max(pair))),
)
# Both clock changes of 2026, every bank holiday between them and the year's end.
moments = st.integers(0, 296 * 24 * 60).map(
    lambda minutes: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)
near = st.dates(date(2026, 3, 20), date(2027, 1, 10)) | st.sampled_from(
    [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31), CHRISTMAS]
)


@pytest.mark.clause("I2")
@given(moments, st.dictionaries(near, odd_days, max_size=12))
def test_changes_enclose_the_moment_and_nothing_changes_between_them(
    moment: datetime, days: dict[date, OddDay]
) -> None:
    hours = replace(HOURS, odd=OddDays(days))
    before, after = last_change(moment, hours), next_change(moment, hours)
    assert before.astimezone(UTC) <= moment < after.astimezone(UTC)
    standing = on_duty(moment, hours)
    assert on_duty(before, hours) is standing
    assert on_duty(after.astimezone(UTC) - timedelta(seconds=1), hours) is standing
    assert last_change(before, hours) == before
    assert next_change(before.astimezone(UTC), hours) == after
