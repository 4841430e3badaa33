"""Reading an organisation's page: its posts, what LinkedIn notifies of, comments and replies (platforms.md 5, 10.5).

One call gives one page of one list. LinkedIn's notifications say under which post something is new, so a quiet page
costs two calls; where they may not be read, the newer posts are looked through one by one. A slow full run reads
everything, to find what was edited or taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec

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
from socialdesk.platforms.linkedin import wire
from socialdesk.platforms.linkedin.calls import PAGE, LinkedInCalls
from socialdesk.platforms.linkedin.cursor import Cursor, Phase, Place, Run, Waiting, read_cursor, write_cursor
from socialdesk.platforms.linkedin.items import Reader
from socialdesk.platforms.linkedin.news import KEPT_MS, news_query, sort_news
from socialdesk.platforms.linkedin.page import Page
from socialdesk.platforms.linkedin.people import People
from socialdesk.platforms.linkedin.threads import Threads
from socialdesk.platforms.linkedin.urn import quoted
from socialdesk.platforms.throttle import http_date

HORIZON_MS = 30 * 24 * 3600_000
"""How old a post may be for its comments to be looked through where notifications say nothing."""
_NAMES = {
    Phase.POSTS: "The page's posts",
    Phase.NEWS: "LinkedIn's notifications",
    Phase.RECENT: "The page's newer posts",
}
_One = TypeVar("_One", FetchedItem, FetchedThread)


class Fetch:
    """Reads one organisation's lists."""

    def __init__(self, calls: LinkedInCalls, people: People) -> None:
        self._calls = calls
        self._people = people
        self._failed: set[str] = set()
        """What could not be read the last time; failing again, it is left out, so that the rest is read."""

    def page(self, stored: str | None, *, full: bool) -> FetchedPage:
        """The next page of the run. Raises NetworkError; the stored cursor stays good."""
        cursor = read_cursor(stored)
        run = cursor.begin(self._calls.now_ms, full=full, kept_ms=KEPT_MS)
        page = Page()
        if run.queue:
            Threads(self._calls, cursor, run, page, self._failed).read_first()
        elif not run.listed:
            self._phase(cursor, run, page)
        if not run.queue and run.listed:
            _next_phase(cursor, run)
        run.done += len(page.items)
        return FetchedPage(
            threads=_collapsed(page.threads),
            items=_collapsed(self._people.named(page.items)),
            cursor=write_cursor(cursor),
            more=cursor.run is not None,
            progress=Progress(done=run.done),
            full_read=page.full_read,
            full_read_ends=page.full_read_ends,
            notes=tuple(page.notes),
        )

    # -- the lists of the page itself

    def _phase(self, cursor: Cursor, run: Run, page: Page) -> None:
        resource, query = self._list(run)
        place = run.place
        try:
            answer = self._calls.page(resource, start=place.start, query=query)
            listing = wire.read_listing(answer)
        except (Refused, Gone) as refused:
            if run.phase is Phase.POSTS:
                raise
            self._without_news(run, page, refused)
            return
        except Unreadable as trouble:
            if run.phase is Phase.POSTS or run.phase not in self._failed:
                self._failed.add(run.phase)
                raise
            self._without_news(run, page, trouble)
            return
        self._failed.discard(run.phase)
        if run.phase is Phase.POSTS and not place.pages and not place.restarts:
            # The earlier of two clocks, so that a wrong one here loses nothing.
            run.began_ms = min(run.began_ms, _server_ms(answer.headers) or run.began_ms)
        names = [_name(raw, run.phase) for raw in listing.elements]
        if place.last and place.last not in names and place.restart():
            return  # something was taken out meanwhile, and what moved up would be missed
        enough = self._take(cursor, run, page, listing)
        onward = listing.onward(place.start, PAGE)
        if onward is None or enough:
            run.listed = True
        elif not place.move(onward, names[-1]):
            page.notes.append(f"{_NAMES[run.phase]}: LinkedIn's list did not end, and was left where it was.")
            run.listed = run.incomplete = True

    def _list(self, run: Run) -> tuple[str, dict[str, str]]:
        author = quoted(self._calls.organization)
        if run.phase is Phase.NEWS:
            return "organizationalEntityNotifications", news_query(author, run, now_ms=self._calls.now_ms)
        return "posts", {"q": "author", "author": author, "sortBy": "LAST_MODIFIED"}

    def _take(self, cursor: Cursor, run: Run, page: Page, listing: wire.Listing) -> bool:
        """Put the list's page where it belongs. True where there is nothing new further on."""
        reader = Reader(self._calls.organization, self._calls.now_ms)
        if run.phase is Phase.NEWS:
            sort_news(listing, cursor, run, page, reader)
            return False
        oldest = run.since_ms if run.phase is Phase.POSTS else run.since_ms - HORIZON_MS
        threads = [reader.post(raw) for raw in listing.elements]
        changed: list[int] = []
        for raw, thread in zip(listing.elements, threads, strict=True):
            if thread is None:
                continue
            told = wire.moment_ms(wire.salvage(raw, wire.Post).last_modified_at)
            changed.append(max(thread.created_ms, told or 0))
            if run.since_ms and changed[-1] < oldest:
                continue
            page.threads.append(thread)
            if not run.since_ms or run.phase is Phase.RECENT:
                run.queue.append(Waiting(thread.native_id, claims=run.full))
        page.count(threads.count(None))
        return bool(run.since_ms and changed) and max(changed) < oldest

    def _without_news(self, run: Run, page: Page, trouble: Refused | Gone | Unreadable) -> None:
        """Go on without what this list would tell: the newer posts are looked through instead."""
        page.notes.append(f"{_NAMES[run.phase]} could not be read. {trouble.happened}")
        self._failed.discard(run.phase)
        run.incomplete = run.phase is Phase.RECENT
        run.recent = run.phase is Phase.NEWS
        run.listed = True


def _next_phase(cursor: Cursor, run: Run) -> None:
    """The next list; the newer posts only where they are needed, which is never after everything was read."""
    if run.phase is Phase.POSTS:
        run.phase = Phase.NEWS
    elif run.phase is Phase.NEWS and run.recent and run.since_ms:
        run.phase = Phase.RECENT
    else:
        cursor.end()
        return
    run.place, run.listed = Place(), False


def _name(raw: msgspec.Raw, phase: Phase) -> str:
    if phase is not Phase.NEWS:
        return wire.salvage(raw, wire.Post).id
    return wire.salvage(raw, wire.Notification).generated_activity


def _server_ms(headers: Mapping[str, str]) -> int | None:
    told = http_date(headers.get("date", ""))
    return None if told is None else round(told.timestamp() * 1000)


def _collapsed(found: Iterable[_One]) -> tuple[_One, ...]:
    """Each id once, as it was told first."""
    kept: dict[NativeId, _One] = {}
    for one in found:
        kept.setdefault(one.native_id, one)
    return tuple(kept.values())
