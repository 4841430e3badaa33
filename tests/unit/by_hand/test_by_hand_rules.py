"""What can be done by hand, when, and in which words; and what may follow what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.decisions.by_hand_rules import (
    ByHandEvent,
    ByHandState,
    after,
    can,
    first_state,
    label_by_hand,
    outcome,
    time_problem,
)
from socialdesk.decisions.options import History, OptionKind, Options, options_for
from socialdesk.errors import BugError
from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.findings import Assessment
from socialdesk.model.ids import AccountId, AuthorId, ItemId, NativeId, ThreadId
from socialdesk.model.items import Item, ItemKind
from socialdesk.model.people import Person, Role
from socialdesk.platforms.capabilities import capabilities_of
from tests.fakes.stocked_desk import book

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NIGHT = NOON.replace(hour=23)
AN_HOUR_AGO = round((NOON - timedelta(hours=1)).timestamp() * 1000)
PAGE = Account(
    id=AccountId(1), network=Network.X, native_id=NativeId("1"), name="Anyshire Police", primary=True
)
ADA = Person("Ada King", Role.CORPORATE_COMMUNICATIONS)
REPLY = Item(
    id=ItemId(1),
    account_id=PAGE.id,
    network=Network.X,
    thread_id=ThreadId(1),
    parent_id=None,
    kind=ItemKind.COMMENT,
    native_id=NativeId("9"),
    author_id=AuthorId(1),
    author_native_id=NativeId("77"),
    untrusted_author="A Person",
    untrusted_text="words",
    created_ms=AN_HOUR_AGO,
    received_ms=AN_HOUR_AGO,
    by_force=False,
    permalink="https://x.com/i/web/status/9",
)


def capability(action: ActionKind, way: Way = Way.API) -> Capability:
    return Capability(
        action=action,
        way=way,
        label=f"Label of {action}",
        effect=f"Effect of {action}.",
        reason=f"How {action} is done.",
        source="a test",
        checked_on=date(2026, 11, 1),
    )


BY_API = {action: capability(action) for action in ActionKind}
BY_HAND = {action: capability(action, Way.BY_HAND) for action in ActionKind}


def asked(**given_facts: Any) -> Options:
    facts: dict[str, Any] = {
        "item": REPLY,
        "account": PAGE,
        "assessment": Assessment(findings=(), pack_version=book().version),
        "capabilities": BY_API,
        "history": History(),
        "person": ADA,
        "now": NOON,
        "book": book(),
    }
    return options_for(**(facts | given_facts))


def opened(options: Options) -> set[ActionKind]:
    return {option.action for option in options.by_hand if option.open}


@pytest.mark.clause("R2")
def test_what_the_desk_can_do_is_not_offered_by_hand() -> None:
    assert asked().by_hand == ()


@pytest.mark.clause("R2")
def test_what_the_network_leaves_to_a_persons_hand_is_open_by_hand_and_not_by_the_desk() -> None:
    options = asked(capabilities=BY_HAND)
    assert opened(options) == {
        ActionKind.REPLY,
        ActionKind.PRIVATE_REPLY,
        ActionKind.HIDE,
        ActionKind.DELETE,
        ActionKind.REPORT,
    }
    assert not {option.action for option in options.open} & opened(options)
    report = options.hand(ActionKind.REPORT)
    assert report is not None
    assert (report.label, report.effect, report.how) == (
        "Label of report",
        "Effect of report.",
        "How report is done.",
    )
    assert report.link == REPLY.permalink
    hide = options.hand(ActionKind.HIDE)
    assert hide is not None
    assert "Evidence" in hide.first[0]


@pytest.mark.clause("R2")
@pytest.mark.parametrize(
    ("action", "label"),
    [
        (ActionKind.REPLY, "Reply by hand on X"),
        (ActionKind.HIDE, "Label of hide by hand on X"),
        (ActionKind.DELETE, "Label of delete by hand on X"),
    ],
)
def test_what_the_network_refused_to_the_desk_is_open_by_hand_and_to_the_desk_still(
    action: ActionKind, label: str
) -> None:
    options = asked(history=History(refused=(action,)))
    assert opened(options) == {action}
    option = options.hand(action)
    assert option is not None
    assert option.label == label
    assert "refused" in option.how
    assert options[OptionKind(action.value)].open


def test_what_the_network_cannot_do_at_all_is_not_done_by_hand_either() -> None:
    capabilities = BY_API | {ActionKind.DELETE: capability(ActionKind.DELETE, Way.IMPOSSIBLE)}
    assert asked(capabilities=capabilities, history=History(refused=(ActionKind.DELETE,))).by_hand == ()


@pytest.mark.clause("B1")
@pytest.mark.parametrize("action", [ActionKind.MUTE, ActionKind.BLOCK_MESSAGES])
def test_shutting_a_person_out_in_part_waits_for_advice(action: ActionKind) -> None:
    option = asked(capabilities=BY_HAND).hand(action)
    assert option is not None
    assert not option.open
    assert "advice" in option.reason
    assert option.clause == "4.4"


@pytest.mark.clause("B1")
def test_a_block_is_no_part_of_it() -> None:
    assert asked(capabilities=BY_HAND).hand(ActionKind.BLOCK) is None


def test_taking_back_is_offered_for_what_was_done_by_hand_alone() -> None:
    nothing = asked(capabilities=BY_HAND)
    assert nothing.hand(ActionKind.UNBLOCK) is None
    assert nothing.hand(ActionKind.UNMUTE) is None
    muted = History(done_by_hand=((ActionKind.MUTE, "Ada King"),))
    assert ActionKind.UNMUTE in opened(asked(capabilities=BY_HAND, history=muted))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"person": Person("Ali", Role.AUDITOR)}, "auditor"),
        ({"person": Person("Tom", Role.TRAINEE)}, "trainee"),
        ({"person": Person("Ina", Role.OSCAR_1)}, "on duty"),
        ({"item": replace(REPLY, gone_ms=5)}, "no longer on X"),
        ({"history": History(pending=((ActionKind.HIDE, "queued"),))}, "undo it first"),
        ({"history": History(by_hand=((ActionKind.DELETE, "Bo"),))}, "was begun by Bo"),
        ({"item": replace(REPLY, hidden=True)}, "hidden already"),
        ({"item": replace(REPLY, can_hide=False)}, "does not let the Force hide"),
        ({"item": replace(REPLY, kind=ItemKind.MESSAGE)}, "private message"),
    ],
)
def test_by_hand_the_policys_obstacles_are_those_of_the_desk(facts: dict[str, Any], words: str) -> None:
    options = asked(capabilities=BY_HAND, **facts)
    option = options.hand(ActionKind.HIDE)
    assert option is not None
    assert not option.open
    assert words in option.reason


def test_what_was_begun_by_hand_stands_in_the_way_of_the_desk_and_what_was_done_is_known() -> None:
    begun = asked(history=History(by_hand=((ActionKind.REPLY, "Bo"),)))
    assert not begun[OptionKind.REPLY].open
    assert "Bo" in begun[OptionKind.REPLY].reason
    assert begun[OptionKind.HIDE].open
    done = asked(history=History(done_by_hand=((ActionKind.HIDE, "Bo"),)))
    assert not done[OptionKind.HIDE].open
    assert "as Bo said" in done[OptionKind.HIDE].reason
    assert done[OptionKind.UNHIDE].open


def test_the_forces_own_words_and_private_messages_are_not_reported() -> None:
    for item in (replace(REPLY, by_force=True), replace(REPLY, kind=ItemKind.MESSAGE)):
        assert asked(item=item, capabilities=BY_HAND).hand(ActionKind.REPORT) is None


@pytest.mark.clause("R2")
@pytest.mark.parametrize("network", list(Network))
def test_everything_that_a_network_leaves_to_the_hand_has_true_words(network: Network) -> None:
    for action, each in capabilities_of(network).items():
        if each.way is Way.BY_HAND and action is not ActionKind.PUBLISH:
            assert label_by_hand(action, network, each)
            assert outcome(action, network, "Ada").endswith(f"by hand on {network.label}, as Ada said")
            assert not outcome(action, network, "Ada").startswith("Done")


@given(
    ways=st.dictionaries(st.sampled_from(ActionKind), st.sampled_from(Way)),
    refused=st.sets(st.sampled_from(ActionKind)),
    begun=st.sets(st.sampled_from(ActionKind)),
    role=st.sampled_from(Role),
    kind=st.sampled_from(ItemKind),
    by_force=st.booleans(),
    now=st.sampled_from([NOON, NIGHT]),
)
def test_whatever_is_so_what_is_closed_says_why_and_nothing_is_open_that_is_begun(
    ways: dict[ActionKind, Way],
    refused: set[ActionKind],
    begun: set[ActionKind],
    role: Role,
    kind: ItemKind,
    by_force: bool,
    now: datetime,
) -> None:
    options = asked(
        item=replace(REPLY, kind=kind, by_force=by_force),
        capabilities={action: capability(action, way) for action, way in ways.items()},
        history=History(refused=tuple(refused), by_hand=tuple((each, "Bo") for each in begun)),
        person=Person("Sam", role),
        now=now,
    )
    for option in options.by_hand:
        assert option.label
        assert option.clause
        assert option.open or option.reason.endswith((".", "?"))
        assert ways[option.action] is Way.BY_HAND or option.action in refused
        if option.open:
            assert option.action not in begun
            assert role is not Role.AUDITOR


# States and times


def test_what_is_settled_is_never_taken_up_again_and_nothing_is_done_before_its_evidence() -> None:
    for state in (ByHandState.DONE, ByHandState.NOT_DONE, ByHandState.WITHDRAWN):
        assert not state.open
        assert not any(can(state, event) for event in ByHandEvent)
    assert not can(ByHandState.PREPARING, ByHandEvent.TICK)
    with pytest.raises(BugError):
        after(ByHandState.DONE, ByHandEvent.TICK)


@pytest.mark.clause("R12")
@pytest.mark.parametrize("action", list(ActionKind))
def test_what_removes_waits_for_its_evidence(action: ActionKind) -> None:
    waits = action in (ActionKind.HIDE, ActionKind.DELETE, ActionKind.BLOCK)
    assert first_state(action) is (ByHandState.PREPARING if waits else ByHandState.BEGUN)


def test_a_time_is_neither_to_come_nor_before_the_thing_was_written() -> None:
    written = NOON - timedelta(hours=1, seconds=-30)
    assert time_problem(NOON, now=NOON, written=written) == ""
    assert time_problem(written.replace(second=0), now=NOON, written=written) == ""
    assert "still to come" in time_problem(NOON + timedelta(minutes=2), now=NOON, written=written)
    assert "before this was written" in time_problem(NOON - timedelta(hours=2), now=NOON, written=written)
