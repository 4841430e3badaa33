"""Where a reading of a channel stands, as JSON that the desk stores beside what was read.

A run is a queue of lists, read front first, one page at a time. It can be stopped after any page and goes on from the
stored cursor. How long a page token is good for is not promised (platforms.md 4): refused, its list is begun again.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from socialdesk.platforms.youtube import wire

OVERLAP_MS = 3600_000
"""How far before the last run a run reads again: clocks differ, and YouTube shows some things late."""
UPLOADS_GAP_MS = 15 * 60_000
SPAM_GAP_MS = 10 * 60_000
"""How often these are asked for at most: each time costs a unit."""
_MAX_PAGES = 5_000
_MAX_EMPTY = 30
_MAX_RESTARTS = 2
_REMEMBERED = 8
_MOST_VIDEOS = 500
_MOST_COUNTS = 300
_LONGEST_STORED = 2 * 2**20
_log = logging.getLogger("socialdesk.platforms.youtube")


class What(StrEnum):
    """What a job reads."""

    UPLOADS = "uploads"
    COMMENTS = "comments"
    REPLIES = "replies"
    CLOSE = "close"
    """All was read, and nothing more is asked for: what was not in a video's whole list is gone."""


class Job(msgspec.Struct, omit_defaults=True):
    """One list to be read, and how far it is."""

    what: What
    status: str = wire.PUBLISHED
    """Of comments: which of the three lists."""
    video: str = ""
    """Of comments: "" for those of the whole channel. Of replies: what they hang under."""
    parent: str = ""
    told: int = 0
    """Of replies: how many YouTube counts."""
    again: bool = False
    """True for the second look at what is held, at the end of a full run."""
    token: str = ""
    pages: int = 0
    empty: int = 0
    """Empty pages in a row."""
    restarts: int = 0
    recent: list[str] = []
    """Short digests of the last tokens, to notice a list that goes round."""

    def move(self, token: str, *, found: int) -> bool:
        """On to the next page. False where the list does not seem to end, and is better left."""
        mark = digest([token])
        self.pages += 1
        self.empty = 0 if found else self.empty + 1
        round_again = mark in self.recent
        self.recent = [*self.recent[1 - _REMEMBERED :], mark]
        self.token = token
        return not round_again and self.pages < _MAX_PAGES and self.empty < _MAX_EMPTY

    def restart(self) -> bool:
        """Back to the first page. False where that was done often enough."""
        self.restarts += 1
        self.token, self.recent, self.empty = "", [], 0
        return self.restarts <= _MAX_RESTARTS


class Run(msgspec.Struct, omit_defaults=True):
    """One reading of everything that there is, or of what is new."""

    began_ms: int
    since_ms: int = 0
    """Where reading stops; 0 to read everything."""
    full: bool = False
    queue: list[Job] = []
    todo: list[str] = []
    """Videos that a full run has still to read."""
    held: list[str] = []
    """Videos that had something held when a full run began."""
    late: list[str] = []
    """Videos that have something held only at its end: nothing of theirs may be told gone."""
    claims: list[str] = []
    """Videos whose published list was read."""
    unsure: list[str] = []
    """Videos of which something could not be read."""
    blind: bool = False
    """True where what is held could not be read, so that nothing at all may be told gone."""
    done: int = 0
    total: int = 0
    incomplete: bool = False
    """True where a whole list had to be left."""

    def next(self, jobs: Iterable[Job]) -> None:
        """Read these first, then go on with the list at hand."""
        self.queue = [*jobs, *self.queue]

    def front(self) -> Job:
        """The list to read now. A full run reads its videos before it looks a second time at what is held."""
        if self.queue[0].again and self.todo:
            video, self.todo = self.todo[0], self.todo[1:]
            statuses = (wire.HELD, wire.SPAM, wire.PUBLISHED) if video in self.held else (wire.PUBLISHED,)
            self.next(Job(What.COMMENTS, status=status, video=video) for status in statuses)
        return self.queue[0]

    def done_with(self, job: Job) -> None:
        """The list is read, or left."""
        self.queue = [one for one in self.queue if one is not job]

    def seen_held(self, job: Job, videos: Iterable[str]) -> None:
        """These have something held, say the lists of the whole channel in a full run."""
        new = [video for video in dict.fromkeys(videos) if video not in self.held]
        if job.again:
            self.late = [*dict.fromkeys([*self.late, *new])]
            return
        self.held = [*self.held, *new]
        self.todo = [*dict.fromkeys([*self.todo, *new])]

    def doubt(self, job: Job) -> None:
        """Something of the job's list could not be read."""
        if job.video:
            self.unsure = [*dict.fromkeys([*self.unsure, job.video])]
        else:
            self.blind = True


