"""Paints one row of the list: who, where, when, the words, and what is known about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol, cast

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from socialdesk.decisions.windows import Countdown
from socialdesk.inbox.queries import InboxRow
from socialdesk.model.items import ItemKind
from socialdesk.policy.book import Book
from socialdesk.ui import icons
from socialdesk.ui.badges import initials, paint_avatar
from socialdesk.ui.inbox.model import InboxModel
from socialdesk.ui.inbox.words import (
    Chip,
    author,
    ground_chip,
    row_words,
    standing_chip,
    thread_title,
    when,
    window_left,
)
from socialdesk.ui.plain_text import elided
from socialdesk.ui.theme import Theme, avatar_colour, current, sized

AVATAR = 38
_LEFT = 70
_RIGHT = 14
_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TO_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

# A row is painted again with each scroll step; what a stranger wrote is made safe once for each text.
_words = lru_cache(maxsize=1024)(row_words)


def forget_words() -> None:
    """What was made safe before is made anew: hard words are covered now, or no longer."""
    _words.cache_clear()


class _Option(Protocol):
    """What Qt's stubs leave out of an option, though they are its public fields."""

    rect: QRect
    state: QStyle.StateFlag
    font: QFont


@dataclass(frozen=True, slots=True)
class _Fonts:
    """The fonts of a row, measured once."""

    plain: QFont
    bold: QFont
    small: QFont
    chip: QFont
    plain_size: QFontMetrics
    bold_size: QFontMetrics
    small_size: QFontMetrics
    chip_size: QFontMetrics


