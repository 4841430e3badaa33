"""The small parts that the panel's sections are made of: cards, headings, lines with an icon, scrolling columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from socialdesk.ui import icons
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.theme import role

SIGN = 16
"""Logical pixels of an icon beside words."""


class Sign(QWidget):
    """An icon beside words that say the same: painted, so that no screen reader meets a picture without a name."""

    def __init__(self, name: str, ink: str = "muted", size: int = SIGN) -> None:
        super().__init__()
        self._drawn = (name, ink, size)
        self.setFixedSize(size + 4, size + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own; in the theme of the moment."""
        name, ink, size = self._drawn
        QPainter(self).drawPixmap(2, 2, icons.pixmap(name, ink, size, self.devicePixelRatioF()))


class Section(QScrollArea):
    """One tab of the panel: a column that scrolls down and never sideways."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(14, 12, 14, 14)
        self.column.setSpacing(8)
        # A column may be narrower than its widest word: words wrap, nothing is pushed out of sight.
        inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setWidget(inside)
        # `setWidget` has the widget paint the window's colour over the panel's.
        inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)


def card(frame: QFrame) -> QVBoxLayout:
    """The column inside a card."""
    lines = QVBoxLayout(frame)
    lines.setContentsMargins(12, 9, 12, 10)
    lines.setSpacing(4)
    return lines


def made_card(tone: str = "") -> tuple[QFrame, QVBoxLayout]:
    """A frame in a tone, and the column inside it."""
    frame = QFrame()
    role(frame, f"card-{tone}" if tone else "card")
    return frame, card(frame)


class Headline(QWidget):
    """The head of a card: an icon, words in bold and, at the right, a few more."""

    def __init__(self, sign: str, words: str, side: str, tone: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._title = PlainLabel(words, role="strong", wrap=True)
        row.addWidget(Sign(sign, tone or "text"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._title, 1)
        if side:
            row.addWidget(PlainLabel(side, role="small"), 0, Qt.AlignmentFlag.AlignTop)

    def say(self, words: str) -> None:
        """Other words in bold."""
        self._title.setText(words)


def sentence(words: str, dressed: str = "") -> PlainLabel:
    """A wrapping line of words, which can be selected with the mouse."""
    label = PlainLabel(words, role=dressed, wrap=True)
    # By mouse only: a panel full of sentences would otherwise be a stop of Tab each.
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def line(sign: str, words: str, ink: str = "muted") -> QWidget:
    """An icon and a wrapping line of words."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(Sign(sign, ink), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(sentence(words), 1)
    return whole


def rule() -> QFrame:
    """A line across."""
    drawn = QFrame()
    role(drawn, "rule")
    return drawn


def filled(layout: QLayout, widgets: Sequence[QWidget]) -> None:
    """Puts these in place of what a column holds, in sight at once: a layout shows them only in its own time."""
    emptied(layout)
    for widget in widgets:
        layout.addWidget(widget)
        widget.show()


def in_reading_order(layout: QLayout) -> None:
    """A screen reader goes through widgets as they were made; this makes that the order in which they stand."""
    for place in range(layout.count()):
        found = layout.itemAt(place)
        inner, widget = (found.layout(), found.widget()) if found is not None else (None, None)
        if inner is not None:
            in_reading_order(inner)
        elif widget is not None:
            widget.raise_()


def emptied(layout: QLayout) -> None:
    """Takes everything out of a layout; its widgets go once the event that led here is over."""
    for widget in _taken(layout):
        widget.hide()
        widget.setParent(None)
        widget.deleteLater()


def _taken(layout: QLayout) -> Iterator[QWidget]:
    while (taken := layout.takeAt(0)) is not None:
        inner, widget = taken.layout(), taken.widget()
        if inner is not None:
            yield from _taken(inner)
        elif widget is not None:
            yield widget


class StillCombo(QComboBox):
    """A choice that the mouse wheel does not change while the panel is scrolled across it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turns only once it has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
