"""Faults on request: what a client meets, and what was applied all the same."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.training.networks.faults import Fault, Faults, FaultsError, FaultSpec, Kind, read_faults
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.world import World
from socialdesk.training.stage import world_with_comments


class Hands:
    """A clock whose hands the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def networks(hands: Hands) -> Iterator[SimulatedNetworks]:
    with SimulatedNetworks(world_with_comments(3, clock=hands)) as running:
        yield running


@pytest.fixture
def client(networks: SimulatedNetworks) -> Iterator[httpx2.Client]:
    account = networks.announcement()["networks"]["facebook"]["accounts"][0]
    headers = {"Authorization": f"Bearer {account['token']}"}
    with httpx2.Client(base_url=networks.base_url() + "/v26.0", headers=headers) as made:
        yield made


def set_fault(networks: SimulatedNetworks, kind: Kind, **settings: Any) -> None:
    networks.faults.set(FaultSpec(faults=(Fault(kind=kind, count=1, **settings),)))


def reply(networks: SimulatedNetworks, client: httpx2.Client) -> httpx2.Response:
    return client.post(f"/{first(networks.world)}/comments", data={"message": "Thank you"})


def first(world: World) -> str:
    return next(one.id for one in world.comments.values() if one.parent is None)


def applied(networks: SimulatedNetworks) -> list[str]:
    return [call.kind for call in networks.world.applied]


@pytest.mark.parametrize(
    ("kind", "left"), [(Kind.RESET_BEFORE, []), (Kind.RESET_AFTER, ["reply"])], ids=["before", "after"]
)
def test_resets(networks: SimulatedNetworks, client: httpx2.Client, kind: Kind, left: list[str]) -> None:
    set_fault(networks, kind, method="POST", route="/{id}/comments")
    with pytest.raises(httpx2.NetworkError):
        reply(networks, client)
    assert applied(networks) == left
    assert reply(networks, client).status_code == 200
    assert networks.faults.done() == [(kind.value, 1)]


@pytest.mark.parametrize(
    ("kind", "status", "code", "left"),
    [
        (Kind.THROTTLE, 400, 80001, []),
        (Kind.EXPIRED_TOKEN, 400, 190, []),
        (Kind.ERROR_BEFORE, 500, 2, []),
        (Kind.ERROR_AFTER, 500, 2, ["reply"]),
        (Kind.REFUSE_AFTER, 400, 2, ["reply"]),
    ],
)
def test_refusals(
    networks: SimulatedNetworks, client: httpx2.Client, kind: Kind, status: int, code: int, left: list[str]
) -> None:
    set_fault(networks, kind)
    answer = reply(networks, client)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert applied(networks) == left


def test_throttling_says_when_it_is_over(networks: SimulatedNetworks, client: httpx2.Client) -> None:
    set_fault(networks, Kind.THROTTLE, minutes=17, code=613)
    answer = client.get("/me")
    assert answer.json()["error"]["code"] == 613
    (told,) = json.loads(answer.headers["x-business-use-case-usage"]).values()
    assert told[0]["estimated_time_to_regain_access"] == 17


def test_answers_that_are_not_what_was_asked_for(networks: SimulatedNetworks, client: httpx2.Client) -> None:
    set_fault(networks, Kind.CUT_JSON)
    with pytest.raises(ValueError, match=r"."):
        reply(networks, client).json()
    set_fault(networks, Kind.WRONG_JSON, body="[7]", applied=False)
    assert reply(networks, client).json() == [7]
    set_fault(networks, Kind.HTML, applied=False)
    page = reply(networks, client)
    assert page.headers["content-type"].startswith("text/html")
    assert page.status_code == 200
    set_fault(networks, Kind.REDIRECT, location="http://elsewhere.invalid/")
    assert reply(networks, client).headers["location"] == "http://elsewhere.invalid/"
    assert applied(networks) == ["reply"]


def test_a_gzip_bomb_is_small_on_the_wire(networks: SimulatedNetworks, client: httpx2.Client) -> None:
    set_fault(networks, Kind.GZIP_BOMB, size=10_000_000)
    with client.stream("GET", "/me") as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) < 100_000
    assert len(zlib.decompress(packed, 31)) > 10_000_000


def test_an_answer_can_come_drop_by_drop(networks: SimulatedNetworks, client: httpx2.Client) -> None:
    set_fault(networks, Kind.DRIP, seconds=0.001)
    with client.stream("GET", "/me") as answer:
        pieces = list(answer.iter_raw())
    assert len(pieces) > 10
    assert json.loads(b"".join(pieces))["name"] == "Anyshire Police"


