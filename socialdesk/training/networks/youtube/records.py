"""What the simulated YouTube holds: channels, videos, comments. Mutable, inside one lock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from socialdesk.training.networks.records import Picture, Position


class Status(StrEnum):
    """How a comment stands."""

    PUBLISHED = "published"
    HELD = "heldForReview"
    SPAM = "likelySpam"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something. `channel_id` is "" where YouTube does not say."""

    channel_id: str
    name: str


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """One of the Force's accounts."""

    id: str
    name: str
    handle: str
    about: str
    opened: datetime
    videos: list[Video] = field(default_factory=lambda: list[Video]())
    """Oldest first."""
    talk: list[Comment] = field(default_factory=lambda: list[Comment]())
    """Comments on the channel itself, oldest first."""
    banned: set[str] = field(default_factory=set[str])
    """Channels of people."""

    @property
    def uploads(self) -> str:
        """The playlist of its videos."""
        return "UU" + self.id[2:]

    @property
    def author(self) -> Author:
        """The channel as the one who writes."""
        return Author(self.id, self.name)


@dataclass(slots=True, kw_only=True, eq=False)
class Video:
    """A video of a channel's."""

    id: str
    channel_id: str
    title: str
    description: str
    published: datetime
    position: Position
    picture: Picture | None = None
    comments_off: bool = False
    comments: list[Comment] = field(default_factory=lambda: list[Comment]())
    """First comments, oldest first."""


@dataclass(slots=True, kw_only=True, eq=False)
class Comment:
    """A comment, or a reply where `parent` names the first comment (deeper levels do not exist)."""

    id: str
    channel_id: str
    video_id: str
    """"" for a comment on the channel."""
    author: Author
    text: str
    published: datetime
    updated: datetime
    position: Position
    status: Status = Status.PUBLISHED
    parent: str = ""
    picture: Picture | None = None
    replies: list[Comment] = field(default_factory=lambda: list[Comment]())
    """Oldest first."""
