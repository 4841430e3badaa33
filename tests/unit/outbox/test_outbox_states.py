"""The pure state machine of the outbox."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.errors import BugError
from socialdesk.outbox.pace import Pace
from socialdesk.outbox.states import Event, State, after, can

STATES, EVENTS = st.sampled_from(State), st.sampled_from(Event)


@given(STATES, EVENTS)
def test_an_event_that_cannot_befall_a_state_is_a_bug(state: State, event: Event):
    if can(state, event):
        assert after(state, event) in State
    else:
        with pytest.raises(BugError):
            after(state, event)


@pytest.mark.parametrize("state", [State.CONFIRMED, State.CANCELLED])
@pytest.mark.parametrize("event", list(Event))
def test_what_is_finished_stays_finished(state: State, event: Event):
    assert not can(state, event)


@given(st.lists(EVENTS, max_size=40))
def test_what_may_have_been_applied_is_sent_again_only_after_a_look_or_a_persons_word(events: list[Event]):
    state, unclear = State.QUEUED, False
    for event in events:
        if not can(state, event):
            continue
        if event is Event.SEND:
            assert not unclear
        state = after(state, event)
        if event is Event.LOSE:
            unclear = True
        if event in (Event.MISS, Event.RESEND):
            unclear = False


@given(st.lists(EVENTS, max_size=40))
def test_only_what_was_seen_is_confirmed(events: list[Event]):
    state = State.QUEUED
    for event in events:
        if can(state, event):
            state = after(state, event)
            assert (state is State.CONFIRMED) == (event is Event.SEE)


def test_nothing_being_sent_can_be_cancelled():
    assert [state for state in State if can(state, Event.CANCEL)] == [State.QUEUED, State.WAITING]


@given(looks=st.integers(0, 50), waits=st.integers(0, 50), since=st.integers(-(10**13), 10**13))
def test_every_pause_is_within_bounds(looks: int, waits: int, since: int):
    pace = Pace()
    assert 0 < pace.next_wait(waits) <= pace.longest_ms
    assert 0 < pace.next_accepted_look(looks) <= pace.settle_ms
    assert pace.settle_ms // 8 <= pace.next_unknown_look(since_sent_ms=since) <= pace.settle_ms


def test_one_look_never_decides_and_looks_decide_even_with_a_clock_put_back():
    pace = Pace()
    assert not pace.decisive(looks=0, since_sent_ms=10**9)
    assert not pace.decisive(looks=1, since_sent_ms=pace.settle_ms - 1)
    assert pace.decisive(looks=1, since_sent_ms=pace.settle_ms)
    assert pace.decisive(looks=3, since_sent_ms=-(10**9))
