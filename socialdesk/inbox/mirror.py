"""All writing to the mirror of the networks: threads, authors, items. Each function belongs in a caller's transaction.

The mirror says what a network last said. An item's earlier states stand in `item_versions`, each with the time at which
the desk saw that it was so no longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from socialdesk.inbox.arriving import Arriving, ArrivingAuthor, ArrivingThread
from socialdesk.model.ids import AccountId, AuthorId, ItemId, ThreadId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.storage.database import Connection, assert_in_transaction

SALT_BYTES = 32
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


# --- Threads and authors --------------------------------------------------------------------------------------------


def put_threads(db: Connection, account_id: AccountId, threads: Iterable[ArrivingThread]) -> set[str]:
    """Adds or alters threads; answers with the ids on the network of those whose words are new or differ."""
    assert_in_transaction(db)
    found = {
        row[0]: row[1:]
        for row in _by_native(
            db,
            "SELECT native_id, kind, text, created_ms, permalink, comment_count, raw FROM threads"
            " WHERE account_id = ? AND native_id IN (SELECT value FROM json_each(?))",
            account_id,
            [thread.native_id for thread in threads],
        )
    }
    reworded: set[str] = set()
    for thread in threads:
        values = (
            thread.kind,
            thread.text,
            thread.created_ms,
            thread.permalink,
            thread.comment_count,
            thread.raw,
        )
        before = found.get(thread.native_id)
        if before == values:
            continue
        if before is None or before[1] != thread.text:
            reworded.add(thread.native_id)
        db.execute(
            """
            INSERT INTO threads (account_id, native_id, kind, text, created_ms, permalink, comment_count, raw)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account_id, native_id) DO UPDATE SET
                kind = excluded.kind, text = excluded.text, created_ms = excluded.created_ms,
                permalink = excluded.permalink, comment_count = excluded.comment_count, raw = excluded.raw
            """,
            (account_id, thread.native_id, *values),
        )
    return reworded


def threads_for(
    db: Connection, account_id: AccountId, items: Iterable[Arriving], also: Iterable[str] = ()
) -> dict[str, StoredThread]:
    """The threads of these items by their ids on the network; one that is not known yet is made, empty."""
    assert_in_transaction(db)
    wanted = {item.thread: item for item in items}
    found = _threads(db, account_id, {*wanted, *also})
    for native_id, item in wanted.items():
        if native_id not in found:
            kind = ThreadKind.CONVERSATION if item.kind == ItemKind.MESSAGE else ThreadKind.POST
            db.execute(
                "INSERT INTO threads (account_id, native_id, kind, text, created_ms, raw)"
                " VALUES (?, ?, ?, '', ?, '{}')",
                (account_id, native_id, kind.value, item.created_ms),
            )
            found |= _threads(db, account_id, {native_id})
    return found


def thread_id_of(db: Connection, account_id: AccountId, native_id: str) -> ThreadId | None:
    """The thread that a network's id names, or None."""
    found = _threads(db, account_id, [native_id]).get(native_id)
    return found.id if found else None


def thread_by_id(db: Connection, thread_id: ThreadId) -> StoredThread:
    """A thread by the desk's own id. Raises KeyError where there is none."""
    row = db.execute("SELECT id, kind, text FROM threads WHERE id = ?", (thread_id,)).fetchone()
    if row is None:
        raise KeyError(thread_id)
    return StoredThread(ThreadId(row[0]), row[1], row[2])


def _threads(db: Connection, account_id: AccountId, native_ids: Iterable[str]) -> dict[str, StoredThread]:
    found = _by_native(
        db,
        "SELECT native_id, id, kind, text FROM threads"
        " WHERE account_id = ? AND native_id IN (SELECT value FROM json_each(?))",
        account_id,
        native_ids,
    )
    return {row[0]: StoredThread(ThreadId(row[1]), row[2], row[3]) for row in found}


def put_authors(
    db: Connection, network: str, authors: dict[str, ArrivingAuthor], *, now_ms: int
) -> tuple[dict[str, AuthorId], set[AuthorId]]:
    """Adds or alters authors; the ids by network id, and those whose name is another now."""
    assert_in_transaction(db)
    held = {
        row[0]: (AuthorId(row[1]), row[2], row[3])
        for row in _by_native(
            db,
            "SELECT native_id, id, name, profile_url FROM authors"
            " WHERE network = ? AND native_id IN (SELECT value FROM json_each(?))",
            network,
            authors,
        )
    }
    ids = {native_id: known[0] for native_id, known in held.items()}
    renamed: set[AuthorId] = set()
    for native_id, author in authors.items():
        known = held.get(native_id)
        if known is None:
            added = db.execute(
                "INSERT INTO authors (network, native_id, name, profile_url, first_seen_ms) VALUES (?, ?, ?, ?, ?)"
                " RETURNING id",
                (network, native_id, author.name, author.profile_url, now_ms),
            ).fetchone()
            assert added is not None
            ids[native_id] = AuthorId(added[0])
            continue
        # Networks leave the name or the address out of some answers; that is no change.
        name, address = author.name or known[1], author.profile_url or known[2]
        if (name, address) != known[1:]:
            db.execute("UPDATE authors SET name = ?, profile_url = ? WHERE id = ?", (name, address, known[0]))
            if name != known[1]:
                renamed.add(known[0])
    return ids, renamed


# --- Items ----------------------------------------------------------------------------------------------------------


