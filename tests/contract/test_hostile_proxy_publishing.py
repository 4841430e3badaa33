"""Posts with pictures through a proxy that spoils what passes, at every step: out once at most, and said truly."""

from __future__ import annotations

import traceback
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.parse import urlsplit

import pytest
import stamina

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Account, Network
from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.platforms.api import (
    Absent,
    Connector,
    Credentials,
    Done,
    FixedToken,
    Found,
    NetworkError,
    RefusedResult,
    UnknownResult,
)
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.registry import connector_for, scheduler_for
from socialdesk.platforms.scheduling import Scheduler
from socialdesk.training.networks.all import NETWORKS, SERVICES
from socialdesk.training.networks.pictures import draw_png
from socialdesk.training.networks.server import SimulatedNetworks
from tests.contract.hostile_proxy import Fault, HostileProxy
from tests.fakes.towns import Hands

DEADLINE_S = 0.4
WRITES = frozenset({"POST", "PUT", "DELETE"})
CALLS = {"facebook": 2, "x": 3, "linkedin": 3, "bluesky": 2, "hootsuite": 3}
"""How many writes a post with one picture takes: the picture, its description, the post."""
STEPS = [(name, step) for name, several in CALLS.items() for step in range(several)]
SHOWN = ("publish", "schedule")
_HANDS = Hands()


@pytest.fixture(scope="module")
def networks() -> Iterator[SimulatedNetworks]:
    made = [NETWORKS[name](_HANDS, 0) for name in CALLS if name in NETWORKS]
    with SimulatedNetworks(*made, SERVICES["hootsuite"](_HANDS, 0)) as running:
        yield running


@pytest.fixture(autouse=True)
def _small_deadlines(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    defaults = HttpClient.__init__.__kwdefaults__
    assert defaults is not None
    for name in ("deadline_s", "media_deadline_s"):
        monkeypatch.setitem(defaults, name, DEADLINE_S)
    with stamina.set_testing(True, attempts=1):
        yield


@contextmanager
def desk(name: str, account: str, token: str, base_url: str) -> Generator[Connector | Scheduler]:
    source = FixedToken(Credentials(token=token))
    made: Connector | Scheduler
    if name == "hootsuite":
        made = scheduler_for(source=source, base_url=base_url, clock=_HANDS, loopback_only=True)
    else:
        who = Account(id=AccountId(1), network=Network(name), native_id=NativeId(account), name="Anyshire")
        made = connector_for(who, source=source, base_url=base_url, clock=_HANDS, loopback_only=True)
    try:
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.value)
@pytest.mark.parametrize(("name", "step"), STEPS)
def test_a_post_with_a_picture_is_out_once_at_most_and_said_truly(
    networks: SimulatedNetworks, name: str, step: int, fault: Fault
) -> None:
    world, _ = networks.networks[name]
    number = len(world.ledger.after(0))
    account = world.add_account("force", "Anyshire Police", f"anyshire{name}{number}{step}"[:30])
    token = next(one["token"] for one in world.announcement()["accounts"] if one["id"] == account)
    picture = PostMedia(
        content=draw_png(f"{number}", 24, 16),
        media_type="image/png",
        alt_text="" if name == "hootsuite" else "A",
    )
    action = Action(
        kind=ActionKind.PUBLISH, target=NativeId(account), key=f"{number:016x}{step:016x}", media=(picture,),
        text=f"An appeal, {number}, {step}, {fault.value}.",
    )  # fmt: skip

    def out() -> list[str]:
        return [call.id for call in world.ledger.after(0) if call.kind in SHOWN and call.text == action.text]

    address = urlsplit(networks.base_url(name))
    assert address.port is not None
    since = to_ms(_HANDS())
    began = monotonic()
    with HostileProxy(address.port) as proxy:
        proxy.fault, proxy.methods, proxy.after = fault, WRITES, step
        base_url = f"http://127.0.0.1:{proxy.port}{address.path}"
        result: object
        with desk(name, account, token, base_url) as made:
            try:
                result = made.perform(action)
            except NetworkError as error:
                result = error
        assert monotonic() - began < DEADLINE_S * 8 + 6
        told = "".join(traceback.format_exception(result)) if isinstance(result, NetworkError) else ""
        assert token not in repr(result) + told
        proxy.settle()
    shown = out()
    assert len(shown) <= 1, "it was sent again"
    if isinstance(result, RefusedResult | NetworkError):
        assert shown == [], (result, "it was called not done, and it was")
    elif isinstance(result, Done):
        assert shown == [result.native_id]
    else:
        assert isinstance(result, UnknownResult)
    with desk(name, account, token, networks.base_url(name)) as made:
        seen = made.look(action, not_before_ms=since, known=frozenset())
        assert isinstance(seen, Found if shown else Absent)
        if not shown:
            assert isinstance(made.perform(action), Done)
            assert len(out()) == 1
