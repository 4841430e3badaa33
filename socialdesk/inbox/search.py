"""The index of words: filled behind a mark, asked newest first.

Items are indexed in transactions of their own, after they have been taken in: indexing within the intake would make
its commits five times slower. What is not indexed yet is counted by `not_yet_indexed`, so that a screen can say so.
Everything typed is quoted here, so it is never read as FTS5 syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from socialdesk.inbox.query_language import Filter, Query, Words
from socialdesk.inbox.ranks import rank as rank_of
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AuthorId, ItemId
from socialdesk.storage.database import Connection, SqlValue, assert_in_transaction, writing

AT_ONCE = 1000
"""Items indexed in one transaction, which holds up the writer for some 30 ms."""
_MERGED_AT_ONCE = 200
"""Pages of the index written anew in one transaction."""
_SMALL = 100_000
"""An index of no more items is written anew at once."""
_DAY_MS = 24 * 3_600_000
_WORTH_COUNTING = 100_000
"""More than so many items in a time are not narrowed by their ids as well."""

_WORKLIST = {
    "unread": "w.unread = 1",
    "read": "w.unread = 0",
    "open": "w.open = 1",
    "done": "w.handled_ms IS NOT NULL",
    "flagged": "w.flagged = 1",
    "unanswered": "(w.open = 1 AND w.to_answer = 1)",
    "urgent": "w.urgency >= 2",
    "parked": "w.parked = 1",
    "comment": "w.kind = 'comment'",
    "reply": "w.kind = 'reply'",
    "mention": "w.kind = 'mention'",
    "message": "w.kind = 'message'",
}
_MIRROR = {
    "hidden": "i.hidden = 1",
    "gone": "i.gone_ms IS NOT NULL",
    "visible": "i.hidden = 0 AND i.gone_ms IS NULL",
    "force": "i.by_force = 1",
}


_FEW = frozenset({_MIRROR["hidden"], _MIRROR["gone"], _MIRROR["force"]})
"""What an index of items holds by itself: few enough to be put in order of time."""


def index_more(db: Connection, limit: int = AT_ONCE) -> int:
    """Indexes up to `limit` items that wait for it, in one transaction; answers with how many still wait."""
    with writing(db):
        mark = _mark(db)
        again = [
            row[0] for row in db.execute("SELECT item_id FROM search_again LIMIT ?", (limit,)).fetchall()
        ]
        for item_id in again:
            if item_id <= mark:
                _index_one(db, item_id)
            db.execute("DELETE FROM search_again WHERE item_id = ?", (item_id,))
        row = db.execute(
            "SELECT max(id) FROM (SELECT id FROM items WHERE id > ? ORDER BY id LIMIT ?)",
            (mark, max(0, limit - len(again))),
        ).fetchone()
        if row is not None and row[0] is not None:
            db.execute(f"{_INDEX} WHERE items.id > ? AND items.id <= ? ORDER BY items.id", (mark, row[0]))
            db.execute("UPDATE search_mark SET indexed_to = ? WHERE id = 1", (row[0],))
    return not_yet_indexed(db)


_INDEX = """
INSERT INTO items_fts (rowid, text, author)
SELECT items.id, items.text, coalesce(authors.name, '') FROM items LEFT JOIN authors ON authors.id = items.author_id
"""


def _index_one(db: Connection, item_id: int) -> None:
    db.execute("DELETE FROM items_fts WHERE rowid = ?", (item_id,))
    db.execute(f"{_INDEX} WHERE items.id = ?", (item_id,))


def not_yet_indexed(db: Connection) -> int:
    """How many items a search cannot find yet, or finds by what they said before."""
    row = db.execute(
        "SELECT coalesce((SELECT max(id) FROM items), 0) - indexed_to + (SELECT count(*) FROM search_again)"
        " FROM search_mark WHERE id = 1"
    ).fetchone()
    return max(0, int(row[0])) if row else 0


def index_again(db: Connection, item_ids: Iterable[ItemId]) -> None:
    """Marks items whose words changed, within the caller's transaction."""
    assert_in_transaction(db)
    db.executemany("INSERT OR IGNORE INTO search_again (item_id) VALUES (?)", [(each,) for each in item_ids])


