"""Handing over at a change of shift: one page, made once, accepted by the incoming person (I2).

It alone writes handovers and acceptances. One that nobody has accepted is shown to whoever comes next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from socialdesk.audit import entries
from socialdesk.audit.duty import HandedOver, HandoverAccepted, HandoverWritten
from socialdesk.audit.log import append
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.case import Incomplete, cleaned, require_hand
from socialdesk.decisions.protected import protected_in
from socialdesk.decisions.quoting import sensitive_problem
from socialdesk.decisions.shift_end import AT_ONCE
from socialdesk.errors import BugError
from socialdesk.inbox import store
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.model.names import name_key
from socialdesk.model.people import DESK, Person, Role, same_person
from socialdesk.policy.book import Book
from socialdesk.policy.hours import last_change, on_duty
from socialdesk.shifts.gathering import gather
from socialdesk.shifts.page import Page, from_json, to_json
from socialdesk.shifts.rules import LONGEST_WORDS, ShiftError
from socialdesk.storage.database import Connection, writing

LONGEST_SHIFT_MS = 5 * 24 * 3_600_000
"""What is handed over goes no further back, so that a desk that was off for a month still has one page."""
LISTED = 60
_LATE = timedelta(hours=2)
_COLUMNS = """
SELECT handovers.id, from_ms, until_ms, content, notes, released, made_ms, made_by, made_role, made_staff,
    accepted_ms, accepted_by, accepted_role
FROM handovers LEFT JOIN handover_acceptances ON handover_acceptances.handover_id = handovers.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One handover as it was made, and who accepted it."""

    id: int
    page: Page
    notes: str
    released: int
    """Items that were taken and let go with it."""
    made_ms: int
    made_by: str
    made_role: str
    made_staff: int | None
    accepted_ms: int | None = None
    accepted_by: str = ""
    accepted_role: str = ""

    def made_by_person(self, person: Person) -> bool:
        """True for whoever made it: somebody else accepts it."""
        return same_person(Person(self.made_by, person.role, staff_id=self.made_staff), person)


def begins(db: Connection, now: datetime, book: Book) -> datetime:
    """From when the next handover tells: the end of the last one, or else a change of duty; five days at most.

    Where nobody ever handed over that is the shift before the present one, but for a night that has gone on for two
    hours: nobody who goes home at five hands over at seven.
    """
    row = db.execute("SELECT until_ms FROM handovers ORDER BY id DESC LIMIT 1").fetchone()
    least = to_ms(now) - LONGEST_SHIFT_MS
    if row is not None and int(row[0]) <= to_ms(now):
        return from_ms(max(int(row[0]), least))
    return from_ms(max(to_ms(_shift_before(now, book)), least))


def _shift_before(now: datetime, book: Book) -> datetime:
    change = last_change(now, book.hours)
    if not on_duty(now, book.hours) and now - change > _LATE:
        return change
    return last_change(from_ms(to_ms(change) - 1), book.hours)


def preview(db: Connection, *, book: Book, now: datetime) -> Page:
    """What would be handed over now. For a reader's connection, on a thread of its own."""
    return gather(db, start=begins(db, now, book), end=now, book=book)


def make(
    db: Connection, *, notes: str = "", page: Page | None = None, book: Book, now: datetime, by: Person
) -> Changes:
    """Keeps the page and lets go what its maker had taken. Raises Incomplete for notes that give something away.

    `page` is what the person saw; without it the desk gathers it anew.
    """
    require_hand(by, db)
    said = cleaned(notes)[:LONGEST_WORDS]
    if problem := notes_problem(db, said, book):
        raise Incomplete(problem, field="notes")
    shown = page or preview(db, book=book, now=now)
    with writing(db):
        released = _released(db, by, now)
        _keep(db, shown, said, len(released), by, now)
    return Changes(items=frozenset(released), outbox=True)


def notes_problem(db: Connection, notes: str, book: Book) -> str:
    """What stands against these notes, a sentence that quotes nothing; "" where nothing does (4.3b, 4.3f, R9)."""
    if not notes.strip():
        return ""
    if protected_in(db, notes):
        return "The notes have words that a case's watch list protects. Write them without."
    return sensitive_problem(db, notes, book, thread_id=ThreadId(0))


def accept(db: Connection, *, handover_id: int, now: datetime, by: Person) -> Changes:
    """The incoming person has read it. Raises NotOpen for an auditor, ShiftError for its maker or where it is done."""
    require_hand(by, db)
    with writing(db):
        found = one(db, handover_id)
        if found is None:
            raise BugError("there is no such handover")
        if found.accepted_ms is not None:
            raise ShiftError(
                f"{found.accepted_by} has accepted this handover already.", kept="Nothing was altered."
            )
        if found.made_by_person(by):
            raise ShiftError(
                "You made this handover yourself: whoever comes after you accepts it.",
                kept="Nothing was altered.",
                to_do="They sit down under Change person and accept it.",
            )
        _accept(db, found.id, by, now, made_ms=found.made_ms)
    return Changes(outbox=True)


def take_over(db: Connection, *, page: Page, book: Book, now: datetime, by: Person) -> Changes:
    """Nobody handed over: the desk keeps the page as it was seen, and who comes in accepts it. Raises NotOpen."""
    require_hand(by, db)
    with writing(db):
        handover_id = _keep(db, page, "", 0, DESK, now)
        _accept(db, handover_id, by, now, made_ms=to_ms(now))
    return Changes(outbox=True)


