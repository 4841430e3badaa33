"""Who holds an account or administers a page: given to those trained for whom it is relevant (A8, 2.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from socialdesk.audit import registering as audit
from socialdesk.audit.log import append
from socialdesk.audit.staff import StaffAltered
from socialdesk.clock import to_ms
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId
from socialdesk.model.people import Person
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register import register_store as store
from socialdesk.register import staff_list, staff_store
from socialdesk.register.connecting import name_holders
from socialdesk.register.entries import Holder, people_of
from socialdesk.register.keeping import CHANGED, open_entry, require_keeper, told
from socialdesk.register.register_rules import (
    CORPORATE_ONLY,
    NETWORKS,
    Kind,
    RegisterError,
    day,
    not_after,
    short,
)
from socialdesk.storage.database import Connection, assert_in_transaction, writing

ENDED = {
    "breach": "Revoked after a breach of the policy",
    "not_needed": "No longer needed",
    "leaver": "Left or transferred",
    "handed_over": "Handed over",
    "closed": "The account was closed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Who is given an account."""

    register_id: int
    part: str = "holder"
    """`holder` or `admin`."""
    name: str
    number: str = ""
    position: str = ""
    staff_id: int | None = None
    trained_on: date | None = None
    guidance_on: date | None = None
    relevant: str = ""
    """Why it is relevant for their role: needed for a neighbourhood page (2.5)."""
    entered: bool = False
    """True for what an imported register says: how they came to it was not seen here."""


def give(db: Connection, given: Given, *, now: datetime, hours: Hours, by: Person) -> int:
    """Gives somebody an account; the number of that. Raises RegisterError: not trained, not relevant, not open."""
    with writing(db):
        require_keeper(db, by)
        entry = open_entry(db, given.register_id, hours)
        today = local_day(now, hours)
        not_after(today, given.trained_on, "The day of the training", field="trained_on")
        not_after(today, given.guidance_on, "The day on which the guidance was read", field="guidance_on")
        if entry.network in CORPORATE_ONLY and given.staff_id is None:
            raise RegisterError(
                f"{NETWORKS[entry.network]} is used by Corporate Communications only (2.6): name one of its staff.",
                field="name",
            )
        if entry.kind is Kind.NEIGHBOURHOOD and given.part == "admin":
            if given.trained_on is None:
                raise RegisterError(
                    "Whoever is added to a neighbourhood page has been trained before (2.5).",
                    to_do="Enter the day of the training.",
                    field="trained_on",
                )
            if not given.relevant.strip():
                raise RegisterError("Say why it is relevant for their role (2.5).", field="relevant")
        if any(_same(each, given) and each.part == given.part for each in entry.people):
            raise RegisterError(f"{given.name} has it already.", field="name")
        person_id = put(db, given, now=now, by=by)
        if entry.account_id is not None and given.staff_id is not None and entry.kind is not Kind.PRIMARY:
            _staff_accounts(db, given.staff_id, entry.account_id, held=True, now_ms=to_ms(now), by=by)
        return person_id


def put(db: Connection, given: Given, *, now: datetime, by: Person) -> int:
    """As `give`, within a caller's transaction that has looked at what must be true."""
    assert_in_transaction(db)
    name = short("owner", given.name)
    if not name:
        raise RegisterError("Say who it is.", field="name")
    person_id = store.add_person(
        db,
        {
            "register_id": given.register_id,
            "part": given.part,
            "name": name,
            "number": short("owner", given.number),
            "position": short("owner", given.position),
            "staff_id": given.staff_id,
            "trained_on": day(given.trained_on),
            "guidance_on": day(given.guidance_on),
            "relevant": short("words", given.relevant),
            "entered": int(given.entered),
            "added_ms": to_ms(now),
            "added_by": by.name,
        },
    )
    if not given.entered:
        store.note(
            db,
            given.register_id,
            "access",
            f"Given as {given.part} to {name}.",
            at_ms=to_ms(now),
            by=by,
            words=given.relevant,
        )
        entry = audit.AccessAltered(
            register_id=given.register_id,
            person_id=person_id,
            part=given.part,
            who=name,
            why=given.relevant,
        )
        append(db, entry, by=by, at_ms=to_ms(now))
    return person_id


