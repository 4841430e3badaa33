"""What the screens ask of posts: drafts, what is planned by whom, what is out, what needs a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from socialdesk.audit.queries import AuditLine, lines_of
from socialdesk.clock import to_ms
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, OutboxId, PostId
from socialdesk.model.posts import Post, PostPart, PostState, PostTarget, Route
from socialdesk.outbox.queries import PendingRow, of_posts
from socialdesk.outbox.states import State
from socialdesk.publishing.loading import load, load_all
from socialdesk.publishing.schedule import MUST_BE_ON, told
from socialdesk.storage.database import Connection

__all__ = [
    "PostLine",
    "TargetLine",
    "between_days",
    "counts",
    "drafts",
    "history",
    "line",
    "load",
    "needing_person",
    "of_appeal",
    "published",
    "scheduled",
    "under_way",
]

UNSEEN_MS = 30 * 60_000
"""How long after its time a post that somebody else held may stay unseen before a person is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A post on one account as a screen shows it."""

    target: PostTarget
    account_id: AccountId
    account_name: str
    network: Network
    label: str
    """Where it stands there, a true sentence without a full stop."""
    at_ms: int | None
    """When it was shown, or is to be; None for one that is for at once."""
    outbox_id: OutboxId | None
    """The action that is under way, or that a person must settle."""
    state: State | None
    """Of that action."""
    needs_person: bool
    reason: str
    can_cancel: bool
    """True while something of it can be stopped before it goes out."""
    must_be_on: bool
    """True where this computer must be on at its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """A post as a list shows it."""

    post: Post
    targets: tuple[TargetLine, ...]

    @property
    def needs_person(self) -> bool:
        """True where somebody has to say how it goes on."""
        return any(each.needs_person for each in self.targets)

    @property
    def must_be_on(self) -> bool:
        """True where this computer must be on at its time."""
        return any(each.must_be_on for each in self.targets)


def drafts(db: Connection) -> list[PostLine]:
    """What is being written, the newest first."""
    return _lines(db, "state IN ('draft', 'waiting_second') ORDER BY altered_ms DESC, id DESC", ())


def scheduled(db: Connection, *, from_ms: int, to_ms: int) -> list[PostLine]:
    """What is planned, or was, between two moments, the earliest first, whoever planned it; drafts with a time too."""
    where = "scheduled_ms >= ? AND scheduled_ms < ? AND state <> 'cancelled' ORDER BY scheduled_ms, id"
    return _lines(db, where, (from_ms, to_ms))


def between_days(
    db: Connection, *, first: date, days: int, zone: str = "Europe/London"
) -> dict[date, list[PostLine]]:
    """The calendar: each day from `first`, as the clock of `zone` counts days, with what is planned or was shown."""
    here = ZoneInfo(zone)
    begins = [to_ms(datetime.combine(first + timedelta(days=each), time(), here)) for each in range(days + 1)]
    shown = _lines(
        db,
        "id IN (SELECT post_id FROM post_targets JOIN post_parts ON post_parts.target_id = post_targets.id"
        " WHERE published_ms >= ? AND published_ms < ?) AND scheduled_ms IS NULL AND origin = 'desk'",
        (begins[0], begins[-1]),
    )
    found = {first + timedelta(days=each): list[PostLine]() for each in range(days)}
    for each in (*scheduled(db, from_ms=begins[0], to_ms=begins[-1]), *shown):
        at = each.post.scheduled_ms or min(_published_times(each.post), default=begins[0])
        day = next(number for number in range(days) if at < begins[number + 1])
        found[first + timedelta(days=day)].append(each)
    for lines in found.values():
        lines.sort(
            key=lambda one: (one.post.scheduled_ms or min(_published_times(one.post), default=0), one.post.id)
        )
    return found


def under_way(db: Connection) -> list[PostLine]:
    """Decided, and something of it still to go out, the soonest first."""
    return _lines(db, "state = 'ready' ORDER BY coalesce(scheduled_ms, decided_ms), id", ())


