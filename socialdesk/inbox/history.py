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
SELECT count(*) FROM (
    SELECT items.id FROM items CROSS JOIN outbox ON outbox.item_id = items.id
    WHERE items.thread_id = :thread AND outbox.kind IN ('hide', 'delete')
        AND outbox.state NOT IN ('cancelled', 'failed')
    UNION
    SELECT items.id FROM items CROSS JOIN by_hand ON by_hand.item_id = items.id
    WHERE items.thread_id = :thread AND by_hand.kind IN ('hide', 'delete') AND by_hand.state = 'done'
)
"""
# Why an action failed stands in the record; that it certainly was not applied, only a refusal says.
_REFUSED = """
SELECT newest.kind FROM outbox AS newest
WHERE newest.item_id = :item AND newest.state = 'failed'
    AND NOT EXISTS (
        SELECT 1 FROM outbox AS later WHERE later.item_id = newest.item_id AND later.kind = newest.kind
            AND later.id > newest.id AND later.state <> 'cancelled'
    )
    AND EXISTS (
        SELECT 1 FROM audit_items CROSS JOIN audit USING (seq)
        WHERE audit_items.item_id = :item AND audit.kind = 'failed'
            AND json_extract(audit.facts, '$.outbox_id') = newest.id
            AND json_extract(audit.facts, '$.why') = 'refused'
    )
ORDER BY newest.id
"""
_BY_HAND = """
SELECT kind, state, begun_by, settled_by FROM by_hand
WHERE item_id = ? AND NOT (state = 'done' AND kind IN ('hide', 'unhide') AND EXISTS (
    SELECT 1 FROM outbox WHERE outbox.item_id = by_hand.item_id AND outbox.kind IN ('hide', 'unhide')
        AND outbox.state = 'confirmed' AND outbox.settled_ms > by_hand.settled_ms
))
ORDER BY id
"""
_VISIBILITY = frozenset({ActionKind.HIDE, ActionKind.UNHIDE})
_BENEATH = """
SELECT count(*), coalesce(sum(by_force), 0) FROM items
WHERE account_id = ? AND parent_native_id = ? AND gone_ms IS NULL
"""


def history(db: Connection, item_id: ItemId) -> History:
    """The facts for `options_for`. Raises KeyError where there is no such item."""
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
    by_hand, done_by_hand = _by_hand(db, item_id)
    return History(
        replies_beneath=beneath[0],
        force_replies_beneath=beneath[1],
        pending=tuple((ActionKind(kind), str(state)) for kind, state in pending),
        removals_on_thread=_named(db, _REMOVED, {"thread": one.thread_id}),
        private_reply_sent=bool(answered) or ActionKind.PRIVATE_REPLY in dict(done_by_hand),
        last_message_ms=last_message,
        refused=tuple(ActionKind(row[0]) for row in db.execute(_REFUSED, {"item": item_id}).fetchall()),
        by_hand=by_hand,
        done_by_hand=done_by_hand,
    )


_Told = tuple[tuple[ActionKind, str], ...]


def _by_hand(db: Connection, item_id: ItemId) -> tuple[_Told, _Told]:
    """What was begun by hand and not settled, and what was done so; each with the name of whoever it was."""
    begun: dict[ActionKind, str] = {}
    done: dict[ActionKind, str] = {}
    for kind, state, begun_by, settled_by in db.execute(_BY_HAND, (item_id,)).fetchall():
        action = ActionKind(kind)
        if state in ("preparing", "begun"):
            begun[action] = begun_by
        elif state == "done":
            if action in _VISIBILITY:
                done = {each: who for each, who in done.items() if each not in _VISIBILITY}
            done[action] = settled_by
    return tuple(begun.items()), tuple(done.items())


def _named(db: Connection, sql: str, parameters: dict[str, SqlValue]) -> int:
    row = db.execute(sql, parameters).fetchone()
    return 0 if row is None else int(row[0])


def _number(db: Connection, sql: str, *parameters: SqlValue) -> int | None:
    row = db.execute(sql, parameters).fetchone()
    return None if row is None or row[0] is None else int(row[0])
