"""The same thing posted again by the same person on the same account: the copies go, the original stays (4.3e, R8).

The original is the earliest by the network's own time that is still to be seen. Nothing here removes it, whatever is
asked: each copy is checked against the group within the deciding transaction, and the store refuses it once more.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from socialdesk.decisions.case import NotOpen
from socialdesk.model.findings import Assessment
from socialdesk.model.ids import AuthorId, DecisionId, ItemId, OutboxId
from socialdesk.model.items import Item, ItemKind
from socialdesk.outbox.ready import LIVE_SQL
from socialdesk.policy.book import Book, Question
from socialdesk.storage.database import Connection, assert_in_transaction
from socialdesk.triage.sameness import Same, same, traits

MOST = 2_000
"""The newest items of a person that are compared."""
GROUND = "repeat"
_THERE = """
items.by_force = 0 AND items.kind <> 'message' AND items.gone_ms IS NULL AND items.hidden = 0
    AND items.disposed_ms IS NULL
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.item_id = items.id AND outbox.kind IN ('hide', 'delete')
        AND outbox.state NOT IN ('cancelled', 'failed'))
    AND NOT EXISTS (SELECT 1 FROM by_hand WHERE by_hand.item_id = items.id AND by_hand.kind IN ('hide', 'delete')
        AND by_hand.state NOT IN ('not_done', 'withdrawn'))
"""
"""Still to be seen, and nobody is removing it."""
_CANDIDATES = f"""
SELECT items.id, items.created_ms, substr(items.text, 1, 20000), item_raw.raw, threads.text
FROM items JOIN threads ON threads.id = items.thread_id LEFT JOIN item_raw ON item_raw.item_id = items.id
WHERE items.id IN (
    SELECT id FROM (SELECT id FROM items WHERE author_id = :author ORDER BY id DESC LIMIT {MOST})
    UNION
    SELECT id FROM items WHERE author_id = :author AND repeat_key = :key
) AND items.account_id = :account AND {_THERE}
ORDER BY items.created_ms, items.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """One comment of a group."""

    item_id: ItemId
    created_ms: int
    """The network's own time."""
    untrusted_text: str
    untrusted_thread: str
    """The beginning of the post that it stands under."""
    how: Same
    """In what it is the same as the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """What one person posted again and again on one account, as it is still to be seen."""

    original: Alike
    copies: tuple[Alike, ...]
    """By the network's time, the oldest first; never the original."""


def may_be_repeated(db: Connection, item: Item, assessment: Assessment) -> bool:
    """True where `find_repeats` is worth asking: it was noticed as a repeat, or its very words are there again."""
    if item.author_id is None or item.by_force or item.kind is ItemKind.MESSAGE:
        return False
    if any(finding.ground == GROUND for finding in assessment.findings):
        return True
    found = db.execute(
        "SELECT 1 FROM items WHERE author_id = ? AND repeat_key = ? AND id <> ? AND account_id = ? LIMIT 1",
        (item.author_id, _key_of(db, item.id), item.id, item.account_id),
    )
    return found.fetchone() is not None


def find_repeats(db: Connection, item: Item) -> Repeats | None:
    """The group that an item belongs to; None where nothing else says the same. A few dozen milliseconds: not on the
    GUI thread.
    """
    if item.author_id is None or item.by_force:
        return None
    wanted = {"author": item.author_id, "account": item.account_id, "key": _key_of(db, item.id)}
    asked = traits(item.untrusted_text, _raw_of(db, item.id))
    found: list[Alike] = []
    for item_id, created_ms, text, raw, thread in db.execute(_CANDIDATES, wanted).fetchall():
        how = Same.WORDS if item_id == item.id else same(traits(text, raw or ""), asked)
        if how is not None:
            found.append(
                Alike(
                    item_id=ItemId(item_id),
                    created_ms=created_ms,
                    untrusted_text=text,
                    untrusted_thread=thread[:200],
                    how=how,
                )
            )
    return Repeats(original=found[0], copies=tuple(found[1:])) if len(found) > 1 else None


