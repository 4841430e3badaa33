"""What a person says of an action that the desk cannot settle: could not confirm, waited too long, or failed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from socialdesk.clock import to_ms
from socialdesk.decisions.case import NotOpen, cleaned, require_hand
from socialdesk.errors import BugError
from socialdesk.inbox.store import set_open
from socialdesk.model.changes import Changes
from socialdesk.model.ids import OutboxId
from socialdesk.model.people import Person
from socialdesk.outbox.rows import Row, row
from socialdesk.outbox.states import Event, State
from socialdesk.outbox.store import settle_by_person
from socialdesk.storage.database import Connection, writing

Choice = Literal["it_is_there", "send_again", "leave_it"]
CHOICES: tuple[Choice, ...] = ("it_is_there", "send_again", "leave_it")


def choices_for(unclear: Row) -> tuple[Choice, ...]:
    """What a person can say of an action in its present state; nothing where it needs nobody."""
    if not unclear.needs_person:
        return ()
    match unclear.state:
        case State.UNKNOWN:
            return CHOICES
        case State.QUEUED if unclear.attempts:
            return CHOICES
        case State.QUEUED:
            return ("send_again", "leave_it")
        case State.FAILED:
            return ("leave_it",)
        case _:
            return ()


def resolve_unknown(
    db: Connection, *, outbox_id: OutboxId, choice: str, reason: str, now: datetime, by: Person
) -> Changes:
    """Settles an action by a person's word. `send_again` is still looked up on the network before it is sent.

    Raises NotOpen where the action needs nobody any more, or the choice does not fit it.
    """
    require_hand(by)
    if choice not in CHOICES:
        raise BugError("a choice that is none")
    with writing(db):
        unclear = row(db, outbox_id)
        if unclear is None or choice not in choices_for(unclear):
            raise NotOpen(
                "This action does not need that any more.",
                kept="It stays as it is.",
                to_do="Look at it again: the desk may have found out by itself.",
            )
        event = _event(unclear, choice)
        settle_by_person(db, unclear, event, choice=choice, reason=cleaned(reason), now_ms=to_ms(now), by=by)
        if event is Event.CANCEL:
            set_open(db, unclear.item_id)
    return Changes(items=frozenset({unclear.item_id}), outbox=True)


def _event(unclear: Row, choice: str) -> Event:
    if choice == "it_is_there":
        return Event.SEE
    if choice == "send_again":
        return Event.RESEND
    return Event.CANCEL if unclear.state is State.QUEUED else Event.LEAVE
