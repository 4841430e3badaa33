"""Asking Corporate Communications: the question, the answer and the wait stand in the record (R11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socialdesk.audit import queries as audit
from socialdesk.decisions import asking
from socialdesk.decisions.asking import Asked, for_item, open_questions
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.keep import decide_keep
from socialdesk.inbox.lists import first_ids
from socialdesk.inbox.views import WAITING
from socialdesk.model.people import Person, Role
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import OFFICER, book

OSCAR = Person("Ola Oscar", Role.OSCAR_1)
TWO_NAMES = Person("ola  OSCAR", Role.CORPORATE_COMMUNICATIONS)

pytestmark = pytest.mark.clause("R11")


def asked(scene: Scene, *, by: Person = OSCAR) -> Asked:
    asking.ask(scene.db, item_id=scene.desk.items["c1"], question="Is this untrue?", now=scene.clock(), by=by)
    return for_item(scene.db, scene.desk.items["c1"])[0]


def outcome(scene: Scene) -> tuple[object, ...]:
    row = scene.db.execute(
        "SELECT open, unread, outcome FROM worklist WHERE item_id = ?", (scene.desk.items["c1"],)
    ).fetchone()
    assert row is not None
    return row


def test_the_item_waits_in_sight_until_it_is_answered_and_is_then_unread_again() -> None:
    scene = Scene("c1", "c2")
    question = asked(scene)
    assert outcome(scene)[::2] == (1, asking.WAITING)
    assert list(first_ids(scene.db, WAITING)) == [scene.desk.items["c1"]]
    assert open_questions(scene.db) == (question,)
    scene.clock.forward(5_400)
    asking.answer(scene.db, question_id=question.id, words="Yes. Hide it.", now=scene.clock(), by=OFFICER)
    done = for_item(scene.db, scene.desk.items["c1"])[0]
    assert (done.answer, done.answered_by, done.waited_ms(0)) == ("Yes. Hide it.", "Pat Officer", 5_400_000)
    assert outcome(scene) == (1, 1, asking.ANSWERED)
    assert list(first_ids(scene.db, WAITING)) == []
    assert scene.kinds()[1:] == ["advice-asked", "advice-given"]
    line = audit.for_item(scene.db, scene.desk.items["c1"])[0]
    assert line.sentence == "Corporate Communications answered after 1 hour 30 minutes."
    assert "Hide" not in line.sentence


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.CORPORATE_COMMUNICATIONS])
def test_answering_needs_the_role(role: Role) -> None:
    scene = Scene("c1")
    question = asked(scene)
    with pytest.raises(NotOpen):
        asking.answer(
            scene.db, question_id=question.id, words="x", now=scene.clock(), by=Person("Somebody", role)
        )
    assert open_questions(scene.db) == (question,)


@pytest.mark.parametrize(
    ("asker", "answerer"),
    [
        (OSCAR, TWO_NAMES),
        (OFFICER, OFFICER),
        (
            Person("Pat Old", Role.CORPORATE_COMMUNICATIONS, staff_id=7),
            Person("Pat New", Role.CORPORATE_COMMUNICATIONS, staff_id=7),
        ),
    ],
)
def test_nobody_answers_their_own_question(asker: Person, answerer: Person) -> None:
    scene = Scene("c1")
    question = asked(scene, by=asker)
    with pytest.raises(NotOpen, match="yourself"):
        asking.answer(scene.db, question_id=question.id, words="x", now=scene.clock(), by=answerer)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            "answer = 'x', answered_by = 'B', answered_key = 'b', answered_role = 'ido', settled_ms = asked_ms",
            "CHECK",
        ),
        (
            "answer = 'x', answered_by = 'O', answered_key = asked_key,"
            " answered_role = 'corporate_communications', settled_ms = asked_ms",
            "CHECK",
        ),
        ("settled_ms = asked_ms", "CHECK"),
        ("question = 'Another?'", "never altered"),
        ("asked_ms = 1", "never altered"),
        (
            "answer = 'x', answered_by = 'B', answered_key = 'b', answered_role = 'corporate_communications',"
            " settled_ms = asked_ms - 1",
            "CHECK",
        ),
    ],
)
def test_the_store_itself_refuses_what_must_not_be(values: str, told: str) -> None:
    scene = Scene("c1")
    asked(scene)
    with pytest.raises(Exception, match=told):
        scene.db.execute(f"UPDATE questions SET {values}")


def test_an_answer_is_never_altered_and_no_question_goes() -> None:
    scene = Scene("c1")
    question = asked(scene)
    asking.answer(scene.db, question_id=question.id, words="No.", now=scene.clock(), by=OFFICER)
    with pytest.raises(Exception, match="never altered"):
        scene.db.execute("UPDATE questions SET answer = 'Yes.'")
    with pytest.raises(Exception, match="stays on the record"):
        scene.db.execute("DELETE FROM questions")
    with pytest.raises(NotOpen):
        asking.answer(scene.db, question_id=question.id, words="Yes.", now=scene.clock(), by=OFFICER)


def test_words_are_needed_on_both_sides() -> None:
    scene = Scene("c1")
    with pytest.raises(Incomplete):
        asking.ask(scene.db, item_id=scene.desk.items["c1"], question=" \n", now=scene.clock(), by=OSCAR)
    question = asked(scene)
    with pytest.raises(Incomplete):
        asking.answer(scene.db, question_id=question.id, words="", now=scene.clock(), by=OFFICER)
    with pytest.raises(Incomplete):
        asking.withdraw(scene.db, question_id=question.id, reason="", now=scene.clock(), by=OSCAR)


def test_who_asked_takes_it_back_and_nobody_else() -> None:
    scene = Scene("c1")
    question = asked(scene)
    with pytest.raises(NotOpen, match="Ola Oscar"):
        asking.withdraw(scene.db, question_id=question.id, reason="x", now=scene.clock(), by=OFFICER)
    asking.withdraw(
        scene.db, question_id=question.id, reason="Answered by phone.", now=scene.clock(), by=OSCAR
    )
    assert open_questions(scene.db) == ()
    assert outcome(scene)[2] == ""
    assert scene.kinds()[-1] == "advice-withdrawn"


def test_an_answer_to_what_was_handled_meanwhile_does_not_bring_it_back() -> None:
    scene = Scene("c1")
    question = asked(scene)
    decide_keep(
        scene.db,
        item_id=scene.desk.items["c1"],
        reason="Criticism.",
        grounds=(),
        book=book(),
        now=scene.clock(),
        by=OFFICER,
    )
    asking.answer(scene.db, question_id=question.id, words="Keep it.", now=scene.clock(), by=OFFICER)
    assert outcome(scene) == (0, 0, "Kept")


def test_the_item_waits_until_the_last_of_several_questions_is_answered() -> None:
    scene = Scene("c1")
    first, second = asked(scene), asked(scene)
    asking.answer(scene.db, question_id=first.id, words="No.", now=scene.clock(), by=OFFICER)
    assert outcome(scene)[2] == asking.WAITING
    asking.answer(scene.db, question_id=second.id, words="No.", now=scene.clock(), by=OFFICER)
    assert outcome(scene)[2] == asking.ANSWERED


def test_a_clock_that_is_set_back_takes_nothing_from_the_wait() -> None:
    scene = Scene("c1")
    question = asked(scene)
    earlier = scene.clock() - timedelta(hours=2)
    asking.answer(scene.db, question_id=question.id, words="No.", now=earlier, by=OFFICER)
    assert for_item(scene.db, scene.desk.items["c1"])[0].waited_ms(0) == 0
