"""One line of the rail, painted wide (icon, words, count) or narrow (icon with the count upon it)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from socialdesk.model.accounts import Network
from socialdesk.ui import icons
from socialdesk.ui.badges import initials, paint_avatar, paint_network
from socialdesk.ui.plain_text import elided, one_line, tip
from socialdesk.ui.theme import avatar_colour, current, sized

WIDE = 236
NARROW = 64
MIDDLE_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_ROW = 36
_CLOSE_ROW = 30
_BADGES = 99
"""The most that a badge on an icon can say; beyond it is 99+."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the rail. `key` is a view's name, "account:3", or something to do."""

    key: str
    label: str
    icon: str = ""
    network: Network | None = None
    attention: bool = False
    """True where a count above 0 asks for somebody now."""
    most: int = 0
    """Beyond it the count is this with a plus; 0: it is known whole."""
    health: str = ""
    """An icon for what is wrong with the account, "" where nothing is."""
    health_words: str = ""


class RailButton(QAbstractButton):
    """One entry, painted wide (icon, words, count) or narrow (icon with the count upon it)."""

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.count = 0
        self._narrow = False
        self._close = False
        self._hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._say()

    def show_entry(self, entry: Entry) -> None:
        """Another state of the same entry."""
        if entry != self.entry:
            self.entry = entry
            self._say()
            self.update()

    def set_count(self, count: int) -> None:
        """How many wait there."""
        if count != self.count:
            self.count = count
            self._say()
            self.update()

    @property
    def count_words(self) -> str:
        """The count as it is shown."""
        most = self.entry.most
        return f"{most}+" if most and self.count > most else f"{self.count:,}"

    def set_narrow(self, narrow: bool) -> None:
        """Icon alone, the words in the tooltip."""
        self._narrow = narrow
        self._say()
        self.updateGeometry()
        self.update()

    def set_close(self, close: bool) -> None:
        """With less air between this line and the next."""
        self._close = close
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """One line of words, and air."""
        least, air = (_CLOSE_ROW, 10) if self._close else (_ROW, 16)
        return QSize(NARROW if self._narrow else WIDE, max(least, self.fontMetrics().height() + air))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt's own."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt's own."""
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(8, 1, -8, -1)
        if self.isChecked() or self._hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            ground = QColor(theme.rail_selected)
            ground.setAlphaF(1.0 if self.isChecked() else 0.5)
            painter.setBrush(ground)
            painter.drawRoundedRect(body, 7, 7)
        if self.hasFocus():
            painter.setPen(theme.rail_text)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        if self._narrow:
            self._paint_narrow(painter)
        else:
            self._paint_wide(painter, body)

    def _paint_wide(self, painter: QPainter, body: QRectF) -> None:
        theme = current()
        middle = int(body.center().y())
        self._sign(painter, QRectF(body.left() + 12, middle - 9, 18, 18))
        right = int(body.right()) - 12
        if self.count:
            right = self._count(painter, right, middle)
        if self.entry.health:
            right -= 20
            sign = icons.pixmap(
                self.entry.health, theme.warning.fill if not theme.dark else theme.warning.ink, 16
            )
            painter.drawPixmap(right, middle - 8, sign)
            right -= 4
        left = int(body.left()) + 42
        font = sized(self.font(), 100, bold=self.isChecked())
        painter.setFont(font)
        painter.setPen(theme.rail_text)
        words = elided(QFontMetrics(font), self.entry.label, right - left - 6)
        painter.drawText(QRect(left, self.rect().top(), right - left, self.height()), MIDDLE_LEFT, words)

    def _count(self, painter: QPainter, right: int, middle: int) -> int:
        theme = current()
        words = self.count_words
        font = sized(self.font(), 90, bold=True)
        metrics = QFontMetrics(font)
        width = metrics.horizontalAdvance(words)
        painter.setFont(font)
        if not self.entry.attention:
            painter.setPen(theme.rail_muted)
            painter.drawText(QRect(right - width, 0, width + 2, self.height()), MIDDLE_LEFT, words)
            return right - width - 8
        height = metrics.height() + 3
        pill = QRectF(
            right - max(width + 12, height) + 4, middle - height / 2 + 0.5, max(width + 12, height), height
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.alert)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(theme.alert_text)
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), words)
        return int(pill.left()) - 8

    def _paint_narrow(self, painter: QPainter) -> None:
        theme = current()
        middle = self.rect().center()
        size = 24 if self.entry.network else 20
        self._sign(painter, QRectF(middle.x() - size / 2 - 2, middle.y() - size / 2 + 2, size, size))
        if self.entry.health:
            sign = icons.pixmap(
                self.entry.health, theme.warning.fill if not theme.dark else theme.warning.ink, 13
            )
            painter.drawPixmap(middle.x() + 9, middle.y() + 5, sign)
        if not self.count:
            return
        words = f"{self.count}" if self.count <= _BADGES else f"{_BADGES}+"
        font = sized(self.font(), 76, bold=True)
        metrics = QFontMetrics(font)
        height = metrics.height() + 1
        width = max(height, metrics.horizontalAdvance(words) + 9)
        left = min(middle.x() + 3, self.width() - width - 4)
        pill = QRectF(left, middle.y() - 15, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.alert if self.entry.attention else theme.badge)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(theme.alert_text if self.entry.attention else theme.badge_text)
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), words)

    def _sign(self, painter: QPainter, area: QRectF) -> None:
        theme = current()
        if self._narrow and self.entry.key.startswith("saved:"):
            # Searches would all look alike as icons: their initials tell them apart.
            ink = theme.rail_text if self.isChecked() else theme.rail_muted
            painter.setPen(ink)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(-2, -1, 2, 1), 5, 5)
            painter.setFont(sized(self.font(), 74, bold=True))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), initials(self.entry.label))
        elif self.entry.network is None:
            ratio = self.devicePixelRatioF()
            ink = theme.rail_text if self.isChecked() else theme.rail_muted
            painter.drawPixmap(area.topLeft(), icons.pixmap(self.entry.icon, ink, int(area.width()), ratio))
        elif not self._narrow:
            paint_network(painter, area, self.entry.network, self.font())
        else:
            # Two pages of one network would look alike as icons: their initials tell them apart.
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(avatar_colour(None, self.entry.label))
            painter.drawRoundedRect(area, 6, 6)
            painter.setPen(QColor("#ffffff"))
            painter.setFont(sized(self.font(), 78, bold=True))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), initials(self.entry.label))
            # And two accounts of one name by their networks.
            badge = QRectF(area.left() - 6, area.bottom() - 9, 14, 14)
            paint_network(painter, badge, self.entry.network, self.font())

    def _say(self) -> None:
        label = one_line(self.entry.label, 80)
        said = label if not self.count else f"{label}, {self.count_words}"
        if self.entry.health_words:
            said = f"{said}. {self.entry.health_words}"
        self.setAccessibleName(said)
        tip(self, said if self._narrow else self.entry.health_words)


class PersonButton(RailButton):
    """Who sits at the desk, and as what."""

    def __init__(self, name: str, role_words: str, parent: QWidget | None = None) -> None:
        self._role_words = role_words
        super().__init__(Entry(key="person", label=name), parent)

    def show_person(self, name: str, role_words: str) -> None:
        """Somebody else sits down."""
        self._role_words = role_words
        self.show_entry(Entry(key="person", label=name))
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(NARROW if self._narrow else WIDE, self.fontMetrics().height() * 2 + 18)

    def _paint_wide(self, painter: QPainter, body: QRectF) -> None:
        theme = current()
        self._sign(painter, QRectF(body.left() + 6, body.center().y() - 15, 30, 30))
        left, width = int(body.left()) + 46, int(body.width()) - 54
        line = self.fontMetrics().height()
        top = int(body.center().y()) - line
        font = sized(self.font(), 100, bold=True)
        painter.setFont(font)
        painter.setPen(theme.rail_text)
        name = elided(QFontMetrics(font), self.entry.label or "Who is at the desk?", width)
        painter.drawText(QRect(left, top, width, line), MIDDLE_LEFT, name)
        small = sized(self.font(), 88)
        painter.setFont(small)
        painter.setPen(theme.rail_muted)
        words = elided(QFontMetrics(small), self._role_words, width)
        painter.drawText(QRect(left, top + line, width, line), MIDDLE_LEFT, words)

    def _paint_narrow(self, painter: QPainter) -> None:
        middle = self.rect().center()
        self._sign(painter, QRectF(middle.x() - 15, middle.y() - 15, 30, 30))

    def _sign(self, painter: QPainter, area: QRectF) -> None:
        name = self.entry.label
        colour = avatar_colour(None, name)
        paint_avatar(
            painter, area, name=name, colour=colour, network=None, force=False, font=sized(self.font(), 85)
        )

    def _say(self) -> None:
        said = f"At the desk: {self.entry.label or 'nobody yet'}, {self._role_words}. Change."
        self.setAccessibleName(said)
        tip(self, said)
