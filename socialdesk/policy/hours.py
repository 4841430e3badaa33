"""When Corporate Communications is on duty (4.1, I2)."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from socialdesk.policy.book import Hours


def on_duty(now: datetime, hours: Hours) -> bool:
    """True within working hours. `now` is aware, in any zone; the end itself is off duty."""
    span = span_of(now.astimezone(ZoneInfo(hours.timezone)).date(), hours)
    return span is not None and span[0] <= now < span[1]


def next_change(now: datetime, hours: Hours) -> datetime:
    """When duty next ends, if on duty, or else begins; in the pack's own zone."""
    zone = ZoneInfo(hours.timezone)
    day = now.astimezone(zone).date()
    while True:
        span = span_of(day, hours)
        for change in span or ():
            if change > now:
                return change.astimezone(zone)
        day += timedelta(days=1)


def last_change(now: datetime, hours: Hours) -> datetime:
    """When duty last began, if on duty, or else ended; in the pack's own zone. `now` itself may be it."""
    zone = ZoneInfo(hours.timezone)
    day = now.astimezone(zone).date()
    while True:
        span = span_of(day, hours)
        for change in reversed(span or ()):
            if change <= now:
                return change.astimezone(zone)
        day -= timedelta(days=1)


def span_of(day: date, hours: Hours) -> tuple[datetime, datetime] | None:
    """When duty begins and ends on a day, in UTC; None on a day without any.

    An odd day outweighs the week and the bank holidays. A time that the clocks pass twice is the earlier of the two,
    and one that they skip is as much later as they are put forward.
    """
    odd = hours.odd.of(day)
    if odd is not None:
        begins, ends = odd.start, odd.end
    elif day.isoweekday() in hours.days and not is_holiday(day, hours):
        begins, ends = hours.start, hours.end
    else:
        return None
    if begins is None or ends is None:
        return None
    zone = ZoneInfo(hours.timezone)
    # Compared as times of one zone, two hours of the night in which the clocks go back would be the same.
    start, end = (datetime.combine(day, each, zone).astimezone(UTC) for each in (begins, ends))
    return (start, end) if start < end else None


def is_working_day(day: date, hours: Hours) -> bool:
    """True on a day with hours of duty: one of the week's that is no bank holiday, or an odd one that is not closed."""
    return span_of(day, hours) is not None


def is_holiday(day: date, hours: Hours) -> bool:
    """True on a bank holiday of the pack's country. The first call in a process takes some 0.2 s."""
    calendar = _calendar(hours.holidays_country, hours.holidays_subdivision)
    return calendar is not None and day in calendar


def holidays_unknown(hours: Hours) -> str | None:
    """A sentence where the pack names a country whose bank holidays are not known, else None."""
    if (
        not hours.holidays_country
        or _calendar(hours.holidays_country, hours.holidays_subdivision) is not None
    ):
        return None
    return (
        "The policy pack's bank holidays are of a country or region that is not known, so every day counts as an "
        "ordinary one. Correct holidays_country in the pack, such as GB with ENG."
    )


@lru_cache(maxsize=8)
def _calendar(country: str, subdivision: str) -> Container[date] | None:
    if not country:
        return None
    from holidays import country_holidays  # noqa: PLC0415  (slow to load; most questions never get here)

    try:
        return cast(Container[date], country_holidays(country, subdiv=subdivision or None))
    except NotImplementedError:
        return None
