"""How long a text may be, and how each network counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.platforms.bluesky import perform as bluesky
from socialdesk.platforms.capabilities import capabilities_of
from socialdesk.platforms.facebook import perform as facebook
from socialdesk.platforms.graphemes import clusters, count_graphemes
from socialdesk.platforms.instagram import perform as instagram
from socialdesk.platforms.lengths import how_counted, length, longest
from socialdesk.platforms.linkedin import perform as linkedin
from socialdesk.platforms.x import perform as x

REPLY, PRIVATE_REPLY, MESSAGE = ActionKind.REPLY, ActionKind.PRIVATE_REPLY, ActionKind.MESSAGE


def test_what_can_be_typed_is_what_the_connector_takes() -> None:
    assert longest(Network.FACEBOOK, REPLY) == facebook.LONGEST_COMMENT
    assert (
        longest(Network.FACEBOOK, PRIVATE_REPLY)
        == longest(Network.FACEBOOK, MESSAGE)
        == facebook.LONGEST_MESSAGE
    )
    assert longest(Network.INSTAGRAM, REPLY) == instagram.LONGEST_COMMENT
    assert longest(Network.INSTAGRAM, PRIVATE_REPLY) == longest(Network.INSTAGRAM, MESSAGE)
    assert longest(Network.INSTAGRAM, MESSAGE) == instagram.LONGEST_MESSAGE
    assert longest(Network.LINKEDIN, REPLY) == linkedin.LONGEST_COMMENT
    assert longest(Network.BLUESKY, REPLY) == bluesky.LONGEST_POST
    assert longest(Network.BLUESKY, MESSAGE) == bluesky.LONGEST_MESSAGE
    assert longest(Network.X, MESSAGE) == x.LONGEST_MESSAGE
    # 280 is what an account may post that does not pay X for more.
    assert longest(Network.X, REPLY) == 280 <= x.LONGEST_POST


@pytest.mark.parametrize("network", list(Network))
def test_every_answer_that_a_network_takes_has_its_limit(network: Network) -> None:
    capabilities = capabilities_of(network)
    for kind in (REPLY, PRIVATE_REPLY, MESSAGE):
        if capabilities[kind].way is Way.API:
            assert longest(network, kind) in {280, 300, 1_000, 1_250, 2_000, 2_200, 8_000, 10_000}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Thank you.", 10),
        ("Dziękuję", 8),
        ("👮‍♀️", 2),
        ("🏳️‍🌈🙏", 4),
        ("❤️", 2),
        ("日本", 4),
        ("See https://www.anyshire.example/what-to-do-after-a-very-long-address now", 8 + 23),
        ("Report at www.anyshire.police.uk/ro", 10 + 23),
    ],
)
def test_a_reply_on_x_is_counted_as_x_counts(text: str, count: int) -> None:
    assert length(text, Network.X, REPLY) == count


def test_messages_on_instagram_are_counted_in_bytes_and_bluesky_counts_what_is_seen() -> None:
    assert length("é🙏", Network.INSTAGRAM, MESSAGE) == 6
    assert length("é🙏", Network.INSTAGRAM, REPLY) == 2
    assert length("👮‍♀️🙏", Network.BLUESKY, REPLY) == 2
    assert length("👮‍♀️", Network.FACEBOOK, REPLY) == 4


def test_what_is_particular_is_said() -> None:
    assert how_counted(Network.X, REPLY)
    assert how_counted(Network.INSTAGRAM, MESSAGE)
    assert not how_counted(Network.X, MESSAGE)
    assert not how_counted(Network.FACEBOOK, REPLY)


@given(st.text(max_size=200), st.sampled_from(Network), st.sampled_from([REPLY, PRIVATE_REPLY, MESSAGE]))
def test_any_text_can_be_counted(text: str, network: Network, kind: ActionKind) -> None:
    assert length(text, network, kind) >= 0
    assert "".join(clusters(text)) == text
    assert sum(1 for _ in clusters(text)) == count_graphemes(text)
