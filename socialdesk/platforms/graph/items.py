"""From Graph's shapes to the port's values: what all its networks share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedThread
from socialdesk.platforms.graph import wire

MAX_MEDIA = 20
_MAX_URL = 4096


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose account it is, and the time now, for what the network gives no readable time of."""

    own_id: str
    now_ms: int
    web: ClassVar[str] = ""
    """What a link without a host is below."""

    def message(self, raw: msgspec.Raw, thread: NativeId) -> FetchedItem | None:
        """A private message; None where it has no id, or is too old for the network to tell who said what.

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
            by_force=self.is_own(told.author),
            media_urls=media_urls(told.attachments),
            raw=wire.raw_text(raw),
        )

    def conversation(self, raw: msgspec.Raw) -> FetchedThread | None:
        """A private conversation, named after whom it is with; None where it has no id."""
        told = wire.salvage(raw, wire.Conversation)
        own_id = wire.native_id(told.id)
        if own_id is None:
            return None
        people = told.participants.data if told.participants is not None else []
        others = [one for one in people if not self.is_own(one)]
        names = [one.name or one.username for one in others if one.name or one.username]
        return FetchedThread(
            native_id=own_id,
            kind=ThreadKind.CONVERSATION,
            untrusted_text=", ".join(names[:10]),
            created_ms=self.when(told.updated_time),
            permalink=web_address(told.link, self.web),
            comment_count=told.message_count,
            raw=wire.raw_text(raw),
        )

    def author(self, person: wire.Person | None) -> FetchedAuthor | None:
        """Who wrote it; None where the network does not say (no `from`), so that nobody can be blocked."""
        own_id = wire.native_id(person.id) if person is not None else None
        if person is None or own_id is None:
            return None
        return FetchedAuthor(native_id=own_id, untrusted_name=person.name or person.username)

    def is_own(self, person: wire.Person | None) -> bool:
        """True for the account itself."""
        return person is not None and wire.native_id(person.id) == self.own_id

    def when(self, moment: wire.Moment) -> int:
        """The network's time, or now: with a time of 1970 nobody would ever see it."""
        told = wire.moment_ms(moment)
        return self.now_ms if told is None else told


def media_urls(attachments: msgspec.Raw) -> tuple[str, ...]:
    """The addresses of pictures and films in whatever an attachment looks like."""
    try:
        told = msgspec.json.decode(attachments) if attachments else None
    except (ValueError, RecursionError):
        return ()
    return tuple(dict.fromkeys(_addresses(told, 0)))[:MAX_MEDIA]


def web_address(told: str, web: str) -> str:
    """A permalink: conversations have only its path below `web`."""
    if told.startswith("/") and not told.startswith("//"):
        return web + told[:_MAX_URL]
    return told if is_address(told) else ""


def is_address(told: object) -> bool:
    """True for a web address of a length that is kept."""
    return isinstance(told, str) and told.startswith(("https://", "http://")) and len(told) <= _MAX_URL


def _addresses(told: object, depth: int) -> Iterator[str]:
    """Those of posts, comments and messages, in lists and in lists of lists."""
    if depth > 4:
        return
    if isinstance(told, list):
        for one in cast("list[object]", told)[:MAX_MEDIA]:
            yield from _addresses(one, depth + 1)
    if not isinstance(told, dict):
        return
    fields = cast("dict[str, Any]", told)
    for path in (("media", "image", "src"), ("media", "source"), ("image_data", "url"), ("video_data", "url"),
                 ("file_url",)):  # fmt: skip
        found = _within(fields, path)
        if isinstance(found, str) and is_address(found):
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
