"""A Bluesky account as a `Connector`."""

from __future__ import annotations

from collections.abc import Mapping

from socialdesk.clock import Clock
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import ActionResult, Budget, Capture, FetchedPage, LookResult, TokenSource
from socialdesk.platforms.bluesky.calls import REAL_URL, WINDOWS, Calls
from socialdesk.platforms.bluesky.capture import Take
from socialdesk.platforms.bluesky.fetch import Fetch
from socialdesk.platforms.bluesky.look import Look
from socialdesk.platforms.bluesky.perform import Perform
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.meter import KeptUse, Meter

__all__ = ["REAL_URL", "BlueskyConnector", "connect", "open_calls"]


class BlueskyConnector:
    """One account. Safe to use from several threads."""

    def __init__(self, calls: Calls, capabilities: Mapping[ActionKind, Capability]) -> None:
        self._calls = calls
        self._capabilities = capabilities
        self._fetch = Fetch(calls)
        self._perform = Perform(calls)
        self._look = Look(calls)
        self._take = Take(calls)

    def fetch(self, cursor: str | None, *, full: bool = False) -> FetchedPage:
        """As `Connector.fetch`."""
        return self._fetch.page(cursor, full=full)

    def perform(self, action: Action) -> ActionResult:
        """As `Connector.perform`."""
        return self._perform.do(action)

    def look(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """As `Connector.look`."""
        return self._look.at(action, not_before_ms=not_before_ms, known=known)

    def capture(self, action: Action) -> Capture:
        """As `Connector.capture`."""
        return self._take.of(action)

    def capabilities(self) -> Mapping[ActionKind, Capability]:
        """As `Connector.capabilities`."""
        return self._capabilities

    def budget(self) -> Budget:
        """As `Connector.budget`."""
        return self._calls.meter.budget()

    def close(self) -> None:
        """As `Connector.close`."""
        self._calls.close()


def connect(
    account_id_on_network: NativeId,
    *,
    source: TokenSource,
    base_url: str | None,
    clock: Clock,
    loopback_only: bool,
    kept: KeptUse | None,
    capabilities: Mapping[ActionKind, Capability],
) -> BlueskyConnector:
    """The connector of the account with this DID. `base_url` is its server's, None for Bluesky's own.

    Raises Refused for an address that may not be spoken to.
    """
    calls = open_calls(
        account_id_on_network,
        source=source,
        base_url=base_url,
        clock=clock,
        loopback_only=loopback_only,
        kept=kept,
    )
    return BlueskyConnector(calls, capabilities)


def open_calls(
    did: str,
    *,
    source: TokenSource,
    base_url: str | None,
    clock: Clock,
    loopback_only: bool,
    kept: KeptUse | None = None,
) -> Calls:
    """The calls alone, for `accounts.list_accounts`; `did` may be "" there. As `connect`."""
    http = HttpClient(base_url or REAL_URL, name="Bluesky", credentials=source, loopback_only=loopback_only)
    return Calls(http, Meter(clock, WINDOWS, kept=kept), clock, did=did)
