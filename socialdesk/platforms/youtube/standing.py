"""How one comment stands: published, held, or gone. YouTube does not say so of a comment that is asked for by id.

`moderationStatus` is set in lists alone (discovery revision 20261104), so the lists of what is held are looked through.
A rejected comment is in no list at all (platforms.md 4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import FetchedItem, Gone, Unreadable
from socialdesk.platforms.http import Answer
from socialdesk.platforms.youtube import wire
from socialdesk.platforms.youtube.calls import YouTubeCalls, known_id
from socialdesk.platforms.youtube.items import Reader

_MAX_PAGES = 10
_A_MINUTE_MS = 60_000


class State(Enum):
    """How a comment stands."""

    PUBLISHED = auto()
    HELD = auto()
    """For review, or thought spam: only the channel sees it."""
    GONE = auto()
    """Rejected, taken down, or never there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How a comment stands, and what was read to know."""

    state: State
    item: FetchedItem | None
    answer: Answer | None
    """What the comment came in."""


class Standing:
    """Finds out for one channel."""

    def __init__(self, calls: YouTubeCalls) -> None:
        self._calls = calls

    def comment(self, target: NativeId) -> tuple[Answer, msgspec.Raw]:
        """The comment by its id. Raises Gone where there is none that can be shown, or another NetworkError."""
        return self._calls.one("comments", {"part": "snippet", "textFormat": "plainText"}, target)

    def of(self, target: NativeId, thread: NativeId, *, surely: bool = False) -> Stood:
        """How `target` beneath `thread` stands. Raises NetworkError.

        `surely`: a comment that is shown by id and held nowhere is looked for among the published ones, too.
        """
        reader = Reader(self._calls.channel_id, self._calls.now_ms)
        try:
            answer, raw = self.comment(target)
        except Gone:
            return self._of_lost(target, thread, reader)
        told = wire.snippet(raw)
        under = wire.native_id(told.video_id) or thread or NativeId(self._calls.channel_id)
        item = reader.comment(raw, under)
        if item is None or item.by_force:
            state = State.PUBLISHED  # nobody holds the channel's own
        elif told.moderation_status == wire.REJECTED:
            state = State.GONE
        elif told.moderation_status in {wire.HELD, wire.SPAM, wire.PUBLISHED}:
            state = State.PUBLISHED if told.moderation_status == wire.PUBLISHED else State.HELD
        else:
            state = self._by_lists(item, reader, surely=surely)
        shown = reader.comment(raw, under, hidden=state is State.HELD)
        return Stood(state=state, item=shown, answer=answer)

    def _of_lost(self, target: NativeId, thread: NativeId, reader: Reader) -> Stood:
        """Not shown by id: what is held may be shown in its list alone."""
        held = self._held(target, thread, reader)
        if held is None:
            return Stood(state=State.GONE, item=None, answer=None)
        return Stood(state=State.HELD, item=held[0], answer=held[1])

    def _by_lists(self, item: FetchedItem, reader: Reader, *, surely: bool) -> State:
        if item.parent is not None:
            for page in self.replies(item.parent):
                for raw in page:
                    if wire.own_id(raw) == item.native_id:
                        told = reader.comment(raw, item.thread)
                        return State.HELD if told is not None and told.hidden else State.PUBLISHED
        if self._held(item.native_id, item.thread, reader) is not None:
            return State.HELD
        if item.parent is not None:
            return State.GONE
        return State.PUBLISHED if not surely or self._is_published(item, reader) else State.GONE

    def replies(self, parent: NativeId) -> Iterator[list[msgspec.Raw]]:
        """The replies of a comment, page by page. Raises Unreadable where they do not end."""
        asked = {"part": "snippet", "textFormat": "plainText", "maxResults": "100"}
        for _, listing in self._pages("comments", asked | {"parentId": known_id(parent)}):
            yield listing.items

    def threads(self, status: str, thread: NativeId) -> Iterator[tuple[Answer, list[msgspec.Raw]]]:
        """The comments of a video or of the channel, newest first, page by page. Raises as `replies`."""
        asked = {
            "part": "snippet,replies",
            "textFormat": "plainText",
            "order": "time",
            "maxResults": "100",
            "moderationStatus": status,
        }
        channel = self._calls.channel_id
        on_channel = thread in {"", channel}
        asked["allThreadsRelatedToChannelId" if on_channel else "videoId"] = channel if on_channel else thread
        for answer, listing in self._pages("commentThreads", asked):
            yield answer, listing.items

    def _pages(self, resource: str, asked: dict[str, str]) -> Iterator[tuple[Answer, wire.Listing]]:
        token = ""
        for _ in range(_MAX_PAGES):
            answer = self._calls.read(resource, asked | ({"pageToken": token} if token else {}))
            listing = wire.read_listing(answer)
            yield answer, listing
            token = listing.next_page_token or ""
            if not token:
                return
        raise Unreadable("YouTube's list is too long to be looked through.", to_do="Look in YouTube Studio.")

    def _held(self, target: NativeId, thread: NativeId, reader: Reader) -> tuple[FetchedItem, Answer] | None:
        for status in (wire.HELD, wire.SPAM):
            for answer, page in self.threads(status, thread):
                for raw in page:
                    told = reader.thread(raw, status, thread)
                    for item in told.items if told is not None else ():
                        if item.native_id == target and item.hidden:
                            return item, answer
        return None

    def _is_published(self, item: FetchedItem, reader: Reader) -> bool:
        for _, page in self.threads(wire.PUBLISHED, item.thread):
            read = [reader.thread(raw, wire.PUBLISHED) for raw in page]
            found = [one for one in read if one is not None]
            if any(one.top == item.native_id and not one.items[0].hidden for one in found):
                return True
            if found and found[-1].created_ms < item.created_ms - _A_MINUTE_MS:
                return False
        return False
