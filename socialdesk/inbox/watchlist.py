"""The watch list: names that must not appear because of a case (4.3b, 4.3f), and what they alter when they change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.audit.entries import ProtectedWordsAdded, ProtectedWordsEnded
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.errors import UserFacingError
from socialdesk.inbox import proceedings, store, stored
from socialdesk.inbox.arriving import readable
from socialdesk.inbox.assessing import Assessor
from socialdesk.model.accounts import Account
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, ItemId, ProceedingsId, ThreadId
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing
from socialdesk.triage.api import ProtectedKind, Triage

MOST_LETTERS = 200
CHECKED_AT_ONCE = 100
"""Items checked again in one transaction: a decision waits for the writer some tenth of a second at most."""


class WatchListError(UserFacingError):
    """Words that cannot be put on the watch list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedName:
    """One entry of the watch list."""

    id: int
    case_name: str
    """ "" for those who may not see it."""
    words: str
    """ "" for those who may not see them: they are told that there is a protected name, and no more."""
    kind: ProtectedKind = ProtectedKind.NAME
    proceedings_id: ProceedingsId | None = None
    thread_id: ThreadId | None
    """The only thread that it bears on; None for all."""
    added_by: str
    added_ms: int
    ended_ms: int | None

    @property
    def shown(self) -> bool:
        """True where its words are there to see."""
        return bool(self.words)


def watch_list(
    db: Connection, *, ended: bool = False, by: Person | None = None, training: bool = False
) -> list[ProtectedName]:
    """The entries in force, and with `ended` those that were taken off as well; the oldest first.

    For a person (`by`) the words and the case of what they may not see are left out.
    """
    found = db.execute(
        "SELECT id, case_name, words, thread_id, added_by, added_ms, ended_ms, kind, proceedings_id"
        " FROM protected_names WHERE ended_ms IS NULL OR ? ORDER BY id",
        (int(ended),),
    ).fetchall()
    seen: dict[int | None, bool] = {}
    if by is not None:
        for number in {row[8] for row in found}:
            case = None if number is None else proceedings.one(db, ProceedingsId(number))
            seen[number] = proceedings.may_see(case, by, training=training)
    return [
        ProtectedName(
            id=row[0],
            case_name=row[1] if seen.get(row[8], True) else "",
            words=row[2] if seen.get(row[8], True) else "",
            kind=ProtectedKind(row[7]),
            proceedings_id=None if row[8] is None else ProceedingsId(row[8]),
            thread_id=None if row[3] is None else ThreadId(row[3]),
            added_by=row[4],
            added_ms=row[5],
            ended_ms=row[6],
        )
        for row in found
    ]


def add_words(
    db: Connection,
    *,
    case_name: str,
    words: str,
    kind: ProtectedKind = ProtectedKind.NAME,
    proceedings_id: ProceedingsId | None = None,
    thread_id: ThreadId | None = None,
    now: datetime,
    by: Person,
) -> int:
    """Puts words on the watch list and answers with the entry's number; `assess_again` then looks for them.

    The same words for the same case and thread are put there once. Raises WatchListError where there are none.
    """
    case_name, words = (" ".join(readable(text).split()) for text in (case_name, words))
    if not words or not any(letter.isalnum() for letter in words):
        raise WatchListError(
            "There are no words to watch for.", to_do="Enter a name as it is usually written."
        )
    if max(len(words), len(case_name)) > MOST_LETTERS:
        raise WatchListError(
            f"That is longer than {MOST_LETTERS} characters.",
            to_do="Enter one name at a time; add others after it.",
        )
    at_ms = to_ms(now)
    with writing(db):
        held = db.execute(
            "SELECT id FROM protected_names WHERE case_name = ? AND words = ? AND thread_id IS ? AND kind = ?"
            " AND proceedings_id IS ? AND ended_ms IS NULL",
            (case_name, words, thread_id, kind.value, proceedings_id),
        ).fetchone()
        if held is not None:
            return int(held[0])
        added = db.execute(
            "INSERT INTO protected_names (case_name, words, thread_id, kind, proceedings_id, added_by, added_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (case_name, words, thread_id, kind.value, proceedings_id, by.name, at_ms),
        ).fetchone()
        assert added is not None
        entry = ProtectedWordsAdded(protected_id=added[0], case_name=case_name, words=words)
        append(db, entry, by=by, at_ms=at_ms)
        return int(added[0])


