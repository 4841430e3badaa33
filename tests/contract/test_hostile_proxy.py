"""Every connector through a proxy that spoils what passes: nothing hangs, nothing is done twice, nothing is made up."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest
import stamina

from socialdesk.clock import to_ms
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    Absent,
    Connector,
    Credentials,
    Done,
    FetchedPage,
    FixedToken,
    Found,
    NetworkError,
    Offline,
    RefusedResult,
    UnknownResult,
)
from socialdesk.platforms.bluesky import connector as bluesky
from socialdesk.platforms.facebook import connector as facebook
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.instagram import connector as instagram
from socialdesk.platforms.linkedin import connector as linkedin
from socialdesk.platforms.x import connector as x
from socialdesk.platforms.youtube import connector as youtube
from socialdesk.training.networks.all import NETWORKS
from socialdesk.training.networks.public_world import PublicWorld
from socialdesk.training.networks.server import SimulatedNetworks
from tests.contract.hostile_proxy import Fault, HostileProxy

DEADLINE_S = 0.4
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
WRITES = frozenset({"POST", "PUT", "DELETE"})
WORDS = "Please call 101."
KEY = "0123456789abcdef0123456789abcdef"
_CALLS_OF_A_WRITE = 4
"""What a connector may need at most for one write: what is above the comment, a session, the write, a look at it."""


def clock() -> datetime:
    return NOW


def opened(connect: Callable[..., Connector], **more: Any) -> Callable[[NativeId, str, str], Connector]:
    def connected(native_id: NativeId, token: str, base_url: str) -> Connector:
        return connect(
            native_id,
            source=FixedToken(Credentials(token=token)),
            base_url=base_url,
            clock=clock,
            loopback_only=True,
            kept=None,
            capabilities={},
            **more,
        )

    return connected


CONNECT: dict[str, Callable[[NativeId, str, str], Connector]] = {
    "facebook": opened(facebook.connect),
    "instagram": opened(instagram.connect),
    "x": opened(x.connect, tier="enterprise"),
    "linkedin": opened(linkedin.connect, daily_calls=0, member_daily_calls=0),
    "youtube": opened(youtube.connect),
    "bluesky": opened(bluesky.connect),
}


@dataclass
class Scene:
    """One network with an account, its post, a comment beneath it, and the proxy before it."""

    name: str
    world: PublicWorld
    proxy: HostileProxy
    path: str
    account: NativeId
    token: str
    comment: NativeId
    post: NativeId

    @contextmanager
    def desk(self) -> Generator[Connector]:
        """A connector through the proxy, as it now is."""
        made = CONNECT[self.name](self.account, self.token, f"http://127.0.0.1:{self.proxy.port}{self.path}")
        try:
            yield made
        finally:
            made.close()

    @property
    def reply(self) -> Action:
        return Action(kind=ActionKind.REPLY, target=self.comment, key=KEY, thread=self.post, text=WORDS)

    def applied(self) -> list[str]:
        return [call.id for call in self.world.ledger.after(0)]

    def look(self) -> object:
        """What became of the reply, with nothing in between any more."""
        self.proxy.fault = None
        with self.desk() as desk:
            return desk.look(self.reply, not_before_ms=to_ms(NOW), known=frozenset())

    def quiet(self, told: object) -> str:
        """What may be shown of a result or an error. It holds no token."""
        text = repr(told)
        if isinstance(told, BaseException):
            text += "".join(traceback.format_exception(told)) + repr(told.__dict__)
        assert self.token not in text
        return text


@pytest.fixture(scope="module")
def networks() -> Iterator[SimulatedNetworks]:
    """All of them behind one port, as in training."""
    with SimulatedNetworks(*(NETWORKS[name](clock, 0) for name in CONNECT)) as running:
        yield running


@pytest.fixture(autouse=True)
def _small_deadline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    defaults = HttpClient.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "deadline_s", DEADLINE_S)
    with stamina.set_testing(True, attempts=1):
        yield


@pytest.fixture(params=CONNECT)
def scene(networks: SimulatedNetworks, request: pytest.FixtureRequest) -> Iterator[Scene]:
    name: str = request.param
    world, _ = networks.networks[name]
    number = len(world.announcement()["accounts"])
    account = world.add_account(f"key {number}", "Anyshire Police", f"anyshire{number}")
    world.add_person("dale", "Dale")
    post = world.post(account, "An appeal.", at=NOW - timedelta(hours=3), picture="A poster")
    comment = world.comment(post, "dale", "Is this true?", at=NOW - timedelta(minutes=5))
    assert comment is not None
    token = next(one["token"] for one in world.announcement()["accounts"] if one["id"] == account)
    address = urlsplit(networks.base_url(name))
    assert address.port is not None
    with HostileProxy(address.port) as proxy:
        made = Scene(
            name, world, proxy, address.path, NativeId(account), token, NativeId(comment), NativeId(post)
        )
        yield made


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.value)
def test_a_read_answers_in_time_with_a_page_or_a_network_error(scene: Scene, fault: Fault) -> None:
    scene.proxy.fault = fault
    began = monotonic()
    with scene.desk() as desk:
        try:
            told: object = desk.fetch(None)
        except NetworkError as error:
            told = error
    assert monotonic() - began < DEADLINE_S * 6 + 2
    scene.quiet(told)
    if fault in {Fault.REFUSE}:
        assert isinstance(told, Offline)
    if fault in {Fault.STALL, Fault.GARBAGE, Fault.HTML, Fault.CUT_BODY, Fault.RESET_MID_ANSWER}:
        assert isinstance(told, NetworkError)
    scene.proxy.fault = None
    with scene.desk() as desk:
        assert isinstance(desk.fetch(None), FetchedPage)


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.value)
def test_a_write_is_done_once_at_most_and_said_truly(scene: Scene, fault: Fault) -> None:
    before = len(scene.applied())
    scene.proxy.fault, scene.proxy.methods = fault, WRITES
    began = monotonic()
    result: object = None
    with scene.desk() as desk:
        try:
            result = desk.perform(scene.reply)
        except NetworkError as error:
            result = error
    assert monotonic() - began < DEADLINE_S * _CALLS_OF_A_WRITE + 2
    scene.quiet(result)
    made = scene.applied()[before:]
    assert len(made) <= 1, "it was sent again"
    if isinstance(result, RefusedResult | NetworkError):
        assert made == [], "it was called not done, and it was"
    elif isinstance(result, Done):
        assert len(made) == 1, "it was called done, and it was not"
        assert result.native_id is None or result.native_id == made[0]
    else:
        assert isinstance(result, UnknownResult)
    seen = scene.look()
    assert isinstance(seen, Found if made else Absent)
    assert scene.applied()[before:] == made


def test_the_answer_to_a_read_is_not_taken_for_the_answer_to_the_write_after_it(scene: Scene) -> None:
    before = len(scene.applied())
    scene.proxy.fault, scene.proxy.methods = Fault.TWICE, frozenset({"GET"})
    with scene.desk() as desk:
        try:
            desk.fetch(None)
        except NetworkError as error:
            scene.quiet(error)
        try:
            result: object = desk.perform(scene.reply)
        except NetworkError as error:
            result = error
    scene.proxy.settle()
    made = scene.applied()[before:]
    assert len(made) <= 1
    if isinstance(result, RefusedResult | NetworkError):
        assert made == []
    if isinstance(result, Done):
        assert len(made) == 1
        assert result.native_id is None or result.native_id == made[0]
    assert isinstance(scene.look(), Found if made else Absent)


def test_what_was_written_under_one_post_is_not_told_of_another(scene: Scene) -> None:
    """A connection on which answers are one behind would file comments under the wrong post."""
    where = {str(scene.comment): str(scene.post)}
    for number in range(3):
        post = scene.world.post(
            scene.account, f"Post {number}", at=NOW - timedelta(hours=2), picture="A poster"
        )
        made = scene.world.comment(post, "dale", f"Beneath {number}", at=NOW - timedelta(minutes=4))
        where[str(made)] = post
    scene.proxy.fault = Fault.TWICE
    cursor, told = None, dict[str, str]()
    with scene.desk() as desk:
        for _ in range(30):
            try:
                page = desk.fetch(cursor)
            except NetworkError as error:
                scene.quiet(error)
                break
            cursor = page.cursor
            told |= {str(item.native_id): str(item.thread) for item in page.items}
            if not page.more:
                break
    assert told.items() <= where.items()
