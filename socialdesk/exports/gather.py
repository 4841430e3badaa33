"""Everything that the desk holds of an item, as a tree whose values say what they are (`leaves`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from socialdesk.audit.entries import sentence_of
from socialdesk.audit.watching import WITHHELD
from socialdesk.clock import from_ms
from socialdesk.exports.also_held import also_held
from socialdesk.exports.leaves import Address, Author, Exact, Id, Said, Staff
from socialdesk.model.accounts import Network
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Role
from socialdesk.storage.database import Connection

Tree = dict[str, Any]


def when(stored_ms: int | None) -> str | None:
    """ISO 8601 in UTC, to the second; None for no time and for one that no calendar has."""
    if stored_ms is None:
        return None
    try:
        return from_ms(stored_ms).isoformat(timespec="seconds")
    except (OverflowError, ValueError, OSError):
        return None


def item_tree(db: Connection, item_id: ItemId) -> Tree | None:
    """All of one item; None where there is no such item."""
    found = db.execute(
        """
        SELECT items.native_id, items.kind, items.text, items.created_ms, items.received_ms, items.permalink,
            items.hidden, items.gone_ms, items.disposed_ms, items.by_force, items.parent_native_id, items.has_media,
            coalesce(item_raw.raw, '{}'), authors.id, authors.native_id, authors.name, authors.profile_url,
            accounts.network, accounts.name, accounts.native_id, accounts.owner,
            threads.native_id, threads.kind, threads.text, threads.created_ms, threads.permalink, threads.raw
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
        return None
    (
        native_id, kind, text, created_ms, received_ms, permalink,
        hidden, gone_ms, disposed_ms, by_force, parent, has_media,
        raw, author_id, author_native, author_name, profile_url,
        network, account_name, account_native, owner,
        thread_native, thread_kind, thread_text, thread_ms, thread_permalink, thread_raw,
    ) = found  # fmt: skip
    return {
        "item": item_id,
        "network": _network(network),
        "account": {"name": account_name, "native_id": Id(account_native), "holder": Staff(owner)},
        "kind": kind,
        "native_id": Id(native_id),
        "permalink": Address(permalink),
        "author": {
            "name": Author(author_id, author_name or ""),
            "number": author_id,
            "native_id": Id(author_native or ""),
            "profile": Address(profile_url or ""),
        },
        "by_the_force": bool(by_force),
        "text": Said(text),
        "written": when(created_ms),
        "received": when(received_ms),
        "hidden": bool(hidden),
        "gone": when(gone_ms),
        "words_deleted": when(disposed_ms),
        "with_media": bool(has_media),
        "answers": Id(parent or ""),
        "post": {
            "kind": thread_kind,
            "native_id": Id(thread_native),
            "permalink": Address(thread_permalink),
            "written": when(thread_ms),
            "text": Said(thread_text),
            "as_received": Exact(_read(thread_raw)),
        },
        "as_received": Exact(_read(raw)),
        "earlier_versions": _versions(db, item_id),
        "worklist": _worklist(db, item_id),
        "assessment": _assessment(db, item_id),
        "decisions": _decisions(db, item_id),
        "actions": _actions(db, item_id),
        "by_hand": _by_hand(db, item_id),
        "notes": _notes(db, item_id),
        "evidence": _evidence(db, item_id),
        "also_held": also_held(db, "item_id", [item_id]),
        "record": record_of(db, item_id),
    }


def record_of(db: Connection, item_id: ItemId) -> list[Tree]:
    """The entries of the record that concern an item, oldest first, with their hashes."""
    found = db.execute(
        """
        SELECT audit.seq, at_ms, kind, by_name, by_role, facts, commitment, previous, hash, words
        FROM audit_items JOIN audit ON audit.seq = audit_items.seq
        LEFT JOIN audit_personal ON audit_personal.seq = audit.seq
        WHERE audit_items.item_id = ? ORDER BY audit.seq
        """,
        (item_id,),
    ).fetchall()
    return [entry_tree(row) for row in found]


def entry_tree(row: Sequence[Any]) -> Tree:
    """An entry of the record: number, time, kind, name, role, facts, commitment, previous hash, hash, words."""
    return {
        "entry": row[0],
        "when": when(row[1]),
        "kind": row[2],
        "by": Staff(row[3]),
        "role": _role(row[4]),
        "sentence": sentence_of(row[2], json.loads(row[5])),
        "clauses": clauses_of(row[5]),
        "words": {
            name: Said(str(words))
            for name, words in json.loads(row[9] or "{}").items()
            if row[2] not in WITHHELD
        },
        "words_deleted": bool(row[6]) and row[9] is None,
        "hash": Exact(row[8]),
        "previous": Exact(row[7]),
        "commitment": Exact(row[6]),
    }


