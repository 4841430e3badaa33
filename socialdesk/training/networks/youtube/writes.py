"""What a channel may do on the simulated YouTube: answer, hold, publish, reject, ban, edit, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from socialdesk.training.networks.youtube.call import Call
from socialdesk.training.networks.youtube.errors import (
    YouTubeError,
    bad_parameter,
    comments_off,
    forbidden,
    not_found,
    not_processed,
    unsupported,
)
from socialdesk.training.networks.youtube.records import Channel, Comment, Status, Video

LONGEST_COMMENT = 10_000
_MAX_IDS = 50
_SET = (Status.PUBLISHED, Status.HELD, Status.REJECTED, Status.SPAM)


def insert_comment(call: Call) -> dict[str, Any]:
    """`comments.insert`: a reply beneath a first comment."""
    call.comments_scope()
    parts, channel = call.parts({"snippet"}), _channel(call)
    snippet = _within(call.body, "snippet")
    text = _text(snippet)
    parent_id = snippet.get("parentId")
    if not isinstance(parent_id, str) or not parent_id:
        raise bad_parameter("snippet.parentId", "The parent is missing.", "parentCommentIdRequired")
    parent = call.world.comments.get(parent_id)
    if parent is None or parent.parent or parent.status is Status.REJECTED:
        raise not_found("parentComment")
    if parent.status is not Status.PUBLISHED:
        raise bad_parameter("snippet.parentId", "The parent comment is not public.", "parentCommentIsPrivate")
    video = call.world.videos.get(parent.video_id)
    if video is not None and video.comments_off:
        raise comments_off(video.id)
    under = video or call.world.channels[parent.channel_id]
    made = call.world.put(under, channel.author, text, parent=parent, lag=call.lag)
    _note(call, "reply", parent.id, text=text, made=made.id)
    return call.view().comment(made, parts)


def insert_thread(call: Call) -> dict[str, Any]:
    """`commentThreads.insert`: a first comment beneath a video or on a channel."""
    call.comments_scope()
    parts, channel = call.parts({"snippet", "replies"}), _channel(call)
    snippet = _within(call.body, "snippet")
    text = _text(_within(_within(snippet, "topLevelComment"), "snippet"))
    world = call.world
    under: Video | Channel | None
    if snippet.get("videoId"):
        under = world.videos.get(str(snippet["videoId"]))
        if under is None:
            raise not_found("video")
        if under.comments_off:
            raise comments_off(under.id)
    else:
        under = world.channels.get(str(snippet.get("channelId", "")))
        if under is None:
            raise not_found("channel")
    made = world.put(under, channel.author, text, lag=call.lag)
    _note(call, "comment", under.id, text=text, made=made.id)
    return call.view().thread(made, parts, Status.PUBLISHED)


def update_comment(call: Call) -> dict[str, Any]:
    """`comments.update`: the channel's own words."""
    call.comments_scope()
    parts, channel = call.parts({"snippet"}), _channel(call)
    comment = _comment(call, str(call.body.get("id", "")))
    if comment.author.channel_id != channel.id:
        raise forbidden("The comment cannot be updated: only its author may do that.")
    text = _text(_within(call.body, "snippet"))
    now = call.world.clock()

    def change() -> None:
        comment.text, comment.updated = text, now

    call.world.later(change, call.lag)
    _note(call, "edit", comment.id, text=text)
    return call.view().comment(comment, parts)


def delete_comment(call: Call) -> None:
    """`comments.delete`: the channel's own words."""
    call.comments_scope()
    channel = _channel(call)
    comment = _comment(call, call.text("id"))
    if comment.author.channel_id != channel.id:
        raise forbidden("The comment cannot be deleted: only its author may do that.")
    also = tuple(one.id for one in comment.replies)
    call.world.later(lambda: call.world.remove(comment), call.lag)
    _note(call, "delete", comment.id, text=comment.text, also=also)


