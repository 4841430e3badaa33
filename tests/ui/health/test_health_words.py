"""One account's health: every sentence that applies, and the one button that mends it."""

from __future__ import annotations

import dataclasses

import pytest

from socialdesk.clock import to_ms
from socialdesk.inbox.queries import AccountRow
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.register.joining import Standing
from socialdesk.ui.health.words import Health, Remedy, health_of
from tests.fakes.desk import NOW

NOW_MS = to_ms(NOW)
POLL_MS = 60_000
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
ENDS = "The sign-in for Anyshire ends in 3 days. Sign in again before then."
SILENT = "Nothing for 3 hours; the longest lately was 1 hour. Is that usual?"


def row(**values: object) -> AccountRow:
    made = AccountRow(
        account_id=AccountId(1),
        network=Network.FACEBOOK,
        native_id=NativeId("1"),
        name="Anyshire",
        open=0,
        unread=0,
        urgent=0,
        last_try_ms=NOW_MS - 12 * SECOND,
        last_success_ms=NOW_MS - 12 * SECOND,
        last_full_ms=None,
        last_item_ms=NOW_MS - 2 * HOUR,
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
    return dataclasses.replace(made, **values)  # pyright: ignore[reportArgumentType]  (by name)


def of(account: AccountRow, standing: Standing | None = None, *, can_connect: bool = True) -> Health:
    standing = standing or Standing(next_poll_ms=NOW_MS + 48 * SECOND)
    return health_of(account, standing, NOW_MS, can_connect=can_connect)


def test_what_a_reading_left_out_is_told_last_and_is_no_problem() -> None:
    told = of(row(notice="Private messages could not be read.", silence=SILENT))
    assert told.told == (SILENT, "Private messages could not be read.")
    quiet = of(row(notice="Private messages could not be read."))
    assert (quiet.state.words, quiet.remedy) == ("In step", None)


def test_an_account_in_step_says_so_and_needs_no_button() -> None:
    well = of(row())
    assert well.state.words == "In step"
    assert (well.last_success, well.last_item, well.next_look) == ("12 s ago", "2 h ago", "in 48 s")
    assert well.left == ("100 % of the allowance is left.",)
    assert (well.told, well.remedy, well.progress) == ((), None, None)
    assert well.spoken.startswith("Anyshire, Facebook: In step. Last success 12 s ago.")


@pytest.mark.parametrize(
    ("values", "state", "remedy"),
    [
        ({"problem_kind": "sign_in", "problem": "It expired."}, "Sign in again", Remedy.SIGN_IN),
        ({"problem_kind": "refused", "problem": "Not allowed."}, "Refused", Remedy.CONNECT),
        ({"problem_kind": "gone", "problem": "Not found."}, "Not found", Remedy.CONNECT),
        ({"problem_kind": "offline", "problem": "No way there."}, "Cannot be reached", Remedy.TRY),
        ({"problem_kind": "unreadable", "problem": "Odd."}, "Answer not understood", Remedy.TRY),
        ({"problem_kind": "never heard of", "problem": ""}, "Something is wrong", Remedy.TRY),
        ({"problem_kind": "throttled", "problem": "Wait."}, "Asked to wait", Remedy.SETTINGS),
        ({"last_success_ms": NOW_MS - HOUR}, "Late", Remedy.TRY),
        ({"silence": SILENT}, "Silent", Remedy.TRY),
        ({"budget_percent": 90}, "Allowance", Remedy.SETTINGS),
    ],
)
def test_what_is_wrong_is_a_sentence_and_one_button(
    values: dict[str, object], state: str, remedy: Remedy
) -> None:
    wrong = of(row(**values))
    assert wrong.state.words == state
    assert wrong.remedy is remedy
    assert bool(wrong.told) == (state != "Allowance")
    assert str(values.get("problem", "")) in " ".join(wrong.told)


def test_a_sign_in_that_ends_soon_is_said_while_all_is_well() -> None:
    soon = of(row(), Standing(sign_in=ENDS))
    assert soon.state.words == "Sign-in ends soon"
    assert soon.told == (ENDS,)
    assert soon.remedy is Remedy.SIGN_IN


def test_all_that_applies_is_said_and_the_gravest_is_mended() -> None:
    both = of(
        row(problem_kind="offline", problem="Facebook cannot be reached.", silence=SILENT),
        Standing(sign_in=ENDS),
    )
    assert both.told == ("Facebook cannot be reached.", ENDS, SILENT)
    assert both.remedy is Remedy.TRY


def test_in_training_no_button_leads_to_a_sign_in() -> None:
    expired = row(problem_kind="sign_in", problem="It expired.")
    assert of(expired, can_connect=False).remedy is None
    assert of(row(last_success_ms=NOW_MS - HOUR), can_connect=False).remedy is Remedy.TRY


def test_a_first_reading_shows_how_far_it_has_come() -> None:
    reading = of(row(last_success_ms=None, last_item_ms=None, progress_done=3_200, progress_total=12_800))
    assert (reading.last_success, reading.last_item) == ("never", "none yet")
    assert reading.told == ("It is read for the first time: 3,200 of 12,800 so far.",)
    assert reading.progress == 25
    assert reading.remedy is None
    unknown = of(row(last_success_ms=None, progress_done=40))
    assert unknown.progress is None
    assert "40 so far" in unknown.told[0]
    assert of(row(last_success_ms=None, progress_done=9, progress_total=4)).progress == 100


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (None, "now"),
        (-5, "now"),
        (1, "in 1 s"),
        (59_001, "in 1 min"),
        (90_000, "in 2 min"),
        (3 * HOUR, "in 3 h"),
    ],
)
def test_the_next_look(ahead: int | None, words: str) -> None:
    at = None if ahead is None else NOW_MS + ahead
    assert of(row(), Standing(next_poll_ms=at)).next_look == words


def test_what_is_left_is_the_networks_own_account() -> None:
    told = ("8,450 of 10,000 units left today.", "2,000 are kept for moderation.")
    assert of(row(), Standing(budget=told, used_percent=16)).left == told
    assert of(row(budget_percent=3), Standing(used_percent=40)).left == ("60 % of the allowance is left.",)


def test_a_name_cannot_turn_the_line_round() -> None:
    turned = of(row(name="\u202eevil\n\nline", problem_kind="other", problem="\u202ex"))
    assert "\u202e" not in turned.spoken
    assert "\n" not in turned.name
