"""The shapes of X's answers, typed once here, at the edge, in both vocabularies (platforms.md 3.0, 3.2).

What X called a tweet until summer 2026 it now calls a post, in some fields of some answers: both are read, always.
Every field may be missing or of another kind than was promised: it is left out, and loses nothing else. An empty
list has no `data` at all, so a list is known by its `meta`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar, cast

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.platforms import answers
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.http import Answer

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
_NAME = re.compile(r"[0-9A-Za-z_]{1,20}", re.ASCII)
_FRONT = re.compile(r"(?:@[0-9A-Za-z_]{1,20}\s+)+", re.ASCII)
_EPOCH_MS = 1_288_834_974_657
"""Where the count of milliseconds in X's ids begins: 4 November 2010."""
_MAX_TOKEN = 4096

Id = str | int | None
_Shape = TypeVar("_Shape", bound=msgspec.Struct)
salvage, raw_text, moment_ms = answers.salvage, answers.raw_text, answers.moment_ms
"""As in `platforms.answers`: every reader of these shapes finds them here."""


class Ref(msgspec.Struct):
    """Something that a post refers to: `replied_to`, `quoted` or `retweeted`."""

    type: str = ""
    id: Id = None


class Url(msgspec.Struct):
    """A link in a text: X's short one, and where it leads."""

    url: str = ""
    expanded_url: str = ""
    unwound_url: str = ""
    media_key: str = ""


class Entities(msgspec.Struct):
    """What X found in a text."""

    urls: list[Url] = []


class Note(msgspec.Struct):
    """The whole of a long text; `text` beside it is cut."""

    text: str = ""
    entities: Entities | None = None


class Attachments(msgspec.Struct):
    """What hangs on a post or message."""

    media_keys: list[str] = []


class Metrics(msgspec.Struct):
    """How often it was answered."""

    reply_count: int | None = None


class Post(msgspec.Struct):
    """A post or reply, in either vocabulary."""

    id: Id = None
    text: str | None = None
    created_at: str | None = None
    author_id: Id = None
    conversation_id: Id = None
    in_reply_to_user_id: Id = None
    referenced_posts: list[Ref] = []
    referenced_tweets: list[Ref] = []
    edit_history_post_ids: list[Id] = []
    edit_history_tweet_ids: list[Id] = []
    note_post: Note | None = None
    note_tweet: Note | None = None
    display_text_range: list[int] = []
    entities: Entities | None = None
    attachments: Attachments | None = None
    public_metrics: Metrics | None = None

    @property
    def note(self) -> Note | None:
        """The long text, where it has one."""
        return self.note_post or self.note_tweet

    @property
    def front(self) -> str:
        """The names that X put in front of a reply, which it does not show with it."""
        text, begins = self.text or "", self.display_text_range[0] if self.display_text_range else 0
        front = text[: max(begins, 0)]
        return front if _FRONT.fullmatch(front) else ""

    @property
    def history(self) -> list[NativeId]:
        """The ids of all its versions, the oldest first; its own where X names none."""
        told = [native_id(one) for one in self.edit_history_post_ids or self.edit_history_tweet_ids]
        own = native_id(self.id)
        known = [one for one in told if one is not None]
        return known or ([own] if own is not None else [])

    @property
    def replied_to(self) -> NativeId | None:
        """What it answers."""
        return self._refers("replied_to")

    @property
    def reposted(self) -> NativeId | None:
        """What it shows again, without words of its own."""
        return self._refers("retweeted")

    def _refers(self, how: str) -> NativeId | None:
        found = (one for one in self.referenced_posts or self.referenced_tweets if one.type == how)
        return native_id(next(found, Ref()).id)


class User(msgspec.Struct):
    """An account on X."""

    id: Id = None
    name: str = ""
    username: str = ""

    @property
    def handle(self) -> str:
        """The username, "" where it is not one that X could have given."""
        return self.username if _NAME.fullmatch(self.username) else ""


class Media(msgspec.Struct):
    """A picture or film."""

    media_key: str = ""
    type: str = ""
    url: str = ""
    preview_image_url: str = ""


class Message(msgspec.Struct):
    """A private message, or another event of a conversation."""

    id: Id = None
    event_type: str = "MessageCreate"
    text: str | None = None
    created_at: str | None = None
    sender_id: Id = None
    dm_conversation_id: Id = None
    entities: Entities | None = None
    urls: list[Url] = []
    attachments: Attachments | None = None


class Meta(msgspec.Struct):
    """What a list says of itself."""

    next_token: str = ""
    result_count: int | None = None


