"""Work that comes round again: a named thread each, joined at close."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from socialdesk import logs
from socialdesk.errors import UserFacingError

_log = logs.logger("background")

_AFTER_A_FAULT_S = 5.0

Seconds = float | Callable[[], float]


class Loop:
    """Does `work` now, and again after `every_seconds` or when woken, until stopped.

    `work` is given an event that is set when it should end early. An error in it is logged, handed to `on_error` (on
    this thread), and the loop goes on.
    """

    def __init__(
        self,
        name: str,
        every_seconds: Seconds,
        work: Callable[[threading.Event], None],
        *,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        self._every_seconds = every_seconds
        self._work = work
        self._on_error = on_error
        self._woken = threading.Event()
        self._stopping = threading.Event()
        # Not a daemon: those are cut off in the middle of a sentence when the program ends.
        self._thread = threading.Thread(target=self._run, name=name)

    @property
    def name(self) -> str:
        """The thread's name."""
        return self._thread.name

    @property
    def running(self) -> bool:
        """True from `start` until the thread has ended."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Starts the thread. Once only."""
        self._thread.start()

    def wake(self) -> None:
        """Has the work done again at once, or directly after the round under way. Returns at once; any thread."""
        self._woken.set()

    def stop(self) -> None:
        """Asks the work to end. Returns at once; any thread; again is harmless."""
        self._stopping.set()
        self._woken.set()

    def join(self, timeout_s: float | None = None) -> bool:
        """Waits for the thread to end, at most `timeout_s`; True when it has. A loop never started has ended."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            # `stop` may have come between the two lines above.
            if self._stopping.is_set():
                return
            self._round()
            self._woken.wait(self._pause())

    def _round(self) -> None:
        try:
            self._work(self._stopping)
        except UserFacingError as error:
            # Work that was cut short because it was asked to end did not fail.
            if self._stopping.is_set():
                _log.info("%s ended: %s", self.name, type(error).__name__)
            else:
                self._failed(error)
        except Exception as error:  # noqa: BLE001  (one failed round must not end the loop, whatever it was)
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        _log.error("a round of %s failed", self.name, exc_info=error)
        if self._on_error is not None:
            self._on_error(error)

    def _pause(self) -> float:
        seconds = self._every_seconds
        if not callable(seconds):
            return max(0.0, seconds)
        try:
            return max(0.0, seconds())
        except Exception as error:  # noqa: BLE001  (as above: to ask how long is part of the round)
            if not self._stopping.is_set():
                self._failed(error)
            return _AFTER_A_FAULT_S


class Loops:
    """One loop for each of several numbered things, made and ended as they come and go.

    `every_seconds` and `work` are given the number. Its methods are called from any thread.
    """

    def __init__(
        self,
        name: str,
        every_seconds: Callable[[int], float],
        work: Callable[[int, threading.Event], None],
        *,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        self._name = name
        self._every_seconds = every_seconds
        self._work = work
        self._on_error = on_error
        self._lock = threading.Lock()
        self._loops: dict[int, Loop] = {}
        self._ended: list[Loop] = []
        self._stopped = False

    def keep(self, numbers: Iterable[int]) -> None:
        """A loop for each of these and for no other: new ones start, the others end when their round does."""
        wanted = set(numbers)
        with self._lock:
            if self._stopped:
                return
            for number in self._loops.keys() - wanted:
                loop = self._loops.pop(number)
                loop.stop()
                self._ended.append(loop)
            for number in sorted(wanted - self._loops.keys()):
                self._loops[number] = loop = self._made(number)
                loop.start()

    def wake(self, number: int | None = None) -> None:
        """As `Loop.wake`, of one or of all."""
        with self._lock:
            loops = [loop for key, loop in self._loops.items() if number in (None, key)]
        for loop in loops:
            loop.wake()

    def stop(self) -> None:
        """Asks all work to end, and begins no more. Returns at once."""
        with self._lock:
            self._stopped = True
            loops = list(self._loops.values())
        for loop in loops:
            loop.stop()

    def join(self) -> None:
        """Waits for every thread to end."""
        with self._lock:
            loops = [*self._loops.values(), *self._ended]
        for loop in loops:
            loop.join()

    def _made(self, number: int) -> Loop:
        return Loop(
            f"{self._name}-{number}",
            lambda: self._every_seconds(number),
            lambda stop: self._work(number, stop),
            on_error=self._on_error,
        )
