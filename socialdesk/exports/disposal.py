"""Deleting for good what is held, by a person who gives the reason, so that the record still verifies (T2).

Of an item go its words, the network's raw answer, what it said before, evidence, notes, drafts, the words of decisions,
actions, closed referrals, settled questions and ended blocks, the personal words of its entries in the record, and the
author's name once nothing of theirs is left. Ids, times, grounds, clauses and every entry stay, with one that says what
was deleted. What is under way is held back: actions, referrals, questions, blocks in force. The words of a block go
once everything behind it is deleted.
Backups made before hold it until they have had their time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from socialdesk.audit import log as audit_log
from socialdesk.audit.entries import Disposed, RetentionReviewed
from socialdesk.clock import to_ms
from socialdesk.decisions import (
    answers_by_telephone,
    asking,
    blocking_store,
    by_hand_store,
    drafts,
    handling,
    opinions,
    referring_store,
)
from socialdesk.decisions import store as decisions
from socialdesk.errors import UserFacingError
from socialdesk.evidence import capture
from socialdesk.exports.due import DAY_MS
from socialdesk.exports.of_person import items_of
from socialdesk.exports.permissions import Doing, require
from socialdesk.exports.retention_store import add_reviews
from socialdesk.inbox import mirror, search, store
from socialdesk.inbox.counts import BY_HAND, LIVE
from socialdesk.inbox.retention import forget_what_was_made_of
from socialdesk.inbox.stored import ids_json
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AuthorId, EvidenceId, ItemId
from socialdesk.model.people import Person
from socialdesk.outbox import store as outbox
from socialdesk.storage.database import Connection, writing

AT_ONCE = 200
"""Items disposed of in one transaction."""


class Why(StrEnum):
    """What the deletion rests on."""

    RETENTION = "retention"
    """It has been kept for its time."""
    ERASURE = "erasure"
    """The person asked for it, and it is lawful."""
    CORRECTION = "correction"
    """It was wrong."""


class NotDisposed(UserFacingError):
    """Nothing was deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was deleted, and what was held back."""

    changes: Changes
    items: int
    evidence: int
    entries: int
    names: int
    held_back: tuple[ItemId, ...] = ()

    @property
    def sentence(self) -> str:
        """In plain words."""
        words = f"Deleted for good: the words of {self.items:,} item{'' if self.items == 1 else 's'}"
        more = [
            f"{count:,} {one if count == 1 else many}"
            for count, one, many in (
                (self.evidence, "piece of evidence", "pieces of evidence"),
                (self.names, "name", "names"),
            )
            if count
        ]
        held = len(self.held_back)
        under_way = (
            f" {held:,} item{' was' if held == 1 else 's were'} held back: something is still under way on them."
            if held
            else ""
        )
        return f"{', '.join([words, *more])}. The record says so and still verifies.{under_way}"


def dispose(
    db: Connection,
    item_ids: Sequence[ItemId],
    *,
    why: Why,
    reason: str,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Done:
    """Deletes what is held on these items, some hundred at a time, each with its entry in the record.

    What was deleted until it is stopped or fails stays deleted. Raises NotForThisRole, NotDisposed, StoreError.
    """
    require(by, Doing.DISPOSE, training=training)
    if not reason.strip():
        raise NotDisposed("Deleting needs a reason, which goes into the record.", kept="Nothing was deleted.")
    wanted = list(dict.fromkeys(item_ids))
    done = Done(changes=Changes(), items=0, evidence=0, entries=0, names=0)
    for start in range(0, len(wanted), AT_ONCE):
        part = _dispose_some(db, wanted[start : start + AT_ONCE], why, reason.strip(), now, by)
        done = Done(
            changes=done.changes | part.changes,
            items=done.items + part.items,
            evidence=done.evidence + part.evidence,
            entries=done.entries + part.entries,
            names=done.names + part.names,
            held_back=(*done.held_back, *part.held_back),
        )
    if not done.items:
        raise NotDisposed(
            "Nothing could be deleted: something is still under way on all of these.",
            kept="Nothing was deleted.",
            to_do="Finish or withdraw the action, question, referral or block first.",
        )
    return done


def erase_person(
    db: Connection,
    author_ids: Sequence[AuthorId],
    *,
    reason: str,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Done:
    """Deletes what is held on all that these authors wrote and were answered, on request and where lawful.

    Raises as `dispose` does.
    """
    items = items_of(db, author_ids)
    if not items:
        raise NotDisposed("Nothing is held of this person.", kept="Nothing was deleted.")
    return dispose(db, items, why=Why.ERASURE, reason=reason, now=now, by=by, training=training)


def keep_on(
    db: Connection,
    item_ids: Sequence[ItemId],
    *,
    days: int,
    reason: str,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Keeps these items on for so many days, after which they are due again. Raises NotForThisRole, NotDisposed."""
    require(by, Doing.DISPOSE, training=training)
    if not reason.strip() or not 1 <= days <= 36_500:
        raise NotDisposed(
            "Say why it is kept on, and for how many days.", kept="Nothing was altered; it is still due."
        )
    now_ms = to_ms(now)
    wanted = list(dict.fromkeys(item_ids))
    with writing(db):
        next_ms = now_ms + days * DAY_MS
        add_reviews(db, wanted, next_ms=next_ms, by=by, now_ms=now_ms)
        entry = RetentionReviewed(item_ids=tuple(wanted), kept_until_ms=next_ms, reason=reason.strip())
        audit_log.append(db, entry, by=by, at_ms=now_ms)
    return Changes(items=frozenset(wanted))


