"""What was taken on and not finished is let go at the end of a shift: nothing waits for somebody at home (I1)."""

from __future__ import annotations

from datetime import datetime

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.inbox import store
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import ItemId
from socialdesk.model.people import DESK
from socialdesk.storage.database import Connection, writing

AT_ONCE = 500
"""Let go in one transaction; the next round goes on."""

TAKEN_BEFORE = """
SELECT item_id FROM worklist INDEXED BY worklist_claimed WHERE claimed_by IS NOT NULL AND open = 1 AND coalesce((
    SELECT max(audit.at_ms) FROM audit_items JOIN audit USING (seq)
    WHERE audit_items.item_id = worklist.item_id AND audit.kind = ?), 0) < ?
LIMIT ?
"""


def release_taken_before(db: Connection, *, shift_ended: datetime, now: datetime) -> Changes:
    """Lets go what is open and was taken before that moment; each with an entry of the desk's own in the record."""
    found = db.execute(TAKEN_BEFORE, (entries.Claimed.KIND, to_ms(shift_ended), AT_ONCE)).fetchall()
    if not found:
        return NOTHING
    ids = [ItemId(row[0]) for row in found]
    with writing(db):
        for item_id in ids:
            store.set_claim(db, item_id, by=None)
            append(db, entries.Released(item_id=item_id), by=DESK, at_ms=to_ms(now))
    return Changes(items=frozenset(ids))
