"""The record of a training and its certificate as PDFs, with their GSC marking (A2, T2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from socialdesk.exports.harmless import plain
from socialdesk.policy.book import Book
from socialdesk.training.debrief import KIND_LABELS, Outcome, Told, clock_words
from socialdesk.training.events import Scenario
from socialdesk.training.marks import Score
from socialdesk.training.session_file import MARKING
from socialdesk.training.transcript import Transcript
from socialdesk.ui.pdf_pages import Pages, pdf
from socialdesk.ui.tokens import LIGHT

_LONGEST = 600
"""Characters of an item's words in the record."""


def record_pdf(
    transcript: Transcript, found: Score, rows: Sequence[Told], scenario: Scenario, book: Book, trainer: str
) -> bytes:
    """Everything that was to be decided: what was done, what was right, each mark with its clause."""

    def fill(pages: Pages) -> None:
        pages.words("Record of a training session", bold=True, points=15)
        pages.words(f"{plain(scenario.name)}. {_who_and_when(transcript, trainer)}")
        pages.words(
            f"On simulated networks; everybody in it is made up. Policy {book.version}. "
            f"Of what was looked for, {_percent(found)} was right."
        )
        if not transcript.done:
            pages.words("The session was not ended with “I am done”.")
        _ratios(pages, found)
        for row in rows:
            if row.outcome in (Outcome.RIGHT, Outcome.PARTLY, Outcome.OTHERWISE):
                _item(pages, row)

    return pdf("Record of a training session", marking=MARKING, fill=fill)


def certificate_pdf(
    transcript: Transcript, found: Score, scenario: Scenario, book: Book, trainer: str
) -> bytes:
    """One page that says who took part in what, when, and with what result."""

    def fill(pages: Pages) -> None:
        pages.gap(24)
        pages.words(plain(book.force), centred=True, points=13, colour=LIGHT.muted)
        pages.gap(8)
        pages.words("Certificate of training", bold=True, centred=True, points=26)
        pages.words("Moderating the Force's social media accounts", centred=True, points=13)
        pages.gap(14)
        pages.words(plain(transcript.trainee), bold=True, centred=True, points=20)
        pages.gap(4)
        pages.words(f"took part in the session “{plain(scenario.name)}”", centred=True, points=13)
        pages.words(f"on {_day(transcript)}, under policy {book.version}.", centred=True, points=13)
        pages.gap(8)
        pages.words(f"{_percent(found)} of what was looked for was right.", centred=True, points=13)
        if not transcript.done:
            pages.words("The session was not ended by the trainee.", centred=True, points=11)
        pages.gap(6)
        _ratios(pages, found)
        pages.gap(22)
        pages.drawing(0.4, _line)
        pages.words(f"{plain(trainer)}, who led the session", points=11)

    return pdf("Certificate of training", marking=MARKING, fill=fill)


def _line(painter: QPainter, room: QRectF) -> None:
    painter.fillRect(QRectF(room.left(), room.top(), room.width() * 0.45, room.height()), LIGHT.text)


def _ratios(pages: Pages, found: Score) -> None:
    pages.gap(3)
    for kind, label in KIND_LABELS.items():
        if kind in found.kinds:
            ratio = found.kinds[kind]
            pages.row((label, f"{ratio.right} of {ratio.of}"))
    pages.gap(3)


def _item(pages: Pages, row: Told) -> None:
    pages.gap(3)
    pages.rule()
    where = f" on {row.network}" if row.network else ""
    pages.words(
        f"{clock_words(row.at)}  {row.kind}{where}, {plain(row.who)}: {row.outcome.label}",
        bold=True,
        points=10,
    )
    pages.words(_cut(plain(row.words)))
    for line in row.done or ("Nothing was done.",):
        pages.words(_cut(plain(line)), colour=LIGHT.muted)
    if row.model:
        pages.words(f"Right: {row.model}")
    for mark in row.marks:
        pages.words(
            f"{KIND_LABELS[mark.kind]}, clause {mark.clause}: {'right' if mark.right else 'not right'}. {mark.sentence}"
        )
        if mark.dispute:
            said = {None: "not decided", True: "upheld", False: "not upheld"}[mark.upheld]
            pages.words(f"   Disputed, {said}: {_cut(plain(mark.dispute))}", colour=LIGHT.muted)
    if row.why:
        pages.words(f"Why: {row.why}", colour=LIGHT.muted)


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _percent(found: Score) -> str:
    return f"{round(found.score * 100)} %"


def _day(transcript: Transcript) -> str:
    return f"{datetime.fromisoformat(transcript.began):%d/%m/%Y}"


def _who_and_when(transcript: Transcript, trainer: str) -> str:
    led = f", led by {plain(trainer)}" if trainer else ""
    return f"{plain(transcript.trainee)}, {_day(transcript)}, {clock_words(transcript.lasted)} minutes{led}."
