"""A post or conversation with the items around one of them: what the middle of the window shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from socialdesk.inbox.reading import ITEM, item, item_from, thread
from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.model.items import Item, Thread
from socialdesk.storage.database import Connection

WINDOW = 200
"""Items shown at once."""
DEEPEST = 8
"""Replies to replies are moved right no further than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRow:
    """One item in its place."""

    item: Item
    depth: int
    """0 directly under the post, 1 a reply to such a one, and so on."""
    standing: str
    """As in `InboxRow`."""
    open: bool
    unread: bool
    urgency: int
    top_ground: str
    claimed_by: str
    outcome: str
    hand_by: str = ""
    """Who said that they have hidden, shown or removed it by hand, the newest; "" where nobody did."""
    hand_ms: int | None = None
    """When they have, as they said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What hangs under one post, around the item that was asked for."""

    thread: Thread
    rows: tuple[ConversationRow, ...]
    """In time order, replies under what they reply to."""
    total: int
    """Items of the thread that the desk holds."""
    earlier: int
    """Of them, how many are earlier than the window."""
    later: int

    @property
    def whole(self) -> bool:
        """True where nothing is left out."""
        return len(self.rows) == self.total


def conversation(db: Connection, item_id: ItemId, limit: int = WINDOW) -> Conversation:
    """The thread of an item and at most `limit` items around it. Raises KeyError where there is no such item."""
    chosen = item(db, item_id)
    nearest = _nearest(db, chosen, limit)
    shown = _with_parents(db, chosen, nearest, limit)
    totals = db.execute(
        """
        SELECT count(*), coalesce(sum((created_ms, id) < (?, ?)), 0), coalesce(sum((created_ms, id) > (?, ?)), 0)
        FROM items WHERE thread_id = ?
        """,
        (*_place(nearest[0]), *_place(nearest[-1]), chosen.thread_id),
    ).fetchone()
    assert totals is not None
    return Conversation(
        thread=thread(db, chosen.thread_id),
        rows=_rows(db, _arranged(shown)),
        total=totals[0],
        earlier=totals[1],
        later=totals[2],
    )


def _place(one: Item) -> tuple[int, int]:
    return one.created_ms, one.id


def _nearest(db: Connection, chosen: Item, limit: int) -> list[Item]:
    """The chosen item with those before and after it, in time order: half each, or more where one side has fewer."""
    where = (chosen.thread_id, *_place(chosen), limit)
    before = _items(
        db,
        "items.thread_id = ? AND (items.created_ms, items.id) < (?, ?)"
        " ORDER BY items.created_ms DESC, items.id DESC LIMIT ?",
        where,
    )
    after = _items(
        db,
        "items.thread_id = ? AND (items.created_ms, items.id) > (?, ?) ORDER BY items.created_ms, items.id LIMIT ?",
        where,
    )
    half = (limit - 1) // 2
    kept_before = before[: max(half, limit - 1 - len(after))]
    kept_after = after[: limit - 1 - len(kept_before)]
    return [*reversed(kept_before), chosen, *kept_after]


def _with_parents(db: Connection, chosen: Item, nearest: list[Item], limit: int) -> list[Item]:
    """The nearest, each with what it replies to, as far as there is room; the chosen one's own parents first."""
    held = {one.id: one for one in nearest}
    _fetch_parents(db, held)
    middle = nearest.index(chosen)
    by_distance = sorted(enumerate(nearest), key=lambda each: abs(each[0] - middle))
    kept: dict[ItemId, Item] = {}
    for _, one in by_distance:
        line = [each for each in _line(one, held) if each.id not in kept]
        if len(kept) + len(line) <= limit:
            kept.update((each.id, each) for each in line)
    return list(kept.values())


def _fetch_parents(db: Connection, held: dict[ItemId, Item]) -> None:
    for _ in range(DEEPEST):
        missing = {one.parent_id for one in held.values() if one.parent_id is not None} - held.keys()
        if not missing:
            return
        found = _by_ids(db, missing)
        if not found:
            return
        held.update((one.id, one) for one in found)


def _line(one: Item, held: dict[ItemId, Item]) -> list[Item]:
    """An item and what it replies to, upwards; a network that names a circle does not send us round it."""
    line = [one]
    while (above := one.parent_id) is not None and above in held and held[above] not in line:
        one = held[above]
        line.append(one)
    return line


def _arranged(shown: Iterable[Item]) -> list[tuple[Item, int]]:
    """In time order, each directly followed by its replies, with its depth."""
    items = sorted(shown, key=_place)
    held = {one.id for one in items}
    beneath: dict[ItemId | None, list[Item]] = {}
    for one in items:
        parent = one.parent_id if one.parent_id in held and one.parent_id != one.id else None
        beneath.setdefault(parent, []).append(one)
    arranged: list[tuple[Item, int]] = []
    placed: set[ItemId] = set()
    # Those in a circle hang under nothing that is shown, and come last.
    starts = [*beneath.get(None, ()), *items]
    for start in starts:
        waiting = [(start, 0)]
        while waiting:
            one, depth = waiting.pop()
            if one.id in placed:
                continue
            placed.add(one.id)
            arranged.append((one, min(depth, DEEPEST)))
            waiting.extend((reply, depth + 1) for reply in reversed(beneath.get(one.id, [])))
    return arranged


def _rows(db: Connection, arranged: list[tuple[Item, int]]) -> tuple[ConversationRow, ...]:
    ids = [one.id for one, _ in arranged]
    marks = ", ".join("?" * len(ids))
    found = db.execute(
        f"""
        SELECT projected.item_id, projected.standing, projected.open, projected.unread, projected.urgency,
            projected.top_ground, coalesce(projected.claimed_by, ''), projected.outcome,
            coalesce(projected.hand_by, ''), projected.hand_ms
        FROM inbox_projected AS projected
        WHERE projected.item_id IN ({marks})
        """,
        tuple(ids),
    ).fetchall()
    standings: dict[int, tuple[Any, ...]] = {row[0]: row for row in found}
    return tuple(
        ConversationRow(
            item=one,
            depth=depth,
            standing=row[1],
            open=bool(row[2]),
            unread=bool(row[3]),
            urgency=row[4],
            top_ground=row[5],
            claimed_by=row[6],
            outcome=row[7],
            hand_by=row[8],
            hand_ms=row[9],
        )
        for one, depth in arranged
        if (row := standings.get(one.id)) is not None
    )


def _items(db: Connection, where: str, parameters: tuple[int, ...]) -> list[Item]:
    return [item_from(row) for row in db.execute(f"{ITEM} WHERE {where}", parameters).fetchall()]


def _by_ids(db: Connection, ids: Iterable[ItemId]) -> list[Item]:
    wanted = sorted(ids)
    return _items(db, f"items.id IN ({', '.join('?' * len(wanted))})", tuple(wanted))


def thread_items(db: Connection, thread_id: ThreadId) -> int:
    """How many items of a thread the desk holds."""
    row = db.execute("SELECT count(*) FROM items WHERE thread_id = ?", (thread_id,)).fetchone()
    return int(row[0]) if row else 0
