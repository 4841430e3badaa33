"""The door of every simulated network: what it hands to a network, and what it sends back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from threading import RLock
from typing import Any

import httpx2
import pytest

from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.ledger import Ledger
from socialdesk.training.networks.public_world import NotThere, Unsupported
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.wire import Answer, Request
from socialdesk.training.stage import world_with_comments


class Echo:
    """A network that keeps what it is asked, and answers as it is told to."""

    name = "echo"

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.says = Answer(status=200, body={"ok": True})

    def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        return self.says

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        return Answer(status=503, body={"kind": kind.value, "path": request.path, "minutes": fault.minutes})

    def bad_request(self) -> Answer:
        return Answer(status=422, body={"bad": True})

    def picture(self, picture_id: str) -> Picture | None:
        return Picture(id=picture_id, title="") if picture_id == "7" else None


class Quiet:
    """A public that only mentions."""

    network = "echo"

    def __init__(self) -> None:
        self.lock = RLock()
        self.ledger = Ledger(self.lock)
        self.said: list[tuple[str, str]] = []

    def settle(self) -> None:
        pass

    def add_account(self, key: str, name: str, username: str, *, about: str = "") -> str:
        return username

    def add_person(self, key: str, name: str) -> None:
        pass

    def post(self, account_id: str, text: str, *, at: datetime | None = None, picture: str = "") -> str:
        return "p"

    def mention(
        self, account_id: str, person: str, text: str, *, at: datetime | None = None, picture: str = ""
    ) -> str | None:
        self.said.append((person, text))
        return None if person == "Blocked" else "m"

    def comment(self, target: str, by: str, text: str, **_: Any) -> str | None:
        raise NotThere(f"There is no {target}.")

    def message(self, account_id: str, person: str, text: str, **_: Any) -> str | None:
        raise Unsupported("Echo has no private messages.")

    def edit(self, item_id: str, text: str) -> None:
        pass

    def withdraw(self, item_id: str) -> None:
        pass

    def set_hidden(self, item_id: str, hidden: bool) -> None:
        raise Unsupported("Echo hides nothing.")

    def take_down(self, item_id: str) -> None:
        raise Unsupported("Echo removes nothing.")

    def announcement(self) -> dict[str, Any]:
        return {"accounts": [{"id": "a", "name": "A", "token": "t"}]}


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def networks(echo: Echo) -> Iterator[SimulatedNetworks]:
    with SimulatedNetworks((Quiet(), echo), world_with_comments(1)) as running:
        yield running


@pytest.fixture
def client(networks: SimulatedNetworks) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=networks.base_url("echo")) as made:
        yield made


def test_a_path_is_split_before_it_is_decoded(client: httpx2.Client, echo: Echo) -> None:
    client.get("/rest//comments/urn%3Ali%3A%28a%2Fb%29/x")
    (asked,) = echo.asked
    assert asked.path == ("rest", "comments", "urn:li:(a/b)", "x")
    assert asked.base_url == str(client.base_url).rstrip("/")


def test_a_query_keeps_its_repetitions(client: httpx2.Client, echo: Echo) -> None:
    client.get("/x?uris=a&uris=b%20c&empty=", headers={"Authorization": "bearer  tok", "X-Odd": "1"})
    (asked,) = echo.asked
    assert asked.params == {"uris": "b c", "empty": ""}
    assert asked.all("uris") == ["a", "b c"]
    assert (asked.token, asked.headers["x-odd"]) == ("tok", "1")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_bodies_are_json_forms_or_as_they_are(client: httpx2.Client, echo: Echo, method: str) -> None:
    client.request(method, "/x", json=[1, {"a": None}])
    client.request(method, "/x", data={"a": "b"})
    client.request(method, "/x", data={"a": "b"}, files={"media": b"bytes"})
    client.request(method, "/x", content=b"\x89PNG", headers={"Content-Type": "image/png"})
    client.request(method, "/x")
    read = [(one.method, one.json, one.form, one.upload) for one in echo.asked]
    assert read == [
        (method, [1, {"a": None}], {}, None),
        (method, None, {"a": "b"}, None),
        (method, None, {"a": "b"}, b"bytes"),
        (method, None, {}, b"\x89PNG"),
        (method, None, {}, None),
    ]


@pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b"\xff"])
def test_what_cannot_be_read_is_answered_by_the_network(
    client: httpx2.Client, echo: Echo, content: bytes
) -> None:
    told = client.post("/x", content=content, headers={"Content-Type": "application/json"})
    assert (told.status_code, told.json()) == (422, {"bad": True})
    assert echo.asked == []


def test_an_answer_is_json_bytes_or_nothing(client: httpx2.Client, echo: Echo) -> None:
    assert client.get("/x").headers["content-type"].startswith("application/json")
    echo.says = Answer(status=204, body=None)
    told = client.delete("/x")
    assert (told.status_code, told.content, "content-length" in told.headers) == (204, b"", False)
    echo.says = Answer(status=200, body=None)
    assert client.get("/x").headers["content-length"] == "0"
    echo.says = Answer(status=200, body=b"raw", headers={"Content-Type": "image/png"})
    told = client.get("/x")
    assert (told.content, told.headers["content-type"]) == (b"raw", "image/png")
    assert client.get("/media/7").headers["content-type"] == "image/png"
    assert client.get("/media/8").status_code == 404


def test_a_fault_names_its_network_and_speaks_in_its_words(
    networks: SimulatedNetworks, client: httpx2.Client, echo: Echo
) -> None:
    faults = (
        Fault(kind=Kind.THROTTLE, network="echo", method="PUT", route="/2/things/{id}", minutes=9),
        Fault(kind=Kind.ERROR_AFTER, network="echo", route="/2/done"),
        Fault(kind=Kind.CUT_JSON, network="echo", route="/2/none"),
    )
    networks.faults.set(FaultSpec(faults=faults))
    told = client.put("/2/things/5")
    assert (told.status_code, told.json()["kind"], told.json()["minutes"]) == (503, "throttle", 9)
    assert echo.asked == []
    assert client.post("/2/done").json()["kind"] == "error_after"
    assert len(echo.asked) == 1
    echo.says = Answer(status=200, body=None)
    assert client.get("/2/none").content == b"{"
    networks.faults.set(FaultSpec(faults=(Fault(kind=Kind.HTML, network="echo"),)))
    assert (
        httpx2.get(networks.base_url("facebook") + "/me")
        .headers["content-type"]
        .startswith("application/json")
    )
    assert client.get("/me").headers["content-type"].startswith("text/html")


def test_each_network_is_announced_and_has_its_own_ledger_and_public(networks: SimulatedNetworks) -> None:
    told = networks.announcement()
    assert list(told["networks"]) == ["echo", "facebook"]
    assert told["networks"]["echo"]["base_url"] == networks.base_url("echo")
    control = told["control"]
    headers = {"Authorization": f"Bearer {control['token']}"}
    with httpx2.Client(base_url=control["url"], headers=headers) as door:

        def act(**more: Any) -> httpx2.Response:
            return door.post("/comment", json={"network": "echo", "target": "a", **more})

        assert act(act="mention", by="Dale", text="Hello").json() == {"id": "m"}
        assert act(act="mention", by="Blocked").status_code == 409
        assert act(act="comment").status_code == 404
        refused = act(act="message")
        assert (refused.status_code, refused.text) == (400, "Echo has no private messages.")
        assert act(network="myspace").status_code == 400
        assert door.get("/ledger", params={"network": "echo"}).json() == {"applied": []}
        assert door.get("/ledger", params={"network": "myspace"}).status_code == 400
