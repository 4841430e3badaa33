"""Training keeps to itself: no keyring, no host but this machine, and nothing left behind (T4)."""

from __future__ import annotations

import threading
from contextlib import closing
from functools import partial

import pytest

from socialdesk.app import open_engine
from socialdesk.config.secrets import MemorySecrets
from socialdesk.inbox import queries
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.accounts import Network
from socialdesk.model.changes import Changes
from socialdesk.model.people import Role
from socialdesk.platforms.api import NetworkError
from socialdesk.register import staff_list
from socialdesk.register.accounts import token_name


@pytest.mark.clause("T4")
def test_nothing_is_left_behind() -> None:
    engine = open_engine(training="first-night")
    folder = engine.paths.data_dir
    assert folder.is_dir()
    assert isinstance(engine.secrets, MemorySecrets)
    engine.close()
    assert not folder.exists()


@pytest.mark.clause("T4")
def test_no_other_host_is_spoken_to() -> None:
    with closing(open_engine(training="first-night")) as engine:
        engine.base_urls = {Network.FACEBOOK: "https://graph.facebook.com"}
        account = next(iter(engine.accounts.values()))
        with pytest.raises(NetworkError):
            engine.connector(account.id)


def test_the_loops_bring_what_arrives_and_end() -> None:
    before = threading.enumerate()
    heard: list[Changes] = []
    arrived = threading.Event()

    def listen(changes: Changes) -> None:
        heard.append(changes)
        if changes.new_items:
            arrived.set()

    with closing(open_engine(training="first-night")) as engine:
        engine.listen(listen)
        engine.start()
        assert arrived.wait(20)
    assert not [thread for thread in threading.enumerate() if thread not in before]


def test_a_network_that_cannot_be_reached_is_said_in_the_accounts_health() -> None:
    with closing(open_engine(training="first-night")) as engine:
        engine.base_urls = {Network.FACEBOOK: "http://127.0.0.1:9"}
        account = next(iter(engine.accounts.values()))
        engine.sync(account, threading.Event())
        with closing(engine.open_reader()) as db:
            health = queries.accounts(db)[0]
        assert health.problem_kind == "offline"
        assert health.problem
        assert health.last_success_ms is None


def test_an_account_without_a_token_waits_for_a_sign_in() -> None:
    with closing(open_engine(training="first-night")) as engine:
        account = next(iter(engine.accounts.values()))
        engine.secrets.delete(token_name(account.network, account.native_id))
        engine.sync(account, threading.Event())
        with closing(engine.open_reader()) as db:
            health = queries.accounts(db)[0]
        assert health.problem_kind == "sign_in"
        assert "Connect the account again." in health.problem


def test_a_protected_name_is_found_in_what_is_there_already() -> None:
    with closing(open_engine(training="first-night")) as engine:
        for account in engine.accounts.values():
            engine.sync(account, threading.Event())
        heard: list[Changes] = []
        engine.listen(heard.append)
        protect = partial(
            add_words,
            case_name="The missing girl",
            words="Tennyson Close",
            now=engine.clock(),
            by=engine.person,
        )
        engine.writer.call(protect)
        engine.assess_again(None, lambda _looked, _of: None)
        found = frozenset[int]().union(*(changes.items for changes in heard))
        with closing(engine.open_reader()) as db:
            rows = queries.rows(db, sorted(found)).values()
        assert [row.untrusted_text for row in rows if "Tennyson Close" in row.untrusted_text]
        assert all(row.flagged for row in rows)


@pytest.mark.clause("B1")
def test_in_training_there_are_colleagues_to_ask_and_the_trainee_stays_at_the_desk() -> None:
    with closing(open_engine(training="first-night")) as engine:
        roles = [each.person.role for each in engine.writer.call(staff_list.everyone)]
        assert roles.count(Role.CORPORATE_COMMUNICATIONS) >= 2
        assert Role.OSCAR_1 in roles
        assert engine.person.role is Role.TRAINEE
