"""Who holds a password, since when, who changed it: never what it is (A3, 2.1, 2.4)."""

from __future__ import annotations

from datetime import date, datetime

from socialdesk.audit import registering as audit
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.model.changes import Changes
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register import register_store as store
from socialdesk.register.entries import RegisterEntry
from socialdesk.register.keeping import CHANGED, may_keep, open_entry, require_keeper
from socialdesk.register.register_rules import RegisterError, day, not_after, short
from socialdesk.storage.database import Connection, SqlValue, assert_in_transaction, writing


def holds(entry: RegisterEntry, by: Person) -> bool:
    """True for somebody who has the account now, as it is recorded."""
    if by.role in (Role.AUDITOR, Role.TRAINEE):
        return False
    if by.staff_id is not None and any(each.staff_id == by.staff_id for each in entry.people):
        return True
    if entry.account_id is not None and entry.account_id in by.holds:
        return True
    number = by.number.casefold().strip()
    return bool(number) and any(each.number.casefold() == number for each in entry.people)


def report_change(
    db: Connection,
    *,
    register_id: int,
    changed_by: str,
    changed_on: date,
    now: datetime,
    hours: Hours,
    by: Person,
) -> Changes:
    """Reports that a password was changed, by a holder or by Corporate Communications. Raises RegisterError.

    Until `record_updated`, the register says that its record is behind.
    """
    with writing(db):
        entry = open_entry(db, register_id, hours)
        if not (may_keep(db, by) or holds(entry, by)):
            raise RegisterError(
                "Whoever has the account reports that its password was changed, or Corporate Communications does.",
                to_do="Tell Corporate Communications at once.",
            )
        who = short("owner", changed_by)
        if not who:
            raise RegisterError("Say who changed the password.", field="changed_by")
        not_after(local_day(now, hours), changed_on, "The day of the change", field="changed_on")
        old = entry.credentials
        if old is not None and old.since_on is not None and changed_on < old.since_on:
            raise RegisterError(
                "The password is held since a later day than that.", to_do="Look at the date again."
            )
        values: dict[str, SqlValue] = {
            "held": int(old is not None and old.held),
            "since_on": None if old is None else day(old.since_on),
            "changed_on": day(changed_on),
            "changed_by": who,
            "reported_ms": to_ms(now),
            "reported_by": by.name,
        }
        store.put_credentials(db, register_id, values)
        _tell(
            db,
            register_id,
            "changed",
            "A changed password was reported.",
            who=who,
            on=changed_on,
            now=now,
            by=by,
        )
    return CHANGED


def record_updated(db: Connection, *, register_id: int, now: datetime, hours: Hours, by: Person) -> Changes:
    """Corporate Communications has put the password where it keeps them; held from today if not before."""
    with writing(db):
        require_keeper(db, by)
        entry = open_entry(db, register_id, hours)
        today = local_day(now, hours)
        old = entry.credentials
        since = today if old is None or not old.held or old.since_on is None else old.since_on
        store.put_credentials(
            db,
            register_id,
            {"held": 1, "since_on": day(since), "updated_ms": to_ms(now), "updated_by": by.name},
        )
        _tell(
            db,
            register_id,
            "updated",
            "The record of the password was brought up to date.",
            who="",
            on=None,
            now=now,
            by=by,
        )
    return CHANGED


def put_found(
    db: Connection,
    register_id: int,
    *,
    held: bool,
    since_on: date | None,
    changed_on: date | None,
    changed_by: str,
) -> None:
    """What an imported register says, within the caller's transaction."""
    assert_in_transaction(db)
    store.put_credentials(
        db,
        register_id,
        {
            "held": int(held),
            "since_on": day(since_on),
            "changed_on": day(changed_on),
            "changed_by": changed_by if changed_on else "",
        },
    )


def _tell(
    db: Connection,
    register_id: int,
    step: str,
    sentence: str,
    *,
    who: str,
    on: date | None,
    now: datetime,
    by: Person,
) -> None:
    words = f"Changed by {who} on {on:%d/%m/%Y}." if on is not None else ""
    store.note(db, register_id, f"password_{step}", sentence, at_ms=to_ms(now), by=by, words=words)
    entry = audit.CredentialReported(
        register_id=register_id,
        step=step,
        changed_on=on.isoformat() if on is not None else "",
        changed_by=who,
    )
    append(db, entry, by=by, at_ms=to_ms(now))
