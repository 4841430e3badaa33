"""What goes only after other actions: a public warning waits until the removals that it explains are confirmed."""

from __future__ import annotations

from socialdesk.outbox.ready import LIVE_SQL
from socialdesk.outbox.rows import Row, rows
from socialdesk.storage.database import Connection

NOT_REMOVED = (
    "What it explains was not removed, so this was not sent. Remove it again first, or leave this out."
)


def in_vain(db: Connection) -> list[Row]:
    """Warnings that have not been sent and wait for a removal that will not come about by itself."""
    return rows(
        db,
        f"""
        WHERE outbox.{LIVE_SQL} AND outbox.needs_person = 0 AND outbox.attempts = 0 AND EXISTS (
            SELECT 1 FROM warnings_waiting WHERE warnings_waiting.outbox_id = outbox.id AND hoped < needed)
        ORDER BY outbox.id
        """,
        (),
    )
