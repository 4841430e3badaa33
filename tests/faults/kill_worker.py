"""The desk as a process that is killed at random: it receives, decides and sends, each on its own thread."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random

import stamina

from socialdesk.clock import Clock, system_clock, to_ms
from socialdesk.config.paths import resources_dir
from socialdesk.decisions.case import NotOpen
from socialdesk.decisions.handling import back_to_person
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.inbox.intake import take_in_reread
from socialdesk.inbox.sync import sync_account
from socialdesk.model.accounts import Account, Capability, Network
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import ItemId, NativeId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries
from socialdesk.outbox.dispatch import Dispatcher, Pace
from socialdesk.platforms.api import (
    ActionResult,
    Budget,
    Capture,
    Connector,
    Credentials,
    FetchedPage,
    FixedToken,
    LookResult,
    Throttled,
)
from socialdesk.platforms.registry import connector_for
from socialdesk.policy.book import Book, load_book
from socialdesk.register.accounts import accounts
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import Connection, open_writer
from socialdesk.storage.writer import Writer
from tests.fakes.stocked_desk import NoTriage

OFFICER = Person("Pat Officer", Role.CORPORATE_COMMUNICATIONS)
PAGE = NativeId("100000000000001")
PACE = Pace(settle_ms=2_000, offline_ms=100, longest_ms=1_000)
"""The simulated network shows late by less than the settle window, as a real one is trusted to."""


@dataclass(frozen=True, kw_only=True)
class Orders:
    """What the parent tells the process that it is going to kill."""

    database: str
    key: bytes
    base_url: str
    token: str
    acknowledged: str
    """The file to which each decision is written once the desk has answered that it is made."""
    seed: int
    decisions: int


class Hurried:
    """A connector for which the minutes of a network's throttle are fractions of a second."""

    def __init__(self, connect: Callable[[Clock], Connector]) -> None:
        self._start = system_clock()
        self._connector = connect(self._clock)

    def _clock(self) -> datetime:
        now = system_clock()
        return now + (now - self._start) * 1_000

    @contextmanager
    def _soon(self) -> Generator[None]:
        try:
            yield
        except Throttled as error:
            raise Throttled(error.happened, until_ms=to_ms(system_clock()) + 50) from error

    def fetch(self, cursor: str | None, *, full: bool = False) -> FetchedPage:
        with self._soon():
            return self._connector.fetch(cursor, full=full)

    def perform(self, action: Action) -> ActionResult:
        with self._soon():
            return self._connector.perform(action)

    def look(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        with self._soon():
            return self._connector.look(action, not_before_ms=not_before_ms, known=known)

    def capture(self, action: Action) -> Capture:
        with self._soon():
            return self._connector.capture(action)

    def capabilities(self) -> Mapping[ActionKind, Capability]:
        return self._connector.capabilities()

    def budget(self) -> Budget:
        return self._connector.budget()

    def close(self) -> None:
        self._connector.close()


class Desk:
    """The parts of the desk that touch the store and the network, without a window."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.book: Book = load_book((resources_dir() / "policy" / "5-20-v5.toml").read_text(encoding="utf-8"))
        self.writer = Writer(lambda: open_writer(Path(orders.database), orders.key))
        self.account: Account = self.writer.call(_account)
        self.stop = threading.Event()
        self.network = self._connector()
        self.dispatcher = Dispatcher(
            write=self.writer.call,
            connector_for=lambda _: self.network,
            clock=system_clock,
            reread=partial(take_in_reread, triage=NoTriage(), book=self.book),
            back_to_person=back_to_person,
            pace=PACE,
        )

    def receive(self) -> None:
        """One round of synchronising."""
        sync_account(
            account=self.account,
            connector=self.network,
            write=self.writer.call,
            clock=system_clock,
            triage=NoTriage(),
            book=self.book,
            stop=self.stop,
        )

    def send(self) -> float:
        """Takes what is due a step further; how many seconds until there is something to do again."""
        if self.dispatcher.dispatch_one() is not None:
            return 0.0
        due_ms = self.writer.call(queries.next_due_ms)
        return 0.05 if due_ms is None else min(0.05, max(0.001, (due_ms - to_ms(system_clock())) / 1000))

    def decide(self, random: Random) -> None:
        """Decides something on an open item, and writes down that it was told so."""
        item_id = self.writer.call(lambda db: _open_item(db, random))
        if item_id is None:
            return
        use = self._removal(random) if random.random() < 0.5 else self._reply()
        try:
            number = self.writer.call(lambda db: _decided(db, use, item_id))
        except NotOpen:
            return
        with open(self.orders.acknowledged, "ab", buffering=0) as file:
            file.write(f"{number}\n".encode())

    def close(self) -> None:
        self.stop.set()
        self.network.close()
        self.writer.close()

    def _removal(self, random: Random) -> Callable[[Connection, ItemId], object]:
        kind = random.choice([ActionKind.HIDE, ActionKind.DELETE])
        return lambda db, item_id: decide_removal(
            db, item_id=item_id, action=kind, grounds=["spam"], answers={"spam.what": "A fraud or scam"},
            aim="Keep people from losing money.", why_not_less="A reply would spread it.", book=self.book,
            capabilities=self.network.capabilities(), now=system_clock(), by=OFFICER, undo_seconds=0,
        )  # fmt: skip

    def _reply(self) -> Callable[[Connection, ItemId], object]:
        text = f"Thank you, we are looking into it. {uuid.uuid4()}"
        return lambda db, item_id: decide_reply(
            db, item_id=item_id, kind=ActionKind.REPLY, text=text, book=self.book,
            capabilities=self.network.capabilities(), now=system_clock(), by=OFFICER, undo_seconds=0,
        )  # fmt: skip

    def _connector(self) -> Connector:
        return Hurried(
            lambda clock: connector_for(
                self.account,
                source=FixedToken(Credentials(token=self.orders.token)),
                base_url=self.orders.base_url,
                clock=clock,
                loopback_only=True,
            )
        )


def live(orders: Orders) -> None:
    """Runs until killed, in a process of its own."""
    stamina.set_testing(True, attempts=2)  # reads are repeated at once: a life is short
    desk = Desk(orders)
    Path(f"{orders.acknowledged}.ready").write_text(str(os.getpid()))
    random = Random(orders.seed)

    def receive() -> None:
        while not desk.stop.wait(0.02):
            desk.receive()

    def send() -> None:
        while not desk.stop.is_set():
            desk.stop.wait(desk.send())

    for work in (receive, send):
        threading.Thread(target=work, name=work.__name__, daemon=True).start()
    for _ in range(orders.decisions):
        desk.stop.wait(random.random() * 0.1)
        desk.decide(random)
    desk.stop.wait()


def _account(db: Connection) -> Account:
    found = accounts(db)
    if found:
        return next(iter(found.values()))
    return add_account(
        db, network=Network.FACEBOOK, native_id=PAGE, name="Anyshire Police", primary=True, now=system_clock(),
        by=OFFICER,
    )  # fmt: skip


def _open_item(db: Connection, random: Random) -> ItemId | None:
    found = db.execute("SELECT item_id FROM worklist WHERE open = 1 ORDER BY item_id LIMIT 40").fetchall()
    return ItemId(random.choice(found)[0]) if found else None


def _decided(db: Connection, use: Callable[[Connection, ItemId], object], item_id: ItemId) -> int:
    use(db, item_id)
    row = db.execute("SELECT max(id) FROM decisions").fetchone()
    assert row is not None
    return int(row[0])
