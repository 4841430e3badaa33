"""Paints one comment of a conversation. One delegate for all: a widget a comment takes twenty times as long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from socialdesk.ui.badges import paint_avatar
from socialdesk.ui.conversation.rows import FOLDED, ROW_ROLE, Row
from socialdesk.ui.plain_text import elided
from socialdesk.ui.theme import Theme, avatar_colour, current, sized
from socialdesk.ui.visible import shown

MARGIN = 20
GAP = 12
AVATAR = 34
INDENT = 44
PADDING = 12
RADIUS = 8
SHOW_ALL = "Show all of it"
UNNAMED = "Name not given"
LONGEST_SHOWN = 8_000
"""Characters painted of a text that was unfolded; all of it can be copied."""

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_TOLD = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


@dataclass(slots=True)
class Laid:
    """Words laid out, and how high they stand in logical pixels."""

    layout: QTextLayout
    height: float


class CommentDelegate(QStyledItemDelegate):
    """Avatar, name, time, standing and text with the marked words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._laid: dict[tuple[object, ...], Laid] = {}

    def forget(self) -> None:
        """Drops what was laid out: the theme, the font or the conversation is another."""
        self._laid.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The height of a row at the view's width."""
        row: Row = index.data(ROW_ROLE)
        font = _font_of(option)
        width = _width_of(option)
        inner = self._card(row, QRect(0, 0, width, 0)).width() - 2 * PADDING
        laid = self._lay_out(row, font, inner)
        names = QFontMetrics(sized(font, 100, bold=True)).height()
        more = names + 4 if row.folded else 0
        told = self._told_height(row, font, inner)
        return QSize(width, int(PADDING * 2 + names + 4 + laid.height + more + told + GAP))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints a row."""
        row: Row = index.data(ROW_ROLE)
        font, theme = _font_of(option), current()
        area: QRect = _option(option).rect
        card = self._card(row, area.adjusted(0, 0, 0, -GAP))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = bool(_option(option).state & QStyle.StateFlag.State_HasFocus)
        _paint_card(painter, card, row, theme, focused=focused)
        paint_avatar(
            painter,
            QRectF(card.left() - AVATAR - 12, card.top() + 2, AVATAR, AVATAR),
            name=row.untrusted_author,
            colour=avatar_colour(row.author_number, row.untrusted_author),
            network=None if row.by_force else row.network,
            force=row.by_force,
            font=font,
        )
        inner = card.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        top = self._paint_heading(painter, inner, row, font, theme)
        laid = self._lay_out(row, font, inner.width())
        painter.setPen(theme.muted if row.faded else theme.text)
        laid.layout.draw(painter, QPointF(inner.left(), top))
        top += laid.height
        if row.folded:
            painter.setPen(theme.link)
            painter.setFont(sized(font, 100, bold=True))
            line = QRect(inner.left(), int(top + 4), inner.width(), painter.fontMetrics().height())
            words = f"{SHOW_ALL} ({len(row.untrusted_text):,} characters)"
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft, words)
            top += line.height() + 4
        if row.told:
            painter.setPen(theme.ink(row.tone))
            painter.setFont(sized(font, 92))
            line = QRect(inner.left(), int(top + 4), inner.width(), inner.bottom() - int(top) + PADDING)
            painter.drawText(line, _TOLD, row.told)
        painter.restore()

    def _told_height(self, row: Row, font: QFont, width: int) -> int:
        if not row.told:
            return 0
        room = QRect(0, 0, max(40, width), 10_000)
        return QFontMetrics(sized(font, 92)).boundingRect(room, _TOLD, row.told).height() + 4

    def _paint_heading(self, painter: QPainter, inner: QRect, row: Row, font: QFont, theme: Theme) -> float:
        bold, plain = sized(font, 100, bold=True), sized(font, 92)
        strong, small = QFontMetrics(bold), QFontMetrics(plain)
        height = strong.height()
        side = row.standing or ("Selected" if row.chosen else row.kind)
        side_words = elided(small, side, inner.width() * 6 // 10)
        side_width = small.horizontalAdvance(side_words) + 8
        when_width = small.horizontalAdvance(row.when) + 8
        room = inner.width() - side_width - when_width
        # Where there is no room for all three, the time goes: it stands in the header of the one chosen.
        timed = room >= 60
        name = elided(strong, row.untrusted_author or UNNAMED, room if timed else inner.width() - side_width)
        painter.setFont(bold)
        painter.setPen(theme.text)
        line = QRect(inner.left(), inner.top(), inner.width(), height)
        painter.drawText(line, _LEFT, name)
        painter.setFont(plain)
        painter.setPen(theme.muted)
        if timed:
            painter.drawText(line.adjusted(strong.horizontalAdvance(name) + 8, 0, 0, 0), _LEFT, row.when)
        painter.setPen(theme.ink(row.tone) if row.standing else theme.muted)
        painter.drawText(line, _RIGHT, side_words)
        return inner.top() + height + 4

    def _card(self, row: Row, area: QRect) -> QRect:
        left = MARGIN + AVATAR + 14 + min(row.depth, 2) * INDENT
        return area.adjusted(left, 0, -MARGIN, 0)

    def _lay_out(self, row: Row, font: QFont, width: int) -> Laid:
        key = (
            row.item_id,
            row.untrusted_text,
            row.spans,
            row.unfolded,
            width,
            font.pointSizeF(),
            current().name,
        )
        held = self._laid.get(key)
        if held is None:
            if len(self._laid) > 1_000:
                self._laid.clear()
            held = self._laid[key] = laid_out(row, font, max(40, width))
        return held


def _option(option: QStyleOptionViewItem) -> Any:
    """PySide's stubs leave the fields of an option out."""
    return option


