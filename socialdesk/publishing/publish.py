"""Deciding that a post goes out, and stopping it: the post, its first actions and the record as one (P1)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from socialdesk.audit.log import append
from socialdesk.audit.publishing import PostByHand, PostDecided, PostStopped
from socialdesk.clock import to_ms
from socialdesk.decisions.case import (
    KEPT,
    Incomplete,
    NotOpen,
    require_hand,
    require_own,
    require_true_clock,
)
from socialdesk.decisions.remove import UNDO_SECONDS
from socialdesk.model.accounts import Account, Capability
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, NativeId, PostId, PostTargetId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post, PostState, PostTarget, Route
from socialdesk.outbox.rows import rows
from socialdesk.outbox.states import State
from socialdesk.outbox.store import cancel, enqueue_post, hold
from socialdesk.policy.book import Book
from socialdesk.policy.permissions import may
from socialdesk.publishing import store
from socialdesk.publishing.drafts import post_within
from socialdesk.publishing.loading import target_of
from socialdesk.publishing.problems import problems
from socialdesk.publishing.routes import profile_of
from socialdesk.publishing.schedule import planned
from socialdesk.publishing.standing import CheckStanding
from socialdesk.publishing.targets import words
from socialdesk.register.accounts import accounts as connected
from socialdesk.storage.database import Connection, assert_in_transaction, writing

_TRIED = "It was stopped after it had been tried. Look on the network whether it is there, then say so."
CapabilitiesOf = Callable[[AccountId], Mapping[ActionKind, Capability]]


def decide_publish(
    db: Connection,
    *,
    post_id: PostId,
    checks: Sequence[CheckStanding],
    book: Book,
    capabilities: CapabilitiesOf,
    now: datetime,
    by: Person,
    undo_seconds: int = UNDO_SECONDS,
    training: bool = False,
) -> Changes:
    """Decides that a post goes out on every account that it is for, now or at its time; or nothing is decided.

    `checks` are those of this very post as it stands now (`publishing.checks.standing`, within the same piece of work).
    Raises Incomplete where a check is not passed or something stands in the way, NotOpen where it is no draft any more
    or not for this person to publish on one of the accounts.
    """
    require_hand(by, db)
    require_true_clock(by, db, now, book)
    now_ms = to_ms(now)
    with writing(db):
        post = post_within(db, post_id)
        if post.state not in (PostState.DRAFT, PostState.WAITING_SECOND):
            raise NotOpen("This post was decided already.", kept="It stays as it was decided.")
        require_passed(checks)
        accounts = connected(db)
        for target in post.chosen:
            require_allowed(accounts, target.account_id, ActionKind.PUBLISH, now, book, by, training=training)
        able = {target.account_id: capabilities(target.account_id) for target in post.chosen}
        found = problems(db, post=post, accounts=accounts, capabilities=able, now=now)
        if found:
            account = accounts.get(found[0].account_id) if found[0].account_id is not None else None
            where = "" if account is None else f"{account.network.label}, {account.name}: "
            raise Incomplete(f"{where}{found[0].sentence}", field=found[0].field)
        _decide(db, post, accounts, checks, book, now_ms=now_ms, by=by, undo_ms=max(0, undo_seconds) * 1000)
    return Changes(posts=frozenset({post_id}), outbox=True, drafts=True)


def cancel_post(
    db: Connection, *, post_id: PostId, now: datetime, by: Person, training: bool = False
) -> Changes:
    """Stops everything of a post that has not been sent, on every account. It is a draft again where nothing is out.

    What a network holds until its time is taken down instead (`afterwards.take_down`). Raises NotOpen where there is
    nothing left to stop, or not for this person to say.
    """
    require_hand(by, db)
    now_ms = to_ms(now)
    with writing(db):
        post = post_within(db, post_id)
        stopped = [
            each for each in post.chosen if _stop(db, post, each, now_ms=now_ms, by=by, training=training)
        ]
        if not stopped:
            raise NotOpen(
                "It was too late to cancel: it is being sent, or is out.",
                kept="The record shows how it went.",
                to_do="Wait until it is confirmed; then take it down.",
            )
    return Changes(posts=frozenset({post_id}), outbox=True, drafts=True)


def tick_by_hand(
    db: Connection,
    *,
    target_id: PostTargetId,
    part: int = 1,
    url: str = "",
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """A person says that it is out: published by hand, or seen there where the desk could not see it.

    Raises NotOpen where it is not for this person to say, or it was not to be published by hand.
    """
    require_hand(by, db)
    now_ms = to_ms(now)
    with writing(db):
        post, target = target_of(db, target_id)
        require_own(by, db, target.account_id, training=training)
        found = next((each for each in target.parts if each.number == part), None)
        waiting = target.route is Route.BY_HAND and post.state is PostState.READY
        unseen = found is not None and found.out_ms is not None and found.published_ms is None
        if found is None or target.stopped_ms is not None or not (waiting or unseen):
            raise NotOpen("This does not wait for anybody's hand.", kept="It stays as it is.")
        store.put_out(db, target_id, part, permalink=url.strip()[:2000], at_ms=now_ms)
        entry = PostByHand(post_id=post.id, account_id=target.account_id, part=part, url=url.strip()[:2000])
        append(db, entry, by=by, at_ms=now_ms)
    return Changes(posts=frozenset({post.id}))


# --- What the use cases of posts share ----------------------------------------------------------------------------


def require_passed(checks: Sequence[CheckStanding]) -> None:
    """Raises Incomplete unless every check was made and passed."""
    if not checks:
        raise Incomplete("The checks before publishing were not made.", field="checks")
    for check in checks:
        if check.state != "pass":
            raise Incomplete(f"{check.title}: {check.sentence}", field=f"check:{check.id}")


def require_allowed(
    accounts: Mapping[AccountId, Account],
    account_id: AccountId,
    kind: ActionKind,
    now: datetime,
    book: Book,
    by: Person,
    *,
    training: bool,
) -> Account:
    """The account, where this person may do so there at this hour. Raises NotOpen with the reason."""
    account = accounts.get(account_id)
    if account is None:
        raise NotOpen("Its account is no longer connected.", kept=KEPT, to_do="Connect the account again.")
    permission = may(by, account, kind, now, book, training=training)
    if not permission.allowed:
        raise NotOpen(f"{account.name} on {account.network.label}: {permission.reason}", kept=KEPT)
    return account


def enqueue_part(
    db: Connection,
    *,
    target: PostTarget,
    account: Account,
    part: int,
    text: str,
    above: NativeId | None,
    scheduled_ms: int | None,
    due_ms: int | None,
    undo_ms: int,
    now_ms: int,
) -> None:
    """Queues one part of a decided post, beneath `above` where it goes on a thread; within the caller's transaction."""
    assert_in_transaction(db)
    place = above or account.native_id
    action = Action(
        kind=ActionKind.RESHARE if target.share_of else ActionKind.PUBLISH,
        target=place,
        thread=place,
        key=uuid.uuid4().hex,
        text=text,
        scheduled_ms=scheduled_ms,
        share_of=target.share_of,
    )
    enqueue_post(
        db,
        target_id=target.id,
        part=part,
        account_id=account.id,
        action=action,
        due_ms=due_ms,
        undo_ms=undo_ms,
        now_ms=now_ms,
    )


