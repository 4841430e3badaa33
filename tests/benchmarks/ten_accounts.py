"""A process of its own: ten accounts on the simulated networks with so many comments between them; says where.

It serves until its standard input is closed, so that what it takes is not counted with the desk.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from socialdesk.clock import system_clock
from socialdesk.training.networks.public_world import PublicWorld
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.stage import all_networks

ACCOUNTS = (
    "facebook",
    "facebook",
    "facebook",
    "facebook",
    "instagram",
    "x",
    "x",
    "youtube",
    "linkedin",
    "bluesky",
)
PER_POST = 400
PEOPLE = 300
WORDS = (
    "Any news on this please",
    "Thank you for the update",
    "Why is the road still shut, it has been since six",
    "My mum lives there, is she all right",
    "Well done to all involved 👏",
    "useless as usual",
)


def fill(world: PublicWorld, number: int, comments: int) -> None:
    """One account with its comments, the newest now."""
    account = world.add_account(f"force-{number}", f"Anyshire Police {number}", f"anyshire{number}")
    at = system_clock() - timedelta(hours=20)
    step = timedelta(hours=19) / max(comments, 1)
    post = ""
    for each in range(comments):
        if each % PER_POST == 0:
            post = world.post(account, f"An appeal for witnesses, part {each // PER_POST + 1}.", at=at)
        person = f"person-{number}-{each % PEOPLE}"
        world.add_person(person, f"Person {each % PEOPLE} of {number}")
        at += step
        world.comment(post, person, f"{WORDS[each % len(WORDS)]} ({each})", at=at)


def main(items: int) -> None:
    """Fill, serve, and say where."""
    networks = all_networks(system_clock, 0)
    for number, name in enumerate(ACCOUNTS):
        fill(networks[name][0], number, items // len(ACCOUNTS))
    with SimulatedNetworks(*networks.values()) as serving:
        print(json.dumps(serving.announcement()), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
