"""What the screens ask of the record. All take a reader's connection."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from socialdesk.audit.entries import sentence_of
from socialdesk.audit.watching import WITHHELD
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.model.people import Role
from socialdesk.storage.database import Connection

_COLUMNS = "audit.seq, at_ms, kind, by_name, by_role, account_id, facts, words"
_FROM = "FROM audit LEFT JOIN audit_personal ON audit_personal.seq = audit.seq"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One entry as a person reads it."""

    seq: int
    at_ms: int
    kind: str
    sentence: str
    """What happened; holds nothing personal and nothing that a stranger wrote."""
    by_name: str
    by_role: str
    """The role as the Force writes it, e.g. Oscar 1."""
    account_id: AccountId | None
    words: dict[str, str]
    """What people wrote with it: reasons, a reply's text. Empty where there was nothing, or it was disposed of."""


def for_item(db: Connection, item_id: ItemId, *, limit: int = 500) -> list[AuditLine]:
    """An item's entries, the newest first."""
    found = db.execute(
        f"SELECT {_COLUMNS} {_FROM} JOIN audit_items ON audit_items.seq = audit.seq"
        " WHERE audit_items.item_id = ? ORDER BY audit.seq DESC LIMIT ?",
        (item_id, limit),
    )
    return [_line(row) for row in found]


def recent(db: Connection, limit: int = 200, *, before: int | None = None) -> list[AuditLine]:
    """The newest entries, or those before the entry `before`; the newest first."""
    found = db.execute(
        f"SELECT {_COLUMNS} {_FROM} WHERE ? IS NULL OR audit.seq < ? ORDER BY audit.seq DESC LIMIT ?",
        (before, before, limit),
    )
    return [_line(row) for row in found]


def lines_of(db: Connection, numbers: Sequence[int]) -> list[AuditLine]:
    """The entries of these numbers, in order."""
    found = db.execute(
        f"SELECT {_COLUMNS} {_FROM} WHERE audit.seq IN (SELECT value FROM json_each(?)) ORDER BY audit.seq",
        (json.dumps(list(numbers)),),
    )
    return [_line(row) for row in found]


def count(db: Connection) -> int:
    """How many entries there are."""
    row = db.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
    return 0 if row is None else int(row[0])


def _line(row: tuple[Any, ...]) -> AuditLine:
    seq, at_ms, kind, by_name, by_role, account_id, facts, words = row
    return AuditLine(
        seq=seq,
        at_ms=at_ms,
        kind=kind,
        sentence=sentence_of(kind, json.loads(facts)),
        by_name=by_name,
        by_role=_role(by_role),
        account_id=None if account_id is None else AccountId(account_id),
        words=json.loads(words) if words and kind not in WITHHELD else {},
    )


def _role(stored: str) -> str:
    try:
        return Role(stored).label
    except ValueError:
        return stored
