"""Reading an account: its posts, mentions, replies beneath its posts, messages (platforms.md 3.2, 3.3).

One call gives one page of one list. X lists what is newer than an id, and no deletions: a slow full run asks again,
by their ids, for the posts and items that it did not meet. What X calls an edit is a new post with a history; the
desk knows it by its first id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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
    Throttled,
    Unreadable,
)
from socialdesk.platforms.x import limits, wire
from socialdesk.platforms.x.calls import LETTER_PARAMETERS, XCalls
from socialdesk.platforms.x.cursor import Cursor, Phase, Place, Run, read_cursor, write_cursor
from socialdesk.platforms.x.errors import BadRequest, OutOfCredits
from socialdesk.platforms.x.items import Reader
from socialdesk.platforms.x.memory import Memory
from socialdesk.platforms.x.recheck import Recheck

HORIZON_MS = 30 * 24 * 3600_000
"""How old a post of ours may be for its replies to be searched for at each run."""
SEARCHED_MS = 7 * 24 * 3600_000 - 3600_000
"""How far back X's search reaches, less an hour."""
_AT_ONCE = 100
_MAX_WANTED = 300
_NEXT = dict(zip(Phase, list(Phase)[1:], strict=False))
_NAMES = {
    Phase.POSTS: "The account's own posts",
    Phase.MENTIONS: "Mentions",
    Phase.CONVERSATIONS: "Replies beneath the account's posts",
    Phase.ROOTS: "The posts that others answered",
    Phase.MESSAGES: "Messages",
    Phase.CHECK: "What was read before",
}
_SOFT = frozenset(Phase) - {Phase.POSTS, Phase.MENTIONS}
LETTERS_NOTE = (
    "Messages on X may be incomplete: encrypted chats are not shown to the desk. Check them on x.com."
)
_log = logging.getLogger("socialdesk.platforms.x")
_One = TypeVar("_One", FetchedItem, FetchedThread)


@dataclass(slots=True)
class Page:
    """What one call gives."""

    threads: list[FetchedThread] = field(default_factory=list[FetchedThread])
    items: list[FetchedItem] = field(default_factory=list[FetchedItem])
    notes: list[str] = field(default_factory=list[str])
    gone: list[NativeId] = field(default_factory=list[NativeId])
    gone_threads: list[NativeId] = field(default_factory=list[NativeId])
    called: bool = False
    """True once X was asked."""


