"""What a person says of an action that the desk cannot settle: could not confirm, waited too long, or failed."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from socialdesk.audit.acting import AnothersYes
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import NotOpen, account_of, cleaned, require_hand, require_own
from socialdesk.decisions.political import WHO, handled_after, no_longer_waits
from socialdesk.decisions.protected import objection
from socialdesk.errors import BugError
from socialdesk.inbox.store import set_open
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import OutboxId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import anothers_yes
from socialdesk.outbox.rows import Row, row
from socialdesk.outbox.states import Event, State
from socialdesk.outbox.store import settle_by_person
from socialdesk.policy.book import Book
from socialdesk.policy.permissions import may
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
    db: Connection,
    *,
    outbox_id: OutboxId,
    choice: str,
    reason: str,
    now: datetime,
    by: Person,
    book: Book | None = None,
    training: bool = False,
) -> Changes:
    """Settles an action by a person's word. `send_again` is still looked up on the network before it is sent.

    With the `book`, whoever says that it is to be sent must be allowed to send it at this hour (2.5). Raises NotOpen
    where the action needs nobody any more, the choice does not fit it, or it is not for this person to say: what waits
    for another person's yes (3.3d) is sent on theirs alone.
    """
    require_hand(by, db)
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
        require_own(by, db, unclear.account_id, training=training)
        another = None
        if choice == "send_again":
            another = anothers_yes.asked(db, unclear, now_ms=to_ms(now))
            if another is not None:
                _require_another(unclear, another, by=by)
            _require_fresh(
                db, unclear, now=now, by=by, book=book, training=training, second=another is not None
            )
        event = _event(unclear, choice)
        if another is not None:
            _agree(db, unclear, now_ms=to_ms(now), by=by)
        settle_by_person(db, unclear, event, choice=choice, reason=cleaned(reason), now_ms=to_ms(now), by=by)
        if event is Event.CANCEL and unclear.item_id is not None:
            set_open(db, unclear.item_id)
            no_longer_waits(db, unclear.item_id)
    return unclear.changed


def _require_fresh(
    db: Connection,
    unclear: Row,
    *,
    now: datetime,
    by: Person,
    book: Book | None,
    training: bool,
    second: bool,
) -> None:
    if problem := objection(db, unclear.action.text):
        raise NotOpen(problem, kept="It stays as it is.", to_do="Leave it, and write it anew without them.")
    if book is None:
        return
    account = account_of(db, unclear.account_id)
    if second and not (account.frozen or account.closed):
        # Whoever wrote it was allowed to send it; this is another person's yes to that.
        return
    permission = may(by, account, unclear.kind, now, book, training=training)
    # Whoever approved a block did so by PIN; a block held back is sent again as it was approved.
    if not permission.allowed and unclear.kind is not ActionKind.BLOCK:
        raise NotOpen(permission.reason, kept="It stays as it is.")


def _require_another(unclear: Row, another: anothers_yes.Asked, *, by: Person) -> None:
    """What names a party or candidate in a pre-election period is let go by somebody else alone (3.3d)."""
    if unclear.post is not None:
        raise NotOpen(
            "It falls into a pre-election period, and what that asks of it has not been answered (3.3d).",
            kept="It stays as it is.",
            to_do='Open the post: under "Another time" another person says yes to what names a party or candidate.',
        )
    if another.is_theirs(by):
        raise NotOpen("Nobody says the second yes to their own words.", kept="It still waits.", to_do=WHO)
    if by.role is Role.TRAINEE:
        raise NotOpen("A trainee does not approve.", kept="It still waits.", to_do=WHO)


def _agree(db: Connection, unclear: Row, *, now_ms: int, by: Person) -> None:
    anothers_yes.say_yes(db, unclear, now_ms=now_ms, by=by)
    append(
        db,
        AnothersYes(
            outbox_id=unclear.id,
            item_id=unclear.item_id,
            account_id=unclear.account_id,
            action=unclear.kind.value,
        ),
        by=by,
        at_ms=now_ms,
    )
    if unclear.item_id is not None:
        handled_after(db, unclear.item_id, by=by, now_ms=now_ms)


def _event(unclear: Row, choice: str) -> Event:
    if choice == "it_is_there":
        return Event.SEE
    if choice == "send_again":
        return Event.RESEND
    return Event.CANCEL if unclear.state is State.QUEUED else Event.LEAVE
