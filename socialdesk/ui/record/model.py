"""The record as a table: an array of numbers, and lines read when painted (as the inbox: `ui/inbox/model.py`)."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from socialdesk.audit.queries import AuditLine
from socialdesk.clock import from_ms
from socialdesk.model.ids import AccountId
from socialdesk.ui.plain_text import one_line

COLUMNS = ("No.", "When", "Who", "What happened", "Account")
NUMBER, WHEN, WHO, WHAT, ACCOUNT = range(5)
PAGE = 64
MOST_LINES = PAGE * 64

Index = QModelIndex | QPersistentModelIndex
LinesOf = Callable[[Sequence[int]], Mapping[int, AuditLine]]


class RecordModel(QAbstractTableModel):
    """The newest entry first. `LineRole` answers with the `AuditLine`, None where it could not be read."""

    LineRole = Qt.ItemDataRole.UserRole + 1

    def __init__(
        self, lines_of: LinesOf, account_name: Callable[[AccountId], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._lines_of = lines_of
        self._account_name = account_name
        self._numbers: array[int] = array("q")
        self._lines: OrderedDict[int, AuditLine | None] = OrderedDict()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """How many entries there are."""
        return 0 if parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        """As many as `COLUMNS`."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Qt's own: the names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell, the whole entry, or the sentence that a screen reader speaks."""
        if not index.isValid() or index.row() >= len(self._numbers):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == NUMBER:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, self.LineRole):
            return None
        line = self.line_at(index.row())
        if role == self.LineRole:
            return line
        if line is None:
            return "This entry could not be read."
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == WHAT:
            return f"Entry {line.seq}, {moment(line.at_ms)}, {one_line(line.by_name, 80)}: {line.sentence}"
        return self._words(line, index.column())

    def numbers(self) -> array[int]:
        """The numbers of all entries that are listed, the newest first."""
        return self._numbers[:]

    def line_at(self, row: int) -> AuditLine | None:
        """The entry in a row, read with its page if it is not held."""
        number = self._numbers[row]
        if number not in self._lines:
            self._fetch(row)
        self._lines.move_to_end(number)
        return self._lines[number]

    def reset(self) -> None:
        """Nothing is listed."""
        self.beginResetModel()
        self._numbers = array("q")
        self._lines.clear()
        self.endResetModel()

    def append(self, numbers: array[int]) -> None:
        """More at the end."""
        if numbers:
            self.beginInsertRows(QModelIndex(), len(self._numbers), len(self._numbers) + len(numbers) - 1)
            self._numbers.extend(numbers)
            self.endInsertRows()

    def _words(self, line: AuditLine, column: int) -> str:
        match column:
            case 0:
                return f"{line.seq:,}"
            case 1:
                return moment(line.at_ms)
            case 2:
                return one_line(line.by_name, 80)
            case 3:
                return one_line(line.sentence, 400)
            case _:
                return "" if line.account_id is None else one_line(self._account_name(line.account_id), 80)

    def _fetch(self, row: int) -> None:
        start = max(0, row - row % PAGE)
        wanted = [number for number in self._numbers[start : start + PAGE] if number not in self._lines]
        found = self._lines_of(wanted)
        for number in wanted:
            self._lines[number] = found.get(number)
        while len(self._lines) > MOST_LINES:
            self._lines.popitem(last=False)


def moment(at_ms: int) -> str:
    """A time of the record, here and to the second."""
    return f"{from_ms(at_ms).astimezone():%d/%m/%Y %H:%M:%S}"
