"""`socialdesk simulate`: the simulated networks as a process of their own."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from socialdesk.clock import system_clock
from socialdesk.training.furnish import furnish
from socialdesk.training.networks.all import Simulated
from socialdesk.training.networks.faults import read_faults
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.world import World
from socialdesk.training.player import ScenarioPlayer
from socialdesk.training.scenario import find_scenario
from socialdesk.training.stage import Stage, all_networks, world_with_comments

DEFAULT_SCENARIO = "first-night"
_SLICE_SECONDS = 0.5
"""On Windows an endless wait would hold Ctrl+C back."""


def run_simulate(
    port: int,
    scenario: str | None,
    faults: str | None,
    out: TextIO,
    *,
    stop: threading.Event | None = None,
) -> int:
    """`socialdesk simulate`: serve, print the announcement as one JSON line to `out`, run until told to stop.

    `scenario` is the name of one in resources/scenarios, a file, or `comments:N` for a page with N comments;
    networks that it leaves empty get an account and a little talk. `faults` is JSON or a file. SIGINT and SIGTERM
    end it, as does `stop`. Gives the exit code. Raises ScenarioError, FaultsError or SimulatedNetworksError.
    """
    ending = stop or threading.Event()
    spec = read_faults(faults) if faults else None
    kind, _, count = (scenario or "").partition(":")
    player: ScenarioPlayer | None = None
    served: list[Simulated | World]
    if kind == "comments" and count.isascii() and count.isdecimal():
        empty = all_networks()
        served = [*empty.values(), world_with_comments(int(count))]
        furnish((world for name, (world, _) in empty.items() if name != "facebook"), system_clock())
    else:
        stage = Stage.opening(find_scenario(scenario or DEFAULT_SCENARIO))
        furnish((world for world, _ in stage.networks.values()), system_clock())
        served, player = [*stage.networks.values()], ScenarioPlayer(stage)
    with _ends_on_signal(ending), SimulatedNetworks(*served, port=port, faults=spec) as networks:
        if player is not None:
            player.start()
        out.write(json.dumps(networks.announcement()) + "\n")
        out.flush()
        while not ending.wait(_SLICE_SECONDS):
            pass
        if player is not None:
            player.stop()
    return 0


@contextmanager
def _ends_on_signal(ending: threading.Event) -> Generator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        ending.set()

    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
