"""What was typed and not yet decided: kept at once, so that nothing entered is lost by a crash or a wrong key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from socialdesk.clock import to_ms
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection, assert_in_transaction, writing

REMOVE = "remove"
REPLY = "reply"
KEEP = "keep"
"""The forms whose draft goes when the decision that it was for is made."""


def save_draft(
    db: Connection, *, item_id: ItemId, form: str, content: Mapping[str, Any], now: datetime
) -> Changes:
    """Keeps a form's content, any JSON values, in place of the earlier."""
    with writing(db):
        db.execute(
            "INSERT INTO drafts (item_id, form, content, saved_ms) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (item_id, form) DO UPDATE SET content = excluded.content, saved_ms = excluded.saved_ms",
            (item_id, form, json.dumps(dict(content)), to_ms(now)),
        )
    return Changes(drafts=True)


def load_draft(db: Connection, *, item_id: ItemId, form: str) -> dict[str, Any] | None:
    """A form's content as it was kept, or None."""
    found = db.execute(
        "SELECT content FROM drafts WHERE item_id = ? AND form = ?", (item_id, form)
    ).fetchone()
    return None if found is None else json.loads(found[0])


def discard(db: Connection, *, item_id: ItemId, form: str) -> Changes:
    """Forgets a form's content."""
    with writing(db):
        discard_within(db, item_id=item_id, form=form)
    return Changes(drafts=True)


def discard_within(db: Connection, *, item_id: ItemId, form: str) -> None:
    """As `discard`, within the caller's transaction."""
    assert_in_transaction(db)
    db.execute("DELETE FROM drafts WHERE item_id = ? AND form = ?", (item_id, form))


def discard_all(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Forgets every form's content of these items, within the caller's transaction (T2)."""
    assert_in_transaction(db)
    db.execute(
        "DELETE FROM drafts WHERE item_id IN (SELECT value FROM json_each(?))", (json.dumps(list(item_ids)),)
    )
