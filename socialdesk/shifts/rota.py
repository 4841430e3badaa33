"""The rota: who is on duty, who is on call with which number, by date and time (2.5, 4.1; I2). It alone writes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from socialdesk.audit.duty import ShiftEntered, ShiftTakenOff
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.plainly import one_plain_line
from socialdesk.errors import BugError
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.shifts.rules import (
    LONGEST_NAME,
    LONGEST_TELEPHONE,
    Part,
    Shift,
    ShiftError,
    corporate_only,
)
from socialdesk.storage.database import Connection, writing

LONGEST = timedelta(days=31)
"""A longer shift is a slip of the pen."""
MOST = 2_000
"""Shifts that are read at once."""
_COLUMNS = "SELECT id, part, name, telephone, staff_id, from_ms, until_ms FROM rota"


def enter(
    db: Connection,
    shifts: Sequence[Shift],
    *,
    now: datetime,
    by: Person,
    imported: bool = False,
    training: bool = False,
) -> Changes:
    """Puts shifts on the rota, all of them or none. Raises ShiftError with the first fault, NotOpen as the role has it.

    What is there already to the letter is left as it is, so that a file may be imported twice.
    """
    usable = [_usable(each) for each in shifts]
    with writing(db):
        corporate_only(by, db, training=training)
        for shift in usable:
            if _known(db, shift):
                continue
            cursor = db.execute(
                "INSERT INTO rota (part, name, telephone, staff_id, from_ms, until_ms, entered_ms, entered_by)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    shift.part.value,
                    shift.name,
                    shift.telephone,
                    shift.staff_id,
                    shift.from_ms,
                    shift.until_ms,
                    to_ms(now),
                    by.name,
                ),
            )
            if cursor.lastrowid is None:
                raise BugError("a shift has no number")
            entry = ShiftEntered(
                shift_id=cursor.lastrowid,
                part=shift.part.value,
                from_ms=shift.from_ms,
                until_ms=shift.until_ms,
                imported=imported,
                name=shift.name,
                telephone=shift.telephone,
            )
            append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(accounts=True) if usable else NOTHING


def take_off(db: Connection, *, shift_id: int, now: datetime, by: Person, training: bool = False) -> Changes:
    """Takes a shift off the rota; that it was there stays in the store. Raises ShiftError, NotOpen."""
    with writing(db):
        corporate_only(by, db, training=training)
        row = db.execute(
            "UPDATE rota SET ended_ms = ?, ended_by = ? WHERE id = ? AND ended_ms IS NULL RETURNING part",
            (to_ms(now), by.name, shift_id),
        ).fetchone()
        if row is None:
            raise ShiftError("This shift is not on the rota any more.", to_do="Look at the rota again.")
        append(db, ShiftTakenOff(shift_id=shift_id, part=str(row[0])), by=by, at_ms=to_ms(now))
    return Changes(accounts=True)


def standing(db: Connection, now: datetime) -> tuple[Shift, ...]:
    """Who is on at this moment, by part and name."""
    now_ms = to_ms(now)
    rows = db.execute(
        f"{_COLUMNS} WHERE ended_ms IS NULL AND until_ms > ? AND from_ms <= ? ORDER BY part, name, id LIMIT {MOST}",
        (now_ms, now_ms),
    ).fetchall()
    return tuple(_shift(row) for row in rows)


def on_call(db: Connection, now: datetime) -> Shift | None:
    """The on-call press officer of this moment; of several, whoever came on last. None where nobody is entered."""
    found = [each for each in standing(db, now) if each.part is Part.ON_CALL]
    return max(found, key=lambda each: (each.from_ms, each.id), default=None)


def whom_to_ring(db: Connection, now: datetime, book: Book) -> str:
    """The on-call press officer with their number; what the pack says where nobody is on the rota."""
    found = on_call(db, now)
    return book.on_call if found is None else f"{found.name}, {found.telephone}"


def next_on_call(db: Connection, now: datetime) -> Shift | None:
    """Who comes on call next; None where nobody is entered."""
    row = db.execute(
        f"{_COLUMNS} WHERE ended_ms IS NULL AND until_ms > ? AND from_ms > ? AND part = ? ORDER BY from_ms LIMIT 1",
        (to_ms(now), to_ms(now), Part.ON_CALL.value),
    ).fetchone()
    return None if row is None else _shift(row)


def between(db: Connection, start: datetime, end: datetime) -> tuple[Shift, ...]:
    """The shifts that fall into a span, in order of their beginning."""
    rows = db.execute(
        f"{_COLUMNS} WHERE ended_ms IS NULL AND until_ms > ? AND from_ms < ? ORDER BY from_ms, part, name LIMIT {MOST}",
        (to_ms(start), to_ms(end)),
    ).fetchall()
    return tuple(_shift(row) for row in rows)


def _usable(shift: Shift) -> Shift:
    name = one_plain_line(shift.name.strip(), longest=LONGEST_NAME)
    telephone = one_plain_line(shift.telephone.strip(), longest=LONGEST_TELEPHONE)
    if not name:
        raise ShiftError("A name is needed.", kept="Nothing was altered.")
    if shift.part is Part.ON_CALL and sum(sign.isdigit() for sign in telephone) < 3:
        raise ShiftError(
            f"{name} is on call without a number to ring.",
            kept="Nothing was altered.",
            to_do="Give the telephone number: it is shown large at night.",
        )
    if shift.until_ms <= shift.from_ms:
        raise ShiftError(f"The shift of {name} ends before it begins.", kept="Nothing was altered.")
    if shift.until_ms - shift.from_ms > LONGEST // timedelta(milliseconds=1):
        raise ShiftError(
            f"The shift of {name} is longer than {LONGEST.days} days.",
            kept="Nothing was altered.",
            to_do="Enter it week by week.",
        )
    return Shift(
        part=shift.part,
        name=name,
        telephone=telephone,
        staff_id=shift.staff_id,
        from_ms=shift.from_ms,
        until_ms=shift.until_ms,
    )


def _known(db: Connection, shift: Shift) -> bool:
    row = db.execute(
        "SELECT 1 FROM rota WHERE ended_ms IS NULL AND until_ms = ? AND from_ms = ? AND part = ? AND name = ?"
        " AND telephone = ?",
        (shift.until_ms, shift.from_ms, shift.part.value, shift.name, shift.telephone),
    ).fetchone()
    return row is not None


def _shift(row: Sequence[object]) -> Shift:
    number, part, name, telephone, staff_id, from_ms, until_ms = row
    return Shift(
        id=int(str(number)),
        part=Part(str(part)),
        name=str(name),
        telephone=str(telephone),
        staff_id=None if staff_id is None else int(str(staff_id)),
        from_ms=int(str(from_ms)),
        until_ms=int(str(until_ms)),
    )
