"""A report as a PDF: each table with its chart, the marking at the top and foot of every page (T2)."""

from __future__ import annotations

from socialdesk.exports.harmless import plain
from socialdesk.exports.reports import Report, Table
from socialdesk.ui.pdf_pages import POINTS, Pages, font_of, pdf
from socialdesk.ui.reports.chart import paint
from socialdesk.ui.tokens import LIGHT

_CHART_MM = 58


def report_pdf(report: Report, *, marking: str, made: str) -> bytes:
    """The PDF. It may be made on any thread once there is a `QGuiApplication`."""

    def fill(pages: Pages) -> None:
        pages.words("The social media desk in numbers", bold=True, points=15)
        pages.words(f"{plain(report.force)}. {plain(made)}. Nobody who works at the desk is counted.")
        for table in report.tables:
            _table(pages, table)

    return pdf("Report of the social media desk", marking=marking, fill=fill)


def _table(pages: Pages, table: Table) -> None:
    """A heading, the chart, and every figure below it."""
    pages.gap(6)
    pages.need((_CHART_MM + 34 if table.rows else 24) * pages.millimetre)
    pages.words(table.title, bold=True, points=11.5)
    pages.words(table.about)
    if not table.rows:
        pages.words("Nothing of the kind within these days.")
        return
    pages.drawing(_CHART_MM, lambda painter, room: paint(painter, room, table, LIGHT, font_of(POINTS * 0.8)))
    pages.row(table.head, bold=True)
    for row in table.rows:
        pages.row(tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row))
