"""Buttons in rows of two where their words fit, and alone on a row where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

TALL = 34
"""Logical pixels: a target that is easy to hit."""
GAP = 8


class ButtonRows(QWidget):
    """A grid that never asks for more width than it has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QPushButton] = []
        self._places: list[tuple[int, int, int]] = []
        # Less padding than a button has elsewhere: two of them share a narrow panel.
        self.setStyleSheet("QPushButton { padding: 5px 6px; } QPushButton:focus { padding: 4px 5px; }")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_buttons(self, buttons: Sequence[QPushButton]) -> None:
        """Takes these in place of those before; the focus stays with the option that had it."""
        focused = next((str(old.property("option")) for old in self._buttons if old.hasFocus()), "")
        for old in self._buttons:
            self._grid.removeWidget(old)
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self._buttons = list(buttons)
        self._places = []
        for button in self._buttons:
            button.setParent(self)
            button.setMinimumHeight(TALL)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._arrange()
        for button in self._buttons:
            button.show()
            if focused and button.property("option") == focused:
                button.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may take more, or fewer, in a row."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """So may another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_buttons"):
            self._arrange()

    def _arrange(self) -> None:
        half = (self.width() - GAP) // 2
        places: list[tuple[int, int, int]] = []
        # The row that still has room for a narrow button.
        waiting: int | None = None
        rows = 0
        for button in self._buttons:
            if button.sizeHint().width() > half:
                places.append((rows, 0, 2))
                rows += 1
            elif waiting is None:
                places.append((rows, 0, 1))
                waiting, rows = rows, rows + 1
            else:
                places.append((waiting, 1, 1))
                waiting = None
        if places == self._places:
            return
        self._places = places
        for button, (row, column, span) in zip(self._buttons, places, strict=True):
            self._grid.removeWidget(button)
            self._grid.addWidget(button, row, column, 1, 2 if row == waiting else span)
        ordered = [
            button for _, button in sorted(zip(places, self._buttons, strict=True), key=lambda each: each[0])
        ]
        for one, other in pairwise(ordered):
            QWidget.setTabOrder(one, other)
