"""Pages of a PDF: headings, paragraphs and rows one after the other, the marking at the top and foot of each (T2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from socialdesk.errors import BugError
from socialdesk.exports.harmless import plain
from socialdesk.ui.theme import FAMILIES
from socialdesk.ui.tokens import LIGHT

POINTS = 9.5
_DPI = 300
_MARGIN_MM = 18
_FIRST = 0.34
"""Of the width of the page, for the first column where there are several."""


def pdf(title: str, *, marking: str, fill: Callable[[Pages], None]) -> bytes:
    """The PDF that `fill` puts on its pages. It may be made on any thread once there is a `QGuiApplication`."""
    buffer = QBuffer()
    if not buffer.open(QIODevice.OpenModeFlag.WriteOnly):
        raise BugError("no room in memory for a page")
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(f"{marking}: {title}")
    writer.setCreator("SocialDesk")
    painter = QPainter()
    if not painter.begin(writer):
        raise BugError("a page could not be begun")
    try:
        fill(Pages(writer, painter, marking))
    finally:
        painter.end()
        buffer.close()
    return bytes(buffer.data().data())


class Pages:
    """Puts words, rows and drawings on pages, and begins another where one is full."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, marking: str) -> None:
        self._writer, self._painter, self._marking = writer, painter, marking
        self.millimetre = _DPI / 25.4
        self._width = float(writer.width())
        self._top = 11 * self.millimetre
        self._bottom = writer.height() - self._top
        self._at = self._top
        self._number = 1
        self._frame()

    def words(
        self,
        words: str,
        *,
        bold: bool = False,
        points: float = POINTS,
        centred: bool = False,
        colour: QColor = LIGHT.text,
    ) -> None:
        """A paragraph; one longer than a page is cut at its end."""
        font = font_of(points, bold=bold)
        metrics = QFontMetricsF(font, self._writer)
        side = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
        flags = int(Qt.TextFlag.TextWordWrap | side)
        room = metrics.boundingRect(QRectF(0, 0, self._width, 10_000), flags, words)
        self.need(room.height())
        self._painter.setFont(font)
        self._painter.setPen(colour)
        self._painter.drawText(QRectF(0, self._at, self._width, room.height() + 4), flags, words)
        self._at += room.height() + 1.5 * self.millimetre

    def gap(self, millimetres: float) -> None:
        """Room left free."""
        self._at += millimetres * self.millimetre

    def rule(self) -> None:
        """A line across."""
        self.need(2 * self.millimetre)
        self._painter.fillRect(QRectF(0, self._at, self._width, 0.3 * self.millimetre), LIGHT.border)
        self._at += 2 * self.millimetre

    def drawing(self, high: float, paint: Callable[[QPainter, QRectF], None]) -> None:
        """Something painted, `high` millimetres of the whole width."""
        self.need(high * self.millimetre)
        paint(self._painter, QRectF(0, self._at, self._width, high * self.millimetre))
        self._at += (high + 2) * self.millimetre

    def row(self, cells: Sequence[str], *, bold: bool = False) -> None:
        """One line of a table; what is too long for its column is cut with dots."""
        font = font_of(POINTS * 0.9, bold=bold)
        metrics = QFontMetricsF(font, self._writer)
        self.need(metrics.height())
        self._painter.setFont(font)
        self._painter.setPen(LIGHT.text)
        first = self._width * _FIRST
        other = (self._width - first) / max(1, len(cells) - 1)
        for place, cell in enumerate(cells):
            left = 0.0 if place == 0 else first + (place - 1) * other
            wide = first if place == 0 else other
            words = metrics.elidedText(plain(cell), Qt.TextElideMode.ElideRight, wide - self.millimetre)
            side = Qt.AlignmentFlag.AlignLeft if place == 0 else Qt.AlignmentFlag.AlignRight
            room = QRectF(left, self._at, wide - self.millimetre, metrics.height())
            self._painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), words)
        self._at += metrics.height() * 1.15

    def need(self, high: float) -> None:
        """Begins another page where `high` dots no longer fit on this one."""
        if self._at + high <= self._bottom:
            return
        self._writer.newPage()
        self._number += 1
        self._at = self._top
        self._frame()

    def _frame(self) -> None:
        room = 6 * self.millimetre
        top = QRectF(0, 0, self._width, room)
        foot = QRectF(0, self._writer.height() - room, self._width, room)
        self._painter.setPen(LIGHT.text)
        self._painter.setFont(font_of(POINTS, bold=True))
        for place in (top, foot):
            self._painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), self._marking)
        self._painter.setFont(font_of(POINTS * 0.86))
        self._painter.drawText(
            foot, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{self._number}"
        )


def font_of(points: float, *, bold: bool = False) -> QFont:
    """The desk's own font on paper."""
    families = set(QFontDatabase.families())
    font = QFont([family for family in FAMILIES if family in families] or ["sans-serif"])
    font.setPointSizeF(points)
    font.setBold(bold)
    # Joined letters would not be found by whoever searches the file.
    font.setFeature(QFont.Tag("liga"), 0)
    return font
