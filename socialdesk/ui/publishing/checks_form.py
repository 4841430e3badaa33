"""The checks before publishing: each a short form that stops, asks or passes (P2 to P9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from socialdesk.publishing.standing import CheckStanding, Question
from socialdesk.ui import icons
from socialdesk.ui.conversation.composer import ETHICS
from socialdesk.ui.plain_text import PlainLabel, PlainLine, tip
from socialdesk.ui.publishing.told import check_chip
from socialdesk.ui.review.parts import Sign, StillCombo, emptied, line, made_card, sentence
from socialdesk.ui.review.question_form import UNANSWERED
from socialdesk.ui.theme import role

PAUSE_MS = 600
_FEW = 3
_LONG = 14
_TONES = {"stop": "danger", "ask": "warning", "open": "", "pass": ""}


class AnswerField(QWidget):
    """One question and what answers it."""

    changed = Signal()

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(3)
        words = question.text if question.needed else f"{question.text} (if there is something to say)"
        label = sentence(words)
        column.addWidget(label)
        if question.why:
            column.addWidget(sentence(question.why, "small"))
        self._group: QButtonGroup | None = None
        self._combo: QComboBox | None = None
        self._line: PlainLine | None = None
        self._values: tuple[str, ...] = ()
        self.field: QWidget = self._made(column)
        if self._group is None:
            label.setBuddy(self.field)

    def answer(self) -> str:
        """What was answered; "" where nothing was."""
        if self._line is not None:
            return self._line.text().strip()
        if self._group is not None:
            at = self._group.checkedId()
            return self._values[at] if at >= 0 else ""
        return str(self._combo.currentData() or "") if self._combo is not None else ""

    def choose(self, answer: str) -> None:
        """Answers it as a person does."""
        if self._line is not None:
            self._line.setText(answer)
        elif self._group is not None:
            self._group.button(self._values.index(answer)).setChecked(True)
        elif self._combo is not None:
            self._combo.setCurrentIndex(max(0, self._combo.findData(answer)))
        self.changed.emit()

    def _made(self, column: QVBoxLayout) -> QWidget:
        question = self.question
        if question.kind == "yes_no":
            return self._radios(column, {"yes": "Yes", "no": "No"})
        if not question.choices:
            self._line = PlainLine(name=question.text)
            self._line.setText(question.answer)
            self._line.textEdited.connect(self.changed)
            column.addWidget(self._line)
            return self._line
        if len(question.choices) <= _FEW and all(len(choice) <= _LONG for choice in question.choices):
            return self._radios(column, {choice: choice for choice in question.choices})
        self._combo = StillCombo()
        self._combo.setAccessibleName(question.text)
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(8)
        self._combo.addItem(UNANSWERED, "")
        for choice in question.choices:
            self._combo.addItem(choice, choice)
        self._combo.setCurrentIndex(max(0, self._combo.findData(question.answer)))
        self._combo.activated.connect(self.changed)
        column.addWidget(self._combo)
        return self._combo

    def _radios(self, column: QVBoxLayout, choices: Mapping[str, str]) -> QWidget:
        question = self.question
        self._values = tuple(choices)
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(16)
        for number, (value, words) in enumerate(choices.items()):
            button = QRadioButton(words)
            button.setAccessibleName(f"{question.text} {words}")
            button.setChecked(value == question.answer)
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._group.idClicked.connect(self.changed)
        return self._group.button(0)


class CheckCard(QFrame):
    """One check: title, clause, how it stands in words, and its questions. What is passed can be folded up."""

    answered = Signal(str, object)
    """The check's id and its answers, by question id."""
    sign_asked = Signal(str)
    """Another person is to say what this one may not say for themselves."""
    leave_asked = Signal()
    """It is left for another person, who says so later."""

    def __init__(self, check: CheckStanding, *, may_leave: bool = True) -> None:
        super().__init__()
        self.check = check
        self._may_leave = may_leave
        role(self, "card")
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 10)
        column.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._title = PlainLabel(check.title, role="strong", wrap=True)
        self.state = PlainLabel("", role="chip-neutral")
        self._clause = PlainLabel("", role="small")
        self.fold = QPushButton()
        role(self.fold, "quiet")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._folded)
        self._mark = QHBoxLayout()
        head.addLayout(self._mark)
        head.addWidget(self._title, 1)
        head.addWidget(self._clause)
        head.addWidget(self.state)
        head.addWidget(self.fold)
        self.told = sentence("", "muted")
        self.sign = QPushButton("Another person signs…")
        self.sign.setAccessibleName(f"{check.title}: another person signs")
        icons.put(self.sign, "people", "text", 15)
        self.sign.clicked.connect(lambda: self.sign_asked.emit(self.check.id))
        self.leave = QPushButton("Leave it for another person")
        self.leave.setAccessibleName(f"{check.title}: leave it for another person")
        self.leave.clicked.connect(lambda: self.leave_asked.emit())
        self._inside = QWidget()
        self._inside.setLayout(self._body)
        self._body.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.told)
        column.addWidget(self._inside)
        # One below the other: side by side they are wider than the column, and every word is cut.
        others = QVBoxLayout()
        others.setSpacing(6)
        for button in (self.sign, self.leave):
            others.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(others)
        self.fields: dict[str, AnswerField] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.hand_on)
        self._dirty = False
        self._opened = False
        self.fold.clicked.connect(self._open_by_hand)
        self.show_check(check)

    def answers(self) -> dict[str, str]:
        """By question id, what is answered of what is asked."""
        given = {key: field.answer() for key, field in self.fields.items()}
        return {key: words for key, words in given.items() if words and self._asked(key, given)}

    def missing(self) -> QWidget | None:
        """The first field that is still to be answered."""
        given = {key: field.answer() for key, field in self.fields.items()}
        return next(
            (
                field.field
                for key, field in self.fields.items()
                if field.question.needed and not given[key] and self._asked(key, given)
            ),
            None,
        )

    def show_check(self, check: CheckStanding) -> None:
        """How it stands now. What is being answered in it stays as it is."""
        asked = [(one.id, one.text, one.choices, one.only_if) for one in check.questions]
        same = asked == [(one.id, one.text, one.choices, one.only_if) for one in self.check.questions]
        if not (same and self.fields) or (check.questions != self.check.questions and not self.busy):
            emptied(self._body)
            self.fields = {}
            for question in check.questions:
                field = AnswerField(question)
                field.changed.connect(self._touched)
                self.fields[question.id] = field
                self._body.addWidget(field)
        self.check = check
        chip = check_chip(check)
        self._title.setText(check.title)
        self._clause.setText(f"§ {check.clause}" if check.clause else "")
        self.state.setText(chip.words)
        role(self.state, f"chip-{chip.tone}")
        emptied(self._mark)
        if check.state in ("stop", "ask"):
            self._mark.addWidget(Sign(chip.icon, chip.tone))
        tone = _TONES[check.state]
        role(self, f"card-{tone}" if tone else "card")
        role(self.told, "" if tone else "muted")
        self.told.setText(check.sentence)
        passed = check.state == "pass"
        self.fold.setVisible(passed)
        # What somebody stands in stays open under their hands.
        if not passed or not (self.busy or self._opened):
            self.fold.setChecked(not passed)
            self._folded(on=not passed)
        others = check.state == "ask" and not check.questions
        self.sign.setVisible(others)
        self.leave.setVisible(others and self._may_leave)
        self.setAccessibleName(f"{check.title}: {chip.words}")
        self._follow()

    def hand_on(self) -> None:
        """What is answered is kept, once nothing that is needed is missing."""
        self._pause.stop()
        if self._dirty and self.missing() is None:
            self._dirty = False
            self.answered.emit(self.check.id, self.answers())

    @property
    def busy(self) -> bool:
        """True while it is being answered."""
        focus = QApplication.focusWidget()
        return self._dirty or (focus is not None and self._inside.isAncestorOf(focus))

    def _asked(self, key: str, given: Mapping[str, str]) -> bool:
        only_if = self.fields[key].question.only_if
        return only_if is None or given.get(only_if[0], "") in only_if[1]

    def _touched(self) -> None:
        self._dirty = True
        self._follow()
        self._pause.start()

    def _follow(self) -> None:
        given = {key: field.answer() for key, field in self.fields.items()}
        for key, field in self.fields.items():
            field.setVisible(self._asked(key, given))

    def _open_by_hand(self, on: bool) -> None:
        self._opened = on

    def _folded(self, on: bool) -> None:
        icons.put(self.fold, "chevron-down" if on else "chevron-right", "muted", 14)
        what = f"{self.check.title}: {'show less' if on else 'show more'}"
        self.fold.setAccessibleName(what)
        tip(self.fold, what)
        self._inside.setVisible(on and bool(self.check.questions))
        self.told.setVisible(on and bool(self.check.sentence))


