"""A row of the outbox, read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import AccountId, DecisionId, EvidenceId, ItemId, NativeId, OutboxId
from socialdesk.outbox.states import State
from socialdesk.storage.database import Connection

_COLUMNS = (
    "id, decision_id, item_id, account_id, kind, target, thread, person, text, scheduled_ms, key, evidence_id, state,"
    " accepted, queued_ms, not_before_ms, attempts, first_sent_ms, last_sent_ms, waits, looks, last_look_ms, native_id,"
    " expected_text_sha256, fresh_yes_ms, reason, needs_person, settled_ms, last_heard_ms"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One action on its way, as stored; times in milliseconds UTC."""

    id: OutboxId
    decision_id: DecisionId
    item_id: ItemId
    account_id: AccountId
    action: Action
    evidence_id: EvidenceId | None
    state: State
    accepted: bool
    queued_ms: int
    not_before_ms: int
    """Nothing is done about it before then: the undo window, a wait, or the pause before a look."""
    attempts: int
    """How often the call was about to be made. Never 0 once it might have been applied."""
    first_sent_ms: int | None
    last_sent_ms: int | None
    waits: int
    """How often in a row it was put off; makes the pauses longer."""
    looks: int
    """Looks since it was last sent."""
    last_look_ms: int | None
    native_id: NativeId | None
    """What the network named the thing that was created."""
    expected_text_sha256: str
    fresh_yes_ms: int | None
    reason: str
    needs_person: bool
    settled_ms: int | None

    @property
    def kind(self) -> ActionKind:
        """What is to be done."""
        return self.action.kind


def row(db: Connection, outbox_id: OutboxId) -> Row | None:
    """One row by id."""
    found = rows(db, "WHERE id = ?", (outbox_id,))
    return found[0] if found else None


def rows(db: Connection, where: str, parameters: tuple[str | int | None, ...]) -> list[Row]:
    """Rows chosen by a clause of ours; nothing from outside is ever put into `where`."""
    return [_read(found) for found in db.execute(f"SELECT {_COLUMNS} FROM outbox {where}", parameters)]


def _read(found: tuple[Any, ...]) -> Row:
    return Row(
        id=OutboxId(found[0]),
        decision_id=DecisionId(found[1]),
        item_id=ItemId(found[2]),
        account_id=AccountId(found[3]),
        action=Action(
            kind=ActionKind(found[4]),
            target=NativeId(found[5]),
            thread=NativeId(found[6]),
            person=NativeId(found[7]),
            text=found[8],
            scheduled_ms=found[9],
            last_heard_ms=found[28],
            key=found[10],
        ),
        evidence_id=None if found[11] is None else EvidenceId(found[11]),
        state=State(found[12]),
        accepted=bool(found[13]),
        queued_ms=found[14],
        not_before_ms=found[15],
        attempts=found[16],
        first_sent_ms=found[17],
        last_sent_ms=found[18],
        waits=found[19],
        looks=found[20],
        last_look_ms=found[21],
        native_id=None if found[22] is None else NativeId(found[22]),
        expected_text_sha256=found[23],
        fresh_yes_ms=found[24],
        reason=found[25],
        needs_person=bool(found[26]),
        settled_ms=found[27],
    )
