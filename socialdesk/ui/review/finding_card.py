"""One suggestion: its clause, how sure in words, the marked words, what found it, what speaks against it, and a mark.

Nothing is pre-ticked, and a mark decides nothing: it says that the suggestion is not right, so that it is seen where
the rules or the model are wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.decisions.opinions import Mark
from socialdesk.model.findings import Band, Finding, Span
from socialdesk.policy.book import Book
from socialdesk.policy.strands import strand_words
from socialdesk.ui.plain_text import PlainLabel, PlainLine, button_words, one_line
from socialdesk.ui.review.parts import Headline, card, line, sentence
from socialdesk.ui.theme import role

BANDS = {Band.LIKELY: "Likely", Band.POSSIBLE: "Possible", Band.WEAK: "Weak sign"}
MOST_MARKED = 4
"""Passages that are shown of those that were marked."""
LONGEST_MARKED = 60
_REASON = 1_000


class FindingCard(QFrame):
    """See the module. `marked` tells the ground, which it is instead ("" for none) and why; `taken_back` the ground."""

    marked = Signal(str, str, str)
    taken_back = Signal(str)

    def __init__(self, finding: Finding, mark: Mark | None, untrusted_text: str, book: Book) -> None:
        super().__init__()
        self._finding = finding
        self._book = book
        tone = tone_of(finding, book)
        role(self, f"card-{tone}")
        self._lines = card(self)
        name = named(finding, book)
        emergency = finding.urgency >= 3
        sign = "emergency" if emergency else {"danger": "warning", "warning": "flag"}.get(tone, "info")
        self._lines.addWidget(Headline(sign, name, f"§ {finding.clause}", tone))
        self._lines.addWidget(sentence(f"{BANDS[finding.band]}. {finding.why}"))
        if words := marked_words(untrusted_text, finding.spans):
            self._lines.addWidget(sentence(f"Marked: {words}", "small"))
        self._lines.addWidget(sentence(f"Found by: {one_line(finding.found_by, 300)}", "small"))
        if finding.against:
            self._lines.addWidget(sentence(f"Against it: {finding.against}", "small"))
        if finding.cannot_know:
            self._lines.addWidget(sentence(f"Not known: {finding.cannot_know}", "small"))
        self.setAccessibleName(f"{name}, clause {finding.clause}, {BANDS[finding.band]}")
        self._form: _MarkForm | None = None
        if mark is None:
            self._lines.addLayout(self._offer(name))
        else:
            self._lines.addLayout(self._said(mark, name))

    @property
    def ground(self) -> str:
        """The id of what is suggested."""
        return self._finding.ground

    def _offer(self, name: str) -> QHBoxLayout:
        row = _row()
        for words, other in (("Not this", False), ("Other ground…", True)):
            button = _link(words, f"{name}: {words.removesuffix('…').lower()}")
            button.clicked.connect(lambda _=False, other=other: self._ask(other=other))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _said(self, mark: Mark, name: str) -> QHBoxLayout:
        instead = f"Marked: {self._book.name_of(mark.other)} instead" if mark.other else "Marked: not this"
        row = _row()
        row.addWidget(line("check", instead, "muted"), 1)
        back = _link("Take back", f"{name}: take the mark back")
        back.clicked.connect(lambda: self.taken_back.emit(self.ground))
        row.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _ask(self, *, other: bool) -> None:
        if self._form is None:
            self._form = _MarkForm(self._finding, self._book)
            self._form.confirmed.connect(self._mark)
            self._lines.addWidget(self._form)
        self._form.ask(other=other)

    def _mark(self, instead: str, why: str) -> None:
        self.marked.emit(self.ground, instead, why)


class _MarkForm(QWidget):
    """Which ground it is instead, and why; the reason may be left out. Enter says it."""

    confirmed = Signal(str, str)

    def __init__(self, finding: Finding, book: Book) -> None:
        super().__init__()
        self.choice = QComboBox()
        self.choice.setAccessibleName("Which ground it is instead")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setPlaceholderText("Choose the ground")
        for entry in (*book.grounds.values(), *book.routes.values()):
            if entry.id != finding.ground:
                self.choice.addItem(f"{entry.name} ({entry.clause})", entry.id)
        self.reason = PlainLine(name="Why, if you wish to say", hint="Why (may be left out)", limit=_REASON)
        self.button = QPushButton("Mark it")
        self.button.setAccessibleName("Mark the suggestion; nothing is decided by it")
        row = _row()
        row.addWidget(self.reason, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.choice)
        column.addLayout(row)
        column.addWidget(PlainLabel("It decides nothing and goes into the record.", role="small", wrap=True))
        self.button.clicked.connect(self._confirm)
        self.reason.returnPressed.connect(self._confirm)

    def ask(self, *, other: bool) -> None:
        """Opens it: for another ground, or for none."""
        self.show()
        self.choice.setVisible(other)
        self.choice.setCurrentIndex(-1)
        (self.choice if other else self.reason).setFocus()

    def _confirm(self) -> None:
        if not self.choice.isHidden() and self.choice.currentIndex() < 0:
            self.choice.setFocus()
            return
        self.confirmed.emit(str(self.choice.currentData() or ""), self.reason.text().strip())


def named(finding: Finding, book: Book) -> str:
    """What is suggested, with its strand in words: "Hate speech: religion or faith"."""
    name = book.name_of(finding.ground)
    strand = strand_words(finding.strand)
    return f"{name}: {strand}" if strand else name


def marked_words(untrusted_text: str, spans: Sequence[Span]) -> str:
    """The passages that led to it, as they stand in the text, each made safe to show; "" for none or all of it."""
    passages = [one_line(untrusted_text[span.start : span.end], LONGEST_MARKED) for span in spans]
    each = list(dict.fromkeys(words for words in passages if words))
    if not each or each == [one_line(untrusted_text, LONGEST_MARKED)]:
        return ""
    more = len(each) - MOST_MARKED
    told = ", ".join(f"“{words}”" for words in each[:MOST_MARKED])
    return f"{told} and {more} more" if more > 0 else told


def tone_of(finding: Finding, book: Book) -> str:
    """The tone of its card: neutral, danger, warning or info; never said by colour alone."""
    if finding.band is Band.WEAK:
        return "neutral"
    if finding.urgency >= 2:
        return "danger"
    return "warning" if finding.ground in book.grounds else "info"


def _row() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    return row


def _link(words: str, spoken: str) -> QPushButton:
    button = QPushButton(button_words(words))
    role(button, "link")
    button.setAccessibleName(spoken)
    return button
