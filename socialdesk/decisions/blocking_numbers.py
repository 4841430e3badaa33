"""Blocks in numbers, for publishing and for questions from the public: no names, no words, no ids (T2, 4.4).

A block that rests on several grounds counts under each of them; `total` counts each once.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.decisions.case import Incomplete, cleaned, require_hand
from socialdesk.model.accounts import Network
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing

MARKING = "OFFICIAL"
HEAD = ("network", "month", "ground", "outcome", "blocks")
ALL_GROUNDS = "all grounds (each block once)"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet could take a cell for that begins with it."""
_OUTCOMES = {
    BlockState.WAITING_ADVICE: "waiting for advice or approval",
    BlockState.WAITING_APPROVAL: "waiting for advice or approval",
    BlockState.APPROVED: "approved, not in force yet",
    BlockState.NOT_DONE: "approved, not in force yet",
    BlockState.IN_FORCE: "in force",
    BlockState.LIFTING: "in force",
    BlockState.REFUSED: "refused",
    BlockState.WITHDRAWN: "withdrawn",
    BlockState.LIFTED: "lifted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One line of the numbers."""

    network: str
    month: str
    """In which it was asked for, as 2026-11, in the Force's own time."""
    ground: str
    outcome: str
    blocks: int


def numbers(db: Connection, book: Book) -> list[Number]:
    """Every block that was ever asked for, counted by network, month, ground and outcome."""
    zone = ZoneInfo(book.hours.timezone)
    counted: Counter[tuple[str, str, str, str]] = Counter()
    rows = db.execute(
        "SELECT accounts.network, blocks.requested_ms, blocks.state, blocks.id FROM blocks"
        " JOIN accounts ON accounts.id = blocks.account_id ORDER BY blocks.id"
    ).fetchall()
    grounds: dict[int, list[str]] = {}
    for block_id, ground in db.execute(
        "SELECT blocks.id, ground.value FROM blocks, json_each(blocks.grounds) AS ground"
    ).fetchall():
        grounds.setdefault(block_id, []).append(book.name_of(ground))
    for network, requested_ms, state, block_id in rows:
        month = f"{from_ms(requested_ms).astimezone(zone):%Y-%m}"
        outcome = _OUTCOMES[BlockState(state)]
        for ground in (ALL_GROUNDS, *grounds.get(block_id, ())):
            counted[Network(network).label, month, ground, outcome] += 1
    return [
        Number(network=key[0], month=key[1], ground=key[2], outcome=key[3], blocks=count)
        for key, count in sorted(counted.items())
    ]


def as_csv(found: Sequence[Number]) -> str:
    """The numbers for a spreadsheet: its marking in the first line, no cell that could be taken for a formula."""
    held = io.StringIO()
    # Excel reads the lines of a CSV as RFC 4180 has them.
    sheet = csv.writer(held, lineterminator="\r\n")
    sheet.writerow((MARKING,))
    sheet.writerow(HEAD)
    for each in found:
        sheet.writerow(
            (_safe(each.network), each.month, _safe(each.ground), _safe(each.outcome), each.blocks)
        )
    return held.getvalue()


def export_numbers(db: Connection, *, reason: str, book: Book, now: datetime, by: Person) -> str:
    """The numbers as CSV, with an entry in the record that they left the desk. Raises Incomplete without a reason."""
    if by.role is not Role.AUDITOR:
        require_hand(by, db)
    reason = cleaned(reason)
    if not reason:
        raise Incomplete("Say what the numbers are for: it goes into the record.", field="reason")
    with writing(db):
        found = numbers(db, book)
        total = sum(each.blocks for each in found if each.ground == ALL_GROUNDS)
        entry = entries.Exported(
            what="numbers of blocks, without names", count=total, marking=MARKING, reason=reason
        )
        append(db, entry, by=by, at_ms=to_ms(now))
    return as_csv(found)


def _safe(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words
