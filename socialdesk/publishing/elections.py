"""Pre-election periods, parties and candidates, as Corporate Communications enters them (3.3d, P7).

Whoever has the pack's list has them too: what is entered is put there in the same step. Planned posts that fall into a
period and name somebody are found, and those that the desk itself keeps wait for another person's yes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from socialdesk.audit.checking import ElectionNameEntered, ElectionPeriodEntered, ElectionTakenOff
from socialdesk.audit.log import append
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.case import NotOpen, require_hand
from socialdesk.decisions.plainly import one_plain_line
from socialdesk.decisions.political import in_ms, named_in
from socialdesk.errors import UserFacingError
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import anothers_yes
from socialdesk.outbox.anothers_yes import waiting_for_another
from socialdesk.outbox.rows import Row, rows
from socialdesk.outbox.rows import row as outbox_row
from socialdesk.outbox.store import hold
from socialdesk.policy import phrasing
from socialdesk.policy.book import Book
from socialdesk.policy.working_days import counts, local_day
from socialdesk.publishing.checks import at_another_time
from socialdesk.publishing.elections_kept import put_entered
from socialdesk.storage.database import Connection, writing

LONGEST = 120
MOST_OTHERS = 20
_WORKING_DAYS = 25
"""Before a poll the notice of election stands no later (Local Elections (Principal Areas) Rules 2006)."""
_THURSDAY = 3


class ElectionError(UserFacingError):
    """A period or a name that cannot be kept so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A period to begin with, to be checked and corrected by whoever enters it."""

    name: str
    begins: date
    ends: date


def starter(book: Book, today: date) -> Starter:
    """The next ordinary local elections, on the first Thursday of May, from 25 working days before (3.3d)."""
    for year in (today.year, today.year + 1):
        first = date(year, 5, 1)
        poll = first + timedelta(days=(_THURSDAY - first.weekday()) % 7)
        if poll >= today:
            break
    begins, left = poll, _WORKING_DAYS
    while left:
        begins -= timedelta(days=1)
        left -= counts(begins, book.hours)
    return Starter(name=f"Local elections, {poll.day} {poll:%B %Y}", begins=begins, ends=poll)


def enter_period(
    db: Connection,
    *,
    name: str,
    begins: date,
    ends: date,
    book: Book,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Enters a period, both of its days in it. Raises ElectionError, and NotOpen for whoever may not."""
    name = _line(name, "Say which election it is.")
    if ends < begins:
        raise ElectionError("The period ends before it begins.", kept="Nothing was altered.")
    with writing(db):
        _corporate_only(by, db, training=training)
        row = db.execute(
            "INSERT INTO election_periods (name, begins_on, ends_on, entered_ms, entered_by) VALUES (?, ?, ?, ?, ?)"
            " RETURNING id",
            (name, begins.isoformat(), ends.isoformat(), to_ms(now), by.name),
        ).fetchone()
        assert row is not None
        entry = ElectionPeriodEntered(
            period_id=int(row[0]), begins=begins.isoformat(), ends=ends.isoformat(), name=name
        )
        append(db, entry, by=by, at_ms=to_ms(now))
    return _altered(db, book, now=now, by=by)


