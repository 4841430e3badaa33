"""What must be in sight above all panes: threats to life that are open, and what waits for the person at the desk.

That is questions and answers by telephone (R11), blocks whose advice, approval or review is theirs to give (B1), and
a handover that nobody has accepted (I2).
So must appeals that are over while posts of them are still up (P4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.answers_by_telephone import how_many
from socialdesk.decisions.asking import Asked, open_questions
from socialdesk.decisions.blocking_waiting import BlocksWaiting, waiting
from socialdesk.decisions.referring_rows import Referral, open_threats
from socialdesk.decisions.windows import lasting
from socialdesk.model.changes import Changes
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.publishing.appeal_rows import Appeal, still_up
from socialdesk.shifts import handover
from socialdesk.storage.database import Connection
from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, button_words
from socialdesk.ui.publishing.appeal_words import attention_words
from socialdesk.ui.review.parts import Sign, filled
from socialdesk.ui.review.refer_parts import running
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role, sized

TICK_MS = 1_000
READ_TICKS = 60
"""What comes due by the clock alone, such as a review at 08:00, is looked for so often."""
SHOWN = 3
"""Threats with a line of their own; more are counted."""


NO_BLOCKS = BlocksWaiting()
APPEALS_TO = frozenset({Role.CORPORATE_COMMUNICATIONS, Role.OSCAR_1, Role.IDO, Role.TRAINEE})
"""Who can have the posts of an appeal taken down."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What wants attention now."""

    threats: tuple[Referral, ...] = ()
    questions: tuple[Asked, ...] = ()
    to_confirm: int = 0
    """Answers that somebody entered as given by telephone."""
    blocks: BlocksWaiting = NO_BLOCKS
    appeals: tuple[Appeal, ...] = ()
    """Appeals that are over and of which something is still up (P4)."""
    handovers: int = 0
    """Handovers by others that nobody has accepted (I2)."""
    night: bool = False
    """True where something was done while Corporate Communications was away, and they have not read it."""


def read(db: Connection, *, person: Person, now_ms: int, book: Book) -> Wanted:
    """Reads it; a few short indexes. Questions and blocks are for whoever answers and advises (4.3, 4.4)."""
    appeals = tuple(still_up(db)) if person.role in APPEALS_TO else ()
    left = 0 if person.role is Role.AUDITOR else handover.how_many_for(db, person)
    if person.role is not Role.CORPORATE_COMMUNICATIONS:
        return Wanted(open_threats(db), appeals=appeals, handovers=left)
    blocks = waiting(db, now_ms, wanted_of=person)
    night = handover.due(db, now=from_ms(now_ms), book=book, person=person)
    return Wanted(open_threats(db), open_questions(db), how_many(db), blocks, appeals, left, night)


