"""What becomes of things done by hand without anybody's word: seen on the network after all, or asked about again."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions import by_hand_store
from socialdesk.decisions.by_hand_rows import OPEN_SQL, ByHandRow, rows
from socialdesk.decisions.by_hand_rules import ASK_AGAIN, ByHandState
from socialdesk.inbox.store import set_open
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import DESK
from socialdesk.storage.database import Connection, writing

_LOOKED_AT = 200
"""Of our own words in a conversation, the newest so many are compared."""
_SKEW_MS = 5 * 60_000
"""How far a network's clock may be from ours."""
_SHOWN = """
JOIN items ON items.id = by_hand.item_id
WHERE by_hand.account_id = ? AND by_hand.seen_ms IS NULL AND by_hand.state IN ('begun', 'done') AND (
    (by_hand.kind = 'hide' AND items.hidden = 1)
    OR (by_hand.kind = 'delete' AND items.gone_ms IS NOT NULL)
    OR (by_hand.kind = 'unhide' AND items.hidden = 0 AND EXISTS (
        SELECT 1 FROM item_versions
        WHERE item_versions.item_id = items.id AND item_versions.hidden = 1
            AND item_versions.seen_ms >= by_hand.begun_ms
    ))
)
ORDER BY by_hand.id
"""
_SAID = """
WHERE by_hand.account_id = ? AND by_hand.seen_ms IS NULL AND by_hand.state IN ('begun', 'done')
    AND by_hand.kind IN ('reply', 'message') AND by_hand.text <> ''
ORDER BY by_hand.id
"""
_OUR_WORDS = """
SELECT ours.native_id, ours.text FROM items
JOIN items AS ours ON ours.thread_id = items.thread_id AND ours.by_force = 1 AND ours.gone_ms IS NULL
WHERE items.id = ? AND ours.created_ms >= ?
    AND NOT EXISTS (
        SELECT 1 FROM by_hand WHERE by_hand.account_id = ours.account_id AND by_hand.seen_native_id = ours.native_id
    )
    AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.account_id = ours.account_id AND outbox.native_id = ours.native_id
    )
ORDER BY ours.created_ms DESC LIMIT ?
"""
_NAMES_IN_FRONT = re.compile(r"^(?:@\S+\s+)+")


def follow_up(db: Connection, *, account_id: AccountId, now: datetime) -> Changes:
    """Marks what the network shows by now as seen, and puts what nobody has ticked off before people again.

    Called after an account was read. Writes only where there is something to say.
    """
    shown = rows(db, _SHOWN, (account_id,))
    said = [row for row in rows(db, _SAID, (account_id,)) if _found(db, row)]
    now_ms = to_ms(now)
    late_ms = now_ms - int(ASK_AGAIN.total_seconds() * 1000)
    late = rows(
        db,
        f"WHERE by_hand.account_id = ? AND {OPEN_SQL} AND by_hand.asked_ms <= ? ORDER BY by_hand.id",
        (account_id, late_ms),
    )
    if not (shown or said or late):
        return NOTHING
    with writing(db):
        for row in shown:
            _see(db, row, None, now_ms)
        for row in said:
            # Once more: the same words twice are two replies, each of which is found once.
            if native_id := _found(db, row):
                _see(db, row, native_id, now_ms)
        for row in late:
            by_hand_store.note_asked(db, row.id, now_ms=now_ms)
            set_open(db, row.item_id, unread=True)
    return Changes(items=frozenset(row.item_id for row in (*shown, *said, *late)), outbox=True)


def _see(db: Connection, row: ByHandRow, native_id: NativeId | None, now_ms: int) -> None:
    if not by_hand_store.note_seen(db, row, native_id=native_id, now_ms=now_ms):
        return
    entry = entries.ByHandSeen(
        by_hand_id=row.id,
        item_id=row.item_id,
        account_id=row.account_id,
        action=row.action.value,
        network=row.network.value,
        ticked=row.state is ByHandState.DONE,
        native_id=native_id or "",
    )
    append(db, entry, by=DESK, at_ms=now_ms)


def _found(db: Connection, row: ByHandRow) -> NativeId | None:
    """What we said in that conversation in these words since; the oldest, and none that is another's effect."""
    assert row.action in (ActionKind.REPLY, ActionKind.MESSAGE)
    wanted = _plain(row.text)
    ours = db.execute(_OUR_WORDS, (row.item_id, row.begun_ms - _SKEW_MS, _LOOKED_AT)).fetchall()
    same = [NativeId(native_id) for native_id, text in ours if _plain(text) == wanted]
    return same[-1] if same else None


def _plain(text: str) -> str:
    """Words as they compare: networks put names in front, and alter spaces and the composition of letters."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return _NAMES_IN_FRONT.sub("", composed, count=1)
