"""Signing with a PIN: the two fields and what they do, for the form and for the blanked window."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from socialdesk.config.pin import MOST_DIGITS
from socialdesk.errors import UserFacingError
from socialdesk.model.people import Person
from socialdesk.register.staff import sign
from socialdesk.register.staff_list import anybody_may_say, everyone
from socialdesk.register.staff_rules import Member
from socialdesk.ui.desk import Desk
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainLine, one_line
from socialdesk.ui.tasks import Tasks

LONGEST_LABEL = 120


def pins_asked(desk: Desk) -> bool:
    """Training asks for none, unless that is set."""
    return not desk.training or desk.settings.lock_in_training


def says_themselves(desk: Desk) -> bool:
    """True while people only say who they are."""
    return anybody_may_say(desk.read)


def signers(desk: Desk) -> tuple[Member, ...]:
    """Who can sign here: whoever has a PIN, or all of the staff where none is asked."""
    return tuple(each for each in everyone(desk.read) if each.has_pin or not pins_asked(desk))


class Signing:
    """The fields, and the asking. `refuse` is given a sentence and the field; `signed` who it is, and how.

    With `sit_down` a PIN that somebody else set will do.
    """

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        *,
        refuse: Callable[[str, QWidget], None],
        signed: Callable[[Person, str], None],
        busy: Callable[[bool], None],
        sit_down: bool = False,
    ) -> None:
        self._desk, self._tasks = desk, tasks
        self._sit_down = sit_down
        self._refuse, self._signed, self._busy = refuse, signed, busy
        self._people = signers(desk)
        self._asking = False
        self.who = QComboBox()
        self.who.setAccessibleName("Who")
        for member in self._people:
            self.who.addItem(
                one_line(f"{member.label} · {member.role.label}", LONGEST_LABEL), member.staff_id
            )
        self.pin = PlainLine(name="PIN", limit=MOST_DIGITS)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        mine = self.who.findData(desk.person.staff_id)
        self.who.setCurrentIndex(max(0, mine))

    def submit(self) -> None:
        """Ask the store whether the PIN is theirs; one question at a time."""
        if self._asking:
            return
        number = self.who.currentData()
        if number is None:
            self._refuse("Say who you are.", self.who)
            return
        if not pins_asked(self._desk):
            self._signed(next(each.person for each in self._people if each.staff_id == number), "said")
            return
        pin, now = self.pin.text(), self._desk.clock()
        if not pin:
            self._refuse("Type the PIN.", self.pin)
            return
        self.pin.clear()
        self._ask(asking=True)
        sit_down = self._sit_down
        self._tasks.write(
            lambda db: sign(db, staff_id=cast(int, number), pin=pin, now=now, sit_down=sit_down),
            self._right,
            self._failed,
        )

    def _right(self, person: Person) -> None:
        self._ask(asking=False)
        self._signed(person, "pin")

    def _failed(self, error: Exception) -> None:
        self._ask(asking=False)
        sentence = (
            str(error) if isinstance(error, UserFacingError) else "It could not be looked up. Try once more."
        )
        self._refuse(sentence, self.pin)

    def _ask(self, *, asking: bool) -> None:
        self._asking = asking
        self._busy(asking)


class SignOnForm(Form):
    """Somebody else sits down, with their PIN."""

    def __init__(
        self, parent: QWidget | None, desk: Desk, tasks: Tasks, signed: Callable[[Person, str], None]
    ) -> None:
        super().__init__(
            parent,
            "At the desk",
            about="Your name and role are recorded with everything that you do. Drafts are kept, and what was "
            "decided goes on being sent.",
            save="Sit down",
        )
        self._taken = signed
        self._open = True
        self.signing = Signing(
            desk, tasks, refuse=self._told, signed=self._sat, busy=self._busy, sit_down=True
        )
        self.add("Who", self.signing.who)
        if pins_asked(desk):
            self.add("PIN", self.signing.pin)
            self.signing.pin.setFocus()
        if self.signing.who.count() == 0:
            self.refuse("Nobody has a PIN yet. Somebody of Corporate Communications sets them, under Staff.")
            self.save.setEnabled(False)
        self.finished.connect(self._closed)

    def submit(self) -> None:
        """Ask; the form stays until it is right."""
        self.signing.submit()

    def _closed(self, _result: int) -> None:
        self._open = False

    def _told(self, sentence: str, field: QWidget) -> None:
        if self._open:
            self.refuse(sentence, field)

    def _sat(self, person: Person, how: str) -> None:
        if self._open:
            self.accept()
            self._taken(person, how)

    def _busy(self, asking: bool) -> None:
        if self._open:
            self.save.setEnabled(not asking)
