"""A session's own time, and the player that goes by it: pauses, speed, and a clock that is turned by hand."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.training.events import Entry
from socialdesk.training.player import ScenarioPlayer
from socialdesk.training.scenario import read_scenario
from socialdesk.training.session_time import FASTEST, SLOWEST, Hands, SessionTime, SteadyClock
from socialdesk.training.stage import Stage

NOW = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
SMALL = """
format = 1
name = "Small"
[people]
dale = "Dale"
[[page]]
key = "force"
name = "Force"
username = "force"
[[post]]
key = "post"
page = "force"
ago = "1h"
text = "A post"
[[comment]]
key = "first"
on = "post"
by = "dale"
at = 10
text = "First"
[[comment]]
key = "second"
on = "post"
by = "dale"
at = 40
text = "Second"
"""


def turned() -> tuple[Hands, SteadyClock]:
    hands = Hands()
    return hands, SteadyClock(NOW, since=hands)


def test_a_clock_begins_where_it_is_told_and_is_never_turned_back() -> None:
    hands, clock = turned()
    assert clock() == NOW
    hands.turn(90)
    assert clock() == NOW + timedelta(seconds=90)
    with pytest.raises(ValueError, match="turned back"):
        hands.turn(-1)


def test_time_stands_still_before_the_beginning_and_in_a_pause() -> None:
    hands, clock = turned()
    time = SessionTime(clock)
    hands.turn(30)
    assert time.now() == 0
    assert time.until(5) is None
    time.run()
    hands.turn(20)
    time.pause()
    hands.turn(100)
    assert time.now() == 20
    time.run()
    hands.turn(1)
    assert time.now() == 21
    assert time.until(30) == 9


def test_what_was_recorded_is_put_on_the_sessions_time_afterwards() -> None:
    hands, clock = turned()
    time = SessionTime(clock)
    time.run()
    hands.turn(10)
    first = clock()
    time.set_speed(4)
    hands.turn(10)
    second = clock()
    time.pause()
    hands.turn(500)
    third = clock()
    assert [time.at(each) for each in (NOW - timedelta(days=1), first, second, third)] == [0, 10, 50, 50]


@given(st.floats(min_value=-1e6, max_value=1e6))
def test_the_speed_is_kept_within_what_there_is(speed: float) -> None:
    time = SessionTime(lambda: NOW)
    time.set_speed(speed)
    assert SLOWEST <= time.speed <= FASTEST


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["run", "pause", "speed"]),
            st.floats(min_value=0, max_value=3600),
            st.floats(0.5, 60),
        ),
        max_size=20,
    )
)
def test_whatever_is_done_to_it_time_never_goes_back(steps: list[tuple[str, float, float]]) -> None:
    hands, clock = turned()
    time = SessionTime(clock)
    before = 0.0
    for step, seconds, speed in steps:
        match step:
            case "run":
                time.run()
            case "pause":
                time.pause()
            case _:
                time.set_speed(speed)
        assert time.now() == pytest.approx(before)
        hands.turn(seconds)
        assert time.now() >= before
        before = time.now()


def test_without_its_thread_a_player_plays_what_is_due_and_nothing_in_a_pause() -> None:
    hands, clock = turned()
    heard: list[str] = []
    player = ScenarioPlayer(
        Stage.opening(read_scenario(SMALL), clock),
        time=SessionTime(clock),
        on_event=lambda entry, _: heard.append(entry.event.key),
    )
    player.time.run()
    hands.turn(9.9)
    player.play_due()
    assert heard == []
    hands.turn(0.1)
    player.play_due()
    assert heard == ["first"]
    assert player.next_at == 40
    player.pause()
    hands.turn(500)
    player.play_due()
    assert heard == ["first"]
    player.time.run()
    hands.turn(30)
    player.play_due()
    assert (heard, player.finished, player.next_at) == (["first", "second"], True, None)


def test_its_thread_is_paused_goes_on_faster_and_beats_after_the_last_event() -> None:
    came, beats = threading.Semaphore(0), threading.Semaphore(0)

    def hear(_entry: Entry, _made: str | None) -> None:
        came.release()

    player = ScenarioPlayer(Stage.opening(read_scenario(SMALL)), on_event=hear, beat=beats.release, speed=60)
    try:
        player.go_on()
        assert came.acquire(timeout=20)
        player.pause()
        at = player.time.now()
        assert not came.acquire(timeout=0.3)
        assert player.time.now() == at
        player.go_on()
        assert came.acquire(timeout=20)
        assert player.finished
        while beats.acquire(blocking=False):
            pass
        assert beats.acquire(timeout=20)
    finally:
        player.stop()
    assert player.join(timeout=0)
