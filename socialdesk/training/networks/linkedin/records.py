"""What the simulated LinkedIn holds. Mutable, inside the world's lock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from socialdesk.clock import to_ms
from socialdesk.training.networks.records import Picture, Position

SCOPES = frozenset(
    {"r_organization_social", "w_organization_social", "rw_organization_admin", "r_basicprofile"}
)


class Ended(StrEnum):
    """Why a sign-in is no longer taken."""

    EXPIRED = "expired"
    REVOKED = "revoked"


class Role(StrEnum):
    """What a member is for an organisation."""

    ADMINISTRATOR = "ADMINISTRATOR"
    CONTENT_ADMINISTRATOR = "CONTENT_ADMINISTRATOR"
    RECRUITING_POSTER = "RECRUITING_POSTER"


class Happened(StrEnum):
    """What a notification tells of."""

    COMMENT = "COMMENT"
    ADMIN_COMMENT = "ADMIN_COMMENT"
    COMMENT_EDIT = "COMMENT_EDIT"
    COMMENT_DELETE = "COMMENT_DELETE"
    SHARE_MENTION = "SHARE_MENTION"


@dataclass(frozen=True, slots=True)
class Organization:
    """A page, one of the Force's accounts."""

    number: str
    name: str
    username: str
    about: str = ""

    @property
    def urn(self) -> str:
        """Its URN."""
        return f"urn:li:organization:{self.number}"


@dataclass(slots=True)
class Member:
    """A person."""

    number: str
    name: str
    private: bool = False
    """True where LinkedIn shows nothing of them to others."""

    @property
    def urn(self) -> str:
        """The URN."""
        return f"urn:li:person:{self.number}"


@dataclass(slots=True)
class Token:
    """A sign-in: a member's, with what was allowed and what they are for which organisation."""

    member: Member
    roles: dict[str, Role] = field(default_factory=dict[str, Role])
    """Organisation's URN to role."""
    scopes: frozenset[str] = SCOPES
    ended: Ended | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Comment:
    """A comment, or a reply where `parent` names the top-level comment."""

    number: str
    post: Post
    actor: str
    text: str
    created: datetime
    modified: datetime
    position: Position
    parent: Comment | None = None
    picture: Picture | None = None
    replies: list[Comment] = field(default_factory=list["Comment"])
    """Oldest first."""

    @property
    def urn(self) -> str:
        """Its URN, which names the activity and not the post."""
        return f"urn:li:comment:({self.post.activity},{self.number})"


@dataclass(slots=True, kw_only=True, eq=False)
class Post:
    """Something that an organisation or a member published."""

    urn: str
    """`urn:li:share:...` or `urn:li:ugcPost:...`."""
    activity: str
    """What LinkedIn calls it among comments: another number."""
    author: str
    commentary: str
    """In little text."""
    created: datetime
    modified: datetime
    position: Position
    picture: Picture | None = None
    others: tuple[Picture, ...] = ()
    """The pictures beside the first."""
    reshared: str = ""
    """What it shows again, by that one's URN."""
    comments: list[Comment] = field(default_factory=list[Comment])
    """The top-level ones, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """Something that happened to an organisation's page."""

    number: int
    organization: str
    action: Happened
    at: datetime
    post: Post
    comment: Comment | None = None
    text: str = ""

    @property
    def ms(self) -> int:
        """When, as LinkedIn says it."""
        return to_ms(self.at)
