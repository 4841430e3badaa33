"""Reading an account: its media and their comments, media that tag it, conversations (platforms.md 2.1).

Instagram lists top-level comments only, newest first, with the first replies to each; of a new reply beneath an old
comment it tells nothing but a higher count. So a thread whose count rose is read until as many new ones are found.
"""

from __future__ import annotations

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ThreadKind
from socialdesk.platforms.api import FetchedItem, FetchedThread
from socialdesk.platforms.graph.cursor import OVERLAP_MS, Cursor, Run, Waiting
from socialdesk.platforms.graph.reading import Asked, Page, Phase, Reading
from socialdesk.platforms.graph.wire import Listing, moment_ms, salvage
from socialdesk.platforms.instagram import wire
from socialdesk.platforms.instagram.calls import InstagramCalls
from socialdesk.platforms.instagram.items import Reader

REPLY_FIELDS = "id,text,timestamp,from{id,username},username,user{id},hidden,parent_id"
COMMENT_FIELDS = f"{REPLY_FIELDS},replies.limit(50){{{REPLY_FIELDS}}}"
MEDIA_FIELDS = "id,caption,permalink,timestamp,comments_count,media_type,username,owner{id}"
TAGGED_FIELDS = "id,caption,permalink,timestamp,media_type,media_url,username,comments_count"
MESSAGE_FIELDS = "id,created_time,from,to,message,attachments"
MOST = 50
"""Instagram gives no more comments at once."""
HORIZON_MS = 60 * 24 * 3600_000
"""How old media may be for their comments to be read at each run; older ones wait for the full run."""
_MAX_COUNTS = 500

_MEDIA = Phase(
    key="media",
    title="The account's media",
    edge="media",
    params={"fields": f"{MEDIA_FIELDS},comments.limit(1){{id,timestamp}}"},
    soft=False,
)
_TAGS = Phase(key="tags", title="Media that tag the account", edge="tags", params={"fields": TAGGED_FIELDS})
_CONVERSATIONS = Phase(
    key="conversations",
    title="Private messages",
    edge="conversations",
    params={"fields": "id,updated_time,participants", "platform": "instagram"},
)


