"""The rail: what there is to look at, how much of it, and how each account is; the person at the desk beneath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from socialdesk.ui import icons
from socialdesk.ui.inbox.places import SAVED
from socialdesk.ui.inbox.rail_button import MIDDLE_LEFT, NARROW, WIDE, Entry, PersonButton, RailButton
from socialdesk.ui.plain_text import elided
from socialdesk.ui.theme import current, sized

_BENEATH = ("account:", "do:connect")
"""How the keys begin of what stands under ACCOUNTS."""
_LISTS = ("do:blocks", "do:register", "do:duty", "do:handover", "do:reports")
"""The keys of what opens a list of its own."""
_LOW = 900
"""Below this height the lines stand closer, so that the accounts are seen too."""


class Rail(QFrame):
    """`chosen` tells the key of the view or account; `asked` the key of something to do."""

    chosen = Signal(str)
    asked = Signal(str)

    def __init__(self, force: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Views and accounts")
        self._narrow = False
        self._close = False
        self._buttons: dict[str, RailButton] = {}
        self._views = QVBoxLayout()
        self._saved = QVBoxLayout()
        self._lists = QVBoxLayout()
        self._accounts = QVBoxLayout()
        for layout in (self._views, self._saved, self._lists, self._accounts):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(1)
        self._head = _Heading("SocialDesk", force, self)
        self._caption = _Caption("ACCOUNTS", self)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        column.addLayout(self._views)
        column.addLayout(self._saved)
        column.addLayout(self._lists)
        column.addWidget(self._caption)
        column.addLayout(self._accounts)
        column.addStretch(1)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        area.viewport().setAutoFillBackground(False)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("Views and accounts")
        self.person = PersonButton("", "")
        self.person.clicked.connect(lambda: self.asked.emit("person"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 10, 0, 8)
        outer.setSpacing(6)
        outer.addWidget(self._head)
        outer.addWidget(area, 1)
        outer.addWidget(self.person)
        self.set_narrow(False)

    def set_views(self, entries: Sequence[Entry]) -> None:
        """The built-in views, in order; once."""
        for entry in entries:
            self._views.addWidget(self._button(entry))

    def set_saved(self, entries: Sequence[Entry]) -> None:
        """The saved searches, beneath the views."""
        self._put(entries, self._saved, (SAVED,))

    def set_lists(self, entries: Sequence[Entry]) -> None:
        """What opens a list of its own, beneath the saved searches."""
        self._put(entries, self._lists, _LISTS)

    def set_accounts(self, entries: Sequence[Entry]) -> None:
        """The accounts and what stands under them; what is there already only changes its state."""
        self._put(entries, self._accounts, _BENEATH)

    def _put(self, entries: Sequence[Entry], layout: QVBoxLayout, keys: tuple[str, ...]) -> None:
        wanted = [entry.key for entry in entries]
        shown = [key for key in self._buttons if key.startswith(keys)]
        if shown == wanted:
            for entry in entries:
                self._buttons[entry.key].show_entry(entry)
            return
        chosen = self.current()
        for key in shown:
            button = self._buttons.pop(key)
            layout.removeWidget(button)
            button.deleteLater()
        for entry in entries:
            layout.addWidget(self._button(entry))
        for key in [key for kind in (_LISTS, _BENEATH) for key in self._buttons if key.startswith(kind)]:
            # The order of Tab is that of the screen.
            self._buttons[key] = self._buttons.pop(key)
        self.choose(chosen)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many wait in each, by key; what is not named has none."""
        for key, button in self._buttons.items():
            button.set_count(counts.get(key, 0))

    def current(self) -> str:
        """The key that is chosen, or ""."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def current_button(self) -> QWidget:
        """The button that is chosen, or the first."""
        buttons = list(self._buttons.values())
        return next(
            (button for button in buttons if button.isChecked()), buttons[0] if buttons else self.person
        )

    def choose(self, key: str) -> None:
        """Mark one as chosen, without telling anybody."""
        for known, button in self._buttons.items():
            button.setChecked(known == key)

    def set_narrow(self, narrow: bool) -> None:
        """Icons alone on a small screen."""
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        # A bar would cover the icons; the wheel, the keys and Tab still reach what is below.
        policy = Qt.ScrollBarPolicy
        self._area.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if narrow else policy.ScrollBarAsNeeded
        )
        self._head.set_narrow(narrow)
        self._caption.set_narrow(narrow)
        self.person.set_narrow(narrow)
        for button in self._buttons.values():
            button.set_narrow(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: closer lines on a low screen."""
        super().resizeEvent(event)
        if (low := event.size().height() < _LOW) != self._close:
            self._close = low
            for button in self._buttons.values():
                button.set_close(low)

    def buttons(self) -> list[QWidget]:
        """Every button in the order of Tab."""
        return [*self._buttons.values(), self.person]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        QPainter(self).fillRect(self.rect(), current().rail)

    def _button(self, entry: Entry) -> RailButton:
        button = RailButton(entry)
        button.set_narrow(self._narrow)
        button.set_close(self._close)
        if entry.key.startswith("do:"):
            button.clicked.connect(lambda: self.asked.emit(entry.key))
        else:
            button.setCheckable(True)
            # One of them at a time: a screen reader says so, the arrow keys go from one to the next, Tab past them.
            button.setAutoExclusive(True)
            button.clicked.connect(lambda: self._clicked(entry.key))
        self._buttons[entry.key] = button
        return button

    def _clicked(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)


class _Heading(QWidget):
    """The shield and the Force's name."""

    def __init__(self, title: str, force: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = title
        self._force = force
        self._narrow = False
        self.setAccessibleName(f"{title}, {force}")

    def set_narrow(self, narrow: bool) -> None:
        """The shield alone."""
        self._narrow = narrow
        self.setFixedHeight(38 if narrow else self.fontMetrics().height() * 2 + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        theme = current()
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        left = (self.width() - 24) // 2 if self._narrow else 20
        painter.drawPixmap(
            left,
            (self.height() - 24) // 2,
            icons.pixmap("shield", theme.info.fill if not theme.dark else theme.link, 24, ratio),
        )
        if self._narrow:
            return
        line = self.fontMetrics().height()
        font = sized(self.font(), 110, bold=True)
        painter.setFont(font)
        painter.setPen(theme.rail_text)
        painter.drawText(QRect(54, 0, self.width() - 62, line + 4), MIDDLE_LEFT, self._title)
        small = sized(self.font(), 88)
        painter.setFont(small)
        painter.setPen(theme.rail_muted)
        words = elided(QFontMetrics(small), self._force, self.width() - 62)
        painter.drawText(QRect(54, line + 4, self.width() - 62, line), MIDDLE_LEFT, words)


class _Caption(QWidget):
    """A small heading, or a line where there is no room for words."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._narrow = False
        self.setAccessibleName(words.capitalize())

    def set_narrow(self, narrow: bool) -> None:
        """A line alone."""
        self._narrow = narrow
        self.setFixedHeight(17 if narrow else self.fontMetrics().height() + 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        theme = current()
        painter = QPainter(self)
        if self._narrow:
            painter.fillRect(QRect(16, self.height() // 2, self.width() - 32, 1), theme.rail_selected)
            return
        painter.setFont(sized(self.font(), 82, bold=True))
        painter.setPen(theme.rail_muted)
        painter.drawText(self.rect().adjusted(20, 8, -8, 0), MIDDLE_LEFT, self._words)