class Cursor(msgspec.Struct, omit_defaults=True):
    """All of it."""

    v: int = 1
    since_ms: int = 0
    """The watermark: what came later has not surely been read. 0 before the first run was completed."""
    run: Run | None = None
    uploads: str = ""
    """The playlist of the channel's videos."""
    title: str = ""
    opened_ms: int = 0
    uploads_ms: int = 0
    spam_ms: int = 0
    """When these were last read."""
    videos: list[str] = []
    """Videos that the desk has been told of, the newest last."""
    counts: dict[str, int] = {}
    """How many replies there were when all of a thread's were last read."""
    marks: dict[str, list[str]] = {}
    """Digests of the first pages of each list: a page that is as it was says nothing new."""

    def begin(self, now_ms: int, *, full: bool) -> Run:
        """The run to go on with: the one under way, or a new one."""
        if self.run is None or (full and not self.run.full) or not self.run.queue:
            since_ms = 0 if full else self.since_ms
            self.run = Run(began_ms=now_ms, since_ms=since_ms, full=full)
            self.run.queue = self._full_queue() if full else self._queue(now_ms)
        return self.run

    def end(self) -> None:
        """The run is complete: advance the watermark."""
        if self.run is not None and not (self.run.incomplete and self.since_ms):
            self.since_ms = max(self.run.began_ms - OVERLAP_MS, 1)
        self.run = None

    def knows(self, videos: Iterable[str]) -> None:
        """The desk has been told of these."""
        self.videos = [*dict.fromkeys([*self.videos, *videos])][-_MOST_VIDEOS:]

    def counted(self, parent: str, replies: int) -> None:
        """All the replies of a thread were read."""
        self.counts = {**{one: told for one, told in self.counts.items() if one != parent}, parent: replies}
        if len(self.counts) > _MOST_COUNTS:
            self.counts = dict(list(self.counts.items())[-_MOST_COUNTS:])

    def marked(self, job: Job, mark: str) -> bool:
        """Remember a page of a list. True where it is as it was."""
        known = self.marks.get(job.status, [])[:_REMEMBERED]
        same = job.pages < len(known) and known[job.pages] == mark
        if not same and job.pages <= len(known) and job.pages < _REMEMBERED:
            self.marks = {**self.marks, job.status: [*known[: job.pages], mark, *known[job.pages + 1 :]]}
        return same

    def _queue(self, now_ms: int) -> list[Job]:
        jobs = [Job(What.COMMENTS, status=wire.HELD), Job(What.COMMENTS)]
        if _due(self.spam_ms, now_ms, SPAM_GAP_MS):
            jobs.insert(1, Job(What.COMMENTS, status=wire.SPAM))
        if _due(self.uploads_ms, now_ms, UPLOADS_GAP_MS):
            jobs.insert(0, Job(What.UPLOADS))
        return jobs

    def _full_queue(self) -> list[Job]:
        held = [Job(What.COMMENTS, status=status) for status in (wire.HELD, wire.SPAM)]
        again = [Job(What.COMMENTS, status=status, again=True) for status in (wire.HELD, wire.SPAM)]
        return [Job(What.UPLOADS), *held, *again, Job(What.CLOSE)]


def digest(marks: Iterable[str]) -> str:
    """A short digest."""
    return hashlib.sha256("\n".join(marks).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def read_cursor(stored: str | None) -> Cursor:
    """What was stored; from the beginning where it cannot be read."""
    if not stored:
        return Cursor()
    try:
        cursor = msgspec.json.decode(stored, type=Cursor) if len(stored) <= _LONGEST_STORED else None
    except (ValueError, RecursionError):
        cursor = None
    if cursor is None:
        _log.info("a stored cursor could not be read; reading begins anew")
        return Cursor()
    return cursor if cursor.v == 1 else Cursor()


def write_cursor(cursor: Cursor) -> str:
    """The cursor to store."""
    return msgspec.json.encode(cursor).decode()


def _due(last_ms: int, now_ms: int, gap_ms: int) -> bool:
    return not last_ms <= now_ms < last_ms + gap_ms
