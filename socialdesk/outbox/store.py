"""The outbox's table, and the only module that writes it. Each change and its entry in the record are one transaction.

Every function belongs within the caller's transaction, and applies only while the row is still as the caller read it:
those that answer with a bool say False where somebody else was first, such as a person who cancelled.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypedDict

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.errors import BugError
from socialdesk.model.actions import Action
from socialdesk.model.ids import (
    AccountId,
    DecisionId,
    EvidenceId,
    ItemId,
    NativeId,
    OutboxId,
    PostId,
    PostTargetId,
)
from socialdesk.model.people import DESK, Person
from socialdesk.outbox.rows import Row, row, rows
from socialdesk.outbox.states import Event, State, after
from socialdesk.storage.database import Connection, assert_in_transaction

_UNSHOWN = "The network said yes; it has no way to show it."


def enqueue(
    db: Connection,
    *,
    decision_id: DecisionId,
    item_id: ItemId,
    account_id: AccountId,
    action: Action,
    evidence_id: EvidenceId | None,
    expected_text_sha256: str,
    undo_ms: int,
    now_ms: int,
) -> OutboxId:
    """Queues an action with its decision; `action.key` is unique for ever. It leaves after `undo_ms` at the earliest.

    An earlier failure on the same item is answered by this decision and asks for nobody any more.
    """
    answer_failures(db, item_id)
    return _queued(
        db,
        """
        INSERT INTO outbox (decision_id, item_id, account_id, kind, target, thread, person, text, scheduled_ms,
            last_heard_ms, key, evidence_id, state, queued_ms, not_before_ms, expected_text_sha256)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)
        """,
        (
            decision_id,
            item_id,
            account_id,
            action.kind.value,
            action.target,
            action.thread,
            action.person,
            action.text,
            action.scheduled_ms,
            action.last_heard_ms,
            action.key,
            evidence_id,
            now_ms,
            now_ms + undo_ms,
            expected_text_sha256,
        ),
    )


def enqueue_post(
    db: Connection,
    *,
    target_id: PostTargetId,
    part: int,
    account_id: AccountId,
    action: Action,
    due_ms: int | None,
    undo_ms: int,
    now_ms: int,
) -> OutboxId:
    """Queues an action on a part of a post, and answers what failed there; `action.key` is unique for ever.

    It leaves after `undo_ms` at the earliest, and not before `due_ms` where the desk keeps it until its time.
    """
    assert_in_transaction(db)
    db.execute(
        "UPDATE outbox SET needs_person = 0 WHERE post_target_id = ? AND post_part = ? AND kind = ?"
        " AND state = 'failed' AND needs_person = 1",
        (target_id, part, action.kind.value),
    )
    return _queued(
        db,
        """
        INSERT INTO outbox (post_target_id, post_part, account_id, kind, target, thread, text, scheduled_ms, share_of,
            key, state, queued_ms, not_before_ms, due_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)
        """,
        (
            target_id,
            part,
            account_id,
            action.kind.value,
            action.target,
            action.thread,
            action.text,
            action.scheduled_ms,
            action.share_of,
            action.key,
            now_ms,
            max(now_ms + undo_ms, due_ms or 0),
            due_ms,
        ),
    )


def _queued(db: Connection, insert: str, values: tuple[str | int | None, ...]) -> OutboxId:
    cursor = db.execute(insert, values)
    if cursor.lastrowid is None:
        raise BugError("a queued action has no number")
    return OutboxId(cursor.lastrowid)


def answer_failures(db: Connection, item_id: ItemId) -> None:
    """A new decision on an item answers its earlier failures: they ask for nobody any more."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE outbox SET needs_person = 0 WHERE item_id = ? AND state = 'failed' AND needs_person = 1",
        (item_id,),
    )


def recover(db: Connection, *, now_ms: int, account_id: AccountId | None = None) -> int:
    """Calls unknown what was being sent when the desk stopped; how many. Nothing is ever simply sent again.

    With `account_id` only what is that account's: the others' may be on their way in another thread.
    """
    assert_in_transaction(db)
    stopped = rows(
        db,
        "WHERE state = 'sending' AND accepted = 0 AND (? IS NULL OR account_id = ?)",
        (account_id, account_id),
    )
    for each in stopped:
        lose(db, each, why="stopped", reason="The desk stopped while this was being sent.", now_ms=now_ms)
    return len(stopped)


def begin_sending(db: Connection, ready: Row, *, now_ms: int) -> Row | None:
    """Writes down that the call is about to be made, before it is; None where it is no longer to be sent."""
    moved = _move(
        db,
        ready,
        Event.SEND,
        "accepted = 0, attempts = attempts + 1, first_sent_ms = coalesce(first_sent_ms, ?), last_sent_ms = ?,"
        " looks = 0, reason = ''",
        (now_ms, now_ms),
    )
    if not moved:
        return None
    _append(
        db,
        entries.Sent(**_acting(ready), attempt=ready.attempts + 1, key=ready.action.key),
        now_ms=now_ms,
    )
    return row(db, ready.id)


