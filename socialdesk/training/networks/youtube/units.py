"""The units of a day, counted for the whole project as YouTube counts them (platforms.md 4)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from socialdesk.training.networks.youtube.errors import units_used_up

A_DAY = 10_000
READ, WRITE = 1, 50
_PACIFIC = ZoneInfo("America/Los_Angeles")


class Units:
    """Counts until midnight in California. Guarded by the world's lock."""

    def __init__(self, a_day: int = A_DAY) -> None:
        self.a_day = a_day
        self.used = 0
        self._day: date | None = None

    def spend(self, units: int, now: datetime) -> None:
        """Count one call; what is refused costs as much. Raises YouTubeError quotaExceeded."""
        today = now.astimezone(_PACIFIC).date()
        if today != self._day:
            self._day, self.used = today, 0
        if self.used + units > self.a_day:
            raise units_used_up()
        self.used += units
