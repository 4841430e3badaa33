"""Which grounds of 4.3 a removal rests on, and the test questions of each. Nothing is ticked beforehand (R1, R4-R9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from socialdesk.model.accounts import Network
from socialdesk.policy.answering import asked, lack, strength
from socialdesk.policy.book import Book
from socialdesk.policy.entries import Ground, Strength
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.review.parts import line, sentence
from socialdesk.ui.review.question_form import BoxName, QuestionField
from socialdesk.ui.theme import role

_SHORT = {
    Strength.MAY: ("May be removed", "chip-neutral"),
    Strength.CONSIDER: ("Must be considered", "chip-info"),
    Strength.MUST: ("Must be removed", "chip-warning"),
    Strength.AT_ONCE: ("At once", "chip-danger"),
}


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

    def begin(self, suggested: Iterable[str], *, case_state: str = "") -> None:
        """A new item: nothing is ticked; what was suggested stands first and says so.

        `case_state` is `active` or `ended` where proceedings are or were marked on its post (4.3b).
        """
        first = [ground for ground in dict.fromkeys(suggested) if ground in self._rows]
        order = first + [ground for ground in self._rows if ground not in first]
        for place, ground in enumerate(order):
            row = self._rows[ground]
            self._column.removeWidget(row)
            self._column.insertWidget(place, row)
            row.begin(suggested=ground in first, case_state=case_state)
        self.setFocusProxy(self._rows[order[0]].box)
        for one, other in pairwise(order):
            QWidget.setTabOrder(self._rows[one], self._rows[other])

    def show_network(self, network: Network, word_filter: str = "") -> None:
        """Says with each ground what is particular to a network; `word_filter` is what it says of its own filter."""
        for row in self._rows.values():
            row.show_network(network, word_filter)

    def ticked(self) -> list[str]:
        """The ids of the grounds ticked, in the pack's order."""
        return [ground for ground, row in self._rows.items() if row.ticked]

    def answers(self) -> dict[str, str]:
        """What was answered for the grounds ticked, by `answer_key`."""
        return {
            answer_key(ground, name): answer
            for ground, row in self._rows.items()
            if row.ticked
            for name, answer in row.answers().items()
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
    """One ground: a box, how strongly the policy asks and, once ticked, its guidance and questions."""

    changed = Signal()

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self._ground = ground
        # Its words stand in a label beside it: a box cannot wrap them.
        self.box = QCheckBox()
        self.box.setAccessibleName(f"Ground: {ground.name}")
        self._mark = PlainLabel("suggested", role="chip-info")
        self._chip = PlainLabel("")
        head = QHBoxLayout()
        head.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(self.box, 0, top)
        head.addWidget(BoxName(ground.name, self.box), 1)
        head.addWidget(PlainLabel(ground.clause, role="small"), 0, top)
        self._inside = QWidget()
        inner = QVBoxLayout(self._inside)
        inner.setContentsMargins(24, 0, 0, 6)
        inner.setSpacing(5)
        self._told = sentence("", "muted")
        inner.addWidget(self._told)
        for paragraph in ground.guidance:
            inner.addWidget(sentence(paragraph, "small"))
        for before in ground.first:
            inner.addWidget(line("flag", before, "warning"))
        if ground.tell:
            inner.addWidget(line("megaphone", ground.tell, "warning"))
        self._here = sentence("", "small")
        inner.addWidget(self._here)
        self._fields = {question.id: QuestionField(question) for question in ground.questions}
        for field in self._fields.values():
            field.changed.connect(self._answered)
            inner.addWidget(field)
        self._falls = sentence("", "warning")
        inner.addWidget(self._falls)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 2, 0, 2)
        whole.setSpacing(4)
        whole.addLayout(head)
        marked = QHBoxLayout()
        marked.setContentsMargins(24, 0, 0, 0)
        marked.setSpacing(6)
        marked.addWidget(self._chip)
        marked.addWidget(self._mark)
        marked.addStretch(1)
        whole.addLayout(marked)
        whole.addWidget(self._inside)
        self.box.toggled.connect(self._toggled)
        self.begin(suggested=False)

    @property
    def ticked(self) -> bool:
        return self.box.isChecked()

    def begin(self, *, suggested: bool, case_state: str = "") -> None:
        self.box.setChecked(False)
        self._inside.setVisible(False)
        self._mark.setVisible(suggested)
        for field in self._fields.values():
            field.clear()
            field.answer_by_case(case_state)
        self._follow()

    def show_network(self, network: Network, word_filter: str) -> None:
        here = self._ground.on_network.get(network, "")
        if here and word_filter:
            here = f"{here} {word_filter}"
        self._here.setText(here)
        self._here.setVisible(bool(here))

    def answers(self) -> dict[str, str]:
        """By question id, of the questions that are asked with what is answered."""
        given = {name: answer for name, field in self._fields.items() if (answer := field.answer())}
        return {
            question.id: given[question.id] for question in asked(self._ground, given) if question.id in given
        }

    def missing(self) -> Missing | None:
        answers = self.answers()
        for question in asked(self._ground, answers):
            if question.required and not answers.get(question.id):
                where = self._fields[question.id].field
                return Missing(f"{self._ground.name}: answer “{question.text}”", where)
        falls = lack(self._ground, answers)
        if falls is None:
            return None
        field = self._fields.get(falls.question)
        return Missing(falls.sentence, field.field if field is not None else self.box)

    def restore(self, answers: Mapping[str, str]) -> None:
        self.box.setChecked(True)
        for name, field in self._fields.items():
            field.set_answer(answers.get(answer_key(self._ground.id, name), ""))
        self._follow()

    def _toggled(self, ticked: bool) -> None:
        self._inside.setVisible(ticked)
        self.changed.emit()

    def _answered(self) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        """What hangs on the answers: further questions, the strength, and whether it stands at all."""
        answers = self.answers()
        open_now = {question.id for question in asked(self._ground, answers)}
        for name, field in self._fields.items():
            field.setVisible(name in open_now)
        degree = strength(self._ground, answers)
        words, dressed = _SHORT[degree]
        self._chip.setText(words)
        role(self._chip, dressed)
        told = f"{self._ground.summary} {told_of(degree)}"
        self._told.setText(told)
        self.box.setAccessibleDescription(f"{self._ground.clause}. {told}")
        falls = lack(self._ground, answers)
        complete = all(answers.get(name) for name in open_now if self._fields[name].question.required)
        self._falls.setText(falls.sentence if falls is not None and complete else "")
        self._falls.setVisible(falls is not None and complete)


def told_of(degree: Strength) -> str:
    """How strongly the policy asks, a sentence."""
    return f"{'Its' if degree.label.startswith('removal') else 'It'} {degree.label}."
