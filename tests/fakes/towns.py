"""Any simulated network with one account of the Force, reached over HTTP, and its connector as the desk makes it.

The same for every network: what the public does is told to a `PublicWorld`, what the desk does goes through the port.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Account, Network
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.api import (
    Connector,
    Credentials,
    Done,
    FetchedItem,
    FetchedPage,
    FixedToken,
    NetworkError,
    Throttled,
    TokenSource,
)
from socialdesk.platforms.registry import Terms, connector_for
from socialdesk.training.networks.all import NETWORKS, Simulated
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.ledger import AppliedCall
from socialdesk.training.networks.public_world import PublicWorld, Unsupported
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.wire import Answer, Request
from socialdesk.training.networks.x.world import XWorld

T = TypeVar("T")
KEY = "0123456789abcdef0123456789abcdef"
PICTURE = "https://www.example.org/marina.jpg"
MODERATING = (ActionKind.HIDE, ActionKind.DELETE)
_QUICK: Mapping[Kind, Mapping[str, Any]] = {
    Kind.LATENCY: {"seconds": 0.01},
    Kind.DRIP: {"seconds": 0},
    Kind.GZIP_BOMB: {"size": 40 * 2**20},
}
_UNDOES = {
    ActionKind.UNHIDE: ActionKind.HIDE,
    ActionKind.UNBLOCK: ActionKind.BLOCK,
    ActionKind.UNMUTE: ActionKind.MUTE,
    ActionKind.UNBLOCK_MESSAGES: ActionKind.BLOCK_MESSAGES,
}


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


class Door:
    """One network's wire for many towns, one after the other; it takes down what it is asked."""

    def __init__(self, simulated: Simulated) -> None:
        self.world, self.api = simulated
        self.name = self.api.name
        self.asked: list[Request] = []
        self.instead: Callable[[Request], Answer | None] = lambda request: None
        """What is answered in the network's place, if anything."""

    def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        return self.instead(request) or self.api.answer(request)

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        return self.api.trouble(kind, request, fault)

    def bad_request(self) -> Answer:
        return self.api.bad_request()

    def picture(self, picture_id: str) -> Picture | None:
        return self.api.picture(picture_id)


@dataclass
class Renewing:
    """A sign-in that can be renewed so often as it is told; the network takes what it gives."""

    token: str = field(repr=False)
    left: int = 1
    asked: int = 0

    def current(self) -> Credentials:
        return Credentials(token=self.token)

    def renewed(self, refused: Credentials) -> Credentials | None:
        self.asked += 1
        self.left -= 1
        return Credentials(token=self.token) if self.left >= 0 else None


@dataclass
class Towns:
    """Every network behind one port."""

    networks: SimulatedNetworks
    doors: Mapping[Network, Door]

    @contextmanager
    def town(self, network: Network, *, tier: str = "") -> Generator[Town]:
        """A new world with an account and its post, until the end of the `with`."""
        hands, door = Hands(), self.doors[network]
        door.world, door.api = NETWORKS[network.value](hands, 0)
        door.asked.clear()
        door.instead = lambda request: None
        self.networks.faults.clear()
        if network is Network.X:
            cast(XWorld, door.world).enterprise = tier == "enterprise"
        account = door.world.add_account("force", "Anyshire Police", "anyshirepolice")
        post = door.world.post(account, "An appeal.", at=hands.now - timedelta(hours=3), picture="A poster")
        made = Town(network, self.networks, door, hands, NativeId(account), NativeId(post), tier)
        try:
            yield made
        finally:
            for desk in made.opened:
                desk.close()
            self.networks.faults.clear()


@contextmanager
def every_network() -> Generator[Towns]:
    """The server, until the end of the `with`."""
    doors = {network: Door(NETWORKS[network.value](Hands(), 0)) for network in Network}
    with SimulatedNetworks(*((door.world, door) for door in doors.values())) as networks:
        yield Towns(networks, doors)


