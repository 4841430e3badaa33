"""The table of the register, and that of an import: rows that are chosen whole, columns that fit the room there is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from socialdesk.ui.register.rows import RegisterModel

_REGISTER: Mapping[int, int] = {1: 10, 2: 14, 3: 20, 4: 12, 5: 28}
"""Letters of each column but the first, which takes the room that is left."""
LEAST = 150
"""Logical pixels of the widest column."""
LONG = 16
"""Letters from which a column can give way."""


class _WholeRow(QStyledItemDelegate):
    """The row is what is chosen: a frame round one of its cells would only make that one harder to read."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's own."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # pyright: ignore[reportAttributeAccessIssue]  (its stubs leave the field out)


class FittedTable(QTableView):
    """A table whose column `widest` takes what the others, as wide as so many letters, leave."""

    def __init__(
        self, model: QAbstractTableModel, name: str, letters: Mapping[int, int], widest: int
    ) -> None:
        super().__init__()
        self._letters, self._widest = dict(letters), widest
        self.setModel(model)
        self.setItemDelegate(_WholeRow(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.fit()

    def fit(self) -> None:
        """Take heights and widths from the font in force."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        wide = self.fontMetrics().averageCharWidth()
        wanted = {column: letters * wide + 14 for column, letters in self._letters.items()}
        room = self.viewport().width()
        left = room - sum(wanted.values())
        if left < LEAST:
            # The longest give way: a day or a network that is cut says nothing.
            giving = {column: width for column, width in wanted.items() if self._letters[column] >= LONG}
            share = max(0.4, 1 - (LEAST - left) / max(1, sum(giving.values())))
            wanted |= {column: int(width * share) for column, width in giving.items()}
            left = max(LEAST, room - sum(wanted.values()))
        for column, width in wanted.items():
            self.setColumnWidth(column, width)
        self.setColumnWidth(self._widest, left)


class RegisterTable(FittedTable):
    """The accounts; a heading that is pressed sorts them."""

    def __init__(self, model: RegisterModel) -> None:
        super().__init__(model, "Accounts of the Force", _REGISTER, 0)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
