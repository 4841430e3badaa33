"""A scenario set up in the simulated networks: who is who, and what each key became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from socialdesk.clock import Clock, system_clock
from socialdesk.training.events import Entry, Event, Scenario, ScenarioError
from socialdesk.training.networks import posts, public
from socialdesk.training.networks.all import NETWORKS, Simulated
from socialdesk.training.networks.public_facebook import page_id_of
from socialdesk.training.networks.public_world import NotThere, PublicWorld, Unsupported
from socialdesk.training.networks.world import World


@dataclass(slots=True)
class Stage:
    """Every simulated network, with one scenario on them. The same scenario, seed and times give the same ids."""

    networks: Mapping[str, Simulated]
    """By name."""
    scenario: Scenario
    page_ids: dict[str, str] = field(default_factory=dict[str, str])
    """A page's key to its id."""
    ids: dict[str, str] = field(default_factory=dict[str, str])
    """An event's key to the id of what it made or changed on its network."""
    _places: dict[str, PublicWorld] = field(default_factory=dict[str, PublicWorld])
    """The world of each page's and each event's key."""
    _homes: dict[str, str] = field(default_factory=dict[str, str])
    """Each event's key to the id of the account that it is a matter of."""
    _writers: dict[str, str] = field(default_factory=dict[str, str])
    """A message's key to the person that the conversation is with."""

    @classmethod
    def opening(cls, scenario: Scenario, clock: Clock = system_clock, *, seed: int = 0) -> Stage:
        """New worlds in the scenario's opening state. Raises ScenarioError for what a network cannot do.

        The worlds go by `clock` as it is; for a scenario with a time of its own, give it `scenario_clock`.
        """
        stage = cls.empty(scenario, clock, seed=seed)
        began = clock()
        for entry in scenario.opening:
            stage.play(entry, at=began - entry.before)
        return stage

    @classmethod
    def empty(cls, scenario: Scenario, clock: Clock = system_clock, *, seed: int = 0) -> Stage:
        """New worlds with the scenario's accounts and people, where nothing has happened."""
        stage = cls(all_networks(clock, seed), scenario)
        for page in scenario.pages:
            world = stage.world(page.network)
            stage.page_ids[page.key] = world.add_account(page.key, page.name, page.username, about=page.about)
            stage._places[page.key] = world
        for key, name in scenario.people.items():
            for world, _ in stage.networks.values():
                world.add_person(key, name)
        return stage

    def hurry(self) -> None:
        """Lets a desk that looks every few seconds read messages on X as often: by X's own window, fifteen times in a
        quarter of an hour, they would be minutes late in a training of an hour."""
        from socialdesk.training.networks.x.world import XWorld  # noqa: PLC0415  (when there is one)

        for world, _ in self.networks.values():
            if isinstance(world, XWorld):
                world.limits.allowed["GET /2/dm_events"] = 900

    def world(self, network: str) -> PublicWorld:
        """One network as its public meets it. Raises KeyError."""
        return self.networks[network][0]

    def play(self, entry: Entry, *, at: datetime | None = None) -> str | None:
        """Let it happen. Gives the id of what it made or changed, and the event's key where nothing of it is on a
        network (a task, a colleague's claim or note); None where it could not happen any more (the person is
        blocked, or what it speaks of has been removed). Raises ScenarioError where the network has no such thing."""
        try:
            return self.act(entry, at)
        except Unsupported as error:
            raise ScenarioError(
                f"line {entry.line}, [[{entry.kind}]]: {error}",
                to_do="Take it out of the scenario, or give it a page of another network.",
            ) from None

    def act(self, entry: Entry, at: datetime | None = None) -> str | None:
        """As `play`. Raises Unsupported."""
        event = entry.event
        if entry.kind == "task":
            return event.key
        world = self._places.get(event.page or event.on)
        if world is None or (event.on and event.on not in self.ids):
            return None
        if event.does in ("claim", "note"):
            return event.key
        try:
            with world.lock:
                world.settle()
                made = self._make(world, entry, at)
        except NotThere:
            return None
        if made is not None and event.key:
            self.ids[event.key] = made
            self._places[event.key] = world
            self._homes[event.key] = self._home(event)
        return made

    def _home(self, event: Event) -> str:
        return self.page_ids[event.page] if event.page else self._homes[event.on]

    def _make(self, world: PublicWorld, entry: Entry, at: datetime | None) -> str | None:
        event = entry.event
        match entry.kind:
            case "post":
                return world.post(self.page_ids[event.page], event.text, at=at, picture=event.picture)
            case "visitor_post" | "mention":
                page_id = self.page_ids[event.page]
                return world.mention(page_id, event.by, event.text, at=at, picture=event.picture)
            case "comment":
                by = self.page_ids.get(event.by, event.by)
                return world.comment(
                    self.ids[event.on], by, event.text, at=at, picture=event.picture, hidden=event.hidden
                )
            case "message":
                return self._message(world, event, at)
            case "colleague":
                return self._colleague(world, event, at)
            case "edit":
                world.edit(self.ids[event.on], event.text)
            case _:
                world.withdraw(self.ids[event.on])
        return self.ids[event.on]

    def _message(self, world: PublicWorld, event: Event, at: datetime | None) -> str | None:
        by_account = not event.by or event.by in self.page_ids
        person = event.person if by_account else event.by
        self._writers[event.key] = person
        return world.message(
            self.page_ids[event.page],
            person,
            event.text,
            by_account=by_account,
            at=at,
            picture=event.picture,
        )

    def _colleague(self, world: PublicWorld, event: Event, at: datetime | None) -> str | None:
        """What one of the Force's own does with the network's own tools."""
        target, account = self.ids[event.on], self._homes[event.on]
        match event.does:
            case "reply" if event.on in self._writers:
                return world.message(account, self._writers[event.on], event.text, by_account=True, at=at)
            case "reply":
                return world.comment(target, account, event.text, at=at)
            case "delete":
                world.take_down(target)
            case _:
                world.set_hidden(target, event.does == "hide")
        return target


def scenario_clock(scenario: Scenario, clock: Clock = system_clock) -> Clock:
    """A clock that shows the scenario's `begins` now, and goes on as `clock` does; `clock` where it has none."""
    if scenario.begins is None:
        return clock
    ahead = scenario.begins - clock()
    return lambda: clock() + ahead


def all_networks(clock: Clock = system_clock, seed: int = 0) -> dict[str, Simulated]:
    """Every simulated network, empty."""
    return {name: make(clock, seed) for name, make in NETWORKS.items()}


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
