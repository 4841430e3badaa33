"""Searches that were given a name, for everybody at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.errors import UserFacingError
from socialdesk.inbox.query_language import parse
from socialdesk.storage.database import Connection, writing

LONGEST_NAME = 60
LONGEST_WORDS = 500
MOST = 20
"""More in the rail would be a list of its own."""


class SavedViewError(UserFacingError):
    """The view was not saved; its text says why."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A search under a name."""

    id: int
    name: str
    words: str
    """What would be typed into the search."""


def saved_views(db: Connection) -> list[SavedView]:
    """Those in use, in the order in which they were saved."""
    found = db.execute(
        "SELECT id, name, words FROM saved_views WHERE ended_ms IS NULL ORDER BY id"
    ).fetchall()
    return [SavedView(int(row[0]), str(row[1]), str(row[2])) for row in found]


def save_view(db: Connection, *, name: str, words: str, by_name: str, now_ms: int) -> SavedView:
    """Gives a search a name; under a name in use it takes the place of the earlier one.

    Raises SavedViewError where a name or the words are missing or too long, or there are too many.
    """
    name, words = " ".join(name.split()), words.strip()
    if not name or not words:
        raise SavedViewError("A saved view needs a name, and words to search for.", kept="Nothing was saved.")
    if len(name) > LONGEST_NAME or len(words) > LONGEST_WORDS:
        raise SavedViewError(
            f"A name has at most {LONGEST_NAME} characters, its words {LONGEST_WORDS}.",
            kept="Nothing was saved.",
        )
    parse(words)
    with writing(db):
        db.execute(
            "UPDATE saved_views SET ended_ms = ? WHERE lower(name) = lower(?) AND ended_ms IS NULL",
            (now_ms, name),
        )
        if len(saved_views(db)) >= MOST:
            raise SavedViewError(
                f"There are {MOST} saved views already.",
                kept="Nothing was saved.",
                to_do="Take one out of the rail first.",
            )
        made = db.execute(
            "INSERT INTO saved_views (name, words, by_name, saved_ms) VALUES (?, ?, ?, ?) RETURNING id",
            (name, words, by_name, now_ms),
        ).fetchone()
    assert made is not None
    return SavedView(int(made[0]), name, words)


def end_view(db: Connection, view_id: int, *, now_ms: int) -> None:
    """Takes a saved view out of use."""
    with writing(db):
        db.execute("UPDATE saved_views SET ended_ms = ? WHERE id = ? AND ended_ms IS NULL", (now_ms, view_id))
