"""Each ground by its answers: whether it stands, how strongly the policy asks, what is asked only then (4.3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.config.paths import resources_dir
from socialdesk.model.findings import Assessment, Band, Finding
from socialdesk.model.ids import ClauseId
from socialdesk.policy.answering import apart, asked, fits, lack, strength, together
from socialdesk.policy.book import AnswerKind, BookError, Question, Strength, load_book
from socialdesk.policy.criticism import only_criticism
from tests.fakes.stocked_desk import book

PACK = resources_dir() / "policy" / "5-20-v5.toml"
TEXT = PACK.read_text(encoding="utf-8")
GROUNDS = book().grounds


def answered(ground: str, **given: str) -> dict[str, str]:
    """Every question that is asked answered, those given in that way."""
    answers = dict(given)
    for _ in range(2):
        for question in asked(GROUNDS[ground], answers):
            if question.id not in answers:
                best = question.stands_with or question.choices or ("yes",)
                answers[question.id] = best[0] if question.kind is not AnswerKind.TEXT else "It is known."
    return answers


@pytest.mark.clause("R1")
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_stands_once_its_questions_are_answered_and_not_before(ground: str) -> None:
    answers = answered(ground)
    assert lack(GROUNDS[ground], answers) is None
    for question in asked(GROUNDS[ground], answers):
        without = {name: value for name, value in answers.items() if name != question.id}
        missing = lack(GROUNDS[ground], without)
        assert missing is not None
        assert question.text in missing.sentence


@pytest.mark.clause("R1")
@pytest.mark.parametrize(
    ("ground", "given", "expected"),
    [
        ("identifies_person", {}, Strength.MAY),
        ("identifies_person", {"who": "A victim; A witness", "means": "Another means"}, Strength.MAY),
        ("officer_safety", {"limb": "It threatens violence"}, Strength.MAY),
        ("defamation", {}, Strength.CONSIDER),
        ("contempt_of_court", {"what": "Names or points at an arrested person"}, Strength.MUST),
        ("contempt_of_court", {"what": "Speaks of earlier convictions"}, Strength.CONSIDER),
        ("contempt_of_court", {"what": "Takes guilt as given"}, Strength.CONSIDER),
        (
            "contempt_of_court",
            {"what": "Takes guilt as given; Names or points at an arrested person"},
            Strength.MUST,
        ),
        ("hate_speech", {"characteristic": "Race; Disability"}, Strength.MUST),
        ("threatening", {"risk": "A threat to somebody's life"}, Strength.MUST),
        ("threatening", {"risk": "Threatening or abusive to members of the community"}, Strength.MAY),
        ("offensive_language", {"what": "Swear words"}, Strength.MUST),
        ("offensive_language", {"what": "Grossly offensive"}, Strength.MUST),
        ("offensive_language", {"what": "Offensive in another way"}, Strength.MAY),
        ("spam", {}, Strength.MUST),
        ("repeat", {"engaged": "No, it would not help"}, Strength.CONSIDER),
        ("repeat", {"engaged": "Yes"}, Strength.MUST),
        ("staff_breach", {}, Strength.MUST),
        ("operationally_sensitive", {}, Strength.AT_ONCE),
    ],
)
def test_the_strength_is_the_policys_own_for_what_was_answered(
    ground: str, given: dict[str, str], expected: Strength
) -> None:
    assert strength(GROUNDS[ground], answered(ground, **given)) is expected


@pytest.mark.clause("R4")
def test_defamation_needs_one_of_its_four_effects() -> None:
    none: dict[str, str] = dict.fromkeys(("hatred", "shunned", "lowered", "business"), "no")
    missing = lack(GROUNDS["defamation"], none)
    assert missing is not None
    assert "no ground here" in missing.sentence
    for effect in none:
        assert lack(GROUNDS["defamation"], none | {effect: "yes"}) is None


@pytest.mark.clause("R1")
def test_an_officer_must_be_identified_and_untrue_asks_more() -> None:
    ground = GROUNDS["officer_safety"]
    nobody = lack(ground, answered("officer_safety", identified="no"))
    assert nobody is not None
    assert "no ground here" in nobody.sentence
    untrue = "It is untrue (not in the public guidelines)"
    more = {question.id for question in asked(ground, {"limb": untrue})}
    assert more - {question.id for question in asked(ground, {"limb": "It threatens violence"})} == {
        "how_known",
        "advice",
    }
    assert lack(ground, {"identified": "yes", "limb": untrue}) is not None


@pytest.mark.clause("R8")
def test_a_repeat_is_none_where_the_original_would_go() -> None:
    missing = lack(GROUNDS["repeat"], answered("repeat", original_stays="no"))
    assert missing is not None
    assert "original stays" in missing.sentence


@given(st.lists(st.sampled_from(GROUNDS["hate_speech"].questions[0].choices), unique=True, min_size=1))
def test_several_answers_are_kept_and_read_again(chosen: list[str]) -> None:
    question = GROUNDS["hate_speech"].questions[0]
    kept = together(chosen)
    assert fits(question, kept)
    assert apart(question, kept) == tuple(chosen)
    assert not fits(question, f"{kept}; {chosen[0]}")


@given(
    st.sampled_from(list(GROUNDS)), st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=8)
)
def test_whatever_is_answered_it_stands_only_with_answers_that_fit(
    ground: str, answers: dict[str, str]
) -> None:
    entry = GROUNDS[ground]
    assert strength(entry, answers) in Strength
    if lack(entry, answers) is None:
        for question in asked(entry, answers):
            assert not question.required or fits(question, answers.get(question.id, ""))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('any_of = ["hatred"', 'any_of = ["nothing"', "any_of"),
        ('else_say = "One of the four effects at least is needed."\n', "", "does not say why"),
        ('stands_with = ["yes"]', 'stands_with = ["maybe"]', "does not have"),
        ('answers = ["It is untrue (not', 'answers = ["It is doubted (not', "no earlier question"),
        ('"Offensive in another way" = "may"', '"Offensive otherwise" = "may"', "does not have"),
        ('choices = ["A victim", ', 'choices = ["A victim; dead", ', "semicolon"),
        ('threshold = "hate_goes_on"', 'threshold = "none"', "threshold"),
        ('rests_on = ["hate_speech"]', 'rests_on = ["operationally_sensitive"]', "sensitive"),
        ('rests_on = ["hate_speech"]', 'rests_on = ["hate_speech.characteristic: Age"]', "no ground"),
        ('templates = ["explanation_hate"]\n\n', "templates = []\n\n", "no wording"),
        ('only_if = { question = "limb", answers', 'only_if = { asks = "limb", answers', "asks"),
    ],
)
def test_a_pack_with_such_a_mistake_is_refused(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(BookError, match=says):
        load_book(TEXT.replace(old, new, 1))


def noticed(*grounds: tuple[str, Band]) -> Assessment:
    return Assessment(
        findings=tuple(
            Finding(ground=ground, clause=ClauseId("4"), band=band, spans=(), why="", found_by="a test")
            for ground, band in grounds
        ),
        pack_version="test",
    )


@pytest.mark.clause("I4")
@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((("complaint", Band.LIKELY),), True),
        ((("complaint", Band.WEAK), ("question", Band.LIKELY)), True),
        ((("complaint", Band.LIKELY), ("offensive_language", Band.WEAK)), True),
        ((("complaint", Band.LIKELY), ("offensive_language", Band.POSSIBLE)), False),
        ((("question", Band.LIKELY),), False),
        ((), False),
    ],
)
def test_criticism_alone_is_told_from_more(found: tuple[tuple[str, Band], ...], expected: bool) -> None:
    assert only_criticism(noticed(*found), book()) is expected


def test_a_text_answer_is_any_words() -> None:
    assert fits(Question(id="a", text="?", kind=AnswerKind.TEXT), "words")