def items_of(db: Connection, account_id: AccountId, native_ids: Iterable[str]) -> dict[str, StoredItem]:
    """What the mirror holds of these items, by their ids on the network."""
    found = _by_native(
        db,
        "SELECT native_id, id, thread_id, parent_native_id, author_id, text, by_force, hidden, gone_ms, can_hide,"
        " can_remove, can_reply_privately, permalink, has_media FROM items"
        " WHERE account_id = ? AND native_id IN (SELECT value FROM json_each(?))",
        account_id,
        native_ids,
    )
    return {row[0]: StoredItem(*row[1:]) for row in found}


def next_item_id(db: Connection) -> int:
    """The id that the next item gets: ids are in order of arrival."""
    assert_in_transaction(db)
    row = db.execute("SELECT coalesce(max(id), 0) + 1 FROM items").fetchone()
    return int(row[0]) if row else 1


def add_items(
    db: Connection,
    account_id: AccountId,
    items: Sequence[tuple[ItemId, Arriving, ThreadId, AuthorId | None, int, bytes]],
    *,
    now_ms: int,
) -> None:
    """Adds items with the keys under which their repeats are found, their raw answers and salts."""
    assert_in_transaction(db)
    db.executemany(
        "INSERT INTO items (id, account_id, thread_id, parent_native_id, kind, native_id, author_id, text, created_ms,"
        " received_ms, by_force, hidden, can_hide, can_remove, can_reply_privately, permalink, has_media,"
        " repeat_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                item_id,
                account_id,
                thread_id,
                item.parent,
                item.kind,
                item.native_id,
                author_id,
                item.text,
                item.created_ms,
                now_ms,
                item.by_force,
                item.hidden,
                item.can_hide,
                item.can_remove,
                item.can_reply_privately,
                item.permalink,
                item.has_media,
                key,
            )
            for item_id, item, thread_id, author_id, key, _ in items
        ],
    )
    db.executemany(
        "INSERT INTO item_raw (item_id, raw, salt) VALUES (?, ?, ?)",
        [(item_id, item.raw, salt) for item_id, item, _, _, _, salt in items],
    )


def keep_version(db: Connection, item_id: ItemId, *, now_ms: int) -> None:
    """Keeps how an item stands before it is altered."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO item_versions (item_id, text, hidden, gone_ms, seen_ms, raw)"
        " SELECT id, text, hidden, gone_ms, ?, coalesce(raw, '{}') FROM items"
        " LEFT JOIN item_raw ON item_id = id WHERE id = ?",
        (now_ms, item_id),
    )


def alter_item(db: Connection, item_id: ItemId, values: dict[str, Any]) -> None:
    """Writes what a network now says of an item; `values` are columns of `items`."""
    assert_in_transaction(db)
    names = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE items SET {names} WHERE id = ?", (*values.values(), item_id))


def put_raw(db: Connection, item_id: ItemId, raw: str) -> bytes:
    """Replaces the raw answer; the salt stays and is answered with."""
    assert_in_transaction(db)
    row = db.execute(
        "UPDATE item_raw SET raw = ? WHERE item_id = ? RETURNING salt", (raw, item_id)
    ).fetchone()
    return b"" if row is None else bytes(row[0])


# --- The slow re-read -----------------------------------------------------------------------------------------------


def begin_full_read(db: Connection, account_id: AccountId) -> None:
    """Forgets what an earlier re-read saw and did not finish."""
    assert_in_transaction(db)
    db.execute("DELETE FROM full_read_seen WHERE account_id = ?", (account_id,))


def see_in_full_read(
    db: Connection, account_id: AccountId, thread: str, native_ids: Iterable[str], *, now_ms: int
) -> None:
    """Remembers that the listing of a thread held these items."""
    assert_in_transaction(db)
    db.executemany(
        "INSERT INTO full_read_seen (account_id, thread_native_id, native_id, seen_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [(account_id, thread, native_id, now_ms) for native_id in native_ids],
    )


def end_full_read(
    db: Connection, account_id: AccountId, thread: str, thread_id: ThreadId | None, *, now_ms: int
) -> list[ItemId]:
    """Items that the whole listing of a thread did not hold; what arrived since its first page is not among them."""
    assert_in_transaction(db)
    missing: list[ItemId] = []
    if thread_id is not None:
        found = db.execute(
            """
            SELECT id FROM items WHERE thread_id = :thread_id AND gone_ms IS NULL
                AND received_ms < coalesce((
                    SELECT min(seen_ms) FROM full_read_seen
                    WHERE account_id = :account AND thread_native_id = :thread
                ), :now)
                AND NOT EXISTS (
                    SELECT 1 FROM full_read_seen AS seen
                    WHERE seen.account_id = :account AND seen.thread_native_id = :thread
                        AND seen.native_id = items.native_id
                )
            ORDER BY id
            """,
            {"thread_id": thread_id, "account": account_id, "thread": thread, "now": now_ms},
        ).fetchall()
        missing = [ItemId(row[0]) for row in found]
    db.execute(
        "DELETE FROM full_read_seen WHERE account_id = ? AND thread_native_id = ?", (account_id, thread)
    )
    return missing


def _by_native(
    db: Connection, sql: str, owner: int | str, native_ids: Iterable[str]
) -> list[tuple[Any, ...]]:
    wanted = list(native_ids)
    return db.execute(sql, (owner, _encoder.encode(wanted).decode())).fetchall() if wanted else []
