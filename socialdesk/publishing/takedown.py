"""Taking an appeal down: every post and reshare asked for at once, and nothing called gone that was not seen gone (P4).

What is asked for is written down first, all of it in one transaction; `go_on` then hands each post to the outbox, and
goes on after a crash where it stopped. The outbox asks, looks, and confirms, as for every other action.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from socialdesk.audit import appeals as audit
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import NotOpen, cleaned, require_hand
from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, PostId, PostTargetId
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.publishing import afterwards, appeal_rows, publish
from socialdesk.publishing.appeal_rows import Appeal, AppealLine, AppealState, Standing
from socialdesk.publishing.appeals import AppealError, may_end
from socialdesk.publishing.loading import target_of
from socialdesk.storage.database import Connection, assert_in_transaction, writing

Capabilities = Callable[[AccountId], Mapping[ActionKind, Capability]]
"""What the network of an account lets be done there; raises UserFacingError where it is not connected."""

OUTCOMES = ("gone", "asked", "left")
"""What a person can say of a copy: it is gone; its owner or the network was asked; it is left, with a reason."""


def take_all_down(
    db: Connection,
    *,
    appeal_id: int,
    book: Book,
    capabilities: Capabilities,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Asks for every post and reshare of an appeal that is over to be taken down, and hands them to the outbox.

    What was refused before is asked for again. Raises AppealError: the appeal is open, nothing is left that the desk
    can take down, or not for `by` to say. What one account refuses keeps no other from coming down.
    """
    _allowed(db, by, training=training)
    with writing(db):
        appeal = _known(db, appeal_id)
        if appeal.state is AppealState.OPEN:
            raise AppealError(
                "This appeal is open.",
                kept="Nothing was taken down.",
                to_do="Say first what became of it: located, arrested, charged or concluded.",
            )
        wanted = [line for line in appeal.to_ask if line.target_id is not None]
        if not wanted:
            raise AppealError(
                "Nothing is left that the desk can take down.", to_do="See to what is listed for a hand."
            )
        for line in wanted:
            _ask(db, appeal_id, line, by=by, at_ms=to_ms(now))
        hand = sum(line.copy_id is not None for line in appeal.left)
        entry = audit.AppealTakedownAsked(appeal_id=appeal_id, posts=len(wanted), by_hand=hand)
        append(db, entry, by=by, at_ms=to_ms(now))
    asked = Changes(outbox=True, posts=frozenset(line.post_id for line in wanted if line.post_id is not None))
    return asked | go_on(db, book=book, capabilities=capabilities, now=now, training=training)


def go_on(
    db: Connection, *, book: Book, capabilities: Capabilities, now: datetime, training: bool = False
) -> Changes:
    """Hands to the outbox what was asked for and has not got there yet, as after a crash. Does nothing where all has.

    Each in a transaction of its own, in the name of whoever asked. What cannot be handed over is for a hand.
    """
    changes = NOTHING
    rows = db.execute(
        "SELECT target_id, appeal_id, asked_by, asked_role, asked_staff FROM appeal_takedowns"
        " WHERE handed_ms IS NULL AND refused_ms IS NULL AND ticked_ms IS NULL ORDER BY asked_ms, target_id"
    ).fetchall()
    for target, appeal_id, name, role, staff_id in rows:
        asker = Person(name, Role(role), staff_id=staff_id)
        target_id = PostTargetId(target)
        try:
            changes |= _hand_over(
                db, target_id, book=book, capabilities=capabilities, now=now, by=asker, training=training
            )
        except UserFacingError as error:
            changes |= _refused(db, target_id, int(appeal_id), str(error), now=now)
            continue
        if under_way(db, target_id):
            continue  # it is on its way out at this moment: taken down as soon as it is there
        with writing(db):
            db.execute(
                "UPDATE appeal_takedowns SET handed_ms = ? WHERE target_id = ? AND refused_ms IS NULL"
                " AND ticked_ms IS NULL",
                (to_ms(now), target_id),
            )
    return changes


