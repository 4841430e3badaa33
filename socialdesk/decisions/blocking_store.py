"""The tables of blocks, and the only module that writes them, each time in a caller's transaction.

The store refuses by itself what must not be: a block that nobody else approved, advice on one's own request, a step
out of order. A change applies only while the block still stands as the caller read it: False where it does not.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from socialdesk.decisions.blocking_rows import AdviceRow, BlockRow
from socialdesk.decisions.blocking_rules import BlockEvent, BlockState, after, name_key
from socialdesk.errors import BugError
from socialdesk.model.ids import AccountId, AuthorId, BlockId, DecisionId, EvidenceId, ItemId, NativeId
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, assert_in_transaction

DELETED = "(deleted)"
"""What stands where words were; the store lets nothing else be put there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBlock:
    """A request, checked."""

    account_id: AccountId
    author_id: AuthorId
    person: NativeId
    item_id: ItemId
    grounds: Sequence[str]
    clauses: Sequence[str]
    engaged: bool
    engaged_words: str
    warned: bool
    warned_words: str
    aim: str
    why_not_less: str
    pack_version: str
    urgent_why: str
    urgent_told: str
    by_hand: bool
    review_days: int
    review_ms: int | None


def add(db: Connection, new: NewBlock, *, by: Person, now_ms: int) -> BlockId:
    """Writes a request down; it waits for advice."""
    assert_in_transaction(db)
    cursor = db.execute(
        "INSERT INTO blocks (account_id, author_id, person, item_id, grounds, clauses, engaged, engaged_words, warned,"
        " warned_words, aim, why_not_less, pack_version, urgent, urgent_why, urgent_told, way, state, requested_ms,"
        " requested_by, requested_role, requested_key, requested_staff_id, review_days, review_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.account_id,
            new.author_id,
            new.person,
            new.item_id,
            json.dumps(list(new.grounds)),
            json.dumps(list(new.clauses)),
            int(new.engaged),
            new.engaged_words,
            int(new.warned),
            new.warned_words,
            new.aim,
            new.why_not_less,
            new.pack_version,
            int(bool(new.urgent_why)),
            new.urgent_why,
            new.urgent_told,
            _way(new.by_hand),
            BlockState.WAITING_ADVICE.value,
            now_ms,
            by.name,
            by.role.value,
            name_key(by.name),
            by.staff_id,
            new.review_days,
            new.review_ms,
        ),
    )
    if cursor.lastrowid is None:
        raise BugError("a block has no number")
    return BlockId(cursor.lastrowid)


def add_item(db: Connection, block_id: BlockId, item_id: ItemId, evidence_id: EvidenceId) -> None:
    """Something that the person wrote and that the block rests on, with its evidence."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO block_items (block_id, item_id, evidence_id) VALUES (?, ?, ?)",
        (block_id, item_id, evidence_id),
    )


def add_advice(
    db: Connection,
    *,
    block_id: BlockId,
    wanted: bool,
    words: str,
    adviser: str,
    adviser_staff_id: int | None,
    given: str,
    given_ms: int,
    by: Person,
    now_ms: int,
) -> int:
    """What was advised; `by` is who entered it, or signed."""
    assert_in_transaction(db)
    cursor = db.execute(
        "INSERT INTO block_advice (block_id, advice, words, adviser, adviser_key, adviser_staff_id, given, given_ms,"
        " entered_ms, entered_by, entered_key, entered_staff_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            block_id,
            "for" if wanted else "against",
            words,
            adviser,
            name_key(adviser),
            adviser_staff_id,
            given,
            given_ms,
            now_ms,
            by.name,
            name_key(by.name),
            by.staff_id,
        ),
    )
    if cursor.lastrowid is None:
        raise BugError("advice has no number")
    return cursor.lastrowid


def look_at_advice(
    db: Connection, advice: AdviceRow, *, stands: bool, words: str, by: Person, now_ms: int
) -> None:
    """Somebody else says whether it was given so."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE block_advice SET looked_at_ms = ?, looked_at_by = ?, looked_at_key = ?, looked_at_staff_id = ?,"
        " looked_at_words = ?, stands = ? WHERE id = ?",
        (now_ms, by.name, name_key(by.name), by.staff_id, words, int(stands), advice.id),
    )


