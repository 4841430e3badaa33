"""Pictures and reposts on the simulated X. Each is applied wholly and written down, or refused wholly."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, cast

from socialdesk.training.networks.pictures import media_type
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.x.problems import forbidden, invalid
from socialdesk.training.networks.x.records import Post, User
from socialdesk.training.networks.x.world import XWorld

_CATEGORIES = {"tweet_image": 5_000_000, "tweet_gif": 15_000_000}
_LONGEST_ALT = 1000
_MOST_PICTURES = 4


class Posting:
    """Under the world's lock; each raises XRefusal where it is refused."""

    def __init__(self, world: XWorld) -> None:
        self.world = world
        self._sent: dict[str, tuple[str, Picture]] = {}
        """Pictures that were sent, with whose they are, until a post names them."""

    def upload(self, me: User, content: bytes | None, told: Mapping[str, Any]) -> dict[str, Any]:
        """One picture: its bytes in a form, or as base64 in JSON."""
        category = str(told.get("media_category") or "")
        if content is None:
            try:
                content = base64.b64decode(str(told.get("media") or ""), validate=True)
            except (binascii.Error, ValueError):
                content = b""
        if not content:
            raise invalid("media", "", "$.media: is missing but it is required")
        if category not in _CATEGORIES:
            raise invalid(
                "media_category", category, "$.media_category: does not have a value in the enumeration"
            )
        kind = media_type(content)
        if len(content) > _CATEGORIES[category] or not kind.startswith("image/"):
            raise invalid(
                "media", "", "The media could not be uploaded: it is too large, or of an unknown type."
            )
        own_id = self.world.new_id(self.world.clock())
        self._sent[own_id] = (me.id, Picture(id=own_id, title="", content=content))
        image = {"image_type": kind, "w": 240, "h": 160}
        return {
            "id": own_id, "media_key": f"3_{own_id}", "size": len(content), "expires_after_secs": 86_400,
            "image": image,
        }  # fmt: skip

    def describe(self, me: User, told: Mapping[str, Any]) -> dict[str, Any]:
        """What a picture shows, in words."""
        own_id = str(told.get("id") or "")
        metadata = cast("dict[str, Any]", told.get("metadata") or {})
        alt = str(metadata.get("alt_text", {}).get("text", ""))
        if len(alt) > _LONGEST_ALT:
            raise invalid("alt_text", alt[:40], "$.metadata.alt_text.text: may only be 1000 characters long")
        picture = self._own(me, own_id)
        self._sent[own_id] = (me.id, Picture(id=own_id, title="", content=picture.content, alt=alt))
        return {"id": own_id, "associated_metadata": metadata}

    def pictures(self, me: User, told: object) -> tuple[Picture, ...]:
        """What a post's `media` names."""
        ids = cast("dict[str, Any]", told).get("media_ids") if isinstance(told, dict) else None
        if told is None:
            return ()
        if not isinstance(ids, list) or not 1 <= len(cast("list[Any]", ids)) <= _MOST_PICTURES:
            raise invalid("media", "", "$.media.media_ids: must have between 1 and 4 items")
        return tuple(self._own(me, str(one)) for one in cast("list[Any]", ids))

    def _own(self, me: User, own_id: str) -> Picture:
        owner, picture = self._sent.get(own_id, ("", None))
        if picture is None or owner != me.id:
            raise invalid("media_ids", own_id, "Your media IDs are invalid.")
        return picture

    def repost(self, me: User, source_id: str, *, lag: float) -> dict[str, Any]:
        """Show a post again; doing it twice is no error."""
        world = self.world
        if source_id not in world.posts:
            raise forbidden("You cannot retweet a Post that is deleted or not visible to you.")
        source = world.newest(source_id)
        if self._reposts(me, source):
            raise forbidden("You cannot retweet this Post because you have already retweeted it.")
        made = world.make_post(me, f"RT @{source.author.username}: {source.text}")
        made.reposted = source.id
        world.ledger.add("reshare", account=me.id, target=source_id, at=made.created, made=made.id)
        world.later(lambda: world.show(made), lag)
        return {"retweeted": True, "rest_id": source.id}

    def unrepost(self, me: User, source_id: str, *, lag: float) -> dict[str, Any]:
        """No longer; doing it twice is no error."""
        world = self.world
        source = world.newest(source_id)
        for one in self._reposts(me, source):
            world.ledger.add("delete_post", account=me.id, target=source_id, at=world.clock(), made=one.id)
            world.later(lambda one=one: world.remove(one), lag)
        return {"retweeted": False}

    def _reposts(self, me: User, source: Post) -> list[Post]:
        return [
            one for one in self.world.posts.values() if one.author is me and one.reposted in source.history
        ]
