"""An open or closed referral as a card: what it is, what is still to be done, and the steps of it.

A card stays while its referral is read again, so that nothing typed in it is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from socialdesk.clock import from_ms
from socialdesk.decisions import foi
from socialdesk.decisions.crime_sheet import SheetField, sheet
from socialdesk.decisions.referring_rows import Referral, ReferralKind
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.policy.working_days import days_left
from socialdesk.ui.plain_text import PlainLabel, button_words, one_line
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.kept_fields import KeptFields
from socialdesk.ui.review.parts import Headline, card, filled, line, sentence
from socialdesk.ui.review.refer_parts import BigNumber, LineForm, SheetView, broken, running
from socialdesk.ui.review.told import moment
from socialdesk.ui.theme import role

TELL, REFERENCE, DRAFT, FORWARDED, CLOSE, SEE = "tell", "reference", "draft", "forwarded", "close", "see"
"""The steps that a card asks for."""
_SIGNS = {
    ReferralKind.CRIME: "scales",
    ReferralKind.THREAT: "emergency",
    ReferralKind.FOI: "document",
    ReferralKind.BREACH: "shield",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a card shows beside its referral."""

    facts: ItemFacts
    book: Book
    person: Person
    profile_url: str
    training: bool
    now: datetime


class ReferralCard(QFrame):
    """One referral."""

    asked = Signal(int, str, object)
    """The referral's id, the step, and a dict of what was typed."""

    def __init__(self, referral: Referral, around: Around) -> None:
        super().__init__()
        self.referral = referral
        role(self, "card-danger" if referral.kind is ReferralKind.THREAT else "card-info")
        # That it is about one of our own is what the others are not to see.
        label = "Referral" if referral.limited else referral.kind.label
        self.setAccessibleName(f"Referral: {label}" if label != "Referral" else label)
        column = card(self)
        sign = "lock" if referral.limited else _SIGNS[referral.kind]
        self._head = Headline(sign, label, f"{_mark(referral)}-{referral.id}", "")
        self._told = QVBoxLayout()
        self._told.setSpacing(4)
        column.addWidget(self._head)
        self.steps = QWidget()
        self._lines = QVBoxLayout(self.steps)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(6)
        self.forms: dict[str, LineForm] = {}
        self._closes = False
        self.sheet = SheetView()
        self.clock = PlainLabel("", role="strong")
        self._build(referral, around, label)
        column.addLayout(self._told)
        column.addWidget(self.steps)
        self._shown: list[tuple[str, str, str]] = []
        self.show_referral(referral, around)

    def _build(self, referral: Referral, around: Around, label: str) -> None:
        part = around.book.referring
        match referral.kind:
            case ReferralKind.THREAT:
                self._lines.addWidget(
                    BigNumber(part.control_room_name, part.control_room_number, training=around.training)
                )
                self._lines.addWidget(self.clock)
                self._form(
                    TELL,
                    (
                        ("told", "Control room told at", "Hours and minutes, such as 21:07"),
                        ("told_by", "By whom", "Name"),
                        ("incident", "Incident number", "As the control room gave it"),
                    ),
                    "Record that they were told",
                    "primary",
                )
                self._lines.addWidget(self.sheet)
            case ReferralKind.CRIME:
                self._lines.addWidget(self.sheet)
                self._form(
                    REFERENCE,
                    (("reference", "Crime reference", "As the Force's own system gave it"),),
                    "Record the reference",
                    "primary",
                )
            case ReferralKind.FOI:
                self._button(DRAFT, "Save the e-mail draft…", "primary")
                self._button(FORWARDED, "It has been sent")
            case ReferralKind.BREACH:
                self._button(FORWARDED, "It has been passed on")
        self.closing = QPushButton(button_words("Close it…"))
        self.closing.setAccessibleName(f"Close this referral: {label}")
        role(self.closing, "quiet")
        self.closing.clicked.connect(self._ask_close)
        self._lines.addWidget(self.closing)
        self._form(CLOSE, (("reason", "Why it is closed", "What became of it"),), "Close this referral")

    def show_referral(self, referral: Referral, around: Around) -> None:
        """The same referral as it stands now."""
        before, self.referral = self.referral, referral
        told = list(_told(referral, around))
        if told != self._shown:
            self._shown = told
            filled(self._told, [line(sign, broken(words), ink) for sign, words, ink in told])
        self.steps.setVisible(referral.open and not referral.limited)
        for name, form in self.forms.items():
            form.setVisible(referral.clock_runs if name == TELL else name != CLOSE or self._closes)
        for button in self.findChildren(QPushButton):
            if button.property("step") == FORWARDED:
                button.setVisible(referral.forwarded_ms is None)
        tell = self.forms.get(TELL)
        if tell is not None and before is referral and not tell.lines["told_by"].isModified():
            tell.lines["told_by"].setText(around.person.name)
        if referral.kind in (ReferralKind.CRIME, ReferralKind.THREAT) and referral.open:
            self.sheet.show_fields(_sheet(referral, around))
        self.tick(around.now)

    def tick(self, now: datetime) -> None:
        """The clock of a threat to life."""
        referral = self.referral
        if referral.kind is not ReferralKind.THREAT:
            return
        told = self.forms[TELL].lines["told"]
        if not (told.isModified() or told.hasFocus()):
            # For whoever has just rung; it can be written over.
            told.setText(f"{now.astimezone():%H:%M}")
        if referral.clock_runs:
            self.clock.setText(
                f"Open for {running(now - from_ms(referral.opened_ms))}, control room not told"
            )
            role(self.clock, "danger")
        elif referral.told_ms is not None:
            waited = from_ms(referral.told_ms) - from_ms(referral.opened_ms)
            self.clock.setText(f"Control room told after {running(waited)}")
            role(self.clock, "ok")

    def refuse(self, step: str, words: str, field: str) -> None:
        """Says why a step was not taken."""
        form = self.forms.get(step, self.forms[CLOSE])
        form.setVisible(True)
        form.refuse(words, field)

    def set_busy(self, busy: bool) -> None:
        """While a step is being written nothing can be pressed twice."""
        for form in self.forms.values():
            form.button.setEnabled(not busy)
        for button in self.findChildren(QPushButton):
            if button.property("step"):
                button.setEnabled(not busy)

    def keep_with(self, kept: KeptFields) -> None:
        """What is typed in its steps is kept by `kept` from now on, and what was is put back."""
        if self.referral.limited or not self.referral.open:
            return
        for step, form in self.forms.items():
            if kept.hold(self.referral.item_id, self.form_name(step), form.fields) and step == CLOSE:
                self._closes = True
                form.setVisible(True)

    def form_name(self, step: str) -> str:
        """Under which what is typed for a step is kept."""
        return f"referral:{self.referral.id}:{step}"

    def _form(
        self, step: str, fields: Sequence[tuple[str, str, str]], button: str, dressed: str = ""
    ) -> None:
        form = LineForm(fields, button, dressed=dressed)
        form.confirmed.connect(partial(self._asked, step))
        self.forms[step] = form
        self._lines.addWidget(form)

    def _ask_close(self) -> None:
        self._closes = not self._closes
        self.forms[CLOSE].setVisible(self._closes)
        if self._closes:
            self.forms[CLOSE].lines["reason"].setFocus()

    def _asked(self, step: str, typed: object) -> None:
        self.asked.emit(self.referral.id, step, typed)

    def _button(self, step: str, label: str, dressed: str = "") -> None:
        button = QPushButton(button_words(label))
        button.setAccessibleName(label.removesuffix("…"))
        button.setProperty("step", step)
        role(button, dressed)
        button.clicked.connect(lambda: self.asked.emit(self.referral.id, step, {}))
        self._lines.addWidget(button)