def accept(db: Connection, sent: Row, *, native_id: NativeId | None, now_ms: int) -> bool:
    """The network said yes; it is to be read back now."""
    moved = _move(
        db,
        sent,
        Event.ACCEPT,
        "accepted = 1, native_id = ?, waits = 0, not_before_ms = ?",
        (native_id, now_ms),
    )
    if moved:
        _append(db, entries.Accepted(**_acting(sent), native_id=native_id or ""), now_ms=now_ms)
    return moved


def confirm(
    db: Connection,
    seen: Row,
    *,
    native_id: NativeId | None,
    now_ms: int,
    already: bool = False,
    unshown: bool = False,
) -> bool:
    """The effect has been seen on the network; with `unshown` it was accepted by one that shows no such thing."""
    named = native_id or seen.native_id
    reason = "It was so already; nothing was sent." if already else _UNSHOWN if unshown else ""
    moved = _move(
        db,
        seen,
        Event.SEE,
        "native_id = ?, settled_ms = ?, needs_person = 0, reason = ?",
        (named, now_ms, reason),
    )
    if moved:
        entry = entries.Confirmed(**_acting(seen), native_id=named or "", already=already, unshown=unshown)
        _append(db, entry, now_ms=now_ms)
    return moved


def defer(db: Connection, put_off: Row, *, why: str, reason: str, until_ms: int, now_ms: int) -> bool:
    """Certainly not applied; the account waits until `until_ms`. `why` is offline, throttled or sign_in."""
    moved = _move(
        db, put_off, Event.DEFER, "waits = waits + 1, not_before_ms = ?, reason = ?", (until_ms, reason)
    )
    # Once is enough in the record for the same wait, however often it is tried.
    if moved and not (put_off.state is State.WAITING and put_off.reason == reason):
        _append(db, entries.Waiting(**_acting(put_off), why=why, until_ms=until_ms), now_ms=now_ms)
    return moved


def postpone(db: Connection, put_off: Row, *, reason: str, until_ms: int, looked: bool = False) -> bool:
    """Nothing could be learnt, or nothing was seen yet; the state stays."""
    assert_in_transaction(db)
    counted = "looks = looks + 1" if looked else "waits = waits + 1"
    asked = f"UPDATE outbox SET {counted}, not_before_ms = ?, reason = ? WHERE id = ? AND state = ? AND attempts = ?"
    values = (until_ms, reason, put_off.id, put_off.state.value, put_off.attempts)
    return db.execute(asked, values).rowcount == 1


def refuse(db: Connection, refused: Row, *, why: str, reason: str, now_ms: int) -> bool:
    """Certainly not applied, and not to be repeated; a person is told. `why` is refused, changed or gone."""
    moved = _move(db, refused, Event.REFUSE, "settled_ms = ?, needs_person = 1, reason = ?", (now_ms, reason))
    if moved:
        _append(db, entries.Failed(**_acting(refused), why=why, reason=reason), now_ms=now_ms)
    return moved


def lose(
    db: Connection, lost: Row, *, why: str, reason: str, now_ms: int, needs_person: bool = False
) -> bool:
    """It may or may not have been applied; it is looked for at once. `why` is answer, stopped or unseen."""
    moved = _move(
        db,
        lost,
        Event.LOSE,
        "accepted = 0, not_before_ms = ?, reason = ?, waits = 0, looks = 0, needs_person = ?",
        (now_ms, reason, int(needs_person)),
    )
    if moved:
        _append(db, entries.OutcomeUnknown(**_acting(lost), why=why, reason=reason), now_ms=now_ms)
        if needs_person:
            _append(db, entries.NeedsPerson(**_acting(lost), why="unconfirmed"), now_ms=now_ms)
    return moved


def missed(db: Connection, sought: Row, *, until_ms: int, reason: str, now_ms: int) -> bool:
    """A look did not show it, which decides nothing yet; it is looked for again at `until_ms`."""
    moved = postpone(db, sought, reason=reason, until_ms=until_ms, looked=True)
    if moved:
        db.execute("UPDATE outbox SET last_look_ms = ? WHERE id = ?", (now_ms, sought.id))
        if sought.state is State.UNKNOWN:
            _append(db, entries.LookedFor(**_acting(sought), looks=sought.looks + 1), now_ms=now_ms)
    return moved


def send_again(db: Connection, absent: Row, *, until_ms: int, now_ms: int) -> bool:
    """Decisively not there, and safe to repeat. Never for what would show twice: raises BugError."""
    if absent.kind.creates:
        raise BugError("what shows twice is never sent again by the desk")
    moved = _move(db, absent, Event.MISS, "not_before_ms = ?, needs_person = 0", (until_ms,))
    if moved:
        _append(db, entries.LookedFor(**_acting(absent), looks=absent.looks + 1), now_ms=now_ms)
    return moved


def ask_person(db: Connection, unclear: Row, *, reason: str, until_ms: int, now_ms: int) -> bool:
    """Could not confirm: a person decides. The desk still looks by itself at `until_ms`."""
    moved = postpone(db, unclear, reason=reason, until_ms=until_ms, looked=True)
    if moved and not unclear.needs_person:
        db.execute("UPDATE outbox SET needs_person = 1 WHERE id = ?", (unclear.id,))
        _append(db, entries.NeedsPerson(**_acting(unclear), why="unconfirmed"), now_ms=now_ms)
    return moved


