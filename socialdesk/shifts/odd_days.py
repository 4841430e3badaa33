"""The odd days that are kept, for whoever asks; a start asks too, so this brings nothing else along."""

from __future__ import annotations

from datetime import date, time

from socialdesk.policy.odd_days import OddDay
from socialdesk.storage.database import Connection


def odd_days(db: Connection) -> dict[date, OddDay]:
    """Every odd day that is kept, in order."""
    rows = db.execute("SELECT day, begins, ends, why FROM odd_days ORDER BY day").fetchall()
    return {
        date.fromisoformat(day): OddDay(start=_time(begins), end=_time(ends), why=str(why))
        for day, begins, ends, why in rows
    }


def _time(kept: str | None) -> time | None:
    return None if kept is None else time.fromisoformat(kept)
