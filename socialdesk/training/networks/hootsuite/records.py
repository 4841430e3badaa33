"""What the simulated Hootsuite holds. Mutable, inside the world's lock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from socialdesk.training.networks.records import Picture


class State(StrEnum):
    """Where a message stands."""

    SCHEDULED = "SCHEDULED"
    SUBMITTED = "SUBMITTED"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    SENT = "SENT"
    SEND_FAILED_PERMANENTLY = "SEND_FAILED_PERMANENTLY"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody with a seat."""

    id: str
    name: str
    email: str
    needs_approval: bool = False
    """What they schedule waits for somebody else's yes."""


@dataclass(slots=True, kw_only=True, eq=False)
class Profile:
    """An account on a network."""

    id: str
    kind: str
    """Hootsuite's word for the network, such as `FACEBOOKPAGE`."""
    id_on_network: str
    name: str
    needs_signing_in: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class Media:
    """A picture that has been, or is to be, sent to the store."""

    id: str
    key: str
    """Its place in the store."""
    media_type: str
    size: int
    owner: str
    looks: int = 0
    """How often it was asked for since it came."""
    picture: Picture | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message to one profile."""

    id: str
    profile: Profile
    text: str
    send: datetime
    by: Member
    state: State
    media: tuple[Media, ...] = ()
    unscheduled: bool = False
    """True for one that is for at once, and waits for somebody's approval."""
    post_id: str = ""
    url: str = ""
    history: list[str] = field(default_factory=list[str])
