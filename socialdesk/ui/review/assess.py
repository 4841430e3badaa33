"""What it may be and what can be done: findings with their clause, then every option with its reason. Advice only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from socialdesk.decisions.options import Option, OptionKind
from socialdesk.inbox.queries import PersonHistory
from socialdesk.model.findings import Finding
from socialdesk.policy import criticism
from socialdesk.policy.book import Book, Ground
from socialdesk.ui import icons
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, button_words, one_line, tip
from socialdesk.ui.review.by_hand import ByHandPart, not_answered
from socialdesk.ui.review.choices import ButtonRows
from socialdesk.ui.review.deciding import Deciding
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.finding_card import FindingCard
from socialdesk.ui.review.keep_form import KeepForm
from socialdesk.ui.review.page import Offered
from socialdesk.ui.review.parts import (
    Headline,
    Section,
    filled,
    in_reading_order,
    line,
    made_card,
    rule,
    sentence,
)
from socialdesk.ui.review.reasoned import ReasonedForm
from socialdesk.ui.review.told import evidence_told, moment, person_told
from socialdesk.ui.review.under_way import UnderWayList
from socialdesk.ui.review.warn_card import warning_cards
from socialdesk.ui.theme import role

_SIGNS = {
    OptionKind.HIDE: "hide",
    OptionKind.DELETE: "remove",
    OptionKind.UNHIDE: "show",
    OptionKind.REPLY: "reply",
    OptionKind.PRIVATE_REPLY: "mail",
    OptionKind.MESSAGE: "mail",
    OptionKind.KEEP: "check",
    OptionKind.BLOCK: "block",
}
_OPENS_FORM = (OptionKind.HIDE, OptionKind.DELETE, OptionKind.KEEP)


class AssessSection(Section):
    """The Assess tab."""

    picked = Signal(str)
    """An open option or a further page's button was pressed: its kind or key. Nothing is sent yet; its form opens."""
    claim_asked = Signal(bool)
    """Take it on (True), or let it go."""
    reopen_asked = Signal()
    marked = Signal(str, str, str)
    """A suggestion is not right: its ground, which it is instead ("" for none), and why."""
    mark_taken_back = Signal(str)
    """The mark on this ground is taken back."""

    def __init__(self, book: Book, by_hand: ByHandPart, parent: QWidget | None = None) -> None:
        super().__init__("Assess", parent)
        self._book = book
        self.by_hand = by_hand
        self._shown: ItemFacts | None = None
        self._pages: tuple[Offered, ...] = ()
        self._person_told: list[tuple[str, str]] = []
        self.under_way = UnderWayList()
        self.keep_form = KeepForm()
        self.note_form = ReasonedForm(
            "Internal note", "For colleagues. It is never sent to the network.", "Save note"
        )
        self.done_form = ReasonedForm(
            "Done without an answer", "Why nothing more is to be done.", "Mark done"
        )
        self._warnings = _column()
        self._findings = _column()
        self._recommended = ElidedLabel(role="small")
        self._recommended.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._buttons = ButtonRows()
        self._closed = _column(4)
        self._notes = _column()
        self._evidence = _column()
        self._person = _column(4)
        self._desk = _column(4)
        self._brought: QWidget | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._bring_wholly)
        self.by_hand.form_asked.connect(self.ask)
        self.by_hand.cards.grown.connect(self._bring)
        self._build()

    @property
    def forms(self) -> tuple[ReasonedForm, ...]:
        """The small forms beneath the buttons."""
        return self.keep_form, self.note_form, self.done_form, *self.by_hand.forms.values()

    def _build(self) -> None:
        column = self.column
        column.addWidget(self.under_way)
        column.addWidget(self.by_hand.offered)
        column.addWidget(self.by_hand.cards)
        column.addLayout(self._warnings)
        column.addLayout(self._findings)
        head = QHBoxLayout()
        head.addWidget(PlainLabel("Decide", role="heading"))
        head.addWidget(self._recommended, 1)
        column.addLayout(head)
        column.addWidget(self._buttons)
        for form in (self.keep_form, self.note_form, self.done_form):
            column.addWidget(form)
        column.addWidget(self.by_hand.choices)
        column.addLayout(self._notes)
        column.addLayout(self._closed)
        for title, lines in (
            ("Evidence", self._evidence),
            ("This person", self._person),
            ("On the desk", self._desk),
        ):
            column.addWidget(rule())
            column.addWidget(PlainLabel(title, role="strong"))
            column.addLayout(lines)
        column.addStretch(1)

    def show_facts(
        self, facts: ItemFacts, now: datetime, *, fresh: bool, by: str, pages: tuple[Offered, ...] = ()
    ) -> None:
        """Shows an item; `fresh` is False where the same one is only read again. `by` is who sits at the desk.

        Each of `pages` has a button beside the options.
        """
        if fresh:
            for form in self.forms:
                form.close_form()
            self.verticalScrollBar().setValue(0)
        actions = not_answered(facts.actions, facts.by_hand)
        if self.under_way.show_actions(actions, now) | self.by_hand.show_facts(facts):
            # The button that had the focus is gone: without this Qt would scroll to the next one.
            self.setFocus()
        # What is as it was stays: drawn anew with every change nearby it would flicker and lose the focus.
        before, self._shown = self._shown, facts
        if before is None or before.warnings != facts.warnings:
            filled(self._warnings, [*warning_cards(facts.warnings, now, lambda: self.picked.emit("warn"))])
        if before is None or _suggestions(before) != _suggestions(facts):
            self._show_findings(facts)
        self.keep_form.ask_for(_suggested(facts, self._book))
        if before is None or (before.options, self._pages) != (facts.options, pages):
            self._pages = pages
            self._show_options(facts)
        if before is None or before.evidence != facts.evidence:
            words, kept = evidence_told(facts.evidence, now)
            filled(self._evidence, [line("camera", words, "ok" if kept else "muted")])
        if before is None or (before.row, before.notes) != (facts.row, facts.notes):
            self._show_desk(facts, now, by)
        in_reading_order(self.column)

    def show_person(self, person: PersonHistory | None, now: datetime) -> None:
        """Shows the author in a few lines."""
        told = person_told(person, now)
        if told != self._person_told:
            self._person_told = told
            filled(self._person, [line(sign, words) for sign, words in told])
            in_reading_order(self.column)

    def connect_marks(self, deciding: Deciding) -> None:
        """Hands on what is marked on a suggestion."""
        self.marked.connect(deciding.mark)
        self.mark_taken_back.connect(deciding.take_back)

    def ask(self, form: ReasonedForm) -> None:
        """Opens one of the small forms, and puts the others away."""
        for other in self.forms:
            if other is not form:
                other.keep()
                other.setVisible(False)
        form.open_form()
        self._bring(form)

    def _bring(self, part: QWidget) -> None:
        """Into sight; it has its place only once the layouts around it have run."""
        self.column.activate()
        self.ensureWidgetVisible(part)
        self._brought = part
        self._soon.start()

    def _bring_wholly(self) -> None:
        part, self._brought = self._brought, None
        if part is not None and isValid(part):
            self.ensureWidgetVisible(part, 0, 12)

    def confirm(self) -> bool:
        """Confirms the form that is open here; False where none is or its reason is missing."""
        return any(form.confirm() for form in self.forms if form.is_open)

    def _show_findings(self, facts: ItemFacts) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and any(each.isAncestorOf(focus) for each in self.findChildren(FindingCard)):
            # It goes with its card: without this Qt would go on to some other button.
            self.setFocus()
        if facts.assessment.findings:
            cards: list[QWidget] = [self._finding(finding, facts) for finding in facts.assessment.findings]
            if criticism.only_criticism(facts.assessment, self._book):
                cards.append(
                    line("scales", f"{criticism.NEVER} What is noticed here is no more than that.", "info")
                )
            filled(self._findings, [*cards, *_model_off(facts)])
            return
        frame, lines = made_card()
        lines.addWidget(Headline("info", "Nothing was noticed", "", "muted"))
        lines.addWidget(sentence("A person reads it and decides all the same.", "muted"))
        filled(self._findings, [frame, *_model_off(facts)])

    def _finding(self, finding: Finding, facts: ItemFacts) -> FindingCard:
        mark = next((each for each in facts.marks if each.ground == finding.ground), None)
        made = FindingCard(finding, mark, facts.item.untrusted_text, self._book)
        made.marked.connect(self.marked)
        made.taken_back.connect(self.mark_taken_back)
        return made

    def _show_options(self, facts: ItemFacts) -> None:
        # What has a page of its own has that page's button.
        paged = {offered.key for offered in self._pages}
        open_here = [option for option in facts.options.open if option.kind.value not in paged]
        options = sorted(open_here, key=lambda option: not option.recommended)
        buttons = [self._button(option) for option in options]
        best = next((option.label for option in options if option.recommended), "")
        self._recommended.setText(f"Recommended: {best[:1].lower()}{best[1:]}" if best else "")
        note = _button("note", "Add a note…", "note", "text")
        note.clicked.connect(lambda: self.ask(self.note_form))
        self._buttons.show_buttons([*buttons, *map(self._page_button, self._pages), note])
        by_hand = {option.action for option in facts.options.by_hand if option.open}
        shut = [option for option in facts.options if not option.open and option.action not in by_hand]
        told = [line(sign, words) for sign, words in _closed(shut)]
        told += [line(sign, f"{label}: {reason}") for sign, label, reason in self.by_hand.closed()]
        filled(self._closed, [PlainLabel("Not open here", role="strong"), *told] if told else [])
        filled(self._notes, [line("info", note, "info") for note in facts.options.notes])

    def _button(self, option: Option) -> QPushButton:
        label = option.label.removesuffix("…") + ("…" if option.kind in _OPENS_FORM else "")
        removes = option.kind is OptionKind.DELETE
        ink = "on_accent" if option.recommended else "danger" if removes else "text"
        button = _button(option.kind.value, label, _SIGNS[option.kind], ink)
        button.setAccessibleName(f"{option.label}, recommended" if option.recommended else option.label)
        told = " ".join(part for part in (option.effect, option.reason) if part)
        button.setAccessibleDescription(told)
        tip(button, told)
        role(button, "primary" if option.recommended else "danger" if removes else "")
        button.clicked.connect(lambda _=False, kind=option.kind.value: self.picked.emit(kind))
        return button

    def _page_button(self, offered: Offered) -> QPushButton:
        button = _button(offered.key, offered.label, offered.sign, "text")
        button.clicked.connect(lambda: self.picked.emit(offered.key))
        return button

    def _show_desk(self, facts: ItemFacts, now: datetime, by: str) -> None:
        row = facts.row
        holder = one_line(row.claimed_by, 80)
        mine = row.claimed_by == by
        taken = (
            "Nobody has taken it on"
            if not holder
            else "You have taken it on"
            if mine
            else f"Taken on by {holder}"
        )
        claim = _button("claim", "Let it go" if holder else "Take it on", "person", "text")
        claim.setAccessibleName("Let this item go" if holder else "Take this item on")
        claim.clicked.connect(lambda: self.claim_asked.emit(not holder))
        lines: list[QWidget] = [line("people", taken), claim]
        if not row.open:
            again = _button("reopen", "Put it back on the list", "undo", "text")
            again.clicked.connect(self.reopen_asked)
            lines += [line("done", f"Handled: {one_line(row.outcome, 80) or 'done'}", "ok"), again]
        for note in facts.notes:
            who = f"{one_line(note.by_name, 80)}, {moment(note.written_ms, now)}"
            lines.append(line("note", f"{note.text}\n{who}"))
        lines.append(line("document", f"{self._book.name}, {self._book.version}"))
        if facts.review_overdue:
            lines.append(line("calendar", facts.review_overdue, "warning"))
        filled(self._desk, lines)


