"""The shapes of YouTube's answers, typed once here, at the edge (platforms.md 4; discovery revision 20261104).

Every field may be missing or of another kind than was promised: a field that cannot be read is left out, an entry
without an id is counted as unreadable, and neither loses the rest of its page. Only where a list goes on is read
strictly, for what is missing from a whole list is told to be gone.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.platforms import answers
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.http import Answer

HELD = "heldForReview"
SPAM = "likelySpam"
PUBLISHED = "published"
REJECTED = "rejected"
_MAX_TOKEN = 8192
_Shape = TypeVar("_Shape", bound=msgspec.Struct)
salvage, raw_text, moment_ms = answers.salvage, answers.raw_text, answers.moment_ms
"""As in `platforms.answers`: every reader of these shapes finds them here."""


class Listing(msgspec.Struct, rename="camel"):
    """A page of a list. `items` may be missing where there are none, so `kind` must say that it is a list."""

    kind: str
    items: list[msgspec.Raw] = []
    next_page_token: str | None = None


class Resource(msgspec.Struct, rename="camel"):
    """Anything with an id, by its parts."""

    id: str | int | None = None
    snippet: msgspec.Raw = msgspec.Raw()
    content_details: msgspec.Raw = msgspec.Raw()
    statistics: msgspec.Raw = msgspec.Raw()
    replies: msgspec.Raw = msgspec.Raw()


class Value(msgspec.Struct):
    """An id in an object of its own."""

    value: str | int | None = None


class CommentSnippet(msgspec.Struct, rename="camel"):
    """What a comment or reply says."""

    author_display_name: str = ""
    author_channel_url: str = ""
    author_channel_id: Value | None = None
    video_id: str | None = None
    parent_id: str | None = None
    text_original: str | None = None
    text_display: str | None = None
    moderation_status: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    image_url: str = ""


class ThreadSnippet(msgspec.Struct, rename="camel"):
    """What a thread says of itself; its first comment is whole inside."""

    video_id: str | None = None
    top_level_comment: msgspec.Raw = msgspec.Raw()
    total_reply_count: int | None = None
    is_public: bool | None = None


class Replies(msgspec.Struct):
    """A sample of a thread's replies."""

    comments: list[msgspec.Raw] = []


class VideoSnippet(msgspec.Struct, rename="camel"):
    """What a video or channel is called."""

    title: str = ""
    description: str = ""
    published_at: str | None = None
    custom_url: str = ""


class Statistics(msgspec.Struct, rename="camel"):
    """A video's counts; there is no `commentCount` where comments are turned off."""

    comment_count: str | int | None = None


class Playlists(msgspec.Struct):
    """A channel's own playlists."""

    uploads: str = ""


class Details(msgspec.Struct, rename="camel"):
    """`contentDetails` of a playlist's entry or of a channel."""

    video_id: str | None = None
    related_playlists: Playlists | None = None


def json_body(answer: Answer) -> bytes:
    """The body, if it is JSON and whole. Raises Unreadable."""
    return answers.json_body(answer, "YouTube")


def read_listing(answer: Answer) -> Listing:
    """A list's page. Raises Unreadable where it is none, or where its end cannot be told."""
    told = answers.decoded(json_body(answer), Listing)
    token = (told.next_page_token or "") if told is not None else ""
    if told is None or not told.kind.endswith("ListResponse") or len(token) > _MAX_TOKEN:
        raise Unreadable("YouTube answered with something else than the list that was asked for.")
    return told


def read_object(answer: Answer, shape: type[_Shape]) -> _Shape:
    """One object. Raises Unreadable where the answer is none."""
    if not answer.body.lstrip().startswith(b"{"):
        raise Unreadable("YouTube answered with something else than what was asked for.")
    return salvage(msgspec.Raw(json_body(answer)), shape)


def snippet(raw: msgspec.Raw) -> CommentSnippet:
    """What a comment says."""
    return salvage(salvage(raw, Resource).snippet, CommentSnippet)


def native_id(value: str | int | None) -> NativeId | None:
    """An id as an opaque string; a number becomes the same digits."""
    text = "" if value is None or isinstance(value, bool) else str(value)
    return NativeId(text) if text and len(text) <= 512 and "\0" not in text else None


def own_id(raw: msgspec.Raw) -> NativeId | None:
    """The id of a resource."""
    return native_id(salvage(raw, Resource).id)


def author_id(told: CommentSnippet) -> NativeId | None:
    """The author's channel; None where YouTube does not say."""
    return native_id(told.author_channel_id.value) if told.author_channel_id is not None else None


def comment_count(raw: msgspec.Raw) -> int | None:
    """How many comments a video has: None where that is not told, -1 where comments are turned off."""
    told = salvage(raw, Resource).statistics
    if not told:
        return None
    count = salvage(told, Statistics).comment_count
    if count is None:
        return -1
    return int(count) if re.fullmatch(r"[0-9]{1,12}", str(count), re.ASCII) else None
