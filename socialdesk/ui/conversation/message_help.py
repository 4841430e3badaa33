"""Above the reply: how long the network still takes one, and wordings that lead to the right place (I5, I6)."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from socialdesk.clock import Clock
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.windows import countdown
from socialdesk.model.items import ItemKind
from socialdesk.policy.book import Book
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, button_words, tip
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.parts import emptied
from socialdesk.ui.theme import role

TICK_MS = 20_000
"""The shortest step that the words tell is a minute."""
_FOI = ("foi_request", "foi_incomplete")
_FOI_WORDING = "signpost_foi"

MOST_BESIDE = 3
"""Wordings that leave room for a word before them in a window of 1366 pixels."""


class MessageHelp(QFrame):
    """Nothing where there is neither an end to the time nor a wording that fits."""

    picked = Signal(str)
    """A wording of the pack is to be put into the reply: its id."""

    def __init__(self, book: Book, clock: Clock) -> None:
        super().__init__()
        role(self, "bar")
        self.setAccessibleName("Help for the reply")
        self._book, self._clock = book, clock
        self._facts: ItemFacts | None = None
        self._kind: OptionKind | None = None
        self._heard: int | None = None
        self._wordings: tuple[str, ...] = ()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.tick)
        self.left = ElidedLabel(role="small")
        self._lead = QFrame()
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        lead = QHBoxLayout(self._lead)
        lead.setContentsMargins(0, 0, 0, 0)
        lead.setSpacing(6)
        self._lead_to = PlainLabel("Lead to", role="small")
        lead.addWidget(self._lead_to)
        lead.addLayout(self._row)
        lead.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 6, 20, 2)
        column.setSpacing(4)
        column.addWidget(self.left)
        column.addWidget(self._lead)
        self.setVisible(False)

    def show_facts(
        self, facts: ItemFacts | None, *, last_heard_ms: int | None = None, request_open: bool = False
    ) -> None:
        """Shows an item; `request_open` where a request for information is passed on from it."""
        self._facts, self._heard = facts, last_heard_ms
        self._show_wordings(self._fitting(facts, request_open=request_open) if facts is not None else ())
        self.tick()

    def show_kind(self, kind: OptionKind | None) -> None:
        """How the reply would be sent."""
        self._kind = kind
        self.tick()

    def tick(self) -> None:
        """Counts down."""
        facts, kind = self._facts, self._kind
        told = (
            None
            if facts is None or kind is None
            else countdown(
                facts.item.network,
                kind,
                created_ms=facts.item.created_ms,
                last_heard_ms=self._heard,
                now=self._clock(),
            )
        )
        self.left.setVisible(told is not None)
        if told is not None:
            self.left.setText(told.words)
            role(self.left, "small" if told.tone == "info" else told.tone)
        self._lead.setVisible(bool(self._wordings))
        self.setVisible(facts is not None and (told is not None or bool(self._wordings)))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's own; it counts while it is seen."""
        super().showEvent(event)
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's own."""
        super().hideEvent(event)
        self._tick.stop()

    def _fitting(self, facts: ItemFacts, *, request_open: bool) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        if facts.item.kind is ItemKind.MESSAGE and not facts.item.by_force:
            found = self._book.referring.message_wordings
        noticed = any(finding.ground in _FOI for finding in facts.assessment.findings)
        if (noticed or request_open) and _FOI_WORDING in self._book.templates:
            found = (*found, _FOI_WORDING)
        return tuple(dict.fromkeys(found))

    def _show_wordings(self, wordings: tuple[str, ...]) -> None:
        if wordings == self._wordings:
            return
        self._wordings = wordings
        self._lead_to.setVisible(len(wordings) <= MOST_BESIDE)
        emptied(self._row)
        for name in wordings:
            button = QPushButton(button_words(self._book.templates[name].name.partition(":")[0]))
            role(button, "chip")
            button.setAccessibleName(f"Put in the wording: {self._book.templates[name].name}")
            tip(button, self._book.wording(name))
            button.clicked.connect(lambda _=False, which=name: self.picked.emit(which))
            self._row.addWidget(button)
            button.show()
