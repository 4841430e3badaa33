"""The register as it is read: every account of the Force, its people, its password's state, its last post (A1)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from socialdesk.clock import from_ms
from socialdesk.model.ids import AccountId
from socialdesk.policy.book import Hours
from socialdesk.register.register_rules import CHECKS, CORPORATE_ONLY, NETWORKS, Answer, Kind
from socialdesk.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who holds an account or administers it."""

    id: int
    part: str
    """`holder` or `admin`."""
    name: str
    number: str = ""
    position: str = ""
    staff_id: int | None = None
    trained_on: date | None = None
    guidance_on: date | None = None
    relevant: str = ""
    """Why it is relevant for their role (2.5)."""
    gone: bool = False
    """True where they are recorded as staff of the desk that works here no longer."""
    ended: str = ""
    """How they ceased to have it; "" while they have it."""
    ended_why: str = ""

    @property
    def label(self) -> str:
        """The name, with the number where there is one."""
        return f"{self.name} ({self.number})" if self.number else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What is known of a password: never what it is (A3)."""

    held: bool
    since_on: date | None = None
    changed_on: date | None = None
    changed_by: str = ""
    reported_ms: int | None = None
    updated_ms: int | None = None
    updated_by: str = ""

    @property
    def behind(self) -> bool:
        """True where a change was reported and the record was not brought up to date since."""
        return self.reported_ms is not None and (self.updated_ms or 0) < self.reported_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One account of the Force, connected or not."""

    id: int
    network: str
    handle: str
    name: str
    kind: Kind
    represents: str
    stands_for: str
    owner: str
    account_id: AccountId | None
    since_on: date | None
    checks: dict[str, Answer]
    """2.2, by the columns of `CHECKS`."""
    checked_on: date | None
    checked_by: str
    corporate_admin: bool
    last_post_on: date | None
    """From the mirror where the account is connected and has posted since what was entered by hand."""
    last_post_seen: bool
    """True where the mirror says so."""
    reshare_only: bool
    watch_only: bool
    mitigation: str
    mitigated_by: str
    mitigated_until_on: date | None
    frozen_on: date | None
    frozen_by: str
    frozen_why: str
    retrained_on: date | None
    closed_on: date | None
    closed_why: str
    note: str
    people: tuple[Holder, ...] = ()
    """Those who have it now."""
    credentials: Credentials | None = None
    leavers: int = 0
    """Who has said that they go, and what becomes of the account is open."""

    @property
    def network_label(self) -> str:
        """The network's name."""
        return NETWORKS.get(self.network, self.network)

    @property
    def open(self) -> bool:
        """True until it is closed."""
        return self.closed_on is None

    @property
    def failed_checks(self) -> tuple[str, ...]:
        """What of the name check was answered No."""
        return tuple(CHECKS[name] for name, answer in self.checks.items() if answer is Answer.NO)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is to be seen to, a sentence each."""
        if not self.open:
            return ()
        found: list[str] = []
        if not self.people and self.network not in CORPORATE_ONLY and self.kind is not Kind.PRIMARY:
            found.append("Nobody is recorded as holder.")
        if untrained := [each.name for each in self.people if each.trained_on is None]:
            found.append(f"No training is recorded for {', '.join(untrained)}.")
        if unread := [each.name for each in self.people if each.guidance_on is None]:
            found.append(f"Nobody recorded that the guidance was read by {', '.join(unread)}.")
        if gone := [each.name for each in self.people if each.gone]:
            found.append(f"No longer staff of this desk, and has the account still: {', '.join(gone)} (7).")
        if self.kind is Kind.NEIGHBOURHOOD and not self.corporate_admin:
            found.append("Corporate Communications is not recorded as admin of this page (2.5).")
        if self.checked_on is None:
            found.append("The name, bio, branding, collar number and crest were not looked at (2.2).")
        found += [f"{each}: no (2.2)." for each in self.failed_checks]
        if self.credentials is None or not self.credentials.held:
            found.append("No password is held for this account (2.1, 2.4).")
        elif self.credentials.behind:
            found.append("The password was changed, and the record was not brought up to date since (2.4).")
        if self.leavers:
            found.append("Somebody leaves, and what becomes of the account is open (7).")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of an account's history."""

    at_ms: int
    kind: str
    told: str
    words: str
    by_name: str


@dataclass(slots=True)
class _Beside:
    people: dict[int, list[Holder]] = field(default_factory=lambda: defaultdict(list))
    credentials: dict[int, Credentials] = field(default_factory=dict[int, Credentials])
    leavers: dict[int, int] = field(default_factory=dict[int, int])


_COLUMNS = (
    "SELECT id, network, handle, name, kind, represents, stands_for, owner, account_id, since_on,"
    " name_ok, bio_ok, branding_ok, collar_ok, crest_ok, checked_on, checked_by, corporate_admin, entered_post_on,"
    " reshare_only, watch_only, mitigation, mitigated_by, mitigated_until_on, frozen_on, frozen_by, frozen_why,"
    " retrained_on, closed_on, closed_why, note,"
    " (SELECT max(created_ms) FROM threads WHERE threads.account_id = register.account_id"
    " AND threads.kind <> 'conversation' AND threads.kind = 'post')"
    " FROM register"
)


