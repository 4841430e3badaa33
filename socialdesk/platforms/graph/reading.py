"""Reading an account of a network that speaks Graph: its lists, and the threads beneath (platforms.md 1.5).

One call gives one page of one list. Graph tells of no changes, so a run reads what is newer than the watermark,
and a slow full run reads everything, to find what was edited, hidden elsewhere or taken away.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    FetchedItem,
    FetchedPage,
    FetchedThread,
    Gone,
    Progress,
    Refused,
    Unreadable,
)
from socialdesk.platforms.graph import wire
from socialdesk.platforms.graph.calls import GraphCalls
from socialdesk.platforms.graph.cursor import Cursor, Place, Run, Waiting, read_cursor, write_cursor
from socialdesk.platforms.graph.errors import BadRequest
from socialdesk.platforms.throttle import http_date

_log = logging.getLogger("socialdesk.platforms.graph")
_One = TypeVar("_One", FetchedItem, FetchedThread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One of the account's own lists."""

    key: str
    """What a stored cursor calls it."""
    title: str
    """What a person calls it, at the beginning of a sentence."""
    edge: str
    params: Mapping[str, str]
    limit: int = 50
    soft: bool = True
    """True where the rest is read although this list is refused."""


@dataclass(slots=True)
class Page:
    """What one call gives."""

    threads: list[FetchedThread] = field(default_factory=list[FetchedThread])
    items: list[FetchedItem] = field(default_factory=list[FetchedItem])
    notes: list[str] = field(default_factory=list[str])
    full_read: NativeId | None = None
    full_read_ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The call for one page of a thread."""

    parts: tuple[str, ...]
    params: Mapping[str, str]
    limit: int


class Reading(ABC):
    """Reads one account's lists; a network says which, and what is in them."""

    def __init__(self, calls: GraphCalls, phases: Sequence[Phase]) -> None:
        """`phases` in order; the first one sets the time at which a run began."""
        self._graph = calls
        self._phases = {phase.key: phase for phase in phases}
        self._failed: set[str] = set()
        """What could not be read the last time; failing again, it is left out, so that the rest is read."""

    # -- what a network says

    @abstractmethod
    def owner(self, phase: Phase) -> str:
        """Whose edge a phase's list is. Raises NetworkError."""

    @abstractmethod
    def oldest(self, run: Run, phase: Phase) -> int:
        """Before this the phase's own list holds no news; 0 to read it to the end."""

    @abstractmethod
    def take_phase(
        self, cursor: Cursor, run: Run, phase: Phase, page: Page, listing: wire.Listing
    ) -> list[int]:
        """Put the list's page where it belongs, and what is to be read into the queue; gives the times on it."""

    @abstractmethod
    def asked(self, waiting: Waiting) -> Asked:
        """The call for the thread that is read now, without its paging."""

    @abstractmethod
    def take_thread(self, run: Run, page: Page, listing: wire.Listing, waiting: Waiting) -> list[FetchedItem]:
        """Put what is in a page of a thread where it belongs; gives it in the list's order."""

    def enough(self, run: Run, waiting: Waiting, listing: wire.Listing, found: list[FetchedItem]) -> bool:
        """True where nothing new can be further down the list."""
        since = 0 if waiting.whole else run.since_ms
        old = bool(since and found) and found[-1].created_ms < since
        # Messages come newest first, and only the newest say anything.
        return old or (waiting.messages and bool(listing.data) and not found)

    def goes_on(self, waiting: Waiting) -> bool:
        """True where the thread, its list having ended, goes on with another."""
        del waiting
        return False

    def own_item(self, waiting: Waiting, page: Page) -> bool:
        """Read what is an item of its own thread and missing from its list; False where that cannot be done."""
        del waiting, page
        return True

    # -- a run

    def page(self, stored: str | None, *, full: bool) -> FetchedPage:
        """The next page of the run. Raises NetworkError; the stored cursor stays good."""
        cursor = read_cursor(stored)
        run = cursor.begin(self._graph.now_ms, full=full)
        page = Page()
        if run.queue:
            self._thread(cursor, run, page)
        elif not run.listed:
            self._phase(cursor, run, page)
        if not run.queue and run.listed:
            self._next_phase(cursor, run)
        run.done += len(page.items)
        total = max(run.total, run.done) if not run.since_ms else None
        return FetchedPage(
            threads=_collapsed(page.threads),
            items=_collapsed(page.items),
            cursor=write_cursor(cursor),
            more=cursor.run is not None,
            progress=Progress(done=run.done, total=total),
            full_read=page.full_read,
            full_read_ends=page.full_read_ends,
            notes=tuple(page.notes),
        )

    def _next_phase(self, cursor: Cursor, run: Run) -> None:
        keys = list(self._phases)
        following = keys[keys.index(self._phase_of(run).key) + 1 :]
        if not following:
            cursor.end()
            return
        run.phase, run.place, run.listed = following[0], Place(), False

    def _phase_of(self, run: Run) -> Phase:
        first = next(iter(self._phases.values()))
        return self._phases.get(run.phase, first)

    # -- the lists of the account itself

    def _phase(self, cursor: Cursor, run: Run, page: Page) -> None:
        phase = self._phase_of(run)
        soft, first = phase.soft, phase.key == next(iter(self._phases))
        try:
            params = dict(phase.params) | run.place.tokens
            answer = self._graph.read(self.owner(phase), phase.edge, params=params, limit=phase.limit)
            listing = wire.read_listing(answer)
            onward = wire.onward(listing, self._graph.http.base_url)
        except BadRequest as refused:
            if not run.place.tokens:
                if not soft:
                    raise
                page.notes.append(_cannot(phase.title, refused))
                run.listed = True
            elif not run.place.restart():
                self._leave(run, phase, page)
            return
        except (Refused, Gone) as refused:
            if not soft:
                raise
            page.notes.append(_cannot(phase.title, refused))
            run.listed = True
            return
        except Unreadable as trouble:
            if not soft or not self._failed_before(phase.key):
                raise
            page.notes.append(_cannot(phase.title, trouble))
            run.listed = run.incomplete = True
            return
        if first and not run.place.pages and not run.place.restarts:
            # The earlier of two clocks, so that a wrong one here loses nothing.
            run.began_ms = min(run.began_ms, _server_ms(answer.headers) or run.began_ms)
        times = self.take_phase(cursor, run, phase, page, listing)
        old = bool(times) and max(times) < self.oldest(run, phase)
        if onward is None or old:
            run.listed = True
        elif not run.place.move(onward, found=len(listing.data)):
            self._leave(run, phase, page)

    def _leave(self, run: Run, phase: Phase, page: Page) -> None:
        name = self._graph.voice.network
        page.notes.append(f"{phase.title}: {name}'s list did not end, and was left where it was.")
        run.listed = run.incomplete = True

    # -- the threads beneath

    def _thread(self, cursor: Cursor, run: Run, page: Page) -> None:
        waiting = run.queue[0]
        thread = NativeId(waiting.thread)
        claims = run.full and not waiting.messages
        if waiting.empty:
            page.full_read = thread if claims else None
            page.full_read_ends = claims and self.own_item(waiting, page)
            self._done_with(run)
            return
        asked = self.asked(waiting)
        try:
            listing = self._graph.listing(
                *asked.parts, params=dict(asked.params) | run.at.tokens, limit=asked.limit
            )
            onward = wire.onward(listing, self._graph.http.base_url)
        except (Refused, Gone, Unreadable) as trouble:
            self._thread_failed(cursor, run, page, trouble)
            return
        self._failed.discard(waiting.thread)
        found = self.take_thread(run, page, listing, waiting)
        page.full_read = thread if claims else None
        if onward is None or self.enough(run, waiting, listing, found):
            if self.goes_on(waiting):
                run.at = Place()
                return
            whole = claims and onward is None and not run.spoiled
            page.full_read_ends = whole and self.own_item(waiting, page)
            self._done_with(run)
        elif not run.at.move(onward, found=len(listing.data)):
            name = self._graph.voice.network
            page.notes.append(f"One thread's list on {name} did not end, and was left where it was.")
            self._done_with(run)

    def _thread_failed(
        self, cursor: Cursor, run: Run, page: Page, trouble: Refused | Gone | Unreadable
    ) -> None:
        waiting = run.queue[0]
        if isinstance(trouble, BadRequest) and run.at.tokens and run.at.restart():
            return
        if isinstance(trouble, Unreadable):
            if not self._failed_before(waiting.thread):
                raise trouble
            cursor.owe(waiting)
        page.notes.append(_cannot("One thread", trouble))
        self._done_with(run)

    def _done_with(self, run: Run) -> None:
        run.queue, run.at, run.spoiled = run.queue[1:], Place(), False

    def _failed_before(self, what: str) -> bool:
        """False the first time, which is raised; True the second, so that one bad thing stops nothing else."""
        known = what in self._failed
        (self._failed.discard if known else self._failed.add)(what)
        return known

    def count_unreadable(self, unreadable: int, page: Page) -> None:
        """Say so where entries had to be left out."""
        if unreadable:
            _log.info("%d entries of a list could not be read", unreadable)
            page.notes.append(f"Entries that could not be read: {unreadable}.")


def _server_ms(headers: Mapping[str, str]) -> int | None:
    told = http_date(headers.get("date", ""))
    return None if told is None else round(told.timestamp() * 1000)


def _cannot(what: str, trouble: Refused | Gone | Unreadable) -> str:
    return f"{what} could not be read. {trouble.happened}"


def _collapsed(found: Iterable[_One]) -> tuple[_One, ...]:
    """Each id once, as it was told first."""
    kept: dict[NativeId, _One] = {}
    for one in found:
        kept.setdefault(one.native_id, one)
    return tuple(kept.values())
