"""Where a reading of an organisation's page stands, as JSON that the desk stores beside what was read.

A run reads the organisation's posts, then what LinkedIn notifies of, and beneath each post whatever has news. It
can be stopped after any page and goes on from the stored cursor.
"""

from __future__ import annotations

import logging
from enum import StrEnum

import msgspec

OVERLAP_MS = 3600_000
"""How far before the last run a run reads again: clocks differ, and LinkedIn shows some things late."""
_MAX_STORED = 4 * 2**20
_MAX_PAGES = 5_000
_MAX_RESTARTS = 2
_MAX_OWED = 200
_MAX_ALIASES = 2_000
_log = logging.getLogger("socialdesk.platforms.linkedin")


class Phase(StrEnum):
    """The lists of a run, in order."""

    POSTS = "posts"
    NEWS = "news"
    RECENT = "recent"
    """The newer posts once more, where what has news beneath could not be had from notifications."""


class Place(msgspec.Struct, omit_defaults=True):
    """How far one list is read. Pages overlap by one element, to notice that something was taken out meanwhile."""

    start: int = 0
    pages: int = 0
    last: str = ""
    """The last element of the page before, which the next one begins with."""
    restarts: int = 0

    def move(self, onward: int, last: str) -> bool:
        """On to the next page. False where the list does not seem to end, and is better left."""
        self.pages += 1
        self.start, self.last = (onward - 1, last) if last and onward > 1 else (onward, "")
        return self.pages < _MAX_PAGES

    def restart(self) -> bool:
        """Back to the first page. False where that was done often enough."""
        self.restarts += 1
        self.start, self.last = 0, ""
        return self.restarts <= _MAX_RESTARTS


class Waiting(msgspec.Struct, omit_defaults=True):
    """Something that is still to be read."""

    thread: str
    above: str = ""
    """The comment whose replies are read; "" for the comments of the post itself."""
    single: str = ""
    """The number of one comment that is read by itself."""
    notified: str = ""
    """The notification of a mention that did not hold its words: the thread is somebody else's post, read for them."""
    wanted: list[str] = []
    """The numbers of the comments that are new; the list is read until they are found. None: to its end."""
    claims: bool = False
    """True where what the whole list lacks is told gone."""
    probe: bool = False
    """True where LinkedIn does not say whether there are replies."""
    at: Place = msgspec.field(default_factory=Place)


class Run(msgspec.Struct, omit_defaults=True):
    """One reading of everything that there is, or of what is new."""

    began_ms: int
    since_ms: int = 0
    """Where reading stops; 0 to read everything."""
    full: bool = False
    phase: Phase = Phase.POSTS
    place: Place = msgspec.field(default_factory=Place)
    listed: bool = False
    """True once the phase's own list has ended."""
    queue: list[Waiting] = []
    recent: bool = False
    """True where notifications do not say, or not all, so that the newer posts are looked through."""
    spoiled: bool = False
    """True where something of the thread under way could not be read, so that nothing may be told gone."""
    done: int = 0
    incomplete: bool = False
    """True where a whole list had to be left."""


class Cursor(msgspec.Struct, omit_defaults=True):
    """All of it."""

    v: int = 1
    since_ms: int = 0
    """The watermark: what came later has not surely been read. 0 before the first run was completed."""
    run: Run | None = None
    owed: list[Waiting] = []
    """What could not be read, for the next run."""
    aliases: dict[str, str] = {}
    """The activity that LinkedIn speaks of in comments, and the post that it belongs to, as seen together."""
    summaries: bool = False
    """True once LinkedIn was seen to say how many replies a comment has."""
    wordless: bool = False
    """True once a comment of which it did not say so was seen to have some."""
    probes: int = 0
    """How many of which it did not say so were seen to have none."""

    def begin(self, now_ms: int, *, full: bool, kept_ms: int) -> Run:
        """The run to go on with: the one under way, or a new one. What is older than `kept_ms` is read as new."""
        if self.run is None or (full and not self.run.full):
            since = 0 if full or self.since_ms < now_ms - kept_ms else self.since_ms
            self.run = Run(began_ms=now_ms, since_ms=since, full=full, queue=list(self.owed))
            self.owed = []
        return self.run

    def owe(self, waiting: Waiting) -> None:
        """Read it whole next time."""
        again = msgspec.structs.replace(waiting, wanted=[], claims=False, at=Place())
        self.owed = [*self.owed, again][-_MAX_OWED:]

    def learn(self, activity: str, post: str) -> None:
        """These two were seen to be one thing."""
        if activity != post and self.aliases.get(activity) != post:
            self.aliases[activity] = post
            while len(self.aliases) > _MAX_ALIASES:
                del self.aliases[next(iter(self.aliases))]

    def end(self) -> None:
        """The run is complete: advance the watermark."""
        if self.run is not None and not (self.run.incomplete and self.since_ms):
            self.since_ms = max(self.run.began_ms - OVERLAP_MS, 1)
        self.run = None


def read_cursor(stored: str | None) -> Cursor:
    """What was stored; from the beginning where it cannot be read."""
    if not stored:
        return Cursor()
    try:
        if len(stored) > _MAX_STORED:
            raise ValueError("too long to be ours")
        cursor = msgspec.json.decode(stored, type=Cursor)
    except (ValueError, RecursionError):
        _log.info("a stored cursor could not be read; reading begins anew")
        return Cursor()
    return cursor if cursor.v == 1 else Cursor()


def write_cursor(cursor: Cursor) -> str:
    """The cursor to store."""
    return msgspec.json.encode(cursor).decode()
