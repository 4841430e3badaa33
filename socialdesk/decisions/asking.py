"""Asking Corporate Communications, from the item itself (4.3, R11). It alone writes the table of questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from socialdesk.audit.log import append
from socialdesk.audit.referring import AdviceAsked, AdviceGiven, AdviceWithdrawn
from socialdesk.clock import to_ms
from socialdesk.decisions import drafts
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned, item_of, require_hand
from socialdesk.errors import BugError
from socialdesk.inbox.store import set_open, set_outcome
from socialdesk.inbox.stored import ids_json
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.model.names import name_key
from socialdesk.model.people import Person, Role, same_person
from socialdesk.storage.database import Connection, SqlValue, assert_in_transaction, writing

WAITING = "Waiting for Corporate Communications"
ANSWERED = "Corporate Communications answered"
"""What the list says of an item with a question."""
DRAFT = "ask"
"""The form whose draft goes when the question is asked."""
LONGEST = 4_000
"""Characters of a question or an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephoned:
    """An answer that somebody entered as given by telephone."""

    given_ms: int
    entered_by: str
    entered_staff: int | None
    looked_at_by: str
    stands: bool | None
    """Whether Corporate Communications says that it was given so; None before it was looked at."""
    words: str

    def entered_by_person(self, person: Person) -> bool:
        """True for whoever entered it."""
        return same_person(Person(self.entered_by, person.role, staff_id=self.entered_staff), person)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and what became of it."""

    id: int
    item_id: ItemId
    account_id: AccountId
    question: str
    asked_ms: int
    asked_by: str
    asked_role: str
    asked_staff: int | None
    answer: str = ""
    answered_by: str = ""
    withdrawn: str = ""
    """Why it was taken back; "" where it was not."""
    settled_ms: int | None = None
    telephoned: Telephoned | None = None
    """Where the answer was entered as given by telephone."""

    @property
    def open(self) -> bool:
        """True while it waits for an answer."""
        return self.settled_ms is None

    def waited_ms(self, now_ms: int) -> int:
        """How long it has waited, or waited until it was settled."""
        return max(0, (now_ms if self.settled_ms is None else self.settled_ms) - self.asked_ms)


def ask(db: Connection, *, item_id: ItemId, question: str, now: datetime, by: Person) -> Changes:
    """Asks a question; the item waits for the answer and stays on the list. Raises Incomplete without words."""
    require_hand(by, db)
    question, now_ms = cleaned(question), to_ms(now)
    with writing(db):
        item = item_of(db, item_id)
        if not question:
            raise Incomplete("Write the question.", field="question")
        if len(question) > LONGEST:
            raise Incomplete(f"It is longer than {LONGEST:,} characters. Say it shorter.", field="question")
        cursor = db.execute(
            "INSERT INTO questions (item_id, account_id, question, asked_ms, asked_by, asked_key, asked_role,"
            " asked_staff) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                item_id,
                item.account_id,
                question,
                now_ms,
                by.name,
                key_of(by.name),
                by.role.value,
                by.staff_id,
            ),
        )
        if cursor.lastrowid is None:
            raise BugError("a question has no number")
        entry = AdviceAsked(
            question_id=cursor.lastrowid, item_id=item_id, account_id=item.account_id, question=question
        )
        append(db, entry, by=by, at_ms=now_ms)
        set_open(db, item_id)
        set_outcome(db, item_id, WAITING)
        drafts.discard_within(db, item_id=item_id, form=DRAFT)
    return Changes(items=frozenset({item_id}), outbox=True)


def answer(db: Connection, *, question_id: int, words: str, now: datetime, by: Person) -> Changes:
    """Corporate Communications answers; the item is unread again for whoever asked.

    Raises NotOpen for any other role, for whoever asked it, and where it is settled; Incomplete without words.
    """
    require_hand(by, db)
    words, now_ms = cleaned(words), to_ms(now)
    if by.role is not Role.CORPORATE_COMMUNICATIONS:
        raise NotOpen(
            "Corporate Communications answers (4.3).",
            kept="Nothing was altered.",
            to_do="A press officer signs on and answers it in the list of questions.",
        )
    with writing(db):
        found = open_question(db, question_id)
        if same_person(Person(found.asked_by, by.role, staff_id=found.asked_staff), by):
            raise NotOpen(
                "You asked this yourself: somebody else in Corporate Communications answers it.",
                kept="Nothing was altered.",
                to_do="Ask a colleague, or take the question back.",
            )
        waited_ms = settle(db, found, words, by, now_ms)
        entry = AdviceGiven(**told(found), waited_ms=waited_ms, answer=words)
        append(db, entry, by=by, at_ms=now_ms)
        goes_on(db, found.item_id, ANSWERED)
    return Changes(items=frozenset({found.item_id}), outbox=True)


def settle(db: Connection, found: Asked, words: str, answered_by: Person, now_ms: int) -> int:
    """Writes an answer down, within the caller's transaction; how long it was waited for, in milliseconds.

    `answered_by` is of Corporate Communications. Raises Incomplete without words.
    """
    assert_in_transaction(db)
    if not words:
        raise Incomplete("Write the answer.", field="answer")
    if len(words) > LONGEST:
        raise Incomplete(f"It is longer than {LONGEST:,} characters. Say it shorter.", field="answer")
    # A clock that was set back takes nothing from the wait: it was at least none.
    at_ms = max(now_ms, found.asked_ms)
    db.execute(
        "UPDATE questions SET answer = ?, answered_by = ?, answered_key = ?, answered_role = ?,"
        " answered_staff = ?, settled_ms = ? WHERE id = ? AND settled_ms IS NULL",
        (
            words,
            answered_by.name,
            key_of(answered_by.name),
            answered_by.role.value,
            answered_by.staff_id,
            at_ms,
            found.id,
        ),
    )
    return at_ms - found.asked_ms


def withdraw(db: Connection, *, question_id: int, reason: str, now: datetime, by: Person) -> Changes:
    """Whoever asked takes it back, with a reason. Raises NotOpen for anybody else, Incomplete without a reason."""
    require_hand(by, db)
    reason, now_ms = cleaned(reason), to_ms(now)
    with writing(db):
        found = open_question(db, question_id)
        if not same_person(Person(found.asked_by, by.role, staff_id=found.asked_staff), by):
            raise NotOpen(
                f"{found.asked_by} asked this, and takes it back if it is settled.",
                kept="Nothing was altered.",
            )
        if not reason:
            raise Incomplete("Say why it is taken back.", field="reason")
        at_ms = max(now_ms, found.asked_ms)
        db.execute(
            "UPDATE questions SET withdrawn = ?, settled_ms = ? WHERE id = ? AND settled_ms IS NULL",
            (reason, at_ms, question_id),
        )
        entry = AdviceWithdrawn(**told(found), waited_ms=at_ms - found.asked_ms, reason=reason)
        append(db, entry, by=by, at_ms=now_ms)
        goes_on(db, found.item_id, "")
    return Changes(items=frozenset({found.item_id}), outbox=True)


def for_item(db: Connection, item_id: ItemId) -> tuple[Asked, ...]:
    """An item's questions, newest first."""
    return _rows(db, "WHERE item_id = ? ORDER BY questions.id DESC", (item_id,))


