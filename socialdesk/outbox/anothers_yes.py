"""What leaves in a pre-election period only once somebody else than its writer has said yes (3.3d, P7).

A reply or a warning is let go by another person's word here; a planned post by the second yes to it. The store itself
sends neither before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from socialdesk.model.ids import OutboxId
from socialdesk.model.names import name_key
from socialdesk.model.people import Person
from socialdesk.outbox.rows import Row
from socialdesk.storage.database import Connection, assert_in_transaction

NOBODY_ELSE = (
    "It names a party or candidate in a pre-election period, and nobody else has said yes to it (3.3d)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Another person is asked about an action."""

    id: int
    of_name: str
    """Who wrote it, or decided on it."""
    of_staff: int | None

    def is_theirs(self, by: Person) -> bool:
        """True where `by` is who wrote it: nobody says yes to their own."""
        if by.staff_id is not None and self.of_staff is not None:
            return by.staff_id == self.of_staff
        return name_key(by.name) == name_key(self.of_name)


def ask(
    db: Connection,
    outbox_id: OutboxId,
    *,
    begins_ms: int,
    ends_ms: int,
    of_name: str,
    of_staff: int | None,
    now_ms: int,
) -> None:
    """From now on it waits for another person, where it would leave in these days; once is enough."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO anothers_yes (outbox_id, asked_ms, begins_ms, ends_ms, of_name, of_staff)"
        " SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM waits_for_another"
        " WHERE outbox_id = ? AND begins_ms <= ? AND ends_ms >= ?)",
        (outbox_id, now_ms, begins_ms, ends_ms, of_name, of_staff, outbox_id, begins_ms, ends_ms),
    )


def asked(db: Connection, waiting: Row, *, now_ms: int) -> Asked | None:
    """What it still waits for, where it would leave now or at its time; None for nothing."""
    at_ms = max(now_ms, waiting.due_ms or 0, waiting.action.scheduled_ms or 0)
    found = db.execute(
        "SELECT id, of_name, of_staff FROM waits_for_another WHERE outbox_id = ? AND begins_ms <= ? AND ends_ms > ?"
        " ORDER BY id DESC LIMIT 1",
        (waiting.id, at_ms, at_ms),
    ).fetchone()
    return None if found is None else Asked(id=int(found[0]), of_name=str(found[1]), of_staff=found[2])


def say_yes(db: Connection, waiting: Row, *, now_ms: int, by: Person) -> None:
    """Another person has read a reply or a warning and says yes to it, within the caller's transaction."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE anothers_yes SET yes_ms = ?, yes_by = ?, yes_role = ?, yes_staff = ?"
        " WHERE outbox_id = ? AND yes_ms IS NULL AND lifted_ms IS NULL",
        (now_ms, by.name, by.role.value, by.staff_id, waiting.id),
    )


def lift(db: Connection, outbox_id: OutboxId, *, now_ms: int) -> None:
    """Nobody is asked any more: what it turned on was taken off the list."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE anothers_yes SET lifted_ms = ? WHERE outbox_id = ? AND yes_ms IS NULL AND lifted_ms IS NULL",
        (now_ms, outbox_id),
    )


def waiting_for_another(db: Connection, outbox_ids: Sequence[OutboxId] | None = None) -> frozenset[OutboxId]:
    """Those of some actions, or of all, that another person is asked about, whenever they would leave."""
    wanted = None if outbox_ids is None else json.dumps(list(outbox_ids))
    found = db.execute(
        "SELECT outbox_id FROM waits_for_another"
        " WHERE ? IS NULL OR outbox_id IN (SELECT value FROM json_each(?))",
        (wanted, wanted),
    )
    return frozenset(OutboxId(row[0]) for row in found.fetchall())