def _font_of(option: QStyleOptionViewItem) -> QFont:
    return _option(option).font


def _width_of(option: QStyleOptionViewItem) -> int:
    view = _option(option).widget
    return view.viewport().width() if isinstance(view, QAbstractItemView) else _option(option).rect.width()


def _paint_card(painter: QPainter, card: QRect, row: Row, theme: Theme, *, focused: bool) -> None:
    path = QPainterPath()
    path.addRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
    fill: QColor = theme.info.fill if row.by_force else theme.panel
    painter.fillPath(path, fill)
    if row.chosen:
        painter.setPen(QPen(theme.link, 2))
    elif focused:
        painter.setPen(QPen(theme.control, 1.5, Qt.PenStyle.DashLine))
    else:
        painter.setPen(QPen(theme.border, 1))
    painter.drawPath(path)


def laid_out(row: Row, font: QFont, width: int) -> Laid:
    """A comment's words, wrapped at `width` logical pixels, with those marked that led to a finding."""
    theme = current()
    words = shown(row.untrusted_text, LONGEST_SHOWN if row.unfolded else FOLDED)
    layout = QTextLayout(words.text.replace("\n", "\u2028"), font)
    wrap = QTextOption()
    wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(wrap)
    layout.setCacheEnabled(True)
    layout.setFormats(
        [_mark(words.text, words.place(span.start), words.place(span.end), theme) for span in row.spans]
    )
    layout.beginLayout()
    top = 0.0
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return Laid(layout, top)


def _mark(text: str, start: int, end: int, theme: Theme) -> QTextLayout.FormatRange:
    marked = QTextLayout.FormatRange()
    # Python counts code points, Qt counts UTF-16 units: an emoji before the words moves them by one.
    marked.start = _units(text[:start])
    marked.length = _units(text[start:end])
    look = QTextCharFormat()
    look.setBackground(theme.highlight)
    look.setForeground(theme.highlight_text)
    marked.format = look
    return marked


def _units(text: str) -> int:
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)
