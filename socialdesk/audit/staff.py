"""Entries on who works at the desk (T3). Names and numbers are kept apart, so that they can be disposed of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import plural
from socialdesk.model.people import Role


def _role(value: str) -> str:
    return next((each.label for each in Role if each.value == value), "a role of a newer version")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAdded(Entry):
    """A member of staff was recorded."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name", "number", "os_account"})

    staff_id: int
    role: str
    accounts: tuple[int, ...] = ()
    by_themselves: bool = False
    """True for the first, whom nobody could record."""
    name: str = ""
    number: str = ""
    os_account: str = ""

    @property
    def sentence(self) -> str:
        own = ", by themselves" if self.by_themselves else ""
        return f"Staff {self.staff_id} was recorded: {_role(self.role)}{own}."


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAltered(Entry):
    """What is recorded of a member of staff was altered: which fields, and what role and accounts they have now."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name", "number", "os_account"})

    staff_id: int
    role: str
    accounts: tuple[int, ...] = ()
    altered: tuple[str, ...] = ()
    name: str = ""
    number: str = ""
    os_account: str = ""

    @property
    def sentence(self) -> str:
        return f"Staff {self.staff_id} was altered ({', '.join(self.altered)}): {_role(self.role)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEnded(Entry):
    """A member of staff works here no longer; what they did stays."""

    staff_id: int

    @property
    def sentence(self) -> str:
        return f"Staff {self.staff_id} was ended."


@dataclass(frozen=True, slots=True, kw_only=True)
class PinSet(Entry):
    """A PIN was set; it is never on the record."""

    staff_id: int
    own: bool = False
    """True where the person set their own."""

    @property
    def sentence(self) -> str:
        return f"Staff {self.staff_id} {'set their own PIN' if self.own else 'was given a PIN'}."


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRefused(Entry):
    """A wrong PIN was given for a member of staff."""

    staff_id: int
    tries: int
    """Wrong ones since the last right one."""

    @property
    def sentence(self) -> str:
        return f"A wrong PIN was given for staff {self.staff_id}: {plural(self.tries, 'try', 'tries')} without success."


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLocked(Entry):
    """The window was blanked."""

    by_itself: bool = False
    """True where nobody had touched it for the time that the settings give."""

    @property
    def sentence(self) -> str:
        return (
            "The desk was locked by itself: nobody was there." if self.by_itself else "The desk was locked."
        )
