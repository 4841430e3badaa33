"""The ids that a view holds: the first few at once, all of them in the background, and how many there are."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from socialdesk.errors import BugError
from socialdesk.inbox import search
from socialdesk.inbox.counts import WAITING, counts
from socialdesk.inbox.ranks import item_of
from socialdesk.inbox.views import MOST_URGENT, View, ViewName
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection, DatabaseError, SqlValue

CHUNK = 4096
"""Ids read at once; a stop is noticed between two chunks."""

# Each WHERE is word for word that of an index which ends in the rank, so nothing is sorted.
_LISTS = {
    ViewName.INBOX: "SELECT rank FROM worklist WHERE open = 1 AND (parked = 0 OR flagged = 1 OR urgency >= 2)",
    ViewName.REPLY: "SELECT rank FROM worklist WHERE open = 1 AND to_answer = 1",
    # Named, since what is needed holds these too, and a walk through all of that would do for SQLite.
    ViewName.FLAGGED: "SELECT rank FROM worklist INDEXED BY worklist_flagged WHERE open = 1 AND flagged = 1",
    ViewName.URGENT: "SELECT rank FROM worklist INDEXED BY worklist_urgent WHERE open = 1 AND urgency >= 2",
    ViewName.UNREAD: "SELECT rank FROM worklist WHERE unread = 1",
    ViewName.MINE: "SELECT rank FROM worklist WHERE claimed_by = ? AND open = 1",
    ViewName.WAITING: f"SELECT rank FROM worklist WHERE item_id IN ({WAITING})",
    ViewName.DONE: "SELECT rank FROM worklist WHERE handled_ms IS NOT NULL",
    # Few enough to be sorted: what was done in one day.
    ViewName.TODAY: "SELECT rank FROM worklist INDEXED BY worklist_handled WHERE handled_ms >= ?",
    ViewName.EVERYTHING: "SELECT rank FROM worklist",
    ViewName.ACCOUNT: "SELECT rank FROM worklist WHERE account_id = ? AND open = 1",
    ViewName.COMMENTS: "SELECT rank FROM worklist WHERE open = 1 AND kind <> 'message'",
    ViewName.MESSAGES: "SELECT rank FROM worklist WHERE open = 1 AND kind = 'message'",
}


_URGENT_FIRST = (
    "SELECT urgent_rank AS rank FROM worklist INDEXED BY worklist_needed_urgent"
    " WHERE open = 1 AND (parked = 0 OR flagged = 1 OR urgency >= 2)"
)


def first_ranks(db: Connection, view: View, limit: int = 128) -> array[int]:
    """The first ranks of a view, the greatest first; 2 ms at a million items."""
    sql, parameters = _select(db, view)
    found = db.execute(f"{sql} {_order(view)} LIMIT ?", (*parameters, limit)).fetchall()
    return array("q", [row[0] for row in found])


def view_ranks(
    db: Connection, view: View, *, stopped: Callable[[], bool] = lambda: False, chunk: int = CHUNK
) -> Iterator[array[int]]:
    """All ranks of a view, the greatest first, in chunks. For a background thread with a reader of its own.

    Ends early once `stopped()`: asked before each chunk, and after `db.interrupt()` from another thread.
    """
    sql, parameters = _select(db, view)
    try:
        most = f" LIMIT {MOST_URGENT}" if view.urgent_first else ""
        cursor = db.execute(f"{sql} {_order(view)}{most}", parameters)
        while not stopped() and (found := cursor.fetchmany(chunk)):
            yield array("q", [row[0] for row in found])
    except DatabaseError as error:
        if not (stopped() and getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT"):
            raise


def first_ids(db: Connection, view: View, limit: int = 128) -> array[int]:
    """The newest ids of a view: newest first by the network's time, or by arrival where words were sought."""
    return array("q", [item_of(each) for each in first_ranks(db, view, limit)])


def view_ids(
    db: Connection, view: View, *, stopped: Callable[[], bool] = lambda: False, chunk: int = CHUNK
) -> Iterator[array[int]]:
    """As `view_ranks`, but the ids."""
    for ranks in view_ranks(db, view, stopped=stopped, chunk=chunk):
        yield array("q", [item_of(each) for each in ranks])


def view_count(db: Connection, view: View) -> int:
    """How many items a view holds. At once, but for a search or a day, whose items are counted one by one."""
    if view.name in (ViewName.SEARCH, ViewName.TODAY):
        sql, parameters = _select(db, view)
        row = db.execute(f"SELECT count(*) FROM ({sql})", parameters).fetchone()
        return int(row[0]) if row else 0
    return counts(db, view.person).of(view)


@dataclass(frozen=True, slots=True)
class Held:
    """What a view says of some items: the ranks of those in it, and of those that are not."""

    present: frozenset[int]
    absent: frozenset[int]


def held(db: Connection, view: View, ids: Iterable[int]) -> Held:
    """Which of these items (a few) a view holds now: what to add to a list and what to take away."""
    sql, parameters = _select(db, view)
    ranks = sorted(ranks_in(db, view, ids).values())
    present: set[int] = set()
    for some in _batches(ranks):
        wanted = ", ".join("?" * len(some))
        found = db.execute(f"SELECT rank FROM ({sql}) WHERE rank IN ({wanted})", (*parameters, *some))
        present.update(row[0] for row in found.fetchall())
    return Held(frozenset(present), frozenset(ranks) - present)


def holds(db: Connection, view: View, ids: Iterable[int]) -> set[ItemId]:
    """Which of these items (a few) a view holds now."""
    return {item_of(each) for each in held(db, view, ids).present}


def ranks_in(db: Connection, view: View, ids: Iterable[int]) -> dict[ItemId, int]:
    """Where items (a few) stand in a view, or would; those that do not exist are missing."""
    if by_arrival(view):
        return {ItemId(each): each for each in ids}
    found: dict[ItemId, int] = {}
    for some in _batches(sorted(set(ids))):
        wanted = ", ".join("?" * len(some))
        rank = "urgent_rank" if view.urgent_first else "rank"
        rows = db.execute(
            f"SELECT item_id, {rank} FROM worklist WHERE item_id IN ({wanted})", some
        ).fetchall()
        found.update((ItemId(row[0]), row[1]) for row in rows)
    return found


def _order(view: View) -> str:
    if view.urgent_first:
        return "ORDER BY urgent_rank DESC"
    return search.order(view.query) if view.name is ViewName.SEARCH else "ORDER BY rank DESC"


def _batches(numbers: list[int]) -> Iterator[list[int]]:
    return (numbers[start : start + 500] for start in range(0, len(numbers), 500))


def by_arrival(view: View) -> bool:
    """True where a view is in the order of arrival, that of the index of words, and not of the network's time."""
    return view.name is ViewName.SEARCH and any(not words.without for words in view.query.words)


def _select(db: Connection, view: View) -> tuple[str, tuple[SqlValue, ...]]:
    if view.name is ViewName.SEARCH:
        return search.select(db, view.query)
    if view.urgent_first:
        return _URGENT_FIRST, ()
    if view.name is ViewName.TODAY:
        return _LISTS[view.name], (view.since_ms,)
    if view.name is ViewName.MINE:
        return _LISTS[view.name], (view.person,)
    if view.name is ViewName.ACCOUNT:
        if view.account_id is None:
            raise BugError("a view of an account names the account")
        return _LISTS[view.name], (view.account_id,)
    return _LISTS[view.name], ()
