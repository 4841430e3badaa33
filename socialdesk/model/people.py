"""Who sits at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


DESK = Person("The desk", Role.CORPORATE_COMMUNICATIONS)
"""Who is named in the record for what the program does by itself: receiving, sending, confirming."""
