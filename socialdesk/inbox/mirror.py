"""All writing to the mirror of the networks: threads, authors, items. Each function belongs in a caller's transaction.

The mirror says what a network last said. An item's earlier states stand in `item_versions`, each with the time at which
the desk saw that it was so no longer. What was disposed of keeps its ids and times, and its words stay away: see
`inbox/retention.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from socialdesk.inbox.arriving import Arriving, ArrivingAuthor, ArrivingThread
from socialdesk.inbox.stored import StoredThread, by_native, ids_json, threads_of
from socialdesk.model.ids import AccountId, AuthorId, ItemId, ThreadId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.storage.database import Connection, assert_in_transaction

SALT_BYTES = 32


# --- Threads and authors --------------------------------------------------------------------------------------------


def put_threads(
    db: Connection, account_id: AccountId, threads: Iterable[ArrivingThread], *, now_ms: int
) -> set[str]:
    """Adds or alters threads; answers with the ids on the network of those whose words are new or differ."""
    assert_in_transaction(db)
    found = {
        row[0]: row[1:]
        for row in by_native(
            db,
            "SELECT native_id, kind, text, created_ms, permalink, comment_count, raw, disposed_ms FROM threads"
            " WHERE account_id = ? AND native_id IN (SELECT value FROM json_each(?))",
            account_id,
            [thread.native_id for thread in threads],
        )
    }
    reworded: set[str] = set()
    for thread in threads:
        before = found.get(thread.native_id)
        disposed = before is not None and before[6] is not None
        values = (
            thread.kind,
            "" if disposed else thread.text,
            thread.created_ms,
            thread.permalink,
            thread.comment_count,
            "{}" if disposed else thread.raw,
        )
        if before is not None and before[:6] == values:
            continue
        if before is None or before[1] != values[1]:
            reworded.add(thread.native_id)
        db.execute(
            """
            INSERT INTO threads (account_id, native_id, kind, text, created_ms, permalink, comment_count, raw, told_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (account_id, native_id) DO UPDATE SET
                kind = excluded.kind, text = excluded.text, created_ms = excluded.created_ms,
                permalink = excluded.permalink, comment_count = excluded.comment_count, raw = excluded.raw,
                told_ms = coalesce(told_ms, excluded.told_ms)
            """,
            (account_id, thread.native_id, *values, now_ms),
        )
    return reworded


def threads_for(
    db: Connection, account_id: AccountId, items: Iterable[Arriving], also: Iterable[str] = ()
) -> dict[str, StoredThread]:
    """The threads of these items by their ids on the network; one that is not known yet is made, empty."""
    assert_in_transaction(db)
    wanted = {item.thread: item for item in items}
    found = threads_of(db, account_id, {*wanted, *also})
    for native_id, item in wanted.items():
        if native_id not in found:
            kind = ThreadKind.CONVERSATION if item.kind == ItemKind.MESSAGE else ThreadKind.POST
            db.execute(
                "INSERT INTO threads (account_id, native_id, kind, text, created_ms, raw)"
                " VALUES (?, ?, ?, '', ?, '{}')",
                (account_id, native_id, kind.value, item.created_ms),
            )
            found |= threads_of(db, account_id, {native_id})
    return found


def put_authors(
    db: Connection,
    network: str,
    authors: dict[str, ArrivingAuthor],
    *,
    now_ms: int,
    renewed_ms: int | None = None,
) -> tuple[dict[str, AuthorId], set[AuthorId]]:
    """Adds or alters authors; the ids by network id, and those whose name is another now.

    Where `renewed_ms` is given, a name told before then counts as told anew.
    """
    assert_in_transaction(db)
    held = {
        row[0]: (AuthorId(row[1]), row[2], row[3], row[4])
        for row in by_native(
            db,
            "SELECT native_id, id, name, profile_url, coalesce(told_ms, first_seen_ms) FROM authors"
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
        if (name, address) != known[1:3] or (renewed_ms is not None and known[3] < renewed_ms):
            db.execute(
                "UPDATE authors SET name = ?, profile_url = ?, told_ms = ?, disposed_ms = NULL WHERE id = ?",
                (name, address, now_ms, known[0]),
            )
            if name != known[1]:
                renamed.add(known[0])
    return ids, renamed


# --- Items ----------------------------------------------------------------------------------------------------------


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
                item.hidden or 0,
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


def put_raw(db: Connection, item_id: ItemId, raw: str, new_salt: bytes) -> bytes:
    """Replaces the raw answer; the salt stays, or is the new one where it was disposed of, and is answered with."""
    assert_in_transaction(db)
    row = db.execute(
        "UPDATE item_raw SET raw = ?, salt = iif(length(salt), salt, ?) WHERE item_id = ? RETURNING salt",
        (raw, new_salt, item_id),
    ).fetchone()
    return b"" if row is None else bytes(row[0])


def left_in_thread(db: Connection, account_id: AccountId, thread: str) -> list[ItemId]:
    """The items of a thread, named by its id on the network, that are not gone."""
    found = db.execute(
        "SELECT items.id FROM threads JOIN items ON items.thread_id = threads.id"
        " WHERE threads.account_id = ? AND threads.native_id = ? AND gone_ms IS NULL ORDER BY items.id",
        (account_id, thread),
    ).fetchall()
    return [ItemId(row[0]) for row in found]


# --- Keeping to a network's terms -----------------------------------------------------------------------------------


def confirm_items(db: Connection, item_ids: Iterable[ItemId], *, now_ms: int, renewed_ms: int) -> None:
    """Notes that the network still shows these items, of which nothing was noted since `renewed_ms`."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE items SET confirmed_ms = ? WHERE id IN (SELECT value FROM json_each(?)) AND disposed_ms IS NULL"
        " AND coalesce(confirmed_ms, received_ms) < ?",
        (now_ms, ids_json(item_ids), renewed_ms),
    )


