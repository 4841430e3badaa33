"""An account on X as a `Connector`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from socialdesk.platforms.x.accounts import XAccount, allowed, list_accounts
from socialdesk.platforms.x.calls import XCalls
from socialdesk.platforms.x.capture import Take
from socialdesk.platforms.x.fetch import Fetch
from socialdesk.platforms.x.limits import windows
from socialdesk.platforms.x.look import Look
from socialdesk.platforms.x.memory import Memory
from socialdesk.platforms.x.perform import Perform, Tier
from socialdesk.platforms.x.recheck import Recheck, Rechecked

REAL_URL = "https://api.x.com"
_LONGEST_QUERY: Mapping[Tier, int] = {"self-serve": 512, "enterprise": 4096}


class XConnector:
    """One account. Safe to use from several threads."""

    def __init__(
        self, calls: XCalls, capabilities: Mapping[ActionKind, Capability], *, tier: Tier = "self-serve"
    ) -> None:
        self._calls = calls
        self._capabilities = capabilities
        self._tier: Tier = tier
        memory = Memory()
        self._fetch = Fetch(calls, memory, longest_query=_LONGEST_QUERY[tier])
        self._perform = Perform(calls, memory, tier)
        self._look = Look(calls, memory)
        self._take = Take(calls, memory)
        self._recheck = Recheck(calls, memory)

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

    def recheck(self, ids: Sequence[NativeId]) -> Rechecked:
        """At most 100 posts and replies as X has them now, and which of them are gone. Raises NetworkError.

        X wants what is deleted there deleted here (its developer policy), and lists no deletions.
        """
        return self._recheck.ask(ids)

    def allowed(self, *, scopes: str = "") -> tuple[str, ...]:
        """What the sign-in may and may not do, as far as X has said, in plain sentences."""
        return allowed(self._calls.access_level, tier=self._tier, scopes=scopes)

    def accounts(self) -> tuple[XAccount, ...]:
        """The account that the sign-in is for. Raises NetworkError."""
        return list_accounts(self._calls)

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
    tier: Tier = "self-serve",
    monthly_dollars: int = 0,
) -> XConnector:
    """The connector of one account, to be closed by whoever asked for it.

    `monthly_dollars` is what may be spent in thirty days, 0 where money is not counted. Raises Refused for an address
    that may not be spoken to.
    """
    calls = x_calls(
        account_id_on_network,
        source=source,
        base_url=base_url,
        clock=clock,
        loopback_only=loopback_only,
        kept=kept,
        monthly_dollars=monthly_dollars,
    )
    return XConnector(calls, capabilities, tier=tier)


def x_calls(
    user_id: str,
    *,
    source: TokenSource,
    base_url: str | None,
    clock: Clock,
    loopback_only: bool,
    kept: KeptUse | None = None,
    monthly_dollars: int = 0,
) -> XCalls:
    """The calls of an account; `user_id` "" to ask whose the sign-in is. Raises as `connect`."""
    http = HttpClient(base_url or REAL_URL, name="X", credentials=source, loopback_only=loopback_only)
    return XCalls(http, Meter(clock, windows(monthly_dollars), kept=kept), clock, user_id=user_id)
