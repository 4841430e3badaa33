"""A Facebook page as a `Connector`."""

from __future__ import annotations

from collections.abc import Mapping

from socialdesk.model.accounts import Capability
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import ActionResult, Budget, Capture, FetchedPage, LookResult
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.capture import Take
from socialdesk.platforms.facebook.fetch import Fetch
from socialdesk.platforms.facebook.look import Look
from socialdesk.platforms.facebook.perform import Perform


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
