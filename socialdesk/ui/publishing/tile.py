"""One post in the calendar and its lists: time, networks, first words, by whom and how it stands, painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from socialdesk.model.accounts import Network
from socialdesk.model.ids import PostId
from socialdesk.ui import icons
from socialdesk.ui.badges import paint_network
from socialdesk.ui.inbox.words import Chip
from socialdesk.ui.plain_text import elided, tip, visible
from socialdesk.ui.theme import current, sized

_BADGE, _MOST_BADGES = 16, 4
_BAR = 4
_PAD = 9
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """What is said of one post."""

    post_id: PostId
    title: str
    when: str
    """In the week the time of day, in a list the day with it; "" for a draft without a time."""
    by: str
    chip: Chip
    networks: tuple[Network, ...]
    accounts: tuple[str, ...]
    """Names of the accounts, for the accessible name and the tooltip."""

    @property
    def sentence(self) -> str:
        """All of it, for a screen reader."""
        on = ", ".join(self.accounts) or "no account yet"
        parts = [self.when, self.chip.words, self.title, f"on {on}", f"by {self.by}"]
        return ". ".join(part for part in parts if part)


class PostTile(QAbstractButton):
    """Pressed, it opens the post. `wide` in a list: one line of words beside its time."""

    def __init__(self, tile: Tile, *, wide: bool = False) -> None:
        super().__init__()
        self.tile = tile
        self._wide = wide
        self._hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(60)
        self.setAccessibleName(tile.sentence)
        tip(self, tile.sentence)

    def sizeHint(self) -> QSize:
        """Qt's own."""
        line = self.fontMetrics().height()
        return QSize(160, (line * 3 if self._wide else line * 5) + (20 if self._wide else 26))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt's own."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt's own."""
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        theme = current()
        tone = theme.tone(self.tile.chip.tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(area, 7, 7)
        painter.fillPath(path, theme.hover if self._hovered or self.isDown() else theme.panel)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(QRectF(area.left(), area.top(), _BAR, area.height()), tone.edge)
        painter.restore()
        painter.setPen(QPen(theme.link, 2) if self.hasFocus() else QPen(theme.border, 1))
        painter.drawPath(path)
        left, width = _BAR + _PAD, self.width() - _BAR - 2 * _PAD
        line, top = self.fontMetrics().height(), 8
        top = self._paint_head(painter, left, top, width, line)
        self._paint_title(painter, QRect(left, top, width, line if self._wide else line * 2), line)
        top += (line if self._wide else line * 2) + (2 if self._wide else 4)
        self._paint_foot(painter, left, top, width, line)

    def _paint_head(self, painter: QPainter, left: int, top: int, width: int, line: int) -> int:
        theme = current()
        shown = self.tile.networks[:_MOST_BADGES]
        bold = sized(self.font(), 100, bold=True)
        # Where there is little room the badges lie over one another, so that the time is whole.
        needed = QFontMetrics(bold).horizontalAdvance("00:00") + 6
        step = min(_BADGE + 3, max(6, (width - needed - _BADGE) // max(1, len(shown) - 1)))
        for number, network in enumerate(shown):
            at = left + width - _BADGE - (len(shown) - 1 - number) * step
            paint_network(
                painter, QRectF(at, top + (line - _BADGE) / 2, _BADGE, _BADGE), network, self.font()
            )
        painter.setFont(bold)
        painter.setPen(theme.text)
        room = width - (len(shown) - 1) * step - _BADGE - 4 if shown else width
        painter.drawText(
            QRect(left, top, room, line),
            LEFT,
            elided(painter.fontMetrics(), self.tile.when or "No time yet", room),
        )
        return top + line + 2

    def _paint_title(self, painter: QPainter, area: QRect, line: int) -> None:
        painter.setFont(self.font())
        painter.setPen(current().text)
        if self._wide:
            painter.drawText(area, LEFT, elided(painter.fontMetrics(), self.tile.title, area.width()))
            return
        for number, words in enumerate(_two_lines(self.tile.title, area.width(), painter)):
            painter.drawText(QRect(area.left(), area.top() + number * line, area.width(), line), LEFT, words)

    def _paint_foot(self, painter: QPainter, left: int, top: int, width: int, line: int) -> None:
        theme = current()
        chip = self.tile.chip
        small = sized(self.font(), 90)
        painter.setFont(small)
        metrics = painter.fontMetrics()
        sign = icons.pixmap(chip.icon, chip.tone, 14, self.devicePixelRatioF())
        if self._wide:
            words = elided(metrics, chip.words, width // 2)
            painter.drawPixmap(left, top + (line - 14) // 2, sign)
            painter.setPen(theme.ink(chip.tone))
            painter.drawText(QRect(left + 19, top, width, line), LEFT, words)
            used = 19 + metrics.horizontalAdvance(words) + 8
            painter.setPen(theme.muted)
            painter.drawText(
                QRect(left + used, top, width - used, line),
                LEFT,
                elided(metrics, f"·  {self.tile.by}", width - used),
            )
            return
        painter.setPen(theme.muted)
        painter.drawText(QRect(left, top, width, line), LEFT, elided(metrics, self.tile.by, width))
        top += line + 2
        painter.drawPixmap(left, top + (line - 14) // 2, sign)
        painter.setPen(theme.ink(chip.tone))
        painter.drawText(
            QRect(left + 19, top, width - 19, line), LEFT, elided(metrics, chip.words, width - 19)
        )


def _two_lines(text: str, width: int, painter: QPainter) -> Sequence[str]:
    """The text on two lines at most, the second cut where there is more."""
    metrics = painter.fontMetrics()
    words = visible(text, 160).split()
    first = ""
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    if not first:
        return (elided(metrics, text, width),)
    return (first, elided(metrics, " ".join(words), width)) if words else (first,)
