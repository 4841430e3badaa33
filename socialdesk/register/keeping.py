"""Putting accounts on the register, altering what it says of them, and closing them (A1, A4, 2.2, 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from socialdesk.audit import registering as audit
from socialdesk.audit.log import append
from socialdesk.clock import from_ms, to_ms
from socialdesk.model.accounts import Account
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId
from socialdesk.model.people import Person
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register import register_store as store
from socialdesk.register.accounts import accounts
from socialdesk.register.entries import RegisterEntry, one
from socialdesk.register.register_rules import (
    CHECKS,
    CORPORATE,
    CORPORATE_ONLY,
    NETWORKS,
    Answer,
    Kind,
    RegisterError,
    day,
    handle_key,
    not_after,
    plain,
    short,
)
from socialdesk.register.staff_list import may_edit
from socialdesk.storage.database import Connection, SqlValue, assert_in_transaction, writing

CHANGED = Changes(accounts=True)
"""What every alteration of the register tells a screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is recorded of an account when it is put on the register."""

    network: str
    handle: str
    name: str = ""
    kind: Kind
    represents: str = ""
    stands_for: str = ""
    owner: str
    since_on: date | None = None
    corporate_admin: bool = False
    note: str = ""
    account_id: AccountId | None = None
    """Which of the connected accounts it is; None where it is not connected."""


def may_keep(db: Connection, by: Person) -> bool:
    """Corporate Communications keeps the register (2.1, 2.4)."""
    return may_edit(db, by)


def require_keeper(db: Connection, by: Person) -> None:
    """Raises RegisterError for anybody else."""
    if not may_keep(db, by):
        raise RegisterError(
            "Corporate Communications alone keeps the register.", to_do="Ask somebody of it to do this."
        )


def open_entry(db: Connection, register_id: int, hours: Hours) -> RegisterEntry:
    """The account, which must be open. Raises RegisterError."""
    found = one(db, register_id, hours)
    if found is None or not found.open:
        raise RegisterError(
            "This account was closed, or is not on the register.", to_do="Look at the list again."
        )
    return found


def enter(db: Connection, new: Facts, *, now: datetime, hours: Hours, by: Person) -> int:
    """Puts an account on the register and answers with its number there.

    Raises RegisterError: it is there already, is a second one where there may be one, or not for `by` to do.
    """
    with writing(db):
        require_keeper(db, by)
        return put(db, new, now=now, hours=hours, by=by)


def put(db: Connection, new: Facts, *, now: datetime, hours: Hours, by: Person) -> int:
    """As `enter`, within a caller's transaction that has asked who may."""
    assert_in_transaction(db)
    facts = usable(new, today=local_day(now, hours))
    _free(db, facts, but=0)
    now_ms = to_ms(now)
    register_id = store.enter(db, {**_values(facts), "added_ms": now_ms, "added_by": by.name})
    store.note(db, register_id, "entered", "Put on the register.", at_ms=now_ms, by=by)
    append(
        db,
        audit.RegisterEntered(
            register_id=register_id,
            network=facts.network,
            account_kind=facts.kind.value,
            account_id=facts.account_id,
            handle=facts.handle,
            owner=facts.owner,
        ),
        by=by,
        at_ms=now_ms,
    )
    return register_id


def alter(
    db: Connection, *, register_id: int, changed: Facts, now: datetime, hours: Hours, by: Person
) -> Changes:
    """Puts what is recorded of an account. Raises RegisterError."""
    with writing(db):
        require_keeper(db, by)
        put_altered(db, register_id=register_id, changed=changed, now=now, hours=hours, by=by)
    return CHANGED


def put_altered(
    db: Connection, *, register_id: int, changed: Facts, now: datetime, hours: Hours, by: Person
) -> tuple[str, ...]:
    """As `alter`, within a caller's transaction; answers with the fields that are other now."""
    assert_in_transaction(db)
    old = facts_of(open_entry(db, register_id, hours))
    facts = usable(changed, today=local_day(now, hours))
    if facts.network != old.network:
        raise RegisterError("An account stays on its network.", to_do="Put the other one on the register.")
    _free(db, facts, but=register_id)
    values = _values(facts)
    before = _values(old)
    altered = tuple(name for name in values if values[name] != before[name] and name != "handle_key")
    if altered:
        store.alter(db, register_id, {name: values[name] for name in (*altered, "handle_key")})
        told(db, register_id, altered, now=now, by=by)
    return altered