@dataclass
class Town:
    """One running network with an account and its post."""

    network: Network
    networks: SimulatedNetworks
    door: Door
    hands: Hands
    account: NativeId
    post: NativeId
    tier: str = ""
    opened: list[Connector] = field(default_factory=list[Connector])
    shown: list[str] = field(default_factory=list[str])
    """All that a person or a log could see of what was answered and raised."""
    said: int = 0
    """How much the public has said; each has its number."""

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
    def world(self) -> PublicWorld:
        return self.door.world

    @property
    def token(self) -> str:
        return next(
            one["token"] for one in self.world.announcement()["accounts"] if one["id"] == self.account
        )

    @property
    def desk(self) -> Connector:
        return self.opened[0] if self.opened else self.connect()

    def connect(self, source: TokenSource | None = None) -> Connector:
        terms = Terms(x_tier=self.tier) if self.tier else Terms()
        made = connector_for(
            Account(id=AccountId(1), network=self.network, native_id=self.account, name="Anyshire Police"),
            source=source or FixedToken(Credentials(token=self.token)),
            base_url=self.networks.base_url(self.network.value),
            clock=self.hands,
            loopback_only=True,
            terms=terms,
        )
        self.opened.append(made)
        return made

    # -- what the public does; everything that is said has a number of its own

    def words(self, text: str = "I know him") -> str:
        self.said += 1
        return f"{text}, no. {self.said}"

    def comment(self, *, who: str = "dale", under: str = "", ago: float = 60, **more: Any) -> str:
        if who != self.account:
            self.world.add_person(who, who.title())
        at = self.hands.now - timedelta(seconds=ago)
        made = self.world.comment(
            under or self.post, who, more.pop("text", "") or self.words(), at=at, **more
        )
        assert made is not None
        return made

    def mention(self, *, who: str = "dale", ago: float = 60) -> str:
        self.world.add_person(who, who.title())
        at = self.hands.now - timedelta(seconds=ago)
        made = self.world.mention(self.account, who, self.words("Look at this"), at=at)
        assert made is not None
        return made

    def message(self, *, who: str = "dale", ago: float = 60) -> str:
        """Raises Unsupported."""
        self.world.add_person(who, who.title())
        at = self.hands.now - timedelta(seconds=ago)
        try:
            made = self.world.message(self.account, who, self.words("Is this the right place"), at=at)
        except Unsupported:
            self.said -= 1
            raise
        assert made is not None
        return made

    def evening(self) -> dict[str, str]:
        """Several posts, comments with replies, a mention, messages. The ids of the comments."""
        other = self.world.post(self.account, "Another appeal.", at=self.hands.now, picture="A poster")
        made = {f"comment {number}": self.comment(ago=3000 - number) for number in range(3)}
        made["elsewhere"] = self.comment(under=other, who="shona", ago=900)
        made["reply"] = self.comment(under=made["comment 1"], who="shona", ago=800)
        made["ours"] = self.comment(under=made["comment 1"], who=self.account, ago=700)
        self.mention(who="robin", ago=600)
        for who in ("dale", "shona"):
            with suppress(Unsupported):  # YouTube has none, and LinkedIn's can be read by nobody
                self.message(who=who, ago=500)
        return made

    # -- what the network does

    def applied(self, *kinds: str) -> list[AppliedCall]:
        return [call for call in self.world.ledger.after(0) if not kinds or call.kind in kinds]

    def spoil(self, kind: Kind, *methods: str, count: int | None = 1, seed: int = 0, **more: Any) -> None:
        """From now on; `count` is how often for each of `methods`."""
        more = {**_QUICK.get(kind, {}), **more}
        faults = [
            Fault(kind=kind, network=self.network.value, method=method, count=count, **more)
            for method in methods
        ]
        self.networks.faults.set(FaultSpec(seed=seed, faults=tuple(faults)))

    @property
    def struck(self) -> int:
        """How often a fault has struck."""
        return sum(count for _, count in self.networks.faults.done())

    def behave(self) -> None:
        self.networks.faults.clear()

    def wait(self, told: NetworkError) -> None:
        """So long as the network asks for, or a minute."""
        until_ms = told.until_ms if isinstance(told, Throttled) else self.hands.ms
        self.hands.forward(seconds=max(60, (until_ms - self.hands.ms) / 1000 + 1))

    # -- what the desk does

    def item(self, native_id: str) -> FetchedItem:
        """As a first run tells of it."""
        return items(run(self.desk))[native_id]

    def act(self, kind: ActionKind, item: FetchedItem, *, text: str = "", key: str = KEY) -> Action:
        """As the desk asks for it: about an item that it has read."""
        return Action(
            kind=kind,
            target=item.native_id,
            key=key,
            thread=item.thread,
            person=item.author.native_id if item.author is not None else NativeId(""),
            text=text or ("Please call 101." if kind.creates else ""),
            last_heard_ms=self.hands.ms - 60_000,
        )

    def own_post(self) -> NativeId:
        """A post of the account's, an hour old."""
        at = self.hands.now - timedelta(hours=1)
        return NativeId(self.world.post(self.account, self.words("News"), at=at, picture="A poster"))

    def publication(
        self, text: str, *, kind: ActionKind = ActionKind.PUBLISH, key: str = KEY, **more: Any
    ) -> Action:
        """About a post of the account's own; the account itself is the target where nothing else is."""
        target = more.pop("target", self.account)
        return Action(kind=kind, target=target, key=key, thread=target, text=text, **more)

    def published(self, text: str, **more: Any) -> NativeId:
        """What the desk has published by itself."""
        told = self.desk.perform(self.publication(text, **more))
        assert isinstance(told, Done)
        assert told.native_id is not None
        return told.native_id

    def ready(self, kind: ActionKind, *, who: str = "dale", key: str = KEY) -> Action:
        """An action that the network would carry out now; what has to be there for it is made."""
        match kind:
            case ActionKind.PUBLISH:
                news = f"News, no. {self.said}."
                text = f"{news}\n{PICTURE}" if self.network is Network.INSTAGRAM else news
                return Action(kind=kind, target=self.account, key=key, thread=self.account, text=text)
            case ActionKind.DELETE_POST:
                post = self.own_post()
                return Action(kind=kind, target=post, key=key, thread=post)
            case ActionKind.RESHARE:
                alone = self.network is Network.X and self.tier != "enterprise"
                words = "" if alone else self.words("Please share")
                return self.publication(words, kind=kind, key=key, share_of=self.own_post())
            case ActionKind.EDIT_POST | ActionKind.RESCHEDULE:
                later = self.hands.ms + 3_600_000 if kind is ActionKind.RESCHEDULE else None
                post = self.published(self.words("News"), scheduled_ms=later, key=key[::-1])
                later = self.hands.ms + 7_200_000 if later else None
                return self.publication(
                    self.words("New words"), kind=kind, target=post, key=key, scheduled_ms=later
                )
            case ActionKind.MESSAGE | ActionKind.BLOCK_MESSAGES | ActionKind.UNBLOCK_MESSAGES:
                self.message(who=who)
                told = items(run(self.desk)).values()
                letters = [one for one in told if one.kind is ItemKind.MESSAGE and not one.by_force]
                item = max(letters, key=lambda one: one.created_ms)
            case ActionKind.DELETE if self.network is Network.BLUESKY:  # its people's own words alone
                item = self.item(self.comment(who=self.account, under=self.comment()))
            case _:
                if self.network is Network.INSTAGRAM and _UNDOES.get(kind, kind) is ActionKind.BLOCK:
                    self.message(who=who)  # nobody else can be blocked there
                item = self.item(self.comment(who=who))
        if kind in _UNDOES:
            self.desk.perform(self.act(_UNDOES[kind], item, key=key[::-1]))
        return self.act(kind, item, key=key)


