"""The index of texts that are nearly the same, among a million (4.3e): written and looked up here alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from socialdesk.inbox.stored import ids_json
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection, assert_in_transaction
from socialdesk.triage.likeness import keys
from socialdesk.triage.repeats import alike, folded

FULLEST = 48
"""Items under one key; what has more of its like than that is found by its other keys."""
COMPARED = 8
"""The likeliest items whose words are compared letter by letter."""
_LETTERS = 2_000

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Like:
    """An earlier item that says nearly the same."""

    item_id: ItemId
    untrusted_text: str


def add(db: Connection, item_id: ItemId, its_keys: Iterable[int]) -> None:
    """Puts a text into the index by its keys (`triage.likeness.keys`); a key that is full stays as it is."""
    assert_in_transaction(db)
    db.executemany(
        "INSERT OR IGNORE INTO likeness (key, item_id) SELECT :key, :item WHERE :full >"
        " (SELECT count(*) FROM (SELECT 1 FROM likeness WHERE key = :key LIMIT :full))",
        [{"key": key, "item": item_id, "full": FULLEST} for key in its_keys],
    )


def forget(db: Connection, item_ids: Iterable[ItemId]) -> None:
    """Takes items out of the index, before their words change or go."""
    assert_in_transaction(db)
    for item_id, text in db.execute(
        "SELECT id, text FROM items WHERE text <> '' AND id IN (SELECT value FROM json_each(?))",
        (ids_json(item_ids),),
    ).fetchall():
        db.executemany(
            "DELETE FROM likeness WHERE key = ? AND item_id = ?", [(key, item_id) for key in keys(text)]
        )


def likes(
    db: Connection,
    untrusted_text: str,
    *,
    author_id: int | None = None,
    account_id: int | None = None,
    before: int | None = None,
) -> list[Like]:
    """Items that say nearly the same, the oldest first: of one author, on one account, with ids below `before`, where
    asked. About a millisecond among a million.
    """
    if not (its_keys := keys(untrusted_text)):
        return []
    found = db.execute(
        _LIKELIEST,
        {
            "keys": _encoder.encode(its_keys).decode(),
            "author": author_id,
            "account": account_id,
            "before": before,
            "most": COMPARED,
            "letters": _LETTERS,
        },
    ).fetchall()
    ours = folded(untrusted_text)
    return [Like(ItemId(item_id), text) for item_id, text in sorted(found) if alike(ours, folded(text))]


_LIKELIEST = """
SELECT items.id, substr(items.text, 1, :letters)
FROM (
    SELECT likeness.item_id AS id, count(*) AS shared FROM json_each(:keys) AS wanted
    CROSS JOIN likeness ON likeness.key = wanted.value
    WHERE (:before IS NULL OR likeness.item_id < :before)
        AND (:author IS NULL OR EXISTS (
            SELECT 1 FROM items WHERE items.id = likeness.item_id AND items.author_id = :author))
    GROUP BY likeness.item_id ORDER BY shared DESC, likeness.item_id LIMIT :most
) AS near
CROSS JOIN items ON items.id = near.id
WHERE items.disposed_ms IS NULL AND (:account IS NULL OR items.account_id = :account)
"""
