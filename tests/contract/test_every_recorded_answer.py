"""Whatever a network was ever recorded to answer, as the answer to anything that its connector asks: no surprise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import stamina

from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import Action
from socialdesk.platforms.api import (
    Absent,
    Capture,
    Done,
    FetchedPage,
    Found,
    NetworkError,
    Offline,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
)
from socialdesk.training.networks.wire import Answer
from tests.fakes.towns import Town, Towns, every_network, run
from tests.shared_files import shared

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def towns() -> Iterator[Towns]:
    with every_network() as running, stamina.set_testing(True, attempts=1):
        yield running


def bodies(network: Network) -> dict[str, bytes]:
    """Every recorded answer by the file it stands in; each once."""
    found: dict[bytes, str] = {}
    for path in sorted(shared(f"recorded/{network.value}").rglob("*.json")):
        for number, body in enumerate(_in_file(path)):
            found.setdefault(body, f"{path.name} {number}")
    return {name: body for body, name in found.items()}


def _in_file(path: Path) -> Iterator[bytes]:
    whole = path.read_bytes()
    yield whole
    told: Any = json.loads(whole)
    for exchange in told.get("exchanges", ()) if isinstance(told, dict) else ():
        yield json.dumps(exchange.get("response", exchange)).encode()


@pytest.mark.parametrize("network", list(Network), ids=lambda network: network.value)
def test_it_is_a_page_or_a_network_error(towns: Towns, network: Network) -> None:
    recorded = bodies(network)
    assert len(recorded) >= 5
    with towns.town(network) as town:
        town.evening()
        places, orders = _places(town), _orders(town)
        before, read, acted = len(town.applied()), 0, 0
        for name, body in recorded.items():
            for status in (200, 400) if b"error" in body.lower() else (200,):
                told = Answer(status=status, body=body, headers=JSON)
                town.door.instead = lambda request, told=told: told
                try:
                    read += _read(town, places)
                    acted += _act(town, orders)
                except Exception as surprise:
                    surprise.add_note(f"{network.value}: {name} with status {status}")
                    raise
        assert len(town.applied()) == before
        assert read > 0
        assert acted > 0


def _places(town: Town) -> list[tuple[str | None, bool]]:
    """Where a reading can stand: before each page of a first, a later and a full run."""
    first = run(town.desk)
    town.hands.forward(hours=3)
    later, full = run(town.desk, first[-1].cursor), run(town.desk, first[-1].cursor, full=True)
    return [
        (None, False),
        *((page.cursor, False) for page in (*first, *later)),
        *((page.cursor, True) for page in full),
    ]


def _orders(town: Town) -> list[Action]:
    orders: list[Action] = []
    for kind, told in town.desk.capabilities().items():
        if told.way is Way.API:
            town.hands.forward(minutes=20)  # X lets messages be read so often in a quarter of an hour
            orders.append(town.ready(kind, who=kind.value))
    return orders


def _read(town: Town, places: list[tuple[str | None, bool]]) -> int:
    desk, pages = town.connect(), 0
    for cursor, full in places:
        with suppress(NetworkError):
            assert isinstance(desk.fetch(cursor, full=full), FetchedPage)
            pages += 1
    desk.close()
    return pages


def _act(town: Town, orders: list[Action]) -> int:
    desk, answered = town.connect(), 0
    for order in orders:
        with suppress(NetworkError):
            assert isinstance(desk.capture(order), Capture)
            answered += 1
        with suppress(NetworkError):
            assert isinstance(desk.look(order, not_before_ms=0, known=frozenset()), Found | Absent)
            answered += 1
        with suppress(Offline, Throttled, SignInExpired):
            assert isinstance(desk.perform(order), Done | RefusedResult | UnknownResult)
            answered += 1
    desk.close()
    return answered
