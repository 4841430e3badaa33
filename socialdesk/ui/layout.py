"""How the panes share the window: side by side where there is room, else conversation or panel by tabs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from socialdesk.ui.inbox.rail import Rail
from socialdesk.ui.theme import role

WIDE_RAIL = 1500
"""Logical pixels from which the rail has words."""
ROOM_FOR_PANEL = 1180
"""Logical pixels from which the side panel stands beside the conversation."""

_CONVERSATION, _PANEL = 0, 1


class Page(QFrame):
    """What fills the window beside the rail, in place of list, conversation and side panel."""

    key = ""
    """Of its entry in the rail."""

    def shown(self) -> None:
        """It came into sight."""

    def confirm(self) -> bool:
        """Ctrl+Enter: does what is open in it. False where nothing was done."""
        return False

    def keep_drafts(self) -> None:
        """Keeps at once what was typed."""

    def show_person(self) -> None:
        """Somebody else sits at the desk."""


class Panes(QWidget):
    """Rail, list, conversation and side panel."""

    tab_changed = Signal(int)

    def __init__(self, rail: Rail, lists: QWidget, parent: QWidget | None = None) -> None:
        """Conversation and side panel come with `put`; until then their place is empty."""
        super().__init__(parent)
        self._rail = rail
        self._conversation: QWidget = _place_held("pane")
        self._panel: QWidget = _place_held("pane")
        self._tabbed = False
        self._fitted: tuple[bool, bool] | None = None
        self.tabs = QTabBar()
        self.tabs.setExpanding(True)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("Conversation or decision")
        self.tabs.addTab("Conversation")
        self.tabs.addTab("Decide")
        self.tabs.currentChanged.connect(self._tab)
        self._bar = QFrame()
        role(self._bar, "bar")
        bar = QVBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self.tabs)
        self._inner = QSplitter(Qt.Orientation.Horizontal)
        self._inner.setHandleWidth(1)
        self._inner.setChildrenCollapsible(False)
        self._inner.addWidget(self._conversation)
        self._inner.addWidget(self._panel)
        self._inner.setStretchFactor(0, 1)
        self._inner.setStretchFactor(1, 0)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._inner, 1)
        self._outer = QSplitter(Qt.Orientation.Horizontal)
        self._outer.setHandleWidth(1)
        self._outer.setChildrenCollapsible(False)
        self._outer.addWidget(lists)
        self._outer.addWidget(right)
        self._outer.setStretchFactor(0, 0)
        self._outer.setStretchFactor(1, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._outer)
        self._page: Page | None = None
        line.addWidget(rail)
        line.addWidget(self._stack, 1)
        for splitter, words in (
            (self._outer, "Width of the list"),
            (self._inner, "Width of the policy check"),
        ):
            splitter.handle(1).setAccessibleName(words)
        self._lists, self._right = lists, right
        self._read_in_order()

    def put(self, conversation: QWidget, panel: QWidget) -> None:
        """The conversation and the side panel, in the places held for them."""
        for index, made in enumerate((conversation, panel)):
            held = self._inner.replaceWidget(index, made)
            if held is not None:
                held.deleteLater()
        self._conversation, self._panel = conversation, panel
        self._inner.setStretchFactor(0, 1)
        self._inner.setStretchFactor(1, 0)
        self._show_tab()
        self._read_in_order()

    def _read_in_order(self) -> None:
        # A splitter lists its newest part first; a screen reader goes through them as they are read.
        inner = (self._conversation, self._panel, self._inner.handle(1))
        for part in (self._lists, self._right, self._outer.handle(1), *inner):
            part.raise_()

    def fit(self, width: int) -> None:
        """Arrange for a window so many logical pixels wide."""
        wide, beside = width >= WIDE_RAIL, width >= ROOM_FOR_PANEL
        if self._fitted == (wide, beside):
            return
        self._fitted = (wide, beside)
        self._rail.set_narrow(not wide)
        self._tabbed = not beside
        self._bar.setVisible(self._tabbed)
        self._show_tab()
        lists = 462 if wide else 376
        panel = 404 if wide else 318
        rest = width - lists - (236 if wide else 64)
        self._outer.setSizes([lists, rest])
        if beside:
            self._inner.setSizes([rest - panel, panel])

    @property
    def page(self) -> Page | None:
        """What is shown in place of list and conversation; None while these are."""
        return self._page

    def show_page(self, page: Page | None) -> None:
        """Shows a page in place of list, conversation and panel; None brings these back."""
        self._page = page
        if page is not None and self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(self._outer if page is None else page)

    def show_panel(self) -> None:
        """Bring the side panel into sight."""
        self.tabs.setCurrentIndex(_PANEL)

    def show_conversation(self) -> None:
        """Bring the conversation into sight."""
        self.tabs.setCurrentIndex(_CONVERSATION)

    def _tab(self, index: int) -> None:
        self._show_tab()
        self.tab_changed.emit(index)

    def _show_tab(self) -> None:
        on_panel = self.tabs.currentIndex() == _PANEL
        self._conversation.setVisible(not self._tabbed or not on_panel)
        self._panel.setVisible(not self._tabbed or on_panel)


def _place_held(name: str) -> QFrame:
    place = QFrame()
    role(place, name)
    return place
