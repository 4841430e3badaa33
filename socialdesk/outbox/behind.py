"""What goes only after other actions: a public warning waits until the removals that it explains are confirmed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from socialdesk.model.ids import OutboxId
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


def warnings_among(db: Connection, found: Sequence[Row]) -> dict[OutboxId, bool]:
    """Those of some rows that are public warnings, and whether each still waits for its removals."""
    talking = [row.id for row in found if row.kind.creates]
    if not talking:
        return {}
    waiting = db.execute(
        "SELECT outbox_id, confirmed < needed FROM json_each(?) AS wanted"
        " CROSS JOIN warnings_waiting ON warnings_waiting.outbox_id = wanted.value",
        (json.dumps(talking),),
    )
    return {OutboxId(row[0]): bool(row[1]) for row in waiting.fetchall()}
