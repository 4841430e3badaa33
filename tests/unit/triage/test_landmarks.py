"""Landmarks: what a pattern cannot match without is in every text that it matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.triage.landmarks import alternatives, keys_in, keys_of, landmarks, spellings
from socialdesk.triage.lexicon import Scale
from socialdesk.triage.scales import ScaleFinder
from tests.unit.triage.test_rules_of_triage import LEXICON


@pytest.mark.parametrize(
    ("pattern", "marks"),
    [
        ("(?:is|lying|he'?s) unconscious", {"unconscious"}),
        ("kill(?:ing)? (?:him|her)", {"kill"}),
        ("(?:blue|grey)(?! light)", {"blue", "grey"}),
        ("\\d{1,3}% (?:off|discount)", {"off", "discount"}),
        ("un ?conscious", {"conscious"}),
        ("(?:\\w{1,12} ){0,2}", set[str]()),
        ("(?:fire|\\d)", set[str]()),
        ("colou?r[ea]d", {"colo"}),
        ("a{1,3}bcd", {"bcd"}),
        ("foi\\.?", {"foi"}),
        ("in (?:19|20)\\d\\d", {"19", "20"}),
        ("😂|£\\d", {"😂", "£"}),
    ],
)
def test_the_rarest_part_of_a_pattern_is_its_landmark(pattern: str, marks: set[str]) -> None:
    assert landmarks(pattern) == marks


def test_a_landmark_too_short_to_be_looked_up_leaves_the_pattern_to_be_tried_always() -> None:
    assert keys_of(frozenset({"unconscious", "gun"})) == {"unco", "gun"}
    assert keys_of(frozenset({"unconscious", "is"})) == set()
    assert keys_in("a gun") == {"a g", " gu", "gun", "a gu", " gun"}


@pytest.mark.parametrize("number", range(0, len(LEXICON.phrases)))
def test_whatever_a_phrase_matches_holds_a_landmark_of_it(number: int) -> None:
    rule = LEXICON.phrases[number]
    for source, compiled in zip(rule.sources, rule.patterns, strict=True):
        keys = keys_of(landmarks(source))
        for text in _SAYINGS:
            if keys and compiled.search(text):
                assert keys & keys_in(text)


@given(st.from_regex(re.compile(r"(?:kill|stab)(?:ing)? (?:him|her|them)? ?now{1,3}"), fullmatch=True))
def test_it_holds_for_made_up_texts_too(text: str) -> None:
    assert keys_of(landmarks("(?:kill|stab)(?:ing)? (?:him|her|them)? ?now{1,3}")) & keys_in(text)


_SAYINGS = (
    "he's outside my house with a knife please send someone",
    "my dad collapsed, he isn't breathing and his lips are blue",
    "i can't talk he's downstairs, don't call me back",
    "it was darren tomkins from corby, everyone on the estate knows he did it",
    "pc daniel warrick lives round the corner from me and is a liar",
    "make £500 a day from home, click the link in my bio",
    "under the freedom of information act please provide the number of stop and searches",
    "someone needs to burn his house down with him in it",
    "my car was stolen last night from outside my house",
)


def test_digits_and_signs_can_be_looked_up() -> None:
    assert keys_of(frozenset({"19", "😂"})) == {"19", "😂"}
    assert {"19", "😂"} <= keys_in("in 1994 😂")


def test_a_simple_pattern_is_spelt_out_and_another_is_not() -> None:
    assert sorted(spellings("can'?t (?:talk|speak)")) == [
        "can't speak",
        "can't talk",
        "cant speak",
        "cant talk",
    ]
    assert spellings("in \\d{4}") == []
    assert spellings("(?:a|b)?c? ?d") == []
    assert alternatives("a|(?:b|c)|[|]d") == ["a", "(?:b|c)", "[|]d"]


@pytest.mark.parametrize("scale", LEXICON.scales, ids=lambda scale: scale.ground)
def test_cues_looked_up_by_their_words_stand_where_their_patterns_say(scale: Scale) -> None:
    finder = ScaleFinder([scale])
    for text in _SAYINGS:
        by_pattern = sum(
            cue.points
            for cue in scale.cues
            if cue.where == "text" and cue.pattern is not None and not cue.again and cue.pattern.search(text)
        )
        for weighed in finder.weigh(text, "", active=False, people=(), details=()):
            again = sum(
                cue.points + (cue.again if weighed.points else 0)
                for cue in scale.cues
                if cue.again and cue.pattern is not None and cue.pattern.search(text)
            )
            low = scale.start + by_pattern
            assert low <= weighed.points <= low + again + sum(abs(cue.again) for cue in scale.cues)
