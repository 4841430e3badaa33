"""Which grounds of 4.3 a removal rests on, and the test questions of each. Nothing is ticked beforehand (R1, R4-R9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from socialdesk.policy.book import Book
from socialdesk.policy.entries import AnswerKind, Ground, Question
from socialdesk.ui.plain_text import PlainLabel, PlainLine
from socialdesk.ui.review.parts import StillCombo, sentence

UNANSWERED = "Choose…"


@dataclass(frozen=True, slots=True)
class Missing:
    """What still has to be filled in, as a sentence, and where."""

    sentence: str
    where: QWidget


def answer_key(ground: str, question: str) -> str:
    """The name under which an answer is kept with the decision."""
    return f"{ground}.{question}"


class GroundsForm(QWidget):
    """Every ground of the pack, those suggested first."""

    changed = Signal()

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _GroundRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        for ground in book.grounds.values():
            row = _GroundRow(ground)
            row.changed.connect(self.changed)
            self._rows[ground.id] = row
            self._column.addWidget(row)

    def begin(self, suggested: Iterable[str]) -> None:
        """A new item: nothing is ticked; what was suggested stands first and says so."""
        first = [ground for ground in dict.fromkeys(suggested) if ground in self._rows]
        order = first + [ground for ground in self._rows if ground not in first]
        for place, ground in enumerate(order):
            row = self._rows[ground]
            self._column.removeWidget(row)
            self._column.insertWidget(place, row)
            row.begin(suggested=ground in first)
        self.setFocusProxy(self._rows[order[0]].box)
        for one, other in pairwise(order):
            QWidget.setTabOrder(self._rows[one], self._rows[other])

    def ticked(self) -> list[str]:
        """The ids of the grounds ticked, in the pack's order."""
        return [ground for ground, row in self._rows.items() if row.ticked]

    def answers(self) -> dict[str, str]:
        """What was answered for the grounds ticked, by `answer_key`."""
        return {
            key: value for row in self._rows.values() if row.ticked for key, value in row.answers().items()
        }

    def missing(self) -> Missing | None:
        """The first thing to fill in, or None."""
        if not self.ticked():
            first = min(self._rows.values(), key=self._column.indexOf)
            return Missing("Tick the ground or grounds that this rests on.", first.box)
        return next((lack for row in self._rows.values() if row.ticked and (lack := row.missing())), None)

    def restore(self, grounds: Iterable[str], answers: Mapping[str, str]) -> None:
        """Puts a draft back as it was left."""
        for ground in grounds:
            if ground in self._rows:
                self._rows[ground].restore(answers)


class _GroundRow(QFrame):
    """One ground: a box, its strength and, once ticked, its guidance and questions."""

    changed = Signal()

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self._ground = ground
        # Its words stand in a label beside it: a box cannot wrap them.
        self.box = QCheckBox()
        self.box.setAccessibleName(f"Ground: {ground.name}")
        self.box.setAccessibleDescription(f"{ground.clause}. {_told(ground)}")
        self._mark = PlainLabel("suggested", role="chip-info")
        self._clause = PlainLabel(ground.clause, role="small")
        head = QHBoxLayout()
        head.setSpacing(8)
        self._name = _Name(ground.name, self.box)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(self.box, 0, top)
        head.addWidget(self._name, 1)
        head.addWidget(self._clause, 0, top)
        self._inside = QWidget()
        inner = QVBoxLayout(self._inside)
        inner.setContentsMargins(24, 0, 0, 6)
        inner.setSpacing(5)
        inner.addWidget(sentence(_told(ground), "muted"))
        for paragraph in ground.guidance:
            inner.addWidget(sentence(paragraph, "small"))
        self._questions = [_Asked(ground.id, question) for question in ground.questions]
        for asked in self._questions:
            asked.changed.connect(self.changed)
            inner.addWidget(asked)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 2, 0, 2)
        whole.setSpacing(4)
        whole.addLayout(head)
        marked = QHBoxLayout()
        marked.setContentsMargins(24, 0, 0, 0)
        marked.addWidget(self._mark)
        marked.addStretch(1)
        whole.addLayout(marked)
        whole.addWidget(self._inside)
        self.box.toggled.connect(self._toggled)
        self.begin(suggested=False)

    @property
    def ticked(self) -> bool:
        return self.box.isChecked()

    def begin(self, *, suggested: bool) -> None:
        self.box.setChecked(False)
        self._inside.setVisible(False)
        self._mark.setVisible(suggested)
        for asked in self._questions:
            asked.clear()

    def answers(self) -> dict[str, str]:
        return {asked.key: asked.answer() for asked in self._questions if asked.answer()}

    def missing(self) -> Missing | None:
        for asked in self._questions:
            if asked.question.required and not asked.answer():
                return Missing(f"{self._ground.name}: answer “{asked.question.text}”", asked.field)
        return None

    def restore(self, answers: Mapping[str, str]) -> None:
        self.box.setChecked(True)
        for asked in self._questions:
            asked.set_answer(answers.get(asked.key, ""))

    def _toggled(self, ticked: bool) -> None:
        self._inside.setVisible(ticked)
        self.changed.emit()


