"""Connecting accounts, as a screen sees it: the ways into each network, what a sign-in opens, and what it may do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId, NativeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that a person types to sign in."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    """True where it is not shown while it is typed, and not kept by the screen."""
    needed: bool = True
    value: str = ""
    """What the settings know of it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way into a network."""

    key: str
    network: Network
    label: str
    """Such as "Sign in with the browser", "Paste a token", "Handle and app password"."""
    asked: tuple[Asked, ...]
    browser: bool
    """True where the system's browser is opened and the person signs in there."""
    note: str = ""
    """What must be known or registered beforehand, in a sentence or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An account that a sign-in opens."""

    native_id: NativeId
    name: str
    connected: bool = False
    """True where the desk has it already: connecting it again replaces its sign-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a sign-in opens. It holds secrets, of which nothing is shown."""

    route: Route
    candidates: tuple[Candidate, ...]
    allowed: tuple[str, ...]
    """What this sign-in may and may not do, a plain sentence each."""
    secrets: Mapping[NativeId, Mapping[str, str]] = field(repr=False)
    """What goes to the keyring for each candidate, by the name under which it is kept."""


class Joining(Protocol):
    """Signs in, connects, disconnects. Every call reads the keyring or asks a network: never on the GUI thread."""

    def routes(self) -> tuple[Route, ...]:
        """Every way in, by network in the order in which they are shown."""
        ...

    def open(self, route: Route, typed: Mapping[str, str], cancel: threading.Event) -> Opened:
        """Sign in and look what that opens; nothing is kept yet. `cancel` ends the wait for the browser.

        Raises NetworkError, whose sentence is for the person; SecretsError.
        """
        ...

    def connect(self, opened: Opened, chosen: Iterable[NativeId]) -> list[Account]:
        """Keep the secrets, then the accounts. Raises SecretsError, StoreError."""
        ...

    def disconnect(self, account_id: AccountId) -> str:
        """Take an account off the desk: its sign-in is revoked where the network can, and forgotten.

        Answers with a sentence on what became of the sign-in. What was received and decided stays.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one account stands with its network beside what the store knows."""

    budget: tuple[str, ...] = ()
    """What is left of the network's allowance, a sentence each."""
    used_percent: int = 0
    next_poll_ms: int | None = None
    """When it is asked again; None while it is being asked, and while nobody goes round."""
    sign_in: str = ""
    """A warning that the sign-in ends soon; "" while there is time."""


class LateJoining:
    """A `Joining` that is made when it is first asked for: its networks' connectors need not be loaded before."""

    def __init__(self, make: Callable[[], Joining]) -> None:
        self._make = make

    def routes(self) -> tuple[Route, ...]:
        """As `Joining.routes`."""
        return self._make().routes()

    def open(self, route: Route, typed: Mapping[str, str], cancel: threading.Event) -> Opened:
        """As `Joining.open`."""
        return self._make().open(route, typed, cancel)

    def connect(self, opened: Opened, chosen: Iterable[NativeId]) -> list[Account]:
        """As `Joining.connect`."""
        return self._make().connect(opened, chosen)

    def disconnect(self, account_id: AccountId) -> str:
        """As `Joining.disconnect`."""
        return self._make().disconnect(account_id)
