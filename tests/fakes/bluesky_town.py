"""A running simulated Bluesky with one account, its post and a connector to it, for the contract tests."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from socialdesk.clock import to_ms
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Connector, Credentials, FetchedItem, FetchedPage, FixedToken, TokenSource
from socialdesk.platforms.bluesky.connector import connect
from socialdesk.platforms.capabilities import read_capabilities
from socialdesk.training.networks.bluesky.api import BlueskyApi
from socialdesk.training.networks.bluesky.world import BlueskyWorld
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.wire import Answer, Request

KEY = "0123456789abcdef0123456789abcdef"
CAPABILITIES = Path(__file__).resolve().parents[2] / "resources" / "capabilities" / "bluesky.toml"


class Hands:
    """A clock whose hands the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    @property
    def ms(self) -> int:
        return to_ms(self.now)

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Town:
    """A running network with an account, its post, and a connector to it."""

    networks: SimulatedNetworks
    world: BlueskyWorld
    api: BlueskyApi
    hands: Hands
    did: str
    post: str
    desk: Connector = field(init=False)

    def __post_init__(self) -> None:
        self.desk = self.connect()

    @property
    def base_url(self) -> str:
        return self.networks.base_url("bluesky")

    def connect(self, source: TokenSource | None = None) -> Connector:
        return connect(
            NativeId(self.did),
            source=source or FixedToken(Credentials(token=self.world.token(self.did))),
            base_url=self.base_url,
            clock=self.hands,
            loopback_only=True,
            kept=None,
            capabilities=read_capabilities(CAPABILITIES.read_text("utf-8")),
        )

    def comment(self, text: str, *, who: str = "dale", under: str = "", ago: float = 60, **more: Any) -> str:
        self.world.add_person(who, who.title())
        at = self.hands.now - timedelta(seconds=ago)
        made = self.world.comment(under or self.post, who, text, at=at, **more)
        assert made is not None
        return made

    def mention(self, text: str, *, who: str = "dale", ago: float = 60) -> str:
        self.world.add_person(who, who.title())
        made = self.world.mention(self.did, who, text, at=self.hands.now - timedelta(seconds=ago))
        assert made is not None
        return made

    def message(self, text: str, *, who: str = "dale", ago: float = 60, **more: Any) -> str:
        self.world.add_person(who, who.title())
        at = self.hands.now - timedelta(seconds=ago)
        made = self.world.message(self.did, who, text, at=at, **more)
        assert made is not None
        return made

    def person(self, who: str = "dale") -> NativeId:
        self.world.add_person(who, who.title())
        return NativeId(self.world.person(who).did)

    def talk(self, who: str = "dale") -> str:
        return self.world.talk(self.did, self.person(who)).id

    def applied(self) -> list[str]:
        return [call.kind for call in self.world.ledger.after(0)]

    def spoil(self, kind: Kind, method: str = "POST", count: int | None = 1, **more: Any) -> None:
        self.networks.faults.set(FaultSpec(faults=(Fault(kind=kind, method=method, count=count, **more),)))

    def hide(self, uri: str, **more: Any) -> Action:
        return action(ActionKind.HIDE, uri, thread=NativeId(self.post), **more)


class Stage:
    """One server for many towns, one after the other: starting and ending one takes longer than most tests."""

    name = "bluesky"

    def __init__(self) -> None:
        self.now = BlueskyApi(BlueskyWorld(Hands()))

    def answer(self, request: Request) -> Answer:
        return self.now.answer(request)

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        return self.now.trouble(kind, request, fault)

    def bad_request(self) -> Answer:
        return self.now.bad_request()

    def picture(self, picture_id: str) -> Picture | None:
        return self.now.picture(picture_id)


@contextmanager
def running_stage() -> Generator[tuple[Stage, SimulatedNetworks]]:
    """The server, until the end of the `with`."""
    stage = Stage()
    with SimulatedNetworks((stage.now.world, stage)) as networks:
        yield stage, networks


@contextmanager
def town_on(stage: Stage, networks: SimulatedNetworks) -> Generator[Town]:
    """A new town on the server, until the end of the `with`."""
    hands = Hands()
    world = BlueskyWorld(hands)
    stage.now = BlueskyApi(world)
    networks.faults.clear()
    did = world.add_account("main", "Anyshire Police", "anyshirepolice")
    post = world.post(did, "An appeal.", at=hands.now - timedelta(hours=3))
    town = Town(networks, world, stage.now, hands, did, post)
    try:
        yield town
    finally:
        town.desk.close()


def run(desk: Connector, cursor: str | None = None, *, full: bool = False) -> list[FetchedPage]:
    """Every page of one run; each cursor goes through text, as in the store."""
    pages = [desk.fetch(cursor, full=full)]
    while pages[-1].more:
        assert len(pages) < 1000
        pages.append(desk.fetch(pages[-1].cursor, full=full))
    return pages


def items(pages: list[FetchedPage]) -> dict[str, FetchedItem]:
    return {str(item.native_id): item for page in pages for item in page.items}


def action(kind: ActionKind, target: str, *, key: str = KEY, **more: Any) -> Action:
    return Action(kind=kind, target=NativeId(target), key=key, **more)
