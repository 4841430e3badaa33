"""The further pages of the panel beside its four tabs, and the place in which one of them is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.review import block, refer, repeats_page, warn
from socialdesk.ui.review.ask import AskPage
from socialdesk.ui.review.block import BlockPage
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.page import Offered, Page
from socialdesk.ui.review.parts import rule
from socialdesk.ui.review.refer import ReferPage
from socialdesk.ui.review.repeats_page import RepeatsPage
from socialdesk.ui.review.warn import WarnPage
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

__all__ = ["PAGES", "FurtherPages", "Offered", "Page"]

PAGES: tuple[Offered, ...] = (
    Offered(block.KEY, "Block…", BlockPage, block.open_for, "block"),
    Offered(repeats_page.KEY, "Repeats…", RepeatsPage, repeats_page.open_for, "copy"),
    Offered(warn.KEY, "Warn…", WarnPage, warn.open_for, "megaphone"),
    Offered("refer", "Refer…", ReferPage, refer.open_for, "flag"),
    Offered("ask", "Ask Corporate Communications…", AskPage, refer.open_for, "question"),
)
"""Every further page, in the order in which Assess offers them. A page is added here with one line."""


class FurtherPages(QWidget):
    """Shows one further page at a time, under its title and the link back."""

    done = Signal(int)
    """As `Page.done`, of the page that is shown."""
    left = Signal()
    """Back to Assess, and nothing was decided."""

    def __init__(self, desk: Desk, tasks: Tasks, drafts: Drafts, pages: Sequence[Offered] = PAGES) -> None:
        super().__init__()
        self._desk, self._tasks, self._drafts = desk, tasks, drafts
        self._offered = {offered.key: offered for offered in pages}
        self._made: dict[str, Page] = {}
        self._key = ""
        self.back = QPushButton("\u2039 Back to assess")
        role(self.back, "link")
        self.back.setAccessibleName("Back to assess")
        self.back.clicked.connect(self.left)
        self._title = PlainLabel("", role="heading", wrap=True)
        self._stack = QStackedWidget()
        head = QVBoxLayout()
        head.setContentsMargins(10, 8, 14, 6)
        head.setSpacing(2)
        link = QHBoxLayout()
        link.addWidget(self.back)
        link.addStretch(1)
        head.addLayout(link)
        title = QHBoxLayout()
        title.setContentsMargins(4, 0, 0, 0)
        title.addWidget(self._title)
        head.addLayout(title)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(rule())
        whole.addWidget(self._stack, 1)

    @property
    def key(self) -> str:
        """The key of the page that is open; "" where none is."""
        return self._key

    @property
    def page(self) -> Page | None:
        """The page that is open."""
        return self._made.get(self._key)

    def has(self, key: str) -> bool:
        """True where there is a page of that key."""
        return key in self._offered

    def open_for(self, facts: ItemFacts) -> tuple[Offered, ...]:
        """The pages that have a button for this item."""
        return tuple(offered for offered in self._offered.values() if offered.open_for(facts))

    def open(self, key: str, facts: ItemFacts) -> bool:
        """Opens a page for an item; False where it is not open for it."""
        offered = self._offered.get(key)
        if offered is None or not offered.open_for(facts):
            return False
        page = self._made.get(key) or self._make(offered)
        if self._key != key:
            self.close_page()
        self._key = key
        self._title.setText(page.title)
        self._stack.setCurrentWidget(page)
        page.show_facts(facts)
        page.setFocus()
        return True

    def show_facts(self, facts: ItemFacts) -> None:
        """The item that is shown was read again."""
        if (page := self.page) is not None:
            page.show_facts(facts)

    def close_page(self) -> None:
        """Leaves the page that is open; what was typed in it is kept."""
        if (page := self.page) is not None:
            page.keep_draft()
        self._key = ""

    def keep_draft(self) -> None:
        """Keeps what was typed in the page that is open."""
        if (page := self.page) is not None:
            page.keep_draft()

    def _make(self, offered: Offered) -> Page:
        page = offered.make(self._desk, self._tasks, self._drafts)
        page.setAccessibleName(page.title)
        page.done.connect(self.done)
        page.left.connect(self.left)
        self._made[offered.key] = page
        self._stack.addWidget(page)
        return page