def require_copy(db: Connection, item: Item) -> ItemId:
    """The original of which an item is a copy. Raises NotOpen where it is the original itself, or no copy."""
    group = find_repeats(db, item)
    if group is None:
        raise NotOpen(
            "The desk finds no earlier comment by this person that says the same and is still to be seen.",
            kept="Nothing was decided, and what you wrote is still in the form.",
            to_do="Choose another ground, or keep it.",
        )
    if all(copy.item_id != item.id for copy in group.copies):
        raise NotOpen(
            "This is the original, the earliest by the network's own time: it stays (4.3e).",
            kept="Nothing was decided, and what you wrote is still in the form.",
            to_do="Remove the later copies only.",
        )
    return group.original.item_id


def engaging(book: Book) -> Question:
    """The pack's question whether somebody tried to engage first; its first answer is yes."""
    return next(question for question in book.grounds[GROUND].questions if question.id == "engaged")


def yes_engaged(book: Book) -> str:
    """The answer that says so."""
    return engaging(book).choices[0]


def new_group() -> str:
    """A key under which the decisions of one go are found again, to be undone together."""
    return secrets.token_hex(16)


def record_removal(
    db: Connection,
    *,
    decision_id: DecisionId,
    item_id: ItemId,
    original_id: ItemId,
    group: str,
    engaged: bool,
) -> None:
    """Writes beside which original a copy is removed, within the deciding transaction."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO repeat_removals (decision_id, group_key, item_id, original_id, engaged) VALUES (?, ?, ?, ?, ?)",
        (decision_id, group, item_id, original_id, int(engaged)),
    )


def cancellable(db: Connection, group: str) -> list[OutboxId]:
    """The removals of one go that have not been sent."""
    found = db.execute(
        f"""
        SELECT outbox.id FROM repeat_removals JOIN outbox USING (decision_id)
        WHERE group_key = ? AND outbox.{LIVE_SQL} AND outbox.state IN ('queued', 'waiting') AND outbox.attempts = 0
        ORDER BY outbox.id
        """,
        (group,),
    )
    return [OutboxId(row[0]) for row in found]


def how_they_stand(db: Connection, group: str) -> dict[str, int]:
    """How many removals of one go are in each of the outbox's states."""
    found = db.execute(
        "SELECT outbox.state, count(*) FROM repeat_removals JOIN outbox USING (decision_id) WHERE group_key = ?"
        " GROUP BY outbox.state",
        (group,),
    )
    return {str(row[0]): int(row[1]) for row in found}


def newest_group(db: Connection, author_id: AuthorId) -> str:
    """The key of the newest go against a person's repeats; "" where there was none."""
    found = db.execute(
        "SELECT group_key FROM repeat_removals JOIN items ON items.id = repeat_removals.item_id"
        " WHERE items.author_id = ? ORDER BY decision_id DESC LIMIT 1",
        (author_id,),
    ).fetchone()
    return "" if found is None else str(found[0])


def in_group(group: Repeats, wanted: Iterable[ItemId]) -> Sequence[ItemId]:
    """Those wanted, by the network's time. Raises NotOpen for the original and for what is not of the group."""
    asked = set(wanted)
    if group.original.item_id in asked:
        raise NotOpen(
            "The original stays: it is the earliest by the network's own time (4.3e).",
            kept="Nothing was decided.",
            to_do="Untick it; the later copies can go.",
        )
    copies = [copy.item_id for copy in group.copies]
    if strange := asked.difference(copies):
        raise NotOpen(
            f"{len(strange)} of these is no copy that can be removed here now."
            if len(strange) == 1
            else f"{len(strange)} of these are no copies that can be removed here now.",
            kept="Nothing was decided.",
            to_do="Only repeats of one person on one account are removed together. Look at the list again.",
        )
    return [copy for copy in copies if copy in asked]


def _key_of(db: Connection, item_id: ItemId) -> int:
    found = db.execute("SELECT repeat_key FROM items WHERE id = ?", (item_id,)).fetchone()
    return 0 if found is None else int(found[0])


def _raw_of(db: Connection, item_id: ItemId) -> str:
    found = db.execute("SELECT raw FROM item_raw WHERE item_id = ?", (item_id,)).fetchone()
    return "" if found is None else str(found[0])
