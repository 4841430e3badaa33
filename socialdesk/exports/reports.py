"""What the desk did, in numbers: removals, what was kept, blocks, first answers, volumes and pile-ons (T2, 4.3, 4.4).

Nobody is named, and nobody who works at the desk is counted. Every figure is of a span of days, so that a year among a
million items is counted within a second; for a reader's thread all the same.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from socialdesk.clock import from_ms, to_ms
from socialdesk.exports.reports_hours import working
from socialdesk.exports.reports_tables import Cell, Report, Span, Table
from socialdesk.model.accounts import Network
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection

__all__ = ["MOST_DAYS", "Report", "Span", "Table", "report", "span_of"]

MOST_DAYS = 366
"""The longest span."""
MOST_DECISIONS = 200_000
"""Decisions that one report counts; more than ten years' work of a press office."""
_HOUR_MS = 3_600_000
_QUARTER_MS = 900_000
_REMOVALS = ("hide", "delete")
_ANSWERS = ("reply", "private_reply", "message")
ALL = "All"


def span_of(days: int, *, now: datetime, book: Book) -> Span:
    """The last so many days up to today, `MOST_DAYS` at most."""
    today = now.astimezone(ZoneInfo(book.hours.timezone)).date()
    return Span(first=today - timedelta(days=min(max(days, 1), MOST_DAYS) - 1), last=today)


def report(
    db: Connection,
    *,
    span: Span,
    book: Book,
    now: datetime,
    names: bool = False,
    stopped: Callable[[], bool] = lambda: False,
) -> Report:
    """Counts everything; ends early, with what it has, once `stopped()`."""
    if span.days > MOST_DAYS:
        span = Span(first=span.last - timedelta(days=MOST_DAYS - 1), last=span.last)
    zone = ZoneInfo(book.hours.timezone)
    from_at, until_at = span.bounds_ms(zone)
    accounts = _accounts(db)
    decided = _decisions(db, from_at, until_at)
    steps: tuple[Callable[[], Iterable[Table]], ...] = (
        lambda: _removals(decided, accounts, book, zone),
        lambda: (_kept(decided, book),),
        lambda: (_blocks(db, from_at, until_at),),
        lambda: (_first_answers(decided, accounts, book),),
        lambda: _volumes(db, accounts, span, from_at, until_at, zone, names=names),
        lambda: (_pile_ons(db, from_at, until_at),),
    )
    tables: list[Table] = []
    for step in steps:
        if stopped():
            break
        tables += step()
    return Report(
        span=span,
        made_ms=to_ms(now),
        force=book.force,
        pack=book.version,
        names=names,
        tables=tuple(tables),
    )


# --- Decisions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Decided:
    kind: str
    grounds: tuple[str, ...]
    at_ms: int
    account_id: int
    created_ms: int
    state: str
    settled_ms: int | None
    item_id: int


_DECISIONS = """
SELECT decisions.kind, decisions.grounds, decisions.decided_ms, worklist.account_id, worklist.created_ms,
    coalesce(outbox.state, iif(by_hand.seen_ms IS NOT NULL OR by_hand.state = 'done', 'confirmed', by_hand.state), ''),
    coalesce(outbox.settled_ms, by_hand.seen_ms), decisions.item_id
FROM decisions INDEXED BY decisions_by_time JOIN worklist ON worklist.item_id = decisions.item_id
LEFT JOIN outbox ON outbox.decision_id = decisions.id AND outbox.kind = decisions.kind
LEFT JOIN by_hand ON by_hand.decision_id = decisions.id
WHERE decisions.decided_ms >= ? AND decisions.decided_ms < ?
    AND decisions.kind IN ('hide', 'delete', 'keep', 'reply', 'private_reply', 'message')
ORDER BY decisions.decided_ms LIMIT ?
"""


def _decisions(db: Connection, from_at: int, until_at: int) -> list[_Decided]:
    return [
        _Decided(row[0], _grounds(row[1]), row[2], row[3], row[4], row[5], row[6], row[7])
        for row in db.execute(_DECISIONS, (from_at, until_at, MOST_DECISIONS)).fetchall()
    ]


