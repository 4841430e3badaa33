"""Accounts that lie still: warned of at 45 days, to be closed at 60 unless somebody says why not (A5, 2.3, 3.3).

Days are counted on the Force's calendar, so that no change of the clocks adds or takes one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Network
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.people import Person
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register import register_store as store
from socialdesk.register.entries import RegisterEntry
from socialdesk.register.keeping import CHANGED, open_entry, require_keeper, told
from socialdesk.register.register_rules import RegisterError, day, short
from socialdesk.register.waiting import CLOSE_DAYS
from socialdesk.storage.database import Connection, writing

WARN_DAYS = 45
"""2.3. The warning comes a fortnight before, so that a holder can still post."""
LONGEST_MITIGATION_DAYS = 366
FEWEST_POSTS = 3
"""Fewer say nothing about what an account is used for."""
_LOOKED_AT = 200
"""The newest posts of an account that are looked at."""


class Stillness(StrEnum):
    """How long an account has lain still."""

    CLOSED = "closed"
    UNKNOWN = "unknown"
    """Nobody knows when it last posted."""
    FINE = "fine"
    WARNED = "warned"
    MITIGATED = "mitigated"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dormancy:
    """How still an account is, and for how long."""

    state: Stillness
    days: int | None = None
    """Since its last post, or, where it never posted, since it has been used."""
    sentence: str = ""

    @property
    def wants_a_hand(self) -> bool:
        """True where somebody has to do something."""
        return self.state in (Stillness.WARNED, Stillness.DUE)


def dormancy(entry: RegisterEntry, today: date) -> Dormancy:
    """How still an account is today."""
    if not entry.open:
        return Dormancy(state=Stillness.CLOSED)
    last = entry.last_post_on or entry.since_on
    if last is None:
        return Dormancy(state=Stillness.UNKNOWN, sentence="Nobody has entered when this account last posted.")
    days = max(0, (today - last).days)
    since = f"{days} days without a post" if entry.last_post_on else f"No post in {days} days of use"
    if days < WARN_DAYS:
        return Dormancy(state=Stillness.FINE, days=days)
    if entry.mitigated_until_on is not None and entry.mitigated_until_on >= today:
        return Dormancy(
            state=Stillness.MITIGATED,
            days=days,
            sentence=f"{since}; that has its reason until {entry.mitigated_until_on:%d/%m/%Y}.",
        )
    if days < CLOSE_DAYS:
        ends = last + timedelta(days=CLOSE_DAYS)
        return Dormancy(
            state=Stillness.WARNED,
            days=days,
            sentence=f"{since}. Without one it is to be closed on {ends:%d/%m/%Y}, unless there is a reason (2.3).",
        )
    return Dormancy(
        state=Stillness.DUE,
        days=days,
        sentence=f"{since}. It is to be closed, unless there is a reason (2.3).",
    )


def mitigate(
    db: Connection, *, register_id: int, words: str, until: date, now: datetime, hours: Hours, by: Person
) -> Changes:
    """Records why an account may lie still, and until when. Raises RegisterError."""
    with writing(db):
        require_keeper(db, by)
        open_entry(db, register_id, hours)
        reason, today = short("words", words), local_day(now, hours)
        if not reason:
            raise RegisterError("Say why the account may lie still.", field="words")
        if not today <= until <= today + timedelta(days=LONGEST_MITIGATION_DAYS):
            raise RegisterError(
                "A reason holds until a day from today to a year from today.",
                to_do="Look at the date again.",
                field="until",
            )
        store.alter(
            db,
            register_id,
            {"mitigation": reason, "mitigated_by": by.name, "mitigated_until_on": day(until)},
        )
        told(
            db,
            register_id,
            ("mitigation",),
            now=now,
            by=by,
            words=f"Until {until:%d/%m/%Y}: {reason}",
        )
    return CHANGED


def set_flags(
    db: Connection,
    *,
    register_id: int,
    reshare_only: bool,
    watch_only: bool,
    now: datetime,
    hours: Hours,
    by: Person,
) -> Changes:
    """Records that an account only reshares or only watches, as somebody saw (3.3). Raises RegisterError."""
    with writing(db):
        require_keeper(db, by)
        entry = open_entry(db, register_id, hours)
        _flag(db, entry, reshare_only=reshare_only, watch_only=watch_only, now=now, by=by)
    return CHANGED


def look(
    db: Connection, entries: tuple[RegisterEntry, ...], *, now: datetime, hours: Hours, by: Person
) -> Changes:
    """Sets the flags of every connected account from what the mirror holds; those of others stay as they were."""
    altered = False
    with writing(db):
        for entry in entries:
            found = seen(db, entry, now=now, hours=hours)
            if entry.open and found is not None and found != (entry.reshare_only, entry.watch_only):
                _flag(db, entry, reshare_only=found[0], watch_only=found[1], now=now, by=by)
                altered = True
    return CHANGED if altered else NOTHING


def seen(db: Connection, entry: RegisterEntry, *, now: datetime, hours: Hours) -> tuple[bool, bool] | None:
    """Whether an account only reshares, and only watches, as the mirror has it; None where it is not connected.

    Posts of the last 60 days are looked at. A post whose own record the network's terms have taken is no reshare.
    """
    if entry.account_id is None:
        return None
    since_ms = to_ms(now - timedelta(days=CLOSE_DAYS))
    rows = db.execute(
        "SELECT raw FROM threads WHERE account_id = ? AND kind <> 'conversation' AND kind = 'post'"
        " AND created_ms >= ? ORDER BY created_ms DESC LIMIT ?",
        (entry.account_id, since_ms, _LOOKED_AT),
    ).fetchall()
    shares = [is_reshare(entry.network, str(row[0])) for row in rows]
    reshare_only = len(shares) >= FEWEST_POSTS and all(shares)
    connected = db.execute("SELECT added_ms FROM accounts WHERE id = ?", (entry.account_id,)).fetchone()
    long_enough = connected is not None and connected[0] <= since_ms
    watch_only = False
    if not shares and long_enough:
        said = db.execute(
            "SELECT 1 FROM items WHERE account_id = ? AND by_force = 1 AND created_ms >= ? LIMIT 1",
            (entry.account_id, since_ms),
        ).fetchone()
        watch_only = said is None
    return reshare_only, watch_only


def is_reshare(network: str, raw: str) -> bool:
    """Whether a post only passes on another one, by the network's own record of it; False where that is gone."""
    try:
        told = json.loads(raw)
    except ValueError:
        return False
    if not isinstance(told, dict):
        return False
    post = cast("dict[str, Any]", told)
    match network:
        case Network.X.value:
            refers = json.dumps(post.get("referenced_tweets") or post.get("referenced_posts") or [])
            return '"type": "retweeted"' in refers
        case Network.FACEBOOK.value:
            return post.get("status_type") == "shared_story" or bool(post.get("parent_id"))
        case Network.LINKEDIN.value:
            return bool(post.get("reshareContext")) and not str(post.get("commentary") or "").strip()
        case Network.BLUESKY.value:
            return "reasonRepost" in json.dumps(post.get("reason", ""))
        case _:
            return False


def _flag(
    db: Connection, entry: RegisterEntry, *, reshare_only: bool, watch_only: bool, now: datetime, by: Person
) -> None:
    store.alter(db, entry.id, {"reshare_only": int(reshare_only), "watch_only": int(watch_only)})
    said = "; ".join(
        words for words, on in (("It only reshares.", reshare_only), ("It only watches.", watch_only)) if on
    )
    told(db, entry.id, ("usage",), now=now, by=by, words=said or "It posts of its own.")
