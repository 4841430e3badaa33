"""What each ground prefers is something that the network really has, for a reason that is true there (R1, R2)."""

from __future__ import annotations

import pytest

from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.packs import policy_book
from socialdesk.platforms.capabilities import capabilities_of

BOOK = policy_book()
TIERS = [*((network, "") for network in Network), (Network.X, "enterprise")]


@pytest.mark.clause("R2")
@pytest.mark.parametrize(("network", "tier"), TIERS)
def test_every_ground_prefers_what_the_network_can_do(network: Network, tier: str) -> None:
    capabilities = capabilities_of(network, tier)
    for ground in BOOK.grounds.values():
        assert capabilities[ground.prefer[network]].way is Way.API, ground.id


@pytest.mark.clause("R2")
@pytest.mark.parametrize(("network", "tier"), TIERS)
def test_where_there_is_one_step_alone_the_pack_says_so_and_weighs_nothing(
    network: Network, tier: str
) -> None:
    capabilities = capabilities_of(network, tier)
    both = all(capabilities[kind].way is Way.API for kind in (ActionKind.HIDE, ActionKind.DELETE))
    # What can be removed on Bluesky is the Force's own replies.
    assert (network in BOOK.only_step) == (not both or network is Network.BLUESKY)
    for ground in BOOK.grounds.values():
        why = BOOK.why_preferred(ground, network)
        assert why
        assert "{" not in why
        assert (why == BOOK.only_step.get(network)) == (network in BOOK.only_step)
        assert ("friends" in why) <= (network is Network.FACEBOOK)
        others = {each.label for each in Network if len(each.label) > 1} - {network.label}
        assert not [label for label in others if label in why], ground.id


def test_no_wording_and_no_guidance_takes_every_account_for_a_facebook_page() -> None:
    shown = [BOOK.wording(name) for name in BOOK.templates]
    for ground in BOOK.grounds.values():
        shown += [*ground.guidance, ground.summary, ground.why, ground.cannot_know, ground.tell]
    for route in BOOK.routes.values():
        shown += [*route.guidance, route.summary, route.why, route.cannot_know]
    assert [words for words in shown if "Facebook" in words or "page" in words.split()] == []
