"""What the simulated LinkedIn shows of what it holds, field for field as its documentation does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from socialdesk.clock import to_ms
from socialdesk.training.networks.linkedin.records import (
    Comment,
    Happened,
    Member,
    Notification,
    Organization,
    Post,
)
from socialdesk.training.networks.linkedin.refusals import illegal
from socialdesk.training.networks.wire import Request

DEFAULT_COUNT, MAX_COUNT = 10, 100
_One = TypeVar("_One")


def page(request: Request, items: Sequence[_One], shown: Callable[[_One], dict[str, Any]]) -> dict[str, Any]:
    """One page of a list by `start` and `count`. Raises Refusal."""
    start, count = _whole(request, "start", 0), min(_whole(request, "count", DEFAULT_COUNT), MAX_COUNT)
    links: list[dict[str, str]] = []
    if start + count < len(items):
        href = f"/{'/'.join(request.path)}?start={start + count}&count={count}"
        links.append({"rel": "next", "type": "application/json", "href": href})
    return {
        "elements": [shown(item) for item in items[start : start + count]],
        "paging": {"start": start, "count": count, "total": len(items), "links": links},
    }


def comment(told: Comment, base_url: str, *, actors: bool = True, summary: bool = True) -> dict[str, Any]:
    """A comment or reply; without who wrote it, or how much is beneath, where that is wanted."""
    who = {"actor": told.actor} if actors else {}
    shown: dict[str, Any] = {
        **who,
        "commentUrn": told.urn,
        "$URN": told.urn,
        "created": {**who, "time": to_ms(told.created)},
        "lastModified": {**who, "time": to_ms(told.modified)},
        "id": told.number,
        "message": {"attributes": [], "text": told.text},
        "object": told.post.activity,
    }
    if told.parent is not None:
        shown["parentComment"] = told.parent.urn
    if told.replies and summary:
        shown["commentsSummary"] = {
            "totalFirstLevelComments": len(told.replies),
            "aggregatedTotalComments": len(told.replies),
            "selectedComments": [one.urn for one in told.replies[:2]],
        }
    if told.picture is not None:
        shown["content"] = [
            {
                "type": "IMAGE",
                "entity": {"image": f"urn:li:image:{told.picture.id}"},
                "url": f"{base_url}/media/{told.picture.id}",
            }
        ]
    return shown


def post(told: Post) -> dict[str, Any]:
    """A post."""
    shown: dict[str, Any] = {
        "id": told.urn,
        "author": told.author,
        "commentary": told.commentary,
        "createdAt": to_ms(told.created),
        "publishedAt": to_ms(told.created),
        "lastModifiedAt": to_ms(told.modified),
        "visibility": "PUBLIC",
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "targetEntities": [],
            "thirdPartyDistributionChannels": [],
        },
        "lifecycleStateInfo": {"isEditedByAuthor": told.modified > told.created},
    }
    if told.reshared:
        shown["reshareContext"] = {"parent": told.reshared, "root": told.reshared}
    images = [
        {"id": f"urn:li:image:{one.id}", "altText": one.alt or one.title}
        for one in (told.picture, *told.others)
        if one is not None
    ]
    if images:
        shown["content"] = {"media": images[0]} if len(images) == 1 else {"multiImage": {"images": images}}
    return shown


def notification(told: Notification, *, decorated: bool = True) -> dict[str, Any]:
    """A notification, with what it is about."""
    shown: dict[str, Any] = {
        "notificationId": told.number,
        "organizationalEntity": told.organization,
        "subscriber": told.organization,
        "action": told.action.value,
        "lastModifiedAt": told.ms,
        "sourcePost": told.post.activity,
    }
    if decorated:
        shown["decoratedSourcePost"] = {
            "entity": told.post.urn,
            "owner": told.post.author,
            "text": told.post.commentary,
            "mediaCategory": "NONE",
        }
    if told.action is Happened.SHARE_MENTION:
        shown["generatedActivity"] = told.post.urn
        if decorated:
            share = {"entity": told.post.urn, "owner": told.post.author, "text": told.text}
            shown["decoratedGeneratedActivity"] = {"share": share}
    elif told.comment is not None:
        inner = told.post.activity.removeprefix("urn:li:")
        # The inner name comes without its beginning here, and with it in the decoration (seen on the real service).
        shown["generatedActivity"] = f"urn:li:comment:({inner},{told.comment.number})"
        if decorated and told.action is not Happened.COMMENT_DELETE:
            shown["decoratedGeneratedActivity"] = {
                "comment": {
                    "entity": told.comment.urn,
                    "owner": told.comment.actor,
                    "text": told.text,
                    "object": told.post.activity,
                }
            }
    return shown


def member(told: Member) -> dict[str, Any]:
    """A person, as far as they are shown."""
    if told.private:
        return {"id": "private"}
    first, _, last = told.name.partition(" ")
    return {
        "id": told.number,
        "localizedFirstName": first,
        "localizedLastName": last,
        "firstName": {"localized": {"en_US": first}, "preferredLocale": {"country": "US", "language": "en"}},
        "lastName": {"localized": {"en_US": last}, "preferredLocale": {"country": "US", "language": "en"}},
    }


def organization(told: Organization) -> dict[str, Any]:
    """A page, as its administrator sees it."""
    return {
        "id": int(told.number),
        "$URN": told.urn,
        "localizedName": told.name,
        "vanityName": told.username,
        "localizedDescription": told.about,
        "primaryOrganizationType": "NONE",
    }


def _whole(request: Request, name: str, otherwise: int) -> int:
    told = str(request.params.get(name, otherwise))
    if not told.isdecimal() or len(told) > 9:
        raise illegal(f"Invalid query parameters passed to request: {name}")
    return int(told)