def tick_post(
    db: Connection,
    *,
    target_id: PostTargetId,
    words: str = "",
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """A person took a post down on the network itself and says so. It is shown as said, never as seen.

    Raises AppealError where it is gone already, is being taken down, or the appeal is open.
    """
    _allowed(db, by, training=training)
    try:
        post, target = target_of(db, target_id)
    except KeyError:
        raise NotOpen("This post is no longer on the desk.", kept="Nothing was altered.") from None
    with writing(db):
        appeal = None if post.appeal_id is None else appeal_rows.one(db, post.appeal_id)
        line = None if appeal is None else next((e for e in appeal.lines if e.target_id == target_id), None)
        if appeal is None or line is None:
            raise NotOpen("This post belongs to no appeal.", kept="Nothing was altered.")
        if appeal.state is AppealState.OPEN:
            raise AppealError("This appeal is open.", to_do="Say first what became of it.")
        if line.standing not in (Standing.HAND, Standing.UP):
            raise AppealError(
                "There is nothing to tick off: it is gone already, or the desk is at it.",
                kept="Nothing was altered.",
            )
        _ask(db, appeal.id, line, by=by, at_ms=to_ms(now), again=False)
        db.execute(
            "UPDATE appeal_takedowns SET ticked_ms = ?, ticked_by = ? WHERE target_id = ?",
            (to_ms(now), by.name, target_id),
        )
        entry = audit.AppealTicked(
            appeal_id=appeal.id,
            post_id=post.id,
            account_id=target.account_id,
            outcome="gone",
            words=cleaned(words)[:500],
        )
        append(db, entry, by=by, at_ms=to_ms(now))
    changes = Changes(outbox=True, posts=frozenset({post.id}))
    for part in target.parts:
        if part.out_ms is not None and part.gone_ms is None:
            changes |= afterwards.tick_gone(
                db, target_id=target_id, part=part.number, now=now, by=by, training=training
            )
    return changes


def tick_copy(
    db: Connection,
    *,
    copy_id: int,
    outcome: str,
    words: str = "",
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """What became of a copy that a hand saw to: one of `OUTCOMES`. Raises AppealError where it lacks a reason."""
    _allowed(db, by, training=training)
    words = cleaned(words)[:500]
    if outcome not in OUTCOMES:
        raise AppealError("Say what became of it: it is gone, its owner was asked, or it is left.")
    if outcome == "left" and not words:
        raise AppealError("Say why it is left: it goes into the record.", kept="Nothing was altered.")
    with writing(db):
        row = db.execute(
            "UPDATE appeal_copies SET ticked_ms = ?, ticked_by = ?, outcome = ?, ticked_words = ?"
            " WHERE id = ? AND ticked_ms IS NULL RETURNING appeal_id",
            (to_ms(now), by.name, outcome, words, copy_id),
        ).fetchone()
        if row is None:
            raise AppealError("This was ticked off already.", kept="Nothing was altered.")
        entry = audit.AppealTicked(appeal_id=int(row[0]), copy_id=copy_id, outcome=outcome, words=words)
        append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(outbox=True)


def list_copy(
    db: Connection,
    *,
    appeal_id: int,
    whose: str,
    how: str,
    network: str = "",
    url: str = "",
    thread_id: int | None = None,
    item_id: int | None = None,
    note: str = "",
    now_ms: int,
    by: Person,
) -> int | None:
    """Puts a copy on the list for a hand, within the caller's transaction; None where it is there already."""
    held = db.execute(
        "SELECT 1 FROM appeal_copies WHERE appeal_id = ? AND ((url <> '' AND url = ?) OR item_id = ?"
        " OR (item_id IS NULL AND thread_id = ?))",
        (appeal_id, url, item_id, thread_id if item_id is None else None),
    ).fetchone()
    if held is not None:
        return None
    row = db.execute(
        "INSERT INTO appeal_copies (appeal_id, whose, how, network, url, thread_id, item_id, note, listed_ms,"
        " listed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (appeal_id, whose, how, network, url, thread_id, item_id, note, now_ms, by.name),
    ).fetchone()
    assert row is not None
    entry = audit.AppealCopyListed(
        appeal_id=appeal_id, copy_id=int(row[0]), whose=whose, how=how, url=url, note=note
    )
    append(db, entry, by=by, at_ms=now_ms)
    return int(row[0])


# --- Steps --------------------------------------------------------------------------------------------------------


def _hand_over(
    db: Connection,
    target_id: PostTargetId,
    *,
    book: Book,
    capabilities: Capabilities,
    now: datetime,
    by: Person,
    training: bool,
) -> Changes:
    changes = NOTHING
    post, target = target_of(db, target_id)
    if _still_to_go(db, post.id) and not under_way(db, target_id):
        # Whatever of it has not left yet, leaves on no account.
        changes |= publish.cancel_post(db, post_id=post.id, now=now, by=by, training=training)
        post, target = target_of(db, target_id)
    if any(part.out_ms is not None and part.gone_ms is None for part in target.parts):
        live = db.execute(
            "SELECT 1 FROM outbox WHERE post_target_id = ? AND kind = 'delete_post'"
            " AND state IN ('queued', 'sending', 'waiting', 'unknown')",
            (target_id,),
        ).fetchone()
        if live is None:
            changes |= afterwards.take_down(
                db,
                target_id=target_id,
                book=book,
                capabilities=capabilities,
                now=now,
                by=by,
                reason=f"Appeal {post.appeal_id} is over (3.3a).",
                training=training,
            )
    return changes


def under_way(db: Connection, target_id: PostTargetId) -> bool:
    """True while a part of it is just being sent, and nobody can stop it."""
    return (
        db.execute(
            "SELECT 1 FROM outbox WHERE post_target_id = ? AND kind IN ('publish', 'reshare')"
            " AND (state = 'sending' OR (state = 'unknown' AND needs_person = 0))",
            (target_id,),
        ).fetchone()
        is not None
    )


def waiting_to_hand(db: Connection) -> bool:
    """True where something was asked for and has not got to the outbox yet: `go_on` is to be called."""
    return (
        db.execute(
            "SELECT 1 FROM appeal_takedowns WHERE handed_ms IS NULL AND refused_ms IS NULL AND ticked_ms IS NULL"
            " LIMIT 1"
        ).fetchone()
        is not None
    )


def _still_to_go(db: Connection, post_id: PostId) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM posts JOIN post_targets ON post_targets.post_id = posts.id"
            " JOIN post_parts ON post_parts.target_id = post_targets.id"
            " WHERE posts.id = ? AND posts.state = 'ready' AND post_targets.chosen = 1"
            " AND post_targets.stopped_ms IS NULL AND post_parts.out_ms IS NULL",
            (post_id,),
        ).fetchone()
        is not None
    )


