"""The simulated Hootsuite over HTTP, with a simulated Facebook page behind it, and the desk's own way in."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from socialdesk.model.accounts import Account, Network
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.platforms.api import Connector, Credentials, FixedToken, NetworkError, Throttled, TokenSource
from socialdesk.platforms.registry import connector_for, scheduler_for
from socialdesk.platforms.scheduling import Scheduler
from socialdesk.training.networks.all import NETWORKS, SERVICES
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.hootsuite.world import HootsuiteWorld
from socialdesk.training.networks.server import SimulatedNetworks
from tests.fakes.towns import Door, Hands

T = TypeVar("T")
KEY = "0123456789abcdef0123456789abcdef"
_QUICK: dict[Kind, dict[str, Any]] = {
    Kind.LATENCY: {"seconds": 0.01}, Kind.DRIP: {"seconds": 0}, Kind.GZIP_BOMB: {"size": 40 * 2**20},
}  # fmt: skip


@dataclass
class HootsuiteStage:
    """The server; a new town for each test."""

    networks: SimulatedNetworks
    door: Door
    facebook: Door

    @contextmanager
    def town(self) -> Generator[HootsuiteTown]:
        hands = Hands()
        self.networks.faults.clear()
        for door, make in ((self.door, SERVICES["hootsuite"]), (self.facebook, NETWORKS["facebook"])):
            door.world, door.api = make(hands, 0)
            door.asked.clear()
            door.instead = lambda request: None
        made = HootsuiteTown(self.networks, self.door, self.facebook, hands)
        try:
            yield made
        finally:
            for one in (*made.opened, *made.pages):
                one.close()
            self.networks.faults.clear()


@contextmanager
def running_hootsuite() -> Generator[HootsuiteStage]:
    """The server, until the end of the `with`."""
    door, facebook = Door(SERVICES["hootsuite"](Hands(), 0)), Door(NETWORKS["facebook"](Hands(), 0))
    with SimulatedNetworks((door.world, door), (facebook.world, facebook)) as networks:
        yield HootsuiteStage(networks, door, facebook)


@dataclass
class HootsuiteTown:
    """A Force with a page on Facebook and an account on X, both at Hootsuite."""

    networks: SimulatedNetworks
    door: Door
    facebook: Door
    hands: Hands
    opened: list[Scheduler] = field(default_factory=list[Scheduler])
    pages: list[Connector] = field(default_factory=list[Connector])
    shown: list[str] = field(default_factory=list[str])
    """All that a person or a log could see of what was answered and raised."""

    def __post_init__(self) -> None:
        self.page = self.facebook.world.add_account("force", "Anyshire Police", "anyshirepolice")
        connected = self.world.connect(self.facebook.world, self.page, "Anyshire Police")
        self.profile = NativeId(connected.id)
        self.on_x = NativeId(self.world.add_profile("TWITTER", "anyshirepolice", "11348282").id)

    @property
    def world(self) -> HootsuiteWorld:
        world = self.door.world
        assert isinstance(world, HootsuiteWorld)
        return world

    @property
    def token(self) -> str:
        return self.world.token_of(self.world.me.id)

    def tried(self, call: Callable[[], T]) -> T | NetworkError:
        """What `call` answers, or the error that it ends with. Both are kept as they show themselves."""
        try:
            told = call()
        except NetworkError as error:
            trace = traceback.TracebackException.from_exception(error, capture_locals=True)
            ours = [frame.locals for frame in trace.stack if "platforms" in Path(frame.filename).parts]
            self.shown += (repr(ours), *traceback.format_exception(error), repr(error.__dict__))
            return error
        self.shown.append(repr(told))
        return told

    @property
    def desk(self) -> Scheduler:
        """The first way in, always the same."""
        return self.opened[0] if self.opened else self.connect()

    def connect(self, source: TokenSource | None = None) -> Scheduler:
        made = scheduler_for(
            source=source or FixedToken(Credentials(token=self.token)),
            base_url=self.networks.base_url("hootsuite"),
            clock=self.hands,
            loopback_only=True,
        )
        self.opened.append(made)
        return made

    def page_desk(self) -> Connector:
        """The page's own connector."""
        token = next(one["token"] for one in self.facebook.world.announcement()["accounts"])
        made = connector_for(
            Account(
                id=AccountId(1), network=Network.FACEBOOK, native_id=NativeId(self.page), name="Anyshire"
            ),
            source=FixedToken(Credentials(token=token)),
            base_url=self.networks.base_url("facebook"),
            clock=self.hands,
            loopback_only=True,
        )
        self.pages.append(made)
        return made

    def publication(
        self, text: str = "An appeal.", *, kind: ActionKind = ActionKind.PUBLISH, key: str = KEY, **more: Any
    ) -> Action:
        target = more.pop("target", self.profile)
        return Action(kind=kind, target=target, key=key, thread=target, text=text, **more)

    def later(self, **by: float) -> int:
        """A moment to come, in whole seconds, in ms."""
        return int((self.hands.now + timedelta(**by)).timestamp()) * 1000

    def applied(self) -> list[str]:
        return [call.kind for call in self.world.ledger.after(0)]

    def spoil(self, kind: Kind, *methods: str, count: int | None = 1, skip: int = 0) -> None:
        faults = [
            Fault(
                kind=kind, network="hootsuite", method=method, count=count, skip=skip, **_QUICK.get(kind, {})
            )
            for method in methods
        ]
        self.networks.faults.set(FaultSpec(faults=tuple(faults)))

    @property
    def struck(self) -> int:
        return sum(count for _, count in self.networks.faults.done())

    def behave(self) -> None:
        self.networks.faults.clear()

    def wait(self, told: NetworkError) -> None:
        until_ms = told.until_ms if isinstance(told, Throttled) else self.hands.ms
        self.hands.forward(seconds=max(60, (until_ms - self.hands.ms) / 1000 + 1))
