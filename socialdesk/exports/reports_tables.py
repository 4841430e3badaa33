"""What a report is: tables of figures over a span of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from socialdesk.clock import to_ms

Cell = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table, and what of it is drawn beside it."""

    id: str
    title: str
    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    series: tuple[int, ...] = (1,)
    """The columns that are drawn, over the first; numbers all."""
    drawn: int = 40
    """Of the first rows so many are drawn."""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Whole days, the last one included, by the Force's own clock."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """`01/11/2026 to 28/11/2026`."""
        return f"{self.first:%d/%m/%Y} to {self.last:%d/%m/%Y}"

    def bounds_ms(self, zone: ZoneInfo) -> tuple[int, int]:
        """Its first millisecond, and the first after it."""
        begins = datetime(self.first.year, self.first.month, self.first.day, tzinfo=zone)
        after = self.last + timedelta(days=1)
        return to_ms(begins), to_ms(datetime(after.year, after.month, after.day, tzinfo=zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every table of one span."""

    span: Span
    made_ms: int
    force: str
    pack: str
    names: bool
    """True where accounts are named: an officer's own account names the officer."""
    tables: tuple[Table, ...]
