"""Every simulated network there is. One that is not asked for is not imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from socialdesk.clock import Clock
from socialdesk.training.networks.public_world import PublicWorld
from socialdesk.training.networks.wire import Api

Simulated = tuple[PublicWorld, Api]
"""A network: its world as the public meets it, and its wire."""


def _facebook(clock: Clock, seed: int) -> Simulated:
    from socialdesk.training.networks.facebook import FacebookApi  # noqa: PLC0415  (when it is made)
    from socialdesk.training.networks.public_facebook import PublicFacebook  # noqa: PLC0415  (when it is made)
    from socialdesk.training.networks.world import World  # noqa: PLC0415  (when it is made)

    world = World(clock, seed=seed)
    return PublicFacebook(world), FacebookApi(world)


def _youtube(clock: Clock, seed: int) -> Simulated:
    from socialdesk.training.networks.youtube.api import YouTubeApi  # noqa: PLC0415  (when it is made)
    from socialdesk.training.networks.youtube.world import YouTubeWorld  # noqa: PLC0415  (when it is made)

    world = YouTubeWorld(clock, seed=seed)
    return world, YouTubeApi(world)


def _linkedin(clock: Clock, seed: int) -> Simulated:
    from socialdesk.training.networks.linkedin.api import LinkedInApi  # noqa: PLC0415  (when it is made)
    from socialdesk.training.networks.linkedin.world import LinkedInWorld  # noqa: PLC0415  (when it is made)

    world = LinkedInWorld(clock, seed=seed)
    return world, LinkedInApi(world)


def _bluesky(clock: Clock, seed: int) -> Simulated:
    from socialdesk.training.networks.bluesky.api import BlueskyApi  # noqa: PLC0415  (when it is made)
    from socialdesk.training.networks.bluesky.world import BlueskyWorld  # noqa: PLC0415  (when it is made)

    world = BlueskyWorld(clock, seed=seed)
    return world, BlueskyApi(world)


def _instagram(clock: Clock, seed: int) -> Simulated:
    from socialdesk.training.networks.instagram.api import InstagramApi  # noqa: PLC0415  (when it is made)
    from socialdesk.training.networks.instagram.public import PublicInstagram  # noqa: PLC0415  (when it is made)
    from socialdesk.training.networks.instagram.world import InstagramWorld  # noqa: PLC0415  (when it is made)

    world = InstagramWorld(clock, seed=seed)
    return PublicInstagram(world), InstagramApi(world)


def _x(clock: Clock, seed: int) -> Simulated:
    from socialdesk.training.networks.x.api import XApi  # noqa: PLC0415  (when it is made)
    from socialdesk.training.networks.x.world import XWorld  # noqa: PLC0415  (when it is made)

    world = XWorld(clock, seed=seed)
    return world, XApi(world)


def _hootsuite(clock: Clock, seed: int) -> Simulated:
    from socialdesk.training.networks.hootsuite.api import HootsuiteApi  # noqa: PLC0415  (when it is made)
    from socialdesk.training.networks.hootsuite.world import HootsuiteWorld  # noqa: PLC0415  (when it is made)

    world = HootsuiteWorld(clock, seed=seed)
    return world, HootsuiteApi(world)


NETWORKS: Mapping[str, Callable[[Clock, int], Simulated]] = {
    "bluesky": _bluesky,
    "facebook": _facebook,
    "instagram": _instagram,
    "linkedin": _linkedin,
    "x": _x,
    "youtube": _youtube,
}
"""By name, which is also what a scenario calls it. Each is made from a clock and a seed."""

SERVICES: Mapping[str, Callable[[Clock, int], Simulated]] = {"hootsuite": _hootsuite}
"""What posts for accounts and is no network: nobody of the public is there, and no scenario speaks of it."""

MOUNTS: Mapping[str, str] = {"youtube": "youtube-api"}
"""Where a network is mounted, if not at its name."""
