"""Who works at the desk: recorded by Corporate Communications, signing by PIN, slowed down where it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.audit.verify import verify
from socialdesk.config import pin as pins
from socialdesk.config.pin import UnusablePin, check_usable
from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId
from socialdesk.model.people import Person, Role, same_person
from socialdesk.register import staff
from socialdesk.register.accounts import accounts
from socialdesk.register.connecting import add_account
from socialdesk.register.staff_rules import (
    LONGEST_DELAY_MS,
    StaffError,
    WrongPin,
    delay_ms,
    left_ms,
    wait_words,
)
from socialdesk.storage.database import Connection, IntegrityError, open_writer

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FIRST = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)
PIN = "4071"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    connection = open_writer(tmp_path / "desk.db", KEY)
    yield connection
    connection.close()


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that argon2 can do: its cost is tried once, below."""

    def quick(pin: str) -> str:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(pin)

    monkeypatch.setattr(pins, "hashed", quick)


def king(db: Connection) -> Person:
    """Somebody of Corporate Communications, with a PIN."""
    staff_id = staff.add(db, name="Amara  King", role=Role.CORPORATE_COMMUNICATIONS, now=NOW, by=FIRST)
    found = staff.one(db, staff_id)
    assert found is not None
    staff.set_pin(db, staff_id=staff_id, pin=PIN, now=NOW, by=found.person)
    return found.person


def patel(db: Connection, by: Person, **more: object) -> int:
    values: dict[str, object] = {
        "number": "CC 1204",
        "role": Role.OSCAR_1,
        "os_account": "FORCE\\Patel.R",
        **more,
    }
    return staff.add(db, name="Ravi Patel", now=NOW, by=by, **values)  # pyright: ignore[reportArgumentType]


def kinds(db: Connection) -> list[str]:
    return [row[0] for row in db.execute("SELECT kind FROM audit ORDER BY seq").fetchall()]


@pytest.mark.clause("T3")
def test_staff_are_recorded_altered_and_ended_each_on_the_record(db: Connection) -> None:
    boss = king(db)
    number = patel(db, boss)
    found = staff.one(db, number)
    assert found is not None
    assert found.person == Person("Ravi Patel", Role.OSCAR_1, "CC 1204", number)
    staff.alter(db, replace(found, role=Role.IDO), now=NOW, by=boss)
    staff.alter(db, replace(found, role=Role.IDO), now=NOW, by=boss)  # nothing is altered by it
    staff.end(db, staff_id=number, now=NOW, by=boss)
    assert [each.name for each in staff.everyone(db)] == ["Amara King"]
    assert [each.name for each in staff.everyone(db, ended=True)] == ["Amara King", "Ravi Patel"]
    assert kinds(db) == ["staff-added", "pin-set", "staff-added", "staff-altered", "staff-ended"]
    facts = " ".join(row[0] for row in db.execute("SELECT facts FROM audit").fetchall())
    assert "Patel" not in facts
    assert "1204" not in facts
    assert not verify(db).problems
    with pytest.raises(WrongPin):
        staff.sign(db, staff_id=number, pin=PIN, now=NOW)
    with pytest.raises(StaffError, match="no longer"):
        staff.alter(db, found, now=NOW, by=boss)


@pytest.mark.clause("T3")
def test_the_login_says_who_it_is(db: Connection) -> None:
    boss = king(db)
    number = patel(db, boss)
    person = staff.by_os_account(db, "force\\PATEL.R")
    assert person is not None
    assert person.staff_id == number
    assert staff.by_os_account(db, "") is None
    assert staff.by_os_account(db, "force\\other") is None
    staff.end(db, staff_id=number, now=NOW, by=boss)
    assert staff.by_os_account(db, "force\\patel.r") is None


@pytest.mark.clause("A7")
def test_only_corporate_communications_alters_the_staff_whatever_the_window_believes(db: Connection) -> None:
    with pytest.raises(StaffError, match="Only Corporate"):
        patel(db, Person("Ravi Patel", Role.OSCAR_1))
    boss = king(db)
    number = patel(db, boss)
    oscar = staff.one(db, number)
    assert oscar is not None
    for claimed in (
        oscar.person,
        replace(oscar.person, role=Role.CORPORATE_COMMUNICATIONS),
        Person("Amara King", Role.CORPORATE_COMMUNICATIONS),
        Person("x", Role.CORPORATE_COMMUNICATIONS, staff_id=99),
    ):
        assert not staff.may_edit(db, claimed)
        with pytest.raises(StaffError, match="Only Corporate"):
            staff.alter(db, replace(oscar, role=Role.CORPORATE_COMMUNICATIONS), now=NOW, by=claimed)
        with pytest.raises(StaffError, match="Only Corporate"):
            staff.end(db, staff_id=number, now=NOW, by=claimed)
        if claimed.staff_id != number:
            with pytest.raises(StaffError, match="Only Corporate"):
                staff.set_pin(db, staff_id=number, pin="9031", now=NOW, by=claimed)


