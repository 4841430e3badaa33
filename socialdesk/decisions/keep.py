"""Deciding that a comment stays: considered, with a reason (T1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions import drafts, store
from socialdesk.decisions.case import Incomplete, case_of, cleaned
from socialdesk.decisions.options import OptionKind
from socialdesk.inbox.store import set_handled
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing


def decide_keep(
    db: Connection,
    *,
    item_id: ItemId,
    reason: str,
    grounds: Sequence[str],
    book: Book,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Records that it was considered and kept, on which grounds, and why. Nothing is sent.

    `grounds` may be empty. Raises Incomplete without a reason, NotOpen where it is not open (any more).
    """
    reason = cleaned(reason)
    now_ms = to_ms(now)
    with writing(db):
        case = case_of(db, item_id=item_id, capabilities={}, book=book, person=by, now=now, training=training)
        case.require(OptionKind.KEEP)
        if not reason:
            raise Incomplete("Say why it stays.", field="reason")
        chosen = [book.grounds[name] for name in dict.fromkeys(grounds) if name in book.grounds]
        names = tuple(ground.id for ground in chosen)
        clauses = tuple(dict.fromkeys(ground.clause for ground in chosen))
        decision_id = store.add(
            db,
            item_id=item_id,
            kind="keep",
            pack_version=book.version,
            by=by,
            now_ms=now_ms,
            grounds=names,
            clauses=clauses,
            aim=reason,
        )
        entry = entries.Kept(
            decision_id=decision_id,
            item_id=item_id,
            account_id=case.item.account_id,
            grounds=names,
            clauses=clauses,
            pack_version=book.version,
            reason=reason,
        )
        append(db, entry, by=by, at_ms=now_ms)
        set_handled(db, item_id, outcome="Kept", by=by.name, now_ms=now_ms)
        drafts.discard_within(db, item_id=item_id, form=drafts.KEEP)
    return Changes(items=frozenset({item_id}), drafts=True)
