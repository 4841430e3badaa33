"""Words of any kind in a pre-election period: a post, a reply or a share that names a party or candidate (3.3d, P7)."""

from __future__ import annotations

from datetime import datetime

from socialdesk.policy import politics
from socialdesk.policy.book import Book
from socialdesk.policy.working_days import local_day
from socialdesk.publishing.reading import reading


def reply_problem(text: str, *, book: Book, now: datetime) -> str:
    """What to say beside a reply that names a party or candidate in a pre-election period; "" where it does not."""
    day = local_day(now, book.hours)
    period = book.parties.period(day)
    if period is None or not text.strip():
        return ""
    named = politics.named(book.parties, reading(text), day)
    if not named:
        return ""
    return (
        f"It names {', '.join(named)} in a pre-election period ({period.name}, until {period.ends:%d/%m/%Y}):"
        " ask another person to read it first (3.3d)."
    )
