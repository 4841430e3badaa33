"""What becomes of an action whose call has been made, or cannot be made: seen, not seen, put off, failed, unclear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from socialdesk.clock import Clock, to_ms
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, ItemId, NativeId
from socialdesk.outbox import asking, store
from socialdesk.outbox.pace import NEVER_MS, Pace
from socialdesk.outbox.rereading import REPLIES_READ, Reread, Seen, look, see, see_about, take_in
from socialdesk.outbox.rows import Row
from socialdesk.outbox.rows import row as read_row
from socialdesk.outbox.states import State
from socialdesk.platforms.api import (
    Connector,
    Found,
    LookResult,
    NetworkError,
    Offline,
    Refused,
    SignInExpired,
    Throttled,
)
from socialdesk.storage.database import Connection, writing

T = TypeVar("T")
ACCOUNT_WAITS = (Offline, Throttled, SignInExpired)
"""Errors that say: certainly not applied, and nothing else of this account will be either."""
_SKEW_MS = 5 * 60_000
"""How far a network's clock may be from ours when our own words are looked for."""
_UNSEEN = "The network accepted it, but does not show it yet."
_NOT_THERE_YET = "It was not there when the desk looked; the network may show it late."
_COULD_NOT_CONFIRM = (
    "Could not confirm: the network does not show it, and may yet. Look there, then say whether it is there."
)


class Write(Protocol):
    """Runs work on the one writing connection and waits for it (`storage.writer.Writer.call`)."""

    def __call__(self, work: Callable[[Connection], T], /) -> T: ...


BackToPerson = Callable[[Connection, ItemId, int], None]
"""Puts an item back on the list, within the outbox's transaction: what was decided on it did not come about."""


