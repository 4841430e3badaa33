"""The trainee's side of a session in the main window: the brief, the band, the trainer's words, "I am done"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from socialdesk.model.ids import ItemId
from socialdesk.training.session import TrainingSession
from socialdesk.ui.announce import say
from socialdesk.ui.training.band import TrainingFrame
from socialdesk.ui.training.brief import BriefSheet
from socialdesk.ui.training.drops import messages_drop, tasks_drop
from socialdesk.ui.training.finishing import DoneSheet, still_open
from socialdesk.ui.training.following import Asked, Following
from socialdesk.ui.training.words import clock, has_begun, length, spoken
from socialdesk.ui.window import Window

if TYPE_CHECKING:
    from socialdesk.ui.training.panel import TrainerPanel

WARNED = (300.0, 60.0)
"""Seconds that are left when it is said aloud."""


class TraineeSide(QObject):
    """One for a window whose desk has a session."""

    def __init__(self, window: Window, session: TrainingSession, frame: TrainingFrame) -> None:
        super().__init__(window)
        self._window, self.session, self._frame = window, session, frame
        self.following = Following(session, window.tasks, self)
        self._asked = Asked(window.tasks)
        self._panel: TrainerPanel | None = None
        self._brief: BriefSheet | None = None
        self._briefed = False
        self._read = 0
        self._tasks_told = 0
        self._left_told = length(session.scenario, session.lasts)
        band = frame.band
        band.begin_asked.connect(self.show_brief)
        band.tasks_asked.connect(self.show_tasks)
        band.messages_asked.connect(self.show_messages)
        band.done_asked.connect(self.finish)
        band.panel_asked.connect(self.show_panel)
        frame.strip.read.connect(self._read_message)
        self.following.altered.connect(self.refresh)
        self.following.ticked.connect(self._tick)
        window.list.item_chosen.connect(self._looked)
        window.installEventFilter(self)
        if not session.scenario.marked:
            session.run()  # only to look at: nobody is asked whether they are ready
        self._tick()

    # --- what is asked --------------------------------------------------------------------------------------------

    def show_brief(self) -> None:
        """The sheet at the beginning."""
        if self._brief is None:
            self._brief = BriefSheet(self._window, self.session)
            self._brief.begun.connect(self.begin)
        self._briefed = True
        self._brief.open()

    def begin(self) -> None:
        """The session runs from now on."""
        self.session.run()
        self.refresh()
        say(self._frame, f"The session has begun. {spoken(self._left_told)}.")

    def show_tasks(self) -> None:
        """The tasks that have come."""
        tasks_drop(self._frame.band.tasks, self.session, self.session.tick).drop()

    def show_messages(self) -> None:
        """What the trainer said."""
        self._read_message()
        messages_drop(self._frame.band.messages, self.session).drop()

    def finish(self) -> None:
        """Asks whether the trainee has finished, with what is still open; the debrief, where they have."""
        session, window = self.session, self._window
        if session.is_done:
            self._debrief()
            return
        if not session.scenario.marked or not has_begun(session):
            self.show_brief()
            return
        self._asked.ask(
            lambda: still_open(session), lambda found: DoneSheet(window, session, found, self._done).open()
        )

    def show_panel(self) -> None:
        """The trainer's panel, in a window of its own."""
        from socialdesk.ui.training.panel import TrainerPanel  # noqa: PLC0415  (only for a trainer)

        if self._panel is None:
            self._panel = TrainerPanel(self._window, self.session, self.following)
        self._panel.come_forward()

    @property
    def panel(self) -> TrainerPanel | None:
        """The trainer's panel, once it was asked for."""
        return self._panel

    # --- what happens ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Shows how the session stands, and says what has come."""
        session, frame = self.session, self._frame
        frame.band.refresh()
        messages = session.messages
        if len(messages) > self._read:
            newest = messages[-1]
            if frame.strip.words.text() != newest.text or frame.strip.isHidden():
                say(frame, f"The trainer says: {newest.text}", at_once=True)
            frame.strip.show_message(newest.at, newest.text, len(messages) - self._read - 1)
        tasks = session.tasks
        if len(tasks) > self._tasks_told:
            say(frame, "New task: " + ", ".join(each.event.title for each in tasks[self._tasks_told :]))
            self._tasks_told = len(tasks)

    def _tick(self) -> None:
        session = self.session
        self._frame.band.refresh()
        inside = self._window.inside
        ready = self._window.isVisible() and inside is not None and inside.isVisible()
        # A desk that is blanked shows nothing of its session either.
        self._frame.band.setEnabled(inside is None or not inside.isHidden())
        if session.scenario.marked and not self._briefed and not has_begun(session) and ready:
            self.show_brief()
        left = length(session.scenario, session.lasts) - session.position
        for moment in WARNED:
            if left <= moment < self._left_told and session.running:
                say(self._frame, f"{spoken(left)} left.")
        self._left_told = left

    def _looked(self, item_id: ItemId | None) -> None:
        if item_id is not None and not self.session.is_done:
            self.session.looked(item_id)

    def _read_message(self) -> None:
        self._read = len(self.session.messages)
        self._frame.strip.hide()

    def _done(self) -> None:
        session, window = self.session, self._window
        position = clock(session.position)

        def over(_: None) -> None:
            self.refresh()
            say(self._frame, f"The session ended at {position}.")
            self._debrief()

        window.tasks.call(session.done, over)

    def _debrief(self) -> None:
        from socialdesk.ui.training.debrief import open_debrief  # noqa: PLC0415  (at the end alone)

        open_debrief(self._window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own: the trainer's panel goes with the window."""
        if watched is self._window and event.type() == QEvent.Type.Close:
            self.following.end()
            if self._panel is not None:
                self._panel.end()
        return False
