"""Plays a scenario's timeline into its worlds, as if the public were writing."""

from __future__ import annotations

import threading
from collections.abc import Callable

from socialdesk import logs
from socialdesk.training.events import Entry, ScenarioError
from socialdesk.training.session_time import SessionTime, SteadyClock
from socialdesk.training.stage import Stage

_log = logs.logger("training")
_BEAT_SECONDS = 1.0


class ScenarioPlayer:
    """One thread that lets each event happen at its time. Start it once; stop and join it before the end.

    It can be paused and its speed altered while it runs. Without its thread, `play_due` plays what is due.
    """

    def __init__(
        self,
        stage: Stage,
        *,
        speed: float = 1.0,
        on_event: Callable[[Entry, str | None], None] | None = None,
        time: SessionTime | None = None,
        beat: Callable[[], None] | None = None,
    ) -> None:
        """`speed` 2 plays twice as fast; `on_event` hears each event with the id it made (None: it could not
        happen any more), on the player's thread. `time` is the session's, one of its own without. With a `beat` the
        thread goes on after the last event, and calls it at least every second in which the time runs."""
        self.time = time or SessionTime(SteadyClock(), speed=speed)
        self._stage = stage
        self._on_event = on_event
        self._beat = beat
        self._waiting = list(stage.scenario.timeline)
        self._playing = threading.Lock()
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scenario", daemon=True)

    @property
    def finished(self) -> bool:
        """True once the last event has happened."""
        return not self._waiting

    @property
    def next_at(self) -> float | None:
        """When the next event comes, in the session's seconds; None after the last."""
        waiting = self._waiting[:1]
        return waiting[0].at if waiting else None

    def start(self) -> None:
        """Begin; the timeline's seconds count from now."""
        self.time.run()
        self._thread.start()

    def go_on(self) -> None:
        """After a pause; begins where it has not begun."""
        self.time.run()
        if self._thread.ident is None and not self._stopping.is_set():
            self._thread.start()
        self._woken.set()

    def pause(self) -> None:
        """Nothing comes until `go_on`."""
        self.time.pause()
        self._woken.set()

    def set_speed(self, speed: float) -> None:
        """From now on."""
        self.time.set_speed(speed)
        self._woken.set()

    def stop(self) -> None:
        """Let nothing more happen, and wait for the thread to end. May be called twice, and before start."""
        self._stopping.set()
        self._woken.set()
        if threading.current_thread() is not self._thread:
            self.join()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; True once it has come."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def play_due(self) -> None:
        """Lets everything happen whose time has come, in order."""
        with self._playing:
            while self._waiting and self.time.now() >= self._waiting[0].at and not self._stopping.is_set():
                self._play(self._waiting[0])
                del self._waiting[0]

    def play_now(self, entry: Entry) -> str | None:
        """Lets something happen that is not on the timeline, between two events of it. As `Stage.play`."""
        with self._playing:
            return self._stage.play(entry)

    def _play(self, entry: Entry) -> None:
        try:
            made = self._stage.play(entry)
        except ScenarioError as error:
            _log.error("an event of the scenario was passed over: %s", error.happened)
            made = None
        if self._on_event is not None:
            self._on_event(entry, made)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            if self._stopping.is_set():  # between the two lines above
                return
            if self.time.running:
                self.play_due()
                if self._beat is not None and not self._stopping.is_set():
                    self._beat()
            if self.finished and self._beat is None:
                return
            self._woken.wait(self._pause_seconds())

    def _pause_seconds(self) -> float | None:
        """How long until there is something to do; None while the time stands still."""
        if not self.time.running:
            return None
        coming = None if self.next_at is None else self.time.until(self.next_at)
        known = [
            each for each in (coming, _BEAT_SECONDS if self._beat is not None else None) if each is not None
        ]
        return min(known, default=None)
