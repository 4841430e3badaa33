"""Evidence of what is to be removed by hand: captured from the network before anybody may do it (R12).

Where the network gives no copy, what the desk held stands as the evidence and the record says so: a person who sees
the thing on the network can still act. Killed anywhere, the next call begins the capture anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import Clock, to_ms
from socialdesk.decisions import by_hand_store
from socialdesk.decisions.by_hand_rows import ByHandRow, one, rows
from socialdesk.decisions.by_hand_rules import ByHandEvent, ByHandState
from socialdesk.evidence import capture as evidence
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.store import set_open
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, EvidenceId, NativeId
from socialdesk.model.people import DESK
from socialdesk.outbox.rereading import Reread, Seen, captured, take_in
from socialdesk.outbox.settling import Write
from socialdesk.platforms.api import Capture, Connector, Gone, NetworkError
from socialdesk.storage.database import Connection, writing

T = TypeVar("T")
_CHANGED = "The text was edited after the decision. Read it as it is now and decide again."


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHandEvidence:
    """Captures what is waited for. Never called within a transaction, nor by two threads for one account."""

    write: Write
    connector_for: Callable[[AccountId], Connector]
    clock: Clock
    reread: Reread

    def capture_one(self, account_id: AccountId | None = None) -> Changes | None:
        """Completes the evidence of what waits for it longest, of an account or of any; None where nothing does.

        A NetworkError never escapes. A StoreError does, and loses nothing.
        """
        waiting = self.write(
            lambda db: rows(
                db,
                "WHERE by_hand.state = 'preparing' AND (? IS NULL OR by_hand.account_id = ?)"
                " ORDER BY by_hand.id LIMIT 1",
                (account_id, account_id),
            )
        )
        if not waiting:
            return None
        row = waiting[0]
        action = self.write(lambda db: _action(db, row))
        shown: Capture | NetworkError
        try:
            shown = captured(self.connector_for(row.account_id), action)
        except NetworkError as error:
            shown = error
        changes = self._in_transaction(lambda db: self._take(db, row, action, shown))
        return changes | Changes(items=frozenset({row.item_id}), outbox=True)

    def _take(self, db: Connection, row: ByHandRow, action: Action, shown: Capture | NetworkError) -> Changes:
        now = one(db, row.id)
        if now is None or now.state is not ByHandState.PREPARING or now.evidence_id is None:
            return Changes()
        self._complete(db, now, now.evidence_id, shown)
        if isinstance(shown, Gone) and row.action is not ActionKind.BLOCK:
            self._not_done(db, now, f"It is no longer on {row.network.label}.")
            return self._mirror(db, row, Seen(action.target, None))
        if isinstance(shown, Capture) and _edited(db, now, now.evidence_id, shown):
            self._not_done(db, now, _CHANGED)
            return self._mirror(db, row, Seen(action.target, shown.item))
        by_hand_store.make_ready(db, now, now_ms=to_ms(self.clock()))
        return Changes()

    def _complete(
        self, db: Connection, row: ByHandRow, evidence_id: EvidenceId, shown: Capture | NetworkError
    ) -> None:
        now_ms, why, reason = to_ms(self.clock()), "", ""
        match shown:
            case Capture():
                kept = evidence.complete(db, evidence_id=evidence_id, capture=shown, now_ms=now_ms)
            case Gone():
                why, reason = "gone", shown.happened
                kept = evidence.complete_gone(db, evidence_id=evidence_id, reason=reason, now_ms=now_ms)
            case _:
                why, reason = "unreached", shown.happened
                kept = evidence.complete_unreached(db, evidence_id=evidence_id, reason=reason, now_ms=now_ms)
        entry = entries.ByHandCaptured(
            by_hand_id=row.id,
            item_id=row.item_id,
            account_id=row.account_id,
            action=row.action.value,
            network=row.network.value,
            evidence_id=kept.id,
            manifest_sha256=kept.manifest_sha256,
            files=kept.files,
            missing=kept.missing,
            why=why,
            reason=reason,
        )
        append(db, entry, by=DESK, at_ms=now_ms)

    def _not_done(self, db: Connection, row: ByHandRow, reason: str) -> None:
        now_ms = to_ms(self.clock())
        by_hand_store.end(db, row, ByHandEvent.FAIL, reason=reason, by=DESK, now_ms=now_ms)
        entry = entries.ByHandNotDone(
            by_hand_id=row.id,
            item_id=row.item_id,
            account_id=row.account_id,
            action=row.action.value,
            network=row.network.value,
            reason=reason,
        )
        append(db, entry, by=DESK, at_ms=now_ms)
        set_open(db, row.item_id, unread=True)

    def _mirror(self, db: Connection, row: ByHandRow, seen: Seen) -> Changes:
        now_ms = to_ms(self.clock())
        return take_in(db, (seen,), account_id=row.account_id, reread=self.reread, now_ms=now_ms)

    def _in_transaction(self, work: Callable[[Connection], T]) -> T:
        def within(db: Connection) -> T:
            with writing(db):
                return work(db)

        return self.write(within)


def _action(db: Connection, row: ByHandRow) -> Action:
    item = inbox.item(db, row.item_id)
    return Action(
        kind=row.action,
        target=item.native_id,
        key=f"by-hand-{row.id}",
        thread=inbox.thread(db, item.thread_id).native_id,
        person=item.author_native_id or NativeId(""),
    )


def _edited(db: Connection, row: ByHandRow, evidence_id: EvidenceId, shown: Capture) -> bool:
    """True where the network shows other words than those that were decided on."""
    if inbox.item(db, row.item_id).disposed_ms is not None:
        return False  # there is nothing to compare with: the person looked on the network itself
    held = db.execute(
        "SELECT sha256 FROM evidence_files WHERE evidence_id = ? AND name = 'held/item.txt'", (evidence_id,)
    ).fetchone()
    return held is not None and held[0] != evidence.text_sha256(evidence.shown_text(shown))
