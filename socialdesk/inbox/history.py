"""What has happened to an item so far, as far as it bears on what may be done now (policy.context.History)."""

from __future__ import annotations

from socialdesk.inbox.counts import LIVE
from socialdesk.inbox.reading import item
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.model.items import ItemKind
from socialdesk.policy.context import History
from socialdesk.storage.database import Connection, SqlValue

_REMOVED = """
SELECT count(DISTINCT outbox.item_id) FROM items CROSS JOIN outbox ON outbox.item_id = items.id
WHERE items.thread_id = ? AND outbox.kind IN ('hide', 'delete') AND outbox.state NOT IN ('cancelled', 'failed')
"""
_BENEATH = """
SELECT count(*), coalesce(sum(by_force), 0) FROM items
WHERE account_id = ? AND parent_native_id = ? AND gone_ms IS NULL
"""
_EXPLAINED = """
SELECT EXISTS (SELECT 1 FROM items WHERE thread_id = ? AND by_force = 1 AND gone_ms IS NULL AND instr(text, ?) > 0)
"""


def history(db: Connection, item_id: ItemId, *, guidelines_url: str = "") -> History:
    """The facts for `options_for`. Raises KeyError where there is no such item.

    `guidelines_url` is the pack's: one of the Force's own comments under the post that links to it explains removals
    there (R3).
    """
    one = item(db, item_id)
    beneath = db.execute(_BENEATH, (one.account_id, one.native_id)).fetchone() or (0, 0)
    pending = db.execute(
        f"SELECT kind, state FROM outbox WHERE item_id = ? AND {LIVE} ORDER BY id", (item_id,)
    ).fetchall()
    last_message: int | None = None
    if one.kind is ItemKind.MESSAGE:
        last_message = _number(
            db,
            "SELECT created_ms FROM items WHERE thread_id = ? AND by_force = 0 ORDER BY created_ms DESC LIMIT 1",
            one.thread_id,
        )
    answered = _number(
        db,
        "SELECT count(*) FROM outbox WHERE item_id = ? AND kind = 'private_reply'"
        " AND state NOT IN ('cancelled', 'failed')",
        item_id,
    )
    explained = guidelines_url and _number(db, _EXPLAINED, one.thread_id, guidelines_url)
    return History(
        replies_beneath=beneath[0],
        force_replies_beneath=beneath[1],
        pending=tuple((ActionKind(kind), str(state)) for kind, state in pending),
        removals_on_thread=_number(db, _REMOVED, one.thread_id) or 0,
        explained_on_thread=bool(explained),
        private_reply_sent=bool(answered),
        last_message_ms=last_message,
    )


def _number(db: Connection, sql: str, *parameters: SqlValue) -> int | None:
    row = db.execute(sql, parameters).fetchone()
    return None if row is None or row[0] is None else int(row[0])
