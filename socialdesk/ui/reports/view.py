"""The desk in numbers: a chart and its table side by side, of chosen days; as PDF and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from socialdesk.errors import UserFacingError
from socialdesk.exports.reports import Report, Table, report, span_of
from socialdesk.exports.reports_files import as_csv, made_words, marking_of, record_export
from socialdesk.exports.safely import whole_file
from socialdesk.storage.database import Connection
from socialdesk.ui.dialogs import Form
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, button_words
from socialdesk.ui.reports.chart import Chart, summary
from socialdesk.ui.reports.pdf import report_pdf
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 1180, 700
"""Logical pixels; less where the screen has less."""
NARROW = 1000
"""Below that there is no room for a chart and a table side by side."""
SPANS = (("The last 7 days", 7), ("The last 28 days", 28), ("The last 90 days", 90), ("The last year", 365))
USUAL = 1
"""Where the span stands that is shown first."""


class ReportsView(QDialog):
    """See the module."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.report: Report | None = None
        self.setWindowTitle("Reports")
        self.setAccessibleName("Reports")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("Reports", role="title"))
        head.addStretch(1)
        self.marking = PlainLabel("", role="strong")
        head.addWidget(self.marking)
        column.addLayout(head)
        column.addLayout(self._choices())
        column.addLayout(self._middle(), 1)
        column.addLayout(self._foot())
        self.span.currentIndexChanged.connect(self.refresh)
        self.names.toggled.connect(self.refresh)
        self.list.currentRowChanged.connect(self._show)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Counts again."""
        desk = self._window.desk
        now, book, names = desk.clock(), desk.book, self.names.isChecked()
        span = span_of(SPANS[self.span.currentIndex()][1], now=now, book=book)
        self.about.setText("Counting…")
        self._window.tasks.read(
            "reports",
            lambda db, stop: report(db, span=span, book=book, now=now, names=names, stopped=stop.is_set),
            self._read,
        )

    def _read(self, found: Report) -> None:
        self.report = found
        self.marking.setText(marking_of(found))
        row = max(0, self.list.currentRow())
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([table.title for table in found.tables])
        self.list.blockSignals(False)
        self.list.setCurrentRow(min(row, len(found.tables) - 1))
        for button in (self.pdf, self.csv):
            button.setEnabled(True)
        self._show()

    @property
    def table(self) -> Table | None:
        """The table that is shown."""
        row = self.list.currentRow()
        return None if self.report is None or row < 0 else self.report.tables[row]

    def _show(self, *_: object) -> None:
        table, found = self.table, self.report
        if table is None or found is None:
            return
        self.heading.setText(table.title)
        self.about.setText(f"{found.span.words}. {table.about}")
        self.chart.show_table(table)
        self.figures.setAccessibleName(table.title)
        self.figures.setAccessibleDescription(summary(table))
        self.figures.clear()
        self.figures.setColumnCount(len(table.head))
        self.figures.setRowCount(len(table.rows))
        self.figures.setHorizontalHeaderLabels(list(table.head))
        for line, row in enumerate(table.rows):
            for place, cell in enumerate(row):
                words = f"{cell:,}" if isinstance(cell, int) else cell
                item = QTableWidgetItem(words)
                side = Qt.AlignmentFlag.AlignLeft if place == 0 else Qt.AlignmentFlag.AlignRight
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.figures.setItem(line, place, item)
        header = self.figures.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(len(table.head) == 2)

    # --- What it is made of -----------------------------------------------------------------------------------------

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.span = QComboBox()
        self.span.setAccessibleName("Days")
        for words, _ in SPANS:
            self.span.addItem(words)
        self.span.setCurrentIndex(USUAL)
        self.names = QCheckBox("Name the accounts")
        self.names.setAccessibleDescription("An account may bear the name of the officer whose it is.")
        row.addWidget(self.span)
        row.addWidget(self.names)
        row.addStretch(1)
        row.addWidget(PlainLabel("Nobody who works at the desk is counted.", role="small"))
        return row

    def _middle(self) -> QHBoxLayout:
        self.list = QListWidget()
        self.list.setAccessibleName("Reports")
        self.list.setFixedWidth(262)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.heading = PlainLabel("", role="heading")
        self.about = PlainLabel("", role="muted", wrap=True)
        self.chart = Chart()
        self.figures = QTableWidget()
        self.figures.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.figures.setTabKeyNavigation(False)
        self.figures.setAlternatingRowColors(True)
        self.figures.setShowGrid(False)
        self.figures.setWordWrap(False)
        self.figures.verticalHeader().hide()
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.heading)
        right.addWidget(self.about)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(12)
        self._beside.addWidget(self.chart, 1)
        self._beside.addWidget(self.figures, 1)
        right.addLayout(self._beside, 1)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.pdf = _button("Save as PDF…", lambda: SaveForm(self, self._window, "PDF").open())
        self.csv = _button("Save for a spreadsheet…", lambda: SaveForm(self, self._window, "CSV").open())
        row.addWidget(self.pdf)
        row.addWidget(self.csv)
        for button in (self.pdf, self.csv):
            button.setEnabled(False)
        row.addStretch(1)
        close = _button("Close", self.accept)
        row.addWidget(close)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: where the window is narrow the table stands below its chart."""
        wide = event.size().width() >= NARROW
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(direction)
        super().resizeEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the view is read."""
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            go_to(target, reason)
        return target is not None


class SaveForm(Form):
    """What the report is for, and where it is saved."""

    def __init__(
        self,
        parent: ReportsView,
        window: Window,
        kind: str,
        *,
        choose: Callable[[QWidget, str], str] | None = None,
    ) -> None:
        super().__init__(
            parent,
            "Save the report",
            about="Figures only, of the days that are shown. That it was saved, and what for, goes into the record.",
            save="Save as…",
        )
        self._report = parent.report
        self._window = window
        self._kind = kind
        self._choose = choose or _chosen_file
        self.reason = PlainEdit(name="What it is for", hint="A monthly report, a question from the public …")
        self.reason.setMaximumHeight(90)
        self.add("What it is for", self.reason)

    def submit(self) -> None:
        """Asks where, and saves it."""
        found, desk = self._report, self._window.desk
        reason = self.reason.toPlainText().strip()
        if found is None:
            self.reject()
            return
        if not reason:
            self.refuse("Say what the report is for: it goes into the record.", self.reason)
            return
        file = self._choose(self, f"report {marking_of(found)}.{self._kind.lower()}")
        if not file:
            return
        now, by, book = desk.clock(), desk.person, desk.book

        def made() -> bytes:
            if self._kind == "CSV":
                return as_csv(found, book).encode("utf-8-sig")
            return report_pdf(found, marking=marking_of(found), made=made_words(found, book))

        def work(db: Connection) -> None:
            content = record_export(
                db, report=found, how=self._kind, reason=reason, now=now, by=by, made=made
            )
            with whole_file(Path(file)) as part:
                part.write_bytes(content)

        def saved(_: None) -> None:
            self.accept()
            tell(self._window, "Saved", "The report is saved.", file)

        def failed(error: Exception) -> None:
            self.refuse(
                str(error) if isinstance(error, UserFacingError) else "It could not be made. Try once more."
            )

        self._window.tasks.write(work, saved, failed)


def _button(words: str, run: Callable[[], object]) -> QPushButton:
    made = QPushButton(button_words(words))
    made.setAccessibleName(words.removesuffix("…"))
    made.setAutoDefault(False)
    made.clicked.connect(lambda _=False: run())
    return made


def _chosen_file(parent: QWidget, name: str) -> str:
    kind = "PDF (*.pdf)" if name.endswith("pdf") else "Spreadsheet (*.csv)"
    chosen, _ = QFileDialog.getSaveFileName(parent, "Save the report", name, kind)
    return chosen
