"""An answer of Corporate Communications that came by telephone: entered, marked so, and looked at later (4.3, R11).

At night the on-call press officer answers by telephone, and whoever asked writes it down. It alone writes the table of
such answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from socialdesk.audit.log import append
from socialdesk.audit.referring import AdviceLookedAt, AdviceTelephoned
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions import asking
from socialdesk.decisions.asking import key_of, open_question, told
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned, require_hand
from socialdesk.inbox.store import set_open, set_outcome
from socialdesk.inbox.stored import ids_json
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection, assert_in_transaction, writing

BY_TELEPHONE = "Answered by telephone"
NOT_SO = "Not answered so, says Corporate Communications"
"""What the list says of the item."""
_SKEW = timedelta(minutes=1)
_EARLIEST = timedelta(hours=12)
"""Who was rung before the question was written down is believed for so long."""


def enter(
    db: Connection,
    *,
    question_id: int,
    answered_by: str,
    words: str,
    given_at: datetime,
    now: datetime,
    by: Person,
) -> Changes:
    """Enters an answer as given by telephone by `answered_by`; it is listed for Corporate Communications to look at.

    Raises Incomplete for what is missing, NotOpen where it waits for no answer or names whoever asked.
    """
    require_hand(by, db)
    words, name, now_ms = cleaned(words), " ".join(cleaned(answered_by).split()), to_ms(now)
    with writing(db):
        found = open_question(db, question_id)
        if not name:
            raise Incomplete("Name who in Corporate Communications answered.", field="answered_by")
        if key_of(name) == key_of(found.asked_by):
            raise NotOpen(
                f"{found.asked_by} asked this: somebody else in Corporate Communications answers it.",
                kept="Nothing was altered.",
                to_do="Name who answered on the telephone.",
            )
        if given_at > now + _SKEW:
            raise Incomplete("That time is still to come. Give the time of the call.", field="given_at")
        if given_at < from_ms(found.asked_ms) - _EARLIEST:
            raise Incomplete("That is long before the question was asked.", field="given_at")
        db.execute(
            "INSERT INTO telephoned_answers (question_id, given_ms, entered_ms, entered_by, entered_key, entered_staff)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (found.id, to_ms(given_at), now_ms, by.name, key_of(by.name), by.staff_id),
        )
        waited_ms = asking.settle(db, found, words, Person(name, Role.CORPORATE_COMMUNICATIONS), now_ms)
        entry = AdviceTelephoned(
            **told(found), waited_ms=waited_ms, given_ms=to_ms(given_at), answered_by=name, answer=words
        )
        append(db, entry, by=by, at_ms=now_ms)
        asking.goes_on(db, found.item_id, BY_TELEPHONE)
    return Changes(items=frozenset({found.item_id}), outbox=True)


def look_at(
    db: Connection, *, question_id: int, stands: bool, words: str = "", now: datetime, by: Person
) -> Changes:
    """Corporate Communications says whether it was given so. Where it was not, the item is unread again.

    Raises NotOpen where it is not theirs to say or was said, Incomplete for a no without a reason.
    """
    require_hand(by, db)
    words, now_ms = cleaned(words), to_ms(now)
    with writing(db):
        found = next((each for each in asking.to_look_at(db) if each.id == question_id), None)
        if found is None or found.telephoned is None:
            raise NotOpen("This answer has been looked at already.", kept="Nothing was altered.")
        if by.role is not Role.CORPORATE_COMMUNICATIONS:
            raise NotOpen(
                "Corporate Communications looks at what was entered as its answer (4.3).",
                kept="Nothing was altered.",
            )
        if found.telephoned.entered_by_person(by):
            raise NotOpen(
                "You entered this yourself.",
                kept="Nothing was altered.",
                to_do="A colleague in Corporate Communications looks at it.",
            )
        if not stands and not words:
            raise Incomplete("Say what is not right about it.", field="words")
        db.execute(
            "UPDATE telephoned_answers SET looked_at_ms = ?, looked_at_by = ?, looked_at_key = ?, looked_at_staff = ?,"
            " looked_at_words = ?, stands = ? WHERE question_id = ?",
            (now_ms, by.name, key_of(by.name), by.staff_id, words, int(stands), found.id),
        )
        append(db, AdviceLookedAt(**told(found), stands=stands, words=words), by=by, at_ms=now_ms)
        if not stands:
            # Somebody may have acted on what was never said.
            set_open(db, found.item_id, unread=True)
            set_outcome(db, found.item_id, NOT_SO)
    return Changes(items=frozenset({found.item_id}), outbox=True)


def how_many(db: Connection) -> int:
    """Answers that wait to be looked at."""
    row = db.execute("SELECT count(*) FROM telephoned_answers WHERE looked_at_ms IS NULL").fetchone()
    return int(row[0]) if row else 0


def dispose_words(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Deletes what was said of entered answers on these items, within the caller's transaction (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE telephoned_answers SET looked_at_words = '(deleted)' WHERE looked_at_words <> '' AND question_id IN"
        " (SELECT id FROM questions WHERE item_id IN (SELECT value FROM json_each(?)))",
        (ids_json(item_ids),),
    )
