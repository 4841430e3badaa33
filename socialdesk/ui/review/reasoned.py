"""A small form that opens beneath a button: words, and a button that confirms them."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from socialdesk.ui.announce import say
from socialdesk.ui.plain_text import PlainEdit, PlainLabel
from socialdesk.ui.review.parts import card, sentence
from socialdesk.ui.theme import role

DRAFT_PAUSE_MS = 400


class ReasonedForm(QFrame):
    """Asks for a few words. What was typed stays until it is confirmed, taken back or another item is shown."""

    confirmed = Signal(str)
    edited = Signal(str)
    """What has been typed so far, soon after the last key."""

    def __init__(self, title: str, hint: str, button: str, *, optional: bool = False) -> None:
        super().__init__()
        self._optional = optional
        self._dirty = False
        role(self, "card")
        column = card(self)
        self._title = label = PlainLabel(title, role="strong", wrap=True)
        self.words = PlainEdit(name=title, hint=hint)
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * 3 + 18)
        label.setBuddy(self.words)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAFT_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self.button = QPushButton(button)
        role(self.button, "primary")
        self.button.clicked.connect(lambda: self.confirm())
        self._close = QPushButton("Close")
        self._close.clicked.connect(self._leave)
        row = QHBoxLayout()
        row.addWidget(self.button, 1)
        row.addWidget(self._close)
        self.about, self.beneath = QVBoxLayout(), QVBoxLayout()
        """For more about it, under the title and under the words."""
        column.addWidget(label)
        column.addLayout(self.about)
        column.addWidget(self.words)
        column.addLayout(self.beneath)
        column.addWidget(self._lack)
        column.addLayout(row)
        self.retitle(title)
        self.words.textChanged.connect(self._touched)
        self.setVisible(False)

    def retitle(self, title: str) -> None:
        """Another title for the same form."""
        self._title.setText(title)
        self.words.setAccessibleName(title)
        self.button.setAccessibleName(f"{title}: {self.button.text()}")
        self._close.setAccessibleName(f"Close: {title}")

    @property
    def is_open(self) -> bool:
        """True while it asks."""
        return not self.isHidden()

    def open_form(self) -> None:
        """Shows it and goes to its words."""
        self.setVisible(True)
        self.words.setFocus()

    def close_form(self) -> None:
        """Empties it and puts it away."""
        self._pause.stop()
        self._dirty = False
        blocked = self.words.blockSignals(True)
        self.words.clear()
        self.words.blockSignals(blocked)
        self._lack.setVisible(False)
        self.setVisible(False)

    def restore(self, words: str) -> None:
        """Shows it with what had been typed."""
        blocked = self.words.blockSignals(True)
        self.words.setPlainText(words)
        self.words.blockSignals(blocked)
        self.setVisible(True)

    def confirm(self) -> bool:
        """Hands the words on; False, and says so, where there are none."""
        words = self.words.toPlainText().strip()
        if not words and not self._optional:
            self.refuse("Write a few words first.")
            self.words.setFocus()
            return False
        if not self.button.isEnabled():
            return False
        self._hand_on()
        self.confirmed.emit(words)
        return True

    def refuse(self, words: str) -> None:
        """Says why it was not taken; what was typed stays."""
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)
        self._dirty = True
        if not self._pause.isActive():  # whoever types on and on is kept too
            self._pause.start()

    def keep(self) -> None:
        """Hands what was typed to be kept, if it changed since."""
        self._pause.stop()
        if self._dirty:
            self._dirty = False
            self.edited.emit(self.drafted())

    def drafted(self) -> str:
        """What was typed, as it is kept."""
        return self.words.toPlainText()

    def _hand_on(self) -> None:
        self._pause.stop()
        self._dirty = False
        self._lack.setVisible(False)

    def _leave(self) -> None:
        self.keep()
        self.setVisible(False)

    def _touched(self) -> None:
        self._lack.setVisible(False)
        self._dirty = True
        if not self._pause.isActive():  # whoever types on and on is kept too
            self._pause.start()
