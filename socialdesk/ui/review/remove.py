"""Removing, step by step: grounds, their questions, what to do and what it really does, the aim, why nothing less.

The form is kept as a draft with every change, so that nothing typed is lost; nothing in it is ticked beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from socialdesk.decisions.by_hand import form_of
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.policy.book import Book
from socialdesk.policy.criticism import ANSWER, ASKED, NEVER
from socialdesk.ui.announce import say
from socialdesk.ui.plain_text import ElidedLabel, PlainEdit, PlainLabel, button_words
from socialdesk.ui.review.criticism_part import CriticismPart
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.grounds_form import GroundsForm, Missing
from socialdesk.ui.review.parts import Section, emptied, line, rule, sentence
from socialdesk.ui.review.remove_choices import Choice, choice_row, choices_of, step_words
from socialdesk.ui.theme import role

FORM = "remove"
DRAFT_PAUSE_MS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalWanted:
    """A filled-in form."""

    item_id: ItemId
    action: ActionKind
    grounds: tuple[str, ...]
    answers: Mapping[str, str]
    aim: str
    why_not_less: str
    by_hand: bool = False
    """True where a person is to do it on the network themselves."""


class RemoveSection(QWidget):
    """The Remove tab."""

    wanted = Signal(object)
    """A `RemovalWanted`: the form is complete and was confirmed."""
    drafted = Signal(int, object)
    """Item id and what the form holds, soon after the last change; None when it is empty again."""

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Section("Remove")
        self._book = book
        self._facts: ItemFacts | None = None
        self._dirty = False
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(DRAFT_PAUSE_MS)
        self._draft.timeout.connect(self.keep_draft)
        self._notice = sentence("", "warning")
        self.criticism = CriticismPart(book)
        self.grounds = GroundsForm(book)
        self._step = sentence("")
        self._choices = QVBoxLayout()
        self._choices.setSpacing(4)
        self._actions = QButtonGroup(self)
        self._offered: tuple[Choice, ...] = ()
        self.aim = PlainEdit(
            name="What it is for", hint="What removing it protects: a trial, a person, an investigation …"
        )
        self.why = PlainEdit(
            name="Why nothing less is enough", hint="Why a reply, a warning or leaving it would not do."
        )
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self.confirm_button = QPushButton("Choose what to do")
        role(self.confirm_button, "danger")
        self.confirm_button.clicked.connect(lambda: self.confirm())
        self._evidence = line(
            "camera",
            "Before anything is sent, the desk keeps the comment as the network shows it, its author, thread, replies, "
            "pictures and times, each with its hash. Without that nothing can be sent.",
            "ok",
        )
        self._build()
        self.grounds.changed.connect(self._answered)
        self.criticism.changed.connect(self._touched)
        self._actions.idClicked.connect(self._action_clicked)
        for field in (self.aim, self.why):
            field.setFixedHeight(field.fontMetrics().lineSpacing() * 3 + 18)
            field.textChanged.connect(self._touched)

    def _build(self) -> None:
        column = self.form.column
        column.addWidget(self._notice)
        column.addWidget(PlainLabel("1. On which ground?", role="heading"))
        column.addWidget(sentence(f"{NEVER} Tick only what you have read in it yourself.", "small"))
        column.addWidget(self.criticism)
        column.addWidget(self.grounds)
        column.addWidget(rule())
        column.addWidget(PlainLabel("2. What is to be done?", role="heading"))
        column.addWidget(self._step)
        column.addLayout(self._choices)
        column.addWidget(rule())
        column.addWidget(PlainLabel("3. Why is it proportionate?", role="heading"))
        for words, field in (("What it is for", self.aim), ("Why nothing less is enough", self.why)):
            label = PlainLabel(words, role="strong")
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        column.addWidget(self._evidence)
        column.addStretch(1)
        foot = QFrame()
        role(foot, "bar")
        lines = QVBoxLayout(foot)
        lines.setContentsMargins(14, 8, 14, 10)
        lines.setSpacing(6)
        lines.addWidget(self._lack)
        lines.addWidget(self.confirm_button)
        keys = "Ctrl+Enter. With Shift: and on to the next."
        lines.addWidget(ElidedLabel(keys, role="small"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.form, 1)
        whole.addWidget(rule())
        whole.addWidget(foot)

    def show_facts(self, facts: ItemFacts, draft: Mapping[str, Any] | None) -> None:
        """Shows the form for an item; the same item again only freshens what can be done."""
        fresh = self._facts is None or self._facts.item.id != facts.item.id
        if fresh:
            self.keep_draft()
        self._facts = facts
        chosen = None if fresh else self._chosen()
        self._show_choices(facts, chosen.key if chosen is not None else "")
        self.criticism.show_facts(facts)
        self.grounds.show_network(facts.item.network, facts.word_filter)
        if not fresh:
            return
        suggested = (finding.ground for finding in facts.assessment.findings)
        self.grounds.begin(suggested, case_state=facts.case_state)
        self._set_words("", "")
        self.criticism.set_answer("")
        self._lack.setVisible(False)
        if draft:
            self._restore(draft)
        self._draft.stop()
        self._dirty = False
        self.form.verticalScrollBar().setValue(0)

    @property
    def action(self) -> ActionKind | None:
        """What was chosen to be done."""
        chosen = self._chosen()
        return chosen.action if chosen is not None else None

    def _chosen(self) -> Choice | None:
        button = self._actions.checkedButton()
        key = str(button.property("action")) if button is not None else ""
        return next((each for each in self._offered if each.key == key), None)

    def confirm(self) -> bool:
        """Hands the form on if it is complete; else says what is missing and goes there."""
        lack = self._missing()
        if lack is not None:
            self._lack.setText(lack.sentence)
            self._lack.setVisible(True)
            lack.where.setFocus()
            say(self, lack.sentence, at_once=True)
            self.form.ensureWidgetVisible(lack.where)
            return False
        facts, chosen = self._facts, self._chosen()
        assert facts is not None
        assert chosen is not None
        self._lack.setVisible(False)
        self._draft.stop()
        self._dirty = False
        self.wanted.emit(
            RemovalWanted(
                item_id=facts.item.id,
                action=chosen.action,
                by_hand=chosen.by_hand,
                grounds=tuple(self.grounds.ticked()),
                answers=self.grounds.answers() | self.criticism.answers(),
                aim=self.aim.toPlainText().strip(),
                why_not_less=self.why.toPlainText().strip(),
            )
        )
        return True

    def refuse(self, words: str) -> None:
        """Shows why what was confirmed could not be done; the form stays as it was filled in."""
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)
        self._dirty = self._facts is not None
        self.keep_draft()

    def choose(self, action: ActionKind, *, by_hand: bool = False) -> None:
        """Takes over what was asked for elsewhere by its button, if it is open."""
        wanted = form_of(action) if by_hand else action.value
        for button in self._actions.buttons():
            if button.isEnabled() and button.property("action") == wanted:
                button.setChecked(True)
                self._action_chosen()

    def forget(self) -> None:
        """The decision is made: the form is empty for what comes next."""
        self._draft.stop()
        self._dirty = False
        self._facts = None

    def keep_draft(self) -> None:
        """Hands what was filled in so far to be kept, if there is anything."""
        self._draft.stop()
        if self._facts is None or not self._dirty:
            return
        self._dirty = False
        self.drafted.emit(self._facts.item.id, self._content())

    def _content(self) -> dict[str, Any] | None:
        chosen = self._chosen()
        content: dict[str, Any] = {
            "grounds": self.grounds.ticked(),
            "answers": self.grounds.answers() | self.criticism.answers(),
            "action": chosen.key if chosen else "",
            "aim": self.aim.toPlainText(),
            "why": self.why.toPlainText(),
        }
        return content if any(content.values()) else None

    def _restore(self, draft: Mapping[str, Any]) -> None:
        self.grounds.restore(draft.get("grounds", ()), draft.get("answers", {}))
        self.criticism.set_answer(str(draft.get("answers", {}).get(ANSWER, "")))
        self._set_words(str(draft.get("aim", "")), str(draft.get("why", "")))
        for button in self._actions.buttons():
            if button.isEnabled() and button.property("action") == draft.get("action"):
                button.setChecked(True)
        self._action_chosen(touch=False)

    def _set_words(self, aim: str, why: str) -> None:
        for field, words in ((self.aim, aim), (self.why, why)):
            blocked = field.blockSignals(True)
            field.setPlainText(words)
            field.blockSignals(blocked)

    def _show_choices(self, facts: ItemFacts, chosen: str) -> None:
        for button in self._actions.buttons():
            self._actions.removeButton(button)
        emptied(self._choices)
        self._offered = choices_of(facts.options)
        for number, option in enumerate(self._offered):
            row = choice_row(option, number, self._actions, checked=option.key == chosen)
            self._choices.addWidget(row)
        closed = not any(option.open for option in self._offered)
        self._notice.setVisible(closed)
        self._notice.setText("Nothing can be removed here now; the reasons stand below." if closed else "")
        self._action_chosen(touch=False)

    def _action_clicked(self) -> None:
        self._action_chosen()

    def _action_chosen(self, *, touch: bool = True) -> None:
        option = self._chosen()
        self.confirm_button.setText(button_words(option.label) if option else "Choose what to do")
        self.confirm_button.setAccessibleName(option.label if option else "Choose what to do first")
        self._show_step()
        if touch:
            self._touched()

    def _answered(self) -> None:
        self._show_step()
        self._touched()

    def _show_step(self) -> None:
        """Which step fits what is ticked; in another tone where another was chosen."""
        facts = self._facts
        if facts is None:
            return
        ticked = [self._book.grounds[ground] for ground in self.grounds.ticked()]
        words, other = step_words(self._book, ticked, facts.item.network, facts.options, self._chosen())
        self._step.setText(words)
        self._step.setVisible(bool(words))
        role(self._step, "warning" if other else "info")

    def _touched(self) -> None:
        self._lack.setVisible(False)
        if self._facts is not None:
            self._dirty = True
            if not self._draft.isActive():  # whoever types on and on is kept too
                self._draft.start()

    def _missing(self) -> Missing | None:
        if self._facts is None:
            return Missing("No item is open.", self)
        lack = self.grounds.missing()
        if lack is not None:
            return lack
        if self.criticism.asks and not self.criticism.answers():
            return Missing(f"{NEVER} {ASKED}", self.criticism.words)
        if self.action is None:
            enabled = [button for button in self._actions.buttons() if button.isEnabled()]
            return Missing(
                "Choose what is to be done."
                if enabled
                else "Nothing can be removed here now; the reasons stand above.",
                enabled[0] if enabled else self,
            )
        for field, words in (
            (self.aim, "Say what it is for."),
            (self.why, "Say why nothing less is enough."),
        ):
            if not field.toPlainText().strip():
                return Missing(words, field)
        return None
