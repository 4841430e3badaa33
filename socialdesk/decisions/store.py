"""The table of decisions. A decision is never altered and never deleted: another one is made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from socialdesk.errors import BugError
from socialdesk.inbox import model_readings
from socialdesk.model.ids import DecisionId, EvidenceId, ItemId
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, assert_in_transaction


def add(
    db: Connection,
    *,
    item_id: ItemId,
    kind: str,
    pack_version: str,
    by: Person,
    now_ms: int,
    grounds: Sequence[str] = (),
    clauses: Sequence[str] = (),
    answers: Mapping[str, str] | None = None,
    aim: str = "",
    why_not_less: str = "",
    evidence_id: EvidenceId | None = None,
    undoes: DecisionId | None = None,
) -> DecisionId:
    """Writes one decision, with the version of the model that had read the item, within the caller's transaction."""
    assert_in_transaction(db)
    cursor = db.execute(
        """
        INSERT INTO decisions (item_id, kind, grounds, answers, clauses, aim, why_not_less, pack_version, by_name,
            by_role, decided_ms, evidence_id, undoes, model)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            item_id,
            kind,
            json.dumps(list(grounds)),
            json.dumps(dict(answers or {})),
            json.dumps(list(clauses)),
            aim,
            why_not_less,
            pack_version,
            by.name,
            by.role.value,
            now_ms,
            evidence_id,
            undoes,
            model_readings.model_of(db, item_id),
        ),
    )
    if cursor.lastrowid is None:
        raise BugError("a decision has no number")
    return DecisionId(cursor.lastrowid)


def dispose_words(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Deletes what people wrote with the decisions on these items, within the caller's transaction (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE decisions SET aim = '', why_not_less = '', answers = '{}'"
        " WHERE item_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(item_ids)),),
    )