def told(
    db: Connection, register_id: int, altered: tuple[str, ...], *, now: datetime, by: Person, words: str = ""
) -> None:
    """Says in the history and in the record that fields were altered."""
    said = ", ".join(each.replace("_on", "").replace("_", " ") for each in altered)
    now_ms = to_ms(now)
    store.note(db, register_id, "altered", f"Altered: {said}.", at_ms=now_ms, by=by, words=words)
    entry = audit.RegisterAltered(register_id=register_id, altered=altered, words=words)
    append(db, entry, by=by, at_ms=now_ms)


def check_name(
    db: Connection,
    *,
    register_id: int,
    answers: Mapping[str, Answer],
    now: datetime,
    hours: Hours,
    by: Person,
) -> Changes:
    """Records what somebody saw of 2.2: name, bio, branding, collar number, crest. Raises RegisterError."""
    left = [CHECKS[name] for name in CHECKS if answers.get(name, Answer.UNKNOWN) is Answer.UNKNOWN]
    if left:
        raise RegisterError(f"Not answered: {left[0]}.", to_do="Answer each of the five.", field="checks")
    with writing(db):
        require_keeper(db, by)
        open_entry(db, register_id, hours)
        values: dict[str, SqlValue] = {name: answers[name].value for name in CHECKS}
        values |= {"checked_on": day(local_day(now, hours)), "checked_by": by.name}
        store.alter(db, register_id, values)
        no = "; ".join(CHECKS[name] for name in CHECKS if answers[name] is Answer.NO)
        told(db, register_id, ("name_check",), now=now, by=by, words=f"No: {no}." if no else "Nothing amiss.")
    return CHANGED


def enter_post(
    db: Connection, *, register_id: int, on: date, now: datetime, hours: Hours, by: Person
) -> Changes:
    """Records when an account that is not connected last posted, as somebody saw. Raises RegisterError."""
    with writing(db):
        require_keeper(db, by)
        open_entry(db, register_id, hours)
        not_after(local_day(now, hours), on, "The day of the last post", field="entered_post_on")
        store.alter(db, register_id, {"entered_post_on": day(on)})
        told(db, register_id, ("last_post_on",), now=now, by=by, words=f"{on:%d/%m/%Y}")
    return CHANGED


def close(db: Connection, *, register_id: int, why: str, now: datetime, hours: Hours, by: Person) -> Changes:
    """Closes an account for good (2.3, 6, 7). It stays on the register. Raises RegisterError without a reason."""
    with writing(db):
        require_keeper(db, by)
        put_closed(db, register_id=register_id, why=why, now=now, hours=hours, by=by)
    return CHANGED


def put_closed(
    db: Connection, *, register_id: int, why: str, now: datetime, hours: Hours, by: Person
) -> None:
    """As `close`, within a caller's transaction."""
    assert_in_transaction(db)
    entry = open_entry(db, register_id, hours)
    reason = short("words", why)
    if not reason:
        raise RegisterError("Say why it is closed: it goes into the record.", field="why")
    now_ms = to_ms(now)
    for person in entry.people:
        store.alter_person(
            db, person.id, {"ended_ms": now_ms, "ended_by": by.name, "ended_how": "closed", "ended_why": ""}
        )
    store.alter(
        db,
        register_id,
        {"closed_on": day(local_day(now, hours)), "closed_by": by.name, "closed_why": reason},
    )
    store.note(db, register_id, "closed", "Closed.", at_ms=now_ms, by=by, words=reason)
    append(
        db,
        audit.RegisterClosed(register_id=register_id, account_id=entry.account_id, why=reason),
        by=by,
        at_ms=now_ms,
    )


def unrecorded(db: Connection) -> tuple[Account, ...]:
    """The connected accounts that nobody has put on the register."""
    known = {
        int(row[0])
        for row in db.execute(
            "SELECT account_id FROM register WHERE account_id IS NOT NULL AND closed_on IS NULL"
        )
    }
    return tuple(each for number, each in accounts(db).items() if int(number) not in known)


