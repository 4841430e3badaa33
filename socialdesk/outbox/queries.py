"""What the screens ask of the outbox. All take a reader's connection."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, DecisionId, ItemId, OutboxId, PostId, PostTargetId
from socialdesk.outbox.anothers_yes import waiting_for_another
from socialdesk.outbox.behind import warnings_among
from socialdesk.outbox.ready import LIVE_SQL, any_cut_off, next_due_ms
from socialdesk.outbox.rows import Row, rows
from socialdesk.outbox.states import State
from socialdesk.storage.database import Connection

__all__ = [
    "Left",
    "PendingRow",
    "any_cut_off",
    "counts",
    "for_item",
    "left_behind",
    "needing_person",
    "newest_cancellable",
    "next_due_ms",
    "of_posts",
    "one",
    "pending",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRow:
    """An action as a screen shows it; `label` and `reason` are the desk's words, never a stranger's."""

    outbox_id: OutboxId
    item_id: ItemId | None
    """None where it is about a post of the Force's own."""
    account_id: AccountId
    decision_id: DecisionId | None
    kind: ActionKind
    state: State
    label: str
    """A true sentence on where it stands, without the countdown."""
    not_before_ms: int
    queued_ms: int
    settled_ms: int | None
    can_cancel: bool
    """True while nothing has been sent."""
    needs_person: bool
    reason: str
    text: str
    """What the Force is sending, for replies."""
    waits_for: str = ""
    """What it waits for beside its turn, a sentence; "" where nothing."""
    waits_for_another: bool = False
    """True where somebody else than whoever wrote it says yes before it is sent (3.3d)."""
    post_id: PostId | None = None
    post_target_id: PostTargetId | None = None
    """The Force's own post that it is about, and on which account; None where it is about an item."""
    place: str = ""
    """Of a post: on which network and account, such as "Post on Facebook, Moorshire Police"; the Force's own words."""
    due_ms: int | None = None
    """When a post is to leave that the desk keeps until its time."""

    @property
    def can_undo(self) -> bool:
        """True while Undo takes it back; what is kept here until its time is stopped where it is planned."""
        return self.can_cancel and self.due_ms is None


def pending(db: Connection) -> list[PendingRow]:
    """Everything that is not finished or needs a person, newest first."""
    either = f"SELECT id FROM outbox WHERE {LIVE_SQL} UNION SELECT id FROM outbox WHERE needs_person = 1"
    return _pending(db, f"WHERE id IN ({either}) ORDER BY id DESC", ())


def needing_person(db: Connection) -> list[PendingRow]:
    """What the desk cannot settle by itself, oldest first."""
    return _pending(db, "WHERE needs_person = 1 ORDER BY id", ())


def for_item(db: Connection, item_id: ItemId) -> list[PendingRow]:
    """Every action on an item, newest first, finished ones too."""
    return _pending(db, "WHERE item_id = ? ORDER BY id DESC", (item_id,))


def of_posts(db: Connection, post_ids: Sequence[PostId]) -> dict[PostTargetId, list[PendingRow]]:
    """What is not finished of these posts, or needs a person, by the account that it is for; the oldest first."""
    asked = (
        "SELECT outbox.id FROM json_each(?) AS wanted JOIN post_targets ON post_targets.post_id = wanted.value"
        " JOIN outbox ON outbox.post_target_id = post_targets.id"
    )
    where = f"WHERE id IN ({asked}) AND ({LIVE_SQL} OR needs_person = 1) ORDER BY id"
    found: dict[PostTargetId, list[PendingRow]] = defaultdict(list)
    for each in _pending(db, where, (json.dumps(list(post_ids)),)):
        if each.post_target_id is not None:
            found[each.post_target_id].append(each)
    return found


def one(db: Connection, outbox_id: OutboxId) -> PendingRow | None:
    """One action by id."""
    found = _pending(db, "WHERE id = ?", (outbox_id,))
    return found[0] if found else None


