"""Removing the repeats of one person in one go: the only decision on several items at once (4.3e, R8).

Each copy has a decision, evidence and an action of its own; all can be taken back together while they are not sent.
Called for a few at a time, so that two hundred hold up nobody else who writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.clock import to_ms
from socialdesk.decisions.case import (
    Incomplete,
    NotOpen,
    case_of,
    cleaned,
    item_of,
    require_hand,
    require_own,
)
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.remove import REMOVALS, UNDO_SECONDS, Terms, remove_within
from socialdesk.decisions.repeats import GROUND, cancellable, find_repeats, in_group
from socialdesk.errors import BugError
from socialdesk.inbox.store import set_open
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.model.people import Person
from socialdesk.outbox.store import cancel
from socialdesk.policy import criticism
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing

AT_ONCE = 20
"""Copies that are decided in one transaction at most."""
_KEY_LETTERS = 32
_BEYOND = "It is a repeat: the original stays and says the same."
"""What in a copy is more than criticism: nobody loses a voice by its removal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatsDecided:
    """What became of a few copies."""

    changes: Changes
    decided: tuple[ItemId, ...]
    left: tuple[tuple[ItemId, str], ...]
    """Those that are not open now, and why, a sentence each."""


def decide_repeats(
    db: Connection,
    *,
    of_item: ItemId,
    copies: Sequence[ItemId],
    group: str,
    action: ActionKind,
    engaged: str,
    aim: str,
    why_not_less: str,
    book: Book,
    capabilities: Mapping[ActionKind, Capability],
    now: datetime,
    by: Person,
    undo_seconds: int = UNDO_SECONDS,
    training: bool = False,
) -> RepeatsDecided:
    """Decides on up to `AT_ONCE` copies of what `of_item` says; `group` is `repeats.new_group()`, the same for one go.

    `engaged` answers whether somebody tried to engage first: one of the pack's answers. Raises Incomplete for what is
    missing, NotOpen for the original and for whatever is no copy of it.
    """
    if action not in REMOVALS:
        raise BugError(f"{action.value} is not a removal")
    if len(group) != _KEY_LETTERS or len(copies) > AT_ONCE:
        raise NotOpen("So many cannot be decided in one step.", kept="Nothing was decided.")
    if not copies:
        raise Incomplete("Tick the copies that are to go.", field="copies")
    if GROUND not in book.grounds:
        raise NotOpen("The policy pack in use has no ground for repeats.", kept="Nothing was decided.")
    ground = book.grounds[GROUND]
    terms = Terms(
        action=action,
        chosen=(ground,),
        answers={
            f"{GROUND}.engaged": engaged,
            f"{GROUND}.original_stays": "yes",
            criticism.ANSWER: _BEYOND,
        },
        aim=cleaned(aim),
        why_not_less=cleaned(why_not_less),
    )
    decided: list[ItemId] = []
    left: list[tuple[ItemId, str]] = []
    changes = NOTHING
    with writing(db):
        found = find_repeats(db, item_of(db, of_item))
        if found is None:
            raise NotOpen(
                "There are no copies of this any more.", kept="Nothing was decided.", to_do="Look again."
            )
        for item_id in in_group(found, copies):
            case = case_of(
                db,
                item_id=item_id,
                capabilities=capabilities,
                book=book,
                person=by,
                now=now,
                training=training,
            )
            option = case.options[OptionKind(action.value)]
            if not option.open:
                left.append((item_id, option.reason))
                continue
            changes |= remove_within(
                db,
                case=case,
                terms=terms,
                original=found.original.item_id,
                group=group,
                book=book,
                now_ms=to_ms(now),
                by=by,
                undo_seconds=undo_seconds,
            )
            decided.append(item_id)
    return RepeatsDecided(changes=changes, decided=tuple(decided), left=tuple(left))


def cancel_repeats(
    db: Connection, *, group: str, now: datetime, by: Person, training: bool = False
) -> Changes:
    """Takes back whatever of one go has not been sent. Raises NotOpen where it is too late for all of it."""
    require_hand(by, db)
    stopped: set[ItemId] = set()
    with writing(db):
        for outbox_id in cancellable(db, group):
            account = db.execute("SELECT account_id FROM outbox WHERE id = ?", (outbox_id,)).fetchone()
            assert account is not None
            require_own(by, db, AccountId(account[0]), training=training)
            row = cancel(db, outbox_id, now_ms=to_ms(now), by=by)
            if row is not None and row.item_id is not None:
                set_open(db, row.item_id)
                stopped.add(row.item_id)
        if not stopped:
            raise NotOpen(
                "It was too late to take them back: they are being sent, or are finished.",
                kept="The record shows how each went.",
                to_do="What is hidden can be shown again; what is removed is gone.",
            )
    return Changes(items=frozenset(stopped), outbox=True)
