"""The list as Qt sees it: an array of ids, and rows read when they are painted.

A row is kept by its id, so nothing shifts when others arrive. `research/qtlab.md` section 2 has the measurements.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import neg
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from socialdesk.inbox.queries import InboxRow
from socialdesk.model.ids import ItemId

PAGE = 64
"""Rows read at once."""
MOST_ROWS = PAGE * 64
"""Rows kept; a screen shows twenty."""
FEW = 64
"""Changes told row by row; more are told as one."""

Index = QModelIndex | QPersistentModelIndex
RowsOf = Callable[[Sequence[ItemId]], Mapping[ItemId, InboxRow]]


class InboxModel(QAbstractTableModel):
    """One column. `ItemIdRole` answers with the id, `RowRole` with the `InboxRow` (None where it is gone)."""

    ItemIdRole = Qt.ItemDataRole.UserRole + 1
    RowRole = Qt.ItemDataRole.UserRole + 2

    def __init__(
        self, rows_of: RowsOf, sentence: Callable[[InboxRow], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._rows_of = rows_of
        self._sentence = sentence
        self._ids: array[int] = array("q")
        self._rows: OrderedDict[int, InboxRow | None] = OrderedDict()

    # --- what Qt asks ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """How many items there are."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """One."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row, its id, or the whole sentence that a screen reader speaks."""
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        if role == self.ItemIdRole:
            return self._ids[index.row()]
        if role == self.RowRole:
            return self.row_at(index.row())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.row_at(index.row())
            return self._sentence(row) if row else "This item could not be read."
        return None

    # --- what the list asks ---------------------------------------------------------------------------------------

    def ids(self) -> array[int]:
        """A copy of the ids, newest first."""
        return self._ids[:]

    def id_at(self, row: int) -> ItemId | None:
        """The id in a row, or None outside the list."""
        return ItemId(self._ids[row]) if 0 <= row < len(self._ids) else None

    def row_of(self, item_id: int) -> int | None:
        """Where an id is, or None. The list goes down from the greatest id, so this is found by halving."""
        row = self._place(item_id)
        return row if row < len(self._ids) and self._ids[row] == item_id else None

    def row_at(self, row: int) -> InboxRow | None:
        """The values of a row, read with its page if they are not held."""
        item_id = self._ids[row]
        if item_id not in self._rows:
            self._fetch(row)
        self._rows.move_to_end(item_id)
        return self._rows[item_id]

    def held(self, item_id: int) -> InboxRow | None:
        """The values of an item where they have been read already."""
        return self._rows.get(item_id)

    # --- what changes it ------------------------------------------------------------------------------------------

    def reset(self, ids: Iterable[int]) -> None:
        """Another list."""
        self.beginResetModel()
        self._ids = array("q", ids)
        self._rows.clear()
        self.endResetModel()

    def append(self, ids: array[int]) -> None:
        """More at the end."""
        if not ids:
            return
        self.beginInsertRows(QModelIndex(), len(self._ids), len(self._ids) + len(ids) - 1)
        self._ids.extend(ids)
        self.endInsertRows()

    def insert_top(self, ids: Sequence[int]) -> None:
        """New ones at the top, newest first; told to Qt as one."""
        if not ids:
            return
        self.beginInsertRows(QModelIndex(), 0, len(ids) - 1)
        self._ids = array("q", ids) + self._ids
        self.endInsertRows()

    def insert_between(self, ids: Iterable[int]) -> None:
        """A few that come in where their number puts them, such as one that was opened again."""
        for item_id in ids:
            row = self._place(item_id)
            if row == len(self._ids) or self._ids[row] != item_id:
                self.beginInsertRows(QModelIndex(), row, row)
                self._ids.insert(row, item_id)
                self.endInsertRows()

    def remove(self, ids: Iterable[int]) -> None:
        """Take a few away."""
        for item_id in ids:
            row = self.row_of(item_id)
            if row is not None:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._ids[row]
                self._rows.pop(item_id, None)
                self.endRemoveRows()

    def stale(self, ids: Iterable[int]) -> None:
        """Read these again when they are next painted; those that were never read need nothing."""
        known = [item_id for item_id in ids if item_id in self._rows]
        for item_id in known:
            del self._rows[item_id]
        if not known:
            return
        if len(known) > FEW:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0))
            return
        for item_id in known:
            row = self.row_of(item_id)
            if row is not None:
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def stale_all(self) -> None:
        """Read every row again when it is next painted."""
        self._rows.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0))

    def _place(self, item_id: int) -> int:
        return bisect_left(self._ids, -item_id, key=neg)

    def _fetch(self, row: int) -> None:
        start = max(0, row - row % PAGE)
        wanted = [ItemId(item_id) for item_id in self._ids[start : start + PAGE] if item_id not in self._rows]
        found = self._rows_of(wanted)
        for item_id in wanted:
            self._rows[item_id] = found.get(item_id)
        while len(self._rows) > MOST_ROWS:
            self._rows.popitem(last=False)
