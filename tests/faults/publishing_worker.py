"""The desk as a process that is killed at random while somebody writes posts and threads, and they are sent."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import stamina

from socialdesk.clock import system_clock, to_ms
from socialdesk.inbox.intake import take_in_reread
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import ClauseId, NativeId, PostId
from socialdesk.outbox import queries
from socialdesk.outbox.dispatch import Dispatcher
from socialdesk.platforms.api import Credentials, FixedToken
from socialdesk.platforms.capabilities import capabilities_of
from socialdesk.platforms.registry import connector_for
from socialdesk.publishing import drafts, following, publish, targets
from socialdesk.publishing.standing import CheckStanding
from socialdesk.register.accounts import accounts
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import Connection, open_writer
from socialdesk.storage.writer import Writer
from tests.fakes.stocked_desk import NoTriage, book
from tests.faults.kill_worker import OFFICER, PACE, Hurried

PASSED = (CheckStanding(id="all", title="All", clause=ClauseId("3"), state="pass", sentence=""),)


@dataclass(frozen=True, kw_only=True)
class Orders:
    """What the parent tells the process that it is going to kill."""

    database: str
    key: bytes
    base_url: str
    account: str
    token: str
    acknowledged: str
    """The file to which each kept draft and each decision is written once the desk has answered that it is."""
    seed: int


class PublishingDesk:
    """The parts of the desk that publish, without a window."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.writer = Writer(lambda: open_writer(Path(orders.database), orders.key))
        self.account = self.writer.call(partial(_account, orders))
        self.stop = threading.Event()
        self.network = Hurried(
            lambda clock: connector_for(
                self.account,
                source=FixedToken(Credentials(token=orders.token)),
                base_url=orders.base_url,
                clock=clock,
                loopback_only=True,
            )
        )
        self.dispatcher = Dispatcher(
            write=self.writer.call,
            connector_for=lambda _: self.network,
            clock=system_clock,
            reread=partial(take_in_reread, triage=NoTriage(), book=book()),
            pace=PACE,
        )

    def send(self) -> float:
        """Takes what is due a step further; how many seconds until there is something to do again."""
        if self.dispatcher.dispatch_one() is not None:
            return 0.0
        if self.writer.call(lambda db: following.go_on(db, account_id=None, now=system_clock())) is not None:
            return 0.0
        due_ms = self.writer.call(queries.next_due_ms)
        return 0.05 if due_ms is None else min(0.05, max(0.001, (due_ms - to_ms(system_clock())) / 1000))

    def write_and_decide(self, name: str) -> None:
        """Types a post letter by letter, kept at each; then decides on it, as a thread of two."""
        first, second = f"{name}, first part.", f"{name}, second part."
        post_id: PostId | None = None
        for end in range(4, len(first) + 1, 4):
            text = first[:end]
            saved = self.writer.call(
                partial(
                    drafts.save_post, post_id=post_id, purpose="", text=text, now=system_clock(), by=OFFICER
                )
            )
            post_id = saved.post_id
            self._told(f"saved {post_id} {text}")
        assert post_id is not None
        self.writer.call(partial(self._decided, post_id, (first, second)))
        self._told(f"decided {post_id} {name}")

    def close(self) -> None:
        self.stop.set()
        self.network.close()
        self.writer.close()

    def _decided(self, post_id: PostId, texts: tuple[str, ...], db: Connection) -> None:
        now, account_id = system_clock(), self.account.id
        targets.set_targets(db, post_id=post_id, account_ids=[account_id], now=now, by=OFFICER)
        targets.set_texts(db, post_id=post_id, account_id=account_id, texts=texts, now=now, by=OFFICER)
        publish.decide_publish(
            db, post_id=post_id, checks=PASSED, book=book(), capabilities=lambda _: capabilities_of(Network.BLUESKY),
            now=now, by=OFFICER, undo_seconds=0,
        )  # fmt: skip

    def _told(self, line: str) -> None:
        with open(self.orders.acknowledged, "ab", buffering=0) as file:
            file.write(f"{line}\n".encode())


def live(orders: Orders) -> None:
    """Runs until killed, in a process of its own."""
    stamina.set_testing(True, attempts=2)  # reads are repeated at once: a life is short
    desk = PublishingDesk(orders)
    Path(f"{orders.acknowledged}.ready").touch()
    random = Random(orders.seed)
    writing = threading.Thread(target=lambda: _write(desk, random), daemon=True)
    writing.start()
    while True:
        desk.stop.wait(desk.send())


def _write(desk: PublishingDesk, random: Random) -> None:
    for number in range(3):
        desk.write_and_decide(f"Life {desk.orders.seed}, post {number}")
        desk.stop.wait(random.random() * 0.1)


def _account(orders: Orders, db: Connection) -> Account:
    found = accounts(db)
    if found:
        return next(iter(found.values()))
    return add_account(
        db, network=Network.BLUESKY, native_id=NativeId(orders.account), name="Anyshire Police", primary=True,
        now=system_clock(), by=OFFICER,
    )  # fmt: skip
