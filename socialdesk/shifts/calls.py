"""Whom the desk rang, when, why and with what outcome (2.5, 4.1; A7). It alone writes the calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from socialdesk.audit.duty import CallRecorded
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete, cleaned, require_hand
from socialdesk.decisions.plainly import one_plain_line
from socialdesk.errors import BugError
from socialdesk.model.changes import Changes
from socialdesk.model.people import Person
from socialdesk.shifts.rules import LONGEST_NAME, LONGEST_TELEPHONE, LONGEST_WORDS
from socialdesk.storage.database import Connection, writing

_OLDEST = timedelta(hours=24)
_COLUMNS = "SELECT id, rung_ms, whom, telephone, why, answered, outcome, declaration_id, by_name FROM calls"


class Answered(StrEnum):
    """What came of ringing."""

    REACHED = "reached"
    MESSAGE = "message"
    NO_ANSWER = "no_answer"

    @property
    def label(self) -> str:
        """In plain words."""
        return {
            Answered.REACHED: "Reached",
            Answered.MESSAGE: "Left a message",
            Answered.NO_ANSWER: "No answer",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, as somebody recorded it."""

    id: int
    rung_ms: int
    whom: str
    telephone: str
    why: str
    answered: Answered
    outcome: str
    declaration_id: int | None
    by_name: str


def record_call(
    db: Connection,
    *,
    whom: str,
    telephone: str = "",
    why: str,
    answered: Answered,
    outcome: str = "",
    rung: datetime,
    declaration_id: int | None = None,
    now: datetime,
    by: Person,
) -> Changes:
    """Records a call with its time and outcome. Raises Incomplete: whom, why, the outcome where they were reached, or
    a time that is to come or longer ago than a day."""
    require_hand(by, db)
    whom, telephone = one_plain_line(whom.strip(), longest=LONGEST_NAME), telephone.strip()
    why, outcome = cleaned(why)[:LONGEST_WORDS], cleaned(outcome)[:LONGEST_WORDS]
    if not whom:
        raise Incomplete("Say whom you rang.", field="whom")
    if not why:
        raise Incomplete("Say what you rang about.", field="why")
    if answered is Answered.REACHED and not outcome:
        raise Incomplete("Say what was agreed.", field="outcome")
    if not now - _OLDEST <= rung <= now:
        raise Incomplete("The time of the call is to come, or longer ago than a day.", field="rung")
    with writing(db):
        cursor = db.execute(
            "INSERT INTO calls (rung_ms, whom, telephone, why, answered, outcome, declaration_id, recorded_ms, by_name,"
            " by_role, by_staff) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                to_ms(rung),
                whom,
                telephone[:LONGEST_TELEPHONE],
                why,
                answered.value,
                outcome,
                declaration_id,
                to_ms(now),
                by.name,
                by.role.value,
                by.staff_id,
            ),
        )
        if cursor.lastrowid is None:
            raise BugError("a call has no number")
        entry = CallRecorded(
            call_id=cursor.lastrowid,
            rung_ms=to_ms(rung),
            answered=answered.value,
            declaration_id=declaration_id,
            whom=whom,
            telephone=telephone[:LONGEST_TELEPHONE],
            why=why,
            outcome=outcome,
        )
        append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(outbox=True)


def since(db: Connection, since_ms: int) -> list[Call]:
    """The calls recorded since then, the newest first."""
    rows = db.execute(
        f"{_COLUMNS} WHERE id > coalesce((SELECT id FROM calls WHERE recorded_ms < ? ORDER BY id DESC LIMIT 1), 0)"
        " ORDER BY id DESC LIMIT 200",
        (since_ms,),
    ).fetchall()
    return [_call(row) for row in rows]


def _call(row: Sequence[object]) -> Call:
    number, rung_ms, whom, telephone, why, answered, outcome, declaration_id, by_name = row
    return Call(
        id=int(str(number)),
        rung_ms=int(str(rung_ms)),
        whom=str(whom),
        telephone=str(telephone),
        why=str(why),
        answered=Answered(str(answered)),
        outcome=str(outcome),
        declaration_id=None if declaration_id is None else int(str(declaration_id)),
        by_name=str(by_name),
    )
