"""The tables of posts, and the only module that writes them. Each function belongs within the caller's transaction.

The store itself holds to what may follow what (`storage/m006/publishing.py`): a decided post is not altered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from socialdesk.errors import BugError
from socialdesk.model.ids import AccountId, NativeId, PostId, PostMediaId, PostTargetId
from socialdesk.model.people import Person
from socialdesk.model.posts import PostState, Route
from socialdesk.storage.database import Connection, assert_in_transaction


def begin(db: Connection, *, now_ms: int, by: Person) -> PostId:
    """A new draft with nothing in it."""
    assert_in_transaction(db)
    cursor = db.execute(
        "INSERT INTO posts (by_name, by_role, by_staff, created_ms, altered_ms) VALUES (?, ?, ?, ?, ?)",
        (by.name, by.role.value, by.staff_id, now_ms, now_ms),
    )
    return PostId(_number(cursor.lastrowid))


def put_words(
    db: Connection, post_id: PostId, *, purpose: str, text: str, link: str, now_ms: int, by: Person
) -> bool:
    """What a draft says; False where it said so already."""
    assert_in_transaction(db)
    cursor = db.execute(
        f"UPDATE posts SET purpose = ?, text = ?, link = ?, {_ALTERED}"
        " WHERE id = ? AND (purpose <> ? OR text <> ? OR link <> ?)",
        (purpose, text, link, *_altered_by(by, now_ms), post_id, purpose, text, link),
    )
    return cursor.rowcount == 1


def put_time(db: Connection, post_id: PostId, *, scheduled_ms: int | None, now_ms: int, by: Person) -> None:
    """When it is to be shown; None for at once. Counts as an alteration of a draft only."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE posts SET scheduled_ms = ?, altered_ms = ? WHERE id = ?", (scheduled_ms, now_ms, post_id)
    )
    db.execute(
        f"UPDATE posts SET {_ALTERED} WHERE id = ? AND state IN ('draft', 'waiting_second')",
        (*_altered_by(by, now_ms), post_id),
    )


def put_appeal(db: Connection, post_id: PostId, *, appeal_id: int | None, now_ms: int) -> None:
    """Which appeal it belongs to."""
    assert_in_transaction(db)
    db.execute("UPDATE posts SET appeal_id = ?, altered_ms = ? WHERE id = ?", (appeal_id, now_ms, post_id))


def altered(db: Connection, post_id: PostId, *, now_ms: int, by: Person) -> None:
    """Somebody altered a draft's accounts or pictures: what was answered of it before is of no use."""
    assert_in_transaction(db)
    db.execute(f"UPDATE posts SET {_ALTERED} WHERE id = ?", (*_altered_by(by, now_ms), post_id))


_ALTERED = "altered_ms = ?, altered_by = ?, altered_role = ?, altered_staff = ?, version = version + 1"
"""The store notes in `post_writers` whose each alteration was."""


def _altered_by(by: Person, now_ms: int) -> tuple[int, str, str, int | None]:
    return now_ms, by.name, by.role.value, by.staff_id


def put_state(db: Connection, post_id: PostId, state: PostState, *, now_ms: int) -> None:
    """Moves a post on, where it is not decided by that: `decided` does so."""
    assert_in_transaction(db)
    db.execute("UPDATE posts SET state = ?, altered_ms = ? WHERE id = ?", (state.value, now_ms, post_id))


def decided(db: Connection, post_id: PostId, *, now_ms: int, by: Person) -> None:
    """A person decided that it goes out."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE posts SET state = 'ready', decided_ms = ?, decided_by = ?, decided_role = ? WHERE id = ?",
        (now_ms, by.name, by.role.value, post_id),
    )


# --- Accounts ---------------------------------------------------------------------------------------------------


def choose(db: Connection, post_id: PostId, account_ids: Sequence[AccountId]) -> None:
    """The accounts that a draft is for. What was typed for one that is taken out is kept beside it."""
    assert_in_transaction(db)
    wanted = json.dumps(list(account_ids))
    db.execute(
        "UPDATE post_targets SET chosen = account_id IN (SELECT value FROM json_each(?)) WHERE post_id = ?",
        (wanted, post_id),
    )
    db.execute(
        "INSERT INTO post_targets (post_id, account_id) SELECT ?, value FROM json_each(?)"
        " WHERE value NOT IN (SELECT account_id FROM post_targets WHERE post_id = ?)",
        (post_id, wanted, post_id),
    )


def put_parts(db: Connection, target_id: PostTargetId, texts: Sequence[str], *, own_words: bool) -> None:
    """What is shown on one account, part by part."""
    assert_in_transaction(db)
    db.execute("DELETE FROM post_parts WHERE target_id = ?", (target_id,))
    db.executemany(
        "INSERT INTO post_parts (target_id, number, text) VALUES (?, ?, ?)",
        [(target_id, number, text) for number, text in enumerate(texts, start=1)],
    )
    db.execute("UPDATE post_targets SET own_words = ? WHERE id = ?", (int(own_words), target_id))


def put_share(db: Connection, target_id: PostTargetId, share_of: NativeId) -> None:
    """The Force's own post that is shared on this account in place of a copy; "" for none."""
    assert_in_transaction(db)
    db.execute("UPDATE post_targets SET share_of = ? WHERE id = ?", (share_of, target_id))


def put_route(db: Connection, target_id: PostTargetId, route: Route) -> None:
    """How it gets to this account; what an earlier decision stopped there is taken up again."""
    assert_in_transaction(db)
    db.execute("UPDATE post_targets SET route = ?, stopped_ms = NULL WHERE id = ?", (route.value, target_id))


