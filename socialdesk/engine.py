"""The desk without a window: its store, its connectors and its loops; begun and ended in one place each."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from socialdesk.background.loops import Loop
from socialdesk.clock import Clock, to_ms
from socialdesk.config import settings as settings_file
from socialdesk.config.paths import Paths
from socialdesk.config.secrets import Secrets
from socialdesk.config.settings import Settings
from socialdesk.model.accounts import Account, Capability, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, ThreadId
from socialdesk.model.people import DESK, NOBODY, Person, Role
from socialdesk.model_reading import ModelReading, ModelWhenNeeded, no_model
from socialdesk.outbox import queries as outbox_queries
from socialdesk.patrol import Patrol
from socialdesk.platforms.capabilities import capabilities_of
from socialdesk.policy.book import Book
from socialdesk.register import staff_list
from socialdesk.register.accounts import accounts
from socialdesk.storage.database import Connection, Key, open_reader, writing
from socialdesk.storage.writer import Writer
from socialdesk.upkeep import Upkeep

if TYPE_CHECKING:
    from socialdesk.audit.head import HeadKeeper
    from socialdesk.connections import Connections
    from socialdesk.outbox.dispatch import Dispatcher
    from socialdesk.platforms.api import Connector
    from socialdesk.rechecking import Rechecking
    from socialdesk.register.hootsuite import Hootsuite
    from socialdesk.register.joining import Joining, Standing
    from socialdesk.triage.api import Triage

# The window is shown before a network is asked: what only the loops need is imported by them. Hence PLC0415.
T = TypeVar("T")
log = logging.getLogger("socialdesk.app")

HEAD_SECONDS = 30.0
TRAINING_SYNC_SECONDS = 3.0
TRAINING_FULL_READ_HOURS = 60 / 3600
"""A minute: in training edits and deletions are part of the lesson."""


@dataclass(kw_only=True)
class Engine:
    """Everything but the window. `start` begins the loops; `close` ends everything in order, twice is harmless."""

    paths: Paths
    key: Key = field(repr=False)
    secrets: Secrets = field(repr=False)
    writer: Writer
    clock: Clock
    book: Book
    triage: Triage
    settings: Settings
    training: bool
    reader: ModelWhenNeeded = field(default_factory=no_model)
    """The trained model, loaded the first time that it is asked for."""
    base_urls: Mapping[Network, str] = field(default_factory=dict[Network, str])
    """Where a network is spoken to if not at its own address: the simulated one, in training."""
    hootsuite_url: str | None = None
    login: str = ""
    """The operating system's account of whoever opened the desk; "" in training."""
    notices: list[str] = field(default_factory=list[str])
    also_close: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    """What was opened before the engine; closed after it, the last first."""

    def __post_init__(self) -> None:
        self.accounts: dict[AccountId, Account] = self.writer.call(accounts)
        self._connecting = threading.Lock()
        self._connections: Connections | None = None
        self._started = False
        self._closed = False
        self.patrol = Patrol(
            writer=self.writer,
            clock=self.clock,
            book=self.book,
            triage=self.triage,
            accounts=self.accounts,
            connector=self.connector,
            dispatcher=lambda: self.dispatcher,
            tell=self.tell,
            sync_seconds=self._sync_seconds,
            full_read_ms=self._full_read_ms,
            capabilities=self.capabilities,
            training=self.training,
        )
        self.upkeep = Upkeep(
            writer=self.writer,
            clock=lambda: self.clock(),
            book=self.book,
            paths=self.paths,
            key=self.key,
            settings=lambda: self.settings,
            training=self.training,
            head_keeper=lambda: self.head_keeper,
            catch_up=lambda: self.rechecking.catch_up(),
            look_for_endings=lambda: self.connections.sign_ins.look_for_endings(
                tuple(self.accounts.values())
            ),
            tell=self.tell,
        )
        self._care_loop = Loop("care", HEAD_SECONDS, self.upkeep.round)
        self._model_reading = ModelReading(
            writer=self.writer,
            clock=self.clock,
            book=self.book,
            triage=self.triage,
            reader=self.reader,
            accounts=self.accounts,
            tell=self.tell,
        )
        self._listeners: list[Callable[[Changes], None]] = [self._model_reading.take]
        self.writer.call(self._recover)
        self._seated: Person | None = None if self.training else self.writer.call(self._at_start)

    @cached_property
    def dispatcher(self) -> Dispatcher:
        """What sends; one for this database."""
        from socialdesk.decisions import handling, protected  # noqa: PLC0415  (see above)
        from socialdesk.inbox.intake import take_in_reread  # noqa: PLC0415  (see above)
        from socialdesk.outbox.dispatch import Dispatcher  # noqa: PLC0415  (see above)

        return Dispatcher(
            write=self.writer.call,
            connector_for=self.connector,
            clock=self.clock,
            reread=partial(take_in_reread, triage=self.triage, book=self.book),
            back_to_person=handling.back_to_person,
            objection=protected.objection,
        )

    @cached_property
    def head_keeper(self) -> HeadKeeper:
        """What keeps the head of the record outside the file."""
        from socialdesk.audit.head import HeadKeeper  # noqa: PLC0415  (see above)

        return HeadKeeper(self.secrets)

    # Beginning and ending

    def start(self) -> None:
        """Begins to synchronise, to send, and to look after the store; a second time changes nothing."""
        if self._started or self._closed:
            return
        self._started = True
        if self._seated is not None and self._seated.staff_id is not None:
            from socialdesk.decisions.handling import sign_on  # noqa: PLC0415  (see above)

            self.writer.submit(partial(sign_on, now=self.clock(), by=self._seated, how="login"))
        self.patrol.keep()
        self._care_loop.start()
        self._model_reading.loop.start()

    def close(self) -> None:
        """Ends the loops, then the connections, then the store. Nothing that was decided is lost by it."""
        if self._closed:
            return
        self._closed = True
        self._care_loop.stop()
        self.patrol.stop()
        self._model_reading.end()
        self._care_loop.join()
        if self._connections is not None:
            self._connections.close()
        try:
            if left := self.writer.call(outbox_queries.left_behind):
                log.info("closed with %d actions on their way and %d posts kept here", left.going, left.kept)
            self.writer.call(self.head_keeper.keep)
        finally:
            self.writer.close()
            for close in reversed(self.also_close):
                close()

    def open_reader(self) -> Connection:
        """A new reading connection, for the thread that asks."""
        return open_reader(self.paths.database, self.key)

    def write(self, work: Callable[[Connection], T], /) -> Future[T]:
        """Hands a use case to the writer; once it is durable, everyone hears what it changed, and it is sent."""

        def done(future: Future[T]) -> None:
            if future.cancelled() or future.exception() is not None:
                return
            answer = future.result()
            if isinstance(answer, Changes):
                self.tell(answer)
                if answer.outbox:
                    self.wake_outbox()
                    self._care_loop.wake()

        future = self.writer.submit(work)
        future.add_done_callback(done)
        return future

    # Who and what

    @property
    def person(self) -> Person:
        """Who sits at the desk: of the staff, or as the settings say; the desk itself while nobody has said so."""
        if self._seated is not None:
            return self._seated
        if self.settings.person_name and self.settings.person_role:
            return Person(self.settings.person_name, Role(self.settings.person_role))
        return DESK

    def seat(self, person: Person) -> None:
        """Somebody else sits down."""
        self._seated = person

    def staff_altered(self) -> Person | None:
        """Reads anew who holds which account, and who is at the desk; None where they only said who they are."""
        self.accounts.update(self.writer.call(accounts))
        seated = self._seated
        if seated is not None and seated.staff_id is not None:
            number = seated.staff_id
            found = self.writer.call(lambda db: staff_list.one(db, number))
            self._seated = NOBODY if found is None or found.ended_ms is not None else found.person
        self.tell(Changes(accounts=True))
        return self._seated

    def _at_start(self, db: Connection) -> Person | None:
        nobody = None if staff_list.anybody_may_say(db) else NOBODY
        return staff_list.by_os_account(db, self.login) or nobody

    def save_settings(self, settings: Settings) -> None:
        """Takes other settings into use, then writes them. Raises SettingsError; they hold until the end then."""
        self.settings = settings
        settings_file.save(self.paths.settings, settings)

    def listen(self, listener: Callable[[Changes], None]) -> None:
        """Registers who hears of every change, on the thread that it comes from."""
        self._listeners.append(listener)

    def tell(self, changes: Changes) -> None:
        """Lets everyone know of a change."""
        for listener in tuple(self._listeners) if changes else ():
            listener(changes)

    def capabilities(self, account_id: AccountId) -> Mapping[ActionKind, Capability]:
        """What an account's network lets it do."""
        account = self.accounts.get(account_id)
        if account is None:
            return {}
        return capabilities_of(account.network, self.settings.x_tier if account.network is Network.X else "")

    @property
    def connections(self) -> Connections:
        """The way to each account."""
        from socialdesk.connections import Connections  # noqa: PLC0415  (see above)
        from socialdesk.sign_ins import SignIns  # noqa: PLC0415  (see above)

        with self._connecting:
            if self._connections is None:
                self._connections = Connections(
                    sign_ins=SignIns(
                        secrets=self.secrets,
                        clock=self.clock,
                        settings=lambda: self.settings,
                        base_urls=self.base_urls,
                        loopback_only=self.training,
                    ),
                    clock=self.clock,
                    settings=lambda: self.settings,
                    base_urls=self.base_urls,
                    loopback_only=self.training,
                    hootsuite_url=self.hootsuite_url,
                    call=self.writer.call,
                    submit=self.writer.submit,
                )
            return self._connections

    @cached_property
    def joining(self) -> Joining:
        """Connecting accounts and taking them off."""
        from socialdesk.joining import AccountJoining  # noqa: PLC0415  (see above)

        return AccountJoining(
            connections=self.connections,
            writer=self.writer,
            person=lambda: self.person,
            save_settings=self.save_settings,
            changed=self._rejoined,
        )

    @cached_property
    def hootsuite(self) -> Hootsuite:
        """The way to Hootsuite, and which accounts' posts go through it."""
        from socialdesk.through_hootsuite import HootsuiteJoining  # noqa: PLC0415  (see above)

        return HootsuiteJoining(
            connections=self.connections,
            writer=self.writer,
            person=lambda: self.person,
            save_settings=self.save_settings,
            tell=self.tell,
            training=self.training,
        )

    def standing(self, account_id: AccountId) -> Standing:
        """How an account stands with its network, as last heard; asks nobody."""
        from socialdesk.register.joining import Standing  # noqa: PLC0415  (see above)

        held = None if self._connections is None else self._connections.held(account_id)
        budget = None if held is None else held.budget()
        return Standing(
            budget=() if budget is None else budget.lines,
            used_percent=0 if budget is None else budget.used_percent,
            next_poll_ms=self.patrol.next_look_ms(account_id),
            sign_in=""
            if self._connections is None
            else self._connections.sign_ins.endings.get(account_id, ""),
        )

    def connector(self, account_id: AccountId) -> Connector:
        """The one connector of an account; for network threads: it reads the keyring.

        Raises SignInExpired where the account is no longer connected or its token cannot be had, Refused for an address
        that may not be spoken to.
        """
        account = self.accounts.get(account_id)
        if account is None:
            from socialdesk.platforms.api import SignInExpired  # noqa: PLC0415  (see above)

            raise SignInExpired("The account is no longer connected.", to_do="Connect it again.")
        return self.connections.connector(account)

    def _rejoined(self, altered: list[Account]) -> None:
        """Accounts were connected, connected again, or taken off."""
        self.accounts.clear()
        self.accounts.update(self.writer.call(accounts))
        self.connections.forget(account.id for account in altered)
        if self._started:
            self.patrol.keep()
        self.tell(Changes(accounts=True))
        self.sync_now()

    @cached_property
    def rechecking(self) -> Rechecking:
        """What checks everything again; one for this desk."""
        from socialdesk.rechecking import Rechecking  # noqa: PLC0415  (see above)

        return Rechecking(
            writer=self.writer,
            clock=self.clock,
            book=self.book,
            triage=self.triage,
            accounts=self.accounts,
            tell=self.tell,
            stopped=lambda: self._closed,
        )

    def assess_again(self, threads: Sequence[ThreadId] | None, looked: Callable[[int, int], None]) -> None:
        """Assesses these threads again, None for everything; tells how far it is. Takes its time."""
        self.rechecking.again(threads, looked)

    # What the loops do

    def sync_now(self) -> None:
        """Asks the networks again at once. Returns at once."""
        self.patrol.sync_now()

    def wake_outbox(self) -> None:
        """Looks at once for something to send. Returns at once."""
        self.patrol.send_now()

    def sync(self, account: Account, stop: threading.Event, *, full: bool = False) -> Changes:
        """One round over one account; what goes wrong is said in its health."""
        return self.patrol.sync(account, stop, full=full)

    def send_everything(self, stop: threading.Event) -> None:
        """Takes every action that is due as far as it goes now."""
        self.patrol.send_everything(stop)

    def _sync_seconds(self, network: Network) -> float:
        asked = float(self.settings.seconds_between_looks(network.value))
        return min(asked, TRAINING_SYNC_SECONDS) if self.training else asked

    def _full_read_ms(self) -> int:
        hours = TRAINING_FULL_READ_HOURS if self.training else self.settings.full_read_hours
        return round(hours * 3_600_000)

    def _recover(self, db: Connection) -> None:
        if outbox_queries.any_cut_off(db):
            from socialdesk.outbox import store  # noqa: PLC0415  (seldom needed, and it brings the record along)

            with writing(db):
                store.recover(db, now_ms=to_ms(self.clock()))
