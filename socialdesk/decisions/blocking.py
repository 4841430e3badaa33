"""Asking for a block, and taking a request back; looking again at a block in force (B1, T1, 4.4).

Nothing is sent to a network before somebody of Corporate Communications has advised it and another person than the
requester has approved it (`blocking_saying.py`); the store refuses it otherwise (`storage.m004.blocking`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from socialdesk.audit import blocking as entries
from socialdesk.audit.log import append
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions import blocking_store as store
from socialdesk.decisions import drafts, opinions
from socialdesk.decisions.blocking_acts import (
    UNCHANGED,
    Doing,
    begin_block,
    block_of,
    changed,
    require_permission,
    told_of,
)
from socialdesk.decisions.blocking_rows import open_block
from socialdesk.decisions.blocking_rules import (
    LONGEST_REVIEW_DAYS,
    BlockEvent,
    BlockState,
    next_review,
    review_days,
    urgent_review,
)
from socialdesk.decisions.case import Case, Incomplete, NotOpen, case_of, cleaned, item_of
from socialdesk.decisions.options import OptionKind
from socialdesk.evidence.capture import hold
from socialdesk.inbox.store import set_open
from socialdesk.model.changes import Changes
from socialdesk.model.ids import BlockId, ItemId
from socialdesk.policy.book import Book
from socialdesk.policy.hours import on_duty
from socialdesk.storage.database import Connection, writing

FORM = "block"
"""The name under which what was typed for a request is kept (`decisions.drafts`)."""
MOST_ITEMS = 50
_CLOCK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody filled in to ask for a block."""

    item_id: ItemId
    items: Sequence[ItemId]
    """What the person wrote that shows the grounds."""
    grounds: Sequence[str]
    engaged: bool
    engaged_words: str
    """What was said to them, or why nothing was."""
    warned: bool
    warned_words: str
    aim: str
    why_not_less: str
    by_hand: bool = False
    urgent_why: str = ""
    """Whose life is threatened and how; "" where it can wait."""
    urgent_told: str = ""
    """Who was asked by telephone, or why nobody could be."""


def request_block(db: Connection, asked: Request, doing: Doing) -> Changes:
    """Asks for a block: the request, the evidence of every item behind it and the record, or nothing.

    A threat to life out of hours is done at once and flagged for the next working day. Raises Incomplete for what is
    missing, NotOpen where it cannot be asked for.
    """
    with writing(db):
        case = case_of(
            db,
            item_id=asked.item_id,
            capabilities=doing.capabilities,
            book=doing.book,
            person=doing.by,
            now=doing.now,
            training=doing.training,
        )
        case.require(OptionKind.BLOCK)
        new = _checked(db, case, asked, doing)
        block_id = store.add(db, new, by=doing.by, now_ms=doing.now_ms)
        kept = [
            (each, hold(db, item_id=each, taken_by=doing.by, now_ms=doing.now_ms)) for each in _items(asked)
        ]
        for item_id, evidence in kept:
            store.add_item(db, block_id, item_id, evidence.id)
        block = block_of(db, block_id)
        entry = entries.BlockRequested(
            **told_of(block),
            grounds=block.grounds,
            clauses=block.clauses,
            behind=block.items,
            evidence=tuple(evidence.id for _, evidence in kept),
            manifests=tuple(evidence.manifest_sha256 for _, evidence in kept),
            pack_version=doing.book.version,
            engaged=block.engaged,
            warned=block.warned,
            urgent=block.urgent,
            engaged_words=block.engaged_words,
            warned_words=block.warned_words,
            aim=block.aim,
            why_not_less=block.why_not_less,
            urgent_why=block.urgent_why,
            urgent_told=block.urgent_told,
        )
        append(db, entry, by=doing.by, at_ms=doing.now_ms)
        opinions.of_removal(
            db,
            case.item,
            case.assessment,
            block.grounds,
            doing.book,
            decision_id=None,
            now_ms=doing.now_ms,
        )
        if block.urgent:
            begin_block(db, block, BlockEvent.URGENT, doing, by_hand=asked.by_hand)
        set_open(db, block.item_id, unread=True)
        drafts.discard_within(db, item_id=asked.item_id, form=FORM)
    return changed(block)


def withdraw(db: Connection, *, block_id: BlockId, reason: str, doing: Doing) -> Changes:
    """It is not asked for any more, and was not done.

    Raises Incomplete without a reason, NotOpen where it is too late.
    """
    reason = cleaned(reason)
    with writing(db):
        block = block_of(db, block_id, BlockEvent.WITHDRAW)
        require_permission(db, block, None, doing)
        if not reason:
            raise Incomplete("Say why it is withdrawn.", field="reason")
        store.end(db, block, BlockEvent.WITHDRAW, by=doing.by, reason=reason, now_ms=doing.now_ms)
        append(db, entries.BlockWithdrawn(**told_of(block), reason=reason), by=doing.by, at_ms=doing.now_ms)
    return changed(block)


