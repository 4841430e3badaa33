"""The forms of the rota: a shift, a rota from a file, closures and extra days (4.1; I2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, time
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from socialdesk.clock import from_ms, to_ms
from socialdesk.model.changes import Changes
from socialdesk.policy.odd_days import OddDay
from socialdesk.shifts import rota
from socialdesk.shifts.hours_kept import LONGEST_WHY, set_day, take_day
from socialdesk.shifts.rota_csv import HEADINGS, LARGEST, Preview, moments, preview
from socialdesk.shifts.rules import LONGEST_NAME, LONGEST_TELEPHONE, Part, Shift
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainLabel, PlainLine, one_line
from socialdesk.ui.record.working import while_open
from socialdesk.ui.review.parts import filled
from socialdesk.ui.shifts.sheet import made_button
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window


def date_field(day: date) -> QDateEdit:
    """A date, with a calendar behind it."""
    field = QDateEdit(QDate(day.year, day.month, day.day))
    field.setDisplayFormat("ddd dd/MM/yyyy")
    field.setCalendarPopup(True)
    return field


def time_field(at: time) -> QTimeEdit:
    """A time of day."""
    field = QTimeEdit(QTime(at.hour, at.minute))
    field.setDisplayFormat("HH:mm")
    field.lineEdit().setTextMargins(6, 0, 0, 0)
    return field


def day_of(field: QDateEdit) -> date:
    """The date that a field says."""
    found = field.date()
    return date(found.year(), found.month(), found.day())


def time_of(field: QTimeEdit) -> time:
    """The time that a field says."""
    found = field.time()
    return time(found.hour(), found.minute())


class ShiftForm(Form):
    """One shift for the rota."""

    def __init__(self, parent: QWidget, window: Window, day: date, done: Callable[[], None]) -> None:
        super().__init__(
            parent,
            "Add a shift",
            about="A shift that ends at or before the time it begins ends on the day after.",
            save="Add to the rota",
        )
        self._window, self._done = window, done
        self.part = QComboBox()
        for each in Part:
            self.part.addItem(each.label, each)
        self.part.setCurrentIndex(list(Part).index(Part.ON_CALL))
        self.name = PlainLine(name="Name", limit=LONGEST_NAME)
        self.telephone = PlainLine(
            name="Number to ring", hint="Shown large at night", limit=LONGEST_TELEPHONE
        )
        self.day = date_field(day)
        hours = window.desk.book.hours
        self.begins, self.ends = time_field(hours.end), time_field(hours.start)
        self.add("Who", self.part)
        self.add("Name", self.name)
        self.add("Number to ring", self.telephone)
        self.add("Day", self.day)
        self.add("From", self.begins)
        self.add("Until", self.ends)
        self.name.setFocus()

    def submit(self) -> None:
        """Puts it on the rota, where it can be so."""
        desk, by = self._window.desk, self._window.desk.person
        zone = ZoneInfo(desk.book.hours.timezone)
        span = moments(day_of(self.day), time_of(self.begins), time_of(self.ends), zone)
        if isinstance(span, str):
            self.refuse(span, self.begins)
            return
        shift = Shift(
            part=Part(self.part.currentData()),
            name=self.name.text(),
            telephone=self.telephone.text(),
            from_ms=to_ms(span[0]),
            until_ms=to_ms(span[1]),
        )

        def kept(_: Changes) -> None:
            self.accept()
            self._done()

        self._window.tasks.write(
            lambda db: rota.enter(db, [shift], now=desk.clock(), by=by, training=desk.training),
            while_open(self, kept),
            while_open(self, lambda error: self.refuse(str(error))),
        )


class ImportForm(Form):
    """A rota from a file: what it would bring, or every fault; nothing half."""

    def __init__(self, parent: QWidget, window: Window, path: Path, done: Callable[[], None]) -> None:
        super().__init__(
            parent,
            "Rota from a file",
            about=f"{path.name}. Headings: {', '.join(HEADINGS)}.",
            save="Put it on the rota",
        )
        self._window, self._done = window, done
        self.found = Preview()
        self._area, self._lines = _column("What the file holds", least=300)
        self.column.insertWidget(3, self._area, 1)
        self.save.setEnabled(False)
        self.setMinimumWidth(620)
        zone = window.desk.book.hours.timezone
        window.tasks.call(
            lambda: preview(_read(path), zone),
            while_open(self, self.show_preview),
            while_open(self, lambda _: self.refuse("The file could not be read. Choose another one.")),
        )

    def show_preview(self, found: Preview) -> None:
        """Shows it."""
        self.found = found
        zone = ZoneInfo(self._window.desk.book.hours.timezone)
        rows: list[QWidget] = []
        if found.faults:
            rows.append(PlainLabel("Nothing is taken from this file until it has no fault:", role="strong"))
            rows += [PlainLabel(each.words, role="danger", wrap=True) for each in found.faults]
        else:
            rows.append(PlainLabel(f"{len(found.shifts)} shifts", role="strong"))
            for each in found.shifts[:200]:
                start, end = from_ms(each.from_ms).astimezone(zone), from_ms(each.until_ms).astimezone(zone)
                number = f", {each.telephone}" if each.telephone else ""
                words = f"{start:%a %d/%m/%Y %H:%M} to {end:%a %H:%M}: {each.part.label}, {each.name}{number}"
                rows.append(PlainLabel(one_line(words, 200), wrap=True))
        filled(self._lines, rows)
        self._lines.addStretch(1)
        self.save.setEnabled(not found.faults)

    def submit(self) -> None:
        """Puts all of it on the rota."""
        desk, by, shifts = self._window.desk, self._window.desk.person, self.found.shifts

        def kept(_: Changes) -> None:
            self.accept()
            self._done()

        self._window.tasks.write(
            lambda db: rota.enter(db, shifts, now=desk.clock(), by=by, imported=True, training=desk.training),
            while_open(self, kept),
            while_open(self, lambda error: self.refuse(str(error))),
        )


class OddDaysForm(Form):
    """Closures, extra days and changed hours: what is entered, and one more."""

    def __init__(self, parent: QWidget, window: Window, done: Callable[[], None]) -> None:
        super().__init__(
            parent,
            "Closures and extra days",
            about="Bank holidays are known by themselves. Enter what is otherwise: a closure, an extra day, other "
            "hours. It holds at once, for everything that asks whether Corporate Communications is there.",
            save="Enter the day",
        )
        self._window, self._done = window, done
        hours = window.desk.book.hours
        today = window.desk.clock().astimezone(ZoneInfo(hours.timezone)).date()
        self.day = date_field(today)
        self.closed = QCheckBox("Closed all day")
        self.closed.setChecked(True)
        self.begins, self.ends = time_field(hours.start), time_field(hours.end)
        self.why = PlainLine(
            name="What the day is", hint="e.g. Force closure, election count", limit=LONGEST_WHY
        )
        self.add("Day", self.day)
        self.add("Hours", self.closed)
        self.add("From", self.begins)
        self.add("Until", self.ends)
        self.add("What the day is", self.why)
        self.closed.toggled.connect(self._turned)
        self._turned(True)
        self._area, self._lines = _column("Days that are entered", least=130)
        self.column.insertWidget(3, self._area, 1)
        self.cancel.setText("Close")
        self.cancel.setAccessibleName("Close")
        self.refresh()

    def refresh(self) -> None:
        """Shows what is entered."""
        today = self._window.desk.clock().astimezone(UTC).date()
        known = {day: odd for day, odd in self._window.desk.book.hours.odd.all.items() if day >= today}
        rows: list[QWidget] = [self._line(day, odd) for day, odd in sorted(known.items())]
        filled(self._lines, rows or [PlainLabel("No day to come is entered.", role="muted")])
        self._lines.addStretch(1)

    def submit(self) -> None:
        """Enters the day."""
        desk, by, day, why = self._window.desk, self._window.desk.person, day_of(self.day), self.why.text()
        closed = self.closed.isChecked()
        start, end = (None, None) if closed else (time_of(self.begins), time_of(self.ends))

        def kept(_: Changes) -> None:
            self.wrong.hide()
            self.why.clear()
            self.refresh()
            self._done()

        self._window.tasks.write(
            lambda db: set_day(
                db, day=day, start=start, end=end, why=why, book=desk.book, now=desk.clock(), by=by,
                training=desk.training,
            ),
            while_open(self, kept),
            while_open(self, lambda error: self.refuse(str(error), self.why)),
        )  # fmt: skip

    def _take(self, day: date) -> None:
        desk, by = self._window.desk, self._window.desk.person

        def gone(_: Changes) -> None:
            self.refresh()
            self._done()

        self._window.tasks.write(
            lambda db: take_day(db, day=day, book=desk.book, now=desk.clock(), by=by, training=desk.training),
            while_open(self, gone),
            while_open(self, lambda error: self.refuse(str(error))),
        )

    def _turned(self, closed: bool) -> None:
        self.begins.setEnabled(not closed)
        self.ends.setEnabled(not closed)

    def _line(self, day: date, odd: OddDay) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(PlainLabel(f"{day:%a %d/%m/%Y}: {hours_of(odd)}. {odd.why}", wrap=True), 1)
        row.addWidget(
            made_button("Take off", partial(self._take, day), look="link", name=f"Take off {day:%d/%m/%Y}")
        )
        return line


def hours_of(odd: OddDay) -> str:
    """The hours of an odd day in words."""
    if odd.start is None or odd.end is None:
        return "closed"
    return f"{odd.start:%H:%M} to {odd.end:%H:%M}"


def choose_file(parent: QWidget) -> Path | None:
    """Asks for the file of a rota."""
    chosen, _ = QFileDialog.getOpenFileName(parent, "Rota from a file", "", "CSV (*.csv *.txt)")
    return Path(chosen) if chosen else None


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _column(name: str, *, least: int) -> tuple[QScrollArea, QVBoxLayout]:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setMinimumHeight(least)
    inside = QWidget()
    lines = QVBoxLayout(inside)
    lines.setContentsMargins(0, 0, 8, 0)
    lines.setSpacing(4)
    area.setWidget(inside)
    inside.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    role(inside, "")
    return area, lines
