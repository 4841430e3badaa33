"""Posts of the Force: what is shown, where, and when (P1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from socialdesk.model.ids import AccountId, NativeId, PostId, PostMediaId, PostTargetId


class PostState(StrEnum):
    """Where a post stands as a whole."""

    DRAFT = "draft"
    WAITING_SECOND = "waiting_second"
    """Another person has to say yes before it can be decided."""
    READY = "ready"
    """Decided; at least one account's part is still to go out, or needs a person."""
    SENT = "sent"
    """Nothing of it is still to go out."""
    CANCELLED = "cancelled"
    """A draft that was thrown away."""


class Route(StrEnum):
    """How a post gets to an account."""

    UNDECIDED = ""
    API = "api"
    """At once, through the network's own door."""
    NETWORK_SCHEDULE = "network_schedule"
    """The network holds it until its time, whether or not this computer is on."""
    DESK_QUEUE = "desk_queue"
    """The desk holds it until its time: this computer must be on."""
    HOOTSUITE = "hootsuite"
    BY_HAND = "by_hand"
    """A person publishes it on the network and ticks it off here."""
    ELSEWHERE = "elsewhere"
    """It was published without the desk, which knows of it all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPart:
    """One part of what is shown on one account; a post that is no thread has one."""

    number: int
    """From 1."""
    text: str
    native_id: NativeId | None = None
    """As the network calls it, once it is there."""
    permalink: str = ""
    out_ms: int | None = None
    """When the network was seen to have it."""
    held_until_ms: int | None = None
    """When the network will show it, or has shown it, where it holds it until then."""
    published_ms: int | None = None
    """When the public could see it."""
    gone_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTarget:
    """One account that a post is for."""

    id: PostTargetId
    account_id: AccountId
    chosen: bool = True
    """False for one that was taken out again, of which the record holds something."""
    own_words: bool = False
    """True where its parts are its own words; else they are the post's, as they were when it was decided."""
    share_of: NativeId = NativeId("")
    """The Force's own post that is shared here in place of a copy."""
    route: Route = Route.UNDECIDED
    stopped_ms: int | None = None
    """When a person stopped what had not gone out yet."""
    parts: tuple[PostPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPicture:
    """A picture of a post, without its bytes."""

    id: PostMediaId
    position: int
    part: int
    """Which part of a thread it stands with, from 1."""
    media_type: str
    size: int
    """In bytes."""
    sha256: str
    alt_text: str
    stripped: bool
    """True where places and names were taken out of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post with everything but the pictures' bytes."""

    id: PostId
    origin: str
    """`desk`, or `elsewhere` for one that was published without it."""
    purpose: str
    text: str
    link: str
    scheduled_ms: int | None
    """None for at once."""
    state: PostState
    version: int
    """Counts up whenever words, accounts, time or pictures alter: what was answered of an earlier one is of no use."""
    appeal_id: int | None
    by_name: str
    by_role: str
    by_staff: int | None
    created_ms: int
    altered_ms: int
    decided_ms: int | None
    decided_by: str
    targets: tuple[PostTarget, ...] = ()
    media: tuple[PostPicture, ...] = ()

    @property
    def chosen(self) -> tuple[PostTarget, ...]:
        """The accounts that it is for."""
        return tuple(each for each in self.targets if each.chosen)

    def target(self, account_id: AccountId) -> PostTarget | None:
        """What it is on one account."""
        return next((each for each in self.targets if each.account_id == account_id), None)
