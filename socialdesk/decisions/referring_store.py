"""The table of referrals, and the only module that writes it, each time in a caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence

from socialdesk.errors import BugError
from socialdesk.model.ids import AccountId, EvidenceId, ItemId
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, assert_in_transaction


def add(
    db: Connection,
    *,
    item_id: ItemId,
    account_id: AccountId,
    kind: str,
    details: str,
    pack_version: str,
    evidence_id: EvidenceId,
    received_ms: int,
    now_ms: int,
    by: Person,
) -> int:
    """Opens one; there is one of a kind open on an item at a time."""
    assert_in_transaction(db)
    cursor = db.execute(
        "INSERT INTO referrals (item_id, account_id, kind, details, pack_version, evidence_id, received_ms, opened_ms,"
        " opened_by, opened_role, opened_staff) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            item_id,
            account_id,
            kind,
            details,
            pack_version,
            evidence_id,
            received_ms,
            now_ms,
            by.name,
            by.role.value,
            by.staff_id,
        ),
    )
    if cursor.lastrowid is None:
        raise BugError("a referral has no number")
    return cursor.lastrowid


def note_told(
    db: Connection, referral_id: int, *, told_ms: int, told_by: str, incident: str, now_ms: int
) -> bool:
    """The control room was told; False where it had been said before."""
    return _set(
        db,
        "UPDATE referrals SET told_ms = ?, told_by = ?, reference = ?, reference_ms = ?"
        " WHERE id = ? AND told_ms IS NULL AND closed_ms IS NULL",
        (told_ms, told_by, incident, now_ms, referral_id),
    )


def note_reference(db: Connection, referral_id: int, *, reference: str, by: Person, now_ms: int) -> bool:
    """The crime reference is there, and nothing more is to be done; False where it was there already."""
    return _set(
        db,
        "UPDATE referrals SET reference = ?, reference_ms = ?, closed_ms = ?, closed_by = ?"
        " WHERE id = ? AND closed_ms IS NULL",
        (reference, now_ms, now_ms, by.name, referral_id),
    )


def note_forwarded(db: Connection, referral_id: int, *, by: Person, now_ms: int) -> bool:
    """It was passed on; False where that had been said before."""
    return _set(
        db,
        "UPDATE referrals SET forwarded_ms = ?, forwarded_by = ?"
        " WHERE id = ? AND forwarded_ms IS NULL AND closed_ms IS NULL",
        (now_ms, by.name, referral_id),
    )


def close(db: Connection, referral_id: int, *, reason: str, by: Person, now_ms: int) -> bool:
    """It is closed; False where it was already."""
    return _set(
        db,
        "UPDATE referrals SET closed_ms = ?, closed_by = ?, reason = ? WHERE id = ? AND closed_ms IS NULL",
        (now_ms, by.name, reason, referral_id),
    )


def _set(db: Connection, sql: str, values: tuple[str | int, ...]) -> bool:
    assert_in_transaction(db)
    return db.execute(sql, values).rowcount == 1


def dispose_words(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Deletes what was written in closed referrals of these items, within the caller's transaction (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE referrals SET details = '{}', reason = iif(reason = '', '', '(deleted)')"
        " WHERE closed_ms IS NOT NULL AND item_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(item_ids)),),
    )
