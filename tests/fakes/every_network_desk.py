"""A desk with an account on each of the six simulated networks, over HTTP, on a clock that the test turns."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from socialdesk.app import policy_book
from socialdesk.clock import to_ms
from socialdesk.config import secrets
from socialdesk.config.paths import Paths
from socialdesk.config.settings import Settings
from socialdesk.engine import Engine
from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId
from socialdesk.model.people import DESK, Role
from socialdesk.outbox import queries as outbox_queries
from socialdesk.packs import TriageWhenNeeded
from socialdesk.register.accounts import token_name
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import open_writer
from socialdesk.storage.writer import Writer
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.scenario import find_scenario
from socialdesk.training.stage import Stage

COMMENTS = 6
SHARE = 0.3
"""Of all calls, so many meet some trouble."""
TROUBLE = [kind for kind in Kind if kind is not Kind.DRIP]
_SECONDS = {Kind.LATENCY: 0.002, Kind.LAG: 40}
STOP = threading.Event()


class Hands:
    """A clock whose hands the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def scenario() -> str:
    """One account on each network with a post, and as many people who say something beneath it."""
    told = ["format = 1", 'name = "Every network"', 'about = "For a test."', "[people]"]
    told += [f'p{number} = "Person {number}"' for number in range(COMMENTS)]
    for network in Network:
        name = network.value
        told += ["[[page]]", f'key = "{name}"', f'network = "{name}"', f'name = "{network.label}"']
        told += [f'username = "anyshire{name}"', "[[post]]", f'key = "post-{name}"', f'page = "{name}"']
        told += ['text = "An appeal."', 'picture = "A poster"', 'ago = "3h"']
        for number in range(COMMENTS):
            told += ["[[comment]]", f'on = "post-{name}"', f'by = "p{number}"', f'ago = "{50 - number}m"']
            told += [f'text = "Words {number} on {name}."']
    return "\n".join(told)


@contextmanager
def desk(folder: Path) -> Generator[tuple[Engine, SimulatedNetworks, Hands]]:
    """The engine of a training, on a clock that both it and the networks go by."""
    (folder / "scenario.toml").write_text(scenario(), encoding="utf-8")
    hands, kept = Hands(), secrets.MemorySecrets()
    stage = Stage.opening(find_scenario(str(folder / "scenario.toml")), hands)
    key, _ = secrets.new_database_key(kept)
    paths = Paths(folder)
    with SimulatedNetworks(*stage.networks.values()) as networks:
        engine = Engine(
            paths=paths,
            key=key,
            secrets=kept,
            writer=Writer(lambda: open_writer(paths.database, key, create=True)),
            clock=hands,
            book=policy_book(),
            triage=TriageWhenNeeded(),
            settings=Settings(person_name="A. Officer", person_role=Role.CORPORATE_COMMUNICATIONS.value),
            training=True,
            base_urls={Network(name): networks.base_url(name) for name in networks.networks},
        )
        with closing(engine):
            for name, told in networks.announcement()["networks"].items():
                for account in told["accounts"]:
                    _add(engine, Network(name), account)
            yield engine, networks, hands


def _add(engine: Engine, network: Network, told: dict[str, str]) -> None:
    native_id = NativeId(told["id"])
    engine.secrets.set(token_name(network, native_id), told["token"])
    made = partial(
        add_account,
        network=network,
        native_id=native_id,
        name=told["name"],
        primary=True,
        now=engine.clock(),
        by=DESK,
    )
    account = engine.writer.call(made)
    engine.accounts[account.id] = account


def read_everything(engine: Engine, *, full: bool = False) -> None:
    for account in engine.accounts.values():
        engine.sync(account, STOP, full=full)


def live_through(engine: Engine, hands: Hands, seconds: float) -> None:
    """Sends what is due, and turns the clock to when the next is."""
    end_ms = to_ms(hands()) + round(seconds * 1000)
    for _ in range(2_000):
        engine.send_everything(STOP)
        due_ms = engine.writer.call(outbox_queries.next_due_ms)
        if due_ms is None or due_ms > end_ms:
            hands.forward(max(0, end_ms - to_ms(hands())) / 1000)
            return
        hands.forward(max(1, due_ms - to_ms(hands())) / 1000)
    raise AssertionError("it never came to rest")


def trouble(seed: int) -> FaultSpec:
    each = 1 - (1 - SHARE) ** (1 / len(TROUBLE))
    return FaultSpec(
        seed=seed,
        faults=tuple(
            Fault(kind=kind, probability=each, seconds=_SECONDS.get(kind), size=40 * 2**20)
            for kind in TROUBLE
        ),
    )
