"""Removing copies a few at a time, so that two hundred hold up neither the window nor those who write beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from socialdesk.decisions.remove_repeats import AT_ONCE, RepeatsDecided
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection
from socialdesk.ui.review.deciding import told
from socialdesk.ui.tasks import Tasks

Decide = Callable[[Connection, Sequence[ItemId]], RepeatsDecided]


@dataclass
class Gone:
    """How far one go is."""

    wanted: int
    decided: int = 0
    left: list[tuple[ItemId, str]] = field(default_factory=list[tuple[ItemId, str]])
    problem: str = ""
    """Why it stopped, a sentence; "" where it did not."""


class RepeatsGoing(QObject):
    """One go at a time."""

    went_on = Signal(object)
    """A few more are decided: a `Gone`."""
    ended = Signal(object)
    """All are decided, or it stopped: a `Gone`."""

    def __init__(self, tasks: Tasks, wake: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._wake = tasks, wake
        self.busy = False

    def begin(self, copies: Sequence[ItemId], decide: Decide) -> None:
        """Decides on all of `copies`, `AT_ONCE` at a time."""
        self.busy = True
        self._next(list(copies), decide, Gone(wanted=len(copies)))

    def _next(self, waiting: list[ItemId], decide: Decide, gone: Gone) -> None:
        if not waiting:
            self.busy = False
            self.ended.emit(gone)
            return
        now, rest = waiting[:AT_ONCE], waiting[AT_ONCE:]
        answer: list[RepeatsDecided] = []

        def work(db: Connection) -> Changes:
            answer.append(decide(db, now))
            # The writer tells the window of what was changed.
            return answer[0].changes

        def done(changes: Changes) -> None:
            gone.decided += len(answer[0].decided)
            gone.left += answer[0].left
            if changes != NOTHING:
                self._wake()
            self.went_on.emit(gone)
            self._next(rest, decide, gone)

        def failed(error: Exception) -> None:
            gone.problem = told(error)
            self.busy = False
            self.ended.emit(gone)

        self._tasks.write(work, done, failed)
