"""Ask Corporate Communications, from the item itself; the answer is given here too (4.3, R11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from socialdesk.decisions import answers_by_telephone, asking
from socialdesk.decisions.asking import Asked, for_item
from socialdesk.decisions.case import Incomplete
from socialdesk.model.changes import Changes
from socialdesk.model.people import Person
from socialdesk.policy.hours import next_change, on_duty
from socialdesk.storage.database import Connection
from socialdesk.ui.announce import say
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainEdit, PlainLabel
from socialdesk.ui.review import question_card
from socialdesk.ui.review.deciding import told
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.kept_fields import KeptFields
from socialdesk.ui.review.page import Page
from socialdesk.ui.review.parts import Section, filled, sentence
from socialdesk.ui.review.question_card import DENY, LOOK, QuestionCard, call_time
from socialdesk.ui.review.refer_parts import LineForm
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

FORM = asking.DRAFT
DRAFT_PAUSE_MS = 400


class AskPage(Page):
    """See the module."""

    title = "Ask Corporate Communications"

    def __init__(self, desk: Desk, tasks: Tasks, drafts: Drafts) -> None:
        super().__init__()
        self._desk, self._tasks, self._drafts = desk, tasks, drafts
        self._facts: ItemFacts | None = None
        self._shown: tuple[Asked, ...] | None = None
        self._whose: Person | None = None
        self._dirty = self._busy = False
        self._kept = KeptFields(drafts, self)
        self.cards: dict[int, QuestionCard] = {}
        """Each question's card, by its id."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAFT_PAUSE_MS)
        self._pause.timeout.connect(self.keep_draft)
        self._hours = sentence("", "muted")
        self.question = PlainEdit(
            name="Your question",
            hint="What you are unsure of. It is for colleagues and is never sent to the network.",
        )
        self.question.setFixedHeight(self.question.fontMetrics().lineSpacing() * 4 + 18)
        self.question.textChanged.connect(self._touched)
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self.ask = QPushButton("Ask")
        self.ask.setAccessibleName("Ask Corporate Communications")
        role(self.ask, "primary")
        self.ask.clicked.connect(lambda: self.confirm())
        self._held = QVBoxLayout()
        self._held.setSpacing(8)
        self._section = Section("Ask Corporate Communications")
        self._build()

    def _build(self) -> None:
        column = self._section.column
        column.addLayout(self._held)
        label = PlainLabel("Your question", role="strong")
        label.setBuddy(self.question)
        for part in (label, self._hours, self.question, self._lack, self.ask):
            column.addWidget(part)
        column.addWidget(
            sentence(
                "The item waits for the answer and stays in sight. What must go at once goes at once.",
                "small",
            )
        )
        column.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._section)
        self.setFocusProxy(self.question)

    def show_facts(self, facts: ItemFacts) -> None:
        """See `Page`."""
        fresh = self._facts is None or self._facts.item.id != facts.item.id
        if fresh:
            self.keep_draft()
        self._facts = facts
        if fresh:
            self._lack.setVisible(False)
            draft = self._drafts.load(facts.item.id, FORM)
            self._put(str(draft.get("words", "")) if draft else "")
        desk, now = self._desk, self._desk.clock()
        there = on_duty(now, desk.book.hours)
        until = next_change(now, desk.book.hours)
        self._hours.setText(
            f"They are on duty until {until:%H:%M}."
            if there
            else f"They are on duty again on {until:%a} {until.day} {until:%b} at {until:%H:%M}. If it cannot wait, "
            "ring the on-call press officer."
        )
        self._show_questions(facts)

    def confirm(self) -> bool:
        """Asks; or answers, where an answer is being written."""
        for form in self._forms():
            if form.typed and not form.isHidden() and not self.question.toPlainText().strip():
                return form.confirm()
        desk, facts, words = self._desk, self._facts, self.question.toPlainText()
        if facts is None or self._busy:
            return False
        if not words.strip():
            self._refuse("Write the question.")
            self.question.setFocus()
            return False
        by, now, item_id = desk.person, desk.clock(), facts.item.id
        self._pause.stop()
        self._dirty = False

        def done(_: Changes) -> None:
            self._drafts.forget(item_id, FORM)
            if self._facts is not None and self._facts.item.id == item_id:
                self._put("")
                self._show_questions(self._facts)
            say(self, "Asked. The item waits for the answer.")
            self.done.emit(int(item_id))

        def refused(error: Exception) -> None:
            self._dirty = True
            if not self._pause.isActive():  # whoever types on and on is kept too
                self._pause.start()
            self._refuse(told(error))

        self._do(lambda db: asking.ask(db, item_id=item_id, question=words, now=now, by=by), done, refused)
        return True

    def keep_draft(self) -> None:
        """See `Page`."""
        self._kept.keep()
        self._pause.stop()
        if self._facts is not None and self._dirty:
            self._dirty = False
            words = self.question.toPlainText()
            self._drafts.keep(self._facts.item.id, FORM, {"words": words} if words.strip() else None)

    def _show_questions(self, facts: ItemFacts) -> None:
        found = for_item(self._desk.read, facts.item.id)
        if (found, self._whose) != (self._shown, self._desk.person):
            # Drawn anew only where something was asked or answered: else an answer that is being typed would go.
            self._kept.keep()
            self._shown, self._whose = found, self._desk.person
            self.cards = {each.id: self._card(each) for each in found}
            filled(self._held, list(self.cards.values()))

    def _card(self, asked: Asked) -> QuestionCard:
        made = QuestionCard(asked, person=self._desk.person, now=self._desk.clock(), kept=self._kept)
        made.asked.connect(partial(self._settle, made))
        return made

    def _forms(self) -> list[LineForm]:
        return [form for each in self.cards.values() for form in each.forms.values()]

    def _settle(self, card: QuestionCard, what: str, typed: object) -> None:
        if self._busy:
            return
        desk, asked = self._desk, card.question
        words = cast(dict[str, str], typed)
        work = _work(what, asked, words, desk.clock(), desk.person)
        if work is None:
            card.refuse(what, "Give the time as hours and minutes, such as 21:40.", "given_at")
            return

        def done(_: Changes) -> None:
            self._kept.forget(asked.item_id, card.form_name(LOOK if what == DENY else what))
            if self._facts is not None and self._facts.item.id == asked.item_id:
                self._show_questions(self._facts)

        def refused(error: Exception) -> None:
            card.refuse(what, told(error), error.field if isinstance(error, Incomplete) else "")

        self._do(work, done, refused)

    def _do(
        self,
        work: Callable[[Connection], Changes],
        done: Callable[[Changes], None],
        refused: Callable[[Exception], None],
    ) -> None:
        self._busy = True
        self.ask.setEnabled(False)

        def ended() -> None:
            self._busy = False
            self.ask.setEnabled(True)

        def well(changes: Changes) -> None:
            ended()
            done(changes)

        def ill(error: Exception) -> None:
            ended()
            refused(error)

        self._tasks.write(work, well, ill)

    def _put(self, words: str) -> None:
        blocked = self.question.blockSignals(True)
        self.question.setPlainText(words)
        self.question.blockSignals(blocked)
        self._pause.stop()
        self._dirty = False

    def _refuse(self, words: str) -> None:
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)

    def _touched(self) -> None:
        self._lack.setVisible(False)
        self._dirty = self._facts is not None
        if not self._pause.isActive():  # whoever types on and on is kept too
            self._pause.start()


def _work(
    what: str, asked: Asked, words: dict[str, str], now: datetime, by: Person
) -> Callable[[Connection], Changes] | None:
    """What the store is asked to do; None where the time of a call is none."""
    number = asked.id
    match what:
        case question_card.TAKE_BACK:
            return lambda db: asking.withdraw(db, question_id=number, reason=words["reason"], now=now, by=by)
        case question_card.ANSWER:
            return lambda db: asking.answer(db, question_id=number, words=words["answer"], now=now, by=by)
        case question_card.CALL:
            at = call_time(words["given_at"], now, asked.asked_ms)
            if at is None:
                return None
            return lambda db: answers_by_telephone.enter(
                db,
                question_id=number,
                answered_by=words["answered_by"],
                words=words["words"],
                given_at=at,
                now=now,
                by=by,
            )
        case _:
            stands = what == LOOK
            return lambda db: answers_by_telephone.look_at(
                db, question_id=number, stands=stands, words=words["words"], now=now, by=by
            )