def test_a_drip_or_a_delay_does_not_hold_up_closing(networks: SimulatedNetworks) -> None:
    networks.faults.set(FaultSpec(faults=(Fault(kind=Kind.DRIP, seconds=600),)))
    token = networks.announcement()["networks"]["facebook"]["accounts"][0]["token"]
    with (
        httpx2.Client(base_url=networks.base_url()) as client,
        client.stream("GET", "/me", params={"access_token": token}) as answer,
    ):
        assert answer.status_code == 200
        networks.stop()
        assert len(answer.read()) > 10


def test_what_lags_can_be_read_only_later_and_is_applied_once(
    networks: SimulatedNetworks, client: httpx2.Client, hands: Hands
) -> None:
    target = first(networks.world)
    set_fault(networks, Kind.LAG, seconds=30, method="POST")
    made = reply(networks, client).json()["id"]
    assert client.get(f"/{made}").json()["error"]["error_subcode"] == 33
    assert applied(networks) == ["reply"]
    hands.now += timedelta(seconds=31)
    assert client.get(f"/{made}").json()["message"] == "Thank you"

    set_fault(networks, Kind.LAG, seconds=30)
    assert client.post(f"/{target}", data={"is_hidden": "true"}).json() == {"success": True}
    assert client.get(f"/{target}?fields=is_hidden").json()["is_hidden"] is False
    hands.now += timedelta(seconds=31)
    assert client.get(f"/{target}?fields=is_hidden").json()["is_hidden"] is True

    set_fault(networks, Kind.LAG, seconds=30)
    assert client.delete(f"/{target}").json() == {"success": True}
    assert client.get(f"/{target}").status_code == 200
    assert client.delete(f"/{target}").json()["error"]["error_subcode"] == 33
    hands.now += timedelta(seconds=31)
    assert client.get(f"/{target}").status_code == 400
    assert applied(networks) == ["reply", "hide", "delete"]


# -- deciding


def test_routes_methods_skip_and_count() -> None:
    faults = Faults(
        FaultSpec(
            faults=(Fault(kind=Kind.ERROR_AFTER, method="POST", route="/{id}/comments", skip=1, count=2),)
        )
    )
    calls = [("GET", "/1/comments"), ("POST", "/1"), ("POST", "/1/2/comments")]
    assert all(faults.plan(*call).spoil is None for call in calls)
    struck = [faults.plan("POST", "/1/comments").spoil is not None for _ in range(5)]
    assert struck == [False, True, True, False, False]


def test_a_delay_comes_with_one_other_fault() -> None:
    faults = Faults(
        FaultSpec(
            faults=(
                Fault(kind=Kind.LATENCY, seconds=2),
                Fault(kind=Kind.RESET_AFTER, count=1),
                Fault(kind=Kind.HTML, count=1),
            )
        )
    )
    plans = [faults.plan("GET", "/me") for _ in range(3)]
    assert [plan.latency for plan in plans] == [2, 2, 2]
    assert [plan.spoil.kind if plan.spoil else None for plan in plans] == [Kind.RESET_AFTER, Kind.HTML, None]


@given(seed=st.integers(0, 10**6), probability=st.floats(0, 1))
def test_the_same_seed_gives_the_same_faults(seed: int, probability: float) -> None:
    spec = FaultSpec(seed=seed, faults=(Fault(kind=Kind.ERROR_BEFORE, probability=probability),))
    runs = [
        [Faults.plan(faults, "GET", "/me").spoil for _ in range(20)]
        for faults in (Faults(spec), Faults(spec))
    ]
    assert runs[0] == runs[1]


# -- reading


def test_a_specification_is_read_from_json_or_a_file(tmp_path: Path) -> None:
    text = '{"seed": 7, "faults": [{"kind": "latency", "seconds": 2, "probability": 0.3}]}'
    (tmp_path / "faults.json").write_text(text, "utf-8")
    for told in (text, str(tmp_path / "faults.json")):
        spec = read_faults(told)
        assert spec.seed == 7
        assert spec.faults[0].pause == 2


@pytest.mark.parametrize(
    "told",
    [
        "{",
        '{"faults": [{"kind": "gremlin"}]}',
        '{"faults": [{"kind": "lag", "probability": 2}]}',
        '{"fault": []}',
        "none.json",
    ],
)
def test_a_bad_specification_is_explained(told: str) -> None:
    with pytest.raises(FaultsError) as refused:
        read_faults(told)
    assert refused.value.to_do


@given(st.text(max_size=50).map(lambda text: "{" + text))
def test_no_text_breaks_the_reading(text: str) -> None:
    with suppress(FaultsError):
        assert isinstance(read_faults(text), FaultSpec)
