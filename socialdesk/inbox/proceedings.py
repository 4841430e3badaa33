"""Active proceedings: which posts they bear on, and who may see the words that they protect (3.3b, 4.3b; R5, P5).

A person marks a post; the desk only guesses from its words where nobody has. Several posts on several networks may be
about one matter. What is protected stays protected when the proceedings end, until somebody takes it off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from socialdesk.audit.log import append
from socialdesk.audit.watching import ProceedingsAltered, ProceedingsEnded, ProceedingsMarked
from socialdesk.clock import to_ms
from socialdesk.errors import UserFacingError
from socialdesk.inbox.arriving import readable
from socialdesk.inbox.proceedings_rows import (
    Post,
    Proceedings,
    Reader,
    Stage,
    cases,
    cases_of,
    may_see,
    one,
    posts,
    reshares,
)
from socialdesk.model.ids import ProceedingsId, ThreadId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection, writing

__all__ = [
    "MOST_LETTERS",
    "MOST_THREADS",
    "Post",
    "Proceedings",
    "ProceedingsError",
    "Reader",
    "Stage",
    "alter",
    "cases",
    "cases_of",
    "end",
    "mark",
    "may_mark",
    "may_see",
    "one",
    "posts",
    "reshares",
]

MOST_LETTERS = 200
MOST_THREADS = 200
"""Posts of one case."""
_EARLIEST = timedelta(days=365 * 60)


class ProceedingsError(UserFacingError):
    """Proceedings that cannot be marked or altered so."""


def may_mark(person: Person, *, training: bool = False) -> str:
    """ "" where `person` may mark proceedings and add words; else a sentence that says who can."""
    if person.role is Role.AUDITOR:
        return "An auditor reads the record and changes nothing. Corporate Communications marks posts (4.3b)."
    if person.role is Role.TRAINEE and not training:
        return "A trainee works on simulated networks only. Corporate Communications marks posts (4.3b)."
    return ""


def mark(
    db: Connection,
    *,
    case_name: str,
    stage: Stage,
    since: datetime,
    threads: Iterable[ThreadId],
    readers: Sequence[Reader] = (),
    now: datetime,
    by: Person,
    training: bool = False,
) -> ProceedingsId:
    """Marks posts: proceedings are active in the matter that they are about. `assess_again` then weighs them anew.

    Raises ProceedingsError: no name or post, a name that another active case has, a time to come, or not for `by`.
    """
    _allowed(by, training=training)
    case_name = _name(case_name)
    posts = tuple(dict.fromkeys(threads))
    if since > now + timedelta(minutes=5):
        raise ProceedingsError("That day is still to come.", to_do="Give the day since when they are active.")
    if since < now - _EARLIEST:
        raise ProceedingsError("That day is too long ago.", to_do="Check the year.")
    at_ms = to_ms(now)
    with writing(db):
        _posts_there(db, posts)
        if db.execute(
            "SELECT 1 FROM proceedings WHERE case_name = ? AND ended_ms IS NULL", (case_name,)
        ).fetchone():
            raise ProceedingsError(
                "There is an active case of that name already.",
                to_do="Choose it in the list to add this post to it, or give another name.",
            )
        row = db.execute(
            "INSERT INTO proceedings (case_name, stage, since_ms, marked_ms, marked_by, marked_staff_id)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (case_name, stage.value, to_ms(since), at_ms, by.name, by.staff_id),
        ).fetchone()
        assert row is not None
        case_id = ProceedingsId(row[0])
        _put_posts(db, case_id, posts, by=by, at_ms=at_ms)
        _put_readers(db, case_id, readers)
        entry = ProceedingsMarked(
            proceedings_id=case_id,
            stage=stage.value,
            since_ms=to_ms(since),
            threads=posts,
            case_name=case_name,
            readers="\n".join(reader.name for reader in readers),
        )
        append(db, entry, by=by, at_ms=at_ms)
    return case_id


def alter(
    db: Connection,
    case_id: ProceedingsId,
    *,
    stage: Stage | None = None,
    add: Iterable[ThreadId] = (),
    remove: Iterable[ThreadId] = (),
    readers: Sequence[Reader] | None = None,
    now: datetime,
    by: Person,
    training: bool = False,
) -> tuple[ThreadId, ...]:
    """Alters a case that is active, and answers with the posts to assess again.

    Anybody who may mark may add posts; the rest is for those who may see its words. Raises ProceedingsError.
    """
    _allowed(by, training=training)
    at_ms = to_ms(now)
    with writing(db):
        case = _active(db, case_id)
        added = tuple(thread for thread in dict.fromkeys(add) if thread not in case.threads)
        removed = tuple(thread for thread in dict.fromkeys(remove) if thread in case.threads)
        new = stage or case.stage
        if removed or readers is not None or new is not case.stage:
            _named(case, by, training=training)
        if len(case.threads) + len(added) - len(removed) > MOST_THREADS:
            raise ProceedingsError(f"A case has at most {MOST_THREADS} posts.", to_do="Mark another case.")
        if added:
            _posts_there(db, added)
        _put_posts(db, case_id, added, by=by, at_ms=at_ms)
        for thread_id in removed:
            db.execute(
                "DELETE FROM proceedings_threads WHERE proceedings_id = ? AND thread_id = ?",
                (case_id, thread_id),
            )
        if new is not case.stage:
            db.execute("UPDATE proceedings SET stage = ? WHERE id = ?", (new.value, case_id))
        others = readers is not None and set(readers) != set(case.readers)
        if readers is not None and others:
            db.execute("DELETE FROM proceedings_readers WHERE proceedings_id = ?", (case_id,))
            _put_readers(db, case_id, readers)
        if added or removed or others or new is not case.stage:
            entry = ProceedingsAltered(
                proceedings_id=case_id,
                stage=new.value,
                added=added,
                removed=removed,
                readers_altered=others,
                readers="\n".join(reader.name for reader in readers or ()) if others else "",
            )
            append(db, entry, by=by, at_ms=at_ms)
    return (*added, *removed)


def end(
    db: Connection,
    case_id: ProceedingsId,
    *,
    why: str,
    now: datetime,
    by: Person,
    training: bool = False,
) -> tuple[ThreadId, ...]:
    """Proceedings have ended; answers with the posts to assess again. Its words stay on the watch list.

    Raises ProceedingsError: no reason, ended already, or not for `by` to say.
    """
    _allowed(by, training=training)
    why = " ".join(readable(why).split())[:1_000]
    if not why:
        raise ProceedingsError(
            "Say how you know that they have ended.", to_do="Give the outcome or the source."
        )
    with writing(db):
        case = _active(db, case_id)
        _named(case, by, training=training)
        db.execute(
            "UPDATE proceedings SET ended_ms = ?, ended_by = ?, ended_why = ? WHERE id = ?",
            (to_ms(now), by.name, why, case_id),
        )
        entry = ProceedingsEnded(proceedings_id=case_id, threads=case.threads, why=why)
        append(db, entry, by=by, at_ms=to_ms(now))
    return case.threads


# Rules


def _allowed(by: Person, *, training: bool) -> None:
    if why := may_mark(by, training=training):
        raise ProceedingsError(why)


def _named(case: Proceedings, by: Person, *, training: bool) -> None:
    if not may_see(case, by, training=training):
        raise ProceedingsError(
            "You may add posts to this case. Its stage, its end and who may see its words are for Corporate "
            "Communications and those whom the case names (4.3b)."
        )


def _name(case_name: str) -> str:
    case_name = " ".join(readable(case_name).split())
    if not any(letter.isalnum() for letter in case_name):
        raise ProceedingsError("The case has no name.", to_do="Give it one, e.g. the street and the day.")
    if len(case_name) > MOST_LETTERS:
        raise ProceedingsError(f"That name is longer than {MOST_LETTERS} characters.")
    return case_name


def _posts_there(db: Connection, threads: Sequence[ThreadId]) -> None:
    if not threads:
        raise ProceedingsError(
            "No post is marked.", to_do="Open a comment under the post, and mark it there."
        )
    if len(threads) > MOST_THREADS:
        raise ProceedingsError(f"A case has at most {MOST_THREADS} posts.", to_do="Mark another case.")
    for thread_id in threads:
        row = db.execute("SELECT kind FROM threads WHERE id = ?", (thread_id,)).fetchone()
        if row is None or row[0] == "conversation":
            raise ProceedingsError("A private conversation is no post.", to_do="Mark the post itself.")


def _active(db: Connection, case_id: ProceedingsId) -> Proceedings:
    case = one(db, case_id)
    if case is None or not case.active:
        raise ProceedingsError(
            "These proceedings have ended already.", to_do="Mark the post anew if need be."
        )
    return case


def _put_posts(
    db: Connection, case_id: ProceedingsId, threads: Iterable[ThreadId], *, by: Person, at_ms: int
) -> None:
    db.executemany(
        "INSERT INTO proceedings_threads (proceedings_id, thread_id, added_ms, added_by) VALUES (?, ?, ?, ?)",
        [(case_id, thread_id, at_ms, by.name) for thread_id in threads],
    )


def _put_readers(db: Connection, case_id: ProceedingsId, readers: Iterable[Reader]) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO proceedings_readers (proceedings_id, name, staff_id) VALUES (?, ?, ?)",
        [
            (case_id, name, reader.staff_id)
            for reader in readers
            if (name := " ".join(reader.name.split())[:120])
        ],
    )