def published(db: Connection, *, since_ms: int = 0, limit: int = 100) -> list[PostLine]:
    """What was shown to the public, the newest first; what the desk took in from elsewhere too."""
    rows = db.execute(
        "SELECT post_id, max(published_ms) AS newest FROM post_parts"
        " JOIN post_targets ON post_targets.id = post_parts.target_id"
        " WHERE published_ms >= ? AND published_ms IS NOT NULL GROUP BY post_id ORDER BY newest DESC LIMIT ?",
        (since_ms, limit),
    )
    return _told(db, [PostId(row[0]) for row in rows.fetchall()])


def needing_person(db: Connection, *, now_ms: int) -> list[PostLine]:
    """What the desk cannot go on with by itself: failed, unclear, waited too long, to be published by hand, unseen."""
    rows = db.execute(
        "SELECT post_id FROM outbox CROSS JOIN post_targets ON post_targets.id = outbox.post_target_id"
        " WHERE outbox.needs_person = 1"
        " UNION SELECT posts.id FROM posts CROSS JOIN post_targets ON post_targets.post_id = posts.id"
        "  WHERE posts.state = 'ready' AND post_targets.route = 'by_hand' AND chosen = 1 AND stopped_ms IS NULL"
        "  AND EXISTS (SELECT 1 FROM post_parts WHERE target_id = post_targets.id AND out_ms IS NULL)"
        "  AND coalesce(posts.scheduled_ms, 0) <= ?"
        " UNION SELECT post_id FROM post_parts CROSS JOIN post_targets ON post_targets.id = post_parts.target_id"
        "  WHERE published_ms IS NULL AND held_until_ms IS NOT NULL AND held_until_ms < ?"
        "  AND gone_ms IS NULL AND out_ms IS NOT NULL"
        " UNION SELECT post_id FROM post_parts CROSS JOIN post_targets ON post_targets.id = post_parts.target_id"
        "  CROSS JOIN register ON register.account_id = post_targets.account_id"
        "  WHERE published_ms IS NULL AND held_until_ms IS NOT NULL AND gone_ms IS NULL AND frozen_on IS NOT NULL"
        "  AND closed_on IS NULL",
        (now_ms, now_ms - UNSEEN_MS),
    )
    ids = sorted(PostId(row[0]) for row in rows.fetchall())
    return [each for each in _told(db, ids, now_ms=now_ms) if each.needs_person]


def of_appeal(db: Connection, appeal_id: int) -> list[PostLine]:
    """Every post of an appeal, in the order in which they were begun."""
    return _lines(db, "appeal_id = ? ORDER BY id", (appeal_id,))


def line(db: Connection, post_id: PostId, *, now_ms: int | None = None) -> PostLine:
    """One post. Raises KeyError where there is none."""
    found = _told(db, (post_id,), now_ms=now_ms)
    if not found:
        raise KeyError(post_id)
    return found[0]


def counts(db: Connection, *, now_ms: int) -> tuple[int, int, int]:
    """How many drafts there are, how many decided posts are to come, and how many need a person."""
    found = db.execute(
        "SELECT (SELECT count(*) FROM posts WHERE state IN ('draft', 'waiting_second')),"
        " (SELECT count(*) FROM posts WHERE state = 'ready')"
    ).fetchone()
    writing, to_come = (0, 0) if found is None else (int(found[0]), int(found[1]))
    return writing, to_come, len(needing_person(db, now_ms=now_ms))


def history(db: Connection, post_id: PostId) -> list[AuditLine]:
    """What the record says of a post, the newest first."""
    found = db.execute(
        "SELECT seq FROM audit_posts WHERE post_id = ? ORDER BY seq DESC LIMIT 500", (post_id,)
    )
    return list(reversed(lines_of(db, [int(row[0]) for row in found.fetchall()])))


def _lines(db: Connection, where: str, parameters: tuple[int | str, ...]) -> list[PostLine]:
    """Posts chosen by a clause of ours; nothing from outside is ever put into `where`."""
    rows = db.execute(f"SELECT id FROM posts WHERE {where}", parameters)
    return _told(db, [PostId(row[0]) for row in rows.fetchall()])


