"""Which action something can be done about, and when: the one rule for choosing and for waiting."""

from __future__ import annotations

from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId
from socialdesk.outbox.rows import Row, rows
from socialdesk.storage.database import Connection

_MODERATING = ", ".join(
    f"'{kind.value}'"
    for kind in (
        ActionKind.HIDE,
        ActionKind.UNHIDE,
        ActionKind.DELETE,
        ActionKind.BLOCK,
        ActionKind.UNBLOCK,
    )
)
LIVE_SQL = "state IN ('queued', 'sending', 'waiting', 'unknown')"
"""`states.LIVE` to the letter as the schema's indexes have it: SQLite uses them for no other wording."""

_FREE = f"""
outbox.{LIVE_SQL} AND (outbox.needs_person = 0 OR outbox.state = 'unknown')
  AND NOT EXISTS (
    SELECT 1 FROM outbox AS earlier WHERE earlier.account_id = outbox.account_id AND earlier.target = outbox.target
      AND earlier.id < outbox.id AND earlier.{LIVE_SQL} AND earlier.needs_person = 0
      AND (outbox.post_target_id IS NULL OR earlier.post_target_id = outbox.post_target_id)
      AND (outbox.kind NOT IN ({_MODERATING}) OR earlier.kind IN ({_MODERATING})))
  AND NOT EXISTS (
    SELECT 1 FROM warnings_waiting WHERE warnings_waiting.outbox_id = outbox.id AND confirmed < needed)
"""
"""On one target the order of the decisions is kept, but a removal waits for no reply, and a post for none but itself.
Warnings wait for removals."""

_DUE = """
max(outbox.not_before_ms, coalesce((
    SELECT max(paused.not_before_ms) FROM outbox AS paused
    WHERE paused.account_id = outbox.account_id AND paused.state = 'waiting' AND paused.needs_person = 0), 0))
"""
"""An account whose network is not to be reached waits as a whole."""


_OF_ACCOUNT = "(? IS NULL OR outbox.account_id = ?)"


def next_ready(db: Connection, *, now_ms: int, account_id: AccountId | None = None) -> Row | None:
    """The action to go on with now, of one account or of any, the longest due first."""
    found = rows(
        db,
        f"WHERE {_FREE} AND {_OF_ACCOUNT} AND {_DUE} <= ? ORDER BY outbox.not_before_ms, outbox.id LIMIT 1",
        (account_id, account_id, now_ms),
    )
    return found[0] if found else None


def any_cut_off(db: Connection) -> bool:
    """True where something was being sent when the desk stopped: `store.recover` says what becomes of it."""
    asked = "SELECT 1 FROM outbox WHERE state = 'sending' AND accepted = 0 LIMIT 1"
    return db.execute(asked).fetchone() is not None


def next_due_ms(db: Connection, account_id: AccountId | None = None) -> int | None:
    """When there is something to do next, which may be in the past; None where nothing is under way."""
    asked = f"SELECT min({_DUE}) FROM outbox WHERE {_FREE} AND {_OF_ACCOUNT}"
    found = db.execute(asked, (account_id, account_id)).fetchone()
    return None if found is None else found[0]
