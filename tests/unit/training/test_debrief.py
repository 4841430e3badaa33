"""A session told again: every item with what was done and what was right, in the order in which it came."""

from __future__ import annotations

from typing import Any

from socialdesk.packs import policy_book
from socialdesk.training.debrief import KIND_LABELS, Outcome, Told, clock_words, told
from socialdesk.training.marks import MarkKind
from socialdesk.training.scenario import read_scenario
from socialdesk.training.scoring import score
from socialdesk.training.transcript import Act, Look, Transcript

BOOK = policy_book()
SCENARIO = read_scenario("""
format = 1
name = "Small"
[people]
dale = "Dale Pritchley"
[[page]]
key = "force"
network = "instagram"
name = "Anyshire Police"
username = "anyshire"
[[post]]
key = "post"
page = "force"
ago = "1h"
text = "A man has been arrested."
[[comment]]
key = "thanks"
on = "post"
by = "dale"
ago = "10m"
text = "Thank you"
[[comment]]
key = "name"
on = "post"
by = "dale"
at = 10
text = "It is <b>Rowan</b>"
answer = { do = "remove", grounds = ["identifies_person"], act = "delete", why = "He may be recognised." }
[[comment]]
key = "second"
on = "thanks"
by = "dale"
at = 20
text = "Selling bags"
answer = { do = "remove", grounds = ["spam"], act = "hide", why = "It sells." }
[[comment]]
key = "late"
on = "post"
by = "dale"
at = 900
text = "Too late"
answer = { do = "keep", why = "It is only late." }
[[comment]]
on = "post"
by = "force"
at = 30
text = "Please do not name anybody."
[[task]]
key = "task"
at = 5
title = "Proceedings"
text = "Mark the post."
answer = { do = "proceedings", of = "post", clause = "3.3b", why = "He is in custody." }
""")


def session(*acts: Act, **more: Any) -> tuple[Told, ...]:
    transcript = Transcript(
        scenario="small", seed=1, trainee="A. Trainee", began="2026-11-26T09:00:00+00:00", lasted=600.0, done=True,
        arrived={"post": 0.0, "thanks": 0.0, "name": 10.0, "second": 20.0, "task": 5.0}, acts=acts, **more,
    )  # fmt: skip
    return told(SCENARIO, transcript, score(SCENARIO, transcript, BOOK), BOOK)


def one(rows: tuple[Told, ...], key: str) -> Told:
    (found,) = [row for row in rows if row.key == key]
    return found


def test_what_the_public_wrote_and_the_tasks_are_there_in_order_and_our_own_words_are_not() -> None:
    assert [row.key for row in session()] == ["thanks", "task", "name", "second", "late"]


def test_each_says_how_it_went() -> None:
    removed = Act(at=30.0, do="remove", item="name", grounds=("identifies_person",), act="delete")
    hidden = Act(at=40.0, do="remove", item="second", grounds=("identifies_person",), act="hide")
    rows = session(removed, hidden)
    assert {row.key: row.outcome for row in rows} == {
        "thanks": Outcome.CHATTER, "task": Outcome.OTHERWISE, "name": Outcome.RIGHT, "second": Outcome.PARTLY,
        "late": Outcome.NOT_COME,
    }  # fmt: skip
    wrongly = session(Act(at=9.0, do="remove", item="thanks", grounds=("spam",)))
    assert one(wrongly, "thanks").outcome is Outcome.OTHERWISE


def test_what_was_done_and_what_was_right_stand_side_by_side() -> None:
    acts = (
        Act(at=25.0, do="keep", item="name", grounds=("identifies_person",), taken_back=True),
        Act(at=70.0, do="reply", item="name", text="Please do not."),
    )
    row = one(session(*acts, looks=(Look(at=12.0, item="name"),)), "name")
    assert row.network == "Instagram"
    assert row.beneath == "A man has been arrested."
    assert row.words == "It is <b>Rowan</b>"
    assert row.done[0].startswith("0:25  Considered and kept: ")
    assert row.done[0].endswith(", taken back")
    assert row.done[1] == "1:10  Answered: “Please do not.”"
    assert row.model.startswith("Removed (delete): ")
    assert row.why == "He may be recognised."
    assert row.looked == (12.0,)
    assert [mark.key for mark in row.marks] == ["name:decision"]


def test_a_reply_beneath_a_comment_names_the_post() -> None:
    assert one(session(), "second").beneath == "A man has been arrested."
    assert one(session(), "task").beneath == ""


def test_every_kind_of_mark_has_its_words() -> None:
    assert set(KIND_LABELS) == set(MarkKind.__args__)


def test_times_are_minutes_and_seconds() -> None:
    assert [clock_words(at) for at in (0, 9.9, 60, 3725, -1)] == ["0:00", "0:09", "1:00", "62:05", "0:00"]
