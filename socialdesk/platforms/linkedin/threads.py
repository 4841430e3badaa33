"""Reading what is beneath one post: its comments, the replies beneath each, or single ones of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import FetchedItem, Gone, Refused, Unreadable
from socialdesk.platforms.linkedin import wire
from socialdesk.platforms.linkedin.calls import PAGE, LinkedInCalls
from socialdesk.platforms.linkedin.cursor import Cursor, Run, Waiting
from socialdesk.platforms.linkedin.items import Reader
from socialdesk.platforms.linkedin.page import Page
from socialdesk.platforms.linkedin.urn import comment_parts, is_plain, quoted

_MAX_SINGLE = 10
"""More new comments than so many that are not among a post's own, and all replies beneath it are read instead."""
_PROBES = 5


class Threads:
    """One step of a reading: the first of the queue, by one call."""

    def __init__(self, calls: LinkedInCalls, cursor: Cursor, run: Run, page: Page, failed: set[str]) -> None:
        self._calls = calls
        self._cursor = cursor
        self._run = run
        self._page = page
        self._failed = failed
        self._reader = Reader(calls.organization, calls.now_ms)

    def read_first(self) -> None:
        """Raises NetworkError; what could not be read for the second time is left out and owed."""
        waiting = self._run.queue[0]
        try:
            if waiting.notified:
                self._mention(waiting)
            elif waiting.single:
                self._single(waiting)
            else:
                self._list(waiting)
        except (Refused, Gone, Unreadable) as trouble:
            self._trouble(waiting, trouble)
        else:
            self._failed.discard(_key(waiting))

    def _list(self, waiting: Waiting) -> None:
        thread, at = NativeId(waiting.thread), waiting.at
        place = quoted(waiting.above or waiting.thread)
        listing = self._calls.listing("socialActions", place, "comments", start=at.start)
        told = [wire.salvage(raw, wire.Comment) for raw in listing.elements]
        items = [self._reader.comment(raw, thread, waiting.above) for raw in listing.elements]
        self._page.full_read = thread if waiting.claims else None
        self._page.items += [item for item in items if item is not None]
        self._page.count(items.count(None))
        self._run.spoiled = self._run.spoiled or None in items
        names = [_text(one.name) for one in told]
        if at.last and at.last not in names:
            # Something was taken out meanwhile, and what moved up to an earlier page would be missed.
            if at.restart():
                return
            self._run.spoiled = True
        self._learn(waiting, told)
        if waiting.probe and not at.pages:
            self._probed(waiting, found=bool(told))
        whole = waiting.claims or not waiting.wanted
        if whole and not waiting.above:
            self._queue_replies(waiting, told)
        found = {parts[1] for parts in map(comment_parts, names) if parts is not None}
        waiting.wanted = [number for number in waiting.wanted if number not in found]
        onward = listing.onward(at.start, PAGE)
        if onward is None or not (whole or waiting.wanted):
            self._done(waiting)
        elif not at.move(onward, names[-1]):
            self._page.notes.append("One post's list on LinkedIn did not end, and was left where it was.")
            self._run.spoiled = True
            self._done(waiting)

    def _queue_replies(self, waiting: Waiting, told: Sequence[wire.Comment]) -> None:
        """Before the next page of the comments themselves, so that never many wait."""
        cursor = self._cursor
        cursor.summaries = cursor.summaries or any(one.beneath is not None for one in told)
        known = {one.above for one in self._run.queue}
        names = [(name, one) for one in told if (name := _text(one.name)) and name not in known]
        certain = [name for name, one in names if one.replies]
        silent = [name for name, one in names if one.beneath is None]
        if not cursor.wordless:
            # Whether a comment without a summary may have replies is known once LinkedIn was seen to give
            # summaries, and supposed once a few without one had none.
            silent = [] if cursor.summaries else silent[: max(_PROBES - cursor.probes, 0)]
        self._run.queue[:0] = [
            *(Waiting(waiting.thread, above=name, claims=waiting.claims) for name in certain),
            *(Waiting(waiting.thread, above=name, claims=waiting.claims, probe=True) for name in silent),
        ]

    def _probed(self, waiting: Waiting, *, found: bool) -> None:
        """What a comment without a summary was found to have beneath it."""
        cursor = self._cursor
        if not found:
            cursor.probes += 1
        elif not cursor.wordless:
            cursor.wordless = True
            again = Waiting(waiting.thread, claims=waiting.claims)
            self._run.queue = [
                one for one in self._run.queue if one.thread != waiting.thread or one is waiting
            ]
            self._run.queue.insert(1, again)

    def _learn(self, waiting: Waiting, told: Sequence[wire.Comment]) -> None:
        if waiting.above:
            return
        for one in told:
            if one.object.startswith("urn:li:activity:") and is_plain(one.object):
                self._cursor.learn(one.object, waiting.thread)

    def _single(self, waiting: Waiting) -> None:
        answer = self._calls.read("socialActions", quoted(waiting.thread), "comments", waiting.single)
        item = self._reader.comment(msgspec.Raw(wire.json_body(answer)), NativeId(waiting.thread))
        self._page.items += [] if item is None else [item]
        if item is not None and item.parent is not None and not self._cursor.summaries:
            self._cursor.wordless = True  # there are replies of which the lists did not say so
        self._done(waiting)

    def _mention(self, waiting: Waiting) -> None:
        try:
            answer = self._calls.read("posts", quoted(waiting.thread))
            item = self._reader.mention(msgspec.Raw(wire.json_body(answer)))
        except (Refused, Gone):
            item = None  # LinkedIn shows a post to those alone whom its author lets see it
        self._take_mention(item or self._reader.notified(msgspec.Raw(waiting.notified.encode())))
        self._done(waiting)

    def _take_mention(self, item: FetchedItem | None) -> None:
        if item is not None and not item.by_force:
            self._page.threads.append(self._reader.thread_of(item))
            self._page.items.append(item)

    def _done(self, waiting: Waiting) -> None:
        """Off the queue; what was not found among the comments of the post is a reply, and read by itself."""
        queue = [one for one in self._run.queue if one is not waiting]
        if waiting.claims:
            waiting.wanted = []  # the replies are read in any case
        if len(waiting.wanted) > _MAX_SINGLE:
            queue.insert(0, Waiting(waiting.thread))
        else:
            queue[:0] = [Waiting(waiting.thread, single=number) for number in waiting.wanted]
        self._run.queue = queue
        if any(one.thread == waiting.thread for one in queue):
            return
        self._page.full_read_ends = waiting.claims and not self._run.spoiled
        self._run.spoiled = False

    def _trouble(self, waiting: Waiting, trouble: Refused | Gone | Unreadable) -> None:
        if isinstance(trouble, Unreadable):
            if _key(waiting) not in self._failed:
                self._failed.add(_key(waiting))
                raise trouble
            self._failed.discard(_key(waiting))
            self._cursor.owe(waiting)
        if not (isinstance(trouble, Gone) and (waiting.above or waiting.single)):
            self._page.notes.append(f"One thread could not be read. {trouble.happened}")
            self._run.spoiled = True
        waiting.wanted = []
        self._page.full_read = NativeId(waiting.thread) if waiting.claims else None
        self._done(waiting)


def _key(waiting: Waiting) -> str:
    return f"{waiting.thread} {waiting.above} {waiting.single}"


def _text(name: NativeId | None) -> str:
    return "" if name is None else str(name)
