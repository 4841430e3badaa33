"""What the trainer's panel shows beside the timeline: one line whole, and what the trainee decided, as it happens."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from socialdesk.policy.book import Book
from socialdesk.training.events import Scenario
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.parts import Headline, Section, emptied, in_reading_order, made_card, sentence
from socialdesk.ui.training.course import Course, Line
from socialdesk.ui.training.words import (
    KINDS,
    SIGNS,
    act_lines,
    act_words,
    answer_lines,
    clock,
    network_of,
    who,
)

_KEY = Qt.ItemDataRole.UserRole
KEPT_LINES = 300
"""Lines of the log that are shown."""


class OneLine(Section):
    """The chosen line of the timeline: all its words, what is right and why, what the trainee did."""

    def __init__(self, scenario: Scenario, book: Book) -> None:
        super().__init__("The chosen line")
        self._scenario, self._book = scenario, book
        self._shown: Line | None = None
        self.column.setContentsMargins(2, 6, 10, 6)
        self.column.addWidget(PlainLabel("Choose a line to see all of it.", role="muted"))

    def show_line(self, line: Line | None) -> None:
        """Shows it; nothing is made anew where nothing altered."""
        if line is None or line == self._shown:
            return
        self._shown = line
        emptied(self.column)
        entry, event = line.entry, line.entry.event
        parts = (KINDS[entry.kind], who(entry, self._scenario), network_of(entry, self._scenario))
        head = " · ".join(part for part in parts if part)
        when = "from the start" if line.state == "there" else clock(line.at)
        self.column.addWidget(Headline(SIGNS[entry.kind], head, f"{when} · {event.key}", ""))
        words = f"{event.title}\n{event.text}" if event.title else event.text
        if entry.kind == "colleague":
            does = (event.does or "").capitalize()
            words = f"{does}: {words}" if words else does
        self.column.addWidget(PlainLabel(words, wrap=True, selectable=True, limit=4_000))
        if event.note:
            self.column.addWidget(sentence(f"Note: {event.note}", "small"))
        self.column.addWidget(self._did(line))
        if line.marked:
            self.column.addWidget(self._right(line))
        elif entry.kind not in {"withdraw", "colleague"}:
            told = (
                "Sent in by the trainer: it is not marked." if line.injected else "No model answer: chatter."
            )
            self.column.addWidget(sentence(told, "muted"))
        self.column.addStretch(1)
        in_reading_order(self.column)
        self.column.activate()

    def _did(self, line: Line) -> QWidget:
        frame, lines = made_card("neutral")
        lines.addWidget(Headline("person", "The trainee so far", "", ""))
        if not line.acts:
            seen = (
                "Looks at it now."
                if line.looking
                else "Has looked at it."
                if line.looked
                else "Has not seen it."
            )
            lines.addWidget(sentence(f"Nothing decided. {seen}"))
        for act in line.acts:
            late = f", {clock(act.at - line.at)} after it came" if line.state == "happened" else ""
            lines.addWidget(sentence(f"{clock(act.at)}{late}: {act_words(act, self._book)}"))
            if behind := "; ".join(act_lines(act, self._book)):
                lines.addWidget(sentence(behind, "small"))
        return frame

    def _right(self, line: Line) -> QWidget:
        frame, lines = made_card("info")
        lines.addWidget(Headline("scales", "Model answer", "", ""))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        told = [each for each in answer_lines(line.entry, self._book) if each[1]]
        for row, (label, words) in enumerate(told):
            grid.addWidget(PlainLabel(label, role="muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(sentence(words), row, 1)
        lines.addLayout(grid)
        return frame


class Live(QWidget):
    """What the trainee decided, newest first. `asked` tells the key of a line to show."""

    asked = Signal(str)

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book
        self._shown: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 4, 4)
        column.setSpacing(6)
        self.about = PlainLabel("Nothing has been decided yet.", role="muted", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName("What the trainee decided, newest first")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._activated)
        column.addWidget(self.about)
        column.addWidget(self.list, 1)

    def show_course(self, course: Course) -> None:
        """Shows the log, where it altered; what was chosen stays chosen."""
        if course.log == self._shown:
            return
        self._shown = course.log
        number = len(course.log)
        self.about.setText(
            f"{number} decision{'' if number == 1 else 's'}, newest first. Enter shows the line."
            if number
            else "Nothing has been decided yet."
        )
        self.list.clear()
        for act, about in course.log[:KEPT_LINES]:
            behind = "; ".join(act_lines(act, self._book))
            words = f"{clock(act.at)}  {act_words(act, self._book)}\n{one_line(about, 120)}"
            item = QListWidgetItem(f"{words}\n{behind}" if behind else words)
            item.setData(_KEY, act.item)
            self.list.addItem(item)

    def _activated(self, item: QListWidgetItem) -> None:
        self.asked.emit(str(item.data(_KEY)))
