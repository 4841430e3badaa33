"""Asking X again for posts by their ids: what they say now, and which are gone (platforms.md 3.3, 3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import FetchedItem
from socialdesk.platforms.x import limits, wire
from socialdesk.platforms.x.calls import XCalls
from socialdesk.platforms.x.items import Reader
from socialdesk.platforms.x.memory import Memory

AT_ONCE = 100
"""How many ids X takes in one call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What X said of the posts asked for; of one that is in neither, X said nothing."""

    items: tuple[FetchedItem, ...]
    gone: tuple[NativeId, ...]
    """Deleted, or no longer ours to see."""


class _Page(Protocol):
    called: bool


class Recheck:
    """Looks posts of one account's up."""

    def __init__(self, calls: XCalls, memory: Memory) -> None:
        self._calls = calls
        self._memory = memory

    def ask(self, ids: Sequence[NativeId], page: _Page | None = None) -> Rechecked:
        """Items by the ids that the desk knows them by, at most 100. Raises NetworkError."""
        if not ids:
            return Rechecked(items=(), gone=())
        asked = {self._memory.newest(one): one for one in ids}
        listing = self.look_up(list(asked), page)
        reader = Reader(self._calls.user_id, self._memory, self._calls.now_ms)
        found: dict[NativeId, FetchedItem] = {}
        newer: list[NativeId] = []
        for raw in listing.data:
            history = wire.salvage(raw, wire.Post).history
            item = reader.item(raw, listing.includes)
            if item is None:
                continue
            found[item.native_id] = item
            if history[-1] not in asked:
                newer.append(history[-1])
        if newer:
            # Asked for by an older id, X shows the older text.
            again = self.look_up(newer, page)
            for raw in again.data:
                item = reader.item(raw, again.includes)
                if item is not None:
                    found[item.native_id] = item
        gone: list[NativeId] = []
        for one in listing.missing:
            named = wire.native_id(one.resource_id) or wire.native_id(one.value)
            first = asked.get(named) if named is not None and one.gone else None
            if first is not None and first not in found:
                gone.append(first)
        return Rechecked(items=tuple(found.values()), gone=tuple(gone))

    def look_up(self, ids: Sequence[NativeId], page: _Page | None = None) -> wire.Listing:
        """The posts with these ids, at most 100. Raises NetworkError."""
        if page is not None:
            page.called = True
        return self._calls.posts(
            limits.LOOKUP, "tweets", params={"ids": ",".join(ids[:AT_ONCE])}, partial=True
        )
