"""The head of the conversation: who, what kind, where and when, and what else there is to see of it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from socialdesk.model.accounts import Network
from socialdesk.ui import icons
from socialdesk.ui.links import open_link
from socialdesk.ui.plain_text import ElidedLabel, one_line, tip
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.told import moment
from socialdesk.ui.theme import role

UNNAMED = "Name not given"


class Header(QFrame):
    """See the module."""

    tab_asked = Signal(str)
    """person, record or done."""

    def __init__(self) -> None:
        super().__init__()
        role(self, "bar")
        self._link = ""
        self._network = Network.FACEBOOK
        self._training = False
        self._author = ElidedLabel(role="title")
        self._about = ElidedLabel(role="small")
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self._author)
        names.addWidget(self._about)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 16, 9)
        row.setSpacing(2)
        row.addLayout(names, 1)
        self.person = self._button("person", "This person: what they wrote before", "person")
        self.record = self._button("history", "The record of this item", "record")
        self.open = self._button("link", "Open on the network", "")
        self.open.clicked.connect(self._open)
        self.done = self._button("done", "Mark as done, without an answer", "done")
        for button in (self.person, self.record, self.open, self.done):
            row.addWidget(button)

    def show_facts(self, facts: ItemFacts, now: datetime, *, training: bool) -> None:
        """Shows an item."""
        item = facts.item
        self._training = training
        self._network = item.network
        self._link = item.permalink or facts.thread.permalink
        whose = facts.account_name if item.by_force else UNNAMED
        self._author.setText(one_line(item.untrusted_author, 120) or whose)
        when = moment(item.created_ms, now).removeprefix("on ").removeprefix("at ")
        kind = f"{item.kind.label} on {item.network.label}"
        self._about.setText(f"{kind} · {one_line(facts.account_name, 80)} · {when}")
        words = f"Open on {item.network.label}" if self._link else f"{item.network.label} gave no link to it"
        self.open.setEnabled(bool(self._link))
        self.open.setAccessibleName(words)
        tip(self.open, words)
        self.done.setEnabled(facts.row.open)

    def _button(self, sign: str, words: str, tab: str) -> QPushButton:
        button = QPushButton()
        role(button, "quiet")
        icons.put(button, sign, "text", 20)
        button.setAccessibleName(words)
        tip(button, words)
        if tab:
            button.clicked.connect(lambda: self.tab_asked.emit(tab))
        return button

    def _open(self) -> None:
        open_link(self, self._link, self._network, training=self._training)
