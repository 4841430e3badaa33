"""What strangers' words become before Qt sees them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from socialdesk.ui.visible import (
    LONGEST_LINE,
    MORE,
    MOST_CHARACTERS,
    MOST_LINES,
    MOST_MARKS,
    button_words,
    one_line,
    shown,
    tip_words,
    visible,
)
from tests.fakes.hostile import HOSTILE

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cf", "Mn", "Me", "Cs", "Cc", "So"]),
        st.sampled_from("\u202e\u2066\u200d\u200c\ufe0f\u00ad\n\r\t a👩🏽❤"),
    ),
    max_size=300,
)


@pytest.mark.parametrize(
    "words",
    [
        "Plain words, £5 – “quoted”.",
        "Siân Björn Łukaszewicz Zoë",
        "智子 Tanaka",
        "شكرا لكم",
        "می\u200cخواهم",  # Persian is spelt with a non-joiner
        "ක්\u200dරියා",  # Sinhala with a joiner
        "Tiếng Việt e\u0323\u0302",
        "👨\u200d👩\u200d👧\u200d👦 👩🏽\u200d❤\ufe0f\u200d💋\u200d👨🏻 🇬🇧 1\ufe0f\u20e3",
        ENGLAND,
        "a\nb",
    ],
)
def test_what_people_write_stays_as_it_is(words: str) -> None:
    assert visible(words) == words


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("northants.police.uk\u202e/moc.live", "northants.police.uk[U+202E]/moc.live"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\u200db", "a[U+200D]b"),
        ("ra\u00adcist", "ra[U+00AD]cist"),
        ("\x00\x1b[31m", "[U+0000][U+001B][31m"),
        ("x\ud800y", "x\ufffdy"),
        ("a\u3164b", "a[U+3164]b"),
        ("\U000e0067hidden", "[U+E0067]hidden"),
        ("a\ufe0fb", "a[U+FE0F]b"),
        ("\u202e\u202e\u202e", "[U+202E x 3]"),
        ("a" + "\u0301" * 9, "a" + "\u0301" * MOST_MARKS + "[+5 marks]"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\tb", "a    b"),
    ],
)
def test_what_cannot_be_seen_is_spelt_out(words: str, seen: str) -> None:
    assert visible(words) == seen


@given(ANYTHING)
@example("\u200d" * 40)
@example("👩\u200d" * 20)
def test_nothing_unseen_and_nothing_that_turns_is_left(text: str) -> None:
    seen = visible(text)
    for index, letter in enumerate(seen):
        kind = unicodedata.category(letter)
        assert kind != "Cs"
        assert kind != "Cc" or letter == "\n"
        if kind == "Cf":
            around = seen[max(0, index - 2) : index + 2]
            assert letter in "\u200c\u200d" or "\U000e0020" <= letter <= "\U000e007f", ascii(around)
    seen.encode()


@given(ANYTHING, st.integers(1, 400))
def test_it_is_never_longer_than_was_asked_for(text: str, limit: int) -> None:
    assert len(visible(text, limit)) <= limit + len(MORE) + 1
    assert "\n" not in one_line(text, limit)


@given(ANYTHING)
def test_every_place_of_the_original_has_a_place_in_what_is_shown(text: str) -> None:
    made = shown(text)
    places = [made.place(index) for index in range(len(text) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(made.text) for place in places)
    for index, letter in enumerate(text):
        if " " <= letter <= "~":
            assert made.text[made.place(index)] == letter


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_too_much(name: str) -> None:
    made = shown(HOSTILE[name])
    assert len(made.text) <= MOST_CHARACTERS + len(MORE) + 1
    lines = made.text.split("\n")
    assert len(lines) <= MOST_LINES + 1
    assert max(len(line) for line in lines) <= LONGEST_LINE + 20
    assert made.cut == (len(HOSTILE[name]) > MOST_CHARACTERS)


def test_what_was_cut_says_so() -> None:
    assert visible("line\n" * 500).endswith(MORE)
    assert visible("x" * 5_000).endswith(MORE)
    assert visible("hello there", 5) == "hello…"


def test_words_for_buttons_and_tooltips() -> None:
    assert button_words("R&D\n& more") == "R&&D && more"
    assert tip_words("<b>x</b>\ny") == "<qt>&lt;b&gt;x&lt;/b&gt;<br/>y</qt>"
    assert tip_words("") == ""
