"""Who wrote it: everything that they wrote to the Force's accounts before, and what was done about it (4.3e, 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from socialdesk.decisions.options import Option, OptionKind
from socialdesk.inbox.queries import InboxRow, PersonAction, PersonHistory
from socialdesk.model.accounts import Network
from socialdesk.policy.book import Book
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, one_line
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.parts import Headline, Section, emptied, filled, line, made_card, rule, sentence
from socialdesk.ui.review.told import counted, decision_word, moment, person_told, state_word
from socialdesk.ui.theme import role

UNNAMED = "Name not given"


class PersonSection(Section):
    """The Person tab."""

    opened = Signal(int)
    """Something that they wrote earlier is to be shown: its item id."""

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__("Person", parent)
        self._book = book
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(6)
        self.column.addLayout(self._blocks)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.column.addLayout(self._lines)
        self.column.addStretch(1)

    def show_person(self, facts: ItemFacts, person: PersonHistory | None, now: datetime) -> None:
        """Shows the author of an item."""
        emptied(self._lines)
        name = facts.item.untrusted_author if person is None else person.untrusted_name
        self._lines.addWidget(PlainLabel(one_line(name, 120) or UNNAMED, role="heading", wrap=True))
        for sign, words in person_told(person, now):
            self._lines.addWidget(line(sign, words))
        if person is not None:
            words = f"Known on {person.network.label} alone: the desk never joins people across networks."
            self._lines.addWidget(sentence(words, "small"))
        self._lines.addWidget(rule())
        self._show_block(facts.options[OptionKind.BLOCK])
        if person is None:
            return
        self._lines.addWidget(rule())
        self._show_actions(person, now)
        self._show_items(person, facts, now)

    def show_blocks(self, cards: Sequence[QWidget]) -> None:
        """Shows the person's blocks, on whichever account of the Force (B3)."""
        filled(self._blocks, cards)

    def show_nothing(self) -> None:
        """While it is read, or where no item is open."""
        emptied(self._blocks)
        emptied(self._lines)

    def _show_block(self, option: Option) -> None:
        frame, lines = made_card("neutral")
        lines.addWidget(Headline("block", "Blocking", f"§ {option.clause}", "neutral"))
        lines.addWidget(sentence(option.effect))
        for number, first in enumerate(option.first, start=1):
            lines.addWidget(sentence(f"{number}. {first}"))
        lines.addWidget(sentence(option.reason, "small"))
        self._lines.addWidget(frame)

    def _show_actions(self, person: PersonHistory, now: datetime) -> None:
        self._lines.addWidget(PlainLabel("What was decided before", role="strong"))
        if not person.actions:
            self._lines.addWidget(sentence("Nothing yet.", "muted"))
        for action in person.actions:
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
