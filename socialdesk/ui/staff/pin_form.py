"""Gives somebody a PIN, or oneself another one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from socialdesk.config.pin import LEAST_DIGITS, MOST_DIGITS
from socialdesk.errors import UserFacingError
from socialdesk.register.staff import set_pin
from socialdesk.register.staff_rules import Member
from socialdesk.ui.desk import Desk
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainLine
from socialdesk.ui.tasks import Tasks

_GIVEN = (
    " Somebody else set yours: choose your own now. Until then it signs nothing for you but sitting down."
)
_FOR_ANOTHER = (
    " They choose their own when they first sit down: until then this one is good for nothing else."
)


class PinForm(Form):
    """Asks for the PIN twice, and for the old one where it is one's own. `done` is called once it is kept."""

    def __init__(
        self, parent: QWidget | None, desk: Desk, tasks: Tasks, member: Member, done: Callable[[], None]
    ) -> None:
        own = desk.person.staff_id == member.staff_id
        super().__init__(
            parent,
            "Your PIN" if own else f"PIN of {member.name}",
            about=f"{LEAST_DIGITS} to {MOST_DIGITS} digits. It tells the people at one desk apart: it signs on, opens "
            "a locked window and signs advice. It is kept as a hash, and can be set anew but never looked up."
            + (_GIVEN if own and member.has_pin and not member.pin_own else "" if own else _FOR_ANOTHER),
            save="Keep the PIN",
        )
        self._desk, self._tasks, self._member, self._done = desk, tasks, member, done
        self._open = True
        self.finished.connect(self._closed)
        self.old = self._field("The PIN until now") if own and member.has_pin else None
        self.pin = self._field("New PIN")
        self.again = self._field("Once more")

    def _field(self, name: str) -> PlainLine:
        field = PlainLine(name=name, limit=MOST_DIGITS)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        self.add(name, field)
        return field

    def submit(self) -> None:
        """Keep it where both are the same; the form stays until it is kept."""
        if self.pin.text() != self.again.text():
            self.again.clear()
            self.refuse("The two are not the same. Type it once more.", self.again)
            return
        desk, number, pin = self._desk, self._member.staff_id, self.pin.text()
        old = self.old.text() if self.old is not None else ""
        now, by = desk.clock(), desk.person
        self.save.setEnabled(False)
        self._tasks.write(
            lambda db: set_pin(db, staff_id=number, pin=pin, now=now, by=by, old_pin=old),
            self._kept,
            self._failed,
        )

    def _closed(self, _result: int) -> None:
        self._open = False

    def _kept(self, _: None) -> None:
        if self._open:
            self.accept()
        self._done()

    def _failed(self, error: Exception) -> None:
        if not self._open:
            return
        self.save.setEnabled(True)
        words = str(error) if isinstance(error, UserFacingError) else "It could not be kept. Try once more."
        self.refuse(words, self.old or self.pin)
