"""The server itself: starting, stopping, the trainer's door, and the process of its own."""

from __future__ import annotations

import io
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from socialdesk.clock import system_clock
from socialdesk.training.furnish import furnish
from socialdesk.training.networks.all import NETWORKS
from socialdesk.training.networks.server import SimulatedNetworks, SimulatedNetworksError
from socialdesk.training.scenario import ScenarioError
from socialdesk.training.simulate import run_simulate
from socialdesk.training.stage import all_networks, world_with_comments

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def networks() -> Iterator[SimulatedNetworks]:
    with SimulatedNetworks(world_with_comments(3)) as running:
        yield running


@pytest.fixture
def door(networks: SimulatedNetworks) -> Iterator[httpx2.Client]:
    told = networks.announcement()["control"]
    headers = {"Authorization": f"Bearer {told['token']}"}
    with httpx2.Client(base_url=told["url"], headers=headers) as client:
        yield client


def test_it_listens_on_loopback_only(networks: SimulatedNetworks) -> None:
    assert networks.origin.startswith("http://127.0.0.1:")


def test_it_stops_wholly_and_can_start_again() -> None:
    networks = SimulatedNetworks(world_with_comments(1))
    before = threading.active_count()
    for _ in range(2):
        with networks:
            assert httpx2.get(networks.base_url() + "/me").status_code == 400
        networks.stop()
    assert threading.active_count() == before


