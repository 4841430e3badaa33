"""What is done about a post that was decided: other words, another time, taken down; posts from elsewhere (P1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.audit.log import append
from socialdesk.audit.publishing import PostAdopted, PostGoneByHand
from socialdesk.clock import to_ms
from socialdesk.decisions.case import KEPT, Incomplete, NotOpen, cleaned, require_hand, require_own
from socialdesk.decisions.remove import UNDO_SECONDS
from socialdesk.model.accounts import Account, Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, NativeId, OutboxId, PostId, PostTargetId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post, PostPart, PostState, PostTarget
from socialdesk.outbox.rows import rows
from socialdesk.outbox.store import cancel, move_due
from socialdesk.policy.book import Book
from socialdesk.publishing import store
from socialdesk.publishing.changing import (
    change,
    changed,
    going,
    is_there,
    record_change,
    require_way,
    target_within,
)
from socialdesk.publishing.checks import at_another_time
from socialdesk.publishing.drafts import post_within
from socialdesk.publishing.problems import text_problems
from socialdesk.publishing.publish import CapabilitiesOf, require_allowed, require_passed
from socialdesk.publishing.schedule import LATEST_MS, holds
from socialdesk.publishing.standing import CheckStanding
from socialdesk.register.accounts import accounts as connected
from socialdesk.storage.database import Connection, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A post from elsewhere that the desk knows from now on."""

    post_id: PostId
    target_id: PostTargetId
    changes: Changes


def edit_post(
    db: Connection,
    *,
    target_id: PostTargetId,
    part: int = 1,
    text: str,
    checks: Sequence[CheckStanding],
    book: Book,
    capabilities: CapabilitiesOf,
    now: datetime,
    by: Person,
    undo_seconds: int = UNDO_SECONDS,
    training: bool = False,
) -> Changes:
    """Decides on other words for what stands on an account, or is held for it, where its network can alter them.

    `checks` are of the new words. Raises Incomplete, and NotOpen where it cannot be or is not for this person to say.
    """
    require_hand(by, db)
    text = cleaned(text)
    with writing(db):
        post, target, there, account = _there(
            db, target_id, part, ActionKind.EDIT_POST, capabilities, now, book, by, training=training
        )
        require_passed(checks)
        if not text:
            raise Incomplete("There is nothing to show yet.", field="text")
        if problem := next(iter(text_problems(db, text, network=account.network)), ""):
            raise Incomplete(problem, field="text")
        if text == there.text:
            raise Incomplete("These are the words that it has already.", field="text")
        change(
            db,
            post,
            target,
            there,
            account,
            ActionKind.EDIT_POST,
            text=text,
            checks=checks,
            undo_ms=max(0, undo_seconds) * 1000,
            now_ms=to_ms(now),
            by=by,
        )
    return changed(post.id)


