"""When a post goes out: at once, or at a date and time; what the clocks do then, and who holds it until then (P1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QTime, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from socialdesk.clock import from_ms
from socialdesk.publishing.schedule import Moment
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.review.parts import StillCombo, emptied, line

Local = Callable[[date, time], Moment]
FIRST_OFFER = timedelta(hours=1)


class TimeForm(QFrame):
    """See the module. `scheduled_ms` is None for at once; `problem` says why a time cannot be."""

    changed = Signal()

    def __init__(self, local: Local, zone: str, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._local, self._zone, self._now = local, zone, now
        self._moment: Moment | None = None
        self.at_once, self.later = QRadioButton("At once"), QRadioButton("At a set time")
        self._group = QButtonGroup(self)
        for number, button in enumerate((self.at_once, self.later)):
            self._group.addButton(button, number)
        self.at_once.setChecked(True)
        self.day, self.hour = QDateEdit(), QTimeEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("ddd d MMM yyyy")
        self.hour.setDisplayFormat("HH:mm")
        self.hour.lineEdit().setTextMargins(8, 0, 0, 0)
        self.day.setAccessibleName("Date")
        self.hour.setAccessibleName("Time")
        self.which = StillCombo()
        self.which.setAccessibleName("Which of the two times")
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.told = PlainLabel("", role="warning", wrap=True)
        self._notes = QVBoxLayout()
        self._notes.setSpacing(3)
        self._said: tuple[str, ...] = ()
        self._fields = QWidget()
        self._build()
        self._begin()
        self._group.idClicked.connect(self._picked)
        self.day.dateChanged.connect(self._altered)
        self.hour.timeChanged.connect(self._altered)
        self.which.activated.connect(self._altered)
        self._show()

    def _build(self) -> None:
        ways = QHBoxLayout()
        ways.setSpacing(18)
        ways.addWidget(self.at_once)
        ways.addWidget(self.later)
        ways.addStretch(1)
        fields = QHBoxLayout(self._fields)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(8)
        fields.addWidget(self.day, 2)
        fields.addWidget(self.hour, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addLayout(ways)
        column.addWidget(self._fields)
        column.addWidget(self.which)
        column.addWidget(self.told)
        column.addLayout(self._notes)

    @property
    def scheduled_ms(self) -> int | None:
        """When, in milliseconds; None for at once, and while the time cannot be."""
        if self.at_once.isChecked() or self._moment is None:
            return None
        picked: object = self.which.currentData() if self._moment.choices else self._moment.at_ms
        return picked if isinstance(picked, int) else None

    @property
    def problem(self) -> str:
        """Why this time cannot be, a sentence; "" where it can."""
        if self.at_once.isChecked() or self._moment is None:
            return ""
        return self._moment.problem if self.scheduled_ms is None else ""

    def show_time(self, scheduled_ms: int | None) -> None:
        """Puts a time in, without telling anybody."""
        blocked = self.blockSignals(True)
        (self.at_once if scheduled_ms is None else self.later).setChecked(True)
        if scheduled_ms is None:
            self._begin()
        else:
            here = from_ms(scheduled_ms).astimezone(ZoneInfo(self._zone))
            self.day.setDate(QDate(here.year, here.month, here.day))
            self.hour.setTime(QTime(here.hour, here.minute))
            self._show()
            if (place := self.which.findData(scheduled_ms)) >= 0:
                self.which.setCurrentIndex(place)
        self._show()
        self.blockSignals(blocked)

    def only_later(self) -> None:
        """Asks for a time alone: at once is no choice here."""
        self.later.setChecked(True)
        self.at_once.hide()
        self.later.hide()
        self._show()

    def say(self, notes: Sequence[str]) -> None:
        """Who holds it until then: sentences."""
        if tuple(notes) == self._said:
            return
        self._said = tuple(notes)
        emptied(self._notes)
        for words in self._said:
            said = line("info", words)
            self._notes.addWidget(said)
            said.show()

    def _begin(self) -> None:
        here = (self._now() + FIRST_OFFER).astimezone(ZoneInfo(self._zone))
        self.day.setDate(QDate(here.year, here.month, here.day))
        self.hour.setTime(QTime(here.hour, 0))

    def _picked(self) -> None:
        self._show()
        if self.later.isChecked():
            self.day.setFocus()
        self.changed.emit()

    def _altered(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        later = self.later.isChecked()
        self._fields.setVisible(later)
        chosen, at = self.day.date(), self.hour.time()
        if later:
            self._moment = self._local(
                date(chosen.year(), chosen.month(), chosen.day()), time(at.hour(), at.minute())
            )
        moment = self._moment if later else None
        choices = moment.choices if moment is not None else ()
        held: object = self.which.currentData()
        self.which.setVisible(bool(choices))
        self.which.clear()
        if choices:
            self.which.addItem("Choose…", None)
        for choice in choices:
            self.which.addItem(choice.label, choice.at_ms)
        if (place := self.which.findData(held)) >= 0:
            self.which.setCurrentIndex(place)
        words = moment.problem if moment is not None else ""
        self.told.setText(words)
        self.told.setVisible(bool(words))
