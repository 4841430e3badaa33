"""From Instagram's shapes to the port's values, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedThread
from socialdesk.platforms.graph.items import Reader as GraphReader
from socialdesk.platforms.graph.items import is_address, web_address
from socialdesk.platforms.graph.wire import Person, native_id, raw_text, salvage
from socialdesk.platforms.instagram import wire

WEB = "https://www.instagram.com"
_BY_NAME = "@"


@dataclass(frozen=True, slots=True)
class Reader(GraphReader):
    """Reads for one account; its `username` is known too, for Instagram often gives nothing else."""

    web: ClassVar[str] = WEB
    username: str = ""

    def comment(
        self, raw: msgspec.Raw, thread: NativeId, parent: NativeId | None = None
    ) -> FetchedItem | None:
        """A comment of the media `thread`, or a reply; None where it has no id.

        `parent` is the comment in whose replies it was found.
        """
        told = salvage(raw, wire.Comment)
        own_id = native_id(told.id)
        if own_id is None:
            return None
        above = native_id(told.parent_id) or parent
        ours = self.wrote(told)
        return FetchedItem(
            native_id=own_id,
            thread=thread,
            parent=above,
            kind=ItemKind.COMMENT if above is None else ItemKind.REPLY,
            author=self._author(told.author, told.username, ours=ours),
            untrusted_text=told.text or "",
            created_ms=self.when(told.timestamp),
            by_force=ours,
            hidden=told.hidden,
            can_hide=False if ours else None,  # the owner's own comments are always shown
            can_reply_privately=False if ours else None,
            raw=raw_text(raw),
        )

    def media(self, raw: msgspec.Raw, kind: ThreadKind) -> FetchedThread | None:
        """What the account published, or what others did with its name; None where it has no id."""
        told = salvage(raw, wire.Media)
        own_id = native_id(told.id)
        if own_id is None:
            return None
        return FetchedThread(
            native_id=own_id,
            kind=kind,
            untrusted_text=told.caption or "",
            created_ms=self.when(told.timestamp),
            permalink=web_address(told.permalink, WEB),
            comment_count=told.comments_count,
            raw=raw_text(raw),
        )

    def tagged(self, raw: msgspec.Raw) -> FetchedItem | None:
        """A picture of somebody else's in which the account is tagged: not ours to hide, remove or answer."""
        told = salvage(raw, wire.Media)
        own_id = native_id(told.id)
        if own_id is None:
            return None
        ours = self._is_us(told.owner, told.username)
        return FetchedItem(
            native_id=own_id,
            thread=own_id,
            parent=None,
            kind=ItemKind.MENTION,
            author=self._author(None, told.username, ours=ours),
            untrusted_text=told.caption or "",
            created_ms=self.when(told.timestamp),
            by_force=ours,
            can_hide=False,
            can_remove=False,
            can_reply_privately=False,
            permalink=web_address(told.permalink, WEB),
            media_urls=tuple(url for url in (told.media_url, told.thumbnail_url) if is_address(url)),
            raw=raw_text(raw),
        )

    def is_own(self, person: Person | None) -> bool:
        """True for the account itself."""
        return person is not None and self._is_us(person, person.username)

    def wrote(self, told: wire.Comment) -> bool:
        """True for a comment of the account's own."""
        return self._is_us(told.author, told.username) or self._is_us(told.user, "")

    def _is_us(self, person: Person | None, username: str) -> bool:
        by_id = person is not None and native_id(person.id) == self.own_id
        return by_id or (bool(username) and username == self.username)

    def _author(self, person: Person | None, username: str, *, ours: bool) -> FetchedAuthor | None:
        name = username or (person.username or person.name if person is not None else "")
        own_id = native_id(person.id) if person is not None else None
        if ours:
            own_id = NativeId(self.own_id)
        if own_id is None and not name:
            return None
        return FetchedAuthor(
            native_id=own_id or NativeId(_BY_NAME + name[:200]),
            untrusted_name=name,
            profile_url=web_address(f"/{name}/", WEB) if _is_plain(name) else "",
        )


def has_id(person: str) -> bool:
    """False for somebody of whom Instagram gave only the name: they cannot be written to or blocked."""
    return bool(person) and not person.startswith(_BY_NAME)


def _is_plain(name: str) -> bool:
    return 0 < len(name) <= 30 and name.isascii() and name.replace(".", "").replace("_", "").isalnum()