def open_questions(db: Connection) -> tuple[Asked, ...]:
    """Everything that waits for an answer, the longest wait first."""
    return _rows(db, "WHERE settled_ms IS NULL ORDER BY asked_ms, questions.id")


def to_look_at(db: Connection) -> tuple[Asked, ...]:
    """Answers that somebody entered and Corporate Communications has not looked at yet, oldest first."""
    return _rows(
        db,
        "WHERE question_id IN (SELECT question_id FROM telephoned_answers WHERE looked_at_ms IS NULL) ORDER BY 1",
    )


def answered_lately(db: Connection, *, since_ms: int) -> tuple[Asked, ...]:
    """What has been answered or taken back since then, newest first."""
    return _rows(db, "WHERE settled_ms >= ? ORDER BY settled_ms DESC, questions.id DESC", (since_ms,))


def goes_on(db: Connection, item_id: ItemId, outcome: str) -> None:
    """The item is unread again once none of its questions waits, unless it has been handled."""
    waiting = db.execute("SELECT 1 FROM questions WHERE item_id = ? AND settled_ms IS NULL", (item_id,))
    if waiting.fetchone() is not None:
        return
    handled = db.execute(
        "SELECT 1 FROM worklist WHERE item_id = ? AND open = 0 AND handled_ms IS NOT NULL", (item_id,)
    )
    if handled.fetchone() is None:
        set_open(db, item_id, unread=True)
        set_outcome(db, item_id, outcome)


def open_question(db: Connection, question_id: int) -> Asked:
    """A question that waits. Raises NotOpen where it does not."""
    found = _rows(db, "WHERE questions.id = ? AND settled_ms IS NULL", (question_id,))
    if not found:
        raise NotOpen(
            "This question waits for no answer any more.",
            kept="Nothing was altered.",
            to_do="Look at the item again: a colleague may have answered it.",
        )
    return found[0]


def _rows(db: Connection, where: str, values: Iterable[SqlValue] = ()) -> tuple[Asked, ...]:
    found = db.execute(
        "SELECT questions.id, item_id, account_id, question, asked_ms, asked_by, asked_role, asked_staff, answer,"
        " answered_by, withdrawn, settled_ms, given_ms, entered_by, entered_staff, looked_at_by, stands,"
        f" looked_at_words FROM questions LEFT JOIN telephoned_answers ON question_id = questions.id {where}",
        tuple(values),
    )
    return tuple(
        Asked(
            id=row[0],
            item_id=ItemId(row[1]),
            account_id=AccountId(row[2]),
            question=row[3],
            asked_ms=row[4],
            asked_by=row[5],
            asked_role=row[6],
            asked_staff=row[7],
            answer=row[8],
            answered_by=row[9],
            withdrawn=row[10],
            settled_ms=row[11],
            telephoned=None if row[12] is None else _telephoned(row[12:]),
        )
        for row in found.fetchall()
    )


def _telephoned(row: Sequence[Any]) -> Telephoned:
    given_ms, entered_by, entered_staff, looked_at_by, stands, words = row
    return Telephoned(
        given_ms=given_ms,
        entered_by=entered_by,
        entered_staff=entered_staff,
        looked_at_by=looked_at_by,
        stands=None if stands is None else bool(stands),
        words=words,
    )


def told(found: Asked) -> dict[str, Any]:
    """What every entry on a question names."""
    return {"question_id": found.id, "item_id": found.item_id, "account_id": found.account_id}


def key_of(name: str) -> str:
    """A name without its capitals and spaces, by which two are compared."""
    return name_key(name)


def dispose_words(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Deletes the words of settled questions on these items, within the caller's transaction (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE questions SET question = '(deleted)', answer = iif(answer = '', '', '(deleted)'),"
        " withdrawn = iif(withdrawn = '', '', '(deleted)')"
        " WHERE settled_ms IS NOT NULL AND item_id IN (SELECT value FROM json_each(?))",
        (ids_json(item_ids),),
    )
