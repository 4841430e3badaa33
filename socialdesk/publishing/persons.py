"""Whether somebody is one of several people, by their number as staff or by name."""

from __future__ import annotations

from collections.abc import Iterable

from socialdesk.model.names import name_key
from socialdesk.model.people import Person


def is_one_of(person: Person, others: Iterable[tuple[str, int | None]]) -> bool:
    """True where `person` is one of these names and staff numbers; a name alone counts where a number is missing."""
    for name, staff_id in others:
        if person.staff_id is not None and staff_id is not None:
            if person.staff_id == staff_id:
                return True
        elif name_key(person.name) == name_key(name):
            return True
    return False