def everything(db: Connection, hours: Hours, *, closed: bool = True) -> tuple[RegisterEntry, ...]:
    """Every account, the primary ones first, then by network and handle; closed ones last, or not at all."""
    where = "" if closed else " WHERE closed_on IS NULL"
    rows = db.execute(
        f"{_COLUMNS}{where} ORDER BY closed_on IS NOT NULL, kind <> 'primary', kind <> 'neighbourhood', network,"
        " handle_key, id"
    ).fetchall()
    beside = _read_beside(db, "")
    zone = ZoneInfo(hours.timezone)
    return tuple(_entry(row, beside, zone) for row in rows)


def one(db: Connection, register_id: int, hours: Hours) -> RegisterEntry | None:
    """One account; None where there is none of that number."""
    row = db.execute(f"{_COLUMNS} WHERE id = ?", (register_id,)).fetchone()
    if row is None:
        return None
    return _entry(row, _read_beside(db, f" AND register_id = {int(register_id)}"), ZoneInfo(hours.timezone))


def history(db: Connection, register_id: int) -> tuple[Event, ...]:
    """Everything that was done with an account, newest first."""
    rows = db.execute(
        "SELECT at_ms, kind, told, words, by_name FROM register_events WHERE register_id = ? ORDER BY id DESC",
        (register_id,),
    ).fetchall()
    return tuple(Event(at_ms=row[0], kind=row[1], told=row[2], words=row[3], by_name=row[4]) for row in rows)


def people_of(db: Connection, register_id: int) -> tuple[Holder, ...]:
    """Who has an account and who had it, those who have it first."""
    rows = db.execute(
        f"{_PEOPLE} WHERE register_id = ? ORDER BY ended_ms IS NOT NULL, part <> 'holder', id", (register_id,)
    ).fetchall()
    return tuple(_holder(row) for row in rows)


def posts_waiting(db: Connection, register_id: int) -> int:
    """How many decided posts are still to go out on an account; a freeze or an end does not stop them by itself."""
    row = db.execute(
        "SELECT count(*) FROM post_targets JOIN posts ON posts.id = post_targets.post_id"
        " WHERE post_targets.account_id = (SELECT account_id FROM register WHERE id = ?)"
        " AND post_targets.chosen = 1 AND post_targets.stopped_ms IS NULL AND posts.state = 'ready'",
        (register_id,),
    ).fetchone()
    return 0 if row is None else int(row[0])


_PEOPLE = (
    "SELECT register_id, id, part, name, number, position, staff_id, trained_on, guidance_on, relevant, ended_how,"
    " ended_why, EXISTS (SELECT 1 FROM staff WHERE staff.id = register_people.staff_id AND staff.ended_ms IS NOT NULL)"
    " FROM register_people"
)


def _read_beside(db: Connection, more: str) -> _Beside:
    beside = _Beside()
    for row in db.execute(f"{_PEOPLE} WHERE ended_ms IS NULL{more} ORDER BY part <> 'holder', id").fetchall():
        beside.people[row[0]].append(_holder(row))
    for row in db.execute(
        "SELECT register_id, held, since_on, changed_on, changed_by, reported_ms, updated_ms, updated_by"
        f" FROM credentials WHERE 1{more}"
    ).fetchall():
        beside.credentials[row[0]] = Credentials(
            held=bool(row[1]),
            since_on=_day(row[2]),
            changed_on=_day(row[3]),
            changed_by=row[4],
            reported_ms=row[5],
            updated_ms=row[6],
            updated_by=row[7],
        )
    for row in db.execute(
        f"SELECT register_id, count(*) FROM account_leavers WHERE outcome = ''{more} GROUP BY register_id"
    ).fetchall():
        beside.leavers[row[0]] = row[1]
    return beside


def _holder(row: tuple[Any, ...]) -> Holder:
    return Holder(
        id=row[1],
        part=row[2],
        name=row[3],
        number=row[4],
        position=row[5],
        staff_id=row[6],
        trained_on=_day(row[7]),
        guidance_on=_day(row[8]),
        relevant=row[9],
        ended=row[10],
        ended_why=row[11],
        gone=bool(row[12]),
    )


def _entry(row: tuple[Any, ...], beside: _Beside, zone: ZoneInfo) -> RegisterEntry:
    entered, seen = _day(row[18]), None if row[31] is None else from_ms(row[31]).astimezone(zone).date()
    from_mirror = seen is not None and (entered is None or seen >= entered)
    return RegisterEntry(
        id=row[0],
        network=row[1],
        handle=row[2],
        name=row[3],
        kind=Kind(row[4]),
        represents=row[5],
        stands_for=row[6],
        owner=row[7],
        account_id=None if row[8] is None else AccountId(row[8]),
        since_on=_day(row[9]),
        checks={name: Answer(row[10 + place]) for place, name in enumerate(CHECKS)},
        checked_on=_day(row[15]),
        checked_by=row[16],
        corporate_admin=bool(row[17]),
        last_post_on=seen if from_mirror else entered,
        last_post_seen=from_mirror,
        reshare_only=bool(row[19]),
        watch_only=bool(row[20]),
        mitigation=row[21],
        mitigated_by=row[22],
        mitigated_until_on=_day(row[23]),
        frozen_on=_day(row[24]),
        frozen_by=row[25],
        frozen_why=row[26],
        retrained_on=_day(row[27]),
        closed_on=_day(row[28]),
        closed_why=row[29],
        note=row[30],
        people=tuple(beside.people.get(row[0], ())),
        credentials=beside.credentials.get(row[0]),
        leavers=beside.leavers.get(row[0], 0),
    )


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)