def _ask(
    db: Connection, appeal_id: int, line: AppealLine, *, by: Person, at_ms: int, again: bool = True
) -> None:
    target = line.target_id
    assert target is not None
    db.execute(
        "INSERT INTO appeal_takedowns (target_id, appeal_id, asked_ms, asked_by, asked_role, asked_staff)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (target, appeal_id, at_ms, by.name, by.role.value, by.staff_id),
    )
    if again:
        db.execute(
            "UPDATE appeal_takedowns SET appeal_id = ?, asked_ms = ?, asked_by = ?, asked_role = ?, asked_staff = ?,"
            " handed_ms = NULL, refused_ms = NULL, refused = '' WHERE target_id = ?",
            (appeal_id, at_ms, by.name, by.role.value, by.staff_id, target),
        )


def _refused(
    db: Connection, target_id: PostTargetId, appeal_id: int, reason: str, *, now: datetime
) -> Changes:
    with writing(db):
        post, target = target_of(db, target_id)
        row = db.execute(
            "UPDATE appeal_takedowns SET refused_ms = ?, refused = ? WHERE target_id = ? AND handed_ms IS NULL"
            " AND refused_ms IS NULL RETURNING asked_by, asked_role, asked_staff",
            (to_ms(now), reason[:500], target_id),
        ).fetchone()
        if row is not None:
            entry = audit.AppealTakedownRefused(
                appeal_id=appeal_id, post_id=post.id, account_id=target.account_id, reason=reason[:500]
            )
            by = Person(row[0], Role(row[1]), staff_id=row[2])
            append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(outbox=True, posts=frozenset({post.id}))


def _allowed(db: Connection, by: Person, *, training: bool) -> None:
    if why := may_end(by, training=training):
        raise AppealError(why)
    require_hand(by, db)


def _known(db: Connection, appeal_id: int) -> Appeal:
    found = appeal_rows.one(db, appeal_id)
    if found is None:
        raise NotOpen("There is no such appeal.", kept="Nothing was altered.")
    return found


def dispose_words(db: Connection, appeal_ids: Sequence[int]) -> None:
    """Deletes where copies of appeals stood and what was said of them, for good; that there were copies stays (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE appeal_copies SET url = iif(url = '', '', '(deleted ' || id || ')'),"
        " note = iif(note = '', '', '(deleted)'), ticked_words = iif(ticked_words = '', '', '(deleted)')"
        " WHERE appeal_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(appeal_ids)),),
    )
