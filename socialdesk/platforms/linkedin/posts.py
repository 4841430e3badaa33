"""The page's own posts: with pictures, shared again, with other words.

Sources: Posts API 202609 (content, reshareContext, PARTIAL_UPDATE), Images API and MultiImage API 202609.
"""

from __future__ import annotations

from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.platforms.api import Offline, Refused, UnknownResult
from socialdesk.platforms.http import Answer
from socialdesk.platforms.linkedin import little, wire
from socialdesk.platforms.linkedin.calls import LinkedInCalls, Told
from socialdesk.platforms.linkedin.errors import Kind, Problem
from socialdesk.platforms.linkedin.urn import is_plain, is_post, quoted

LONGEST_POST = 3000
_HOSTS = ("linkedin.com",)
_CERTAIN = frozenset({Kind.REFUSED, Kind.BAD_REQUEST, Kind.GONE, Kind.VERSION})


def unsendable(action: Action) -> str:
    """Why a reshare cannot be sent at all, "" where it can."""
    if action.kind is ActionKind.RESHARE and not is_post(action.share_of):
        return "The desk does not know which post is to be shared."
    return ""


def publish(calls: LinkedInCalls, action: Action) -> Told:
    """A post or reshare: the pictures first, which nobody sees. Raises as `LinkedInCalls.create`."""
    body: dict[str, object] = {
        "author": calls.organization,
        "commentary": little.escaped(action.text),
        "visibility": "PUBLIC",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if action.kind is ActionKind.RESHARE:
        body["reshareContext"] = {"parent": action.share_of}
    images = [_image(calls, one) for one in action.media]
    if len(images) == 1:
        body["content"] = {"media": images[0]}
    elif images:
        body["content"] = {"multiImage": {"images": images}}
    return calls.create("posts", body=body)


def edit(calls: LinkedInCalls, action: Action) -> Told:
    """Other words for a post of the page's. Raises as `LinkedInCalls.create`."""
    patch = {"patch": {"$set": {"commentary": little.escaped(action.text)}}}
    return calls.change("posts", quoted(action.target), body=patch)


def _image(calls: LinkedInCalls, picture: PostMedia) -> dict[str, str]:
    """Sends a picture to where LinkedIn says. Raises Refused, and Offline where it can be tried again."""
    begun = calls.act(
        "images", name="initializeUpload", body={"initializeUploadRequest": {"owner": calls.organization}}
    )
    place = wire.read_object(_taken(begun), wire.UploadBegun).value
    if place is None or not place.upload_url or not is_plain(place.image):
        raise _again("LinkedIn did not say where a picture is to be sent.")
    sent = calls.upload(place.upload_url, picture.content, media_type=picture.media_type, hosts=_HOSTS)
    if not 200 <= _taken(sent).status < 300:
        raise _again("LinkedIn did not say that it has the picture.")
    return {"id": place.image} | ({"altText": picture.alt_text} if picture.alt_text else {})


def _taken(told: Told) -> Answer:
    if isinstance(told, Problem) and told.kind in _CERTAIN:
        raise Refused(f"LinkedIn did not take a picture. {told.sentence}", kept=told.detail)
    if isinstance(told, Problem | UnknownResult):
        raise _again("LinkedIn did not say that it has the picture.")
    return told


def _again(happened: str) -> Offline:
    return Offline(happened, kept="Nothing was published.", to_do="The desk tries again by itself.")
