"""Plain words on the screen: the only labels, tooltips, blocks and painters' words that the desk uses.

visible, shown, one_line, button_words     what text becomes before Qt sees it (see `visible.py`)
PlainLabel, ElidedLabel, PlainView         widgets that cannot show anything but plain text
PlainEdit, PlainLine                       where a person types; a paste is cut to what can be laid out at once
tip                                        the only way to a tooltip
elided                                     one line for a painter, cut before it is measured
"""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from socialdesk.errors import BugError
from socialdesk.ui.theme import role as dress
from socialdesk.ui.visible import (
    COVER,
    MOST_CHARACTERS,
    Shown,
    button_words,
    one_line,
    shown,
    tip_words,
    visible,
)

__all__ = [
    "ElidedLabel",
    "PlainEdit",
    "PlainLabel",
    "PlainLine",
    "PlainView",
    "Shown",
    "button_words",
    "elided",
    "one_line",
    "shown",
    "tip",
    "tip_words",
    "visible",
]

WIDEST_LABEL = 900
"""Logical pixels that a label may ask for; what is longer wraps or belongs in an `ElidedLabel`."""
LONGEST_DESCRIPTION = 1_000
"""Characters of a tooltip that a screen reader is given."""
LONGEST_PASTE = 20_000
"""Characters; more than any network takes in one reply."""


class PlainLabel(QLabel):
    """A label that shows plain text and refuses to be anything else."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        role: str = "",
        wrap: bool = False,
        selectable: bool = False,
        limit: int = MOST_CHARACTERS,
    ) -> None:
        super().__init__(parent)
        self._limit = limit
        self._said = ""
        super().setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if selectable:
            flags = Qt.TextInteractionFlag
            self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        if role:
            dress(self, role)
        self.setText(text)

    def setText(self, text: str, /) -> None:
        """Show `text` through `visible`; its accessible name is the same."""
        self._said = text
        words = visible(text, self._limit)
        if words != self.text():
            super().setText(words)

    def say_again(self) -> None:
        """Show the same once more: what covers hard words was laid or taken away."""
        self.setText(self._said)

    def minimumSizeHint(self) -> QSize:
        """As Qt's own, but a long line does not push the window apart."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), WIDEST_LABEL), hint.height())

    def sizeHint(self) -> QSize:
        """As Qt's own, but no wider than WIDEST_LABEL."""
        hint = super().sizeHint()
        return QSize(min(hint.width(), WIDEST_LABEL), hint.height())

    def setTextFormat(self, format: Qt.TextFormat, /) -> None:
        """Raises BugError for all but plain text."""
        if format is not Qt.TextFormat.PlainText:
            raise BugError("a PlainLabel shows plain text only")

    def setToolTip(self, text: str, /) -> None:
        """As `tip`."""
        super().setToolTip(tip_words(text))
        self.setAccessibleDescription(one_line(text, LONGEST_DESCRIPTION))


class ElidedLabel(PlainLabel):
    """One line that ends in … where there is no room; it never asks for more room than there is."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, role: str = "", limit: int = 300
    ) -> None:
        super().__init__(text, parent, role=role, limit=limit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def setText(self, text: str, /) -> None:
        """Show `text` on one line, and whole in the tooltip where it had to be cut."""
        super().setText(one_line(text, self._limit))
        self._said = text
        self._hint_if_cut()

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """The whole line, as long as that is reasonable."""
        words = self.fontMetrics().horizontalAdvance(self.text()[:120]) + 2
        return QSize(words, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Say the whole line in the tooltip as soon as it does not fit."""
        super().resizeEvent(event)
        self._hint_if_cut()

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        words = elided(self.fontMetrics(), self.text(), room.width())
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), words)

    def _hint_if_cut(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        super().setToolTip(self.text() if cut else "")


class PlainView(QPlainTextEdit):
    """A block of plain text to read and copy from; Tab leaves it."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        dress(self, "plain-view")
        self.setPlainText(text)

    def setPlainText(self, text: str, /) -> None:
        """Show `text` through `visible`."""
        self._said = text
        super().setPlainText(visible(text))

    def say_again(self) -> None:
        """As a label's."""
        self.setPlainText(self._said)


class PlainEdit(QPlainTextEdit):
    """Where a person writes; Tab leaves it, and only plain text can be pasted, at most LONGEST_PASTE characters."""

    def __init__(self, parent: QWidget | None = None, *, name: str, hint: str = "") -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)

    def canInsertFromMimeData(self, source: QMimeData, /) -> bool:
        """Text only."""
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData, /) -> None:
        """The plain words of a paste, cut to what can be laid out without a pause."""
        self.insertPlainText(source.text()[:LONGEST_PASTE])


class PlainLine(QLineEdit):
    """One line to write in."""

    def __init__(self, parent: QWidget | None = None, *, name: str, hint: str = "", limit: int = 500) -> None:
        super().__init__(parent)
        self.setMaxLength(limit)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)


def tip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip: plain words, whatever `text` holds."""
    if isinstance(widget, PlainLabel):
        widget.setToolTip(text)
    else:
        widget.setToolTip(tip_words(text))
        # Else a screen reader would be given the tooltip as Qt holds it, with its mark-up.
        widget.setAccessibleDescription(one_line(text, LONGEST_DESCRIPTION))


def elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """`text` on one line within `width` logical pixels. Cut to what could fit before anything is measured."""
    if width <= 0 or not text:
        return ""
    most = max(4, width // 2)
    plain = len(text) <= most and text.isprintable()
    words = COVER.over(text) if plain else one_line(text, most)
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
