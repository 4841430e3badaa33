"""One item, one thread, or the rows of a page of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from socialdesk.model.accounts import Network
from socialdesk.model.findings import Assessment, Finding
from socialdesk.model.ids import AccountId, AuthorId, ItemId, NativeId, ThreadId
from socialdesk.model.items import Item, ItemKind, Thread, ThreadKind
from socialdesk.platforms.retention import words_removed
from socialdesk.storage.database import Connection

ROW_LETTERS = 300
"""How much of a text the list reads; a row shows less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """What one row of the list shows."""

    item_id: ItemId
    account_id: AccountId
    network: Network
    account_name: str
    thread_id: ThreadId
    untrusted_thread: str
    """The beginning of the post that it hangs under; "" in a conversation without a title."""
    author_id: AuthorId | None
    untrusted_author: str
    """The name as its owner wrote it; "" where the network does not say."""
    untrusted_text: str
    """The first `ROW_LETTERS` characters."""
    kind: ItemKind
    created_ms: int
    received_ms: int
    by_force: bool
    open: bool
    unread: bool
    flagged: bool
    urgency: int
    """0 ordinary, 1 soon, 2 urgent, 3 emergency."""
    top_ground: str
    """The id of the weightiest finding's ground or route; "" where nothing was found."""
    standing: str
    """visible, hidden or gone as the network says; hiding, unhiding, removing, unconfirmed or failed by the outbox."""
    claimed_by: str
    """The name of whoever has taken it, or ""."""
    outcome: str
    has_media: bool
    removed: str = ""
    """Why its words are here no more, a sentence to show in their place; "" where they are."""
    heard_ms: int | None = None
    """Of a direct message: when the person last wrote in the conversation. None of anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an item said and how it stood until the desk saw it altered."""

    untrusted_text: str
    hidden: bool
    gone: bool
    until_ms: int
    """When the desk saw that it was no longer so."""


# One answer of one row: SQLite lets go of the interpreter at every row, and a window that has to get it back sixty
# times from a thread which is taking in a thousand items waits up to 5 ms each time.
_ROWS = f"""
SELECT json_group_array(json_array(
    projected.item_id, projected.account_id, accounts.network, accounts.name, projected.thread_id,
    substr(threads.text, 1, {ROW_LETTERS}), items.author_id, coalesce(authors.name, ''),
    substr(items.text, 1, {ROW_LETTERS}), projected.kind, projected.created_ms, items.received_ms, items.by_force,
    projected.open, projected.unread, projected.flagged, projected.urgency, projected.top_ground,
    projected.standing, coalesce(projected.claimed_by, ''), projected.outcome, items.has_media,
    items.disposed_ms, items.gone_ms,
    CASE WHEN projected.kind = 'message' AND projected.open = 1 THEN (
        SELECT max(heard.created_ms) FROM items AS heard WHERE heard.thread_id = projected.thread_id
            AND heard.by_force = 0) END
))
FROM inbox_projected AS projected
JOIN items ON items.id = projected.item_id
JOIN accounts ON accounts.id = projected.account_id
JOIN threads ON threads.id = projected.thread_id
LEFT JOIN authors ON authors.id = items.author_id
WHERE projected.item_id IN (SELECT value FROM json_each(?))
"""
_decoder = msgspec.json.Decoder(list[tuple[Any, ...]])


def rows(db: Connection, ids: Sequence[int]) -> dict[ItemId, InboxRow]:
    """The rows of these items, by id; those that do not exist are missing. A page of 64 takes about 1 ms."""
    if not ids:
        return {}
    answer = db.execute(_ROWS, (msgspec.json.encode(list(ids)).decode(),)).fetchone()
    found = _decoder.decode(answer[0]) if answer else []
    return {ItemId(row[0]): _inbox_row(row) for row in found}


def _inbox_row(row: tuple[Any, ...]) -> InboxRow:
    return InboxRow(
        item_id=ItemId(row[0]),
        account_id=AccountId(row[1]),
        network=Network(row[2]),
        account_name=row[3],
        thread_id=ThreadId(row[4]),
        untrusted_thread=row[5],
        author_id=None if row[6] is None else AuthorId(row[6]),
        untrusted_author=row[7],
        untrusted_text=row[8],
        kind=ItemKind(row[9]),
        created_ms=row[10],
        received_ms=row[11],
        by_force=bool(row[12]),
        open=bool(row[13]),
        unread=bool(row[14]),
        flagged=bool(row[15]),
        urgency=row[16],
        top_ground=row[17],
        standing=row[18],
        claimed_by=row[19],
        outcome=row[20],
        has_media=bool(row[21]),
        removed=removed(Network(row[2]), by_force=bool(row[12]), disposed_ms=row[22], gone_ms=row[23]),
        heard_ms=row[24],
    )


def removed(network: Network, *, by_force: bool, disposed_ms: int | None, gone_ms: int | None = None) -> str:
    """The sentence that stands in the place of words that were deleted here; "" where they were not."""
    if disposed_ms is None:
        return ""
    return words_removed(network, by_force=by_force, gone=gone_ms is not None and gone_ms <= disposed_ms)