def index_author_again(db: Connection, author_id: AuthorId) -> None:
    """Marks everything that an author wrote: the name changed. Within the caller's transaction."""
    assert_in_transaction(db)
    db.execute(
        "INSERT OR IGNORE INTO search_again (item_id) SELECT id FROM items WHERE author_id = ?", (author_id,)
    )


def forget(db: Connection, item_ids: Iterable[ItemId], *, now_ms: int) -> None:
    """Takes the words of items that were disposed of out of the index at once, within the caller's transaction.

    They cannot be found from then on. Their letters leave the file with `merge_out`.
    """
    assert_in_transaction(db)
    mark = _mark(db)
    for item_id in item_ids:
        if item_id <= mark:
            _index_one(db, item_id)
            db.execute("DELETE FROM search_again WHERE item_id = ?", (item_id,))
    note_forgotten(db, now_ms=now_ms)


def note_forgotten(db: Connection, *, now_ms: int) -> None:
    """Notes that the index holds letters that are to leave the file, within the caller's transaction."""
    assert_in_transaction(db)
    db.execute("UPDATE search_mark SET forgotten_ms = coalesce(forgotten_ms, ?) WHERE id = 1", (now_ms,))


def merge_out(
    write: Callable[[Callable[[Connection], bool]], bool], *, now_ms: int, stopped: Callable[[], bool]
) -> None:
    """Writes the index anew without what was forgotten, in small steps, each a transaction; stopped, it begins again.

    FTS5 only marks what is deleted until its segments are merged. A large index is written anew once in a day at most.
    """
    if not write(lambda db: _merge_due(db, now_ms)):
        return
    pages = -_MERGED_AT_ONCE  # less than none: of all segments, from the beginning
    while not stopped():
        if not write(lambda db, pages=pages: _merge(db, pages)):
            return
        pages = _MERGED_AT_ONCE


def _merge_due(db: Connection, now_ms: int) -> bool:
    row = db.execute(
        "SELECT forgotten_ms, indexed_to, EXISTS (SELECT 1 FROM search_again) FROM search_mark WHERE id = 1"
    ).fetchone()
    if row is None or row[0] is None or row[2]:
        return False
    return row[1] <= _SMALL or not 0 <= now_ms - row[0] < _DAY_MS


def _merge(db: Connection, pages: int) -> bool:
    with writing(db):
        before = db.total_changes
        db.execute("INSERT INTO items_fts (items_fts, rank) VALUES ('merge', ?)", (pages,))
        more = db.total_changes - before >= 2
        if not more:
            db.execute("UPDATE search_mark SET forgotten_ms = NULL WHERE id = 1")
    return more


def select(db: Connection, query: Query) -> tuple[str, tuple[SqlValue, ...]]:
    """SQL, with its parameters, for the column `rank` of everything that a query finds; `order` goes after it."""
    wanted = [words for words in query.words if not words.without]
    unwanted = [words for words in query.words if words.without]
    conditions, parameters = _conditions(db, query)
    in_worklist = any("w." in condition for condition in conditions)
    in_mirror = any("i." in condition for condition in conditions)
    # CROSS JOIN keeps the order of the tables: the first is the one whose index gives the fewest, or the newest first.
    if wanted:
        key = rank = "items_fts.rowid"
        tables = "items_fts"
        tables += f" CROSS JOIN worklist AS w ON w.item_id = {key}" if in_worklist else ""
        tables += f" CROSS JOIN items AS i ON i.id = {key}" if in_mirror else ""
        conditions, parameters = ["items_fts MATCH ?", *conditions], [_match(wanted, unwanted), *parameters]
        if (between := _ids_written(db, query)) is not None:
            conditions.append(f"{key} BETWEEN {between[0]:d} AND {between[1]:d}")
    else:
        key, rank = "w.item_id", "w.rank"
        tables = "worklist AS w"
        if not _FEW.isdisjoint(conditions):
            tables = "items AS i CROSS JOIN worklist AS w ON w.item_id = i.id"
        elif in_mirror:
            tables = "worklist AS w CROSS JOIN items AS i ON i.id = w.item_id"
        if unwanted:
            conditions.append(f"{key} NOT IN (SELECT rowid FROM items_fts WHERE items_fts MATCH ?)")
            parameters.append(" OR ".join(_quoted(words) for words in unwanted))
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {rank} AS rank FROM {tables}{where}", tuple(parameters)


