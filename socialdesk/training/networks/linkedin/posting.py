"""What goes with a post on the simulated LinkedIn: pictures in two steps, a post that is shown again, other words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from socialdesk.training.networks.linkedin.records import Post
from socialdesk.training.networks.linkedin.refusals import illegal, refused, unauthorized
from socialdesk.training.networks.linkedin.world import LinkedInWorld
from socialdesk.training.networks.records import Picture

_MOST_IMAGES, _LONGEST_ALT = 20, 4086


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a post is asked to have beside its words."""

    pictures: tuple[Picture, ...] = ()
    reshared: str = ""


@dataclass(slots=True)
class Posting:
    """Under the world's lock; each raises Refusal where it is refused."""

    world: LinkedInWorld
    _begun: dict[str, str] = field(default_factory=dict[str, str])
    """Places that were asked for, with whose they are."""

    def begin(self, organization: str, base_url: str) -> dict[str, Any]:
        """A place for a picture."""
        number = self.world.new_number()
        self._begun[number] = organization
        return {
            "value": {
                "uploadUrlExpiresAt": 1_800_000_000_000,
                "uploadUrl": f"{base_url}/dms-uploads/{number}",
                "image": f"urn:li:image:{number}",
            }
        }

    def take(self, number: str, content: bytes | None) -> bool:
        """The picture itself; False where the place is not known."""
        if number not in self._begun or not content:
            return False
        self.world.pictures[number] = Picture(id=number, title="", content=content)
        return True

    def wanted(self, organization: str, told: Mapping[str, Any]) -> Wanted:
        """What a post names: pictures that have been sent, and a post that is there."""
        content = cast("dict[str, Any]", told.get("content") or {})
        images: list[Any] = content.get("multiImage", {}).get("images", [])
        if "multiImage" in content and not 2 <= len(images) <= _MOST_IMAGES:
            raise refused(422, "ERROR :: /content/multiImage/images :: must have between 2 and 20 items")
        if "media" in content:
            images = [content["media"]]
        parent = str(cast("dict[str, Any]", told.get("reshareContext") or {}).get("parent", ""))
        if parent and parent not in self.world.posts:
            raise illegal("reshareContext parent is not a valid post")
        pictures = tuple(self._picture(organization, cast("dict[str, Any]", one)) for one in images)
        return Wanted(pictures=pictures, reshared=parent)

    def _picture(self, organization: str, told: Mapping[str, Any]) -> Picture:
        number, alt = str(told.get("id", "")).removeprefix("urn:li:image:"), str(told.get("altText", ""))
        held = self.world.pictures.get(number)
        if held is None or self._begun.get(number) != organization:
            raise illegal(f"Image {told.get('id')} does not belong to the author")
        if len(alt) > _LONGEST_ALT:
            raise refused(422, "altText exceeds the maximum length", code="FIELD_LENGTH_TOO_LONG")
        self.world.pictures[number] = Picture(id=number, title="", content=held.content, alt=alt)
        return self.world.pictures[number]

    def edit(self, organization: str, post: Post, told: Mapping[str, Any], *, lag: float) -> None:
        """Other words for a post of the organisation's own."""
        if post.author != organization:
            raise unauthorized(post.urn)
        changes = cast("dict[str, Any]", told.get("patch") or {}).get("$set")
        if not isinstance(changes, dict) or set(cast("dict[str, Any]", changes)) != {"commentary"}:
            raise illegal("Request body could not be converted to data map")
        words, now = str(cast("dict[str, Any]", changes)["commentary"]), self.world.clock()

        def change() -> None:
            post.commentary, post.modified = words, now

        self.world.later(change, lag)
        self.world.ledger.add("edit_post", account=organization, target=post.urn, text=words, at=now)
