"""Finding the accounts of a person for a subject access request: by number, by name, by a link or a handle (T2)."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.model.accounts import Network
from socialdesk.model.ids import AuthorId
from socialdesk.storage.database import Connection

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """One author on one network; the desk never joins authors of two networks by itself."""

    author_id: AuthorId
    network: str
    untrusted_name: str
    items: int
    first_seen_ms: int


def find_people(db: Connection, words: str) -> list[FoundPerson]:
    """Authors whose name or profile link has all of the words, or whose number or id on the network it is."""
    wanted = words.strip()
    if not wanted:
        return []
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 15 else -1
    parts = [part for part in wanted.casefold().removeprefix("@").split() if part]
    conditions = " AND ".join("instr(lower(name || ' ' || profile_url), ?) > 0" for _ in parts)
    found = db.execute(
        f"""
        SELECT id, network, name, first_seen_ms, (SELECT count(*) FROM items WHERE author_id = authors.id)
        FROM authors WHERE id = ? OR native_id = ? OR ({conditions})
        ORDER BY id = ? DESC, name, id LIMIT ?
        """,
        (number, wanted, *parts, number, MOST),
    ).fetchall()
    return [
        FoundPerson(
            author_id=AuthorId(row[0]),
            network=next((each.label for each in Network if each.value == row[1]), row[1]),
            untrusted_name=row[2],
            items=row[4],
            first_seen_ms=row[3],
        )
        for row in found
    ]


def one_person(db: Connection, author_id: AuthorId) -> FoundPerson | None:
    """One author by number."""
    return next((each for each in find_people(db, str(author_id)) if each.author_id == author_id), None)