class Fetch(Reading):
    """Reads one account's lists."""

    def __init__(self, calls: InstagramCalls) -> None:
        super().__init__(calls, (_MEDIA, _TAGS, _CONVERSATIONS))
        self._calls = calls

    def owner(self, phase: Phase) -> str:
        """The account; for conversations the Page that it is linked to."""
        linked = self._calls.linked()  # first of all, for a sign-in of another account's reads nothing here
        return linked.page_id if phase is _CONVERSATIONS else self._calls.account_id

    def oldest(self, run: Run, phase: Phase) -> int:
        """Conversations move up with each message; media may have news for a while, tags come in order of media."""
        if not run.since_ms:
            return 0
        return run.since_ms if phase is _CONVERSATIONS else run.since_ms - HORIZON_MS

    def take_phase(self, cursor: Cursor, run: Run, phase: Phase, page: Page, listing: Listing) -> list[int]:
        """Threads, media that tag us, and what is to be read beneath."""
        reader = self._reader()
        if phase is _MEDIA and not run.place.pages and not run.place.restarts:
            run.before, cursor.counts = cursor.counts, {}
        times: list[int] = []
        unreadable = 0
        for raw in listing.data:
            if phase is _CONVERSATIONS:
                thread = reader.conversation(raw)
            else:
                thread = reader.media(raw, ThreadKind.POST if phase is _MEDIA else ThreadKind.VISITOR_POST)
            if thread is None:
                unreadable += 1
                continue
            times.append(thread.created_ms)
            newer = not run.since_ms or thread.created_ms >= run.since_ms
            waiting: Waiting | None = None
            if phase is _CONVERSATIONS and newer:
                waiting = Waiting(thread.native_id, messages=True)
            elif phase is _MEDIA:
                waiting = _news(salvage(raw, wire.Media), thread, cursor, run)
                run.total += (thread.comment_count or 0) if waiting is not None else 0
            elif phase is _TAGS:
                # A tag may be set long after the picture was published: new is what was not there.
                newer = not run.since_ms or thread.native_id not in run.before
                _remember(cursor, thread, 0)
                tagged = reader.tagged(raw) if newer else None
                page.items += [] if tagged is None else [tagged]
            if waiting is not None:
                run.queue.append(waiting)
            if newer or waiting is not None:
                page.threads.append(thread)
        self.count_unreadable(unreadable, page)
        return times

    def asked(self, waiting: Waiting) -> Asked:
        """Messages; comments with their first replies; or the replies that did not come with their comment."""
        if waiting.messages:
            return Asked(parts=(waiting.thread, "messages"), params={"fields": MESSAGE_FIELDS}, limit=25)
        if waiting.listed:
            return Asked(parts=(waiting.beneath[0], "replies"), params={"fields": REPLY_FIELDS}, limit=MOST)
        return Asked(parts=(waiting.thread, "comments"), params={"fields": COMMENT_FIELDS}, limit=MOST)

    def take_thread(self, run: Run, page: Page, listing: Listing, waiting: Waiting) -> list[FetchedItem]:
        """Comments with what stands beneath them, replies, or messages."""
        reader, thread = self._reader(), NativeId(waiting.thread)
        if waiting.messages:
            letters = [reader.message(raw, thread) for raw in listing.data]
            found = [item for item in letters if item is not None]
            page.items += found
            return found
        parent = NativeId(waiting.beneath[0]) if waiting.listed else None
        found = list[FetchedItem]()
        unreadable = 0
        for raw in listing.data:
            item = reader.comment(raw, thread, parent)
            if item is None:
                unreadable += 1
                continue
            found.append(item)
            page.items.append(item)
            replies = salvage(raw, wire.Comment).replies
            for one in replies.data if replies is not None else []:
                reply = reader.comment(one, thread, item.native_id)
                unreadable += reply is None
                page.items += [] if reply is None else [reply]
            if replies is not None and replies.paging is not None and replies.paging.next:
                waiting.beneath.append(item.native_id)
        if unreadable:
            run.spoiled = True
            self.count_unreadable(unreadable, page)
        if waiting.fresh:
            newest = [one for one in page.items if one.created_ms >= run.since_ms + OVERLAP_MS]
            waiting.fresh = max(waiting.fresh - len(newest), 0)
        return found

    def enough(self, run: Run, waiting: Waiting, listing: Listing, found: list[FetchedItem]) -> bool:
        """Past the watermark there is only as much to be found as the count says."""
        return super().enough(run, waiting, listing, found) and not waiting.fresh

    def goes_on(self, waiting: Waiting) -> bool:
        """After the comments, the replies that did not come with them."""
        if waiting.messages:
            return False
        if waiting.listed:
            waiting.beneath = waiting.beneath[1:]
        waiting.listed = True
        return bool(waiting.beneath)

    def _reader(self) -> Reader:
        return Reader(self._calls.account_id, self._calls.now_ms, username=self._calls.linked().username)


def _news(told: wire.Media, thread: FetchedThread, cursor: Cursor, run: Run) -> Waiting | None:
    """The media as a thread to be read, if there may be something new beneath it."""
    before, count = run.before.get(thread.native_id), told.comments_count
    recent = not run.since_ms or thread.created_ms >= run.since_ms - HORIZON_MS
    if count is not None and recent:
        _remember(cursor, thread, count)
    if not run.since_ms:
        return None if count == 0 and not run.full else Waiting(thread.native_id, empty=count == 0)
    if count == 0 or not recent:
        return None
    newest = told.comments.data if told.comments is not None else []
    times = [moment_ms(salvage(raw, wire.Comment).timestamp) or 0 for raw in newest]
    if count is not None and count == before and max(times, default=0) < run.since_ms:
        return None
    if count is None or before is None:
        return Waiting(thread.native_id, whole=True)
    return Waiting(thread.native_id, fresh=max(count - before, 0))


def _remember(cursor: Cursor, thread: FetchedThread, count: int) -> None:
    if len(cursor.counts) < _MAX_COUNTS:
        cursor.counts[thread.native_id] = count
