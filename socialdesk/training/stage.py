"""A scenario set up in a world: who is who, and what each key became."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from socialdesk.clock import Clock, system_clock
from socialdesk.training.networks import posts, public
from socialdesk.training.networks.conversations import put_message
from socialdesk.training.networks.graph_errors import GraphError
from socialdesk.training.networks.records import Comment, Message, Picture, Post, Writer
from socialdesk.training.networks.world import World
from socialdesk.training.scenario import Entry, Event, Scenario


@dataclass(slots=True)
class Stage:
    """One world with one scenario on it."""

    world: World
    scenario: Scenario
    page_ids: dict[str, str] = field(default_factory=dict[str, str])
    ids: dict[str, str] = field(default_factory=dict[str, str])
    """An event's key to the id of what it made."""

    @classmethod
    def opening(cls, scenario: Scenario, clock: Clock = system_clock, *, seed: int = 0) -> Stage:
        """A new world in the scenario's opening state."""
        stage = cls(World(clock, seed=seed), scenario)
        for page in scenario.pages:
            page_id = page_id_of(page.username)
            stage.world.add_page(page_id, page.name, page.username, about=page.about)
            stage.page_ids[page.key] = page_id
        for key, name in scenario.people.items():
            stage.world.add_person(key, name)
        began = clock()
        for entry in scenario.opening:
            stage.play(entry, at=began - entry.before)
        return stage

    def play(self, entry: Entry, *, at: datetime | None = None) -> str | None:
        """Let it happen. Gives the id of what it made or changed; None where it could not happen any more
        (the person is blocked, or what it speaks of has been removed)."""
        event = entry.event
        try:
            with self.world.lock:
                self.world.settle()
                made = self._make(entry, at)
        except (GraphError, KeyError):
            return None
        if made is None:
            return None
        made_id = made if isinstance(made, str) else made.id
        if event.key:
            self.ids[event.key] = made_id
        return made_id

    def _make(self, entry: Entry, at: datetime | None) -> Post | Comment | Message | str | None:
        event, world = entry.event, self.world
        picture = Picture(id=world.new_number(), title=event.picture) if event.picture else None
        match entry.kind:
            case "post":
                page = world.page(self.page_ids[event.page])
                pictures = () if picture is None else (picture,)
                return posts.put_post(world, page.id, page.writer, event.text, at=at, pictures=pictures)
            case "visitor_post":
                page_id = self.page_ids[event.page]
                return public.write_post(
                    world, page_id, self._who(event.by), event.text, at=at, picture=picture
                )
            case "comment":
                return public.write_comment(
                    world,
                    self.ids[event.on],
                    self._who(event.by),
                    event.text,
                    at=at,
                    picture=picture,
                    hidden=event.hidden,
                )
            case "message":
                return self._message(event, at, picture)
            case "edit":
                public.edit(world, self.ids[event.on], event.text)
            case "withdraw":
                public.withdraw(world, self.ids[event.on])
        return self.ids[event.on]

    def _message(self, event: Event, at: datetime | None, picture: Picture | None) -> Message | None:
        page_id = self.page_ids[event.page]
        if event.by and event.by not in self.page_ids:
            return public.write_message(
                self.world, page_id, self._who(event.by), event.text, at=at, picture=picture
            )
        person = self._who(event.person)
        return put_message(self.world, page_id, person, event.text, from_page=True, at=at, picture=picture)

    def _who(self, key: str) -> Writer:
        page_id = self.page_ids.get(key)
        return self.world.page(page_id).writer if page_id else self.world.people[key]


def page_id_of(username: str) -> str:
    """A page's id, always the same for the same name."""
    digest = hashlib.sha256(f"page/{username}".encode()).digest()
    return str(100_060_000_000_000 + int.from_bytes(digest[:5], "big"))


_OPENINGS = (
    "Any news on this",
    "Thank you for the update",
    "Why is the road still shut",
    "Well done to all involved",
)
_MIDDLES = (
    "please",
    "my mum lives there",
    "saw the helicopter",
    "been like this since six",
    "as usual",
    "hope they are ok",
)
_NAMES = (
    "Aisha",
    "Brendan",
    "Carys",
    "Dev",
    "Elspeth",
    "Farid",
    "Gwen",
    "Hamish",
    "Ines",
    "Joss",
    "Kiran",
    "Lowri",
)
_SURNAMES = ("Ashdown", "Birkby", "Colwick", "Dunmore", "Eastfield", "Fenwright", "Garthside", "Holmbury")


def world_with_comments(n: int, seed: int = 0, *, clock: Clock = system_clock, replies: float = 0.2) -> World:
    """One page with one post and `n` comments by made-up people, a part of them replies."""
    dice = Random(f"comments/{seed}")
    world = World(clock, seed=seed)
    page = world.add_page(page_id_of("anyshirepolice"), "Anyshire Police", "anyshirepolice")
    began = clock() - timedelta(seconds=20 * n + 3600)
    post = posts.put_post(
        world, page.id, page.writer, "An appeal for witnesses in Kelmarton town centre.", at=began
    )
    names = [f"{first} {last}" for first in _NAMES for last in _SURNAMES]
    people = [world.add_person(name.lower().replace(" ", "-"), name) for name in names]
    top: list[str] = []
    for number in range(n):
        text = f"{dice.choice(_OPENINGS)}, {dice.choice(_MIDDLES)} ({number + 1})"
        target = dice.choice(top) if top and dice.random() < replies else post.id
        at = began + timedelta(seconds=20 * number)
        made = public.write_comment(world, target, dice.choice(people), text, at=at)
        if made is not None and target == post.id:
            top.append(made.id)
    return world
