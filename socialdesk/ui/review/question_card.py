"""One question to Corporate Communications as a card: what was asked, what was answered, and what can be said to it.

An answer that came by telephone is entered here, marked so, and looked at here by somebody else (4.3, R11).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.asking import Asked, Telephoned
from socialdesk.decisions.windows import lasting
from socialdesk.model.people import Person, Role, same_person
from socialdesk.ui.plain_text import button_words, one_line
from socialdesk.ui.review.by_hand_told import time_typed
from socialdesk.ui.review.kept_fields import KeptFields
from socialdesk.ui.review.parts import card, line, sentence
from socialdesk.ui.review.refer_parts import LineForm, broken
from socialdesk.ui.review.told import moment
from socialdesk.ui.theme import role

ANSWER, TAKE_BACK, CALL, LOOK, DENY = "answer", "take-back", "call", "look", "deny"
"""What a card asks for."""


class QuestionCard(QFrame):
    """See the module. A card is made anew whenever its question has altered, or somebody else sits down."""

    asked = Signal(str, object)
    """What is to be done, and a dict of what was typed."""

    def __init__(self, question: Asked, *, person: Person, now: datetime, kept: KeptFields) -> None:
        super().__init__()
        self.question = question
        self._kept = kept
        self.forms: dict[str, LineForm] = {}
        """By what they are for."""
        self.call: QPushButton | None = None
        """Opens the form for an answer that came by telephone."""
        own = same_person(Person(question.asked_by, person.role, staff_id=question.asked_staff), person)
        role(self, "card-warning" if question.open else "card")
        self.setAccessibleName("Question to Corporate Communications")
        self._column = card(self)
        self._tell(now)
        if question.open:
            self._offer(person, own=own)
        elif question.telephoned is not None and question.telephoned.stands is None:
            self._offer_look(question.telephoned, person)

    def form_name(self, what: str) -> str:
        """Under which what is typed is kept."""
        return f"question:{self.question.id}:{what}"

    def refuse(self, what: str, words: str, field: str) -> None:
        """Says why it was not taken; what was typed stays."""
        form = self.forms.get(LOOK if what == DENY else what)
        if form is not None:
            form.refuse(words, field)

    # What it tells

    def _tell(self, now: datetime) -> None:
        asked, column = self.question, self._column
        who = one_line(asked.asked_by, 80)
        waited = lasting(timedelta(milliseconds=asked.waited_ms(to_ms(now))))
        column.addWidget(line("question", broken(asked.question)))
        column.addWidget(sentence(f"Asked {moment(asked.asked_ms, now)} by {who}.", "small"))
        if asked.answer:
            column.addWidget(line("reply", broken(asked.answer), "ok"))
            by = one_line(asked.answered_by, 80)
            if asked.telephoned is None:
                column.addWidget(sentence(f"Answered by {by} after {waited}.", "small"))
            else:
                self._tell_call(asked.telephoned, by, now)
        elif asked.withdrawn:
            column.addWidget(line("undo", broken(f"Taken back after {waited}: {asked.withdrawn}")))
        else:
            column.addWidget(sentence(f"Waits for {waited} so far.", "warning"))

    def _tell_call(self, call: Telephoned, by: str, now: datetime) -> None:
        at = moment(call.given_ms, now)
        entered = one_line(call.entered_by, 80)
        self._column.addWidget(line("phone", f"By telephone: {by}, {at}. Entered by {entered}."))
        looked = one_line(call.looked_at_by, 80)
        if call.stands is None:
            words, tone = "Corporate Communications has not confirmed it yet.", "warning"
        elif call.stands:
            words, tone = f"{looked} confirmed that it was given so.", "ok"
        else:
            words, tone = f"Not given so, says {looked}: {broken(call.words)}", "danger"
        self._column.addWidget(sentence(words, tone))

    # What can be said to it

    def _offer(self, person: Person, *, own: bool) -> None:
        if person.role is Role.AUDITOR:
            return
        if own:
            fields = (("reason", "Settled otherwise? Why", "Such as: seen to by the day shift"),)
            self._put(TAKE_BACK, LineForm(fields, "Take it back"))
        elif person.role is Role.CORPORATE_COMMUNICATIONS:
            tall = (("answer", "Your answer", "For whoever asked; never sent to the network"),)
            self._put(ANSWER, LineForm((), "Answer", dressed="primary", tall=tall))
            return
        else:
            self._column.addWidget(
                sentence("A press officer of Corporate Communications answers it here.", "small")
            )
        self._offer_call()

    def _offer_call(self) -> None:
        form = LineForm(
            (
                ("answered_by", "Who answered", "Name, in Corporate Communications"),
                ("given_at", "Time of the call", "Such as 21:40"),
            ),
            "Enter the answer",
            tall=(("words", "What they said", "In a sentence or two, as it was said"),),
        )
        form.column.insertWidget(
            form.column.count() - 1,
            sentence(
                "It is marked as entered by you, and listed for Corporate Communications to confirm.", "small"
            ),
        )
        self.call = opens = QPushButton(button_words("It was answered by telephone…"))
        opens.setAccessibleName("It was answered by telephone")
        role(opens, "link")
        opens.clicked.connect(lambda: self.open_call())
        row = QHBoxLayout()
        row.addWidget(opens)
        row.addStretch(1)
        self._column.addLayout(row)
        typed = self._put(CALL, form)
        form.setVisible(typed)

    def open_call(self) -> None:
        """Opens the form for an answer by telephone, or closes it."""
        form = self.forms[CALL]
        form.setVisible(form.isHidden())
        if not form.isHidden():
            form.lines["answered_by"].setFocus()

    def _offer_look(self, call: Telephoned, person: Person) -> None:
        if person.role is not Role.CORPORATE_COMMUNICATIONS:
            return
        if call.entered_by_person(person):
            self._column.addWidget(
                sentence("You entered it: a colleague in Corporate Communications looks at it here.", "small")
            )
            return
        form = LineForm(
            (("words", "What is not right about it", "Needed where it was not given so"),),
            "It was given so",
            dressed="primary",
            other="It was not given so",
        )
        form.denied.connect(partial(self.asked.emit, DENY))
        self._put(LOOK, form)

    def _put(self, what: str, form: LineForm) -> bool:
        """Puts a form beneath, with what was typed in it before; True where there was any."""
        self.forms[what] = form
        self._column.addWidget(form)
        form.confirmed.connect(partial(self.asked.emit, what))
        return self._kept.hold(self.question.item_id, self.form_name(what), form.fields)


def call_time(typed: str, now: datetime, asked_ms: int) -> datetime | None:
    """The time that somebody means by hours and minutes of a call; None where they are none."""
    earliest = to_ms(from_ms(asked_ms) - timedelta(hours=12))
    return time_typed(typed, now, earliest)
