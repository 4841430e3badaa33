"""One item after the other: the list is put away, and each decision brings the next that is open (I1)."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton

from socialdesk.inbox.queries import View
from socialdesk.model.ids import ItemId
from socialdesk.ui.announce import say
from socialdesk.ui.commands import Command
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, tip
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

LAST = "That was the last one."


class OneByOne(QFrame):
    """The bar above conversation and panel while it goes on: where one is, on to the next, back to the list."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._seen: list[ItemId] = []
        self._total = 0
        self._view: View | None = None
        self._joined = False
        role(self, "bar")
        self.setAccessibleName("One at a time")
        self.progress = PlainLabel("", role="strong")
        self.about = ElidedLabel("", role="muted")
        self.skip = QPushButton("Skip to the next")
        self.stop = QPushButton("Back to the list")
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 6, 14, 6)
        line.setSpacing(12)
        line.addWidget(self.progress)
        line.addWidget(self.about, 1)
        line.addWidget(self.skip)
        line.addWidget(self.stop)
        tip(self.skip, "Leaves this one as it is. It stays open.")
        self.skip.clicked.connect(self._next)
        self.stop.clicked.connect(self.end)
        self.hide()

    @property
    def going_on(self) -> bool:
        """True while the list is put away."""
        return not self.isHidden()

    def begin(self) -> None:
        """Begins with the item that is chosen if it is open, else with the next below that is."""
        window, listed = self._window, self._window.list
        row = listed.current_row()
        if row is None or not row.open:
            listed.next_unhandled()
            row = listed.current_row()
        if row is None or not row.open:
            say(window, "Nothing in this list is open.", at_once=True)
            return
        self._join()
        self._view = listed.feed.view
        self._seen = []
        self._total = max(1, listed.model.rowCount() - max(0, listed.table.currentIndex().row()))
        listed.hide()
        self.show()
        self._chosen(listed.current())
        window.panes.show_conversation()
        window.panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """The list is back."""
        if self.going_on:
            self.hide()
            self._window.list.show()
            self._window.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle(self) -> None:
        """Begins, or ends."""
        if self.going_on:
            self.end()
        else:
            self.begin()

    def _join(self) -> None:
        if self._joined:
            return
        self._joined = True
        window = self._window
        window.list.item_chosen.connect(self._chosen)
        window.list.feed.shown.connect(self._other_view)
        window.panel.decided.connect(self._decided)
        window.conversation.decided.connect(self._decided)

    def _other_view(self) -> None:
        if self._window.list.feed.view != self._view:
            self.end()

    def _chosen(self, item_id: ItemId | None) -> None:
        if not self.going_on or item_id is None:
            return
        if item_id not in self._seen:
            self._seen.append(item_id)
        number = self._seen.index(item_id) + 1
        self._total = max(self._total, len(self._seen))
        self.progress.setText(f"{number:,} of {self._total:,}")
        self.about.setText(f"{self._window.list.title.text()}, one at a time")
        self.skip.setEnabled(True)

    def _decided(self, item_id: int) -> None:
        # Once whatever else hears of the decision has done its part: it may have moved on already.
        QTimer.singleShot(0, self, lambda: self._on_from(item_id))

    def _on_from(self, item_id: int) -> None:
        if self.going_on and self._window.item == item_id:
            self._next()

    def _next(self) -> None:
        before = self._window.item
        self._window.advance()
        if self._window.item == before:
            self.about.setText(LAST)
            self.skip.setEnabled(False)
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)
            say(self, LAST, at_once=True)
        else:
            say(self, self.progress.text())


def register(window: Window) -> OneByOne:
    """The bar in its place, and its command."""
    bar = OneByOne(window)
    window.above.append(bar)
    above = window.panes.parentWidget()
    layout = above.layout() if above is not None else None
    if isinstance(layout, QBoxLayout):
        layout.insertWidget(max(0, layout.indexOf(window.panes)), bar)
    window.commands.add(
        Command(
            id="one-by-one",
            label="One at a time, or back to the list",
            group="Move",
            run=bar.toggle,
            keys=("L",),
        )
    )
    return bar
