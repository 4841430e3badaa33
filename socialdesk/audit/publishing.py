"""Entries on the Force's own posts: what was decided, where and by which way; never their words in what is chained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import action_word, plural
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, OutboxId, PostId

_WAYS = {
    "api": "at once",
    "network_schedule": "at its time, held by the network",
    "desk_queue": "at its time, held by the desk",
    "hootsuite": "through Hootsuite",
    "by_hand": "by hand, on the network itself",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAccount(Entry):
    post_id: PostId
    account_id: AccountId
    network: str = ""
    """On which; filled in by `audit.log.append`."""

    @property
    def where(self) -> str:
        return f" on {Network(self.network).label}" if self.network in set(Network) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDecided(OnAccount):
    """A person decided that a post goes out on an account."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"text", "purpose"})

    action: str
    route: str
    scheduled_ms: int | None = None
    parts: int = 1
    version: int = 1
    pictures: tuple[str, ...] = ()
    """Their SHA-256."""
    checks: tuple[str, ...] = ()
    """What it had passed, by id."""
    pack_version: str = ""
    undo_seconds: int = 0
    text: str = ""
    purpose: str = ""

    @property
    def sentence(self) -> str:
        parts = f", in {plural(self.parts, 'part')}" if self.parts > 1 else ""
        pictures = f", with {plural(len(self.pictures), 'picture')}" if self.pictures else ""
        checks = f" {plural(len(self.checks), 'check')} passed." if self.checks else ""
        way = _WAYS.get(self.route, "at once")
        return f"Decided to {action_word(self.action, self.network)}{self.where}, {way}{parts}{pictures}.{checks}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostStopped(OnAccount):
    """A person stopped what had not gone out on an account."""

    @property
    def sentence(self) -> str:
        return f"Stopped{self.where}: nothing more of this post goes out there."


@dataclass(frozen=True, slots=True, kw_only=True)
class PostChangeDecided(OnAccount):
    """A person decided to alter or remove what stands on an account, or is held for it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"text", "reason"})

    action: str
    outbox_id: OutboxId | None = None
    """None where the desk itself held it."""
    part: int = 1
    scheduled_ms: int | None = None
    checks: tuple[str, ...] = ()
    text: str = ""
    reason: str = ""

    @property
    def sentence(self) -> str:
        part = f" (part {self.part})" if self.part > 1 else ""
        return f"Decided to {action_word(self.action, self.network)}{self.where}{part}."


@dataclass(frozen=True, slots=True, kw_only=True)
class PostByHand(OnAccount):
    """A person said that they published it on the network itself, or saw it there."""

    part: int = 1
    url: str = ""

    @property
    def sentence(self) -> str:
        return f"Published by hand{self.where}, as a person said."


@dataclass(frozen=True, slots=True, kw_only=True)
class PostGoneByHand(OnAccount):
    """A person said that they removed it on the network itself, or saw that it is gone."""

    part: int = 1

    @property
    def sentence(self) -> str:
        return f"Removed by hand{self.where}, as a person said."


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSeen(OnAccount):
    """The network shows to the public what it or Hootsuite held until its time."""

    part: int = 1
    native_id: str = ""

    @property
    def sentence(self) -> str:
        return f"Seen{self.where}: what was held until its time is out."


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAdopted(OnAccount):
    """A post that was published without the desk is dealt with here from now on."""

    native_id: str = ""

    @property
    def sentence(self) -> str:
        return f"Taken in{self.where}: a post of the Force's that was published without the desk."


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDiscarded(Entry):
    """A draft was thrown away."""

    post_id: PostId

    @property
    def sentence(self) -> str:
        return "Threw a draft of a post away."


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsKeptOn(Entry):
    """Posts that had been kept for their time are kept on, for a reason (T2)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    post_ids: tuple[PostId, ...]
    kept_until_ms: int
    reason: str = ""

    @property
    def sentence(self) -> str:
        return (
            f"Kept on, after its time was looked at: {plural(len(self.post_ids), 'post')} of the Force's own."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishingRouteSet(Entry):
    """Which way an account's posts go was altered."""

    account_id: AccountId
    route: str

    @property
    def sentence(self) -> str:
        way = "through Hootsuite" if self.route == "hootsuite" else "to the network itself"
        return f"The account's posts go {way} from now on."


KINDS = (
    PostAdopted,
    PostByHand,
    PostChangeDecided,
    PostDecided,
    PostDiscarded,
    PostGoneByHand,
    PostSeen,
    PostStopped,
    PostsKeptOn,
    PublishingRouteSet,
)
