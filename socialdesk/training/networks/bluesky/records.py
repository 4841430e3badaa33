"""What the simulated Bluesky holds: people, records, notifications, conversations. Mutable, inside one lock."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from socialdesk.training.networks.records import Picture

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
THREADGATE = "app.bsky.feed.threadgate"
BLOCK = "app.bsky.graph.block"
PROFILE = "app.bsky.actor.profile"
Place = tuple[int, int]
"""Where something stands in a list: milliseconds, then order of arrival."""
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True, kw_only=True, eq=False)
class Actor:
    """Somebody on Bluesky: one of the Force's accounts, or a member of the public."""

    did: str
    handle: str
    name: str
    key: str
    about: str = ""
    passwords: dict[str, str] = field(default_factory=dict[str, str])
    """Password to the scope that it opens. The public has none."""
    mutes: dict[str, None] = field(default_factory=dict[str, None])
    takes_messages: str = "all"
    """all, following or none."""

    @property
    def is_account(self) -> bool:
        """True for an account of the Force's."""
        return bool(self.passwords)


@dataclass(slots=True, kw_only=True, eq=False)
class Record:
    """One record of somebody's, in its present version."""

    did: str
    collection: str
    rkey: str
    value: dict[str, Any]
    cid: str
    place: Place
    indexed: datetime
    picture: Picture | None = None

    @property
    def uri(self) -> str:
        """Its address."""
        return f"at://{self.did}/{self.collection}/{self.rkey}"

    @property
    def parent(self) -> str:
        """What a post answers, "" for none."""
        return str(self.value.get("reply", {}).get("parent", {}).get("uri", ""))

    @property
    def root(self) -> str:
        """What begins the thread that a post stands in; itself where it does."""
        return str(self.value.get("reply", {}).get("root", {}).get("uri", "")) or self.uri


@dataclass(frozen=True, slots=True)
class Notice:
    """Why somebody is told of a post."""

    record: Record
    reason: str
    subject: str


@dataclass(slots=True, kw_only=True, eq=False)
class Letter:
    """One private message."""

    id: str
    sender: str
    text: str
    sent: datetime
    place: Place
    facets: list[Any] = field(default_factory=list[Any])


@dataclass(slots=True, kw_only=True, eq=False)
class Talk:
    """A private conversation between two."""

    id: str
    members: tuple[str, str]
    place: Place
    letters: list[Letter] = field(default_factory=list[Letter])
    """Oldest first."""
    unread: int = 0


def content_id(value: object) -> str:
    """An id of the right form for content; not the one that its DAG-CBOR would have."""
    digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).digest()
    told = base64.b32encode(bytes((1, 0x71, 0x12, 0x20)) + digest).decode().lower().rstrip("=")
    return f"b{told}"


def time_id(us: int, clock: int = 23) -> str:
    """A TID: microseconds since 1970, and the number of a clock."""
    told = us << 10 | clock
    return "".join(_LETTERS[told >> shift & 31] for shift in range(60, -1, -5))


def person_id(key: str) -> str:
    """A DID that is always the same for the same key."""
    digest = hashlib.sha256(f"bluesky/{key}".encode()).digest()
    return "did:plc:" + base64.b32encode(digest[:15]).decode().lower()


def told_time(moment: datetime) -> str:
    """A time as Bluesky writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
