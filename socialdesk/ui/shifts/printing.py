"""A handover as a PDF, marked on every page (I2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from socialdesk.decisions.plainly import plainly
from socialdesk.policy.book import Book
from socialdesk.shifts.handover import Handover
from socialdesk.shifts.handover_mail import MARKING, head_lines, span_words
from socialdesk.ui.record.pdf import Paragraph, pdf_of

_SIGNS = {"danger": "!! ", "warning": "! "}
"""On paper there is no colour: what presses is marked."""


def handover_pdf(found: Handover, book: Book, *, now: datetime) -> bytes:
    """The PDF. It may be called on any thread once there is a `QGuiApplication`."""
    return pdf_of(f"Handover {found.id}", MARKING, paragraphs(found, book, now=now))


def paragraphs(found: Handover, book: Book, *, now: datetime) -> Iterator[Paragraph]:
    """Everything that stands in it, in order."""
    printed = now.astimezone(ZoneInfo(book.hours.timezone))
    yield Paragraph(f"Social media handover {found.id}: {span_words(found, book)}", bold=True, gap=0)
    yield Paragraph(f"{MARKING} · {book.force} · printed {printed:%d/%m/%Y %H:%M}", small=True)
    for words in head_lines(found, book):
        yield Paragraph(words, gap=0)
    for section in found.page.sections:
        yield Paragraph(section.title, bold=True, gap=0.6)
        for line in section.lines:
            yield Paragraph(f"{_SIGNS.get(line.tone, '')}{line.words}", indent=0.02, gap=0.05)
        if not section.lines:
            yield Paragraph(section.none, indent=0.02, gap=0.05)
    if found.notes:
        yield Paragraph("Notes", bold=True, gap=0.6)
        for words in plainly(found.notes).split("\n"):
            yield Paragraph(words, indent=0.02, gap=0.05)
