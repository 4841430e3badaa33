"""The list as Qt sees it: an array of ranks, each of which holds an id, and rows read when they are painted.

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

from socialdesk.inbox.queries import InboxRow, item_of
from socialdesk.model.ids import ItemId
from socialdesk.ui.visible import tip_words

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
        self,
        rows_of: RowsOf,
        sentence: Callable[[InboxRow], str],
        parent: QObject | None = None,
        *,
        rank_of: Callable[[int], int | None] = lambda item_id: item_id,
        hint: Callable[[InboxRow], str] = lambda _row: "",
    ) -> None:
        """`rank_of` says where an item stands in the list that is shown, or would; None where there is no such item.

        `hint` says why a row stands there, for whoever rests the mouse on it.
        """
        super().__init__(parent)
        self._hint = hint
        self._rank_of = rank_of
        self._rows_of = rows_of
        self._sentence = sentence
        self._ranks: array[int] = array("q")
        self._rows: OrderedDict[int, InboxRow | None] = OrderedDict()

    # --- what Qt asks ---------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """How many items there are."""
        return 0 if parent.isValid() else len(self._ranks)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """One."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row, its id, or the whole sentence that a screen reader speaks."""
        if not index.isValid() or index.row() >= len(self._ranks):
            return None
        if role == self.ItemIdRole:
            return item_of(self._ranks[index.row()])
        if role == self.RowRole:
            return self.row_at(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.row_at(index.row())
            return tip_words(self._hint(row)) if row else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.row_at(index.row())
            return self._sentence(row) if row else "This item could not be read."
        return None

    # --- what the list asks ---------------------------------------------------------------------------------------

    def ids(self) -> array[int]:
        """The ids, in the list's order."""
        return array("q", [item_of(each) for each in self._ranks])

    def ranks(self) -> array[int]:
        """A copy of the ranks, the greatest first."""
        return self._ranks[:]

    def id_at(self, row: int) -> ItemId | None:
        """The id in a row, or None outside the list."""
        return item_of(self._ranks[row]) if 0 <= row < len(self._ranks) else None

    def rank_at(self, row: int) -> int | None:
        """The rank in a row, or None outside the list."""
        return self._ranks[row] if 0 <= row < len(self._ranks) else None

    def row_of(self, item_id: int) -> int | None:
        """Where an id is, or None."""
        rank = self._rank_of(item_id)
        return None if rank is None else self.row_of_rank(rank)

    def row_of_rank(self, rank: int) -> int | None:
        """Where a rank is, or None. The list goes down from the greatest, so this is found by halving."""
        row = self._place(rank)
        return row if row < len(self._ranks) and self._ranks[row] == rank else None

    def row_at(self, row: int) -> InboxRow | None:
        """The values of a row, read with its page if they are not held."""
        item_id = item_of(self._ranks[row])
        if item_id not in self._rows:
            self._fetch(row)
        self._rows.move_to_end(item_id)
        return self._rows[item_id]

    def held(self, item_id: int) -> InboxRow | None:
        """The values of an item where they have been read already."""
        return self._rows.get(item_id)

    # --- what changes it ------------------------------------------------------------------------------------------

    def reset(self, ranks: Iterable[int]) -> None:
        """Another list."""
        self.beginResetModel()
        self._ranks = array("q", ranks)
        self._rows.clear()
        self.endResetModel()

    def append(self, ranks: array[int]) -> None:
        """More at the end."""
        if not ranks:
            return
        self.beginInsertRows(QModelIndex(), len(self._ranks), len(self._ranks) + len(ranks) - 1)
        self._ranks.extend(ranks)
        self.endInsertRows()

    def insert_top(self, ranks: Sequence[int]) -> None:
        """New ones at the top, the greatest first; told to Qt as one."""
        if not ranks:
            return
        self.beginInsertRows(QModelIndex(), 0, len(ranks) - 1)
        self._ranks = array("q", ranks) + self._ranks
        self.endInsertRows()

    def insert_between(self, ranks: Iterable[int]) -> None:
        """A few that come in where their rank puts them, such as one that was opened again."""
        for rank in ranks:
            row = self._place(rank)
            if row == len(self._ranks) or self._ranks[row] != rank:
                self.beginInsertRows(QModelIndex(), row, row)
                self._ranks.insert(row, rank)
                self.endInsertRows()

    def remove(self, ranks: Iterable[int]) -> None:
        """Take a few away."""
        for rank in ranks:
            row = self.row_of_rank(rank)
            if row is not None:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._ranks[row]
                self._rows.pop(item_of(rank), None)
                self.endRemoveRows()

    def moved(self, ranks: Iterable[int]) -> list[int]:
        """Where items stand that have one of these ranks by now and stood by another; for a list of a few thousand."""
        now = {item_of(rank): rank for rank in ranks}
        return [rank for rank in self._ranks if now.get(item_of(rank), rank) != rank]

    def stale(self, ids: Iterable[int]) -> None:
        """Read these again when they are next painted; those that were never read need nothing."""
        known = [item_id for item_id in dict.fromkeys(ids) if item_id in self._rows]
        for item_id in known:
            del self._rows[item_id]
        if not known:
            return
        if len(known) > FEW:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ranks) - 1, 0))
            return
        for item_id in known:
            row = self.row_of(item_id)
            if row is not None:
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def stale_all(self) -> None:
        """Read every row again when it is next painted."""
        self._rows.clear()
        if self._ranks:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ranks) - 1, 0))

    def _place(self, rank: int) -> int:
        return bisect_left(self._ranks, -rank, key=neg)

    def _fetch(self, row: int) -> None:
        start = max(0, row - row % PAGE)
        here = [item_of(rank) for rank in self._ranks[start : start + PAGE]]
        wanted = [item_id for item_id in here if item_id not in self._rows]
        found = self._rows_of(wanted)
        for item_id in wanted:
            self._rows[item_id] = found.get(item_id)
        while len(self._rows) > MOST_ROWS:
            self._rows.popitem(last=False)
