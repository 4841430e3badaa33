"""The shapes of YouTube's answers, typed once here, at the edge (platforms.md 4; discovery revision 20261104).

Every field may be missing or of another kind than was promised: a field that cannot be read is left out, an entry
without an id is counted as unreadable, and neither loses the rest of its page. Only where a list goes on is read
strictly, for what is missing from a whole list is told to be gone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from socialdesk.clock import to_ms
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.http import Answer

HELD = "heldForReview"
SPAM = "likelySpam"
PUBLISHED = "published"
REJECTED = "rejected"
_LATEST_MS = 253_402_300_799_000  # the end of the year 9999, the last that a datetime can tell
_MAX_TOKEN = 8192
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)",
    re.DOTALL,
)
_Shape = TypeVar("_Shape", bound=msgspec.Struct)


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
    if not answer.is_json:
        raise Unreadable(
            "What answered in YouTube's place sent a web page or nothing that the desk can read.",
            to_do="A sign-in page of the local network may stand in between: open a web page and see.",
        )
    body = _whole(answer.body)
    if body is None:
        raise Unreadable(
            "YouTube's answer came incomplete or spoiled.", to_do="The desk asks again by itself."
        )
    return body


def read_listing(answer: Answer) -> Listing:
    """A list's page. Raises Unreadable where it is none, or where its end cannot be told."""
    told = _decoded(json_body(answer), Listing)
    token = (told.next_page_token or "") if told is not None else ""
    if told is None or not told.kind.endswith("ListResponse") or len(token) > _MAX_TOKEN:
        raise Unreadable("YouTube answered with something else than the list that was asked for.")
    return told


def read_object(answer: Answer, shape: type[_Shape]) -> _Shape:
    """One object. Raises Unreadable where the answer is none."""
    if not answer.body.lstrip().startswith(b"{"):
        raise Unreadable("YouTube answered with something else than what was asked for.")
    return salvage(msgspec.Raw(json_body(answer)), shape)


def salvage(raw: msgspec.Raw, shape: type[_Shape]) -> _Shape:
    """As much of one object as can be read; an empty shape where nothing can."""
    whole = _decoded(raw, shape)
    if whole is not None:
        return whole
    try:
        fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (ValueError, RecursionError):
        return shape()
    kept: dict[str, object] = {}
    for one in msgspec.structs.fields(shape):
        try:
            kept[one.name] = msgspec.json.decode(fields[one.encode_name], type=one.type, strict=False)
        except (ValueError, RecursionError, KeyError):
            continue
    return shape(**kept)


def snippet(raw: msgspec.Raw) -> CommentSnippet:
    """What a comment says."""
    return salvage(salvage(raw, Resource).snippet, CommentSnippet)


def raw_text(raw: msgspec.Raw) -> str:
    """An item's JSON as the network gave it."""
    return bytes(raw).decode("utf-8", "replace")


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


def moment_ms(value: str | None) -> int | None:
    """A time of YouTube's in milliseconds: RFC 3339, with or without a fraction. None if unreadable."""
    try:
        moment = datetime.fromisoformat(value or "")
        stored = to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
    return stored if 0 <= stored <= _LATEST_MS else None


# No error is raised where a body is at hand: tracebacks show what is at hand.


def _decoded(body: bytes | msgspec.Raw, shape: type[_Shape]) -> _Shape | None:
    try:
        return msgspec.json.decode(body, type=shape)
    except (ValueError, RecursionError):
        return None


def _whole(body: bytes) -> bytes | None:
    for told in (body, _whole_letters(body)):
        try:
            msgspec.json.decode(told, type=msgspec.Raw)
        except (ValueError, RecursionError):
            continue
        return told
    return None


def _whole_letters(told: bytes) -> bytes:
    """Without half letters: text that was cut inside an emoji is `\\ud83d` alone, which no text may hold."""

    def mended(found: re.Match[bytes]) -> bytes:
        return b"\\ufffd" if re.fullmatch(rb"\\u[dD][89a-fA-F]..", found[0]) else found[0]

    return _ESCAPES.sub(mended, told)
