"""What was decided on an item, for the Record tab. All take a reader's connection."""

from __future__ import annotations

import json
from dataclasses import dataclass

from socialdesk.model.ids import DecisionId, EvidenceId, ItemId
from socialdesk.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One decision as it was made. `aim` and `why_not_less` are words of the Force's people (T1)."""

    id: DecisionId
    item_id: ItemId
    kind: str
    """An action's kind, or `keep`."""
    grounds: tuple[str, ...]
    clauses: tuple[str, ...]
    answers: dict[str, str]
    aim: str
    why_not_less: str
    pack_version: str
    by_name: str
    by_role: str
    decided_ms: int
    evidence_id: EvidenceId | None
    undoes: DecisionId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An internal note."""

    id: int
    text: str
    by_name: str
    written_ms: int


def for_item(db: Connection, item_id: ItemId) -> list[DecisionLine]:
    """Every decision on an item, newest first."""
    found = db.execute(
        "SELECT id, item_id, kind, grounds, clauses, answers, aim, why_not_less, pack_version, by_name, by_role,"
        " decided_ms, evidence_id, undoes FROM decisions WHERE item_id = ? ORDER BY id DESC",
        (item_id,),
    )
    return [
        DecisionLine(
            id=DecisionId(row[0]),
            item_id=ItemId(row[1]),
            kind=row[2],
            grounds=tuple(json.loads(row[3])),
            clauses=tuple(json.loads(row[4])),
            answers=json.loads(row[5]),
            aim=row[6],
            why_not_less=row[7],
            pack_version=row[8],
            by_name=row[9],
            by_role=row[10],
            decided_ms=row[11],
            evidence_id=None if row[12] is None else EvidenceId(row[12]),
            undoes=None if row[13] is None else DecisionId(row[13]),
        )
        for row in found
    ]


def notes(db: Connection, item_id: ItemId) -> list[Note]:
    """The internal notes on an item, newest first."""
    found = db.execute(
        "SELECT id, text, by_name, written_ms FROM notes WHERE item_id = ? ORDER BY id DESC", (item_id,)
    )
    return [Note(id=row[0], text=row[1], by_name=row[2], written_ms=row[3]) for row in found]
