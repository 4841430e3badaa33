"""The desk's clock in training, and how far a session is by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

from socialdesk.clock import Clock, monotonic, system_clock

SLOWEST, FASTEST = 0.5, 60.0
"""As fast as the scenario is written is 1."""


class SteadyClock:
    """Begins at a moment and goes on at the pace of this machine, whatever is done to its hands meanwhile.

    Of the desk, the simulated networks and the session alike: what one wrote, another has not to see as still to come.
    """

    def __init__(
        self,
        begins: datetime | None = None,
        *,
        real: Clock = system_clock,
        since: Callable[[], float] = monotonic,
    ) -> None:
        """`begins` is aware; None: now, by `real`."""
        self._begins = (begins or real()).astimezone(UTC)
        self._since = since
        self._began = since()

    def __call__(self) -> datetime:
        return self._begins + timedelta(seconds=self._since() - self._began)


class Hands:
    """The seconds of a clock that is turned by hand: a scripted session waits for nothing."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._turned = 0.0

    def __call__(self) -> float:
        with self._lock:
            return self._turned

    def turn(self, seconds: float) -> None:
        """Seconds go by, at once. A clock is never turned back."""
        if seconds < 0:
            raise ValueError("a clock is not turned back")
        with self._lock:
            self._turned += seconds


class SessionTime:
    """Seconds of a session: they stand still in a pause, and go by as fast as it is played. Any thread."""

    def __init__(self, clock: Clock, *, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError("the speed is above 0")
        self._clock = clock
        self._speed = speed
        self._lock = Lock()
        self._running = False
        self._spans: list[tuple[datetime, float, float]] = []
        """When each began by the clock, where the session was then, and how fast it went on: 0 in a pause."""

    @property
    def running(self) -> bool:
        """False before the start and in a pause."""
        return self._running

    @property
    def speed(self) -> float:
        """How fast it goes while it runs."""
        return self._speed

    def run(self) -> None:
        """Begins, or goes on."""
        self._turn(running=True)

    def pause(self) -> None:
        """Stands still."""
        self._turn(running=False)

    def set_speed(self, speed: float) -> None:
        """From now on; kept within what there is."""
        self._turn(speed=min(max(speed, SLOWEST), FASTEST))

    def now(self) -> float:
        """How far it is."""
        return self.at(self._clock())

    def at(self, moment: datetime) -> float:
        """How far it was at a moment of the clock; 0 before it began."""
        with self._lock:
            return self._at(moment)

    def until(self, position: float) -> float | None:
        """Seconds of the clock until it is so far, 0 where it is further; None while it stands still."""
        with self._lock:
            if not self._running:
                return None
            return max(0.0, (position - self._at(self._clock())) / self._speed)

    def _at(self, moment: datetime) -> float:
        for began, position, speed in reversed(self._spans):
            if began <= moment:
                return position + (moment - began).total_seconds() * speed
        return 0.0

    def _turn(self, *, running: bool | None = None, speed: float | None = None) -> None:
        with self._lock:
            moment = self._clock()
            position = self._at(moment)
            self._running = self._running if running is None else running
            self._speed = self._speed if speed is None else speed
            self._spans.append((moment, position, self._speed if self._running else 0.0))
