"""Which items are one person's data: what they wrote, and what the Force answered them."""

from __future__ import annotations

from collections.abc import Sequence

from socialdesk.inbox.stored import ids_json
from socialdesk.model.ids import AuthorId, ItemId
from socialdesk.storage.database import Connection


def items_of(db: Connection, authors: Sequence[AuthorId]) -> list[ItemId]:
    """In order of arrival; the author is one account on one network, so a person may be several."""
    found = db.execute(_ITEMS, {"wanted": ids_json(authors)}).fetchall()
    return [ItemId(row[0]) for row in found]


_ITEMS = """
WITH theirs AS (
    SELECT items.id, account_id, native_id, thread_id, kind FROM json_each(:wanted) AS wanted
    JOIN items ON items.author_id = wanted.value
)
SELECT id FROM theirs
UNION
SELECT answer.id FROM theirs JOIN items AS answer
    ON answer.account_id = theirs.account_id AND answer.parent_native_id = theirs.native_id AND answer.by_force = 1
UNION
SELECT answer.id FROM (SELECT DISTINCT thread_id FROM theirs WHERE kind = 'message') AS talk
    JOIN items AS answer ON answer.thread_id = talk.thread_id AND answer.by_force = 1 AND answer.kind = 'message'
ORDER BY 1
"""
