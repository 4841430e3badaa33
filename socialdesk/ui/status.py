"""The status bar: how fresh, what is wrong, what is on its way, and the keys that help most."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from socialdesk.ui import icons
from socialdesk.ui.plain_text import button_words, one_line, tip
from socialdesk.ui.status_words import Said
from socialdesk.ui.theme import current, role, sized

HINTS = (
    ("J / K", "next / previous", "next"),
    ("D", "remove", "remove"),
    ("R", "reply", "reply"),
    ("F1", "keys", "keys"),
    ("Ctrl K", "commands", "commands"),
)
"""A key, what it does, and the command that pressing the hint runs."""
_CRAMPED = 1500
"""Below this width only the last two hints are shown."""


class Notice(QPushButton):
    """A sign and a few words; pressing it tells the whole."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._said: Said | None = None
        role(self, "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.hide()

    @property
    def said(self) -> Said | None:
        """What it says now."""
        return self._said

    def say(self, said: Said | None) -> None:
        """Other words, or nothing; cheap where they are the same."""
        if said == self._said:
            return
        before, self._said = self._said, said
        self.setVisible(said is not None)
        if said is None:
            return
        if before is None or (before.icon, before.tone) != (said.icon, said.tone):
            icons.put(self, said.icon, said.tone, 15)
        # Qt leaves four pixels between sign and words; a space makes them eight.
        self.setText(f" {button_words(said.words, 70)}")
        if not self.hasFocus() or before is None or _still(before) != _still(said):
            self._spell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt's own; what is read out is true at the moment when somebody comes here."""
        self._spell()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's own; from now on it is kept true again, second by second."""
        super().focusOutEvent(event)
        self._spell()

    def _spell(self) -> None:
        if self._said is not None:
            self.setAccessibleName(f"{self._name}: {one_line(self._said.words)}")
            tip(self, self._said.more)


def _still(said: Said) -> tuple[str, str]:
    """What does not change from second to second: a screen reader that is here would not stop reading."""
    return said.tone, "".join(letter for letter in said.words if not letter.isdigit())


class KeyHint(QAbstractButton):
    """A key as a cap, and what it does; pressing it does it."""

    def __init__(self, key: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._words = words
        self.setText(words)
        self.setAccessibleName(f"{words.capitalize()}, key {key}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Cap and words."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._key) + metrics.horizontalAdvance(self._words) + 46
        return QSize(width, metrics.height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = sized(self.font(), 88, bold=True)
        painter.setFont(font)
        across = painter.fontMetrics().horizontalAdvance(self._key) + 14
        height = painter.fontMetrics().height() + 3
        cap = QRectF(6.5, (self.height() - height) / 2, across, height)
        painter.setPen(QPen(theme.control, 1))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(theme.text)
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), self._key)
        painter.setFont(sized(self.font(), 94))
        painter.setPen(theme.muted)
        rest = QRectF(across + 13, 0, self.width() - across - 13, self.height())
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._words)
        if self.hasFocus():
            painter.setPen(QPen(theme.link, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)


class StatusBar(QFrame):
    """`asked` tells which notice was pressed: fresh, trouble, outbox, index, model or notice."""

    asked = Signal(str)
    command = Signal(str)
    """A hint was pressed: the id of its command."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "bar")
        self.setAccessibleName("Status")
        self.fresh = Notice("Freshness")
        self.trouble = Notice("Trouble")
        self.outbox = Notice("On its way")
        self.index = Notice("Search")
        self.model = Notice("Model")
        self.notice = Notice("Notice")
        self._roomy = self._about_items = True
        self._hints = [KeyHint(key, words) for key, words, _ in HINTS]
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 14, 1)
        row.setSpacing(4)
        for name in ("fresh", "trouble", "outbox", "index", "model", "notice"):
            notice: Notice = getattr(self, name)
            notice.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            row.addWidget(notice)
        row.addStretch(1)
        for hint, (_, _, command) in zip(self._hints, HINTS, strict=True):
            hint.clicked.connect(lambda _=False, command=command: self.command.emit(command))
            row.addWidget(hint)

    def notices(self) -> Sequence[Notice]:
        """Every notice, in the order of Tab."""
        return (self.fresh, self.trouble, self.outbox, self.index, self.model, self.notice)

    def fit(self, width: int) -> None:
        """Fewer hints on a small screen."""
        self._roomy = width >= _CRAMPED
        self._show_hints()

    def about_items(self, on: bool) -> None:
        """Whether an item is to be decided on here: the keys for that do nothing on other pages."""
        self._about_items = on
        self._show_hints()

    def _show_hints(self) -> None:
        for hint in self._hints[:-2]:
            hint.setVisible(self._roomy and self._about_items)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own: a line above."""
        super().paintEvent(event)
        QPainter(self).fillRect(0, 0, self.width(), 1, current().border)
