"""The numbers beside the rail's entries; kept by triggers, so that a million items cost no more than a hundred."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from socialdesk.inbox.views import View, ViewName
from socialdesk.model.ids import AccountId
from socialdesk.storage.database import Connection

LIVE = "state IN ('queued', 'sending', 'waiting', 'unknown')"
"""The states of an action that is not settled; word for word that of the index `outbox_live`."""
BY_HAND = "by_hand.state IN ('preparing', 'begun')"
"""Those of a thing begun by hand that nobody has ticked off; as in the index `by_hand_open`."""
ASKED = "SELECT item_id FROM questions WHERE settled_ms IS NULL"
"""Items that wait for Corporate Communications' answer; as in the index `questions_open_by_item` (R11)."""
REFERRED = "SELECT item_id FROM referrals WHERE closed_ms IS NULL AND kind <> 'breach'"
"""Items that were passed on and not closed (B2, I6); a breach by staff shows to none but its own list (A6)."""
BLOCK_ASKED = "SELECT item_id FROM blocks WHERE state IN ('waiting_advice', 'waiting_approval')"
"""Items at which a block was asked for that waits for advice or for a second person (B1)."""
WAITING = (
    f"SELECT item_id FROM outbox WHERE {LIVE} AND item_id IS NOT NULL UNION SELECT item_id FROM by_hand WHERE {BY_HAND}"
    f" UNION {ASKED} UNION {REFERRED} UNION {BLOCK_ASKED}"
)
"""The items for which something is to come: from a network, from somebody's word, or from a colleague elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCount:
    """What is open, unread and urgent of one account."""

    open: int = 0
    unread: int = 0
    urgent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RailCounts:
    """How many items each built-in view holds, and each account."""

    inbox: int = 0
    flagged: int = 0
    urgent: int = 0
    unread: int = 0
    mine: int = 0
    reply: int = 0
    """Somebody asked, complained or reported, and has had no answer."""
    waiting: int = 0
    done: int = 0
    everything: int = 0
    comments: int = 0
    messages: int = 0
    aside: int = 0
    """Open, and put aside under a parked post: not in `inbox`."""
    accounts: Mapping[AccountId, AccountCount] = field(default_factory=dict[AccountId, AccountCount])

    def of(self, view: View) -> int:
        """The count of a view. For `MINE` that of the person asked about.

        0 for `SEARCH` and `TODAY`: ask `view_count`.
        """
        if view.name is ViewName.ACCOUNT:
            return self.accounts.get(view.account_id or AccountId(0), AccountCount()).open
        if view.name in (ViewName.SEARCH, ViewName.TODAY):
            return 0
        return int(getattr(self, view.name.value))


def counts(db: Connection, person: str = "") -> RailCounts:
    """Every count; `mine` is that of `person` (a name). Well under 1 ms."""
    accounts: dict[AccountId, AccountCount] = {}
    totals = dict.fromkeys(("inbox", "flagged", "urgent", "unread", "done", "everything"), 0)
    messages = aside = 0
    for account_id, kind, everything, open_, unread, flagged, urgent, done, parked in db.execute(
        "SELECT account_id, kind, everything, open, unread, flagged, urgent, done, aside FROM worklist_counts"
    ).fetchall():
        aside += parked
        before = accounts.get(account_id, AccountCount())
        accounts[AccountId(account_id)] = AccountCount(
            open=before.open + open_, unread=before.unread + unread, urgent=before.urgent + urgent
        )
        for name, more in zip(totals, (open_, flagged, urgent, unread, done, everything), strict=True):
            totals[name] += more
        messages += open_ if kind == "message" else 0
    open_now = totals.pop("inbox")
    return RailCounts(
        **totals,
        inbox=open_now - aside,
        mine=_one(db, "SELECT count(*) FROM worklist WHERE claimed_by = ? AND open = 1", person),
        reply=_one(db, "SELECT number FROM to_answer_count"),
        waiting=_one(db, f"SELECT count(*) FROM ({WAITING})"),
        comments=open_now - messages,
        aside=aside,
        messages=messages,
        accounts=accounts,
    )


def _one(db: Connection, sql: str, *parameters: str) -> int:
    row = db.execute(sql, parameters).fetchone()
    return int(row[0]) if row else 0