class AttentionBar(QFrame):
    """Nothing where nothing is open."""

    opened = Signal(int, str)
    """An item is to be shown, and which part of its panel."""
    questions_asked = Signal()
    """The list of questions is asked for."""
    blocks_asked = Signal()
    """The register of blocks is asked for."""
    appeal_asked = Signal(int)
    """An appeal is asked for."""
    handover_asked = Signal()
    """The handover is asked for."""
    night_waits = Signal()
    """What was done while Corporate Communications was away waits to be read; told as often as it is seen so."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Needs attention now")
        self._desk, self._tasks = desk, tasks
        self._wanted = Wanted()
        self._clocks: list[tuple[Referral, PlainLabel]] = []
        self._appeals: list[tuple[Appeal, ElidedLabel]] = []
        self._waits: ElidedLabel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.tick)
        self._ticks = 0
        self._whose = desk.person
        self._tick.start()
        self.setVisible(False)

    def take_changes(self, changes: Changes) -> None:
        """Something was altered: perhaps this."""
        if changes.items or changes.new_items or changes.outbox or changes.posts:
            self.refresh()

    def refresh(self) -> None:
        """Reads what is open now."""
        person, now_ms, book = self._desk.person, to_ms(self._desk.clock()), self._desk.book
        self._tasks.read(
            "attention", lambda db, _stop: read(db, person=person, now_ms=now_ms, book=book), self.show_wanted
        )

    def show_wanted(self, wanted: Wanted) -> None:
        """Shows it."""
        before, self._wanted = self._wanted, wanted
        threats = wanted.threats
        self._clocks, self._appeals, self._waits = [], [], None
        rows = [self._threat(each) for each in threats[:SHOWN]]
        if len(threats) > SHOWN:
            more = QFrame()
            role(more, "card-danger")
            row = _row(more)
            row.addWidget(PlainLabel(f"{len(threats) - SHOWN} more threats to life are open.", role="danger"))
            rows.append(more)
        rows += [self._appeal(each) for each in wanted.appeals[:SHOWN]]
        if wanted.night or wanted.handovers:
            rows.append(self._handover())
        if wanted.questions or wanted.to_confirm or wanted.blocks.words:
            rows.append(self._waiting())
        filled(self._column, rows)
        self.setVisible(bool(rows))
        self.tick()
        if wanted.night:
            self.night_waits.emit()
        known = {each.id for each in before.threats}
        if any(each.id not in known for each in threats):
            say(self, "A threat to life is open. The control room is told first.", at_once=True)

    def tick(self) -> None:
        """The clocks, by the desk's own time."""
        if self._desk.person != self._whose:
            self._whose = self._desk.person
            self.refresh()
        self._ticks += 1
        if self._ticks % READ_TICKS == 0:
            self.refresh()
        now = self._desk.clock()
        for referral, clock in self._clocks:
            if referral.clock_runs:
                clock.setText(running(now - from_ms(referral.opened_ms)))
            elif referral.told_ms is not None:
                clock.setText(running(from_ms(referral.told_ms) - from_ms(referral.opened_ms)))
        for appeal, words in self._appeals:
            words.setText(attention_words(appeal, now))
        if self._waits is not None:
            self._waits.setText(_waiting(self._wanted, to_ms(now)))

    def _threat(self, referral: Referral) -> QFrame:
        part = self._desk.book.referring
        frame = QFrame()
        role(frame, "card-danger")
        frame.setAccessibleName("Threat to life, open")
        row = _row(frame)
        row.addWidget(Sign("emergency", "danger", 20))
        row.addWidget(PlainLabel("Threat to life", role="danger"))
        clock = PlainLabel("", role="danger")
        clock.setFont(sized(clock.font(), 130, bold=True))
        clock.setAccessibleDescription("How long it has been open, or was until the control room was told")
        self._clocks.append((referral, clock))
        row.addWidget(clock)
        if referral.clock_runs:
            ring = f"Ring the {part.control_room_name}: {part.control_room_number}."
            ring = "Training: ring nobody." if self._desk.training else ring
            words = f"{ring} They have not been told."
        else:
            words = "Control room told. Open until somebody closes it with a reason."
        row.addWidget(ElidedLabel(words), 1)
        button = QPushButton("Open")
        button.setAccessibleName("Open the threat to life")
        button.clicked.connect(lambda: self.opened.emit(int(referral.item_id), "refer"))
        row.addWidget(button)
        return frame

    def _appeal(self, appeal: Appeal) -> QFrame:
        frame = QFrame()
        role(frame, "card-warning")
        frame.setAccessibleName("Appeal that is over, with posts still up")
        row = _row(frame)
        row.addWidget(Sign("megaphone", "warning", 16))
        words = ElidedLabel(attention_words(appeal, self._desk.clock()))
        self._appeals.append((appeal, words))
        row.addWidget(words, 1)
        button = QPushButton(button_words("Appeal…"))
        button.setAccessibleName(f"Open {appeal.title}")
        button.clicked.connect(lambda _=False, number=appeal.id: self.appeal_asked.emit(number))
        row.addWidget(button)
        return frame

    def _handover(self) -> QFrame:
        frame = QFrame()
        role(frame, "card-info")
        frame.setAccessibleName("A handover to be read")
        row = _row(frame)
        row.addWidget(Sign("note", "info", 16))
        count = self._wanted.handovers
        words = (
            "A handover waits to be accepted."
            if count == 1
            else f"{count} handovers wait to be accepted."
            if count
            else "See first what was done while Corporate Communications was away."
        )
        row.addWidget(ElidedLabel(words), 1)
        button = QPushButton(button_words("Handover…"))
        button.setAccessibleName("Handover")
        icons.put(button, "note", "text", 14)
        button.clicked.connect(self.handover_asked)
        row.addWidget(button)
        return frame

    def _waiting(self) -> QFrame:
        wanted = self._wanted
        frame = QFrame()
        # A block that did not wait is in force already, and nobody but whoever asked for it has looked.
        tone = "warning" if wanted.blocks.unseen else "info"
        role(frame, f"card-{tone}")
        frame.setAccessibleName("Waiting for Corporate Communications")
        row = _row(frame)
        row.addWidget(Sign("question" if wanted.questions or wanted.to_confirm else "block", tone, 16))
        self._waits = ElidedLabel()
        row.addWidget(self._waits, 1)
        if wanted.questions or wanted.to_confirm:
            button = QPushButton(button_words("Questions…"))
            button.setAccessibleName("Questions to Corporate Communications")
            icons.put(button, "question", "text", 14)
            button.clicked.connect(self.questions_asked)
            row.addWidget(button)
        if wanted.blocks.words:
            button = QPushButton(button_words("Blocks…"))
            button.setAccessibleName("Register of blocks")
            icons.put(button, "block", "text", 14)
            button.clicked.connect(self.blocks_asked)
            row.addWidget(button)
        return frame


def _waiting(wanted: Wanted, now_ms: int) -> str:
    found: list[str] = []
    if questions := wanted.questions:
        longest = lasting(timedelta(milliseconds=questions[0].waited_ms(now_ms)))
        one = len(questions) == 1
        found.append(
            f"1 question, for {longest}" if one else f"{len(questions)} questions, one for {longest}"
        )
    if count := wanted.to_confirm:
        found.append(f"{count} answer{'' if count == 1 else 's'} by telephone to confirm")
    if wanted.blocks.words:
        found.append(wanted.blocks.words)
    return f"Waiting for Corporate Communications: {'; '.join(found)}."


def _row(frame: QFrame) -> QHBoxLayout:
    row = QHBoxLayout(frame)
    row.setContentsMargins(14, 5, 14, 5)
    row.setSpacing(10)
    row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    return row
