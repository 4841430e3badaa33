"""The plain reading, and the way back to the very characters of the original."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.triage.lexicon import FILES, load_lexicon
from socialdesk.triage.normalise import HEAD, TAIL, Normaliser

TRIAGE = Path(__file__).parents[3] / "resources" / "triage"
LEXICON = load_lexicon({name: (TRIAGE / name).read_text(encoding="utf-8") for name in FILES})
NORMALISER = Normaliser(LEXICON.look_alikes)

HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "абсԁеһіјклмпорѕтух\u200b\u200d\u202e\u0301\u0336\ufe0fﬁß𝓯𝕦ｆＵ①🄰😀🏴'\" \n\t*@$!0173"
        ),
    ),
    max_size=200,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Café", "cafe"),
        ("ＦＵＬＬ", "full"),
        ("𝓼𝓬𝓻𝓲𝓹𝓽", "script"),
        ("раураl", "paypal"),
        ("z\u200be\u200dr\u2060o", "zero"),
        ("s̶t̶r̶u̶c̶k̶", "struck"),
        ("ﬁne", "fine"),
        ("it’s", "it's"),
        ("a\u00a0b", "a b"),
        ("\u202eabc", "abc"),
    ],
)
def test_disguised_letters_are_read_as_what_they_pass_for(written: str, read: str) -> None:
    assert NORMALISER.plain(written).text == read


@given(HOSTILE)
def test_every_range_leads_back_into_the_original(text: str) -> None:
    plain = NORMALISER.plain(text)
    assert len(plain.places) == len(plain.text)
    for place in range(len(plain.text)):
        span = plain.span(place, place + 1)
        assert 0 <= span.start < span.end <= len(text)
        marked = text[span.start : span.end]
        assert all(unicodedata.category(sign) == "Mn" for sign in marked[1:])
        assert plain.text[place] in NORMALISER.plain(marked).text
    assert list(plain.places) == sorted(plain.places)


@given(HOSTILE)
def test_reading_twice_changes_nothing_of_the_letters(text: str) -> None:
    once = NORMALISER.plain(text).text
    assert NORMALISER.plain(once).text == once or not once.isascii()


def test_marks_on_the_last_letter_belong_to_the_range() -> None:
    plain = NORMALISER.plain("abc\u0301\u0336 d")
    span = plain.span(0, 3)
    assert (span.start, span.end) == (0, 5)


def test_of_a_very_long_text_beginning_and_end_are_read() -> None:
    text = "é" * HEAD + "x" * 500_000 + "é" * (TAIL - 3) + "end"
    plain = NORMALISER.plain(text)
    assert len(plain.text) == HEAD + TAIL
    assert plain.text.endswith("end")
    span = plain.span(len(plain.text) - 3, len(plain.text))
    assert text[span.start : span.end] == "end"
    assert "x" not in plain.text[:HEAD]
