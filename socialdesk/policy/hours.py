"""When Corporate Communications is on duty (4.1, I2)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from socialdesk.policy.book import Hours


def on_duty(now: datetime, hours: Hours) -> bool:
    """True within working hours. `now` is aware, in any zone; the end itself is off duty."""
    there = now.astimezone(ZoneInfo(hours.timezone))
    return hours.start <= there.time() < hours.end and is_working_day(there.date(), hours)


def next_change(now: datetime, hours: Hours) -> datetime:
    """When duty next ends, if on duty, or else begins; in the pack's own zone."""
    zone = ZoneInfo(hours.timezone)
    there = now.astimezone(zone)
    if on_duty(now, hours):
        return datetime.combine(there.date(), hours.end, zone)
    day = there.date() if there.time() < hours.start else there.date() + timedelta(days=1)
    while not is_working_day(day, hours):
        day += timedelta(days=1)
    return datetime.combine(day, hours.start, zone)


def last_change(now: datetime, hours: Hours) -> datetime:
    """When duty last began, if on duty, or else ended; in the pack's own zone. `now` itself may be it."""
    zone = ZoneInfo(hours.timezone)
    there = now.astimezone(zone)
    if on_duty(now, hours):
        return datetime.combine(there.date(), hours.start, zone)
    day = there.date() if there.time() >= hours.end else there.date() - timedelta(days=1)
    while not is_working_day(day, hours):
        day -= timedelta(days=1)
    return datetime.combine(day, hours.end, zone)


def is_working_day(day: date, hours: Hours) -> bool:
    """True on one of the days of duty that is no bank holiday."""
    return day.isoweekday() in hours.days and not is_holiday(day, hours)


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
