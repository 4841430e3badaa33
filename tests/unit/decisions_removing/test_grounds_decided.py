"""Deciding by a ground's answers: what does not stand is refused, criticism alone too, and keeping has its reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from socialdesk.audit import queries as audit
from socialdesk.decisions import queries
from socialdesk.decisions.by_hand import begin_by_hand
from socialdesk.decisions.case import Incomplete
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.remove import decide_removal
from socialdesk.inbox.store import put_assessment
from socialdesk.model.accounts import Capability, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.findings import Assessment, Band, Finding
from socialdesk.outbox import queries as outbox
from socialdesk.policy.criticism import ANSWER
from socialdesk.storage.database import writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, book, capabilities

SWEARS = {"offensive_language.what": "Swear words"}


def noticed(scene: Scene, *grounds: tuple[str, Band]) -> None:
    findings = tuple(
        Finding(
            ground=ground,
            clause=book().clause_of(ground),
            band=band,
            spans=(),
            why="",
            found_by="a test",
        )
        for ground, band in grounds
    )
    with writing(scene.db):
        put_assessment(
            scene.db,
            scene.desk.items["c1"],
            Assessment(findings=findings, pack_version=book().version),
        )


def remove(scene: Scene, grounds: list[str], answers: dict[str, str], **other: Any) -> None:
    decide_removal(
        scene.db,
        item_id=scene.desk.items["c1"],
        action=ActionKind.HIDE,
        grounds=grounds,
        answers=answers,
        aim="So that everybody can read along.",
        why_not_less="A reply would not take it away.",
        book=book(),
        capabilities=capabilities(),
        now=NOON,
        by=OFFICER,
        **other,
    )


def keep(scene: Scene, reason: str, grounds: list[str], reasons: dict[str, str] | None = None) -> None:
    decide_keep(
        scene.db,
        item_id=scene.desk.items["c1"],
        reason=reason,
        grounds=grounds,
        reasons=reasons,
        book=book(),
        now=NOON,
        by=OFFICER,
    )


@pytest.mark.clause("R4")
@pytest.mark.parametrize(
    ("ground", "answers", "says"),
    [
        (
            "defamation",
            dict.fromkeys(("hatred", "shunned", "lowered", "business"), "no"),
            "no ground here",
        ),
        ("officer_safety", {"identified": "no", "limb": "It is grossly derogatory"}, "no ground here"),
        (
            "officer_safety",
            {"identified": "yes", "limb": "It is untrue (not in the public guidelines)"},
            "known to be untrue",
        ),
        ("hate_speech", {"characteristic": "Sex", "perceived_by": "The victim"}, "does not fit"),
        ("hate_speech", {"perceived_by": "The victim"}, "not answered"),
    ],
)
def test_a_ground_whose_tests_fail_removes_nothing(ground: str, answers: dict[str, str], says: str) -> None:
    scene = Scene("c1")
    with pytest.raises(Incomplete, match=says):
        remove(scene, [ground], {f"{ground}.{name}": answer for name, answer in answers.items()})
    assert outbox.pending(scene.db) == []


@pytest.mark.clause("R6")
def test_several_strands_and_what_is_no_longer_asked_are_kept_as_answered() -> None:
    scene = Scene("c1")
    given = {
        "hate_speech.characteristic": "Disability; Race",
        "hate_speech.perceived_by": "Any other person",
        "officer_safety.identified": "yes",
        "officer_safety.limb": "It threatens violence",
        "officer_safety.how_known": "typed before the limb was changed",
    }
    remove(scene, ["hate_speech", "officer_safety"], given)
    (line,) = queries.for_item(scene.db, scene.desk.items["c1"])
    assert line.answers == {name: value for name, value in given.items() if "how_known" not in name}


@pytest.mark.clause("I4")
@pytest.mark.parametrize("by_hand", [False, True])
def test_where_only_criticism_was_noticed_the_person_says_what_more_it_is(by_hand: bool) -> None:
    scene = Scene("c1")
    noticed(scene, ("complaint", Band.LIKELY), ("offensive_language", Band.WEAK))

    def go(answers: dict[str, str]) -> None:
        if not by_hand:
            remove(scene, ["offensive_language"], answers)
            return
        begin_by_hand(
            scene.db,
            item_id=scene.desk.items["c1"],
            action=ActionKind.HIDE,
            grounds=["offensive_language"],
            answers=answers,
            aim="So that everybody can read along.",
            why_not_less="A reply would not take it away.",
            book=book(),
            capabilities={kind: by_a_person(each) for kind, each in capabilities().items()},
            now=NOON,
            by=OFFICER,
        )

    with pytest.raises(Incomplete, match="never a ground") as told:
        go(SWEARS)
    assert told.value.field == ANSWER
    go(SWEARS | {ANSWER: "It calls an officer a name."})
    (line,) = queries.for_item(scene.db, scene.desk.items["c1"])
    assert line.answers[ANSWER] == "It calls an officer a name."
    sentences = [entry.sentence for entry in audit.for_item(scene.db, scene.desk.items["c1"])]
    assert any("never a ground" in sentence for sentence in sentences)
    assert not any("calls an officer" in sentence for sentence in sentences)


def by_a_person(capability: Capability) -> Capability:
    return replace(capability, way=Way.BY_HAND)


def test_where_more_was_noticed_nobody_is_warned() -> None:
    scene = Scene("c1")
    noticed(scene, ("complaint", Band.LIKELY), ("offensive_language", Band.LIKELY))
    remove(scene, ["offensive_language"], SWEARS)
    sentences = [entry.sentence for entry in audit.for_item(scene.db, scene.desk.items["c1"])]
    assert not any("never a ground" in sentence for sentence in sentences)


@pytest.mark.clause("T1")
def test_what_is_kept_has_a_reason_for_each_ground() -> None:
    scene = Scene("c1")
    with pytest.raises(Incomplete, match="Spam") as told:
        keep(scene, "", ["hate_speech", "spam"], {"hate_speech": "It is quoted.", "spam": " "})
    assert told.value.field == "spam.kept"
    keep(scene, "", ["hate_speech", "spam"], {"hate_speech": "It is quoted.", "spam": "A charity."})
    (line,) = queries.for_item(scene.db, scene.desk.items["c1"])
    assert line.answers == {"hate_speech.kept": "It is quoted.", "spam.kept": "A charity."}
    assert line.aim == "Hate speech: It is quoted.\nSpam or promotion: A charity."
    assert line.grounds == ("hate_speech", "spam")


@pytest.mark.clause("T1")
def test_one_reason_stands_for_all_where_it_is_given_for_all() -> None:
    scene = Scene("c1")
    with pytest.raises(Incomplete):
        keep(scene, " ", [])
    keep(scene, "A fair comment.", ["spam"])
    (line,) = queries.for_item(scene.db, scene.desk.items["c1"])
    assert (line.aim, line.answers) == ("A fair comment.", {"spam.kept": "A fair comment."})
