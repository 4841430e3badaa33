"""Killed at random instants while it receives, decides and sends, with half of all calls faulty (promises 1 and 2).

The short form is part of the suite; `SOCIALDESK_KILLS=150` asks for the long one.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import stamina

from socialdesk.audit.verify import verify
from socialdesk.clock import to_ms
from socialdesk.evidence.check import verify_all
from socialdesk.model.actions import ActionKind
from socialdesk.outbox.rows import Row, rows
from socialdesk.outbox.states import State
from socialdesk.storage.database import Connection
from socialdesk.training.networks import posts, public
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.ledger import AppliedCall
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.world import World
from tests.faults.kill_worker import PAGE, Desk, Orders, live

KILLS = int(os.environ.get("SOCIALDESK_KILLS", "15"))
DECISIONS_A_LIFE = 4
SPOILING = (
    Kind.THROTTLE,
    Kind.ERROR_BEFORE,
    Kind.ERROR_AFTER,
    Kind.REFUSE_AFTER,
    Kind.RESET_BEFORE,
    Kind.RESET_AFTER,
    Kind.CUT_JSON,
    Kind.WRONG_JSON,
    Kind.HTML,
)


def half_of_all_calls(seed: int) -> FaultSpec:
    """Each of nine kinds strikes often enough that together they spoil half; late and slow answers besides."""
    each = 1 - 0.5 ** (1 / len(SPOILING))
    spoilt = [Fault(kind=kind, probability=each) for kind in SPOILING]
    late = Fault(kind=Kind.LAG, method="POST", probability=0.3, seconds=0.8)
    gone_late = Fault(kind=Kind.LAG, method="DELETE", probability=0.3, seconds=0.8)
    slow = Fault(kind=Kind.LATENCY, probability=0.1, seconds=0.05)
    return FaultSpec(seed=seed, faults=(*spoilt, late, gone_late, slow))


def town(comments: int) -> World:
    """A page with a post and comments."""
    world = World()
    page = world.add_page(str(PAGE), "Anyshire Police", "anyshirepolice")
    now = datetime.now(UTC)
    post = posts.put_post(world, str(PAGE), page.writer, "An appeal.", at=now - timedelta(hours=3))
    for number in range(comments):
        person = world.add_person(f"person-{number % 50}", f"Person {number % 50}")
        made = public.write_comment(
            world, post.id, person, f"Comment {number}", at=now - timedelta(minutes=100, seconds=-number)
        )
        assert made is not None
    return world


def kill_again_and_again(orders: Orders, random: Random) -> int:
    """Starts the desk and kills it at a random instant, `KILLS` times; how many times it was at work by then."""
    # A server that forks has the desk imported already, so that a life is spent at work; Windows has none.
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.kill_worker"])
    else:
        context = multiprocessing.get_context("spawn")
    at_work = 0
    ready = Path(f"{orders.acknowledged}.ready")
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


def in_the_storm(desk: Desk, seconds: float) -> None:
    """Goes on for a while without being killed, the calls as faulty as before."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and desk.writer.call(_under_way):
        desk.stop.wait(desk.send())


def drain(desk: Desk, seconds: float) -> None:
    """Lets everything come to its end in fair weather."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        pause = desk.send()
        if pause and not desk.writer.call(_under_way):
            return
        desk.stop.wait(pause)
    left = [(row.id, row.kind.value, row.state.value, row.reason) for row in desk.writer.call(_under_way)]
    raise AssertionError(f"not settled after {seconds} s: {left}")


def _under_way(db: Connection) -> list[Row]:
    return rows(db, "WHERE state IN ('queued', 'sending', 'waiting', 'unknown') AND needs_person = 0", ())


@pytest.fixture
def reads_at_once() -> Generator[None]:
    """Reads are repeated without a pause, as in the desks that are killed; for this test alone."""
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.mark.usefixtures("reads_at_once")
@pytest.mark.clause("R12")
@pytest.mark.timeout(1800)
def test_killed_at_any_instant_nothing_is_lost_and_nothing_is_done_twice(tmp_path: Path):
    seed = int(os.environ.get("SOCIALDESK_SEED", "20261124"))
    comments = 40 + KILLS * DECISIONS_A_LIFE
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    with SimulatedNetworks(town(comments)) as networks:
        orders = Orders(
            database=str(tmp_path / "desk.db"),
            key=secrets.token_bytes(32),
            base_url=networks.base_url("facebook"),
            token=networks.world.page_token(str(PAGE)),
            acknowledged=str(acknowledged),
            seed=seed,
            decisions=DECISIONS_A_LIFE,
        )
        with closing(Desk(orders)) as desk:
            desk.receive()
        networks.faults.set(half_of_all_calls(seed))
        at_work = kill_again_and_again(orders, Random(seed))
        with closing(Desk(orders)) as desk:
            in_the_storm(desk, KILLS / 4)
            struck = sum(count for _, count in networks.faults.done())
            networks.faults.clear()
            drain(desk, 60 + KILLS)
            desk.receive()
            told = [int(line) for line in acknowledged.read_text().split()]
            ledger = list(networks.world.applied)
            desk.writer.call(lambda db: judge(db, told, ledger, comments))
    assert at_work == KILLS
    assert len(told) >= KILLS  # the desk did something between its deaths
    assert struck > KILLS


def judge(db: Connection, told: list[int], ledger: list[AppliedCall], comments: int) -> None:
    """What must hold, whatever happened."""
    everything = rows(db, "ORDER BY id", ())
    assert set(told) <= {row.decision_id for row in everything}, "an acknowledged decision was lost"
    for row in everything:
        ours = [call for call in ledger if belongs(call, row)]
        settled = row.state in (State.CONFIRMED, State.FAILED) or row.needs_person
        assert settled, f"not settled: {row}"
        if row.kind is ActionKind.REPLY:
            assert len(ours) <= 1, f"sent twice: {row}"
        if row.state is State.CONFIRMED:
            assert ours, f"called done, but never done: {row}"
        if row.state is State.FAILED:
            assert not ours, f"called not done, but done: {row}"
            assert "edited" not in row.reason, f"nobody edited anything: {row}"
        if row.kind is not ActionKind.REPLY and ours:
            captured = db.execute(
                "SELECT captured_ms FROM evidence WHERE id = ?", (row.evidence_id,)
            ).fetchone()
            assert captured is not None
            assert captured[0] is not None
            assert captured[0] <= to_ms(ours[0].at), f"removed before its evidence: {row}"
    found = verify(db)
    assert found.ok, found.sentence
    assert verify_all(db) == {}
    received = db.execute("SELECT count(*) FROM items WHERE by_force = 0").fetchone()
    assert received == (comments,), "a comment was lost, or is there twice"
    deleted = {target for call in ledger if call.kind == "delete" for target in (call.target, *call.also)}
    gone = {found[0] for found in db.execute("SELECT native_id FROM items WHERE gone_ms IS NOT NULL")}
    assert gone <= deleted, "called gone, and is there"


def belongs(call: AppliedCall, row: Row) -> bool:
    """Whether what was applied is what a row of the outbox asked for."""
    if row.kind is ActionKind.REPLY:
        return call.kind in ("reply", "comment") and call.text == row.action.text
    return call.kind == row.kind.value and call.target == row.action.target
