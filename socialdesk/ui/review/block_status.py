"""A block as it stands: every step with who and when, what is missing, and the forms that are open now (B1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from socialdesk.decisions.blocking_rows import BlockRow
from socialdesk.inbox.queries import InboxRow
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.block_forms import forms_for
from socialdesk.ui.review.block_parts import LETTERS
from socialdesk.ui.review.block_saying import At, SayingForm
from socialdesk.ui.review.block_told import missing, standing, steps, tone_of
from socialdesk.ui.review.kept_fields import KeptFields
from socialdesk.ui.review.parts import Headline, emptied, line, made_card, rule, sentence
from socialdesk.ui.review.told import moment


class BlockStatus(QWidget):
    """See the module. A form that is half filled in stays while the block itself stays as it is."""

    asked_anew = Signal()
    """Another request is wanted, after one that has ended."""

    def __init__(self, kept: KeptFields) -> None:
        super().__init__()
        self._kept = kept
        self._shown: tuple[BlockRow, int, object] | None = None
        self.forms: list[SayingForm] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_block(
        self, at: At, items: Sequence[InboxRow], *, captured: int, grounds: str, label: str
    ) -> None:
        """Shows a block. `captured`: of how much the network's copy is kept; `label`: the network's own word for it."""
        shown = (at.block, captured, at.desk.person)
        if self._shown == shown:
            return
        again = self._shown is not None and self._shown[0] == at.block and self._shown[2] == at.desk.person
        self._shown = shown
        kept = self.forms if again else []
        for form in self.forms:
            if again:
                self._column.removeWidget(form)
            else:
                form.leave()
        emptied(self._column)
        block, now = at.block, at.desk.clock()
        frame, lines = made_card(tone_of(block, now))
        name = one_line(block.untrusted_name, 80) or "Name not given"
        lines.addWidget(Headline("block", standing(block, now), f"§ {block.clauses[0]}", tone_of(block, now)))
        lines.addWidget(sentence(f"{name}, from {block.account_name} on {block.network.label}: {label}."))
        lines.addWidget(sentence(f"Ground: {grounds}.", "small"))
        self._add(frame)
        if lack := missing(block):
            self._add(line("info", lack, "warning"))
        for step in steps(block, now, captured=captured):
            self._add(line(step.sign, step.words, step.ink))
        why, told = made_card()
        told.addWidget(PlainLabel("Why", role="strong"))
        engaged = "Engaged" if block.engaged else "Not engaged"
        warned = "Warned" if block.warned else "Not warned"
        for words in (
            f"{engaged}: {block.engaged_words}",
            f"{warned}: {block.warned_words}",
            f"For: {block.aim}",
            f"Nothing less, because: {block.why_not_less}",
        ):
            told.addWidget(sentence(words, "small"))
        self._add(why)
        self._show_items(items, now)
        self._add(rule())
        self.forms = kept or list(forms_for(at))
        for form in self.forms:
            if not kept:
                name = f"block:{block.id}:{form.title}"
                form.said = partial(self._kept.forget, block.item_id, name)
                self._kept.hold(block.item_id, name, form.fields)
            self._add(form)
        if block.state.ended:
            anew = QPushButton("Ask for a block anew")
            anew.setAccessibleName("Ask for a block anew")
            anew.clicked.connect(self.asked_anew)
            self._add(anew)

    def forget(self) -> None:
        """Another item: nothing is kept."""
        self._shown = None
        for form in self.forms:
            form.leave()
        self.forms = []
        emptied(self._column)

    def _show_items(self, items: Sequence[InboxRow], now: datetime) -> None:
        frame, lines = made_card()
        lines.addWidget(PlainLabel("What it rests on", role="strong"))
        for row in items:
            words = one_line(row.removed or row.untrusted_text, LETTERS) or "(no words)"
            about = " · ".join((row.kind.label, moment(row.created_ms, now), row.account_name))
            lines.addWidget(sentence(words))
            lines.addWidget(sentence(about, "small"))
        self._add(frame)

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)
        widget.show()
