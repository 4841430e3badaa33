"""Cursor paging as Graph does it (platforms.md 1.5): short and even empty pages while `next` exists.

A cursor holds a position, not an offset, so that what arrives meanwhile neither repeats nor skips anything.
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Generic, Protocol, TypeVar

from socialdesk.clock import to_ms
from socialdesk.training.networks.graph_errors import bad_parameter
from socialdesk.training.networks.records import Position

DEFAULT_LIMIT = 25
MAX_LIMIT = 100
_MAX_CURSOR = 80


class Placed(Protocol):
    """Anything that stands in a list."""

    @property
    def position(self) -> Position:
        """Where."""
        ...


_Item = TypeVar("_Item", bound=Placed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a client asks of a list; cursors are opaque to it."""

    limit: int = DEFAULT_LIMIT
    newest_first: bool = False
    after: str = ""
    before: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Generic[_Item]):
    """One page; `next` and `previous` are cursors, "" where there is no such page."""

    items: list[_Item]
    first: str = ""
    last: str = ""
    next: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class ShortPages:
    """How often a page comes short or empty though more follows; the same cursor meets the same page."""

    rate: float = 0.1
    seed: int = 0

    def cut(self, limit: int, cursor: str, *, after_empty: bool) -> int:
        """How many of `limit` to give; never 0 twice running, so that reading goes on."""
        dice = Random(f"{self.seed}/{limit}/{cursor}")
        if limit < 1 or dice.random() >= self.rate:
            return limit
        least = 1 if after_empty else 0
        return dice.randrange(least, limit) if limit > least else limit


ALWAYS_FULL = ShortPages(rate=0.0)


def page_of(
    items: Sequence[_Item],
    wanted: Wanted,
    *,
    visible: Callable[[_Item], bool] = lambda _: True,
    short: ShortPages = ALWAYS_FULL,
) -> Slice[_Item]:
    """The page of `items` (ascending by position) that is wanted. Raises GraphError 100 for a bad cursor."""
    low = 0 if wanted.since is None else bisect_left(items, (to_ms(wanted.since), -1), key=_position)
    high = len(items)
    if wanted.until is not None:
        high = bisect_left(items, (to_ms(wanted.until) + 1, -1), key=_position)

    def seen(places: Iterator[int]) -> Iterator[_Item]:
        return (items[place] for place in places if visible(items[place]))

    if wanted.before:
        edge, _ = _read_cursor(wanted.before)
        nearest = seen(_away(items, low, high, edge, onwards=False, newest_first=wanted.newest_first))
        found = _take(nearest, wanted.limit)
        further = next(nearest, None) is not None
        found.reverse()
        first = _cursor(found[0].position) if found else ""
        last = _cursor(found[-1].position) if found else ""
        return Slice(items=found, first=first, last=last, next=last, previous=first if further else "")

    edge, was_empty = _read_cursor(wanted.after) if wanted.after else (None, False)
    onwards = seen(_away(items, low, high, edge, onwards=True, newest_first=wanted.newest_first))
    size = short.cut(wanted.limit, wanted.after, after_empty=was_empty)
    found = _take(onwards, size)
    more = next(onwards, None) is not None
    if not found:
        return Slice(items=[], next=_cursor(edge, empty=True) if more and wanted.limit else "")
    first, last = _cursor(found[0].position), _cursor(found[-1].position)
    return Slice(
        items=found, first=first, last=last, next=last if more else "", previous=first if edge else ""
    )


def _position(item: Placed) -> Position:
    return item.position


def _take(source: Iterator[_Item], count: int) -> list[_Item]:
    taken: list[_Item] = []
    while len(taken) < count:
        item = next(source, None)
        if item is None:
            break
        taken.append(item)
    return taken


def _away(
    items: Sequence[Placed], low: int, high: int, edge: Position | None, *, onwards: bool, newest_first: bool
) -> Iterator[int]:
    """The places beyond `edge` in reading order, or backwards from it."""
    rising = onwards != newest_first
    if rising:
        start = low if edge is None else max(low, bisect_right(items, edge, key=_position))
        return iter(range(start, high))
    end = high if edge is None else min(high, bisect_left(items, edge, key=_position))
    return iter(range(end - 1, low - 1, -1))


def _cursor(position: Position | None, *, empty: bool = False) -> str:
    ms, order = position if position is not None else ("", "")
    plain = f"{ms}.{order}.{'e' if empty else ''}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[Position | None, bool]:
    try:
        if len(cursor) > _MAX_CURSOR:
            raise ValueError(cursor[:_MAX_CURSOR])
        padded = cursor + "=" * (-len(cursor) % 4)
        ms, order, flag = base64.b64decode(padded.encode(), altchars=b"-_", validate=True).decode().split(".")
        position = None if not ms else (int(ms), int(order))
    except (ValueError, binascii.Error):
        raise bad_parameter("Invalid cursors values: restart from the newest page.") from None
    return position, flag == "e"
