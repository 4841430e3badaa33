"""The field that a reply is written in, and its words held against 4.3 while they are written (I4)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from socialdesk.decisions.reply_check import open_place
from socialdesk.ui.plain_text import PlainEdit

Look = Callable[[str, Callable[[str], None]], None]
"""Holds words against 4.3 in the background; hands on what was found, a sentence, "" for nothing."""


class OwnWords:
    """What was found in the words that were looked at last. Without a `look` nothing is ever found."""

    def __init__(self, look: Look | None, looked: Callable[[str], None]) -> None:
        self._look = look
        self._tell = looked
        self._looking = ""
        self._looked = ""
        self._problem = ""

    def forget(self) -> None:
        """Other words, of another item."""
        self._looking = self._looked = self._problem = ""

    def known(self, text: str) -> bool:
        """True where these words have been looked at."""
        return self._look is None or self._looked == text

    def problem(self, text: str) -> str:
        """What was found in these words, a sentence; "" for nothing, and while they have not been looked at."""
        return self._problem if self._looked == text else ""

    def look_at(self, text: str) -> None:
        """Begins to look at these words, unless that is done or going on."""
        if self._look is None or text in (self._looking, self._looked):
            return
        self._looking = text

        def found(problem: str) -> None:
            if self._looking == text:
                self._looking, self._looked, self._problem = "", text, problem
                self._tell(text)

        self._look(text, found)


class ReplyWords(PlainEdit):
    """The field itself takes Ctrl+Enter, so that it never confirms another form than the one that is written in."""

    confirmed = Signal()
    confirmed_and_next = Signal()

    def select_open_place(self) -> None:
        """Marks the first place that is to be filled in, so that typing replaces it."""
        text = self.toPlainText()
        place = open_place(text)
        if place is not None:
            cursor = self.textCursor()
            cursor.setPosition(_units(text[: place.start]))
            cursor.setPosition(_units(text[: place.end]), cursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def event(self, event: QEvent, /) -> bool:
        """Claims Ctrl+Enter before the window's shortcut does."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _confirms(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Ctrl+Enter sends; Ctrl+Shift+Enter sends, and on to the next."""
        if not _confirms(event):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.confirmed_and_next if shifted else self.confirmed).emit()


def _confirms(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bool(
        event.modifiers() & Qt.KeyboardModifier.ControlModifier
    )


def _units(text: str) -> int:
    """How long Qt takes a text to be."""
    return len(text.encode("utf-16-le")) // 2
