"""The desk on which a session is played, as far as the session uses it, and what it tells a trainer of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from socialdesk.model.accounts import Account, Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection
from socialdesk.training.events import Entry
from socialdesk.training.networks.faults import Fault, Kind

T = TypeVar("T")
FaultName = Literal["network_down", "token_expired", "slow"]
FAULTS: Mapping[FaultName, str] = {
    "network_down": "The network breaks every connection off",
    "token_expired": "The sign-in has run out",
    "slow": "The network answers slowly",
}
"""What a trainer can let go wrong, in words."""
MomentState = Literal["waiting", "happened", "impossible"]


class Write(Protocol):
    """Hands work to the desk's one writer."""

    def __call__(self, work: Callable[[Connection], T], /) -> Future[T]:
        """The future has the work's answer or its error. Raises UserFacingError once the desk closes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDesk:
    """The desk on which the session is played."""

    open_reader: Callable[[], Connection]
    write: Write
    accounts: Mapping[AccountId, Account]
    capabilities: Callable[[AccountId], Mapping[ActionKind, Capability]]
    book: Book
    person: Callable[[], Person]
    """The trainee."""
    sync_now: Callable[[], None]
    """Asks the networks at once; returns at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One entry of the timeline, and what became of it."""

    entry: Entry
    """With its model answer, where it has one."""
    state: MomentState
    """impossible: what it speaks of was gone, or the person blocked."""
    at: float
    """When it happened; when it is due, while it waits."""
    injected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerMessage:
    """What the trainer told the trainee."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A fault that is in force."""

    name: FaultName
    network: str
    """`*` for all."""
    seconds: float = 0.0
    """How much later each answer comes, where it is slow."""

    def fault(self) -> Fault:
        """As the simulated networks take it."""
        match self.name:
            case "network_down":
                return Fault(kind=Kind.RESET_BEFORE, network=self.network)
            case "token_expired":
                return Fault(kind=Kind.EXPIRED_TOKEN, network=self.network)
            case "slow":
                return Fault(kind=Kind.LATENCY, network=self.network, seconds=self.seconds)
