"""From Facebook's shapes to the port's values, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import FetchedItem, FetchedThread
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.graph.items import MAX_MEDIA, is_address, media_urls, web_address
from socialdesk.platforms.graph.items import Reader as GraphReader

WEB = "https://www.facebook.com"


@dataclass(frozen=True, slots=True)
class Reader(GraphReader):
    """Reads for one page."""

    web: ClassVar[str] = WEB

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
            by_force=self.is_own(told.author),
            hidden=told.is_hidden,
            can_hide=told.can_hide,
            can_remove=told.can_remove,
            can_reply_privately=told.can_reply_privately,
            permalink=web_address(told.permalink_url, WEB),
            media_urls=media_urls(told.attachment),
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
            permalink=web_address(told.permalink_url, WEB),
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
            by_force=self.is_own(told.author),
            can_hide=None if can_change else False,
            can_remove=None if can_change else False,
            can_reply_privately=None if can_change else False,
            permalink=web_address(told.permalink_url, WEB),
            media_urls=post_media(told),
            raw=wire.raw_text(raw),
        )


def post_media(told: wire.Post) -> tuple[str, ...]:
    """The addresses of a post's pictures."""
    picture = (told.full_picture,) if is_address(told.full_picture) else ()
    return tuple(dict.fromkeys(picture + media_urls(told.attachments)))[:MAX_MEDIA]
