"""The record looked through: which entries a filter lets through, and their lines as they are needed (T3).

Numbers come in the background, the newest first, some thousand at a time; a line is read when it is painted. All take a
reader's connection.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from socialdesk.audit.entries import KINDS, sentence_of
from socialdesk.audit.queries import AuditLine, lines_of
from socialdesk.model.ids import AccountId, AuthorId, ItemId
from socialdesk.storage.database import Connection, SqlValue

AT_ONCE = 2_000
"""Entries looked at before the numbers found so far are handed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What an entry must be; everything that is left empty lets all through."""

    who: str = ""
    kinds: frozenset[str] = frozenset()
    account_id: AccountId | None = None
    item_id: ItemId | None = None
    author_id: AuthorId | None = None
    """Entries on whatever this person wrote, and those that name them by number."""
    clause: str = ""
    """`4.3` lets 4.3, 4.3b and so on through, and 4.31 not."""
    from_ms: int | None = None
    to_ms: int | None = None
    """Not included."""
    words: tuple[str, ...] = field(default=())
    """All of these stand in the entry's sentence, whatever their capitals."""

    @property
    def empty(self) -> bool:
        """True where every entry is let through."""
        return self == Filter()


def numbers(db: Connection, wanted: Filter, *, stopped: Callable[[], bool]) -> Iterator[array[int]]:
    """The numbers of the entries that are let through, the newest first, in parts; some parts may be empty."""
    if wanted.empty:
        row = db.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
        yield array("q", range(0 if row is None else int(row[0]), 0, -1))
        return
    conditions, values = _conditions(wanted)
    cursor = db.execute(
        f"SELECT seq, kind, facts FROM audit {' '.join(conditions)} ORDER BY seq DESC", tuple(values)
    )
    sought = tuple(word.casefold() for word in wanted.words)
    clauses = wanted.clause.strip().casefold()
    while not stopped() and (rows := cursor.fetchmany(AT_ONCE)):
        yield array(
            "q",
            [
                seq
                for seq, kind, facts in rows
                if (not clauses or _under(facts, clauses)) and (not sought or _says(kind, facts, sought))
            ],
        )


def lines(db: Connection, wanted: Sequence[int]) -> Mapping[int, AuditLine]:
    """The lines of these entries by number; one that is not there is left out."""
    return {line.seq: line for line in lines_of(db, wanted)}


def items_of(db: Connection, seq: int) -> list[ItemId]:
    """The items that an entry concerns."""
    found = db.execute("SELECT item_id FROM audit_items WHERE seq = ? ORDER BY item_id", (seq,)).fetchall()
    return [ItemId(row[0]) for row in found]


def digest_of(db: Connection, seq: int) -> tuple[str, bool]:
    """An entry's hash, and whether words were written with it, there still or not. Raises KeyError for none such."""
    row = db.execute("SELECT hash, commitment FROM audit WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        raise KeyError(seq)
    return str(row[0]), bool(row[1])


def people(db: Connection) -> list[str]:
    """Whoever stands in the record, by name."""
    return [
        str(row[0]) for row in db.execute("SELECT DISTINCT by_name FROM audit ORDER BY by_name").fetchall()
    ]


def kinds() -> list[tuple[str, str]]:
    """Every kind of entry and its name in words, in order of the words."""
    return sorted(((kind, kind_words(kind)) for kind in KINDS), key=lambda pair: pair[1])


def kind_words(kind: str) -> str:
    """`needs-person` as `Needs person`."""
    return kind.replace("-", " ").capitalize()


def _conditions(wanted: Filter) -> tuple[list[str], list[SqlValue]]:
    told: list[tuple[str, tuple[SqlValue, ...]]] = []
    if wanted.who:
        told.append(("by_name = ?", (wanted.who,)))
    if wanted.kinds:
        told.append(("kind IN (SELECT value FROM json_each(?))", (json.dumps(sorted(wanted.kinds)),)))
    if wanted.account_id is not None:
        told.append(("account_id = ?", (wanted.account_id,)))
    if wanted.item_id is not None:
        told.append(("seq IN (SELECT seq FROM audit_items WHERE item_id = ?)", (wanted.item_id,)))
    if wanted.author_id is not None:
        told.append((_OF_PERSON, (wanted.author_id, wanted.author_id)))
    if wanted.from_ms is not None:
        told.append(("at_ms >= ?", (wanted.from_ms,)))
    if wanted.to_ms is not None:
        told.append(("at_ms < ?", (wanted.to_ms,)))
    if wanted.clause.strip():
        told.append(("instr(facts, ?) > 0", ('"clauses":',)))
    conditions = [f"{'AND' if place else 'WHERE'} {sql}" for place, (sql, _) in enumerate(told)]
    return conditions, [value for _, values in told for value in values]


_OF_PERSON = """
(seq IN (SELECT audit_items.seq FROM items JOIN audit_items ON audit_items.item_id = items.id WHERE author_id = ?)
    OR (instr(facts, '"author_id":') > 0 AND json_extract(facts, '$.author_id') = ?))
"""


def _under(facts: str, clause: str) -> bool:
    told = json.loads(facts).get("clauses", ())
    return any(_is_under(str(each).casefold(), clause) for each in told)


def _is_under(each: str, clause: str) -> bool:
    rest = each.removeprefix(clause) if each.startswith(clause) else None
    return rest is not None and (not rest or not rest[0].isdigit() or not clause[-1].isdigit())


def _says(kind: str, facts: str, sought: tuple[str, ...]) -> bool:
    sentence = sentence_of(kind, json.loads(facts)).casefold()
    return all(word in sentence for word in sought)
