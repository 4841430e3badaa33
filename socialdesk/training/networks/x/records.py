"""What the simulated X holds: accounts and people, posts with their versions, messages. Inside one lock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from socialdesk.training.networks.records import Picture


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    """Somebody on X: one of the Force's accounts, or a member of the public."""

    id: str
    key: str
    name: str
    username: str
    about: str = ""
    is_account: bool = False
    blocked: dict[str, User] = field(default_factory=dict[str, "User"])
    muted: dict[str, User] = field(default_factory=dict[str, "User"])
    shut: set[str] = field(default_factory=set[str])
    """Whose direct messages are refused."""


@dataclass(slots=True, kw_only=True, eq=False)
class Post:
    """One version of a post; all versions share `history`."""

    id: str
    author: User
    text: str
    """As it was written, without the names that X puts in front of a reply."""
    created: datetime
    conversation: str
    history: list[str]
    """The ids of all versions, the oldest first."""
    replied_to: str | None = None
    replied_to_user: User | None = None
    quoted: str | None = None
    leading: tuple[User, ...] = ()
    """Whom a reply names in front."""
    picture: Picture | None = None
    others: tuple[Picture, ...] = ()
    """The pictures beside the first."""
    reposted: str | None = None
    """What it shows again, where it is no post of its own."""
    hidden: bool = False
    reply_settings: str = "everyone"

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All of them, in order."""
        return () if self.picture is None else (self.picture, *self.others)

    @property
    def is_newest(self) -> bool:
        """True for the version that is shown."""
        return self.history[-1] == self.id


@dataclass(slots=True, kw_only=True, eq=False)
class Letter:
    """One direct message."""

    id: str
    conversation: str
    sender: User
    text: str
    created: datetime
    picture: Picture | None = None
