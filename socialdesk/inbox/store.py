"""All writing to the worklist: what is open, unread, taken and found. All of it within a caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from socialdesk.inbox.arriving import Arriving
from socialdesk.model.findings import Assessment, Band
from socialdesk.model.ids import AccountId, ItemId, ThreadId
from socialdesk.policy.replying import wants_reply
from socialdesk.storage.database import Connection, assert_in_transaction

_encoder = msgspec.json.Encoder()


GONE = "no longer there"
"""The outcome of what vanished from its network before anybody decided on it."""


def flags(assessment: Assessment) -> bool:
    """True where something more than weak was found."""
    return any(finding.band is not Band.WEAK for finding in assessment.findings)


def top_ground(assessment: Assessment) -> str:
    """The ground or route of the weightiest finding, "" where nothing was found."""
    return assessment.findings[0].ground if assessment.findings else ""


def add_assessed(
    db: Connection,
    account_id: AccountId,
    items: Sequence[tuple[ItemId, Arriving, Assessment]],
) -> None:
    """Puts new items on the worklist with what was found in them; what the Force wrote is not for anybody to do."""
    assert_in_transaction(db)
    db.executemany(
        "INSERT INTO worklist (item_id, account_id, kind, created_ms, open, unread, urgency, flagged, top_ground,"
        " to_answer, weight) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                item_id,
                account_id,
                item.kind,
                item.created_ms,
                1 - item.by_force,
                1 - item.by_force,
                assessment.urgency,
                int(flags(assessment)),
                top_ground(assessment),
                int(wants_reply(assessment)),
                assessment.weight,
            )
            for item_id, item, assessment in items
        ],
    )
    db.executemany(_ADD_ASSESSMENT, [(item_id, *_assessed(assessment)) for item_id, _, assessment in items])


_ADD_ASSESSMENT = "INSERT INTO assessments (item_id, pack_version, findings) VALUES (?, ?, ?)"


def _assessed(assessment: Assessment) -> tuple[str, str]:
    return assessment.pack_version, _encoder.encode(assessment.findings).decode()


def put_assessment(db: Connection, item_id: ItemId, assessment: Assessment) -> bool:
    """Replaces what was found in an item; True, and written, only where that differs."""
    assert_in_transaction(db)
    values = _assessed(assessment)
    before = db.execute(
        "SELECT pack_version, findings FROM assessments WHERE item_id = ?", (item_id,)
    ).fetchone()
    if before == values:
        # Its post may have come to be read by many, or its case marked.
        return _changed(
            db,
            "UPDATE worklist SET weight = ? WHERE item_id = ? AND weight <> ?",
            assessment.weight,
            item_id,
            assessment.weight,
        )
    db.execute(
        f"{_ADD_ASSESSMENT} ON CONFLICT (item_id) DO UPDATE SET pack_version = excluded.pack_version,"
        " findings = excluded.findings",
        (item_id, *values),
    )
    db.execute(
        "UPDATE worklist SET urgency = :urgency, flagged = :flagged, top_ground = :top, to_answer = :answer,"
        " weight = :weight WHERE item_id = :item AND (urgency, flagged, top_ground, to_answer, weight)"
        " <> (:urgency, :flagged, :top, :answer, :weight)",
        {
            "item": item_id,
            "urgency": assessment.urgency,
            "flagged": int(flags(assessment)),
            "top": top_ground(assessment),
            "answer": int(wants_reply(assessment)),
            "weight": assessment.weight,
        },
    )
    return True


def forget_quotes(db: Connection, item_ids: Iterable[ItemId]) -> None:
    """Deletes where in their words findings were; grounds, clauses and our own reasons stay."""
    assert_in_transaction(db)
    for item_id in item_ids:
        row = db.execute("SELECT findings FROM assessments WHERE item_id = ?", (item_id,)).fetchone()
        found: list[dict[str, Any]] = msgspec.json.decode(row[0]) if row is not None else []
        if any(finding["spans"] for finding in found):
            db.execute(
                "UPDATE assessments SET findings = ? WHERE item_id = ?",
                (_encoder.encode([finding | {"spans": []} for finding in found]).decode(), item_id),
            )


def set_read(db: Connection, item_id: ItemId, *, unread: bool = False) -> bool:
    """Marks an item read (or unread); True where it was not so already."""
    return _changed(
        db,
        "UPDATE worklist SET unread = ? WHERE item_id = ? AND unread <> ?",
        int(unread),
        item_id,
        int(unread),
    )


def set_handled(db: Connection, item_id: ItemId, *, outcome: str, by: str, now_ms: int) -> bool:
    """Takes an item off the desk: done, read, with its outcome in a word or two and the name of who did it."""
    return _changed(
        db,
        "UPDATE worklist SET open = 0, unread = 0, outcome = ?, handled_ms = ?, handled_by = ? WHERE item_id = ?",
        outcome,
        now_ms,
        by,
        item_id,
    )


def set_gone(db: Connection, item_id: ItemId, *, by: str, now_ms: int) -> bool:
    """Takes off the desk what is no longer on its network, but for an emergency: that still wants somebody."""
    return _changed(
        db,
        "UPDATE worklist SET open = 0, unread = 0, outcome = ?, handled_ms = ?, handled_by = ?"
        " WHERE item_id = ? AND open = 1 AND urgency < 3",
        GONE,
        now_ms,
        by,
        item_id,
    )


def set_back(db: Connection, item_id: ItemId) -> bool:
    """Puts back on the desk what `set_gone` took off: it is on its network again."""
    return _changed(
        db,
        "UPDATE worklist SET open = 1, outcome = '', handled_ms = NULL, handled_by = NULL"
        " WHERE item_id = ? AND open = 0 AND outcome = ?",
        item_id,
        GONE,
    )


def set_outcome(db: Connection, item_id: ItemId, outcome: str) -> bool:
    """Says how it came out, in a word or two, without taking it off the desk; True where it said otherwise."""
    return _changed(
        db, "UPDATE worklist SET outcome = ? WHERE item_id = ? AND outcome <> ?", outcome, item_id, outcome
    )


def set_open(db: Connection, item_id: ItemId, *, unread: bool = False) -> bool:
    """Puts an item back on the desk; True where it was not there."""
    return _changed(
        db,
        "UPDATE worklist SET open = 1, unread = max(unread, ?), outcome = '', handled_ms = NULL, handled_by = NULL"
        " WHERE item_id = ? AND (open = 0 OR unread < ?)",
        int(unread),
        item_id,
        int(unread),
    )


def urgency_of(db: Connection, item_id: ItemId) -> int:
    """How urgent an item has been found to be; 0 where it is on nobody's list."""
    row = db.execute("SELECT urgency FROM worklist WHERE item_id = ?", (item_id,)).fetchone()
    return int(row[0]) if row else 0