def stop(db: Connection, target_id: PostTargetId, *, now_ms: int) -> None:
    """Nothing more of it goes to this account."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE post_targets SET stopped_ms = coalesce(stopped_ms, ?) WHERE id = ?", (now_ms, target_id)
    )


# --- Parts as they are out --------------------------------------------------------------------------------------


def put_out(db: Connection, target_id: PostTargetId, part: int, *, permalink: str, at_ms: int) -> None:
    """A person published a part by hand, or saw that it is there."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE post_parts SET out_ms = coalesce(out_ms, ?), published_ms = coalesce(published_ms, ?),"
        " permalink = iif(? = '', permalink, ?) WHERE target_id = ? AND number = ?",
        (at_ms, at_ms, permalink, permalink, target_id, part),
    )


def put_seen(
    db: Connection, target_id: PostTargetId, part: int, *, native_id: NativeId, permalink: str, at_ms: int
) -> None:
    """The network was read, and shows a part to the public."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE post_parts SET native_id = ?, permalink = ?, published_ms = coalesce(published_ms, ?)"
        " WHERE target_id = ? AND number = ?",
        (native_id, permalink, at_ms, target_id, part),
    )


def put_gone(db: Connection, target_id: PostTargetId, part: int, *, at_ms: int) -> None:
    """A person saw that a part is no longer there."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE post_parts SET gone_ms = ? WHERE target_id = ? AND number = ? AND gone_ms IS NULL",
        (at_ms, target_id, part),
    )


def adopt(
    db: Connection,
    *,
    account_id: AccountId,
    native_id: NativeId,
    text: str,
    permalink: str,
    published_ms: int,
    appeal_id: int | None,
    now_ms: int,
    by: Person,
) -> tuple[PostId, PostTargetId]:
    """A post that was published without the desk."""
    assert_in_transaction(db)
    cursor = db.execute(
        "INSERT INTO posts (origin, text, state, appeal_id, by_name, by_role, by_staff, created_ms, altered_ms)"
        " VALUES ('elsewhere', ?, 'sent', ?, ?, ?, ?, ?, ?)",
        (text, appeal_id, by.name, by.role.value, by.staff_id, now_ms, now_ms),
    )
    post_id = PostId(_number(cursor.lastrowid))
    cursor = db.execute(
        "INSERT INTO post_targets (post_id, account_id, route) VALUES (?, ?, 'elsewhere')",
        (post_id, account_id),
    )
    target_id = PostTargetId(_number(cursor.lastrowid))
    db.execute(
        "INSERT INTO post_parts (target_id, number, text, native_id, permalink, out_ms, published_ms)"
        " VALUES (?, 1, ?, ?, ?, ?, ?)",
        (target_id, text, native_id, permalink, published_ms, published_ms),
    )
    return post_id, target_id


# --- Pictures ---------------------------------------------------------------------------------------------------


def add_picture(
    db: Connection,
    post_id: PostId,
    *,
    content: bytes,
    media_type: str,
    alt_text: str,
    stripped: bool,
    part: int,
    now_ms: int,
) -> PostMediaId:
    """A picture after those that a draft has."""
    assert_in_transaction(db)
    cursor = db.execute(
        "INSERT INTO post_media (post_id, position, part, content, sha256, media_type, alt_text, stripped, added_ms)"
        " VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM post_media WHERE post_id = ?), ?, ?, ?, ?, ?, ?, ?)",
        (
            post_id,
            post_id,
            part,
            content,
            hashlib.sha256(content).hexdigest(),
            media_type,
            alt_text,
            int(stripped),
            now_ms,
        ),
    )
    return PostMediaId(_number(cursor.lastrowid))


def describe_picture(db: Connection, media_id: PostMediaId, alt_text: str) -> None:
    """What it shows, for those who cannot see it."""
    assert_in_transaction(db)
    db.execute("UPDATE post_media SET alt_text = ? WHERE id = ?", (alt_text, media_id))


def place_picture(db: Connection, media_id: PostMediaId, *, position: int, part: int) -> None:
    """Where it stands among the pictures, and with which part of a thread."""
    assert_in_transaction(db)
    db.execute("UPDATE post_media SET position = ?, part = ? WHERE id = ?", (position, part, media_id))


def remove_picture(db: Connection, media_id: PostMediaId) -> None:
    """Takes it out of a draft."""
    assert_in_transaction(db)
    db.execute("DELETE FROM post_media WHERE id = ?", (media_id,))


def copy_pictures(db: Connection, source: PostId, copy: PostId, *, now_ms: int) -> None:
    """The pictures of one post for another, as they are."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO post_media (post_id, position, part, content, sha256, media_type, alt_text, stripped, added_ms)"
        " SELECT ?, position, part, content, sha256, media_type, alt_text, stripped, ? FROM post_media"
        " WHERE post_id = ? ORDER BY position, id",
        (copy, now_ms, source),
    )


def dispose_words(db: Connection, post_ids: Sequence[PostId]) -> None:
    """Deletes the words and pictures of posts that are over, for good (T2). Ids, times and who decided stay."""
    assert_in_transaction(db)
    wanted = json.dumps(list(post_ids))
    for sql in (
        "UPDATE posts SET purpose = '', text = '', link = '' WHERE id IN (SELECT value FROM json_each(?))",
        "UPDATE post_parts SET text = '' WHERE target_id IN (SELECT id FROM post_targets"
        " WHERE post_id IN (SELECT value FROM json_each(?)))",
        "DELETE FROM post_media WHERE post_id IN (SELECT value FROM json_each(?))",
    ):
        db.execute(sql, (wanted,))


def _number(found: int | None) -> int:
    if found is None:
        raise BugError("a row has no number")
    return found
