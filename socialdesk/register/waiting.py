"""How much of the register of accounts waits; a start asks too, so this brings nothing else along."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from socialdesk.clock import to_ms
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.storage.database import Connection

CLOSE_DAYS = 60
"""2.3: without a post for so long an account is closed, unless there is a reason."""


def waiting(db: Connection, *, now: datetime, hours: Hours) -> int:
    """How much of the register waits for Corporate Communications: a few short indexes are read.

    Counted are requests, accounts that are to be closed, passwords whose record is behind, and leavers.
    """
    last = local_day(now, hours) - timedelta(days=CLOSE_DAYS)
    # A post of that day in the Force's own zone; midnight of the day after ends it.
    ends = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(hours.timezone))
    row = db.execute(
        """
        SELECT (SELECT count(*) FROM account_requests WHERE state IN ('asked', 'approved', 'set_up'))
            + (SELECT count(*) FROM account_leavers WHERE outcome = '')
            + (SELECT count(*) FROM credentials WHERE reported_ms > coalesce(updated_ms, 0))
            + (SELECT count(*) FROM register WHERE closed_on IS NULL
                AND (mitigated_until_on IS NULL OR mitigated_until_on < :today)
                AND coalesce(entered_post_on, '') <= :last
                AND NOT (since_on > :last AND entered_post_on IS NULL)
                AND (entered_post_on IS NOT NULL OR since_on IS NOT NULL OR account_id IS NOT NULL)
                AND coalesce((SELECT max(created_ms) FROM threads WHERE threads.account_id = register.account_id
                    AND threads.kind <> 'conversation' AND threads.kind = 'post'),
                    CASE WHEN entered_post_on IS NULL AND since_on IS NULL THEN :ends ELSE 0 END) < :ends)
        """,
        {"today": local_day(now, hours).isoformat(), "last": last.isoformat(), "ends": to_ms(ends)},
    ).fetchone()
    return 0 if row is None else int(row[0])
