"""Builds the kept database of the present schema: `python tests/data/databases/build.py`, from the checkout's root.

A file is kept of every schema that was ever released, and never built again after that. It is encrypted with KEY, which
is no secret: what stands in it is invented.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path.insert(0, str(FOLDER.parent.parent.parent))

from socialdesk.storage.database import SCHEMA_VERSION, open_writer, writing  # noqa: E402  (after the path is set)

KEY = bytes(range(32))

ROWS = (
    "INSERT INTO accounts (id, network, native_id, name, added_ms) VALUES (1, 'facebook', '1001', 'Moorshire', 5)",
    "INSERT INTO account_health (account_id, cursor) VALUES (1, 'page-2')",
    "INSERT INTO authors (id, network, native_id, name, first_seen_ms) VALUES (1, 'facebook', '7', 'Ann Example', 6)",
    "INSERT INTO threads (id, account_id, kind, native_id, text, created_ms, raw)"
    " VALUES (1, 1, 'post', '1001_1', 'An appeal', 5, '{}')",
    "INSERT INTO items (id, account_id, thread_id, kind, native_id, author_id, text, created_ms, received_ms)"
    " VALUES (1, 1, 1, 'comment', '1_1', 1, 'First comment', 7, 8),"
    " (2, 1, 1, 'comment', '1_2', 1, 'Zweiter \U0001f600', 9, 9)",
    "INSERT INTO worklist (item_id, account_id, kind, created_ms, unread, urgency) VALUES (1, 1, 'comment', 1, 0, 2)",
    "INSERT INTO worklist (item_id, account_id, kind, created_ms) VALUES (2, 1, 'comment', 2)",
    "INSERT INTO evidence (id, item_id, held_ms, taken_by, captured_ms, manifest, manifest_sha256)"
    " VALUES (1, 1, 10, 'A. Officer', 11, '{}', printf('%064d', 1))",
    "INSERT INTO decisions (id, item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role, decided_ms,"
    " evidence_id) VALUES (1, 1, 'remove', '[]', '{}', '[\"4.3b\"]', '1', 'A. Officer', 'oscar_1', 12, 1)",
    "INSERT INTO decisions (id, item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role, decided_ms)"
    " VALUES (2, 2, 'reply_by_hand', '[]', '{}', '[\"4.2a\"]', '1', 'A. Officer', 'oscar_1', 12)",
    "INSERT INTO by_hand (id, decision_id, item_id, account_id, kind, text, state, begun_ms, begun_by, asked_ms)"
    " VALUES (1, 2, 2, 1, 'reply', 'Thank you', 'begun', 12, 'A. Officer', 12)",
    "INSERT INTO outbox (id, decision_id, item_id, account_id, kind, target, key, evidence_id, state, queued_ms,"
    " not_before_ms) VALUES (1, 1, 1, 1, 'hide', '1_1', 'k1', 1, 'queued', 12, 20)",
    "INSERT INTO drafts (item_id, form, content, saved_ms) VALUES (2, 'reply', '{\"text\": \"Thank you\"}', 13)",
    "INSERT INTO notes (item_id, text, by_name, written_ms) VALUES (2, 'Rang back', 'A. Officer', 14)",
    "INSERT INTO audit (seq, at_ms, kind, by_name, by_role, facts, previous, hash)"
    " VALUES (1, 12, 'decided', 'A. Officer', 'oscar_1', '{}', printf('%064d', 0), printf('%064d', 1))",
)


def build(path: Path) -> None:
    """Writes the database of this version's schema."""
    path.unlink(missing_ok=True)
    with closing(open_writer(path, KEY)) as db:
        with writing(db):
            for row in ROWS:
                db.execute(row)
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("VACUUM")


if __name__ == "__main__":
    build(FOLDER / f"v{SCHEMA_VERSION:03}.db")
