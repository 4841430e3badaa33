"""In training a post goes through the simulated Hootsuite and is seen on its network (T4, P1)."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from socialdesk.app import open_engine
from socialdesk.background.loops import Loop
from socialdesk.clock import Clock, system_clock, to_ms
from socialdesk.engine import Engine
from socialdesk.model.accounts import Network
from socialdesk.model.ids import ClauseId
from socialdesk.model.people import Person, Role
from socialdesk.publishing import drafts, publish, queries, schedule, targets, threshold
from socialdesk.publishing.standing import CheckStanding

pytestmark = pytest.mark.clause("P1")

PASSED = (CheckStanding(id="all", title="All", clause=ClauseId("3"), state="pass", sentence=""),)
INSPECTOR = Person("Insp. Noor Fairweather", Role.OSCAR_1)
STOP = threading.Event()


def at_night() -> Clock:
    """A clock that goes, at an hour at which Oscar 1 decides."""
    ahead = datetime(2026, 11, 24, 23, 0, tzinfo=UTC) - system_clock()
    return lambda: system_clock() + ahead


def do(engine: Engine, use: Any, **more: Any) -> Any:
    return engine.writer.call(
        partial(use, **({"now": engine.clock(), "by": INSPECTOR, "training": True} | more))
    )


@pytest.mark.parametrize("seconds_ahead", [None, 3])
def test_oscar_1_publishes_through_hootsuite_and_sees_it_on_the_network(seconds_ahead: int | None) -> None:
    with closing(open_engine(training="first-night", clock=at_night())) as engine:
        account = next(each for each in engine.accounts.values() if each.network is Network.FACEBOOK)
        answer = engine.hootsuite.ask()
        engine.hootsuite.choose(account.id, answer.suggested[account.id])
        engine.sync(account, STOP)
        post_id = engine.writer.call(
            partial(
                drafts.save_post, post_id=None, purpose="A closure", text="The A14 is closed at Kelmarton.",
                now=engine.clock(), by=INSPECTOR,
            )
        ).post_id  # fmt: skip
        engine.writer.call(
            partial(
                targets.set_targets,
                post_id=post_id,
                account_ids=[account.id],
                now=engine.clock(),
                by=INSPECTOR,
            )
        )
        if seconds_ahead is not None:
            at_ms = (to_ms(engine.clock()) // 1000 + seconds_ahead) * 1000
            engine.writer.call(
                partial(
                    schedule.set_time, post_id=post_id, scheduled_ms=at_ms, now=engine.clock(), by=INSPECTOR
                )
            )
        engine.writer.call(
            partial(
                threshold.answer, post_id=post_id, book=engine.book, now=engine.clock(), by=INSPECTOR,
                answers={"about": "A closed road", "met": threshold.NOT_MET, "reason": "A road."},
            )
        )  # fmt: skip
        do(
            engine, publish.decide_publish, post_id=post_id, checks=PASSED, book=engine.book,
            capabilities=engine.capabilities, undo_seconds=0,
        )  # fmt: skip
        seen = threading.Event()

        def look(stop: threading.Event) -> None:
            engine.send_everything(stop)
            engine.sync(account, stop)
            post = engine.writer.call(partial(queries.load, post_id=post_id))
            native_id = post.targets[0].parts[0].native_id
            if native_id is not None and not native_id.startswith("hootsuite:"):
                seen.set()

        loop = Loop("looking", 0.2, look)
        loop.start()
        try:
            assert seen.wait(25)
        finally:
            loop.stop()
            loop.join()
