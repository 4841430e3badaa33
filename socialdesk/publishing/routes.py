"""By which way the Force's posts get to an account: its own network, or Hootsuite where the Force keeps that."""

from __future__ import annotations

from datetime import datetime

from socialdesk.audit.log import append
from socialdesk.audit.publishing import PublishingRouteSet
from socialdesk.clock import to_ms
from socialdesk.decisions.case import NotOpen, account_of
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection, writing

_ALTERING = (Role.CORPORATE_COMMUNICATIONS,)


def set_route(
    db: Connection,
    *,
    account_id: AccountId,
    profile: NativeId | None,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Lets an account's posts go through Hootsuite, under what that calls the account; None for the network itself.

    It holds for everything that has not been sent yet. Raises NotOpen where it is not for this person to say.
    """
    if by.role not in _ALTERING and not (training and by.role is Role.TRAINEE):
        raise NotOpen(
            "Corporate Communications says which way posts go.",
            kept="Nothing was altered.",
            to_do="Ask Corporate Communications.",
        )
    route = "network" if profile is None else "hootsuite"
    with writing(db):
        account_of(db, account_id)
        db.execute(
            "INSERT INTO publishing_routes (account_id, route, profile, altered_ms, altered_by) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (account_id) DO UPDATE SET route = excluded.route, profile = excluded.profile,"
            " altered_ms = excluded.altered_ms, altered_by = excluded.altered_by",
            (account_id, route, profile or "", to_ms(now), by.name),
        )
        append(db, PublishingRouteSet(account_id=account_id, route=route), by=by, at_ms=to_ms(now))
    return Changes(accounts=True)


def profile_of(db: Connection, account_id: AccountId) -> NativeId | None:
    """What Hootsuite calls an account whose posts go through it; None where they go to the network itself."""
    found = db.execute(
        "SELECT profile FROM publishing_routes WHERE account_id = ? AND route = 'hootsuite'", (account_id,)
    ).fetchone()
    return None if found is None else NativeId(found[0])
