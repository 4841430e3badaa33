"""One entry of the record in full: what happened, who, what they wrote with it, its items and its hash."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from socialdesk.audit.filtering import digest_of, items_of, kind_words
from socialdesk.audit.queries import AuditLine
from socialdesk.storage.database import Connection
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.record.model import moment
from socialdesk.ui.review.parts import emptied, sentence
from socialdesk.ui.theme import role

MOST_ITEMS = 4
HEIGHT = 138
"""Logical pixels; what is longer scrolls."""


class EntryCard(QScrollArea):
    """See the module."""

    item_asked = Signal(int)
    """An item of the entry is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("The entry")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(HEIGHT)
        inside = QFrame()
        role(inside, "card")
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(12, 8, 12, 8)
        self._lines.setSpacing(3)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)
        self.show_nothing()

    def show_nothing(self) -> None:
        """While no entry is chosen."""
        emptied(self._lines)
        self._put(PlainLabel("Choose an entry to read all of it.", role="muted"))
        self._lines.addStretch(1)

    def show_line(self, db: Connection, line: AuditLine) -> None:
        """Shows one entry."""
        emptied(self._lines)
        self._put(sentence(line.sentence, "strong"))
        who = f"{one_line(line.by_name, 80)}, {line.by_role}"
        self._put(
            sentence(f"No. {line.seq:,} · {kind_words(line.kind)} · {moment(line.at_ms)} · {who}", "small")
        )
        for name, words in line.words.items():
            self._put(sentence(f"{name.replace('_', ' ').capitalize()}: {words}"))
        digest, written = digest_of(db, line.seq)
        if written and not line.words:
            self._put(sentence("What was written with it was deleted for good; the entry stays.", "small"))
        self._put(sentence(f"SHA-256 {digest}", "small"))
        self._items(db, line.seq)
        self._lines.addStretch(1)
        self.verticalScrollBar().setValue(0)

    def _items(self, db: Connection, seq: int) -> None:
        found = items_of(db, seq)
        if not found:
            return
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        for item_id in found[:MOST_ITEMS]:
            button = QPushButton(f"Show item {item_id}")
            button.setAccessibleName(f"Show item {item_id}")
            button.setAutoDefault(False)
            role(button, "link")
            button.clicked.connect(lambda _=False, item_id=item_id: self.item_asked.emit(int(item_id)))
            row.addWidget(button)
        if len(found) > MOST_ITEMS:
            row.addWidget(PlainLabel(f"and {len(found) - MOST_ITEMS:,} more items", role="small"))
        row.addStretch(1)
        self._put(whole)

    def _put(self, widget: QWidget) -> None:
        self._lines.addWidget(widget)
        widget.show()
