"""Unusual numbers of comments under a post: noticed, told to Corporate Communications, and parked (4.2a; I4).

Rates are reckoned in the network's own times, so that a late reading, or a clock at the desk that is hours wrong, hides
no pile-on and makes none. Parking takes the ordinary comments out of the list of what needs a decision, and nothing
else: whatever is flagged or urgent, before or after, is in every list as it was, and notifications go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from socialdesk.audit.log import append
from socialdesk.audit.watching import PileOnNoticed, PileOnOver, PileOnTold, ThreadParked, ThreadUnparked
from socialdesk.clock import to_ms
from socialdesk.errors import UserFacingError
from socialdesk.inbox import store
from socialdesk.inbox.arriving import readable
from socialdesk.inbox.piles import parked
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, ItemId, ThreadId
from socialdesk.model.people import DESK, Person, Role
from socialdesk.policy.book import Book
from socialdesk.policy.hours import on_duty
from socialdesk.storage.database import Connection, assert_in_transaction, writing

NEWS_MS = 24 * 3_600_000
"""A post whose newest comment is older is history: the first reading of an account brings years of it."""
_NEWEST = 5_000
"""Comments of a post that are looked at, the newest."""
_POSTS = 30
"""Posts of the account by which its usual rate is told."""
_USUAL_SPAN_MS = 180 * 24 * 3_600_000


class PileOnError(UserFacingError):
    """Something that cannot be done with a parked or busy post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a number of comments is unusual: the pack's thresholds."""

    number: int
    """Comments under one post."""
    minutes: int
    times: int
    """So many times the account's usual, within `minutes`."""
    least: int
    """Fewer within `minutes` are never unusual."""


def limits(book: Book) -> Limits:
    """The pack's, or the desk's own where a pack is older."""

    def value(threshold: str, otherwise: int) -> int:
        found = book.thresholds.get(threshold)
        return otherwise if found is None else found.value

    return Limits(
        number=value("many_comments", 200),
        minutes=value("pile_on_minutes", 10),
        times=value("pile_on_times", 5),
        least=value("pile_on_least", 40),
    )


def most_within(times_ms: Sequence[int], span_ms: int) -> tuple[int, int]:
    """The greatest number of `times_ms` within any `span_ms`, and the last of those times; (0, 0) for none.

    The last of several spans that hold as many.
    """
    ordered = sorted(times_ms)
    most, until, start = 0, 0, 0
    for place, at_ms in enumerate(ordered):
        while ordered[start] <= at_ms - span_ms:
            start += 1
        if place - start + 1 >= most:
            most, until = place - start + 1, at_ms
    return most, until


def unusual(within: int, usual: float, allowed: Limits) -> bool:
    """True where `within` comments in the pack's minutes are unusual beside the account's `usual` number."""
    return within >= allowed.least and within >= allowed.times * usual


# Noticing


def look(
    db: Connection, account_id: AccountId, threads: Iterable[ThreadId], *, now_ms: int, book: Book
) -> list[ThreadId]:
    """Looks whether comments that have just arrived pile up; answers with the posts where that is new.

    Within the caller's transaction. A post is noticed once until somebody says that it is over, and then only for what
    came later.
    """
    assert_in_transaction(db)
    allowed = limits(book)
    noticed: list[ThreadId] = []
    for thread_id in dict.fromkeys(threads):
        if _look_at(db, account_id, thread_id, now_ms=now_ms, allowed=allowed, book=book):
            noticed.append(thread_id)
    return noticed


