"""One post as it is stored, without the pictures' bytes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from socialdesk.model.ids import AccountId, NativeId, PostId, PostMediaId, PostTargetId
from socialdesk.model.posts import Post, PostPart, PostPicture, PostState, PostTarget, Route
from socialdesk.storage.database import Connection

_POSTS = (
    "id, origin, purpose, text, link, scheduled_ms, state, version, appeal_id, by_name, by_role, by_staff, created_ms,"
    " altered_ms, decided_ms, decided_by"
)
_ASKED = "WHERE post_id IN (SELECT value FROM json_each(?))"


def load(db: Connection, post_id: PostId) -> Post:
    """One post. Raises KeyError where there is none."""
    found = load_all(db, (post_id,))
    if not found:
        raise KeyError(post_id)
    return found[0]


def load_all(db: Connection, post_ids: Sequence[PostId]) -> list[Post]:
    """These posts, in the order asked for; those that there are not are left out."""
    asked = json.dumps(list(post_ids))
    targets, media = _targets(db, asked), _media(db, asked)
    rows = db.execute(f"SELECT {_POSTS} FROM posts WHERE id IN (SELECT value FROM json_each(?))", (asked,))
    found = {int(row[0]): _post(row, targets[row[0]], media[row[0]]) for row in rows.fetchall()}
    return [found[each] for each in post_ids if each in found]


def target_of(db: Connection, target_id: PostTargetId) -> tuple[Post, PostTarget]:
    """A post by one of its accounts. Raises KeyError where there is none."""
    row = db.execute("SELECT post_id FROM post_targets WHERE id = ?", (target_id,)).fetchone()
    if row is None:
        raise KeyError(target_id)
    post = load(db, PostId(row[0]))
    return post, next(each for each in post.targets if each.id == target_id)


def _post(row: tuple[Any, ...], targets: list[PostTarget], media: list[PostPicture]) -> Post:
    return Post(
        id=PostId(row[0]),
        origin=row[1],
        purpose=row[2],
        text=row[3],
        link=row[4],
        scheduled_ms=row[5],
        state=PostState(row[6]),
        version=row[7],
        appeal_id=row[8],
        by_name=row[9],
        by_role=row[10],
        by_staff=row[11],
        created_ms=row[12],
        altered_ms=row[13],
        decided_ms=row[14],
        decided_by=row[15],
        targets=tuple(targets),
        media=tuple(media),
    )


def _targets(db: Connection, asked: str) -> dict[int, list[PostTarget]]:
    parts: dict[int, list[PostPart]] = defaultdict(list)
    for row in db.execute(
        "SELECT target_id, number, post_parts.text, native_id, permalink, out_ms, held_until_ms, published_ms, gone_ms"
        f" FROM post_parts JOIN post_targets ON post_targets.id = target_id {_ASKED} ORDER BY target_id, number",
        (asked,),
    ).fetchall():
        parts[row[0]].append(
            PostPart(
                number=row[1],
                text=row[2],
                native_id=None if row[3] is None else NativeId(row[3]),
                permalink=row[4],
                out_ms=row[5],
                held_until_ms=row[6],
                published_ms=row[7],
                gone_ms=row[8],
            )
        )
    targets: dict[int, list[PostTarget]] = defaultdict(list)
    for row in db.execute(
        "SELECT id, post_id, account_id, chosen, own_words, share_of, route, stopped_ms FROM post_targets"
        f" {_ASKED} ORDER BY id",
        (asked,),
    ).fetchall():
        targets[row[1]].append(
            PostTarget(
                id=PostTargetId(row[0]),
                account_id=AccountId(row[2]),
                chosen=bool(row[3]),
                own_words=bool(row[4]),
                share_of=NativeId(row[5]),
                route=Route(row[6]),
                stopped_ms=row[7],
                parts=tuple(parts[row[0]]),
            )
        )
    return targets


def _media(db: Connection, asked: str) -> dict[int, list[PostPicture]]:
    media: dict[int, list[PostPicture]] = defaultdict(list)
    for row in db.execute(
        "SELECT id, post_id, position, part, media_type, length(content), sha256, alt_text, stripped FROM post_media"
        f" {_ASKED} ORDER BY position, id",
        (asked,),
    ).fetchall():
        media[row[1]].append(
            PostPicture(
                id=PostMediaId(row[0]),
                position=row[2],
                part=row[3],
                media_type=row[4],
                size=row[5],
                sha256=row[6],
                alt_text=row[7],
                stripped=bool(row[8]),
            )
        )
    return media
