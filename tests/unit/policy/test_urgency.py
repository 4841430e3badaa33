"""The order by urgency: emergencies on top, then what is at once or of a case, strength, reach and age; in words."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.model.accounts import Network
from socialdesk.model.findings import Band, Signal
from socialdesk.model.items import ItemKind
from socialdesk.policy.assess import assess
from socialdesk.policy.context import Context, Proceedings
from socialdesk.policy.urgency import MOST, WATCH_LIST, Standing, told, weigh
from tests.fakes.stocked_desk import book

ALL = (*book().grounds, *book().routes)


def found(
    *signals: tuple[str, float], by: str = "a rule", case: Proceedings | None = None
) -> tuple[int, str]:
    """The weight of a comment with these, and the sentence four minutes later."""
    return stands(
        Standing(network=Network.FACEBOOK, kind=ItemKind.COMMENT, proceedings=case or Proceedings.UNKNOWN),
        *signals,
        by=by,
    )


def stands(
    standing: Standing, *signals: tuple[str, float], by: str = "a rule", window: str = ""
) -> tuple[int, str]:
    made = [
        Signal(ground=ground, band=Band.of(score), spans=(), found_by=by, score=score)
        for ground, score in signals
    ]
    context = Context(network=standing.network, kind=standing.kind, marked=standing.proceedings)
    assessment = assess(made, context, book())
    sentence = told(assessment, standing, book(), age=timedelta(minutes=4), with_window=window)
    return weigh(assessment, standing, book()), sentence


@pytest.mark.clause("I5", "R9", "R5", "R1")
def test_the_order_is_that_of_the_policy() -> None:
    weights = [
        found(("emergency", 0.55))[0],
        found(("operationally_sensitive", 0.6))[0],
        found(("hate_speech", 0.9))[0],
        found(("identifies_person", 0.9))[0],
        found(("offensive_language", 0.9))[0],
        found(("defamation", 0.9))[0],
        found(("question", 0.9))[0],
        found(("threatening", 0.3))[0],
        found()[0],
    ]
    assert all(first > second for first, second in pairwise(weights)), weights


@pytest.mark.clause("R5")
def test_an_active_case_and_a_protected_name_come_at_once() -> None:
    must = found(("threatening", 0.95))[0]
    assert found(("contempt_of_court", 0.6))[0] < must
    assert found(("contempt_of_court", 0.6), case=Proceedings.ACTIVE)[0] > must
    assert found(("identifies_person", 0.9), by=f"{WATCH_LIST} (name)")[0] > must
    assert found(("emergency", 0.5))[0] > found(("contempt_of_court", 0.99), case=Proceedings.ACTIVE)[0]


def test_what_is_surer_and_read_by_more_comes_first_within_its_level() -> None:
    def of(score: float, comments: int | None) -> int:
        standing = Standing(network=Network.X, kind=ItemKind.COMMENT, comments=comments)
        return stands(standing, ("hate_speech", score))[0]

    assert of(0.6, None) == of(0.6, 3) < of(0.6, 150) < of(0.6, 4_000) < of(0.9, None) < of(0.9, 4_000)
    assert of(0.9, 4_000) < found(("operationally_sensitive", 0.5))[0]


def test_a_message_that_can_be_answered_for_a_time_only_comes_before_one_that_can_wait() -> None:
    def of(network: Network) -> int:
        return stands(Standing(network=network, kind=ItemKind.MESSAGE), ("question", 0.9))[0]

    assert of(Network.FACEBOOK) > of(Network.BLUESKY)


@given(
    st.lists(st.tuples(st.sampled_from(ALL), st.floats(0.01, 0.99)), max_size=6),
    st.sampled_from(list(Network)),
    st.sampled_from(list(ItemKind)),
    st.sampled_from(list(Proceedings)),
    st.none() | st.integers(0, 10**7),
)
def test_any_weight_fits_and_an_emergency_is_above_everything_else(
    signals: list[tuple[str, float]],
    network: Network,
    kind: ItemKind,
    case: Proceedings,
    comments: int | None,
) -> None:
    standing = Standing(network=network, kind=kind, proceedings=case, comments=comments)
    weight, sentence = stands(standing, *signals)
    assert 0 <= weight <= MOST
    assert sentence.endswith(".")
    without = [each for each in signals if each[0] != "emergency"]
    if kind is not ItemKind.MESSAGE or not any(each[0] == "emergency" for each in signals):
        assert stands(standing, *without, ("emergency", 0.5))[0] > stands(standing, *without)[0]


@pytest.mark.clause("I5")
def test_it_is_explained_in_a_sentence_without_numbers_of_a_model() -> None:
    assert found(("emergency", 0.6), case=Proceedings.ACTIVE)[1] == (
        "On top: may be an emergency; posted 4 minutes ago under a post marked proceedings active."
    )
    assert found(("hate_speech", 0.93))[1] == (
        "Urgent, to be removed if it is so: likely hate speech (4.3c); posted 4 minutes ago under a post."
    )
    assert found(("crime_report", 0.6))[1].startswith("To be led to the right place: possibly crime report (")
    name = found(("identifies_person", 0.9), by=f"{WATCH_LIST} (name)")[1]
    assert "a name on the watch list of a case" in name
    many = Standing(network=Network.X, kind=ItemKind.COMMENT, comments=2_400)
    assert stands(many, ("spam", 0.6))[1].endswith("under a post with 2,400 comments.")
    message = Standing(network=Network.FACEBOOK, kind=ItemKind.MESSAGE)
    assert stands(message, ("question", 0.6), window="3 h left to answer")[1].endswith(
        "written to us 4 minutes ago; 3 h left to answer."
    )
    assert found()[1] == "Nothing was noticed; posted 4 minutes ago under a post."
