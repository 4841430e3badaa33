"""What the trained model made of each text, and what it has still to read: written and read here alone.

A reading rests on the text and nothing else, so it is computed once, outside any transaction, and kept beside the item
until its words change or go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from socialdesk.inbox.stored import ids_json
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.storage.database import Connection, assert_in_transaction
from socialdesk.triage.api import HeadReading, Reading

_heads = msgspec.json.Decoder(tuple[HeadReading, ...])
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that the model has still to read."""

    item_id: ItemId
    account_id: AccountId
    untrusted_text: str
    received_ms: int
    wanted: bool
    """False where nobody waits for it any more: it is done with, gone, disposed of or our own."""


def add_unread(db: Connection, item_ids: Iterable[ItemId]) -> None:
    """Notes texts that are new or other than before; what was made of the former ones is dropped."""
    assert_in_transaction(db)
    wanted = ids_json(item_ids)
    db.execute("DELETE FROM readings WHERE item_id IN (SELECT value FROM json_each(?))", (wanted,))
    db.execute("INSERT OR IGNORE INTO to_read (item_id) SELECT value FROM json_each(?)", (wanted,))


def unread(db: Connection, limit: int) -> list[Unread]:
    """The newest texts that wait, at most `limit`."""
    return [
        Unread(ItemId(item_id), AccountId(account_id), text, received_ms, bool(wanted))
        for item_id, account_id, text, received_ms, wanted in db.execute(
            """
            SELECT items.id, items.account_id, items.text, items.received_ms,
                worklist.open = 1 AND items.by_force = 0 AND items.gone_ms IS NULL AND items.disposed_ms IS NULL
            FROM (SELECT item_id FROM to_read ORDER BY item_id DESC LIMIT ?) AS waiting
            CROSS JOIN items ON items.id = waiting.item_id
            LEFT JOIN worklist ON worklist.item_id = items.id
            ORDER BY items.id DESC
            """,
            (limit,),
        ).fetchall()
    ]


def how_many_unread(db: Connection) -> int:
    """How many texts wait."""
    row = db.execute("SELECT count(*) FROM to_read").fetchone()
    return int(row[0]) if row else 0


def still_says(db: Connection, unread: Unread) -> bool:
    """True where an item still has the words that were read."""
    row = db.execute(
        "SELECT text FROM items WHERE id = ? AND disposed_ms IS NULL", (unread.item_id,)
    ).fetchone()
    return row is not None and row[0] == unread.untrusted_text


def put(db: Connection, item_id: ItemId, reading: Reading) -> None:
    """Keeps what the model made of a text."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO readings (item_id, model, heads) VALUES (?, ?, ?)"
        " ON CONFLICT (item_id) DO UPDATE SET model = excluded.model, heads = excluded.heads",
        (item_id, reading.model, _encoder.encode(reading.heads).decode()),
    )


def readings(db: Connection, item_ids: Iterable[ItemId]) -> Mapping[ItemId, Reading]:
    """Of those items that the model has read, what it made of them."""
    return {
        ItemId(item_id): Reading(model, _heads.decode(heads))
        for item_id, model, heads in db.execute(
            "SELECT item_id, model, heads FROM readings WHERE item_id IN (SELECT value FROM json_each(?))",
            (ids_json(item_ids),),
        ).fetchall()
    }


def model_of(db: Connection, item_id: ItemId) -> str:
    """The version of the model that has read an item; "" where none has."""
    row = db.execute("SELECT model FROM readings WHERE item_id = ?", (item_id,)).fetchone()
    return str(row[0]) if row else ""


def note_read(db: Connection, item_ids: Iterable[ItemId]) -> None:
    """These wait no longer."""
    assert_in_transaction(db)
    db.execute("DELETE FROM to_read WHERE item_id IN (SELECT value FROM json_each(?))", (ids_json(item_ids),))


def forget(db: Connection, item_ids: Iterable[ItemId]) -> None:
    """Drops what was made of words that are disposed of."""
    assert_in_transaction(db)
    wanted = ids_json(item_ids)
    db.execute("DELETE FROM readings WHERE item_id IN (SELECT value FROM json_each(?))", (wanted,))
    db.execute("DELETE FROM to_read WHERE item_id IN (SELECT value FROM json_each(?))", (wanted,))


def use_model(db: Connection, model: str) -> int:
    """Says which model reads from now on, "" for none; where it is another, everything open is read again.

    Answers with how many items more that is.
    """
    assert_in_transaction(db)
    if db.execute("SELECT model FROM reading_mark").fetchone() == (model,):
        return 0
    db.execute("UPDATE reading_mark SET model = ?", (model,))
    if not model:
        return 0
    before = how_many_unread(db)
    db.execute(
        "INSERT OR IGNORE INTO to_read (item_id) SELECT worklist.item_id FROM worklist"
        " LEFT JOIN readings ON readings.item_id = worklist.item_id"
        " WHERE worklist.open = 1 AND (readings.model IS NULL OR readings.model <> ?)",
        (model,),
    )
    return how_many_unread(db) - before
