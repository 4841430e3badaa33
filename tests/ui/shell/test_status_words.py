"""The status bar never lies: what it says is true of the oldest account that it counts."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.inbox.queries import AccountRow
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.ui.inbox.words import ago, when
from socialdesk.ui.status_words import freshness, health, late, model_off, trouble
from tests.fakes.desk import NOW

NOW_MS = to_ms(NOW)
POLL_MS = 60_000
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


def account(name: str = "Main page", success: int | None = 12 * SECOND, **values: object) -> AccountRow:
    row = AccountRow(
        account_id=AccountId(1),
        network=Network.FACEBOOK,
        native_id=NativeId("1"),
        name=name,
        open=0,
        unread=0,
        urgent=0,
        last_try_ms=None,
        last_success_ms=None if success is None else NOW_MS - success,
        last_full_ms=None,
        last_item_ms=None,
        problem="",
        problem_kind="",
        wait_until_ms=None,
        next_poll_ms=None,
        poll_ms=POLL_MS,
        budget_percent=0,
        progress_done=0,
        progress_total=None,
        silence="",
    )
    return dataclasses.replace(row, **values)  # pyright: ignore[reportArgumentType]  (by name)


def fresh(*accounts: AccountRow) -> tuple[str, str]:
    said = freshness(accounts, NOW_MS)
    return said.words, said.tone


EXPIRED = account("Roads", 5 * HOUR, problem_kind="sign_in", problem="The sign-in has expired.")


def test_the_oldest_of_those_that_count_is_told() -> None:
    assert fresh(account()) == ("Synced 12 s ago", "ok")
    assert fresh(account(), account(success=95 * SECOND)) == ("Synced 1 min ago · 2 of 2 accounts", "ok")
    assert fresh(account(), EXPIRED) == ("Synced 12 s ago · 1 of 2 accounts", "warning")


def test_an_account_that_is_late_or_has_a_problem_is_not_called_synced() -> None:
    words, tone = fresh(account(success=4 * MINUTE))
    assert (words, tone) == ("Not synced: last success 4 min ago", "warning")
    assert fresh(EXPIRED)[0] == "Not synced: last success 5 h ago"
    never = account(success=None, problem_kind="offline", problem="Facebook cannot be reached.")
    assert fresh(never) == ("Not synced: last success never", "warning")


def test_a_first_reading_and_no_account_are_said_as_they_are() -> None:
    assert fresh()[0] == "No account is connected"
    reading = account(success=None, progress_done=3_200, progress_total=10_000)
    assert fresh(reading)[0] == "Reading for the first time"
    assert "3,200 of 10,000" in freshness([reading], NOW_MS).more
    assert fresh(reading, account())[0] == "Synced 12 s ago · 1 of 2 accounts"


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(0, 10 * HOUR)), st.sampled_from(["", "offline"])),
        max_size=6,
    )
)
def test_it_never_claims_more_than_is_so(states: list[tuple[int | None, str]]) -> None:
    accounts = [account(success=success, problem_kind=kind) for success, kind in states]
    said = freshness(accounts, NOW_MS)
    good = [one for one in accounts if not one.problem_kind and not late(one, NOW_MS)]
    assert said.words.startswith("Synced") == bool(good)
    if good:
        assert ago(min(one.last_success_ms or 0 for one in good), NOW_MS) in said.words
    assert (said.tone == "ok") == (bool(good) and len(good) == len(accounts))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (account(), None),
        (EXPIRED, "Sign in again"),
        (account(problem_kind="throttled", problem="Wait."), "Asked to wait"),
        (account(problem_kind="other", problem="?"), "Something is wrong"),
        (account(success=None), "Reading for the first time"),
        (account(success=HOUR), "Late"),
        (account(silence="Nothing for 3 hours. Is that usual?"), "Silent"),
        (account(budget_percent=80), "Allowance"),
    ],
)
def test_what_is_wrong_with_an_account_has_a_word_and_a_sign(state: AccountRow, words: str | None) -> None:
    said = health(state, NOW_MS)
    assert (said.words if said else None) == words
    if said is not None:
        assert said.icon
        assert said.more


def test_the_worst_is_told_first_and_the_others_are_counted() -> None:
    assert trouble([account()], NOW_MS) is None
    quiet = account("Quiet", silence="Nothing for 3 hours. Is that usual?")
    said = trouble([quiet, EXPIRED, account()], NOW_MS)
    assert said is not None
    assert said.words == "Roads: sign in again (and 1 more)"
    assert "Is that usual?" in said.more
    turned = trouble([account("\u202eevil", problem_kind="offline")], NOW_MS)
    assert turned is not None
    assert "\u202e" not in turned.words


def test_what_needs_a_person_is_told_before_what_passes_by_itself() -> None:
    waits = account("Waits", problem_kind="throttled", problem="Wait.")
    said = trouble([account("Quiet", silence="Is that usual?"), waits, EXPIRED], NOW_MS)
    assert said is not None
    assert said.words == "Roads: sign in again (and 2 more)"


def test_a_sign_in_that_ends_soon_is_a_warning() -> None:
    ends = "The sign-in for Main page ends in 3 days."
    said = trouble([account()], NOW_MS, sign_ins={AccountId(1): ends})
    assert said is not None
    assert (said.words, said.icon, said.tone) == ("Main page: sign-in ends soon", "key", "warning")
    assert ends in said.more
    # What is wrong now is more than what will be.
    worse = health(EXPIRED, NOW_MS, sign_in=ends)
    assert worse is not None
    assert worse.words == "Sign in again"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (-5 * SECOND, "0 s ago"),
        (59 * SECOND, "59 s ago"),
        (60 * SECOND, "1 min ago"),
        (59 * MINUTE, "59 min ago"),
        (47 * HOUR, "47 h ago"),
        (50 * HOUR, "2 days ago"),
    ],
)
def test_how_long_ago(before: int, words: str) -> None:
    assert ago(NOW_MS - before, NOW_MS) == words


def test_a_time_is_as_short_as_it_can_be() -> None:
    def at(**before: int) -> str:
        moment = NOW.astimezone().replace(hour=12, minute=0)
        return when(to_ms(moment) - sum(before.values()), moment)

    assert at(minutes=3 * MINUTE) == "11:57"
    assert at(days=24 * HOUR) == "Mon 12:00"
    assert at(days=20 * 24 * HOUR) == "29 Oct"
    assert at(days=400 * 24 * HOUR) == "14 Oct 2024"
    assert when(to_ms(NOW) + 48 * HOUR, NOW) == "20 Nov"


def test_an_account_that_is_asked_seldom_is_not_called_late() -> None:
    seldom = account(success=90 * MINUTE, poll_ms=40 * MINUTE)
    assert not late(seldom, NOW_MS)
    assert late(account(success=90 * MINUTE), NOW_MS)


def test_a_model_that_is_off_is_said_with_why_and_what_follows() -> None:
    said = model_off("Its file is missing. The rules run without it.")
    assert said is not None
    assert (said.words, said.tone) == ("Model off", "warning")
    assert said.more.startswith("Its file is missing.")
    assert model_off("") is None
