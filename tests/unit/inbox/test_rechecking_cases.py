"""What marking, altering or ending a case leaves to be checked is done at the next start, wherever it was cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from socialdesk.inbox import proceedings
from socialdesk.inbox.proceedings import Stage
from socialdesk.inbox.watchlist import marked_to_check, note_threads_checked
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ProceedingsId, ThreadId
from socialdesk.rechecking import Rechecking
from tests.fakes.desk import A_KING, FakeDesk, Said, make_desk

GUILTY = "guilty"


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds={GUILTY: "contempt_of_court"})
    made.say(
        Said(author="P", text="he is guilty", post="first"),
        Said(author="Q", text="guilty as sin", post="second"),
        Said(author="R", text="guilty of what?", post="elsewhere"),
    )
    yield made
    made.close()


def posts(fake: FakeDesk, *names: str) -> list[ThreadId]:
    found = dict(fake.desk.read.execute("SELECT text, id FROM threads").fetchall())
    return [ThreadId(found[name]) for name in names]


def mark(fake: FakeDesk, *names: str) -> ProceedingsId:
    threads = posts(fake, *names)
    return fake.writer.call(
        lambda db: proceedings.mark(
            db,
            case_name="Market Street",
            stage=Stage.ARREST,
            since=fake.clock(),
            threads=threads,
            now=fake.clock(),
            by=A_KING,
        )
    )


def waiting(fake: FakeDesk) -> set[ThreadId]:
    return set(fake.writer.call(marked_to_check))


def checker(fake: FakeDesk, *, stop_after: int | None = None) -> tuple[Rechecking, list[Changes]]:
    told: list[Changes] = []
    made = Rechecking(
        writer=fake.writer,
        clock=fake.clock,
        book=fake.desk.book,
        triage=fake.triage,
        accounts=fake.desk.accounts,
        tell=told.append,
        stopped=lambda: stop_after is not None and len(told) >= stop_after,
    )
    return made, told


@pytest.mark.clause("R5")
def test_marking_a_case_that_was_cut_off_is_gone_on_with_at_the_next_start(fake: FakeDesk) -> None:
    mark(fake, "first", "second")
    cut, _ = checker(fake, stop_after=1)
    assert not cut.again(posts(fake, "first", "second"))
    assert waiting(fake) == set(posts(fake, "first", "second"))

    made, told = checker(fake)
    made.catch_up()
    assert waiting(fake) == set()
    assert len(told) == 2, "the posts of the case, and no others"
    told.clear()
    made.catch_up()
    assert told == [], "there is nothing more to do"


@pytest.mark.clause("R5")
def test_so_are_its_end_another_stage_and_a_post_taken_out(fake: FakeDesk) -> None:
    case = mark(fake, "first", "second")
    made, _ = checker(fake)
    made.catch_up()
    now = fake.clock()
    fake.writer.call(lambda db: proceedings.alter(db, case, stage=Stage.CHARGE, now=now, by=A_KING))
    assert waiting(fake) == set(posts(fake, "first", "second"))
    made.catch_up()
    second = posts(fake, "second")
    fake.writer.call(lambda db: proceedings.alter(db, case, remove=second, now=now, by=A_KING))
    assert waiting(fake) == set(posts(fake, "second"))
    made.catch_up()
    fake.writer.call(lambda db: proceedings.end(db, case, why="Acquitted.", now=now, by=A_KING))
    assert waiting(fake) == set(posts(fake, "first"))
    made.catch_up()
    assert waiting(fake) == set()


def test_what_altered_again_while_it_was_checked_stays_to_be_checked(fake: FakeDesk) -> None:
    case = mark(fake, "first")
    seen = fake.writer.call(marked_to_check)
    fake.writer.call(lambda db: proceedings.alter(db, case, stage=Stage.TRIAL, now=fake.clock(), by=A_KING))
    fake.writer.call(lambda db: note_threads_checked(seen, db))
    assert waiting(fake) == set(posts(fake, "first"))


def test_a_check_of_everything_is_one_of_them_too(fake: FakeDesk) -> None:
    mark(fake, "first")
    made, _ = checker(fake)
    assert made.again(None)
    assert waiting(fake) == set()
