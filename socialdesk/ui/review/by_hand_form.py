"""What is written before something is begun by hand: the text to be said there, or why it is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout

from socialdesk.decisions.by_hand_rules import TALKING, ByHandOption
from socialdesk.decisions.reply import length, longest
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel
from socialdesk.ui.review.parts import sentence
from socialdesk.ui.review.reasoned import ReasonedForm
from socialdesk.ui.theme import role

Check = Callable[[str, Network, ActionKind], str]
"""What stands against a text for a network, a sentence, "" where nothing does."""
CLEAR = "No protected words found."
_HINTS = {
    ActionKind.REPORT: "Which rule of the network it breaks, and what the report is for.",
    ActionKind.UNHIDE: "Why it is shown again.",
}


class ByHandForm(ReasonedForm):
    """Asks for the words of one kind of action."""

    def __init__(self, action: ActionKind, check: Check) -> None:
        hint = "What is to be said there …" if action in TALKING else _HINTS.get(action, "Why it is done.")
        super().__init__(action.value, hint, "Begin", optional=action not in (*TALKING, ActionKind.REPORT))
        self.action = action
        if action in TALKING:
            self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * 5 + 18)
        self._check = check
        self._network = Network.FACEBOOK
        self._effect = sentence("", "muted")
        self._how = sentence("", "small")
        self._told = ElidedLabel("", role="small")
        self._count = PlainLabel("", role="small")
        self.about.addWidget(self._effect)
        self.about.addWidget(self._how)
        foot = QHBoxLayout()
        foot.addWidget(self._told, 1)
        foot.addWidget(self._count)
        self.beneath.addLayout(foot)
        self.edited.connect(self._look_over)
        self.words.textChanged.connect(self._counted)

    def show_option(self, option: ByHandOption, network: Network) -> None:
        """Says what it does there."""
        self._network = network
        self.retitle(option.label)
        self._effect.setText(option.effect)
        self._how.setText(option.how)
        self._counted()

    def begin_with(self, words: str) -> None:
        """Words to begin from, where nothing has been written."""
        if words and not self.words.toPlainText().strip():
            self.words.setPlainText(words)
            self.words.moveCursor(QTextCursor.MoveOperation.End)

    def confirm(self) -> bool:
        """Hands the words on if they could be sent; else says why not."""
        problem = self._problem() if self.words.toPlainText().strip() else ""
        if problem:
            self.refuse(problem)
            self.words.setFocus()
            return False
        return super().confirm()

    def _problem(self) -> str:
        if self.action not in TALKING:
            return ""
        return self._check(self.words.toPlainText().strip(), self._network, self.action)

    def _look_over(self, _written: str) -> None:
        if self.action in TALKING and self.words.toPlainText().strip():
            problem = self._problem()
            role(self._told, "warning" if problem else "ok")
            self._told.setText(problem or CLEAR)

    def _counted(self) -> None:
        if self.action not in TALKING:
            return
        self._told.setText("")
        text = self.words.toPlainText().strip()
        written, most = length(text, self._network, self.action), longest(self._network, self.action)
        self._count.setText(f"{written:,} / {most:,}")
        role(self._count, "danger" if written > most else "small")
