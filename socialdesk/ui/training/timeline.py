"""The timeline as a table: when, what, who, the words, what became of it, what the trainee did, what is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QApplication

from socialdesk.policy.book import Book
from socialdesk.training.events import Scenario
from socialdesk.ui import icons
from socialdesk.ui.register.table import FittedTable
from socialdesk.ui.theme import current
from socialdesk.ui.training.course import Line
from socialdesk.ui.training.words import KINDS, SIGNS, act_words, answer_words, clock, entry_words, who

HEADS = ("Time", "What", "Who", "Words", "State", "Trainee", "Model answer")
TIME, WHAT, WHO, WORDS, STATE, TRAINEE, ANSWER = range(7)
_LETTERS: Mapping[int, int] = {TIME: 6, WHAT: 13, WHO: 16, STATE: 11, TRAINEE: 20, ANSWER: 22}
SIGN = 15
"""Logical pixels of an icon."""
_WIDE: Mapping[int, int] = {WHO: 26, TRAINEE: 32, ANSWER: 36}
ROOMY = 160
"""Letters of a table that has room."""
TIGHT = 90
"""Letters of a table that has little: what is still to come is pale there too."""
_STATES = {"there": "Was there", "waiting": "To come", "happened": "Came", "impossible": "Could not"}
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TimelineModel(QAbstractTableModel):
    """A few hundred lines; only what altered is painted anew."""

    def __init__(self, scenario: Scenario, book: Book, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scenario, self._book = scenario, book
        self._lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> bool:
        """Replaces the lines; True where others stand there now, and a choice has to be made again."""
        fresh = list(lines)
        if [line.key for line in fresh] == [line.key for line in self._lines]:
            for place, (old, new) in enumerate(zip(self._lines, fresh, strict=True)):
                if old != new:
                    self._lines[place] = new
                    self.dataChanged.emit(self.index(place, 0), self.index(place, len(HEADS) - 1))
            return False
        self.beginResetModel()
        self._lines = fresh
        self.endResetModel()
        return True

    def line(self, place: int) -> Line | None:
        """The line at `place`."""
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def place_of(self, key: str) -> int | None:
        """Where a key stands; None where it does not."""
        return next((place for place, line in enumerate(self._lines) if line.key == key), None)

    @property
    def reached(self) -> int:
        """Where the last line stands that has come."""
        came = [place for place, line in enumerate(self._lines) if line.state != "waiting"]
        return came[-1] if came else 0

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Seven."""
        return 0 if parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heads."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, an icon for the kind and for where the trainee is, and ink for what is still to come."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.words(line, column)
            return f"{HEADS[column]}: {words}" if words else f"{HEADS[column]}: nothing"
        if role == Qt.ItemDataRole.DecorationRole:
            if column == WHAT:
                return _icon(SIGNS[line.entry.kind], "muted")
            if column == TRAINEE and (line.looking or line.acts):
                return _icon("show", "accent") if line.looking else _icon("check", "ok")
        if role == Qt.ItemDataRole.ForegroundRole and (line.state == "waiting" or column == TIME):
            return current().muted
        if role == Qt.ItemDataRole.FontRole and line.looking and column == WORDS:
            font = QApplication.font()
            font.setBold(True)
            return font
        return None

    def words(self, line: Line, column: int) -> str:
        """What a cell says."""
        if column == TIME:
            return "start" if line.state == "there" else clock(line.at)
        if column == WHAT:
            return KINDS[line.entry.kind]
        if column == WHO:
            return who(line.entry, self._scenario)
        if column == WORDS:
            return entry_words(line.entry)
        if column == STATE:
            return "Sent in" if line.injected else _STATES[line.state]
        if column == TRAINEE:
            return self._trainee(line)
        return answer_words(line.entry, self._book)

    def _trainee(self, line: Line) -> str:
        if line.acts:
            newest = line.acts[-1]
            more = f" + {len(line.acts) - 1}" if len(line.acts) > 1 else ""
            return f"{clock(newest.at)} {act_words(newest, self._book)}{more}"
        if line.looking:
            return "Looks at it now"
        return "Looked" if line.looked else ""


class Timeline(FittedTable):
    """The table; `chosen` tells the line that is chosen, or None."""

    chosen = Signal(object)

    def __init__(self, model: TimelineModel) -> None:
        super().__init__(model, "Timeline of the session", _LETTERS, WORDS)
        self._model = model
        self._key = ""
        # On a small screen decision and answer are a scroll away, not out of reach.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.selectionModel().currentRowChanged.connect(self._moved)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Shows them; the line that was chosen stays chosen."""
        key = self._key
        place = None
        if self._model.show(lines):
            place = self._model.place_of(key) if key else self._model.reached
            if place is not None:
                self.selectRow(place)
                self.scrollTo(self._model.index(place, 0))
        self.chosen.emit(self._model.line(self.currentIndex().row()))

    def choose(self, key: str) -> None:
        """Chooses a line by its key."""
        place = self._model.place_of(key)
        if place is not None:
            self.selectRow(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: where there is room, decisions and answers are read whole; where there is little, State goes."""
        letters = event.size().width() // max(1, self.fontMetrics().averageCharWidth())
        self._letters = {**_LETTERS, **_WIDE} if letters >= ROOMY else dict(_LETTERS)
        self.setColumnHidden(STATE, letters < TIGHT)
        if letters < TIGHT:
            del self._letters[STATE]
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt's own: another size of type asks for other rows and columns."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def _moved(self, index: QModelIndex) -> None:
        line = self._model.line(index.row())
        if line is not None:
            self._key = line.key
        self.chosen.emit(line)


def _icon(name: str, ink: str) -> QIcon:
    """With a picture of its own for the chosen row, which is dark."""
    made = icons.icon(name, ink, SIGN)
    made.addPixmap(icons.pixmap(name, "on_accent", SIGN), QIcon.Mode.Selected)
    return made
