"""The table of one column that shows the list, and the keys that move in it."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QHeaderView, QTableView, QWidget

from socialdesk.model.ids import ItemId
from socialdesk.ui.inbox.delegate import InboxDelegate
from socialdesk.ui.inbox.model import InboxModel
from socialdesk.ui.theme import current


class InboxTable(QTableView):
    """A `QTableView`, since a `QListView` lays out every row again at each insert (qtlab.md section 2)."""

    item_chosen = Signal(object)
    """The id of the row that is chosen, or None."""
    opened = Signal()
    """Enter or a double click: go on to the conversation."""
    next_unhandled = Signal()
    painted = Signal()
    """It has been painted for the first time."""

    def __init__(self, model: InboxModel, delegate: InboxDelegate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = delegate
        self._kept: ItemId | None = None
        self.was_painted = False
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setAccessibleName("Items")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.viewport().setMouseTracking(True)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)
        self.fit_rows()
        self.doubleClicked.connect(self._double_clicked)

    def fit_rows(self) -> None:
        """Take the height of a row from the font in force."""
        self.verticalHeader().setDefaultSectionSize(self._delegate.height(self.font()))
        self.verticalScrollBar().setSingleStep(24)

    def current_id(self) -> ItemId | None:
        """The id of the chosen row."""
        return self._model.id_at(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def choose(self, row: int) -> None:
        """Choose a row and bring it into sight."""
        if 0 <= row < self._model.rowCount():
            self.setCurrentIndex(self._model.index(row, 0))
            self.scrollTo(self._model.index(row, 0))

    def choose_id(self, item_id: int) -> bool:
        """Choose an item; False where it is not in the list."""
        row = self._model.row_of(item_id)
        if row is not None:
            self.choose(row)
        return row is not None

    def step(self, by: int) -> None:
        """Go on by so many rows, within the list."""
        row = self.currentIndex().row() if self.currentIndex().isValid() else -1 if by > 0 else 1
        self.choose(max(0, min(self._model.rowCount() - 1, row + by)))

    def at_top(self) -> bool:
        """True where the first row is in sight, so that new ones can simply come in."""
        return self.verticalScrollBar().value() <= self.verticalHeader().defaultSectionSize() // 2

    # The stubs let a persistent index come too; Qt hands over none.
    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Qt's own."""
        super().currentChanged(current, previous)
        if not (previous.isValid() and current.isValid()):
            self.viewport().update()  # the ring goes from the whole list to one row, or back
        item_id = self._model.id_at(current.row()) if current.isValid() else None
        if item_id != self._kept:
            self._kept = item_id
            self.item_chosen.emit(item_id)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt's own. What assistive technology selects is chosen: never one row marked and another one decided on."""
        super().selectionChanged(selected, deselected)
        # Once this is over: Qt marks a row before it makes it the current one.
        QTimer.singleShot(0, self, self._follow_selection)

    def _follow_selection(self) -> None:
        marked = self.selectionModel().selectedRows()
        if marked and marked[0] != self.currentIndex():
            self.selectionModel().setCurrentIndex(marked[0], QItemSelectionModel.SelectionFlag.NoUpdate)

    def _double_clicked(self, _index: QModelIndex) -> None:
        self.opened.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt's own, but that the table's would choose the first item, and choosing is a person's to do."""
        QAbstractScrollArea.focusInEvent(self, event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's own; the ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own, and where the keyboard is: a ring round the row that is chosen, else round the list."""
        super().paintEvent(event)
        if not self.was_painted:
            self.was_painted = True
            self.painted.emit()
        if self.hasFocus():
            index = self.currentIndex()
            place = self.visualRect(index) if index.isValid() else self.viewport().rect()
            painter = QPainter(self.viewport())
            painter.setPen(QPen(current().link, 2))
            painter.drawRect(place.adjusted(1, 1, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Enter opens, Space goes to the next that nobody has handled; letters are never searched for."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.next_unhandled.emit()
        elif event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own."""
        super().resizeEvent(event)
        self.setColumnWidth(0, self.viewport().width())
