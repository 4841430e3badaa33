"""Everything that is held is checked again in small steps; what was cut off is done at the next start (4.3b)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from socialdesk.inbox import queries as inbox
from socialdesk.inbox.watchlist import CHECKED_AT_ONCE, add_words, unchecked
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import ThreadId
from socialdesk.packs import rule_triage
from socialdesk.rechecking import Rechecking
from tests.fakes.desk import A_KING, FakeDesk, Said, make_desk

MANY = 2 * CHECKED_AT_ONCE + 20


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, account_names=("One", "Two"))
    old = [
        Said(
            author=f"P{each}",
            text=f"{chr(97 + each % 26) * 3} {each} Darren Smallwood",
            post="old",
            minutes_ago=90_000 - each,
        )
        for each in range(MANY)
    ]
    new = [Said(author="Q", text="it was darren smallwood", post="new", account=1)]
    made.say(*old, *new, Said(author="R", text="Nothing", post="new", account=1))
    made.execute("UPDATE worklist SET open = 0, handled_ms = 1, handled_by = 'A'")
    yield made
    made.close()


def checker(fake: FakeDesk, *, stop_after: int | None = None) -> tuple[Rechecking, list[Changes]]:
    """What checks, and what it told; it is stopped once so many things were told."""
    told: list[Changes] = []
    made = Rechecking(
        writer=fake.writer,
        clock=fake.clock,
        book=fake.desk.book,
        triage=rule_triage(),
        accounts=fake.desk.accounts,
        tell=told.append,
        stopped=lambda: stop_after is not None and len(told) >= stop_after,
    )
    return made, told


def protect(fake: FakeDesk) -> None:
    fake.writer.call(
        lambda db: add_words(db, case_name="c", words="Darren Smallwood", now=fake.clock(), by=A_KING)
    )


def flagged(fake: FakeDesk) -> int:
    row = fake.desk.read.execute("SELECT count(*) FROM worklist WHERE flagged = 1").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.clause("R5")
def test_old_and_handled_comments_are_checked_too_and_it_says_how_far_it_is(fake: FakeDesk) -> None:
    protect(fake)
    looked: list[tuple[int, int]] = []
    made, told = checker(fake)

    assert made.again(None, lambda at, of: looked.append((at, of)))

    assert flagged(fake) == MANY + 1
    assert looked[-1] == (MANY + 2, MANY + 2)
    assert looked == sorted(looked)
    assert len(looked) >= 3
    everything = NOTHING
    for changes in told:
        everything |= changes
    assert len(everything.items) == MANY + 1
    assert len(inbox.first_ids(fake.desk.read, inbox.View(inbox.ViewName.URGENT))) == 128, "back on the desk"
    assert fake.writer.call(unchecked) == []


def test_what_was_cut_off_is_done_at_the_next_start(fake: FakeDesk) -> None:
    protect(fake)
    cut, _ = checker(fake, stop_after=1)
    assert not cut.again(None)
    assert flagged(fake) == CHECKED_AT_ONCE
    assert len(fake.writer.call(unchecked)) == 1

    made, told = checker(fake)
    made.catch_up()
    assert flagged(fake) == MANY + 1
    assert fake.writer.call(unchecked) == []
    told.clear()
    made.catch_up()
    assert told == [], "there is nothing more to do"


def test_only_the_threads_that_were_named_are_checked(fake: FakeDesk) -> None:
    protect(fake)
    made, _ = checker(fake)
    (row,) = fake.desk.read.execute("SELECT id FROM threads WHERE text = 'new'").fetchall()
    made.again([ThreadId(row[0])])
    assert flagged(fake) == 1
    assert len(fake.writer.call(unchecked)) == 1, "not everything has been looked through"


def test_somebody_else_writes_meanwhile(fake: FakeDesk) -> None:
    protect(fake)
    made, _ = checker(fake)
    running = threading.Thread(target=made.again)
    running.start()
    written = 0
    while running.is_alive():
        fake.writer.submit(lambda db: db.execute("SELECT 1").fetchone()).result(timeout=5)
        written += 1
    running.join()
    assert written >= 2
    assert flagged(fake) == MANY + 1
