"""A bar chart, drawn by hand: what it shows stands in the table beside it too, so nothing is in colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from socialdesk.exports.reports import Table
from socialdesk.ui.theme import current
from socialdesk.ui.tokens import Theme

LEAST = QSize(320, 220)
"""Logical pixels."""
_STEPS = (1, 2, 5)


class Chart(QWidget):
    """One table's figures as bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Chart")

    def show_table(self, table: Table) -> None:
        """Draws another table."""
        self.table = table
        self.setAccessibleName(f"Chart: {table.title}")
        self.setAccessibleDescription(f"{summary(table)} The table beside it holds every figure.")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own; in the theme of the moment."""
        if self.table is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter, QRectF(self.rect()), self.table, current(), self.font())
            painter.end()


def summary(table: Table) -> str:
    """The greatest figure in words, for those who do not see the bars."""
    figures = [(row, number(row[table.series[0]])) for row in table.rows if row[0] != "All"]
    most = max(figures, key=lambda found: found[1], default=None)
    if most is None or most[1] == 0:
        return "Nothing of the kind within these days."
    return f"Most: {most[0][0]}, {most[1]:,}{' ' + table.unit if table.unit else ''}."


def number(value: str | int) -> int:
    """A cell's figure; 0 for words."""
    return value if isinstance(value, int) else 0


def paint(painter: QPainter, room: QRectF, table: Table, theme: Theme, font: QFont) -> None:
    """Draws a table's bars within `room`; upright where they are of one thing by time, else lying with their names."""
    rows = table.rows[: table.drawn]
    top = max((number(row[place]) for row in rows for place in table.series), default=0)
    painter.setFont(font)
    if not rows or top == 0:
        painter.setPen(theme.muted)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "Nothing of the kind within these days.")
        return
    colours = (theme.accent, theme.warning.edge)
    room = _legend(painter, room.adjusted(8, 6, -8, -6), table, theme, colours)
    if table.head[0] in ("Hour", "Day", "Week"):
        _upright(painter, room, table, top, theme, colours)
    else:
        _lying(painter, room, table, top, theme, colours)


def _legend(
    painter: QPainter, room: QRectF, table: Table, theme: Theme, colours: tuple[QColor, ...]
) -> QRectF:
    if len(table.series) < 2:
        return room
    metrics = QFontMetricsF(painter.font(), painter.device())
    high = metrics.height()
    at = room.left()
    for place, colour in zip(table.series, colours, strict=False):
        painter.fillRect(QRectF(at, room.top() + high * 0.2, high * 0.6, high * 0.6), colour)
        painter.setPen(theme.text)
        words = table.head[place]
        painter.drawText(QPointF(at + high * 0.9, room.top() + metrics.ascent()), words)
        at += high * 2.2 + metrics.horizontalAdvance(words)
    return room.adjusted(0, high * 1.5, 0, 0)


def _upright(
    painter: QPainter, room: QRectF, table: Table, top: int, theme: Theme, colours: tuple[QColor, ...]
) -> None:
    metrics = QFontMetricsF(painter.font(), painter.device())
    rows = table.rows[: table.drawn]
    ticks = scale(top)
    left = max(metrics.horizontalAdvance(f"{tick:,}") for tick in ticks) + 8
    plot = room.adjusted(left, metrics.height() * 0.6, 0, -metrics.height() * 1.4)
    highest = ticks[-1]
    for tick in ticks:
        y = plot.bottom() - plot.height() * tick / highest
        painter.setPen(theme.border)
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(theme.muted)
        label = QRectF(room.left(), y - metrics.height() / 2, left - 8, metrics.height())
        painter.drawText(label, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{tick:,}")
    step = plot.width() / len(rows)
    width = step * 0.72 / len(table.series)
    free = plot.left() - step
    for place, row in enumerate(rows):
        x = plot.left() + place * step + step * 0.14
        for order, column in enumerate(table.series):
            high = plot.height() * number(row[column]) / highest
            painter.fillRect(QRectF(x + order * width, plot.bottom() - high, width, high), colours[order % 2])
        words = short(str(row[0]))
        wide = metrics.horizontalAdvance(words)
        middle = plot.left() + (place + 0.5) * step
        begins = min(max(room.left(), middle - wide / 2), room.right() - wide)
        if begins > free + 10:
            painter.setPen(theme.muted)
            painter.drawText(QPointF(begins, plot.bottom() + metrics.height() * 1.1), words)
            free = begins + wide


def _lying(
    painter: QPainter, room: QRectF, table: Table, top: int, theme: Theme, colours: tuple[QColor, ...]
) -> None:
    metrics = QFontMetricsF(painter.font(), painter.device())
    most = max(1, int(room.height() / (metrics.height() * 1.5)))
    rows = table.rows[: min(table.drawn, most)]
    # In reading, the longest name takes at most two fifths of the room.
    left = min(room.width() * 0.4, max(metrics.horizontalAdvance(str(row[0])) for row in rows) + 10)
    right = metrics.horizontalAdvance(f"{top:,}") + 12
    plot = room.adjusted(left, 0, -right, 0)
    step = min(plot.height() / len(rows), metrics.height() * 2.6)
    thick = step * 0.7 / len(table.series)
    for place, row in enumerate(rows):
        y = plot.top() + place * step + step * 0.15
        name = metrics.elidedText(str(row[0]), Qt.TextElideMode.ElideRight, left - 10)
        painter.setPen(theme.text)
        label = QRectF(room.left(), y, left - 10, step * 0.7)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), name)
        for order, column in enumerate(table.series):
            value = number(row[column])
            wide = plot.width() * value / top
            bar = QRectF(plot.left(), y + order * thick, wide, thick)
            painter.fillRect(bar, colours[order % 2])
            painter.setPen(theme.muted)
            beside = QRectF(bar.right() + 5, bar.top(), right + 40, thick)
            painter.drawText(beside, int(Qt.AlignmentFlag.AlignVCenter), f"{value:,}")


def scale(top: int) -> list[int]:
    """Round figures from 0 to at least `top`, five or so."""
    step = 1
    while top > step * 5:
        power = 10 ** (len(str(step)) - 1)
        first = step // power
        step = power * next((each for each in _STEPS if each > first), 10)
    return list(range(0, top + step, step)) if top % step else list(range(0, top + 1, step))


def short(label: str) -> str:
    """A label as it stands under a bar."""
    return label.removeprefix("week of ")[:5] if label.startswith("week of ") else label.removesuffix(":00")
