"""Plays a scenario's timeline into its world, as if the public were writing."""

from __future__ import annotations

import threading
from collections.abc import Callable

from socialdesk import logs
from socialdesk.clock import monotonic
from socialdesk.training.events import Entry, ScenarioError
from socialdesk.training.stage import Stage

_log = logs.logger("training")


class ScenarioPlayer:
    """One thread that lets each event happen at its time. Start it once; stop and join it before the end."""

    def __init__(
        self,
        stage: Stage,
        *,
        speed: float = 1.0,
        on_event: Callable[[Entry, str | None], None] | None = None,
    ) -> None:
        """`speed` 2 plays twice as fast; `on_event` hears each event with the id it made (None: it could not
        happen any more), on the player's thread."""
        if speed <= 0:
            raise ValueError("the speed is above 0")
        self._stage = stage
        self._speed = speed
        self._on_event = on_event
        self._stopping = threading.Event()
        self._finished = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scenario", daemon=True)

    @property
    def finished(self) -> bool:
        """True once the last event has happened."""
        return self._finished.is_set()

    def start(self) -> None:
        """Begin; the timeline's seconds count from now."""
        self._thread.start()

    def stop(self) -> None:
        """Let nothing more happen, and wait for the thread to end. May be called twice, and before start."""
        self._stopping.set()
        self.join()

    def join(self, timeout: float | None = None) -> bool:
        """Wait for the end; True once it has come."""
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        began = monotonic()
        for entry in self._stage.scenario.timeline:
            due = began + entry.at / self._speed
            if self._stopping.wait(max(0.0, due - monotonic())):
                return
            try:
                made = self._stage.play(entry)
            except ScenarioError as error:
                _log.error("an event of the scenario was passed over: %s", error.happened)
                made = None
            if self._on_event is not None:
                self._on_event(entry, made)
        self._finished.set()
