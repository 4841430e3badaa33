"""Advice on a block, and the second person's yes or no (B1, 4.4).

`doing.by` of advice that is signed, and of an approval, is whoever signed with their PIN (`register.staff.sign`),
whoever else sits at the desk. Nobody advises on or approves what they asked for themselves.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from socialdesk.audit import blocking as entries
from socialdesk.audit.log import append
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions import blocking_store as store
from socialdesk.decisions.blocking_acts import (
    UNCHANGED,
    Doing,
    begin_block,
    begin_lift,
    block_of,
    changed,
    require_permission,
    stop,
    told_of,
)
from socialdesk.decisions.blocking_rows import AdviceRow, BlockRow, one
from socialdesk.decisions.blocking_rules import (
    BlockEvent,
    BlockState,
    can,
    name_key,
    next_review,
    signs,
)
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned, require_hand
from socialdesk.errors import BugError
from socialdesk.inbox.store import set_open
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import BlockId
from socialdesk.model.people import Person, Role, same_person
from socialdesk.storage.database import Connection, writing

_SKEW = timedelta(minutes=1)
_SIGN = "This is signed with a PIN by somebody who is recorded among the staff."


def advise(db: Connection, *, block_id: BlockId, wanted: bool, words: str, doing: Doing) -> Changes:
    """Somebody of Corporate Communications advises and signs; `doing.by` is who signed.

    Against it, the request ends here. Raises Incomplete without words, NotOpen where it is not theirs to say.
    """
    by = doing.by
    if not signs(by) or by.role is not Role.CORPORATE_COMMUNICATIONS:
        raise NotOpen(
            "Advice on a block comes from Corporate Communications (4.4).", kept=UNCHANGED, to_do=_SIGN
        )
    with writing(db):
        block = _to_advise(db, block_id, wanted)
        _not_their_own(block, by.name, by.staff_id, "advise on")
        _advise(
            db, block, wanted=wanted, words=words, adviser=by, given="signed", given_at=doing.now, doing=doing
        )
    return changed(block)


def enter_advice(
    db: Connection,
    *,
    block_id: BlockId,
    wanted: bool,
    words: str,
    adviser: str,
    given: str,
    given_at: datetime,
    doing: Doing,
) -> Changes:
    """Enters advice as given by telephone or message; marked so, and listed for Corporate Communications to confirm.

    Raises Incomplete for what is missing, NotOpen where it waits for no advice.
    """
    if given not in ("telephone", "message"):
        raise BugError("a way of giving advice that is none")
    require_hand(doing.by, db)
    adviser = " ".join(cleaned(adviser).split())
    with writing(db):
        block = _to_advise(db, block_id, wanted)
        require_permission(db, block, None, doing)
        if not adviser:
            raise Incomplete("Name who in Corporate Communications gave the advice.", field="adviser")
        _not_their_own(block, adviser, None, "advise on")
        if given_at > doing.now + _SKEW:
            raise Incomplete("That time is still to come. Give the time of the advice.", field="given_at")
        if given_at < from_ms(block.requested_ms) - timedelta(days=7):
            raise Incomplete("That is long before the block was asked for.", field="given_at")
        _advise(
            db,
            block,
            wanted=wanted,
            words=words,
            adviser=adviser,
            given=given,
            given_at=given_at,
            doing=doing,
        )
    return changed(block)


def look_at_advice(
    db: Connection, *, advice_id: int, block_id: BlockId, stands: bool, words: str = "", doing: Doing
) -> Changes:
    """Corporate Communications says whether advice that somebody entered was given so.

    Where it was not, what is not done yet goes back to waiting for advice, and what is in force is due for review.
    Raises NotOpen where it is not theirs to say, or is said already.
    """
    words = cleaned(words)
    with writing(db):
        block = block_of(db, block_id)
        advice = next((each for each in block.advice if each.id == advice_id), None)
        if advice is None or not advice.to_look_at:
            raise NotOpen("This advice has been looked at already.", kept=UNCHANGED)
        if doing.by.role is not Role.CORPORATE_COMMUNICATIONS:
            raise NotOpen(
                "Corporate Communications looks at what was entered as its advice (4.4).", kept=UNCHANGED
            )
        if same_person(advice.entered_by, doing.by):
            raise NotOpen(
                "You entered this yourself.", kept=UNCHANGED, to_do="A colleague has to look at it."
            )
        if not stands and not words:
            raise Incomplete("Say what is not right about it.", field="words")
        store.look_at_advice(db, advice, stands=stands, words=words, by=doing.by, now_ms=doing.now_ms)
        entry = entries.BlockAdviceLookedAt(**told_of(block), advice_id=advice.id, stands=stands, words=words)
        append(db, entry, by=doing.by, at_ms=doing.now_ms)
        if not stands and advice.wanted:
            _disown(db, block, advice, doing)
    return changed(block)


def approve(
    db: Connection, *, block_id: BlockId, words: str = "", by_hand: bool = False, doing: Doing
) -> Changes:
    """The second person's yes: the block is sent, or begun by hand. `doing.by` is who signed; never the requester.

    For a threat to life it comes afterwards: the block stands. Raises NotOpen where it is not theirs to give.
    """
    with writing(db):
        block = _to_approve(db, block_id, doing)
        _say(db, block, approved=True, words=cleaned(words), doing=doing)
        if block.urgent:
            store.set_review(db, block.id, to_ms(next_review(doing.now, block.review_days)))
        else:
            fresh = block_of(db, block_id, BlockEvent.APPROVE)
            begin_block(db, fresh, BlockEvent.APPROVE, doing, by_hand=by_hand or block.by_hand)
    return changed(block)


def refuse(db: Connection, *, block_id: BlockId, words: str, doing: Doing) -> Changes:
    """The second person's no, with a reason: the request ends; a threat to life that is in force is lifted.

    Raises Incomplete without a reason, NotOpen where it is not theirs to give.
    """
    words = cleaned(words)
    with writing(db):
        block = _to_approve(db, block_id, doing)
        if not words:
            raise Incomplete("Say why it is not approved.", field="words")
        if block.urgent and block.state is BlockState.APPROVED:
            stop(db, block, doing)
            block = block_of(db, block_id)
        _say(db, block, approved=False, words=words, doing=doing)
        if block.state is BlockState.WAITING_APPROVAL:
            store.end(db, block, BlockEvent.REFUSE, by=doing.by, reason=words, now_ms=doing.now_ms)
        elif block.state is BlockState.NOT_DONE:
            store.end(db, block, BlockEvent.WITHDRAW, by=doing.by, reason=words, now_ms=doing.now_ms)
        elif block.state is BlockState.IN_FORCE:
            begin_lift(db, block, doing, reason=words, by_hand=block.by_hand)
    return changed(block)


# Advice


def _to_advise(db: Connection, block_id: BlockId, wanted: bool) -> BlockRow:
    block = block_of(db, block_id)
    if block.urgent and not block.state.ended:
        return block  # advice that comes after the event is recorded too
    return block_of(db, block_id, BlockEvent.ADVISE_FOR if wanted else BlockEvent.ADVISE_AGAINST)


def _not_their_own(block: BlockRow, name: str, staff_id: int | None, what: str) -> None:
    """Raises NotOpen for whoever asked for the block."""
    asked = block.requested_by
    same = (
        asked.staff_id == staff_id
        if asked.staff_id is not None and staff_id is not None
        else name_key(asked.name) == name_key(name)
    )
    if same:
        raise NotOpen(
            f"{asked.name} asked for this block, and nobody can {what} their own request (4.4).",
            kept=UNCHANGED,
            to_do="Ask somebody else.",
        )


def _advise(
    db: Connection,
    block: BlockRow,
    *,
    wanted: bool,
    words: str,
    adviser: Person | str,
    given: str,
    given_at: datetime,
    doing: Doing,
) -> None:
    words = cleaned(words)
    if not words:
        raise Incomplete("Write the advice down, in a sentence or two.", field="words")
    name, staff_id = (adviser, None) if isinstance(adviser, str) else (adviser.name, adviser.staff_id)
    given_ms = to_ms(given_at)
    advice_id = store.add_advice(
        db,
        block_id=block.id,
        wanted=wanted,
        words=words,
        adviser=name,
        adviser_staff_id=staff_id,
        given=given,
        given_ms=given_ms,
        by=doing.by,
        now_ms=doing.now_ms,
    )
    entry = entries.BlockAdvised(
        **told_of(block),
        advice_id=advice_id,
        advice="for" if wanted else "against",
        given=given,
        given_ms=given_ms,
        adviser_staff_id=staff_id,
        adviser=name,
        words=words,
    )
    append(db, entry, by=doing.by, at_ms=doing.now_ms)
    if block.urgent:
        return
    if wanted:
        store.advance(db, block, BlockEvent.ADVISE_FOR)
    else:
        adviser_person = doing.by if isinstance(adviser, str) else adviser
        store.end(db, block, BlockEvent.ADVISE_AGAINST, by=adviser_person, reason=words, now_ms=doing.now_ms)
    set_open(db, block.item_id, unread=True)


def _disown(db: Connection, block: BlockRow, advice: AdviceRow, doing: Doing) -> None:
    """Advice was not given so: nothing may rest on it."""
    others = [
        each for each in block.advice if each.id != advice.id and each.wanted and each.stands is not False
    ]
    if others or block.state.ended or block.urgent:
        return
    if block.state is BlockState.APPROVED:
        stop(db, block, doing)
    elif can(block.state, BlockEvent.DISOWN):
        store.advance(db, block, BlockEvent.DISOWN)
    elif block.state is BlockState.IN_FORCE:
        store.set_review(db, block.id, doing.now_ms)
    set_open(db, block.item_id, unread=True)


# The second person


def _to_approve(db: Connection, block_id: BlockId, doing: Doing) -> BlockRow:
    if not signs(doing.by):
        raise NotOpen("A block is approved by a second person, who signs (4.4).", kept=UNCHANGED, to_do=_SIGN)
    found = one(db, block_id)
    afterwards = found is not None and found.unapproved and found.state is not BlockState.WAITING_ADVICE
    block = block_of(db, block_id, None if afterwards else BlockEvent.APPROVE)
    _not_their_own(block, doing.by.name, doing.by.staff_id, "approve")
    require_permission(db, block, ActionKind.BLOCK, doing)
    return block


def _say(db: Connection, block: BlockRow, *, approved: bool, words: str, doing: Doing) -> None:
    assert doing.by.staff_id is not None
    store.add_approval(db, block.id, approved=approved, words=words, by=doing.by, now_ms=doing.now_ms)
    kind = entries.BlockApproved if approved else entries.BlockRefused
    entry = kind(**told_of(block), staff_id=doing.by.staff_id, afterwards=block.urgent, words=words)
    append(db, entry, by=doing.by, at_ms=doing.now_ms)