def protect(
    db: Connection,
    *,
    proceedings_id: ProceedingsId | None,
    case_name: str = "",
    kind: ProtectedKind,
    words: str,
    now: datetime,
    by: Person,
    training: bool = False,
) -> int:
    """As `add_words`, asked for by a person at the desk: for a case, or for a list of its own by `case_name`.

    Anybody who may mark a post may add, out of hours too. Raises WatchListError.
    """
    if why := proceedings.may_mark(by, training=training):
        raise WatchListError(why)
    if proceedings_id is not None:
        case = proceedings.one(db, proceedings_id)
        if case is None:
            raise WatchListError("There is no such case any more.", to_do="Close this and open it again.")
        case_name = case.case_name
    if not any(letter.isalnum() for letter in case_name):
        raise WatchListError("It is not said which case it is for.", to_do="Choose a case, or name one.")
    return add_words(
        db, case_name=case_name, words=words, kind=kind, proceedings_id=proceedings_id, now=now, by=by
    )


def take_off(db: Connection, *, protected_id: int, now: datetime, by: Person, training: bool = False) -> bool:
    """As `end_words`, asked for by a person at the desk. Raises WatchListError where they may not see the words."""
    row = db.execute("SELECT proceedings_id FROM protected_names WHERE id = ?", (protected_id,)).fetchone()
    case = None if row is None or row[0] is None else proceedings.one(db, ProceedingsId(row[0]))
    if not proceedings.may_see(case, by, training=training):
        raise WatchListError(
            "What is protected is taken off by Corporate Communications, or by those whom the case names (4.3b)."
        )
    return end_words(db, protected_id=protected_id, now=now, by=by)


def end_words(db: Connection, *, protected_id: int, now: datetime, by: Person) -> bool:
    """Takes an entry off the watch list; it stays on the record. False where it was not in force."""
    at_ms = to_ms(now)
    with writing(db):
        ended = db.execute(
            "UPDATE protected_names SET ended_ms = ? WHERE id = ? AND ended_ms IS NULL RETURNING id",
            (at_ms, protected_id),
        ).fetchall()
        if ended:
            append(db, ProtectedWordsEnded(protected_id=protected_id), by=by, at_ms=at_ms)
    return bool(ended)


def protected_for(db: Connection, cases: Sequence[ProceedingsId]) -> int:
    """How many entries in force are of these cases; not which."""
    rows = (
        db.execute(
            "SELECT count(*) FROM protected_names WHERE proceedings_id = ? AND ended_ms IS NULL", (case,)
        ).fetchone()
        for case in cases
    )
    return sum(int(row[0]) for row in rows if row is not None)


def unchecked(db: Connection) -> list[int]:
    """Entries in force for which not everything that is held has been looked through yet."""
    found = db.execute(
        "SELECT id FROM protected_names WHERE checked_ms IS NULL AND ended_ms IS NULL ORDER BY id"
    ).fetchall()
    return [int(row[0]) for row in found]


def note_checked(protected_ids: Sequence[int], db: Connection, *, now_ms: int) -> None:
    """Everything that was held has been looked through for these entries."""
    with writing(db):
        db.executemany(
            "UPDATE protected_names SET checked_ms = ? WHERE id = ?",
            [(now_ms, each) for each in protected_ids],
        )


def marked_to_check(db: Connection) -> dict[ThreadId, int]:
    """Posts whose case has altered since they were last checked, and how often; the store itself marks them."""
    found = db.execute("SELECT thread_id, times FROM threads_to_check ORDER BY thread_id").fetchall()
    return {ThreadId(row[0]): int(row[1]) for row in found}


def note_threads_checked(marked: Mapping[ThreadId, int], db: Connection) -> None:
    """These posts have been checked; one whose case altered again meanwhile stays marked."""
    with writing(db):
        db.executemany("DELETE FROM threads_to_check WHERE thread_id = ? AND times = ?", list(marked.items()))


