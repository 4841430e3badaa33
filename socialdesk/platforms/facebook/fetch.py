"""Reading a page: posts and comments, what visitors wrote, conversations (platforms.md 1.2, 1.5).

One call gives one page of one list. Facebook tells of no changes, so a run reads what is newer than the watermark,
and a slow full run reads everything, to find what was edited, hidden elsewhere or taken away.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ThreadKind
from socialdesk.platforms.api import (
    FetchedItem,
    FetchedPage,
    FetchedThread,
    Gone,
    Progress,
    Refused,
    Unreadable,
)
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.cursor import Cursor, Phase, Place, Run, Waiting, read_cursor, write_cursor
from socialdesk.platforms.facebook.errors import BadRequest
from socialdesk.platforms.facebook.items import Reader
from socialdesk.platforms.throttle import http_date

COMMENT_FIELDS = (
    "id,message,created_time,from{id,name},parent{id},is_hidden,can_hide,can_remove,can_reply_privately,"
    "permalink_url,attachment,comment_count"
)
POST_FIELDS = "id,message,story,created_time,from{id,name},permalink_url,full_picture,attachments"
MESSAGE_FIELDS = "id,created_time,from,to,message,attachments"
_NEWEST = "comments.filter(stream).order(reverse_chronological).limit(1).summary(true){id,created_time}"
_CONVERSATION_FIELDS = "id,updated_time,link,message_count,unread_count,snippet,participants"
HORIZON_MS = 60 * 24 * 3600_000
"""How old a post may be for its comments to be read at each run; older ones wait for the full run."""

_PHASES: Mapping[Phase, tuple[dict[str, str], int]] = {
    Phase.POSTS: ({"fields": f"{POST_FIELDS},{_NEWEST}"}, 50),
    Phase.VISITOR_POSTS: ({"fields": f"{POST_FIELDS},{_NEWEST}"}, 50),
    Phase.TAGGED: ({"fields": POST_FIELDS}, 50),
    Phase.CONVERSATIONS: ({"fields": _CONVERSATION_FIELDS, "platform": "messenger"}, 50),
}
_NAMES = {
    Phase.POSTS: "The page's posts",
    Phase.VISITOR_POSTS: "Visitors' posts",
    Phase.TAGGED: "Posts that name the page",
    Phase.CONVERSATIONS: "Private messages",
}
_NEXT = dict(zip(Phase, list(Phase)[1:], strict=False))
_COMMENTS = {"fields": COMMENT_FIELDS, "filter": "stream", "order": "reverse_chronological"}
_log = logging.getLogger("socialdesk.platforms.facebook")
_One = TypeVar("_One", FetchedItem, FetchedThread)


@dataclass(slots=True)
class _Page:
    """What one call gives."""

    threads: list[FetchedThread] = field(default_factory=list[FetchedThread])
    items: list[FetchedItem] = field(default_factory=list[FetchedItem])
    notes: list[str] = field(default_factory=list[str])
    full_read: NativeId | None = None
    full_read_ends: bool = False


class Fetch:
    """Reads one page's lists."""

    def __init__(self, calls: GraphCalls) -> None:
        self._calls = calls
        self._failed: set[str] = set()
        """What could not be read the last time; failing again, it is left out, so that the rest is read."""

    def page(self, stored: str | None, *, full: bool) -> FetchedPage:
        """The next page of the run. Raises NetworkError; the stored cursor stays good."""
        cursor = read_cursor(stored)
        run = cursor.begin(self._calls.now_ms, full=full)
        page = _Page()
        if run.queue:
            self._thread(cursor, run, page)
        elif not run.listed:
            self._phase(run, page)
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
        following = _NEXT.get(run.phase)
        if following is None:
            cursor.end()
            return
        run.phase, run.place, run.listed = following, Place(), False

    # -- the lists of the page itself

    def _phase(self, run: Run, page: _Page) -> None:
        params, limit = _PHASES[run.phase]
        soft = run.phase is not Phase.POSTS
        try:
            answer = self._calls.read(
                self._calls.page_id, run.phase.value, params=params | run.place.tokens, limit=limit
            )
            listing = wire.read_listing(answer)
            onward = wire.onward(listing, self._calls.http.base_url)
        except BadRequest as refused:
            if not run.place.tokens:
                if not soft:
                    raise
                page.notes.append(_cannot(_NAMES[run.phase], refused))
                run.listed = True
            elif not run.place.restart():
                self._leave(run, page)
            return
        except (Refused, Gone) as refused:
            if not soft:
                raise
            page.notes.append(_cannot(_NAMES[run.phase], refused))
            run.listed = True
            return
        except Unreadable as trouble:
            if not soft or not self._failed_before(run.phase):
                raise
            page.notes.append(_cannot(_NAMES[run.phase], trouble))
            run.listed = run.incomplete = True
            return
        if run.phase is Phase.POSTS and not run.place.pages and not run.place.restarts:
            # The earlier of two clocks, so that a wrong one here loses nothing.
            run.began_ms = min(run.began_ms, _server_ms(answer.headers) or run.began_ms)
        times = self._take_phase(run, page, listing)
        old = bool(times) and max(times) < self._oldest(run)
        if onward is None or old:
            run.listed = True
        elif not run.place.move(onward, found=len(listing.data)):
            self._leave(run, page)

    def _oldest(self, run: Run) -> int:
        """Before this the phase's own list holds no news; 0 to read it to the end."""
        if not run.since_ms:
            return 0
        return run.since_ms if run.phase is Phase.CONVERSATIONS else run.since_ms - HORIZON_MS

    def _take_phase(self, run: Run, page: _Page, listing: wire.Listing) -> list[int]:
        """Put the list's page where it belongs; answers with the times on it."""
        reader = self._reader()
        times: list[int] = []
        unreadable = 0
        kind = ThreadKind.POST if run.phase is Phase.POSTS else ThreadKind.VISITOR_POST
        for raw in listing.data:
            talks = run.phase is Phase.CONVERSATIONS
            thread = reader.conversation(raw) if talks else reader.post(raw, kind)
            if thread is None:
                unreadable += 1
                continue
            times.append(thread.created_ms)
            newer = not run.since_ms or thread.created_ms >= run.since_ms
            waiting = (
                Waiting(thread.native_id, messages=True)
                if talks and newer
                else _news(wire.salvage(raw, wire.Post), thread, run)
                if run.phase in {Phase.POSTS, Phase.VISITOR_POSTS}
                else None
            )
            if waiting is not None:
                waiting.visitor = run.phase is Phase.VISITOR_POSTS
                run.queue.append(waiting)
                run.total += (thread.comment_count or 0) if not talks else 0
            if newer or waiting is not None:
                page.threads.append(thread)
            if newer and kind is ThreadKind.VISITOR_POST and not talks:
                mention = reader.mention(raw, can_change=run.phase is Phase.VISITOR_POSTS)
                page.items += [] if mention is None else [mention]
        self._count(unreadable, page)
        return times

    def _leave(self, run: Run, page: _Page) -> None:
        page.notes.append(f"{_NAMES[run.phase]}: Facebook's list did not end, and was left where it was.")
        run.listed = run.incomplete = True

    # -- the threads beneath

    def _thread(self, cursor: Cursor, run: Run, page: _Page) -> None:
        waiting = run.queue[0]
        thread = NativeId(waiting.thread)
        claims = run.full and not waiting.messages
        if waiting.empty:
            page.full_read = thread if claims else None
            page.full_read_ends = claims and self._post_too(waiting, page)
            self._done_with(run)
            return
        edge, params = (
            ("messages", {"fields": MESSAGE_FIELDS}) if waiting.messages else ("comments", _COMMENTS)
        )
        try:
            listing = self._calls.listing(
                thread, edge, params=params | run.at.tokens, limit=25 if waiting.messages else 100
            )
            onward = wire.onward(listing, self._calls.http.base_url)
        except (Refused, Gone, Unreadable) as trouble:
            self._thread_failed(cursor, run, page, trouble)
            return
        self._failed.discard(waiting.thread)
        found = self._take_thread(run, page, listing, waiting)
        since = 0 if waiting.whole else run.since_ms
        old = bool(since and found) and found[-1].created_ms < since
        # Messages come newest first, and only the newest say anything.
        silent = waiting.messages and bool(listing.data) and not found
        page.full_read = thread if claims else None
        if onward is None or old or silent:
            whole = claims and onward is None and not run.spoiled
            page.full_read_ends = whole and self._post_too(waiting, page)
            self._done_with(run)
        elif not run.at.move(onward, found=len(listing.data)):
            page.notes.append("One thread's list on Facebook did not end, and was left where it was.")
            self._done_with(run)

    def _post_too(self, waiting: Waiting, page: _Page) -> bool:
        """A visitor's post is an item of its own thread, and missing from its comments: read it, or claim nothing."""
        if not waiting.visitor:
            return True
        try:
            answer = self._calls.read(waiting.thread, params={"fields": POST_FIELDS})
            mention = self._reader().mention(msgspec.Raw(wire.json_body(answer)), can_change=True)
        except (Refused, Gone, Unreadable):
            return False
        page.items += [] if mention is None else [mention]
        return mention is not None and mention.native_id == waiting.thread

    def _take_thread(
        self, run: Run, page: _Page, listing: wire.Listing, waiting: Waiting
    ) -> list[FetchedItem]:
        reader, thread = self._reader(), NativeId(waiting.thread)
        read = reader.message if waiting.messages else reader.comment
        told = [read(raw, thread) for raw in listing.data]
        found = [item for item in told if item is not None]
        page.items += found
        if not waiting.messages and len(found) < len(told):
            run.spoiled = True
            self._count(len(told) - len(found), page)
        return found

    def _thread_failed(
        self, cursor: Cursor, run: Run, page: _Page, trouble: Refused | Gone | Unreadable
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

    def _reader(self) -> Reader:
        return Reader(self._calls.page_id, self._calls.now_ms)

    def _count(self, unreadable: int, page: _Page) -> None:
        if unreadable:
            _log.info("%d entries of a list could not be read", unreadable)
            page.notes.append(f"Entries that could not be read: {unreadable}.")


def _news(told: wire.Post, thread: FetchedThread, run: Run) -> Waiting | None:
    """The thread as one to be read, if there may be something new beneath it."""
    beneath = told.comments
    total = beneath.total if beneath is not None else None
    nothing = beneath is not None and not beneath.data and total == 0
    if not run.since_ms:
        return None if nothing and not run.full else Waiting(thread.native_id, empty=nothing)
    if nothing:
        return None
    times = (
        [wire.moment_ms(wire.salvage(raw, wire.Comment).created_time) for raw in beneath.data]
        if beneath
        else []
    )
    known = [one for one in times if one is not None]
    return None if known and max(known) < run.since_ms else Waiting(thread.native_id)


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
