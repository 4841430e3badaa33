"""Who may do what, where and when; and when Corporate Communications is on duty."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.model.accounts import Account, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book, load_book
from socialdesk.policy.hours import holidays_unknown, is_holiday, next_change, on_duty
from socialdesk.policy.permissions import may

BOOK = load_book(
    (Path(__file__).parents[3] / "resources" / "policy" / "5-20-v5.toml").read_text(encoding="utf-8")
)
PRIMARY = Account(
    id=AccountId(1),
    network=Network.FACEBOOK,
    native_id=NativeId("1"),
    name="Northamptonshire Police",
    primary=True,
)
TEAM = replace(PRIMARY, id=AccountId(2), name="Corby team", primary=False, owner="PC Ann  Holder")
UNCLAIMED = replace(TEAM, owner="")
TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TUESDAY_NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
EVERY_ACTION = [*ActionKind, None]


def who(role: Role, name: str = "Sam Person") -> Person:
    return Person(name, role)


def choosing(**choices: bool) -> Book:
    made = {name: replace(BOOK.choices[name], value=value) for name, value in choices.items()}
    return replace(BOOK, choices=MappingProxyType({**BOOK.choices, **made}))


@pytest.mark.clause("I2")
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 24, 7, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 7, 30, tzinfo=UTC), True),  # British summer time: 08:30 in Northampton
        (datetime(2026, 7, 1, 16, 30, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), False),  # Saturday
        (datetime(2026, 12, 25, 12, 0, tzinfo=UTC), False),  # Christmas
        (datetime(2026, 12, 28, 12, 0, tzinfo=UTC), False),  # Boxing Day falls on a Saturday
        (datetime(2026, 8, 31, 12, 0, tzinfo=UTC), False),  # the English summer bank holiday
    ],
)
def test_on_duty_by_local_time_weekday_and_bank_holiday(moment: datetime, expected: bool) -> None:
    assert on_duty(moment, BOOK.hours) is expected


@pytest.mark.clause("I2")
def test_the_next_change_of_duty_skips_week_ends_and_bank_holidays() -> None:
    assert next_change(TUESDAY_NOON, BOOK.hours).isoformat() == "2026-11-24T17:00:00+00:00"
    assert (
        next_change(datetime(2026, 11, 24, 6, 0, tzinfo=UTC), BOOK.hours).isoformat()
        == "2026-11-24T08:00:00+00:00"
    )
    assert (
        next_change(datetime(2026, 12, 24, 18, 0, tzinfo=UTC), BOOK.hours).isoformat()
        == "2026-12-29T08:00:00+00:00"
    )
    assert (
        next_change(datetime(2026, 7, 3, 18, 0, tzinfo=UTC), BOOK.hours).isoformat()
        == "2026-07-06T08:00:00+01:00"
    )


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  (hypothesis wants naive bounds)
def test_duty_changes_at_the_next_change_and_not_before(moment: datetime) -> None:
    change = next_change(moment, BOOK.hours)
    assert change > moment
    assert on_duty(change, BOOK.hours) is not on_duty(moment, BOOK.hours)


def test_a_pack_without_bank_holidays_or_with_unknown_ones_works_and_says_so() -> None:
    christmas = date(2026, 12, 25)
    without = replace(BOOK.hours, holidays_country="")
    unknown = replace(BOOK.hours, holidays_country="XX")
    assert is_holiday(christmas, BOOK.hours)
    assert not is_holiday(christmas, without)
    assert not is_holiday(christmas, unknown)
    assert holidays_unknown(BOOK.hours) is None
    assert holidays_unknown(without) is None
    assert "not known" in (holidays_unknown(unknown) or "")


@pytest.mark.clause("T3")
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("action", EVERY_ACTION)
def test_an_auditor_changes_nothing(action: ActionKind | None, training: bool) -> None:
    permission = may(who(Role.AUDITOR), PRIMARY, action, TUESDAY_NOON, BOOK, training=training)
    assert not permission.allowed
    assert permission.reason


@pytest.mark.clause("T4")
@pytest.mark.parametrize("action", EVERY_ACTION)
@pytest.mark.parametrize("account", [PRIMARY, TEAM])
def test_a_trainee_does_everything_in_training_and_nothing_outside(
    action: ActionKind | None, account: Account
) -> None:
    assert may(who(Role.TRAINEE), account, action, TUESDAY_NIGHT, BOOK, training=True).allowed
    assert not may(who(Role.TRAINEE), account, action, TUESDAY_NIGHT, BOOK).allowed


@pytest.mark.clause("I3")
def test_corporate_communications_runs_the_primary_accounts_and_removes_everywhere() -> None:
    person = who(Role.CORPORATE_COMMUNICATIONS)
    for action in EVERY_ACTION:
        assert may(person, PRIMARY, action, TUESDAY_NIGHT, BOOK).allowed
        assert may(person, UNCLAIMED, action, TUESDAY_NOON, BOOK).allowed
    assert may(person, TEAM, ActionKind.DELETE, TUESDAY_NOON, BOOK).allowed


@pytest.mark.clause("I3")
def test_what_waits_on_a_holders_account_is_not_answered_for_them_unless_the_force_chooses_so() -> None:
    person = who(Role.CORPORATE_COMMUNICATIONS)
    refused = may(person, TEAM, ActionKind.REPLY, TUESDAY_NOON, BOOK)
    assert not refused.allowed
    assert refused.clause == "4.2"
    chosen = may(
        person,
        TEAM,
        ActionKind.REPLY,
        TUESDAY_NOON,
        choosing(corporate_communications_answers_for_holders=True),
    )
    assert chosen.allowed
    assert "usually answers" in chosen.reason


@pytest.mark.clause("I3")
def test_an_account_holder_acts_on_their_own_account_only() -> None:
    holder = who(Role.ACCOUNT_HOLDER, "pc ann holder")
    assert may(holder, TEAM, ActionKind.DELETE, TUESDAY_NIGHT, BOOK).allowed
    for account in (PRIMARY, UNCLAIMED, replace(TEAM, owner="PC Bob Other")):
        refused = may(holder, account, ActionKind.REPLY, TUESDAY_NOON, BOOK)
        assert not refused.allowed
        assert refused.reason


@pytest.mark.clause("A7")
@pytest.mark.parametrize("role", [Role.OSCAR_1, Role.IDO])
def test_the_control_room_acts_outside_office_hours_only_and_on_corporate_accounts_only(role: Role) -> None:
    person = who(role)
    at_noon = may(person, PRIMARY, ActionKind.HIDE, TUESDAY_NOON, BOOK)
    assert not at_noon.allowed
    assert "until 17:00" in at_noon.reason
    assert at_noon.clause == "2.5"
    for action in (ActionKind.HIDE, ActionKind.DELETE, ActionKind.REPLY, None):
        assert may(person, PRIMARY, action, TUESDAY_NIGHT, BOOK).allowed
        assert not may(person, TEAM, action, TUESDAY_NIGHT, BOOK).allowed
    publishing = may(person, PRIMARY, ActionKind.PUBLISH, TUESDAY_NIGHT, BOOK)
    assert publishing.allowed
    assert "on-call press officer" in publishing.reason


@pytest.mark.clause("A7")
def test_what_the_policy_leaves_open_for_the_control_room_is_a_local_choice() -> None:
    person = who(Role.OSCAR_1)
    book = choosing(out_of_hours_may_remove=False, out_of_hours_may_reply=False)
    for action in (
        ActionKind.HIDE,
        ActionKind.UNHIDE,
        ActionKind.DELETE,
        ActionKind.REPLY,
        ActionKind.MESSAGE,
    ):
        refused = may(person, PRIMARY, action, TUESDAY_NIGHT, book)
        assert not refused.allowed
        assert refused.clause == "2.5"


@pytest.mark.clause("A9")
@pytest.mark.parametrize("network", [Network.INSTAGRAM, Network.LINKEDIN])
def test_instagram_and_linkedin_are_corporate_communications_only(network: Network) -> None:
    account = replace(PRIMARY, network=network)
    held = replace(TEAM, network=network)
    for action in EVERY_ACTION:
        assert may(who(Role.CORPORATE_COMMUNICATIONS), account, action, TUESDAY_NIGHT, BOOK).allowed
        refused = may(who(Role.ACCOUNT_HOLDER, "PC Ann Holder"), held, action, TUESDAY_NOON, BOOK)
        assert not refused.allowed
        assert refused.clause == "2.6"
    strict = choosing(out_of_hours_removes_on_instagram_and_linkedin=False)
    for action in (ActionKind.PUBLISH, ActionKind.REPLY, ActionKind.MESSAGE, ActionKind.BLOCK):
        refused = may(who(Role.OSCAR_1), account, action, TUESDAY_NIGHT, BOOK)
        assert not refused.allowed
        assert refused.clause == "2.6"
        assert "on-call press officer" in refused.reason
    assert may(who(Role.OSCAR_1), account, ActionKind.HIDE, TUESDAY_NIGHT, BOOK).allowed
    assert not may(who(Role.OSCAR_1), account, ActionKind.HIDE, TUESDAY_NIGHT, strict).allowed


@pytest.mark.clause("A7")
def test_the_control_room_posts_on_the_main_facebook_page_only_unless_the_force_chooses_otherwise() -> None:
    elsewhere = replace(PRIMARY, network=Network.X)
    for account in (elsewhere, UNCLAIMED):
        refused = may(who(Role.IDO), account, ActionKind.PUBLISH, TUESDAY_NIGHT, BOOK)
        assert not refused.allowed
        assert "main Facebook page" in refused.reason
        book = choosing(out_of_hours_posts_elsewhere=True)
        assert may(who(Role.IDO), account, ActionKind.PUBLISH, TUESDAY_NIGHT, book).allowed


@pytest.mark.clause("I3")
def test_who_is_recorded_as_staff_holds_what_is_recorded_and_not_what_a_namesake_does() -> None:
    account = replace(TEAM, owner="Bo Ash, PC Ann Holder")
    assert may(who(Role.ACCOUNT_HOLDER, "bo ash"), account, ActionKind.REPLY, TUESDAY_NOON, BOOK).allowed
    holder = Person("Bo Ash", Role.ACCOUNT_HOLDER, "1377", 4, frozenset({account.id}))
    assert may(holder, account, ActionKind.REPLY, TUESDAY_NOON, BOOK).allowed
    namesake = replace(holder, staff_id=5, holds=frozenset())
    assert not may(namesake, account, ActionKind.REPLY, TUESDAY_NOON, BOOK).allowed


@pytest.mark.clause("B1")
def test_whether_a_holder_blocks_is_a_local_choice() -> None:
    holder = who(Role.ACCOUNT_HOLDER, "PC Ann Holder")
    assert may(holder, TEAM, ActionKind.BLOCK, TUESDAY_NOON, BOOK).allowed
    refused = may(holder, TEAM, ActionKind.BLOCK, TUESDAY_NOON, choosing(holders_may_block=False))
    assert not refused.allowed
    assert refused.clause == "4.4"


@given(
    st.sampled_from(Role),
    st.sampled_from([PRIMARY, TEAM, UNCLAIMED]),
    st.sampled_from(Network),
    st.sampled_from(EVERY_ACTION),
    st.sampled_from([TUESDAY_NOON, TUESDAY_NIGHT]),
)
def test_every_refusal_says_who_can(
    role: Role, account: Account, network: Network, action: ActionKind | None, now: datetime
) -> None:
    permission = may(who(role), replace(account, network=network), action, now, BOOK)
    can = ("Corporate Communications", "press officer", account.owner or "Corporate Communications")
    assert permission.allowed or any(each in permission.reason for each in can)


@pytest.mark.clause("B1")
def test_blocking_waits_for_corporate_communications_and_says_from_when() -> None:
    at_night = may(who(Role.OSCAR_1), PRIMARY, ActionKind.BLOCK, TUESDAY_NIGHT, BOOK)
    assert not at_night.allowed
    assert "08:00, 25/11/2026" in at_night.reason
    before_dawn = may(
        who(Role.IDO), PRIMARY, ActionKind.BLOCK, datetime(2026, 11, 24, 5, 0, tzinfo=UTC), BOOK
    )
    assert "08:00, today" in before_dawn.reason


@given(
    st.sampled_from(Role),
    st.sampled_from([PRIMARY, TEAM, UNCLAIMED]),
    st.sampled_from(EVERY_ACTION),
    st.sampled_from([TUESDAY_NOON, TUESDAY_NIGHT]),
    st.booleans(),
)
def test_every_refusal_has_a_reason_and_a_clause(
    role: Role, account: Account, action: ActionKind | None, now: datetime, training: bool
) -> None:
    permission = may(who(role), account, action, now, BOOK, training=training)
    assert permission.allowed or (permission.reason and permission.clause)
