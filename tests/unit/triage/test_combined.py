"""The rules and the model together: one band a ground, the words of both, the rules alone where there is no model."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from socialdesk.model.findings import Band, Signal, Span
from socialdesk.triage.api import HeadReading, ModelOff, Reading, TriageContext
from socialdesk.triage.combined import CombinedTriage
from socialdesk.triage.recipe import Weighing, band_of, read_card

TEXT = "they should all be gone"
PLAIN = Weighing(model=1.0, offset=0.0, weak=0.3, possible=0.8, likely=1.6, active=1.0, post=0.5)
GROUNDS = ("hate_speech", "threatening", "contempt_of_court")


@dataclass
class Rules:
    """Says what it is told to."""

    found: tuple[Signal, ...] = ()

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        return self.found


@dataclass
class Model:
    """Says what it is told to, and remembers what it was asked."""

    heads: tuple[HeadReading, ...] = ()
    asked: list[str] = field(default_factory=list[str])
    model: str = "abc"

    def read(self, untrusted_text: str) -> Reading:
        self.asked.append(untrusted_text)
        return Reading("abc", self.heads)


def rule(ground: str, band: Band) -> Signal:
    return Signal(ground=ground, band=band, spans=(Span(0, 4),), found_by="a rule")


def head(name: str, score: float) -> HeadReading:
    return HeadReading(name, score, (Span(5, 11),))


def combined(rules: tuple[Signal, ...], *heads: HeadReading, active: bool = False) -> tuple[Signal, ...]:
    triage = CombinedTriage(Rules(rules), dict.fromkeys(GROUNDS, PLAIN))
    return triage.signals(TEXT, TriageContext(reading=Reading("abc", heads), proceedings_active=active))


def test_without_a_reading_the_rules_alone_speak() -> None:
    said = (rule("threatening", Band.POSSIBLE),)
    triage = CombinedTriage(Rules(said), dict.fromkeys(GROUNDS, PLAIN))

    assert triage.signals(TEXT, TriageContext()) == said


def test_a_stored_reading_is_not_read_again() -> None:
    model = Model((head("threatening", 0.9),))
    triage = CombinedTriage(Rules(), dict.fromkeys(GROUNDS, PLAIN), model)

    triage.signals(TEXT, TriageContext(reading=Reading("abc", ())))
    assert model.asked == []
    (signal,) = triage.signals(TEXT, TriageContext())
    assert model.asked == [TEXT]
    assert signal.ground == "threatening"


def test_what_the_force_wrote_is_not_read() -> None:
    model = Model()

    assert (
        CombinedTriage(Rules(), {"threatening": PLAIN}, model).signals(TEXT, TriageContext(by_force=True))
        == ()
    )
    assert model.asked == []


def test_the_model_by_itself_names_its_words_and_its_band() -> None:
    (signal,) = combined((), head("threatening", 0.9))

    assert (signal.ground, signal.band, signal.spans) == ("threatening", Band.LIKELY, (Span(5, 11),))
    assert signal.found_by == "the trained model (threats)"
    assert signal.score == pytest.approx(0.9)


def test_rule_and_model_make_one_another_surer() -> None:
    found = combined((rule("threatening", Band.POSSIBLE),), head("threatening", 0.7))

    assert [signal.found_by for signal in found] == ["a rule", "the trained model (threats)"]
    assert {signal.band for signal in found} == {Band.LIKELY}
    assert len({signal.score for signal in found}) == 1


def test_a_model_that_sees_little_makes_a_rule_less_sure() -> None:
    (signal,) = combined((rule("threatening", Band.POSSIBLE),), head("threatening", 0.15))

    assert signal.band is Band.WEAK
    assert combined((rule("threatening", Band.WEAK),), head("threatening", 0.15)) == ()


def test_a_model_that_sees_nothing_silences_a_rule_that_is_not_sure() -> None:
    assert combined((rule("threatening", Band.POSSIBLE),)) == ()


def test_what_a_rule_is_sure_of_stays_so() -> None:
    (signal,) = combined((rule("threatening", Band.LIKELY),))

    assert signal.band is Band.LIKELY
    assert signal.score >= 0.8


def test_a_rule_that_is_sure_of_a_routine_ground_is_weighed_all_the_same() -> None:
    triage = CombinedTriage(Rules((rule("spam", Band.LIKELY),)), {"spam": PLAIN})
    (signal,) = triage.signals(TEXT, TriageContext(reading=Reading("abc", (head("spam", 0.1),))))

    assert signal.band is Band.WEAK


def test_where_little_is_enough_the_model_speaks_though_it_says_little_and_no_rule_speaks() -> None:
    watchful = Weighing(model=1.0, offset=4.0, weak=0.3, possible=0.8, likely=1.6)
    triage = CombinedTriage(Rules(), {"emergency": watchful})
    (signal,) = triage.signals(TEXT, TriageContext(reading=Reading("abc", (head("emergency", 0.05),))))

    assert (signal.ground, signal.band) == ("emergency", Band.POSSIBLE)
    assert signal.spans == (Span(5, 11),)


def test_a_ground_that_the_model_does_not_know_is_left_to_the_rules() -> None:
    said = rule("offensive_language", Band.POSSIBLE)

    assert combined((said,), head("threatening", 0.01)) == (said,)


def test_active_proceedings_count() -> None:
    (without,) = combined((), head("contempt_of_court", 0.6))
    (marked,) = combined((), head("contempt_of_court", 0.6), active=True)

    assert marked.score > without.score


@pytest.mark.parametrize(
    ("strands", "named", "against"),
    [
        ({"religion": 0.9}, "hate: religion", "opposed"),
        ({"sex": 0.9}, "hate: sex", "Sex is not one of the five strands of 4.3c: consider 4.3d."),
        ({"sex": 0.9, "race": 0.6}, "hate: race", "opposed"),
        ({"race": 0.3}, "hate", "opposed"),
    ],
)
def test_hate_is_told_with_its_strand(strands: dict[str, float], named: str, against: str) -> None:
    heads = [head(f"hate_speech/{strand}", score) for strand, score in strands.items()]
    (signal,) = combined((), head("hate_speech", 0.9), *heads)

    assert signal.found_by == f"the trained model ({named})"
    assert against in signal.against
    assert signal.strand == named.partition(": ")[2]


def test_what_is_against_a_sex_is_found_by_the_surer_head() -> None:
    sex = HeadReading("hate_speech/sex", 0.85, (Span(0, 4),))
    (signal,) = combined((), head("hate_speech", 0.3), sex)

    assert (signal.ground, signal.band, signal.strand) == ("hate_speech", Band.LIKELY, "sex")
    assert signal.spans == (Span(0, 4),)


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (0.8, Band.LIKELY),
        (0.799, Band.POSSIBLE),
        (0.5, Band.POSSIBLE),
        (0.499, Band.WEAK),
        (0.35, Band.WEAK),
        (0.349, None),
    ],
)
def test_the_bands_begin_where_they_should(score: float, band: Band | None) -> None:
    assert band_of(score) is band


def test_a_description_that_cannot_be_read_turns_the_model_off() -> None:
    for text in (b"", b"{}", b"\xff", b'{"recipe": 3}'):
        with pytest.raises(ModelOff, match="rules run without it"):
            read_card(text)
