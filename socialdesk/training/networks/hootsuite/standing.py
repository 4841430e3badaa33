"""A Force's account at the simulated Hootsuite, with its accounts on the other simulated networks behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from socialdesk.background.loops import Loop
from socialdesk.clock import Clock, system_clock
from socialdesk.training.networks.hootsuite.api import HootsuiteApi
from socialdesk.training.networks.hootsuite.world import HootsuiteWorld
from socialdesk.training.networks.public_world import PublicWorld

_COLLEAGUE = ("Corporate Communications", "press.office@anyshire.example")
_LOOK_SECONDS = 1.0
_WAITING = (
    "Road closed in Kelmarton until further notice. Please use another way.",
    "Our front counters are closed on the bank holiday. Call 101, or 999 in an emergency.",
)


def at_hootsuite(
    worlds: Iterable[PublicWorld], clock: Clock = system_clock
) -> tuple[HootsuiteWorld, HootsuiteApi]:
    """Hootsuite for every account of `worlds` on a network that it posts to, and two posts that a colleague scheduled.

    What is sent there appears on the account's own network when Hootsuite is next asked for anything, or by
    `sends_what_is_due`.
    """
    made = HootsuiteWorld(clock)
    colleague = made.add_member(*_COLLEAGUE)
    profiles = [
        made.connect(world, account["id"], account["name"])
        for world in worlds
        if made.posts_to(world.network)
        for account in world.announcement()["accounts"]
    ]
    for number, text in enumerate(_WAITING if profiles else ()):
        made.put(profiles[0], text, colleague, send=clock() + timedelta(hours=3 + 5 * number))
    return made, HootsuiteApi(made)


def sends_what_is_due(world: HootsuiteWorld) -> Callable[[], None]:
    """What waits goes out at its time though nobody asks. Gives what ends it."""
    loop = Loop("hootsuite", _LOOK_SECONDS, lambda _stop: world.settle())
    loop.start()

    def end() -> None:
        loop.stop()
        loop.join()

    return end
