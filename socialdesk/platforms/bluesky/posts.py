"""What goes with a post of the account's own: pictures, the post that it goes on from, the post that it shows again.

Sources: lexicons app.bsky.embed.images, app.bsky.embed.record, app.bsky.feed.repost, com.atproto.repo.uploadBlob.
"""

from __future__ import annotations

from typing import Any

from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.platforms.api import Refused, Unreadable
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.bluesky.calls import Calls
from socialdesk.platforms.bluesky.errors import Kind, Problem
from socialdesk.platforms.bluesky.lookups import asked_post, record
from socialdesk.platforms.bluesky.names import POST, REPOST, Address, chosen_key, post_address, read_address

_CERTAIN = frozenset({Kind.REFUSED, Kind.BAD_REQUEST, Kind.GONE})


def place_of(calls: Calls, action: Action) -> Address:
    """Where a reply, post or repost of ours is to be; our own key makes it always the same."""
    again = action.kind is ActionKind.RESHARE and not action.text.strip()
    return Address(calls.did, REPOST if again else POST, chosen_key(action.key))


def goes_on_from(calls: Calls, action: Action) -> bool:
    """True for a post that is to stand beneath one of our own. Raises Refused where it is somebody else's."""
    above = post_address(action.target)
    if above is not None and above.did != calls.did:
        raise Refused("A thread goes on from a post of the account's own only.", kept="Nothing was sent.")
    return above is not None


def own_thing(calls: Calls, action: Action) -> Address | None:
    """The post or repost of ours that is to be removed; None where it is somebody else's. Raises Refused."""
    at = read_address(action.target)
    if at is None or at.collection not in {POST, REPOST}:
        at = asked_post(action.target)
    return at if at.did == calls.did else None


def embed(calls: Calls, action: Action) -> dict[str, Any]:
    """The pictures, or the post that is quoted. Raises Gone, Refused and other NetworkErrors; nothing is out then."""
    if action.media:
        images = [{"image": _blob(calls, one), "alt": one.alt_text} for one in action.media]
        return {"embed": {"$type": "app.bsky.embed.images", "images": images}}
    if action.kind is ActionKind.RESHARE:
        return {"embed": {"$type": "app.bsky.embed.record", "record": reference(calls, action)}}
    return {}


def reference(calls: Calls, action: Action) -> dict[str, str]:
    """The post that is shared, in the version that is there now. Raises Gone, Refused, NetworkError."""
    at = asked_post(action.share_of)
    held, _ = record(calls, at)
    if not held.cid:
        raise Unreadable("Bluesky does not say which version of the post is there.")
    return {"uri": at.uri, "cid": held.cid}


def _blob(calls: Calls, picture: PostMedia) -> dict[str, Any]:
    told = calls.upload(picture.content, picture.media_type)
    if isinstance(told, Problem):
        if told.kind in _CERTAIN:
            raise Refused(f"Bluesky did not take a picture. {told.sentence}", kept=told.detail)
        raise Unreadable(told.sentence)
    blob = wire.read_object(told, wire.Uploaded).blob
    if blob is None or not blob.ref.link:
        raise Unreadable("Bluesky did not say that it has the picture.")
    return {
        "$type": "blob",
        "ref": {"$link": blob.ref.link},
        "mimeType": blob.mime_type or picture.media_type,
        "size": blob.size or len(picture.content),
    }
