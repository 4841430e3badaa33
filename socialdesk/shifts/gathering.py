"""What a handover holds, gathered from the store: counts, states and the desk's own words (I2).

Nothing that a stranger wrote stands in it, nobody's name but those of staff, and no name of a case, which may hold one.
What staff wrote is left out where it has a protected word or quotes something operationally sensitive (R9). Each part
reads as much as the shift brought, and no more than `MOST_CAME` arrivals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from socialdesk.audit.wording import done as done_words
from socialdesk.audit.wording import plural
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.plainly import one_plain_line
from socialdesk.decisions.protected import protected_in
from socialdesk.decisions.quoting import sensitive_problem
from socialdesk.model.accounts import Network
from socialdesk.model.ids import ThreadId
from socialdesk.policy.book import Book
from socialdesk.policy.hours import on_duty
from socialdesk.shifts import calls, declaring, requests
from socialdesk.shifts.page import Line, Page, Section, Tone
from socialdesk.shifts.waiting import waits, watched
from socialdesk.storage.database import Connection

MOST_CAME = 20_000
LEFT_OUT = "(left out: it is on the desk)"
_URGENCIES = ((3, "emergency"), (2, "urgent"), (1, "soon"))
_KEPT = {"keep": "Considered and kept", "warn": "Warning under a post", "note": "Noted"}
_LONGEST = 160
_NOWHERE = ThreadId(0)


def gather(db: Connection, *, start: datetime, end: datetime, book: Book) -> Page:
    """Gathers the page of a shift. For a thread of its own: a busy night takes a tenth of a second."""
    start_ms, end_ms = to_ms(start), to_ms(end)
    return Page(
        from_ms=start_ms,
        until_ms=end_ms,
        off_duty=not on_duty(start, book.hours),
        sections=(
            Section(id="came", title="What came", lines=tuple(_came(db, start_ms, end_ms, book))),
            Section(id="done", title="What was done", lines=tuple(_done(db, start_ms, end_ms, book))),
            Section(id="waits", title="What waits", lines=tuple(waits(db, end, book))),
            Section(
                id="called",
                title="Who was called",
                lines=tuple(_called(db, start_ms, end_ms, book)),
                none="Nobody.",
            ),
            Section(id="watch", title="What to watch", lines=tuple(watched(db))),
        ),
    )


def hour(at_ms: int, book: Book) -> str:
    """Day and time by the Force's clocks."""
    return f"{from_ms(at_ms).astimezone(ZoneInfo(book.hours.timezone)):%a %d/%m %H:%M}"


def harmless(db: Connection, words: Sequence[str], book: Book) -> list[str]:
    """What staff wrote, each on one line; left out where it would give something away."""
    # Each stands within a sentence of the desk's.
    plain = [one_plain_line(each, longest=_LONGEST).rstrip(".") for each in words]
    together = "\n".join(words)
    if not together.strip() or not _gives_away(db, together, book):
        return plain
    return [
        LEFT_OUT if _gives_away(db, full, book) else short for full, short in zip(words, plain, strict=True)
    ]


def _gives_away(db: Connection, words: str, book: Book) -> bool:
    return bool(
        words.strip() and (protected_in(db, words) or sensitive_problem(db, words, book, thread_id=_NOWHERE))
    )


def _came(db: Connection, start_ms: int, end_ms: int, book: Book) -> Iterable[Line]:
    newest = db.execute("SELECT coalesce(max(id), 0) FROM items").fetchone()
    lowest = (int(newest[0]) if newest else 0) - MOST_CAME
    # Items are numbered as they arrive, so the last one before the shift is where it begins.
    before = db.execute(
        "SELECT id FROM items WHERE id > ? AND received_ms < ? ORDER BY id DESC LIMIT 1", (lowest, start_ms)
    ).fetchone()
    floor = int(before[0]) if before else lowest
    rows = db.execute(
        """
        SELECT accounts.name, accounts.network, worklist.kind = 'message', worklist.top_ground, worklist.urgency,
            count(*)
        FROM items CROSS JOIN worklist ON worklist.item_id = items.id
        CROSS JOIN accounts ON accounts.id = items.account_id
        WHERE items.id > ? AND items.received_ms >= ? AND items.received_ms < ? AND items.by_force = 0
        GROUP BY 1, 2, 3, 4, 5
        """,
        (floor, start_ms, end_ms),
    ).fetchall()
    total = sum(int(row[5]) for row in rows)
    if not total:
        return
    more = "at least " if before is None and lowest > 0 else ""
    urgency: Counter[int] = Counter()
    grounds: Counter[str] = Counter()
    accounts: Counter[tuple[str, str]] = Counter()
    for name, network, private, ground, level, count in rows:
        accounts[
            f"{Network(network).label}, {one_plain_line(str(name), longest=60)}", "m" if private else "c"
        ] += count
        urgency[int(level)] += count
        if ground:
            grounds[str(ground)] += count
    pressing = [f"{urgency[level]} {word}" for level, word in _URGENCIES if urgency[level]]
    yield Line(
        words=f"{more}{plural(total, 'item')}{': ' + ', '.join(pressing) if pressing else ''}.".capitalize()
    )
    for name in sorted({each for each, _ in accounts}):
        parts = [
            plural(accounts[name, kind], word)
            for kind, word in (("c", "comment"), ("m", "message"))
            if accounts[name, kind]
        ]
        yield Line(words=f"{name}: {' and '.join(parts)}.")
    if grounds:
        named = [f"{book.name_of(ground)} {count}" for ground, count in grounds.most_common(8)]
        yield Line(words=f"Suggested by the policy: {', '.join(named)}.")


