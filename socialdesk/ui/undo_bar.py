"""What was just decided and can still be taken back; and what the desk cannot settle without a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from socialdesk.outbox.queries import PendingRow
from socialdesk.ui import icons
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel
from socialdesk.ui.theme import role

TICK_MS = 200


class UndoBar(QFrame):
    """Shows the newest action that can be cancelled, counting down, and the first that needs a person.

    `undo` tells the outbox id to cancel; `settle` the row that somebody must decide on.
    """

    undo = Signal(int)
    settle = Signal(object)

    def __init__(self, now_ms: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now_ms = now_ms
        self._pending: PendingRow | None = None
        self._unsettled: PendingRow | None = None
        self.setAccessibleName("What can be taken back")
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._count)
        self.words = ElidedLabel("", role="strong")
        self.left = PlainLabel("", role="muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName("Time left to undo")
        self.button = QPushButton("Undo   (Esc)")
        self.button.setAccessibleName("Undo")
        role(self.button, "primary")
        icons.put(self.button, "undo", "on_accent", 18)
        self.button.setMinimumHeight(38)
        self.button.clicked.connect(self._undo)
        self.question = ElidedLabel("", role="strong")
        self.decide = QPushButton("What to do…")
        self.decide.setAccessibleName("What to do about the action that could not be confirmed")
        self.decide.clicked.connect(lambda: self.settle.emit(self._unsettled))
        self._waiting = self._row("card-info", "clock", "info", [self.words, self.left], self.button)
        column = self._waiting.layout()
        assert column is not None
        column.addWidget(self.bar)
        self._open = self._row("card-warning", "question", "warning", [self.question], self.decide)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(12, 6, 12, 6)
        outer.setSpacing(10)
        outer.addWidget(self._open, 1)
        outer.addWidget(self._waiting, 1)
        self.show_rows([], {})

    @property
    def cancellable(self) -> PendingRow | None:
        """What Esc would cancel now."""
        return self._pending

    def show_rows(self, rows: Sequence[PendingRow], names: dict[int, str]) -> None:
        """The outbox as it stands; `names` holds the author of each item, made safe to show."""
        waiting = [row for row in rows if row.can_undo and not row.needs_person]
        unsettled = [row for row in rows if row.needs_person]
        self._pending = waiting[0] if waiting else None
        self._unsettled = unsettled[-1] if unsettled else None
        self._waiting.setVisible(self._pending is not None)
        self._open.setVisible(self._unsettled is not None)
        self.setVisible(bool(waiting or unsettled))
        if self._pending is not None:
            self.words.setText(_said(self._pending, names))
            more = f"{len(waiting)} can be taken back. " if len(waiting) > 1 else ""
            self.left.setProperty("more", more)
            self.bar.setMaximum(max(1, self._pending.not_before_ms - self._pending.queued_ms))
            self._count()
            self._tick.start()
        else:
            self._tick.stop()
        if self._unsettled is not None:
            more = f"  (and {len(unsettled) - 1} more)" if len(unsettled) > 1 else ""
            self.question.setText(f"{_said(self._unsettled, names)}{more}")

    def _count(self) -> None:
        row = self._pending
        if row is None:
            return
        left = row.not_before_ms - self._now_ms()
        self.bar.setValue(max(0, min(self.bar.maximum(), left)))
        seconds = max(0, -(-left // 1000))
        words = f"in {seconds} s" if seconds else "any moment now"
        self.left.setText(f"{self.left.property('more') or ''}{words}")

    def _undo(self) -> None:
        if self._pending is not None:
            self.undo.emit(int(self._pending.outbox_id))

    @staticmethod
    def _row(dress: str, sign: str, tone: str, labels: Sequence[QWidget], button: QPushButton) -> QFrame:
        frame = QFrame()
        role(frame, dress)
        column = QVBoxLayout(frame)
        column.setContentsMargins(14, 8, 10, 8)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(10)
        mark = PlainLabel()
        mark.setPixmap(icons.pixmap(sign, tone, 20))
        mark.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(mark)
        row.addWidget(labels[0], 1)
        for label in labels[1:]:
            row.addWidget(label)
        row.addWidget(button)
        column.addLayout(row)
        return frame


def _said(row: PendingRow, names: dict[int, str]) -> str:
    name = row.place if row.item_id is None else names.get(row.item_id, "")
    return f"{row.label} · {name}" if name else row.label
