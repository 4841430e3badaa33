"""Opening a view, all its ids, a page of rows, a jump, the counts."""

from __future__ import annotations

import random

import pytest

from socialdesk.inbox import queries as inbox
from socialdesk.inbox.queries import View, ViewName
from socialdesk.model.ids import AccountId
from socialdesk.storage.database import Connection
from tests.benchmarks.builder import how_many
from tests.benchmarks.conftest import Figures
from tests.benchmarks.timing import percentile, samples_ms, timed_ms, typical_ms

VIEWS = [name for name in ViewName if name not in (ViewName.SEARCH, ViewName.TODAY)]
SCREEN = 32
"""Rows that a tall window shows."""


def view_of(name: ViewName) -> View:
    return View(name, account_id=AccountId(2), person="Ada")


@pytest.mark.parametrize("name", VIEWS)
def test_open_a_view(large: Connection, small: Connection, figures: Figures, name: ViewName) -> None:
    view = view_of(name)

    def opened(db: Connection) -> None:
        inbox.view_count(db, view)
        ids = inbox.first_ids(db, view, 128)
        inbox.rows(db, ids[:SCREEN])

    figures.note(
        f"open {name.value}: count, 128 ids, {SCREEN} rows",
        typical_ms(lambda: opened(large)),
        floor=typical_ms(lambda: opened(small)),
        floor_is="the same of 100 items",
        # The ratio says nothing where the small view is empty or nearly so.
        most=16.7,
    )


def test_open_the_most_urgent_first(large: Connection, small: Connection, figures: Figures) -> None:
    view = View(ViewName.INBOX, urgent_first=True)

    def opened(db: Connection) -> None:
        inbox.view_count(db, view)
        ids = inbox.first_ids(db, view, 128)
        inbox.rows(db, ids[:SCREEN])

    figures.note(
        f"open inbox, most urgent first: count, 128 ids, {SCREEN} rows",
        typical_ms(lambda: opened(large)),
        floor=typical_ms(lambda: opened(small)),
        floor_is="the same of 100 items",
        most=16.7,
    )
    figures.note(
        "every id that this list holds", typical_ms(lambda: list(inbox.view_ids(large, view))), most=50
    )


def test_open_what_was_done_today(large: Connection, figures: Figures) -> None:
    row = large.execute("SELECT max(handled_ms) FROM worklist").fetchone()
    assert row is not None
    view = inbox.done_since(int(row[0]))
    count = inbox.view_count(large, view)

    def opened() -> None:
        inbox.view_count(large, view)
        inbox.rows(large, inbox.first_ids(large, view, 128)[:SCREEN])

    figures.note(f"open today, {count:,} items", typical_ms(opened), most=16.7)


@pytest.mark.parametrize("name", VIEWS)
def test_first_ids(large: Connection, figures: Figures, name: ViewName) -> None:
    view = view_of(name)
    figures.note(f"first 128 ids of {name.value}", typical_ms(lambda: inbox.first_ids(large, view)), most=2)


@pytest.mark.parametrize("name", [ViewName.EVERYTHING, ViewName.INBOX, ViewName.UNREAD, ViewName.COMMENTS])
def test_all_ids(large: Connection, figures: Figures, name: ViewName) -> None:
    view = view_of(name)
    found = sum(len(chunk) for chunk in inbox.view_ids(large, view))
    floor = typical_ms(lambda: large.execute("SELECT id FROM items LIMIT ?", (found,)).fetchall(), 5)
    figures.note(
        f"all {found:,} ids of {name.value}",
        typical_ms(lambda: list(inbox.view_ids(large, view)), 5),
        floor=floor,
        floor_is="SELECT id, fetchall",
        most_times=3,
    )


def test_rows(large: Connection, figures: Figures) -> None:
    chance = random.Random(1)
    count = how_many()

    def page() -> list[int]:
        start = chance.randrange(count - 64)
        return list(range(start + 1, start + 65))

    together = samples_ms(lambda: inbox.rows(large, page()), 60)
    apart = samples_ms(lambda: inbox.rows(large, chance.sample(range(1, count + 1), 64)), 60)
    floor = percentile(
        samples_ms(
            lambda: large.execute(
                f"SELECT * FROM items WHERE id IN ({', '.join(map(str, page()))})"
            ).fetchall(),
            60,
        ),
        0.5,
    )
    figures.note(
        "64 rows one after another, p50", percentile(together, 0.5), floor=floor, floor_is="SELECT *", most=4
    )
    figures.note("64 rows one after another, p99", percentile(together, 0.99), most=8)
    figures.note("64 rows here and there (a jump), p99", percentile(apart, 0.99), most=16.7)


def test_counts(large: Connection, figures: Figures) -> None:
    figures.note("every count of the rail", typical_ms(lambda: inbox.counts(large, "Ada")), most=3)


def test_accounts(large: Connection, figures: Figures) -> None:
    last = large.execute("SELECT max(last_item_ms) FROM account_health").fetchone()
    assert last is not None
    now_ms = last[0] + 7_200_000
    figures.note(
        "accounts with health and silence",
        typical_ms(lambda: inbox.accounts(large, now_ms=now_ms)),
        most=16.7,
    )


def test_what_a_view_holds_of_new_arrivals(large: Connection, small: Connection, figures: Figures) -> None:
    newest = frozenset(inbox.first_ids(large, View(ViewName.EVERYTHING), 12))

    def arrived(db: Connection) -> None:
        inbox.holds(db, View(ViewName.INBOX), newest)
        inbox.rows(db, sorted(newest))

    figures.note(
        "insert 12 at the top, the query's side",
        typical_ms(lambda: arrived(large)),
        floor=typical_ms(lambda: arrived(small)),
        floor_is="100 items",
        most=8,
    )


@pytest.mark.parametrize("typed", ["", "the", "is:open the"])
def test_stopping(large: Connection, figures: Figures, typed: str) -> None:
    view = inbox.search_view(inbox.parse(typed))
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 1

    figures.note(
        f"first chunk, then stopped: {typed or 'everything'}",
        timed_ms(lambda: list(inbox.view_ids(large, view, stopped=stopped))),
        most=50,
    )