def _decide(
    db: Connection,
    post: Post,
    accounts: Mapping[AccountId, Account],
    checks: Sequence[CheckStanding],
    book: Book,
    *,
    now_ms: int,
    by: Person,
    undo_ms: int,
) -> None:
    plans = {
        target.id: planned(
            accounts[target.account_id].network,
            hootsuite=profile_of(db, target.account_id) is not None,
            scheduled_ms=post.scheduled_ms,
            now_ms=now_ms,
        )
        for target in post.chosen
    }
    shown = {target.id: words(post, target) for target in post.chosen}
    for target in post.chosen:
        by_hand = target.route is Route.BY_HAND
        store.put_route(db, target.id, Route.BY_HAND if by_hand else plans[target.id].route)
        store.put_parts(db, target.id, shown[target.id], own_words=target.own_words)
    store.decided(db, post.id, now_ms=now_ms, by=by)
    for target in post.chosen:
        account, plan = accounts[target.account_id], plans[target.id]
        by_hand = target.route is Route.BY_HAND
        entry = PostDecided(
            post_id=post.id,
            account_id=account.id,
            action=(ActionKind.RESHARE if target.share_of else ActionKind.PUBLISH).value,
            route=(Route.BY_HAND if by_hand else plan.route).value,
            scheduled_ms=post.scheduled_ms,
            parts=len(shown[target.id]),
            version=post.version,
            pictures=tuple(one.sha256 for one in post.media),
            checks=tuple(check.id for check in checks),
            pack_version=book.version,
            undo_seconds=undo_ms // 1000,
            text="\n\n".join(shown[target.id]),
            purpose=post.purpose,
        )
        append(db, entry, by=by, at_ms=now_ms)
        if not by_hand:
            enqueue_part(
                db,
                target=target,
                account=account,
                part=1,
                text=shown[target.id][0],
                above=None,
                scheduled_ms=plan.scheduled_ms,
                due_ms=plan.due_ms,
                undo_ms=undo_ms,
                now_ms=now_ms,
            )


def _stop(db: Connection, post: Post, target: PostTarget, *, now_ms: int, by: Person, training: bool) -> bool:
    """Stops what of one account's has not gone out; False where there is nothing of the kind."""
    to_come = target.stopped_ms is None and any(part.out_ms is None for part in target.parts)
    if post.state is not PostState.READY or not to_come:
        return False
    require_own(by, db, target.account_id, training=training)
    waiting = rows(
        db,
        "WHERE post_target_id = ? AND kind IN ('publish', 'reshare')"
        " AND state IN ('queued', 'sending', 'waiting', 'unknown')",
        (target.id,),
    )
    stopped = [each for each in waiting if cancel(db, each.id, now_ms=now_ms, by=by) is not None]
    tried = [each for each in waiting if each.state is State.WAITING and each.attempts]
    for each in tried:
        # The network said that it did not take it; whether that is so, a person sees there.
        hold(db, each, now_ms=now_ms, reason=_TRIED, why="stopped")
    if tried:
        append(db, PostStopped(post_id=post.id, account_id=target.account_id), by=by, at_ms=now_ms)
        return True
    under_way = len(waiting) > len(stopped)
    # A single part that is on its way can be stopped by nobody; of a thread, the parts after it can.
    if under_way and len([part for part in target.parts if part.out_ms is None]) == 1:
        return False
    store.stop(db, target.id, now_ms=now_ms)
    append(db, PostStopped(post_id=post.id, account_id=target.account_id), by=by, at_ms=now_ms)
    return True
