"""What the record says of an item: who did what and when, the evidence with its hashes, and how it read before (T3)."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.audit.queries import AuditLine
from socialdesk.clock import from_ms
from socialdesk.decisions.queries import DecisionLine
from socialdesk.evidence.queries import EvidenceLine
from socialdesk.inbox.queries import Version
from socialdesk.model.accounts import Network
from socialdesk.outbox.queries import PendingRow
from socialdesk.policy.book import Book
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.by_hand_told import told_by_hand
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.parts import Headline, Section, emptied, made_card, sentence
from socialdesk.ui.review.reading import RecordFacts
from socialdesk.ui.review.told import action_told, decision_word, listed, moment

MOST_LINES = 100
"""Entries shown; the export holds all."""


class RecordSection(Section):
    """The Record tab."""

    asked = Signal(str)
    """A command of the window is wanted, by its id."""

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__("Record", parent)
        self._book = book
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self._ways = self._made_ways()
        self.column.addWidget(self._ways)
        self.column.addLayout(self._lines)
        self.column.addStretch(1)

    def show_record(self, facts: ItemFacts, record: RecordFacts, now: datetime) -> None:
        """Shows what is on the record of one item."""
        emptied(self._lines)
        self._ways.show()
        person = "" if facts.item.author_id is None else f" · person {facts.item.author_id}"
        self._lines.addWidget(sentence(f"Item {facts.item.id}{person}", "small"))
        for decision in record.decisions:
            self._lines.addWidget(self._decision(decision, facts.item.network, now))
        self._show_actions(facts, now)
        self._show_by_hand(facts, now)
        self._show_evidence(facts, now)
        self._show_versions(facts, record.versions, now)
        self._show_lines(record.lines)

    def show_nothing(self) -> None:
        """While it is read, or where no item is open."""
        emptied(self._lines)
        self._ways.hide()

    def _made_ways(self) -> QWidget:
        """To the export of this item, and to the whole record."""
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for words, name, command in (
            ("Export…", "Export this item", "export-item"),
            ("Whole record", "The record of this item among all entries", "audit-item"),
        ):
            button = QPushButton(words)
            button.setAccessibleName(name)
            button.clicked.connect(lambda _=False, command=command: self.asked.emit(command))
            row.addWidget(button)
        row.addStretch(1)
        whole.hide()
        return whole

    def _heading(self, words: str) -> None:
        self._lines.addWidget(PlainLabel(words, role="strong"))

    def _decision(self, decision: DecisionLine, network: Network, now: datetime) -> QFrame:
        frame, lines = made_card()
        clauses = f"§ {', '.join(decision.clauses)}" if decision.clauses else ""
        decided = decision_word(decision.kind, network).lower()
        lines.addWidget(Headline("scales", f"Decided: {decided}", clauses, ""))
        who = f"{one_line(decision.by_name, 80)}, {moment(decision.decided_ms, now)}"
        lines.addWidget(sentence(who, "small"))
        if decision.grounds:
            lines.addWidget(sentence(listed(self._book.name_of(ground) for ground in decision.grounds)))
        why = "Why it stays" if decision.kind == "keep" else "What it is for"
        for label, words in ((why, decision.aim), ("Why nothing less", decision.why_not_less)):
            if words:
                lines.addWidget(sentence(f"{label}: {words}"))
        for key, answer in decision.answers.items():
            lines.addWidget(sentence(f"{self._asked(key)} {answer}", "small"))
        lines.addWidget(sentence(f"Policy {decision.pack_version}", "small"))
        return frame

    def _asked(self, key: str) -> str:
        ground, _, question = key.partition(".")
        entry = self._book.grounds.get(ground)
        asked = next((each.text for each in entry.questions if each.id == question), "") if entry else ""
        return asked or f"{key}:"

    def _show_actions(self, facts: ItemFacts, now: datetime) -> None:
        if not facts.actions:
            return
        self._heading("Sent, or to be sent")
        for action in facts.actions:
            self._lines.addWidget(_action(action, now))

    def _show_by_hand(self, facts: ItemFacts, now: datetime) -> None:
        if facts.by_hand:
            self._heading("By hand")
        for row in facts.by_hand:
            told = told_by_hand(row, now)
            frame, lines = made_card()
            lines.addWidget(Headline(told.sign, told.title, "", ""))
            lines.addWidget(sentence(told.words))
            if row.text:
                lines.addWidget(PlainLabel(row.text, role="muted", wrap=True, limit=2_000))
            self._lines.addWidget(frame)

    def _show_evidence(self, facts: ItemFacts, now: datetime) -> None:
        self._heading("Evidence")
        if not facts.evidence:
            self._lines.addWidget(
                sentence("None is kept yet: it is captured before anything is removed.", "muted")
            )
        for evidence in facts.evidence:
            self._lines.addWidget(_evidence(evidence, now))

    def _show_versions(self, facts: ItemFacts, versions: tuple[Version, ...], now: datetime) -> None:
        if not versions:
            return
        self._heading("How it was before")
        for version in reversed(versions):
            frame, lines = made_card()
            state = "Hidden" if version.hidden else "Gone" if version.gone else "Visible"
            lines.addWidget(
                sentence(f"{state} until {moment(version.until_ms, now).removeprefix('at ')}", "small")
            )
            same = version.untrusted_text == facts.item.untrusted_text
            lines.addWidget(sentence("The words are the same." if same else version.untrusted_text))
            self._lines.addWidget(frame)

    def _show_lines(self, lines: tuple[AuditLine, ...]) -> None:
        self._heading("The record")
        if not lines:
            self._lines.addWidget(sentence("Nothing is on the record yet.", "muted"))
        for each in lines[:MOST_LINES]:
            self._lines.addWidget(_entry(each))
        if len(lines) > MOST_LINES:
            self._lines.addWidget(
                sentence(f"and {len(lines) - MOST_LINES:,} earlier ones, in the export.", "small")
            )


def _entry(each: AuditLine) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 2)
    column.setSpacing(1)
    column.addWidget(sentence(each.sentence))
    then = from_ms(each.at_ms).astimezone()
    who = one_line(each.by_name, 80)
    column.addWidget(sentence(f"No. {each.seq:,} · {then:%d/%m/%Y %H:%M:%S} · {who}", "small"))
    return whole


def _action(action: PendingRow, now: datetime) -> QFrame:
    told = action_told(action, now)
    frame, lines = made_card()
    lines.addWidget(Headline(told.sign, told.title, "", ""))
    lines.addWidget(sentence(f"Queued {moment(action.queued_ms, now)}", "small"))
    if action.reason:
        lines.addWidget(sentence(action.reason))
    if action.text:
        lines.addWidget(PlainLabel(action.text, role="muted", wrap=True, limit=2_000))
    return frame


def _evidence(evidence: EvidenceLine, now: datetime) -> QFrame:
    frame, lines = made_card()
    complete = evidence.captured_ms is not None and not evidence.held_only
    title = "Captured from the network" if complete else "What the desk held"
    if evidence.disposed_ms is not None:
        lines.addWidget(Headline("camera", f"{title}, deleted since", "", ""))
        gone = moment(evidence.disposed_ms, now)
        lines.addWidget(
            sentence(f"Its files were deleted for good {gone}, as the network's terms ask.", "small")
        )
        lines.addWidget(sentence(f"Manifest SHA-256 {_spaced(evidence.manifest_sha256)}", "small"))
        return frame
    lines.addWidget(Headline("camera", title, "", "ok" if complete else ""))
    taken = moment(evidence.captured_ms or evidence.held_ms, now)
    lines.addWidget(sentence(f"{taken.capitalize()}, for {one_line(evidence.taken_by, 80)}", "small"))
    lines.addWidget(sentence(f"Manifest SHA-256 {_spaced(evidence.manifest_sha256)}", "small"))
    for file in evidence.files:
        lines.addWidget(sentence(f"{file.name} · {file.bytes:,} bytes"))
        lines.addWidget(sentence(_spaced(file.sha256), "small"))
    return frame


def _spaced(digest: str) -> str:
    """A hash in groups, so that it wraps and can be read out."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
