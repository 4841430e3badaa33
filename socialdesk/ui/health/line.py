"""One line of the health view: an account, its figures in columns, and beneath them what is wrong with its button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from socialdesk.ui import icons
from socialdesk.ui.connecting.parts import Badge
from socialdesk.ui.health.words import LONGEST, Health, Remedy
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, tip
from socialdesk.ui.theme import current, role

COLUMNS = ("Account", "Last success", "Last item", "Next look", "What is left")
_STRETCH = (5, 0, 0, 0, 4)
_LETTERS = (0, 11, 11, 11, 0)
"""How wide the columns in the middle are, so that they stand beneath one another in every line."""
MENU = 36
"""Logical pixels for the button at the end of a line."""


def columns(grid: QGridLayout, widget: QWidget) -> None:
    """Give a grid the columns of the view."""
    grid.setContentsMargins(12, 0, 6, 0)
    grid.setHorizontalSpacing(12)
    wide = widget.fontMetrics().horizontalAdvance("0")
    for column, (stretch, letters) in enumerate(zip(_STRETCH, _LETTERS, strict=True)):
        grid.setColumnStretch(column, stretch)
        grid.setColumnMinimumWidth(column, letters * wide)
    # A column with nothing in it has no space beside it either, in one line and not in another.
    end = QWidget()
    end.setFixedSize(MENU, 1)
    grid.addWidget(end, 0, len(COLUMNS))


class Line(QFrame):
    """One account. `mend` tells the remedy that was pressed, `asked` an entry of its menu."""

    mend = Signal(object)
    asked = Signal(str)
    """sign_in, hootsuite or disconnect."""

    def __init__(self, health: Health, *, menu: bool) -> None:
        super().__init__()
        self._health: Health | None = None
        self._remedy: Remedy | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 9, 2, 10)
        column.setSpacing(8)
        grid = QGridLayout()
        columns(grid, self)
        grid.addLayout(self._who(health), 0, 0)
        self.last_success, self.last_item, self.next_look = (PlainLabel() for _ in range(3))
        self.left = PlainLabel(role="small", wrap=True)
        figures = (self.last_success, self.last_item, self.next_look, self.left)
        for place, label in enumerate(figures, start=1):
            grid.addWidget(label, 0, place, Qt.AlignmentFlag.AlignVCenter)
        self.menu = self._menu_button(health) if menu else None
        if self.menu is not None:
            grid.addWidget(self.menu, 0, len(COLUMNS))
        column.addLayout(grid)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.progress.setAccessibleName("First reading")
        column.addWidget(self.progress)
        column.addWidget(self._strip())
        self.show_health(health)

    def _who(self, health: Health) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Badge(health.network, 24))
        names = QVBoxLayout()
        names.setSpacing(1)
        self.name = ElidedLabel(role="strong")
        names.addWidget(self.name)
        under = QHBoxLayout()
        under.setSpacing(5)
        self._sign = PlainLabel()
        self.state = PlainLabel(wrap=True)
        under.addWidget(self._sign)
        under.addWidget(self.state, 1)
        names.addLayout(under)
        row.addLayout(names, 1)
        return row

    def _menu_button(self, health: Health) -> QPushButton:
        button = QPushButton()
        role(button, "quiet")
        icons.put(button, "ellipsis", "text", 20)
        button.setAccessibleName(f"More for {health.name}")
        button.setAutoDefault(False)
        button.setFixedWidth(MENU)
        tip(button, "Sign in again, publish through Hootsuite, or disconnect")
        menu = QMenu(button)
        menu.addAction("Sign in again…").triggered.connect(lambda: self.asked.emit("sign_in"))
        menu.addAction("Publish through Hootsuite…").triggered.connect(lambda: self.asked.emit("hootsuite"))
        menu.addAction("Disconnect…").triggered.connect(lambda: self.asked.emit("disconnect"))
        # Not `setMenu`: its arrow would stand beside the dots.
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

    def _strip(self) -> QFrame:
        self.strip = QFrame()
        row = QHBoxLayout(self.strip)
        row.setContentsMargins(12, 7, 8, 7)
        row.setSpacing(10)
        self._strip_sign = PlainLabel()
        row.addWidget(self._strip_sign)
        self.told = PlainLabel(wrap=True, selectable=True, limit=3 * LONGEST)
        row.addWidget(self.told, 1)
        self.button = QPushButton(Remedy.TRY.value)
        self.button.setAutoDefault(False)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(lambda: self.mend.emit(self._remedy))
        row.addWidget(self.button)
        return self.strip

    def show_health(self, health: Health) -> None:
        """Another state of the same account; cheap where it is the same."""
        before, self._health = self._health, health
        if before == health:
            return
        self.name.setText(health.name)
        state = health.state
        if before is None or (before.state, before.through_hootsuite) != (state, health.through_hootsuite):
            way = " · posts through Hootsuite" if health.through_hootsuite else ""
            self.state.setText(f"{health.network.label} · {state.words}{way}")
            self._sign.setPixmap(icons.pixmap(state.icon, state.tone, 14))
            role(self.state, state.tone)
        self.last_success.setText(health.last_success)
        self.last_item.setText(health.last_item)
        self.next_look.setText(health.next_look)
        self.left.setText("\n".join(health.left))
        self.progress.setVisible(health.progress is not None)
        self.progress.setValue(health.progress or 0)
        self.strip.setVisible(bool(health.told))
        self.told.setText(" ".join(health.told))
        tone = "info" if state.tone in {"ok", "info"} else "warning"
        role(self.strip, f"card-{tone}")
        self._strip_sign.setPixmap(icons.pixmap(state.icon, tone, 18))
        self._remedy = health.remedy
        self.button.setVisible(health.remedy is not None)
        if health.remedy is not None:
            self.button.setText(health.remedy.value)
            self.button.setAccessibleName(f"{health.remedy.value.rstrip('…')}: {health.name}")
        if not self.hasFocus() or before is None or before.told != health.told:
            self.setAccessibleName(health.spoken)

    def retint(self) -> None:
        """Draw the signs in the theme now in force."""
        health, self._health = self._health, None
        if health is not None:
            self.show_health(health)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt's own; what is read out is true at the moment when somebody comes here."""
        if self._health is not None:
            self.setAccessibleName(self._health.spoken)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's own."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own: a line beneath, and an edge where the keyboard is."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, current().border)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current().link, 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -2), 6, 6)
