"""What the record says of a person beside their items: who was looked up, blocked, exported."""

from __future__ import annotations

import json
from collections.abc import Sequence

from socialdesk.exports.gather import Tree, entry_tree
from socialdesk.model.ids import AuthorId
from socialdesk.storage.database import Connection


def entries_about(db: Connection, authors: Sequence[AuthorId]) -> list[Tree]:
    """Entries whose facts name one of these authors by number and that hang on no item of theirs, oldest first."""
    wanted = json.dumps([int(each) for each in authors])
    found = db.execute(
        """
        SELECT audit.seq, at_ms, kind, by_name, by_role, facts, commitment, previous, hash, words
        FROM audit LEFT JOIN audit_personal ON audit_personal.seq = audit.seq
        WHERE (facts LIKE '%"author_id":%' OR facts LIKE '%"author_ids":%')
            AND (json_extract(facts, '$.author_id') IN (SELECT value FROM json_each(:wanted))
                OR EXISTS (SELECT 1 FROM json_each(facts, '$.author_ids') AS each
                    WHERE each.value IN (SELECT value FROM json_each(:wanted))))
            AND NOT EXISTS (SELECT 1 FROM audit_items JOIN items ON items.id = audit_items.item_id
                WHERE audit_items.seq = audit.seq
                    AND items.author_id IN (SELECT value FROM json_each(:wanted)))
        ORDER BY audit.seq
        """,
        {"wanted": wanted},
    ).fetchall()
    return [entry_tree(row) for row in found]