class Fetch:
    """Reads one account's lists."""

    def __init__(self, calls: XCalls, memory: Memory, *, longest_query: int) -> None:
        self._calls = calls
        self._memory = memory
        self._longest_query = longest_query
        self._recheck = Recheck(calls, memory)
        self._failed: set[Phase] = set()
        """What could not be read the last time; failing again, it is left out, so that the rest is read."""
        self._met: set[NativeId] = set()
        """What the full run has met so far; after a restart more is asked again than is needed."""
        self._newest_letter = ""
        self._asked_ms = 0
        """When messages were last read."""
        self._steps: Mapping[Phase, Callable[[Cursor, Run, Page], None]] = {
            Phase.POSTS: self._posts,
            Phase.MENTIONS: self._mentions,
            Phase.CONVERSATIONS: self._conversations,
            Phase.ROOTS: self._roots,
            Phase.MESSAGES: self._messages,
            Phase.CHECK: self._check,
        }

    def page(self, stored: str | None, *, full: bool) -> FetchedPage:
        """The next page of the run. Raises NetworkError; the stored cursor stays good."""
        cursor = read_cursor(stored)
        self._memory.adopt(cursor.memory)
        self._memory.forget(map(NativeId, cursor.gone), self._calls.now_ms)
        begun = cursor.run is not None and cursor.run.full is full
        run = cursor.begin(self._calls.now_ms, full=full)
        if not begun:
            self._met.clear()
        page = Page()
        while cursor.run is not None and not page.called:
            self._step(cursor, run, page)
        run.done += len(page.items)
        if run.full:
            self._met.update(one.native_id for one in (*page.items, *page.threads))
        if cursor.run is None:
            self._met.clear()
        cursor.gone = [*page.gone, *page.gone_threads]
        cursor.memory = self._memory.state()
        return FetchedPage(
            threads=_collapsed(page.threads),
            items=_collapsed(page.items),
            cursor=write_cursor(cursor),
            more=cursor.run is not None,
            progress=Progress(done=run.done),
            gone=tuple(page.gone),
            gone_threads=tuple(page.gone_threads),
            notes=tuple(dict.fromkeys(page.notes)),
        )

    def _step(self, cursor: Cursor, run: Run, page: Page) -> None:
        phase = run.phase
        try:
            self._steps[phase](cursor, run, page)
        except BadRequest as refused:
            if run.place.token and run.place.restart():
                return
            if not run.place.anew and not run.place.token and (run.full or cursor.since(phase)):
                run.place.anew = True
                return
            self._leave(cursor, run, page, refused)
        except OutOfCredits:
            raise
        except Throttled as wait:
            if phase not in _SOFT:
                raise
            cursor.letters = run.place if phase is Phase.MESSAGES else cursor.letters
            self._leave(cursor, run, page, wait)
        except (Refused, Gone) as refused:
            self._leave(cursor, run, page, refused)
        except Unreadable as trouble:
            if phase not in _SOFT or phase not in self._failed:
                self._failed.add(phase)
                raise
            self._failed.discard(phase)
            self._leave(cursor, run, page, trouble)
        else:
            if page.called:
                self._failed.discard(phase)

    def _leave(
        self, cursor: Cursor, run: Run, page: Page, trouble: Refused | Gone | Unreadable | Throttled
    ) -> None:
        """A list that cannot be read keeps nothing else from being read, but for the two that matter most."""
        if run.phase not in _SOFT and not run.place.pages:
            raise trouble
        page.notes.append(f"{_NAMES[run.phase]} could not be read. {trouble.happened}")
        self._next(cursor, run)

    def _next(self, cursor: Cursor, run: Run) -> None:
        following = _NEXT.get(run.phase)
        if following is None or (following is Phase.CHECK and not run.full):
            cursor.end()
            return
        run.phase, run.place, run.queue, run.begun = following, Place(), [], False

    # -- the lists

    def _posts(self, cursor: Cursor, run: Run, page: Page) -> None:
        params = {"max_results": str(_AT_ONCE), "exclude": "retweets"}
        parts = ("users", self._calls.user_id, "tweets")
        listing = self._list(limits.TIMELINE, parts, params, cursor, run, page)
        self._take(listing, page)
        self._on(cursor, run, page, listing)

    def _mentions(self, cursor: Cursor, run: Run, page: Page) -> None:
        parts = ("users", self._calls.user_id, "mentions")
        listing = self._list(limits.MENTIONS, parts, {"max_results": str(_AT_ONCE)}, cursor, run, page)
        self._want(run, self._take(listing, page))
        self._on(cursor, run, page, listing)

    def _conversations(self, cursor: Cursor, run: Run, page: Page) -> None:
        if not run.begun:
            run.queue, run.begun = self._queries(run), True
        if not run.queue:
            # Nothing has been posted lately, so nothing is new beneath it.
            run.newest.setdefault(Phase.CONVERSATIONS, cursor.newest.get(Phase.CONVERSATIONS, ""))
            self._next(cursor, run)
            return
        params = {"query": run.queue[0], "max_results": str(_AT_ONCE)}
        listing = self._list(limits.SEARCH, ("tweets", "search", "recent"), params, cursor, run, page)
        self._take(listing, page)
        met = run.newest.get(Phase.CONVERSATIONS, "")
        run.newest[Phase.CONVERSATIONS] = wire.later(
            wire.later(met, run.place.newest), wire.id_at(run.began_ms)
        )
        if listing.next_token and listing.data and run.place.move(listing.next_token):
            return
        run.queue, run.place = run.queue[1:], Place()
        if not run.queue:
            self._next(cursor, run)

    def _roots(self, cursor: Cursor, run: Run, page: Page) -> None:
        """The first posts of other people's conversations, so that a mention is read in its place."""
        ids = run.wanted[:_AT_ONCE]
        if ids:
            found = self._recheck.look_up([NativeId(one) for one in ids], page)
            for raw in found.data:
                thread = self._reader().thread(raw, found.includes)
                if thread is not None:
                    self._place(thread, page)
            for one in ids:
                if not self._memory.is_root(NativeId(one)):
                    self._memory.add_stranger(NativeId(one))
            run.wanted = run.wanted[_AT_ONCE:]
        if not run.wanted:
            self._next(cursor, run)

    def _messages(self, cursor: Cursor, run: Run, page: Page) -> None:
        try:
            self._calls.meter.check(limits.LETTERS.window, reading=True)
        except Throttled:
            # X lets messages be read fifteen times in a quarter of an hour: a later run goes on.
            cursor.letters = run.place if run.begun else cursor.letters
            self._next(cursor, run)
            return
        since_ms = self._calls.now_ms - self._asked_ms
        spacing_ms = self._calls.meter.spacing_ms(limits.LETTERS.window)
        if not run.begun and cursor.letters is None and 0 <= since_ms < spacing_ms:
            # Read at every look they would be silent for most of the quarter.
            page.notes += [LETTERS_NOTE] if run.full else []
            self._next(cursor, run)
            return
        self._asked_ms = self._calls.now_ms
        if not run.begun:
            run.place, cursor.letters, run.begun = cursor.letters or Place(), None, True
        params = dict(LETTER_PARAMETERS) | {"max_results": str(_AT_ONCE)}
        params |= {"pagination_token": run.place.token} if run.place.token else {}
        page.called = True
        answer = self._calls.read(limits.LETTERS, "dm_events", params=params)
        listing = wire.read_listing(answer)
        reader = self._reader()
        told = [reader.message(raw, listing.includes) for raw in listing.data]
        found = [item for item in told if item is not None]
        page.items += found
        page.threads += [talk for talk in map(reader.conversation, found) if talk is not None]
        for item in found:
            run.place.newest = wire.later(run.place.newest, item.native_id)
        # Messages cannot be changed, and X asks ten times the price of a mention for each: none is read twice.
        read_before = self._newest_letter if run.full else cursor.newest.get(Phase.MESSAGES, "")
        old = [
            item for item in found if read_before and wire.later(item.native_id, read_before) == read_before
        ]
        if old or not listing.data or not listing.next_token or not run.place.move(listing.next_token):
            run.newest[Phase.MESSAGES] = self._newest_letter = wire.later(run.place.newest, read_before)
            if run.full or not cursor.ran_ms:
                page.notes.append(LETTERS_NOTE)
            self._next(cursor, run)

    # -- what was read before

    def _check(self, cursor: Cursor, run: Run, page: Page) -> None:
        if not run.begun:
            items = (one for ids in self._memory.held().values() for one in ids)
            run.queue = [one for one in (*items, *self._memory.roots()) if one not in self._met]
            run.begun = True
        if run.queue:
            told = self._recheck.ask([NativeId(one) for one in run.queue[:_AT_ONCE]], page)
            page.items += told.items
            page.gone += (one for one in told.gone if not self._memory.is_root(one))
            page.gone_threads += (one for one in told.gone if self._memory.is_root(one))
            run.queue = run.queue[_AT_ONCE:]
        if not run.queue:
            self._next(cursor, run)

    # -- pages

    def _list(
        self, call: limits.Call, parts: tuple[str, ...], params: dict[str, str], cursor: Cursor, run: Run, page: Page
    ) -> wire.Listing:  # fmt: skip
        since = wire.id_at(run.began_ms - HORIZON_MS) if run.full else cursor.since(run.phase)
        since = "" if run.place.anew else since
        if run.phase is Phase.CONVERSATIONS and (wire.id_ms(since) or 0) < self._calls.now_ms - SEARCHED_MS:
            since = ""  # X refuses an id from before its search begins
        params = params | ({"since_id": since} if since else {})
        params |= {"pagination_token": run.place.token} if run.place.token else {}
        page.called = True
        listing = self._calls.posts(call, *parts, params=params)
        for raw in listing.data:
            own_id = wire.native_id(wire.salvage(raw, wire.Post).id)
            run.place.newest = wire.later(run.place.newest, own_id or "")
        return listing

    def _on(self, cursor: Cursor, run: Run, page: Page, listing: wire.Listing) -> None:
        """To the next page of the list, or after its end to the next list."""
        if listing.next_token and listing.data:
            if run.place.move(listing.next_token):
                return
            page.notes.append(f"{_NAMES[run.phase]}: X's list did not end, and was left where it was.")
        else:
            run.newest[run.phase] = run.place.newest
        self._next(cursor, run)

    def _take(self, listing: wire.Listing, page: Page) -> list[FetchedItem]:
        """Threads and items of a list of posts; gives the items."""
        reader = self._reader()
        for raw in listing.data:
            thread = reader.thread(raw, listing.includes)
            if thread is not None:
                self._place(thread, page)
        read = (reader.item(raw, listing.includes) for raw in listing.data)
        # Replies outlive the post that they hang beneath, and were told gone with it.
        found = [one for one in read if one is not None and not self._memory.went(one.thread, one.created_ms)]
        page.items += found
        for item in found:
            self._memory.hold(item.thread, item.native_id)
        unreadable = sum(wire.native_id(wire.salvage(raw, wire.Post).id) is None for raw in listing.data)
        if unreadable:
            page.notes.append(f"Entries that could not be read: {unreadable}.")
        return found

    def _place(self, thread: FetchedThread, page: Page) -> None:
        page.threads.append(thread)
        ours = wire.native_id(wire.salvage(msgspec.Raw(thread.raw.encode()), wire.Post).author_id)
        if ours == self._calls.user_id:
            self._memory.add_root(thread.native_id)
        else:
            self._memory.add_stranger(thread.native_id)

    def _want(self, run: Run, found: list[FetchedItem]) -> None:
        for item in found:
            known = self._memory.is_root(item.thread) or self._memory.is_stranger(item.thread)
            if not known and item.thread not in run.wanted and len(run.wanted) < _MAX_WANTED:
                run.wanted.append(item.thread)

    def _queries(self, run: Run) -> list[str]:
        """Searches for what was said beneath our posts, several posts in each."""
        roots = [
            one
            for one in reversed(self._memory.roots())
            if run.full or (wire.id_ms(one) or 0) >= self._calls.now_ms - HORIZON_MS
        ]
        queries: list[str] = []
        for term in (f"conversation_id:{one}" for one in roots):
            joined = f"{queries[-1]} OR {term}" if queries else ""
            if joined and len(joined) <= self._longest_query:
                queries[-1] = joined
            else:
                queries.append(term)
        return queries

    def _reader(self) -> Reader:
        return Reader(self._calls.user_id, self._memory, self._calls.now_ms)


def _collapsed(found: Iterable[_One]) -> tuple[_One, ...]:
    """Each id once, as it was told first."""
    kept: dict[NativeId, _One] = {}
    for one in found:
        kept.setdefault(one.native_id, one)
    return tuple(kept.values())
