"""Taking back what was just decided, whether it is about an item or a post: what Undo and Esc do."""

from __future__ import annotations

from datetime import datetime

from socialdesk.decisions.undo import cancel_pending
from socialdesk.model.changes import Changes
from socialdesk.model.ids import OutboxId
from socialdesk.model.people import Person
from socialdesk.outbox.rows import row
from socialdesk.publishing.publish import cancel_post
from socialdesk.storage.database import Connection


def take_back(
    db: Connection, *, outbox_id: OutboxId, now: datetime, by: Person, training: bool = False
) -> Changes:
    """Stops an action that has not been sent; of a post that is going out, on every account. Raises NotOpen."""
    found = row(db, outbox_id)
    if found is not None and found.post is not None and found.kind.creates:
        return cancel_post(db, post_id=found.post.post_id, now=now, by=by, training=training)
    return cancel_pending(db, outbox_id=outbox_id, now=now, by=by, training=training)
