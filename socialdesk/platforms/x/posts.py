"""What goes with a post of the account's own: pictures, the post that it goes on from, the post that it shows again.

Sources: X API v2: POST /2/media/upload, POST /2/media/metadata, POST /2/users/:id/retweets (OpenAPI 2.167).
"""

from __future__ import annotations

import re

from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.platforms.api import Offline, Refused, UnknownResult, Unreadable
from socialdesk.platforms.http import Answer, Part
from socialdesk.platforms.media_rules import GIF
from socialdesk.platforms.x import limits, wire
from socialdesk.platforms.x.calls import XCalls
from socialdesk.platforms.x.errors import Kind, Problem

_CERTAIN = frozenset({Kind.REFUSED, Kind.BAD_REQUEST, Kind.GONE})
_POST = re.compile(r"[0-9]{1,19}", re.ASCII)


def above(calls: XCalls, action: Action) -> str:
    """The post of our own that a new one goes on from; "" where it stands by itself."""
    own = action.target in {"", calls.user_id} or not _POST.fullmatch(action.target)
    return "" if own else action.target


def is_quote(action: Action) -> bool:
    """True for a reshare with words of its own, which X has under another name than one without."""
    return action.kind is ActionKind.RESHARE and bool(action.text.strip())


def unsendable(action: Action, *, enterprise: bool) -> str:
    """Why a reshare cannot be sent at all, "" where it can."""
    if action.kind is not ActionKind.RESHARE:
        return ""
    if not _POST.fullmatch(action.share_of):
        return "The desk does not know which post is to be shared."
    if is_quote(action) and not enterprise:
        return (
            "X takes words of our own with a repost from programs of Enterprise customers only. Repost without words,"
            " or quote the post by hand on x.com."
        )
    return ""


def media_ids(calls: XCalls, pictures: tuple[PostMedia, ...]) -> list[str]:
    """Sends the pictures, which nobody sees until a post names them.

    Raises Refused, and Offline where it can be tried again; nothing is out then.
    """
    return [_sent(calls, one) for one in pictures]


def _sent(calls: XCalls, picture: PostMedia) -> str:
    category = "tweet_gif" if picture.media_type == GIF else "tweet_image"
    name = f"picture.{picture.media_type.partition('/')[2]}"
    part = Part("media", name, picture.media_type, picture.content)
    told = calls.upload(limits.UPLOAD, "media", "upload", fields={"media_category": category}, file=part)
    made = _id(told)
    if picture.alt_text:
        body = {"id": made, "metadata": {"alt_text": {"text": picture.alt_text}}}
        _id(calls.write(limits.UPLOAD, "POST", "media", "metadata", body=body))
    return made


def _id(told: Answer | Problem | UnknownResult) -> str:
    if isinstance(told, Problem) and told.kind in _CERTAIN:
        raise Refused(f"X did not take a picture. {told.sentence}", kept=told.detail)
    made = ""
    if isinstance(told, Answer):
        try:
            raw, _ = wire.read_one(told)
            made = wire.native_id(wire.salvage(raw, wire.Written).id) or ""
        except Unreadable:
            made = ""
    if not made:
        raise Offline(
            "X did not say that it has the picture.",
            kept="Nothing was published.",
            to_do="The desk tries again by itself.",
        )
    return made
