"""The words of a post as a network shows them: links and tags in colour, and what is too long marked."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from socialdesk.ui.plain_text import visible
from socialdesk.ui.theme import current

_COLOURED = re.compile(
    r"https?://\S+|\b(?:www\.|[a-z0-9-]+\.(?:police|gov|org|co)\.uk)\S*|(?<!\w)[#@]\w+", re.IGNORECASE
)
_NARROWEST = 120


class PostWords(QWidget):
    """Paints plain text only: `QTextLayout` knows no mark-up. `fitting` is how many characters the network takes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._fitting: int | None = None
        self._percent = 100
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show_words(self, text: str, fitting: int | None = None, *, percent: int = 100) -> None:
        """Shows `text`; what comes after the first `fitting` characters is marked as too much (None: all fits)."""
        words = visible(text)
        if (words, fitting, percent) == (self._text, self._fitting, self._percent):
            return
        self._text, self._fitting, self._percent = words, fitting, percent
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Qt's own: lines wrap."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """Qt's own."""
        return self._laid_out(max(_NARROWEST, width))[1] if self._text else 0

    def sizeHint(self) -> QSize:
        """Qt's own."""
        width = max(self.width(), 320)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Qt's own."""
        return QSize(_NARROWEST, self.fontMetrics().height() if self._text else 0)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Qt's own."""
        if self._text:
            painter = QPainter(self)
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            layout, _ = self._laid_out(self.width())
            layout.draw(painter, QPointF(0, 0), self._ranges(), QRectF(self.rect()))

    def _laid_out(self, width: int) -> tuple[QTextLayout, int]:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * self._percent / 100)
        layout = QTextLayout(self._text.replace("\n", "\u2028"), font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        down = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, down))
            down += line.height() * 1.08
        layout.endLayout()
        return layout, int(down) + 1

    def _ranges(self) -> list[QTextLayout.FormatRange]:
        theme = current()
        found: list[QTextLayout.FormatRange] = []
        for match in _COLOURED.finditer(self._text):
            coloured = QTextCharFormat()
            coloured.setForeground(theme.link)
            found.append(self._range(match.start(), match.end(), coloured))
        if self._fitting is not None and self._fitting < len(self._text):
            over = QTextCharFormat()
            over.setBackground(theme.danger.fill)
            over.setForeground(theme.danger.ink)
            found.append(self._range(self._fitting, len(self._text), over))
        return found

    def _range(self, begin: int, end: int, dressed: QTextCharFormat) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        start = _units(self._text[:begin])
        made.start, made.length, made.format = start, _units(self._text[begin:end]), dressed
        return made


def _units(text: str) -> int:
    """How long Qt takes a text to be."""
    return len(text.encode("utf-16-le")) // 2
