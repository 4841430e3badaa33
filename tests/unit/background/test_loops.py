"""Loops: they go on, they end when asked, and nothing outlives them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from socialdesk.background.loops import Loop, Loops
from socialdesk.errors import UserFacingError
from tests.conftest import ExpectedLogs

HOUR = 3600.0


@pytest.fixture
def loop_of() -> Iterator[Callable[..., Loop]]:
    """Makes and starts loops, and stops them after the test."""
    made: list[Loop] = []

    def make(
        every: float | Callable[[], float], work: Callable[[threading.Event], None], **options: object
    ) -> Loop:
        loop = Loop("a loop", every, work, **options)  # pyright: ignore[reportArgumentType]  (handed on as given)
        made.append(loop)
        loop.start()
        return loop

    yield make
    for loop in made:
        loop.stop()
        assert loop.join(30)


class Rounds:
    """Counts the rounds; a test can wait for the n-th."""

    def __init__(self) -> None:
        self._done = threading.Semaphore(0)
        self.thread: threading.Thread | None = None

    def __call__(self, _stop: threading.Event) -> None:
        self.thread = threading.current_thread()
        self._done.release()

    def wait(self) -> bool:
        return self._done.acquire(timeout=30)

    def none_waiting(self) -> bool:
        return not self._done.acquire(blocking=False)


def test_work_is_done_at_once_on_a_named_thread_that_is_no_daemon(loop_of: Callable[..., Loop]) -> None:
    rounds = Rounds()
    loop_of(HOUR, rounds)
    assert rounds.wait()
    assert rounds.thread is not None
    assert rounds.thread.name == "a loop"
    assert not rounds.thread.daemon


def test_work_comes_round_again(loop_of: Callable[..., Loop]) -> None:
    rounds = Rounds()
    asked: list[float] = []

    def pause() -> float:
        asked.append(0.0)
        return -1.0 if len(asked) < 3 else HOUR

    loop_of(pause, rounds)
    assert all([rounds.wait(), rounds.wait(), rounds.wait()])


def test_a_loop_that_is_woken_does_not_wait(loop_of: Callable[..., Loop]) -> None:
    rounds = Rounds()
    loop = loop_of(HOUR, rounds)
    assert rounds.wait()
    loop.wake()
    assert rounds.wait()


def test_a_call_during_a_round_is_not_lost(loop_of: Callable[..., Loop]) -> None:
    rounds = Rounds()
    inside, go = threading.Event(), threading.Event()

    def work(stop: threading.Event) -> None:
        rounds(stop)
        inside.set()
        go.wait(30)

    loop = loop_of(HOUR, work)
    assert inside.wait(30)
    loop.wake()
    loop.wake()
    go.set()
    assert rounds.wait()
    assert rounds.wait()
    loop.stop()
    assert loop.join(30)
    assert rounds.none_waiting()


def test_stopping_ends_the_wait_and_the_work(loop_of: Callable[..., Loop]) -> None:
    waiting = loop_of(HOUR, lambda stop: None)
    working = loop_of(HOUR, lambda stop: stop.wait(30) or None)
    for loop in (waiting, working):
        loop.stop()
        assert loop.join(30)
        assert not loop.running


def test_stopping_before_the_start_does_no_work() -> None:
    rounds = Rounds()
    loop = Loop("never", HOUR, rounds)
    assert loop.join()
    loop.stop()
    loop.start()
    assert loop.join(30)
    assert rounds.none_waiting()


def test_a_failed_round_is_told_and_the_loop_goes_on(
    loop_of: Callable[..., Loop], expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("a round of a loop failed")
    rounds = Rounds()
    errors: list[Exception] = []

    def work(stop: threading.Event) -> None:
        if not errors:
            raise RuntimeError("no luck")
        rounds(stop)

    loop = loop_of(0.0, work, on_error=errors.append)
    assert rounds.wait()
    loop.stop()
    assert [str(error) for error in errors] == ["no luck"]
    assert [record.name for record in expected_logs.records] == ["socialdesk.background"]


def test_work_cut_short_because_the_desk_closes_did_not_fail(loop_of: Callable[..., Loop]) -> None:
    inside = threading.Event()
    errors: list[Exception] = []

    def work(stop: threading.Event) -> None:
        inside.set()
        stop.wait(30)
        raise UserFacingError("The backup was stopped before it was complete.")

    loop = loop_of(HOUR, work, on_error=errors.append)
    assert inside.wait(30)
    loop.stop()
    assert loop.join(30)
    assert errors == []


def test_a_sentence_from_a_round_is_told(loop_of: Callable[..., Loop], expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("a round of a loop failed")
    told = threading.Event()

    def work(_stop: threading.Event) -> None:
        raise UserFacingError("The disk is full.")

    loop_of(HOUR, work, on_error=lambda error: told.set())
    assert told.wait(30)


def test_a_pause_that_cannot_be_asked_for_does_not_end_the_loop(
    loop_of: Callable[..., Loop], expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("a round of a loop failed")
    rounds = Rounds()
    told = threading.Event()

    def pause() -> float:
        raise RuntimeError("no answer")

    loop = loop_of(pause, rounds, on_error=lambda error: told.set())
    assert rounds.wait()
    assert told.wait(30)
    loop.wake()
    assert rounds.wait()


def test_each_of_several_goes_round_by_itself_and_none_waits_for_another() -> None:
    held, others = threading.Event(), Rounds()

    def work(number: int, _stop: threading.Event) -> None:
        if number == 1:
            held.wait(30)
        else:
            others(_stop)

    loops = Loops("several", lambda _number: 0.01, work)
    try:
        loops.keep([1, 2])
        assert all(others.wait() for _ in range(3))
    finally:
        held.set()
        loops.stop()
        loops.join()


def test_what_is_kept_no_longer_ends_and_what_is_new_begins() -> None:
    seen: list[int] = []
    third = threading.Event()

    def work(number: int, _stop: threading.Event) -> None:
        seen.append(number)
        if number == 3:
            third.set()

    loops = Loops("several", lambda _number: HOUR, work)
    loops.keep([1, 2])
    loops.keep([2, 3])
    assert third.wait(30)
    loops.wake(2)
    loops.stop()
    loops.keep([4])
    loops.join()
    assert 3 in seen
    assert 4 not in seen
    assert not [one for one in threading.enumerate() if one.name.startswith("several-")]
