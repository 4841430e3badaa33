"""The head of the conversation: who, what kind, where and when, and what else there is to see of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from socialdesk.model.accounts import Network
from socialdesk.ui import icons
from socialdesk.ui.messages import Choice, ask, tell
from socialdesk.ui.plain_text import ElidedLabel, one_line, tip
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.told import moment
from socialdesk.ui.theme import role

UNNAMED = "Name not given"
HOSTS: Mapping[str, tuple[str, ...]] = {
    "facebook": ("facebook.com", "fb.com", "fb.me", "messenger.com"),
    "instagram": ("instagram.com",),
    "x": ("x.com", "twitter.com", "t.co"),
    "youtube": ("youtube.com", "youtu.be"),
    "linkedin": ("linkedin.com", "lnkd.in"),
    "bluesky": ("bsky.app", "bsky.social"),
}
"""Where a network's own pages are. Its links are as hostile as its texts: others are never opened."""


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
        """Opens nothing before a person has seen where the link leads."""
        link, label = self._link, self._network.label
        host = host_of(link, self._network)
        if self._training:
            tell(self, "Training", "In training the network is simulated: the link leads nowhere.", link)
            return
        if host is None:
            tell(
                self,
                f"Not a link to {label}",
                f"The link that came with this item does not lead to {label}, so the desk does not open it.",
                one_line(link, 300),
            )
            return

        def answered(key: str) -> None:
            if key == "open":
                QDesktopServices.openUrl(QUrl(link, QUrl.ParsingMode.StrictMode))
            else:
                QGuiApplication.clipboard().setText(link)

        ask(
            self,
            f"Open on {label}",
            [
                f"This opens {host} in your browser.",
                one_line(link, 300),
                "What you do there is not on the desk's record.",
            ],
            [Choice("copy", "Copy the link"), Choice("open", f"Open {host}", kind="primary")],
            answered,
        )


def host_of(link: str, network: Network) -> str | None:
    """The host of a link, if it leads to the network's own pages over https; else None."""
    if not link.isascii() or not link.isprintable() or " " in link or "\\" in link:
        return None
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or port:
        return None
    known = any(host == each or host.endswith(f".{each}") for each in HOSTS.get(network, ()))
    return host if known else None
