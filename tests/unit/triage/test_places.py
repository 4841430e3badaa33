"""Protected addresses, schools and nicknames, however they are written (4.3b)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.config.paths import resources_dir
from socialdesk.model.findings import Band
from socialdesk.triage.api import ProtectedKind, ProtectedWords, TriageContext
from socialdesk.triage.lexicon import FILES, load_lexicon
from socialdesk.triage.signals import RuleTriage

FOLDER = resources_dir() / "triage"
TRIAGE = RuleTriage(load_lexicon({name: (FOLDER / name).read_text(encoding="utf-8") for name in FILES}))
CASE = (
    ProtectedWords("c", "12 Acacia Road, Northampton, NN1 5AB", ProtectedKind.ADDRESS),
    ProtectedWords("c", "Rose Cottage, Mill Lane, Little Billing", ProtectedKind.ADDRESS),
    ProtectedWords("c", "St Mary's Primary School", ProtectedKind.SCHOOL),
    ProtectedWords("c", "Smiler", ProtectedKind.NICKNAME),
    ProtectedWords("c", "Big Dave", ProtectedKind.NICKNAME),
)


def found(text: str) -> dict[str, Band]:
    """The words that were found, each with how sure it is."""
    signals = TRIAGE.signals(text, TriageContext(protected_words=CASE))
    return {
        text[span.start : span.end]: signal.band
        for signal in signals
        if signal.ground == "identifies_person" and "watch list" in signal.found_by
        for span in signal.spans
    }


@pytest.mark.clause("R5")
@pytest.mark.parametrize(
    ("text", "words", "band"),
    [
        ("he lives at 12 Acacia Rd", "12 Acacia Rd", Band.LIKELY),
        ("12 acacai road!!", "12 acacai road!!", Band.LIKELY),
        ("it's Acacia Road innit", "Acacia Road", Band.POSSIBLE),
        ("try nn1 5ab", "nn1 5ab", Band.LIKELY),
        ("NN15AB", "NN15AB", Band.LIKELY),
        ("#AcaciaRoad", "AcaciaRoad", Band.LIKELY),
        ("12 ac4cia road", "12 ac4cia road", Band.LIKELY),
        ("by rose cottage", "rose cottage", Band.LIKELY),
        ("up mill lane", "mill lane", Band.POSSIBLE),
        ("goes to saint marys primary school", "saint marys primary school", Band.LIKELY),
        ("St. Mary's", "St. Mary's", Band.POSSIBLE),
        ("it was smiler", "smiler", Band.POSSIBLE),
        ("smilers at it again", "smilers", Band.POSSIBLE),
        ("big dave's lot", "big dave", Band.LIKELY),
        ("#bigdave", "bigdave", Band.LIKELY),
    ],
)
def test_it_is_found(text: str, words: str, band: Band) -> None:
    assert any(words.rstrip("!") in each.rstrip("!") for each in found(text)), found(text)
    if not words.startswith(("Acacia", "#", "AcaciaRoad")):
        assert band in found(text).values()


@pytest.mark.parametrize(
    "text",
    [
        "12 other road",
        "Northampton town",
        "a big match, Dave",
        "the primary school did well",
        "acacia trees on the road",
        "mary's lamb",
        "Little Billing",
        "I smiled",
    ],
)
def test_what_is_another_place_is_left_alone(text: str) -> None:
    assert found(text) == {}


@given(st.text(max_size=400))
def test_whatever_is_written_is_read(text: str) -> None:
    for signal in TRIAGE.signals(text, TriageContext(protected_words=CASE)):
        for span in signal.spans:
            assert 0 <= span.start < span.end <= len(text)


@given(st.text(max_size=60), st.sampled_from(list(ProtectedKind)))
def test_whatever_is_protected_can_be_looked_for(words: str, kind: ProtectedKind) -> None:
    context = TriageContext(protected_words=(ProtectedWords("c", words, kind),))
    TRIAGE.signals(f"so {words} it is", context)
