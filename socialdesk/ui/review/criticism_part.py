"""The plain warning where all that was noticed is criticism of the police, and what the person says to it (4.3)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from socialdesk.policy import criticism
from socialdesk.policy.book import Book
from socialdesk.ui.plain_text import PlainEdit, PlainLabel
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.parts import Headline, card, sentence
from socialdesk.ui.theme import role


class CriticismPart(QFrame):
    """Shown only where it applies; its answer goes with the decision."""

    changed = Signal()

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book
        role(self, "card-warning")
        lines = card(self)
        lines.addWidget(Headline("scales", criticism.NEVER, "§ 4.3", "warning"))
        told = (
            "All that the desk noticed here is criticism or a complaint. What you answer goes on the record."
        )
        lines.addWidget(sentence(told))
        label = PlainLabel(criticism.ASKED, role="strong", wrap=True)
        self.words = PlainEdit(
            name=f"{criticism.NEVER} {criticism.ASKED}", hint="A threat, a name, a swear word …"
        )
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * 2 + 18)
        label.setBuddy(self.words)
        lines.addWidget(label)
        lines.addWidget(self.words)
        self.words.textChanged.connect(self.changed)
        self.setVisible(False)

    @property
    def asks(self) -> bool:
        """True where an answer is needed."""
        return not self.isHidden()

    def show_facts(self, facts: ItemFacts) -> None:
        """Asks where the item reads as criticism alone."""
        self.setVisible(criticism.only_criticism(facts.assessment, self._book))

    def answers(self) -> dict[str, str]:
        """The answer under its name; nothing where none is asked or given."""
        words = self.words.toPlainText().strip()
        return {criticism.ANSWER: words} if self.asks and words else {}

    def set_answer(self, words: str) -> None:
        """Puts an answer back as it was kept."""
        blocked = self.words.blockSignals(True)
        self.words.setPlainText(words)
        self.words.blockSignals(blocked)
