"""What people wrote on the register of blocks goes with what is behind the block; its numbers and the record stay."""

from __future__ import annotations

import pytest

from socialdesk.audit.verify import verify
from socialdesk.decisions import answers_by_telephone, asking, blocking
from socialdesk.decisions.blocking_numbers import export_numbers
from socialdesk.exports.disposal import NotDisposed, Why, dispose, erase_person
from socialdesk.model.ids import AuthorId, BlockId
from socialdesk.storage.database import IntegrityError
from tests.fakes.blocking_scene import BlockingScene
from tests.fakes.stocked_desk import OFFICER, book

CANARY = "zebrafinch"


def held(scene: BlockingScene) -> set[str]:
    found: set[str] = set()
    for (table,) in scene.db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'items_fts%'"
    ).fetchall():
        for row in scene.db.execute(f"SELECT * FROM {table}"):
            if any(CANARY in str(value).casefold() for value in row):
                found.add(table)
    return found


def ended(scene: BlockingScene) -> BlockId:
    """A block that was lifted; all that was typed says the canary."""
    said = f"the {CANARY} family"
    block_id = scene.ask(
        engaged_words=said, warned_words=said, aim=said, why_not_less=said, items=[scene.item("c1")]
    )
    scene.telephoned(block_id)
    scene.db.execute("DROP TRIGGER block_advice_words")
    scene.db.execute("UPDATE block_advice SET words = ?", (said,))
    scene.approve(block_id)
    scene.run(30)
    blocking.review(scene.db, block_id=block_id, words=said, days=30, doing=scene.doing(scene.second))
    scene.lift(block_id, reason=said)
    scene.run(30)
    assert scene.row(block_id).state.ended
    return block_id


def numbers(scene: BlockingScene) -> str:
    return export_numbers(scene.db, reason="A report", book=book(), now=scene.clock(), by=OFFICER)


@pytest.mark.clause("T2", "B1")
def test_an_erasure_takes_the_words_and_leaves_the_numbers_and_the_record() -> None:
    scene = BlockingScene()
    block_id = ended(scene)
    before = numbers(scene)
    assert {"blocks", "block_advice", "block_reviews"} <= held(scene)
    author = AuthorId(int(scene.row(block_id).author_id))
    erase_person(scene.db, [author], reason="Asked for, upheld.", now=scene.clock(), by=OFFICER)
    assert held(scene) == set()
    row = scene.row(block_id)
    assert (row.aim, row.ended_reason, row.advice[0].words) == ("(deleted)", "(deleted)", "(deleted)")
    assert row.grounds == ("threatening",)
    assert row.advice[0].given == "telephone"
    assert numbers(scene) == before
    assert verify(scene.db).ok


@pytest.mark.clause("T2")
def test_the_words_stay_while_something_behind_the_block_is_kept() -> None:
    scene = BlockingScene()
    block_id = scene.ask(items=[scene.item("c1"), scene.item("c2")])
    blocking.withdraw(scene.db, block_id=block_id, reason="It stopped.", doing=scene.doing(scene.asker))
    for name in ("c1", "c2"):
        assert scene.row(block_id).ended_reason == "It stopped."
        dispose(
            scene.db,
            [scene.item(name)],
            why=Why.RETENTION,
            reason="Its time is over.",
            now=scene.clock(),
            by=OFFICER,
        )
    assert scene.row(block_id).ended_reason == "(deleted)"
    assert verify(scene.db).ok


@pytest.mark.clause("T2", "B1")
def test_a_block_that_has_not_ended_holds_its_items_back() -> None:
    scene = BlockingScene()
    scene.ask()
    with pytest.raises(NotDisposed, match="under way"):
        dispose(scene.db, [scene.item("c1")], why=Why.ERASURE, reason="Asked.", now=scene.clock(), by=OFFICER)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE blocks SET aim = '(deleted)'",
        "UPDATE blocks SET aim = 'x', engaged_words = '(deleted)', warned_words = '(deleted)',"
        " why_not_less = '(deleted)'",
        "UPDATE blocks SET ended_reason = ''",
        "UPDATE blocks SET ended_reason = 'Another'",
        "UPDATE blocks SET grounds = '[\"x\"]'",
        "UPDATE block_advice SET words = '(deleted)'",
        "UPDATE block_advice SET adviser = 'Another'",
        "UPDATE block_approvals SET words = 'Another'",
        "UPDATE block_approvals SET by_name = 'Another'",
        "UPDATE block_reviews SET words = '(deleted)'",
        "UPDATE block_reviews SET by_name = 'Another'",
    ],
)
@pytest.mark.clause("T3", "B1")
def test_before_that_the_store_lets_nothing_of_a_block_be_altered(statement: str) -> None:
    scene = BlockingScene()
    block_id = scene.in_force()
    blocking.review(
        scene.db, block_id=block_id, words="They still threaten.", days=30, doing=scene.doing(scene.second)
    )
    scene.lift(block_id)
    scene.run(30)
    with pytest.raises(IntegrityError):
        scene.db.execute(statement)


@pytest.mark.clause("T2", "R11")
def test_what_was_said_of_an_answer_by_telephone_goes_too() -> None:
    scene = BlockingScene()
    item = scene.item("c1")
    asking.ask(scene.db, item_id=item, question=f"{CANARY}?", now=scene.clock(), by=scene.night)
    number = asking.open_questions(scene.db)[0].id
    answers_by_telephone.enter(
        scene.db,
        question_id=number,
        answered_by="Chris Adviser",
        words=CANARY,
        given_at=scene.clock(),
        now=scene.clock(),
        by=scene.night,
    )
    answers_by_telephone.look_at(
        scene.db, question_id=number, stands=False, words=CANARY, now=scene.clock(), by=scene.second
    )
    dispose(scene.db, [item], why=Why.ERASURE, reason="Asked for.", now=scene.clock(), by=OFFICER)
    assert held(scene) == set()
    assert verify(scene.db).ok
