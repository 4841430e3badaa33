"""Where a reading of an account stands, as JSON that the desk stores beside what was read.

A run reads the account's own posts, who mentioned it, what was answered beneath its posts, the first posts of other
people's conversations, and messages; a full run also asks again for everything that it did not meet. It can be
stopped after any page and goes on from the stored cursor.
"""

from __future__ import annotations

import logging
from enum import StrEnum

import msgspec

from socialdesk.platforms.x import wire
from socialdesk.platforms.x.memory import State

OVERLAP_MS = 10 * 60_000
"""How far before the last run a run reads again: X's lists and its search show some things late."""
_MAX_PAGES = 1_000
_MAX_RESTARTS = 2
_MOST = 2**20
_log = logging.getLogger("socialdesk.platforms.x")


class Phase(StrEnum):
    """The parts of a run, in order."""

    POSTS = "posts"
    MENTIONS = "mentions"
    CONVERSATIONS = "conversations"
    ROOTS = "roots"
    MESSAGES = "messages"
    CHECK = "check"


class Place(msgspec.Struct, omit_defaults=True):
    """How far one list is read."""

    token: str = ""
    pages: int = 0
    restarts: int = 0
    newest: str = ""
    """The greatest id met."""
    anew: bool = False
    """True where X would not take the id to begin after."""

    def move(self, token: str) -> bool:
        """On to the next page. False where the list does not seem to end, and is better left."""
        round_again = token == self.token
        self.pages += 1
        self.token = token
        return not round_again and self.pages < _MAX_PAGES

    def restart(self) -> bool:
        """Back to the first page. False where that was done often enough."""
        self.restarts += 1
        self.token = ""
        return self.restarts <= _MAX_RESTARTS


class Run(msgspec.Struct, omit_defaults=True):
    """One reading of everything that there is, or of what is new."""

    began_ms: int
    full: bool = False
    phase: Phase = Phase.POSTS
    begun: bool = False
    """True once the phase's queue has been made."""
    place: Place = msgspec.field(default_factory=Place)
    queue: list[str] = []
    """Of the phase: searches or ids still to be read."""
    wanted: list[str] = []
    """Conversations whose first post is not known."""
    done: int = 0
    newest: dict[str, str] = {}
    """How far the lists were read, for those that were read whole."""


class Cursor(msgspec.Struct, omit_defaults=True):
    """All of it."""

    v: int = 1
    ran_ms: int = 0
    """When the last complete run began."""
    newest: dict[str, str] = {}
    """The watermarks: the greatest id of each list that was read whole."""
    letters: Place | None = None
    """Messages whose reading had to wait: they are few at a time."""
    run: Run | None = None
    gone: list[str] = []
    """What the page before said is gone: that it is forgotten must wait until that page has been kept."""
    memory: State = msgspec.field(default_factory=State)

    def begin(self, now_ms: int, *, full: bool) -> Run:
        """The run to go on with: the one under way, or a new one."""
        if self.run is None or (full and not self.run.full):
            self.run = Run(began_ms=now_ms, full=full)
        return self.run

    def since(self, name: str) -> str:
        """The id after which a list is to be read; "" for all of it."""
        newest = self.newest.get(name, "")
        again = wire.id_at(self.ran_ms - OVERLAP_MS)
        return wire.earlier(newest, again) if newest and again else ""

    def end(self) -> None:
        """The run is complete: advance the watermarks."""
        if self.run is not None:
            for name, newest in self.run.newest.items():
                self.newest[name] = wire.later(newest, self.newest.get(name, ""))
            self.ran_ms = self.run.began_ms
        self.run = None


def read_cursor(stored: str | None) -> Cursor:
    """What was stored; from the beginning where it cannot be read."""
    if not stored:
        return Cursor()
    try:
        cursor = msgspec.json.decode(stored[:_MOST], type=Cursor)
    except (ValueError, RecursionError):
        _log.info("a stored cursor could not be read; reading begins anew")
        return Cursor()
    return cursor if cursor.v == 1 else Cursor()


def write_cursor(cursor: Cursor) -> str:
    """The cursor to store."""
    return msgspec.json.encode(cursor).decode()