def reschedule(
    db: Connection,
    *,
    post_id: PostId,
    scheduled_ms: int,
    checks: Sequence[CheckStanding],
    book: Book,
    capabilities: CapabilitiesOf,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Another time for all of a post that has not been shown yet, whoever holds it until then.

    `checks` are of the post at its new time. Raises Incomplete for a time that will not do, NotOpen where nothing of it
    is still to be shown, a network cannot alter its time, or it is not for this person to say.
    """
    require_hand(by, db)
    now_ms = to_ms(now)
    if not now_ms < scheduled_ms <= now_ms + LATEST_MS:
        raise Incomplete("Choose a time that is to come, within a year.", field="time")
    moved = False
    with writing(db):
        post = post_within(db, post_id)
        require_passed(checks)
        later = at_another_time(db, post_id=post_id, scheduled_ms=scheduled_ms, book=book, now=now, person=by)
        require_passed((*checks, *later))
        accounts = connected(db)
        for target in post.chosen:
            for part in target.parts:
                if _is_to_come(part, target, now_ms):
                    account = require_allowed(
                        accounts, target.account_id, ActionKind.RESCHEDULE, now, book, by, training=training
                    )
                    able = capabilities(account.id)
                    moved |= _move(
                        db, post, target, part, account, able, scheduled_ms, checks, now_ms=now_ms, by=by
                    )
        if not moved:
            raise NotOpen("Nothing of this post still waits for its time.", kept="It stays as it is.")
        if post.state in (PostState.READY, PostState.SENT):
            store.put_time(db, post_id, scheduled_ms=scheduled_ms, now_ms=now_ms, by=by)
    return changed(post_id)


def take_down(
    db: Connection,
    *,
    target_id: PostTargetId,
    reason: str,
    book: Book,
    capabilities: CapabilitiesOf,
    now: datetime,
    by: Person,
    undo_seconds: int = UNDO_SECONDS,
    training: bool = False,
) -> Changes:
    """Decides that everything of a post goes from an account: what is out, what is held for it, what is still to go.

    Of a thread the last part goes first. Raises NotOpen where the network has no way to it (then a hand does it,
    `tick_gone`), where nothing is left there, or it is not for this person to say.
    """
    require_hand(by, db)
    now_ms = to_ms(now)
    with writing(db):
        post, target = target_within(db, target_id)
        account = require_allowed(
            connected(db), target.account_id, ActionKind.DELETE_POST, now, book, by, training=training
        )
        waiting = rows(
            db,
            "WHERE post_target_id = ? AND state IN ('queued', 'waiting') AND attempts = 0 AND kind <> 'delete_post'",
            (target_id,),
        )
        stopped = [each for each in waiting if cancel(db, each.id, now_ms=now_ms, by=by) is not None]
        if any(part.out_ms is None for part in target.parts) and post.state is PostState.READY:
            store.stop(db, target_id, now_ms=now_ms)
        down = [part for part in reversed(target.parts) if is_there(part)]
        on_the_way = set(going(db, target_id))
        wanted = [part for part in down if part.number not in on_the_way]
        if wanted:
            require_way(capabilities(account.id), ActionKind.DELETE_POST, account)
        if not wanted and not stopped:
            raise NotOpen("Nothing of this post is left there.", kept="It stays as it is.")
        for part in wanted:
            change(
                db,
                post,
                target,
                part,
                account,
                ActionKind.DELETE_POST,
                reason=reason,
                undo_ms=max(0, undo_seconds) * 1000,
                now_ms=now_ms,
                by=by,
            )
    return changed(post.id)


def tick_gone(
    db: Connection,
    *,
    target_id: PostTargetId,
    part: int = 1,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """A person removed it on the network itself, or saw that it is gone. Raises NotOpen where it was never there."""
    require_hand(by, db)
    with writing(db):
        post, target = target_within(db, target_id)
        require_own(by, db, target.account_id, training=training)
        there = next((each for each in target.parts if each.number == part), None)
        if there is None or not is_there(there):
            raise NotOpen("Nothing of this post is left there.", kept="It stays as it is.")
        store.put_gone(db, target_id, part, at_ms=to_ms(now))
        append(
            db,
            PostGoneByHand(post_id=post.id, account_id=target.account_id, part=part),
            by=by,
            at_ms=to_ms(now),
        )
    return Changes(posts=frozenset({post.id}))


def adopt(
    db: Connection,
    *,
    account_id: AccountId,
    native_id: NativeId,
    text: str,
    permalink: str = "",
    published_ms: int,
    appeal_id: int | None = None,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Adopted:
    """Takes in a post of the Force's that was published without the desk, so that it can be altered or taken down here.

    One that the desk knows already is that one. Raises NotOpen where the account is not connected, or not theirs.
    """
    require_hand(by, db)
    with writing(db):
        require_own(by, db, account_id, training=training)
        if account_id not in connected(db):
            raise NotOpen(
                "Its account is no longer connected.", kept=KEPT, to_do="Connect the account again."
            )
        known = db.execute(
            "SELECT post_targets.post_id, post_targets.id FROM post_parts JOIN post_targets"
            " ON post_targets.id = post_parts.target_id WHERE native_id = ? AND account_id = ?",
            (native_id, account_id),
        ).fetchone()
        if known is not None:
            post_id, target_id = PostId(known[0]), PostTargetId(known[1])
            if appeal_id is not None:
                store.put_appeal(db, post_id, appeal_id=appeal_id, now_ms=to_ms(now))
            return Adopted(post_id=post_id, target_id=target_id, changes=Changes(posts=frozenset({post_id})))
        post_id, target_id = store.adopt(
            db,
            account_id=account_id,
            native_id=native_id,
            text=text,
            permalink=permalink,
            published_ms=published_ms,
            appeal_id=appeal_id,
            now_ms=to_ms(now),
            by=by,
        )
        entry = PostAdopted(post_id=post_id, account_id=account_id, native_id=native_id)
        append(db, entry, by=by, at_ms=to_ms(now))
    return Adopted(post_id=post_id, target_id=target_id, changes=Changes(posts=frozenset({post_id})))


def _there(
    db: Connection,
    target_id: PostTargetId,
    number: int,
    kind: ActionKind,
    capabilities: CapabilitiesOf,
    now: datetime,
    book: Book,
    by: Person,
    *,
    training: bool,
) -> tuple[Post, PostTarget, PostPart, Account]:
    post, target = target_within(db, target_id)
    account = require_allowed(connected(db), target.account_id, kind, now, book, by, training=training)
    require_way(capabilities(account.id), kind, account)
    part = next((each for each in target.parts if each.number == number), None)
    if part is None or not is_there(part) or part.native_id is None:
        raise NotOpen("It is not there (any more).", kept="It stays as it is.")
    if number in set(going(db, target_id)):
        raise NotOpen(
            "Something else about this post is still on its way.", kept="It stays as it is.", to_do="Wait."
        )
    return post, target, part, account


def _is_to_come(part: PostPart, target: PostTarget, now_ms: int) -> bool:
    """True for what is held somewhere until its time."""
    if target.stopped_ms is not None or part.gone_ms is not None:
        return False
    return part.out_ms is None or (part.published_ms is None and (part.held_until_ms or 0) > now_ms)


def _move(
    db: Connection,
    post: Post,
    target: PostTarget,
    part: PostPart,
    account: Account,
    able: Mapping[ActionKind, Capability],
    scheduled_ms: int,
    checks: Sequence[CheckStanding],
    *,
    now_ms: int,
    by: Person,
) -> bool:
    if part.out_ms is None:
        found = db.execute(
            "SELECT id FROM outbox WHERE post_target_id = ? AND post_part = ? AND kind IN ('publish', 'reshare')"
            " AND state = 'queued' AND attempts = 0 AND due_ms IS NOT NULL",
            (target.id, part.number),
        ).fetchone()
        if found is None or not move_due(db, OutboxId(found[0]), due_ms=scheduled_ms, now_ms=now_ms):
            return False
        record_change(
            db,
            post,
            target,
            part,
            ActionKind.RESCHEDULE,
            None,
            scheduled_ms=scheduled_ms,
            checks=checks,
            at_ms=now_ms,
            by=by,
        )
        return True
    if part.number in set(going(db, target.id)):
        raise NotOpen("Something else about this post is still on its way.", kept="It stays as it is.")
    require_way(able, ActionKind.RESCHEDULE, account)
    if not holds(account.network, scheduled_ms=scheduled_ms, now_ms=now_ms):
        raise Incomplete(
            f"{account.network.label} holds this post, and takes no such time. Take it down, and publish it anew.",
            field="time",
        )
    change(
        db, post, target, part, account, ActionKind.RESCHEDULE, scheduled_ms=scheduled_ms, checks=checks,
        undo_ms=0, now_ms=now_ms, by=by,
    )  # fmt: skip
    return True
