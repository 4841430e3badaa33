"""What the use cases about decided posts share: what is there, what is on its way, and one change of it, recorded."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence

from socialdesk.audit.log import append
from socialdesk.audit.publishing import PostChangeDecided
from socialdesk.decisions.case import NotOpen, cleaned
from socialdesk.model.accounts import Account, Capability, Way
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import NativeId, OutboxId, PostId, PostTargetId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post, PostPart, PostTarget
from socialdesk.outbox.store import enqueue_post
from socialdesk.platforms.routing import HELD
from socialdesk.publishing.loading import target_of
from socialdesk.publishing.standing import CheckStanding
from socialdesk.storage.database import Connection


def require_way(
    capabilities: Mapping[ActionKind, Capability], kind: ActionKind, account: Account
) -> Capability:
    """What the network says of it. Raises NotOpen where a program cannot do it, with what a hand can."""
    told = capabilities.get(kind)
    if told is None or told.way is not Way.API:
        reason = "The desk has no way to it." if told is None else told.reason
        raise NotOpen(f"{account.name} on {account.network.label}: {reason}", kept="It stays as it is.")
    return told


def is_there(part: PostPart) -> bool:
    """True for what the network has: shown to the public, or held until its time."""
    return part.out_ms is not None and part.gone_ms is None


def going(db: Connection, target_id: PostTargetId) -> Iterator[int]:
    """The parts of which something is on its way already."""
    found = db.execute(
        "SELECT post_part FROM outbox WHERE post_target_id = ? AND kind IN ('edit_post', 'reschedule', 'delete_post')"
        " AND state IN ('queued', 'sending', 'waiting', 'unknown')",
        (target_id,),
    )
    yield from (int(each[0]) for each in found.fetchall())


def change(
    db: Connection,
    post: Post,
    target: PostTarget,
    part: PostPart,
    account: Account,
    kind: ActionKind,
    *,
    text: str = "",
    scheduled_ms: int | None = None,
    checks: Sequence[CheckStanding] = (),
    reason: str = "",
    undo_ms: int,
    now_ms: int,
    by: Person,
) -> None:
    """Queues one change of one part and records it, within the caller's transaction.

    Raises NotOpen where nobody knows what the network calls it.
    """
    # Some networks give a share no name of its own: it is taken back by naming what was shared.
    place = part.native_id or target.share_of
    if not place:
        raise NotOpen(
            f"The desk does not know what {account.network.label} calls this post.",
            kept="It stays as it is.",
            to_do="Remove it on the network itself, then say so here.",
        )
    if place.startswith(HELD) and kind is not ActionKind.DELETE_POST:
        raise NotOpen(
            f"{account.name}'s post is held by Hootsuite, which has no call to change it.",
            kept="It stays as it is.",
            to_do="Take it down here, then publish it anew.",
        )
    if place.startswith(HELD) and (part.published_ms is not None or (part.held_until_ms or 0) <= now_ms):
        raise NotOpen(
            f"It went out through Hootsuite, and was not read on {account.network.label} yet.",
            kept="It stays as it is.",
            to_do="Wait until the desk has read the account, or do it on the network itself and say so here.",
        )
    action = Action(
        kind=kind,
        target=place,
        thread=place,
        key=uuid.uuid4().hex,
        text=text,
        scheduled_ms=scheduled_ms,
        share_of=NativeId("") if part.native_id else target.share_of,
    )
    outbox_id = enqueue_post(
        db,
        target_id=target.id,
        part=part.number,
        account_id=account.id,
        action=action,
        due_ms=None,
        undo_ms=undo_ms,
        now_ms=now_ms,
    )
    record_change(
        db,
        post,
        target,
        part,
        kind,
        outbox_id,
        text=text,
        scheduled_ms=scheduled_ms,
        checks=checks,
        reason=reason,
        at_ms=now_ms,
        by=by,
    )


def record_change(
    db: Connection,
    post: Post,
    target: PostTarget,
    part: PostPart,
    kind: ActionKind,
    outbox_id: OutboxId | None,
    *,
    text: str = "",
    scheduled_ms: int | None = None,
    checks: Sequence[CheckStanding] = (),
    reason: str = "",
    at_ms: int,
    by: Person,
) -> None:
    """Puts a change that somebody decided on the record; `outbox_id` is None where the desk itself held the post."""
    entry = PostChangeDecided(
        post_id=post.id,
        account_id=target.account_id,
        action=kind.value,
        outbox_id=outbox_id,
        part=part.number,
        scheduled_ms=scheduled_ms,
        checks=tuple(check.id for check in checks),
        text=text,
        reason=cleaned(reason),
    )
    append(db, entry, by=by, at_ms=at_ms)


def target_within(db: Connection, target_id: PostTargetId) -> tuple[Post, PostTarget]:
    """A post by one of its accounts. Raises NotOpen where there is none."""
    try:
        return target_of(db, target_id)
    except KeyError:
        raise NotOpen("This post is no longer on the desk.", kept="Nothing was altered.") from None


def changed(post_id: PostId) -> Changes:
    """What a decision about a post alters."""
    return Changes(posts=frozenset({post_id}), outbox=True)
