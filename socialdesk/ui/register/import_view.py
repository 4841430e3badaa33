"""A register from a CSV file: every fault with its row and column, rows to choose, then all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.errors import UserFacingError
from socialdesk.register.csv_import import Preview, Row, Taken, preview, take
from socialdesk.register.csv_text import LARGEST
from socialdesk.ui.announce import say
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainLabel, PlainView, button_words, one_line
from socialdesk.ui.record.working import while_open
from socialdesk.ui.register.table import FittedTable
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import current, role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 1180, 760
"""Logical pixels; less where the screen has less."""
HEADINGS = ("Row", "Account", "What it does", "Faults")
_DOES = {
    "add": "Is added",
    "alter": "Brings up to date",
    "same": "Closed already",
    "stopped": "Cannot be taken",
}
_AT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex
_ABOUT = (
    "Any spreadsheet saved as CSV: whatever its separator, the order of its columns, or how they are named. First each "
    "fault is shown; nothing is written until you take rows, and then all of them together. A column of passwords is "
    "never read."
)


class PreviewModel(QAbstractTableModel):
    """The rows of a file, each with a box where it can be taken."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Row, ...] = ()
        self._takable: frozenset[int] = frozenset()
        self.rows: list[Row] = []
        self.chosen: set[int] = set()
        self._faulty_only = False

    def show_preview(self, found: Preview) -> None:
        """Another file; every row that can be taken is chosen."""
        self._all, self._takable = found.rows, frozenset(found.takable)
        self.chosen = set(found.takable)
        self.keep(faulty_only=self._faulty_only)

    def keep(self, *, faulty_only: bool) -> None:
        """Shows every row, or those with faults."""
        self.beginResetModel()
        self._faulty_only = faulty_only
        self.rows = [row for row in self._all if row.faults or not faulty_only]
        self.endResetModel()

    def rowCount(self, parent: Index = _AT) -> int:
        """Qt's own."""
        return 0 if parent.isValid() else len(self.rows)

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

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's own: a row that can be taken has a box."""
        flags = super().flags(index)
        if index.column() == 0 and self.rows[index.row()].number in self._takable:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's own."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, index.column())
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0 and row.number in self._takable:
            return Qt.CheckState.Checked if row.number in self.chosen else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ForegroundRole and index.column() >= 2 and row.faults:
            theme = current()
            return theme.danger.ink if row.action == "stopped" else theme.warning.ink
        return None

    @staticmethod
    def _words(row: Row, column: int) -> str:
        match column:
            case 0:
                return str(row.number)
            case 1:
                return one_line(row.label, 120)
            case 2:
                return _DOES[row.action]
            case _:
                return " ".join(f"{each.column}: {each.sentence}".removeprefix(": ") for each in row.faults)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt's own: the box."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        number = self.rows[index.row()].number
        if number not in self._takable:
            return False
        checked = value in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        (self.chosen.add if checked else self.chosen.discard)(number)
        self.dataChanged.emit(index, index, [role])
        return True


