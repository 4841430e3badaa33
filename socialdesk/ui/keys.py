"""What a hand in full swing may not do: press the next item's button, or the same key twice by momentum.

Source: research/features.md section 5. After the desk itself moves on, nothing can be pressed for 600 ms but what takes
something back; a key that does something is not taken twice within 300 ms.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShortcutEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

DEAD_MS = 600
REPEAT_MS = 300

_PRESSES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseButtonRelease,
    }
)


class Momentum(QObject):
    """Holds back what was pressed before the person can have seen what they press. `monotonic` is in seconds."""

    def __init__(self, monotonic: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self._last: dict[str, float] = {}
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(DEAD_MS)
        self._over.timeout.connect(self.end)

    @property
    def dead(self) -> bool:
        """True while presses are held back."""
        return self._over.isActive()

    def begin(self) -> None:
        """The desk has moved on by itself: hold back what comes in the next 600 ms."""
        app = QApplication.instance()
        if app is not None and not self.dead:
            # Only for these moments: a filter in Python on every event would slow the whole window.
            app.installEventFilter(self)
        self._over.start()

    def end(self) -> None:
        """Let everything through again."""
        self._over.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def takes(self, key: str) -> bool:
        """May `key` act now? Not twice within 300 ms."""
        now = self._monotonic()
        last = self._last.get(key)
        if last is not None and (now - last) * 1000 < REPEAT_MS:
            return False
        self._last[key] = now
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own: True swallows the event."""
        if event.type() not in _PRESSES:
            return False
        if isinstance(event, QKeyEvent | QShortcutEvent) and _takes_back(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        return True


def _takes_back(event: QKeyEvent | QShortcutEvent) -> bool:
    if isinstance(event, QShortcutEvent):
        return event.key().toString() in {"Esc", "Ctrl+Z"}
    undo = event.key() == Qt.Key.Key_Z and event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return undo or event.key() == Qt.Key.Key_Escape


def is_typing(widget: QWidget | None) -> bool:
    """True where a letter belongs to the widget: a field, a list of choices, a number."""
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return not widget.isReadOnly()
    return isinstance(widget, QLineEdit | QComboBox | QAbstractSpinBox)
