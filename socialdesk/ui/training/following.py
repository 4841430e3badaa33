"""Brings what happens in a session to the GUI thread: seldom enough to look at it anew each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from socialdesk.training.session import TrainingSession
from socialdesk.ui.tasks import Tasks

T = TypeVar("T")
GATHER_MS = 200
TICK_MS = 1_000


class Following(QObject):
    """Made on the GUI thread; ends with its parent."""

    altered = Signal()
    """Something of the session is other than it was; at most once in GATHER_MS."""
    ticked = Signal()
    """Once a second."""

    def __init__(self, session: TrainingSession, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MS)
        self._gather.timeout.connect(self.altered)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.ticked)
        self._tick.start()
        # Through `Tasks`, which brings nothing back once the window is closed: the session outlives it.
        session.listen(lambda: tasks.post(self._heard))

    def end(self) -> None:
        """Nothing is told any more."""
        self._gather.stop()
        self._tick.stop()

    def _heard(self) -> None:
        if not self._gather.isActive():
            self._gather.start()


class Asked:
    """One slow question at a time; asked again meanwhile, it is put once more when the answer is there."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._going = self._again = False

    def ask(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Puts the question on a thread of its own; `then` gets the answer on the GUI thread."""
        if self._going:
            self._again = True
            return
        self._going = True

        def settled() -> None:
            self._going = False
            if self._again:
                self._again = False
                self.ask(work, then)

        def came(answer: T) -> None:
            then(answer)
            settled()

        def failed(error: Exception) -> None:
            # Told once, and not asked again by itself: the next thing that happens asks anew.
            self._going = self._again = False
            self._tasks.failed.emit(error)

        self._tasks.call(work, came, failed)
