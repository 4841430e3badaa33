"""The record: every entry, looked through by filters, with what belongs to one beneath (T3)."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QItemSelection, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
)

from socialdesk.audit.filtering import lines, numbers, people
from socialdesk.audit.queries import AuditLine
from socialdesk.audit.verify import Verification
from socialdesk.exports.permissions import Doing, why_not
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.storage.database import Connection
from socialdesk.ui.announce import say
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.record.entry_card import EntryCard
from socialdesk.ui.record.export_form import ExportForm, Subject
from socialdesk.ui.record.filters import Filters
from socialdesk.ui.record.model import ACCOUNT, NUMBER, WHEN, WHO, RecordModel
from socialdesk.ui.record.working import while_open
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 1_160, 700
"""Logical pixels; less where the screen has less."""
KEY = "record-numbers"
_LETTERS = {NUMBER: 9, WHEN: 19, WHO: 18, ACCOUNT: 18}


class RecordView(QDialog):
    """See the module. `item` narrows it to one item to begin with."""

    def __init__(self, window: Window, *, item: ItemId | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle("The record")
        self.setAccessibleName("The record")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        desk = window.desk
        self.model = RecordModel(lambda wanted: lines(desk.read, wanted), self._account_name, self)
        self.filters = Filters(desk.accounts)
        self.table = _Table(self.model)
        self.card = EntryCard()
        self.found = PlainLabel("", role="muted")
        self._of_check = ""
        """What a check of the whole record says: it stands until something else is looked for."""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(9)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("The record", role="title"))
        head.addStretch(1)
        head.addWidget(self.found)
        column.addLayout(head)
        column.addWidget(self.filters)
        column.addWidget(self.table, 1)
        column.addWidget(self.card)
        column.addLayout(self._foot())
        self.filters.changed.connect(self.refresh)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.card.item_asked.connect(self._show_item)
        if item is not None:
            self.filters.show_item(item)
        self.refused = why_not(desk.person, Doing.READ_RECORD, training=desk.training)
        if self.refused:
            self.filters.setEnabled(False)
            self.export.setEnabled(False)
            self.check.setEnabled(False)
            self.found.setText(self.refused)
            return
        window.tasks.read(
            "record-people", lambda db, _stop: people(db), while_open(self, self.filters.show_people)
        )
        self.refresh()

    def refresh(self) -> None:
        """Reads what the filters let through, from the newest on, in the background."""
        wanted = self.filters.wanted()
        if wanted is None or self.refused:
            return
        self.model.reset()
        self.card.show_nothing()
        self._of_check = ""
        self.found.setText("Looking…")
        tasks = self._window.tasks

        def look(db: Connection, stop: threading.Event) -> int:
            found = 0
            for part in numbers(db, wanted, stopped=stop.is_set):
                found += len(part)
                if part:
                    tasks.post(lambda part=part: self._more(part, stop))
            return found

        tasks.read(KEY, look, while_open(self, self._all_found))

    def reject(self) -> None:
        """Qt's own: closes; nothing goes on looking."""
        self._window.tasks.cancel(KEY)
        super().reject()

    def _more(self, part: array[int], stop: threading.Event) -> None:
        # The view may have gone, or another filter come, while this waited.
        if not stop.is_set() and shiboken6.isValid(self):
            self.model.append(part)
            self.found.setText(self._of_check or f"{self.model.rowCount():,} so far")

    def _all_found(self, count: int) -> None:
        words = f"{count:,} entr{'y' if count == 1 else 'ies'}" if count else "No entry is like that"
        self.found.setText(self._of_check or words)
        say(self, words)

    def _chosen(self, selected: QItemSelection, _before: QItemSelection) -> None:
        rows = selected.indexes()
        line: AuditLine | None = self.model.line_at(rows[0].row()) if rows else None
        if line is None:
            self.card.show_nothing()
        else:
            self.card.show_line(self._window.desk.read, line)

    def _show_item(self, item_id: int) -> None:
        self.accept()
        self._window.show_item(ItemId(item_id))
        self._window.open_tab("record")

    def _account_name(self, account_id: AccountId) -> str:
        account = self._window.desk.accounts.get(account_id)
        return account.name if account else f"Account {account_id}"

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.export = self._button("Export these…", self._export)
        self.check = self._button("Check the whole record", self._check)
        row.addWidget(self.export)
        row.addWidget(self.check)
        row.addStretch(1)
        close = self._button("Close", self.reject)
        close.setDefault(True)
        role(close, "primary")
        row.addWidget(close)
        return row

    @staticmethod
    def _button(words: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.setMinimumHeight(34)
        button.clicked.connect(lambda: pressed())
        return button

    def _export(self) -> None:
        ExportForm(self._window, Subject(entries=self.model.numbers()), parent=self).open()

    def _check(self) -> None:
        self.check.setEnabled(False)
        self._of_check = "Checking every entry…"
        self.found.setText(self._of_check)
        check = self._window.desk.check_record
        self._window.tasks.read("record-check", lambda db, _stop: check(db), while_open(self, self._checked))

    def _checked(self, found: Verification) -> None:
        self.check.setEnabled(True)
        self._of_check = "The record verifies" if found.ok else "The record does NOT verify"
        self.found.setText(self._of_check)
        tell(self, "The record", found.sentence)

    def changeEvent(self, event: QEvent) -> None:
        """Qt's own: rows follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self.table.fit()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes as the view is read."""
        target = next_stop([self], QApplication.focusWidget(), forward=next)
        if target is not None:
            go_to(target, Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        return target is not None


class _Table(QTableView):
    """The entries."""

    def __init__(self, model: RecordModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("Entries of the record")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.fit()

    def fit(self) -> None:
        """Take heights and widths from the font in force."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: what happened takes the room that is left."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        wide = self.fontMetrics().horizontalAdvance("0")
        taken = 0
        for column, letters in _LETTERS.items():
            width = letters * wide + 14
            self.setColumnWidth(column, width)
            taken += width
        self.setColumnWidth(3, max(160, self.viewport().width() - taken))
