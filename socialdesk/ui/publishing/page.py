"""The place for the Force's own posts: written, planned, followed. It fills the window beside the rail (P1).

page = PublishingPage(window)
page.open_compose(accounts=frozenset({account_id})); page.open_compose(post_id); page.show_post(post_id)
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout

from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, PostId
from socialdesk.model.posts import PostState
from socialdesk.outbox.queries import one as outbox_row
from socialdesk.publishing.loading import load
from socialdesk.publishing.queries import TargetLine
from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.inbox.places import PUBLISHING
from socialdesk.ui.layout import Page
from socialdesk.ui.plain_text import PlainLabel, tip
from socialdesk.ui.publishing.calendar import CalendarView
from socialdesk.ui.publishing.compose import Compose
from socialdesk.ui.publishing.doing import Doing
from socialdesk.ui.publishing.elections_form import ElectionsForm
from socialdesk.ui.publishing.post_dealing import PostDealings
from socialdesk.ui.publishing.post_view import PostView
from socialdesk.ui.review.parts import rule
from socialdesk.ui.theme import role
from socialdesk.ui.unsettled import settle_action
from socialdesk.ui.window import Window

WRITE, CALENDAR, POST = 0, 1, 2


class PublishingPage(Page):
    """See the module."""

    key = PUBLISHING.key

    def __init__(self, window: Window) -> None:
        super().__init__()
        role(self, "window")
        self.setAccessibleName("Publishing")
        self._window = window
        self._doing = Doing(window.desk, window.tasks)
        self.compose = Compose(self._doing)
        self.calendar = CalendarView(self._doing)
        self.post = PostView(self._doing)
        self._dealings = PostDealings(window, self._doing, self.post, self)
        self._decided: PostId | None = None
        self.tabs = QTabBar()
        self.stack = QStackedWidget()
        self.new = QPushButton("New post")
        self.elections = QPushButton("Elections…")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.tabs.setAccessibleName("Parts of publishing")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        for words in ("Write", "Calendar", "One post"):
            self.tabs.addTab(words)
        self.tabs.setTabVisible(POST, False)
        for view in (self.compose, self.calendar, self.post):
            self.stack.addWidget(view)
        icons.put(self.new, "plus", "text", 15)
        tip(self.new, "Ctrl+N")
        icons.put(self.elections, "calendar", "text", 15)
        self.elections.setAccessibleName("Elections: periods, parties and candidates")
        head = QFrame()
        role(head, "pane")
        row = QHBoxLayout(head)
        row.setContentsMargins(18, 6, 16, 0)
        row.setSpacing(18)
        row.addWidget(PlainLabel("Publishing", role="title"))
        row.addWidget(self.tabs, 1)
        row.addWidget(self.elections, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.new, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(rule())
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turned)
        self.new.clicked.connect(lambda: self.open_compose())
        self.elections.clicked.connect(lambda: self.show_elections())
        self.calendar.opened.connect(self.show_post)
        self.calendar.written.connect(self._write_on)
        self.calendar.begun.connect(lambda: self.open_compose())
        self.calendar.settled.connect(self._settle)
        self.post.settled.connect(self._settle)
        self._dealings.copied.connect(self._write_on)
        self.compose.decided.connect(self._published)
        self.compose.gone.connect(self.show_calendar)
        self._window.tasks.changed.connect(self.take_changes)

    # --- what is asked of it ------------------------------------------------------------------------------------

    def open_compose(
        self,
        accounts: Collection[AccountId] = frozenset(),
        post_id: PostId | None = None,
        *,
        only: bool = False,
        appeal_id: int | None = None,
    ) -> None:
        """Writes a new post, or goes on with a draft. `only`: for no other accounts than `accounts`."""
        self.compose.keep_drafts()
        if post_id is not None:
            self.compose.open_draft(post_id, only=only)
        else:
            self.compose.begin(accounts, only=only, appeal_id=appeal_id)
        self._show(WRITE)
        self.compose.purpose.setFocus()
        self.compose.form.verticalScrollBar().setValue(0)

    def show_calendar(self) -> None:
        """The calendar."""
        self._show(CALENDAR)

    def show_post(self, post_id: int) -> None:
        """One post."""
        self.tabs.setTabVisible(POST, True)
        self.post.show_post(PostId(post_id))
        self._show(POST)
        self.post.copy.setFocus()

    def show_elections(self) -> None:
        """Pre-election periods, parties and candidates."""
        ElectionsForm(self._window, self._window, self.show_post).open()

    def confirm(self) -> bool:
        """Ctrl+Enter: does what is open, where that is a post that is being written."""
        return self.stack.currentWidget() is self.compose and self.compose.confirm()

    def keep_drafts(self) -> None:
        """Keeps at once what is being written."""
        self.compose.keep_drafts()

    def show_person(self) -> None:
        """Somebody else sits here."""
        self.compose.show_person()

    def shown(self) -> None:
        """It came into sight."""
        self.compose.show_person()
        self._turned(self.tabs.currentIndex())

    def take_changes(self, changes: Changes) -> None:
        """Something altered in the store, by anybody."""
        self.compose.take_changes(changes)
        self.calendar.take_changes(changes)
        self.post.take_changes(changes)
        if self._decided is not None and self._decided in changes.posts:
            self._taken_back(self._decided)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: columns side by side where there is room."""
        super().resizeEvent(event)
        self.compose.fit(self.width())
        self.calendar.fit(self.width())

    # --- what follows -------------------------------------------------------------------------------------------

    def _write_on(self, post_id: int) -> None:
        self.open_compose(post_id=PostId(post_id))

    def _show(self, which: int) -> None:
        if self.tabs.currentIndex() != which:
            self.tabs.setCurrentIndex(which)
        else:
            self._turned(which)

    def _turned(self, which: int) -> None:
        self.stack.setCurrentIndex(which)
        if which == CALENDAR:
            self.calendar.refresh()
        elif which == POST:
            self.post.refresh()

    def _published(self, post_id: int) -> None:
        self._decided = PostId(post_id)
        say(self, "Decided. It can be taken back for a few seconds.")
        self.show_post(post_id)

    def _taken_back(self, post_id: PostId) -> None:
        """Taken back before it went out: it is a draft again, and written on where nothing else was begun."""
        post = load(self._window.desk.read, post_id)
        if post.state is PostState.DRAFT:
            self._decided = None
            if self.compose.post_id is None:
                self.open_compose(post_id=post_id)
        elif post.state is PostState.SENT:
            self._decided = None

    def _settle(self, target: TargetLine) -> None:
        row = outbox_row(self._window.desk.read, target.outbox_id) if target.outbox_id is not None else None
        if row is not None:
            settle_action(self._window, row)
