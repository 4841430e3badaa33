"""Reading a channel: its videos, and what is published, held for review or thought spam beneath them (platforms.md 4).

One call of `page` gives one page of one list. A steady run asks for what is newest; threads are listed by their first
comment, so it looks some way back for new replies. The slow full run reads video by video, to find what was edited,
moderated in Studio or taken away. What is held is missing from the published list and is not gone, so a full run
looks at it before and after, and tells nothing gone of a video that it is not sure of.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
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
from socialdesk.platforms.throttle import http_date
from socialdesk.platforms.youtube import wire
from socialdesk.platforms.youtube.calls import YouTubeCalls
from socialdesk.platforms.youtube.cursor import Cursor, Job, Run, What, digest, read_cursor, write_cursor
from socialdesk.platforms.youtube.errors import BadPage, CommentsOff
from socialdesk.platforms.youtube.items import Reader, ReadThread
from socialdesk.platforms.youtube.uploads import Uploads

HORIZON_MS = 14 * 24 * 3600_000
"""How old a thread may be for new replies to it to be noticed at each run; the rest wait for the full run."""
_HORIZON_PAGES = 2
_HELD_PAGES = 5
_SAMPLE = 5
"""How many replies a thread in a list shows at most."""
_NAMES = {
    wire.PUBLISHED: "The published comments",
    wire.HELD: "Comments held for review",
    wire.SPAM: "Comments that YouTube thinks spam",
}
_log = logging.getLogger("socialdesk.platforms.youtube")
_One = TypeVar("_One", FetchedItem, FetchedThread)


@dataclass(slots=True)
class Page:
    """What one call gives."""

    threads: list[FetchedThread] = field(default_factory=list[FetchedThread])
    items: list[FetchedItem] = field(default_factory=list[FetchedItem])
    notes: list[str] = field(default_factory=list[str])
    full_read: NativeId | None = None
    full_read_ends: bool = False


class Fetch:
    """Reads one channel's lists."""

    def __init__(self, calls: YouTubeCalls) -> None:
        self._calls = calls
        self._uploads = Uploads(calls)
        self._failed: set[str] = set()
        """What could not be read the last time; failing again, it is left out, so that the rest is read."""

    def page(self, stored: str | None, *, full: bool) -> FetchedPage:
        """The next page of the run. Raises NetworkError; the stored cursor stays good."""
        cursor = read_cursor(stored)
        run = cursor.begin(self._calls.now_ms, full=full)
        job, page = run.front(), Page()
        try:
            match job.what:
                case What.UPLOADS:
                    page.threads += self._uploads.read(cursor, run, job)
                case What.COMMENTS:
                    self._comments(cursor, run, job, page)
                case What.REPLIES:
                    self._replies(cursor, run, job, page)
                case What.CLOSE:
                    _close(run, job, page)
        except BadPage:
            if not job.token:
                raise
            if not job.restart():
                self._leave(run, job, page)
        except (Refused, Gone, Unreadable) as trouble:
            self._cannot(run, job, page, trouble)
        else:
            self._failed.discard(_key(job))
        if not run.queue:
            cursor.end()
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

    # -- threads of comments

    def _comments(self, cursor: Cursor, run: Run, job: Job, page: Page) -> None:
        answer = self._calls.read("commentThreads", self._asked(job))
        listing = wire.read_listing(answer)
        told = http_date(answer.headers.get("date", ""))
        if told is not None:
            # The earlier of two clocks, so that a wrong one here loses nothing.
            run.began_ms = min(run.began_ms, round(told.timestamp() * 1000))
        if job.status == wire.SPAM and not job.video:
            cursor.spam_ms = self._calls.now_ms
        reader = self._reader()
        read = [reader.thread(raw, job.status, job.video) for raw in listing.items]
        found = [one for one in read if one is not None and job.video in {"", one.under}]
        same = not run.full and cursor.marked(job, digest(one.mark for one in found))
        if not same or not run.since_ms:
            self._take(cursor, run, job, page, found)
        self._count(run, job, page, sum(one.unreadable for one in found) + len(read) - len(found))
        if run.full:
            page.full_read = NativeId(job.video) if job.video else None
            if job.status != wire.PUBLISHED and not job.video:
                run.seen_held(job, (one.under for one in found))
        token = listing.next_page_token
        if not token or (run.since_ms and self._enough(run, job, found, same=same)):
            self._finished(run, job)
        elif not job.move(token, found=len(found)):
            self._leave(run, job, page)

    def _asked(self, job: Job) -> dict[str, str]:
        asked = {
            "part": "snippet,replies",
            "textFormat": "plainText",
            "order": "time",
            "maxResults": "100",
            "moderationStatus": job.status,
        }
        if not job.video:
            asked["allThreadsRelatedToChannelId"] = self._calls.channel_id
        else:
            asked["channelId" if job.video == self._calls.channel_id else "videoId"] = job.video
        return asked | ({"pageToken": job.token} if job.token else {})

    def _take(self, cursor: Cursor, run: Run, job: Job, page: Page, found: list[ReadThread]) -> None:
        page.items += [item for one in found for item in one.items]
        if not job.video:
            page.threads += self._uploads.named(cursor, (one.under for one in found))
        more = [
            Job(What.REPLIES, video=one.under, parent=one.top, told=one.replies_told)
            for one in found
            if self._worth_it(cursor, run, job, one)
        ]
        run.next(more)

    def _worth_it(self, cursor: Cursor, run: Run, job: Job, one: ReadThread) -> bool:
        """True where a thread's replies may hold something that the sample does not."""
        if job.status != wire.PUBLISHED:
            # What is held may not be counted.
            return bool(job.video or not run.full) and one.replies_given >= _SAMPLE
        if one.replies_told <= one.replies_given:
            return False
        return run.full or cursor.counts.get(one.top) != one.replies_told

    def _enough(self, run: Run, job: Job, found: list[ReadThread], *, same: bool) -> bool:
        """True where a steady run has no reason to read the list's next page."""
        if job.status != wire.PUBLISHED:
            return same or job.pages + 1 >= _HELD_PAGES
        oldest = min((one.created_ms for one in found), default=run.since_ms)
        if oldest >= run.since_ms:
            return False
        return job.pages + 1 >= _HORIZON_PAGES or oldest < run.since_ms - HORIZON_MS

    # -- all the replies of one thread

    def _replies(self, cursor: Cursor, run: Run, job: Job, page: Page) -> None:
        asked = {
            "part": "snippet",
            "textFormat": "plainText",
            "maxResults": "100",
            "parentId": job.parent,
        } | ({"pageToken": job.token} if job.token else {})
        listing = self._calls.listing("comments", asked)
        reader, under = self._reader(), NativeId(job.video)
        read = [reader.comment(raw, under, parent=NativeId(job.parent)) for raw in listing.items]
        # Another list's answer must not be filed here: a broken connection can give one.
        found = [one for one in read if one is not None and one.parent == job.parent]
        page.items += found
        page.full_read = under if run.full else None
        self._count(run, job, page, len(read) - len(found))
        times = [one.created_ms for one in found]
        # Newest first as recorded, which is not promised: believed only where it shows.
        old = bool(times) and times == sorted(times, reverse=True) and times[-1] < run.since_ms
        if not listing.next_page_token or old:
            cursor.counted(job.parent, job.told)
            run.done_with(job)
        elif not job.move(listing.next_page_token, found=len(found)):
            self._leave(run, job, page)

    # -- the ends of lists

    def _finished(self, run: Run, job: Job) -> None:
        # What hangs under the channel may be of its community posts, which no other list gives (platforms.md 11).
        if run.full and job.status == wire.PUBLISHED and job.video not in {"", self._calls.channel_id}:
            run.claims.append(job.video)
        run.done_with(job)

    def _leave(self, run: Run, job: Job, page: Page) -> None:
        page.notes.append(f"{_name(job)}: YouTube's list did not end, and was left where it was.")
        run.incomplete = True
        run.doubt(job)
        run.done_with(job)

    def _cannot(self, run: Run, job: Job, page: Page, trouble: Refused | Gone | Unreadable) -> None:
        """Leave a list that cannot be read, so that the rest is. Raises the trouble where nothing is left then."""
        unread = isinstance(trouble, Unreadable)
        all_published = job.what is What.COMMENTS and job.status == wire.PUBLISHED and not job.video
        if all_published or (unread and not self._failed_before(_key(job))):
            raise trouble
        run.doubt(job)
        run.incomplete = run.incomplete or (unread and not job.video)
        # Comments turned off, a video just taken away, no comments on the channel: each is as it should be.
        quiet = isinstance(trouble, (CommentsOff, Gone)) or job.video == self._calls.channel_id
        if unread or not quiet:
            page.notes.append(f"{_name(job)} could not be read. {trouble.happened}")
        run.done_with(job)

    def _failed_before(self, what: str) -> bool:
        """False the first time, which is raised; True the second, so that one bad thing stops nothing else."""
        known = what in self._failed
        (self._failed.discard if known else self._failed.add)(what)
        return known

    def _reader(self) -> Reader:
        return Reader(self._calls.channel_id, self._calls.now_ms)

    def _count(self, run: Run, job: Job, page: Page, unreadable: int) -> None:
        if unreadable:
            run.doubt(job)
            _log.info("%d entries of a list could not be read", unreadable)
            page.notes.append(f"Entries that could not be read: {unreadable}.")


def _close(run: Run, job: Job, page: Page) -> None:
    """One video after another: what its whole list did not hold is gone."""
    doubted = {*run.unsure, *run.late}
    sure = [] if run.blind else [video for video in run.claims if video not in doubted]
    if sure:
        page.full_read, page.full_read_ends = NativeId(sure[0]), True
    run.claims = sure[1:]
    if not run.claims:
        run.done_with(job)


def _name(job: Job) -> str:
    if job.what is What.UPLOADS:
        return "The channel's videos"
    if job.what is What.REPLIES:
        return "The replies of one comment"
    return f"{_NAMES[job.status]} of one video" if job.video else _NAMES[job.status]


def _key(job: Job) -> str:
    return f"{job.what}/{job.status}/{job.video}/{job.parent}/{job.again}"


def _collapsed(found: Iterable[_One]) -> tuple[_One, ...]:
    """Each id once, as it was told first."""
    kept: dict[NativeId, _One] = {}
    for one in found:
        kept.setdefault(one.native_id, one)
    return tuple(kept.values())
