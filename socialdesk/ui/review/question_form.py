"""One test question of a ground, and the fields that answer it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from socialdesk.policy.answering import apart, together
from socialdesk.policy.entries import AnswerKind, Question
from socialdesk.ui.plain_text import PlainLabel, PlainLine
from socialdesk.ui.review.parts import StillCombo, sentence

UNANSWERED = "Choose…"
_BY_CASE = {
    "active": "Answered from the mark on this post: proceedings are active. Alter it if you know better.",
    "ended": "Answered from the mark on this post: the proceedings have ended. Alter it if you know better.",
}


class BoxName(PlainLabel):
    """The words of a box, which wrap; a click on them ticks it."""

    def __init__(self, words: str, box: QCheckBox) -> None:
        super().__init__(words, wrap=True)
        self._box = box
        self.setBuddy(box)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's own."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._box.click()
            self._box.setFocus()


class QuestionField(QWidget):
    """See the module."""

    changed = Signal()

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
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
        self._ticks: dict[str, QCheckBox] = {}
        self.field: QWidget = self._made(question, column)
        self._beforehand = sentence("", "small")
        self._beforehand.setVisible(False)
        column.addWidget(self._beforehand)
        if self._group is None and not self._ticks:
            label.setBuddy(self.field)

    def answer(self) -> str:
        """What was answered, as it is kept; "" where nothing was."""
        if self._line is not None:
            return self._line.text().strip()
        if self._group is not None:
            return {0: "yes", 1: "no"}.get(self._group.checkedId(), "")
        if self._ticks:
            return together([choice for choice, box in self._ticks.items() if box.isChecked()])
        return str(self._combo.currentData() or "") if self._combo is not None else ""

    def set_answer(self, answer: str) -> None:
        """Puts an answer back as it was kept."""
        if self._line is not None:
            self._line.setText(answer)
        elif self._group is not None and answer in ("yes", "no"):
            self._group.button(("yes", "no").index(answer)).setChecked(True)
        elif self._combo is not None:
            self._combo.setCurrentIndex(max(0, self._combo.findData(answer)))
        for choice in apart(self.question, answer):
            if choice in self._ticks:
                self._ticks[choice].setChecked(True)

    def answer_by_case(self, state: str) -> None:
        """Answers beforehand what the mark on the post says, where the pack has it so, and says where that is from."""
        answer = self.question.by_case.get(state, "")
        if answer:
            self.set_answer(answer)
            self._beforehand.setText(_BY_CASE[state])
            self._beforehand.setVisible(True)

    def clear(self) -> None:
        """Nothing is answered."""
        self._beforehand.setVisible(False)
        if self._line is not None:
            self._line.clear()
        elif self._combo is not None:
            self._combo.setCurrentIndex(0)
        elif self._group is not None:
            self._group.setExclusive(False)
            for button in self._group.buttons():
                button.setChecked(False)
            self._group.setExclusive(True)
        for box in self._ticks.values():
            box.setChecked(False)

    def _made(self, question: Question, column: QVBoxLayout) -> QWidget:
        match question.kind:
            case AnswerKind.TEXT:
                self._line = PlainLine(name=question.text)
                self._line.textEdited.connect(self.changed)
                column.addWidget(self._line)
                return self._line
            case AnswerKind.YES_NO:
                return self._yes_or_no(question, column)
            case AnswerKind.SEVERAL:
                boxes = list(self._boxes(question, column))
                return boxes[0]
            case AnswerKind.CHOICE:
                return self._one_of(question, column)

    def _yes_or_no(self, question: Question, column: QVBoxLayout) -> QWidget:
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

    def _boxes(self, question: Question, column: QVBoxLayout) -> Iterator[QCheckBox]:
        for choice in question.choices:
            # Its words stand in a label beside it: a box cannot wrap them.
            box = QCheckBox()
            box.setAccessibleName(f"{question.text} {choice}")
            box.toggled.connect(self.changed)
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(BoxName(choice, box), 1)
            column.addLayout(row)
            self._ticks[choice] = box
            yield box

    def _one_of(self, question: Question, column: QVBoxLayout) -> QWidget:
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
