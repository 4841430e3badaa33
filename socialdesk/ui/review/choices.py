"""Buttons in rows of two where their words fit, and alone on a row where they do not."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

TALL = 36
"""Logical pixels: a target that is easy to hit."""
GAP = 8


class ButtonRows(QWidget):
    """A grid that never asks for more width than it has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QPushButton] = []
        self._places: list[tuple[int, int, int]] = []
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
        for one, other in zip(self._buttons, self._buttons[1:], strict=False):
            QWidget.setTabOrder(one, other)

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
        row, column = 0, 0
        for button in self._buttons:
            narrow = button.sizeHint().width() <= half
            if column and not narrow:
                row, column = row + 1, 0
            places.append((row, column, 1 if narrow else 2))
            row, column = (row, 1) if narrow and not column else (row + 1, 0)
        if places == self._places:
            return
        self._places = places
        for button, (at, across, span) in zip(self._buttons, places, strict=True):
            self._grid.removeWidget(button)
            alone = span == 1 and across == 0 and sum(each[0] == at for each in places) == 1
            self._grid.addWidget(button, at, across, 1, 2 if alone else span)
