"""What becomes of blocks without anybody's word: their evidence captured, and reviews asked for when they are due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from socialdesk.audit.blocking import BlockDue, BlockEvidence
from socialdesk.audit.log import append
from socialdesk.clock import Clock, to_ms
from socialdesk.decisions import blocking_store as store
from socialdesk.decisions.blocking_acts import told_of
from socialdesk.decisions.blocking_rows import to_review
from socialdesk.evidence import capture as evidence
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.store import set_open
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, BlockId, EvidenceId, ItemId
from socialdesk.model.people import DESK
from socialdesk.outbox.rereading import captured
from socialdesk.outbox.settling import Write
from socialdesk.platforms.api import Capture, Connector, Gone, NetworkError, Offline, SignInExpired, Throttled
from socialdesk.storage.database import Connection, writing

T = TypeVar("T")
_LATER = (Offline, Throttled, SignInExpired)
"""Trouble of the moment: what is still to be captured is tried again."""
PATIENCE_MS = 60_000
"""How long the next try of an account waits after such trouble."""


@dataclass(slots=True, kw_only=True)
class BlockEvidenceTaker:
    """Captures the network's copy of everything a block rests on, as soon as it is asked for (R12).

    The person may delete it while the request waits for advice. Never called within a transaction, nor by two threads
    for one account.
    """

    write: Write
    connector_for: Callable[[AccountId], Connector]
    clock: Clock
    later_ms: dict[AccountId, int]
    """Until when an account's network is left in peace; kept by whoever makes this."""

    def capture_one(self, account_id: AccountId | None = None) -> Changes | None:
        """Captures one thing, of an account or of any; None where nothing waits. A NetworkError never escapes."""
        waiting = self.write(lambda db: _waiting(db, account_id))
        now_ms = to_ms(self.clock())
        due = [each for each in waiting if self.later_ms.get(each.account_id, 0) <= now_ms]
        if not due:
            return None
        each = due[0]
        shown: Capture | NetworkError
        try:
            action = self.write(lambda db: _action(db, each.item_id))
            shown = captured(self.connector_for(each.account_id), action)
        except _LATER:
            self.later_ms[each.account_id] = now_ms + PATIENCE_MS
            return NOTHING
        except NetworkError as error:
            shown = error

        def take(db: Connection) -> None:
            with writing(db):
                _take(db, each, shown, to_ms(self.clock()))

        self.write(take)
        return Changes(items=frozenset({each.item_id}))


def remind(db: Connection, *, account_id: AccountId, now: datetime) -> Changes:
    """Puts the items of blocks that are due for review before people again, once each time they are due.

    Called after an account was read. Writes only where there is something to say.
    """
    now_ms = to_ms(now)
    due = to_review(db, account_id=account_id, now_ms=now_ms)
    if not due:
        return NOTHING
    with writing(db):
        for block in due:
            store.note_reminded(db, block.id, now_ms=now_ms)
            append(db, BlockDue(**told_of(block), urgent=block.unapproved), by=DESK, at_ms=now_ms)
            set_open(db, block.item_id, unread=True)
    return Changes(items=frozenset(block.item_id for block in due), outbox=True)


@dataclass(frozen=True, slots=True)
class _Waiting:
    block_id: BlockId
    item_id: ItemId
    evidence_id: EvidenceId
    account_id: AccountId


def _waiting(db: Connection, account_id: AccountId | None) -> list[_Waiting]:
    found = db.execute(
        """
        SELECT block_items.block_id, block_items.item_id, block_items.evidence_id, items.account_id
        FROM blocks CROSS JOIN block_items ON block_items.block_id = blocks.id
        JOIN evidence ON evidence.id = block_items.evidence_id
        JOIN items ON items.id = block_items.item_id
        WHERE blocks.state NOT IN ('refused', 'withdrawn', 'lifted') AND evidence.captured_ms IS NULL
            AND evidence.disposed_ms IS NULL AND (? IS NULL OR items.account_id = ?)
        ORDER BY block_items.evidence_id LIMIT 50
        """,
        (account_id, account_id),
    ).fetchall()
    return [_Waiting(BlockId(row[0]), ItemId(row[1]), EvidenceId(row[2]), AccountId(row[3])) for row in found]


def _action(db: Connection, item_id: ItemId) -> Action:
    item = inbox.item(db, item_id)
    # As what removes is captured: the thing itself, its replies and its pictures.
    return Action(
        kind=ActionKind.HIDE,
        target=item.native_id,
        key=f"block-evidence-{item_id}",
        thread=inbox.thread(db, item.thread_id).native_id,
        person=item.author_native_id or item.native_id,
    )


def _take(db: Connection, waiting: _Waiting, shown: Capture | NetworkError, now_ms: int) -> None:
    if evidence.captured_ms(db, waiting.evidence_id) is not None:
        return
    why = ""
    match shown:
        case Capture():
            kept = evidence.complete(db, evidence_id=waiting.evidence_id, capture=shown, now_ms=now_ms)
        case Gone():
            why = "gone"
            kept = evidence.complete_gone(
                db, evidence_id=waiting.evidence_id, reason=shown.happened, now_ms=now_ms
            )
        case _:
            why = "unreached"
            kept = evidence.complete_unreached(
                db, evidence_id=waiting.evidence_id, reason=shown.happened, now_ms=now_ms
            )
    entry = BlockEvidence(
        block_id=waiting.block_id,
        item_id=waiting.item_id,
        account_id=waiting.account_id,
        evidence_id=kept.id,
        manifest_sha256=kept.manifest_sha256,
        files=kept.files,
        why=why,
    )
    append(db, entry, by=DESK, at_ms=now_ms)