def drop_versions(db: Connection, item_ids: Iterable[ItemId]) -> None:
    """Deletes what items said before."""
    assert_in_transaction(db)
    db.execute(
        "DELETE FROM item_versions WHERE item_id IN (SELECT value FROM json_each(?))", (ids_json(item_ids),)
    )


def dispose_items(db: Connection, item_ids: Sequence[ItemId], *, now_ms: int) -> None:
    """Deletes the words of items for good: text, raw answer, what they said before, and a post that is the item."""
    assert_in_transaction(db)
    wanted = ids_json(item_ids)
    db.execute(
        "UPDATE items SET text = '', repeat_key = 0, disposed_ms = ? WHERE id IN (SELECT value FROM json_each(?))",
        (now_ms, wanted),
    )
    # Without its salt, nothing can be told from the commitment that stands in the record.
    db.execute(
        "UPDATE item_raw SET raw = '{}', salt = x'' WHERE item_id IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    drop_versions(db, item_ids)
    db.execute(
        """
        UPDATE threads SET text = '', raw = '{}', disposed_ms = ? WHERE disposed_ms IS NULL AND id IN (
            SELECT threads.id FROM json_each(?) AS wanted CROSS JOIN items ON items.id = wanted.value
            CROSS JOIN threads ON threads.account_id = items.account_id AND threads.native_id = items.native_id
        )
        """,
        (now_ms, wanted),
    )


def dispose_threads(db: Connection, thread_ids: Iterable[ThreadId], *, now_ms: int) -> None:
    """Deletes the words of posts for good."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE threads SET text = '', raw = '{}', disposed_ms = ? WHERE id IN (SELECT value FROM json_each(?))",
        (now_ms, ids_json(thread_ids)),
    )


def dispose_authors(db: Connection, author_ids: Iterable[AuthorId], *, now_ms: int) -> None:
    """Deletes the names and addresses of authors for good; their numbers stay."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE authors SET name = '', profile_url = '', disposed_ms = ?"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (now_ms, ids_json(author_ids)),
    )


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
