"""The list with its heading, search box and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from socialdesk.clock import to_ms
from socialdesk.inbox.queries import (
    InboxRow,
    View,
    ViewName,
    not_yet_indexed,
    rows,
    search_view,
)
from socialdesk.inbox.saved_views import SavedView
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.ui import icons
from socialdesk.ui.desk import Desk
from socialdesk.ui.inbox.delegate import InboxDelegate
from socialdesk.ui.inbox.feed import Feed
from socialdesk.ui.inbox.model import InboxModel
from socialdesk.ui.inbox.order import ListOrder, why_row
from socialdesk.ui.inbox.pile_bar import PileBar
from socialdesk.ui.inbox.places import CHIPS, PLACES, account_key, found_by, narrowed
from socialdesk.ui.inbox.table import InboxTable
from socialdesk.ui.inbox.words import row_sentence
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, PlainLine, tip
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

TYPING_MS = 60
"""A pause in typing after which the search is made."""
LOOK_AHEAD = 2_000
"""Rows that Space looks through for one that nobody has handled."""

_EMPTY = {
    "inbox": "Nothing waits for a decision.",
    "flagged": "Nothing is flagged.",
    "urgent": "Nothing is urgent.",
    "unread": "Everything has been read.",
    "mine": "You have taken nothing. Press A on an item to take it.",
    "reply": "Nobody waits for a reply.",
    "waiting": "Nothing waits: for a network, a colleague, or to be ticked off.",
    "today": "Nothing has been done today.",
    "everything": "Nothing has arrived yet. Connect an account, or press F5 to look now.",
}


class ListPane(QFrame):
    """`item_chosen` tells the id that is shown beside it, or None; `opened` that the person goes on to it.

    `keep_asked` that the search is to be saved under a name, or taken out again where it is.
    """

    item_chosen = Signal(object)
    opened = Signal()
    keep_asked = Signal()
    settings_turned = Signal(object)
    """The list is to be in another order from now on: the settings that say so."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._key = "inbox"
        self._label = ""
        self._chip = "all"
        self._restored: ItemId | None = None
        self.saved: SavedView | None = None
        """The saved search that was run last."""
        role(self, "pane")
        self.setAccessibleName("List")
        self.model = InboxModel(
            self._rows,
            lambda row: row_sentence(row, desk.book, desk.clock(), hide_hard=desk.settings.blur_offensive),
            self,
            rank_of=self._rank_of,
            hint=lambda row: why_row(desk, row),
        )
        delegate = InboxDelegate(desk.book, desk.clock, self, hide_hard=lambda: desk.settings.blur_offensive)
        self.table = InboxTable(self.model, delegate)
        self.feed = Feed(desk, tasks, self.model, at_top=self.table.at_top, chosen=self.table.current_id)
        self.title = ElidedLabel("", role="title")
        self.count = PlainLabel("", role="muted")
        self.order = ListOrder()
        self.search = PlainLine(name="Search", hint="Search everything   (press / )", limit=2_000)
        self.notes = PlainLabel("", role="small", wrap=True)
        self.keep = QPushButton("Save this search…")
        self.arrived = QPushButton()
        self.piles = PileBar()
        self.empty = PlainLabel("", role="muted", wrap=True)
        self._chips: dict[str, QPushButton] = {}
        self._stack = QStackedWidget()
        self._typed = QTimer(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.order)
        loupe = QAction("Search", self)
        loupe.triggered.connect(self.focus_search)
        loupe.setIcon(icons.icon("search", "muted", 16))
        self.search.addAction(loupe, QLineEdit.ActionPosition.LeadingPosition)
        self._loupe = loupe
        self.search.setClearButtonEnabled(True)
        tip(
            self.search,
            'Words, "exact words", -without, author: network: account: before: after:\n'
            "is: unread, open, done, unanswered, flagged, urgent, hidden, gone, comment, message",
        )
        chips = QHBoxLayout()
        chips.setSpacing(6)
        group = QButtonGroup(self)
        for key, words in CHIPS:
            chip = QPushButton(words)
            chip.setCheckable(True)
            chip.setAutoExclusive(True)  # to a screen reader one of a group, not a box to tick
            chip.setAccessibleName(f"Show {words.lower()}")
            role(chip, "chip")
            chip.clicked.connect(lambda _=False, key=key: self._narrow(key))
            group.addButton(chip)
            chips.addWidget(chip)
            self._chips[key] = chip
        chips.addStretch(1)
        self._chips["all"].setChecked(True)
        self.notes.hide()
        self.arrived.setAccessibleName("Show what is new")
        self.arrived.hide()
        icons.put(self.arrived, "arrow-up", "on_accent", 14)
        role(self.arrived, "primary")
        top = QVBoxLayout()
        top.setContentsMargins(16, 14, 14, 10)
        top.setSpacing(10)
        top.addLayout(head)
        top.addWidget(self.search)
        top.addLayout(chips)
        top.addWidget(self.piles)
        top.addWidget(self.notes)
        role(self.keep, "link")
        self.keep.hide()
        top.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        top.addWidget(self.arrived)
        rule = QFrame()
        role(rule, "rule")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setContentsMargins(24, 24, 24, 24)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(rule)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._typed.setSingleShot(True)
        self._typed.setInterval(TYPING_MS)
        self._typed.timeout.connect(self._show)
        self.search.textChanged.connect(self._typed.start)
        self.search.returnPressed.connect(self._leave_search)
        self.search.installEventFilter(self)
        self.arrived.clicked.connect(self._let_in)
        self.keep.clicked.connect(self.keep_asked)
        self.order.turned.connect(self.turn_order)
        self.piles.aside_asked.connect(self.show_aside)
        self.feed.waiting.connect(self._waiting)
        self.feed.counted.connect(self._counted)
        self.feed.shown.connect(self._keep_selection)
        self.model.modelAboutToBeReset.connect(self._remember)
        self.table.item_chosen.connect(self._chosen)
        self.table.opened.connect(self.opened)
        self.table.next_unhandled.connect(self.next_unhandled)

    # --- what the window asks -------------------------------------------------------------------------------------

    def show_place(self, key: str, label: str) -> None:
        """Show a view of the rail, without search and filter."""
        self._key, self._label, self._chip = key, label, "all"
        self._chips["all"].setChecked(True)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._show()

    def show_saved(self, saved: SavedView) -> None:
        """Run a saved search; Esc leaves everything."""
        self.saved = saved
        self._key, self._label, self._chip = "everything", label_of("everything"), "all"
        self._chips["all"].setChecked(True)
        self.search.blockSignals(True)
        self.search.setText(saved.words)
        self.search.blockSignals(False)
        self._show()

    @property
    def saved_now(self) -> SavedView | None:
        """The saved search that is shown; None where something else is."""
        return self.saved if self.saved and self.saved.words == self.search.text().strip() else None

    def choose(self, item_id: ItemId) -> bool:
        """Choose an item of the list; False where it is not in it."""
        return self.table.choose_id(item_id)

    def current(self) -> ItemId | None:
        """The item that is chosen."""
        return self.table.current_id()

    def current_row(self) -> InboxRow | None:
        """What is known of it."""
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def step(self, by: int) -> None:
        """The next (1) or the one before (-1)."""
        self.table.step(by)

    def next_unhandled(self) -> None:
        """The next item below that is open and that nobody else has taken; the last row where there is none."""
        index = self.table.currentIndex()
        start = index.row() + 1 if index.isValid() else 0
        for row in range(start, min(self.model.rowCount(), start + LOOK_AHEAD)):
            found = self.model.row_at(row)
            if found and found.open and found.claimed_by in {"", self._desk.person.name}:
                self.table.choose(row)
                return

    def focus_search(self) -> None:
        """Start to type a search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_aside(self) -> None:
        """Show what is put aside under parked posts: what is flagged or urgent there is in the list all the same."""
        self._chips["all"].setChecked(True)
        self._chip = "all"
        self.search.setText("is:parked is:open")

    def turn_order(self) -> None:
        """The most urgent first in the list of what needs a decision, or the newest first again."""
        turned = replace(self._desk.settings, urgent_first=not self._desk.settings.urgent_first)
        self.settings_turned.emit(turned)
        self._show()

    def take_changes(self, changes: Changes) -> None:
        """Something was altered in the store."""
        self.feed.take_changes(changes)

    def chips(self) -> list[QPushButton]:
        """The filters, in the order of Tab."""
        return list(self._chips.values())

    def refit(self) -> None:
        """Another font or theme."""
        self.table.fit_rows()
        self._loupe.setIcon(icons.icon("search", "muted", 16))

    # --- inside ---------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]  (only the search box is watched)
        """Qt's own: Esc clears the search, the arrow down goes to the list."""
        if isinstance(event, QKeyEvent) and event.type() in {
            QEvent.Type.KeyPress,
            QEvent.Type.ShortcutOverride,
        }:
            if event.key() == Qt.Key.Key_Escape:
                # Taken before the window's own Esc, which would cancel an action.
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self._clear_search()
                return True
            if event.key() == Qt.Key.Key_Down and event.type() == QEvent.Type.KeyPress:
                self._leave_search()
                return True
        return False

    def _clear_search(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _leave_search(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.table.current_id() is None:
            self.table.choose(0)

    def _rank_of(self, item_id: int) -> int | None:
        return self.feed.rank_of(item_id)

    def _rows(self, ids: Sequence[ItemId]) -> Mapping[ItemId, InboxRow]:
        return rows(self._desk.read, ids)

    def _narrow(self, chip: str) -> None:
        self._chip = chip
        self._show()

    def _view(self) -> View:
        text = self.search.text().strip()
        if text:
            query = found_by(text, self._chip)
            notes = list(query.notes)
            if unindexed := not_yet_indexed(self._desk.read):
                notes.append(f"The newest {unindexed:,} cannot be searched by words yet.")
            self.notes.setText(" ".join(notes))
            self.notes.setVisible(bool(notes))
            return search_view(query)
        self.notes.hide()
        names = {account_key(number): account.name for number, account in self._desk.accounts.items()}
        if self._key.startswith("account:"):
            names[self._key] = self._label
        today = self._desk.clock().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        person = self._desk.person.name
        view = narrowed(self._key, self._chip, person=person, names=names, today_ms=to_ms(today))
        by_urgency = view.name is ViewName.INBOX and self._desk.settings.urgent_first
        return replace(view, urgent_first=True) if by_urgency else view

    def _show(self) -> None:
        self._typed.stop()
        searching = bool(self.search.text().strip())
        view = self._view()
        saved = self.saved_now
        self.title.setText(saved.name if saved else "Search" if searching else self._label)
        self.keep.setVisible(searching)
        self.keep.setText("Take this search out of the rail" if saved else "Save this search…")
        self.keep.setAccessibleName(self.keep.text())
        self.order.show_view(view)
        self.feed.show(view)

    def _remember(self) -> None:
        self._restored = self.table.current_id()

    def _keep_selection(self) -> None:
        kept, self._restored = self._restored, None
        if kept is None or not self.choose(kept):
            self.table.clearSelection()
            self.table.scrollToTop()
            if kept is not None:
                self.item_chosen.emit(None)
        self._stack.setCurrentWidget(self.table if self.model.rowCount() else self.empty)

    def _chosen(self, item_id: ItemId | None) -> None:
        self.feed.moved_on()
        if item_id is not None or self._restored is None:
            self.item_chosen.emit(item_id)

    def _counted(self, count: int) -> None:
        searching = bool(self.search.text().strip())
        noun = "found" if searching else ""
        self.count.setText(f"{count:,} {noun}".strip())
        self.count.setAccessibleName(f"{count:,} items {noun}".strip())
        self._stack.setCurrentWidget(self.table if self.model.rowCount() else self.empty)
        if searching:
            self.empty.setText("Nothing is found by these words. Esc clears them.")
        elif self._chip != "all":
            self.empty.setText("Nothing here with this filter.")
        else:
            self.empty.setText(_EMPTY.get(self._key, "Nothing of this account waits."))

    def _waiting(self, count: int) -> None:
        self.arrived.setVisible(count > 0)
        words = f"{count:,} new"
        self.arrived.setText(words)
        self.arrived.setAccessibleName(f"Show {words}")

    def _let_in(self) -> None:
        self.feed.take_waiting()
        self.table.scrollToTop()

    def sizeHint(self) -> QSize:
        """As wide as a row reads well."""
        return QSize(400, 600)


def label_of(key: str) -> str:
    """What a built-in view is called."""
    return next((place.entry.label for place in PLACES if place.entry.key == key), "")
