"""The pictures of a post. They come without places and names in their files (`publishing.pictures`), or stay here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned, require_hand
from socialdesk.model.changes import Changes
from socialdesk.model.ids import PostId, PostMediaId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post
from socialdesk.platforms.media_rules import GIF, JPEG, PNG
from socialdesk.publishing import store
from socialdesk.publishing.drafts import draft_within
from socialdesk.storage.database import Connection, writing

MOST_BYTES = 20_000_000
"""Of one picture; more than any network takes."""
MOST_PICTURES = 20
_BEGINNINGS = {JPEG: (b"\xff\xd8\xff",), PNG: (b"\x89PNG\r\n\x1a\n",), GIF: (b"GIF87a", b"GIF89a")}


def add_media(
    db: Connection,
    *,
    post_id: PostId,
    content: bytes,
    media_type: str,
    alt_text: str = "",
    stripped: bool,
    part: int = 1,
    now: datetime,
    by: Person,
) -> Changes:
    """A picture after those that the draft has; `stripped` where places and names were taken out of its file.

    Raises Incomplete for what is no picture that the desk knows, NotOpen where the post is no draft any more.
    """
    require_hand(by, db)
    beginnings = _BEGINNINGS.get(media_type, ())
    if not any(content.startswith(beginning) for beginning in beginnings):
        raise Incomplete("The desk takes pictures as JPEG, PNG or GIF, and this is none.", field="media")
    if len(content) > MOST_BYTES:
        raise Incomplete(
            f"The picture has {len(content) / 1_000_000:.0f} MB, and no network takes so much.",
            field="media",
            to_do="Make it smaller.",
        )
    now_ms = to_ms(now)
    with writing(db):
        post = draft_within(db, post_id, now_ms=now_ms)
        if len(post.media) >= MOST_PICTURES:
            raise Incomplete(f"No network takes more than {MOST_PICTURES} pictures.", field="media")
        store.add_picture(
            db,
            post_id,
            content=content,
            media_type=media_type,
            alt_text=cleaned(alt_text),
            stripped=stripped,
            part=max(1, part),
            now_ms=now_ms,
        )
        store.altered(db, post_id, now_ms=now_ms, by=by)
    return _changed(post_id)


def set_alt_text(
    db: Connection, *, media_id: PostMediaId, alt_text: str, now: datetime, by: Person
) -> Changes:
    """What a picture shows, for those who cannot see it. Raises NotOpen as above."""
    require_hand(by, db)
    with writing(db):
        post = _draft_of(db, media_id, now)
        store.describe_picture(db, media_id, cleaned(alt_text))
        store.altered(db, post.id, now_ms=to_ms(now), by=by)
    return _changed(post.id)


def remove_media(db: Connection, *, media_id: PostMediaId, now: datetime, by: Person) -> Changes:
    """Takes a picture out of a draft. Raises NotOpen as above."""
    require_hand(by, db)
    with writing(db):
        post = _draft_of(db, media_id, now)
        store.remove_picture(db, media_id)
        store.altered(db, post.id, now_ms=to_ms(now), by=by)
    return _changed(post.id)


def order_media(
    db: Connection,
    *,
    post_id: PostId,
    media_ids: Sequence[PostMediaId],
    parts: Sequence[int] = (),
    now: datetime,
    by: Person,
) -> Changes:
    """The order of a draft's pictures, and with which part of a thread each stands (as before where it is not said).

    Raises NotOpen where these are not the draft's pictures.
    """
    require_hand(by, db)
    with writing(db):
        post = draft_within(db, post_id, now_ms=to_ms(now))
        if sorted(media_ids) != sorted(one.id for one in post.media):
            raise NotOpen("The post has other pictures by now.", kept="Nothing was altered.")
        for position, media_id in enumerate(media_ids, start=1):
            before = next(one.part for one in post.media if one.id == media_id)
            part = parts[position - 1] if position <= len(parts) else before
            store.place_picture(db, media_id, position=position, part=max(1, part))
        store.altered(db, post_id, now_ms=to_ms(now), by=by)
    return _changed(post_id)


def content_of(db: Connection, media_id: PostMediaId) -> bytes:
    """A picture's bytes. Raises KeyError where there is none."""
    found = db.execute("SELECT content FROM post_media WHERE id = ?", (media_id,)).fetchone()
    if found is None:
        raise KeyError(media_id)
    return bytes(found[0])


def _draft_of(db: Connection, media_id: PostMediaId, now: datetime) -> Post:
    found = db.execute("SELECT post_id FROM post_media WHERE id = ?", (media_id,)).fetchone()
    if found is None:
        raise NotOpen("This picture is no longer in the post.", kept="Nothing was altered.")
    return draft_within(db, PostId(found[0]), now_ms=to_ms(now))


def _changed(post_id: PostId) -> Changes:
    return Changes(posts=frozenset({post_id}), drafts=True)