def _done(db: Connection, start_ms: int, end_ms: int, book: Book) -> Iterable[Line]:
    rows = db.execute(
        "SELECT kind, clauses, by_name, count(*) FROM decisions WHERE id > coalesce((SELECT id FROM decisions"
        " WHERE decided_ms < ? ORDER BY id DESC LIMIT 1), 0) AND decided_ms < ? GROUP BY 1, 2, 3",
        (start_ms, end_ms),
    ).fetchall()
    counted: Counter[tuple[str, str]] = Counter()
    people: set[str] = set()
    for kind, clauses, name, count in rows:
        cited = ", ".join(
            sorted(each.strip(' "') for each in str(clauses).strip("[]").split(",") if each.strip())
        )
        counted[_decision(str(kind)), cited] += int(count)
        people.add(one_plain_line(str(name), longest=60))
    for (what, cited), count in sorted(counted.items()):
        yield Line(words=f"{what}: {count}{f' (clause {cited})' if cited else ''}.")
    if people:
        yield Line(words=f"At the desk: {', '.join(sorted(people))}.")
    referred = db.execute(
        "SELECT kind, count(*) FROM referrals WHERE id > coalesce((SELECT id FROM referrals WHERE opened_ms < ?"
        " ORDER BY id DESC LIMIT 1), 0) AND opened_ms < ? AND kind <> 'breach' GROUP BY 1",
        (start_ms, end_ms),
    ).fetchall()
    names = {"crime": "as a crime", "threat": "as a threat to life", "foi": "as a request for information"}
    for kind, count in referred:
        yield Line(words=f"Referred {names.get(str(kind), 'elsewhere')}: {count}.")
    yield from _posted(db, start_ms, end_ms, book)


def _posted(db: Connection, start_ms: int, end_ms: int, book: Book) -> Iterable[Line]:
    rows = db.execute(
        """
        SELECT post_parts.published_ms, accounts.network, accounts.name, posts.decided_by, posts.decided_role
        FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id
        JOIN posts ON posts.id = post_targets.post_id JOIN accounts ON accounts.id = post_targets.account_id
        WHERE post_parts.published_ms >= ? AND post_parts.published_ms < ? AND post_parts.number = 1
        ORDER BY post_parts.published_ms LIMIT 12
        """,
        (start_ms, end_ms),
    ).fetchall()
    for at_ms, network, name, by, _role in rows:
        where = f"{Network(network).label}, {one_plain_line(str(name), longest=60)}"
        who = f" by {one_plain_line(str(by), longest=60)}" if by else ""
        yield Line(words=f"{hour(int(at_ms), book)}: posted on {where}{who}.")
    declared = [each for each in reversed(declaring.since(db, start_ms)) if each.at_ms < end_ms]
    said = harmless(db, [part for each in declared for part in (each.about, each.reason)], book)
    for place, each in enumerate(declared):
        about, reason = said[2 * place], said[2 * place + 1]
        tone: Tone = "warning" if each.met else ""
        verdict = "threshold met, nothing posted" if each.met else f"threshold not met: {reason}"
        yield Line(
            words=f"{hour(each.at_ms, book)}, {one_plain_line(each.by_name, longest=60)}: “{about}”, {verdict}.",
            tone=tone,
        )
    asked = [each for each in requests.since(db, start_ms) if each.asked_ms < end_ms]
    if asked:
        yield Line(
            words=f"Asked of Corporate Communications: {plural(len(asked), 'request')}, below where open."
        )


def _called(db: Connection, start_ms: int, end_ms: int, book: Book) -> Iterable[Line]:
    found = sorted(
        (each for each in calls.since(db, start_ms) if each.rung_ms < end_ms), key=lambda each: each.rung_ms
    )
    said = harmless(db, [part for each in found for part in (each.why, each.outcome)], book)
    for place, each in enumerate(found):
        why, outcome = said[2 * place], said[2 * place + 1]
        ended = f": {outcome}" if outcome else ""
        yield Line(
            words=f"{hour(each.rung_ms, book)}: {one_plain_line(each.by_name, longest=60)} rang {each.whom} about"
            f" “{why}”. {each.answered.label}{ended}.",
            tone="" if each.outcome else "warning",
        )
    told = db.execute(
        "SELECT told_ms, told_by FROM referrals WHERE id > (SELECT coalesce(max(id), 0) - 500 FROM referrals)"
        " AND kind = 'threat' AND told_ms >= ? AND told_ms < ? ORDER BY told_ms",
        (start_ms, end_ms),
    ).fetchall()
    for at_ms, name in told:
        yield Line(
            words=f"{hour(int(at_ms), book)}: {one_plain_line(str(name), longest=60)} told the control room of a threat"
            " to life."
        )
    piles = db.execute(
        "SELECT told_ms, told_by, told_whom FROM pile_ons WHERE id > (SELECT coalesce(max(id), 0) - 500 FROM pile_ons)"
        " AND told_how = 'telephone' AND told_ms >= ? AND told_ms < ? ORDER BY told_ms",
        (start_ms, end_ms),
    ).fetchall()
    for at_ms, name, whom in piles:
        yield Line(
            words=f"{hour(int(at_ms), book)}: {one_plain_line(str(name), longest=60)} told"
            f" {one_plain_line(str(whom), longest=60)} of many comments under one post."
        )


def _decision(kind: str) -> str:
    plain, hand = kind.removesuffix("_by_hand"), " by hand" if kind.endswith("_by_hand") else ""
    return f"{_KEPT.get(plain) or done_words(plain)}{hand}"
