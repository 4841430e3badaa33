"""Who wrote it: everything that they wrote to the Force's accounts before, and what was done about it (4.3e, 4.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QTabBar, QVBoxLayout, QWidget

from socialdesk.clock import to_ms
from socialdesk.decisions.options import Option, OptionKind
from socialdesk.inbox.lookups import OFTEN
from socialdesk.inbox.people import strikes
from socialdesk.inbox.queries import InboxRow, PersonAction, PersonHistory
from socialdesk.model.accounts import Network
from socialdesk.policy.book import Book
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, one_line
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.lookup_gate import LookupGate
from socialdesk.ui.review.parts import Headline, Section, emptied, filled, line, made_card, sentence
from socialdesk.ui.review.told import counted, decision_word, moment, person_told, state_word
from socialdesk.ui.theme import role

UNNAMED = "Name not given"
PARTS = ("Wrote", "Done", "Warned", "Blocks")
BLOCKS = PARTS.index("Blocks")
STRIKE_DAYS = 90
"""How far back removals are counted by ground."""


def _warned(kind: str) -> bool:
    return kind.startswith("warn")


def _done(kind: str) -> bool:
    return not _warned(kind) and kind != "block"


class PersonSection(Section):
    """The Person tab: four parts of what is known, once it is said why it is looked at."""

    opened = Signal(int)
    """Something that they wrote earlier is to be shown: its item id."""
    reason_given = Signal(str)
    """Why this person is looked up."""

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__("Person", parent)
        self._book = book
        self._shown: tuple[ItemFacts, PersonHistory, datetime] | None = None
        self._head = QVBoxLayout()
        self._head.setSpacing(6)
        self.column.addLayout(self._head)
        self.gate = LookupGate()
        self.gate.given.connect(self.reason_given)
        self.gate.setVisible(False)
        self.column.addWidget(self.gate)
        self.parts = QTabBar()
        self.parts.setAccessibleName("What is known of this person")
        self.parts.setDrawBase(False)
        self.parts.setExpanding(True)
        self.parts.setUsesScrollButtons(False)
        self.parts.setElideMode(Qt.TextElideMode.ElideRight)
        for words in PARTS:
            self.parts.addTab(words)
        self.parts.currentChanged.connect(self._show_part)
        self.parts.setVisible(False)
        self.column.addWidget(self.parts)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.column.addLayout(self._lines)
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(6)
        self.column.addLayout(self._blocks)
        self.column.addStretch(1)

    def show_person(
        self, facts: ItemFacts, person: PersonHistory | None, now: datetime, *, reason: str = ""
    ) -> None:
        """Shows the author of an item; everything they wrote only with a `reason` for looking."""
        emptied(self._head)
        name = facts.item.untrusted_author if person is None else person.untrusted_name
        self._head.addWidget(PlainLabel(one_line(name, 120) or UNNAMED, role="heading", wrap=True))
        for sign, words in person_told(person, now):
            self._head.addWidget(line(sign, words))
        asks = person is not None and not reason
        self.gate.setVisible(asks)
        self.parts.setVisible(person is not None and not asks)
        self._shown = None
        if person is None or asks:
            emptied(self._lines)
            emptied(self._blocks)
            return
        if person.looked_up >= OFTEN:
            words = (
                f"Looked up {person.looked_up} times in four weeks. Going back to one person's profile again and again"
                " may need authority: ask Corporate Communications (4.6)."
            )
            self._head.addWidget(line("warning", words, "warning"))
        self._shown = facts, person, now
        self._show_part()

    def show_blocks(self, cards: Sequence[QWidget]) -> None:
        """Shows the person's blocks, on whichever account of the Force (B3)."""
        if self._shown is None:
            cards = ()
        filled(self._blocks, cards)
        for card in cards:
            card.setVisible(self.parts.currentIndex() == BLOCKS)

    def show_nothing(self) -> None:
        """While it is read, or where no item is open."""
        self._shown = None
        self.gate.setVisible(False)
        self.parts.setVisible(False)
        for layout in (self._head, self._blocks, self._lines):
            emptied(layout)

    def _show_part(self) -> None:
        emptied(self._lines)
        if self._shown is None:
            return
        facts, person, now = self._shown
        for place in range(self._blocks.count()):
            held = self._blocks.itemAt(place)
            widget = held.widget() if held is not None else None
            if widget is not None:
                widget.setVisible(self.parts.currentIndex() == BLOCKS)
        match self.parts.currentIndex():
            case 0:
                self._show_items(person, facts, now)
            case 1:
                self._show_strikes(person, now)
                self._show_actions(person, now, _done, "What was decided before")
            case 2:
                self._show_actions(person, now, _warned, "Warnings given beneath what they wrote")
                self._show_advice(person, now)
            case _:
                self._show_block(facts.options[OptionKind.BLOCK])
        words = f"Known on {person.network.label} alone: the desk never joins people across networks."
        self._lines.addWidget(sentence(words, "small"))

    def _show_strikes(self, person: PersonHistory, now: datetime) -> None:
        since = to_ms(now - timedelta(days=STRIKE_DAYS))
        counted_by = strikes(person, since_ms=since)
        if counted_by:
            told = ", ".join(
                f"{self._book.name_of(ground)}: {number}" for ground, number in counted_by.items()
            )
            self._lines.addWidget(line("flag", f"Removed in {STRIKE_DAYS} days, by ground: {told}."))
            self._lines.addWidget(
                sentence("The desk only counts. What follows from it, a person decides.", "small")
            )

    def _show_advice(self, person: PersonHistory, now: datetime) -> None:
        self._lines.addWidget(PlainLabel("Asked of Corporate Communications", role="strong"))
        if not person.advice:
            self._lines.addWidget(sentence("Nothing yet.", "muted"))
        for one in person.advice:
            asked = moment(one.asked_ms, now).capitalize()
            told = one_line(one.answer, 300) if one.answer else "Not answered yet."
            by = f" ({one_line(one.answered_by, 80)})" if one.answered_by else ""
            self._lines.addWidget(line("question", f"{one_line(one.question, 300)}\n{asked}. {told}{by}"))

    def _show_block(self, option: Option) -> None:
        frame, lines = made_card("neutral")
        lines.addWidget(Headline("block", "Blocking", f"§ {option.clause}", "neutral"))
        lines.addWidget(sentence(option.effect))
        for number, first in enumerate(option.first, start=1):
            lines.addWidget(sentence(f"{number}. {first}"))
        lines.addWidget(sentence(option.reason, "small"))
        self._lines.addWidget(frame)

    def _show_actions(
        self, person: PersonHistory, now: datetime, wanted: Callable[[str], bool], title: str
    ) -> None:
        self._lines.addWidget(PlainLabel(title, role="strong"))
        actions = [action for action in person.actions if wanted(action.kind)]
        if not actions:
            self._lines.addWidget(sentence("Nothing yet.", "muted"))
        for action in actions:
            self._lines.addWidget(line(_sign(action), self._action_words(action, person.network, now)))

    def _action_words(self, action: PersonAction, network: Network, now: datetime) -> str:
        grounds = ", ".join(self._book.name_of(ground) for ground in action.grounds)
        state = state_word(action.state)
        parts = [decision_word(action.kind, network), grounds, state]
        told = " · ".join(part for part in parts if part)
        return f"{told}\n{moment(action.decided_ms, now).capitalize()}, {one_line(action.by_name, 80)}"

    def _show_items(self, person: PersonHistory, facts: ItemFacts, now: datetime) -> None:
        earlier = [row for row in person.recent if row.item_id != facts.item.id]
        more = person.items - len(person.recent)
        self._lines.addWidget(PlainLabel("What they wrote before", role="strong"))
        if not earlier:
            self._lines.addWidget(sentence("Nothing else is on the desk.", "muted"))
        for row in earlier:
            self._lines.addWidget(self._item(row, now))
        if more > 0:
            self._lines.addWidget(
                sentence(f"and {counted(more, 'earlier item')}; search for them by name.", "small")
            )

    def _item(self, row: InboxRow, now: datetime) -> QWidget:
        frame, lines = made_card()
        kind = row.kind.label
        stands = {"hidden": "hidden", "gone": "no longer there"}.get(row.standing, "")
        parts = [kind, moment(row.created_ms, now), stands]
        lines.addWidget(PlainLabel(" · ".join(part for part in parts if part), role="small", wrap=True))
        lines.addWidget(ElidedLabel(row.removed or row.untrusted_text or "(no words)"))
        button = QPushButton("Open")
        role(button, "link")
        button.setAccessibleName(f"Open their {kind.lower()} {moment(row.created_ms, now)}")
        button.clicked.connect(lambda _=False, item_id=int(row.item_id): self.opened.emit(item_id))
        lines.addWidget(button)
        return frame


def _sign(action: PersonAction) -> str:
    signs = {"hide": "hide", "delete": "remove", "unhide": "show", "keep": "check", "reply": "reply"}
    return signs.get(action.kind, "mail")
