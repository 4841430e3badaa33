"""The simulated Hootsuite stands in front of the other simulated networks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from socialdesk.training.networks.all import NETWORKS
from socialdesk.training.networks.hootsuite.records import State
from socialdesk.training.networks.hootsuite.standing import at_hootsuite
from socialdesk.training.networks.hootsuite.world import HootsuiteWorld
from socialdesk.training.networks.public_world import NotThere, Unsupported


class Hands:
    def __init__(self) -> None:
        self.now = datetime(2026, 12, 26, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_every_account_that_it_posts_to_is_there_and_what_is_due_appears_on_its_network() -> None:
    hands = Hands()
    worlds = {name: make(hands, 0)[0] for name, make in NETWORKS.items()}
    for world in worlds.values():
        world.add_account("force", "Anyshire Police", "anyshirepolice")
    made, api = at_hootsuite(worlds.values(), hands)
    assert api.name == made.network == "hootsuite"
    kinds = sorted(one.kind for one in made.profiles.values())
    assert kinds == ["FACEBOOKPAGE", "INSTAGRAMBUSINESS", "LINKEDINCOMPANY", "TWITTER", "YOUTUBECHANNEL"]
    waiting = list(made.messages.values())
    assert [one.state for one in waiting] == [State.SCHEDULED] * 2
    for profile in made.profiles.values():
        made.put(profile, f"To {profile.kind}.", made.me, send=hands.now + timedelta(minutes=5))
    hands.now += timedelta(hours=4)
    made.settle()
    out = [one for one in made.messages.values() if one.state is State.SENT]
    assert len(out) == 6
    assert all(one.post_id for one in out)


def test_there_is_no_public_there() -> None:
    made = HootsuiteWorld(Hands())
    account = made.add_account("force", "Anyshire Police", "anyshirepolice")
    for call in (made.mention, made.comment, made.message):
        with pytest.raises(Unsupported):
            call(account, "dale", "Hello")
    with pytest.raises(Unsupported):
        made.edit(account, "x")
    message = made.post(account, "From a colleague.", at=Hands().now + timedelta(hours=1))
    made.withdraw(message)
    for wrong in (lambda: made.withdraw(message), lambda: made.post("99", "x")):
        with pytest.raises(NotThere):
            wrong()
    assert made.announcement()["accounts"][0]["token"] == made.token_of(made.me.id)