@lru_cache(maxsize=4_096)
def _grounds(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


@lru_cache(maxsize=65_536)
def _quarter(quarter: int, zone: ZoneInfo) -> tuple[date, int]:
    """The day and the hour of a quarter of an hour since 1970: no clock is set by less than that."""
    at = from_ms(quarter * _QUARTER_MS).astimezone(zone)
    return at.date(), at.hour


def _removed(decided: Iterable[_Decided]) -> list[_Decided]:
    """Removals that took effect: what was taken back, refused or is still on its way is none."""
    return [each for each in decided if each.kind in _REMOVALS and each.state == "confirmed"]


def _removals(
    decided: Sequence[_Decided], accounts: dict[int, tuple[str, str]], book: Book, zone: ZoneInfo
) -> list[Table]:
    removed = _removed(decided)
    networks = sorted({accounts[each.account_id][0] for each in removed})
    by_ground: dict[str, Counter[str]] = defaultdict(Counter)
    by_hour: Counter[int] = Counter()
    total: Counter[str] = Counter()
    for each in removed:
        network = accounts[each.account_id][0]
        total[network] += 1
        for ground in each.grounds:
            by_ground[book.name_of(ground)][network] += 1
        by_hour[_quarter(each.at_ms // _QUARTER_MS, zone)[1]] += 1
    grounds = sorted(by_ground.items(), key=lambda found: (-found[1].total(), found[0]))
    ground_rows = [
        (name, count.total(), *(count[network] for network in networks)) for name, count in grounds
    ]
    return [
        Table(
            id="removals-ground",
            title="Removals by ground and network",
            about="Comments and messages hidden or removed, as the network confirmed it. One that rests on several "
            f"grounds counts under each; {len(removed)} in all.",
            head=("Ground", ALL, *networks),
            rows=tuple(ground_rows),
        ),
        Table(
            id="removals-network",
            title="Removals by network",
            about="Each removal once.",
            head=("Network", "Removals"),
            rows=tuple((network, total[network]) for network in networks),
        ),
        Table(
            id="removals-hour",
            title="Removals by hour of the day",
            about="When they were decided, by the Force's own clock.",
            head=("Hour", "Removals"),
            rows=tuple((f"{hour:02}:00", by_hour[hour]) for hour in range(24)) if removed else (),
        ),
    ]


def _kept(decided: Sequence[_Decided], book: Book) -> Table:
    removed, kept = Counter[str](), Counter[str]()
    for each in _removed(decided):
        removed.update(book.name_of(ground) for ground in each.grounds)
    for each in decided:
        if each.kind == "keep":
            kept.update([book.name_of(ground) for ground in each.grounds] or ["No ground named"])
    names = sorted({*removed, *kept}, key=lambda name: (-(removed[name] + kept[name]), name))
    return Table(
        id="kept-removed",
        title="Kept against removed",
        about="What was considered under a ground, and kept or removed.",
        head=("Ground", "Kept", "Removed"),
        rows=tuple((name, kept[name], removed[name]) for name in names),
        series=(1, 2),
    )


def _first_answers(decided: Sequence[_Decided], accounts: dict[int, tuple[str, str]], book: Book) -> Table:
    first: dict[int, _Decided] = {}
    for each in decided:
        if each.kind in _ANSWERS and each.state == "confirmed" and each.settled_ms is not None:
            first.setdefault(each.item_id, each)
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for each in first.values():
        assert each.settled_ms is not None
        begins, ends = from_ms(each.created_ms), from_ms(max(each.settled_ms, each.created_ms))
        minutes = (ends - begins) // timedelta(minutes=1)
        within = working(begins, ends, book.hours) // timedelta(minutes=1)
        for network in (ALL, accounts[each.account_id][0]):
            spans[network].append((int(minutes), int(within)))
    rows: list[tuple[Cell, ...]] = []
    for network in sorted(spans, key=lambda name: (name != ALL, name)):
        found = spans[network]
        whole, office = [each[0] for each in found], [each[1] for each in found]
        rows.append(
            (network, round(median(whole)), round(median(office)), _ninth(whole), _ninth(office), len(found))
        )
    return Table(
        id="first-answer",
        title="Time to the first answer",
        about="From a comment or message to the first reply that was sent from the desk, in minutes: by the clock, and "
        "counting only the hours when Corporate Communications is on duty. Half were quicker than the median, nine in "
        "ten than the last.",
        head=(
            "Network",
            "Median, minutes",
            "Median on duty",
            "Nine in ten, minutes",
            "Nine in ten on duty",
            "Answers",
        ),
        rows=tuple(rows),
        series=(1, 2),
        unit="minutes",
    )


def _ninth(found: Sequence[int]) -> int:
    return found[0] if len(found) == 1 else round(quantiles(found, n=10, method="inclusive")[8])


# --- Blocks, volumes and pile-ons ---------------------------------------------------------------------------------


def _blocks(db: Connection, from_at: int, until_at: int) -> Table:
    rows = db.execute(
        "SELECT accounts.network, sum(blocks.state IN ('in_force', 'lifting')),"
        " sum(blocks.in_force_ms >= :from AND blocks.in_force_ms < :until),"
        " sum(blocks.state = 'lifted' AND blocks.ended_ms >= :from AND blocks.ended_ms < :until),"
        " sum(blocks.requested_ms >= :from AND blocks.requested_ms < :until)"
        " FROM blocks JOIN accounts ON accounts.id = blocks.account_id GROUP BY accounts.network ORDER BY 1",
        {"from": from_at, "until": until_at},
    ).fetchall()
    return Table(
        id="blocks",
        title="Blocks in force",
        about="In force today; and how many were asked for, came into force or were lifted within these days.",
        head=("Network", "In force", "Came into force", "Lifted", "Asked for"),
        rows=tuple(
            (Network(row[0]).label, row[1] or 0, row[2] or 0, row[3] or 0, row[4] or 0) for row in rows
        ),
    )


_VOLUME = """
WITH RECURSIVE hours(number) AS (SELECT :first UNION ALL SELECT number + 1 FROM hours WHERE number + 1 < :after)
SELECT number, (
    SELECT count(*) FROM worklist INDEXED BY worklist_by_account WHERE account_id = :account
        AND rank >= (number * 3600) << 31 AND rank < ((number + 1) * 3600) << 31
) FROM hours
"""
"""Counted hour by hour in the index alone: a third of what a GROUP BY takes."""


def _volumes(
    db: Connection,
    accounts: dict[int, tuple[str, str]],
    span: Span,
    from_at: int,
    until_at: int,
    zone: ZoneInfo,
    *,
    names: bool,
) -> list[Table]:
    per_day: dict[date, Counter[str]] = defaultdict(Counter)
    by_hour: Counter[int] = Counter()
    by_account: Counter[int] = Counter()
    hours = {"first": from_at // _HOUR_MS, "after": -(-until_at // _HOUR_MS)}
    for account_id, (network, _) in accounts.items():
        for hour, count in db.execute(_VOLUME, {**hours, "account": account_id}).fetchall():
            if not count:
                continue
            day, here = _quarter(hour * _HOUR_MS // _QUARTER_MS, zone)
            per_day[day][network] += count
            by_hour[here] += count
            by_account[account_id] += count
    networks = sorted({network for counted in per_day.values() for network in counted})
    days = [span.first + timedelta(days=place) for place in range(span.days)]
    weekly = span.days > 62
    lines: dict[str, Counter[str]] = {}
    for day in days:
        label = f"week of {day - timedelta(days=day.weekday()):%d/%m/%Y}" if weekly else f"{day:%a %d/%m}"
        lines.setdefault(label, Counter()).update(per_day.get(day, Counter()))
    tables = [
        Table(
            id="volume",
            title=f"Comments and messages by {'week' if weekly else 'day'}",
            about="When they were written, on every connected account.",
            head=("Week" if weekly else "Day", ALL, *networks),
            rows=tuple(
                (label, counted.total(), *(counted[network] for network in networks))
                for label, counted in lines.items()
            ),
            drawn=62,
        ),
        Table(
            id="volume-hour",
            title="Comments and messages by hour of the day",
            about="When they were written, by the Force's own clock.",
            head=("Hour", "Comments and messages"),
            rows=tuple((f"{hour:02}:00", by_hour[hour]) for hour in range(24)),
        ),
    ]
    if names:
        rows = [
            (f"{accounts[number][1]} ({accounts[number][0]})", count)
            for number, count in by_account.most_common()
        ]
        tables.append(
            Table(
                id="volume-account",
                title="Comments and messages by account",
                about="An account may bear the name of the officer whose it is.",
                head=("Account", "Comments and messages"),
                rows=tuple(rows),
            )
        )
    return tables


def _pile_ons(db: Connection, from_at: int, until_at: int) -> Table:
    rows = db.execute(
        "SELECT accounts.network, count(*), max(pile_ons.comments), sum(pile_ons.off_duty),"
        " sum(pile_ons.told_ms IS NOT NULL) FROM pile_ons JOIN accounts ON accounts.id = pile_ons.account_id"
        " WHERE pile_ons.noticed_ms >= ? AND pile_ons.noticed_ms < ? GROUP BY accounts.network ORDER BY 1",
        (from_at, until_at),
    ).fetchall()
    return Table(
        id="pile-ons",
        title="Unusual numbers of comments",
        about="Posts under which so many comments came that Corporate Communications was to be told (4.2a).",
        head=("Network", "Posts", "Most comments when noticed", "Out of hours", "Told"),
        rows=tuple((Network(row[0]).label, row[1], row[2], row[3], row[4]) for row in rows),
    )


def _accounts(db: Connection) -> dict[int, tuple[str, str]]:
    rows = db.execute("SELECT id, network, name FROM accounts ORDER BY id").fetchall()
    return {row[0]: (Network(row[1]).label, str(row[2])) for row in rows}
