"""Requests for an account or for access to one (A2, A9, 2.1, 2.5, 2.6): who, for what, and how it goes on."""

from __future__ import annotations

from datetime import date, datetime

from socialdesk.audit import registering as audit
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.model.changes import Changes
from socialdesk.model.people import DESK, Person, Role
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register import access
from socialdesk.register import register_store as store
from socialdesk.register.keeping import CHANGED, Facts, open_entry, put, require_keeper
from socialdesk.register.register_rules import Kind, RegisterError, day, not_after, short
from socialdesk.register.request_list import (
    STATES,
    Request,
    Wanted,
    everything,
    one,
    refused_by_the_desk,
    usable,
)
from socialdesk.storage.database import Connection, SqlValue, writing

__all__ = [
    "STATES", "Request", "Wanted", "approve", "ask", "everything", "note_step", "one", "photo_and_bio", "refuse",
    "refused_by_the_desk", "set_up", "withdraw",
]  # fmt: skip


def ask(db: Connection, wanted: Wanted, *, now: datetime, hours: Hours, by: Person) -> Request:
    """Makes a request; the desk itself refuses one for Instagram or LinkedIn (2.6). Raises RegisterError."""
    if by.role is Role.AUDITOR:
        raise RegisterError("An auditor reads the record and changes nothing.")
    now_ms = to_ms(now)
    with writing(db):
        new = usable(db, wanted, hours)
        refusal = refused_by_the_desk(new)
        values: dict[str, SqlValue] = {
            "wanted": "new" if new.register_id is None else "access",
            "network": new.network,
            "register_id": new.register_id,
            "handle": new.handle,
            "kind": new.kind.value,
            "represents": new.represents,
            "name": new.name,
            "number": new.number,
            "position": new.position,
            "purpose": new.purpose,
            "used_before": int(new.used_before),
            "state": "refused" if refusal else "asked",
            "reason": refusal,
            "clause": "2.6" if refusal else "",
            "decided_ms": now_ms if refusal else None,
            "decided_by": DESK.name if refusal else "",
            "asked_ms": now_ms,
            "asked_by": by.name,
        }
        number = store.add_request(db, values)
        _record(db, number, "asked", network=new.network, who=new.name, now=now, by=by)
        if refusal:
            _record(
                db,
                number,
                "refused",
                network=new.network,
                clause="2.6",
                reason=refusal,
                now=now,
                by=DESK,
            )
        return one(db, number)


def note_step(
    db: Connection,
    *,
    request_id: int,
    trained_on: date | None = None,
    guidance_on: date | None = None,
    now: datetime,
    hours: Hours,
    by: Person,
) -> Changes:
    """Records the training or that the guidance was read, before a yes. Raises RegisterError."""
    today = local_day(now, hours)
    with writing(db):
        require_keeper(db, by)
        _in_state(one(db, request_id), "asked")
        for step, column, told, what in (
            ("trained", "trained_on", trained_on, "The day of the training"),
            ("guidance", "guidance_on", guidance_on, "The day on which the guidance was read"),
        ):
            if told is not None:
                not_after(today, told, what, field=column)
                store.alter_request(db, request_id, {column: day(told)})
                _record(db, request_id, step, now=now, by=by)
    return CHANGED


def approve(db: Connection, *, request_id: int, words: str = "", now: datetime, by: Person) -> Changes:
    """Says yes, once training and guidance are there. Raises RegisterError."""
    with writing(db):
        require_keeper(db, by)
        found = _in_state(one(db, request_id), "asked")
        if found.lacking:
            raise RegisterError(
                f"Not yet: {' and '.join(found.lacking)} must be recorded first (2.1).",
                to_do="Record it, then approve.",
            )
        _decide(db, found, "approved", short("words", words), now=now, by=by)
    return CHANGED


def refuse(db: Connection, *, request_id: int, reason: str, now: datetime, by: Person) -> Changes:
    """Says no, with the reason that the person is given (2.1). Raises RegisterError."""
    return _ended(db, request_id, "refused", reason, now=now, by=by)


