"""What the mirror holds of what a network speaks of, by the network's own ids: read before it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from socialdesk.model.ids import AccountId, ItemId, ThreadId
from socialdesk.storage.database import Connection

_encoder = msgspec.json.Encoder()


@dataclass(slots=True)
class StoredThread:
    """A thread that the mirror holds."""

    id: ThreadId
    kind: str
    text: str


@dataclass(slots=True)
class StoredItem:
    """What the mirror holds of an item, as far as a network can alter it."""

    id: ItemId
    thread_id: ThreadId
    parent: str | None
    author_id: int | None
    text: str
    by_force: int
    hidden: int
    gone_ms: int | None
    can_hide: int | None
    can_remove: int | None
    can_reply_privately: int | None
    permalink: str
    has_media: int
    disposed_ms: int | None


def thread_id_of(db: Connection, account_id: AccountId, native_id: str) -> ThreadId | None:
    """The thread that a network's id names, or None."""
    found = threads_of(db, account_id, [native_id]).get(native_id)
    return found.id if found else None


def thread_by_id(db: Connection, thread_id: ThreadId) -> StoredThread:
    """A thread by the desk's own id. Raises KeyError where there is none."""
    row = db.execute("SELECT id, kind, text FROM threads WHERE id = ?", (thread_id,)).fetchone()
    if row is None:
        raise KeyError(thread_id)
    return StoredThread(ThreadId(row[0]), row[1], row[2])


def threads_of(db: Connection, account_id: AccountId, native_ids: Iterable[str]) -> dict[str, StoredThread]:
    """The threads that the mirror holds of these, by their ids on the network."""
    found = by_native(
        db,
        "SELECT native_id, id, kind, text FROM threads"
        " WHERE account_id = ? AND native_id IN (SELECT value FROM json_each(?))",
        account_id,
        native_ids,
    )
    return {row[0]: StoredThread(ThreadId(row[1]), row[2], row[3]) for row in found}


def items_of(db: Connection, account_id: AccountId, native_ids: Iterable[str]) -> dict[str, StoredItem]:
    """What the mirror holds of these items, by their ids on the network."""
    found = by_native(
        db,
        "SELECT native_id, id, thread_id, parent_native_id, author_id, text, by_force, hidden, gone_ms, can_hide,"
        " can_remove, can_reply_privately, permalink, has_media, disposed_ms FROM items"
        " WHERE account_id = ? AND native_id IN (SELECT value FROM json_each(?))",
        account_id,
        native_ids,
    )
    return {row[0]: StoredItem(*row[1:]) for row in found}


def by_native(db: Connection, sql: str, owner: int | str, native_ids: Iterable[str]) -> list[tuple[Any, ...]]:
    """The rows that `sql` finds of an account or network and these ids; its two parameters are those."""
    wanted = list(native_ids)
    return db.execute(sql, (owner, ids_json(wanted))).fetchall() if wanted else []


def ids_json(values: Iterable[int] | Iterable[str]) -> str:
    """Ids as the JSON that `json_each` takes."""
    return _encoder.encode(list(values)).decode()
