"""What a shift is, and who may alter the rota. Nothing here reads or writes but whoever is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from socialdesk.clock import from_ms
from socialdesk.decisions.case import NotOpen, require_hand
from socialdesk.errors import UserFacingError
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection

LONGEST_NAME = 80
LONGEST_TELEPHONE = 40
LONGEST_WORDS = 2_000
OUT_OF_HOURS = (Role.OSCAR_1, Role.IDO)
"""Who holds the desk while Corporate Communications is away (2.5)."""


class ShiftError(UserFacingError):
    """A rota, a closure or a handover that cannot be kept so."""


class Part(StrEnum):
    """What somebody on the rota is there for."""

    ON_DUTY = "on_duty"
    ON_CALL = "on_call"
    OSCAR_1 = "oscar_1"
    IDO = "ido"

    @property
    def label(self) -> str:
        """As the Force says it."""
        return {
            Part.ON_DUTY: "Corporate Communications on duty",
            Part.ON_CALL: "On-call press officer",
            Part.OSCAR_1: "Oscar 1",
            Part.IDO: "IDO",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Somebody on duty from one moment to another."""

    id: int = 0
    """0 for one that is not kept yet."""
    part: Part
    name: str
    telephone: str = ""
    """What to ring; the on-call press officer always has one."""
    staff_id: int | None = None
    from_ms: int
    until_ms: int

    def holds(self, now: datetime) -> bool:
        """True while it goes on; its end belongs to the next."""
        return from_ms(self.from_ms) <= now < from_ms(self.until_ms)


def corporate_only(by: Person, db: Connection, *, training: bool = False) -> None:
    """Raises NotOpen for whoever is not of Corporate Communications; a trainee may in training (4.1)."""
    require_hand(by, db)
    if by.role is Role.CORPORATE_COMMUNICATIONS or (training and by.role is Role.TRAINEE):
        return
    raise NotOpen(
        "Corporate Communications keeps the rota and its own hours (4.1).",
        kept="Nothing was altered.",
        to_do="Ask Corporate Communications to enter it.",
    )