def test_a_number_and_a_login_are_one_persons(db: Connection) -> None:
    boss = king(db)
    patel(db, boss)
    with pytest.raises(StaffError, match="has that number"):
        patel(db, boss, number="cc 1204", os_account="")
    with pytest.raises(StaffError, match="login is recorded"):
        patel(db, boss, number="")
    with pytest.raises(StaffError, match="name is needed"):
        staff.add(db, name=" \t ", role=Role.IDO, now=NOW, by=boss)


def test_somebody_of_corporate_communications_is_left_while_others_are(db: Connection) -> None:
    boss = king(db)
    patel(db, boss)
    mine = staff.everyone(db)[0]
    with pytest.raises(StaffError, match="last of Corporate"):
        staff.end(db, staff_id=mine.staff_id, now=NOW, by=boss)
    with pytest.raises(StaffError, match="last of Corporate"):
        staff.alter(db, replace(mine, role=Role.AUDITOR), now=NOW, by=boss)
    with pytest.raises(IntegrityError, match="has to be left"):
        db.execute("UPDATE staff SET role = 'ido' WHERE id = ?", (mine.staff_id,))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM staff",
        "UPDATE staff SET added_by = 'x'",
        "UPDATE staff SET role = 'chief'",
        "UPDATE staff SET pin_hash = '4071'",
        "UPDATE staff SET ended_ms = 1",
        "UPDATE staff SET ended_ms = NULL, ended_by = '' WHERE id = 2",
        "INSERT INTO staff_accounts VALUES (2, 1)",
    ],
)
def test_the_store_keeps_staff_as_they_were(db: Connection, sql: str) -> None:
    boss = king(db)
    add_account(db, network=Network.X, native_id=NativeId("1"), name="Corby", now=NOW, by=boss)
    staff.end(db, staff_id=patel(db, boss), now=NOW, by=boss)
    with pytest.raises(IntegrityError):
        db.execute(sql)


@pytest.mark.clause("I3")
def test_who_holds_an_account_is_its_owner_by_name(db: Connection) -> None:
    boss = king(db)
    account = add_account(
        db, network=Network.X, native_id=NativeId("1"), name="Corby", owner="As typed", now=NOW, by=boss
    )
    assert accounts(db)[account.id].owner == "As typed"
    number = patel(db, boss, role=Role.ACCOUNT_HOLDER, accounts=[account.id])
    assert accounts(db)[account.id].owner == "Ravi Patel"
    holder = staff.one(db, number)
    assert holder is not None
    assert holder.person.holds == {account.id}
    staff.add(db, name="Bo Ash", role=Role.ACCOUNT_HOLDER, accounts=[account.id], now=NOW, by=boss)
    assert accounts(db)[account.id].owner == "Bo Ash, Ravi Patel"


# PINs


def test_the_right_pin_signs_and_the_wrong_one_is_counted_in_the_store(db: Connection) -> None:
    boss = king(db)
    assert boss.staff_id is not None
    for _ in range(2):
        with pytest.raises(WrongPin, match="not the PIN"):
            staff.sign(db, staff_id=boss.staff_id, pin="9999", now=NOW)
    assert staff.everyone(db)[0].wrong_tries == 2
    assert staff.sign(db, staff_id=boss.staff_id, pin=PIN, now=NOW) == boss
    assert staff.everyone(db)[0].wrong_tries == 0
    assert kinds(db)[-2:] == ["pin-refused", "pin-refused"]


def test_after_wrong_ones_not_even_the_right_one_is_looked_at_for_a_while(db: Connection) -> None:
    boss = king(db)
    assert boss.staff_id is not None
    for sentence in ("not the PIN", "not the PIN", "Try again in 10 seconds"):
        with pytest.raises(WrongPin, match=sentence):
            staff.sign(db, staff_id=boss.staff_id, pin="9999", now=NOW)
    entries = len(kinds(db))
    with pytest.raises(WrongPin, match="wrong 3 times"):
        staff.sign(db, staff_id=boss.staff_id, pin=PIN, now=NOW + timedelta(seconds=9))
    assert staff.everyone(db)[0].wrong_tries == 3
    assert len(kinds(db)) == entries
    assert staff.sign(db, staff_id=boss.staff_id, pin=PIN, now=NOW + timedelta(seconds=10)) == boss


def test_a_clock_put_back_shortens_no_wait_and_lengthens_it_to_all_of_it_at_most(db: Connection) -> None:
    boss = king(db)
    assert boss.staff_id is not None
    for _ in range(3):
        with pytest.raises(WrongPin):
            staff.sign(db, staff_id=boss.staff_id, pin="9999", now=NOW)
    earlier = NOW - timedelta(days=40)
    with pytest.raises(WrongPin, match="10 seconds"):
        staff.sign(db, staff_id=boss.staff_id, pin=PIN, now=earlier)
    assert staff.sign(db, staff_id=boss.staff_id, pin=PIN, now=earlier + timedelta(seconds=10)) == boss