def order(query: Query) -> str:
    """The newest first: by the order of arrival where words are sought, which is that of their index; else by time."""
    if any(not words.without for words in query.words):
        return "ORDER BY items_fts.rowid DESC"
    return "ORDER BY w.rank DESC"


def _conditions(db: Connection, query: Query) -> tuple[list[str], list[SqlValue]]:
    # Days begin and end at whole seconds, as ranks do.
    conditions = [each for narrowing in query.filters if (each := _condition(db, narrowing))]
    parameters: list[SqlValue] = []
    if query.from_ms is not None:
        conditions.append("w.rank >= ?")
        parameters.append(rank_of(0, query.from_ms))
    if query.until_ms is not None:
        conditions.append("w.rank < ?")
        parameters.append(rank_of(0, query.until_ms))
    return conditions, parameters


def _ids_written(db: Connection, query: Query) -> tuple[int, int] | None:
    """The lowest and highest id of what was written in the time asked for; None where that is not worth knowing.

    Ids are in order of arrival, so a time is nearly a range of ids, which the index of words can begin and end at.
    """
    if query.from_ms is None and query.until_ms is None:
        return None
    row = db.execute(
        "SELECT count(*), min(item_id), max(item_id) FROM ("
        "SELECT item_id FROM worklist INDEXED BY worklist_all WHERE rank >= ? AND rank < ? LIMIT ?)",
        (
            rank_of(0, query.from_ms or 0),
            2**63 - 1 if query.until_ms is None else rank_of(0, query.until_ms),
            _WORTH_COUNTING,
        ),
    ).fetchone()
    if row is None or row[0] == _WORTH_COUNTING:
        return None
    return (row[1], row[2]) if row[0] else (0, 0)


def _condition(db: Connection, narrowing: Filter) -> str:
    """The SQL of one filter, "" where it narrows nothing; it holds nothing that was typed."""
    if narrowing.field == "is":
        sql = _WORKLIST.get(narrowing.value) or _MIRROR[narrowing.value]
        return f"NOT ({sql})" if narrowing.without else sql
    found = db.execute("SELECT id, network, name FROM accounts").fetchall()
    ids = [row[0] for row in found if _names(narrowing, Network(row[1]), row[2]) is not narrowing.without]
    if len(ids) == len(found):
        return ""
    if len(ids) == 1:
        return f"w.account_id = {ids[0]:d}"
    return f"w.account_id IN ({', '.join(f'{each:d}' for each in ids)})"


def _names(narrowing: Filter, network: Network, name: str) -> bool:
    if narrowing.field == "network":
        return narrowing.value in (network.value, network.label.casefold())
    return narrowing.value in name.casefold()


def _match(wanted: Iterable[Words], unwanted: Iterable[Words]) -> str:
    match = " AND ".join(_quoted(words) for words in wanted)
    for words in unwanted:
        match = f"({match}) NOT {_quoted(words)}"
    return match


def _quoted(words: Words) -> str:
    """A string of FTS5's own syntax: nothing within its quotation marks is syntax."""
    text = words.text.replace('"', '""')
    return f'{"author : " if words.in_author else ""}"{text}"{" *" if words.prefix else ""}'


def _mark(db: Connection) -> int:
    row = db.execute("SELECT indexed_to FROM search_mark WHERE id = 1").fetchone()
    return int(row[0]) if row else 0
