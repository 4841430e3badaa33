"""What the simulated Facebook holds: pages, posts, comments, conversations. Mutable, inside one lock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

Position = tuple[int, int]
"""Where something stands in a list: milliseconds, then order of arrival."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote something: a page (key: its id) or a member of the public (key: the world's own)."""

    key: str
    name: str
    is_page: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Page:
    """A Facebook page, one of the Force's accounts."""

    id: str
    name: str
    username: str
    category: str = "Police station"
    about: str = ""
    settings: dict[str, str] = field(default_factory=dict[str, str])
    blocked: dict[str, Writer] = field(default_factory=dict[str, Writer])
    """Page-scoped person id to person."""
    banned: set[str] = field(default_factory=set[str])

    @property
    def writer(self) -> Writer:
        """The page as an author."""
        return Writer(self.id, self.name, is_page=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image that hangs on something; its bytes are drawn from the id when asked for."""

    id: str
    title: str
    width: int = 240
    height: int = 160
    content: bytes | None = None
    """What was uploaded, where something was."""
    alt: str = ""
    """What it shows, in words, where somebody said so."""


@dataclass(slots=True, kw_only=True, eq=False)
class Comment:
    """A comment, or a reply where `parent` names the top-level comment (deeper levels do not exist)."""

    id: str
    post_id: str
    page_id: str
    writer: Writer
    message: str
    created: datetime
    position: Position
    parent: str | None = None
    picture: Picture | None = None
    hidden: bool = False
    likes: set[str] = field(default_factory=set[str])
    beneath: list[Comment] = field(default_factory=list["Comment"])
    """The replies to a top-level comment, oldest first."""

    @property
    def replies(self) -> int:
        """How many replies stand beneath."""
        return len(self.beneath)

    @property
    def number(self) -> str:
        """The part of the id after the underscore."""
        return self.id.partition("_")[2]


@dataclass(slots=True, kw_only=True, eq=False)
class Post:
    """Something on a page's timeline."""

    id: str
    page_id: str
    writer: Writer
    message: str
    created: datetime
    position: Position
    updated: datetime
    link: str = ""
    pictures: tuple[Picture, ...] = ()
    published: bool = True
    scheduled: datetime | None = None
    hidden: bool = False
    made_by_app: str | None = None
    tags_page: bool = False
    likes: set[str] = field(default_factory=set[str])
    comments: list[Comment] = field(default_factory=list[Comment])
    """In order of position, oldest first."""

    @property
    def number(self) -> str:
        """The part of the id after the underscore."""
        return self.id.partition("_")[2]


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message of a conversation."""

    id: str
    conversation_id: str
    writer: Writer
    text: str
    created: datetime
    position: Position
    picture: Picture | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Conversation:
    """A page's private conversation with one person."""

    id: str
    page_id: str
    person: Writer
    scoped_id: str
    updated: datetime
    position: Position
    folder: str = "inbox"
    unread: int = 0
    messages: list[Message] = field(default_factory=list[Message])
    """Oldest first."""
