"""The ids that a view holds: the first few at once, all of them in the background, and how many there are."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator

from socialdesk.errors import BugError
from socialdesk.inbox import search
from socialdesk.inbox.counts import LIVE, counts
from socialdesk.inbox.views import View, ViewName
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection, DatabaseError, SqlValue

CHUNK = 4096
"""Ids read at once; a stop is noticed between two chunks."""

# Each WHERE is word for word that of an index which ends in the time and the id, so nothing is sorted.
_LISTS = {
    ViewName.INBOX: "SELECT item_id FROM worklist WHERE open = 1",
    ViewName.FLAGGED: "SELECT item_id FROM worklist WHERE open = 1 AND flagged = 1",
    ViewName.URGENT: "SELECT item_id FROM worklist WHERE open = 1 AND urgency >= 2",
    ViewName.UNREAD: "SELECT item_id FROM worklist WHERE unread = 1",
    ViewName.MINE: "SELECT item_id FROM worklist WHERE claimed_by = ? AND open = 1",
    ViewName.WAITING: f"SELECT DISTINCT item_id FROM outbox WHERE {LIVE}",
    ViewName.DONE: "SELECT item_id FROM worklist WHERE handled_ms IS NOT NULL",
    ViewName.EVERYTHING: "SELECT item_id FROM worklist",
    ViewName.ACCOUNT: "SELECT item_id FROM worklist WHERE account_id = ? AND open = 1",
    ViewName.COMMENTS: "SELECT item_id FROM worklist WHERE open = 1 AND kind <> 'message'",
    ViewName.MESSAGES: "SELECT item_id FROM worklist WHERE open = 1 AND kind = 'message'",
}


def first_ids(db: Connection, view: View, limit: int = 128) -> array[int]:
    """The newest ids of a view, newest first; 2 ms at a million items."""
    sql, parameters = _select(db, view)
    found = db.execute(f"{sql} {_order(view)} LIMIT ?", (*parameters, limit)).fetchall()
    return array("q", [row[0] for row in found])


def view_ids(
    db: Connection, view: View, *, stopped: Callable[[], bool] = lambda: False, chunk: int = CHUNK
) -> Iterator[array[int]]:
    """All ids of a view, newest first, in chunks. For a background thread with a reader of its own.

    Ends early once `stopped()`: asked before each chunk, and after `db.interrupt()` from another thread.
    """
    sql, parameters = _select(db, view)
    try:
        cursor = db.execute(f"{sql} {_order(view)}", parameters)
        while not stopped() and (found := cursor.fetchmany(chunk)):
            yield array("q", [row[0] for row in found])
    except DatabaseError as error:
        if not (stopped() and getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT"):
            raise


def view_count(db: Connection, view: View) -> int:
    """How many items a view holds. At once, but for a search, whose hits are counted one by one."""
    if view.name is ViewName.SEARCH:
        sql, parameters = _select(db, view)
        row = db.execute(f"SELECT count(*) FROM ({sql})", parameters).fetchone()
        return int(row[0]) if row else 0
    return counts(db, view.person).of(view)


def holds(db: Connection, view: View, ids: Iterable[int]) -> set[ItemId]:
    """Which of these items (a few) a view holds now: what to add to a list and what to take away."""
    sql, parameters = _select(db, view)
    marks = sorted(set(ids))
    found: set[ItemId] = set()
    for start in range(0, len(marks), 500):
        some = marks[start : start + 500]
        wanted = ", ".join("?" * len(some))
        answer = db.execute(
            f"SELECT item_id FROM ({sql}) WHERE item_id IN ({wanted})", (*parameters, *some)
        ).fetchall()
        found.update(ItemId(row[0]) for row in answer)
    return found


def _order(view: View) -> str:
    """The newest by the network's time first."""
    if view.name is ViewName.SEARCH:
        return search.order(view.query)
    return (
        "ORDER BY item_id DESC" if view.name is ViewName.WAITING else "ORDER BY created_ms DESC, item_id DESC"
    )


def _select(db: Connection, view: View) -> tuple[str, tuple[SqlValue, ...]]:
    if view.name is ViewName.SEARCH:
        return search.select(db, view.query)
    if view.name is ViewName.MINE:
        return _LISTS[view.name], (view.person,)
    if view.name is ViewName.ACCOUNT:
        if view.account_id is None:
            raise BugError("a view of an account names the account")
        return _LISTS[view.name], (view.account_id,)
    return _LISTS[view.name], ()
