"""The small forms about a post that was decided: another time, other words, taking it down, ticking it off.

Ctrl+Enter confirms; Enter alone does not, since some of it changes what the public sees.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QComboBox, QWidget

from socialdesk.model.accounts import Network
from socialdesk.publishing.schedule import on_the_clock
from socialdesk.ui.plain_text import PlainEdit, PlainLine
from socialdesk.ui.publishing.decided_checks import DecidedChecks
from socialdesk.ui.publishing.doing import About
from socialdesk.ui.publishing.doing_form import DoingForm
from socialdesk.ui.publishing.preview import Counter
from socialdesk.ui.publishing.time_form import TimeForm
from socialdesk.ui.publishing.told import stopped
from socialdesk.ui.theme import role

WIDTH_WITH_CHECKS = 620
"""Logical pixels."""
REASONS = (
    "The person was located",
    "The person was arrested or charged",
    "It holds a mistake",
    "It is out of date",
    "It could harm a case",
    "Asked for by whom it shows",
)


class CheckedForm(DoingForm):
    """A form with the checks of what the post would be."""

    def add_checks(self, checks: DecidedChecks) -> None:
        """Puts the checks beneath the fields, and asks for room once there is something to answer."""
        self.column.insertWidget(3, checks, 1)
        self.setMinimumWidth(WIDTH_WITH_CHECKS)
        checks.settled.connect(self._grow)


class MoveForm(CheckedForm):
    """Another time for what is planned."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        scheduled_ms: int | None,
        *,
        zone: str,
        now: Callable[[], datetime],
        checks: DecidedChecks,
        chosen: Callable[[MoveForm, int], None],
    ) -> None:
        super().__init__(
            parent,
            "Another time",
            about=f"{stopped(title)} What turns on the time is checked again for the new one.",
            save="Move it",
        )
        self._chosen, self.checks = chosen, checks
        self.time = TimeForm(lambda day, at: on_the_clock(day, at, zone), zone, now)
        self.time.show_time(scheduled_ms)
        self.time.later.setChecked(True)
        self.time.only_later()
        self.add("When", self.time)
        self.add_checks(checks)
        self.time.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        at = self.time.scheduled_ms
        self.checks.look_at(None if at is None else About(at_ms=at))

    def submit(self) -> None:
        """Hands the new time on."""
        self.checks.hand_on()
        at = self.time.scheduled_ms
        if at is None:
            self.refuse(self.time.problem or "Choose a time.", self.time.day)
            return
        self.save.setEnabled(False)
        self._chosen(self, at)


class EditForm(CheckedForm):
    """Other words for what stands on an account."""

    def __init__(
        self,
        parent: QWidget | None,
        place: str,
        text: str,
        network: Network,
        checks: DecidedChecks,
        chosen: Callable[[EditForm, str], None],
    ) -> None:
        super().__init__(
            parent,
            "Change the words",
            about=f"{place}. Who has seen it has seen the first words; the record keeps both.",
            save="Change them",
        )
        self._chosen, self._before, self.checks = chosen, text.strip(), checks
        self.words = PlainEdit(name="The new words")
        self.words.setPlainText(text)
        self.words.setMinimumHeight(150)
        self.add("Words", self.words)
        counter = Counter()
        counter.count(text.strip(), network)
        self.words.textChanged.connect(lambda: counter.count(self.words.toPlainText().strip(), network))
        self.add("Length", counter)
        self.add_checks(checks)
        self.words.textChanged.connect(self._look)

    def _look(self) -> None:
        words = self.words.toPlainText().strip()
        self.checks.look_at(About(text=words) if words and words != self._before else None)

    def submit(self) -> None:
        """Hands the words on, where they are others."""
        self.checks.hand_on()
        words = self.words.toPlainText().strip()
        if not words or words == self._before:
            self.refuse("Write other words first." if words else "Write the new words first.", self.words)
            return
        self.save.setEnabled(False)
        self._chosen(self, words)


class TakeDownForm(DoingForm):
    """Taking a post down from one account, or from all; it says why, for the record."""

    def __init__(
        self, parent: QWidget | None, places: str, effect: str, chosen: Callable[[TakeDownForm, str], None]
    ) -> None:
        super().__init__(parent, "Take it down", about=f"{places}. {effect}", save="Take it down")
        self._chosen = chosen
        role(self.save, "danger")
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.addItem("")
        for reason in REASONS:
            self.reason.addItem(reason)
        self.add("Why", self.reason)

    def submit(self) -> None:
        """Hands the reason on."""
        reason = " ".join(self.reason.currentText().split())
        if not reason:
            self.refuse("Say why: it goes into the record.", self.reason)
            return
        self.save.setEnabled(False)
        self._chosen(self, reason)


class TickForm(DoingForm):
    """A person says that they published it, and where it is."""

    def __init__(self, parent: QWidget | None, place: str, chosen: Callable[[TickForm, str], None]) -> None:
        super().__init__(
            parent,
            "Published by hand",
            about=f"{place}. Publish it there first, then say here that it is out.",
            save="It is out",
        )
        self._chosen = chosen
        self.address = PlainLine(name="Its address", hint="https://… (if there is one)", limit=2_000)
        self.add("Address", self.address)

    def submit(self) -> None:
        """Hands the address on."""
        self.save.setEnabled(False)
        self._chosen(self, self.address.text().strip())
