"""The rows of the register as a table: what is told of each account in a line, and which are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from socialdesk.register.dormancy import Dormancy, Stillness, dormancy
from socialdesk.register.entries import RegisterEntry
from socialdesk.register.register_rules import Kind
from socialdesk.ui.plain_text import one_line
from socialdesk.ui.theme import current

HEADINGS = ("Account", "Network", "Kind", "Owner", "Last post", "State")
STATE = 5
_AT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """An account with what follows from the day of today."""

    entry: RegisterEntry
    still: Dormancy

    @property
    def tone(self) -> str:
        """How loud its state is: danger, warning, muted or ""."""
        if not self.entry.open:
            return "muted"
        if self.entry.frozen_on is not None or self.still.state is Stillness.DUE:
            return "danger"
        if self.still.state is Stillness.WARNED or self.entry.leavers or _flagged(self.entry):
            return "warning"
        return ""

    @property
    def state(self) -> str:
        """Its state in a few words, the gravest first."""
        entry = self.entry
        if not entry.open:
            return f"Closed {entry.closed_on:%d/%m/%Y}"
        said: list[str] = []
        if entry.frozen_on is not None:
            said.append("Frozen")
        if self.still.state is Stillness.DUE:
            said.append(f"To close: {self.still.days} days still")
        elif self.still.state is Stillness.WARNED:
            said.append(f"{self.still.days} days still")
        elif self.still.state is Stillness.MITIGATED:
            said.append("Still, with a reason")
        if entry.leavers:
            said.append("Somebody leaves")
        if entry.reshare_only:
            said.append("Only reshares")
        if entry.watch_only:
            said.append("Only watches")
        missing = len(entry.missing)
        if missing:
            said.append(f"{missing} to see to")
        return ", ".join(said) or "In order"

    def words(self, column: int) -> str:
        """What stands in a column."""
        entry = self.entry
        match column:
            case 0:
                return one_line(entry.handle, 100)
            case 1:
                return entry.network_label
            case 2:
                return entry.kind.value.capitalize()
            case 3:
                return one_line(entry.owner, 120)
            case 4:
                return "Not known" if entry.last_post_on is None else f"{entry.last_post_on:%d/%m/%Y}"
            case _:
                return self.state


def _flagged(entry: RegisterEntry) -> bool:
    return entry.reshare_only or entry.watch_only


@dataclass(frozen=True, slots=True)
class Kept:
    """One part of the register."""

    label: str
    holds: Callable[[Line], bool]


FILTERS = (
    Kept("Every account", lambda line: line.entry.open),
    Kept("Due: something to see to", lambda line: bool(line.entry.missing) or line.still.wants_a_hand),
    Kept(
        "Dormant: 45 days or more",
        lambda line: line.still.state in (Stillness.WARNED, Stillness.DUE, Stillness.MITIGATED),
    ),
    Kept("To be closed: 60 days", lambda line: line.still.state is Stillness.DUE),
    Kept("Last post not known", lambda line: line.still.state is Stillness.UNKNOWN),
    Kept("Frozen", lambda line: line.entry.frozen_on is not None and line.entry.open),
    Kept("Only reshares or only watches", lambda line: _flagged(line.entry) and line.entry.open),
    Kept("Password to be recorded", lambda line: line.entry.open and _password(line.entry)),
    Kept("Training missing", lambda line: any(each.trained_on is None for each in line.entry.people)),
    Kept("Somebody leaves", lambda line: line.entry.leavers > 0),
    Kept("Primary accounts", lambda line: line.entry.kind is Kind.PRIMARY and line.entry.open),
    Kept("Neighbourhood pages", lambda line: line.entry.kind is Kind.NEIGHBOURHOOD and line.entry.open),
    Kept("Connected to the desk", lambda line: line.entry.account_id is not None and line.entry.open),
    Kept("Closed", lambda line: not line.entry.open),
)
DUE, DORMANT, FROZEN = 1, 2, 5
"""Where these stand in `FILTERS`."""


def _password(entry: RegisterEntry) -> bool:
    return entry.credentials is None or not entry.credentials.held or entry.credentials.behind


class RegisterModel(QAbstractTableModel):
    """The accounts that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Line, ...] = ()
        self.lines: list[Line] = []
        self._kept, self._words = 0, ""
        self._column, self._order = -1, Qt.SortOrder.AscendingOrder

    def show_entries(self, entries: Sequence[RegisterEntry], today: date) -> None:
        """Other accounts, or the same as they are now."""
        self._all = tuple(Line(entry, dormancy(entry, today)) for entry in entries)
        self._again()

    def keep(self, kept: int, words: str) -> None:
        """Shows a part of them, those in which every word is found."""
        self._kept, self._words = kept, words
        self._again()

    def counted(self, kept: int) -> int:
        """How many a part holds."""
        return sum(FILTERS[kept].holds(line) for line in self._all)

    def row_of(self, register_id: int) -> int:
        """Where an account stands; -1 where it is not shown."""
        return next((row for row, line in enumerate(self.lines) if line.entry.id == register_id), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Qt's own."""
        self._column, self._order = column, order
        self._again()

    def _again(self) -> None:
        wanted = self._words.casefold().split()
        self.beginResetModel()
        kept = FILTERS[self._kept]
        self.lines = [line for line in self._all if kept.holds(line) and _found(line.entry, wanted)]
        if self._column >= 0:
            back = self._order is Qt.SortOrder.DescendingOrder
            self.lines.sort(key=lambda line: self._key(line), reverse=back)
        self.endResetModel()

    def _key(self, line: Line) -> tuple[int, str]:
        if self._column == 4:
            last = line.entry.last_post_on
            return (0 if last is None else last.toordinal(), "")
        if self._column == STATE:
            loud = {"danger": 0, "warning": 1, "": 2, "muted": 3}[line.tone]
            return (loud * 10_000 - (line.still.days or 0), line.state)
        return (0, line.words(self._column).casefold())

    def rowCount(self, parent: Index = _AT) -> int:
        """Qt's own."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _AT) -> int:
        """Qt's own."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Qt's own."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's own."""
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.words(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADINGS[index.column()]}: {line.words(index.column())}"
        if role == Qt.ItemDataRole.ForegroundRole and (index.column() == STATE or line.tone == "muted"):
            theme = current()
            inks = {"danger": theme.danger.ink, "warning": theme.warning.ink, "muted": theme.muted}
            return inks.get(line.tone)
        if role == Qt.ItemDataRole.FontRole and index.column() == 0 and line.entry.open:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None


def _found(entry: RegisterEntry, wanted: Sequence[str]) -> bool:
    if not wanted:
        return True
    people = " ".join(each.label for each in entry.people)
    told = f"{entry.handle} {entry.name} {entry.network_label} {entry.owner} {entry.represents} {people}".casefold()
    return all(word in told for word in wanted)
