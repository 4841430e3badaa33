"""The copies of what one person posted again and again: all ticked but the original, which has no box (4.3e)."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from socialdesk.clock import from_ms
from socialdesk.decisions.repeats import Alike, Repeats
from socialdesk.model.ids import ItemId
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.parts import Headline, made_card, sentence
from socialdesk.ui.review.told import moment

_LETTERS = 140
_ID = int(Qt.ItemDataRole.UserRole)
_ROWS = 6


class RepeatsList(QWidget):
    """Shows a group; `ticked` are the copies that are to go."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._group: Repeats | None = None
        self._original = QVBoxLayout()
        self._count = PlainLabel("", role="strong")
        self.list = QListWidget()
        self.list.setAccessibleName("Copies that can go")
        self.list.setFrameShape(QFrame.Shape.StyledPanel)
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setUniformItemSizes(True)
        self.list.itemChanged.connect(self._touched)
        every, none = QPushButton("Tick all"), QPushButton("Untick all")
        every.clicked.connect(lambda: self._set_all(Qt.CheckState.Checked))
        none.clicked.connect(lambda: self._set_all(Qt.CheckState.Unchecked))
        row = QHBoxLayout()
        row.addWidget(every)
        row.addWidget(none)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._original)
        column.addWidget(self._count)
        column.addWidget(self.list)
        column.addLayout(row)
        self.setFocusProxy(self.list)

    @property
    def ticked(self) -> list[ItemId]:
        """The copies ticked, the oldest first; never the original."""
        return [
            ItemId(int(row.data(_ID))) for row in self._rows() if row.checkState() is Qt.CheckState.Checked
        ]

    def show_group(self, group: Repeats, now: datetime) -> None:
        """Shows a group; what was unticked before stays so, and everything new but the original is ticked."""
        if group == self._group:
            return
        left = {int(row.data(_ID)) for row in self._rows() if row.checkState() is not Qt.CheckState.Checked}
        self._group = group
        while (taken := self._original.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        frame, lines = made_card("ok")
        lines.addWidget(Headline("check", "The original stays", _short(group.original.created_ms), "ok"))
        lines.addWidget(PlainLabel(group.original.untrusted_text, wrap=True, limit=600))
        lines.addWidget(
            sentence(
                "The earliest by the network's own time that is still to be seen. This screen cannot remove it.",
                "small",
            )
        )
        frame.setAccessibleName("The original, which stays")
        self._original.addWidget(frame)
        frame.show()
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for copy in group.copies:
            self.list.addItem(self._row(copy, now, ticked=int(copy.item_id) not in left))
        blocker.unblock()
        self.list.setFixedHeight(min(len(group.copies), _ROWS) * self._tall() + 8)
        self._touched()

    def show_nothing(self) -> None:
        """No item, or another one, is about to be shown."""
        self._group = None
        self.list.clear()

    def _row(self, copy: Alike, now: datetime, *, ticked: bool) -> QListWidgetItem:
        when = moment(copy.created_ms, now)
        words = one_line(copy.untrusted_text, _LETTERS) or "(no words)"
        row = QListWidgetItem(f"{_short(copy.created_ms)}, {copy.how.label}\n{words}")
        row.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
        )
        row.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        row.setData(_ID, int(copy.item_id))
        row.setData(Qt.ItemDataRole.AccessibleTextRole, f"Copy {when}, {copy.how.label}: {words}")
        row.setSizeHint(QSize(0, self._tall()))
        return row

    def _tall(self) -> int:
        return self.list.fontMetrics().lineSpacing() * 3 + 20

    def _rows(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _set_all(self, state: Qt.CheckState) -> None:
        blocker = QSignalBlocker(self.list)
        for row in self._rows():
            row.setCheckState(state)
        blocker.unblock()
        self._touched()

    def _touched(self) -> None:
        ticked, every = len(self.ticked), self.list.count()
        self._count.setText(f"{ticked} of {every} {'copy' if every == 1 else 'copies'} ticked")
        self.list.viewport().update()
        self.changed.emit()


def _short(at_ms: int) -> str:
    then = from_ms(at_ms).astimezone()
    return f"{then.day} {then:%b} {then:%H:%M}"
