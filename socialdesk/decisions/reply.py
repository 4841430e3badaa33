"""Deciding that something is answered: publicly, privately, or by message (4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from socialdesk.clock import to_ms
from socialdesk.decisions import drafts
from socialdesk.decisions.case import Case, Incomplete, case_of, cleaned
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.political import named_in, still_open, wait_for_another
from socialdesk.decisions.protected import protected_in
from socialdesk.decisions.queueing import Rationale, decide_and_queue
from socialdesk.decisions.quoting import sensitive_problem
from socialdesk.decisions.remove import UNDO_SECONDS
from socialdesk.decisions.reply_check import place_problem
from socialdesk.errors import BugError
from socialdesk.model.accounts import Capability, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId, NativeId, OutboxId
from socialdesk.model.people import Person
from socialdesk.platforms.lengths import how_counted, length, longest
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing

_TALKING = {
    ActionKind.REPLY: OptionKind.REPLY,
    ActionKind.PRIVATE_REPLY: OptionKind.PRIVATE_REPLY,
    ActionKind.MESSAGE: OptionKind.MESSAGE,
}


def text_problem(db: Connection, text: str, *, network: Network, kind: ActionKind) -> str:
    """What stands against a text, a sentence that quotes nothing; "" where nothing does. For a check while typing."""
    text = cleaned(text)
    if not text:
        return "There is nothing to send yet."
    over = length(text, network, kind) - (most := longest(network, kind))
    if over > 0:
        too_long = (
            f"It is {over:,} character{'' if over == 1 else 's'} too long: {network.label} takes {most:,}."
        )
        return " ".join(filter(None, (too_long, how_counted(network, kind))))
    if problem := place_problem(text):
        return problem
    if protected_in(db, text):
        return "It has words that a case's watch list protects. Write it without them."
    return ""


def decide_reply(
    db: Connection,
    *,
    item_id: ItemId,
    kind: ActionKind,
    text: str,
    book: Book,
    capabilities: Mapping[ActionKind, Capability],
    now: datetime,
    by: Person,
    undo_seconds: int = UNDO_SECONDS,
    training: bool = False,
) -> Changes:
    """Decides to answer: the decision, the action and the record, or nothing.

    The text is never sent with protected words in it (4.3b, 4.3f). A public reply that names a party or candidate in a
    pre-election period waits for another person's yes (3.3d). Raises Incomplete for a text that cannot be sent,
    NotOpen where such an answer is not open (any more).
    """
    if kind not in _TALKING:
        raise BugError(f"{kind.value} is not an answer")
    text = cleaned(text)
    with writing(db):
        case = case_of(
            db, item_id=item_id, capabilities=capabilities, book=book, person=by, now=now, training=training
        )
        option = case.require(_TALKING[kind])
        problem = text_problem(db, text, network=case.item.network, kind=kind)
        problem = problem or sensitive_problem(db, text, book, thread_id=case.thread.id)
        if problem:
            raise Incomplete(problem, field="text")
        message = kind is ActionKind.MESSAGE
        named = named_in(text, book=book, now=now) if kind is ActionKind.REPLY else None

        def queued(outbox_id: OutboxId) -> None:
            if named is not None:
                wait_for_another(db, outbox_id, named, book=book, now_ms=to_ms(now), by=by)
                still_open(db, item_id)

        changes = decide_and_queue(
            db,
            case=case,
            kind=kind,
            why=Rationale(clauses=[option.clause] if option.clause else []),
            pack_version=book.version,
            undo_seconds=max(0, undo_seconds),
            now_ms=to_ms(now),
            by=by,
            target=case.thread.native_id if message else None,
            person=_person_written_to(db, case) if message else None,
            text=text,
            queued=queued,
        )
        drafts.discard_within(db, item_id=item_id, form=drafts.REPLY)
    return changes


def _person_written_to(db: Connection, case: Case) -> NativeId | None:
    """Who is at the other end of a conversation: also where the item is the Force's own message."""
    if not case.item.by_force:
        return case.item.author_native_id
    row = db.execute(
        "SELECT authors.native_id FROM items JOIN authors ON authors.id = items.author_id"
        " WHERE items.thread_id = ? AND items.by_force = 0 ORDER BY items.id DESC LIMIT 1",
        (case.thread.id,),
    ).fetchone()
    return None if row is None else NativeId(row[0])