def record_training(
    db: Connection,
    *,
    register_id: int,
    person_id: int,
    trained_on: date | None,
    guidance_on: date | None,
    about: str = "",
    now: datetime,
    hours: Hours,
    by: Person,
) -> Changes:
    """Records when somebody was trained and when they read the guidance. Raises RegisterError.

    `about`: what the training was and what came of it, for the history and the record.
    """
    with writing(db):
        require_keeper(db, by)
        person = _present(db, register_id, person_id)
        today = local_day(now, hours)
        not_after(today, trained_on, "The day of the training", field="trained_on")
        not_after(today, guidance_on, "The day on which the guidance was read", field="guidance_on")
        store.alter_person(db, person_id, {"trained_on": day(trained_on), "guidance_on": day(guidance_on)})
        about = short("words", about)
        words = f"{person.label}. {about}" if about else person.label
        told(db, register_id, ("training",), now=now, by=by, words=words)
    return CHANGED


def end(
    db: Connection,
    *,
    register_id: int,
    person_id: int,
    how: str,
    why: str,
    now: datetime,
    hours: Hours,
    by: Person,
) -> Changes:
    """Takes an account from somebody: after a breach, with the reason (2.5), or because it is not needed.

    Where they are staff of the desk, it is theirs there no longer either. Raises RegisterError.
    """
    with writing(db):
        require_keeper(db, by)
        entry = open_entry(db, register_id, hours)
        person = _present(db, register_id, person_id)
        words = short("words", why)
        if how not in ENDED or (how == "breach" and not words):
            raise RegisterError("Say how the policy was breached: access is revoked for that.", field="why")
        put_ended(db, register_id, person, account_id=entry.account_id, how=how, why=words, now=now, by=by)
    return CHANGED


def put_ended(
    db: Connection,
    register_id: int,
    person: Holder,
    *,
    account_id: AccountId | None,
    how: str,
    why: str,
    now: datetime,
    by: Person,
) -> None:
    """As `end`, within a caller's transaction."""
    assert_in_transaction(db)
    now_ms = to_ms(now)
    store.alter_person(
        db, person.id, {"ended_ms": now_ms, "ended_by": by.name, "ended_how": how, "ended_why": why}
    )
    if account_id is not None and person.staff_id is not None:
        _staff_accounts(db, person.staff_id, account_id, held=False, now_ms=now_ms, by=by)
    store.note(
        db,
        register_id,
        "access",
        f"Access of {person.label} as {person.part} ended: {ENDED[how].lower()}.",
        at_ms=now_ms,
        by=by,
        words=why,
    )
    entry = audit.AccessAltered(
        register_id=register_id,
        person_id=person.id,
        part=person.part,
        ended=how,
        who=person.name,
        why=why,
    )
    append(db, entry, by=by, at_ms=now_ms)


def _staff_accounts(
    db: Connection, staff_id: int, account_id: AccountId, *, held: bool, now_ms: int, by: Person
) -> None:
    """What somebody holds at this desk follows what they hold on the register."""
    member = staff_list.one(db, staff_id)
    if member is None or member.ended_ms is not None or (account_id in member.accounts) is held:
        return
    accounts = member.accounts | {account_id} if held else member.accounts - {account_id}
    new = replace(member, accounts=accounts)
    staff_store.alter(db, new)
    name_holders(db, staff_list.holders(db, [account_id]))
    entry = StaffAltered(
        staff_id=staff_id,
        role=new.role.value,
        accounts=tuple(sorted(new.accounts)),
        altered=("accounts",),
        name=new.name,
        number=new.number,
        os_account=new.os_account,
    )
    append(db, entry, by=by, at_ms=now_ms)


def _present(db: Connection, register_id: int, person_id: int) -> Holder:
    found = next((each for each in people_of(db, register_id) if each.id == person_id), None)
    if found is None or found.ended:
        raise RegisterError("They have this account no longer.", to_do="Look at the account again.")
    return found


def _same(one: Holder, other: Given) -> bool:
    if one.number and other.number:
        return one.number.casefold() == other.number.strip().casefold()
    return one.name.casefold() == other.name.strip().casefold()
