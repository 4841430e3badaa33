"""The only clock. Everything else takes a `Clock`, so that tests and training can turn the hands."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""A function that answers with the time now, aware, in UTC."""


def system_clock() -> datetime:
    """The time now in UTC, from the operating system."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds on a clock that never goes back; for waiting and for time-outs, never for the record."""
    return time.monotonic()


def to_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970-01-01 UTC: how every time is stored. `moment` must be aware."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return round(moment.timestamp() * 1000)


def from_ms(stored: int) -> datetime:
    """The aware UTC time of a stored count of milliseconds."""
    return datetime.fromtimestamp(stored / 1000, UTC)
