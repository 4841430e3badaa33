"""A link leads to its own network's pages over https, or nowhere."""

from __future__ import annotations

import pytest

from socialdesk.model.accounts import Network
from socialdesk.ui.links import HOSTS, host_of


@pytest.mark.parametrize("network", Network)
def test_every_network_has_pages_of_its_own(network: Network) -> None:
    assert HOSTS[network.value]


@pytest.mark.parametrize(
    ("link", "network", "host"),
    [
        ("https://www.instagram.com/p/1/", Network.INSTAGRAM, "www.instagram.com"),
        ("https://x.com/AnyshirePolice/status/1", Network.X, "x.com"),
        ("https://twitter.com/i/web/status/1", Network.X, "twitter.com"),
        ("https://youtu.be/abc", Network.YOUTUBE, "youtu.be"),
        ("https://www.linkedin.com/feed/update/urn:li:share:1", Network.LINKEDIN, "www.linkedin.com"),
        ("https://bsky.app/profile/a.police.uk/post/1", Network.BLUESKY, "bsky.app"),
        ("https://x.com.attacker.invalid/", Network.X, None),
        ("https://notx.com/", Network.X, None),
        ("http://x.com/", Network.X, None),
        ("https://www.facebook.com/1", Network.X, None),
    ],
)
def test_a_link_leads_to_its_own_network_or_nowhere(link: str, network: Network, host: str | None) -> None:
    assert host_of(link, network) == host
