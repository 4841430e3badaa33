"""Asks why a person is looked up before everything they wrote is shown (Data Protection Act 2018 s.62; B3)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QWidget

from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.review.parts import StillCombo, card, sentence
from socialdesk.ui.theme import role

OTHER = "Another reason"
REASONS = (
    "Deciding on this item (4.3)",
    "The same behaviour again (4.3e, 4.6)",
    "A block, asked for or in force (4.4)",
    "A crime or threat is referred (4.5)",
    "Evidence, disclosure, subject access",
    OTHER,
)


class LookupGate(QFrame):
    """A reason, chosen or written, and a button."""

    given = Signal(str)
    """The reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        column = card(self)
        column.addWidget(PlainLabel("Why do you look this person up?", role="strong", wrap=True))
        column.addWidget(
            sentence(
                "Recorded by law with its reason (Data Protection Act 2018, section 62). Asked once in a shift; it"
                " measures nobody's work.",
                "small",
            )
        )
        self.reasons = StillCombo()
        self.reasons.addItems(REASONS)
        self.reasons.setAccessibleName("Reason for looking this person up")
        self.reasons.currentTextChanged.connect(self._chosen)
        self.words = QLineEdit()
        self.words.setPlaceholderText("Your reason, in a few words")
        self.words.setAccessibleName("Your reason, in a few words")
        self.words.setMaxLength(300)
        self.words.returnPressed.connect(self.confirm)
        self.words.setVisible(False)
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self.button = QPushButton("Look them up")
        role(self.button, "primary")
        self.button.clicked.connect(self.confirm)
        for widget in (self.reasons, self.words, self._lack, self.button):
            column.addWidget(widget)

    def confirm(self) -> None:
        """Hands the reason on; says what is missing where there is none."""
        reason = self.reasons.currentText()
        if reason == OTHER:
            reason = self.words.text().strip()
        self._lack.setText("" if reason else "Write a few words first.")
        self._lack.setVisible(not reason)
        if reason:
            self.given.emit(reason)
        else:
            self.words.setFocus()

    def _chosen(self, reason: str) -> None:
        self.words.setVisible(reason == OTHER)
        if reason == OTHER:
            self.words.setFocus()