def open_if_urgent(db: Connection, item_id: ItemId) -> bool:
    """Puts back on the desk what was done and has since been found to be urgent; True where it was."""
    return _changed(
        db,
        "UPDATE worklist SET open = 1, unread = 1, outcome = '', handled_ms = NULL, handled_by = NULL"
        " WHERE item_id = ? AND open = 0 AND urgency >= 2",
        item_id,
    )


def set_parked(db: Connection, thread_id: ThreadId, *, on: bool) -> list[ItemId]:
    """Marks everything under a post as parked, or as no longer so; answers with what was otherwise.

    Nothing of it is done or read by that. What is flagged or urgent stays in every list.
    """
    assert_in_transaction(db)
    found = db.execute(
        "UPDATE worklist SET parked = :on WHERE parked <> :on"
        " AND item_id IN (SELECT id FROM items WHERE thread_id = :thread) RETURNING item_id",
        {"on": int(on), "thread": thread_id},
    ).fetchall()
    return [ItemId(row[0]) for row in found]


def set_parked_as_threads(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Marks as parked those of these items that are under a parked post."""
    assert_in_transaction(db)
    db.executemany(
        "UPDATE worklist SET parked = 1 WHERE item_id = ? AND (SELECT thread_id FROM items WHERE id = item_id)"
        " IN (SELECT thread_id FROM parked_threads)",
        [(item_id,) for item_id in item_ids],
    )


def set_claim(db: Connection, item_id: ItemId, *, by: str | None, only_if_free: bool = True) -> bool:
    """Takes an item for `by`, or lets it go (None); False where another has it and `only_if_free`."""
    free = " AND (claimed_by IS NULL OR claimed_by = :by)" if by is not None and only_if_free else ""
    assert_in_transaction(db)
    found = db.execute(
        f"UPDATE worklist SET claimed_by = :by WHERE item_id = :item{free} RETURNING 1",
        {"by": by, "item": item_id},
    ).fetchall()
    return bool(found)


def _changed(db: Connection, sql: str, *parameters: str | int) -> bool:
    assert_in_transaction(db)
    return bool(db.execute(f"{sql} RETURNING 1", parameters).fetchall())