class ChecksForm(QWidget):
    """All of them. `answered` hands on one check's answers."""

    answered = Signal(str, object)
    sign_asked = Signal(str)
    leave_asked = Signal()

    def __init__(self, *, may_leave: bool = True) -> None:
        super().__init__()
        self._may_leave = may_leave
        self.cards: dict[str, CheckCard] = {}
        self._told = line("shield", ETHICS)
        self._empty, words = made_card()
        self._empty_words = sentence("", "muted")
        words.addWidget(self._empty_words)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._told)
        column.addWidget(self._empty)
        column.addLayout(self._list)
        column.addStretch(1)
        self.say("The checks begin with the first words.")

    def say(self, words: str) -> None:
        """Something in place of the checks, or "" for nothing."""
        self._empty_words.setText(words)
        self._empty.setVisible(bool(words))

    def show_checks(self, checks: Sequence[CheckStanding]) -> None:
        """How they stand; what is passed goes beneath the others, and each keeps its card."""
        wanted = list(checks)
        for key in [key for key in self.cards if key not in {check.id for check in wanted}]:
            card = self.cards.pop(key)
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        for check in wanted:
            if check.id in self.cards:
                self.cards[check.id].show_check(check)
                continue
            card = CheckCard(check, may_leave=self._may_leave)
            card.answered.connect(self.answered)
            card.sign_asked.connect(self.sign_asked)
            card.leave_asked.connect(self.leave_asked)
            self.cards[check.id] = card
            self._list.addWidget(card)
            card.show()
        order = sorted(wanted, key=lambda check: check.state == "pass" and not self.cards[check.id].busy)
        if [self._list.indexOf(self.cards[check.id]) for check in order] != list(range(len(order))):
            for check in order:
                self._list.removeWidget(self.cards[check.id])
            for check in order:
                self._list.addWidget(self.cards[check.id])
        self.say("" if self.cards else "No check bears on this yet.")

    def clear(self) -> None:
        """Another post."""
        self.show_checks(())

    def hand_on(self) -> None:
        """What is answered and not yet kept."""
        for card in self.cards.values():
            card.hand_on()

    def first_open(self) -> CheckCard | None:
        """The first that is not passed."""
        return next((card for card in self.cards.values() if card.check.state != "pass"), None)
