"""The record: a chain of entries that is only ever added to (T3).

Each row's hash covers its fields and the hash before it, so that an altered, missing, swapped or forged row is seen.
What a chain in its own file cannot see (a cut tail, or everything computed anew) is seen against a head kept
elsewhere: `audit/head.py`. The exact bytes are written down in README.md beside this file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from socialdesk.audit.entries import Disposed, Entry
from socialdesk.errors import BugError
from socialdesk.model.ids import ItemId, PostId
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, assert_in_transaction

START = "0" * 64
"""What stands as the previous hash of the first entry."""
_DOMAIN = b"socialdesk-audit-1"
_SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: how many entries there are and the last one's hash in hex."""

    count: int
    hash: str


EMPTY = Head(0, START)


def append(db: Connection, entry: Entry, *, by: Person, at_ms: int) -> int:
    """Adds one entry within the caller's transaction and answers with its number.

    Raises BugError outside a transaction: an entry belongs to the change that it records.
    """
    assert_in_transaction(db)
    last = head(db)
    seq = last.count + 1
    facts = canonical(_placed(db, entry).facts())
    personal = entry.personal()
    words, salt, commitment = "", b"", ""
    if personal:
        words, salt = canonical(personal), secrets.token_bytes(_SALT_BYTES)
        commitment = commit(salt, words)
    account = entry.account
    digest = row_hash(
        last.hash,
        seq=seq,
        at_ms=at_ms,
        kind=entry.KIND,
        by_name=by.name,
        by_role=by.role.value,
        account_id=account,
        facts=facts,
        commitment=commitment,
    )
    db.execute(
        "INSERT INTO audit (seq, at_ms, kind, by_name, by_role, account_id, facts, commitment, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (seq, at_ms, entry.KIND, by.name, by.role.value, account, facts, commitment, last.hash, digest),
    )
    if items := set(entry.items):
        db.executemany(
            "INSERT INTO audit_items (item_id, seq) VALUES (?, ?)", [(item, seq) for item in sorted(items)]
        )
    if entry.post is not None:
        db.execute("INSERT INTO audit_posts (post_id, seq) VALUES (?, ?)", (entry.post, seq))
    if personal:
        db.execute("INSERT INTO audit_personal (seq, salt, words) VALUES (?, ?, ?)", (seq, salt, words))
    return seq


def _placed(db: Connection, entry: Entry) -> Entry:
    """The entry with the network that it happened on, so that it says what was really done there (R2).

    A decision's has what triage suggested at that moment, and the model that had read the item (T1).
    """
    names = {field.name for field in fields(entry)}
    if "suggested_by" in names and len(entry.items) > 0:
        suggested_by, suggested = _suggested(db, entry.items[0])
        entry = replace(entry, suggested_by=suggested_by, suggested=suggested)  # pyright: ignore[reportCallIssue]  (it has both)
    if "network" not in names or getattr(entry, "network", "") or entry.account is None:
        return entry
    row = db.execute("SELECT network FROM accounts WHERE id = ?", (entry.account,)).fetchone()
    return entry if row is None else replace(entry, network=row[0])  # pyright: ignore[reportCallIssue]  (it has one)


def _suggested(db: Connection, item_id: ItemId) -> tuple[str, tuple[str, ...]]:
    model = db.execute("SELECT model FROM readings WHERE item_id = ?", (item_id,)).fetchone()
    found = db.execute(
        """
        SELECT json_extract(found.value, '$.ground'), json_extract(found.value, '$.band'),
            coalesce(json_extract(found.value, '$.score'), 0.0)
        FROM assessments, json_each(assessments.findings) AS found WHERE assessments.item_id = ?
        """,
        (item_id,),
    ).fetchall()
    # As text: another program that checks the chain may write a number otherwise.
    return ("" if model is None else str(model[0])), tuple(
        f"{each[0]} {each[1]} {each[2]:g}" for each in found
    )


