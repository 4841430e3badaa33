"""The marks so far, for the trainer's eyes alone, and the trainer's word on what the trainee disputes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from socialdesk.training.marks import Mark, Score
from socialdesk.ui.plain_text import PlainLabel, button_words, tip
from socialdesk.ui.review.parts import Headline, Section, emptied, in_reading_order, line, made_card, sentence
from socialdesk.ui.theme import role
from socialdesk.ui.training.words import MARKS

MOST = 40
"""Wrong marks that are listed."""


class MarksSoFar(QWidget):
    """Nothing is judged while nobody asks. `wanted` tells that marks are to be read; `asked` the key of a line."""

    wanted = Signal()
    asked = Signal(str)

    def __init__(self, uphold: Callable[[str, bool | None], None], words: Callable[[str], str]) -> None:
        """`words` tells what a key stands for."""
        super().__init__()
        self._words = words
        self._uphold = uphold
        self._shown: Score | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 4, 4)
        column.setSpacing(6)
        self.show_marks = QCheckBox("Show the marks so far")
        self.show_marks.toggled.connect(self._turned)
        column.addWidget(self.show_marks)
        self.about = PlainLabel("", role="small", wrap=True)
        column.addWidget(self.about)
        self.section = Section("Marks so far")
        self.section.column.setContentsMargins(0, 4, 10, 4)
        column.addWidget(self.section, 1)
        self._turned(False)

    @property
    def reads(self) -> bool:
        """Whether marks are to be read at all."""
        return self.show_marks.isChecked()

    def show_score(self, score: Score) -> None:
        """Shows them: disputes first, then the ratios and what was not right, where that is wanted."""
        if score == self._shown:
            return
        self._shown = score
        column = self.section.column
        emptied(column)
        disputed = [mark for mark in score.marks if mark.dispute]
        if disputed:
            column.addWidget(PlainLabel(f"Disputed: {len(disputed)}", role="heading"))
            for mark in disputed:
                column.addWidget(self._dispute(mark))
        if self.reads:
            column.addWidget(ratios(score))
            wrong = [mark for mark in score.marks if not mark.right]
            column.addWidget(PlainLabel(f"Not right so far: {len(wrong)}", role="heading"))
            for mark in wrong[:MOST]:
                column.addWidget(self._wrong(mark))
            if len(wrong) > MOST:
                column.addWidget(sentence(f"And {len(wrong) - MOST} more: see the debrief.", "small"))
        column.addStretch(1)
        in_reading_order(column)

    def _turned(self, on: bool) -> None:
        self._shown = None
        emptied(self.section.column)
        self.about.setText(
            "What waits for the trainee counts as not right until it is decided."
            if on
            else "Hidden, so that nobody reads them over your shoulder. Disputes are shown here in any case."
        )
        self.wanted.emit()

    def _wrong(self, mark: Mark) -> QWidget:
        frame, lines = made_card("warning")
        lines.addWidget(Headline("flag", MARKS[mark.kind], mark.clause, ""))
        lines.addWidget(sentence(self._words(mark.item), "muted"))
        lines.addWidget(sentence(mark.sentence))
        lines.addWidget(self._to_line(mark))
        return frame

    def _dispute(self, mark: Mark) -> QWidget:
        frame, lines = made_card("info")
        lines.addWidget(Headline("scales", MARKS[mark.kind], mark.clause, ""))
        lines.addWidget(sentence(self._words(mark.item), "muted"))
        lines.addWidget(sentence(mark.sentence))
        lines.addWidget(line("message", f"The trainee: {mark.dispute}", "info"))
        said = {None: "Nothing said yet.", True: "Upheld: it counts as right.", False: "Not upheld."}
        lines.addWidget(sentence(said[mark.upheld], "strong"))
        row = QHBoxLayout()
        choices: Sequence[tuple[str, bool | None, str]] = (
            ("Uphold it", True, "It counts as right."),
            ("Do not uphold it", False, "The mark stays as it is."),
            ("Take back", None, "As if nothing had been said."),
        )
        for words, upheld, effect in choices:
            button = QPushButton(button_words(words))
            button.setAccessibleName(f"{words}: {MARKS[mark.kind]}, {mark.item}")
            tip(button, effect)
            button.setEnabled(upheld is not mark.upheld)
            button.clicked.connect(lambda _=False, key=mark.key, upheld=upheld: self._uphold(key, upheld))
            row.addWidget(button)
        row.addStretch(1)
        lines.addLayout(row)
        lines.addWidget(self._to_line(mark))
        return frame

    def _to_line(self, mark: Mark) -> QPushButton:
        button = QPushButton("Show the line")
        button.setAccessibleName(f"Show the line: {mark.item}")
        role(button, "link")
        button.clicked.connect(lambda _=False, key=mark.item: self.asked.emit(key))
        return button


def ratios(score: Score) -> QWidget:
    """The ratio of each kind, as figures and as a bar."""
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 4, 0, 8)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    grid.addWidget(PlainLabel("So far", role="strong"), 0, 0)
    grid.addWidget(_bar("So far", score.score), 0, 1)
    grid.addWidget(PlainLabel(f"{score.score:.0%}", role="strong"), 0, 2)
    row = 1
    for kind, words in MARKS.items():
        ratio = score.kinds.get(kind)
        if ratio is not None and ratio.of:
            grid.addWidget(PlainLabel(words), row, 0)
            grid.addWidget(_bar(words, ratio.share), row, 1)
            grid.addWidget(PlainLabel(f"{ratio.right} of {ratio.of}"), row, 2)
            row += 1
    return whole


def _bar(name: str, share: float) -> QProgressBar:
    made = QProgressBar()
    made.setAccessibleName(name)
    made.setRange(0, 100)
    made.setValue(round(share * 100))
    made.setTextVisible(False)
    made.setFixedHeight(6)
    return made
