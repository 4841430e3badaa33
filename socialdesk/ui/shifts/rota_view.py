"""The rota: who is on duty and on call, a fortnight at a time, with closures and bank holidays (4.1; I2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from socialdesk.clock import from_ms
from socialdesk.model.changes import Changes
from socialdesk.model.people import Role
from socialdesk.policy.book import Book
from socialdesk.policy.hours import is_holiday, span_of
from socialdesk.shifts import rota
from socialdesk.shifts.rules import Part, Shift
from socialdesk.storage.database import Connection
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.record.working import while_open
from socialdesk.ui.review.parts import made_card, sentence
from socialdesk.ui.shifts.rota_forms import ImportForm, OddDaysForm, ShiftForm, choose_file
from socialdesk.ui.shifts.sheet import Sheet, made_button
from socialdesk.ui.window import Window

DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the rota."""

    day: date
    hours: str
    """When Corporate Communications is there, and why that is not as usual."""
    odd: bool
    shifts: tuple[Shift, ...]


def read_rota(db: Connection, *, first: date, book: Book, days: int = DAYS) -> tuple[Day, ...]:
    """Reads so many days; a shift stands on the day on which it begins, or on the first where it began before."""
    zone = ZoneInfo(book.hours.timezone)
    start = datetime.combine(first, time(0), zone)
    end = datetime.combine(first + timedelta(days=days), time(0), zone)
    found = rota.between(db, start, end)
    made: list[Day] = []
    for number in range(days):
        day = first + timedelta(days=number)
        there = tuple(
            each for each in found if max(first, from_ms(each.from_ms).astimezone(zone).date()) == day
        )
        words, odd = hours_words(day, book)
        made.append(Day(day=day, hours=words, odd=odd, shifts=there))
    return tuple(made)


def hours_words(day: date, book: Book) -> tuple[str, bool]:
    """When Corporate Communications is there on a day, and True where that is not as in any week."""
    span, odd = span_of(day, book.hours), book.hours.odd.of(day)
    zone = ZoneInfo(book.hours.timezone)
    hours = (
        "closed" if span is None else f"{span[0].astimezone(zone):%H:%M} to {span[1].astimezone(zone):%H:%M}"
    )
    if odd is not None:
        return f"{hours}: {odd.why}", True
    if is_holiday(day, book.hours):
        return f"{hours}: bank holiday", True
    return hours, False


class RotaView(Sheet):
    """See the module."""

    def __init__(self, window: Window) -> None:
        super().__init__(
            window,
            "Rota",
            about="Corporate Communications enters who is on duty, and who is on call with the number to ring. The "
            "number is shown large to whoever holds the desk at night.",
        )
        self.first = self.here(self.desk.clock()).date()
        self.days: tuple[Day, ...] = ()
        self.span = PlainLabel("", role="strong")
        self.earlier = made_button("Earlier", partial(self._turn, -DAYS))
        self.now = made_button("Today", self._today)
        self.later = made_button("Later", partial(self._turn, DAYS))
        for button in (self.earlier, self.now, self.later):
            self.head.addWidget(button)
        self.head.addWidget(self.span)
        self.head.addStretch(1)
        self.add = made_button("Add a shift…", self.add_shift, look="primary")
        self.load = made_button("From a file…", self._import, icon="document")
        self.odd = made_button("Closures and extra days…", self.odd_days, icon="calendar")
        self.may = self.desk.person.role is Role.CORPORATE_COMMUNICATIONS or (
            self.desk.training and self.desk.person.role is Role.TRAINEE
        )
        for button in (self.add, self.load, self.odd):
            self.foot.addWidget(button)
            button.setEnabled(self.may)
        self.end_foot()
        self.refresh()

    def refresh(self) -> None:
        """Reads the days that are shown."""
        book, first = self.desk.book, self.first
        self.window_.tasks.read(
            "rota",
            lambda db, _stop: read_rota(db, first=first, book=book),
            while_open(self, self.show_days),
        )

    def show_days(self, days: tuple[Day, ...]) -> None:
        """Shows them."""
        self.days = days
        last = days[-1].day
        self.span.setText(f"{days[0].day:%d/%m/%Y} to {last:%d/%m/%Y}")
        self.show_rows([self._card(each) for each in days])

    def add_shift(self) -> None:
        """One more shift."""
        ShiftForm(self, self.window_, self.first, self.refresh).open()

    def odd_days(self) -> None:
        """Closures and extra days."""
        OddDaysForm(self, self.window_, self.refresh).open()

    def _import(self) -> None:
        if (path := choose_file(self)) is not None:
            ImportForm(self, self.window_, path, self.refresh).open()

    def _turn(self, days: int) -> None:
        self.first += timedelta(days=days)
        self.refresh()

    def _today(self) -> None:
        self.first = self.here(self.desk.clock()).date()
        self.refresh()

    def _card(self, each: Day) -> QFrame:
        today = each.day == self.here(self.desk.clock()).date()
        frame, lines = made_card("selected" if today else "")
        lines.setSpacing(2)
        row = QHBoxLayout()
        row.addWidget(PlainLabel(f"{each.day:%A %d/%m}{', today' if today else ''}", role="strong"))
        row.addStretch(1)
        row.addWidget(
            PlainLabel(f"Corporate Communications {each.hours}", role="warning" if each.odd else "small")
        )
        lines.addLayout(row)
        for shift in each.shifts:
            lines.addWidget(self._line(shift, each.day))
        on_call = any(shift.part is Part.ON_CALL for shift in each.shifts)
        if not on_call:
            lines.addWidget(sentence("Nobody comes on call on this day.", "small"))
        return frame

    def _line(self, shift: Shift, day: date) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        start, end = self.here(from_ms(shift.from_ms)), self.here(from_ms(shift.until_ms))
        ends = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%a %H:%M}"
        number = f", {shift.telephone}" if shift.telephone else ""
        going = "  ·  now" if shift.holds(self.desk.clock()) else ""
        begins = f"{start:%H:%M}" if start.date() == day else f"{start:%a %H:%M}"
        words = f"{begins} to {ends}  {shift.part.label}: {shift.name}{number}{going}"
        row.addWidget(sentence(one_line(words, 240)), 1)
        if self.may:
            button = made_button("Take off", self._taking(shift), look="link", name=f"Take off: {words}")
            button.setMinimumHeight(24)
            row.addWidget(button)
        return line

    def _taking(self, shift: Shift) -> Callable[[], None]:
        desk = self.desk

        def gone(_: Changes) -> None:
            self.refresh()

        def take() -> None:
            by = desk.person
            self.window_.tasks.write(
                lambda db: rota.take_off(
                    db, shift_id=shift.id, now=desk.clock(), by=by, training=desk.training
                ),
                while_open(self, gone),
                while_open(self, self.refuse),
            )

        return take