def written(
    db: Connection, *, handover_id: int, form: str, content: bytes, now: datetime, by: Person
) -> None:
    """Records that a handover leaves the desk as a file. Raises NotOpen."""
    require_hand(by, db)
    entry = HandoverWritten(handover_id=handover_id, form=form, sha256=hashlib.sha256(content).hexdigest())
    with writing(db):
        append(db, entry, by=by, at_ms=to_ms(now))


def one(db: Connection, handover_id: int) -> Handover | None:
    """One handover."""
    row = db.execute(f"{_COLUMNS} WHERE handovers.id = ?", (handover_id,)).fetchone()
    return None if row is None else _handover(row)


def waiting(db: Connection) -> list[Handover]:
    """Those that nobody has accepted, the oldest first."""
    rows = db.execute(
        f"{_COLUMNS} WHERE accepted_ms IS NULL AND handovers.id > (SELECT coalesce(max(id), 0) - ? FROM handovers)"
        " ORDER BY handovers.id",
        (LISTED,),
    ).fetchall()
    return [_handover(row) for row in rows]


def how_many_for(db: Connection, person: Person) -> int:
    """How many wait for somebody else than their maker, as far as this person is concerned."""
    rows = db.execute(
        "SELECT made_by, made_staff FROM handovers WHERE id > (SELECT coalesce(max(id), 0) - ? FROM handovers)"
        " AND NOT EXISTS (SELECT 1 FROM handover_acceptances WHERE handover_id = handovers.id)",
        (LISTED,),
    ).fetchall()
    return sum(not same_person(Person(row[0], person.role, staff_id=row[1]), person) for row in rows)


def newest(db: Connection) -> list[Handover]:
    """The newest handovers, the latest first."""
    rows = db.execute(f"{_COLUMNS} ORDER BY handovers.id DESC LIMIT ?", (LISTED,)).fetchall()
    return [_handover(row) for row in rows]


def due(db: Connection, *, now: datetime, book: Book, person: Person) -> bool:
    """True for Corporate Communications on duty while what was done in the time before waits to be read.

    Either somebody handed over and nobody accepted it, or since the last acceptance, while they were away, somebody
    declared, rang, asked or posted, and nobody handed over.
    """
    if person.role is not Role.CORPORATE_COMMUNICATIONS or not on_duty(now, book.hours):
        return False
    if how_many_for(db, person):
        return True
    began = to_ms(last_change(now, book.hours))
    start = to_ms(begins(db, now, book))
    if start >= began:
        return False
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM threshold_declarations WHERE at_ms BETWEEN :start AND :began)"
        " OR EXISTS (SELECT 1 FROM calls WHERE rung_ms BETWEEN :start AND :began)"
        " OR EXISTS (SELECT 1 FROM duty_requests WHERE settled_ms IS NULL AND asked_ms BETWEEN :start AND :began)"
        " OR EXISTS (SELECT 1 FROM (SELECT by_role, decided_ms FROM decisions ORDER BY id DESC LIMIT 2000)"
        " WHERE decided_ms BETWEEN :start AND :began AND by_role IN ('oscar_1', 'ido'))",
        {"start": start, "began": began},
    ).fetchone()
    return bool(row and row[0])


def _keep(db: Connection, page: Page, notes: str, released: int, by: Person, now: datetime) -> int:
    content = to_json(page)
    cursor = db.execute(
        "INSERT INTO handovers (from_ms, until_ms, content, notes, released, made_ms, made_by, made_role, made_key,"
        " made_staff) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            page.from_ms,
            page.until_ms,
            content,
            notes,
            released,
            to_ms(now),
            by.name,
            by.role.value,
            name_key(by.name),
            by.staff_id,
        ),
    )
    if cursor.lastrowid is None:
        raise BugError("a handover has no number")
    entry = HandedOver(
        handover_id=cursor.lastrowid,
        from_ms=page.from_ms,
        until_ms=page.until_ms,
        content_sha256=hashlib.sha256(content.encode()).hexdigest(),
        released=released,
        notes=notes,
    )
    append(db, entry, by=by, at_ms=to_ms(now))
    return cursor.lastrowid


def _accept(db: Connection, handover_id: int, by: Person, now: datetime, *, made_ms: int) -> None:
    db.execute(
        "INSERT INTO handover_acceptances (handover_id, accepted_ms, accepted_by, accepted_role, accepted_key,"
        " accepted_staff) VALUES (?, ?, ?, ?, ?, ?)",
        (handover_id, to_ms(now), by.name, by.role.value, name_key(by.name), by.staff_id),
    )
    entry = HandoverAccepted(handover_id=handover_id, waited_ms=max(0, to_ms(now) - made_ms))
    append(db, entry, by=by, at_ms=to_ms(now))


def _released(db: Connection, by: Person, now: datetime) -> list[ItemId]:
    """Lets go what the outgoing person had taken and not finished: nothing waits for somebody at home."""
    rows = db.execute(
        "SELECT item_id FROM worklist INDEXED BY worklist_claimed WHERE claimed_by = ? AND open = 1 LIMIT ?",
        (by.name, AT_ONCE),
    ).fetchall()
    found = [ItemId(row[0]) for row in rows]
    for item_id in found:
        store.set_claim(db, item_id, by=None)
        append(db, entries.Released(item_id=item_id), by=by, at_ms=to_ms(now))
    return found


def _handover(row: Sequence[Any]) -> Handover:
    return Handover(
        id=row[0],
        page=from_json(row[3]),
        notes=row[4],
        released=row[5],
        made_ms=row[6],
        made_by=row[7],
        made_role=row[8],
        made_staff=row[9],
        accepted_ms=row[10],
        accepted_by=row[11] or "",
        accepted_role=row[12] or "",
    )
