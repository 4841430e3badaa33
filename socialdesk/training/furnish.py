"""An account and a little talk on every simulated network that a scenario leaves empty."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from socialdesk.training.networks.public_world import PublicWorld, Unsupported

NAME, USERNAME = "Anyshire Police", "anyshirepolice"
_PEOPLE = {"dale": "Dale Pritchley", "shona": "Shona Okafor-Reid"}


def furnish(worlds: Iterable[PublicWorld], now: datetime) -> None:
    """Give each world that has no account one, with a post, comments, a mention and a message where there are such."""
    for world in worlds:
        with world.lock:
            if not world.announcement()["accounts"]:
                _furnish(world, now)


def _furnish(world: PublicWorld, now: datetime) -> None:
    def ago(minutes: float) -> datetime:
        return now - timedelta(minutes=minutes)

    for key, name in _PEOPLE.items():
        world.add_person(key, name)
    account = world.add_account(
        "force", NAME, USERNAME, about="Not monitored 24/7. In an emergency call 999."
    )
    post = world.post(account, "We are appealing for witnesses in Kelmarton town centre.", at=ago(180))
    first = world.comment(post, "dale", "Any news on this?", at=ago(90))
    if first is not None:
        world.comment(first, "shona", "I would like to know, too.", at=ago(60))
        world.comment(first, account, "We will say more here as soon as we can.", at=ago(45))
    world.comment(post, "shona", "Thank you for the update.", at=ago(30))
    with suppress(Unsupported):
        world.mention(account, "dale", f"The bypass is shut again. @{USERNAME}", at=ago(20))
    with suppress(Unsupported):
        world.message(account, "shona", "Is this the right place to ask about lost property?", at=ago(10))
