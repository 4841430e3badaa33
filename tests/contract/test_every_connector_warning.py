"""A public warning on every network: a comment of the Force's own beneath its post, found again by a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import stamina

from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.platforms.api import Absent, Done, Found
from tests.fakes.towns import Towns, every_network, items, run

WORDS = "Please name nobody here. Our guidelines: https://police.example/guidelines"


@pytest.fixture(scope="module")
def towns() -> Iterator[Towns]:
    with every_network() as running, stamina.set_testing(True, attempts=2, cap=True):
        yield running


@pytest.mark.clause("R3")
@pytest.mark.parametrize(
    ("network", "tier"),
    [*((each, "") for each in Network if each is not Network.X), (Network.X, "enterprise")],
)
def test_it_stands_beneath_the_post_and_is_seen_there(towns: Towns, network: Network, tier: str) -> None:
    with towns.town(network, tier=tier) as town:
        item = town.item(town.comment())
        warning = replace(town.act(ActionKind.REPLY, item, text=WORDS), target=town.post, thread=town.post)
        town.hands.forward(minutes=1)
        since = town.hands.ms
        look = town.desk.look
        assert town.tried(lambda: look(warning, not_before_ms=since, known=frozenset())) == Absent()

        done = town.tried(lambda: town.desk.perform(warning))

        assert isinstance(done, Done)
        assert done.native_id is not None
        seen = town.tried(lambda: look(warning, not_before_ms=since, known=frozenset()))
        assert seen == Found(native_id=done.native_id)
        town.hands.forward(minutes=1)
        found = items(run(town.desk))[done.native_id]
        assert (found.by_force, found.untrusted_text, found.thread) == (True, WORDS, town.post)


@pytest.mark.clause("R3")
def test_where_x_takes_no_reply_it_is_a_post_of_its_own(towns: Towns) -> None:
    with towns.town(Network.X) as town:
        item = town.item(town.comment())
        act = town.act(ActionKind.PUBLISH, item, text=WORDS)
        own = replace(act, target=town.account, thread=town.account)
        town.hands.forward(minutes=1)
        since = town.hands.ms
        done = town.tried(lambda: town.desk.perform(own))
        assert isinstance(done, Done)
        seen = town.tried(lambda: town.desk.look(own, not_before_ms=since, known=frozenset()))
        assert seen == Found(native_id=done.native_id)
