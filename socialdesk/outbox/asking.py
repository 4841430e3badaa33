"""What the outbox asks of the tables before it sends or looks: is it stale, and what is not the effect of it."""

from __future__ import annotations

from socialdesk.model.ids import ItemId, NativeId
from socialdesk.outbox.rows import Row
from socialdesk.storage.database import Connection

_SURELY_BEFORE_MS = 60_000
"""What a network shows as that much older than the call was not made by it, however clocks differ."""


def is_stale(waiting: Row, *, now_ms: int, stale_ms: int) -> bool:
    """True where words to the public have waited so long that they may no longer be right."""
    yes_ms = max(waiting.queued_ms, waiting.fresh_yes_ms or 0, waiting.due_ms or 0)
    held_there = waiting.action.scheduled_ms is not None
    return waiting.kind.creates and not held_there and now_ms - yes_ms > stale_ms


def newest_ms(db: Connection) -> int:
    """The time of the newest entry of the record; 0 for none."""
    found = db.execute("SELECT at_ms FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return 0 if found is None else int(found[0])


def known_to_look(db: Connection, sought: Row) -> frozenset[NativeId]:
    """What a look must not take for the effect of `sought`: credited to other actions, or here before it was sent."""
    credited = db.execute(
        "SELECT native_id FROM outbox WHERE account_id = ? AND native_id IS NOT NULL AND id <> ?",
        (sought.account_id, sought.id),
    )
    known = {NativeId(found[0]) for found in credited}
    if sought.kind.creates and sought.first_sent_ms is not None:
        before = db.execute(
            "SELECT native_id FROM items WHERE thread_id = (SELECT thread_id FROM items WHERE id = ?)"
            " AND by_force = 1 AND received_ms < ?",
            (sought.item_id, sought.first_sent_ms),
        )
        known.update(NativeId(found[0]) for found in before)
    if sought.post is not None and sought.kind.creates and sought.first_sent_ms is not None:
        # The same words, published by another hand shortly before.
        elsewhere = db.execute(
            "SELECT native_id FROM threads WHERE account_id = ? AND created_ms < ? AND kind <> 'conversation'"
            " ORDER BY created_ms DESC LIMIT 50",
            (sought.account_id, sought.first_sent_ms - _SURELY_BEFORE_MS),
        )
        known.update(NativeId(found[0]) for found in elsewhere)
    return frozenset(known)


def replies_beneath(db: Connection, item_id: ItemId, *, limit: int) -> list[NativeId]:
    """What stands under an item, at any depth, and is not gone yet."""
    found = db.execute(
        """
        WITH RECURSIVE beneath (account_id, native_id) AS (
            SELECT account_id, native_id FROM items WHERE id = ?
            UNION
            SELECT items.account_id, items.native_id FROM items
            JOIN beneath ON items.parent_native_id = beneath.native_id AND items.account_id = beneath.account_id
            WHERE items.thread_id = (SELECT thread_id FROM items WHERE id = ?)
        )
        SELECT items.native_id FROM items JOIN beneath USING (account_id, native_id)
        WHERE items.id <> ? AND items.gone_ms IS NULL ORDER BY items.id LIMIT ?
        """,
        (item_id, item_id, item_id, limit),
    )
    return [NativeId(each[0]) for each in found]
