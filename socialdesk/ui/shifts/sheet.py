"""What the sheets of this package are made of: a title, what it is about, a scrolling column of cards, and buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.messages import LONGEST_SENTENCE
from socialdesk.ui.plain_text import PlainLabel, button_words
from socialdesk.ui.review.parts import filled
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 900, 860
"""Logical pixels; less where the screen has less."""


class Sheet(QDialog):
    """One such sheet over the window."""

    def __init__(self, window: Window, title: str, *, about: str = "") -> None:
        super().__init__(window)
        self.window_ = window
        self.desk = window.desk
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(9)
        self.title = PlainLabel(title, role="title")
        column.addWidget(self.title)
        self.about = PlainLabel(about, role="muted", wrap=True, limit=LONGEST_SENTENCE)
        column.addWidget(self.about)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        column.addLayout(self.head)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(title)
        inside = QWidget()
        self.rows = QVBoxLayout(inside)
        self.rows.setContentsMargins(0, 0, 8, 0)
        self.rows.setSpacing(8)
        # A column may be narrower than its widest line: words wrap, nothing is pushed out of sight.
        inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.area.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        self.area.viewport().setAutoFillBackground(False)
        column.addWidget(self.area, 1)
        self.under = QVBoxLayout()
        self.under.setSpacing(6)
        column.addLayout(self.under)
        self.wrong = PlainLabel("", role="danger", wrap=True, limit=LONGEST_SENTENCE)
        self.wrong.hide()
        column.addWidget(self.wrong)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        column.addLayout(self.foot)
        self.closing = made_button("Close", self.reject)

    def end_foot(self) -> None:
        """The last button, once the others are there."""
        self.foot.addStretch(1)
        self.foot.addWidget(self.closing)

    def show_rows(self, widgets: Sequence[QWidget]) -> None:
        """What the column holds now. Whoever stood on one of its buttons stands on the same one after."""
        focus = QApplication.focusWidget()
        name = focus.accessibleName() if focus is not None and self.area.isAncestorOf(focus) else ""
        filled(self.rows, widgets)
        self.rows.addStretch(1)
        if name:
            same = (
                each
                for widget in widgets
                for each in widget.findChildren(QWidget)
                if each.accessibleName() == name and each.focusPolicy() != Qt.FocusPolicy.NoFocus
            )
            if (found := next(same, None)) is not None:
                found.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, error: Exception | str) -> None:
        """Says what is wrong. Nothing that was typed is lost."""
        self.wrong.setText(str(error))
        self.wrong.show()
        say(self, str(error), at_once=True)

    def here(self, moment: datetime) -> datetime:
        """A time by the Force's clocks."""
        return moment.astimezone(ZoneInfo(self.desk.book.hours.timezone))

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes as the sheet is read; its cards are made anew after each step."""
        target = next_stop([self], QApplication.focusWidget(), forward=next)
        if target is not None:
            go_to(target, Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
            if self.area.isAncestorOf(target):
                self.area.ensureWidgetVisible(target)
        return target is not None


def made_button(
    words: str, pressed: Callable[[], object], *, look: str = "", icon: str = "", name: str = ""
) -> QPushButton:
    """A button that says what it does; `name` is what a screen reader says where that is more."""
    button = QPushButton(button_words(words))
    button.setAccessibleName(name or words.rstrip("…"))
    button.setAutoDefault(False)
    button.setMinimumHeight(34)
    role(button, look)
    if icon:
        icons.put(button, icon, "text", 14)
    button.clicked.connect(lambda: pressed())
    return button


def day_and_hour(moment: datetime) -> str:
    """As the sheets write a time."""
    return f"{moment:%a %d/%m %H:%M}"
