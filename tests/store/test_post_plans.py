"""What is asked of posts every few seconds reads what is open, however many lie in the tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import pytest

from socialdesk.clock import system_clock
from socialdesk.model.ids import AccountId
from socialdesk.publishing import following, queries
from socialdesk.storage.database import Connection, memory_database

ASKED: list[Callable[[Connection], object]] = [
    lambda db: following.go_on(db, account_id=None, now=system_clock()),
    lambda db: following.see_published(db, account_id=AccountId(1), now=system_clock()),
    lambda db: queries.counts(db, now_ms=1),
    queries.drafts,
    queries.under_way,
    lambda db: queries.scheduled(db, from_ms=1, to_ms=2),
    lambda db: queries.needing_person(db, now_ms=1),
]


@pytest.mark.parametrize("ask", ASKED)
def test_no_table_of_posts_is_read_from_end_to_end(ask: Callable[[Connection], object]) -> None:
    db = memory_database()
    traced = cast(Any, db)
    statements: list[str] = []
    traced.set_trace_callback(statements.append)
    ask(db)
    traced.set_trace_callback(None)
    steps = [
        str(row[3]) for told in statements for row in db.execute(f"EXPLAIN QUERY PLAN {told}").fetchall()
    ]
    assert steps
    whole = [step for step in steps if re.search(r"\bSCAN (posts|post_parts|post_targets|outbox)\b", step)]
    assert [(step, steps) for step in whole if " USING " not in step] == []
