"""The outbox answers quickly however many finished actions lie in it, and its rules in SQL are those of the states."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import pytest

from socialdesk.outbox import queries, ready
from socialdesk.outbox.states import LIVE
from socialdesk.storage.database import Connection, memory_database

ASKED: list[Callable[[Connection], object]] = [
    queries.next_due_ms,
    queries.pending,
    queries.needing_person,
    queries.newest_cancellable,
    queries.counts,
    lambda db: ready.next_ready(db, now_ms=1),
]


def test_the_states_under_way_are_those_of_the_machine():
    assert set(re.findall(r"'(\w+)'", ready.LIVE_SQL)) == {state.value for state in LIVE}


@pytest.mark.parametrize("ask", ASKED)
def test_only_what_is_under_way_is_read(ask: Callable[[Connection], object]):
    db = memory_database()
    traced = cast(Any, db)
    statements: list[str] = []
    traced.set_trace_callback(statements.append)
    ask(db)
    traced.set_trace_callback(None)
    steps = [
        str(row[3]) for told in statements for row in db.execute(f"EXPLAIN QUERY PLAN {told}").fetchall()
    ]
    read = [step for step in steps if re.search(r"\b(outbox|earlier|paused)\b", step)]
    assert read
    assert [
        step for step in read if "INDEX outbox_" not in step and "PRIMARY KEY (rowid=?)" not in step
    ] == []
