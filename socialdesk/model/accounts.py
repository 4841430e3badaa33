"""The Force's accounts and what a network lets each do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, NativeId


class Network(StrEnum):
    """The networks that the desk speaks to."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    YOUTUBE = "youtube"
    LINKEDIN = "linkedin"
    BLUESKY = "bluesky"

    @property
    def label(self) -> str:
        """The network's name as people write it."""
        return _LABELS[self]


_LABELS = {
    Network.FACEBOOK: "Facebook",
    Network.INSTAGRAM: "Instagram",
    Network.X: "X",
    Network.YOUTUBE: "YouTube",
    Network.LINKEDIN: "LinkedIn",
    Network.BLUESKY: "Bluesky",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One of the Force's accounts (A1)."""

    id: AccountId
    network: Network
    native_id: NativeId
    name: str
    role_represented: str = ""
    owner: str = ""
    primary: bool = False
    """True for the five primary accounts, which Corporate Communications runs (I3)."""
    frozen: bool = False
    """True while the register says that nothing is published on it (6)."""
    closed: bool = False
    """True where the register says that it was closed (2.3, 7)."""


class Way(StrEnum):
    """How an action can be done on a network."""

    API = "api"
    BY_HAND = "by_hand"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """What one network lets one kind of account do, and how that is known (R2)."""

    action: ActionKind
    way: Way
    label: str
    """The true words for the button, e.g. "Remove permanently"."""
    effect: str
    """What the action really does on this network, in plain words."""
    reason: str
    source: str
    checked_on: date
    undo: ActionKind | None = None
    only_if_addressed: bool = False
    """True where the network takes it only towards those who have addressed the account (X's self-serve replies)."""
