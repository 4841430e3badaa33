"""Working days as the Freedom of Information Act counts them (4.2c, I6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from socialdesk.policy.book import Hours
from socialdesk.policy.hours import is_holiday

FOI_DAYS = 20
"""Section 10 of the Act: the twentieth working day after the day of receipt."""
_FRIDAY = 5


def local_day(at: datetime, hours: Hours) -> date:
    """The day of a moment where the Force is: half past midnight in summer is the day before in UTC."""
    return at.astimezone(ZoneInfo(hours.timezone)).date()


def counts(day: date, hours: Hours) -> bool:
    """True on Monday to Friday but for bank holidays, whatever the days of the desk are."""
    return day.isoweekday() <= _FRIDAY and not is_holiday(day, hours)


def due_day(received: datetime, hours: Hours, *, days: int = FOI_DAYS) -> date:
    """The last of so many working days after the day of receipt, which itself does not count."""
    day, left = local_day(received, hours), days
    while left > 0:
        day += timedelta(days=1)
        left -= counts(day, hours)
    return day


def days_left(now: datetime, due: date, hours: Hours) -> int:
    """Working days after today up to and with `due`; below 0 by as many as have passed since."""
    today = local_day(now, hours)
    first, last, sign = (today, due, 1) if due >= today else (due, today, -1)
    found, day = 0, first
    while day < last:
        day += timedelta(days=1)
        found += counts(day, hours)
    return sign * found
