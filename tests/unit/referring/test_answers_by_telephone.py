"""An answer that came by telephone is entered, marked so, and looked at by Corporate Communications (R11)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socialdesk.audit import queries as audit
from socialdesk.audit.verify import verify
from socialdesk.decisions import answers_by_telephone, asking
from socialdesk.decisions.asking import Asked, for_item, open_questions, to_look_at
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.model.people import Person, Role
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import OFFICER

OSCAR = Person("Ola Oscar", Role.OSCAR_1)
IDO = Person("Ida Ido", Role.IDO)

pytestmark = pytest.mark.clause("R11")


def asked(scene: Scene) -> Asked:
    asking.ask(
        scene.db, item_id=scene.desk.items["c1"], question="Is this untrue?", now=scene.clock(), by=OSCAR
    )
    return for_item(scene.db, scene.desk.items["c1"])[0]


def entered(scene: Scene, *, by: Person = OSCAR, who: str = "Pat Officer", minutes: int = 5) -> Asked:
    question = asked(scene)
    scene.clock.forward(1_800)
    answers_by_telephone.enter(
        scene.db,
        question_id=question.id,
        answered_by=who,
        words="Leave it up, answer politely.",
        given_at=scene.clock() - timedelta(minutes=minutes),
        now=scene.clock(),
        by=by,
    )
    return for_item(scene.db, scene.desk.items["c1"])[0]


def look(
    scene: Scene, question: Asked, *, by: Person = OFFICER, stands: bool = True, words: str = ""
) -> None:
    answers_by_telephone.look_at(
        scene.db, question_id=question.id, stands=stands, words=words, now=scene.clock(), by=by
    )


def outcome(scene: Scene) -> tuple[object, ...]:
    row = scene.db.execute(
        "SELECT open, unread, outcome FROM worklist WHERE item_id = ?", (scene.desk.items["c1"],)
    ).fetchone()
    assert row is not None
    return row


def test_it_answers_the_question_says_who_and_when_and_waits_to_be_looked_at() -> None:
    scene = Scene("c1")
    done = entered(scene)
    assert (done.answer, done.answered_by) == ("Leave it up, answer politely.", "Pat Officer")
    assert done.telephoned is not None
    assert (done.telephoned.entered_by, done.telephoned.stands) == ("Ola Oscar", None)
    assert done.telephoned.given_ms == done.asked_ms + 25 * 60_000
    assert open_questions(scene.db) == ()
    assert to_look_at(scene.db) == (done,)
    assert answers_by_telephone.how_many(scene.db) == 1
    assert outcome(scene) == (1, 1, answers_by_telephone.BY_TELEPHONE)
    line = audit.for_item(scene.db, scene.desk.items["c1"])[0]
    assert "as given by telephone" in line.sentence
    assert "Leave" not in line.sentence
    assert verify(scene.db).ok


def test_corporate_communications_confirms_it_once() -> None:
    scene = Scene("c1")
    question = entered(scene)
    look(scene, question)
    done = for_item(scene.db, scene.desk.items["c1"])[0].telephoned
    assert done is not None
    assert (done.looked_at_by, done.stands) == ("Pat Officer", True)
    assert to_look_at(scene.db) == ()
    with pytest.raises(NotOpen, match="already"):
        look(scene, question)


def test_where_it_was_not_given_so_the_item_is_unread_again_with_the_reason_recorded() -> None:
    scene = Scene("c1")
    question = entered(scene)
    with pytest.raises(Incomplete):
        look(scene, question, stands=False)
    look(scene, question, stands=False, words="I said: hide it.")
    assert outcome(scene) == (1, 1, answers_by_telephone.NOT_SO)
    line = audit.for_item(scene.db, scene.desk.items["c1"])[0]
    assert line.words == {"words": "I said: hide it."}


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.CORPORATE_COMMUNICATIONS])
def test_nobody_else_looks_at_it(role: Role) -> None:
    scene = Scene("c1")
    question = entered(scene)
    with pytest.raises(NotOpen):
        look(scene, question, by=Person("Somebody", role))


def test_whoever_entered_it_does_not_look_at_it() -> None:
    scene = Scene("c1")
    question = entered(scene, by=Person("Pat Officer", Role.CORPORATE_COMMUNICATIONS), who="Chris Adviser")
    with pytest.raises(NotOpen, match="yourself"):
        look(scene, question, by=OFFICER)


@pytest.mark.parametrize(
    ("alteration", "error", "told"),
    [
        ({"answered_by": "  "}, Incomplete, "Name who"),
        ({"answered_by": "ola  OSCAR"}, NotOpen, "asked this"),
        ({"words": " "}, Incomplete, "Write the answer"),
        ({"hours": 2}, Incomplete, "still to come"),
        ({"hours": -30}, Incomplete, "long before"),
        ({"by": Person("Ali Auditor", Role.AUDITOR)}, NotOpen, "auditor reads"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_and_nothing_is_written(
    alteration: dict[str, object], error: type[Exception], told: str
) -> None:
    scene = Scene("c1")
    question = asked(scene)
    filled = {"answered_by": "Pat Officer", "words": "Leave it.", "hours": 0, "by": IDO} | alteration
    given_at = scene.clock() + timedelta(hours=int(str(filled.pop("hours"))))
    with pytest.raises(error, match=told):
        answers_by_telephone.enter(
            scene.db,
            question_id=question.id,
            given_at=given_at,
            now=scene.clock(),
            **filled,  # pyright: ignore[reportArgumentType]  (what a test alters)
        )
    assert open_questions(scene.db) == (question,)
    assert answers_by_telephone.how_many(scene.db) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE telephoned_answers SET entered_by = 'Somebody else'",
        "UPDATE telephoned_answers SET looked_at_ms = 1, looked_at_by = 'O', looked_at_key = entered_key, stands = 1",
        "UPDATE telephoned_answers SET looked_at_words = 'No'",
        "DELETE FROM telephoned_answers",
        "UPDATE questions SET answer = 'Another'",
        "INSERT INTO telephoned_answers (question_id, given_ms, entered_ms, entered_by, entered_key)"
        " SELECT id + 1, 1, 1, 'O', 'o' FROM questions",
    ],
)
def test_the_store_itself_refuses_what_must_not_be(statement: str) -> None:
    scene = Scene("c1")
    entered(scene)
    with pytest.raises(Exception, match=r"altered|looked at|record|CHECK|FOREIGN|marked"):
        scene.db.execute(statement)


def test_an_answer_that_was_signed_is_never_marked_as_telephoned_afterwards() -> None:
    scene = Scene("c1")
    question = asked(scene)
    asking.answer(scene.db, question_id=question.id, words="Yes.", now=scene.clock(), by=OFFICER)
    with pytest.raises(Exception, match="marked"):
        scene.db.execute(
            "INSERT INTO telephoned_answers (question_id, given_ms, entered_ms, entered_by, entered_key)"
            " VALUES (?, 1, 1, 'Ola', 'ola')",
            (question.id,),
        )