def _told(db: Connection, ids: Sequence[PostId], *, now_ms: int | None = None) -> list[PostLine]:
    posts = load_all(db, ids)
    account_ids = {each.account_id for post in posts for each in post.targets}
    accounts = {
        AccountId(row[0]): (row[1], Network(row[2]), bool(row[3]))
        for row in db.execute(
            "SELECT id, name, network, EXISTS (SELECT 1 FROM register WHERE register.account_id = accounts.id"
            " AND frozen_on IS NOT NULL AND closed_on IS NULL)"
            " FROM accounts WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(account_ids)),),
        ).fetchall()
    }
    actions = of_posts(db, [post.id for post in posts])
    return [
        PostLine(
            post=post,
            targets=tuple(
                _target(post, target, *accounts[target.account_id], actions.get(target.id, []), now_ms)
                for target in post.targets
                if target.chosen
            ),
        )
        for post in posts
    ]


def _target(
    post: Post,
    target: PostTarget,
    name: str,
    network: Network,
    frozen: bool,
    actions: Iterable[PendingRow],
    now_ms: int | None,
) -> TargetLine:
    open_now = [each for each in actions if each.needs_person or each.state.live]
    action = next((each for each in open_now if each.needs_person), open_now[0] if open_now else None)
    to_come = [part for part in target.parts if part.out_ms is None]
    can_stop = post.state is PostState.READY and target.stopped_ms is None and bool(to_come)
    held = frozen and any(_is_held(part) for part in target.parts)
    unseen = now_ms is not None and any(_is_unseen(part, now_ms) for part in target.parts)
    by_hand = can_stop and target.route is Route.BY_HAND
    times = _published_times(post, target)
    return TargetLine(
        target=target,
        account_id=target.account_id,
        account_name=name,
        network=network,
        label=_label(post, target, action, unseen=unseen, frozen=frozen),
        at_ms=min(times) if times else post.scheduled_ms,
        outbox_id=None if action is None else action.outbox_id,
        state=None if action is None else action.state,
        needs_person=(action is not None and action.needs_person) or unseen or by_hand or held,
        reason="" if action is None else action.reason,
        can_cancel=by_hand or (can_stop and (action is None or action.can_cancel or len(to_come) > 1)),
        must_be_on=action is not None and action.due_ms is not None and action.state is State.QUEUED,
    )


def _label(post: Post, target: PostTarget, action: PendingRow | None, *, unseen: bool, frozen: bool) -> str:
    out = [part for part in target.parts if part.out_ms is not None]
    gone = [part for part in target.parts if part.gone_ms is not None]
    of_all = f"{len(out)} of {len(target.parts)} parts out" if len(target.parts) > 1 else ""
    if action is not None:
        if action.due_ms is not None and action.state is State.QUEUED and not action.needs_person:
            return f"Planned for {told(action.due_ms)}. {MUST_BE_ON.removesuffix('.')}"
        return f"{action.label} ({of_all})" if of_all and out else action.label
    if post.state in (PostState.DRAFT, PostState.WAITING_SECOND):
        return "Draft"
    if target.parts and len(gone) == len(target.parts):
        return "Taken down"
    if unseen:
        return "Could not be seen there at its time: look on the network, then say whether it is there"
    if target.route is Route.BY_HAND and len(out) < len(target.parts):
        return "Stopped" if target.stopped_ms is not None else "To be published by hand, then ticked off here"
    held = [part for part in out if _is_held(part)]
    if held and held[0].held_until_ms is not None:
        holder = "Hootsuite" if target.route is Route.HOOTSUITE else "the network"
        planned = f"Planned for {told(held[0].held_until_ms)}, held by {holder}"
        return (
            f"{planned}. The account is frozen since: take it down, or leave it to go out"
            if frozen
            else planned
        )
    if out and len(out) == len(target.parts):
        return "Published" if not gone else f"{len(gone)} of {len(target.parts)} parts taken down"
    if target.stopped_ms is not None:
        return f"Stopped ({of_all})" if out else "Stopped before it went out"
    return f"Going on ({of_all})" if out else "To be published"


def _is_held(part: PostPart) -> bool:
    held = part.published_ms is None and part.held_until_ms is not None
    return held and part.out_ms is not None and part.gone_ms is None


def _is_unseen(part: PostPart, now_ms: int) -> bool:
    late = part.held_until_ms is not None and part.held_until_ms < now_ms - UNSEEN_MS
    return late and part.published_ms is None and part.gone_ms is None


def _published_times(post: Post, target: PostTarget | None = None) -> list[int]:
    targets = post.targets if target is None else (target,)
    return [part.published_ms for each in targets for part in each.parts if part.published_ms is not None]
