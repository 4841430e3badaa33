"""How much of a span of time was within working hours; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from socialdesk.policy.book import Hours
from socialdesk.policy.hours import span_of

MOST = timedelta(days=400)
"""A longer span is counted up to here: an answer after a year says no more than one after two."""


def working(begins: datetime, ends: datetime, hours: Hours) -> timedelta:
    """The part of `begins` to `ends` that Corporate Communications was on duty; both aware, in any zone."""
    ends = min(ends, begins + MOST)
    zone = ZoneInfo(hours.timezone)
    day, last = begins.astimezone(zone).date(), ends.astimezone(zone).date()
    counted = timedelta()
    while day <= last:
        span = span_of(day, hours)
        if span is not None:
            counted += max(timedelta(), min(ends, span[1]) - max(begins, span[0]))
        day += timedelta(days=1)
    return counted