Objection = Callable[[Connection, str], str]
"""A sentence that says why words must not leave, or ""; asked within the transaction in which they would."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one action, with all that it needs."""

    write: Write
    connector_for: Callable[[AccountId], Connector]
    clock: Clock
    reread: Reread
    back_to_person: BackToPerson | None
    pace: Pace
    objection: Objection | None = None

    def transaction(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in one transaction."""

        def within(db: Connection) -> T:
            with writing(db):
                return work(db)

        return self.write(within)

    def now_ms(self) -> int:
        """The time now."""
        return to_ms(self.clock())

    # --- Looking ------------------------------------------------------------------------------------------------

    def look(self, row: Row, connector: Connector) -> Changes:
        """Looks for the effect of what was accepted, or may have been applied."""
        try:
            changes = self.seen(row, connector)
        except Refused:
            if row.accepted and not row.kind.creates:
                return self._unshown(row, connector)
            raise
        if changes is None:
            self.transaction(lambda db: self._not_seen(db, row))
        return changes or NOTHING

    def seen(self, row: Row, connector: Connector) -> Changes | None:
        """Confirms where a look shows the effect; None where it does not."""
        found = self.looked(row, connector)
        return self.confirm(row, connector, found.native_id) if isinstance(found, Found) else None

    def looked(self, row: Row, connector: Connector) -> LookResult:
        """Asks the network."""
        return look(
            connector,
            row.action,
            not_before_ms=(row.first_sent_ms or row.queued_ms) - _SKEW_MS,
            known=self.write(lambda db: asking.known_to_look(db, row)),
            expected=row.native_id,
        )

    def confirm(self, row: Row, connector: Connector, native_id: NativeId | None) -> Changes:
        """Reads again what was altered, then settles the action and the mirror in one transaction."""
        seen = self.read_again(row, connector, native_id or row.native_id)

        def settle(db: Connection) -> Changes:
            if store.confirm(db, row, native_id=native_id, now_ms=self.now_ms()):
                return self.mirror(db, row, seen)
            return NOTHING

        return self.transaction(settle)

    def _unshown(self, row: Row, connector: Connector) -> Changes:
        """Accepted by a network that has no way to show it, a report or a ban: its yes is all there will be."""
        seen: tuple[Seen, ...] = ()
        if row.kind is ActionKind.BLOCK:
            seen = see_about(connector, row.action, beneath=self._beneath(row))

        def settle(db: Connection) -> Changes:
            if store.confirm(db, row, native_id=row.native_id, now_ms=self.now_ms(), unshown=True):
                return self.mirror(db, row, seen)
            return NOTHING

        return self.transaction(settle)

    def _beneath(self, row: Row) -> list[NativeId]:
        item_id = row.item_id
        if item_id is None:
            return []
        return self.write(lambda db: asking.replies_beneath(db, item_id, limit=REPLIES_READ))

    def read_again(self, row: Row, connector: Connector, made: NativeId | None) -> tuple[Seen, ...]:
        """What the network shows now of the action's object, and of what goes with it."""
        beneath = self._beneath(row) if row.kind is ActionKind.DELETE else []
        return see(connector, row.action, made=made, beneath=beneath)

    def mirror(self, db: Connection, row: Row, seen: tuple[Seen, ...]) -> Changes:
        """Hands what was seen to the mirror."""
        return take_in(db, seen, account_id=row.account_id, reread=self.reread, now_ms=self.now_ms())

    def _not_seen(self, db: Connection, row: Row) -> None:
        now_ms = self.now_ms()
        if row.accepted:
            self._accepted_unseen(db, row, now_ms)
            return
        since_sent_ms = now_ms - (row.last_sent_ms or row.queued_ms)
        if row.needs_person:
            pause = self.pace.next_late_look(row.looks + 1)
            until_ms = NEVER_MS if pause is None else now_ms + pause
            store.ask_person(db, row, reason=row.reason, until_ms=until_ms, now_ms=now_ms)
        elif not self.pace.decisive(looks=row.looks, since_sent_ms=since_sent_ms):
            pause = self.pace.next_unknown_look(since_sent_ms=since_sent_ms)
            store.missed(db, row, until_ms=now_ms + pause, reason=_NOT_THERE_YET, now_ms=now_ms)
        elif row.kind.creates or row.attempts >= self.pace.repeats:
            self._ask(db, row, _COULD_NOT_CONFIRM, now_ms + self.pace.settle_ms)
        else:
            store.send_again(db, row, until_ms=now_ms, now_ms=now_ms)

    def _accepted_unseen(self, db: Connection, row: Row, now_ms: int) -> None:
        looks = row.looks + 1
        if looks < self.pace.accepted_looks:
            pause = self.pace.next_accepted_look(looks)
            store.missed(db, row, until_ms=now_ms + pause, reason=_UNSEEN, now_ms=now_ms)
            return
        ask = row.kind.creates
        lost = store.lose(db, row, why="unseen", reason=_UNSEEN, now_ms=now_ms, needs_person=ask)
        if lost and ask:
            self._back(db, row)

    # --- Trouble ------------------------------------------------------------------------------------------------

    def wait(self, row: Row, error: NetworkError) -> None:
        """The account cannot be reached now: nothing of it goes on for a while."""
        self.transaction(lambda db: self._wait(db, _now(db, row), error))

    def unreadable(self, row: Row, error: NetworkError) -> None:
        """No answer could be read to a look or a capture: tried again, in the end by a person."""
        self.transaction(lambda db: self._unreadable(db, _now(db, row), error))

    def fail(self, row: Row, *, why: str, reason: str) -> None:
        """Certainly not applied, and not to be tried again; a person is told."""
        self.transaction(lambda db: self.failed(db, _now(db, row), why=why, reason=reason))

    def failed(self, db: Connection, row: Row, *, why: str, reason: str) -> None:
        """As `fail`, within a transaction."""
        if store.refuse(db, row, why=why, reason=reason, now_ms=self.now_ms()):
            self._back(db, row)

    def hold(self, db: Connection, row: Row, *, reason: str = store.STALE, why: str = "stale") -> None:
        """Keeps words back for a person's fresh yes, within a transaction: stale ones, or those that wait in vain."""
        if store.hold(db, row, now_ms=self.now_ms(), reason=reason, why=why):
            self._back(db, row)

    def _wait(self, db: Connection, row: Row, error: NetworkError) -> None:
        now_ms = self.now_ms()
        until_ms = now_ms + self.pace.next_wait(row.waits)
        why = "sign_in" if isinstance(error, SignInExpired) else "offline"
        if isinstance(error, Throttled):
            why, until_ms = "throttled", max(error.until_ms, now_ms + 1_000)
        if row.state in (State.SENDING, State.UNKNOWN) and (row.accepted or row.state is State.UNKNOWN):
            store.postpone(db, row, reason=str(error), until_ms=until_ms)
        elif row.state.live:
            store.defer(db, row, why=why, reason=str(error), until_ms=until_ms, now_ms=now_ms)

    def _unreadable(self, db: Connection, row: Row, error: NetworkError) -> None:
        until_ms = self.now_ms() + self.pace.next_wait(row.waits)
        if row.waits < self.pace.repeats:
            store.postpone(db, row, reason=str(error), until_ms=until_ms)
        elif row.state is State.UNKNOWN:
            self._ask(db, row, str(error), until_ms)
        elif row.state is State.SENDING:
            store.lose(db, row, why="unseen", reason=str(error), now_ms=self.now_ms())
        elif row.state.live:
            kept = "It was not sent again." if row.attempts else "Nothing was sent."
            self.failed(db, row, why="refused", reason=f"{kept} {error}")

    def _ask(self, db: Connection, row: Row, reason: str, until_ms: int) -> None:
        asked = store.ask_person(db, row, reason=reason, until_ms=until_ms, now_ms=self.now_ms())
        if asked and not row.needs_person:
            self._back(db, row)

    def _back(self, db: Connection, row: Row) -> None:
        if self.back_to_person is not None and row.item_id is not None:
            self.back_to_person(db, row.item_id, self.now_ms())


def _now(db: Connection, row: Row) -> Row:
    """The row as it is by now: the step itself may have moved it on."""
    return read_row(db, row.id) or row
