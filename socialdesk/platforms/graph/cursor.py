"""Where a reading of an account stands, as JSON that the desk stores beside what was read.

A run reads the account's lists one after the other; beneath each it reads every thread that has news. It can be
stopped after any page and goes on from the stored cursor. What a paging cursor of Graph's is worth after a while
is not promised (platforms.md 1.5): refused, its list is begun again.
"""

from __future__ import annotations

import hashlib
import logging

import msgspec

OVERLAP_MS = 3600_000
"""How far before the last run a run reads again: clocks differ, and Facebook shows some things late."""
_MAX_PAGES = 5_000
_MAX_EMPTY = 30
_MAX_RESTARTS = 2
_REMEMBERED = 8
_MAX_OWED = 200
_log = logging.getLogger("socialdesk.platforms.graph")


class Place(msgspec.Struct, omit_defaults=True):
    """How far one list is read."""

    tokens: dict[str, str] = {}
    """The paging parameters of the next page; none for the first."""
    pages: int = 0
    empty: int = 0
    """Empty pages in a row."""
    restarts: int = 0
    recent: list[str] = []
    """Short digests of the last tokens, to notice a list that goes round."""

    def move(self, tokens: dict[str, str], *, found: int) -> bool:
        """On to the next page. False where the list does not seem to end, and is better left."""
        digest = hashlib.sha256(repr(sorted(tokens.items())).encode()).hexdigest()[:12]
        self.pages += 1
        self.empty = 0 if found else self.empty + 1
        round_again = digest in self.recent
        self.recent = [*self.recent[1 - _REMEMBERED :], digest]
        self.tokens = tokens
        return not round_again and self.pages < _MAX_PAGES and self.empty < _MAX_EMPTY

    def restart(self) -> bool:
        """Back to the first page. False where that was done often enough."""
        self.restarts += 1
        self.tokens, self.recent, self.empty = {}, [], 0
        return self.restarts <= _MAX_RESTARTS


class Waiting(msgspec.Struct, omit_defaults=True):
    """A thread that is still to be read."""

    thread: str
    messages: bool = False
    visitor: bool = False
    """True where the thread's own post is an item too."""
    whole: bool = False
    """True where the last run could not read it, so that the watermark does not hold for it."""
    empty: bool = False
    """True where the network has said that nothing is beneath it."""
    listed: bool = False
    """True where its own list has ended, and only what goes on in `beneath` is left."""
    beneath: list[str] = []
    """Comments of it whose replies were not all told with them."""
    fresh: int = 0
    """How many new ones there are to be found, as far as the network tells; 0 where it does not."""


class Run(msgspec.Struct, omit_defaults=True):
    """One reading of everything that there is, or of what is new."""

    began_ms: int
    since_ms: int = 0
    """Where reading stops; 0 to read everything."""
    full: bool = False
    phase: str = ""
    """Which list; "" for the first."""
    place: Place = msgspec.field(default_factory=Place)
    listed: bool = False
    """True once the phase's own list has ended."""
    queue: list[Waiting] = []
    at: Place = msgspec.field(default_factory=Place)
    """How far the first thread of the queue is read."""
    spoiled: bool = False
    """True where something of that thread could not be read, so that nothing may be told gone."""
    done: int = 0
    total: int = 0
    incomplete: bool = False
    """True where a whole list had to be left."""
    before: dict[str, int] = {}
    """The cursor's counts as the last run left them."""


class Cursor(msgspec.Struct, omit_defaults=True):
    """All of it."""

    v: int = 1
    since_ms: int = 0
    """The watermark: what came later has not surely been read. 0 before the first run was completed."""
    run: Run | None = None
    owed: list[Waiting] = []
    """Threads that could not be read, for the next run."""
    counts: dict[str, int] = {}
    """How much was beneath each recent thread, where the network tells news by that alone."""

    def begin(self, now_ms: int, *, full: bool) -> Run:
        """The run to go on with: the one under way, or a new one."""
        if self.run is None or (full and not self.run.full):
            self.run = Run(
                began_ms=now_ms,
                since_ms=0 if full else self.since_ms,
                full=full,
                queue=list(self.owed),
            )
            self.owed = []
        return self.run

    def owe(self, waiting: Waiting) -> None:
        """Read it whole next time."""
        whole = msgspec.structs.replace(waiting, whole=True)
        self.owed = [*self.owed, whole][-_MAX_OWED:]

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
        cursor = msgspec.json.decode(stored, type=Cursor)
    except (ValueError, RecursionError):
        _log.info("a stored cursor could not be read; reading begins anew")
        return Cursor()
    return cursor if cursor.v == 1 else Cursor()


def write_cursor(cursor: Cursor) -> str:
    """The cursor to store."""
    return msgspec.json.encode(cursor).decode()
