"""The one place that knows which network has which connector."""

from __future__ import annotations

from socialdesk.clock import Clock
from socialdesk.model.accounts import Account, Network
from socialdesk.platforms.api import Connector, Credentials
from socialdesk.platforms.capabilities import capabilities_of
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.connector import FacebookConnector
from socialdesk.platforms.facebook.pages import FacebookPage, list_pages
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.throttle import Gate

FACEBOOK_URL = "https://graph.facebook.com"
GRAPH_VERSION = "v26.0"

__all__ = ["FACEBOOK_URL", "GRAPH_VERSION", "FacebookPage", "connector_for", "list_facebook_pages"]


def connector_for(
    account: Account,
    *,
    credentials: Credentials,
    base_url: str | None = None,
    clock: Clock,
    loopback_only: bool = False,
    graph_version: str = GRAPH_VERSION,
) -> Connector:
    """The connector of an account, to be closed by whoever asked for it.

    `base_url` is a simulated network's, or None for the real one. `loopback_only` (training) lets no call leave
    this computer. Raises Refused for an address that may not be spoken to.
    """
    match account.network:
        case Network.FACEBOOK:
            calls = _graph(account.native_id, credentials, base_url, clock, loopback_only, graph_version)
            return FacebookConnector(calls, capabilities_of(account.network))


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
    calls = _graph("me", credentials, base_url, clock, loopback_only, graph_version)
    try:
        return list_pages(calls, credentials)
    finally:
        calls.close()


def _graph(
    page_id: str,
    credentials: Credentials,
    base_url: str | None,
    clock: Clock,
    loopback_only: bool,
    graph_version: str,
) -> GraphCalls:
    http = HttpClient(
        base_url or FACEBOOK_URL, name="Facebook", credentials=credentials, loopback_only=loopback_only
    )
    return GraphCalls(http, Gate(clock), clock, page_id=page_id, version=graph_version)
