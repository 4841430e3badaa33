"""Finding words among a million items, and the results of each keystroke."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from socialdesk.inbox import queries as inbox
from socialdesk.inbox.lists import first_ids
from socialdesk.storage.database import Connection
from tests.benchmarks.conftest import Figures
from tests.benchmarks.timing import percentile, samples_ms, timed_ms, typical_ms

NOW = datetime(2026, 7, 1, tzinfo=UTC)
SHOWN = 50


def floor_of(db: Connection) -> float:
    """The newest fifty rows by primary key."""

    def newest() -> None:
        ids = [
            row[0] for row in db.execute("SELECT id FROM items ORDER BY id DESC LIMIT ?", (SHOWN,)).fetchall()
        ]
        inbox.rows(db, ids)

    return typical_ms(newest, 41)


def results(db: Connection, typed: str) -> int:
    view = inbox.search_view(inbox.parse(typed, now=NOW))
    ids = first_ids(db, view, SHOWN)
    inbox.rows(db, ids)
    return len(ids)


@pytest.mark.parametrize(
    ("typed", "times"),
    [
        ("the ", 2),
        ("police ", 2),
        ("po", 2),
        ("numpty ", 2),
        # Every thirtieth item: its fifty lie on fifty pages, those of the floor on ten.
        ("author:okafor", 4),
        ("police stolen ", 5),
        ('"stolen car"', 25),
        ("the -to", 5),
        ("absentword", 2),
    ],
)
def test_newest_fifty_by_words(large: Connection, figures: Figures, typed: str, times: float) -> None:
    found = results(large, typed)
    figures.note(
        f"search {typed.strip()}: newest {found} rows",
        typical_ms(lambda: results(large, typed), 41),
        floor=floor_of(large),
        floor_is="newest 50 by primary key",
        most_times=times,
    )


@pytest.mark.parametrize(
    "typed",
    [
        "is:open the",
        "is:urgent the",
        "is:hidden police",
        "is:message stolen",
        "account:roads police",
        "is:hidden",
        "is:gone",
        "is:urgent",
        "is:flagged",
        "is:message",
        "is:done",
        "on:15/09/2020",
        "before:15/09/2020",
        "the before:15/09/2020",
        "-the",
        "is:gone the is:urgent",
    ],
)
def test_newest_fifty_by_filters(large: Connection, figures: Figures, typed: str) -> None:
    """In the background; the worst walks all hits of a common word for a filter that none of them passes."""
    found = results(large, typed)
    figures.note(
        f"search {typed}: newest {found} rows", typical_ms(lambda: results(large, typed), 5), most=500
    )


@pytest.mark.parametrize("typed", ["the ", "police ", "po", "author:okafor", "police stolen "])
def test_all_ids_of_a_search(large: Connection, figures: Figures, typed: str) -> None:
    view = inbox.search_view(inbox.parse(typed))
    found = sum(len(chunk) for chunk in inbox.view_ids(large, view))
    figures.note(
        f"search {typed.strip()}: all {found:,} ids",
        typical_ms(lambda: list(inbox.view_ids(large, view)), 3),
        most=600,
    )


def test_each_keystroke(large: Connection, figures: Figures) -> None:
    typed = [
        text[:length]
        for text in ("police stolen car", "the road to you", "author:okafor help", '"stolen car" officer')
        for length in range(1, len(text) + 1)
    ]
    for text in typed:
        results(large, text)
    samples = [timed_ms(lambda text=text: results(large, text)) for text in typed for _ in range(3)]
    figures.note("keystroke to results, p50", percentile(samples, 0.5))
    figures.note("keystroke to results, p99", percentile(samples, 0.99), most=16.7)


def test_conversations(large: Connection, figures: Figures) -> None:
    ids = large.execute(
        "SELECT thread_id, count(*), max(id) FROM items GROUP BY thread_id ORDER BY count(*) DESC LIMIT 1"
    ).fetchall()
    thread, held, newest = ids[0]
    middle = large.execute(
        "SELECT id FROM items WHERE thread_id = ? ORDER BY id LIMIT 1 OFFSET ?", (thread, held // 2)
    ).fetchall()[0][0]
    for name, chosen in (("newest", newest), ("middle", middle)):
        found = inbox.conversation(large, chosen)
        figures.note(
            f"conversation: {len(found.rows)} of {held:,}, the {name}",
            percentile(samples_ms(lambda chosen=chosen: inbox.conversation(large, chosen), 15), 0.5),
            most=33,
        )
    figures.note(
        f"facts for options, {held:,} in the thread",
        typical_ms(lambda: inbox.history(large, middle)),
        most=33,
    )
    busiest = large.execute(
        "SELECT author_id FROM items GROUP BY author_id ORDER BY count(*) DESC LIMIT 1 OFFSET 5"
    ).fetchall()[0][0]
    who = inbox.person(large, busiest)
    figures.note(
        f"a person with {who.items:,} items", typical_ms(lambda: inbox.person(large, busiest), 5), most=50
    )
