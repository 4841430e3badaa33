"""Paging of the simulated Graph: everything exactly once, whatever the limit and however short the pages."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.training.networks.graph_errors import GraphError
from socialdesk.training.networks.paging import ShortPages, Slice, Wanted, page_of
from socialdesk.training.networks.records import Position

BEGAN = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True)
class Placed:
    position: Position


def things(seconds: list[int]) -> list[Placed]:
    return [
        Placed((to_ms(BEGAN + timedelta(seconds=second)), order))
        for order, second in enumerate(sorted(seconds))
    ]


def read_all(items: list[Placed], wanted: Wanted, short: ShortPages) -> tuple[list[Placed], int]:
    read: list[Placed] = []
    pages = 0
    after = ""
    while True:
        page = page_of(
            items, Wanted(limit=wanted.limit, newest_first=wanted.newest_first, after=after), short=short
        )
        read += page.items
        pages += 1
        assert len(page.items) <= wanted.limit
        assert pages <= 2 * len(items) + 2
        if not page.next:
            return read, pages
        after = page.next


@given(
    seconds=st.lists(st.integers(0, 50), max_size=60),
    limit=st.integers(1, 30),
    seed=st.integers(0, 1000),
    rate=st.sampled_from([0.0, 0.3, 1.0]),
    newest_first=st.booleans(),
)
def test_every_item_comes_exactly_once(
    seconds: list[int], limit: int, seed: int, rate: float, newest_first: bool
) -> None:
    items = things(seconds)
    read, _ = read_all(items, Wanted(limit=limit, newest_first=newest_first), ShortPages(rate, seed))
    assert read == (items[::-1] if newest_first else items)


@given(seconds=st.lists(st.integers(0, 50), min_size=1, max_size=40), limit=st.integers(1, 10))
def test_the_way_back_shows_the_same_items(seconds: list[int], limit: int) -> None:
    items = things(seconds)
    page: Slice[Placed] = page_of(items, Wanted(limit=limit))
    while page.next:
        page = page_of(items, Wanted(limit=limit, after=page.next))
    back = list(page.items)
    while page.previous:
        page = page_of(items, Wanted(limit=limit, before=page.previous))
        back = page.items + back
    assert back == items


def test_empty_pages_come_while_more_follows() -> None:
    items = things(list(range(40)))
    found = [page_of(items, Wanted(limit=5), short=ShortPages(1.0, seed)) for seed in range(40)]
    assert any(not page.items and page.next for page in found)
    assert any(0 < len(page.items) < 5 for page in found)


def test_what_arrives_meanwhile_neither_repeats_nor_skips() -> None:
    items = things([1, 2, 3, 4])
    page = page_of(items, Wanted(limit=2, newest_first=True))
    grown = [*items, Placed((to_ms(BEGAN + timedelta(seconds=9)), 99))]
    rest = page_of(grown, Wanted(limit=10, newest_first=True, after=page.next))
    assert page.items + rest.items == items[::-1]


def test_what_was_removed_meanwhile_does_not_stop_the_reading() -> None:
    items = things([1, 2, 3, 4])
    page = page_of(items, Wanted(limit=2))
    rest = page_of([items[0], items[2], items[3]], Wanted(limit=10, after=page.next))
    assert rest.items == items[2:]


def test_what_may_not_be_seen_is_not_counted_to_the_page() -> None:
    items = things(list(range(10)))
    page = page_of(items, Wanted(limit=3), visible=lambda one: one.position[1] % 3 == 0)
    assert [one.position[1] for one in page.items] == [0, 3, 6]
    last = page_of(items, Wanted(limit=3, after=page.next), visible=lambda one: one.position[1] % 3 == 0)
    assert [one.position[1] for one in last.items] == [9]
    assert not last.next


@given(cursor=st.text(min_size=1, max_size=100))
def test_a_cursor_that_nobody_gave_is_refused_or_read(cursor: str) -> None:
    items = things([1, 2, 3])
    with suppress(GraphError):
        assert set(page_of(items, Wanted(after=cursor)).items) <= set(items)


def test_nothing_can_be_asked_for() -> None:
    page = page_of(things([1, 2]), Wanted(limit=0))
    assert page.items == []
    assert not page.next


@pytest.mark.parametrize(
    ("since", "until", "expected"), [(2, None, [2, 3, 4]), (None, 2, [1, 2]), (2, 3, [2, 3])]
)
def test_since_and_until_bound_the_list(since: int | None, until: int | None, expected: list[int]) -> None:
    def at(second: int | None) -> datetime | None:
        return None if second is None else BEGAN + timedelta(seconds=second)

    page = page_of(things([1, 2, 3, 4]), Wanted(since=at(since), until=at(until)))
    assert [one.position[1] + 1 for one in page.items] == expected
