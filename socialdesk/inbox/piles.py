"""Which posts have an unusual number of comments, and which are parked (4.2a). Only reads, and little."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.model.ids import AccountId, ItemId, ThreadId
from socialdesk.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class PileOn:
    """An unusual number of comments under a post that nobody has called over."""

    id: int
    thread_id: ThreadId
    account_id: AccountId
    account_name: str
    untrusted_post: str
    why: str
    """rate or number."""
    comments: int
    minutes: int
    usual: float
    noticed_ms: int
    off_duty: bool
    told_by: str
    """Who of Corporate Communications saw it, or who told them; "" while they do not know."""
    parked: bool

    @property
    def words(self) -> str:
        """What is unusual, in a line that holds nothing that a stranger wrote."""
        if self.why == "number":
            return f"{self.comments:,} comments under one post"
        usual = f"{self.usual:.0f}" if self.usual >= 1 else "under 1"
        return f"{self.comments:,} comments in {self.minutes} minutes under one post; usually {usual}"


def going_on(db: Connection) -> list[PileOn]:
    """Those that nobody has called over, the newest first."""
    found = db.execute(
        """
        SELECT pile_ons.id, pile_ons.thread_id, pile_ons.account_id, accounts.name, threads.text, why, comments,
            minutes, usual_tenths, noticed_ms, off_duty, told_by,
            EXISTS (SELECT 1 FROM parked_threads WHERE parked_threads.thread_id = pile_ons.thread_id)
        FROM pile_ons JOIN accounts ON accounts.id = pile_ons.account_id JOIN threads ON threads.id = pile_ons.thread_id
        WHERE over_ms IS NULL ORDER BY pile_ons.id DESC
        """
    ).fetchall()
    return [
        PileOn(
            id=row[0],
            thread_id=ThreadId(row[1]),
            account_id=AccountId(row[2]),
            account_name=row[3],
            untrusted_post=row[4],
            why=row[5],
            comments=row[6],
            minutes=row[7],
            usual=row[8] / 10,
            noticed_ms=row[9],
            off_duty=bool(row[10]),
            told_by=row[11],
            parked=bool(row[12]),
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A parked post."""

    thread_id: ThreadId
    by: str
    at_ms: int


def parked(db: Connection, thread_id: ThreadId) -> Parked | None:
    """Whether a post is parked, and by whom."""
    row = db.execute(
        "SELECT parked_by, parked_ms FROM parked_threads WHERE thread_id = ?", (thread_id,)
    ).fetchone()
    return None if row is None else Parked(thread_id=thread_id, by=row[0], at_ms=row[1])


def how_many_parked(db: Connection) -> int:
    """Posts that are parked."""
    row = db.execute("SELECT count(*) FROM parked_threads").fetchone()
    return int(row[0]) if row else 0


def newest(db: Connection, thread_id: ThreadId) -> ItemId | None:
    """The newest comment under a post that the Force did not write; None where there is none."""
    row = db.execute(
        "SELECT id FROM items WHERE thread_id = ? AND by_force = 0 ORDER BY created_ms DESC, id DESC LIMIT 1",
        (thread_id,),
    ).fetchone()
    return None if row is None else ItemId(row[0])
