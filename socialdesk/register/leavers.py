"""Leavers and transfers (A10, 7): the record is told, the followers are told, the account is closed or handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from socialdesk.audit import registering as audit
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.model.changes import Changes
from socialdesk.model.people import Person
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register import access
from socialdesk.register import register_store as store
from socialdesk.register.credentials import holds
from socialdesk.register.keeping import CHANGED, may_keep, open_entry, put_closed, require_keeper
from socialdesk.register.register_rules import Kind, RegisterError, day, not_after, short
from socialdesk.storage.database import Connection, SqlValue, writing

GOING = {
    "leaving": "Leaves the Force",
    "transferring": "Transfers to another force",
    "giving_up": "No longer wants to run it",
}
NEVER_PERSONAL = "An account of the Force never becomes a personal one: it is closed or handed over (7)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """Somebody who goes, and what becomes of the account."""

    id: int
    register_id: int
    person_id: int
    name: str
    going: str
    last_day_on: date
    notified_ms: int
    told_on: date | None
    told_how: str
    outcome: str
    """`closed`, `handed_over`, or "" while that is open."""
    handed_to: str


def notify(
    db: Connection,
    *,
    register_id: int,
    person_id: int,
    going: str,
    last_day_on: date,
    now: datetime,
    hours: Hours,
    by: Person,
) -> int:
    """Records that somebody goes, told by themselves or by Corporate Communications; the number of that.

    Raises RegisterError: they have the account no longer, or it is recorded already.
    """
    with writing(db):
        entry = open_entry(db, register_id, hours)
        if not (may_keep(db, by) or holds(entry, by)):
            raise RegisterError(
                "Whoever has the account notifies Corporate Communications, or they record it themselves."
            )
        person = next((each for each in entry.people if each.id == person_id), None)
        if person is None:
            raise RegisterError("They have this account no longer.", to_do="Look at the account again.")
        if going not in GOING:
            raise RegisterError("Say whether they leave, transfer or give it up.", field="going")
        if any(each.person_id == person_id and not each.outcome for each in leavers_of(db, register_id)):
            raise RegisterError("That they go is recorded already.")
        leaver_id = store.add_leaver(
            db,
            {
                "register_id": register_id,
                "person_id": person_id,
                "going": going,
                "last_day_on": day(last_day_on),
                "notified_ms": to_ms(now),
                "notified_by": by.name,
            },
        )
        words = f"{person.label}: {GOING[going].lower()}, last day {last_day_on:%d/%m/%Y}"
        _record(db, register_id, leaver_id, "notified", person.name, words, now=now, by=by)
    return leaver_id


def followers_told(
    db: Connection, *, leaver_id: int, on: date, how: str, now: datetime, hours: Hours, by: Person
) -> Changes:
    """Records the farewell: the followers know that they no longer speak for the Force (7). Raises RegisterError."""
    with writing(db):
        found = _open(db, leaver_id)
        entry = open_entry(db, found.register_id, hours)
        if not (may_keep(db, by) or holds(entry, by)):
            raise RegisterError("Whoever has the account says so, or Corporate Communications does.")
        words = short("words", how)
        if not words:
            raise RegisterError("Say how the followers were told, such as the post's address.", field="how")
        not_after(local_day(now, hours), on, "The day on which the followers were told", field="on")
        store.alter_leaver(db, leaver_id, {"told_on": day(on), "told_how": words})
        _record(
            db,
            found.register_id,
            leaver_id,
            "told",
            found.name,
            f"{on:%d/%m/%Y}: {words}",
            now=now,
            by=by,
        )
    return CHANGED


def settle(
    db: Connection,
    *,
    leaver_id: int,
    outcome: str,
    handed_to: access.Given | None = None,
    now: datetime,
    hours: Hours,
    by: Person,
) -> Changes:
    """Closes the account or hands it over (7). `handed_to` names who has it then; they may have it already.

    Raises RegisterError: an officer's followers were not told, it would become personal, nobody is named.
    """
    with writing(db):
        require_keeper(db, by)
        found = _open(db, leaver_id)
        entry = open_entry(db, found.register_id, hours)
        if outcome not in ("closed", "handed_over"):
            raise RegisterError(NEVER_PERSONAL, field="outcome")
        if entry.kind is Kind.OFFICER and found.told_on is None:
            raise RegisterError(
                "The followers are told first that this account no longer speaks for the Force (7).",
                to_do="Record when and how they were told.",
                field="told",
            )
        values: dict[str, SqlValue] = {"outcome": outcome, "settled_ms": to_ms(now), "settled_by": by.name}
        person = next((each for each in entry.people if each.id == found.person_id), None)
        if outcome == "handed_over":
            if handed_to is None or not handed_to.name.strip():
                raise RegisterError("Say to whom it is handed over.", field="handed_to")
            values["handed_to"] = short("owner", handed_to.name)
            others = [each for each in entry.people if each.id != found.person_id]
            if not any(each.name.casefold() == str(values["handed_to"]).casefold() for each in others):
                _hand_over(db, entry.id, handed_to, page=entry.kind is Kind.NEIGHBOURHOOD, now=now, by=by)
        store.alter_leaver(db, leaver_id, values)
        _record(
            db,
            entry.id,
            leaver_id,
            outcome,
            found.name,
            str(values.get("handed_to", "")),
            now=now,
            by=by,
        )
        if person is not None:
            how = "leaver" if found.going != "giving_up" else "handed_over"
            access.put_ended(
                db, entry.id, person, account_id=entry.account_id, how=how, why="", now=now, by=by
            )
        if outcome == "closed":
            why = f"{GOING[found.going]} (7)"
            put_closed(db, register_id=entry.id, why=why, now=now, hours=hours, by=by)
    return CHANGED


def leavers_of(db: Connection, register_id: int) -> tuple[Leaver, ...]:
    """Who goes and who went, newest first."""
    rows = db.execute(
        f"{_COLUMNS} WHERE account_leavers.register_id = ? ORDER BY account_leavers.id DESC", (register_id,)
    ).fetchall()
    return tuple(_leaver(row) for row in rows)


_COLUMNS = (
    "SELECT account_leavers.id, account_leavers.register_id, person_id, register_people.name, going, last_day_on,"
    " notified_ms, told_on, told_how, outcome, handed_to FROM account_leavers"
    " JOIN register_people ON register_people.id = account_leavers.person_id"
)


def _leaver(row: tuple[Any, ...]) -> Leaver:
    return Leaver(
        id=row[0],
        register_id=row[1],
        person_id=row[2],
        name=row[3],
        going=row[4],
        last_day_on=date.fromisoformat(row[5]),
        notified_ms=row[6],
        told_on=None if row[7] is None else date.fromisoformat(row[7]),
        told_how=row[8],
        outcome=row[9],
        handed_to=row[10],
    )


def _open(db: Connection, leaver_id: int) -> Leaver:
    row = db.execute(f"{_COLUMNS} WHERE account_leavers.id = ?", (leaver_id,)).fetchone()
    found = None if row is None else _leaver(row)
    if found is None or found.outcome:
        raise RegisterError("What became of the account is recorded already.")
    return found


def _hand_over(
    db: Connection, register_id: int, given: access.Given, *, page: bool, now: datetime, by: Person
) -> None:
    if page and (given.trained_on is None or not given.relevant.strip()):
        raise RegisterError(
            "Whoever is given a neighbourhood page is trained, and has a role for it (2.5).",
            to_do="Enter the day of the training, and why it is relevant.",
            field="handed_to",
        )
    if given.register_id != register_id:
        raise RegisterError("That is another account.", field="handed_to")
    access.put(db, given, now=now, by=by)


def _record(
    db: Connection,
    register_id: int,
    leaver_id: int,
    step: str,
    who: str,
    words: str,
    *,
    now: datetime,
    by: Person,
) -> None:
    said = {
        "notified": f"{who} goes.",
        "told": "The followers were told.",
        "closed": f"{who} has gone; the account is closed.",
        "handed_over": f"{who} has gone; the account is handed over.",
    }[step]
    store.note(db, register_id, f"leaver_{step}", said, at_ms=to_ms(now), by=by, words=words)
    entry = audit.LeaverMoved(register_id=register_id, leaver_id=leaver_id, step=step, who=who, words=words)
    append(db, entry, by=by, at_ms=to_ms(now))