def set_moderation_status(call: Call) -> None:
    """`comments.setModerationStatus`, for up to 50 comments together."""
    call.comments_scope()
    channel = _channel(call)
    ids = list(dict.fromkeys(call.listed("id")))
    if not ids or len(ids) > _MAX_IDS:
        raise bad_parameter("id", f"Give 1 to {_MAX_IDS} ids.", "missingRequiredParameter")
    status = Status(call.choice("moderationStatus", [one.value for one in _SET], ""))
    ban = call.flag("banAuthor")
    if ban and status is not Status.REJECTED:
        raise YouTubeError(
            400,
            "banWithoutReject",
            "The banAuthor parameter can only be used if moderationStatus is rejected.",
            domain="youtube.comment",
        )
    if status is Status.SPAM:
        raise unsupported("A comment cannot be marked as likely spam.")
    found = [_moderated(call, one, channel, status) for one in ids]
    for comment in found:
        _set(call, channel, comment, status, ban=ban)


def delete_video(call: Call) -> None:
    """`videos.delete`."""
    channel = _channel(call)
    video = call.world.videos.get(call.text("id"))
    if video is None:
        raise not_found("video")
    if video.channel_id != channel.id:
        raise forbidden("The video cannot be deleted: it belongs to another channel.")

    def vanish() -> None:
        call.world.videos.pop(video.id, None)
        if video in channel.videos:
            channel.videos.remove(video)
        for comment in list(video.comments):
            for one in (comment, *comment.replies):
                call.world.comments.pop(one.id, None)

    call.world.later(vanish, call.lag)
    also = tuple(one.id for top in video.comments for one in (top, *top.replies))
    _note(call, "delete_post", video.id, text=video.title, also=also)


def mark_as_spam(call: Call) -> None:
    """`comments.markAsSpam`, which YouTube no longer takes."""
    call.comments_scope()
    _channel(call)
    raise unsupported("Comments can no longer be marked as spam.")


def _moderated(call: Call, comment_id: str, channel: Channel, status: Status) -> Comment:
    """The comment, where this channel may set it so. Raises YouTubeError."""
    if comment_id in call.world.withdrawn:
        raise not_processed()
    comment = _comment(call, comment_id)
    if comment.channel_id != channel.id:
        raise forbidden("The moderation status cannot be set: the request lacks the rights of the channel.")
    if comment.author.channel_id == channel.id and status is Status.HELD:
        raise unsupported("The channel's own comments cannot be held for review.")
    if comment.status is Status.REJECTED and status is not Status.REJECTED:
        raise unsupported("What was rejected cannot be published again.")
    return comment


def _set(call: Call, channel: Channel, comment: Comment, status: Status, *, ban: bool) -> None:
    def change() -> None:
        comment.status = status
        if ban:
            channel.banned.add(comment.author.channel_id)

    call.world.later(change, call.lag)
    kind = {Status.HELD: "hide", Status.PUBLISHED: "unhide"}.get(status, "block" if ban else "delete")
    also = tuple(one.id for one in comment.replies) if status is Status.REJECTED else ()
    _note(call, kind, comment.id, text=comment.text, also=also)


def _note(
    call: Call, kind: str, target: str, *, text: str = "", made: str = "", also: tuple[str, ...] = ()
) -> None:
    call.world.ledger.add(
        kind, account=call.viewer, target=target, text=text, at=call.world.clock(), made=made, also=also
    )


def _channel(call: Call) -> Channel:
    return call.world.channels[call.signed_in()]


def _comment(call: Call, comment_id: str) -> Comment:
    comment = call.world.comments.get(comment_id)
    if comment is None:
        raise not_found("comment")
    return comment


def _text(snippet: Mapping[str, Any]) -> str:
    text = snippet.get("textOriginal")
    if not isinstance(text, str) or not text.strip():
        raise bad_parameter("snippet.textOriginal", "The comment has no text.", "commentTextRequired")
    if len(text) > LONGEST_COMMENT:
        raise bad_parameter("snippet.textOriginal", "The comment is too long.", "commentTextTooLong")
    return text


def _within(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}
