"""What waits on the register of blocks is counted for the desk, and for each person without their own (B1, 4.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socialdesk.clock import to_ms
from socialdesk.decisions.blocking_waiting import BlocksWaiting, waiting
from socialdesk.model.people import Person
from tests.fakes.blocking_scene import NIGHT, BlockingScene

pytestmark = pytest.mark.clause("B1")


def waits(scene: BlockingScene, person: Person | None = None, hours: int = 0) -> BlocksWaiting:
    return waiting(scene.db, to_ms(scene.clock() + timedelta(hours=hours)), wanted_of=person)


def test_each_step_is_counted_for_the_others_and_never_for_whoever_asked() -> None:
    scene = BlockingScene()
    assert waits(scene) == BlocksWaiting()
    assert waits(scene).words == ""
    block = scene.ask()
    assert waits(scene).words == "1 block for advice"
    assert waits(scene, scene.adviser) == BlocksWaiting(advice=1)
    assert waits(scene, scene.asker) == BlocksWaiting()
    scene.telephoned(block)
    assert waits(scene) == BlocksWaiting(approval=1, confirm=1)
    assert waits(scene).words == "1 block for approval, advice on 1 block to confirm"
    assert waits(scene, scene.asker) == BlocksWaiting(), "who entered it does not confirm it"
    scene.approve(block)
    scene.run(30)
    assert waits(scene) == BlocksWaiting(confirm=1)
    assert waits(scene, hours=24 * 400) == BlocksWaiting(due=1, confirm=1)


@pytest.mark.clause("B2")
def test_a_threat_to_life_that_did_not_wait_is_wanted_as_duty_begins() -> None:
    scene = BlockingScene()
    scene.clock.forward(NIGHT.total_seconds())
    scene.ask(scene.night, urgent_why="He names the street.", urgent_told="Nobody answered.")
    scene.run(30)
    assert waits(scene).unseen == 0
    assert waits(scene, hours=12).unseen == 1
    assert "1 block that did not wait for approval" in waits(scene, scene.second, hours=12).words
    assert waits(scene, scene.night, hours=12).unseen == 0
    plan = scene.db.execute(
        "EXPLAIN QUERY PLAN SELECT count(*) FROM blocks WHERE urgent = 1 AND ended_ms IS NULL AND review_ms <= 1"
    ).fetchall()
    assert "blocks_unseen" in str(plan)
