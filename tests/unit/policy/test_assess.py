"""Findings: with clause, reason and limits, the weightiest first; criticism alone is never one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.model.accounts import Network
from socialdesk.model.findings import Band, Finding, Signal, Span
from socialdesk.model.items import ItemKind
from socialdesk.policy.assess import assess
from socialdesk.policy.book import load_book
from socialdesk.policy.context import Context, Proceedings
from socialdesk.triage.api import TriageContext
from socialdesk.triage.lexicon import FILES, load_lexicon
from socialdesk.triage.signals import RuleTriage

RESOURCES = Path(__file__).parents[3] / "resources"
BOOK = load_book((RESOURCES / "policy" / "5-20-v5.toml").read_text(encoding="utf-8"))
TRIAGE = RuleTriage(
    load_lexicon({name: (RESOURCES / "triage" / name).read_text(encoding="utf-8") for name in FILES})
)
COMMENT = Context(network=Network.FACEBOOK)
MESSAGE = Context(network=Network.FACEBOOK, kind=ItemKind.MESSAGE)


def signal(
    ground: str, *, band: Band = Band.LIKELY, spans: tuple[Span, ...] = (), repeat_of: int | None = None
) -> Signal:
    return Signal(ground=ground, band=band, spans=spans, found_by=f"rule for {ground}", repeat_of=repeat_of)


def found(text: str, context: Context = COMMENT) -> list[str]:
    signals = TRIAGE.signals(text, TriageContext(post_text=context.post_text))
    return [
        finding.ground for finding in assess(signals, context, BOOK).findings if finding.band is not Band.WEAK
    ]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        pytest.param(
            "his mum is the dinner lady at Oakfield school",
            "identifies_person",
            marks=pytest.mark.clause("R1"),
        ),
        pytest.param("Collar number 1482 is a bent copper", "officer_safety", marks=pytest.mark.clause("R1")),
        pytest.param("Councillor Pike takes backhanders", "defamation", marks=pytest.mark.clause("R4")),
        pytest.param(
            "He's been inside before for the same thing", "contempt_of_court", marks=pytest.mark.clause("R5")
        ),
        pytest.param("Jews run the courts", "hate_speech", marks=pytest.mark.clause("R6")),
        pytest.param("what a load of sh!te", "offensive_language", marks=pytest.mark.clause("R7")),
        pytest.param("someone needs to burn his house down", "threatening", marks=pytest.mark.clause("R7")),
        pytest.param("Make £500 a day from home, link in my bio", "spam", marks=pytest.mark.clause("R8")),
        pytest.param(
            "They're raiding a house on Birch Lane at 5am",
            "operationally_sensitive",
            marks=pytest.mark.clause("R9"),
        ),
        pytest.param("my car was stolen last night", "crime_report", marks=pytest.mark.clause("I5")),
        pytest.param(
            "He's outside my house with a knife please send someone",
            "emergency",
            marks=pytest.mark.clause("I5"),
        ),
        pytest.param(
            "Is it safe to walk through the park at night?", "safety_advice", marks=pytest.mark.clause("I5")
        ),
        pytest.param(
            "FOI: how many officers were suspended? Jo Beech, jo@example.org",
            "foi_request",
            marks=pytest.mark.clause("I6"),
        ),
        pytest.param(
            "I've been waiting three weeks and nobody got back to me",
            "complaint",
            marks=pytest.mark.clause("I4"),
        ),
    ],
)
def test_one_case_for_each_ground_and_route(text: str, ground: str) -> None:
    assert ground in found(text)


@pytest.mark.clause("R1")
@pytest.mark.parametrize(
    "text",
    [
        "The police in this county are useless and I have zero confidence in the Chief Constable",
        "PC Smith got it wrong, in my view, and the Force should apologise.",
        "You only come out when there's a camera. Shame on Northamptonshire Police.",
        "Worst response times in England, I pay my taxes for this?",
        "Why did you close the station? Explain yourselves",
        "The inspector should resign over this decision.",
        "Stop wasting money on speed cameras and catch burglars!",
        "Institutional failure from top to bottom, and nobody is ever held to account.",
    ],
)
def test_criticism_of_the_police_alone_is_never_a_ground(text: str) -> None:
    assert [ground for ground in found(text) if ground in BOOK.grounds] == []


def test_findings_carry_clause_reason_and_what_cannot_be_known() -> None:
    finding = assess([signal("contempt_of_court", spans=(Span(3, 9),))], COMMENT, BOOK).findings[0]
    assert finding.clause == "4.3b"
    assert finding.why == BOOK.grounds["contempt_of_court"].why
    assert "proceedings are active" in finding.cannot_know
    assert finding.spans == (Span(3, 9),)
    assert finding.found_by == "rule for contempt_of_court"


def test_the_assessment_names_the_pack_it_rests_on() -> None:
    assert assess([], COMMENT, BOOK).pack_version == "5/20 version 5"


def test_the_weightiest_stands_first_and_a_weak_one_last() -> None:
    signals = [
        signal("question"),
        signal("offensive_language"),
        signal("operationally_sensitive", band=Band.WEAK),
        signal("emergency"),
        signal("identifies_person"),
        signal("threatening", band=Band.POSSIBLE),
    ]
    grounds = [finding.ground for finding in assess(signals, COMMENT, BOOK).findings]
    assert grounds == [
        "emergency",
        "threatening",
        "identifies_person",
        "offensive_language",
        "question",
        "operationally_sensitive",
    ]


def test_a_weak_signal_makes_nothing_urgent() -> None:
    assert assess([signal("operationally_sensitive", band=Band.WEAK)], COMMENT, BOOK).urgency == 1
    assert assess([signal("operationally_sensitive")], COMMENT, BOOK).urgency == 3


def test_signals_of_one_ground_become_one_finding_with_the_best_band() -> None:
    first = Signal(
        ground="spam",
        band=Band.POSSIBLE,
        spans=(Span(5, 9), Span(0, 2)),
        found_by="a link",
        against="A link.",
    )
    second = Signal(ground="spam", band=Band.LIKELY, spans=(Span(8, 12), Span(20, 21)), found_by="phrases")
    (finding,) = assess([first, second, first], COMMENT, BOOK).findings
    assert finding.band is Band.LIKELY
    assert finding.spans == (Span(0, 2), Span(5, 12), Span(20, 21))
    assert finding.found_by == "a link; phrases"
    assert finding.against == "A link."


@pytest.mark.clause("R8")
def test_repeats_of_two_originals_stay_two_findings() -> None:
    findings = assess([signal("repeat", repeat_of=7), signal("repeat", repeat_of=3)], COMMENT, BOOK).findings
    assert [finding.repeat_of for finding in findings] == [3, 7]


@pytest.mark.clause("R5")
@pytest.mark.parametrize(
    ("post", "band", "raised"),
    [
        ("A man has been arrested in Corby.", Band.WEAK, Band.POSSIBLE),
        ("Two people have been charged.", Band.POSSIBLE, Band.LIKELY),
        ("He appeared in court today.", Band.LIKELY, Band.LIKELY),
        ("Come to our open day!", Band.POSSIBLE, Band.POSSIBLE),
        ("", Band.POSSIBLE, Band.POSSIBLE),
    ],
)
def test_contempt_weighs_more_under_a_post_about_an_arrest_or_a_court(
    post: str, band: Band, raised: Band
) -> None:
    context = Context(network=Network.FACEBOOK, post_text=post)
    (finding,) = assess([signal("contempt_of_court", band=band)], context, BOOK).findings
    assert finding.band is raised
    assert assess([signal("spam", band=Band.WEAK)], context, BOOK).findings[0].band is Band.WEAK


def test_a_post_that_is_silent_on_proceedings_proves_nothing() -> None:
    assert COMMENT.proceedings is Proceedings.UNKNOWN
    assert (
        Context(network=Network.FACEBOOK, post_text="Man CHARGED with burglary").proceedings
        is Proceedings.LIKELY
    )


def test_what_the_force_wrote_is_not_found_against() -> None:
    own = Context(network=Network.FACEBOOK, by_force=True)
    assert assess([signal("offensive_language")], own, BOOK).findings == ()


@pytest.mark.clause("I5")
def test_telling_the_police_a_name_in_private_is_no_ground_but_a_threat_is() -> None:
    signals = [
        signal("identifies_person"),
        signal("contempt_of_court"),
        signal("threatening"),
        signal("crime_report"),
    ]
    assert [finding.ground for finding in assess(signals, MESSAGE, BOOK).findings] == [
        "threatening",
        "crime_report",
    ]


def test_a_ground_that_the_pack_does_not_have_is_left_out() -> None:
    assert assess([signal("of_another_pack")], COMMENT, BOOK).findings == ()


@given(
    st.lists(
        st.builds(
            signal,
            st.sampled_from([*BOOK.grounds, *BOOK.routes]),
            band=st.sampled_from(Band),
            spans=st.lists(
                st.tuples(st.integers(0, 50), st.integers(1, 9)).map(
                    lambda pair: Span(pair[0], pair[0] + pair[1])
                )
            ).map(tuple),
        ),
        max_size=12,
    )
)
def test_order_of_signals_changes_nothing_that_is_marked(signals: list[Signal]) -> None:
    ours = assess(signals, COMMENT, BOOK).findings
    theirs = assess(list(reversed(signals)), COMMENT, BOOK).findings
    assert [(each.ground, each.band, each.spans) for each in ours] == [
        (each.ground, each.band, each.spans) for each in theirs
    ]
    assert {each.ground for each in ours} == {each.ground for each in signals}
    for finding in ours:
        assert all(
            one.end < other.start for one, other in zip(finding.spans, finding.spans[1:], strict=False)
        )


def scored(ground: str, score: float, *, strand: str = "") -> Signal:
    return Signal(ground=ground, band=Band.of(score), spans=(), found_by="model", score=score, strand=strand)


def test_a_finding_takes_the_score_and_the_strand_of_its_surest_signal() -> None:
    signals = [
        scored("hate_speech", 0.62, strand="race"),
        scored("hate_speech", 0.91, strand="religion"),
        signal("hate_speech", band=Band.POSSIBLE),
    ]
    finding = assess(signals, COMMENT, BOOK).findings[0]
    assert (finding.score, finding.band, finding.strand) == (0.91, Band.LIKELY, "religion")


def test_a_rule_that_gives_only_a_band_has_a_score_within_it() -> None:
    for band in Band:
        finding = assess([signal("spam", band=band)], COMMENT, BOOK).findings[0]
        assert finding.band is band
        assert Band.of(finding.score) is band


@pytest.mark.clause("R6")
def test_sex_is_said_to_be_none_of_the_five_and_gives_way_to_one_of_them() -> None:
    alone = assess([scored("hate_speech", 0.9, strand="sex")], COMMENT, BOOK).findings[0]
    assert alone.strand == "sex"
    assert "4.3d" in alone.against
    signals = [scored("hate_speech", 0.9, strand="sex"), scored("hate_speech", 0.6, strand="race")]
    both = assess(signals, COMMENT, BOOK).findings[0]
    assert (both.strand, both.against, both.score) == ("race", "", 0.9)
    signals = [scored("hate_speech", 0.9, strand="sex"), scored("hate_speech", 0.2, strand="race")]
    assert assess(signals, COMMENT, BOOK).findings[0].strand == "sex"


@pytest.mark.clause("R5")
@given(st.floats(0.01, 0.99))
def test_the_case_moves_band_and_score_together(score: float) -> None:
    def found(marked: Proceedings | None, *, counted: bool = False) -> tuple[float, Band]:
        context = Context(network=Network.FACEBOOK, marked=marked)
        made = replace(scored("contempt_of_court", score), counts_case=counted)
        findings = assess([made], context, BOOK).findings
        if not findings:
            assert marked is Proceedings.ENDED
            return 0.0, Band.WEAK
        assert findings[0].band is Band.of(findings[0].score)
        assert 0 < findings[0].score <= 1
        return findings[0].score, findings[0].band

    ended, unmarked, active = found(Proceedings.ENDED)[0], found(None)[0], found(Proceedings.ACTIVE)[0]
    assert ended <= unmarked <= active
    assert unmarked == score
    # Where triage has counted an active case in its score, it is not counted again; that it has ended is.
    assert found(Proceedings.ACTIVE, counted=True)[0] == score
    assert found(Proceedings.ENDED, counted=True)[0] == ended


@pytest.mark.clause("R5")
def test_a_case_makes_a_rule_without_a_score_one_band_surer_and_its_end_one_less() -> None:
    def found(band: Band, marked: Proceedings | None) -> Band:
        context = Context(network=Network.FACEBOOK, marked=marked)
        return assess([signal("contempt_of_court", band=band)], context, BOOK).findings[0].band

    assert found(Band.WEAK, Proceedings.ACTIVE) is found(Band.POSSIBLE, None) is Band.POSSIBLE
    assert found(Band.POSSIBLE, Proceedings.ACTIVE) is found(Band.LIKELY, None) is Band.LIKELY
    assert found(Band.LIKELY, Proceedings.ENDED) is Band.POSSIBLE


@pytest.mark.clause("R5")
def test_what_else_was_found_comes_before_contempt_where_nobody_knows_of_a_case() -> None:
    both = [signal("contempt_of_court", band=Band.LIKELY), signal("hate_speech", band=Band.POSSIBLE)]

    def order(marked: Proceedings | None) -> list[str]:
        context = Context(network=Network.FACEBOOK, marked=marked)
        return [each.ground for each in assess(both, context, BOOK).findings]

    assert order(None) == ["hate_speech", "contempt_of_court"]
    assert order(Proceedings.ACTIVE) == ["contempt_of_court", "hate_speech"]


@pytest.mark.clause("R5")
def test_what_only_hints_at_contempt_is_not_shown_once_proceedings_have_ended() -> None:
    context = Context(network=Network.FACEBOOK, marked=Proceedings.ENDED)
    both = [signal("contempt_of_court", band=Band.POSSIBLE), signal("identifies_person", band=Band.POSSIBLE)]
    assert [each.ground for each in assess(both, context, BOOK).findings] == ["identifies_person"]


def test_what_was_stored_before_there_were_scores_still_reads() -> None:
    stored = b'[{"ground":"spam","clause":"4.3e","band":"weak","spans":[],"why":"w","found_by":"f"}]'
    [finding] = msgspec.json.decode(stored, type=tuple[Finding, ...])
    assert (finding.score, finding.strand, finding.band) == (0.0, "", Band.WEAK)
