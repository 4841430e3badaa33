"""Names of a watch list however they are written, and the same thing said again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.model.findings import Band, Signal
from socialdesk.triage.api import EarlierText, ProtectedWords, TriageContext
from socialdesk.triage.lexicon import FILES, load_lexicon
from socialdesk.triage.repeats import canonical, repeat_key, repeated
from socialdesk.triage.signals import RuleTriage

TRIAGE_DIR = Path(__file__).parents[3] / "resources" / "triage"
TRIAGE = RuleTriage(load_lexicon({name: (TRIAGE_DIR / name).read_text(encoding="utf-8") for name in FILES}))
CASE = TriageContext(
    protected_words=tuple(
        ProtectedWords("a case", words)
        for words in (
            "Katherine Blenkinsop",
            "Kyle Brennan",
            "Emma Jane Whitlock",
            "42 Alder Close",
            "Lee Green",
            "Zog",
            "–",
        )
    )
)


def named(text: str) -> Signal | None:
    found = [signal for signal in TRIAGE.signals(text, CASE) if "watch list" in signal.found_by]
    return next((signal for signal in found if signal.ground == "identifies_person"), None)


@pytest.mark.clause("R5")
@pytest.mark.parametrize(
    "name",
    [
        "Katherine Blenkinsop",
        "katherine blenkinsop",
        "KATE BLENKINSOP",
        "Kathy Blenkinsop's",
        "K Blenkinsop",
        "K. Blenkinsop",
        "Blenkinsop, Katherine",
        "Katherine Blenkinsopp",
        "Katherine Blenkinosp",
        "Kathrine Blenkinsop",
        "Katherine Ann Blenkinsop",
        "#KatherineBlenkinsop",
        "@kate_blenkinsop99",
        "k4therine bl3nkins0p",
        "Каthеrinе Blеnkinsор",
        "k\u200bath\u200berine blen\u200bkinsop",
        "K A T H E R I N E B L E N K I N S O P",
        "blenkinsopkatherine",
        "Émma Whitlock",
        "Emma Jane Whitlock",
        "42 Alder Close",
        "Leee Green",
        "L. Green",
        "blenkinsop_katherine",
        "#justiceforkatherineblenkinsop",
    ],
)
def test_a_protected_name_is_found_however_it_is_written(name: str) -> None:
    text = f"it was {name} who did that"
    signal = named(text)
    assert signal is not None
    assert signal.band is Band.LIKELY
    (span,) = signal.spans
    assert text[span.start : span.end].strip("#@9'’s.") in name


@pytest.mark.parametrize(
    "name", ["Blenkinsop", "the blenkinsops", "Kyle B", "Katherin Blenkinsopp", "Kyl Brenann"]
)
def test_half_a_name_is_possible_only(name: str) -> None:
    signal = named(f"ask {name} about it")
    assert signal is not None
    assert signal.band is Band.POSSIBLE
    assert "somebody else" in signal.against


@pytest.mark.parametrize(
    "text",
    [
        "Katherine was lovely at the fair",
        "the green on the corner",
        "Kyle, a word please",
        "42 comments and Alder trees close by",
        "Brendan and Kylie",
        "i saw Kyle. I went home",
        "lead green paint",
        "the lee side of the green",
    ],
)
def test_ordinary_words_and_first_names_alone_are_not(text: str) -> None:
    assert named(text) is None


def test_half_a_name_says_nothing_on_a_long_list() -> None:
    names = [f"{first}{last} Marl{last}{first}sen" for first in "ABCDEFGHIJK" for last in "abcdefghijk"]
    context = TriageContext(
        protected_words=tuple(ProtectedWords("a case", name) for name in (*names, "Kyle Brennan"))
    )
    assert not TRIAGE.signals("brennan was there", context)
    assert TRIAGE.signals("kyl brenan was there", context)


def test_a_single_listed_word_is_found_as_it_is() -> None:
    signal = named("zog lives")
    assert signal is not None
    assert "as listed" in signal.found_by


@pytest.mark.clause("R5")
def test_a_name_on_the_list_hints_at_contempt_too_and_is_not_repeated_in_words() -> None:
    grounds = {signal.ground for signal in TRIAGE.signals("Kyle Brennan did it", CASE)}
    assert {"identifies_person", "contempt_of_court"} <= grounds
    for signal in TRIAGE.signals("Kyle Brennan did it", CASE):
        assert "brennan" not in (signal.found_by + signal.against).lower()


def test_many_cases_one_after_another_do_not_mix() -> None:
    for number in range(40):
        context = TriageContext(
            protected_words=(ProtectedWords("a case", f"Name{chr(97 + number % 26)}xyz"),)
        )
        text = f"it was name{chr(97 + number % 26)}xyz"
        assert [signal.ground for signal in TRIAGE.signals(text, context)] == [
            "identifies_person",
            "contempt_of_court",
        ]


@pytest.mark.clause("R8")
@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("Why has nobody answered about the burglary on Elm Road?", Band.LIKELY),
        ("WHY has nobody answered about the burglary, on Elm Road!!! 😡", Band.LIKELY),
        ("Why has nobody answerd about the burglary on Elm Rd?", Band.POSSIBLE),
        ("Why has nobody answered about the burglary on Elm Road? Shame on you", Band.POSSIBLE),
    ],
)
def test_the_same_author_saying_the_same_again_is_a_repeat_of_the_first(text: str, band: Band) -> None:
    earlier = (
        EarlierText(3, "Nice dog"),
        EarlierText(5, "Why has nobody answered about the burglary on Elm Road?"),
        EarlierText(8, "why has nobody answered about the burglary on elm road"),
    )
    (signal,) = [
        each
        for each in TRIAGE.signals(text, TriageContext(earlier_same_author=earlier))
        if each.ground == "repeat"
    ]
    assert signal.repeat_of == 5
    assert signal.band is band
    assert text[signal.spans[0].start : signal.spans[0].end] == text


@pytest.mark.clause("R8")
def test_short_remarks_are_weak_and_very_short_ones_nothing() -> None:
    (signal,) = TRIAGE.signals(
        "Well done all", TriageContext(earlier_same_author=(EarlierText(1, "well done ALL"),))
    )
    assert signal.band is Band.WEAK
    assert TRIAGE.signals("Thanks", TriageContext(earlier_same_author=(EarlierText(1, "Thanks"),))) == ()


def test_something_else_by_the_same_author_is_no_repeat() -> None:
    earlier = (EarlierText(1, "When does the station in Corby open on Sundays, please?"), EarlierText(2, ""))
    assert repeated("Does anybody know whose black cat this is? Found in Rushden.", earlier) is None


@given(st.text(max_size=300))
def test_the_key_depends_on_the_words_alone(text: str) -> None:
    assert len(repeat_key(text)) == 16
    assert repeat_key(text) == repeat_key(text)
    assert canonical(canonical(text)) == canonical(text) or not text.isascii()
    if text.isascii() and canonical(text):
        assert repeat_key(text) == repeat_key(f"  {text.upper()} !!! ")


def test_texts_without_words_have_keys_of_their_own() -> None:
    assert repeat_key("😀😀") != repeat_key("😡")
    assert repeat_key("\ud800 broken") == repeat_key("\ud800 broken")
