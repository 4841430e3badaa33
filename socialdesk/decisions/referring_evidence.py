"""Evidence of what is referred: what the network itself shows, asked for as soon as the referral is open (B2, I6, R12).

Where the network gives no copy, what the desk held stands as the evidence and the record says so: a referral waits for
no network. Killed anywhere, the next call begins the capture anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from socialdesk.audit.log import append
from socialdesk.audit.referring import ReferralCaptured
from socialdesk.clock import Clock, to_ms
from socialdesk.decisions.referring_rows import Referral, ReferralKind, one, waiting_for_evidence
from socialdesk.evidence import capture as evidence
from socialdesk.inbox import queries as inbox
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import DESK
from socialdesk.outbox.rereading import captured
from socialdesk.outbox.settling import Write
from socialdesk.platforms.api import Capture, Connector, Gone, NetworkError
from socialdesk.storage.database import Connection, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralEvidence:
    """Captures what is waited for. Never called within a transaction, nor by two threads for one account."""

    write: Write
    connector_for: Callable[[AccountId], Connector]
    clock: Clock

    def capture_one(self, account_id: AccountId | None = None) -> Changes | None:
        """Completes the evidence that waits longest, of an account or of any; None where none does.

        A NetworkError never escapes. A StoreError does, and loses nothing.
        """
        referral = self.write(lambda db: waiting_for_evidence(db, account_id))
        if referral is None:
            return None
        action = self.write(lambda db: _action(db, referral))
        shown: Capture | NetworkError
        try:
            shown = captured(self.connector_for(referral.account_id), action)
        except NetworkError as error:
            shown = error

        def within(db: Connection) -> None:
            with writing(db):
                self._complete(db, referral.id, shown)

        self.write(within)
        return Changes(items=frozenset({referral.item_id}), outbox=True)

    def _complete(self, db: Connection, referral_id: int, shown: Capture | NetworkError) -> None:
        referral, now_ms, why, reason = one(db, referral_id), to_ms(self.clock()), "", ""
        if referral is None or referral.evidence_id is None or referral.captured_ms is not None:
            return
        match shown:
            case Capture():
                kept = evidence.complete(db, evidence_id=referral.evidence_id, capture=shown, now_ms=now_ms)
            case Gone():
                why, reason = "gone", shown.happened
                kept = evidence.complete_gone(
                    db, evidence_id=referral.evidence_id, reason=reason, now_ms=now_ms
                )
            case _:
                why, reason = "unreached", shown.happened
                kept = evidence.complete_unreached(
                    db, evidence_id=referral.evidence_id, reason=reason, now_ms=now_ms
                )
        entry = ReferralCaptured(
            referral_id=referral.id,
            item_id=referral.item_id,
            account_id=referral.account_id,
            what="referral" if referral.kind is ReferralKind.BREACH else referral.kind.value,
            evidence_id=kept.id,
            manifest_sha256=kept.manifest_sha256,
            files=kept.files,
            missing=kept.missing,
            why=why,
            reason=reason,
        )
        append(db, entry, by=DESK, at_ms=now_ms)


def _action(db: Connection, referral: Referral) -> Action:
    item = inbox.item(db, referral.item_id)
    return Action(
        # Nothing is hidden: a capture asks for the object of an action, whatever the action is.
        kind=ActionKind.HIDE,
        target=item.native_id,
        key=f"referral-{referral.id}",
        thread=inbox.thread(db, item.thread_id).native_id,
        person=item.author_native_id or NativeId(""),
    )
