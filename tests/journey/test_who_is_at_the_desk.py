"""A real desk, opened again and again: the login says who is there, or nobody is until somebody signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

import socialdesk.app
from socialdesk.app import open_engine
from socialdesk.config.secrets import MemorySecrets
from socialdesk.engine import Engine
from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId
from socialdesk.model.people import DESK, NOBODY, Person, Role
from socialdesk.register import staff
from socialdesk.register.connecting import add_account

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SAID = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Engine]:
    """Opens the desk under a login."""
    kept = MemorySecrets()

    def opened(login: str) -> Engine:
        monkeypatch.setattr(socialdesk.app, "os_account", lambda: login)
        return open_engine(data_dir=tmp_path, create=True, clock=lambda: NOW, open_keyring=lambda _: kept)

    return opened


@pytest.mark.clause("T3")
def test_the_login_says_who_it_is_and_another_login_is_nobody(desk: Callable[[str], Engine]) -> None:
    engine = desk("force\\king.a")
    try:
        assert engine.person == DESK
        engine.save_settings(replace(engine.settings, person_name="Old Way", person_role="ido"))
        assert engine.person == Person("Old Way", Role.IDO)
        number = engine.writer.call(
            partial(staff.add, name="Amara King", role=SAID.role, os_account=engine.login, now=NOW, by=SAID)
        )
    finally:
        engine.close()
    engine = desk("force\\king.a")
    try:
        assert engine.person.staff_id == number
        engine.start()
    finally:
        engine.close()
    engine = desk("force\\somebody")
    try:
        assert engine.person == NOBODY
        row = engine.writer.call(
            lambda db: db.execute("SELECT by_name, facts FROM audit WHERE kind = 'signed-on'").fetchall()
        )
        assert row == [("Amara King", f'{{"how":"login","staff_id":{number}}}')]
    finally:
        engine.close()


@pytest.mark.clause("I3")
def test_who_is_altered_or_ended_at_the_desk_is_known_so_at_once(desk: Callable[[str], Engine]) -> None:
    engine = desk("")
    try:
        call = engine.writer.call
        account = call(
            partial(add_account, network=Network.X, native_id=NativeId("1"), name="Corby", now=NOW, by=SAID)
        )
        boss = call(partial(staff.add, name="Amara King", role=SAID.role, now=NOW, by=SAID))
        person = Person("Amara King", SAID.role, "", boss)
        call(partial(staff.set_pin, staff_id=boss, pin="4071", now=NOW, by=person))
        holder = call(
            partial(
                staff.add, name="Ann", role=Role.ACCOUNT_HOLDER, accounts=[account.id], now=NOW, by=person
            )
        )
        engine.seat(Person("Ann", Role.ACCOUNT_HOLDER, "", holder))
        seated = engine.staff_altered()
        assert seated is not None
        assert seated.holds == {account.id}
        assert engine.accounts[account.id].owner == "Ann"
        call(partial(staff.end, staff_id=holder, now=NOW, by=person))
        assert engine.staff_altered() == NOBODY
        assert engine.accounts[account.id].owner == ""
        assert engine.person == NOBODY
    finally:
        engine.close()
