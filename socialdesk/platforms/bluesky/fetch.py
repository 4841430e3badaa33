"""Reading an account: its posts, what the network notifies of, conversations (platforms.md 7.1).

One call gives one page of one list. A notification says only that somebody answered, named or quoted the account; the
posts themselves are then asked for, with what is hidden in their threads. Posts are never edited on Bluesky. Deletions
are told by a full run, which reads every own post's thread whole; so does it find answers more than five levels
beneath our own words, of which no notification comes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
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
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.bluesky.calls import Calls
from socialdesk.platforms.bluesky.cursor import Cursor, Phase, Place, Run, Waiting, read_cursor, write_cursor
from socialdesk.platforms.bluesky.errors import BadRequest
from socialdesk.platforms.bluesky.items import Reader, Seen
from socialdesk.platforms.bluesky.lookups import posts_shown
from socialdesk.platforms.bluesky.names import post_address
from socialdesk.platforms.bluesky.threads import read_thread
from socialdesk.platforms.http import Answer
from socialdesk.platforms.throttle import http_date

REASONS = ("reply", "mention", "quote")
_SETTLED_MS = 24 * 3600_000
"""How old a post must be for its count of answers to be believed when it is 0; counts lag."""
_MAX_ANCHORS = 500
_METHODS: Mapping[Phase, tuple[str, int, tuple[tuple[str, str], ...]]] = {
    Phase.POSTS: ("app.bsky.feed.getAuthorFeed", 50, (("filter", "posts_with_replies"),)),
    Phase.NOTIFICATIONS: (
        "app.bsky.notification.listNotifications", 50, tuple(("reasons", one) for one in REASONS)
    ),
    Phase.CONVERSATIONS: ("chat.bsky.convo.listConvos", 50, ()),
}  # fmt: skip
_NAMES = {
    Phase.POSTS: "The account's posts",
    Phase.NOTIFICATIONS: "What others answered",
    Phase.CONVERSATIONS: "Private messages",
}
_NEXT = dict(zip(Phase, list(Phase)[1:], strict=False))
_log = logging.getLogger("socialdesk.platforms.bluesky")
_One = TypeVar("_One", FetchedItem, FetchedThread)


@dataclass(slots=True)
class _Page:
    """What one call gives."""

    threads: list[FetchedThread] = field(default_factory=list[FetchedThread])
    items: list[FetchedItem] = field(default_factory=list[FetchedItem])
    notes: list[str] = field(default_factory=list[str])
    full_read: NativeId | None = None
    full_read_ends: bool = False

    def cannot_read(self, count: int) -> None:
        """Say so, where there is something to say."""
        if count:
            _log.info("%d entries of a list could not be read", count)
            self.notes.append(f"Entries that could not be read: {count}.")


@dataclass(slots=True)
class _Listed:
    """One page of a phase's list."""

    times: list[int]
    found: int
    token: str | None


