"""Deciding that a comment stays: considered, with a reason (T1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions import drafts, opinions, store
from socialdesk.decisions.case import Incomplete, case_of, cleaned
from socialdesk.decisions.options import OptionKind
from socialdesk.inbox.store import set_handled
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person
from socialdesk.policy.book import Book, Ground
from socialdesk.storage.database import Connection, writing

KEPT = "kept"
"""`<ground>.kept` is why it stays in spite of that ground."""


def decide_keep(
    db: Connection,
    *,
    item_id: ItemId,
    reason: str,
    grounds: Sequence[str],
    reasons: Mapping[str, str] | None = None,
    book: Book,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Records that it was considered and kept, on which grounds, and why for each of them. Nothing is sent.

    `grounds` may be empty. `reasons` go by ground; left out, `reason` stands for each. Raises Incomplete without one
    for every ground, or for the whole where there is none; NotOpen where it is not open (any more).
    """
    reason = cleaned(reason)
    now_ms = to_ms(now)
    with writing(db):
        case = case_of(db, item_id=item_id, capabilities={}, book=book, person=by, now=now, training=training)
        case.require(OptionKind.KEEP)
        chosen = [book.grounds[name] for name in dict.fromkeys(grounds) if name in book.grounds]
        kept = _reasons(chosen, reason, reasons)
        if reasons is not None and chosen:
            told = [f"{ground.name}: {kept[ground.id]}" for ground in chosen]
            reason = "\n".join(told) if len(chosen) > 1 else kept[chosen[0].id]
        if not reason:
            raise Incomplete("Say why it stays.", field="reason")
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
            answers={f"{name}.{KEPT}": why for name, why in kept.items()},
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
        opinions.of_keeping(db, case.item, case.assessment, book, decision_id=decision_id, now_ms=now_ms)
        set_handled(db, item_id, outcome="Kept", by=by.name, now_ms=now_ms)
        drafts.discard_within(db, item_id=item_id, form=drafts.KEEP)
    return Changes(items=frozenset({item_id}), drafts=True)


def _reasons(chosen: Sequence[Ground], reason: str, reasons: Mapping[str, str] | None) -> dict[str, str]:
    """Why it stays, by ground. Raises Incomplete for the first ground without."""
    kept: dict[str, str] = {}
    for ground in chosen:
        why = reason if reasons is None else cleaned(reasons.get(ground.id, ""))
        if not why:
            raise Incomplete(
                f"Say why it stays in spite of {ground.name} ({ground.clause}).", field=f"{ground.id}.{KEPT}"
            )
        kept[ground.id] = why
    return kept
