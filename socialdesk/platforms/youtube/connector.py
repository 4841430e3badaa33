"""A YouTube channel as a `Connector`."""

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
    FetchedPage,
    LookResult,
    TokenSource,
)
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.meter import KeptUse, Meter
from socialdesk.platforms.youtube.calls import UNITS_A_DAY, YouTubeCalls
from socialdesk.platforms.youtube.capture import Take
from socialdesk.platforms.youtube.fetch import Fetch
from socialdesk.platforms.youtube.look import Look
from socialdesk.platforms.youtube.perform import Perform
from socialdesk.platforms.youtube.standing import Standing

REAL_URL = "https://youtube.googleapis.com"


class YouTubeConnector:
    """One channel. Safe to use from several threads."""

    def __init__(self, calls: YouTubeCalls, capabilities: Mapping[ActionKind, Capability]) -> None:
        self._calls = calls
        self._capabilities = capabilities
        acting = calls.acting()
        standing = Standing(acting)
        self._fetch = Fetch(calls)
        self._perform = Perform(acting, standing)
        self._look = Look(acting, standing)
        self._take = Take(acting, standing)

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
) -> YouTubeConnector:
    """The connector of a channel, to be closed by whoever asked for it.

    `base_url` is a simulated network's, or None for the real one. Raises Refused for an address that may not be
    spoken to.
    """
    calls = calls_for(
        account_id_on_network,
        source=source,
        base_url=base_url,
        clock=clock,
        loopback_only=loopback_only,
        kept=kept,
    )
    return YouTubeConnector(calls, capabilities)


def calls_for(
    channel_id: str,
    *,
    source: TokenSource,
    base_url: str | None,
    clock: Clock,
    loopback_only: bool,
    kept: KeptUse | None,
) -> YouTubeCalls:
    """The calls of a channel; `channel_id` "" to ask which channels there are. Raises as `connect`."""
    http = HttpClient(base_url or REAL_URL, name="YouTube", credentials=source, loopback_only=loopback_only)
    return YouTubeCalls(http, Meter(clock, [UNITS_A_DAY], kept=kept), clock, channel_id=channel_id)
