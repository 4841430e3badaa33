"""From Graph's shapes to the port's values, item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedThread
from socialdesk.platforms.facebook import wire

WEB = "https://www.facebook.com"
_MAX_MEDIA = 20
_MAX_URL = 4096


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose page it is, and the time now, for what the network gives no readable time of."""

    page_id: str
    now_ms: int

    def comment(self, raw: msgspec.Raw, thread: NativeId) -> FetchedItem | None:
        """A comment or reply of the post `thread`; None where it has no id."""
        told = wire.salvage(raw, wire.Comment)
        own_id = wire.native_id(told.id)
        if own_id is None:
            return None
        parent = wire.native_id(told.parent.id) if told.parent is not None else None
        return FetchedItem(
            native_id=own_id,
            thread=thread,
            parent=parent,
            kind=ItemKind.COMMENT if parent is None else ItemKind.REPLY,
            author=self.author(told.author),
            untrusted_text=told.message or "",
            created_ms=self.when(told.created_time),
            by_force=self.is_page(told.author),
            hidden=told.is_hidden is True,
            can_hide=told.can_hide,
            can_remove=told.can_remove,
            can_reply_privately=told.can_reply_privately,
            permalink=web_address(told.permalink_url),
            media_urls=media_urls(told.attachment),
            raw=wire.raw_text(raw),
        )

    def message(self, raw: msgspec.Raw, thread: NativeId) -> FetchedItem | None:
        """A private message; None where it has no id, or is too old for Facebook to tell who said what.

        Only the 20 newest of a conversation have their details (platforms.md 1.2). The rest must not be taken
        for messages without words: they would write over what the desk holds.
        """
        told = wire.salvage(raw, wire.Message)
        own_id = wire.native_id(told.id)
        if own_id is None or (told.author is None and told.message is None):
            return None
        return FetchedItem(
            native_id=own_id,
            thread=thread,
            parent=None,
            kind=ItemKind.MESSAGE,
            author=self.author(told.author),
            untrusted_text=told.message or "",
            created_ms=self.when(told.created_time),
            by_force=self.is_page(told.author),
            media_urls=media_urls(told.attachments),
            raw=wire.raw_text(raw),
        )

    def post(self, raw: msgspec.Raw, kind: ThreadKind) -> FetchedThread | None:
        """One of the page's posts, or a visitor's; None where it has no id."""
        told = wire.salvage(raw, wire.Post)
        own_id = wire.native_id(told.id)
        if own_id is None:
            return None
        return FetchedThread(
            native_id=own_id,
            kind=kind,
            untrusted_text=told.message or told.story or "",
            created_ms=self.when(told.created_time),
            permalink=web_address(told.permalink_url),
            comment_count=told.comments.total if told.comments is not None else None,
            raw=wire.raw_text(raw),
        )

    def mention(self, raw: msgspec.Raw, *, can_change: bool) -> FetchedItem | None:
        """What a visitor wrote on the page, or about it elsewhere (`can_change` False: not ours to hide)."""
        told = wire.salvage(raw, wire.Post)
        own_id = wire.native_id(told.id)
        if own_id is None:
            return None
        return FetchedItem(
            native_id=own_id,
            thread=own_id,
            parent=None,
            kind=ItemKind.MENTION,
            author=self.author(told.author),
            untrusted_text=told.message or told.story or "",
            created_ms=self.when(told.created_time),
            by_force=self.is_page(told.author),
            can_hide=None if can_change else False,
            can_remove=None if can_change else False,
            can_reply_privately=None if can_change else False,
            permalink=web_address(told.permalink_url),
            media_urls=post_media(told),
            raw=wire.raw_text(raw),
        )

    def conversation(self, raw: msgspec.Raw) -> FetchedThread | None:
        """A private conversation, named after whom it is with; None where it has no id."""
        told = wire.salvage(raw, wire.Conversation)
        own_id = wire.native_id(told.id)
        if own_id is None:
            return None
        people = told.participants.data if told.participants is not None else []
        names = [one.name for one in people if one.name and wire.native_id(one.id) != self.page_id]
        return FetchedThread(
            native_id=own_id,
            kind=ThreadKind.CONVERSATION,
            untrusted_text=", ".join(names[:10]),
            created_ms=self.when(told.updated_time),
            permalink=web_address(told.link),
            comment_count=told.message_count,
            raw=wire.raw_text(raw),
        )

    def author(self, person: wire.Person | None) -> FetchedAuthor | None:
        """Who wrote it; None where the network does not say (no `from`), so that nobody can be blocked."""
        own_id = wire.native_id(person.id) if person is not None else None
        if person is None or own_id is None:
            return None
        return FetchedAuthor(native_id=own_id, untrusted_name=person.name)

    def is_page(self, person: wire.Person | None) -> bool:
        """True for the page itself."""
        return person is not None and wire.native_id(person.id) == self.page_id

    def when(self, moment: wire.Moment) -> int:
        """The network's time, or now: with a time of 1970 nobody would ever see it."""
        told = wire.moment_ms(moment)
        return self.now_ms if told is None else told


def post_media(told: wire.Post) -> tuple[str, ...]:
    """The addresses of a post's pictures."""
    picture = (told.full_picture,) if _is_address(told.full_picture) else ()
    return tuple(dict.fromkeys(picture + media_urls(told.attachments)))[:_MAX_MEDIA]


def media_urls(attachments: msgspec.Raw) -> tuple[str, ...]:
    """The addresses of pictures and films in whatever an attachment looks like."""
    try:
        told = msgspec.json.decode(attachments) if attachments else None
    except (ValueError, RecursionError):
        return ()
    return tuple(dict.fromkeys(_addresses(told, 0)))[:_MAX_MEDIA]


def web_address(told: str) -> str:
    """A permalink on facebook.com: conversations have only its path."""
    if told.startswith("/") and not told.startswith("//"):
        return WEB + told[:_MAX_URL]
    return told if _is_address(told) else ""


def _is_address(told: object) -> bool:
    return isinstance(told, str) and told.startswith(("https://", "http://")) and len(told) <= _MAX_URL


def _addresses(told: object, depth: int) -> Iterator[str]:
    """Those of posts, comments and messages, in lists and in lists of lists."""
    if depth > 4:
        return
    if isinstance(told, list):
        for one in cast("list[object]", told)[:_MAX_MEDIA]:
            yield from _addresses(one, depth + 1)
    if not isinstance(told, dict):
        return
    fields = cast("dict[str, Any]", told)
    for path in (("media", "image", "src"), ("media", "source"), ("image_data", "url"), ("video_data", "url"),
                 ("file_url",)):  # fmt: skip
        found = _within(fields, path)
        if isinstance(found, str) and _is_address(found):
            yield found
    for name in ("data", "subattachments"):
        yield from _addresses(fields.get(name), depth + 1)


def _within(fields: Mapping[str, Any], path: tuple[str, ...]) -> object:
    found: object = fields
    for name in path:
        if not isinstance(found, dict):
            return None
        found = cast("dict[str, object]", found).get(name)
    return found
