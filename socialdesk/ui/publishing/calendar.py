"""What is planned by whom and where, what was shown lately, what is being written, and what needs a person (P1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout

from socialdesk.clock import to_ms
from socialdesk.model.changes import Changes
from socialdesk.policy.hours import is_holiday
from socialdesk.publishing import queries
from socialdesk.publishing.queries import PostLine
from socialdesk.storage.database import Connection
from socialdesk.ui import icons
from socialdesk.ui.inbox.words import Chip
from socialdesk.ui.plain_text import PlainLabel, one_line, tip
from socialdesk.ui.publishing.doing import Doing
from socialdesk.ui.publishing.tile import PostTile, Tile
from socialdesk.ui.publishing.told import (
    by_whom,
    clock_time,
    day_and_time,
    day_words,
    here,
    post_chip,
    stopped,
    title_of,
)
from socialdesk.ui.publishing.week import DAYS, WeekBoard
from socialdesk.ui.review.parts import Section, emptied, line, made_card, sentence
from socialdesk.ui.theme import role

SOON_MS = 150
LATELY = timedelta(days=7)
MOST_LATELY, MOST_DRAFTS = 12, 30
LIST_DAYS = 28
"""How far the list looks ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the calendar shows, read at once."""

    days: dict[date, list[PostLine]] = field(default_factory=dict[date, list[PostLine]])
    holidays: frozenset[date] = frozenset()
    drafts: tuple[PostLine, ...] = ()
    needing: tuple[PostLine, ...] = ()
    lately: tuple[PostLine, ...] = ()


class CalendarView(QFrame):
    """See the module. `opened` asks for one post, `written` for a draft, `settled` to say what became of one."""

    opened = Signal(int)
    written = Signal(int)
    settled = Signal(object)
    """A `TargetLine` that needs a person."""
    begun = Signal()
    """A new post is to be written."""

    def __init__(self, doing: Doing) -> None:
        super().__init__()
        self._doing = doing
        self._zone = doing.desk.book.hours.timezone
        self._monday = _monday(self.today)
        self._as_list = False
        self.plan: Plan | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self.title = PlainLabel("", role="heading")
        self.earlier, self.later = self._step(-1), self._step(1)
        self.now = QPushButton("This week")
        self.now.clicked.connect(lambda: self.show_week(self.today))
        self.as_week, self.as_list = self._chip("Week", False), self._chip("List", True)
        self.as_week.setChecked(True)
        self.board = WeekBoard()
        self.board.opened.connect(self._open)
        self.list = Section("List")
        self.told = PlainLabel("Reading the calendar…", role="muted", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        for page in (self.told, self.board, self.list):
            self._stack.addWidget(page)
        self._side = QVBoxLayout()
        self._build()

    @property
    def today(self) -> date:
        """The day here."""
        return here(self._doing.desk.clock(), self._zone).date()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.earlier)
        head.addWidget(self.later)
        head.addWidget(self.title, 1)
        head.addWidget(self.now)
        head.addSpacing(8)
        head.addWidget(self.as_week)
        head.addWidget(self.as_list)
        left = QVBoxLayout()
        left.setContentsMargins(16, 12, 12, 12)
        left.setSpacing(10)
        left.addLayout(head)
        left.addWidget(self._stack, 1)
        self._beside = QScrollArea()
        self._beside.setWidgetResizable(True)
        self._beside.setFrameShape(QFrame.Shape.NoFrame)
        self._beside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._beside.setAccessibleName("What needs a person, drafts, and what was published lately")
        inside = QFrame()
        role(inside, "pane")
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        self._side.setSpacing(8)
        column.addLayout(self._side)
        column.addStretch(1)
        self._beside.setWidget(inside)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._beside)

    def fit(self, width: int) -> None:
        """So many logical pixels wide."""
        self._beside.setFixedWidth(360 if width >= 1500 else 290 if width >= 1000 else 250)

    def show_week(self, day: date) -> None:
        """The week that a day is in."""
        self._monday = _monday(day)
        self.refresh()

    def take_changes(self, changes: Changes) -> None:
        """Something altered."""
        if (changes.posts or changes.outbox or changes.accounts) and self.isVisible():
            self._soon.start()

    def refresh(self) -> None:
        """Reads it anew."""
        first = self.today if self._as_list else self._monday
        days = LIST_DAYS if self._as_list else DAYS
        hours, zone, now_ms = self._doing.desk.book.hours, self._zone, to_ms(self._doing.desk.clock())

        def work(db: Connection, _stop: object) -> Plan:
            every = [first + timedelta(days=number) for number in range(days)]
            return Plan(
                days=queries.between_days(db, first=first, days=days, zone=zone),
                holidays=frozenset(day for day in every if is_holiday(day, hours)),
                drafts=tuple(queries.drafts(db)[:MOST_DRAFTS]),
                needing=tuple(queries.needing_person(db, now_ms=now_ms)),
                lately=tuple(
                    queries.published(
                        db, since_ms=now_ms - int(LATELY.total_seconds() * 1000), limit=MOST_LATELY
                    )
                ),
            )

        self._doing.tasks.read("publishing-calendar", work, self._read, self._failed)

    # --- what is shown ------------------------------------------------------------------------------------------

    def _read(self, plan: Plan) -> None:
        self.plan = plan
        last = self._monday + timedelta(days=DAYS - 1)
        self.title.setText(
            f"From today, {LIST_DAYS // 7} weeks"
            if self._as_list
            else f"{self._monday.day} {self._monday:%b} to {last.day} {last:%b %Y}"
        )
        tiles = {day: [self._tile(each, day=False) for each in lines] for day, lines in plan.days.items()}
        if self._as_list:
            self._show_list(plan)
        else:
            self.board.show_week(self._monday, tiles, today=self.today, holidays=plan.holidays)
        self._stack.setCurrentWidget(self.list if self._as_list else self.board)
        self._show_side(plan)

    def _failed(self, error: Exception) -> None:
        self.told.setText("The calendar could not be read. It is tried again with the next change.")
        self._stack.setCurrentWidget(self.told)
        self._doing.tasks.failed.emit(error)

    def _tile(self, each: PostLine, *, day: bool = True) -> Tile:
        post = each.post
        now_ms = to_ms(self._doing.desk.clock())
        at = min((one.at_ms for one in each.targets if one.at_ms is not None), default=post.scheduled_ms)
        when = "" if at is None else day_and_time(at, self._zone) if day else clock_time(at, self._zone)
        chip = Chip("To settle", "question", "warning") if each.needs_person else post_chip(post, now_ms)
        return Tile(
            post_id=post.id,
            title=title_of(post),
            when=when,
            by=by_whom(post),
            chip=chip,
            networks=tuple(dict.fromkeys(one.network for one in each.targets)),
            accounts=tuple(f"{one_line(one.account_name, 60)} ({one.network.label})" for one in each.targets),
        )

    def _show_list(self, plan: Plan) -> None:
        emptied(self.list.column)
        column = self.list.column
        column.setContentsMargins(0, 0, 6, 0)
        any_post = False
        for day, lines in plan.days.items():
            if not lines and day not in plan.holidays:
                continue
            head = QHBoxLayout()
            head.addWidget(PlainLabel(day_words(day, self.today), role="strong"))
            if day in plan.holidays:
                head.addWidget(PlainLabel("Bank holiday", role="chip-warning"))
            head.addStretch(1)
            column.addLayout(head)
            for each in lines:
                any_post = True
                column.addWidget(self._made(each, day=False))
        if not any_post:
            column.addWidget(sentence("Nothing is planned for the next four weeks.", "muted"))
        column.addStretch(1)

    def _show_side(self, plan: Plan) -> None:
        emptied(self._side)
        if plan.needing:
            self._heading("Needs a person", len(plan.needing))
            for each in plan.needing:
                self._side.addWidget(self._needing(each))
        self._heading("Drafts", len(plan.drafts))
        for each in plan.drafts:
            self._side.addWidget(self._made(each, draft=True))
        if not plan.drafts:
            begin = QPushButton("Write a post")
            icons.put(begin, "pencil", "text", 15)
            begin.clicked.connect(self.begun)
            self._side.addWidget(sentence("Nothing is being written.", "muted"))
            self._side.addWidget(begin, 0, Qt.AlignmentFlag.AlignLeft)
        self._heading("Published lately", len(plan.lately))
        for each in plan.lately:
            self._side.addWidget(self._made(each))
        if not plan.lately:
            self._side.addWidget(sentence("Nothing in the last seven days.", "muted"))

    def _heading(self, words: str, number: int) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 6 if self._side.count() else 0, 0, 0)
        row.addWidget(PlainLabel(words, role="heading"), 1)
        if number:
            row.addWidget(PlainLabel(f"{number}", role="small"))
        self._side.addLayout(row)

    def _made(self, each: PostLine, *, draft: bool = False, day: bool = True) -> PostTile:
        tile = PostTile(self._tile(each, day=day), wide=True)
        told = self.written if draft else self.opened
        tile.clicked.connect(lambda _=False, which=each.post.id: told.emit(which))
        return tile

    def _needing(self, each: PostLine) -> QFrame:
        frame, column = made_card("warning")
        column.addWidget(PlainLabel(title_of(each.post), role="strong", wrap=True))
        for one in each.targets:
            if not one.needs_person:
                continue
            place = f"{one_line(one.account_name, 60)} on {one.network.label}"
            column.addWidget(line("question", stopped(f"{place}: {one.label}"), "warning"))
            if one.reason:
                column.addWidget(sentence(one.reason, "small"))
            button = QPushButton("What to do…")
            button.setAccessibleName(f"What to do about {title_of(each.post)}, {place}")
            button.clicked.connect(
                lambda _=False, target=one, post=each.post.id: (
                    self.settled.emit(target) if target.outbox_id is not None else self.opened.emit(post)
                )
            )
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _open(self, post_id: int) -> None:
        known: Sequence[PostLine] = [
            each for lines in (self.plan or Plan()).days.values() for each in lines if each.post.id == post_id
        ]
        draft = bool(known) and known[0].post.decided_ms is None and known[0].post.origin == "desk"
        (self.written if draft else self.opened).emit(post_id)

    def _step(self, by: int) -> QPushButton:
        button = QPushButton()
        icons.put(button, "chevron-left" if by < 0 else "chevron-right", "text", 16)
        button.setAccessibleName("The week before" if by < 0 else "The week after")
        tip(button, button.accessibleName())
        role(button, "quiet")
        button.clicked.connect(lambda: self.show_week(self._monday + timedelta(days=DAYS * by)))
        return button

    def _chip(self, words: str, as_list: bool) -> QPushButton:
        button = QPushButton(words)
        role(button, "chip")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setAccessibleName(f"Show as {words.lower()}")
        button.clicked.connect(lambda: self._turn(as_list))
        return button

    def _turn(self, as_list: bool) -> None:
        self._as_list = as_list
        for button in (self.earlier, self.later, self.now):
            button.setVisible(not as_list)
        self.refresh()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
