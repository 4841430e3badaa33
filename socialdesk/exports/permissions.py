"""Who may export, see and dispose of what (2, 5): one sentence where somebody may not."""

from __future__ import annotations

from enum import StrEnum

from socialdesk.errors import UserFacingError
from socialdesk.model.people import Person, Role


class Doing(StrEnum):
    """What is asked for."""

    READ_RECORD = "read_record"
    EXPORT_RECORD = "export_record"
    EXPORT_ITEMS = "export_items"
    EXPORT_PERSON = "export_person"
    DISPOSE = "dispose"


_CC, _AUDITOR = Role.CORPORATE_COMMUNICATIONS, Role.AUDITOR
_WHO = {
    Doing.READ_RECORD: frozenset({_CC, _AUDITOR, Role.OSCAR_1, Role.IDO}),
    Doing.EXPORT_RECORD: frozenset({_CC, _AUDITOR}),
    Doing.EXPORT_ITEMS: frozenset({_CC, _AUDITOR, Role.OSCAR_1, Role.IDO}),
    Doing.EXPORT_PERSON: frozenset({_CC}),
    Doing.DISPOSE: frozenset({_CC}),
}
_WHY = {
    Doing.READ_RECORD: "The whole record is for Corporate Communications, auditors and the out-of-hours desk (5). "
    "What was done on an item stands in its Record tab.",
    Doing.EXPORT_RECORD: "The record is exported by Corporate Communications or an auditor (5).",
    Doing.EXPORT_ITEMS: "Evidence is exported by Corporate Communications, an auditor or the out-of-hours desk (5).",
    Doing.EXPORT_PERSON: "What is held on a person is exported by Corporate Communications, who answer for it (2).",
    Doing.DISPOSE: "What is kept is reviewed and deleted by Corporate Communications, who answer for it (2).",
}


class NotForThisRole(UserFacingError):
    """The person at the desk may not do that."""


def why_not(person: Person, doing: Doing, *, training: bool = False) -> str:
    """The sentence that says why and who can; "" where they may. A trainee may everything in training (T4)."""
    if person.role in _WHO[doing] or (training and person.role is Role.TRAINEE):
        return ""
    return _WHY[doing]


def require(person: Person, doing: Doing, *, training: bool = False) -> None:
    """Raises NotForThisRole where they may not."""
    why = why_not(person, doing, training=training)
    if why:
        raise NotForThisRole(why, kept="Nothing was written or altered.")
