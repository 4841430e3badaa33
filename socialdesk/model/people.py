"""Who sits at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from socialdesk.model.ids import AccountId
from socialdesk.model.names import name_key


class Role(StrEnum):
    """The roles of the policy (2.5, 4, 4.1)."""

    CORPORATE_COMMUNICATIONS = "corporate_communications"
    OSCAR_1 = "oscar_1"
    IDO = "ido"
    ACCOUNT_HOLDER = "account_holder"
    TRAINEE = "trainee"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The role as the Force writes it."""
        return {
            Role.CORPORATE_COMMUNICATIONS: "Corporate Communications",
            Role.OSCAR_1: "Oscar 1",
            Role.IDO: "IDO",
            Role.ACCOUNT_HOLDER: "Account holder",
            Role.TRAINEE: "Trainee",
            Role.AUDITOR: "Auditor",
        }[self]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the Force at the desk; recorded with everything that they do (T3)."""

    name: str
    role: Role
    number: str = ""
    """The collar or staff number."""
    staff_id: int | None = None
    """None for somebody who only said who they are, and for the desk."""
    holds: frozenset[AccountId] = frozenset()
    """The accounts that they are recorded as holder of (4.2)."""


def same_person(one: Person, other: Person) -> bool:
    """True where both are one member of staff; by name where one of them is not recorded as such."""
    if one.staff_id is not None and other.staff_id is not None:
        return one.staff_id == other.staff_id
    return name_key(one.name) == name_key(other.name)


DESK = Person("The desk", Role.CORPORATE_COMMUNICATIONS)
"""Who is named in the record for what the program does by itself: receiving, sending, confirming."""

NOBODY = Person("Nobody", Role.AUDITOR)
"""Who is at a desk with staff where nobody has signed on: it shows nothing then, and nothing is open."""
