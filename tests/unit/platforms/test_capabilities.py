"""What the buttons say is complete, true to the network and read strictly."""

from __future__ import annotations

import pytest

from socialdesk.errors import BugError
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.platforms.capabilities import capabilities_of, read_capabilities


@pytest.mark.parametrize("network", list(Network))
def test_every_network_says_something_of_every_action(network: Network) -> None:
    told = capabilities_of(network)
    assert told.keys() == set(ActionKind)
    for kind, capability in told.items():
        assert capability.action is kind
        for text in (capability.label, capability.effect, capability.reason, capability.source):
            assert text.strip() == text != ""
        assert capability.undo is None or told[capability.undo].way is not Way.IMPOSSIBLE


def test_facebook_hides_from_others_and_deletes_for_good() -> None:
    told = capabilities_of(Network.FACEBOOK)
    assert "author and their friends" in told[ActionKind.HIDE].effect
    assert told[ActionKind.HIDE].undo is ActionKind.UNHIDE
    assert "permanently" in told[ActionKind.DELETE].label
    assert "reply beneath" in told[ActionKind.DELETE].effect
    assert told[ActionKind.DELETE].undo is None


@pytest.mark.parametrize("text", ["", "x", "[actions.hide]\nway='api'", "[actions.nonsense]\nway='api'"])
def test_an_incomplete_file_is_a_bug(text: str) -> None:
    with pytest.raises(BugError):
        read_capabilities(text)


def test_a_tier_says_only_what_is_otherwise() -> None:
    base = capabilities_of(Network.X)
    enterprise = capabilities_of(Network.X, "enterprise")
    assert enterprise.keys() == base.keys()
    differing = {kind for kind in base if base[kind] != enterprise[kind]}
    assert differing >= {ActionKind.BLOCK, ActionKind.UNBLOCK}
    assert (base[ActionKind.BLOCK].way, enterprise[ActionKind.BLOCK].way) == (Way.BY_HAND, Way.API)
    assert ActionKind.HIDE not in differing


@pytest.mark.parametrize("tier", ["", "self-serve", "platinum"])
def test_a_tier_that_a_file_does_not_name_is_what_holds_for_everybody(tier: str) -> None:
    assert capabilities_of(Network.X, tier) == capabilities_of(Network.X)
    assert capabilities_of(Network.FACEBOOK, tier) == capabilities_of(Network.FACEBOOK)


def test_a_tier_is_read_as_strictly_as_the_rest() -> None:
    base = "\n".join(
        f"[actions.{kind.value}]\nway = 'api'\nlabel = 'a'\neffect = 'b'\nreason = 'c'\nsource = 'd'\n"
        "checked_on = 2026-01-01\n"
        for kind in ActionKind
    )
    assert read_capabilities(base, "gold")[ActionKind.HIDE].label == "a"
    for wrong in (
        "[tiers.gold.actions.hide]\nway = 'api'",
        "[tiers.gold]\nhide = 1",
        "[tiers.gold.actions.leap]",
    ):
        with pytest.raises(BugError):
            read_capabilities(f"{base}\n{wrong}", "gold")
