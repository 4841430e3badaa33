"""Where a block stands, what may follow what, and who may take part; pure (B1, 4.4).

    waiting_advice ──advice for──▶ waiting_approval ──approved by another──▶ approved ──▶ in_force ─▶ lifting ─▶ lifted
          └ advice against, withdrawn ──┴── refused, withdrawn                 └▶ not_done ──again──▶ approved

A threat to life out of hours goes from the request to `approved` at once; another person looks at it afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from socialdesk.errors import BugError
from socialdesk.model.names import name_key
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.policy.hours import next_change, on_duty

__all__ = [
    "LONGEST_REVIEW_DAYS", "REVIEW", "REVIEW_DAYS", "BlockEvent", "BlockState", "after", "can", "name_key",
    "next_review", "review_days", "signs", "urgent_review",
]  # fmt: skip

REVIEW = "block_review_days"
"""The pack's threshold: after how many days a block is looked at again."""
REVIEW_DAYS = 90
"""Where a pack does not say."""
LONGEST_REVIEW_DAYS = 730


class BlockState(StrEnum):
    """Where a block stands. What follows the network is moved by the store itself, when the network has confirmed."""

    WAITING_ADVICE = "waiting_advice"
    WAITING_APPROVAL = "waiting_approval"
    APPROVED = "approved"
    """It may be done, and is under way: by the desk, or by a person's hand."""
    IN_FORCE = "in_force"
    NOT_DONE = "not_done"
    """It was to be done, and certainly was not; it can be tried again."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LIFTING = "lifting"
    LIFTED = "lifted"

    @property
    def ended(self) -> bool:
        """True where nothing follows any more."""
        return self in (BlockState.REFUSED, BlockState.WITHDRAWN, BlockState.LIFTED)

    @property
    def waits(self) -> bool:
        """True while it waits for somebody's word before anything is done."""
        return self in (BlockState.WAITING_ADVICE, BlockState.WAITING_APPROVAL)

    @property
    def label(self) -> str:
        """In words."""
        return _LABELS[self]


_LABELS: Mapping[BlockState, str] = {
    BlockState.WAITING_ADVICE: "Waiting for advice",
    BlockState.WAITING_APPROVAL: "Waiting for approval",
    BlockState.APPROVED: "Approved, not confirmed yet",
    BlockState.IN_FORCE: "In force",
    BlockState.NOT_DONE: "Approved, but not done",
    BlockState.REFUSED: "Refused",
    BlockState.WITHDRAWN: "Withdrawn",
    BlockState.LIFTING: "Being lifted",
    BlockState.LIFTED: "Lifted",
}


class BlockEvent(StrEnum):
    """What befalls it."""

    ADVISE_FOR = "advise_for"
    ADVISE_AGAINST = "advise_against"
    DISOWN = "disown"
    """The advice that somebody entered was never given so."""
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    URGENT = "urgent"
    """A threat to life: at once."""
    DONE = "done"
    FAIL = "fail"
    AGAIN = "again"
    LIFT = "lift"


_AFTER: Mapping[tuple[BlockState, BlockEvent], BlockState] = {
    (BlockState.WAITING_ADVICE, BlockEvent.ADVISE_FOR): BlockState.WAITING_APPROVAL,
    (BlockState.WAITING_ADVICE, BlockEvent.ADVISE_AGAINST): BlockState.REFUSED,
    (BlockState.WAITING_ADVICE, BlockEvent.WITHDRAW): BlockState.WITHDRAWN,
    (BlockState.WAITING_ADVICE, BlockEvent.URGENT): BlockState.APPROVED,
    (BlockState.WAITING_APPROVAL, BlockEvent.DISOWN): BlockState.WAITING_ADVICE,
    (BlockState.WAITING_APPROVAL, BlockEvent.APPROVE): BlockState.APPROVED,
    (BlockState.WAITING_APPROVAL, BlockEvent.REFUSE): BlockState.REFUSED,
    (BlockState.WAITING_APPROVAL, BlockEvent.WITHDRAW): BlockState.WITHDRAWN,
    (BlockState.APPROVED, BlockEvent.DONE): BlockState.IN_FORCE,
    (BlockState.APPROVED, BlockEvent.FAIL): BlockState.NOT_DONE,
    (BlockState.NOT_DONE, BlockEvent.AGAIN): BlockState.APPROVED,
    (BlockState.NOT_DONE, BlockEvent.WITHDRAW): BlockState.WITHDRAWN,
    (BlockState.IN_FORCE, BlockEvent.LIFT): BlockState.LIFTING,
    (BlockState.LIFTING, BlockEvent.DONE): BlockState.LIFTED,
    (BlockState.LIFTING, BlockEvent.FAIL): BlockState.IN_FORCE,
}


def can(state: BlockState, event: BlockEvent) -> bool:
    """True where `after` has an answer."""
    return (state, event) in _AFTER


def after(state: BlockState, event: BlockEvent) -> BlockState:
    """The state that follows. Raises BugError for an event that cannot befall it in that state."""
    try:
        return _AFTER[state, event]
    except KeyError:
        raise BugError(f"a block that is {state.value} cannot {event.value}") from None


def signs(person: Person) -> bool:
    """True for somebody who is recorded among the staff, and so can have signed with a PIN."""
    return person.staff_id is not None


def review_days(book: Book) -> int:
    """After how many days a block is looked at again: the Force's own choice."""
    threshold = book.thresholds.get(REVIEW)
    return min(threshold.value, LONGEST_REVIEW_DAYS) if threshold is not None else REVIEW_DAYS


def urgent_review(now: datetime, book: Book) -> datetime:
    """When a block that did not wait is looked at: as duty next begins (08:00 of a working day)."""
    opens = next_change(now, book.hours)
    return next_change(opens, book.hours) if on_duty(now, book.hours) else opens


def next_review(now: datetime, days: int) -> datetime:
    """When a block is looked at again."""
    return now + timedelta(days=min(max(1, days), LONGEST_REVIEW_DAYS))
