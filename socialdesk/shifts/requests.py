"""What the out-of-hours desk asks Corporate Communications to do, on accounts that are not its own (2.5, 2.6).

Recorded at night, listed when duty begins. It alone writes the requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from socialdesk.audit.duty import DutyRequested, DutyRequestSettled
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete, NotOpen, account_of, cleaned, require_hand
from socialdesk.errors import BugError
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId
from socialdesk.model.people import Person, Role
from socialdesk.shifts.rules import LONGEST_WORDS
from socialdesk.storage.database import Connection, writing

How = Literal["done", "refused", "withdrawn"]
_COLUMNS = """
SELECT duty_requests.id, duty_requests.account_id, accounts.name, accounts.network, request, asked_ms, asked_by,
    settled_ms, settled_by, settled_how, settled_words
FROM duty_requests JOIN accounts ON accounts.id = duty_requests.account_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request and what became of it."""

    id: int
    account_id: AccountId
    account_name: str
    network: str
    request: str
    asked_ms: int
    asked_by: str
    settled_ms: int | None = None
    settled_by: str = ""
    how: str = ""
    words: str = ""


def ask_for(db: Connection, *, account_id: AccountId, request: str, now: datetime, by: Person) -> Changes:
    """Asks for something on an account. Raises Incomplete without words, NotOpen for an account that is not there."""
    require_hand(by, db)
    words = cleaned(request)[:LONGEST_WORDS]
    if not words:
        raise Incomplete("Say what Corporate Communications is asked to do.", field="request")
    with writing(db):
        account_of(db, account_id)
        cursor = db.execute(
            "INSERT INTO duty_requests (account_id, request, asked_ms, asked_by, asked_role, asked_staff)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (account_id, words, to_ms(now), by.name, by.role.value, by.staff_id),
        )
        if cursor.lastrowid is None:
            raise BugError("a request has no number")
        entry = DutyRequested(request_id=cursor.lastrowid, account_id=account_id, request=words)
        append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(outbox=True)


def settle(
    db: Connection,
    *,
    request_id: int,
    how: How,
    words: str = "",
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Says what became of it. Corporate Communications does; who asked may take it back.

    Raises Incomplete for a refusal without a reason, NotOpen where it is settled or not theirs.
    """
    require_hand(by, db)
    reason = cleaned(words)[:LONGEST_WORDS]
    if how == "refused" and not reason:
        raise Incomplete("Say why it is refused.", field="words")
    corporate = by.role is Role.CORPORATE_COMMUNICATIONS or (training and by.role is Role.TRAINEE)
    with writing(db):
        row = db.execute(
            "SELECT account_id, asked_by FROM duty_requests WHERE id = ? AND settled_ms IS NULL",
            (request_id,),
        ).fetchone()
        if row is None:
            raise NotOpen("This request is settled already.", kept="What was said before stands.")
        if not corporate and not (how == "withdrawn" and row[1] == by.name):
            raise NotOpen(
                "Corporate Communications settles what is asked of it; who asked may take it back.",
                kept="Nothing was altered.",
            )
        db.execute(
            "UPDATE duty_requests SET settled_ms = ?, settled_by = ?, settled_how = ?, settled_words = ? WHERE id = ?",
            (to_ms(now), by.name, how, reason, request_id),
        )
        entry = DutyRequestSettled(request_id=request_id, account_id=AccountId(row[0]), how=how, words=reason)
        append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(outbox=True)


def open_requests(db: Connection) -> list[Request]:
    """What nobody has settled, the oldest first."""
    rows = db.execute(f"{_COLUMNS} WHERE settled_ms IS NULL ORDER BY duty_requests.id").fetchall()
    return [_request(row) for row in rows]


def since(db: Connection, since_ms: int) -> list[Request]:
    """What was asked since then, settled or not, the newest first."""
    rows = db.execute(
        f"{_COLUMNS} WHERE duty_requests.id > coalesce((SELECT id FROM duty_requests WHERE asked_ms < ?"
        " ORDER BY id DESC LIMIT 1), 0) ORDER BY duty_requests.id DESC LIMIT 200",
        (since_ms,),
    ).fetchall()
    return [_request(row) for row in rows]


def _request(row: Sequence[object]) -> Request:
    number, account_id, name, network, request, asked_ms, asked_by, settled_ms, settled_by, how, words = row
    return Request(
        id=int(str(number)),
        account_id=AccountId(int(str(account_id))),
        account_name=str(name),
        network=str(network),
        request=str(request),
        asked_ms=int(str(asked_ms)),
        asked_by=str(asked_by),
        settled_ms=None if settled_ms is None else int(str(settled_ms)),
        settled_by=str(settled_by),
        how=str(how),
        words=str(words),
    )
