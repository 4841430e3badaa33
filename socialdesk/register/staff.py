"""Who works at the desk (T3, 2.5, 4.1, 4.2): recorded, altered and ended by Corporate Communications, signing by PIN.

A PIN tells the people at one desk apart; it is no key to anything. Wrong ones are counted in the store and slowed down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from socialdesk.audit import staff as entries
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.config import pin as pins
from socialdesk.model.ids import AccountId
from socialdesk.model.people import DESK, Person, Role
from socialdesk.register import staff_store as store
from socialdesk.register.connecting import name_holders
from socialdesk.register.staff_list import anybody_may_say, by_os_account, everyone, holders, may_edit, one
from socialdesk.register.staff_rules import (
    LONGEST_ACCOUNT,
    LONGEST_NAME,
    LONGEST_NUMBER,
    Member,
    StaffError,
    WrongPin,
    delay_ms,
    left_ms,
    plain,
    wait_words,
)
from socialdesk.storage.database import Connection, writing

__all__ = [
    "Member", "StaffError", "WrongPin", "add", "alter", "anybody_may_say", "by_os_account", "end", "everyone", "lock",
    "may_edit", "one", "set_pin", "sign",
]  # fmt: skip

_OTHERS = "Ask somebody of Corporate Communications to do it."


# Recording


def add(
    db: Connection,
    *,
    name: str,
    number: str = "",
    role: Role,
    os_account: str = "",
    accounts: Iterable[AccountId] = (),
    now: datetime,
    by: Person,
) -> int:
    """Records somebody and answers with their staff id. They have no PIN yet.

    Raises `StaffError`: no name, a number or login that another has, or not for `by` to do.
    """
    new = _usable(
        Member(
            staff_id=0,
            name=name,
            number=number,
            role=role,
            os_account=os_account,
            accounts=frozenset(accounts),
        )
    )
    now_ms = to_ms(now)
    with writing(db):
        _allowed(db, by)
        _free(db, new)
        staff_id = store.add(db, new, by_name=by.name, now_ms=now_ms)
        name_holders(db, holders(db, new.accounts))
        entry = entries.StaffAdded(
            staff_id=staff_id,
            role=role.value,
            accounts=tuple(sorted(new.accounts)),
            by_themselves=by.staff_id is None,
            name=new.name,
            number=new.number,
            os_account=new.os_account,
        )
        append(db, entry, by=by, at_ms=now_ms)
    return staff_id


def alter(db: Connection, changed: Member, *, now: datetime, by: Person) -> None:
    """Puts what is recorded of somebody: name, number, role, login and accounts held. Raises `StaffError`."""
    new = _usable(changed)
    now_ms = to_ms(now)
    with writing(db):
        _allowed(db, by)
        old = _present(db, new.staff_id)
        _free(db, new)
        if old.role is Role.CORPORATE_COMMUNICATIONS and new.role is not old.role:
            _not_the_last(db, old)
        fields = ("name", "number", "role", "os_account", "accounts")
        altered = tuple(field for field in fields if getattr(old, field) != getattr(new, field))
        if not altered:
            return
        store.alter(db, new)
        name_holders(db, holders(db, old.accounts | new.accounts))
        entry = entries.StaffAltered(
            staff_id=new.staff_id,
            role=new.role.value,
            accounts=tuple(sorted(new.accounts)),
            altered=tuple("login" if field == "os_account" else field for field in altered),
            name=new.name,
            number=new.number,
            os_account=new.os_account,
        )
        append(db, entry, by=by, at_ms=now_ms)


def end(db: Connection, *, staff_id: int, now: datetime, by: Person) -> None:
    """They work here no longer. What they did stays; the number may be given again. Raises `StaffError`."""
    now_ms = to_ms(now)
    with writing(db):
        _allowed(db, by)
        old = _present(db, staff_id)
        if old.role is Role.CORPORATE_COMMUNICATIONS:
            _not_the_last(db, old)
        store.end(db, staff_id, by_name=by.name, now_ms=now_ms)
        name_holders(db, holders(db, old.accounts))
        append(db, entries.StaffEnded(staff_id=staff_id), by=by, at_ms=now_ms)


def set_pin(db: Connection, *, staff_id: int, pin: str, now: datetime, by: Person, old_pin: str = "") -> None:
    """Gives somebody a PIN, or oneself another one, for which the old one is asked.

    Raises `UnusablePin`, `WrongPin` for the old one, `StaffError` where it is not for `by` to do.
    """
    found = _present(db, staff_id)
    own = by.staff_id == staff_id
    if own and found.has_pin:
        sign(db, staff_id=staff_id, pin=old_pin, now=now, sit_down=True)
    pins.check_usable(pin, number=found.number)
    pin_hash = pins.hashed(pin)
    with writing(db):
        if not own:
            _allowed(db, by)
        store.set_pin(db, staff_id, pin_hash, own=own)
        append(db, entries.PinSet(staff_id=staff_id, own=own), by=by, at_ms=to_ms(now))


# Signing


def sign(db: Connection, *, staff_id: int, pin: str, now: datetime, sit_down: bool = False) -> Person:
    """Who signs, where the PIN is theirs. Outside any transaction: a wrong one is counted whatever comes after.

    Raises `WrongPin`: it does not fit, there is none, or nobody may try for a while. During that while not even the
    right one is looked at. A clock put back lengthens the wait to all of it, counted from then.

    A PIN that somebody else set is good to `sit_down` with and for nothing else: whoever set it could sign with it.
    """
    now_ms = to_ms(now)
    found = one(db, staff_id)
    if found is None or found.ended_ms is not None:
        raise WrongPin("This person is not recorded at the desk.", to_do=_OTHERS)
    pin_hash, tries, wrong_ms = store.pin_of(db, staff_id)
    if not pin_hash:
        raise WrongPin(
            f"{found.name} has no PIN yet.", to_do="Somebody of Corporate Communications sets one."
        )
    if left := left_ms(tries, wrong_ms, now_ms):
        if wrong_ms is not None and now_ms < wrong_ms:
            with writing(db):
                store.note_wrong(db, staff_id, tries=tries, now_ms=now_ms)
        raise _wait(tries, left, now_ms)
    if not pins.fits(pin_hash, pin):
        tries += 1
        with writing(db):
            store.note_wrong(db, staff_id, tries=tries, now_ms=now_ms)
            append(db, entries.PinRefused(staff_id=staff_id, tries=tries), by=DESK, at_ms=now_ms)
        if wait := delay_ms(tries):
            raise _wait(tries, wait, now_ms)
        raise WrongPin("That is not the PIN.", to_do="Type it again.")
    if tries:
        with writing(db):
            store.note_right(db, staff_id)
    if not (found.pin_own or sit_down):
        raise WrongPin(
            f"Somebody else set the PIN of {found.name}, so it does not sign for them yet.",
            to_do="They sit down with it once, and set their own under Staff.",
        )
    return found.person


def _wait(tries: int, left: int, now_ms: int) -> WrongPin:
    return WrongPin(
        f"The PIN was wrong {tries} times.",
        to_do=f"Try again in {wait_words(left)}, or ask Corporate Communications for another PIN.",
        until_ms=now_ms + left,
    )


def lock(db: Connection, *, by_itself: bool, now: datetime, by: Person) -> None:
    """Records that the window was blanked."""
    with writing(db):
        append(db, entries.DeskLocked(by_itself=by_itself), by=by, at_ms=to_ms(now))


# What may not be


def _allowed(db: Connection, by: Person) -> None:
    if not may_edit(db, by):
        raise StaffError("Only Corporate Communications alters the staff.", to_do=_OTHERS)


def _present(db: Connection, staff_id: int) -> Member:
    found = one(db, staff_id)
    if found is None or found.ended_ms is not None:
        raise StaffError("This person is recorded at the desk no longer.", to_do="Look at the list again.")
    return found


def _not_the_last(db: Connection, old: Member) -> None:
    others = [each for each in everyone(db) if each.staff_id != old.staff_id]
    if others and not any(each.role is Role.CORPORATE_COMMUNICATIONS for each in others):
        raise StaffError(
            f"{old.name} is the last of Corporate Communications here, and somebody has to be able to record others.",
            to_do="Record another one first.",
        )


def _usable(member: Member) -> Member:
    clean = replace(
        member,
        name=plain(member.name)[:LONGEST_NAME].strip(),
        number=plain(member.number)[:LONGEST_NUMBER].strip(),
        os_account=plain(member.os_account)[:LONGEST_ACCOUNT].strip().casefold(),
    )
    if not clean.name:
        raise StaffError("A name is needed: the record has to say who decided.")
    return clean


def _free(db: Connection, new: Member) -> None:
    for other in everyone(db):
        if other.staff_id == new.staff_id:
            continue
        if new.number and other.number.casefold() == new.number.casefold():
            raise StaffError(f"{other.name} has that number already.", to_do="Look at the number again.")
        if new.os_account and other.os_account == new.os_account:
            raise StaffError(
                f"That login is recorded as {other.name}'s.",
                to_do="Take it off there first, or leave it out here.",
            )