def review(db: Connection, *, block_id: BlockId, words: str, days: int, doing: Doing) -> Changes:
    """A block in force was looked at again and stays, for so many days. `lift` is the other answer.

    Raises Incomplete without a reason, NotOpen where it is not in force.
    """
    words = cleaned(words)
    with writing(db):
        block = block_of(db, block_id)
        if block.state is not BlockState.IN_FORCE:
            raise NotOpen(
                f"Only a block in force is reviewed; this one is {block.state.label.lower()}.", kept=UNCHANGED
            )
        require_permission(db, block, None, doing)
        if block.unapproved:
            raise NotOpen(
                "Nobody else has looked at this block yet.",
                kept=UNCHANGED,
                to_do="A second person signs that it stands, or that it does not.",
            )
        if not words:
            raise Incomplete("Say why it stays in force.", field="words")
        if not 1 <= days <= LONGEST_REVIEW_DAYS:
            raise Incomplete(f"Choose 1 to {LONGEST_REVIEW_DAYS} days.", field="days")
        next_ms = to_ms(next_review(doing.now, days))
        store.add_review(db, block.id, words=words, by=doing.by, now_ms=doing.now_ms, next_ms=next_ms)
        entry = entries.BlockReviewed(**told_of(block), next_ms=next_ms, words=words)
        append(db, entry, by=doing.by, at_ms=doing.now_ms)
    return changed(block)


# What a request must have


def _items(asked: Request) -> list[ItemId]:
    return list(dict.fromkeys(asked.items))


def _checked(db: Connection, case: Case, asked: Request, doing: Doing) -> store.NewBlock:
    item = case.item
    assert item.author_id is not None  # the option is closed without
    assert item.author_native_id is not None
    existing = open_block(db, item.account_id, item.author_id)
    if existing is not None:
        raise NotOpen(
            f"There is a block of this person from this account already: {existing.state.label.lower()}.",
            kept=UNCHANGED,
            to_do="Open it on the register.",
        )
    grounds = _grounds(doing.book, asked.grounds)
    _check_items(db, asked, case)
    words = {
        name: cleaned(value)
        for name, value in (
            ("engaged_words", asked.engaged_words),
            ("warned_words", asked.warned_words),
            ("aim", asked.aim),
            ("why_not_less", asked.why_not_less),
        )
    }
    wanted = {
        "engaged_words": "Say what was said to them." if asked.engaged else "Say why nobody tried to engage.",
        "warned_words": "Say how they were warned." if asked.warned else "Say why they were not warned.",
        "aim": "Say what the block is for.",
        "why_not_less": "Say why nothing less is enough.",
    }
    for name, lack in wanted.items():
        if not words[name]:
            raise Incomplete(lack, field=name)
    urgent_why, urgent_told = _urgent(db, asked, doing)
    return store.NewBlock(
        account_id=item.account_id,
        author_id=item.author_id,
        person=item.author_native_id,
        item_id=item.id,
        grounds=grounds,
        clauses=tuple(dict.fromkeys(("4.4", *(doing.book.grounds[ground].clause for ground in grounds)))),
        engaged=asked.engaged,
        warned=asked.warned,
        pack_version=doing.book.version,
        urgent_why=urgent_why,
        urgent_told=urgent_told,
        by_hand=asked.by_hand,
        review_days=review_days(doing.book),
        review_ms=to_ms(urgent_review(doing.now, doing.book)) if urgent_why else None,
        **words,
    )


def _grounds(book: Book, grounds: Sequence[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(grounds))
    if not names:
        raise Incomplete("Tick the ground of 4.3 that the block rests on.", field="grounds")
    if any(name not in book.grounds for name in names):
        raise Incomplete(
            "A ticked ground is not in the policy pack that is in use now.",
            field="grounds",
            to_do="Tick them again.",
        )
    return names


def _check_items(db: Connection, asked: Request, case: Case) -> None:
    items = _items(asked)
    if not items:
        raise Incomplete("Tick at least one thing that they wrote and that shows the ground.", field="items")
    if len(items) > MOST_ITEMS:
        raise Incomplete(f"Tick no more than {MOST_ITEMS}: those that show the ground best.", field="items")
    for item_id in items:
        if item_of(db, item_id).author_id != case.item.author_id:
            raise Incomplete("A block rests on what that person wrote, and on nothing else.", field="items")


def _urgent(db: Connection, asked: Request, doing: Doing) -> tuple[str, str]:
    """The reason not to wait, and who was told. Raises NotOpen within office hours, or where the clock was put back."""
    why, told = cleaned(asked.urgent_why), cleaned(asked.urgent_told)
    if not why:
        return "", ""
    if on_duty(doing.now, doing.book.hours):
        raise NotOpen(
            "Corporate Communications is on duty: ask for advice now, also where a life is threatened (4.4).",
            kept=UNCHANGED,
            to_do="Ring them. The control room is told first.",
        )
    newest = db.execute("SELECT max(at_ms) FROM audit").fetchone()
    if newest is not None and newest[0] is not None and doing.now < from_ms(newest[0]) - _CLOCK:
        raise NotOpen(
            "This computer's clock is behind what the record says, so the hour cannot be relied on.",
            kept=UNCHANGED,
            to_do="Set the clock, then ask again.",
        )
    if not told:
        raise Incomplete(
            "Say whom you asked by telephone, or why nobody could be reached.", field="urgent_told"
        )
    return why, told
