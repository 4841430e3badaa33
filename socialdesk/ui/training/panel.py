"""The trainer's panel: a second window, for a second screen. It plays the session, and sees what the trainee does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from socialdesk.training.session import TrainingSession
from socialdesk.training.session_file import SUFFIX
from socialdesk.ui import icons
from socialdesk.ui.messages import tell, tell_error
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, button_words, one_line, tip
from socialdesk.ui.review.parts import Sign, StillCombo
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.training.band import FRAME
from socialdesk.ui.training.course import Course, about, read_course
from socialdesk.ui.training.following import Asked, Following
from socialdesk.ui.training.marks_so_far import MarksSoFar
from socialdesk.ui.training.panel_parts import Live, OneLine
from socialdesk.ui.training.sending import FaultsForm, SayForm, SendIn
from socialdesk.ui.training.timeline import Timeline, TimelineModel
from socialdesk.ui.training.words import clock, has_begun, length, pace, standing
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 1320, 720
"""Logical pixels; less where the screen has less."""
SMALLEST = (820, 460)
SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
SIDE = 404
"""Logical pixels of the right side at first."""
_ALL, _MARKED, _OPEN = range(3)


class TrainerPanel(QMainWindow):
    """It has no parent, so that it may stand before or behind the desk; it is closed with it."""

    def __init__(self, window: Window, session: TrainingSession, following: Following) -> None:
        super().__init__(None)
        self._desk_window, self._session = window, session
        self._course: Course | None = None
        self._asked, self._judged = Asked(window.tasks), Asked(window.tasks)
        name = one_line(session.scenario.name or session.name, 80)
        self.setWindowTitle(f"Trainer's panel · {name} · OFFICIAL")
        self.setAccessibleName("Trainer's panel")
        self.setMinimumSize(*SMALLEST)
        room = window.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 30), min(HEIGHT, room.height() - 50))
        self.setWindowIcon(icons.app_icon())
        self._build(name)
        self._join()
        following.altered.connect(self.refresh)
        following.ticked.connect(self._tick)
        shortcut = QShortcut(QKeySequence("Ctrl+P"), self)
        shortcut.activated.connect(self._run_or_pause)
        self.refresh()

    def come_forward(self) -> None:
        """Show it, before all others."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.refresh()

    def end(self) -> None:
        """The desk's window is closed."""
        self.close()
        self.deleteLater()

    # --- what it is made of ---------------------------------------------------------------------------------------

    def _build(self, name: str) -> None:
        frame = QFrame()
        role(frame, "training")
        self.setCentralWidget(frame)
        outer = QVBoxLayout(frame)
        outer.setContentsMargins(FRAME, FRAME, FRAME, FRAME)
        inside = QFrame()
        role(inside, "pane")
        outer.addWidget(inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 10, 10, 8)
        column.setSpacing(8)
        column.addLayout(self._head(name))
        column.addLayout(self._progress())
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._left())
        self.splitter.addWidget(self._right())
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([WIDTH - SIDE, SIDE])
        column.addWidget(self.splitter, 1)

    def _head(self, name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(ElidedLabel(name, role="title"), 1)
        self.run = _button("Run", self._run_or_pause, "primary")
        self.run.setMinimumWidth(110)
        tip(self.run, "Ctrl+P")
        self.speed = StillCombo()
        self.speed.setAccessibleName("Speed")
        for speed in SPEEDS:
            self.speed.addItem(pace(speed).capitalize(), speed)
        told = PlainLabel("Speed", role="muted")
        told.setBuddy(self.speed)
        self.keep = _button("Keep as a file…", self._keep)
        self.beside = _button("Side by side…", self._side_by_side)
        for widget in (self.run, told, self.speed, self.keep, self.beside):
            row.addWidget(widget)
        return row

    def _progress(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("How far the session is")
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setFixedWidth(220)
        self.position = PlainLabel("", role="strong")
        self.looking = ElidedLabel("")
        row.addWidget(self.bar)
        row.addWidget(self.position)
        row.addSpacing(10)
        row.addWidget(Sign("show", "accent"))
        row.addWidget(self.looking, 1)
        return row

    def _left(self) -> QWidget:
        session, book = self._session, self._desk_window.desk.book
        self.which = StillCombo()
        self.which.setAccessibleName("Lines that are shown")
        self.which.addItems(["All lines", "With a model answer", "Came, and nothing decided"])
        self.counted = PlainLabel("", role="small")
        self.timeline = Timeline(TimelineModel(session.scenario, book, self))
        self.one = OneLine(session.scenario, book)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("Timeline", role="heading"))
        head.addWidget(self.counted)
        head.addStretch(1)
        head.addWidget(self.which)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.timeline, 1)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.setChildrenCollapsible(False)
        whole.addWidget(above)
        whole.addWidget(self.one)
        whole.setStretchFactor(0, 3)
        whole.setStretchFactor(1, 2)
        whole.setSizes([380, 240])
        return whole

    def _right(self) -> QWidget:
        session = self._session
        self.live = Live(self._desk_window.desk.book)
        self.send_in = SendIn(session, self._desk_window.tasks)
        self.faults = FaultsForm(session)
        self.say = SayForm(session)
        self.marks = MarksSoFar(session.uphold, self._words_of)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("What the trainer does")
        self.tabs.setMinimumWidth(320)
        self.tabs.setUsesScrollButtons(True)
        for words, part in (
            ("Live", self.live),
            ("Send in", self.send_in),
            ("Faults", self.faults),
            ("Say", self.say),
            ("Marks", self.marks),
        ):
            self.tabs.addTab(part, words)
        return self.tabs

    def _join(self) -> None:
        self.timeline.chosen.connect(self.one.show_line)
        self.live.asked.connect(self._choose)
        self.marks.asked.connect(self._choose)
        self.marks.wanted.connect(self._judge)
        self.speed.activated.connect(self._set_speed)
        self.which.currentIndexChanged.connect(self._show_lines)

    # --- what happens ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Reads the session anew, while somebody looks at it."""
        self._tick()
        if not self.isVisible():
            return
        self.faults.refresh()
        self.say.refresh()
        self.send_in.refresh()
        session = self._session
        self._asked.ask(lambda: read_course(session), self._show_course)

    def _show_course(self, course: Course) -> None:
        self._course = course
        self.looking.setText(
            f"The trainee looks at: {course.looking}"
            if course.looking
            else "The trainee looks at nothing of the scenario."
        )
        came = sum(each.state != "waiting" for each in course.lines)
        self.counted.setText(f"{came} of {len(course.lines)} have come")
        self._show_lines()
        self.live.show_course(course)
        words = f"Live {len(course.log)}" if course.log else "Live"
        self.tabs.setTabText(self.tabs.indexOf(self.live), words)
        self.tabs.setTabText(self.tabs.indexOf(self.marks), "Marks: disputed" if course.disputed else "Marks")
        self._judge()

    def _show_lines(self, *_: object) -> None:
        if self._course is None:
            return
        which, lines = self.which.currentIndex(), self._course.lines
        if which == _MARKED:
            lines = tuple(each for each in lines if each.marked)
        elif which == _OPEN:
            lines = tuple(
                each
                for each in lines
                if each.marked and each.state in {"there", "happened"} and not each.acts
            )
        self.timeline.show_lines(lines)

    def _judge(self) -> None:
        session = self._session
        if self._course is not None and (self.marks.reads or self._course.disputed):
            self._judged.ask(session.score, self.marks.show_score)

    def _tick(self) -> None:
        session = self._session
        whole = length(session.scenario, session.lasts)
        at = session.position
        self.bar.setRange(0, max(1, int(whole)))
        self.bar.setValue(min(int(at), int(whole)))
        self.position.setText(f"{clock(at)} of {clock(whole)}{standing(session)}")
        words = "Pause" if session.running else "Go on" if has_begun(session) else "Begin"
        if self.run.text() != words:
            self.run.setText(words)
            self.run.setAccessibleName(f"{words}, Ctrl+P")
        self.run.setEnabled(not session.is_done)
        place = self.speed.findData(session.speed)
        if place < 0:
            self.speed.addItem(pace(session.speed).capitalize(), session.speed)
            place = self.speed.count() - 1
        if place != self.speed.currentIndex():
            self.speed.setCurrentIndex(place)

    def _choose(self, key: str) -> None:
        if self._course is not None and all(each.key != key for each in self._course.lines):
            return
        self.which.setCurrentIndex(_ALL)
        self.timeline.choose(key)

    def _set_speed(self, _: int) -> None:
        self._session.set_speed(float(self.speed.currentData()))

    def _words_of(self, key: str) -> str:
        lines = self._course.lines if self._course is not None else ()
        entry = next((each.entry for each in lines if each.key == key), None)
        return one_line(about(entry, self._session.scenario), 160) if entry is not None else key

    def _run_or_pause(self) -> None:
        session = self._session
        if not session.is_done:
            (session.pause if session.running else session.run)()
            self._tick()

    def _keep(self) -> None:
        kind = f"Training session (*{SUFFIX})"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Keep the session", f"{self._session.name}{SUFFIX}", kind
        )
        if chosen:
            self.keep_at(Path(chosen))

    def keep_at(self, path: Path) -> None:
        """Writes the session to a file, and says so."""
        path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
        session = self._session
        self._desk_window.tasks.call(
            lambda: session.keep(path),
            lambda _: self._kept(path),
            self._not_kept,
        )

    def _kept(self, path: Path) -> None:
        tell(self, "Kept", "The session is kept as a file.", str(path), "It names the trainee.")

    def _not_kept(self, error: Exception) -> None:
        tell_error(self, error, doing="keep the session")

    def _side_by_side(self) -> None:
        from socialdesk.ui.training.side_by_side import SideBySide  # noqa: PLC0415  (when it is asked for)

        SideBySide(self, self._desk_window.tasks, self._desk_window.desk.book).show()

    # --- Qt's own -------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the window is read."""
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            go_to(target, reason)
        return target is not None


def _button(words: str, pressed: Callable[[], object], kind: str = "") -> QPushButton:
    made = QPushButton(button_words(words))
    made.setAccessibleName(words.removesuffix("…"))
    if kind:
        role(made, kind)
    made.clicked.connect(lambda _=False: pressed())
    return made