def _suggestions(facts: ItemFacts) -> tuple[object, ...]:
    return facts.item.id, facts.item.untrusted_text, facts.assessment, facts.marks, facts.model_off


def _model_off(facts: ItemFacts) -> list[QWidget]:
    """That rules and word lists alone have looked at it, and why."""
    if not facts.model_off:
        return []
    return [line("warning", f"Model off. {facts.model_off}", "warning")]


def _suggested(facts: ItemFacts, book: Book) -> list[Ground]:
    """The grounds that were found, the weightiest first."""
    found = dict.fromkeys(finding.ground for finding in facts.assessment.findings)
    return [book.grounds[ground] for ground in found if ground in book.grounds]


def _column(spacing: int = 8) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(spacing)
    return column


def _button(key: str, label: str, sign: str, ink: str) -> QPushButton:
    button = QPushButton(button_words(label))
    button.setProperty("option", key)
    button.setAccessibleName(label.removesuffix("…"))
    icons.put(button, sign, ink, 16)
    return button


def _closed(options: Sequence[Option]) -> Iterator[tuple[str, str]]:
    """Why options are closed, those with the same reason on one line."""
    reasons: dict[str, list[Option]] = {}
    for option in options:
        reasons.setdefault(option.reason, []).append(option)
    for reason, shut in reasons.items():
        names = ", ".join(
            option.label if place == 0 else _lower(option.label) for place, option in enumerate(shut)
        )
        yield (_SIGNS[shut[0].kind] if len(shut) == 1 else "info"), f"{names}: {reason}"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
