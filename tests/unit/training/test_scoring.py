"""What a session comes to: each thing judged once, by its clause, and nothing that would be unfair."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.packs import policy_book
from socialdesk.policy.book import Book
from socialdesk.training.answers import ModelAnswer
from socialdesk.training.events import Scenario
from socialdesk.training.marks import Mark, Score
from socialdesk.training.scenario import read_scenario
from socialdesk.training.scoring import score
from socialdesk.training.transcript import DO_OF_ITEMS, Act, Dispute, Look, Transcript

HEAD = """
format = 1
name = "Small"
[people]
dale = "Dale"
[watch]
"The case" = ["Rowan Thackray"]
[[page]]
key = "force"
name = "Force"
username = "force"
[[post]]
key = "post"
page = "force"
ago = "1h"
text = "A man has been arrested."
[[comment]]
key = "chatter"
on = "post"
by = "dale"
ago = "10m"
text = "Well done all"
"""
NAME = """
[[comment]]
key = "name"
on = "post"
by = "dale"
at = 10
text = "It is Rowan"
[comment.answer]
do = "remove"
grounds = ["identifies_person", "contempt_of_court"]
act = "delete"
before = ["evidence"]
within = 60
why = "He may be recognised."
"""


BOOK = policy_book()


@pytest.fixture
def book() -> Book:
    return BOOK


def scenario(*more: str) -> Scenario:
    return read_scenario(HEAD + "".join(more))


def answered(**answer: Any) -> str:
    told = ", ".join(
        f"{name} = {msgspec.json.encode(value).decode()}"
        for name, value in {"why": "Because.", **answer}.items()
    )
    return f'\n[[comment]]\nkey = "item"\non = "post"\nby = "dale"\nat = 10\ntext = "Words"\nanswer = {{ {told} }}\n'


def session(*acts: Act, looks: tuple[str, ...] = (), **more: Any) -> Transcript:
    told: dict[str, Any] = {
        "arrived": {"chatter": 0.0, "post": 0.0, "name": 10.0, "item": 10.0, "changed": 200.0, "task": 5.0},
        **more,
    }
    return Transcript(
        scenario="small", seed=1, trainee="A. Trainee", began="2026-11-26T09:00:00+00:00", lasted=600.0, done=True,
        acts=acts, looks=tuple(Look(at=11.0, item=item) for item in looks), **told,
    )  # fmt: skip


def act(do: str, item: str = "item", at: float = 20.0, **more: Any) -> Act:
    return Act(at=at, do=do, item=item, **more)


def mark(found: Score, key: str) -> Mark:
    (one,) = [each for each in found.marks if each.key == key]
    return one


def right(found: Score) -> dict[str, bool]:
    return {each.key: each.right for each in found.marks}


REMOVED = act("remove", "name", grounds=("identifies_person",), act="delete", evidence_first=True)


def test_all_right_is_one_and_every_kind_is_a_ratio(book: Book) -> None:
    found = score(scenario(NAME), session(REMOVED), book)
    assert found.score == 1.0
    assert right(found) == dict.fromkeys(
        ("name:decision", "name:ground", "name:action", "name:evidence", "name:time"), True
    )
    assert {kind: (ratio.right, ratio.of) for kind, ratio in found.kinds.items()} == dict.fromkeys(
        ("decision", "ground", "action", "evidence", "time"), (1, 1)
    )


def test_every_mark_names_a_clause_and_says_why(book: Book) -> None:
    found = score(scenario(NAME), session(REMOVED), book)
    assert mark(found, "name:decision").clause == "4.3"
    assert all(each.clause and each.sentence and each.why for each in found.marks)


def test_doing_nothing_is_nought(book: Book) -> None:
    found = score(scenario(NAME), session(), book)
    assert found.score == 0.0
    assert right(found) == {"name:decision": False}
    assert found.missed == ("name",)


@pytest.mark.parametrize(
    ("done", "wrong"),
    [
        ({"grounds": ("spam",)}, "name:ground"),
        ({"act": "hide"}, "name:action"),
        ({"evidence_first": False}, "name:evidence"),
        ({"at": 71.0}, "name:time"),
    ],
)
def test_each_thing_costs_its_own_mark_alone(book: Book, done: dict[str, Any], wrong: str) -> None:
    found = score(scenario(NAME), session(msgspec.structs.replace(REMOVED, **done)), book)
    assert [key for key, well in right(found).items() if not well] == [wrong]
    assert found.score == pytest.approx(4 / 5)


def test_a_wrong_decision_costs_once(book: Book) -> None:
    found = score(scenario(NAME), session(act("keep", "name", grounds=("spam",), at=500.0)), book)
    assert right(found) == {"name:decision": False}


def test_any_of_the_right_grounds_will_do(book: Book) -> None:
    found = score(
        scenario(NAME), session(msgspec.structs.replace(REMOVED, grounds=("contempt_of_court",))), book
    )
    assert found.score == 1.0


def test_what_was_taken_back_counts_for_nothing(book: Book) -> None:
    slip = act("remove", "chatter", taken_back=True)
    assert score(scenario(NAME), session(slip, REMOVED), book).score == 1.0
    undone = msgspec.structs.replace(REMOVED, taken_back=True)
    assert score(scenario(NAME), session(undone), book).score == 0.0


def test_what_never_came_is_not_judged(book: Book) -> None:
    found = score(scenario(NAME), session(arrived={"chatter": 0.0, "post": 0.0}), book)
    assert found.marks == ()


@pytest.mark.parametrize("do", ["remove", "block", "warn", "emergency"])
def test_chatter_counts_where_it_was_wrongly_acted_on(book: Book, do: str) -> None:
    found = score(scenario(NAME), session(REMOVED, act(do, "chatter"), act(do, "chatter")), book)
    assert mark(found, "chatter:decision").right is False
    assert found.score == pytest.approx(1 / 2)


@pytest.mark.parametrize("do", ["keep", "reply", "ask", "leave", "crime"])
def test_chatter_may_be_answered_kept_asked_about_or_left(book: Book, do: str) -> None:
    assert score(scenario(NAME), session(REMOVED, act(do, "chatter")), book).score == 1.0


def test_asking_is_right_where_it_depends_and_half_elsewhere(book: Book) -> None:
    depends = scenario(answered(do="ask", or_else=["keep"]))
    assert score(depends, session(act("ask")), book).score == 1.0
    assert score(depends, session(act("keep")), book).score == 1.0
    assert score(depends, session(act("remove", grounds=("spam",))), book).score == 0.0
    plain = scenario(answered(do="keep"))
    assert score(plain, session(act("ask")), book).score == 0.5
    assert score(plain, session(act("ask"), act("keep", at=90)), book).score == 1.0


def test_a_removal_beside_the_right_thing_is_still_a_removal(book: Book) -> None:
    found = score(scenario(answered(do="reply")), session(act("reply"), act("remove")), book)
    assert found.score == 0.0


def test_what_must_be_done_besides_is_marked(book: Book) -> None:
    told = scenario(answered(do="remove", grounds=["threatening"], also=["crime"], before=["emergency"]))
    removed = act("remove", grounds=("threatening",))
    assert right(score(told, session(removed), book)) == {
        "item:decision": True, "item:ground": True, "item:emergency": False, "item:also crime": False,
    }  # fmt: skip
    late = session(removed, act("crime", at=40), act("emergency", at=41))
    assert mark(score(told, late, book), "item:emergency").right is False
    good = session(act("emergency", at=15), removed, act("crime", at=40))
    assert score(told, good, book).score == 1.0


def test_to_leave_is_right_only_once_it_was_looked_at(book: Book) -> None:
    told = scenario(answered(do="leave", or_else=["keep"]))
    assert score(told, session(), book).score == 0.0
    assert score(told, session(looks=("item",)), book).score == 1.0
    assert score(told, session(act("keep")), book).score == 1.0


def test_the_words_of_an_answer_are_looked_at(book: Book) -> None:
    told = scenario(answered(do="reply", says=["101", "online|website"], never=["guilty"]))
    assert score(told, session(act("reply", text="Call 101 or use our WEBSITE.")), book).score == 1.0
    lacking = score(told, session(act("reply", text="Call 101.")), book)
    assert mark(lacking, "item:wording").right is False
    assert "online or website" in mark(lacking, "item:wording").sentence
    unfit = score(told, session(act("reply", text="101, online, he is Guilty")), book)
    assert "guilty" in mark(unfit, "item:wording").sentence
    named = score(told, session(act("reply", text="101, online. It was Rowan Thackray.")), book)
    assert mark(named, "item:protected").right is False
    assert "Thackray" not in mark(named, "item:protected").sentence


def test_a_block_wants_advice_and_engaging_first(book: Book) -> None:
    told = scenario(answered(do="block", grounds=["hate_speech"], before=["engage", "evidence"]))
    block = act("block", grounds=("hate_speech",), advised=True, engaged=True, evidence_first=True)
    assert score(told, session(block), book).score == 1.0
    bare = score(told, session(act("block", grounds=("hate_speech",))), book)
    assert [key for key, well in right(bare).items() if not well] == [
        "item:engage",
        "item:evidence",
        "item:advice",
    ]


def test_an_edit_brings_its_own_answer_from_then_on(book: Book) -> None:
    told = scenario(
        answered(do="leave"),
        '\n[[edit]]\nkey = "changed"\non = "item"\nat = 200\ntext = "Hateful words"\n'
        'answer = { do = "remove", grounds = ["hate_speech"], why = "It was altered." }\n',
    )
    removed = act("remove", grounds=("hate_speech",), at=220)
    assert score(told, session(removed, looks=("item",)), book).score == 1.0
    assert score(told, session(msgspec.structs.replace(removed, at=100)), book).score == 0.0
    assert score(told, session(looks=("item",)), book).score == 0.0


TASK = """
[[task]]
key = "task"
at = 5
title = "An appeal"
text = "Publish it."
answer = {{ {0}, clause = "3.3a", why = "So." }}
"""


def test_a_post_is_published_where_and_as_it_should_be(book: Book) -> None:
    told = scenario(
        TASK.format('do = "publish", pages = ["force"], says = ["101"], never = ["Rowan"], within = 300')
    )
    assert score(told, session(act("publish", "force", text="Call 101")), book).score == 1.0
    for wrong in (
        act("publish", "force", text="Call us"),
        act("publish", "force", text="Call 101 about Rowan"),
        act("publish", "other", text="Call 101"),
    ):
        assert score(told, session(wrong), book).score == 0.0
    assert score(told, session(act("publish", "force", at=400, text="Call 101")), book).score == 0.5


def test_publishing_nothing_can_be_the_task(book: Book) -> None:
    told = scenario(TASK.format('do = "publish_nothing"'))
    assert score(told, session(), book).score == 1.0
    assert score(told, session(act("publish", "force", at=50)), book).score == 0.0


def test_what_another_task_asked_for_may_be_published_late(book: Book) -> None:
    told = scenario(
        TASK.format('do = "publish", says = ["road"]'),
        TASK.replace('"task"', '"nothing"').format('do = "publish_nothing"'),
    )
    came = {"post": 0.0, "task": 5.0, "nothing": 5.0}
    asked = act("publish", "force", at=50, text="The road is shut")
    assert score(told, session(asked, arrived=came), book).score == 1.0
    other = act("publish", "force", at=60, text="Vote for her")
    assert mark(score(told, session(asked, other, arrived=came), book), "nothing:task").right is False


@pytest.mark.parametrize("do", ["threshold", "take_down", "proceedings", "handover"])
def test_other_tasks_are_done_or_not(book: Book, do: str) -> None:
    told = scenario(
        TASK.format(f'do = "{do}"' + (', of = "post"' if do in ("take_down", "proceedings") else ""))
    )
    assert score(told, session(), book).score == 0.0
    assert score(told, session(act(do, "post")), book).score == 1.0
    if do == "take_down":
        assert score(told, session(act(do, "chatter")), book).score == 0.0


def test_a_dispute_is_shown_and_counts_once_it_is_upheld(book: Book) -> None:
    told = scenario(NAME)

    def disputed(upheld: bool | None) -> Score:
        note = Dispute(note="The name was on the news.", upheld=upheld)
        return score(told, session(disputes={"name:decision": note}), book)

    assert disputed(None).score == disputed(False).score == 0.0
    assert mark(disputed(None), "name:decision").dispute == "The name was on the news."
    assert disputed(True).score == 1.0


@given(
    acts=st.lists(
        st.builds(
            Act,
            at=st.floats(0, 1000),
            do=st.sampled_from(DO_OF_ITEMS),
            item=st.sampled_from(["name", "item", "chatter", "post", "unknown", ""]),
            grounds=st.lists(st.sampled_from(["hate_speech", "spam", "identifies_person"]), max_size=2).map(
                tuple
            ),
            act=st.sampled_from(["", "delete", "hide"]),
            text=st.text(max_size=20),
            taken_back=st.booleans(),
        ),
        max_size=8,
    )
)
def test_whatever_was_done_the_score_is_a_share_and_no_mark_stands_twice(acts: list[Act]) -> None:
    told = scenario(
        NAME, answered(do="reply", says=["101"], also=["crime", "warn"], before=["advice", "engage"])
    )
    found = score(told, session(*acts), BOOK)
    assert 0.0 <= found.score <= 1.0
    assert sum(ratio.of for ratio in found.kinds.values()) == len(found.marks)
    assert len({each.key for each in found.marks}) == len(found.marks)


def test_every_decision_that_a_model_answer_can_ask_for_is_known(book: Book) -> None:
    for do in DO_OF_ITEMS:
        answer = msgspec.convert({"do": do, "why": "So."}, ModelAnswer)
        found = score(scenario(answered(do=answer.do)), session(act(do), looks=("item",)), book)
        assert mark(found, "item:decision").right


def test_a_warning_beside_removals_is_no_mistake(book: Book) -> None:
    assert (
        score(scenario(NAME), session(REMOVED, act("warn", "name"), act("warn", "post")), book).score == 1.0
    )


def test_a_post_of_ours_is_not_missed(book: Book) -> None:
    told = read_scenario(
        HEAD.replace(
            '"A man has been arrested."',
            '"A man has been arrested."\nanswer = { do = "proceedings", why = "So." }',
        )
    )
    found = score(told, session(act("proceedings", "post")), book)
    assert found.score == 1.0
    assert found.missed == ()