def enter_name(
    db: Connection,
    *,
    kind: str,
    name: str,
    party: str = "",
    area: str = "",
    also: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    book: Book,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Enters a `party` or `candidate`, and what they are called besides. Raises ElectionError and NotOpen."""
    name = _line(name, "Write the name.")
    others = [one_plain_line(each.strip(), longest=LONGEST) for each in also if each.strip()][:MOST_OTHERS]
    if not all(phrasing.words_of(each) for each in (name, *others)):
        raise ElectionError("That name has no words in it.", kept="Nothing was altered.")
    if kind == "candidate" and len(phrasing.words_of(name)) < 2:
        raise ElectionError("A candidate needs a first and a last name.", kept="Nothing was altered.")
    if since is not None and until is not None and until < since:
        raise ElectionError("The days end before they begin.", kept="Nothing was altered.")
    with writing(db):
        _corporate_only(by, db, training=training)
        row = db.execute(
            "INSERT INTO election_names (kind, name, party, area, also, since_on, until_on, entered_ms, entered_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                *(kind, name, one_plain_line(party.strip(), longest=LONGEST)),
                *(one_plain_line(area.strip(), longest=LONGEST), json.dumps(others)),
                *(None if each is None else each.isoformat() for each in (since, until)),
                *(to_ms(now), by.name),
            ),
        ).fetchone()
        assert row is not None
        append(db, ElectionNameEntered(name_id=int(row[0]), of=kind, name=name), by=by, at_ms=to_ms(now))
    return _altered(db, book, now=now, by=by)


def take_off(
    db: Connection,
    *,
    table: str,
    number: int,
    book: Book,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Takes a period (`periods`) or a name (`names`) off the list; it stays in the store. Raises NotOpen."""
    sql = {
        "periods": "UPDATE election_periods SET ended_ms = ?, ended_by = ? WHERE id = ? AND ended_ms IS NULL",
        "names": "UPDATE election_names SET ended_ms = ?, ended_by = ? WHERE id = ? AND ended_ms IS NULL",
    }[table]
    with writing(db):
        _corporate_only(by, db, training=training)
        if db.execute(sql, (to_ms(now), by.name, number)).rowcount != 1:
            return NOTHING
        append(db, ElectionTakenOff(of=table, number=number), by=by, at_ms=to_ms(now))
    put_entered(db, book.parties.entered)
    return Changes(drafts=True) | _ask_no_more(db, book, now=now, by=by)


def asked_about(db: Connection, *, book: Book, now: datetime, person: Person) -> list[PostId]:
    """Planned posts that fall into a period and name somebody, and to which nobody else has said yes."""
    found = db.execute(
        "SELECT id, scheduled_ms FROM posts WHERE scheduled_ms > ? AND state IN ('ready', 'sent')"
        " AND EXISTS (SELECT 1 FROM post_targets JOIN post_parts ON target_id = post_targets.id"
        "  WHERE post_id = posts.id AND published_ms IS NULL AND gone_ms IS NULL AND stopped_ms IS NULL)"
        " ORDER BY scheduled_ms, id",
        (to_ms(now),),
    ).fetchall()
    return [
        PostId(number)
        for number, at_ms in found
        if any(
            each.state != "pass"
            for each in at_another_time(
                db, post_id=PostId(number), scheduled_ms=at_ms, book=book, now=now, person=person
            )
        )
    ]


HELD = (
    "It names a party or candidate, and a pre-election period has been entered that it falls into. Open it, and under"
    ' "Another time" let another person say yes (3.3d) and confirm its time; or leave it.'
)


def _altered(db: Connection, book: Book, *, now: datetime, by: Person) -> Changes:
    """Puts the list where the checks look, and holds what the desk keeps and that is asked about now."""
    put_entered(db, book.parties.entered)
    changes = Changes(drafts=True)
    with writing(db):
        for post_id in asked_about(db, book=book, now=now, person=by):
            changes |= Changes(posts=frozenset({post_id}))
            for row in rows(
                db,
                "WHERE post_target_id IN (SELECT id FROM post_targets WHERE post_id = ?)"
                " AND state IN ('queued', 'waiting') AND kind IN ('publish', 'reshare')",
                (post_id,),
            ):
                _ask_another(db, row, book, now=now)
                if not row.needs_person:
                    hold(db, row, now_ms=to_ms(now), reason=HELD, why="pre_election")
                changes |= row.changed
    return changes


def _ask_another(db: Connection, row: Row, book: Book, *, now: datetime) -> None:
    """From now on the store itself lets it go on another person's yes alone."""
    at_ms = row.due_ms or row.action.scheduled_ms or to_ms(now)
    period = book.parties.period(local_day(from_ms(at_ms), book.hours))
    if period is None or row.post is None:
        return
    [(decided_by,)] = db.execute("SELECT decided_by FROM posts WHERE id = ?", (row.post.post_id,)).fetchall()
    begins_ms, ends_ms = in_ms(period, book.hours)
    anothers_yes.ask(
        db,
        row.id,
        begins_ms=begins_ms,
        ends_ms=ends_ms,
        of_name=str(decided_by),
        of_staff=None,
        now_ms=to_ms(now),
    )


def _ask_no_more(db: Connection, book: Book, *, now: datetime, by: Person) -> Changes:
    """What nothing on the list asks about any more needs nobody else's yes; it still waits for a person's word."""
    changes = NOTHING
    with writing(db):
        planned = asked_about(db, book=book, now=now, person=by)
        for number in waiting_for_another(db):
            waiting = outbox_row(db, number)
            if waiting is None or (
                named_in(waiting.action.text, book=book, now=now) is not None
                if waiting.post is None
                else waiting.post.post_id in planned
            ):
                continue
            anothers_yes.lift(db, number, now_ms=to_ms(now))
            changes |= waiting.changed
    return changes


def _line(words: str, missing: str) -> str:
    line = one_plain_line(words.strip(), longest=LONGEST)
    if not any(letter.isalpha() for letter in line):
        raise ElectionError(missing, kept="Nothing was altered.")
    return line


def _corporate_only(by: Person, db: Connection, *, training: bool) -> None:
    require_hand(by, db)
    if by.role is Role.CORPORATE_COMMUNICATIONS or (training and by.role is Role.TRAINEE):
        return
    raise NotOpen(
        "Corporate Communications keeps the list of periods, parties and candidates (3.3d).",
        kept="Nothing was altered.",
        to_do="Ask Corporate Communications to enter it.",
    )
