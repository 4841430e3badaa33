"""The lists of the simulated YouTube."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from socialdesk.training.networks.youtube.call import Call
from socialdesk.training.networks.youtube.errors import (
    bad_parameter,
    comments_off,
    forbidden,
    not_found,
)
from socialdesk.training.networks.youtube.paging import Placed, page_of
from socialdesk.training.networks.youtube.records import Channel, Comment, Status
from socialdesk.training.networks.youtube.view import listing

_LISTED = (Status.PUBLISHED, Status.HELD, Status.SPAM, Status.REJECTED)
_MAX_IDS = 50
_Item = TypeVar("_Item", bound=Placed)


def comment_threads(call: Call) -> dict[str, Any]:
    """`commentThreads.list`."""
    call.comments_scope()
    parts = call.parts({"snippet", "replies"})
    named = call.filter("allThreadsRelatedToChannelId", "channelId", "videoId", "id", "postId")
    view = call.view()
    if named == "id":
        if call.text("moderationStatus") or call.text("searchTerms"):
            raise bad_parameter(
                "id", "The id filter cannot be combined with another.", "incompatibleParameters"
            )
        told = [call.world.comments.get(one) for one in _ids(call)]
        found = [one for one in told if one is not None and not one.parent and view.sees(one)]
        items = [view.thread(one, parts, None, by_id=True) for one in found]
        return listing("commentThread", items, size=len(items), total=len(items), onward="")
    status = Status(call.choice("moderationStatus", [one.value for one in _LISTED], Status.PUBLISHED.value))
    order = call.choice("order", ("time", "relevance", "orderUnspecified"), "time")
    channel, tops = _tops(call, named)
    if status is not Status.PUBLISHED and call.signed_in() != channel.id:
        raise forbidden("The comment threads cannot be listed: the request lacks the rights of the channel.")
    terms = call.text("searchTerms").lower()
    found = [one for one in tops if _is_listed(one, status) and terms in one.text.lower()]
    if order == "relevance":
        found.sort(key=lambda one: (len(one.replies), one.position), reverse=True)
    return _paged(
        call,
        "commentThread",
        found,
        lambda one: view.thread(one, parts, status),
        name=f"{named}/{call.text(named)}/{status}/{order}/{terms}",
        most=100,
    )


def comments(call: Call) -> dict[str, Any]:
    """`comments.list`."""
    call.comments_scope()
    parts = call.parts({"snippet"})
    named = call.filter("id", "parentId")
    view = call.view()
    world = call.world
    if named == "id":
        told = [world.comments.get(one) for one in _ids(call)]
        found = [one for one in told if one is not None and view.sees(one)]
        shown = [one for one in found if world.held_by_id or one.status is Status.PUBLISHED]
        items = [view.comment(one, parts, by_id=True) for one in shown]
        return listing("comment", items, size=len(items), total=len(items), onward="")
    parent = world.comments.get(call.text("parentId"))
    if parent is None or not view.sees(parent):
        raise not_found("comment")
    replies = [one for one in reversed(parent.replies) if view.sees(one)]
    return _paged(
        call,
        "comment",
        replies,
        lambda one: view.comment(one, parts),
        name=f"replies/{parent.id}",
        most=100,
        counted=False,
    )


def videos(call: Call) -> dict[str, Any]:
    """`videos.list`, by id alone."""
    parts = call.parts({"snippet", "status", "statistics", "contentDetails"})
    call.filter("id", "chart", "myRating")
    view = call.view()
    told = [call.world.videos.get(one) for one in _ids(call)]
    items = [view.video(one, parts) for one in told if one is not None]
    return listing("video", items, size=len(items), total=len(items), onward="")


def channels(call: Call) -> dict[str, Any]:
    """`channels.list`."""
    parts = call.parts({"snippet", "contentDetails", "statistics", "status", "brandingSettings"})
    named = call.filter("mine", "id", "forHandle", "forUsername", "managedByMe")
    held = call.world.channels
    if named == "mine":
        found = [held[call.signed_in()]] if call.flag("mine") else []
    elif named == "id":
        found = [held[one] for one in _ids(call) if one in held]
    else:
        handle = "@" + call.text(named).removeprefix("@").lower()
        found = [one for one in held.values() if one.handle.lower() == handle]
    view = call.view()
    items = [view.channel(one, parts) for one in found]
    told = listing("channel", items, size=call.size(5, 50), total=len(items), onward="")
    if not items:
        del told["items"]  # as the real one does
    return told


def playlist_items(call: Call) -> dict[str, Any]:
    """`playlistItems.list`, of the uploads."""
    parts = call.parts({"snippet", "contentDetails", "status"})
    call.filter("playlistId", "id")
    wanted = call.text("playlistId")
    channel = next((one for one in call.world.channels.values() if one.uploads == wanted), None)
    if channel is None or not channel.videos:
        raise not_found("playlist")
    view = call.view()
    newest = list(reversed(channel.videos))
    return _paged(
        call,
        "playlistItem",
        newest,
        lambda one: view.entry(channel, one, parts),
        name=f"playlist/{wanted}",
        most=50,
        usual=5,
    )


def _ids(call: Call) -> list[str]:
    told = call.listed("id")
    if len(told) > _MAX_IDS:
        raise bad_parameter("id", f"Too many ids: at most {_MAX_IDS}.")
    return list(dict.fromkeys(told))


def _tops(call: Call, named: str) -> tuple[Channel, list[Comment]]:
    """Whose comments, and the first comments that a filter names, newest first."""
    world, wanted = call.world, call.text(named)
    if named == "videoId":
        video = world.videos.get(wanted)
        if video is None:
            raise not_found("video")
        if video.comments_off:
            raise comments_off(video.id)
        return world.channels[video.channel_id], list(reversed(video.comments))
    channel = world.channels.get(wanted)
    if channel is None:
        raise not_found("channel")
    return channel, list(reversed(channel.talk)) if named == "channelId" else world.threads(channel)


def _is_listed(top: Comment, status: Status) -> bool:
    """What is held is listed with its thread, for the sake of a reply too; what was rejected never is."""
    if top.status is Status.REJECTED or status is Status.REJECTED:
        return False
    if status is Status.PUBLISHED:
        return top.status is Status.PUBLISHED
    return top.status is status or any(one.status is status for one in top.replies)


def _paged(
    call: Call,
    kind: str,
    found: Sequence[_Item],
    show: Callable[[_Item], dict[str, Any]],
    *,
    name: str,
    most: int,
    usual: int = 20,
    counted: bool = True,
) -> dict[str, Any]:
    size = call.size(usual, most)
    page, onward = page_of(found, name, size, call.text("pageToken"))
    items = [show(one) for one in page]
    total = (len(items) if kind == "commentThread" else len(found)) if counted else None
    return listing(kind, items, size=size, total=total, onward=onward)
