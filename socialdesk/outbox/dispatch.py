"""Takes one action a step further: evidence, the call, and reading back what came of it.

Each step is a transaction, then the network, then a transaction; none is open across a call. Killed anywhere, the next
step finds in the table what has to be asked of the network first (`store.recover`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import Clock
from socialdesk.errors import BugError
from socialdesk.evidence import capture as evidence
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import DESK
from socialdesk.outbox import anothers_yes, asking, store
from socialdesk.outbox.behind import NOT_REMOVED, in_vain
from socialdesk.outbox.freezing import FROZEN, decided_before
from socialdesk.outbox.pace import Pace
from socialdesk.outbox.ready import next_ready
from socialdesk.outbox.rereading import Reread, Seen, captured
from socialdesk.outbox.rows import Row, with_pictures
from socialdesk.outbox.rows import row as read_row
from socialdesk.outbox.settling import ACCOUNT_WAITS, BackToPerson, Objection, Step, Write
from socialdesk.outbox.states import State
from socialdesk.platforms.api import (
    ActionResult,
    Capture,
    Connector,
    Done,
    Gone,
    NetworkError,
    Offline,
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
)
from socialdesk.storage.database import Connection

__all__ = ["BackToPerson", "Dispatcher", "Objection", "Pace", "Reread", "Write"]

_CHANGED = (
    "The text was edited after the decision, so nothing was sent. Read it as it is now and decide again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """Acts on the outbox. There is one for a database: what it finds half sent was cut off when the last one ended."""

    write: Write
    connector_for: Callable[[AccountId], Connector]
    """Raises SignInExpired where an account has no token any more, or is no longer connected."""
    clock: Clock
    reread: Reread
    back_to_person: BackToPerson | None = None
    objection: Objection | None = None
    """What stands against words at the moment of sending: what was free when they were written may be protected now."""
    pace: Pace = field(default_factory=Pace)

    def dispatch_one(self, account_id: AccountId | None = None) -> Changes | None:
        """Takes the action that is due a step further; None where nothing is (`queries.next_due_ms` says when).

        Called by one thread for an account, so that a network that hangs holds up none but its own; or, without an
        account, by one thread in all. A NetworkError never escapes. A StoreError does, and loses nothing.
        """
        return _Sending(
            self.write,
            self.connector_for,
            self.clock,
            self.reread,
            self.back_to_person,
            self.pace,
            self.objection,
        ).run(account_id)


class _Sending(Step):
    __slots__ = ()

    def run(self, account_id: AccountId | None) -> Changes | None:
        row, changes = self.transaction(lambda db: self._claim(db, account_id))
        if row is None:
            return changes or None
        changes |= row.changed
        try:
            return changes | self._go_on(row, self.connector_for(row.account_id))
        except ACCOUNT_WAITS as error:
            self.wait(row, error)
        except Gone as error:
            sent = " If it was sent, it went with it." if row.attempts else ""
            self.fail(row, why="gone", reason=f"{error.happened}{sent}")
        except NetworkError as error:
            self.unreadable(row, error)
        return changes

    def _claim(self, db: Connection, account_id: AccountId | None) -> tuple[Row | None, Changes]:
        store.recover(db, now_ms=self.now_ms(), account_id=account_id)
        held = in_vain(db)
        changes = NOTHING
        for each in held:
            self.hold(db, each, reason=NOT_REMOVED, why="removal")
            changes |= each.changed
        ready = next_ready(db, now_ms=self.now_ms(), account_id=account_id)
        return None if ready is None else with_pictures(db, ready), changes

    def _go_on(self, row: Row, connector: Connector) -> Changes:
        if row.accepted or row.state is State.UNKNOWN:
            return self.look(row, connector)
        if row.kind.creates and row.attempts:
            # Certainly not applied, the network said; the public would see it twice if that was wrong.
            seen = self.seen(row, connector)
            if seen is not None:
                return seen
        if row.kind.needs_evidence:
            ready = self._evidence(row, connector)
        else:
            ready = self.transaction(lambda db: self._begin(db, row))
        return ready if isinstance(ready, Changes) else self._send(ready, connector)

    def _begin(self, db: Connection, row: Row) -> Row | Changes:
        """The last thing before the call: still wanted, and not stale."""
        now_ms = self.now_ms()
        # A clock that was put back makes nothing fresh: the record knows how late it has been.
        if asking.is_stale(row, now_ms=max(now_ms, asking.newest_ms(db)), stale_ms=self.pace.stale_ms):
            self.hold(db, row)
            return NOTHING
        if decided_before(db, row):
            self.hold(db, row, reason=FROZEN, why="frozen")
            return NOTHING
        if anothers_yes.asked(db, row, now_ms=now_ms) is not None:
            self.hold(db, row, reason=anothers_yes.NOBODY_ELSE, why="pre_election")
            return NOTHING
        speaks = row.kind.creates or row.kind is ActionKind.EDIT_POST
        if self.objection is not None and speaks and (why := self.objection(db, row.action.text)):
            self.hold(db, row, reason=why, why="protected")
            return NOTHING
        begun = store.begin_sending(db, row, now_ms=now_ms)
        return NOTHING if begun is None else with_pictures(db, begun)

    # --- Evidence -----------------------------------------------------------------------------------------------

    def _evidence(self, row: Row, connector: Connector) -> Row | Changes:
        """Completes the evidence and begins to send in one transaction, or ends an action that has lost its object."""
        evidence_id = row.evidence_id
        if evidence_id is None:
            raise BugError("a removal without evidence")
        taken_ms = self.write(lambda db: evidence.captured_ms(db, evidence_id))
        if taken_ms is not None and 0 <= self.now_ms() - taken_ms < self.pace.recapture_ms:
            return self.transaction(lambda db: self._begin(db, row))
        try:
            shown = captured(connector, row.action)
        except Gone as error:
            return self._gone_before(row, connector, error.happened)
        except Refused as error:
            sentence = f"Evidence could not be captured, so nothing was sent. {error.happened}"
            self.fail(row, why="refused", reason=sentence)
            return NOTHING
        return self.transaction(lambda db: self._capture_and_begin(db, row, shown))

    def _capture_and_begin(self, db: Connection, row: Row, shown: Capture) -> Row | Changes:
        self._complete(db, row, shown)
        if row.expected_text_sha256 in ("", evidence.text_sha256(evidence.shown_text(shown))):
            return self._begin(db, row)
        self.failed(db, row, why="changed", reason=_CHANGED)
        return self.mirror(db, row, (Seen(row.action.target, shown.item),) if shown.item else ())

    def _gone_before(self, row: Row, connector: Connector, reason: str) -> Row | Changes:
        """What was to be removed is gone already. A person can still be blocked for it."""
        if row.kind is ActionKind.BLOCK:
            return self.transaction(lambda db: self._complete(db, row, reason) or self._begin(db, row))
        seen = (Seen(row.action.target, None), *self.read_again(row, connector, None))

        def settle(db: Connection) -> Changes:
            self._complete(db, row, reason)
            if store.confirm(db, row, native_id=None, now_ms=self.now_ms(), already=True):
                return self.mirror(db, row, seen)
            return NOTHING

        return self.transaction(settle)

    def _complete(self, db: Connection, row: Row, shown: Capture | str) -> None:
        """Closes the evidence with what was shown, or with why nothing is; evidence once closed stays as it is."""
        evidence_id, now_ms = row.evidence_id, self.now_ms()
        if evidence_id is None or row.item_id is None or evidence.captured_ms(db, evidence_id) is not None:
            return
        if isinstance(shown, str):
            kept = evidence.complete_gone(db, evidence_id=evidence_id, reason=shown, now_ms=now_ms)
        else:
            kept = evidence.complete(db, evidence_id=evidence_id, capture=shown, now_ms=now_ms)
        entry = entries.Captured(
            outbox_id=row.id,
            item_id=row.item_id,
            account_id=row.account_id,
            action=row.kind.value,
            evidence_id=kept.id,
            manifest_sha256=kept.manifest_sha256,
            files=kept.files,
            missing=kept.missing,
        )
        append(db, entry, by=DESK, at_ms=now_ms)

    # --- The call -----------------------------------------------------------------------------------------------

    def _send(self, row: Row, connector: Connector) -> Changes:
        try:
            result = self._performed(row, connector)
        except BaseException:
            # A fault of ours, or the program being ended: the call may have left.
            self._lose(row, "The desk was interrupted while this was being sent.")
            raise
        match result:
            case Done():
                accepted = self._accept(row, result.native_id)
                return NOTHING if accepted is None else self.look(accepted, connector)
            case UnknownResult():
                self._lose(row, result.reason)
                return NOTHING
            case RefusedResult():
                return self._refused(row, connector, result.reason)
            case _:
                self.wait(row, result)
                return NOTHING

    def _performed(
        self, row: Row, connector: Connector
    ) -> ActionResult | Offline | Throttled | SignInExpired:
        try:
            return connector.perform(row.action)
        except ACCOUNT_WAITS as error:
            return error
        except Gone as error:
            # After a delete, "not found" is what was wanted.
            gone = row.kind in (ActionKind.DELETE, ActionKind.DELETE_POST)
            return Done() if gone else RefusedResult(reason=error.happened)
        except Refused as error:
            return RefusedResult(reason=error.happened)
        except NetworkError as error:
            return UnknownResult(reason=error.happened)

    def _refused(self, row: Row, connector: Connector, reason: str) -> Changes:
        """The network said no. Where it is so already (hidden by somebody else, or gone), that is what was wanted."""
        if not row.kind.creates:
            try:
                seen = self.seen(row, connector)
                if seen is not None:
                    return seen
            except NetworkError:
                pass  # the refusal stands
        self.fail(row, why="refused", reason=reason)
        return NOTHING

    def _accept(self, row: Row, native_id: NativeId | None) -> Row | None:
        def accept(db: Connection) -> Row | None:
            if not store.accept(db, row, native_id=native_id, now_ms=self.now_ms()):
                return None
            accepted = read_row(db, row.id)
            return None if accepted is None else with_pictures(db, accepted)

        return self.transaction(accept)

    def _lose(self, row: Row, reason: str) -> None:
        self.transaction(lambda db: store.lose(db, row, why="answer", reason=reason, now_ms=self.now_ms()))
