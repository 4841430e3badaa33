"""An Instagram account as a `Connector`."""

from __future__ import annotations

from collections.abc import Mapping

from socialdesk.clock import Clock
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    ActionResult,
    Budget,
    Capture,
    Credentials,
    FetchedPage,
    LookResult,
    TokenSource,
)
from socialdesk.platforms.graph.calls import GraphCalls
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.instagram.accounts import InstagramAccount, list_accounts
from socialdesk.platforms.instagram.calls import VOICE, InstagramCalls
from socialdesk.platforms.instagram.capture import Take
from socialdesk.platforms.instagram.fetch import Fetch
from socialdesk.platforms.instagram.look import Look
from socialdesk.platforms.instagram.perform import Perform
from socialdesk.platforms.meter import KeptUse
from socialdesk.platforms.throttle import Gate

REAL_URL = "https://graph.facebook.com"
GRAPH_VERSION = "v26.0"


class InstagramConnector:
    """One account. Safe to use from several threads."""

    def __init__(self, calls: InstagramCalls, capabilities: Mapping[ActionKind, Capability]) -> None:
        """`capabilities` are Instagram's own."""
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
        return self._calls.gate.budget()

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
    graph_version: str = GRAPH_VERSION,
) -> InstagramConnector:
    """The connector of a professional account; `source` gives the token of the Page that it is linked to.

    `base_url` is a simulated network's, or None for the real one. Raises Refused for an address that may not be
    spoken to.
    """
    http = HttpClient(base_url or REAL_URL, name="Instagram", credentials=source, loopback_only=loopback_only)
    calls = InstagramCalls(
        http, Gate(clock, kept=kept), clock, account_id=account_id_on_network, version=graph_version
    )
    return InstagramConnector(calls, capabilities)


def accounts_of(
    credentials: Credentials,
    *,
    base_url: str | None = None,
    clock: Clock,
    loopback_only: bool = False,
    graph_version: str = GRAPH_VERSION,
) -> tuple[InstagramAccount, ...]:
    """The accounts that a person's, system user's or Page's token opens, each with its sign-in. Raises NetworkError."""
    http = HttpClient(
        base_url or REAL_URL, name="Instagram", credentials=credentials, loopback_only=loopback_only
    )
    calls = GraphCalls(http, Gate(clock), clock, version=graph_version, voice=VOICE)
    try:
        return list_accounts(calls, credentials)
    finally:
        calls.close()
