"""The small forms about a post that was decided: another time, other words, taking it down, ticking it off.

Ctrl+Enter confirms; Enter alone does not, since some of it changes what the public sees.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QWidget

from socialdesk.model.accounts import Network
from socialdesk.publishing.schedule import on_the_clock
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainEdit, PlainLine, tip
from socialdesk.ui.publishing.preview import Counter
from socialdesk.ui.publishing.time_form import TimeForm
from socialdesk.ui.theme import role

REASONS = (
    "The person was located",
    "The person was arrested or charged",
    "It holds a mistake",
    "It is out of date",
    "It could harm a case",
    "Asked for by whom it shows",
)


class DoingForm(Form):
    """A form that Ctrl+Enter confirms. `done` is called by the caller once the store took it, `refuse` where not."""

    def __init__(self, parent: QWidget | None, title: str, *, about: str, save: str) -> None:
        super().__init__(parent, title, about=about, save=save)
        self.save.setDefault(False)
        self.save.setAutoDefault(False)
        tip(self.save, "Ctrl+Enter")
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.submit)

    def told(self, error: Exception) -> None:
        """Why it was not taken; what was typed stays."""
        self.save.setEnabled(True)
        self.refuse(str(error))


class MoveForm(DoingForm):
    """Another time for what is planned."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        scheduled_ms: int | None,
        *,
        zone: str,
        now: Callable[[], datetime],
        chosen: Callable[[MoveForm, int], None],
    ) -> None:
        super().__init__(
            parent,
            "Another time",
            about=f"{title}. The checks are made again for the new time.",
            save="Move it",
        )
        self._chosen = chosen
        self.time = TimeForm(lambda day, at: on_the_clock(day, at, zone), zone, now)
        self.time.show_time(scheduled_ms)
        self.time.later.setChecked(True)
        self.time.only_later()
        self.add("When", self.time)

    def submit(self) -> None:
        """Hands the new time on."""
        at = self.time.scheduled_ms
        if at is None:
            self.refuse(self.time.problem or "Choose a time.", self.time.day)
            return
        self.save.setEnabled(False)
        self._chosen(self, at)


class EditForm(DoingForm):
    """Other words for what stands on an account."""

    def __init__(
        self,
        parent: QWidget | None,
        place: str,
        text: str,
        network: Network,
        chosen: Callable[[EditForm, str], None],
    ) -> None:
        super().__init__(
            parent,
            "Change the words",
            about=f"{place}. Who has seen it has seen the first words; the record keeps both.",
            save="Change them",
        )
        self._chosen, self._before = chosen, text.strip()
        self.words = PlainEdit(name="The new words")
        self.words.setPlainText(text)
        self.words.setMinimumHeight(150)
        self.add("Words", self.words)
        counter = Counter()
        counter.count(text.strip(), network)
        self.words.textChanged.connect(lambda: counter.count(self.words.toPlainText().strip(), network))
        self.add("Length", counter)

    def submit(self) -> None:
        """Hands the words on, where they are others."""
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
