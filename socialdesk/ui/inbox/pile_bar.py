"""Above the list: posts with an unusual number of comments, and what is put aside under parked ones (4.2a)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.inbox.piles import PileOn
from socialdesk.model.people import Person, Role
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.theme import role


class PileBar(QWidget):
    """Signals tell the row that was meant; `aside_asked` that what is put aside is to be shown."""

    shown_asked = Signal(object)
    park_asked = Signal(object)
    told_asked = Signal(object)
    over_asked = Signal(object)
    aside_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row: PileOn | None = None
        """The one that is shown: the newest that Corporate Communications does not know of, else the newest."""
        self._busy = QFrame()
        role(self._busy, "card-warning")
        self.title = PlainLabel("", role="strong", wrap=True)
        self.about = PlainLabel("", role="small", wrap=True)
        self.show_post = self._button("Show", self.shown_asked)
        self.park = self._button("Park it", self.park_asked)
        self.told = self._button("I have seen it", self.told_asked)
        self.over = self._button("It is over", self.over_asked)
        role(self.told, "")
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.told, self.park, self.show_post, self.over):
            buttons.addWidget(button)
        buttons.addStretch(1)
        inside = QVBoxLayout(self._busy)
        inside.setContentsMargins(12, 8, 10, 8)
        inside.setSpacing(3)
        inside.addWidget(self.title)
        inside.addWidget(self.about)
        inside.addLayout(buttons)
        self._folded = QFrame()
        role(self._folded, "card-neutral")
        self.aside = PlainLabel("", wrap=True)
        self.show_aside = QPushButton("Show them")
        self.show_aside.setAccessibleName("Show what is put aside")
        role(self.show_aside, "quiet")
        self.show_aside.clicked.connect(self.aside_asked)
        line = QHBoxLayout(self._folded)
        line.setContentsMargins(12, 5, 8, 5)
        line.addWidget(self.aside, 1)
        line.addWidget(self.show_aside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._busy)
        column.addWidget(self._folded)
        self.hide()

    def show_state(
        self, rows: Sequence[PileOn], aside: int, posts: int, *, person: Person, on_call: str, off_duty: bool
    ) -> None:
        """What is going on, how many comments are put aside, and under how many posts."""
        self.row = next((row for row in rows if not row.told_by), rows[0] if rows else None)
        row = self.row
        ours = person.role is Role.CORPORATE_COMMUNICATIONS
        self._busy.setVisible(row is not None)
        if row is not None:
            more = f" {len(rows) - 1} more after it." if len(rows) > 1 else ""
            self.title.setText(f"Unusual: {row.words}")
            if row.told_by:
                known = f"Corporate Communications knows ({one_line(row.told_by, 60)})."
            elif ours:
                known = "For Corporate Communications (4.2a)."
            else:
                known = "Corporate Communications is to know (4.2a)."
                known += f" Off duty: ring {on_call}." if off_duty else ""
            self.about.setText(f"{one_line(row.account_name, 60)}. {known}{more}")
            self.told.setVisible(not row.told_by)
            words = "I have seen it" if ours else "They have been told…"
            self.told.setText(words)
            self.told.setAccessibleName(f"{words}: {row.words}")
            self.park.setVisible(not row.parked)
            self.over.setVisible(bool(row.told_by))
        self._folded.setVisible(posts > 0)
        under = "1 parked post" if posts == 1 else f"{posts} parked posts"
        self.aside.setText(f"{aside:,} comment{'' if aside == 1 else 's'} put aside under {under}")
        self.setVisible(row is not None or posts > 0)

    def _button(self, words: str, asked: SignalInstance) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(words)
        role(button, "quiet")
        button.clicked.connect(lambda: None if self.row is None else asked.emit(self.row))
        return button
