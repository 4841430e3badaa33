"""What must be in sight above all panes: threats to life that are open, and questions that wait (B2, R11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.asking import Asked, open_questions
from socialdesk.decisions.referring_rows import Referral, open_threats
from socialdesk.decisions.windows import lasting
from socialdesk.model.changes import Changes
from socialdesk.model.people import Role
from socialdesk.storage.database import Connection
from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, button_words
from socialdesk.ui.review.parts import Sign, filled
from socialdesk.ui.review.refer_parts import running
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role, sized

TICK_MS = 1_000
SHOWN = 3
"""Threats with a line of their own; more are counted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What wants attention now."""

    threats: tuple[Referral, ...] = ()
    questions: tuple[Asked, ...] = ()


def read(db: Connection) -> Wanted:
    """Reads it; two short indexes."""
    return Wanted(open_threats(db), open_questions(db))


class AttentionBar(QFrame):
    """Nothing where nothing is open."""

    opened = Signal(int, str)
    """An item is to be shown, and which part of its panel."""
    questions_asked = Signal()
    """The list of questions is asked for."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Needs attention now")
        self._desk, self._tasks = desk, tasks
        self._wanted = Wanted()
        self._clocks: list[tuple[Referral, PlainLabel]] = []
        self._waits: ElidedLabel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.tick)
        self._whose = desk.person
        self._tick.start()
        self.setVisible(False)

    def take_changes(self, changes: Changes) -> None:
        """Something was altered: perhaps this."""
        if changes.items or changes.new_items:
            self.refresh()

    def refresh(self) -> None:
        """Reads what is open now."""
        self._tasks.read("attention", lambda db, _stop: read(db), self.show_wanted)

    def show_wanted(self, wanted: Wanted) -> None:
        """Shows it; who may answer sees the questions too."""
        before, self._wanted = self._wanted, wanted
        threats = wanted.threats
        questions = wanted.questions if self._desk.person.role is Role.CORPORATE_COMMUNICATIONS else ()
        self._clocks, self._waits = [], None
        rows = [self._threat(each) for each in threats[:SHOWN]]
        if len(threats) > SHOWN:
            more = QFrame()
            role(more, "card-danger")
            row = _row(more)
            row.addWidget(PlainLabel(f"{len(threats) - SHOWN} more threats to life are open.", role="danger"))
            rows.append(more)
        if questions:
            rows.append(self._questions())
        filled(self._column, rows)
        self.setVisible(bool(rows))
        self.tick()
        known = {each.id for each in before.threats}
        if any(each.id not in known for each in threats):
            say(self, "A threat to life is open. The control room is told first.", at_once=True)

    def tick(self) -> None:
        """The clocks, by the desk's own time."""
        if self._desk.person != self._whose:
            self._whose = self._desk.person
            self.refresh()
        now = self._desk.clock()
        for referral, clock in self._clocks:
            if referral.clock_runs:
                clock.setText(running(now - from_ms(referral.opened_ms)))
            elif referral.told_ms is not None:
                clock.setText(running(from_ms(referral.told_ms) - from_ms(referral.opened_ms)))
        if self._waits is not None and self._wanted.questions:
            self._waits.setText(_waiting(self._wanted.questions, to_ms(now)))

    def _threat(self, referral: Referral) -> QFrame:
        part = self._desk.book.referring
        frame = QFrame()
        role(frame, "card-danger")
        frame.setAccessibleName("Threat to life, open")
        row = _row(frame)
        row.addWidget(Sign("emergency", "danger", 20))
        row.addWidget(PlainLabel("Threat to life", role="danger"))
        clock = PlainLabel("", role="danger")
        clock.setFont(sized(clock.font(), 130, bold=True))
        clock.setAccessibleDescription("How long it has been open, or was until the control room was told")
        self._clocks.append((referral, clock))
        row.addWidget(clock)
        if referral.clock_runs:
            ring = f"Ring the {part.control_room_name}: {part.control_room_number}."
            ring = "Training: ring nobody." if self._desk.training else ring
            words = f"{ring} They have not been told."
        else:
            words = "Control room told. Open until somebody closes it with a reason."
        row.addWidget(ElidedLabel(words), 1)
        button = QPushButton("Open")
        button.setAccessibleName("Open the threat to life")
        button.clicked.connect(lambda: self.opened.emit(int(referral.item_id), "refer"))
        row.addWidget(button)
        return frame

    def _questions(self) -> QFrame:
        frame = QFrame()
        role(frame, "card-info")
        frame.setAccessibleName("Questions to Corporate Communications")
        row = _row(frame)
        row.addWidget(Sign("question", "info", 16))
        self._waits = ElidedLabel()
        row.addWidget(self._waits, 1)
        button = QPushButton(button_words("Questions…"))
        button.setAccessibleName("Questions to Corporate Communications")
        icons.put(button, "question", "text", 14)
        button.clicked.connect(self.questions_asked)
        row.addWidget(button)
        return frame


def _waiting(questions: tuple[Asked, ...], now_ms: int) -> str:
    longest = lasting(timedelta(milliseconds=questions[0].waited_ms(now_ms)))
    if len(questions) == 1:
        return f"1 question waits for Corporate Communications, for {longest}."
    return f"{len(questions)} questions wait for Corporate Communications, the longest for {longest}."


def _row(frame: QFrame) -> QHBoxLayout:
    row = QHBoxLayout(frame)
    row.setContentsMargins(14, 5, 14, 5)
    row.setSpacing(10)
    row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    return row
