"""In which order a list stands: said above it, and turned for what needs a decision; and why a row stands there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.windows import countdown
from socialdesk.inbox.queries import InboxRow, View, ViewName, by_arrival, why_here
from socialdesk.model.items import ItemKind
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainLabel, tip
from socialdesk.ui.theme import role


class ListOrder(QWidget):
    """Words where a list has but one order, a button where it has two. `turned` asks for the other."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = PlainLabel("Newest first", role="muted")
        self.turn = QPushButton("Newest first")
        role(self.turn, "link")
        self.turn.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        row.addWidget(self.turn)
        self.turn.clicked.connect(self.turned)

    def show_view(self, view: View) -> None:
        """Says the order of a list."""
        turns = view.name is ViewName.INBOX
        words = (
            "Most urgent first"
            if view.urgent_first
            else "Last to arrive first"
            if by_arrival(view)
            else "Newest first"
        )
        self.words.setText(words)
        self.words.setVisible(not turns)
        self.turn.setText(words)
        self.turn.setVisible(turns)
        self.turn.setAccessibleName(f"Order: {words.lower()}")
        tip(self.turn, f"Press to have the {'newest' if view.urgent_first else 'most urgent'} first.")


def why_row(desk: Desk, row: InboxRow) -> str:
    """Why a row stands where it does by urgency, in a sentence."""
    now = desk.clock()
    left = None
    if row.kind is ItemKind.MESSAGE:
        left = countdown(
            row.network, OptionKind.MESSAGE, created_ms=row.created_ms, last_heard_ms=None, now=now
        )
    window = f"{left.brief} to answer" if left and left.ends else ""
    return why_here(desk.read, row, desk.book, now, window=window)