class InboxDelegate(QStyledItemDelegate):
    """One row. Nothing in it is a widget, and no words are read as anything but words."""

    def __init__(
        self,
        book: Book,
        clock: Callable[[], datetime],
        parent: QObject | None = None,
        *,
        hide_hard: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(parent)
        self._hide_hard = hide_hard
        self._book = book
        self._clock = clock
        self._held: tuple[str, _Fonts] | None = None

    def height(self, font: QFont) -> int:
        """Logical pixels of every row in `font`."""
        return max(60, 2 * QFontMetrics(font).height() + 26)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As `height`."""
        return QSize(200, self.height(cast(_Option, option).font))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the row of `index`."""
        given = cast(_Option, option)
        area, state, font = given.rect, given.state, given.font
        theme = current()
        row: InboxRow | None = index.data(InboxModel.RowRole)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        self._ground(
            painter, area, theme, chosen=chosen, hovered=bool(state & QStyle.StateFlag.State_MouseOver)
        )
        fonts = self._fonts(font)
        if row is None:
            painter.setPen(theme.muted)
            painter.setFont(fonts.plain)
            painter.drawText(area.adjusted(_LEFT, 0, 0, 0), int(_FLAGS), "This item is no longer stored.")
        else:
            self._row(painter, area, row, fonts, theme)
        painter.restore()

    @staticmethod
    def _ground(painter: QPainter, area: QRect, theme: Theme, *, chosen: bool, hovered: bool) -> None:
        painter.fillRect(area, theme.selection if chosen else theme.hover if hovered else theme.panel)
        if chosen:
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), theme.link)
        painter.fillRect(QRect(area.left() + _LEFT, area.bottom(), area.width() - _LEFT, 1), theme.border)

    def _row(self, painter: QPainter, area: QRect, row: InboxRow, fonts: _Fonts, theme: Theme) -> None:
        name = author(row)
        face = QRectF(area.left() + 20, area.top() + (area.height() - AVATAR) / 2, AVATAR, AVATAR)
        paint_avatar(
            painter,
            face,
            name=name,
            colour=avatar_colour(row.author_id, name),
            network=row.network,
            force=row.by_force,
            font=fonts.plain,
        )
        if row.unread:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.link)
            painter.drawEllipse(QRectF(area.left() + 8, face.center().y() - 4, 8, 8))
        line = fonts.plain_size.height() + 2
        top = area.top() + (area.height() - 2 * line - 5) // 2
        left, right = area.left() + _LEFT, area.right() - _RIGHT
        self._first_line(painter, QRect(left, top, right - left, line), row, name, fonts, theme)
        self._second_line(painter, QRect(left, top + line + 5, right - left, line), row, fonts, theme)

    def _first_line(
        self, painter: QPainter, line: QRect, row: InboxRow, name: str, fonts: _Fonts, theme: Theme
    ) -> None:
        time = when(row.created_ms, self._clock())
        painter.setFont(fonts.small)
        painter.setPen(theme.link if row.unread else theme.muted)
        painter.drawText(line, int(_TO_RIGHT), time)
        right = line.right() - fonts.small_size.horizontalAdvance(time) - 10
        if row.claimed_by:
            right = self._holder(painter, line, right, row.claimed_by, fonts, theme)
        if (left := window_left(row, self._clock())) is not None:
            right = self._countdown(painter, line, right, left, fonts, theme)
        room = right - line.left()
        font, size = (fonts.bold, fonts.bold_size) if row.unread else (fonts.plain, fonts.plain_size)
        words = elided(size, name, max(40, room if row.kind is ItemKind.MESSAGE else int(room * 0.7)))
        painter.setFont(font)
        painter.setPen(theme.text)
        painter.drawText(QRect(line.left(), line.top(), room, line.height()), int(_FLAGS), words)
        used = size.horizontalAdvance(words) + 6
        # A conversation is named after the person, who stands before it already.
        thread = "" if row.kind is ItemKind.MESSAGE else thread_title(row)
        if thread and room - used > 40:
            painter.setFont(fonts.small)
            painter.setPen(theme.muted)
            rest = QRect(line.left() + used, line.top(), room - used, line.height())
            painter.drawText(rest, int(_FLAGS), elided(fonts.small_size, f"· {thread}", rest.width()))

    @staticmethod
    def _countdown(
        painter: QPainter, line: QRect, right: int, left: Countdown, fonts: _Fonts, theme: Theme
    ) -> int:
        """How long a message can still be answered; answers with what is left of the line."""
        width = fonts.small_size.horizontalAdvance(left.brief)
        painter.setFont(fonts.small)
        painter.setPen(theme.muted if left.tone == "info" else theme.tone(left.tone).ink)
        painter.drawText(QRect(right - width, line.top(), width + 2, line.height()), int(_FLAGS), left.brief)
        return right - width - 12

    @staticmethod
    def _holder(painter: QPainter, line: QRect, right: int, name: str, fonts: _Fonts, theme: Theme) -> int:
        """Who has taken it, as initials in a ring; answers with what is left of the line."""
        words = initials(name)
        width = fonts.chip_size.horizontalAdvance(words) + 12
        ring = QRectF(right - width, line.top() + 0.5, width, line.height() - 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.control, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.setFont(fonts.chip)
        painter.setPen(theme.muted)
        painter.drawText(ring, int(Qt.AlignmentFlag.AlignCenter), words)
        return right - width - 8

    def _second_line(
        self, painter: QPainter, line: QRect, row: InboxRow, fonts: _Fonts, theme: Theme
    ) -> None:
        chip = standing_chip(row) or ground_chip(row.top_ground, self._book)
        right = line.right()
        if chip is not None:
            right = self._chip(painter, line, chip, fonts, theme) - 10
        painter.setFont(fonts.plain)
        painter.setPen(theme.text if row.unread else theme.muted)
        rest = QRect(line.left(), line.top(), right - line.left(), line.height())
        words = _words(row, hide_hard=self._hide_hard()) or "No words; see the item itself."
        painter.drawText(rest, int(_FLAGS), elided(fonts.plain_size, words, rest.width()))

    @staticmethod
    def _chip(painter: QPainter, line: QRect, chip: Chip, fonts: _Fonts, theme: Theme) -> int:
        """Paint a chip at the right end; answers with its left edge."""
        icon = 14
        most = int(line.width() * 0.55) - icon - 20
        words = elided(fonts.chip_size, chip.words, most)
        width = fonts.chip_size.horizontalAdvance(words) + icon + 20
        height = fonts.chip_size.height() + 5
        body = QRectF(line.right() - width, line.center().y() - height / 2 + 1, width, height)
        tone = theme.tone(chip.tone)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone.fill)
        painter.drawRoundedRect(body, height / 2, height / 2)
        ratio = painter.device().devicePixelRatioF()
        sign = icons.pixmap(chip.icon, QColor(tone.ink), icon, ratio)
        painter.drawPixmap(int(body.left()) + 7, int(body.center().y() - icon / 2), sign)
        painter.setFont(fonts.chip)
        painter.setPen(tone.ink)
        painter.drawText(body.adjusted(icon + 11, 0, -6, 0), int(_FLAGS), words)
        return int(body.left())

    def _fonts(self, font: QFont) -> _Fonts:
        if self._held is None or self._held[0] != font.key():
            bold, small, chip = sized(font, 100, bold=True), sized(font, 92), sized(font, 88, bold=True)
            # A copy: the option's own font is gone once the row is painted.
            made = _Fonts(
                QFont(font),
                bold,
                small,
                chip,
                QFontMetrics(font),
                QFontMetrics(bold),
                QFontMetrics(small),
                QFontMetrics(chip),
            )
            self._held = (font.key(), made)
        return self._held[1]