def clauses_of(facts: str) -> list[str]:
    """The clauses that an entry of the record names."""
    read: Any = json.loads(facts)
    told: Any = read.get("clauses", ()) if isinstance(read, dict) else ()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  (what a newer version wrote)
    return [str(each) for each in told] if isinstance(told, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  (see above)


def _versions(db: Connection, item_id: ItemId) -> list[Tree]:
    found = db.execute(
        "SELECT seen_ms, text, hidden, gone_ms, raw FROM item_versions WHERE item_id = ? ORDER BY id",
        (item_id,),
    )
    return [
        {
            "until": when(row[0]),
            "text": Said(row[1]),
            "hidden": bool(row[2]),
            "gone": when(row[3]),
            "as_received": Exact(_read(row[4])),
        }
        for row in found.fetchall()
    ]


def _worklist(db: Connection, item_id: ItemId) -> Tree:
    row = db.execute(
        "SELECT open, urgency, flagged, top_ground, claimed_by, outcome, handled_ms, handled_by FROM worklist"
        " WHERE item_id = ?",
        (item_id,),
    ).fetchone()
    if row is None:
        return {}
    return {
        "open": bool(row[0]),
        "urgency": row[1],
        "flagged": bool(row[2]),
        "ground": row[3],
        "taken_by": Staff(row[4] or ""),
        "outcome": row[5],
        "handled": when(row[6]),
        "handled_by": Staff(row[7] or ""),
    }


def _assessment(db: Connection, item_id: ItemId) -> Tree:
    row = db.execute(
        "SELECT pack_version, findings FROM assessments WHERE item_id = ?", (item_id,)
    ).fetchone()
    if row is None:
        return {}
    findings: list[dict[str, Any]] = json.loads(row[1])
    return {
        "policy": row[0],
        "suggested": [
            {"ground": str(each.get("ground", "")), "clause": str(each.get("clause", ""))}
            for each in findings
        ],
    }


def _decisions(db: Connection, item_id: ItemId) -> list[Tree]:
    found = db.execute(
        "SELECT id, kind, grounds, clauses, answers, aim, why_not_less, pack_version, by_name, by_role, decided_ms,"
        " evidence_id, undoes, model FROM decisions WHERE item_id = ? ORDER BY id",
        (item_id,),
    ).fetchall()
    return [
        {
            "decision": row[0],
            "kind": row[1],
            "grounds": json.loads(row[2]),
            "clauses": json.loads(row[3]),
            "answers": {key: Said(str(said)) for key, said in json.loads(row[4]).items()},
            "what_it_is_for": Said(row[5]),
            "why_nothing_less": Said(row[6]),
            "policy": row[7],
            "by": Staff(row[8]),
            "role": _role(row[9]),
            "when": when(row[10]),
            "evidence": row[11],
            "undoes": row[12],
            "suggested_by_model": row[13],
        }
        for row in found
    ]


def _actions(db: Connection, item_id: ItemId) -> list[Tree]:
    found = db.execute(
        "SELECT id, decision_id, kind, target, person, text, state, queued_ms, last_sent_ms, settled_ms, native_id,"
        " reason FROM outbox WHERE item_id = ? ORDER BY id",
        (item_id,),
    ).fetchall()
    return [
        {
            "action": row[0],
            "decision": row[1],
            "kind": row[2],
            "on": Id(row[3]),
            "person": Id(row[4]),
            "text": Said(row[5]),
            "state": row[6],
            "queued": when(row[7]),
            "sent": when(row[8]),
            "settled": when(row[9]),
            "native_id": Id(row[10] or ""),
            "reason": Said(row[11]),
        }
        for row in found
    ]


def _by_hand(db: Connection, item_id: ItemId) -> list[Tree]:
    found = db.execute(
        "SELECT id, decision_id, kind, text, state, begun_ms, begun_by, done_ms, settled_by, reason, seen_ms"
        " FROM by_hand WHERE item_id = ? ORDER BY id",
        (item_id,),
    ).fetchall()
    return [
        {
            "by_hand": row[0],
            "decision": row[1],
            "kind": row[2],
            "text": Said(row[3]),
            "state": row[4],
            "begun": when(row[5]),
            "begun_by": Staff(row[6]),
            "done": when(row[7]),
            "settled_by": Staff(row[8]),
            "reason": Said(row[9]),
            "seen": when(row[10]),
        }
        for row in found
    ]


def _notes(db: Connection, item_id: ItemId) -> list[Tree]:
    found = db.execute(
        "SELECT text, by_name, written_ms FROM notes WHERE item_id = ? ORDER BY id", (item_id,)
    ).fetchall()
    return [{"text": Said(row[0]), "by": Staff(row[1]), "when": when(row[2])} for row in found]


def _evidence(db: Connection, item_id: ItemId) -> list[Tree]:
    found = db.execute(
        "SELECT id, held_ms, captured_ms, taken_by, manifest_sha256, disposed_ms FROM evidence WHERE item_id = ?"
        " ORDER BY id",
        (item_id,),
    ).fetchall()
    return [
        {
            "evidence": row[0],
            "held": when(row[1]),
            "captured": when(row[2]),
            "taken_by": Staff(row[3]),
            "deleted": when(row[5]),
            "manifest_sha256": Exact(row[4]),
            "files": Exact(_files(db, row[0])),
        }
        for row in found
    ]


def _files(db: Connection, evidence_id: int) -> list[Tree]:
    found: Sequence[tuple[Any, ...]] = db.execute(
        "SELECT name, media_type, length(content), sha256 FROM evidence_files WHERE evidence_id = ? ORDER BY name",
        (evidence_id,),
    ).fetchall()
    return [{"name": row[0], "type": row[1], "bytes": row[2], "sha256": row[3]} for row in found]


def _read(raw: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def _network(stored: str) -> str:
    return next((each.label for each in Network if each.value == stored), stored)


def _role(stored: str) -> str:
    return next((each.label for each in Role if each.value == stored), stored)