def run(desk: Connector, cursor: str | None = None, *, full: bool = False) -> list[FetchedPage]:
    """Every page of one run; each cursor goes through text, as in the store."""
    pages = [desk.fetch(cursor, full=full)]
    while pages[-1].more:
        assert len(pages) < 500
        pages.append(desk.fetch(pages[-1].cursor, full=full))
    return pages


def items(pages: Iterable[FetchedPage]) -> dict[str, FetchedItem]:
    return {str(item.native_id): item for page in pages for item in page.items}


def numbers(pages: Iterable[FetchedPage]) -> set[int]:
    """The numbers of what the public said in these."""
    found = (re.search(r", no\. (\d+)", item.untrusted_text) for page in pages for item in page.items)
    return {int(one[1]) for one in found if one}


def told_gone(pages: Iterable[FetchedPage], known: Mapping[str, FetchedItem]) -> set[str]:
    """What of `known` the desk takes for gone after these pages, by the port's rules."""
    gone: set[str] = set()
    seen: dict[str, set[str]] = {}
    for page in pages:
        here = {str(item.native_id) for item in page.items}
        gone |= {str(one) for one in page.gone} - here
        gone |= {one for one, item in known.items() if item.thread in page.gone_threads}
        if page.full_read is None:
            continue
        listed = seen.setdefault(page.full_read, set())
        listed |= here
        if page.full_read_ends:
            gone |= {one for one, item in known.items() if item.thread == page.full_read} - listed
    return gone & known.keys()
