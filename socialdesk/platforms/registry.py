"""The one place that knows which network has which connector."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.clock import Clock
from socialdesk.model.accounts import Account, Network
from socialdesk.platforms.api import Connector, TokenSource
from socialdesk.platforms.capabilities import capabilities_of
from socialdesk.platforms.meter import KeptUse
from socialdesk.platforms.scheduling import Scheduler


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the Force has agreed with each network, and the versions that are spoken; from the settings."""

    graph_version: str = "v26.0"
    x_tier: str = "self-serve"
    """Or "enterprise"."""
    x_monthly_dollars: int = 0
    """What may be spent at X in a month; 0 sets no limit here."""
    linkedin_version: str = ""
    """"" is the one that this version of the desk was made for."""
    linkedin_daily_calls: int = 500
    """Calls in a day; 0 where LinkedIn's standard tier was agreed."""

    def tier(self, network: Network) -> str:
        """The tier agreed with a network; "" where it has none."""
        return self.x_tier if network is Network.X else ""


def connector_for(
    account: Account,
    *,
    source: TokenSource,
    base_url: str | None = None,
    clock: Clock,
    loopback_only: bool = False,
    kept: KeptUse | None = None,
    terms: Terms | None = None,
) -> Connector:
    """The connector of an account, to be closed by whoever asked for it.

    `base_url` is a simulated network's, or None for the real one. `loopback_only` (training) lets no call leave
    this computer. `kept` is where the use of the allowance survives a restart.
    Raises Refused for an address that may not be spoken to.
    """
    # A network's connector is imported when an account of it is first asked: a desk seldom has all six.
    agreed = terms or Terms()
    native_id = account.native_id
    capabilities = capabilities_of(account.network, agreed.tier(account.network))
    match account.network:
        case Network.FACEBOOK:
            from socialdesk.platforms.facebook import connector as facebook  # noqa: PLC0415  (see above)

            return facebook.connect(
                native_id, source=source, base_url=base_url, clock=clock, loopback_only=loopback_only, kept=kept,
                capabilities=capabilities, graph_version=agreed.graph_version,
            )  # fmt: skip
        case Network.INSTAGRAM:
            from socialdesk.platforms.instagram import connector as instagram  # noqa: PLC0415  (see above)

            return instagram.connect(
                native_id, source=source, base_url=base_url, clock=clock, loopback_only=loopback_only, kept=kept,
                capabilities=capabilities, graph_version=agreed.graph_version,
            )  # fmt: skip
        case Network.X:
            from socialdesk.platforms.x import connector as x  # noqa: PLC0415  (see above)

            return x.connect(
                native_id, source=source, base_url=base_url, clock=clock, loopback_only=loopback_only, kept=kept,
                capabilities=capabilities, tier="enterprise" if agreed.x_tier == "enterprise" else "self-serve",
                monthly_dollars=agreed.x_monthly_dollars,
            )  # fmt: skip
        case Network.YOUTUBE:
            from socialdesk.platforms.youtube import connector as youtube  # noqa: PLC0415  (see above)

            return youtube.connect(
                native_id, source=source, base_url=base_url, clock=clock, loopback_only=loopback_only, kept=kept,
                capabilities=capabilities,
            )  # fmt: skip
        case Network.LINKEDIN:
            from socialdesk.platforms.linkedin import connector as linkedin  # noqa: PLC0415  (see above)

            return linkedin.connect(
                native_id, source=source, base_url=base_url, clock=clock, loopback_only=loopback_only, kept=kept,
                capabilities=capabilities, version=agreed.linkedin_version or linkedin.VERSION,
                daily_calls=agreed.linkedin_daily_calls,
                member_daily_calls=linkedin.MEMBER_DAILY_CALLS if agreed.linkedin_daily_calls else 0,
            )  # fmt: skip
        case Network.BLUESKY:
            from socialdesk.platforms.bluesky import connector as bluesky  # noqa: PLC0415  (see above)

            return bluesky.connect(
                native_id, source=source, base_url=base_url, clock=clock, loopback_only=loopback_only, kept=kept,
                capabilities=capabilities,
            )  # fmt: skip


def scheduler_for(
    *,
    source: TokenSource,
    base_url: str | None = None,
    clock: Clock,
    loopback_only: bool = False,
    kept: KeptUse | None = None,
) -> Scheduler:
    """The Force's account at Hootsuite, to be closed by whoever asked for it. The arguments as for `connector_for`."""
    from socialdesk.platforms.hootsuite import connector as hootsuite  # noqa: PLC0415  (see above)

    return hootsuite.connect(
        source=source, base_url=base_url, clock=clock, loopback_only=loopback_only, kept=kept
    )
