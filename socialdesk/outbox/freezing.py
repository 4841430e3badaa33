"""What was decided on an account before it was frozen: it waits, and goes on once a person says so (6, A6).

A yes that came after the freezing counts, since it is Corporate Communications' alone; given back, an account's posts
still wait until somebody has read them again.
"""

from __future__ import annotations

from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId
from socialdesk.outbox.ready import LIVE_SQL
from socialdesk.outbox.rows import Row, rows
from socialdesk.outbox.states import State
from socialdesk.outbox.store import hold
from socialdesk.storage.database import Connection, assert_in_transaction

FROZEN = (
    "The account was frozen after this was decided, so it waits. Read it again, then let it go or leave it: while the"
    " account is frozen Corporate Communications says so, and whoever publishes there once it is given back."
)
_STOPPED = (ActionKind.PUBLISH, ActionKind.RESHARE, ActionKind.EDIT_POST, ActionKind.RESCHEDULE)
"""Taking down stays open."""


def decided_before(db: Connection, waiting: Row) -> bool:
    """True where the account of a post was frozen after the newest yes to this action."""
    if waiting.post is None or waiting.kind not in _STOPPED:
        return False
    frozen = db.execute(
        "SELECT max(at_ms) FROM register_events JOIN register ON register.id = register_id"
        " WHERE register.account_id = ? AND register_events.kind = 'frozen'",
        (waiting.account_id,),
    ).fetchone()
    if frozen is None or frozen[0] is None:
        return False
    decided = waiting.queued_ms
    if waiting.kind.creates:
        # A thread's later parts are queued by the desk, as the post was decided.
        row = db.execute("SELECT decided_ms FROM posts WHERE id = ?", (waiting.post.post_id,)).fetchone()
        decided = int(row[0]) if row is not None and row[0] is not None else decided
    return int(frozen[0]) >= max(decided, waiting.fresh_yes_ms or 0)


def hold_posts(db: Connection, account_id: AccountId, *, now_ms: int) -> Changes:
    """Holds every post of an account that has just been frozen, within the caller's transaction.

    What is being sent at this moment is read back as ever.
    """
    assert_in_transaction(db)
    changes = NOTHING
    waiting = rows(
        db,
        f"WHERE account_id = ? AND post_target_id IS NOT NULL AND {LIVE_SQL} AND needs_person = 0",
        (account_id,),
    )
    for each in waiting:
        if each.state in (State.QUEUED, State.WAITING) and decided_before(db, each):
            hold(db, each, now_ms=now_ms, reason=FROZEN, why="frozen")
            changes |= each.changed
    return changes
