"""The table of what people do by hand, and the only module that writes it, each time in a caller's transaction.

A change applies only while the row still stands as the caller read it: those that answer with a bool say False where
somebody else was first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from socialdesk.decisions.by_hand_rows import ByHandRow
from socialdesk.decisions.by_hand_rules import ByHandEvent, after, first_state
from socialdesk.errors import BugError
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, ByHandId, DecisionId, EvidenceId, ItemId, NativeId
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, assert_in_transaction


def add(
    db: Connection,
    *,
    decision_id: DecisionId,
    item_id: ItemId,
    account_id: AccountId,
    action: ActionKind,
    text: str,
    evidence_id: EvidenceId | None,
    by: Person,
    now_ms: int,
) -> ByHandId:
    """Begins one; there is one of a kind on an item at a time."""
    assert_in_transaction(db)
    cursor = db.execute(
        "INSERT INTO by_hand (decision_id, item_id, account_id, kind, text, evidence_id, state, begun_ms, begun_by,"
        " asked_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            decision_id,
            item_id,
            account_id,
            action.value,
            text,
            evidence_id,
            first_state(action).value,
            now_ms,
            by.name,
            now_ms,
        ),
    )
    if cursor.lastrowid is None:
        raise BugError("what is begun by hand has no number")
    return ByHandId(cursor.lastrowid)


def make_ready(db: Connection, old: ByHandRow, *, now_ms: int) -> bool:
    """Its evidence is complete: it may be done from now on."""
    return _move(db, old, ByHandEvent.READY, "asked_ms = ?", (now_ms,))


def tick(db: Connection, old: ByHandRow, *, done_ms: int, by: Person, now_ms: int) -> bool:
    """A person has done it."""
    return _move(
        db,
        old,
        ByHandEvent.TICK,
        "done_ms = ?, settled_ms = ?, settled_by = ?",
        (done_ms, now_ms, by.name),
    )


def end(db: Connection, old: ByHandRow, event: ByHandEvent, *, reason: str, by: Person, now_ms: int) -> bool:
    """FAIL or WITHDRAW: it was not done."""
    return _move(db, old, event, "settled_ms = ?, settled_by = ?, reason = ?", (now_ms, by.name, reason))


def note_seen(db: Connection, old: ByHandRow, *, native_id: NativeId | None, now_ms: int) -> bool:
    """The network shows it."""
    assert_in_transaction(db)
    found = db.execute(
        "UPDATE by_hand SET seen_ms = ?, seen_native_id = ? WHERE id = ? AND state = ? AND seen_ms IS NULL",
        (now_ms, native_id or "", old.id, old.state.value),
    )
    return found.rowcount == 1


def note_asked(db: Connection, by_hand_id: ByHandId, *, now_ms: int) -> None:
    """Somebody was asked for a word about it again."""
    assert_in_transaction(db)
    db.execute("UPDATE by_hand SET asked_ms = ? WHERE id = ?", (now_ms, by_hand_id))


def _move(
    db: Connection, old: ByHandRow, event: ByHandEvent, changes: str, values: tuple[str | int, ...]
) -> bool:
    assert_in_transaction(db)
    new = after(old.state, event)
    found = db.execute(
        f"UPDATE by_hand SET state = ?, {changes} WHERE id = ? AND state = ?",
        (new.value, *values, old.id, old.state.value),
    )
    return found.rowcount == 1


def dispose_words(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Deletes the texts of what was done by hand on these items, within the caller's transaction (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE by_hand SET text = '' WHERE text <> '' AND item_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(item_ids)),),
    )
