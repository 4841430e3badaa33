"""Several trainees' kept sessions beside one another: the ratio of each kind, and the marks behind each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from socialdesk.errors import UserFacingError
from socialdesk.policy.book import Book
from socialdesk.training.marks import Mark, MarkKind, Score
from socialdesk.training.session_file import SUFFIX, Kept, load
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.parts import Headline, Section, emptied, in_reading_order, line, made_card, sentence
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import current, role
from socialdesk.ui.training.words import MARKS, clock

WIDTH, HEIGHT = 1240, 700
"""Logical pixels; less where the screen has less."""
LEAST = 0.75
"""A share below this is pointed out."""
MOST = 200
"""Marks that are listed."""
KINDS: tuple[MarkKind, ...] = tuple(MARKS)
FIXED = ("Trainee", "Scenario", "Day", "Whole")
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One kept session, judged."""

    path: Path
    kept: Kept
    score: Score


def read_results(paths: Sequence[Path], book: Book) -> tuple[list[Result], list[str]]:
    """Those that can be read, and a sentence for each that cannot. Takes its time: not on the GUI thread."""
    found: list[Result] = []
    wrong: list[str] = []
    for path in paths:
        try:
            kept = load(path)
            found.append(Result(path=path, kept=kept, score=kept.score(book)))
        except UserFacingError as error:
            wrong.append(f"{path.name}: {error.happened}")
    return found, wrong


