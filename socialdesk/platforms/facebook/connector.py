"""A Facebook page as a `Connector`."""

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
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.capture import Take
from socialdesk.platforms.facebook.fetch import Fetch
from socialdesk.platforms.facebook.look import Look
from socialdesk.platforms.facebook.pages import FacebookPage, list_pages
from socialdesk.platforms.facebook.perform import Perform
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.meter import KeptUse
from socialdesk.platforms.throttle import Gate

REAL_URL = "https://graph.facebook.com"
GRAPH_VERSION = "v26.0"


class FacebookConnector:
    """One page. Safe to use from several threads."""

    def __init__(self, calls: GraphCalls, capabilities: Mapping[ActionKind, Capability]) -> None:
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
) -> FacebookConnector:
    """The connector of a page; `source` gives the page's own token.

    `base_url` is a simulated network's, or None for the real one. Raises Refused for an address that may not be
    spoken to.
    """
    http = HttpClient(base_url or REAL_URL, name="Facebook", credentials=source, loopback_only=loopback_only)
    calls = GraphCalls(
        http, Gate(clock, kept=kept), clock, page_id=account_id_on_network, version=graph_version
    )
    return FacebookConnector(calls, capabilities)


def list_facebook_pages(
    credentials: Credentials,
    *,
    base_url: str | None = None,
    clock: Clock,
    loopback_only: bool = False,
    graph_version: str = GRAPH_VERSION,
) -> tuple[FacebookPage, ...]:
    """The pages that a user's, system user's or page's token may run, each with its own sign-in.

    Raises NetworkError.
    """
    http = HttpClient(
        base_url or REAL_URL, name="Facebook", credentials=credentials, loopback_only=loopback_only
    )
    calls = GraphCalls(http, Gate(clock), clock, page_id="me", version=graph_version)
    try:
        return list_pages(calls, credentials)
    finally:
        calls.close()
