"""What is and was done by hand, read. All take a reader's connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from socialdesk.decisions.by_hand_rules import ByHandState
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, ByHandId, DecisionId, EvidenceId, ItemId
from socialdesk.storage.database import Connection

OPEN_SQL = "by_hand.state IN ('preparing', 'begun')"
"""To the letter as the schema's index has it."""
_ROWS = """
SELECT by_hand.id, by_hand.decision_id, by_hand.item_id, by_hand.account_id, accounts.network, by_hand.kind,
    by_hand.text, by_hand.evidence_id, by_hand.state, by_hand.begun_ms, by_hand.begun_by, by_hand.done_ms,
    by_hand.settled_ms, by_hand.settled_by, by_hand.reason, by_hand.seen_ms,
    CASE WHEN by_hand.kind IN ('block', 'unblock', 'mute', 'unmute', 'block_messages', 'unblock_messages')
        THEN coalesce(nullif(writer.profile_url, ''), nullif(about.permalink, ''), above.permalink)
        ELSE coalesce(nullif(about.permalink, ''), above.permalink) END
FROM by_hand JOIN accounts ON accounts.id = by_hand.account_id
JOIN items AS about ON about.id = by_hand.item_id
JOIN threads AS above ON above.id = about.thread_id
LEFT JOIN authors AS writer ON writer.id = about.author_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHandRow:
    """One thing that is done by hand, as stored; times in milliseconds UTC."""

    id: ByHandId
    decision_id: DecisionId
    item_id: ItemId
    account_id: AccountId
    network: Network
    action: ActionKind
    text: str
    """What the Force is to say there, for replies."""
    evidence_id: EvidenceId | None
    state: ByHandState
    begun_ms: int
    begun_by: str
    done_ms: int | None
    """When it was done, as `settled_by` said."""
    settled_ms: int | None
    settled_by: str
    reason: str
    """Why it was not done."""
    seen_ms: int | None
    """When the network was first seen to show it."""
    link: str
    """As the network gave it, to be checked before it is opened: the item, or the person where it is done to them."""


def one(db: Connection, by_hand_id: ByHandId) -> ByHandRow | None:
    """One by id."""
    found = rows(db, "WHERE by_hand.id = ?", (by_hand_id,))
    return found[0] if found else None


def for_item(db: Connection, item_id: ItemId) -> list[ByHandRow]:
    """Everything that was ever begun by hand on an item, newest first."""
    return rows(db, "WHERE by_hand.item_id = ? ORDER BY by_hand.id DESC", (item_id,))


def not_ticked(db: Connection) -> list[ByHandRow]:
    """What waits for somebody's word, oldest first."""
    return rows(db, f"WHERE {OPEN_SQL} ORDER BY by_hand.id", ())


def rows(db: Connection, where: str, parameters: tuple[str | int | None, ...]) -> list[ByHandRow]:
    """Rows chosen by a clause of ours; nothing from outside is ever put into `where`."""
    return [_read(found) for found in db.execute(f"{_ROWS} {where}", parameters).fetchall()]


def _read(found: tuple[Any, ...]) -> ByHandRow:
    return ByHandRow(
        id=ByHandId(found[0]),
        decision_id=DecisionId(found[1]),
        item_id=ItemId(found[2]),
        account_id=AccountId(found[3]),
        network=Network(found[4]),
        action=ActionKind(found[5]),
        text=found[6],
        evidence_id=None if found[7] is None else EvidenceId(found[7]),
        state=ByHandState(found[8]),
        begun_ms=found[9],
        begun_by=found[10],
        done_ms=found[11],
        settled_ms=found[12],
        settled_by=found[13],
        reason=found[14],
        seen_ms=found[15],
        link=found[16],
    )