class ResultsModel(QAbstractTableModel):
    """Trainees down, kinds across."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.results: list[Result] = []

    def show(self, results: Sequence[Result]) -> None:
        """Replaces them."""
        self.beginResetModel()
        self.results = list(results)
        self.endResetModel()

    def kind(self, column: int) -> MarkKind | None:
        """The kind of a column; None for those that tell which session it is, and for the whole."""
        place = column - len(FIXED)
        return KINDS[place] if 0 <= place < len(KINDS) else None

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """One for each session."""
        return 0 if parent.isValid() else len(self.results)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Four, and one for each kind."""
        return 0 if parent.isValid() else len(FIXED) + len(KINDS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heads."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        kind = self.kind(section)
        return MARKS[kind] if kind is not None else FIXED[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Ratios as figures; what is low has an icon's word too, not only its ink."""
        if not index.isValid() or not 0 <= index.row() < len(self.results):
            return None
        result, column = self.results[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(result, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            head = self.headerData(column, Qt.Orientation.Horizontal)
            return f"{result.score.trainee}, {head}: {self.words(result, column)}"
        share = self._share(result, column)
        if role == Qt.ItemDataRole.BackgroundRole and share is not None and share < LEAST:
            return current().warning.fill
        if role == Qt.ItemDataRole.ForegroundRole and share is not None and share < LEAST:
            return current().warning.ink
        if role == Qt.ItemDataRole.TextAlignmentRole and column >= len(FIXED) - 1:
            return int(Qt.AlignmentFlag.AlignCenter)
        return None

    def words(self, result: Result, column: int) -> str:
        """What a cell says."""
        kind = self.kind(column)
        if kind is not None:
            ratio = result.score.kinds.get(kind)
            if ratio is None or not ratio.of:
                return "none"
            return f"{ratio.right} of {ratio.of}" + (" ▼" if ratio.share < LEAST else "")
        told = (
            one_line(result.score.trainee, 60),
            one_line(result.kept.scenario.name or result.score.scenario, 80),
            f"{result.kept.began:%d/%m/%Y}",
            f"{result.score.score:.0%}" + ("" if result.score.done else " (not done)"),
        )
        return told[column]

    def _share(self, result: Result, column: int) -> float | None:
        if column == len(FIXED) - 1:
            return result.score.score
        kind = self.kind(column)
        ratio = result.score.kinds.get(kind) if kind is not None else None
        return ratio.share if ratio is not None and ratio.of else None


class SideBySide(QDialog):
    """Opened over the trainer's panel; nothing of the session that runs is in it unless it was kept."""

    def __init__(self, parent: QWidget, tasks: Tasks, book: Book) -> None:
        super().__init__(parent)
        self._tasks, self._book = tasks, book
        self.setWindowTitle("Side by side")
        self.setAccessibleName("Side by side")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 16, 14)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("Side by side", role="title"))
        head.addStretch(1)
        self.open_button = QPushButton("Open kept sessions…")
        self.open_button.setAccessibleName("Open kept sessions")
        self.open_button.setAutoDefault(False)
        role(self.open_button, "primary")
        self.open_button.clicked.connect(self._choose)
        head.addWidget(self.open_button)
        column.addLayout(head)
        self.about = PlainLabel(
            "Open the files of several trainees: each row is a session, each column a kind of mark. "
            f"▼ is below {LEAST:.0%}. Choose a cell to see what is behind it.",
            role="muted",
            wrap=True,
        )
        column.addWidget(self.about)
        self.wrong = QVBoxLayout()
        column.addLayout(self.wrong)
        self.model = ResultsModel(self)
        self.table = _table(self.model)
        self.table.selectionModel().currentChanged.connect(self._drill)
        self.behind = Section("What is behind the chosen cell")
        self.behind.column.setContentsMargins(0, 6, 10, 4)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.behind)
        split.setSizes([260, 320])
        column.addWidget(split, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = QPushButton("Close")
        close.setAccessibleName("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        column.addLayout(row)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Reads and judges them, and puts them beside what is there already."""
        held = {result.path for result in self.model.results}
        fresh = [path for path in paths if path not in held]
        book = self._book
        self._tasks.call(lambda: read_results(fresh, book), self._came)

    def _choose(self) -> None:
        kind = f"Training sessions (*{SUFFIX})"
        chosen, _ = QFileDialog.getOpenFileNames(self, "Open kept sessions", "", kind)
        if chosen:
            self.open_files([Path(each) for each in chosen])

    def _came(self, read: tuple[list[Result], list[str]]) -> None:
        found, wrong = read
        both = [*self.model.results, *found]
        self.model.show(sorted(both, key=lambda each: (each.score.scenario, each.score.trainee.casefold())))
        emptied(self.wrong)
        for words in wrong:
            self.wrong.addWidget(line("warning", words, "warning"))
        if self.model.results and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, len(FIXED) - 1))
            self.table.setFocus()

    def _drill(self, index: QModelIndex) -> None:
        column = self.behind.column
        emptied(column)
        if index.isValid():
            result, kind = self.model.results[index.row()], self.model.kind(index.column())
            marks = [mark for mark in result.score.marks if kind in {None, mark.kind}]
            wrong = [mark for mark in marks if not mark.right]
            what = MARKS[kind].lower() if kind is not None else "all kinds"
            title = f"{one_line(result.score.trainee, 60)}, {what}: {len(wrong)} of {len(marks)} not right"
            column.addWidget(PlainLabel(title, role="heading", wrap=True))
            lasted = clock(result.kept.transcript.lasted)
            column.addWidget(sentence(f"The session lasted {lasted}. {result.path.name}", "small"))
            for mark in [*wrong, *(each for each in marks if each.right)][:MOST]:
                column.addWidget(_mark(mark, result))
        column.addStretch(1)
        in_reading_order(column)
        self.behind.verticalScrollBar().setValue(0)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the view is read."""
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            go_to(target, reason)
        return target is not None


def _table(model: ResultsModel) -> QTableView:
    made = QTableView()
    made.setModel(model)
    made.setAccessibleName("Sessions and kinds of marks")
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setShowGrid(False)
    made.setAlternatingRowColors(True)
    made.setTabKeyNavigation(False)
    made.setWordWrap(False)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(made.fontMetrics().height() + 14)
    header = made.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    header.setMinimumSectionSize(64)
    return made


def _mark(mark: Mark, result: Result) -> QWidget:
    frame, lines = made_card("" if mark.right else "warning")
    words = f"{MARKS[mark.kind]}: {'right' if mark.right else 'not right'}"
    lines.addWidget(
        Headline("check" if mark.right else "flag", words, mark.clause, "ok" if mark.right else "warning")
    )
    entry = next((each for each in result.kept.scenario.entries if each.event.key == mark.item), None)
    if entry is not None:
        lines.addWidget(sentence(f"“{one_line(entry.event.text, 200)}”", "muted"))
    lines.addWidget(sentence(mark.sentence))
    if mark.dispute:
        said = {None: "no word yet", True: "upheld", False: "not upheld"}[mark.upheld]
        lines.addWidget(line("message", f"Disputed ({said}): {mark.dispute}", "info"))
    return frame
