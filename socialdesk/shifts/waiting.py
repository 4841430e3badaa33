"""What waits at a change of shift, and what to watch: read from short indexes, told without a stranger's words (I2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from socialdesk.audit.wording import plural
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.blocking_waiting import waiting as blocks_waiting
from socialdesk.decisions.plainly import one_plain_line
from socialdesk.inbox.piles import going_on
from socialdesk.model.accounts import Network
from socialdesk.policy.book import Book
from socialdesk.policy.working_days import due_day
from socialdesk.shifts.page import Line
from socialdesk.storage.database import Connection

MOST = 6
"""Lines of each kind; more are counted."""
_APPEALS_UP = """
SELECT count(*) FROM appeals INDEXED BY appeals_over WHERE over_ms IS NOT NULL AND EXISTS (
    SELECT 1 FROM posts JOIN post_targets ON post_targets.post_id = posts.id
    JOIN post_parts ON post_parts.target_id = post_targets.id
    WHERE posts.appeal_id = appeals.id AND post_parts.published_ms IS NOT NULL AND post_parts.gone_ms IS NULL)
"""
_STAGES = {"arrest": "arrest or warrant", "charge": "charge or summons", "trial": "trial"}


def waits(db: Connection, now: datetime, book: Book) -> Iterable[Line]:
    """What somebody has to take up, the most pressing first."""
    yield from _threats(db, book)
    yield from urgent(db, now, book)
    yield from _unsettled(db)
    yield from _by_hand(db)
    yield from _questions(db)
    if words := blocks_waiting(db, to_ms(now)).words:
        yield Line(words=f"Register of blocks: {words}.", tone="warning")
    yield from _referred(db, now, book)
    yield from _scheduled(db, now, book)
    yield from _requests(db)


def urgent(db: Connection, now: datetime, book: Book, most: int = MOST) -> Iterable[Line]:
    """What is open and urgent, in the order of the list by urgency, without its words."""
    rows = db.execute(
        "SELECT worklist.item_id, worklist.created_ms, worklist.urgency, worklist.top_ground, accounts.name,"
        " accounts.network FROM worklist INDEXED BY worklist_needed_urgent"
        " JOIN accounts ON accounts.id = worklist.account_id WHERE open = 1 AND (parked = 0 OR flagged = 1"
        " OR urgency >= 2) AND urgency >= 2 ORDER BY worklist.urgent_rank DESC LIMIT ?",
        (most,),
    ).fetchall()
    for item_id, created_ms, level, ground, name, network in rows:
        sort = "Emergency" if level == 3 else "Urgent"
        named = book.name_of(str(ground)) if ground else sort
        what = sort if named == sort else f"{sort}: {named}"
        yield Line(
            words=f"{what}, {_account(network, name)}, for {_waited(now, int(created_ms))}.",
            item=int(item_id),
            tone="danger" if level == 3 else "warning",
        )
    more = _count(db, "SELECT coalesce(sum(urgent), 0) FROM worklist_counts") - len(rows)
    if more > 0 and len(rows) == most:
        yield Line(words=f"And {more:,} more that {'is' if more == 1 else 'are'} urgent.", tone="warning")


def _threats(db: Connection, book: Book) -> Iterable[Line]:
    rows = db.execute(
        "SELECT item_id, opened_ms, told_ms FROM referrals WHERE kind = 'threat' AND closed_ms IS NULL ORDER BY id"
    ).fetchall()
    for item_id, opened_ms, told_ms in rows[:MOST]:
        told = "control room told" if told_ms is not None else "the control room has NOT been told"
        opened = from_ms(int(opened_ms)).astimezone(ZoneInfo(book.hours.timezone))
        yield Line(
            words=f"Threat to life, open since {opened:%d/%m %H:%M}: {told}.",
            item=int(item_id),
            tone="danger",
        )
    yield from _more(len(rows), "threats to life")


def _unsettled(db: Connection) -> Iterable[Line]:
    rows = db.execute(
        "SELECT outbox.kind, accounts.network, accounts.name, outbox.item_id FROM outbox"
        " JOIN accounts ON accounts.id = outbox.account_id WHERE needs_person = 1 ORDER BY outbox.id"
    ).fetchall()
    for kind, network, name, item_id in rows[:MOST]:
        what = str(kind).replace("_", " ")
        yield Line(
            words=f"Could not be settled: {what}, {_account(network, name)}.",
            item=None if item_id is None else int(item_id),
            tone="warning",
        )
    yield from _more(len(rows), "that could not be settled")
    going = _count(
        db,
        "SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending', 'waiting', 'unknown') AND needs_person = 0",
    )
    if going:
        yield Line(words=f"On the way to a network: {plural(going, 'action')}.")


def _by_hand(db: Connection) -> Iterable[Line]:
    rows = db.execute(
        "SELECT by_hand.item_id, by_hand.kind, by_hand.begun_by, accounts.network, accounts.name FROM by_hand"
        " JOIN accounts ON accounts.id = by_hand.account_id WHERE by_hand.state IN ('preparing', 'begun')"
        " ORDER BY by_hand.id"
    ).fetchall()
    for item_id, kind, name, network, account in rows[:MOST]:
        yield Line(
            words=f"By hand, not ticked off: {str(kind).replace('_', ' ')}, {_account(network, account)},"
            f" begun by {one_plain_line(str(name), longest=60)}.",
            item=int(item_id),
            tone="warning",
        )
    yield from _more(len(rows), "by hand")


def _questions(db: Connection) -> Iterable[Line]:
    rows = db.execute(
        "SELECT item_id, asked_by FROM questions WHERE settled_ms IS NULL ORDER BY asked_ms, id"
    ).fetchall()
    for item_id, name in rows[:MOST]:
        yield Line(
            words=f"A question to Corporate Communications by {one_plain_line(str(name), longest=60)}.",
            item=int(item_id),
        )
    yield from _more(len(rows), "questions")
    if count := _count(db, "SELECT count(*) FROM telephoned_answers WHERE looked_at_ms IS NULL"):
        yield Line(words=f"Answers by telephone to be confirmed: {count}.")


def _referred(db: Connection, now: datetime, book: Book) -> Iterable[Line]:
    requests = db.execute(
        "SELECT item_id, received_ms, forwarded_ms FROM referrals WHERE kind = 'foi' AND closed_ms IS NULL ORDER BY id"
    ).fetchall()
    today = now.astimezone(ZoneInfo(book.hours.timezone)).date()
    for item_id, received_ms, forwarded_ms in requests[:MOST]:
        due = due_day(from_ms(int(received_ms)), book.hours)
        passed = "passed on" if forwarded_ms is not None else "not passed on"
        yield Line(
            words=f"Request for information, {passed}: due {due:%a %d/%m/%Y}.",
            item=int(item_id),
            tone="warning" if forwarded_ms is None or due <= today else "",
        )
    yield from _more(len(requests), "requests for information")
    crimes = db.execute(
        "SELECT item_id FROM referrals WHERE kind = 'crime' AND closed_ms IS NULL ORDER BY id"
    ).fetchall()
    if crimes:
        yield Line(
            words=f"Crime referrals without an end: {len(crimes)}.",
            item=int(crimes[0][0]) if len(crimes) == 1 else None,
        )


def _scheduled(db: Connection, now: datetime, book: Book) -> Iterable[Line]:
    zone = ZoneInfo(book.hours.timezone)
    rows = db.execute(
        "SELECT scheduled_ms, decided_by FROM posts WHERE state = 'ready' AND scheduled_ms IS NOT NULL UNION ALL"
        # What a network holds until its time.
        " SELECT min(held_until_ms), posts.decided_by FROM post_parts INDEXED BY post_parts_held"
        " JOIN post_targets ON post_targets.id = post_parts.target_id JOIN posts ON posts.id = post_targets.post_id"
        " WHERE published_ms IS NULL AND held_until_ms IS NOT NULL AND gone_ms IS NULL AND posts.state = 'sent'"
        " GROUP BY posts.id ORDER BY 1"
    ).fetchall()
    for at_ms, name in rows[:MOST]:
        late = int(at_ms) < to_ms(now)
        yield Line(
            words=f"A post goes out {from_ms(int(at_ms)).astimezone(zone):%a %d/%m %H:%M}, by"
            f" {one_plain_line(str(name), longest=60)}{': overdue' if late else ''}.",
            tone="warning" if late else "",
        )
    yield from _more(len(rows), "scheduled posts")
    if count := _count(db, "SELECT count(*) FROM posts WHERE state = 'waiting_second'"):
        yield Line(words=f"Posts that wait for a second person: {count}.", tone="warning")


def _requests(db: Connection) -> Iterable[Line]:
    rows = db.execute(
        "SELECT accounts.network, accounts.name, asked_by FROM duty_requests"
        " JOIN accounts ON accounts.id = duty_requests.account_id WHERE settled_ms IS NULL ORDER BY duty_requests.id"
    ).fetchall()
    for network, name, by in rows[:MOST]:
        yield Line(
            words=f"Asked of Corporate Communications by {one_plain_line(str(by), longest=60)}:"
            f" something for {_account(network, name)}.",
            tone="warning",
        )
    yield from _more(len(rows), "requests")


def watched(db: Connection) -> Iterable[Line]:
    """Proceedings, protected words by number, unusual numbers of comments, parked posts. No name of a case."""
    cases = db.execute(
        "SELECT id, stage, (SELECT count(*) FROM proceedings_threads WHERE proceedings_id = proceedings.id),"
        " (SELECT count(*) FROM protected_names WHERE proceedings_id = proceedings.id AND ended_ms IS NULL)"
        " FROM proceedings WHERE ended_ms IS NULL ORDER BY id"
    ).fetchall()
    for number, stage, posts, words in cases[:MOST]:
        yield Line(
            words=f"Active proceedings {number} ({_STAGES.get(str(stage), 'before a court')}):"
            f" {plural(int(posts), 'post')}, {plural(int(words), 'protected entry', 'protected entries')}.",
            tone="warning",
        )
    yield from _more(len(cases), "cases")
    others = _count(
        db, "SELECT count(*) FROM protected_names WHERE proceedings_id IS NULL AND ended_ms IS NULL"
    )
    if others:
        yield Line(words=f"Other protected entries on the watch list: {others}.")
    up = _count(db, _APPEALS_UP)
    if up:
        yield Line(words=f"Appeals that are over, with posts still up: {up}.", tone="warning")
    if count := _count(db, "SELECT count(*) FROM appeals WHERE state = 'open'"):
        yield Line(words=f"Appeals that are open: {count}.")
    piles = going_on(db)
    for pile in piles[:MOST]:
        known = "" if pile.told_by else ", and Corporate Communications has not been told"
        name = one_plain_line(pile.account_name, longest=60)
        aside = ", parked" if pile.parked else ""
        yield Line(words=f"{pile.words}, {name}{aside}{known}.", tone="" if pile.told_by else "warning")
    yield from _more(len(piles), "busy posts")
    if count := _count(db, "SELECT count(*) FROM parked_threads"):
        yield Line(words=f"Parked posts: {count}.")


def _account(network: object, name: object) -> str:
    return f"{Network(str(network)).label}, {one_plain_line(str(name), longest=60)}"


def _waited(now: datetime, since_ms: int) -> str:
    minutes = max(0, to_ms(now) - since_ms) // 60_000
    if minutes < 120:
        return plural(minutes, "minute")
    return plural(minutes // 60, "hour") if minutes < 48 * 60 else plural(minutes // 1440, "day")


def _more(count: int, what: str) -> Iterable[Line]:
    if count > MOST:
        yield Line(words=f"And {count - MOST} more {what}.")


def _count(db: Connection, sql: str) -> int:
    row = db.execute(sql).fetchone()
    return int(row[0]) if row else 0
