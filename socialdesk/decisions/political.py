"""Our own words to the public in a pre-election period: what names a party or candidate waits for another person.

A reply or a warning stays in the outbox until somebody else than whoever wrote it has said yes with their own sign-in
(3.3d, P7); a post has its check. What is done by hand the desk cannot hold, so it is not begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from socialdesk.clock import to_ms
from socialdesk.decisions.reading import reading
from socialdesk.errors import BugError
from socialdesk.inbox.store import set_handled, set_open, set_outcome
from socialdesk.model.ids import ItemId, OutboxId
from socialdesk.model.people import Person
from socialdesk.outbox import anothers_yes
from socialdesk.outbox.rows import row
from socialdesk.outbox.store import hold
from socialdesk.policy import politics
from socialdesk.policy.book import Book, Hours
from socialdesk.policy.politics import Period
from socialdesk.policy.working_days import local_day
from socialdesk.storage.database import Connection

OUTCOME = "Waits for another person"
"""What the list says meanwhile."""
WHO = (
    "Somebody else says yes: of Corporate Communications, Oscar 1, the IDO, or another holder of the account. They sit"
    ' down under Change person, open it and choose "I have read it: send it".'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Who is named, and in which period."""

    names: tuple[str, ...]
    period: Period

    @property
    def sentence(self) -> str:
        """What is so."""
        return (
            f"It names {', '.join(self.names)} in a pre-election period ({self.period.name}, until"
            f" {self.period.ends:%d/%m/%Y})"
        )


def named_in(text: str, *, book: Book, now: datetime) -> Named | None:
    """The parties and candidates that words name in a period in force; None for none, or where none is in force."""
    day = local_day(now, book.hours)
    period = book.parties.period(day)
    if period is None or not text.strip():
        return None
    names = politics.named(book.parties, reading(text), day)
    return Named(names=names, period=period) if names else None


def reply_problem(text: str, *, book: Book, now: datetime) -> str:
    """What to say beside a reply that names a party or candidate in a pre-election period; "" where it does not."""
    found = named_in(text, book=book, now=now)
    if found is None:
        return ""
    return f"{found.sentence}: once you decide on it, it waits until another person has said yes (3.3d)."


def by_hand_problem(text: str, *, book: Book, now: datetime) -> str:
    """Why words are not to be said by hand, which the desk cannot hold for another person's yes; "" where they may."""
    found = named_in(text, book=book, now=now)
    if found is None:
        return ""
    return (
        f"{found.sentence}, and what is done by hand has no other person's yes (3.3d). Leave the name out, or ask"
        " Corporate Communications."
    )


def wait_for_another(
    db: Connection, outbox_id: OutboxId, found: Named, *, book: Book, now_ms: int, by: Person
) -> None:
    """Keeps a reply or a warning that has just been queued, within the caller's transaction."""
    begins_ms, ends_ms = in_ms(found.period, book.hours)
    anothers_yes.ask(
        db,
        outbox_id,
        begins_ms=begins_ms,
        ends_ms=ends_ms,
        of_name=by.name,
        of_staff=by.staff_id,
        now_ms=now_ms,
    )
    queued = row(db, outbox_id)
    if queued is None:
        raise BugError("what was queued is not there")
    hold(db, queued, now_ms=now_ms, reason=f"{found.sentence}. {WHO}", why="pre_election")


def still_open(db: Connection, item_id: ItemId) -> None:
    """The item that a reply waits on stays on the list, for whoever says yes, within the caller's transaction."""
    set_open(db, item_id)
    set_outcome(db, item_id, OUTCOME)


def no_longer_waits(db: Connection, item_id: ItemId) -> None:
    """What waited for another person was stopped, within the caller's transaction."""
    if _waits(db, item_id):
        set_outcome(db, item_id, "")


def handled_after(db: Connection, item_id: ItemId, *, by: Person, now_ms: int) -> None:
    """Another person has said yes: the item that waited for it is dealt with, within the caller's transaction."""
    if _waits(db, item_id):
        set_handled(db, item_id, outcome="Reply decided", by=by.name, now_ms=now_ms)


def _waits(db: Connection, item_id: ItemId) -> bool:
    found = db.execute("SELECT outcome FROM worklist WHERE item_id = ?", (item_id,)).fetchone()
    return found is not None and found[0] == OUTCOME


def in_ms(period: Period, hours: Hours) -> tuple[int, int]:
    """From the first moment of a period's first day to the last of its last, where the Force is."""
    return _midnight(period.begins, hours), _midnight(period.ends + timedelta(days=1), hours)


def _midnight(day: date, hours: Hours) -> int:
    return to_ms(datetime.combine(day, time(), tzinfo=ZoneInfo(hours.timezone)))
