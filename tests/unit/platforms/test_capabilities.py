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