def withdraw(db: Connection, *, request_id: int, reason: str, now: datetime, by: Person) -> Changes:
    """The person does not want it any longer. Raises RegisterError."""
    return _ended(db, request_id, "withdrawn", reason, now=now, by=by)


def set_up(
    db: Connection, *, request_id: int, handle: str = "", now: datetime, hours: Hours, by: Person
) -> int:
    """The account is there, or the access: it goes on the register with its holder; its number there.

    Raises RegisterError: not approved, no handle, the account is on the register already.
    """
    with writing(db):
        require_keeper(db, by)
        found = _in_state(one(db, request_id), "approved")
        wanted, today = found.wanted, local_day(now, hours)
        if wanted.register_id is None:
            new = Facts(
                network=wanted.network,
                handle=handle or wanted.handle,
                kind=wanted.kind,
                represents=wanted.represents,
                stands_for={Kind.NEIGHBOURHOOD: "area", Kind.TEAM: "team"}.get(wanted.kind, "role"),
                owner=wanted.name if wanted.kind is Kind.OFFICER else wanted.represents or wanted.name,
                since_on=today,
            )
            made = put(db, new, now=now, hours=hours, by=by)
        else:
            made = open_entry(db, wanted.register_id, hours).id
        access.put(
            db,
            access.Given(
                register_id=made,
                part="holder" if wanted.register_id is None else "admin",
                name=wanted.name,
                number=wanted.number,
                position=wanted.position,
                trained_on=found.trained_on,
                guidance_on=found.guidance_on,
                relevant=wanted.purpose,
            ),
            now=now,
            by=by,
        )
        store.alter_request(db, request_id, {"state": "set_up", "made_id": made, "set_up_ms": to_ms(now)})
        _record(db, request_id, "set_up", network=wanted.network, now=now, by=by)
    return made


def photo_and_bio(
    db: Connection, *, request_id: int, on: date, now: datetime, hours: Hours, by: Person
) -> Changes:
    """The holder has put photo and bio there, both of their role (2.1). Raises RegisterError."""
    with writing(db):
        require_keeper(db, by)
        _in_state(one(db, request_id), "set_up")
        not_after(local_day(now, hours), on, "The day", field="on")
        store.alter_request(db, request_id, {"state": "done", "photo_bio_on": day(on)})
        _record(db, request_id, "done", now=now, by=by)
    return CHANGED


def _in_state(found: Request, state: str) -> Request:
    if found.state != state:
        raise RegisterError(
            f"This request stands otherwise by now: {STATES[found.state].lower()}.",
            to_do="Look at the list again.",
        )
    return found


def _ended(db: Connection, request_id: int, state: str, reason: str, *, now: datetime, by: Person) -> Changes:
    with writing(db):
        require_keeper(db, by)
        found = one(db, request_id)
        if found.state not in ("asked", "approved"):
            _in_state(found, "asked")
        words = short("words", reason)
        if not words:
            raise RegisterError("Give the reason: the person is told it (2.1).", field="reason")
        _decide(db, found, state, words, now=now, by=by)
    return CHANGED


def _decide(db: Connection, found: Request, state: str, words: str, *, now: datetime, by: Person) -> None:
    store.alter_request(
        db,
        found.id,
        {"state": state, "reason": words, "decided_ms": to_ms(now), "decided_by": by.name},
    )
    _record(db, found.id, state, network=found.wanted.network, reason=words, now=now, by=by)


def _record(
    db: Connection,
    request_id: int,
    step: str,
    *,
    network: str = "",
    who: str = "",
    reason: str = "",
    clause: str = "",
    now: datetime,
    by: Person,
) -> None:
    entry = audit.AccountRequestMoved(
        request_id=request_id,
        step=step,
        network=network,
        by_itself=by is DESK,
        clause=clause,
        who=who,
        reason=reason,
    )
    append(db, entry, by=by, at_ms=to_ms(now))
