"""What the desk looks after by itself: how accounts are used, and when each is asked again."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from socialdesk.clock import to_ms
from socialdesk.engine import Engine
from socialdesk.model.accounts import Network
from socialdesk.model.people import Person, Role
from socialdesk.register import entries, keeping
from socialdesk.register.keeping import Facts
from socialdesk.register.register_rules import Kind
from tests.fakes.every_network_desk import STOP, desk

KEEPER = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)


def put_on_the_register(engine: Engine) -> int:
    account = next(each for each in engine.accounts.values() if each.network is Network.X)
    facts = Facts(
        network="x", handle="@CorbyNPT", kind=Kind.TEAM, owner="Corby", since_on=date(2019, 5, 1),
        account_id=account.id,
    )  # fmt: skip
    number = engine.writer.call(
        lambda db: keeping.enter(db, facts, now=engine.clock(), hours=engine.book.hours, by=KEEPER)
    )
    for place in range(4):
        engine.writer.call(
            lambda db, place=place: db.execute(
                "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw)"
                " VALUES (?, 'post', ?, 't', ?, ?)",
                (account.id, f"9{place}", to_ms(engine.clock()) - place,
                 '{"referenced_tweets": [{"type": "retweeted", "id": "1"}]}'),
            )
        )  # fmt: skip
    return number


def only_reshares(engine: Engine, number: int) -> bool:
    entry = engine.writer.call(lambda db: entries.one(db, number, engine.book.hours))
    assert entry is not None
    return entry.reshare_only


@pytest.mark.clause("A5")
def test_how_each_account_is_used_is_looked_at_every_hour_with_no_screen_open(tmp_path: Path) -> None:
    with desk(tmp_path) as (engine, _, hands):
        number = put_on_the_register(engine)
        engine.upkeep.round(STOP)
        assert only_reshares(engine, number)
        own = "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw) SELECT account_id, 'post', '99', 't', ?, '{}' FROM threads WHERE native_id = '90'"  # noqa: E501  (one statement)
        engine.writer.call(lambda db: db.execute(own, (to_ms(hands()),)))
        hands.forward(600)
        engine.upkeep.round(STOP)
        assert only_reshares(engine, number)
        hands.forward(3_600)
        engine.upkeep.round(STOP)
        assert not only_reshares(engine, number)


def test_the_desk_says_when_it_asks_an_account_again(tmp_path: Path) -> None:
    known = threading.Event()
    with desk(tmp_path) as (engine, _, hands):
        account = next(iter(engine.accounts.values()))
        assert engine.standing(account.id).next_poll_ms is None
        engine.listen(lambda _: known.set() if engine.standing(account.id).next_poll_ms else None)
        engine.patrol.keep()
        assert known.wait(20)
        next_ms = engine.standing(account.id).next_poll_ms
        assert next_ms is None or 0 < next_ms - to_ms(hands()) <= 3_000
