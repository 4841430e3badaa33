"""Reading what is known of active proceedings: cases, their posts, and who may see what they protect (4.3b)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from socialdesk.model.ids import ProceedingsId, ThreadId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection

RESHARED_WITHIN = timedelta(days=14)
_ALIKE = 60
"""Letters at the beginning of two posts by which one is taken for the other's reshare."""


class Stage(StrEnum):
    """How far the proceedings are."""

    ARREST = "arrest"
    CHARGE = "charge"
    TRIAL = "trial"

    @property
    def label(self) -> str:
        """As people say it."""
        return {Stage.ARREST: "Arrest or warrant", Stage.CHARGE: "Charge or summons", Stage.TRIAL: "Trial"}[
            self
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who may see the protected words of a case."""

    name: str
    staff_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proceedings:
    """One case, with its posts."""

    id: ProceedingsId
    case_name: str
    """It may hold a name: shown only to those who `may_see`."""
    stage: Stage
    since_ms: int
    marked_ms: int
    marked_by: str
    marked_staff_id: int | None
    ended_ms: int | None = None
    ended_by: str = ""
    threads: tuple[ThreadId, ...] = ()
    readers: tuple[Reader, ...] = ()

    @property
    def active(self) -> bool:
        """True until somebody says that they have ended."""
        return self.ended_ms is None


def may_see(case: Proceedings | None, person: Person, *, training: bool = False) -> bool:
    """May `person` see the protected words of a case, and its name? None stands for words that are of no case.

    Corporate Communications, whoever marked it and whoever it names; a trainee in training, where all is invented.
    """
    if person.role is Role.CORPORATE_COMMUNICATIONS or (training and person.role is Role.TRAINEE):
        return True
    if case is None:
        return False
    marked = Reader(name=case.marked_by, staff_id=case.marked_staff_id)
    return any(_is(reader, person) for reader in (marked, *case.readers))


def cases(db: Connection, *, ended: bool = False) -> list[Proceedings]:
    """The cases, active ones alone unless `ended`; the newest first."""
    found = db.execute(
        f"{_SELECT} WHERE ended_ms IS NULL OR ? ORDER BY ended_ms IS NOT NULL, id DESC", (int(ended),)
    ).fetchall()
    return [_case(db, row) for row in found]


def cases_of(db: Connection, thread_id: ThreadId) -> list[Proceedings]:
    """The cases that a post belongs to, the active ones first."""
    found = db.execute(
        f"{_SELECT} WHERE id IN (SELECT proceedings_id FROM proceedings_threads WHERE thread_id = ?)"
        " ORDER BY ended_ms IS NOT NULL, id DESC",
        (thread_id,),
    ).fetchall()
    return [_case(db, row) for row in found]


def one(db: Connection, case_id: ProceedingsId) -> Proceedings | None:
    """A case by its number."""
    row = db.execute(f"{_SELECT} WHERE id = ?", (case_id,)).fetchone()
    return None if row is None else _case(db, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of the Force, as a form names it."""

    thread_id: ThreadId
    network: str
    account_name: str
    untrusted_words: str
    created_ms: int


def posts(db: Connection, threads: Iterable[ThreadId]) -> list[Post]:
    """Posts by their ids, in that order."""
    found: list[Post] = []
    for thread_id in threads:
        row = db.execute(f"{_POST} WHERE threads.id = ?", (thread_id,)).fetchone()
        if row is not None:
            found.append(_post(row))
    return found


def reshares(db: Connection, thread_id: ThreadId, limit: int = 12) -> list[Post]:
    """Other posts of the Force that begin with the same words within a fortnight: its reshares, as a proposal."""
    row = db.execute("SELECT text, created_ms FROM threads WHERE id = ?", (thread_id,)).fetchone()
    if row is None or len(begins := _begins(str(row[0]))) < _ALIKE // 3:
        return []
    span = RESHARED_WITHIN // timedelta(milliseconds=1)
    found = db.execute(
        f"{_POST} WHERE threads.kind = 'post' AND threads.id <> ? AND threads.created_ms BETWEEN ? AND ?"
        " AND accounts.removed_ms IS NULL ORDER BY abs(threads.created_ms - ?) LIMIT 400",
        (thread_id, row[1] - span, row[1] + span, row[1]),
    ).fetchall()
    return [_post(each) for each in found if _begins(str(each[3])) == begins][:limit]


_POST = """
SELECT threads.id, accounts.network, accounts.name, threads.text, threads.created_ms
FROM threads JOIN accounts ON accounts.id = threads.account_id
"""


def _post(row: Sequence[object]) -> Post:
    thread_id, network, name, words, created = row
    return Post(
        thread_id=ThreadId(int(str(thread_id))),
        network=str(network),
        account_name=str(name),
        untrusted_words=str(words),
        created_ms=int(str(created)),
    )


def _begins(text: str) -> str:
    """The first letters and digits of a post, whatever links, emblems and spaces stand between them."""
    words = (word for word in text.casefold().split() if "://" not in word and not word.startswith("#"))
    return "".join(sign for sign in " ".join(words) if sign.isalnum())[:_ALIKE]


_SELECT = """
SELECT id, case_name, stage, since_ms, marked_ms, marked_by, marked_staff_id, ended_ms, ended_by FROM proceedings
"""


def _case(db: Connection, row: Sequence[object]) -> Proceedings:
    case_id = ProceedingsId(int(str(row[0])))
    threads = db.execute(
        "SELECT thread_id FROM proceedings_threads WHERE proceedings_id = ? ORDER BY added_ms, thread_id",
        (case_id,),
    ).fetchall()
    readers = db.execute(
        "SELECT name, staff_id FROM proceedings_readers WHERE proceedings_id = ? ORDER BY name", (case_id,)
    ).fetchall()
    _, name, stage, since, marked, by, staff, ended, ended_by = row
    return Proceedings(
        id=case_id,
        case_name=str(name),
        stage=Stage(str(stage)),
        since_ms=int(str(since)),
        marked_ms=int(str(marked)),
        marked_by=str(by),
        marked_staff_id=None if staff is None else int(str(staff)),
        ended_ms=None if ended is None else int(str(ended)),
        ended_by=str(ended_by),
        threads=tuple(ThreadId(each[0]) for each in threads),
        readers=tuple(Reader(name=each[0], staff_id=each[1]) for each in readers),
    )


def _is(reader: Reader, person: Person) -> bool:
    if reader.staff_id is not None and person.staff_id is not None:
        return reader.staff_id == person.staff_id
    return _plain(reader.name) == _plain(person.name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