class Fetch:
    """Reads one account's lists."""

    def __init__(self, calls: Calls) -> None:
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
            following = _NEXT.get(run.phase)
            if following is None:
                cursor.end()
            else:
                run.phase, run.place, run.listed = following, Place(), False
        run.done += len(page.items)
        return FetchedPage(
            threads=_collapsed(page.threads),
            items=_collapsed(page.items),
            cursor=write_cursor(cursor),
            more=cursor.run is not None,
            progress=Progress(done=run.done),
            full_read=page.full_read,
            full_read_ends=page.full_read_ends,
            notes=tuple(page.notes),
        )

    # -- the lists of the account itself

    def _phase(self, run: Run, page: _Page) -> None:
        soft = run.phase is Phase.CONVERSATIONS
        try:
            listed = self._list(run, page)
        except BadRequest as refused:
            if not run.place.token:
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
        self._failed.discard(run.phase)
        old = bool(run.since_ms and listed.times) and max(listed.times) < run.since_ms
        if listed.token is None or old:
            run.listed = True
        elif not run.place.move(listed.token, found=listed.found):
            self._leave(run, page)

    def _leave(self, run: Run, page: _Page) -> None:
        page.notes.append(f"{_NAMES[run.phase]}: Bluesky's list did not end, and was left where it was.")
        run.listed = run.incomplete = True

    def _list(self, run: Run, page: _Page) -> _Listed:
        method, limit, params = _METHODS[run.phase]
        asked = [*params, ("limit", str(limit))]
        if run.phase is Phase.POSTS:
            asked.append(("actor", self._calls.did))
        if run.place.token:
            asked.append(("cursor", run.place.token))
        answer = self._calls.read(method, asked, chat=run.phase is Phase.CONVERSATIONS)
        match run.phase:
            case Phase.POSTS:
                if not run.place.pages and not run.place.restarts:
                    # The earlier of two clocks, so that a wrong one here loses nothing.
                    run.began_ms = min(run.began_ms, _server_ms(answer.headers) or run.began_ms)
                return self._posts(run, page, answer)
            case Phase.NOTIFICATIONS:
                return self._notifications(run, page, answer)
            case Phase.CONVERSATIONS:
                return self._conversations(run, page, answer)

    def _posts(self, run: Run, page: _Page, answer: Answer) -> _Listed:
        """Our own posts and answers. On a first or full run every post's thread is to be read."""
        told = wire.read_strictly(answer, wire.Feed)
        reader, times, unreadable = self._reader(), list[int](), 0
        for raw in told.feed:
            entry = wire.salvage(raw, wire.FeedEntry)
            seen = reader.seen(entry.post)
            if seen is None:
                unreadable += 1
                continue
            if entry.reason or not reader.is_own(seen.at):
                continue  # a repost, of ours or of another's
            times.append(seen.created_ms)
            if run.since_ms and seen.created_ms < run.since_ms:
                continue
            root = reader.seen(entry.reply.root) if entry.reply is not None else None
            if root is not None and root.at == seen.root:
                page.threads.append(reader.thread(root))
            item = reader.item(seen)
            if item is not None:
                page.items.append(item)
                continue
            page.threads.append(reader.thread(seen))
            empty = seen.reply_count == 0 and seen.created_ms < self._calls.now_ms - _SETTLED_MS
            if run.full or (not run.since_ms and seen.reply_count != 0):
                run.queue.append(Waiting(seen.at.uri, empty=empty))
        page.cannot_read(unreadable)
        return _Listed(times, len(told.feed), wire.onward(told.cursor))

    def _notifications(self, run: Run, page: _Page, answer: Answer) -> _Listed:
        """Who answered, named or quoted us: the posts, and the threads that they stand in."""
        told = wire.read_strictly(answer, wire.Notifications)
        entries = [wire.salvage(raw, wire.Notification) for raw in told.notifications]
        moments = [(one, wire.moment_ms(one.indexed_at)) for one in entries if one.reason in REASONS]
        news = {
            one.uri: one.reason
            for one, moment in moments
            if post_address(one.uri) and (not run.since_ms or moment is None or moment >= run.since_ms)
        }
        reader = self._reader()
        shown = {uri: reader.seen(raw) for uri, raw in posts_shown(self._calls, news).items() if uri in news}
        found = {uri: seen for uri, seen in shown.items() if seen is not None}
        tops = self._tops(reader, found.values())
        page.threads += [reader.thread(top) for top in tops.values()]
        items = [reader.item(seen, mentioned=news[uri] != "reply") for uri, seen in found.items()]
        page.items += [item for item in items if item is not None]
        page.cannot_read(len(shown) - len(found))
        times = [moment for _, moment in moments if moment is not None]
        return _Listed(times, len(told.notifications), wire.onward(told.cursor))

    def _tops(self, reader: Reader, found: Iterable[Seen]) -> dict[NativeId, Seen]:
        """What begins the threads of these posts; and `reader` learns what is hidden in ours."""
        begun = {seen.at.uri: seen for seen in found if seen.parent is None and not reader.is_own(seen.at)}
        wanted = {seen.root.uri for seen in found} - begun.keys()
        tops = [reader.seen(raw) for raw in posts_shown(self._calls, wanted).values()]
        known = begun | {top.at.uri: top for top in tops if top is not None and top.parent is None}
        reader.hidden.update({uri: top.hidden for uri, top in known.items() if reader.is_own(top.at)})
        return known

    def _conversations(self, run: Run, page: _Page, answer: Answer) -> _Listed:
        told = wire.read_strictly(answer, wire.Conversations)
        reader, times, unreadable = self._reader(), list[int](), 0
        for raw in told.convos:
            read = reader.conversation(raw)
            if read is None:
                unreadable += 1
                continue
            thread, people = read
            times.append(thread.created_ms)
            if not run.since_ms or thread.created_ms >= run.since_ms:
                page.threads.append(thread)
                run.queue.append(Waiting(thread.native_id, people=people))
        page.cannot_read(unreadable)
        return _Listed(times, len(told.convos), wire.onward(told.cursor))

    # -- the threads beneath

    def _thread(self, cursor: Cursor, run: Run, page: _Page) -> None:
        waiting = run.queue[0]
        if waiting.empty and not waiting.whole:
            page.full_read = NativeId(waiting.thread) if run.full else None
            page.full_read_ends = run.full
            self._done_with(run)
            return
        try:
            if waiting.people is None:
                self._post(run, page, waiting)
            else:
                self._messages(run, page, waiting, waiting.people)
        except (Refused, Gone, Unreadable) as trouble:
            self._thread_failed(cursor, run, page, trouble)
        else:
            self._failed.discard(waiting.thread)

    def _post(self, run: Run, page: _Page, waiting: Waiting) -> None:
        thread, reader = NativeId(waiting.thread), self._reader()
        anchor = waiting.anchors[0] if waiting.begun else waiting.thread
        try:
            read = read_thread(self._calls, reader, anchor)
        except Gone:
            if not waiting.begun:
                raise
            waiting.anchors = waiting.anchors[1:]  # it was taken down between two pages
        else:
            page.threads += [reader.thread(read.top)] if not waiting.begun else []
            page.items += read.items
            page.cannot_read(read.unreadable)
            run.spoiled = run.spoiled or not read.whole or bool(read.unreadable)
            anchors = [*waiting.anchors[1:], *read.deeper]
            waiting.anchors = anchors[:_MAX_ANCHORS]
            run.spoiled = run.spoiled or len(anchors) > _MAX_ANCHORS
        waiting.begun = True
        page.full_read = thread if run.full else None
        if not waiting.anchors:
            page.full_read_ends = run.full and not run.spoiled
            self._done_with(run)

    def _messages(self, run: Run, page: _Page, waiting: Waiting, people: Mapping[str, str]) -> None:
        params = [("convoId", waiting.thread), ("limit", "100")]
        params += [("cursor", run.at.token)] if run.at.token else []
        answer = self._calls.read("chat.bsky.convo.getMessages", params, chat=True)
        told = wire.read_strictly(answer, wire.Messages)
        reader = self._reader()
        items = [reader.message(raw, NativeId(waiting.thread), people) for raw in told.messages]
        found = [item for item in items if item is not None]
        since = 0 if waiting.whole else run.since_ms
        page.items += [item for item in found if item.created_ms >= since]
        old = bool(since and found) and found[-1].created_ms < since
        token = wire.onward(told.cursor)
        if token is None or old:
            self._done_with(run)
        elif not run.at.move(token, found=len(told.messages)):
            page.notes.append("One conversation's list on Bluesky did not end, and was left where it was.")
            self._done_with(run)

    def _thread_failed(
        self, cursor: Cursor, run: Run, page: _Page, trouble: Refused | Gone | Unreadable
    ) -> None:
        waiting = run.queue[0]
        if isinstance(trouble, BadRequest) and run.at.token and run.at.restart():
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
        return Reader(self._calls.did, self._calls.now_ms)


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
