"""The tables of public warnings, and the only module that writes them, each time in a caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from socialdesk.errors import BugError
from socialdesk.model.ids import DecisionId, ItemId, OutboxId, ThreadId
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, assert_in_transaction


def add(
    db: Connection,
    *,
    thread_id: ThreadId,
    trigger_id: str,
    template: str,
    way: str,
    item_id: ItemId,
    decision_id: DecisionId,
    outbox_id: OutboxId | None,
    removals: Sequence[ItemId],
    needed: int,
    period_ms: int,
    by: Person,
    now_ms: int,
) -> int:
    """Writes one, with the removals that it explains; its number. The store refuses a second within the period."""
    assert_in_transaction(db)
    cursor = db.execute(
        "INSERT INTO warnings (thread_id, trigger_id, template, way, item_id, decision_id, outbox_id, needed,"
        " period_ms, decided_ms, by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            thread_id,
            trigger_id,
            template,
            way,
            item_id,
            decision_id,
            outbox_id,
            needed,
            period_ms,
            now_ms,
            by.name,
        ),
    )
    if cursor.lastrowid is None:
        raise BugError("a warning has no number")
    db.executemany(
        "INSERT INTO warning_removals (warning_id, item_id) VALUES (?, ?)",
        [(cursor.lastrowid, removed) for removed in removals],
    )
    return int(cursor.lastrowid)
