"""What has been kept for its time and is due to be looked at, by network and kind (T2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Network
from socialdesk.model.ids import ItemId
from socialdesk.policy.keeping import Held, Keeping, days_for
from socialdesk.storage.database import Connection, SqlValue

DAY_MS = 24 * 3_600_000
MOST = 10_000
"""Items of one kind that are listed; what is beyond comes once these have been dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One kind of one network that is due."""

    network: Network
    held: Held
    days: int
    items: tuple[ItemId, ...]
    """The oldest first, at most `MOST`."""
    oldest_ms: int
    more: bool = False


def due(
    db: Connection,
    rules: Sequence[Keeping],
    *,
    usual_days: int,
    now: datetime,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Due]:
    """Everything that is due, in order of networks and kinds; nothing that was looked at and kept on until later."""
    now_ms = to_ms(now)
    found: list[Due] = []
    known = {network.value for network in Network}
    held_on = [
        row[0] for row in db.execute("SELECT DISTINCT network FROM accounts ORDER BY network").fetchall()
    ]
    for network in (Network(each) for each in held_on if each in known):
        for held in _SQL:
            if stopped():
                return found
            days = days_for(rules, held, network, usual=usual_days)
            values: dict[str, SqlValue] = {
                "network": network.value, "due": now_ms - days * DAY_MS, "now": now_ms, "most": MOST + 1,
            }  # fmt: skip
            rows = db.execute(_SQL[held], values).fetchall()
            if rows:
                found.append(
                    Due(
                        network=network,
                        held=held,
                        days=days,
                        items=tuple(ItemId(row[0]) for row in rows[:MOST]),
                        oldest_ms=min(int(row[1]) for row in rows),
                        more=len(rows) > MOST,
                    )
                )
    return found


_NOT_LATER = """
NOT EXISTS (SELECT 1 FROM retention_reviews AS review WHERE review.item_id = items.id AND review.next_ms > :now)
"""
_UNDECIDED = f"""
SELECT items.id, items.received_ms FROM accounts
CROSS JOIN json_each('[0, 1]') AS own
CROSS JOIN items INDEXED BY items_kept ON items.account_id = accounts.id AND items.by_force = own.value
WHERE accounts.network = :network AND items.disposed_ms IS NULL
    AND coalesce(items.confirmed_ms, items.received_ms) <= :due AND items.kind {{kind}} 'message'
    AND NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.item_id = items.id)
    AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.item_id = items.id)
    AND {_NOT_LATER}
LIMIT :most
"""
_DECIDED = f"""
SELECT items.id, max(told.at_ms) AS newest FROM (
    SELECT item_id, decided_ms AS at_ms FROM decisions WHERE decided_ms <= :due
    UNION ALL SELECT item_id, held_ms FROM evidence WHERE held_ms <= :due
) AS told
CROSS JOIN items ON items.id = told.item_id
CROSS JOIN accounts ON accounts.id = items.account_id
WHERE accounts.network = :network
    AND NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.item_id = items.id AND decided_ms > :due)
    AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.item_id = items.id AND held_ms > :due)
    AND (items.disposed_ms IS NULL
        OR EXISTS (SELECT 1 FROM evidence WHERE evidence.item_id = items.id AND evidence.disposed_ms IS NULL)
        OR EXISTS (SELECT 1 FROM decisions WHERE decisions.item_id = items.id
            AND (aim <> '' OR why_not_less <> '' OR answers <> '{{}}')))
    AND {_NOT_LATER}
GROUP BY items.id ORDER BY newest, items.id LIMIT :most
"""
_SQL = {
    Held.PUBLIC: _UNDECIDED.format(kind="<>"),
    Held.PRIVATE: _UNDECIDED.format(kind="="),
    Held.DECIDED: _DECIDED,
}