def head(db: Connection) -> Head:
    """The end of the chain; `EMPTY` where there is none yet."""
    row = db.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return EMPTY if row is None else Head(row[0], row[1])


def dispose(db: Connection, *, item_id: ItemId, why: str, by: Person, at_ms: int) -> int:
    """Deletes the personal words of every entry of an item, within the caller's transaction; how many.

    The entries stay and still verify; that words were deleted is itself an entry (T2).
    """
    assert_in_transaction(db)
    rows = db.execute(
        "SELECT seq FROM audit_personal JOIN audit_items USING (seq) WHERE item_id = ? ORDER BY seq",
        (item_id,),
    ).fetchall()
    numbers = tuple(int(row[0]) for row in rows)
    if numbers:
        db.executemany("DELETE FROM audit_personal WHERE seq = ?", [(number,) for number in numbers])
        append(db, Disposed(entries=numbers, item_id=item_id, why=why), by=by, at_ms=at_ms)
    return len(numbers)


def dispose_words(db: Connection, item_ids: Sequence[ItemId]) -> tuple[int, ...]:
    """Deletes the personal words of entries on these items, within the caller's transaction; their numbers.

    The caller adds the `Disposed` that names them. Words of an entry that concerns other items too stay until the words
    of these are disposed of as well; so does why something was exported or disposed of, which answers for the desk.
    """
    assert_in_transaction(db)
    rows = db.execute(
        """
        DELETE FROM audit_personal WHERE seq IN (
            SELECT audit.seq FROM json_each(:items) AS wanted
            JOIN audit_items AS found ON found.item_id = wanted.value JOIN audit ON audit.seq = found.seq
            WHERE audit.kind NOT IN ('export-written', 'exported', 'disposed', 'retention-reviewed')
                AND NOT EXISTS (
                    SELECT 1 FROM audit_items AS other JOIN items ON items.id = other.item_id
                    WHERE other.seq = audit.seq AND items.disposed_ms IS NULL
                )
        ) RETURNING seq
        """,
        {"items": json.dumps(list(item_ids))},
    ).fetchall()
    return tuple(sorted(int(row[0]) for row in rows))


def dispose_post_words(
    db: Connection, post_ids: Sequence[PostId], appeal_ids: Sequence[int]
) -> tuple[int, ...]:
    """As `dispose_words`, of entries on the Force's own posts and on appeals of which nothing is kept any more."""
    assert_in_transaction(db)
    rows = db.execute(
        """
        DELETE FROM audit_personal WHERE seq IN (
            SELECT seq FROM audit_posts WHERE post_id IN (SELECT value FROM json_each(:posts))
            UNION SELECT seq FROM audit WHERE kind LIKE 'appeal-%'
                AND json_extract(facts, '$.appeal_id') IN (SELECT value FROM json_each(:appeals))
        ) RETURNING seq
        """,
        {"posts": json.dumps(list(post_ids)), "appeals": json.dumps(list(appeal_ids))},
    ).fetchall()
    return tuple(sorted(int(row[0]) for row in rows))


def canonical(values: Mapping[str, Any]) -> str:
    """JSON with sorted names, no spaces, ASCII only: the same values always give the same bytes."""
    try:
        return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise BugError("an entry of the record holds what JSON cannot") from error


def commit(salt: bytes, words: str) -> str:
    """The commitment to personal words: HMAC-SHA256 in hex."""
    return hmac.new(salt, words.encode(), hashlib.sha256).hexdigest()


def row_hash(
    previous: str,
    *,
    seq: int,
    at_ms: int,
    kind: str,
    by_name: str,
    by_role: str,
    account_id: int | None,
    facts: str,
    commitment: str,
) -> str:
    """SHA-256 over the length-prefixed fields of a row, in hex."""
    digest = hashlib.sha256(_DOMAIN)
    account = "" if account_id is None else str(account_id)
    for field in (previous, str(seq), str(at_ms), kind, by_name, by_role, account, facts, commitment):
        encoded = field.encode()
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()