class ImportView(QDialog):
    """See the module. `done` is called once rows were taken."""

    def __init__(
        self,
        parent: QWidget,
        window: Window,
        done: Callable[[], None],
        *,
        choose: Callable[[QWidget], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._done, self._choose = window, done, choose or _chosen_file
        self.found: Preview | None = None
        self._taking = False
        self.setWindowTitle("Import a register")
        self.setAccessibleName("Import a register")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 60), min(HEIGHT, room.height() - 80))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(PlainLabel("Import a register", role="title"))
        column.addWidget(PlainLabel(_ABOUT, role="muted", wrap=True, limit=600))
        top = QHBoxLayout()
        self.choose = self._button("Choose a file…", self.choose_file)
        self.summary = PlainLabel("No file is chosen.", role="strong", wrap=True)
        top.addWidget(self.choose)
        top.addWidget(self.summary, 1)
        column.addLayout(top)
        self.of_file = PlainLabel("", role="warning", wrap=True, limit=2_000)
        self.of_file.hide()
        column.addWidget(self.of_file)
        self.faulty = QCheckBox("Show rows with faults only")
        self.faulty.toggled.connect(lambda: self._narrow(faulty_only=self.faulty.isChecked()))
        column.addWidget(self.faulty)
        self.model = PreviewModel()
        self.table = FittedTable(self.model, "Rows of the file", {0: 9, 1: 30, 2: 18}, 3)
        self.table.selectionModel().currentRowChanged.connect(self._row_shown)
        self.model.dataChanged.connect(self._count)
        column.addWidget(self.table, 1)
        self.told = PlainView("", name="Faults of the chosen row")
        self.told.setFixedHeight(92)
        column.addWidget(self.told)
        column.addLayout(self._foot())
        self._count()

    def choose_file(self) -> None:
        """Asks for a file, and shows what is in it."""
        name = self._choose(self)
        if name:
            self.look_at(Path(name))

    def look_at(self, file: Path) -> None:
        """Reads a file and shows its faults; nothing is written."""
        try:
            with file.open("rb") as opened:
                data = opened.read(LARGEST + 1)
        except OSError as error:
            self._say_file(
                f"The file could not be read ({error.strerror or 'the disk did not answer'}).", stops=True
            )
            return
        desk = self._window.desk
        now, hours = desk.clock(), desk.book.hours
        self.summary.setText("Looking at the file…")
        self._window.tasks.read(
            "register-import",
            lambda db, _stop: preview(db, data, now=now, hours=hours),
            while_open(self, self._previewed),
        )

    def _previewed(self, found: Preview) -> None:
        self.found = found
        wrote = f" ({found.encoding})" if found.encoding else ""
        self.summary.setText(f"{found.summary}{wrote}")
        said = [f"{each.where}: {each.sentence}" for each in found.file_faults]
        self._say_file("\n".join(said), stops=found.stopped)
        self.model.show_preview(found)
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._count()
        say(self, found.summary)

    def _say_file(self, words: str, *, stops: bool) -> None:
        self.of_file.setText(words)
        role(self.of_file, "danger" if stops else "warning")
        self.of_file.setVisible(bool(words))

    def _narrow(self, *, faulty_only: bool) -> None:
        self.model.keep(faulty_only=faulty_only)
        self.told.setPlainText("")

    def _row_shown(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not now.isValid():
            return
        row = self.model.rows[now.row()]
        faults = "\n".join(f"{each.where}: {each.sentence}" for each in row.faults)
        self.told.setPlainText(faults or f"Row {row.number}: nothing amiss.")

    def _count(self, *_: object) -> None:
        number = len(self.model.chosen)
        self.take.setText(button_words(f"Take {number} row{'' if number == 1 else 's'}"))
        self.take.setAccessibleName(f"Take the {number} chosen rows onto the register")
        self.take.setEnabled(number > 0)

    def take_rows(self) -> None:
        """Takes the chosen rows, all together."""
        found = self.found
        if found is None:
            return
        desk, chosen = self._window.desk, frozenset(self.model.chosen)
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        self.take.setEnabled(False)
        self._taking = True
        self._window.tasks.write(
            lambda db: take(db, found, chosen, now=now, hours=hours, by=by),
            while_open(self, self._taken),
            while_open(self, self._failed),
        )

    def reject(self) -> None:
        """Qt's own; not while rows are being taken, which cannot be stopped half way."""
        if not self._taking:
            super().reject()

    def _taken(self, done: Taken) -> None:
        self._taking = False
        self.accept()
        self._done()
        tell(self._window, "Imported", done.sentence)

    def _failed(self, error: Exception) -> None:
        self._taking = False
        words = str(error) if isinstance(error, UserFacingError) else "Nothing was imported. Try once more."
        self._say_file(words, stops=True)
        say(self, words, at_once=True)
        self._count()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        everything = self._button("Choose all", lambda: self._choose_all(everything=True))
        none = self._button("Choose none", lambda: self._choose_all(everything=False))
        cancel = self._button("Cancel", self.reject)
        self.take = self._button("Take the rows", self.take_rows)
        role(self.take, "primary")
        row.addWidget(everything)
        row.addWidget(none)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.take)
        return row

    def _choose_all(self, *, everything: bool) -> None:
        self.model.chosen = set(self.found.takable) if everything and self.found is not None else set()
        self.model.keep(faulty_only=self.faulty.isChecked())
        self._count()

    @staticmethod
    def _button(words: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(button_words(words))
        button.setAccessibleName(words.removesuffix("…"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        return button

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the form is read."""
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            go_to(target, reason)
        return target is not None


def _chosen_file(parent: QWidget) -> str:
    name, _ = QFileDialog.getOpenFileName(
        parent, "Choose a register", "", "Spreadsheet as CSV (*.csv *.txt *.tsv)"
    )
    return name
