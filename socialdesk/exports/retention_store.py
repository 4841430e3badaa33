"""The tables of reviews, and the only module that writes them, within a caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from socialdesk.model.ids import ItemId, PostId
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, assert_in_transaction


def add_reviews(db: Connection, item_ids: Sequence[ItemId], *, next_ms: int, by: Person, now_ms: int) -> None:
    """Notes that these items were looked at, and when they are to be looked at next."""
    assert_in_transaction(db)
    db.executemany(
        "INSERT INTO retention_reviews (item_id, by_name, by_role, reviewed_ms, next_ms) VALUES (?, ?, ?, ?, ?)",
        [(item_id, by.name, by.role.value, now_ms, next_ms) for item_id in item_ids],
    )


def add_post_reviews(
    db: Connection, post_ids: Sequence[PostId], *, next_ms: int, by: Person, now_ms: int
) -> None:
    """The same for posts of the Force's own."""
    assert_in_transaction(db)
    db.executemany(
        "INSERT INTO post_reviews (post_id, by_name, by_role, reviewed_ms, next_ms) VALUES (?, ?, ?, ?, ?)",
        [(post_id, by.name, by.role.value, now_ms, next_ms) for post_id in post_ids],
    )