def test_a_client_that_keeps_its_connection_does_not_hold_up_closing() -> None:
    with SimulatedNetworks(world_with_comments(1)) as networks:
        host, port = networks.origin.removeprefix("http://").split(":")
        half = socket.create_connection((host, int(port)))
        half.sendall(b"POST /facebook/v26.0/me HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        client = httpx2.Client()
        client.get(networks.base_url() + "/me")
    half.close()
    client.close()


def test_a_port_that_is_taken_is_said_plainly(networks: SimulatedNetworks) -> None:
    port = int(networks.origin.rpartition(":")[2])
    with pytest.raises(SimulatedNetworksError, match=str(port)):
        SimulatedNetworks(world_with_comments(1), port=port).start()


def test_the_trainers_door_needs_its_token(networks: SimulatedNetworks) -> None:
    url = networks.announcement()["control"]["url"]
    page_token = networks.announcement()["networks"]["facebook"]["accounts"][0]["token"]
    for headers in ({}, {"Authorization": f"Bearer {page_token}"}):
        assert httpx2.get(url + "/ledger", headers=headers).status_code == 403


def test_the_public_acts_through_the_door(networks: SimulatedNetworks, door: httpx2.Client) -> None:
    (post,) = networks.world.posts
    (page,) = networks.world.pages

    def act(**told: Any) -> httpx2.Response:
        return door.post("/comment", json=told)

    made = act(target=post, by="Dale Pritchley", text="Hello").json()["id"]
    under = act(target=made, by="Shona", text="Hello yourself", picture="A dog", ago=60).json()["id"]
    assert networks.world.comments[under].parent == made
    act(act="edit", target=made, text="Good evening")
    assert networks.world.comments[made].message == "Good evening"
    assert act(act="message", target=page, by="Dale Pritchley", text="Psst").json()["id"].startswith("m_")
    assert (
        act(act="post", target=page, by="Dale Pritchley", text="On your wall").json()["id"]
        in networks.world.posts
    )
    act(act="delete", target=made)
    assert under not in networks.world.comments
    assert act(target="nothing", text="Hello").status_code == 404
    assert act(target=post, colour="red").status_code == 400
    assert door.get("/ledger").json() == {"applied": []}


def test_the_ledger_has_every_act_once(networks: SimulatedNetworks, door: httpx2.Client) -> None:
    told = networks.announcement()["networks"]["facebook"]
    target = next(iter(networks.world.comments))
    headers = {"Authorization": f"Bearer {told['accounts'][0]['token']}"}
    with httpx2.Client(base_url=told["base_url"], headers=headers) as client:
        made = client.post(f"/{target}/comments", data={"message": "Thank you 🙏"}).json()["id"]
        client.post(f"/{target}", data={"is_hidden": "true"})
    first, second = door.get("/ledger").json()["applied"]
    assert (first["number"], first["kind"], first["target"], first["text"], first["id"]) == (
        1,
        "reply",
        target,
        "Thank you 🙏",
        made,
    )
    assert (second["number"], second["kind"], second["target"]) == (2, "hide", target)
    assert door.get("/ledger", params={"after": 1}).json()["applied"] == [second]


def test_faults_are_set_and_cleared_through_the_door(
    networks: SimulatedNetworks, door: httpx2.Client
) -> None:
    assert door.post("/faults", json={"faults": [{"kind": "html"}]}).status_code == 200
    assert httpx2.get(networks.base_url() + "/me").headers["content-type"].startswith("text/html")
    assert door.get("/faults").json() == {"done": [{"kind": "html", "count": 1}]}
    assert door.post("/faults", json={"faults": [{"kind": "gremlin"}]}).status_code == 400
    door.delete("/faults")
    assert httpx2.get(networks.base_url() + "/me").headers["content-type"].startswith("application/json")


def test_many_clients_at_once_lose_nothing(networks: SimulatedNetworks) -> None:
    told = networks.announcement()["networks"]["facebook"]
    target = next(iter(networks.world.comments))
    made: list[str] = []

    def reply(number: int) -> None:
        with httpx2.Client(headers={"Authorization": f"Bearer {told['accounts'][0]['token']}"}) as client:
            for part in range(10):
                text = {"message": f"{number}.{part}"}
                made.append(client.post(f"{told['base_url']}/{target}/comments", data=text).json()["id"])

    threads = [threading.Thread(target=reply, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 40
    assert sorted(call.id for call in networks.world.applied) == sorted(made)
    assert [call.number for call in networks.world.applied] == list(range(1, 41))


# -- the process of its own


def test_simulate_announces_itself_in_one_line_and_ends_when_told() -> None:
    out, stop = io.StringIO(), threading.Event()
    stop.set()
    assert run_simulate(0, "comments:5", None, out, stop=stop) == 0
    (line,) = out.getvalue().splitlines()
    networks = json.loads(line)["networks"]
    assert networks["facebook"]["accounts"][0]["name"] == "Anyshire Police"
    assert set(networks) == set(NETWORKS)
    for told in networks.values():
        assert [bool(one["id"] and one["token"]) for one in told["accounts"]] == [True]


def test_an_empty_network_is_furnished_once_and_by_its_public() -> None:
    now = system_clock()
    worlds = [world for world, _ in all_networks().values()]
    for _ in range(2):
        furnish(worlds, now)
    assert [len(world.announcement()["accounts"]) for world in worlds] == [1] * len(worlds)
    assert [world.ledger.after() for world in worlds] == [[]] * len(worlds)


def test_simulate_explains_what_it_cannot_serve() -> None:
    with pytest.raises(ScenarioError):
        run_simulate(0, "no-such-evening", None, io.StringIO())


@pytest.mark.skipif(sys.platform == "win32", reason="a signal cannot be sent to another process there")
def test_simulate_survives_a_killed_client_and_ends_on_sigterm() -> None:
    code = (
        "import sys; from socialdesk.training.simulate import run_simulate;"
        "sys.exit(run_simulate(0, None, None, sys.stdout))"
    )
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as served:
        assert served.stdout is not None
        assert served.stderr is not None
        told = json.loads(served.stdout.readline())
        facebook = told["networks"]["facebook"]
        client = (
            "import sys, urllib.request\n"
            "sys.stdout.write('begun\\n'); sys.stdout.flush()\n"
            "while True: urllib.request.urlopen(sys.argv[1]).read()\n"
        )
        url = f"{facebook['base_url']}/v26.0/me?access_token={facebook['accounts'][0]['token']}"
        with subprocess.Popen([sys.executable, "-c", client, url], stdout=subprocess.PIPE) as killed:
            assert killed.stdout is not None
            assert killed.stdout.readline() == b"begun\n"
            killed.kill()
        assert httpx2.get(url).json()["name"] == "Anyshire Police"
        served.send_signal(signal.SIGTERM)
        assert served.wait(timeout=20) == 0
        assert served.stderr.read() == b""
