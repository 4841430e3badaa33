"""The list of comments: painted rows, keyboard reachable, each with its words for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QWidget

from socialdesk.model.ids import ItemId
from socialdesk.ui.conversation.delegate import CommentDelegate
from socialdesk.ui.conversation.rows import ROW_ROLE, ConversationModel, Row
from socialdesk.ui.visible import visible


class ConversationView(QListView):
    """At most a few hundred comments; `QListView` lays all of them out, which is right for so few."""

    chosen = Signal(int)
    """Another comment was clicked or opened: its item id."""
    unfold = Signal(int)
    """All of a long comment is asked for: its item id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ConversationModel(self)
        self._delegate = CommentDelegate(self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Conversation")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer_copy)
        self.viewport().setAutoFillBackground(False)
        self._around: ItemId | None = None
        self._centre = QTimer(self)
        self._centre.setSingleShot(True)
        self._centre.setInterval(0)
        self._centre.timeout.connect(self._bring)
        self._hint = QAbstractItemView.ScrollHint.EnsureVisible

    def show_rows(self, rows: Sequence[Row], around: ItemId | None) -> None:
        """Shows rows; where they are others than before, brings `around` into sight."""
        before = self.rows.place_of(around) if around is not None else None
        same = before is not None and self.rows.rowCount() == len(rows)
        self.rows.show(rows)
        changed, self._around = around != self._around, around
        place = self.rows.place_of(around) if around is not None else None
        if place is not None and (changed or not same):
            self.setCurrentIndex(self.rows.index(place))
            self._hint = QAbstractItemView.ScrollHint.PositionAtCenter
            # Once the panes around have the height that this item gives them.
            self._centre.start()

    def copy_text(self, index: QModelIndex) -> None:
        """Puts a comment's words, safe to show, on the clipboard; from there they may go into the record."""
        row: Row | None = index.data(ROW_ROLE)
        if row is not None:
            QGuiApplication.clipboard().setText(visible(row.untrusted_text, 1_000_000, bare=True))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses a comment, or unfolds the one that is chosen."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._open(self.indexAt(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the comment that the arrows lead to; Ctrl+C copies it."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
            return
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_C:
            self.copy_text(self.currentIndex())
            return
        if plain and event.text() and event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            # The view's own search by typed letters would swallow the desk's single keys.
            event.ignore()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps every text anew."""
        seen = self._chosen_in_sight()
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        if seen:
            self._centre.start()

    def changeEvent(self, event: QEvent) -> None:
        """Another font or palette: lay out anew."""
        super().changeEvent(event)
        if event.type() in (event.Type.FontChange, event.Type.PaletteChange, event.Type.StyleChange):
            self._delegate.forget()
            self.scheduleDelayedItemsLayout()

    def _bring(self) -> None:
        place = self.rows.place_of(self._around) if self._around is not None else None
        hint, self._hint = self._hint, QAbstractItemView.ScrollHint.EnsureVisible
        if place is not None:
            self.scrollTo(self.rows.index(place), hint)

    def _chosen_in_sight(self) -> bool:
        place = self.rows.place_of(self._around) if self._around is not None else None
        return place is not None and self.visualRect(self.rows.index(place)).intersects(
            self.viewport().rect()
        )

    def _open(self, index: QModelIndex) -> None:
        row: Row | None = index.data(ROW_ROLE)
        if row is None:
            return
        if not row.chosen:
            self.chosen.emit(row.item_id)
        elif row.folded:
            self.unfold.emit(row.item_id)

    def _offer_copy(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = QAction("Copy text", menu)
        copy.triggered.connect(lambda: self.copy_text(index))
        menu.addAction(copy)
        menu.popup(self.viewport().mapToGlobal(where))