def item_removed(one: Item) -> str:
    """The same of an item."""
    return removed(one.network, by_force=one.by_force, disposed_ms=one.disposed_ms, gone_ms=one.gone_ms)


def post_removed(post: Thread, network: Network) -> str:
    """The same of a post."""
    return removed(network, by_force=post.kind is ThreadKind.POST, disposed_ms=post.disposed_ms)


ITEM = """
SELECT
    items.id, items.account_id, accounts.network, items.thread_id, parents.id, items.kind, items.native_id,
    items.author_id, authors.native_id, coalesce(authors.name, ''), items.text, items.created_ms, items.received_ms,
    items.by_force, items.hidden, items.gone_ms, items.can_hide, items.can_remove, items.can_reply_privately,
    items.permalink, items.has_media, items.disposed_ms
FROM items
JOIN accounts ON accounts.id = items.account_id
LEFT JOIN items AS parents
    ON parents.account_id = items.account_id AND parents.native_id = items.parent_native_id
LEFT JOIN authors ON authors.id = items.author_id
"""
"""To be followed by WHERE; `item_from` makes an `Item` of a row's first 22 columns."""


def item_from(row: tuple[Any, ...]) -> Item:
    """The item in a row of `ITEM`."""
    return Item(
        id=ItemId(row[0]),
        account_id=AccountId(row[1]),
        network=Network(row[2]),
        thread_id=ThreadId(row[3]),
        parent_id=None if row[4] is None else ItemId(row[4]),
        kind=ItemKind(row[5]),
        native_id=NativeId(row[6]),
        author_id=None if row[7] is None else AuthorId(row[7]),
        author_native_id=None if row[8] is None else NativeId(row[8]),
        untrusted_author=row[9],
        untrusted_text=row[10],
        created_ms=row[11],
        received_ms=row[12],
        by_force=bool(row[13]),
        hidden=bool(row[14]),
        gone_ms=row[15],
        can_hide=_maybe(row[16]),
        can_remove=_maybe(row[17]),
        can_reply_privately=_maybe(row[18]),
        permalink=row[19],
        has_media=bool(row[20]),
        disposed_ms=row[21],
    )


def _maybe(stored: int | None) -> bool | None:
    return None if stored is None else bool(stored)


def item(db: Connection, item_id: ItemId) -> Item:
    """One item as the network last showed it. Raises KeyError where there is none."""
    row = db.execute(f"{ITEM} WHERE items.id = ?", (item_id,)).fetchone()
    if row is None:
        raise KeyError(item_id)
    return item_from(row)


def item_of_native(db: Connection, *, account_id: AccountId, native_id: NativeId) -> ItemId | None:
    """The item that a network's id names, or None where the desk has not received it."""
    row = db.execute(
        "SELECT id FROM items WHERE account_id = ? AND native_id = ?", (account_id, native_id)
    ).fetchone()
    return None if row is None else ItemId(row[0])


def thread(db: Connection, thread_id: ThreadId) -> Thread:
    """One post or conversation. Raises KeyError where there is none."""
    row = db.execute(
        "SELECT id, account_id, kind, native_id, text, created_ms, permalink, comment_count, disposed_ms FROM threads"
        " WHERE id = ?",
        (thread_id,),
    ).fetchone()
    if row is None:
        raise KeyError(thread_id)
    return Thread(
        id=ThreadId(row[0]),
        account_id=AccountId(row[1]),
        kind=ThreadKind(row[2]),
        native_id=NativeId(row[3]),
        untrusted_text=row[4],
        created_ms=row[5],
        permalink=row[6],
        comment_count=row[7],
        disposed_ms=row[8],
    )


def assessment(db: Connection, item_id: ItemId) -> Assessment:
    """What policy found in it when it arrived or was last assessed; without findings where it never was."""
    row = db.execute(
        "SELECT pack_version, findings FROM assessments WHERE item_id = ?", (item_id,)
    ).fetchone()
    if row is None:
        return Assessment(findings=(), pack_version="")
    return Assessment(findings=msgspec.json.decode(row[1], type=tuple[Finding, ...]), pack_version=row[0])


def raw(db: Connection, item_id: ItemId) -> str:
    """The network's own JSON of it, as last taken in; "" where it has been disposed of."""
    row = db.execute("SELECT raw FROM item_raw WHERE item_id = ? AND length(salt) > 0", (item_id,)).fetchone()
    return "" if row is None else str(row[0])


def versions(db: Connection, item_id: ItemId) -> list[Version]:
    """What it said before, the oldest first; empty where it was never altered."""
    found = db.execute(
        "SELECT text, hidden, gone_ms, seen_ms FROM item_versions WHERE item_id = ? ORDER BY id", (item_id,)
    ).fetchall()
    return [
        Version(untrusted_text=row[0], hidden=bool(row[1]), gone=row[2] is not None, until_ms=row[3])
        for row in found
    ]
