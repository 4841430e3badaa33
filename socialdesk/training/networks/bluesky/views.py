"""What the network shows one of its accounts: profiles, posts, threads, feeds, notifications (app.bsky lexicons)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from socialdesk.training.networks.bluesky.errors import XrpcError, invalid
from socialdesk.training.networks.bluesky.records import Actor, Notice, Place, Record, told_time
from socialdesk.training.networks.bluesky.state import State

_NODE = "app.bsky.feed.defs#threadViewPost"
_JOINED = "2023-07-01T09:00:00.000Z"
_Thing = TypeVar("_Thing")


class View:
    """The network as `did` sees it; addresses of pictures begin with `base_url`."""

    def __init__(self, world: State, did: str, base_url: str) -> None:
        self._world = world
        self._did = did
        self._base_url = base_url

    # -- people

    def actor(self, did: str) -> dict[str, Any]:
        """A short profile. Somebody unknown to this server has a DID and no more."""
        actor = self._world.actors.get(did) or Actor(did=did, handle="handle.invalid", name="", key=did)
        return {
            "did": actor.did,
            "handle": actor.handle,
            "displayName": actor.name,
            "associated": {"activitySubscription": {"allowSubscriptions": "followers"}},
            "viewer": self._viewer(actor.did),
            "labels": [],
            "createdAt": _JOINED,
        }

    def profile(self, name: str) -> dict[str, Any]:
        """A whole profile. Raises XrpcError InvalidRequest."""
        actor = self._world.find(name)
        if actor is None:
            raise invalid("Profile not found")
        shown = self.actor(actor.did) | {
            "description": actor.about,
            "followersCount": 0,
            "followsCount": 0,
            "postsCount": len(self._world.feeds.get(actor.did, [])),
            "indexedAt": _JOINED,
        }
        shown["associated"] = {"lists": 0, "feedgens": 0, "starterPacks": 0, "labeler": False}
        return shown

    def blocks(self, limit: int, cursor: str) -> dict[str, Any]:
        """Who is blocked, the latest first."""
        mine = [other for one, other in self._world.blocks if one == self._did]
        return _numbered("blocks", [self.actor(did) for did in reversed(mine)], limit, cursor)

    def mutes(self, limit: int, cursor: str) -> dict[str, Any]:
        """Who is muted, the latest first."""
        mine = list(self._world.actors[self._did].mutes)
        return _numbered("mutes", [self.actor(did) for did in reversed(mine)], limit, cursor)

    # -- posts

    def posts(self, uris: Sequence[str]) -> dict[str, Any]:
        """Those that are there and are shown to us."""
        found = [self._world.posts[uri] for uri in uris if uri in self._world.posts]
        return {"posts": [self.post(one) for one in found if not self._blocked(one.did)]}

    def post(self, record: Record) -> dict[str, Any]:
        """One post."""
        shown: dict[str, Any] = {
            "uri": record.uri,
            "cid": record.cid,
            "author": self.actor(record.did),
            "record": record.value,
            "bookmarkCount": 0,
            "replyCount": len(self._world.beneath.get(record.uri, [])),
            "repostCount": 0,
            "likeCount": 0,
            "quoteCount": 0,
            "indexedAt": told_time(record.indexed),
            "viewer": {"bookmarked": False, "threadMuted": False, "embeddingDisabled": False},
            "labels": [],
        }
        embed = self._embed(record)
        gate = self.gate(record.uri)
        return shown | ({"embed": embed} if embed else {}) | ({"threadgate": gate} if gate else {})

    def gate(self, root: str) -> dict[str, Any] | None:
        """The record beside a post, if there is one."""
        gate = self._world.gates.get(root)
        if gate is None:
            return None
        return {"uri": gate.uri, "cid": gate.cid, "record": gate.value, "lists": []}

    def thread(self, uri: str, depth: int, height: int) -> dict[str, Any]:
        """A post with what is above and beneath it. Raises XrpcError NotFound."""
        record = self._world.posts.get(uri)
        if record is None:
            raise XrpcError("NotFound", f"Post not found: {uri}")
        if self._blocked(record.did):
            return {"thread": self._blocked_post(record)}
        gate = self.gate(record.root)
        return {"thread": self._node(record, depth) | self._above(record, height)} | (
            {"threadgate": gate} if gate else {}
        )

    def feed(self, name: str, limit: int, cursor: str, *, replies: bool) -> dict[str, Any]:
        """What somebody wrote, the newest first. Raises XrpcError."""
        actor = self._world.find(name)
        if actor is None:
            raise invalid("Profile not found")
        if self._blocked(actor.did):
            raise XrpcError("BlockedActor", "Requester has blocked actor")
        wrote = [one for one in self._world.feeds.get(actor.did, []) if replies or not one.parent]
        page, onward = paged(wrote, lambda one: one.place, limit, cursor)
        lines = [{"post": self.post(one)} | self._context(one) for one in page]
        return {"feed": lines} | onward

    def notifications(self, reasons: Sequence[str], limit: int, cursor: str) -> dict[str, Any]:
        """Why we should look at something, the newest first. What is not to be shown makes a page shorter."""
        told = [
            notice
            for notice in self._world.notices.get(self._did, [])
            if not reasons or notice.reason in reasons
        ]
        page, onward = paged(told, lambda one: one.record.place, limit, cursor)
        muted = self._world.actors[self._did].mutes
        shown = [
            self._notice(one)
            for one in page
            if not self._blocked(one.record.did)
            and one.record.did not in muted
            and one.record.uri not in self._world.hidden_beneath(one.record.root)
        ]
        return {"notifications": shown, "priority": False} | onward

    # -- inside

    def _viewer(self, did: str) -> dict[str, Any]:
        world = self._world
        blocking = world.blocks.get((self._did, did))
        return {
            "muted": did in world.actors[self._did].mutes,
            "mutedOnlyReposts": False,
            "mutedOnlyQuoteposts": False,
            "blockedBy": (did, self._did) in world.blocks,
        } | ({"blocking": blocking} if blocking else {})

    def _blocked(self, did: str) -> bool:
        return self._world.block_between(self._did, did)

    def _third_parties(self, record: Record) -> bool:
        """False where the author and whom they answer have blocked one another: nobody is shown it."""
        above = self._world.posts.get(record.parent)
        return above is None or not self._world.block_between(above.did, record.did)

    def _node(self, record: Record, depth: int) -> dict[str, Any]:
        node: dict[str, Any] = {"$type": _NODE, "post": self.post(record), "threadContext": {}}
        if depth > 0:
            answers = [one for one in self._world.beneath.get(record.uri, []) if self._third_parties(one)]
            node["replies"] = [
                self._blocked_post(one) if self._blocked(one.did) else self._node(one, depth - 1)
                for one in answers
            ]
        return node

    def _above(self, record: Record, height: int) -> dict[str, Any]:
        if height <= 0 or not record.parent:
            return {}
        above = self._world.posts.get(record.parent)
        if above is None:
            missing = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": record.parent, "notFound": True}
            return {"parent": missing}
        if self._blocked(above.did):
            return {"parent": self._blocked_post(above)}
        node = {"$type": _NODE, "post": self.post(above), "threadContext": {}}
        return {"parent": node | self._above(above, height - 1)}

    def _blocked_post(self, record: Record) -> dict[str, Any]:
        viewer = {
            key: value for key, value in self._viewer(record.did).items() if key in {"blockedBy", "blocking"}
        }
        return {
            "$type": "app.bsky.feed.defs#blockedPost",
            "uri": record.uri,
            "blocked": True,
            "author": {"did": record.did, "viewer": viewer},
        }

    def _context(self, record: Record) -> dict[str, Any]:
        """What comes with an answer in a feed: where its thread begins, and what it answers."""
        if not record.parent:
            return {}
        return {"reply": {"root": self._reference(record.root), "parent": self._reference(record.parent)}}

    def _reference(self, uri: str) -> dict[str, Any]:
        record = self._world.posts.get(uri)
        if record is None:
            return {"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri, "notFound": True}
        if self._blocked(record.did):
            return self._blocked_post(record)
        return {"$type": "app.bsky.feed.defs#postView"} | self.post(record)

    def _notice(self, notice: Notice) -> dict[str, Any]:
        record = notice.record
        shown: dict[str, Any] = {
            "uri": record.uri,
            "cid": record.cid,
            "author": self.actor(record.did) | {"indexedAt": _JOINED},
            "reason": notice.reason,
            "record": record.value,
            "isRead": False,
            "indexedAt": told_time(record.indexed),
            "labels": [],
        }
        return shown | ({"reasonSubject": notice.subject} if notice.subject else {})

    def _embed(self, record: Record) -> dict[str, Any] | None:
        if record.picture is not None:
            url = f"{self._base_url}/media/{record.picture.id}"
            image = {"thumb": url, "fullsize": url, "alt": record.picture.title}
            return {"$type": "app.bsky.embed.images#view", "images": [image]}
        embedded: dict[str, Any] = record.value.get("embed", {})
        if embedded.get("images"):
            images = [self._image(one) for one in embedded["images"]]
            return {"$type": "app.bsky.embed.images#view", "images": images}
        quoted = self._world.posts.get(str(embedded.get("record", {}).get("uri", "")))
        if quoted is None or self._blocked(quoted.did):
            return None
        shown: dict[str, Any] = {
            "$type": "app.bsky.embed.record#viewRecord",
            "uri": quoted.uri,
            "cid": quoted.cid,
            "author": self.actor(quoted.did),
            "value": quoted.value,
            "indexedAt": told_time(quoted.indexed),
            "labels": [],
        }
        return {"$type": "app.bsky.embed.record#view", "record": shown}

    def _image(self, image: dict[str, Any]) -> dict[str, str]:
        url = f"{self._base_url}/media/{image.get('image', {}).get('ref', {}).get('$link', '')}"
        return {"thumb": url, "fullsize": url, "alt": str(image.get("alt", ""))}


def paged(
    things: Sequence[_Thing], place: Callable[[_Thing], Place], limit: int, cursor: str
) -> tuple[list[_Thing], dict[str, str]]:
    """The newest before `cursor` (things are the oldest first), and where it goes on. Raises XrpcError."""
    before = _read_cursor(cursor) if cursor else None
    older = [one for one in reversed(things) if before is None or place(one) < before]
    page = older[:limit]
    if len(older) <= limit:
        return page, {}
    at = place(page[-1])
    return page, {"cursor": f"{at[0]}::{at[1]}"}


def _read_cursor(cursor: str) -> Place:
    first, _, second = cursor.partition("::")
    if not (first.isdecimal() and second.isdecimal() and len(cursor) < 60):
        raise invalid("Malformed cursor")
    return int(first), int(second)


def _numbered(name: str, shown: list[dict[str, Any]], limit: int, cursor: str) -> dict[str, Any]:
    if cursor and not (cursor.isdecimal() and len(cursor) < 10):
        raise invalid("Malformed cursor")
    first = int(cursor or 0)
    more = first + limit < len(shown)
    return {name: shown[first : first + limit]} | ({"cursor": str(first + limit)} if more else {})