def _mark(referral: Referral) -> str:
    return "F" if referral.kind is ReferralKind.FOI else "R"


def _sheet(referral: Referral, around: Around) -> tuple[SheetField, ...]:
    facts = around.facts
    return sheet(
        referral,
        item=facts.item,
        thread=facts.thread,
        account_name=facts.account_name,
        evidence=facts.evidence,
        book=around.book,
        profile_url=around.profile_url,
    )


def _told(referral: Referral, around: Around) -> list[tuple[str, str, str]]:
    now = around.now
    if referral.limited:
        state = "closed" if not referral.open else "open"
        return [
            (
                "lock",
                f"There is a referral, {state}. Corporate Communications alone sees more of it.",
                "muted",
            )
        ]
    who = one_line(referral.opened_by, 80)
    found = [("person", f"Opened {moment(referral.opened_ms, now)} by {who}.", "muted")]
    match referral.kind:
        case ReferralKind.CRIME:
            found += [
                ("scales", around.book.referring.category(each), "text") for each in referral.categories
            ]
        case ReferralKind.THREAT if referral.told_ms is not None:
            told_by, incident = one_line(referral.told_by, 80), one_line(referral.reference, 80)
            words = (
                f"Control room told {moment(referral.told_ms, now)} by {told_by}, incident number {incident}."
            )
            found.append(("check", words, "ok"))
        case ReferralKind.FOI:
            found += _foi_told(referral, around)
        case ReferralKind.BREACH:
            found += [
                ("shield", f"Referred to: {one_line(referral.details.get('to', ''), 80)}", "text"),
                (
                    "person",
                    one_line(referral.details.get("who", ""), 300) or "Who wrote it is not noted.",
                    "text",
                ),
                ("note", referral.details.get("concern", ""), "text"),
            ]
        case _:
            pass
    if referral.forwarded_ms is not None:
        found.append(("check", f"Passed on {moment(referral.forwarded_ms, now)}.", "ok"))
    if referral.kind is ReferralKind.CRIME and referral.reference:
        found.append(("check", f"Crime reference {one_line(referral.reference, 80)}.", "ok"))
    found.append(_evidence_told(referral, now))
    if referral.closed_ms is not None:
        why = f": {one_line(referral.reason, 300)}" if referral.reason else "."
        who = one_line(referral.closed_by, 80)
        found.append(("done", f"Closed {moment(referral.closed_ms, now)} by {who}{why}", "ok"))
    return found