def put_connected(db: Connection, *, now: datetime, hours: Hours, by: Person) -> int:
    """Puts every connected account on the register, or joins it to what is there; how many. Raises RegisterError."""
    with writing(db):
        require_keeper(db, by)
        waiting = unrecorded(db)
        for account in waiting:
            same = db.execute(
                "SELECT id FROM register WHERE network = ? AND handle_key = ? AND closed_on IS NULL"
                " AND account_id IS NULL",
                (account.network.value, handle_key(account.network.value, account.name)),
            ).fetchone()
            if same is not None:
                store.alter(db, same[0], {"account_id": account.id})
                told(db, same[0], ("connected",), now=now, by=by)
            else:
                put(db, _of(db, account), now=now, hours=hours, by=by)
    return len(waiting)


def _of(db: Connection, account: Account) -> Facts:
    row = db.execute("SELECT added_ms FROM accounts WHERE id = ?", (account.id,)).fetchone()
    primary = account.primary or account.network.value in CORPORATE_ONLY
    return Facts(
        network=account.network.value,
        handle=account.name,
        name=account.name,
        kind=Kind.PRIMARY if primary else Kind.TEAM,
        represents=account.role_represented,
        stands_for="force" if primary else "",
        owner=CORPORATE if primary else account.owner or CORPORATE,
        since_on=None if row is None else from_ms(row[0]).date(),
        account_id=account.id,
    )


def facts_of(entry: RegisterEntry) -> Facts:
    """What is recorded of an account, as a form alters it."""
    return Facts(
        network=entry.network,
        handle=entry.handle,
        name=entry.name,
        kind=entry.kind,
        represents=entry.represents,
        stands_for=entry.stands_for,
        owner=entry.owner,
        since_on=entry.since_on,
        corporate_admin=entry.corporate_admin,
        note=entry.note,
        account_id=entry.account_id,
    )


def usable(new: Facts, *, today: date) -> Facts:
    """What may be recorded of it, with its words made plain. Raises RegisterError."""
    facts = replace(
        new,
        handle=short("handle", new.handle),
        name=short("name", new.name),
        represents=short("represents", new.represents),
        owner=short("owner", new.owner),
        note=short("note", new.note),
    )
    if facts.network not in NETWORKS:
        raise RegisterError("The register does not know that network.", field="network")
    if not facts.handle or not handle_key(facts.network, facts.handle):
        raise RegisterError(
            "A handle or a page's name is needed: it says which account this is.", field="handle"
        )
    if not facts.owner:
        raise RegisterError("Say who owns the account: somebody answers for each.", field="owner")
    if facts.network in CORPORATE_ONLY and (facts.kind is not Kind.PRIMARY or facts.owner != CORPORATE):
        raise RegisterError(
            f"{NETWORKS[facts.network]} is for Corporate Communications only (2.6).",
            to_do="Others ask Corporate Communications to add what they have.",
            field="network",
        )
    if facts.kind is Kind.NEIGHBOURHOOD and facts.network != "facebook":
        raise RegisterError("Neighbourhood pages are on Facebook (1.3).", field="kind")
    not_after(today, facts.since_on, "The day from which it is used", field="since_on")
    return facts


def _free(db: Connection, facts: Facts, *, but: int) -> None:
    key = handle_key(facts.network, facts.handle)
    for row in db.execute(
        "SELECT id, handle_key, kind FROM register WHERE network = ? AND closed_on IS NULL AND id <> ?",
        (facts.network, but),
    ).fetchall():
        label = NETWORKS[facts.network]
        if row[1] == key:
            raise RegisterError(f"{facts.handle} is on the register already.", field="handle")
        if facts.network in CORPORATE_ONLY:
            raise RegisterError(
                f"The Force has one {label} account, and it is on the register (2.6).", field="network"
            )
        if row[2] == "primary" and facts.kind is Kind.PRIMARY:
            raise RegisterError(f"The Force has its primary account on {label} already.", field="kind")


def _values(facts: Facts) -> dict[str, SqlValue]:
    return {
        "network": facts.network,
        "handle": facts.handle,
        "handle_key": handle_key(facts.network, plain(facts.handle)),
        "name": facts.name,
        "kind": facts.kind.value,
        "represents": facts.represents,
        "stands_for": facts.stands_for,
        "owner": facts.owner,
        "since_on": day(facts.since_on),
        "corporate_admin": int(facts.corporate_admin),
        "note": facts.note,
        "account_id": facts.account_id,
    }
