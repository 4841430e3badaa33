"""Closures, extra days and changed hours, as Corporate Communications enters them (4.1, I2). It alone writes them.

Whoever has the pack's hours has them too: what is entered is put there in the same step.
"""

from __future__ import annotations

from datetime import date, datetime, time

from socialdesk.audit.duty import OddDaySet, OddDayTakenOff
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.plainly import one_plain_line
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.shifts.odd_days import odd_days
from socialdesk.shifts.rules import ShiftError, corporate_only
from socialdesk.storage.database import Connection, writing

LONGEST_WHY = 200


def set_day(
    db: Connection,
    *,
    day: date,
    start: time | None,
    end: time | None,
    why: str,
    book: Book,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Sets the hours of one day, or closes it where both times are None. Raises ShiftError, NotOpen."""
    reason = one_plain_line(why.strip(), longest=LONGEST_WHY)
    if not reason:
        raise ShiftError(
            "Say what the day is, such as Force closure or election count.", kept="Nothing was altered."
        )
    if (start is None) != (end is None) or (start is not None and end is not None and start >= end):
        raise ShiftError("The hours end before they begin.", kept="Nothing was altered.")
    begins, ends = ("" if each is None else f"{each:%H:%M}" for each in (start, end))
    with writing(db):
        corporate_only(by, db, training=training)
        db.execute(
            "INSERT INTO odd_days (day, begins, ends, why, entered_ms, entered_by) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (day) DO UPDATE SET begins = excluded.begins, ends = excluded.ends, why = excluded.why,"
            " entered_ms = excluded.entered_ms, entered_by = excluded.entered_by",
            (
                day.isoformat(),
                f"{begins}:00" if begins else None,
                f"{ends}:00" if ends else None,
                reason,
                to_ms(now),
                by.name,
            ),
        )
        append(
            db,
            OddDaySet(day=day.isoformat(), begins=begins, ends=ends, why=reason),
            by=by,
            at_ms=to_ms(now),
        )
    book.hours.odd.put(odd_days(db))
    return Changes(accounts=True)


def take_day(
    db: Connection, *, day: date, book: Book, now: datetime, by: Person, training: bool = False
) -> Changes:
    """The day has the usual hours again. Raises NotOpen."""
    with writing(db):
        corporate_only(by, db, training=training)
        gone = db.execute("DELETE FROM odd_days WHERE day = ? RETURNING day", (day.isoformat(),)).fetchone()
        if gone is None:
            return NOTHING
        append(db, OddDayTakenOff(day=day.isoformat()), by=by, at_ms=to_ms(now))
    book.hours.odd.put(odd_days(db))
    return Changes(accounts=True)
