"""An organisation's page on LinkedIn as a `Connector`."""

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
    Refused,
    TokenSource,
)
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.linkedin.calls import CALLS, MEMBER_CALLS, VERSION, LinkedInCalls
from socialdesk.platforms.linkedin.capture import Take
from socialdesk.platforms.linkedin.fetch import Fetch
from socialdesk.platforms.linkedin.look import Look
from socialdesk.platforms.linkedin.people import People
from socialdesk.platforms.linkedin.perform import Perform
from socialdesk.platforms.linkedin.urn import ORGANIZATION, is_plain
from socialdesk.platforms.meter import KeptUse, Meter, Window

REAL_URL = "https://api.linkedin.com"
DAILY_CALLS, MEMBER_DAILY_CALLS = 500, 100
"""What LinkedIn's development tier allows in a day: to the app, and to each person who signed in."""


class LinkedInConnector:
    """One organisation. Safe to use from several threads."""

    def __init__(
        self, calls: LinkedInCalls, capabilities: Mapping[ActionKind, Capability], *, names: bool
    ) -> None:
        """`names` True: authors' names are asked for, at a call each."""
        self._calls = calls
        self._capabilities = capabilities
        self._fetch = Fetch(calls, People(calls, ask=names))
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
        return self._calls.budget()

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
    version: str = VERSION,
    daily_calls: int = DAILY_CALLS,
    member_daily_calls: int = MEMBER_DAILY_CALLS,
    names: bool | None = None,
) -> LinkedInConnector:
    """The connector of an organisation, by its URN; to be closed by whoever asked for it.

    The calls in a day are the development tier's; 0 counts none, as for the standard tier, whose limits LinkedIn
    shows in its portal only. `names` asks for authors' names, a call each; None: where the calls are not so few.
    Raises Refused for an address that may not be spoken to, or an id that is no organisation's.
    """
    calls = linkedin_calls(
        account_id_on_network,
        source=source,
        base_url=base_url,
        clock=clock,
        loopback_only=loopback_only,
        kept=kept,
        version=version,
        daily_calls=daily_calls,
        member_daily_calls=member_daily_calls,
    )
    few = 0 < member_daily_calls <= MEMBER_DAILY_CALLS or 0 < daily_calls <= DAILY_CALLS
    return LinkedInConnector(calls, capabilities, names=not few if names is None else names)


def linkedin_calls(
    organization: NativeId,
    *,
    source: TokenSource,
    base_url: str | None,
    clock: Clock,
    loopback_only: bool,
    kept: KeptUse | None = None,
    version: str = VERSION,
    daily_calls: int = DAILY_CALLS,
    member_daily_calls: int = MEMBER_DAILY_CALLS,
) -> LinkedInCalls:
    """Calls for an organisation; "" where it is to be found out which ones there are. Raises as `connect`."""
    if organization and not (organization.startswith(ORGANIZATION) and is_plain(organization)):
        raise Refused("This account's id is not one of a LinkedIn page.", to_do="Connect the account again.")
    windows = [
        Window(name=name, total=total)
        for name, total in ((CALLS, daily_calls), (MEMBER_CALLS, member_daily_calls))
        if total > 0
    ]
    http = HttpClient(base_url or REAL_URL, name="LinkedIn", credentials=source, loopback_only=loopback_only)
    meter = Meter(clock, windows, kept=kept)
    return LinkedInCalls(http, meter, clock, organization=organization, version=version)