def _look_at(
    db: Connection, account_id: AccountId, thread_id: ThreadId, *, now_ms: int, allowed: Limits, book: Book
) -> bool:
    thread = db.execute("SELECT kind FROM threads WHERE id = ?", (thread_id,)).fetchone()
    before = db.execute(
        "SELECT over_ms, until_ms, max(why = 'number') OVER () FROM pile_ons WHERE thread_id = ?"
        " ORDER BY id DESC LIMIT 1",
        (thread_id,),
    ).fetchone()
    going_on = before is not None and before[0] is None
    if thread is None or thread[0] == "conversation" or going_on:
        return False
    times = [
        row[0]
        for row in db.execute(
            "SELECT created_ms FROM items WHERE thread_id = :thread"
            " AND id NOT IN (SELECT id FROM items WHERE thread_id = :thread AND by_force = 1)"
            " ORDER BY created_ms DESC LIMIT :most",
            {"thread": thread_id, "most": max(_NEWEST, allowed.number)},
        ).fetchall()
    ]
    # One comment with an odd date in the future must not make everything else history, nor history news.
    if not any(now_ms - NEWS_MS <= at_ms for at_ms in times):
        return False
    span_ms = allowed.minutes * 60_000
    since = before[1] if before is not None else now_ms - NEWS_MS
    within, until = most_within([at_ms for at_ms in times if at_ms > since], span_ms)
    usual = _usual(db, account_id, thread_id, span_ms) if within >= allowed.least else 0.0
    if unusual(within, usual, allowed):
        why, comments = "rate", within
    elif len(times) >= allowed.number and not (before is not None and before[2]):
        why, comments, until = "number", len(times), times[0]
    else:
        return False
    off = not on_duty(datetime.fromtimestamp(now_ms / 1000, tz=UTC), book.hours)
    tenths = round(usual * 10)
    row = db.execute(
        "INSERT INTO pile_ons (thread_id, account_id, why, comments, minutes, usual_tenths, until_ms, noticed_ms,"
        " off_duty) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (thread_id, account_id, why, comments, allowed.minutes, tenths, until, now_ms, int(off)),
    ).fetchone()
    assert row is not None
    entry = PileOnNoticed(
        pile_on_id=row[0],
        account_id=account_id,
        thread_id=thread_id,
        why=why,
        comments=comments,
        minutes=allowed.minutes,
        usual_tenths=tenths,
        off_duty=off,
    )
    append(db, entry, by=DESK, at_ms=now_ms)
    return True


def _usual(db: Connection, account_id: AccountId, but: ThreadId, span_ms: int) -> float:
    """The account's usual number in so long: the mean of the first such span of its latest posts."""
    posts = db.execute(
        "SELECT id, created_ms FROM threads WHERE account_id = ? AND kind <> 'conversation' AND id <> ?"
        " AND created_ms >= (SELECT created_ms FROM threads WHERE id = ?) - ? ORDER BY created_ms DESC LIMIT ?",
        (account_id, but, but, _USUAL_SPAN_MS, _POSTS),
    ).fetchall()
    counts: list[int] = []
    for thread_id, created_ms in posts:
        row = db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM items WHERE thread_id = ? AND created_ms < ? LIMIT ?)",
            (thread_id, created_ms + span_ms, _NEWEST),
        ).fetchone()
        counts.append(int(row[0]) if row else 0)
    return sum(counts) / len(counts) if counts else 0.0


# What people do about it


def park(
    db: Connection, thread_id: ThreadId, *, now: datetime, by: Person, training: bool = False
) -> Changes:
    """Puts the ordinary comments of a post aside, those to come as well. Raises PileOnError."""
    _allowed(by, training=training)
    with writing(db):
        account_id = _post(db, thread_id)
        if parked(db, thread_id) is not None:
            return Changes()
        db.execute(
            "INSERT INTO parked_threads (thread_id, parked_ms, parked_by) VALUES (?, ?, ?)",
            (thread_id, to_ms(now), by.name),
        )
        moved = store.set_parked(db, thread_id, on=True)
        aside = _aside(db, thread_id)
        entry = ThreadParked(account_id=account_id, thread_id=thread_id, aside=aside)
        append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(items=frozenset(moved), accounts=True)


def unpark(
    db: Connection, thread_id: ThreadId, *, now: datetime, by: Person, training: bool = False
) -> Changes:
    """Puts back on the list what was put aside under a post. Raises PileOnError."""
    _allowed(by, training=training)
    with writing(db):
        account_id = _post(db, thread_id)
        if parked(db, thread_id) is None:
            return Changes()
        back = _aside(db, thread_id)
        db.execute("DELETE FROM parked_threads WHERE thread_id = ?", (thread_id,))
        moved = store.set_parked(db, thread_id, on=False)
        entry = ThreadUnparked(account_id=account_id, thread_id=thread_id, back=back)
        append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(items=frozenset(moved), accounts=True)


