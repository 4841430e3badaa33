"""The whole engine with a network that takes every call and answers none: the other accounts read, send and confirm."""

from __future__ import annotations

import socket
import threading
from contextlib import closing

import stamina

from socialdesk.app import open_engine
from socialdesk.decisions.remove import decide_removal
from socialdesk.engine import Engine
from socialdesk.inbox import queries
from socialdesk.inbox.queries import View, ViewName
from socialdesk.model.accounts import Account, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.model.people import DESK
from socialdesk.outbox import queries as outbox
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State
from tests.fakes.byte_server import ByteServer

OTHER = Network.BLUESKY


def silence(_connection: socket.socket, _request: bytes, closing_: threading.Event) -> None:
    """Takes a request, and says nothing for as long as the test lasts."""
    closing_.wait()


def account_on(engine: Engine, network: Network) -> Account:
    return next(each for each in engine.accounts.values() if each.network is network)


def hide_one(engine: Engine, network: Network) -> ItemId:
    """Decides to hide something that somebody wrote there."""
    account = account_on(engine, network)
    with closing(engine.open_reader()) as db:
        ids = [ItemId(each) for each in queries.first_ids(db, View(ViewName.EVERYTHING), 500)]
        items = [queries.item(db, each) for each in ids]
    chosen = next(
        each
        for each in items
        if each.account_id == account.id
        and not each.by_force
        and each.can_hide is not False
        and each.kind != "message"
    )
    capabilities = engine.capabilities(account.id)
    engine.write(
        lambda db: decide_removal(
            db,
            item_id=chosen.id,
            action=ActionKind.HIDE,
            grounds=["spam"],
            answers={"spam.what": "A fraud or scam", "criticism.beyond": "It is a fraud."},
            aim="To keep people from losing money.",
            why_not_less="A reply would spread it.",
            book=engine.book,
            capabilities=capabilities,
            now=engine.clock(),
            by=DESK,
            undo_seconds=0,
            training=True,
        )
    ).result(10)
    return chosen.id


def newest(engine: Engine, item_id: ItemId) -> PendingRow:
    with closing(engine.open_reader()) as db:
        return outbox.for_item(db, item_id)[0]


def test_the_others_go_on_while_one_network_never_answers() -> None:
    with closing(open_engine(training="saturday-night")) as engine, ByteServer(silence) as hanging:
        for account in tuple(engine.accounts.values()):
            engine.sync(account, threading.Event())
        facebook = account_on(engine, Network.FACEBOOK)
        assert isinstance(engine.base_urls, dict)
        engine.base_urls[Network.FACEBOOK] = hanging.url
        engine.connections.forget([facebook.id])
        stuck = hide_one(engine, Network.FACEBOOK)
        engine.start()
        for attempt in stamina.retry_context(on=AssertionError, attempts=None, wait_max=0.2, timeout=60):
            with attempt:
                assert hanging.requests, "the account that hangs has asked"
        gone = hide_one(engine, Network.YOUTUBE)
        for attempt in stamina.retry_context(on=AssertionError, attempts=None, wait_max=0.2, timeout=60):
            with attempt:
                assert (found := newest(engine, gone)).state is State.CONFIRMED, found
        assert newest(engine, stuck).state is not State.CONFIRMED
        before = synced(engine, OTHER)
        engine.sync_now()
        for attempt in stamina.retry_context(on=AssertionError, attempts=None, wait_max=0.2, timeout=60):
            with attempt:
                assert synced(engine, OTHER) > before
        # A person's own work waits for none of it.
        engine.write(lambda db: db.execute("SELECT 1").fetchone()).result(2)


def synced(engine: Engine, network: Network) -> int:
    with closing(engine.open_reader()) as db:
        return next(each.last_success_ms or 0 for each in queries.accounts(db) if each.network is network)
