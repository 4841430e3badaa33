"""The parts of the window, and moving about in it. `MainWindow` wires them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from socialdesk.clock import monotonic
from socialdesk.config.settings import Settings
from socialdesk.model.ids import ItemId
from socialdesk.ui.commands import Commands
from socialdesk.ui.desk import Desk
from socialdesk.ui.inbox.list_pane import ListPane, label_of
from socialdesk.ui.inbox.places import PAGES, account_key, saved_key
from socialdesk.ui.inbox.rail import Rail
from socialdesk.ui.keys import Momentum
from socialdesk.ui.layout import Page, Panes
from socialdesk.ui.saved_counts import SavedCounts
from socialdesk.ui.status import StatusBar
from socialdesk.ui.tab_order import go_to, next_stop, stops
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.undo_bar import UndoBar
from socialdesk.ui.watch import Watch

if TYPE_CHECKING:
    from socialdesk.ui.conversation.pane import ConversationPane
    from socialdesk.ui.review.panel import SidePanel


_ON_ITEMS = frozenset(
    {
        *(
            "next",
            "previous",
            "unhandled",
            "open",
            "search",
            "assess",
            "keep",
            "remove",
            "reply",
            "warn",
            "repeats",
        ),
        *("block", "note", "done", "person", "record", "claim", "refer", "ask", "park", "proceedings"),
    }
)
"""Commands whose keys are about the chosen item: they do nothing while a page hides it."""


class Window(QMainWindow):
    """Every part by name, for the commands and the longer dealings; it decides nothing itself.

    A `QMainWindow`, since a screen reader takes a plain widget for no window at all. Conversation, side panel and
    commands are made at the first need, which is once the list is painted: half of a start would go into them.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.item: ItemId | None = None
        """What conversation and panel are about."""
        self.tasks = Tasks(desk, self)
        self.momentum = Momentum(monotonic, self)
        self.watch = Watch(desk, self)
        self.saved_counts = SavedCounts(self.tasks, self)
        self.rail = Rail(desk.book.force)
        self.list = ListPane(desk, self.tasks)
        self.panes = Panes(self.rail, self.list)
        self.undo_bar = UndoBar(self.watch.now_ms)
        self.status = StatusBar()
        self.commands = Commands(self, self.momentum, single_keys=desk.settings.single_keys)
        self.above: list[QWidget] = []
        """Bars above the panes, which are shown for a time."""
        self.pages: dict[str, Page] = {}
        """Those made so far, by the key of their entry in the rail."""
        self._place = "inbox"
        self.inside: QWidget | None = None
        """All that is blanked."""
        self.attention: QWidget | None = None
        """What stands above all panes; made with what the first paint does without."""
        self.around: QWidget | None = None
        """In training, what stands round everything."""
        self.band: QWidget | None = None
        """In training, the bar of the session."""
        self.text_percent = 100
        """How large words are, beside what the desktop asks for."""
        self._right: tuple[ConversationPane, SidePanel] | None = None

    @property
    def complete(self) -> bool:
        """True once every part is made."""
        return self._right is not None

    @property
    def conversation(self) -> ConversationPane:
        """The conversation round the chosen item."""
        return self.made()[0]

    @property
    def panel(self) -> SidePanel:
        """The side panel."""
        return self.made()[1]

    def made(self) -> tuple[ConversationPane, SidePanel]:
        """Conversation and side panel; whoever asks for one of them first has the whole window made."""
        if self._right is None:
            from socialdesk.ui.conversation.pane import ConversationPane  # noqa: PLC0415  (see the class)
            from socialdesk.ui.review.panel import SidePanel  # noqa: PLC0415  (see the class)

            self._right = ConversationPane(self.desk, self.tasks), SidePanel(self.desk, self.tasks)
            self.join(*self._right)
        return self._right

    def join(self, conversation: ConversationPane, panel: SidePanel) -> None:
        """Every part is made: join them to the rest. For `MainWindow`."""

    def cancel(self, outbox_id: int) -> None:
        """Take back an action that has not been sent. For `MainWindow`."""

    def keep_settings(self, settings: Settings) -> None:
        """Take settings into use and keep them; an error is told. For `MainWindow`."""

    def show_person(self) -> None:
        """Show who is at the desk; `MainWindow` does more of it."""
        for page in self.pages.values():
            page.show_person()

    def lock(self) -> None:
        """Blank the window until somebody signs. For `MainWindow`."""

    def dress(self) -> None:
        """Take the look on again that settings and `text_percent` ask for. For `MainWindow`."""

    def opened_again(self) -> None:
        """Somebody signed, and the window is shown again. For `MainWindow`."""

    # --- moving about ---------------------------------------------------------------------------------------------

    def show_place(self, key: str) -> None:
        """Show a view of the rail."""
        if key in PAGES:
            self.make_complete()
            self.commands.run(key)
            return
        self._place = key
        self.leave_page()
        label = label_of(key)
        saved = next((each for each in self.watch.saved if saved_key(each.id) == key), None)
        if saved is not None:
            self.rail.choose(key)
            self.list.show_saved(saved)
            return
        if not label:
            label = next(
                (row.name for row in self.watch.accounts if account_key(row.account_id) == key), "Account"
            )
        self.rail.choose(key)
        self.list.show_place(key, label)

    def make_complete(self) -> None:
        """Make what the first paint did without. For `MainWindow`."""

    def show_page(self, page: Page) -> None:
        """Show a page in place of list, conversation and panel."""
        self.pages[page.key] = page
        self.rail.choose(page.key)
        self.panes.show_page(page)
        self.commands.hold(_ON_ITEMS)
        self.status.about_items(False)
        page.shown()

    def leave_page(self) -> None:
        """Back from a page to list, conversation and panel; what was typed is kept."""
        page = self.panes.page
        if page is not None:
            page.keep_drafts()
            self.panes.show_page(None)
            self.commands.hold(frozenset())
            self.status.about_items(True)
            self.rail.choose(self._place)

    def confirm(self) -> bool:
        """Do what the open page or the side panel says."""
        page = self.panes.page
        return self.panel.confirm() if page is None else page.confirm()

    def show_item(self, item_id: ItemId) -> None:
        """Show an item, in the list too where it is there."""
        self.leave_page()
        if not self.list.choose(item_id):
            self.list.item_chosen.emit(item_id)

    def advance(self) -> None:
        """On to the next that nobody has handled; nothing can be pressed for a moment."""
        self.momentum.begin()
        self.list.next_unhandled()

    def open_conversation(self) -> None:
        """From the list into the conversation."""
        self.leave_page()
        self.panes.show_conversation()
        self.conversation.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_tab(self, name: str) -> None:
        """A part of the side panel by name, where an item is chosen."""
        self.leave_page()
        if self.item is not None:
            self.panes.show_panel()
            self.panel.open_tab(name)

    def next_pane(self, by: int) -> None:
        """F6: rail, list, conversation, panel, and round again."""
        panes: list[tuple[QWidget, QWidget]] = [
            (self.rail, self.rail.current_button()),
            (self.list, self.list.table),
            (self.conversation, self.conversation),
            (self.panel, self.panel),
            *((page, page) for page in self.pages.values()),
            (self.status, self.status.fresh),
            *([(self.band, self.band)] if self.band is not None else []),
        ]
        panes = [(pane, target) for pane, target in panes if pane.isVisible()]
        focus = self.focusWidget()
        here = next((i for i, (pane, _) in enumerate(panes) if focus and pane.isAncestorOf(focus)), 0)
        pane, target = panes[(here + by) % len(panes)]
        if target.focusPolicy() == Qt.FocusPolicy.NoFocus and (first := stops(pane)):
            target = first[0]
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def parts(self) -> list[QWidget]:
        """The parts of the window in the order of Tab."""
        above, band = self.attention, self.band
        return [
            *([band] if band is not None else []),
            *([above] if above is not None and not above.isHidden() else []),
            self.rail,
            self.list,
            *self.above,
            self.panes.tabs,
            self.conversation,
            self.panel,
            *self.pages.values(),
            self.undo_bar,
            self.status,
        ]

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the window is read, through what was made a moment ago too."""
        focus = QApplication.focusWidget()
        target = next_stop(self.parts(), focus, forward=next)
        if target is not None:
            reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
            go_to(target, reason)
        return target is not None

    def cancel_newest(self) -> bool:
        """Take back the newest action that has not been sent; False where there is none."""
        row = self.undo_bar.cancellable
        if row is not None:
            self.cancel(int(row.outbox_id))
        return row is not None
