"""Days on which Corporate Communications keeps other hours than the week's, or none (4.1, I2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class OddDay:
    """One such day: open from `start` to `end` in the pack's zone, or closed where both are None."""

    start: time | None = None
    end: time | None = None
    why: str = ""


class OddDays:
    """The odd days as they stand. One belongs to each pack's hours and is put anew whole, from any thread."""

    __slots__ = ("_days",)

    def __init__(self, days: Mapping[date, OddDay] | None = None) -> None:
        self._days: Mapping[date, OddDay] = MappingProxyType(dict(days or {}))

    def of(self, day: date) -> OddDay | None:
        """What is particular about a day, None where nothing is."""
        return self._days.get(day)

    def put(self, days: Mapping[date, OddDay]) -> None:
        """From now on it is these, and no others."""
        self._days = MappingProxyType(dict(days))

    @property
    def all(self) -> Mapping[date, OddDay]:
        """Every one, by its day."""
        return self._days
