"""One row of an imported register onto the register, within the transaction of all of them (A1)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from socialdesk.clock import to_ms
from socialdesk.model.people import Person
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register import access, credentials
from socialdesk.register import register_store as store
from socialdesk.register.csv_rows import Named, Parsed
from socialdesk.register.entries import RegisterEntry
from socialdesk.register.keeping import Facts, facts_of, open_entry, put, put_altered, told, unrecorded
from socialdesk.register.register_rules import CHECKS, CORPORATE, Kind, day, handle_key
from socialdesk.storage.database import Connection, SqlValue, assert_in_transaction


@dataclass(frozen=True, slots=True)
class There:
    """An account that is on the register."""

    id: int
    network: str
    handle: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Known:
    """The register, as an import compares a file with it."""

    CODES: ClassVar[frozenset[str]] = frozenset(
        {"second_on_register", "second_primary_on_register", "closed_before"}
    )
    """The faults that come of comparing."""
    open: dict[tuple[str, str], There] = field(default_factory=dict[tuple[str, str], There])
    closed: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])


def known_accounts(db: Connection) -> Known:
    """Every account of the register, by network and handle."""
    known = Known()
    for row in db.execute(
        "SELECT id, network, handle, handle_key, kind, closed_on IS NOT NULL FROM register"
    ).fetchall():
        if row[5]:
            known.closed.add((row[1], row[3]))
        else:
            known.open[row[1], row[3]] = There(row[0], row[1], row[2], Kind(row[4]))
    return known


def put_row(
    db: Connection, row: Parsed, register_id: int | None, *, now: datetime, hours: Hours, by: Person
) -> bool:
    """Puts what a row says of an account, or brings it up to date; True where that altered anything.

    Raises RegisterError where the register does not take it.
    """
    assert_in_transaction(db)
    before = db.total_changes
    if register_id is None:
        register_id = put(db, _facts(db, row), now=now, hours=hours, by=by)
        entry = open_entry(db, register_id, hours)
    else:
        entry = open_entry(db, register_id, hours)
        changed = _changed(facts_of(entry), row)
        put_altered(db, register_id=register_id, changed=changed, now=now, hours=hours, by=by)
    _people(db, entry, row, now=now, by=by)
    _password(db, entry, row)
    _state(db, entry, row, now=now, hours=hours, by=by)
    return db.total_changes != before


def _facts(db: Connection, row: Parsed) -> Facts:
    key = handle_key(row.network, row.handle)
    connected = next(
        (
            each.id
            for each in unrecorded(db)
            if each.network.value == row.network
            and handle_key(row.network, each.name) in (key, handle_key(row.network, row.name))
        ),
        None,
    )
    return Facts(
        network=row.network,
        handle=row.handle,
        name=row.name,
        kind=row.kind,
        represents=row.represents,
        stands_for=row.stands_for or ("force" if row.kind is Kind.PRIMARY else ""),
        owner=row.owner,
        since_on=row.days.get("since_on"),
        corporate_admin=bool(row.corporate_admin),
        note=row.texts.get("note", ""),
        account_id=connected,
    )


def _changed(old: Facts, row: Parsed) -> Facts:
    """What the row says, and what was there where it says nothing."""
    return replace(
        old,
        handle=row.handle,
        name=row.name or old.name,
        kind=row.kind if row.kind_given else old.kind,
        represents=row.represents or old.represents,
        stands_for=row.stands_for or old.stands_for,
        owner=row.owner or old.owner,
        since_on=row.days.get("since_on", old.since_on),
        corporate_admin=old.corporate_admin if row.corporate_admin is None else row.corporate_admin,
        note=row.texts.get("note", old.note),
    )


def _people(db: Connection, entry: RegisterEntry, row: Parsed, *, now: datetime, by: Person) -> None:
    wanted: list[tuple[str, Named]] = [("admin", each) for each in row.admins]
    person = row.owner != CORPORATE and (
        row.kind is Kind.OFFICER or row.number or row.position or "trained_on" in row.days
    )
    if person and row.owner:
        wanted.insert(0, ("holder", Named(name=row.owner, number=row.number)))
    for part, named in wanted:
        known = next(
            (each for each in entry.people if each.part == part and _is(named, each.name, each.number)), None
        )
        trained = row.days.get("trained_on") if part == "holder" or row.kind is Kind.NEIGHBOURHOOD else None
        guidance = row.days.get("guidance_on") if part == "holder" or row.kind is Kind.NEIGHBOURHOOD else None
        if known is None:
            access.put(
                db,
                access.Given(
                    register_id=entry.id,
                    part=part,
                    name=named.name,
                    number=named.number,
                    position=row.position if part == "holder" else "",
                    trained_on=trained,
                    guidance_on=guidance,
                    entered=True,
                ),
                now=now,
                by=by,
            )
            continue
        values: dict[str, SqlValue] = {}
        if trained is not None and trained != known.trained_on:
            values["trained_on"] = day(trained)
        if guidance is not None and guidance != known.guidance_on:
            values["guidance_on"] = day(guidance)
        if values:
            store.alter_person(db, known.id, values)
            told(db, entry.id, ("training",), now=now, by=by, words=known.label)


def _is(named: Named, name: str, number: str) -> bool:
    if named.number and number:
        return named.number.casefold() == number.casefold()
    return named.name.casefold() == name.casefold()


def _password(db: Connection, entry: RegisterEntry, row: Parsed) -> None:
    days, old = row.days, entry.credentials
    changed = days.get("changed_on") if row.changed_by else None
    held = row.answers.get("held", old.held if old else False)
    since = days.get("held_since") or (old.since_on if old else None) or changed
    if "held" not in row.answers and changed is None:
        return
    if old is not None and row.answers.get("held") and old.since_on and not _given_since(row):
        since = old.since_on
    if changed is None and old is not None:
        changed, who = old.changed_on, old.changed_by
    else:
        who = row.changed_by
    now_known = None if old is None else (old.held, old.since_on, old.changed_on, old.changed_by)
    if now_known != (held, since if held else None, changed, who):
        credentials.put_found(
            db, entry.id, held=held, since_on=since if held else None, changed_on=changed, changed_by=who
        )


def _given_since(row: Parsed) -> bool:
    return not any(each.code == "held_without_day" for each in row.faults)


def _state(
    db: Connection, entry: RegisterEntry, row: Parsed, *, now: datetime, hours: Hours, by: Person
) -> None:
    values: dict[str, SqlValue] = {}
    posted = row.days.get("last_post_on")
    if posted is not None and (entry.last_post_on is None or posted > entry.last_post_on):
        values["entered_post_on"] = day(posted)
    for name in ("reshare_only", "watch_only"):
        if name in row.answers and row.answers[name] != getattr(entry, name):
            values[name] = int(row.answers[name])
    checks = {name: "yes" if row.answers[name] else "no" for name in CHECKS if name in row.answers}
    altered = {name: said for name, said in checks.items() if entry.checks[name].value != said}
    if altered:
        values |= altered
        values |= {"checked_on": day(local_day(now, hours)), "checked_by": by.name}
    mitigated = row.days.get("mitigated_until")
    reason = row.texts.get("mitigation", "")
    if reason and mitigated and (reason, mitigated) != (entry.mitigation, entry.mitigated_until_on):
        values |= {"mitigation": reason, "mitigated_by": by.name, "mitigated_until_on": day(mitigated)}
    frozen, closed = row.days.get("frozen_on"), row.days.get("closed_on")
    if frozen is not None and entry.frozen_on is None and closed is None:
        values |= {"frozen_on": day(frozen), "frozen_by": by.name, "frozen_why": row.texts["frozen_why"]}
    if values:
        store.alter(db, entry.id, values)
        names = tuple(name for name in values if not name.endswith(("_by", "_why")))
        told(db, entry.id, names, now=now, by=by, words="As the imported register says.")
    if closed is not None:
        _close(db, entry, row.texts["closed_why"], closed.isoformat(), now=now, hours=hours, by=by)


def _close(
    db: Connection, entry: RegisterEntry, why: str, on: str, *, now: datetime, hours: Hours, by: Person
) -> None:
    for person in open_entry(db, entry.id, hours).people:
        store.alter_person(
            db,
            person.id,
            {"ended_ms": to_ms(now), "ended_by": by.name, "ended_how": "closed"},
        )
    store.note(
        db, entry.id, "closed", "Closed, as the imported register says.", at_ms=to_ms(now), by=by, words=why
    )
    store.alter(db, entry.id, {"closed_on": on, "closed_by": by.name, "closed_why": why})
