"""A report as a PDF: each table with its chart, the marking at the top and foot of every page (T2)."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter

from socialdesk.errors import BugError
from socialdesk.exports.harmless import plain
from socialdesk.exports.reports import Report, Table
from socialdesk.ui.reports.chart import paint
from socialdesk.ui.theme import FAMILIES
from socialdesk.ui.tokens import LIGHT

_DPI = 300
_MARGIN_MM = 18
_POINTS = 9.5
_CHART_MM = 58
_FIRST = 0.34
"""Of the width of the page, for the first column where there are several."""


def report_pdf(report: Report, *, marking: str, made: str) -> bytes:
    """The PDF. It may be made on any thread once there is a `QGuiApplication`."""
    buffer = QBuffer()
    if not buffer.open(QIODevice.OpenModeFlag.WriteOnly):
        raise BugError("no room in memory for a page")
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(f"{marking}: Report of the social media desk")
    writer.setCreator("SocialDesk")
    painter = QPainter()
    if not painter.begin(writer):
        raise BugError("a page could not be begun")
    try:
        pages = _Pages(writer, painter, marking)
        pages.words("The social media desk in numbers", bold=True, points=15)
        pages.words(f"{plain(report.force)}. {plain(made)}. Nobody who works at the desk is counted.")
        for table in report.tables:
            pages.table(table)
    finally:
        painter.end()
        buffer.close()
    return bytes(buffer.data().data())


class _Pages:
    """Puts headings, charts and tables on pages, and begins another where one is full."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, marking: str) -> None:
        self._writer, self._painter, self._marking = writer, painter, marking
        self._millimetre = _DPI / 25.4
        self._width = float(writer.width())
        self._top = 11 * self._millimetre
        self._bottom = writer.height() - self._top
        self._at = self._top
        self._number = 1
        self._frame()

    def words(self, words: str, *, bold: bool = False, points: float = _POINTS) -> None:
        """A paragraph."""
        font = _font(points, bold=bold)
        metrics = QFontMetricsF(font, self._writer)
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        room = metrics.boundingRect(QRectF(0, 0, self._width, 10_000), flags, words)
        self._need(room.height())
        self._painter.setFont(font)
        self._painter.setPen(LIGHT.text)
        self._painter.drawText(QRectF(0, self._at, self._width, room.height() + 4), flags, words)
        self._at += room.height() + 1.5 * self._millimetre

    def table(self, table: Table) -> None:
        """A heading, the chart, and every figure below it."""
        chart = _CHART_MM * self._millimetre
        self._at += 6 * self._millimetre
        self._need(chart + 34 * self._millimetre if table.rows else 24 * self._millimetre)
        self.words(table.title, bold=True, points=11.5)
        self.words(table.about)
        if not table.rows:
            self.words("Nothing of the kind within these days.")
            return
        paint(self._painter, QRectF(0, self._at, self._width, chart), table, LIGHT, _font(_POINTS * 0.8))
        self._at += chart + 2 * self._millimetre
        self._row(table.head, bold=True)
        for row in table.rows:
            self._row(tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row))

    def _row(self, cells: tuple[str, ...], *, bold: bool = False) -> None:
        """One line of a table."""
        font = _font(_POINTS * 0.9, bold=bold)
        metrics = QFontMetricsF(font, self._writer)
        self._need(metrics.height())
        self._painter.setFont(font)
        self._painter.setPen(LIGHT.text)
        first = self._width * _FIRST
        other = (self._width - first) / max(1, len(cells) - 1)
        for place, cell in enumerate(cells):
            left = 0.0 if place == 0 else first + (place - 1) * other
            wide = first if place == 0 else other
            words = metrics.elidedText(plain(cell), Qt.TextElideMode.ElideRight, wide - self._millimetre)
            side = Qt.AlignmentFlag.AlignLeft if place == 0 else Qt.AlignmentFlag.AlignRight
            room = QRectF(left, self._at, wide - self._millimetre, metrics.height())
            self._painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), words)
        self._at += metrics.height() * 1.15

    def _need(self, high: float) -> None:
        if self._at + high <= self._bottom:
            return
        self._writer.newPage()
        self._number += 1
        self._at = self._top
        self._frame()

    def _frame(self) -> None:
        room = 6 * self._millimetre
        top = QRectF(0, 0, self._width, room)
        foot = QRectF(0, self._writer.height() - room, self._width, room)
        self._painter.setPen(LIGHT.text)
        self._painter.setFont(_font(_POINTS, bold=True))
        for place in (top, foot):
            self._painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), self._marking)
        self._painter.setFont(_font(_POINTS * 0.86))
        self._painter.drawText(
            foot, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{self._number}"
        )


def _font(points: float, *, bold: bool = False) -> QFont:
    families = set(QFontDatabase.families())
    font = QFont([family for family in FAMILIES if family in families] or ["sans-serif"])
    font.setPointSizeF(points)
    font.setBold(bold)
    # Joined letters would not be found by whoever searches the file.
    font.setFeature(QFont.Tag("liga"), 0)
    return font