def threads_to_check(
    db: Connection, *, account_id: AccountId, open_first: bool, only: Sequence[ThreadId] | None = None
) -> list[ThreadId]:
    """An account's threads with something open in them (`open_first`), or its others, the newest first."""
    opened = open_threads(db, account_id)
    if open_first:
        return [thread for thread in opened if only is None or thread in set(only)]
    known = set(opened)
    found = db.execute(
        "SELECT id FROM threads WHERE account_id = ? ORDER BY created_ms DESC", (account_id,)
    ).fetchall()
    wanted = None if only is None else set(only)
    return [ThreadId(row[0]) for row in found if row[0] not in known and (wanted is None or row[0] in wanted)]


def how_many(db: Connection, *, threads: Sequence[ThreadId] | None = None) -> int:
    """Items to look through in these threads, None for all, for the progress of it."""
    there = "by_force = 0 AND gone_ms IS NULL AND disposed_ms IS NULL"
    if threads is None:
        row = db.execute(f"SELECT count(*) FROM items WHERE {there}").fetchone()
        return int(row[0]) if row else 0
    rows = (
        db.execute(f"SELECT count(*) FROM items WHERE thread_id = ? AND {there}", (thread,)).fetchone()
        for thread in dict.fromkeys(threads)
    )
    return sum(int(row[0]) for row in rows if row is not None)


def open_threads(db: Connection, account_id: AccountId, *, only: ThreadId | None = None) -> list[ThreadId]:
    """The account's threads with something open in them; `only` narrows it to one, open or not."""
    if only is not None:
        return [only]
    found = db.execute(
        """
        SELECT DISTINCT items.thread_id FROM worklist CROSS JOIN items ON items.id = worklist.item_id
        WHERE worklist.account_id = ? AND worklist.open = 1 ORDER BY 1
        """,
        (account_id,),
    ).fetchall()
    return [ThreadId(row[0]) for row in found]


def assess_again(
    *,
    write: Callable[[Callable[[Connection], tuple[Changes, ItemId | None]]], tuple[Changes, ItemId | None]],
    threads: list[ThreadId],
    account: Account,
    triage: Triage,
    book: Book,
    stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[int, Changes], None] = lambda _looked_at, _changes: None,
) -> Changes:
    """Assesses every item of these threads again, a hundred in each transaction, so that nobody waits for it.

    What was done and is now found to hold something urgent is put back on the desk. Stopping half way is harmless.
    `progress` is told after each transaction how many items more were looked at, and what it altered.
    """
    changes = NOTHING
    looked = 0

    def some(db: Connection, thread_id: ThreadId, start: ItemId) -> tuple[Changes, ItemId | None]:
        nonlocal looked
        altered, after, looked = _some(db, thread_id, start, account=account, triage=triage, book=book)
        return altered, after

    for thread_id in threads:
        after: ItemId | None = ItemId(0)
        while after is not None and not stopped():
            start = after
            altered, after = write(lambda db, thread_id=thread_id, start=start: some(db, thread_id, start))
            changes |= altered
            progress(looked, altered)
    return changes


def _some(
    db: Connection, thread_id: ThreadId, after: ItemId, *, account: Account, triage: Triage, book: Book
) -> tuple[Changes, ItemId | None, int]:
    with writing(db):
        thread = stored.thread_by_id(db, thread_id)
        last = db.execute(
            "SELECT max(id), count(*) FROM (SELECT id FROM items WHERE thread_id = ? AND id > ? AND by_force = 0"
            " AND gone_ms IS NULL AND disposed_ms IS NULL ORDER BY id LIMIT ?)",
            (thread_id, after, CHECKED_AT_ONCE),
        ).fetchone()
        altered = Assessor(db, account, triage, book).assess_thread(
            thread, after=after, limit=CHECKED_AT_ONCE
        )
        for item_id in altered:
            store.open_if_urgent(db, item_id)
    more = last is not None and last[1] == CHECKED_AT_ONCE
    looked = int(last[1]) if last is not None else 0
    return Changes(items=frozenset(altered)), ItemId(last[0]) if more and last else None, looked
