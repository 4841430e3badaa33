"""An export as a PDF: plain words laid out line by line, the marking at the top and foot of every page (T2).

Nothing reads mark-up and nothing is loaded from anywhere: words go to the page by `QTextLayout`, which knows no other
kind. It may be called on any thread once there is a `QGuiApplication`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextLayout,
    QTextOption,
)

from socialdesk.errors import BugError
from socialdesk.exports.document import Document, Line
from socialdesk.exports.harmless import plain
from socialdesk.ui.theme import FAMILIES

_DPI = 300
_MARGIN_MM = 18
_HEAD_MM = 11
"""Room for the marking at the top and at the foot."""
_POINTS = 9.5
LONGEST = 60_000
"""Characters of one paragraph; what is longer is cut, and said to be."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in one look."""

    words: str
    bold: bool = False
    small: bool = False
    indent: float = 0.0
    """Of the width of the page."""
    gap: float = 0.35
    """Before it, in lines."""


def write_pdf(document: Document, path: Path) -> None:
    """Writes the PDF. Raises OSError for what the disk would not do."""
    path.write_bytes(pdf_of(document.title, document.marking, paragraphs(document)))


def pdf_of(title: str, marking: str, words: Iterable[Paragraph]) -> bytes:
    """The PDF of these paragraphs, marked on every page."""
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
        pages = _Pages(writer, painter, marking, title)
        for paragraph in words:
            pages.put(paragraph)
    finally:
        painter.end()
        buffer.close()
    return bytes(buffer.data().data())


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Everything that stands in the PDF, in order."""
    yield Paragraph(document.title, bold=True, gap=0)
    yield Paragraph(f"{document.marking} · made {document.made}", small=True)
    for sentence in document.about:
        yield Paragraph(sentence)
    item: int | None = None
    for line in document.lines():
        if line.item is not None and line.item != item:
            item = line.item
            yield Paragraph(f"Item {item}", bold=True, gap=1.6)
        yield from _of_line(line)


def _of_line(line: Line) -> Iterator[Paragraph]:
    clauses = f"  (clause {line.clauses})" if line.clauses else ""
    yield Paragraph(f"{plain(line.what)}{clauses}", bold=True, gap=0.8)
    who = " · ".join(plain(part) for part in (line.when, line.who, line.role) if part)
    if who:
        yield Paragraph(who, small=True, gap=0)
    if line.words:
        for words in plain(line.words).split("\n"):
            if words.strip():
                yield Paragraph(words, indent=0.02, gap=0.15)
    if line.more:
        yield Paragraph(plain(line.more), small=True, indent=0.02, gap=0.15)


class _Pages:
    """Puts paragraphs on pages, line by line, and begins another page where one is full."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, marking: str, title: str) -> None:
        self._writer = writer
        self._painter = painter
        self._marking = marking
        self._title = title
        self._width = float(writer.width())
        head = _HEAD_MM * _DPI / 25.4
        self._top, self._bottom = head, writer.height() - head
        self._at = self._top
        self._number = 1
        self._frame()

    def put(self, paragraph: Paragraph) -> None:
        """Lays one paragraph out."""
        words = paragraph.words
        if len(words) > LONGEST:
            words = f"{words[:LONGEST]} … (cut)"
        font = _font(_POINTS * 0.86 if paragraph.small else _POINTS, bold=paragraph.bold)
        layout = QTextLayout(words, font, self._writer)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        indent = paragraph.indent * self._width
        layout.beginLayout()
        first = True
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._width - indent)
            if first:
                self._at += paragraph.gap * line.height()
                first = False
            if self._at + line.height() > self._bottom:
                self._turn()
            line.setPosition(QPointF(0, 0))
            line.draw(self._painter, QPointF(indent, self._at))
            self._at += line.height()
        layout.endLayout()

    def _turn(self) -> None:
        self._writer.newPage()
        self._number += 1
        self._at = self._top
        self._frame()

    def _frame(self) -> None:
        """The marking at the top and the foot, the title and the page's number."""
        height = float(self._writer.height())
        room = _HEAD_MM * _DPI / 25.4 * 0.6
        top = QRectF(0, 0, self._width, room)
        foot = QRectF(0, height - room, self._width, room)
        self._painter.setFont(_font(_POINTS, bold=True))
        for place in (top, foot):
            self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._marking)
        self._painter.setFont(_font(_POINTS * 0.86))
        self._painter.drawText(
            foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{self._number}"
        )
        self._painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._title)


def _font(points: float, *, bold: bool = False) -> QFont:
    families = set(QFontDatabase.families())
    font = QFont([family for family in FAMILIES if family in families] or ["sans-serif"])
    font.setPointSizeF(points)
    font.setBold(bold)
    # Joined letters would not be found by whoever searches the file.
    font.setFeature(QFont.Tag("liga"), 0)
    return font