def _foi_told(referral: Referral, around: Around) -> list[tuple[str, str, str]]:
    book, now = around.book, around.now
    received, ends = foi.received_here(referral, book), foi.due(referral, book)
    left = days_left(now, ends, book.hours)
    when = (
        f"{left} working day{'' if left == 1 else 's'} left"
        if left > 0
        else "today is the last"
        if left == 0
        else f"{-left} working day{'' if left == -1 else 's'} over"
    )
    network = around.facts.item.network.label
    found = [
        (
            "calendar",
            f"Received {received:%a} {received.day} {received:%b %Y, %H:%M}, by {network}'s own time.",
            "text",
        ),
        (
            "clock",
            f"20 working days end on {ends:%a} {ends.day} {ends:%b %Y}: {when}.",
            "danger" if left < 0 else "warning" if left <= 5 else "info",
        ),
    ]
    for text, answer, given in foi.notes(referral, book):
        words = f"{text} {answer or 'Nothing noted'}." + (f" {one_line(given, 300)}" if given else "")
        found.append(("question", words, "muted"))
    if referral.sender_told_ms is not None:
        found.append(("check", f"Answer to the sender decided {moment(referral.sender_told_ms, now)}.", "ok"))
    elif referral.open:
        found.append(
            (
                "reply",
                'Tell the sender: the wording "Freedom of information" stands above the reply.',
                "warning",
            )
        )
    return found


def _evidence_told(referral: Referral, now: datetime) -> tuple[str, str, str]:
    number = f"Evidence E-{referral.evidence_id}"
    if referral.captured_ms is None:
        return (
            "camera",
            f"{number}: kept as the desk holds it; the network's copy is being captured.",
            "warning",
        )
    if referral.held_only:
        return "camera", f"{number}: as the desk held it; the network gave no copy.", "warning"
    return "camera", f"{number}: captured {moment(referral.captured_ms, now)}, hashed.", "ok"


NOT_THEIRS = "Corporate Communications refers a breach by our own people (4.3, 6). Ask them."
"""Who may not refer a breach, and what they do instead."""


def limited_note() -> QWidget:
    """The same in the panel."""
    return sentence(NOT_THEIRS, "small")
