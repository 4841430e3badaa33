"""That a person was looked up, and why (Data Protection Act 2018 s.62). Who asked is counted for nothing else."""

from __future__ import annotations

from socialdesk.model.ids import AuthorId
from socialdesk.storage.database import Connection, assert_in_transaction

SHIFT_MS = 12 * 3_600_000
"""A reason holds for the rest of a shift."""
LATELY_MS = 28 * 24 * 3_600_000
OFTEN = 5
"""From so many look-ups of one person in four weeks on, the reminder of authority is shown."""


def note(db: Connection, author_id: AuthorId, *, reason: str, by_name: str, now_ms: int) -> None:
    """Keeps one look-up, within the caller's transaction."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO lookups (author_id, reason, by_name, looked_ms) VALUES (?, ?, ?, ?)",
        (author_id, reason, by_name, now_ms),
    )


def reason_given(db: Connection, author_id: AuthorId, *, by_name: str, now_ms: int) -> str:
    """The reason that this person gave for this author within their shift; "" where it is to be asked."""
    found = db.execute(
        "SELECT reason FROM lookups WHERE author_id = ? AND by_name = ? AND looked_ms BETWEEN ? AND ?"
        " ORDER BY looked_ms DESC, id DESC LIMIT 1",
        (author_id, by_name, now_ms - SHIFT_MS, now_ms),
    ).fetchone()
    return "" if found is None else str(found[0])


def lately(db: Connection, author_id: AuthorId, *, now_ms: int) -> int:
    """How often anybody looked this author up in the last four weeks."""
    found = db.execute(
        "SELECT count(*) FROM lookups WHERE author_id = ? AND looked_ms > ?",
        (author_id, now_ms - LATELY_MS),
    ).fetchone()
    return 0 if found is None else int(found[0])