def _told(ground: Ground) -> str:
    label = ground.strength.label
    return f"{ground.summary} {'Its' if label.startswith('removal') else 'It'} {label}."


class _Name(PlainLabel):
    """The name of a ground; a click on it ticks the box."""

    def __init__(self, words: str, box: QCheckBox) -> None:
        super().__init__(words, wrap=True)
        self._box = box
        self.setBuddy(box)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._box.click()
            self._box.setFocus()


class _Asked(QWidget):
    """One question and the field that answers it."""

    changed = Signal()

    def __init__(self, ground: str, question: Question) -> None:
        super().__init__()
        self.question = question
        self.key = answer_key(ground, question.id)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(3)
        words = question.text if question.required else f"{question.text} (if known)"
        label = sentence(words, "strong")
        column.addWidget(label)
        if question.help:
            column.addWidget(sentence(question.help, "small"))
        self._group: QButtonGroup | None = None
        self._combo: QComboBox | None = None
        self._line: PlainLine | None = None
        self.field: QWidget = self._made(question, column)
        if self._group is None:
            label.setBuddy(self.field)

    def _made(self, question: Question, column: QVBoxLayout) -> QWidget:
        if question.kind is AnswerKind.TEXT:
            self._line = PlainLine(name=question.text)
            self._line.textEdited.connect(self.changed)
            column.addWidget(self._line)
            return self._line
        if question.kind is AnswerKind.YES_NO:
            self._group = QButtonGroup(self)
            row = QHBoxLayout()
            for number, words in enumerate(("Yes", "No")):
                button = QRadioButton(words)
                button.setAccessibleName(f"{question.text} {words}")
                self._group.addButton(button, number)
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
            self._group.idClicked.connect(self.changed)
            return self._group.button(0)
        self._combo = StillCombo()
        self._combo.setAccessibleName(question.text)
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(8)
        self._combo.addItem(UNANSWERED, "")
        for choice in question.choices:
            self._combo.addItem(choice, choice)
        self._combo.activated.connect(self.changed)
        column.addWidget(self._combo)
        return self._combo

    def answer(self) -> str:
        if self._line is not None:
            return self._line.text().strip()
        if self._group is not None:
            return {0: "yes", 1: "no"}.get(self._group.checkedId(), "")
        return str(self._combo.currentData() or "") if self._combo is not None else ""

    def set_answer(self, answer: str) -> None:
        if self._line is not None:
            self._line.setText(answer)
        elif self._group is not None and answer in ("yes", "no"):
            self._group.button(("yes", "no").index(answer)).setChecked(True)
        elif self._combo is not None:
            self._combo.setCurrentIndex(max(0, self._combo.findData(answer)))

    def clear(self) -> None:
        if self._line is not None:
            self._line.clear()
        elif self._combo is not None:
            self._combo.setCurrentIndex(0)
        elif self._group is not None:
            self._group.setExclusive(False)
            for button in self._group.buttons():
                button.setChecked(False)
            self._group.setExclusive(True)
