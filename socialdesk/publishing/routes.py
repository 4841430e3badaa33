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

THEIRS = "Corporate Communications says which way posts go."
_ALTERING = (Role.CORPORATE_COMMUNICATIONS,)


def may_say(by: Person, *, training: bool = False) -> bool:
    """Corporate Communications says which way posts go; in training the trainee does, too."""
    return by.role in _ALTERING or (training and by.role is Role.TRAINEE)


def require_say(by: Person, *, training: bool = False) -> None:
    """Raises NotOpen for anybody else."""
    if not may_say(by, training=training):
        raise NotOpen(THEIRS, kept="Nothing was altered.", to_do="Ask Corporate Communications.")


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
    require_say(by, training=training)
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


def profiles(db: Connection) -> dict[AccountId, NativeId]:
    """The accounts whose posts go through Hootsuite, and what it calls them; of connected ones alone."""
    return {
        AccountId(row[0]): NativeId(row[1])
        for row in db.execute(
            "SELECT account_id, profile FROM publishing_routes JOIN accounts ON accounts.id = account_id"
            " WHERE route = 'hootsuite' AND removed_ms IS NULL ORDER BY account_id"
        ).fetchall()
    }


def held_there(db: Connection) -> int:
    """How many posts Hootsuite holds until their time, as far as the desk knows."""
    [(held,)] = db.execute(
        "SELECT count(DISTINCT target_id) FROM post_parts WHERE native_id GLOB 'hootsuite:*'"
        " AND held_until_ms IS NOT NULL AND published_ms IS NULL AND gone_ms IS NULL"
    ).fetchall()
    return int(held)
