"""Questions to Corporate Communications, what they answered lately, and referrals that are open (R11, B2, I6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from socialdesk.clock import to_ms
from socialdesk.decisions.asking import Asked, answered_lately, open_questions, to_look_at
from socialdesk.decisions.referring_rows import Referral, open_referrals
from socialdesk.decisions.windows import lasting
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.parts import filled
from socialdesk.ui.review.told import moment
from socialdesk.ui.theme import role

LATELY = timedelta(days=7)
MOST = 50
"""Lines of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the list shows."""

    questions: tuple[Asked, ...]
    to_confirm: tuple[Asked, ...]
    """Answers that somebody entered as given by telephone."""
    answered: tuple[Asked, ...]
    referrals: tuple[Referral, ...]
    now: datetime


def read_waiting(db: Connection, *, person: Person, now: datetime) -> Waiting:
    """Reads it, as `person` may see it."""
    return Waiting(
        questions=open_questions(db),
        to_confirm=to_look_at(db),
        answered=answered_lately(db, since_ms=to_ms(now - LATELY)),
        referrals=open_referrals(db, person=person),
        now=now,
    )


class WaitingList(Form):
    """`show(item_id, part)` opens an item at a part of the panel; the list is closed then."""

    def __init__(self, parent: QWidget | None, person: Person, show: Callable[[int, str], None]) -> None:
        super().__init__(
            parent,
            "Questions and referrals",
            about="What waits for a colleague's answer, or is passed on and not closed. Each is answered at its item.",
            save="Close",
        )
        self._person, self._show_item = person, show
        self.cancel.hide()
        held = QScrollArea()
        held.setWidgetResizable(True)
        held.setFrameShape(QFrame.Shape.NoFrame)
        held.setMinimumHeight(340)
        held.setMinimumWidth(560)
        held.setAccessibleName("Questions and referrals")
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 8, 0)
        self._lines.setSpacing(6)
        held.setWidget(inside)
        # `setWidget` has the widget paint the window's colour over the form's.
        inside.setAutoFillBackground(False)
        held.viewport().setAutoFillBackground(False)
        self.column.insertWidget(3, held, 1)

    def submit(self) -> None:
        """There is nothing to save."""
        self.accept()

    def show_waiting(self, waiting: Waiting) -> None:
        """Shows what waits now."""
        now_ms = to_ms(waiting.now)
        answers = self._person.role is Role.CORPORATE_COMMUNICATIONS
        rows: list[QWidget] = [_head("Waiting for Corporate Communications", len(waiting.questions))]
        for asked in waiting.questions[:MOST]:
            wait = lasting(timedelta(milliseconds=asked.waited_ms(now_ms)))
            small = f"Asked {moment(asked.asked_ms, waiting.now)} by {one_line(asked.asked_by, 80)}. Waits for {wait}."
            rows.append(
                self._line(asked.question, small, int(asked.item_id), "ask", "Answer…" if answers else "Open")
            )
        rows.append(_head("Answered by telephone, to be confirmed", len(waiting.to_confirm)))
        for asked in waiting.to_confirm[:MOST]:
            assert asked.telephoned is not None
            entered = one_line(asked.telephoned.entered_by, 80)
            said = f"as {entered} entered it: “{one_line(asked.answer, 200)}”"
            at = moment(asked.telephoned.given_ms, waiting.now)
            small = f"{one_line(asked.answered_by, 80)}, {at}, {said}"
            button = "Confirm…" if answers else "Open"
            rows.append(self._line(asked.question, small, int(asked.item_id), "ask", button))
        rows.append(_head("Referrals that are open", len(waiting.referrals)))
        for referral in waiting.referrals[:MOST]:
            by = f" by {one_line(referral.opened_by, 80)}" if referral.opened_by else ""
            small = f"Opened {moment(referral.opened_ms, waiting.now)}{by}."
            label = "There is a referral" if referral.limited else referral.kind.label
            rows.append(self._line(label, small, int(referral.item_id), "refer", "Open"))
        rows.append(_head("Answered in the last 7 days", len(waiting.answered)))
        for asked in waiting.answered[:MOST]:
            wait = lasting(timedelta(milliseconds=asked.waited_ms(now_ms)))
            by = one_line(asked.answered_by, 80)
            called = " by telephone" if asked.telephoned is not None else ""
            how = f"Answered{called} by {by}" if asked.answer else "Taken back"
            rows.append(self._line(asked.question, f"{how} after {wait}.", int(asked.item_id), "ask", "Open"))
        filled(self._lines, rows)
        self._lines.addStretch(1)

    def _line(self, words: str, small: str, item_id: int, part: str, button: str) -> QWidget:
        frame = QFrame()
        role(frame, "card")
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 8, 10, 8)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(PlainLabel(one_line(words, 300), wrap=True))
        told.addWidget(PlainLabel(small, role="small", wrap=True))
        row.addLayout(told, 1)
        go = QPushButton(button)
        go.setAutoDefault(False)
        go.setAccessibleName(f"{button.removesuffix('…')}: {one_line(words, 80)}")
        go.clicked.connect(partial(self._go, item_id, part))
        row.addWidget(go)
        return frame

    def _go(self, item_id: int, part: str) -> None:
        self.accept()
        self._show_item(item_id, part)


def _head(words: str, number: int) -> PlainLabel:
    return PlainLabel(f"{words}: {number}" if number else f"{words}: none", role="strong", wrap=True)