def newest_cancellable(db: Connection) -> PendingRow | None:
    """The newest action that has not been sent: what Esc cancels. No post that is kept here until its time."""
    found = _pending(
        db,
        f"WHERE {LIVE_SQL} AND state IN ('queued', 'waiting') AND attempts = 0 AND due_ms IS NULL"
        " ORDER BY id DESC LIMIT 1",
        (),
    )
    return found[0] if found else None


def counts(db: Connection) -> tuple[int, int]:
    """How many actions are on their way, and how many need a person; not those kept here until their time."""
    found = db.execute(
        f"SELECT (SELECT count(*) FROM outbox WHERE {LIVE_SQL} AND needs_person = 0"
        " AND (due_ms IS NULL OR state <> 'queued')),"
        " (SELECT count(*) FROM outbox WHERE needs_person = 1)"
    ).fetchone()
    return (0, 0) if found is None else (int(found[0]), int(found[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What the desk leaves behind when it is closed now."""

    going: int
    """Replies, removals and posts on their way that no network has confirmed."""
    kept: int
    """Posts that the desk itself keeps until their time: it must be open then, and the computer on."""
    first_due_ms: int | None
    """The time of the first of those."""

    def __bool__(self) -> bool:
        """True where anything waits."""
        return bool(self.going or self.kept)


def left_behind(db: Connection) -> Left:
    """What waits for the desk alone; what somebody must settle first waits for them."""
    [(going, kept, first)] = db.execute(
        "SELECT count(*) FILTER (WHERE due_ms IS NULL OR state <> 'queued'),"
        " count(*) FILTER (WHERE due_ms IS NOT NULL AND state = 'queued'),"
        " min(due_ms) FILTER (WHERE due_ms IS NOT NULL AND state = 'queued')"
        f" FROM outbox WHERE {LIVE_SQL} AND needs_person = 0"
    ).fetchall()
    return Left(going=int(going), kept=int(kept), first_due_ms=first)


def _pending(db: Connection, where: str, parameters: tuple[int | str, ...]) -> list[PendingRow]:
    found = rows(db, where, parameters)
    told = db.execute("SELECT id, network, name FROM accounts").fetchall() if found else []
    networks = {int(each[0]): str(each[1]) for each in told}
    names = {int(each[0]): str(each[2]) for each in told}
    behind = warnings_among(db, found)
    anothers = waiting_for_another(db, [row.id for row in found if row.needs_person])
    return [
        PendingRow(
            outbox_id=row.id,
            item_id=row.item_id,
            account_id=row.account_id,
            decision_id=row.decision_id,
            kind=row.kind,
            state=row.state,
            label=label(
                row,
                networks.get(row.account_id, ""),
                warning=row.id in behind,
                another=row.id in anothers,
            ),
            not_before_ms=row.not_before_ms,
            queued_ms=row.queued_ms,
            settled_ms=row.settled_ms,
            can_cancel=row.state in (State.QUEUED, State.WAITING) and row.attempts == 0,
            needs_person=row.needs_person,
            reason=row.reason,
            text=row.action.text,
            waits_for=_WAITS if behind.get(row.id) and row.state is State.QUEUED else "",
            waits_for_another=row.id in anothers,
            post_id=None if row.post is None else row.post.post_id,
            post_target_id=None if row.post is None else row.post.target_id,
            place=""
            if row.post is None
            else place(networks.get(row.account_id, ""), names.get(row.account_id, ""), row.post.part),
            due_ms=row.due_ms,
        )
        for row in found
    ]


_ANOTHERS = "another person's yes"
_WORDS: dict[ActionKind, tuple[str, str, str]] = {
    ActionKind.HIDE: ("Will be hidden", "Hiding", "Hidden"),
    ActionKind.UNHIDE: ("Will be shown again", "Showing again", "Shown again"),
    ActionKind.DELETE: ("Will be removed permanently", "Removing permanently", "Removed permanently"),
    ActionKind.REPLY: ("Reply will be sent", "Sending the reply", "Reply sent"),
    ActionKind.PRIVATE_REPLY: (
        "Private reply will be sent",
        "Sending the private reply",
        "Private reply sent",
    ),
    ActionKind.MESSAGE: ("Message will be sent", "Sending the message", "Message sent"),
    ActionKind.BLOCK: ("Will be blocked", "Blocking", "Blocked"),
    ActionKind.UNBLOCK: ("Will be unblocked", "Unblocking", "Unblocked"),
    ActionKind.MUTE: ("Will be muted", "Muting", "Muted"),
    ActionKind.UNMUTE: ("Will be unmuted", "Unmuting", "Unmuted"),
    ActionKind.BLOCK_MESSAGES: ("Their messages will be blocked", "Blocking messages", "Messages blocked"),
    ActionKind.UNBLOCK_MESSAGES: (
        "Their messages will be let in again",
        "Letting messages in again",
        "Messages let in again",
    ),
    ActionKind.REPORT: ("Will be reported to the network", "Reporting", "Reported to the network"),
    ActionKind.PUBLISH: ("Will be published", "Publishing", "Published"),
    ActionKind.RESHARE: ("Will be reshared", "Resharing", "Reshared"),
    ActionKind.EDIT_POST: ("Our post will be changed", "Changing our post", "Our post changed"),
    ActionKind.RESCHEDULE: ("Will be given another time", "Giving it another time", "Given another time"),
    ActionKind.DELETE_POST: ("Our post will be deleted", "Deleting our post", "Our post deleted"),
}
_OWN_WORDS: dict[tuple[str, ActionKind], tuple[str, str, str]] = {
    (Network.YOUTUBE, ActionKind.HIDE): ("Will be held for review", "Holding for review", "Held for review"),
    (Network.YOUTUBE, ActionKind.UNHIDE): ("Will be published again", "Publishing again", "Published again"),
    (Network.YOUTUBE, ActionKind.BLOCK): (
        "Will be removed permanently, and the person banned",
        "Removing permanently, and banning the person",
        "Removed permanently, and the person banned",
    ),
}
"""Where a network's own word is another, and stands on the button."""
_WARNING = ("Warning will be sent", "Sending the warning", "Warning sent")
_WAITS = "It waits until the network has confirmed the removal that it explains."


def place(network: str, account: str, part: int = 1) -> str:
    """Where a post of the Force's is to stand. `network` by its value."""
    which = "Post" if part == 1 else f"Part {part} of a post"
    return f"{which} on {Network(network).label if network else 'a network'}, {account}"


def label(row: Row, network: str = "", *, warning: bool = False, another: bool = False) -> str:
    """Where an action stands, in words that are true of it and promise nothing. `network` by its value."""
    own = _WARNING if warning else _OWN_WORDS.get((network, row.kind))
    coming, doing, done = own or _WORDS[row.kind]
    match row.state:
        case State.QUEUED if row.needs_person:
            return f"{coming} after {_ANOTHERS if another else 'a fresh yes'}"
        case State.QUEUED if row.due_ms is not None:
            return f"{coming} at its time; this computer must be on"
        case State.QUEUED:
            return coming
        case State.WAITING:
            return f"{coming} when the network can be reached"
        case State.SENDING if row.accepted:
            return f"{doing}: accepted, being read back"
        case State.SENDING:
            return doing
        case State.UNKNOWN if row.needs_person:
            return f"Could not confirm: {done.lower()}?"
        case State.UNKNOWN:
            return f"{doing}: outcome not known, looking on the network"
        case State.CONFIRMED:
            return f"{done}, confirmed"
        case State.FAILED:
            return f"Not done ({doing.lower()})"
        case State.CANCELLED:
            return "Cancelled before it was sent"