def park_new(db: Connection, threads: Iterable[ThreadId], item_ids: Sequence[ItemId]) -> None:
    """Puts aside what has just arrived under posts that are parked. Within the caller's transaction."""
    if any(parked(db, thread_id) is not None for thread_id in threads):
        store.set_parked_as_threads(db, item_ids)


def told(
    db: Connection, pile_on_id: int, *, now: datetime, by: Person, whom: str = "", training: bool = False
) -> Changes:
    """Corporate Communications knows: `by` is of theirs and has seen it, or has told `whom` by telephone.

    Raises PileOnError where it is not said who was told.
    """
    _allowed(by, training=training)
    whom = " ".join(readable(whom).split())[:200]
    seen = by.role is Role.CORPORATE_COMMUNICATIONS and not whom
    if not seen and not whom:
        raise PileOnError(
            "It is not said who was told.",
            to_do="Give the name of whom you spoke to at Corporate Communications.",
        )
    with writing(db):
        row = db.execute(
            "UPDATE pile_ons SET told_ms = ?, told_by = ?, told_how = ?, told_whom = ?"
            " WHERE id = ? AND told_ms IS NULL RETURNING account_id, thread_id",
            (to_ms(now), by.name, "seen" if seen else "telephone", whom, pile_on_id),
        ).fetchone()
        if row is None:
            return Changes()
        entry = PileOnTold(
            pile_on_id=pile_on_id,
            account_id=row[0],
            thread_id=row[1],
            how="seen" if seen else "telephone",
            whom=whom,
        )
        append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(accounts=True)


def over(db: Connection, pile_on_id: int, *, now: datetime, by: Person, training: bool = False) -> Changes:
    """It is over; what comes later counts anew. Raises PileOnError where Corporate Communications was not told."""
    _allowed(by, training=training)
    with writing(db):
        held = db.execute("SELECT told_ms, over_ms FROM pile_ons WHERE id = ?", (pile_on_id,)).fetchone()
        if held is None or held[1] is not None:
            return Changes()
        if held[0] is None:
            raise PileOnError(
                "Corporate Communications has not been told of it (4.2a).",
                to_do="Tell them first, and say so here.",
            )
        row = db.execute(
            "UPDATE pile_ons SET over_ms = ?, over_by = ?, until_ms = max(until_ms, coalesce((SELECT max(created_ms)"
            " FROM items WHERE items.thread_id = pile_ons.thread_id AND created_ms <= ?), 0))"
            " WHERE id = ? RETURNING account_id, thread_id",
            (to_ms(now), by.name, to_ms(now), pile_on_id),
        ).fetchone()
        assert row is not None
        entry = PileOnOver(pile_on_id=pile_on_id, account_id=row[0], thread_id=row[1])
        append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(accounts=True)


def _aside(db: Connection, thread_id: ThreadId) -> int:
    row = db.execute(
        "SELECT count(*) FROM worklist JOIN items ON items.id = worklist.item_id WHERE items.thread_id = ?"
        " AND open = 1 AND worklist.parked = 1 AND flagged = 0 AND urgency < 2",
        (thread_id,),
    ).fetchone()
    return int(row[0]) if row else 0


def _post(db: Connection, thread_id: ThreadId) -> AccountId:
    row = db.execute("SELECT account_id, kind FROM threads WHERE id = ?", (thread_id,)).fetchone()
    if row is None or row[1] == "conversation":
        raise PileOnError("Only the comments under a post can be parked, no private conversation.")
    return AccountId(row[0])


def _allowed(by: Person, *, training: bool) -> None:
    if by.role is Role.AUDITOR:
        raise PileOnError("An auditor reads the record and changes nothing.")
    if by.role is Role.TRAINEE and not training:
        raise PileOnError("A trainee works on simulated networks only.")
