"""The port to a service that posts for the Force's accounts on several networks, as Hootsuite does.

Why not a `Connector`, and no network of its own: such a service has no inbox, no comments and nothing to moderate; what
goes through it appears on the account's own network, where the desk reads it. It is a route for what is published,
chosen for an account (`routing.ThroughScheduler`). What it takes and answers is as in `platforms.api`, so that the
outbox sends, looks up and takes back through it as through any connector.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from socialdesk.model.accounts import Network
from socialdesk.model.actions import Action
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import ActionResult, Budget, LookResult


class HeldState(StrEnum):
    """Where a post stands at the service."""

    WAITING_FOR_APPROVAL = "waiting_for_approval"
    """Somebody else has to approve it there first."""
    SCHEDULED = "scheduled"
    BEING_SENT = "being_sent"
    SENT = "sent"
    FAILED = "failed"
    """The service could not send it, and will not try again."""
    REJECTED = "rejected"
    """Whoever was to approve it did not."""
    UNKNOWN = "unknown"
    """The service says something that the desk does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One account as the service knows it."""

    native_id: NativeId
    """The service's own id."""
    network: Network | None
    """None for a network that the desk does not speak to."""
    id_on_network: NativeId
    """What the network itself calls the account; "" where the service does not say."""
    untrusted_name: str
    needs_signing_in: bool
    """The service has lost its own sign-in: nothing can be sent until somebody connects it again there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """One post at the service: still to go out, on its way, sent or failed."""

    native_id: NativeId
    profile: NativeId
    untrusted_text: str
    send_ms: int | None
    """When it is to go out, or went; None where the service does not say."""
    state: HeldState
    by: NativeId
    """The service's member who made it; "" where it does not say."""
    id_on_network: NativeId
    """The post's id on its network once it has gone out; "" before, or where the service does not say."""
    url: str
    """Where it stands on its network, once it has gone out."""
    pictures: int


class Scheduler(Protocol):
    """One sign-in at the service. Called from network threads; holds no database."""

    def profiles(self) -> tuple[Profile, ...]:
        """The accounts that this sign-in may post for. Raises NetworkError."""
        ...

    def listed(
        self, from_ms: int, to_ms: int, *, profiles: Collection[NativeId] = ()
    ) -> tuple[HeldPost, ...]:
        """What is to go out, or went, between two moments, the earliest first, whoever made it. Raises NetworkError."""
        ...

    def post(self, native_id: NativeId) -> HeldPost:
        """One post as it stands. Raises Gone and other NetworkErrors."""
        ...

    def member(self) -> NativeId:
        """Who has signed in, as the service calls them. Raises NetworkError."""
        ...

    def perform(self, action: Action) -> ActionResult:
        """PUBLISH (its target is a profile's id) or DELETE_POST (of what waits to go out). As `Connector.perform`."""
        ...

    def look(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """As `Connector.look`, for the same two."""
        ...

    def budget(self) -> Budget:
        """The allowance as last heard."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...