def held_back(db: Connection, item_ids: Sequence[ItemId]) -> set[ItemId]:
    """Those on which something is under way."""
    found = db.execute(_HELD_BACK, {"wanted": ids_json(item_ids)}).fetchall()
    return {ItemId(row[0]) for row in found}


_HELD_BACK = f"""
SELECT value FROM json_each(:wanted) AS wanted WHERE
    EXISTS (SELECT 1 FROM outbox WHERE outbox.item_id = wanted.value AND {LIVE})
    OR EXISTS (SELECT 1 FROM by_hand WHERE by_hand.item_id = wanted.value AND {BY_HAND})
    OR EXISTS (SELECT 1 FROM referrals WHERE referrals.item_id = wanted.value AND closed_ms IS NULL)
    OR EXISTS (SELECT 1 FROM questions WHERE questions.item_id = wanted.value AND settled_ms IS NULL)
    OR EXISTS (SELECT 1 FROM blocks WHERE blocks.item_id = wanted.value AND blocks.ended_ms IS NULL)
    OR EXISTS (SELECT 1 FROM block_items JOIN blocks ON blocks.id = block_items.block_id
        WHERE block_items.item_id = wanted.value AND blocks.ended_ms IS NULL)
    OR EXISTS (SELECT 1 FROM outbox JOIN evidence ON evidence.id = outbox.evidence_id
        WHERE evidence.item_id = wanted.value AND outbox.{LIVE})
"""


def _dispose_some(
    db: Connection, wanted: Sequence[ItemId], why: Why, reason: str, now: datetime, by: Person
) -> Done:
    now_ms = to_ms(now)
    with writing(db):
        back = held_back(db, wanted)
        there = {
            ItemId(row[0])
            for row in db.execute(
                "SELECT id FROM items WHERE id IN (SELECT value FROM json_each(?))", (ids_json(wanted),)
            ).fetchall()
        }
        items = [item for item in wanted if item in there and item not in back]
        if not items:
            return Done(
                changes=Changes(), items=0, evidence=0, entries=0, names=0, held_back=tuple(sorted(back))
            )
        of_evidence = db.execute(
            "SELECT id, item_id FROM evidence WHERE disposed_ms IS NULL"
            " AND item_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (ids_json(items),),
        ).fetchall()
        evidence = tuple(EvidenceId(row[0]) for row in of_evidence)
        forget_what_was_made_of(db, items)
        mirror.dispose_items(db, items, now_ms=now_ms)
        store.forget_quotes(db, items)
        capture.dispose(db, evidence, now_ms=now_ms)
        decisions.dispose_words(db, items)
        outbox.dispose_words(db, items)
        by_hand_store.dispose_words(db, items)
        handling.dispose_notes(db, items)
        opinions.dispose_words(db, items)
        referring_store.dispose_words(db, items)
        asking.dispose_words(db, items)
        answers_by_telephone.dispose_words(db, items)
        blocking_store.dispose_words(db, items)
        drafts.discard_all(db, items)
        names = _names_without_items(db, items)
        mirror.dispose_authors(db, names, now_ms=now_ms)
        for author_id in names:
            search.index_author_again(db, author_id)
        search.forget(db, items, now_ms=now_ms)
        entries = audit_log.dispose_words(db, items)
        entry = Disposed(
            entries=entries,
            why=why.value,
            texts=tuple(items),
            names=len(names),
            evidence=evidence,
            evidence_of=tuple(dict.fromkeys(ItemId(row[1]) for row in of_evidence)),
            reason=reason,
        )
        audit_log.append(db, entry, by=by, at_ms=now_ms)
    return Done(
        changes=Changes(items=frozenset(items)),
        items=len(items),
        evidence=len(evidence),
        entries=len(entries),
        names=len(names),
        held_back=tuple(sorted(back)),
    )


def _names_without_items(db: Connection, items: Sequence[ItemId]) -> list[AuthorId]:
    """Authors of these whose every word has been disposed of; the Force's own accounts are not among them."""
    found = db.execute(
        """
        SELECT DISTINCT authors.id FROM items JOIN authors ON authors.id = items.author_id
        WHERE items.id IN (SELECT value FROM json_each(?)) AND (authors.name <> '' OR authors.profile_url <> '')
            AND NOT EXISTS (SELECT 1 FROM items AS left WHERE left.author_id = authors.id
                AND (left.disposed_ms IS NULL OR left.by_force = 1))
        """,
        (ids_json(items),),
    ).fetchall()
    return [AuthorId(row[0]) for row in found]
