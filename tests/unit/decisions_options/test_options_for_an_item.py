"""What is open for an item, what is not, and why: every closed option says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.decisions.options import History, OptionKind, Options, options_for
from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.findings import Assessment, Band, Signal
from socialdesk.model.ids import AccountId, AuthorId, ItemId, NativeId, ThreadId
from socialdesk.model.items import Item, ItemKind
from socialdesk.model.people import Person, Role
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book, load_book
from socialdesk.policy.context import Context

BOOK = load_book(
    (Path(__file__).parents[3] / "resources" / "policy" / "5-20-v5.toml").read_text(encoding="utf-8")
)
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
AN_HOUR_AGO = round((NOW - timedelta(hours=1)).timestamp() * 1000)
PAGE = Account(
    id=AccountId(1),
    network=Network.FACEBOOK,
    native_id=NativeId("1"),
    name="Northamptonshire Police",
    primary=True,
)
TEAM = replace(PAGE, primary=False, owner="PC Ann Holder")
OFFICER = Person("Sam Press", Role.CORPORATE_COMMUNICATIONS)
NOTHING_FOUND = Assessment(findings=(), pack_version=BOOK.version)
COMMENT = Item(
    id=ItemId(1),
    account_id=PAGE.id,
    network=Network.FACEBOOK,
    thread_id=ThreadId(1),
    parent_id=None,
    kind=ItemKind.COMMENT,
    native_id=NativeId("9_1"),
    author_id=AuthorId(1),
    author_native_id=NativeId("77"),
    untrusted_author="A Person",
    untrusted_text="words",
    created_ms=AN_HOUR_AGO,
    received_ms=AN_HOUR_AGO,
    by_force=False,
    permalink="https://www.facebook.com/9_1",
)
MESSAGE = replace(COMMENT, kind=ItemKind.MESSAGE)


def capability(action: ActionKind, way: Way = Way.API, reason: str = "") -> Capability:
    return Capability(
        action=action,
        way=way,
        label=f"Label of {action}",
        effect=f"Effect of {action}.",
        reason=reason,
        source="a test",
        checked_on=date(2026, 11, 1),
    )


ALL_BY_API = {action: capability(action) for action in ActionKind}


def asked(**given_facts: Any) -> Options:
    facts: dict[str, Any] = {
        "item": COMMENT,
        "account": PAGE,
        "assessment": NOTHING_FOUND,
        "capabilities": ALL_BY_API,
        "history": History(),
        "person": OFFICER,
        "now": NOW,
        "book": BOOK,
    }
    return options_for(**(facts | given_facts))


def assessed(
    *grounds: str, band: Band = Band.LIKELY, kind: ItemKind = ItemKind.COMMENT, book: Book = BOOK
) -> Assessment:
    signals = [Signal(ground=ground, band=band, spans=(), found_by="a test") for ground in grounds]
    return assess(signals, Context(network=Network.FACEBOOK, kind=kind), book)


def recommended(options: Options) -> OptionKind | None:
    kinds = [option.kind for option in options if option.recommended]
    assert len(kinds) <= 1
    return kinds[0] if kinds else None


@pytest.mark.clause("R2")
def test_labels_and_effects_are_the_networks_own_true_words() -> None:
    for kind in (OptionKind.HIDE, OptionKind.DELETE, OptionKind.REPLY, OptionKind.PRIVATE_REPLY):
        option = asked()[kind]
        assert option.open
        assert option.way is Way.API
        assert option.label == f"Label of {kind.value}"
        assert option.effect.startswith(f"Effect of {kind.value}.")


@pytest.mark.clause("R2")
def test_deleting_says_what_goes_with_it() -> None:
    def effect(replies: int, ours: int) -> str:
        history = History(replies_beneath=replies, force_replies_beneath=ours)
        return asked(history=history)[OptionKind.DELETE].effect

    assert effect(3, 1).endswith("Also removes 3 replies beneath, 1 of them the Force's.")
    assert effect(1, 0).endswith("Also removes 1 reply beneath.")
    assert effect(0, 0) == "Effect of delete."
    assert "Also removes" not in asked(history=History(replies_beneath=3))[OptionKind.HIDE].effect


@pytest.mark.clause("R2")
def test_what_the_network_cannot_do_is_shown_as_that_with_the_reason() -> None:
    capabilities = {
        ActionKind.HIDE: capability(ActionKind.HIDE, Way.IMPOSSIBLE, "Only its author can."),
        ActionKind.DELETE: capability(ActionKind.DELETE, Way.BY_HAND, "Do it in the app."),
        ActionKind.REPLY: capability(ActionKind.REPLY, Way.IMPOSSIBLE),
        ActionKind.PRIVATE_REPLY: capability(ActionKind.PRIVATE_REPLY, Way.BY_HAND),
    }
    options = asked(capabilities=capabilities)
    hide, delete = options[OptionKind.HIDE], options[OptionKind.DELETE]
    assert (hide.open, hide.way, hide.reason, hide.link) == (
        False,
        Way.IMPOSSIBLE,
        "Only its author can.",
        "",
    )
    assert (delete.open, delete.way, delete.reason, delete.link) == (
        False,
        Way.BY_HAND,
        "Do it in the app.",
        COMMENT.permalink,
    )
    assert "does not offer" in options[OptionKind.REPLY].reason
    assert "by hand" in options[OptionKind.PRIVATE_REPLY].reason
    unknown = asked(capabilities={})[OptionKind.HIDE]
    assert (unknown.open, unknown.way, unknown.label) == (False, Way.IMPOSSIBLE, "Hide")
    assert "Facebook" in unknown.reason


@pytest.mark.clause("R2")
def test_what_facebook_said_of_this_very_comment_is_obeyed_and_its_silence_is_no_refusal() -> None:
    refused = asked(item=replace(COMMENT, can_hide=False, can_remove=False, can_reply_privately=False))
    for kind in (OptionKind.HIDE, OptionKind.DELETE, OptionKind.PRIVATE_REPLY):
        assert not refused[kind].open
        assert "does not let the Force" in refused[kind].reason
    silent = asked(item=replace(COMMENT, can_hide=None, can_remove=None, can_reply_privately=None))
    assert silent[OptionKind.HIDE].open
    assert silent[OptionKind.DELETE].open


def test_the_forces_own_comment_can_be_deleted_and_neither_hidden_nor_answered_privately_nor_blocked() -> (
    None
):
    options = asked(item=replace(COMMENT, by_force=True, can_hide=False))
    assert options[OptionKind.DELETE].open
    assert "the Force's own comments" in options[OptionKind.HIDE].reason
    assert "wrote this itself" in options[OptionKind.PRIVATE_REPLY].reason
    assert "own account" in options[OptionKind.BLOCK].reason


def test_a_hidden_comment_can_be_shown_again_and_a_visible_one_cannot() -> None:
    hidden = asked(item=replace(COMMENT, hidden=True))
    assert hidden[OptionKind.UNHIDE].open
    assert hidden[OptionKind.HIDE].reason == "It is hidden already."
    assert "few people" in hidden[OptionKind.REPLY].effect
    assert asked()[OptionKind.UNHIDE].reason == "It is not hidden."


def test_nothing_is_open_for_what_is_gone() -> None:
    options = asked(item=replace(COMMENT, gone_ms=AN_HOUR_AGO))
    assert [option.kind for option in options.open] == [
        OptionKind.BLOCK
    ]  # whoever wrote it can still be blocked
    assert "no longer on Facebook" in options[OptionKind.DELETE].reason


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("queued", "undo it first"),
        ("waiting", "cancel it first"),
        ("sending", "wait"),
        ("unknown", "settle that first"),
        ("of_a_later_version", "wait for it"),
    ],
)
def test_one_action_at_a_time_decides_whether_a_comment_is_seen(state: str, says: str) -> None:
    options = asked(history=History(pending=((ActionKind.HIDE, state),)))
    for kind in (OptionKind.HIDE, OptionKind.DELETE, OptionKind.KEEP):
        assert not options[kind].open
        assert says in options[kind].reason
    assert options[OptionKind.REPLY].open


@pytest.mark.parametrize("state", ["confirmed", "failed", "cancelled"])
def test_what_is_finished_stands_in_no_way(state: str) -> None:
    assert asked(history=History(pending=((ActionKind.HIDE, state),)))[OptionKind.DELETE].open


def test_a_reply_of_unknown_outcome_is_settled_before_another_and_stops_no_removal() -> None:
    options = asked(history=History(pending=((ActionKind.REPLY, "unknown"),)))
    assert not options[OptionKind.REPLY].open
    assert options[OptionKind.PRIVATE_REPLY].open
    assert options[OptionKind.DELETE].open


@pytest.mark.clause("I5")
def test_a_comment_has_one_private_reply_within_seven_days() -> None:
    assert not asked(history=History(private_reply_sent=True))[OptionKind.PRIVATE_REPLY].open
    seven_days_ago = round((NOW - timedelta(days=7)).timestamp() * 1000)
    assert asked(item=replace(COMMENT, created_ms=seven_days_ago))[OptionKind.PRIVATE_REPLY].open
    late = asked(item=replace(COMMENT, created_ms=seven_days_ago - 1))[OptionKind.PRIVATE_REPLY]
    assert not late.open
    assert "7 days" in late.reason


@pytest.mark.clause("I5")
def test_a_message_is_answered_by_a_message_within_its_windows_and_cannot_be_removed() -> None:
    options = asked(item=MESSAGE)
    assert [option.kind for option in options.open] == [OptionKind.MESSAGE, OptionKind.KEEP, OptionKind.BLOCK]
    assert "nobody else can see it" in options[OptionKind.DELETE].reason
    assert "private conversation" in options[OptionKind.REPLY].reason
    assert "24 hours" not in options[OptionKind.MESSAGE].effect

    def last(ago: timedelta) -> Options:
        return asked(item=MESSAGE, history=History(last_message_ms=round((NOW - ago).timestamp() * 1000)))

    second_day = last(timedelta(hours=25))[OptionKind.MESSAGE]
    assert second_day.open
    assert "24 hours" in second_day.effect
    late = last(timedelta(days=7, seconds=1))[OptionKind.MESSAGE]
    assert not late.open
    assert "7 days" in late.reason
    assert "no conversation" in asked()[OptionKind.MESSAGE].reason


@pytest.mark.clause("B1")
def test_a_block_is_asked_for_and_needs_corporate_communications_advice_first() -> None:
    block = asked()[OptionKind.BLOCK]
    assert block.open
    assert "Corporate Communications advises and a second person approves" in block.reason
    assert block.clause == "4.4"
    assert any("warn" in sentence for sentence in block.first)
    at_night = asked(person=Person("Pat", Role.OSCAR_1), now=NIGHT)[OptionKind.BLOCK]
    assert at_night.open  # asking sends nothing
    assert "waits for Corporate Communications" in at_night.reason
    nobody = asked(item=replace(COMMENT, author_id=None, author_native_id=None))[OptionKind.BLOCK]
    assert not nobody.open
    assert "nobody to block" in nobody.reason


@pytest.mark.clause("R12")
def test_evidence_comes_before_hiding_and_deleting() -> None:
    for kind in (OptionKind.HIDE, OptionKind.DELETE):
        assert any("Evidence" in sentence for sentence in asked()[kind].first)
    assert asked()[OptionKind.REPLY].first == ()


@pytest.mark.clause("R8")
def test_what_a_ground_wants_done_first_is_said_once() -> None:
    first = asked(assessment=assessed("repeat", "spam"))[OptionKind.DELETE].first
    assert first[:2] == BOOK.grounds["repeat"].first
    assert len(set(first)) == len(first)


@pytest.mark.parametrize(
    ("ground", "kind"),
    [
        pytest.param("identifies_person", OptionKind.DELETE, marks=pytest.mark.clause("R1")),
        pytest.param("officer_safety", OptionKind.DELETE, marks=pytest.mark.clause("R1")),
        pytest.param("defamation", OptionKind.HIDE, marks=pytest.mark.clause("R4")),
        pytest.param("contempt_of_court", OptionKind.DELETE, marks=pytest.mark.clause("R5")),
        pytest.param("hate_speech", OptionKind.DELETE, marks=pytest.mark.clause("R6")),
        pytest.param("offensive_language", OptionKind.HIDE, marks=pytest.mark.clause("R7")),
        pytest.param("spam", OptionKind.DELETE, marks=pytest.mark.clause("R8")),
        pytest.param("operationally_sensitive", OptionKind.DELETE, marks=pytest.mark.clause("R9")),
        pytest.param("staff_breach", OptionKind.DELETE, marks=pytest.mark.clause("R10")),
        pytest.param("question", OptionKind.REPLY, marks=pytest.mark.clause("I4")),
    ],
)
def test_each_ground_has_its_recommendation_with_why_and_clause(ground: str, kind: OptionKind) -> None:
    options = asked(assessment=assessed(ground))
    assert recommended(options) is kind
    if ground in BOOK.grounds:
        assert options[kind].reason == BOOK.why_preferred(BOOK.grounds[ground], Network.FACEBOOK)
        assert options[kind].clause == BOOK.grounds[ground].clause


def test_nothing_is_recommended_on_nothing_or_on_a_weak_finding() -> None:
    assert recommended(asked()) is None
    assert recommended(asked(assessment=assessed("hate_speech", band=Band.WEAK))) is None


def test_where_the_better_action_is_not_open_the_other_is_recommended_with_the_reason() -> None:
    options = asked(item=replace(COMMENT, can_remove=False), assessment=assessed("identifies_person"))
    assert recommended(options) is OptionKind.HIDE
    assert "would be better" in options[OptionKind.HIDE].reason
    hide_refused = asked(item=replace(COMMENT, can_hide=False), assessment=assessed("defamation"))
    assert recommended(hide_refused) is OptionKind.DELETE


def test_nothing_more_is_recommended_where_it_is_done_or_cannot_be() -> None:
    assert recommended(asked(item=replace(COMMENT, hidden=True), assessment=assessed("defamation"))) is None
    assert recommended(asked(item=replace(COMMENT, gone_ms=1), assessment=assessed("spam"))) is None
    assert recommended(asked(item=replace(COMMENT, gone_ms=1), assessment=assessed("question"))) is None


def test_a_pack_without_a_preference_for_the_network_recommends_nothing() -> None:
    open_ended = replace(BOOK.grounds["spam"], prefer={})
    book = replace(BOOK, grounds=MappingProxyType({**BOOK.grounds, "spam": open_ended}))
    assert recommended(asked(assessment=assessed("spam", book=book), book=book)) is None


@pytest.mark.clause("I5")
def test_a_threat_or_a_report_in_private_is_answered_by_a_message() -> None:
    both = assessed("threatening", "crime_report", kind=ItemKind.MESSAGE)
    assert recommended(asked(item=MESSAGE, assessment=both)) is OptionKind.MESSAGE
    threat = assessed("threatening", kind=ItemKind.MESSAGE)
    assert recommended(asked(item=MESSAGE, assessment=threat)) is None


def test_a_recommendation_keeps_the_condition_that_it_stands_under() -> None:
    choices = {
        **BOOK.choices,
        "corporate_communications_answers_for_holders": replace(
            BOOK.choices["corporate_communications_answers_for_holders"], value=True
        ),
    }
    book = replace(BOOK, choices=MappingProxyType(choices))
    reply = asked(account=TEAM, assessment=assessed("question"), book=book)[OptionKind.REPLY]
    assert reply.recommended
    assert "usually answers" in reply.reason


@pytest.mark.clause("R9")
def test_who_else_is_told_stands_beside_the_options() -> None:
    notes = asked(assessment=assessed("operationally_sensitive", "spam")).notes
    assert notes == (f"{BOOK.grounds['operationally_sensitive'].tell} (4.3f)",)


@pytest.mark.clause("T3")
def test_an_auditor_sees_nothing_open() -> None:
    for training in (True, False):
        assert asked(person=Person("Ada", Role.AUDITOR), training=training).open == ()


@pytest.mark.clause("T4")
def test_a_trainee_in_training_sees_what_corporate_communications_sees() -> None:
    trainee = Person("Tim", Role.TRAINEE)
    assert [option.kind for option in asked(person=trainee, training=True).open] == [
        option.kind for option in asked().open
    ]
    assert asked(person=trainee).open == ()


@pytest.mark.clause("A7")
def test_the_control_room_decides_at_night_and_not_by_day() -> None:
    oscar = Person("Olive", Role.OSCAR_1)
    assert asked(person=oscar).open == ()
    assert OptionKind.DELETE in {option.kind for option in asked(person=oscar, now=NIGHT).open}


_MAYBE = st.sampled_from([True, False, None])


@given(
    item=st.builds(
        lambda **facts: replace(COMMENT, **facts),
        kind=st.sampled_from(ItemKind),
        hidden=st.booleans(),
        gone_ms=st.sampled_from([None, 5]),
        by_force=st.booleans(),
        can_hide=_MAYBE,
        can_remove=_MAYBE,
        can_reply_privately=_MAYBE,
        created_ms=st.sampled_from([AN_HOUR_AGO, 0]),
    ),
    ways=st.fixed_dictionaries({action: st.sampled_from([*Way, None]) for action in ActionKind}),
    role=st.sampled_from(Role),
    account=st.sampled_from([PAGE, TEAM]),
    now=st.sampled_from([NOW, NIGHT]),
    history=st.builds(
        History,
        replies_beneath=st.integers(0, 3),
        pending=st.lists(
            st.tuples(
                st.sampled_from(ActionKind), st.sampled_from(["queued", "sending", "unknown", "confirmed"])
            ),
            max_size=2,
        ).map(tuple),
        removals_on_thread=st.integers(0, 9),
        private_reply_sent=st.booleans(),
        last_message_ms=st.sampled_from([None, AN_HOUR_AGO, 0]),
    ),
    grounds=st.lists(st.sampled_from([*BOOK.grounds, *BOOK.routes]), max_size=3),
    training=st.booleans(),
)
def test_in_every_case_there_is_one_option_of_each_kind_and_what_is_closed_says_why(
    item: Item,
    ways: dict[ActionKind, Way | None],
    role: Role,
    account: Account,
    now: datetime,
    history: History,
    grounds: list[str],
    training: bool,
) -> None:
    options = asked(
        item=item,
        account=account,
        capabilities={action: capability(action, way) for action, way in ways.items() if way},
        person=Person("Sam", role),
        now=now,
        history=history,
        assessment=assessed(*grounds, kind=item.kind),
        training=training,
    )
    assert sorted(option.kind for option in options) == sorted(OptionKind)
    assert recommended(options) is None or options[recommended(options) or OptionKind.KEEP].open
    for option in options:
        assert option.label
        assert option.clause
        assert option.open or option.reason.endswith((".", "?")), option
        if option.open:
            assert role is not Role.AUDITOR
        if option.open and option.kind is OptionKind.BLOCK:
            assert option.way is not Way.IMPOSSIBLE
            assert not item.by_force
        elif option.open:
            assert option.way is Way.API
            assert item.gone_ms is None
        if option.link:
            assert option.way is Way.BY_HAND
