"""Reading a page: posts and comments, what visitors wrote, conversations (platforms.md 1.2)."""

from __future__ import annotations

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ThreadKind
from socialdesk.platforms.api import FetchedItem, FetchedThread, Gone, Refused, Unreadable
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.items import Reader
from socialdesk.platforms.facebook.word_filter import word_filter
from socialdesk.platforms.graph.cursor import Cursor, Run, Waiting
from socialdesk.platforms.graph.reading import Asked, Page, Phase, Reading

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

_POSTS = Phase(
    key="posts",
    title="The page's posts",
    edge="posts",
    params={"fields": f"{POST_FIELDS},{_NEWEST}"},
    soft=False,
)
_VISITOR_POSTS = Phase(
    key="visitor_posts",
    title="Visitors' posts",
    edge="visitor_posts",
    params={"fields": f"{POST_FIELDS},{_NEWEST}"},
)
_TAGGED = Phase(key="tagged", title="Posts that name the page", edge="tagged", params={"fields": POST_FIELDS})
_CONVERSATIONS = Phase(
    key="conversations",
    title="Private messages",
    edge="conversations",
    params={"fields": _CONVERSATION_FIELDS, "platform": "messenger"},
)
_COMMENTS = {"fields": COMMENT_FIELDS, "filter": "stream", "order": "reverse_chronological"}


class Fetch(Reading):
    """Reads one page's lists."""

    def __init__(self, calls: GraphCalls) -> None:
        super().__init__(calls, (_POSTS, _VISITOR_POSTS, _TAGGED, _CONVERSATIONS))
        self._calls = calls
        self._filter_read_ms = 0
        """Of which slow reading the page's own word filter was last read."""

    def owner(self, phase: Phase) -> str:
        """The page, always."""
        del phase
        return self._calls.page_id

    def oldest(self, run: Run, phase: Phase) -> int:
        """Conversations move up with each message; a post may have news for a while."""
        if not run.since_ms:
            return 0
        return run.since_ms if phase is _CONVERSATIONS else run.since_ms - HORIZON_MS

    def take_phase(
        self, cursor: Cursor, run: Run, phase: Phase, page: Page, listing: wire.Listing
    ) -> list[int]:
        """Threads, visitors' own words, and what is to be read beneath."""
        del cursor
        if phase is _POSTS and run.full and run.began_ms != self._filter_read_ms:
            page.notes.append(word_filter(self._calls))
            self._filter_read_ms = run.began_ms
        reader = self._reader()
        times: list[int] = []
        unreadable = 0
        kind = ThreadKind.POST if phase is _POSTS else ThreadKind.VISITOR_POST
        talks = phase is _CONVERSATIONS
        for raw in listing.data:
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
                if phase in (_POSTS, _VISITOR_POSTS)
                else None
            )
            if waiting is not None:
                waiting.visitor = phase is _VISITOR_POSTS
                run.queue.append(waiting)
                run.total += (thread.comment_count or 0) if not talks else 0
            if newer or waiting is not None:
                page.threads.append(thread)
            if newer and kind is ThreadKind.VISITOR_POST and not talks:
                mention = reader.mention(raw, can_change=phase is _VISITOR_POSTS)
                page.items += [] if mention is None else [mention]
        self.count_unreadable(unreadable, page)
        return times

    def asked(self, waiting: Waiting) -> Asked:
        """Messages, or all levels of comments in one list, newest first."""
        if waiting.messages:
            return Asked(parts=(waiting.thread, "messages"), params={"fields": MESSAGE_FIELDS}, limit=25)
        return Asked(parts=(waiting.thread, "comments"), params=_COMMENTS, limit=100)

    def take_thread(self, run: Run, page: Page, listing: wire.Listing, waiting: Waiting) -> list[FetchedItem]:
        """Comments and replies, or messages."""
        reader, thread = self._reader(), NativeId(waiting.thread)
        read = reader.message if waiting.messages else reader.comment
        told = [read(raw, thread) for raw in listing.data]
        found = [item for item in told if item is not None]
        page.items += found
        if not waiting.messages and len(found) < len(told):
            run.spoiled = True
            self.count_unreadable(len(told) - len(found), page)
        return found

    def own_item(self, waiting: Waiting, page: Page) -> bool:
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

    def _reader(self) -> Reader:
        return Reader(self._calls.page_id, self._calls.now_ms)


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
