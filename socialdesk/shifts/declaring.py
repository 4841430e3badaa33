"""Whether the threshold for ringing the on-call press officer is met, declared before an Oscar 1 or IDO posts (A7).

It alone writes the declarations. One that says "not met" holds for one post, for whoever declared it, for an hour; the
store itself refuses a post without it. One that says "met" ends it: somebody is rung, and nothing is posted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.audit.duty import ThresholdDeclared
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned, require_hand
from socialdesk.errors import BugError
from socialdesk.model.changes import Changes
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.policy.hours import next_change, on_duty
from socialdesk.shifts.rules import LONGEST_WORDS, OUT_OF_HOURS
from socialdesk.storage.database import Connection, assert_in_transaction, writing

HOLDS_MS = 3_600_000
"""How long a declaration holds, as the schema's trigger has it."""
_COLUMNS = "SELECT id, post_id, about, met, reason, at_ms, by_name, by_role FROM threshold_declarations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What somebody declared."""

    id: int
    post_id: PostId | None
    about: str
    """What the post is about, in their words."""
    met: bool
    reason: str
    at_ms: int
    by_name: str
    by_role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A declaration was recorded."""

    id: int
    changes: Changes


def needed(person: Person) -> bool:
    """True for whoever posts only where the threshold is not met (2.5)."""
    return person.role in OUT_OF_HOURS


def declare(
    db: Connection,
    *,
    post_id: PostId | None,
    about: str,
    met: bool,
    reason: str = "",
    book: Book,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Declared:
    """Records whether the threshold is met. Raises Incomplete, and NotOpen within office hours and for other roles.

    Without a post only "met" can be declared, since "not met" holds for one post alone.
    """
    require_hand(by, db)
    if not needed(by) and not (training and by.role is Role.TRAINEE):
        raise NotOpen(
            "The threshold is declared by an Oscar 1 or IDO before they post (2.5).",
            kept="Nothing was altered.",
            to_do="Corporate Communications posts without it.",
        )
    if on_duty(now, book.hours):
        raise NotOpen(
            f"Corporate Communications is on duty until {next_change(now, book.hours):%H:%M} and posts itself (2.5).",
            kept="Nothing was altered.",
            to_do="Ask them to post it.",
        )
    about, reason = cleaned(about)[:LONGEST_WORDS], cleaned(reason)[:LONGEST_WORDS]
    if not about:
        raise Incomplete("Say what the post is about.", field="about")
    if not met and not reason:
        raise Incomplete("Say why the threshold is not met: it is recorded.", field="reason")
    if not met and post_id is None:
        raise BugError("that the threshold is not met is declared for one post")
    with writing(db):
        if post_id is not None:
            _draft(db, post_id)
        cursor = db.execute(
            "INSERT INTO threshold_declarations (post_id, about, met, reason, at_ms, by_name, by_role, by_staff)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (post_id, about, int(met), reason, to_ms(now), by.name, by.role.value, by.staff_id),
        )
        if cursor.lastrowid is None:
            raise BugError("a declaration has no number")
        entry = ThresholdDeclared(
            declaration_id=cursor.lastrowid, post_id=post_id, met=met, about=about, reason=reason
        )
        append(db, entry, by=by, at_ms=to_ms(now))
    posts = frozenset({post_id}) if post_id is not None else frozenset[PostId]()
    return Declared(id=cursor.lastrowid, changes=Changes(outbox=True, posts=posts))


def newest_of(db: Connection, post_id: PostId) -> Declaration | None:
    """The newest declaration on a post; what was declared before it holds no longer."""
    row = db.execute(f"{_COLUMNS} WHERE post_id = ? ORDER BY id DESC LIMIT 1", (post_id,)).fetchone()
    return None if row is None else _declaration(row)


def holds(found: Declaration | None, *, person: Person, now: datetime) -> bool:
    """True where this person may post on it now."""
    return (
        found is not None
        and not found.met
        and found.by_name == person.name
        and found.by_role == person.role.value
        and to_ms(now) - HOLDS_MS <= found.at_ms <= to_ms(now)
    )


def since(db: Connection, since_ms: int) -> list[Declaration]:
    """What was declared since then, the newest first."""
    rows = db.execute(
        f"{_COLUMNS} WHERE id > coalesce((SELECT id FROM threshold_declarations WHERE at_ms < ? ORDER BY id DESC"
        " LIMIT 1), 0) ORDER BY id DESC LIMIT 200",
        (since_ms,),
    ).fetchall()
    return [_declaration(row) for row in rows]


def dispose_words(db: Connection, post_ids: Sequence[PostId]) -> None:
    """Deletes what was declared about posts whose own words have been deleted; that it was declared stays (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE threshold_declarations SET about = '(deleted)', reason = iif(reason = '', '', '(deleted)')"
        " WHERE post_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(post_ids)),),
    )


def _draft(db: Connection, post_id: PostId) -> None:
    row = db.execute("SELECT state FROM posts WHERE id = ?", (post_id,)).fetchone()
    if row is None or row[0] not in ("draft", "waiting_second"):
        raise NotOpen(
            "This post is no draft any more, so nothing can be declared for it.",
            kept="Nothing was altered.",
            to_do="Begin another post.",
        )


def _declaration(row: Sequence[object]) -> Declaration:
    number, post_id, about, met, reason, at_ms, by_name, by_role = row
    return Declaration(
        id=int(str(number)),
        post_id=None if post_id is None else PostId(int(str(post_id))),
        about=str(about),
        met=bool(met),
        reason=str(reason),
        at_ms=int(str(at_ms)),
        by_name=str(by_name),
        by_role=str(by_role),
    )
