"""Property: a marked word selects the very characters of the original that stand for it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from socialdesk.model.findings import Span
from socialdesk.triage.lexicon import FILES, load_lexicon
from socialdesk.triage.listed import ListedWords
from socialdesk.triage.normalise import Normaliser

TRIAGE_DIR = Path(__file__).parents[3] / "resources" / "triage"
LEXICON = load_lexicon({name: (TRIAGE_DIR / name).read_text(encoding="utf-8") for name in FILES})
NORMALISER, LISTED = Normaliser(LEXICON.look_alikes), ListedWords(LEXICON)

WORDS = st.sampled_from(["wanker", "bollocks", "motherfucker", "arseholes", "shit"])
BETWEEN = st.sampled_from(
    ["", "\u200b", "\u200d", "\u2060", "\u00ad", "\u0301", "\u0336", "\ufe0f", "\ufeff"]
)
NOISE = st.text(
    alphabet=st.sampled_from("😀👮🏽🏴ßﬁ\u202e\u202a\u2067אب\u0301\u200b\n\t .,!?'\"()-—é£aeioиx0"),
    max_size=30,
)
LOOKS = {
    "a": "аａ𝓪@4",
    "e": "еｅ𝐞3",
    "o": "оｏ𝕠0",
    "i": "іｉ1!",
    "s": "ѕｓ$5",
    "c": "сｃ",
    "k": "кⓚ",
    "t": "ｔ7",
}


def spans(text: str) -> list[Span]:
    return [span for signal in LISTED.signals(NORMALISER.plain(text)) for span in signal.spans]


@st.composite
def disguised(draw: st.DrawFn) -> str:
    """A word whose letters are capitals, look-alikes or followed by characters that cannot be seen."""
    letters: list[str] = []
    for letter in draw(WORDS):
        shape = draw(st.sampled_from([letter, letter.upper(), *LOOKS.get(letter, "")]))
        letters.append(shape + draw(BETWEEN))
    return "".join(letters)


@given(NOISE, disguised(), NOISE)
@example("😀🏴 ", "w\u0301a\u200bn\u0336ker\u0301", "\u202e ab")
def test_a_disguised_word_is_marked_whole_and_alone(before: str, word: str, after: str) -> None:
    text = f"{before} you {word} {after}"
    at = len(before) + len(" you ")
    # Marks that cannot be seen belong to the letter before them when they are combining, else to nothing.
    seen = len(word.rstrip("\u200b\u200d\u2060\u00ad\ufeff"))
    (span,) = [span for span in spans(text) if span.start < at + len(word) and at < span.end]
    assert span.start == at
    assert seen <= span.end - at + (word[seen - 1] in "\ufe0f\u0301\u0336") <= len(word) + 1


@given(st.lists(st.one_of(NOISE, disguised(), st.text(max_size=20)), max_size=8).map(" ".join))
def test_ranges_are_in_order_within_the_text_and_never_empty(text: str) -> None:
    for signal in LISTED.signals(NORMALISER.plain(text)):
        last = 0
        assert signal.spans
        for span in signal.spans:
            assert last <= span.start < span.end <= len(text)
            last = span.end


@given(disguised(), NOISE)
def test_what_is_marked_is_found_by_itself(word: str, after: str) -> None:
    text = f"you {word} {after}"
    for span in spans(text):
        assert spans(f"you {text[span.start : span.end]}")
