"""Killed at random while posts are typed, decided and sent in parts, half of all calls faulty (P1).

The short form is part of the suite; `SOCIALDESK_KILLS=150` asks for the long one.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import secrets
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import stamina

from socialdesk.audit.verify import verify
from socialdesk.clock import system_clock
from socialdesk.model.ids import PostId
from socialdesk.outbox.rows import rows
from socialdesk.outbox.states import State
from socialdesk.publishing import queries
from socialdesk.training.networks.all import NETWORKS
from socialdesk.training.networks.server import SimulatedNetworks
from tests.faults.publishing_worker import Orders, PublishingDesk, live
from tests.faults.test_kills import half_of_all_calls

KILLS = min(int(os.environ.get("SOCIALDESK_KILLS", "8")), 60)


def kill_again_and_again(orders: Orders, random: Random) -> int:
    """Starts the desk and kills it at a random instant, `KILLS` times; how many times it was at work by then."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.publishing_worker"])
    else:
        context = multiprocessing.get_context("spawn")
    at_work, ready = 0, Path(f"{orders.acknowledged}.ready")
    for number in range(KILLS):
        ready.unlink(missing_ok=True)
        told = replace(orders, seed=orders.seed + number)
        process = context.Process(target=live, args=(told,), daemon=True)
        process.start()
        deadline = time.monotonic() + 30
        while not ready.exists() and process.is_alive() and time.monotonic() < deadline:
            process.join(0.005)
        assert process.is_alive(), f"the desk did not start: it ended with {process.exitcode}"
        process.join(random.random() * 0.7)
        at_work += process.is_alive()
        process.kill()
        process.join()
    return at_work


def drain(desk: PublishingDesk, seconds: float) -> None:
    """Lets everything come to its end in fair weather."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pause = desk.send()
        busy = desk.writer.call(
            lambda db: rows(
                db,
                "WHERE state IN ('queued', 'sending', 'waiting', 'unknown') AND needs_person = 0 LIMIT 1",
                (),
            )
        )
        if pause and not busy:
            return
        desk.stop.wait(pause)
    left = desk.writer.call(
        lambda db: rows(db, "WHERE state NOT IN ('confirmed', 'failed', 'cancelled')", ())
    )
    raise AssertionError(f"not settled after {seconds} s: {[(row.state, row.reason) for row in left]}")


@pytest.fixture
def reads_at_once() -> Generator[None]:
    """Reads are repeated without a pause, as in the desks that are killed; for this test alone."""
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.mark.usefixtures("reads_at_once")
@pytest.mark.clause("P1")
@pytest.mark.timeout(600)
def test_killed_at_any_instant_no_letter_is_lost_and_no_part_is_out_twice(tmp_path: Path) -> None:
    seed = int(os.environ.get("SOCIALDESK_SEED", "20261126"))
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    world, api = NETWORKS["bluesky"](system_clock, 0)
    account = world.add_account("force", "Anyshire Police", "anyshirepolice")
    with SimulatedNetworks((world, api)) as networks:
        token = next(one["token"] for one in world.announcement()["accounts"] if one["id"] == account)
        orders = Orders(
            database=str(tmp_path / "desk.db"), key=secrets.token_bytes(32), base_url=networks.base_url("bluesky"),
            account=account, token=token, acknowledged=str(acknowledged), seed=seed,
        )  # fmt: skip
        with closing(PublishingDesk(orders)):
            pass
        networks.faults.set(half_of_all_calls(seed))
        assert kill_again_and_again(orders, Random(seed)) > KILLS // 2
        struck = sum(count for _, count in networks.faults.done())
        networks.faults.clear()
        with closing(PublishingDesk(orders)) as desk:
            drain(desk, 60 + KILLS)
            told = acknowledged.read_text().splitlines()
            shown = [call.text for call in world.ledger.after(0)]

            assert len(shown) == len(set(shown)), shown
            assert shown, "nothing got out at all"
            assert struck > KILLS / 2
            for post_id, words in re.findall(r"saved (\d+) (.*)", "\n".join(told)):
                post = desk.writer.call(lambda db, number=post_id: queries.load(db, PostId(int(number))))
                assert post.text.startswith(words), "a letter that was kept is lost"
            for post_id, name in re.findall(r"decided (\d+) (.*)", "\n".join(told)):
                actions = desk.writer.call(
                    lambda db, number=post_id: rows(
                        db,
                        "WHERE post_target_id IN (SELECT id FROM post_targets WHERE post_id = ?)",
                        (int(number),),
                    )
                )
                assert actions, "a decision is lost"
                mine = [text for text in shown if text.startswith(f"{name},")]
                assert mine == [f"{name}, first part.", f"{name}, second part."][: len(mine)]
                confirmed = [each.action.text for each in actions if each.state is State.CONFIRMED]
                assert set(confirmed) <= set(mine)
            assert desk.writer.call(verify).ok