class Missing(msgspec.Struct):
    """One entry of `errors` beside the data: something that X did not give."""

    resource_id: Id = None
    value: Id = None
    type: str = ""

    @property
    def gone(self) -> bool:
        """True where it is no longer there, or no longer ours to see."""
        kind = self.type.rstrip("/").rpartition("/")[2]
        return kind in {"resource-not-found", "not-authorized-for-resource"}


class Written(msgspec.Struct):
    """The `data` of an answer to a write."""

    id: Id = None
    dm_event_id: Id = None
    text: str | None = None
    hidden: bool | None = None
    deleted: bool | None = None
    muting: bool | None = None
    blocking: bool | None = None
    blocked: bool | None = None
    retweeted: bool | None = None


class Includes(msgspec.Struct):
    """What belongs to the data, by its id."""

    users: dict[str, User] = {}
    media: dict[str, Media] = {}
    posts: dict[str, Post] = {}


class Listing(msgspec.Struct):
    """A page of a list."""

    data: list[msgspec.Raw]
    includes: Includes
    missing: list[Missing] = []
    next_token: str = ""


class _Envelope(msgspec.Struct):
    data: msgspec.Raw = msgspec.Raw()
    includes: msgspec.Raw = msgspec.Raw()
    errors: msgspec.Raw = msgspec.Raw()
    meta: msgspec.Raw = msgspec.Raw()


def json_body(answer: Answer) -> bytes:
    """The body, if it is JSON and whole. Raises Unreadable."""
    return answers.json_body(answer, "X")


def read_listing(answer: Answer) -> Listing:
    """A list's page. Raises Unreadable where it is none."""
    told = _envelope(answer)
    data = answers.decoded(told.data, list[msgspec.Raw]) if told.data else None
    errors = answers.decoded(told.errors, list[msgspec.Raw]) or []
    if data is None and (told.data or not (_is_object(told.meta) or errors)):
        raise Unreadable("X answered with something else than the list that was asked for.")
    token = salvage(told.meta, Meta).next_token if told.meta else ""
    return Listing(
        data or [],
        read_includes(told.includes),
        [salvage(one, Missing) for one in errors],
        token if len(token) <= _MAX_TOKEN else "",
    )


def read_one(answer: Answer) -> tuple[msgspec.Raw, Includes]:
    """The `data` of an answer, an object. Raises Unreadable where there is none."""
    told = _envelope(answer)
    if not _is_object(told.data):
        raise Unreadable("X answered with something else than what was asked for.")
    return told.data, read_includes(told.includes)


def read_includes(raw: msgspec.Raw) -> Includes:
    """Users, media and posts beside the data, as far as they can be read."""
    lists = answers.decoded(raw, dict[str, msgspec.Raw]) or {}
    includes = Includes({}, {}, {})
    for user in _shapes(lists.get("users"), User):
        includes.users[native_id(user.id) or ""] = user
    for media in _shapes(lists.get("media"), Media):
        includes.media[media.media_key] = media
    for name in ("posts", "tweets"):
        for post in _shapes(lists.get(name), Post):
            includes.posts[native_id(post.id) or ""] = post
    return includes


def native_id(value: object) -> NativeId | None:
    """An id as an opaque string, None where it is none that X could have given; a number becomes the same digits."""
    text = "" if value is None or isinstance(value, bool) else str(value)
    return NativeId(text) if _ID.fullmatch(text) else None


def id_ms(value: str) -> int | None:
    """The time in an id of X's since 2010, in milliseconds. None where it holds none."""
    if not (value.isascii() and value.isdecimal() and 15 <= len(value) <= 19):
        return None
    return (int(value) >> 22) + _EPOCH_MS


def id_at(ms: int) -> str:
    """The least id that something made at `ms` may have; "" before there were such ids."""
    return str((ms - _EPOCH_MS) << 22) if ms > _EPOCH_MS else ""


def later(one: str, other: str) -> str:
    """The greater of two ids; "" is less than any, and so is what is no number."""
    return max(one, other, key=_order)


def earlier(one: str, other: str) -> str:
    """The lesser of two ids."""
    return min(one, other, key=_order)


def _order(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 25 else -1


def _envelope(answer: Answer) -> _Envelope:
    told = answers.decoded(json_body(answer), _Envelope)
    if told is None:
        raise Unreadable("X answered with something else than what was asked for.")
    return told


def _is_object(raw: msgspec.Raw) -> bool:
    return bytes(raw).lstrip().startswith(b"{")


def _shapes(raw: msgspec.Raw | None, shape: type[_Shape]) -> list[_Shape]:
    parts = answers.decoded(raw, list[msgspec.Raw]) if raw is not None else None
    return [salvage(one, shape) for one in parts or []]


def as_mapping(value: object) -> Mapping[str, Any]:
    """A JSON object, {} for anything else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