STALE = "It waited for more than a quarter of an hour. Read it again, then send it or leave it."


def hold(db: Connection, stale: Row, *, now_ms: int, reason: str = STALE, why: str = "stale") -> bool:
    """Words that waited too long or in vain, or that a backup brought back, are kept for a person's fresh yes."""
    moved = _move(db, stale, Event.HOLD, "needs_person = 1, reason = ?", (reason,))
    if moved:
        _append(db, entries.NeedsPerson(**_acting(stale), why=why), now_ms=now_ms)
    return moved


def cancel(db: Connection, outbox_id: OutboxId, *, now_ms: int, by: Person) -> Row | None:
    """A person stops it; None where it was sent before, or is finished."""
    found = row(db, outbox_id)
    if found is None or found.state not in (State.QUEUED, State.WAITING) or found.attempts > 0:
        return None
    if not _move(db, found, Event.CANCEL, "settled_ms = ?, needs_person = 0", (now_ms,)):
        return None
    append(db, entries.Cancelled(**_acting(found), decision_id=found.decision_id), by=by, at_ms=now_ms)
    return found


def move_due(db: Connection, outbox_id: OutboxId, *, due_ms: int, now_ms: int) -> bool:
    """Another time for a post that the desk keeps; False where it has left, or was never kept here.

    Whoever says the time has read it: nothing of it is stale, and it asks for nobody any more.
    """
    assert_in_transaction(db)
    cursor = db.execute(
        "UPDATE outbox SET due_ms = ?, not_before_ms = ?, needs_person = 0, reason = '', fresh_yes_ms = ?"
        " WHERE id = ? AND state = 'queued' AND attempts = 0 AND due_ms IS NOT NULL",
        (due_ms, due_ms, now_ms, outbox_id),
    )
    return cursor.rowcount == 1


def settle_by_person(
    db: Connection, unclear: Row, event: Event, *, choice: str, reason: str, now_ms: int, by: Person
) -> bool:
    """What a person decides about an action that needs one: SEE, RESEND, LEAVE or CANCEL."""
    changes, values = {
        Event.SEE: ("settled_ms = ?, needs_person = 0", (now_ms,)),
        Event.RESEND: (
            "needs_person = 0, not_before_ms = max(?, coalesce(due_ms, 0)), fresh_yes_ms = ?, looks = 0, waits = 0,"
            " reason = ''",
            (now_ms, now_ms),
        ),
        Event.LEAVE: ("settled_ms = ?, needs_person = 0", (now_ms,)),
        Event.CANCEL: ("settled_ms = ?, needs_person = 0", (now_ms,)),
    }[event]
    moved = _move(db, unclear, event, changes, values)
    if moved:
        append(db, entries.Resolved(**_acting(unclear), choice=choice, reason=reason), by=by, at_ms=now_ms)
    return moved


def wake_account(db: Connection, account_id: AccountId, *, now_ms: int) -> int:
    """Lets what waits for an account go on at once, as after a new sign-in; how many actions."""
    assert_in_transaction(db)
    return db.execute(
        "UPDATE outbox SET not_before_ms = ? WHERE account_id = ? AND state = 'waiting' AND not_before_ms > ?",
        (now_ms, account_id, now_ms),
    ).rowcount


def _move(db: Connection, old: Row, event: Event, changes: str, values: tuple[str | int | None, ...]) -> bool:
    """One step of the state machine, if the row is still as it was read."""
    assert_in_transaction(db)
    new = after(old.state, event)
    cursor = db.execute(
        f"UPDATE outbox SET state = ?, {changes} WHERE id = ? AND state = ? AND attempts = ? AND accepted = ?",
        (new.value, *values, old.id, old.state.value, old.attempts, int(old.accepted)),
    )
    return cursor.rowcount == 1


def _append(db: Connection, entry: entries.Entry, *, now_ms: int) -> None:
    append(db, entry, by=DESK, at_ms=now_ms)


class _Acting(TypedDict):
    outbox_id: OutboxId
    item_id: ItemId | None
    post_id: PostId | None
    account_id: AccountId
    action: str


def _acting(moved: Row) -> _Acting:
    return {
        "outbox_id": moved.id,
        "item_id": moved.item_id,
        "post_id": None if moved.post is None else moved.post.post_id,
        "account_id": moved.account_id,
        "action": moved.kind.value,
    }


def dispose_words(db: Connection, item_ids: Sequence[ItemId], *, post_ids: Sequence[PostId] = ()) -> None:
    """Deletes the texts of settled actions on these items and posts, within the caller's transaction (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE outbox SET text = '' WHERE text <> '' AND (item_id IN (SELECT value FROM json_each(?))"
        " OR post_target_id IN (SELECT id FROM post_targets WHERE post_id IN (SELECT value FROM json_each(?))))",
        (json.dumps(list(item_ids)), json.dumps(list(post_ids))),
    )
