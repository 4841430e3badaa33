"""What drops down from the orange band: the tasks with the trainee's own ticks, and what the trainer said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QPushButton, QVBoxLayout, QWidget

from socialdesk.training.session import TrainingSession
from socialdesk.ui.plain_text import PlainLabel, button_words, one_line
from socialdesk.ui.review.parts import Section, made_card
from socialdesk.ui.theme import role
from socialdesk.ui.training.words import clock

WIDTH, TALLEST = 440, 460
"""Logical pixels."""


class Drop(QDialog):
    """A small sheet below its button; Escape, or a press anywhere else, puts it away."""

    def __init__(self, button: QPushButton, name: str) -> None:
        super().__init__(button.window(), Qt.WindowType.Popup)
        self._button = button
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        role(frame, "card")
        outer.addWidget(frame)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(4, 8, 4, 6)
        inner.addWidget(_indented(PlainLabel(name, role="heading")))
        self.section = Section(name)
        inner.addWidget(self.section, 1)

    def drop(self) -> None:
        """Open it, within the screen, as high as what is in it."""
        self.section.column.addStretch(1)
        layout = self.section.column
        screen = self._button.screen().availableGeometry()
        width = min(int(WIDTH * max(1.0, self.fontMetrics().height() / 17)), screen.width() - 20)
        needed = layout.totalHeightForWidth(width - 24)
        self.resize(width, min(needed + 60, max(TALLEST, screen.height() // 2)))
        corner = self._button.mapToGlobal(QPoint(0, self._button.height() + 4))
        corner.setX(max(screen.left() + 4, min(corner.x(), screen.right() - self.width() - 4)))
        self.move(corner)
        self.open()


def tasks_drop(button: QPushButton, session: TrainingSession, tick: Callable[[str, bool], None]) -> Drop:
    """The tasks that have come. A tick is the trainee's own: it judges nothing."""
    made = Drop(button, "Tasks")
    ticked = session.ticked
    first: QCheckBox | None = None
    for entry in session.tasks:
        frame, lines = made_card()
        title = entry.event.title or "Task"
        box = QCheckBox(button_words(title, 60))
        box.setAccessibleName(one_line(title, 200))
        box.setAccessibleDescription(one_line(entry.event.text, 1_000))
        box.setChecked(entry.event.key in ticked)
        box.toggled.connect(partial(tick, entry.event.key))
        font = box.font()
        font.setBold(True)
        box.setFont(font)
        first = first or box
        lines.addWidget(box)
        lines.addWidget(PlainLabel(entry.event.text, wrap=True, limit=2_000))
        lines.addWidget(PlainLabel(f"Came at {clock(entry.at)}", role="small"))
        made.section.column.addWidget(frame)
    made.section.column.addWidget(
        PlainLabel("The ticks are your own: they are not judged.", role="small", wrap=True)
    )
    if first is not None:
        first.setFocus(Qt.FocusReason.PopupFocusReason)
    return made


def messages_drop(button: QPushButton, session: TrainingSession) -> Drop:
    """Everything that the trainer said, newest first."""
    made = Drop(button, "Messages from the trainer")
    for message in reversed(session.messages):
        frame, lines = made_card("info")
        lines.addWidget(PlainLabel(clock(message.at), role="strong"))
        lines.addWidget(PlainLabel(message.text, wrap=True, selectable=True, limit=2_000))
        made.section.column.addWidget(frame)
    made.section.setFocus(Qt.FocusReason.PopupFocusReason)
    return made


def _indented(widget: QWidget) -> QWidget:
    widget.setContentsMargins(12, 0, 12, 0)
    return widget
