"""Asking for a block, step by step: grounds, what they wrote, engaged, warned, what for, and why nothing less (B1, T1).

Nothing is ticked beforehand. Kept as a draft with every change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from socialdesk.decisions.blocking import Request
from socialdesk.decisions.blocking_rows import Dealt
from socialdesk.decisions.blocking_words import Consequences
from socialdesk.inbox.queries import InboxRow
from socialdesk.policy.book import Book
from socialdesk.policy.hours import next_change, on_duty
from socialdesk.ui.plain_text import PlainEdit, PlainLabel
from socialdesk.ui.review.block_parts import ItemBox, YesNo, words_field
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.grounds_form import Missing
from socialdesk.ui.review.parts import Headline, emptied, filled, line, made_card, rule, sentence
from socialdesk.ui.review.question_form import BoxName
from socialdesk.ui.review.told import counted


class BlockRequest(QWidget):
    """The form."""

    changed = Signal()

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book
        self._facts: ItemFacts | None = None
        self._grounds: dict[str, QCheckBox] = {}
        self._items: list[ItemBox] = []
        self.effects = QVBoxLayout()
        self._ground_column = _column()
        self._item_column = _column()
        self.engaged = YesNo(
            "Did anybody try to engage with them?",
            yes="What was said to them, where and when.",
            no="Why nobody tried: it would have fed them, it could not wait …",
        )
        self.warned = YesNo(
            "Were they warned?",
            yes="How they were warned, where and when.",
            no="Why they were not warned.",
        )
        self.aim = words_field(
            "What the block is for", "What it protects: a person, a trial, others who write …"
        )
        self.why = words_field(
            "Why nothing less is enough", "Why removing each comment, or a warning, would not do."
        )
        self.by_hand, self._by_hand_row = _box("A person is to do it by hand, on the network itself")
        self.urgent, self._urgent_row = _box("A life is threatened, and it cannot wait")
        self._hours = sentence("", "small")
        self.urgent_why = words_field(
            "Whose life is threatened, and how", "What was written, and why it is believed."
        )
        self.urgent_told = words_field(
            "Whom you asked by telephone", "Name and time; or why nobody could be reached."
        )
        self._urgent_inside = QWidget()
        self._build()
        for field in (self.aim, self.why, self.urgent_why, self.urgent_told):
            field.textChanged.connect(self.changed)
        for each in (self.engaged, self.warned):
            each.changed.connect(self.changed)
        self.urgent.toggled.connect(self._urgent_toggled)
        self.by_hand.toggled.connect(self.changed)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(
            sentence(
                "This asks for a block. Nothing is sent before Corporate Communications has advised it and a second "
                "person has approved it (4.4).",
                "info",
            )
        )
        column.addLayout(self.effects)
        column.addWidget(PlainLabel("1. On which ground of 4.3?", role="heading", wrap=True))
        column.addLayout(self._ground_column)
        column.addWidget(rule())
        column.addWidget(PlainLabel("2. Which of what they wrote shows it?", role="heading", wrap=True))
        column.addLayout(self._item_column)
        column.addWidget(rule())
        column.addWidget(PlainLabel("3. What was tried before?", role="heading", wrap=True))
        column.addWidget(self.engaged)
        column.addWidget(self.warned)
        column.addWidget(rule())
        column.addWidget(PlainLabel("4. Why is it proportionate?", role="heading", wrap=True))
        _labelled(column, "What the block is for", self.aim)
        _labelled(column, "Why nothing less is enough", self.why)
        column.addWidget(self._by_hand_row)
        column.addWidget(rule())
        column.addWidget(PlainLabel("5. Can it wait?", role="heading", wrap=True))
        column.addWidget(self._hours)
        column.addWidget(self._urgent_row)
        inside = QVBoxLayout(self._urgent_inside)
        inside.setContentsMargins(24, 0, 0, 0)
        inside.setSpacing(4)
        inside.addWidget(
            sentence(
                "The control room comes first. The block is then done at once, and a second person looks at it when "
                "Corporate Communications is next on duty.",
                "warning",
            )
        )
        _labelled(inside, "Whose life is threatened, and how", self.urgent_why)
        _labelled(inside, "Whom you asked by telephone", self.urgent_told)
        column.addWidget(self._urgent_inside)
        self._urgent_inside.setVisible(False)
        column.addWidget(
            line(
                "camera",
                "What the desk holds of everything ticked is kept as evidence at once, with its hash; the network's "
                "own copy is captured as soon as it can be reached.",
                "ok",
            )
        )

    def show_request(
        self,
        facts: ItemFacts,
        rows: Sequence[InboxRow],
        dealt: Dealt,
        told: Consequences,
        now: datetime,
        draft: Mapping[str, Any] | None,
    ) -> None:
        """An item's person, as a new form; `draft` is what was typed for it before."""
        self._facts = facts
        blocked = self.blockSignals(True)
        self._show_grounds(facts)
        self._show_items(facts, rows, now)
        self.show_effects(facts, told, now)
        self.engaged.tell(
            f"The desk knows of {counted(dealt.answered, 'answer')} to this person."
            if dealt.answered
            else "The desk knows of no answer to this person."
        )
        self.warned.tell(
            f"{counted(dealt.removed, 'item')} of theirs removed or hidden from here so far."
            if dealt.removed
            else "Nothing of theirs was removed from here so far."
        )
        kept = draft or {}
        for each, name in ((self.engaged, "engaged"), (self.warned, "warned")):
            answer = kept.get(name)
            each.put(answer if isinstance(answer, bool) else None, str(kept.get(f"{name}_words", "")))
        for field, name in self._fields():
            field.setPlainText(str(kept.get(name, "")))
        self.urgent.setChecked(bool(kept.get("urgent", False)) and self._urgent_row.isEnabled())
        self.by_hand.setChecked(bool(kept.get("by_hand", False)))
        for ground, box in self._grounds.items():
            box.setChecked(ground in kept.get("grounds", ()))
        for item in self._items:
            item.box.setChecked(int(item.item_id) in kept.get("items", ()))
        self.blockSignals(blocked)

    def show_effects(self, facts: ItemFacts, told: Consequences, now: datetime) -> None:
        """What it really does there, and whether it can wait at this hour."""
        frame, lines = made_card("neutral")
        lines.addWidget(Headline("block", told.label, facts.item.network.label, "danger"))
        for words in told.does:
            lines.addWidget(sentence(words))
        lines.addWidget(sentence(told.undo, "strong"))
        if told.how:
            lines.addWidget(line("hand", told.how, "warning"))
        filled(self.effects, [frame])
        self._by_hand_row.setVisible(not told.by_hand)
        duty, hours = on_duty(now, self._book.hours), self._book.hours
        change = next_change(now, hours)
        self._hours.setText(
            f"Corporate Communications is on duty until {change:%H:%M}. Ring them, also where it is urgent."
            if duty
            else f"Corporate Communications is next on duty on {change:%a %d/%m/%Y} at {change:%H:%M}; the request "
            "waits until then."
        )
        self._urgent_row.setEnabled(not duty)
        self._urgent_row.setVisible(not duty)
        self._urgent_inside.setVisible(self.urgent.isChecked() and not duty)

    def request(self) -> Request | Missing:
        """The form as it is filled in, or the first thing that is missing."""
        facts = self._facts
        if facts is None:
            return Missing("No item is open.", self)
        for lack, where in self._lacks():
            return Missing(lack, where)
        urgent = self.urgent.isChecked() and self._urgent_row.isEnabled()
        return Request(
            item_id=facts.item.id,
            items=[each.item_id for each in self._items if each.box.isChecked()],
            grounds=[ground for ground, box in self._grounds.items() if box.isChecked()],
            engaged=bool(self.engaged.answer),
            engaged_words=self.engaged.said,
            warned=bool(self.warned.answer),
            warned_words=self.warned.said,
            aim=_said(self.aim),
            why_not_less=_said(self.why),
            by_hand=self.by_hand.isChecked(),
            urgent_why=_said(self.urgent_why) if urgent else "",
            urgent_told=_said(self.urgent_told) if urgent else "",
        )

    @property
    def is_urgent(self) -> bool:
        """True where it is asked to be done at once."""
        return self.urgent.isChecked() and self._urgent_row.isEnabled()

    def content(self) -> dict[str, Any] | None:
        """What is filled in, for a draft; None where nothing is."""
        held: dict[str, Any] = {
            "grounds": [ground for ground, box in self._grounds.items() if box.isChecked()],
            "items": [int(each.item_id) for each in self._items if each.box.isChecked()],
            "engaged_words": self.engaged.said,
            "warned_words": self.warned.said,
            "urgent": self.urgent.isChecked(),
            "by_hand": self.by_hand.isChecked(),
        }
        held |= {name: field.toPlainText() for field, name in self._fields()}
        if not any(held.values()) and self.engaged.answer is None and self.warned.answer is None:
            return None
        return held | {"engaged": self.engaged.answer, "warned": self.warned.answer}

    def _lacks(self) -> Sequence[tuple[str, QWidget]]:
        found: list[tuple[str, QWidget]] = []
        if not any(box.isChecked() for box in self._grounds.values()):
            found.append(
                ("Tick the ground of 4.3 that the block rests on.", next(iter(self._grounds.values()), self))
            )
        if not any(each.box.isChecked() for each in self._items):
            first = self._items[0].box if self._items else self
            found.append(("Tick at least one thing that they wrote and that shows the ground.", first))
        tried = (
            (self.engaged, "Say whether anybody tried to engage."),
            (self.warned, "Say whether they were warned."),
        )
        for each, question in tried:
            if each.answer is None:
                found.append((question, each.first))
            elif not each.said:
                found.append((f"{each.words.placeholderText().rstrip('.')}: write it down.", each.words))
        for field, lack in (
            (self.aim, "Say what the block is for."),
            (self.why, "Say why nothing less is enough."),
        ):
            if not _said(field):
                found.append((lack, field))
        if self.is_urgent:
            for field, lack in (
                (self.urgent_why, "Say whose life is threatened, and how."),
                (self.urgent_told, "Say whom you asked by telephone, or why nobody could be reached."),
            ):
                if not _said(field):
                    found.append((lack, field))
        return found

    def _fields(self) -> tuple[tuple[PlainEdit, str], ...]:
        return (
            (self.aim, "aim"),
            (self.why, "why"),
            (self.urgent_why, "urgent_why"),
            (self.urgent_told, "urgent_told"),
        )

    def _show_grounds(self, facts: ItemFacts) -> None:
        emptied(self._ground_column)
        self._grounds = {}
        found = [each.ground for each in facts.assessment.findings if each.ground in self._book.grounds]
        suggested = list(dict.fromkeys(found))
        order = suggested + [ground for ground in self._book.grounds if ground not in suggested]
        for name in order:
            ground = self._book.grounds[name]
            box = QCheckBox()
            box.setAccessibleName(f"Ground: {ground.name}")
            box.toggled.connect(self.changed)
            whole = QWidget()
            row = QHBoxLayout(whole)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            # A name of two lines must not stretch what stands beside it.
            top = Qt.AlignmentFlag.AlignTop
            row.addWidget(box, 0, top)
            row.addWidget(BoxName(ground.name, box), 1)
            if name in suggested:
                row.addWidget(PlainLabel("suggested", role="chip-info"), 0, top)
            row.addWidget(PlainLabel(ground.clause, role="small"), 0, top)
            self._grounds[name] = box
            self._ground_column.addWidget(whole)
            whole.show()

    def _show_items(self, facts: ItemFacts, rows: Sequence[InboxRow], now: datetime) -> None:
        emptied(self._item_column)
        ordered = sorted(rows, key=lambda row: row.item_id != facts.item.id)
        self._items = []
        for row in ordered:
            ground = self._book.name_of(row.top_ground) if row.top_ground else ""
            item = ItemBox(row, ground, now, this=row.item_id == facts.item.id)
            item.changed.connect(self.changed)
            self._items.append(item)
            self._item_column.addWidget(item)
            item.show()

    def _urgent_toggled(self, urgent: bool) -> None:
        self._urgent_inside.setVisible(urgent and self._urgent_row.isEnabled())
        self.changed.emit()


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    return column


def _box(words: str) -> tuple[QCheckBox, QWidget]:
    """A box and its words, which wrap."""
    box, whole = QCheckBox(), QWidget()
    box.setAccessibleName(words)
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(BoxName(words, box), 1)
    return box, whole


def _labelled(column: QVBoxLayout, words: str, field: QWidget) -> None:
    label = PlainLabel(words, role="strong", wrap=True)
    label.setBuddy(field)
    column.addWidget(label)
    column.addWidget(field)


def _said(field: PlainEdit) -> str:
    return field.toPlainText().strip()
