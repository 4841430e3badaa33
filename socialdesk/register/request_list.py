"""Requests for an account as they are read, and what may be asked for (A2, A9, 2.1, 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from socialdesk.policy.book import Hours
from socialdesk.register.keeping import open_entry
from socialdesk.register.register_rules import CORPORATE_ONLY, NETWORKS, Kind, RegisterError, short
from socialdesk.storage.database import Connection

WAITING = ("asked", "approved", "set_up")
STATES = {
    "asked": "Waiting for Corporate Communications",
    "approved": "Approved, to be set up",
    "refused": "Refused",
    "set_up": "Set up; photo and bio are the holder's to add",
    "done": "Done",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks for."""

    network: str
    register_id: int | None = None
    """Access to this one; None for a new account."""
    handle: str = ""
    kind: Kind = Kind.OFFICER
    represents: str = ""
    name: str
    number: str = ""
    position: str
    """Rank or position."""
    purpose: str
    """How they mean to use it."""
    used_before: bool = False
    """True where they have used this network for the Force before: no training is asked for then (2.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request, as it stands."""

    id: int
    wanted: Wanted
    state: str
    trained_on: date | None
    guidance_on: date | None
    reason: str
    clause: str
    decided_by: str
    made_id: int | None
    """The account on the register that came of it."""
    asked_ms: int
    asked_by: str

    @property
    def waits(self) -> bool:
        """True while somebody has to do something."""
        return self.state in WAITING

    @property
    def lacking(self) -> tuple[str, ...]:
        """What stands between the request and a yes."""
        found: list[str] = []
        page = self.wanted.kind is Kind.NEIGHBOURHOOD  # whose admins are trained in any case (2.5)
        if (page or not self.wanted.used_before) and self.trained_on is None:
            found.append("the training")
        if self.guidance_on is None:
            found.append("the guidance")
        return tuple(found)


def refused_by_the_desk(wanted: Wanted) -> str:
    """Why the policy leaves nothing to decide, a sentence; "" where it does."""
    if wanted.network not in CORPORATE_ONLY:
        return ""
    label = NETWORKS[wanted.network]
    if wanted.register_id is None:
        return (
            f"The Force has one {label} account and sets up no other (2.6). Send Corporate Communications what you "
            "would like to see there; they decide whether it is added."
        )
    return (
        f"{label} is used by Corporate Communications only (2.6). Send them what you would like to see there; they "
        "decide whether it is added."
    )


def one(db: Connection, request_id: int) -> Request:
    """One request. Raises RegisterError where there is none."""
    row = db.execute(f"{_COLUMNS} WHERE id = ?", (request_id,)).fetchone()
    if row is None:
        raise RegisterError("There is no such request.", to_do="Look at the list again.")
    return _request(row)


def everything(db: Connection, *, waiting: bool = False) -> tuple[Request, ...]:
    """Every request, newest first; with `waiting` those alone that wait for somebody, oldest first."""
    where = " WHERE state IN ('asked', 'approved', 'set_up') ORDER BY id" if waiting else " ORDER BY id DESC"
    return tuple(_request(row) for row in db.execute(f"{_COLUMNS}{where}").fetchall())


_COLUMNS = (
    "SELECT id, network, register_id, handle, kind, represents, name, number, position, purpose, used_before, state,"
    " trained_on, guidance_on, reason, clause, decided_by, made_id, asked_ms, asked_by FROM account_requests"
)


def _request(row: tuple[Any, ...]) -> Request:
    return Request(
        id=row[0],
        wanted=Wanted(
            network=row[1],
            register_id=row[2],
            handle=row[3],
            kind=Kind(row[4]),
            represents=row[5],
            name=row[6],
            number=row[7],
            position=row[8],
            purpose=row[9],
            used_before=bool(row[10]),
        ),
        state=row[11],
        trained_on=None if row[12] is None else date.fromisoformat(row[12]),
        guidance_on=None if row[13] is None else date.fromisoformat(row[13]),
        reason=row[14],
        clause=row[15],
        decided_by=row[16],
        made_id=row[17],
        asked_ms=row[18],
        asked_by=row[19],
    )


def usable(db: Connection, wanted: Wanted, hours: Hours) -> Wanted:
    """What is asked for, with its words made plain. Raises RegisterError where something is not said."""
    network, kind, handle = wanted.network, wanted.kind, short("handle", wanted.handle)
    if wanted.register_id is not None:
        entry = open_entry(db, wanted.register_id, hours)
        network, handle = entry.network, entry.handle
        kind = Kind.TEAM if entry.kind is Kind.PRIMARY else entry.kind
    new = Wanted(
        network=network,
        register_id=wanted.register_id,
        handle=handle,
        kind=kind,
        represents=short("represents", wanted.represents),
        name=short("owner", wanted.name),
        number=short("owner", wanted.number),
        position=short("owner", wanted.position),
        purpose=short("words", wanted.purpose),
        used_before=wanted.used_before,
    )
    if network not in NETWORKS:
        raise RegisterError("The register does not know that network.", field="network")
    if kind is Kind.PRIMARY or (kind is Kind.NEIGHBOURHOOD and network != "facebook"):
        raise RegisterError(
            "A request is for a team's or an officer's account, or for a neighbourhood page on Facebook.",
            field="kind",
        )
    for name, told, sentence in (
        ("name", new.name, "Say who asks."),
        ("position", new.position, "Say their rank or position (2.1)."),
        ("purpose", new.purpose, "Say how they mean to use it (2.1)."),
    ):
        if not told:
            raise RegisterError(sentence, field=name)
    return new