def test_without_a_pin_nobody_signs_and_another_one_begins_anew(db: Connection) -> None:
    boss = king(db)
    number = patel(db, boss)
    with pytest.raises(WrongPin, match="no PIN yet"):
        staff.sign(db, staff_id=number, pin="", now=NOW)
    with pytest.raises(WrongPin, match="not recorded"):
        staff.sign(db, staff_id=99, pin=PIN, now=NOW)
    staff.set_pin(db, staff_id=number, pin="5093", now=NOW, by=boss)
    for _ in range(5):
        with pytest.raises(WrongPin):
            staff.sign(db, staff_id=number, pin="1", now=NOW)
    staff.set_pin(db, staff_id=number, pin="8064", now=NOW, by=boss)
    assert staff.sign(db, staff_id=number, pin="8064", now=NOW, sit_down=True).staff_id == number


@pytest.mark.clause("B1")
def test_a_pin_that_somebody_else_set_is_good_to_sit_down_and_signs_nothing(db: Connection) -> None:
    boss = king(db)
    number = patel(db, boss)
    staff.set_pin(db, staff_id=number, pin="5093", now=NOW, by=boss)
    with pytest.raises(WrongPin, match="Somebody else set"):
        staff.sign(db, staff_id=number, pin="5093", now=NOW)
    person = staff.sign(db, staff_id=number, pin="5093", now=NOW, sit_down=True)
    staff.set_pin(db, staff_id=number, pin="8064", now=NOW, by=person, old_pin="5093")
    assert staff.sign(db, staff_id=number, pin="8064", now=NOW) == person
    staff.set_pin(db, staff_id=number, pin="5093", now=NOW, by=boss)
    with pytest.raises(WrongPin, match="Somebody else set"):
        staff.sign(db, staff_id=number, pin="5093", now=NOW)


def test_ones_own_pin_is_altered_with_the_old_one(db: Connection) -> None:
    boss = king(db)
    number = patel(db, boss)
    staff.set_pin(db, staff_id=number, pin="5093", now=NOW, by=boss)
    found = staff.one(db, number)
    assert found is not None
    with pytest.raises(WrongPin):
        staff.set_pin(db, staff_id=number, pin="8064", now=NOW, by=found.person)
    staff.set_pin(db, staff_id=number, pin="8064", now=NOW, by=found.person, old_pin="5093")
    assert staff.sign(db, staff_id=number, pin="8064", now=NOW).name == "Ravi Patel"


def test_a_pin_is_kept_as_an_argon2id_hash_that_takes_its_time(
    db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    hashed = pins.hashed(PIN)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert pins.fits(hashed, PIN)
    assert not pins.fits(hashed, "4072")
    assert not pins.fits("not a hash", PIN)


@pytest.mark.parametrize("pin", ["", "12", "abcd", "12 34", "٠٧٣١", "1" * 13, "1111", "1234", "8765", "1204"])
def test_what_is_no_pin_or_guessed_at_once(pin: str) -> None:
    with pytest.raises(UnusablePin):
        check_usable(pin, number="CC 1204")


@given(st.integers(0, 40))
def test_a_wait_never_grows_shorter(tries: int) -> None:
    assert 0 <= delay_ms(tries) <= delay_ms(tries + 1) <= LONGEST_DELAY_MS


@given(st.integers(0, 40), st.integers(0, 10**13), st.integers(0, 10**13))
def test_what_is_left_of_a_wait_is_never_more_than_all_nor_less_for_a_clock_put_back(
    tries: int, wrong_ms: int, now_ms: int
) -> None:
    left = left_ms(tries, wrong_ms, now_ms)
    assert 0 <= left <= delay_ms(tries)
    if now_ms <= wrong_ms:
        assert left == delay_ms(tries)
    assert left_ms(tries, wrong_ms, wrong_ms + delay_ms(tries)) == 0


@given(st.integers(1, LONGEST_DELAY_MS))
def test_a_wait_in_words_is_never_too_short(ms: int) -> None:
    count, unit = wait_words(ms).split()
    assert int(count) * (60_000 if unit.startswith("minute") else 1_000) >= ms


def test_who_is_the_same_person() -> None:
    one = Person("Ann Ash", Role.IDO, staff_id=1)
    assert same_person(one, replace(one, role=Role.AUDITOR))
    assert not same_person(one, replace(one, staff_id=2))
    assert same_person(one, Person("ann  ash", Role.OSCAR_1))
    assert not same_person(one, Person("Ann Ashe", Role.IDO))
