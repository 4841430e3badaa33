"""What goes round by itself: each account is asked, and served, by threads of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from socialdesk.background.loops import Loops
from socialdesk.clock import Clock, to_ms
from socialdesk.inbox import health, search
from socialdesk.model.accounts import Account, Capability, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId
from socialdesk.outbox.ready import next_due_ms
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing
from socialdesk.storage.writer import Writer

if TYPE_CHECKING:
    from socialdesk.outbox.dispatch import Dispatcher
    from socialdesk.platforms.api import Connector
    from socialdesk.triage.api import Triage

# The window is shown before a network is asked: what only the rounds need is imported by them. Hence PLC0415.
T = TypeVar("T")

INDEX_AT_ONCE = 1_000
"""A decision waits for the writer no longer than so many items take to index."""
IDLE_SECONDS = 15.0
"""An account's outbox is looked into so often where nothing is due; a decision wakes it at once."""


@dataclass(kw_only=True)
class Patrol:
    """Synchronises and sends for every account. A network that hangs holds up none but its own account."""

    writer: Writer
    clock: Clock
    book: Book
    triage: Triage
    accounts: Mapping[AccountId, Account]
    connector: Callable[[AccountId], Connector]
    dispatcher: Callable[[], Dispatcher]
    tell: Callable[[Changes], None]
    sync_seconds: Callable[[Network], float]
    full_read_ms: Callable[[], int]
    capabilities: Callable[[AccountId], Mapping[ActionKind, Capability]]
    training: bool

    def __post_init__(self) -> None:
        self._page = threading.Lock()
        self._dispatcher: Dispatcher | None = None
        self._making = threading.Lock()
        self._later_ms: dict[AccountId, int] = {}
        self._next_look_ms: dict[AccountId, int] = {}
        self._syncing = Loops("sync", self._sync_pause, self._sync_round)
        self._sending = Loops("outbox", self._pause, self._send_round)

    def keep(self) -> None:
        """A pair of threads for each connected account, and for no other."""
        ids = [int(each) for each in self.accounts]
        self._syncing.keep(ids)
        self._sending.keep(ids)

    def sync_now(self) -> None:
        """Asks every network again at once. Returns at once."""
        self._syncing.wake()

    def send_now(self) -> None:
        """Looks at once for something to send. Returns at once."""
        self._sending.wake()

    def next_look_ms(self, account_id: AccountId) -> int | None:
        """When an account is asked again; None while it is being asked, and before the first round. Any thread."""
        return self._next_look_ms.get(account_id)

    def stop(self) -> None:
        """Ends every round and waits for it."""
        self._syncing.stop()
        self._sending.stop()
        self._syncing.join()
        self._sending.join()

    def sync(self, account: Account, stop: threading.Event, *, full: bool = False) -> Changes:
        """One round over one account; what goes wrong is said in its health."""
        from socialdesk.decisions.blocking_following import remind  # noqa: PLC0415  (see above)
        from socialdesk.decisions.by_hand_following import follow_up  # noqa: PLC0415  (see above)
        from socialdesk.inbox.sync import sync_account  # noqa: PLC0415  (see above)
        from socialdesk.platforms.api import NetworkError  # noqa: PLC0415  (see above)
        from socialdesk.publishing.following import see_published  # noqa: PLC0415  (see above)

        try:
            connector = self.connector(account.id)
        except NetworkError as error:
            self.writer.call(partial(self._not_asked, account.id, str(error)))
            return Changes(accounts=True)
        changes = sync_account(
            account=account,
            connector=connector,
            write=self._in_turn,
            clock=self.clock,
            triage=self.triage,
            book=self.book,
            stop=stop,
            full=full,
            on_progress=lambda _, changed: self.tell(changed | Changes(accounts=True)),
        )
        self.tell(self._in_turn(partial(follow_up, account_id=account.id, now=self.clock())))
        self.tell(self._in_turn(partial(remind, account_id=account.id, now=self.clock())))
        self.tell(self._in_turn(partial(see_published, account_id=account.id, now=self.clock())))
        while not stop.is_set() and self._in_turn(lambda db: search.index_more(db, INDEX_AT_ONCE)):
            pass
        return changes

    def send_everything(self, stop: threading.Event, account_id: AccountId | None = None) -> None:
        """Takes every action that is due, of one account or of all, as far as it goes now."""
        from socialdesk.decisions.blocking_following import BlockEvidenceTaker  # noqa: PLC0415  (see above)
        from socialdesk.decisions.by_hand_evidence import ByHandEvidence  # noqa: PLC0415  (see above)
        from socialdesk.decisions.referring_evidence import ReferralEvidence  # noqa: PLC0415  (see above)
        from socialdesk.publishing.following import go_on  # noqa: PLC0415  (see above)

        dispatcher = self._made_dispatcher()
        by_hand = ByHandEvidence(
            write=dispatcher.write,
            connector_for=dispatcher.connector_for,
            clock=dispatcher.clock,
            reread=dispatcher.reread,
        )
        referred = ReferralEvidence(
            write=dispatcher.write, connector_for=dispatcher.connector_for, clock=dispatcher.clock
        )
        blocks = BlockEvidenceTaker(
            write=dispatcher.write,
            connector_for=dispatcher.connector_for,
            clock=dispatcher.clock,
            later_ms=self._later_ms,
        )
        while not stop.is_set():
            # A person waits for evidence before going to the network.
            changes = (
                by_hand.capture_one(account_id)
                or referred.capture_one(account_id)
                or dispatcher.dispatch_one(account_id)
                or self.writer.call(lambda db: go_on(db, account_id=account_id, now=self.clock()))
                or self.writer.call(self._appeals_on)
                or blocks.capture_one(account_id)
            )
            if changes is None:
                return
            self.tell(changes)

    def _appeals_on(self, db: Connection) -> Changes | None:
        """What was asked for of an appeal that is over, and did not get to the outbox, as after a crash."""
        from socialdesk.publishing import takedown  # noqa: PLC0415  (see above)

        if not takedown.waiting_to_hand(db):
            return None
        changes = takedown.go_on(
            db, book=self.book, capabilities=self.capabilities, now=self.clock(), training=self.training
        )
        return changes or None

    def _in_turn(self, work: Callable[[Connection], T], /) -> T:
        # However many accounts bring pages, a person's decision waits for one of them at most.
        with self._page:
            return self.writer.call(work)

    def _made_dispatcher(self) -> Dispatcher:
        with self._making:
            if self._dispatcher is None:
                self._dispatcher = self.dispatcher()
            return self._dispatcher

    def _sync_round(self, number: int, stop: threading.Event) -> None:
        account = self.accounts.get(AccountId(number))
        if account is None:
            return
        self._next_look_ms.pop(account.id, None)
        self.sync(account, stop)
        if self._full_read_due(account) and not stop.is_set():
            self.sync(account, stop, full=True)
        self.tell(Changes(accounts=True))

    def _sync_pause(self, number: int) -> float:
        account = self.accounts.get(AccountId(number))
        if account is None:
            return IDLE_SECONDS
        seconds = self.sync_seconds(account.network)
        self._next_look_ms[account.id] = to_ms(self.clock()) + round(seconds * 1000)
        return seconds

    def _full_read_due(self, account: Account) -> bool:
        """True where edits and deletions have not been looked for in so long."""
        now_ms, every_ms = to_ms(self.clock()), self.full_read_ms()
        return self.writer.call(
            lambda db: health.full_read_due(db, account.id, now_ms=now_ms, every_ms=every_ms)
        )

    def _send_round(self, number: int, stop: threading.Event) -> None:
        self.send_everything(stop, AccountId(number))

    def _pause(self, number: int) -> float:
        due_ms = self.writer.call(lambda db: next_due_ms(db, AccountId(number)))
        if due_ms is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.05, (due_ms - to_ms(self.clock())) / 1000))

    def _not_asked(self, account_id: AccountId, why: str, db: Connection) -> None:
        with writing(db):
            health.note_problem(
                db, account_id, kind="sign_in", sentence=why, wait_until_ms=None, now_ms=to_ms(self.clock())
            )
