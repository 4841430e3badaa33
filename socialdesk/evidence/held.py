"""What the desk already holds of an item: read for evidence, as it was received and as plain text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from socialdesk.clock import from_ms
from socialdesk.errors import BugError
from socialdesk.evidence.manifest import File
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection

_JSON = "application/json"
_LINES = "application/x-ndjson"
_TEXT = "text/plain; charset=utf-8"
_REPLIES = 1_000
"""Replies beneath are kept up to this number; the manifest says how many there were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldItem:
    """An item's files and the facts of it that the manifest names."""

    files: tuple[File, ...]
    facts: dict[str, Any]


def read_item(db: Connection, item_id: ItemId) -> HeldItem:
    """Everything that the desk holds of an item, its author, thread, versions and the replies beneath it."""
    found = db.execute(
        """
        SELECT items.native_id, items.kind, items.text, items.created_ms, items.received_ms, items.permalink,
            items.hidden, coalesce(item_raw.raw, '{}'), threads.native_id, threads.kind, threads.text,
            threads.created_ms, threads.permalink, threads.raw, accounts.network, accounts.native_id, accounts.name,
            authors.native_id, authors.name, authors.profile_url
        FROM items
        JOIN threads ON threads.id = items.thread_id
        JOIN accounts ON accounts.id = items.account_id
        LEFT JOIN item_raw ON item_raw.item_id = items.id
        LEFT JOIN authors ON authors.id = items.author_id
        WHERE items.id = ?
        """,
        (item_id,),
    ).fetchone()
    if found is None:
        raise BugError("evidence of an item that is not there")
    (
        native_id, kind, text, created_ms, received_ms, permalink,
        hidden, raw, thread_id, thread_kind, thread_text, thread_created_ms,
        thread_permalink, thread_raw, network, account_id, account_name,
        author_id, author_name, profile_url,
    ) = found  # fmt: skip
    replies = _replies(db, item_id)
    versions = db.execute(
        "SELECT seen_ms, text, hidden, gone_ms, raw FROM item_versions WHERE item_id = ? ORDER BY id",
        (item_id,),
    ).fetchall()
    author = {"native_id": author_id, "name": author_name, "profile_url": profile_url}
    rendered = "\n".join(
        (
            f"{network}, account: {account_name} ({account_id})",
            f"{thread_kind} {thread_id}, {_when(thread_created_ms)}:",
            _indented(thread_text, 2),
            f"  {kind} {native_id} by {author_name or '(the network does not say)'} ({author_id or '-'}), "
            f"{_when(created_ms)}, received {_when(received_ms)}:",
            _indented(text, 4),
            f"    {len(replies)} beneath it:",
            *(
                f"    {reply[1]} by {reply[2] or '-'}, {_when(reply[4])}:\n{_indented(reply[3], 6)}"
                for reply in replies
            ),
        )
    )
    files = [
        File("held/item.json", _JSON, raw.encode()),
        File("held/item.txt", _TEXT, text.encode()),
        File("held/author.json", _JSON, _json(author)),
        File("held/thread.json", _JSON, thread_raw.encode()),
        File("held/thread.txt", _TEXT, thread_text.encode()),
        File("held/rendered.txt", _TEXT, rendered.encode()),
    ]
    if replies:
        lines = [
            {"native_id": reply[0], "kind": reply[1], "author": reply[2], "text": reply[3], "created_ms": reply[4],
             "by_force": bool(reply[5]), "raw": reply[6]}
            for reply in replies
        ]  # fmt: skip
        files.append(File("held/replies.jsonl", _LINES, b"\n".join(_json(line) for line in lines)))
    if versions:
        lines = [
            {"seen_ms": each[0], "text": each[1], "hidden": bool(each[2]), "gone_ms": each[3], "raw": each[4]}
            for each in versions
        ]
        files.append(File("held/versions.jsonl", _LINES, b"\n".join(_json(line) for line in lines)))
    facts: dict[str, Any] = {
        "item": item_id,
        "kind": kind,
        "network": network,
        "native_id": native_id,
        "account": {"native_id": account_id, "name": account_name},
        "thread": {"native_id": thread_id, "kind": thread_kind, "permalink": thread_permalink},
        "author": author,
        "permalink": permalink,
        "created_ms": created_ms,
        "received_ms": received_ms,
        "hidden": bool(hidden),
        "replies_beneath": len(replies),
    }
    return HeldItem(files=tuple(files), facts=facts)


def _replies(db: Connection, item_id: ItemId) -> list[tuple[Any, ...]]:
    return db.execute(
        """
        WITH RECURSIVE beneath (account_id, native_id) AS (
            SELECT account_id, native_id FROM items WHERE id = ?
            UNION
            SELECT items.account_id, items.native_id FROM items
            JOIN beneath ON items.parent_native_id = beneath.native_id AND items.account_id = beneath.account_id
            WHERE items.thread_id = (SELECT thread_id FROM items WHERE id = ?)
        )
        SELECT items.native_id, items.kind, authors.name, items.text, items.created_ms, items.by_force,
            coalesce(item_raw.raw, '{}')
        FROM items JOIN beneath USING (account_id, native_id)
        LEFT JOIN authors ON authors.id = items.author_id
        LEFT JOIN item_raw ON item_raw.item_id = items.id
        WHERE items.id <> ? ORDER BY items.created_ms, items.id LIMIT ?
        """,
        (item_id, item_id, item_id, _REPLIES),
    ).fetchall()


def _json(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True).encode()


def _when(ms: int) -> str:
    return f"{from_ms(ms):%Y-%m-%d %H:%M:%S} UTC"


def _indented(text: str, by: int) -> str:
    margin = " " * by
    return "\n".join(margin + line for line in text.splitlines()) or margin
