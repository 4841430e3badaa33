"""How the model is given a text: disguises undone, pictures named, every letter with its place in the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.triage.normalise import Normaliser
from socialdesk.triage.undisguise import Undisguiser

VOCABULARY = (
    "the", "of", "and", "in", "to", "was", "he", "is", "as", "for", "all", "i", "we", "make", "me", "here", "are",
    "people", "kettering", "police", "hate", "women", "so", "good", "cash",
)  # fmt: skip
KNOWN = ("muslims", "women", "pakis", "wog", "hate", "kill")
UNDISGUISER = Undisguiser(Normaliser({"а": "a", "о": "o"}), VOCABULARY, KNOWN)  # Cyrillic

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("abcimnopstuw013@$!*#.,'- \u200b\u200d\ufe0f👳🏾‍♂️🏳️‍🌈🇬🇧аоﬁẞİ\u0301\ud83d"),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("p@kis here", "pakis here"),
        ("w0g", "wog"),
        ("I h a t e w o m e n", "i hate women"),
        ("ihateallmuslims", "i hate all muslims"),
        ("muslmis", "muslims"),
        ("we hate wmoen", "we hate women"),
        ("sooooo good", "so good"),
        ("h\u200bate", "hate"),
        ("hаte", "hate"),
        ("@NorthantsPolice https://example.org/x?y", "user link"),
        ("👳🏾", " man turban  brown "),
        ("good 👏👏👏", "good  clapping hands "),
        ("on the A14 at 5am in NN3", "on the a14 at 5am in nn3"),
        ("Wellingborough", "wellingborough"),
    ],
)
def test_a_text_is_read_as_it_was_meant(written: str, read: str) -> None:
    assert UNDISGUISER.undisguised(written).text == read


@given(HOSTILE)
def test_every_letter_leads_back_to_where_it_came_from(text: str) -> None:
    read = UNDISGUISER.undisguised(text)

    assert len(read.text) == len(read.places)
    assert list(read.places) == sorted(read.places)
    for start in range(len(read.text)):
        span = read.span(start, start + 1)
        assert 0 <= span.start < span.end <= len(text)


@given(HOSTILE)
def test_what_was_read_before_alters_nothing(text: str) -> None:
    fresh = Undisguiser(Normaliser({"а": "a", "о": "o"}), VOCABULARY, KNOWN)

    assert fresh.undisguised(text).text == UNDISGUISER.undisguised(text).text


def test_a_very_long_run_takes_no_long_time() -> None:
    for run in ("a" * 9_000, "hatewomen" * 900, "h a t e " * 1_100, "h*t" * 3_000, "👳🏾" * 4_000):
        assert UNDISGUISER.undisguised(run).text
