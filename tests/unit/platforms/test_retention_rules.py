"""What the networks' terms ask is read from their files, and said in a sentence."""

from __future__ import annotations

import pytest

from socialdesk.errors import BugError
from socialdesk.model.accounts import Network
from socialdesk.platforms.capabilities import file_of
from socialdesk.platforms.retention import period, read_retention, retention_of, words_removed

ACTIONS = "\n".join(
    f'[actions.{kind.value}]\nway = "impossible"\nlabel = "a"\neffect = "b"\nreason = "c"\nsource = "d"\n'
    "checked_on = 2026-01-01\n"
    for kind in file_of(Network.FACEBOOK).actions
)
WHY = 'reason = "r"\nsource = "s"\nchecked_on = 2026-01-01\n'


def test_linkedin_lets_words_be_kept_for_two_days_and_names_for_one() -> None:
    rule = retention_of(Network.LINKEDIN)
    assert rule is not None
    assert (rule.text_hours, rule.profile_hours, rule.follow_deletions) == (48, 24, False)
    assert rule.own_hours == 181 * 24
    assert rule.evidence == "dispose"
    assert not rule.rereading_renews


def test_x_asks_that_deletions_are_followed() -> None:
    rule = retention_of(Network.X)
    assert rule is not None
    assert (rule.text_hours, rule.profile_hours, rule.follow_deletions) == (None, None, True)
    assert rule.evidence == "keep"


def test_youtube_lets_words_be_kept_for_thirty_days_from_the_last_reading() -> None:
    rule = retention_of(Network.YOUTUBE)
    assert rule is not None
    assert (rule.text_hours, rule.profile_hours, rule.rereading_renews, rule.evidence) == (
        720,
        720,
        True,
        "keep",
    )


@pytest.mark.parametrize("network", list(Network))
def test_every_rule_says_where_it_comes_from(network: Network) -> None:
    rule = retention_of(network)
    if rule is not None:
        assert rule.reason.endswith(".")
        assert rule.source


def test_facebook_asks_for_nothing() -> None:
    assert retention_of(Network.FACEBOOK) is None
    assert read_retention(ACTIONS) is None


@pytest.mark.parametrize(
    "wrong",
    [
        f"text_hours = 0\n{WHY}",
        f"text_hours = -48\n{WHY}",
        f'text_hours = "48"\n{WHY}',
        f'evidence = "maybe"\n{WHY}',
        f"days = 2\n{WHY}",
        "text_hours = 48",
        WHY.replace('"r"', '""'),
    ],
)
def test_a_wrong_rule_is_a_bug(wrong: str) -> None:
    with pytest.raises(BugError):
        read_retention(f"{ACTIONS}\n[retention]\n{wrong}")


def test_a_rule_may_ask_for_little() -> None:
    rule = read_retention(f"{ACTIONS}\n[retention]\n{WHY}")
    assert rule is not None
    assert (rule.text_hours, rule.profile_hours, rule.own_hours, rule.follow_deletions, rule.evidence) == (
        None,
        None,
        None,
        False,
        "keep",
    )


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (1, "1 hour"),
        (24, "24 hours"),
        (48, "48 hours"),
        (720, "30 days"),
        (4344, "181 days"),
        (73, "73 hours"),
    ],
)
def test_a_period_is_said_plainly(hours: int, told: str) -> None:
    assert period(hours) == told


def test_what_stands_in_the_place_of_words_says_whose_terms_it_was() -> None:
    assert words_removed(Network.LINKEDIN, by_force=False, gone=False) == (
        "LinkedIn's terms: its text was removed here after 48 hours. Look on LinkedIn."
    )
    assert "after 181 days" in words_removed(Network.LINKEDIN, by_force=True, gone=False)
    assert words_removed(Network.X, by_force=False, gone=True) == (
        "X's terms: its text was removed here when it went from X."
    )
    assert words_removed(Network.FACEBOOK, by_force=False, gone=False) == (
        "Facebook's terms: its text was removed here. Look on Facebook."
    )