def add_approval(
    db: Connection, block_id: BlockId, *, approved: bool, words: str, by: Person, now_ms: int
) -> None:
    """What the second person says."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO block_approvals (block_id, approved, words, by_name, by_role, by_key, by_staff_id, at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            block_id,
            int(approved),
            words,
            by.name,
            by.role.value,
            name_key(by.name),
            by.staff_id,
            now_ms,
        ),
    )


def add_review(
    db: Connection, block_id: BlockId, *, words: str, by: Person, now_ms: int, next_ms: int
) -> None:
    """It was looked at again and stays; `next_ms` is when it is looked at next."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO block_reviews (block_id, words, by_name, at_ms, next_ms) VALUES (?, ?, ?, ?, ?)",
        (block_id, words, by.name, now_ms, next_ms),
    )
    set_review(db, block_id, next_ms)


def set_review(db: Connection, block_id: BlockId, review_ms: int) -> None:
    """When it is to be looked at."""
    assert_in_transaction(db)
    db.execute("UPDATE blocks SET review_ms = ? WHERE id = ?", (review_ms, block_id))


def note_reminded(db: Connection, block_id: BlockId, *, now_ms: int) -> None:
    """Somebody was reminded of it."""
    assert_in_transaction(db)
    db.execute("UPDATE blocks SET reminded_ms = ? WHERE id = ?", (now_ms, block_id))


def advance(db: Connection, old: BlockRow, event: BlockEvent) -> bool:
    """One step to a state in which it waits for somebody."""
    return _move(db, old, event, "", ())


def clear(
    db: Connection,
    old: BlockRow,
    event: BlockEvent,
    *,
    decision_id: DecisionId,
    by_hand: bool,
    review_ms: int,
) -> bool:
    """APPROVE, URGENT or AGAIN: it may be done, under this decision."""
    changes = ", decision_id = ?, way = ?, review_ms = ?"
    return _move(db, old, event, changes, (decision_id, _way(by_hand), review_ms))


def end(db: Connection, old: BlockRow, event: BlockEvent, *, by: Person, reason: str, now_ms: int) -> bool:
    """ADVISE_AGAINST, REFUSE or WITHDRAW: nothing is done."""
    return _move(db, old, event, ", ended_ms = ?, ended_by = ?, ended_reason = ?", (now_ms, by.name, reason))


def lift(db: Connection, old: BlockRow, *, decision_id: DecisionId, by: Person, reason: str) -> bool:
    """LIFT: it is being lifted; the store ends it once that is confirmed."""
    changes = ", lift_decision_id = ?, ended_by = ?, ended_reason = ?"
    return _move(db, old, BlockEvent.LIFT, changes, (decision_id, by.name, reason))


def dispose_words(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Deletes what people wrote on blocks that have ended, of these items, within the caller's transaction (T2).

    Only where everything behind the block is deleted; its grounds, times and who did what stay, and so do the numbers.
    """
    assert_in_transaction(db)
    ended = [
        row[0]
        for row in db.execute(
            "SELECT id FROM blocks_disposed WHERE id IN (SELECT id FROM blocks WHERE item_id IN"
            " (SELECT value FROM json_each(:items)) UNION SELECT block_id FROM block_items WHERE item_id IN"
            " (SELECT value FROM json_each(:items)))",
            {"items": json.dumps(list(item_ids))},
        ).fetchall()
    ]
    if not ended:
        return
    blocks = (json.dumps(ended),)
    db.execute(
        f"UPDATE blocks SET engaged_words = '{DELETED}', warned_words = '{DELETED}', aim = '{DELETED}',"
        f" why_not_less = '{DELETED}', urgent_why = iif(urgent_why = '', '', '{DELETED}'),"
        f" urgent_told = iif(urgent_told = '', '', '{DELETED}'),"
        f" ended_reason = iif(ended_reason = '', '', '{DELETED}') WHERE id IN (SELECT value FROM json_each(?))",
        blocks,
    )
    db.execute(
        f"UPDATE block_advice SET words = '{DELETED}', looked_at_words = iif(looked_at_words = '', '', '{DELETED}')"
        " WHERE block_id IN (SELECT value FROM json_each(?))",
        blocks,
    )
    db.execute(
        f"UPDATE block_approvals SET words = '{DELETED}'"
        " WHERE words <> '' AND block_id IN (SELECT value FROM json_each(?))",
        blocks,
    )
    db.execute(
        f"UPDATE block_reviews SET words = '{DELETED}' WHERE block_id IN (SELECT value FROM json_each(?))",
        blocks,
    )


def _move(
    db: Connection, old: BlockRow, event: BlockEvent, changes: str, values: tuple[str | int, ...]
) -> bool:
    assert_in_transaction(db)
    new = after(old.state, event)
    found = db.execute(
        f"UPDATE blocks SET state = ?{changes} WHERE id = ? AND state = ?",
        (new.value, *values, old.id, old.state.value),
    )
    return found.rowcount == 1


def _way(by_hand: bool) -> str:
    return "by_hand" if by_hand else "api"
