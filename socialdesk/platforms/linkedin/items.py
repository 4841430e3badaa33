"""From LinkedIn's shapes to the port's values, item by item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedThread
from socialdesk.platforms.linkedin import little, wire
from socialdesk.platforms.linkedin.urn import comment_parts, comment_urn, is_plain, is_post

WEB = "https://www.linkedin.com/feed/update/"
MEDIA_HOSTS = ("licdn.com",)
_MAX_MEDIA = 20
_MAX_URL = 4096


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose page it is, and the time now, for what LinkedIn gives no readable time of."""

    organization: str
    now_ms: int

    def comment(self, raw: msgspec.Raw, thread: NativeId, above: str = "") -> FetchedItem | None:
        """A comment or reply of the post `thread`, found beneath the comment `above` or the post itself.

        None where it has no name.
        """
        told = wire.salvage(raw, wire.Comment)
        name = told.name
        if name is None:
            return None
        parent = _comment_name(told.parent_comment) or _comment_name(above)
        parent = None if parent == name else parent
        return FetchedItem(
            native_id=name,
            thread=thread,
            parent=parent,
            kind=ItemKind.COMMENT if parent is None else ItemKind.REPLY,
            author=self.author(told.author),
            untrusted_text=told.message.text if told.message is not None else "",
            created_ms=self.when(told.created.time if told.created is not None else None),
            by_force=self.is_page(told.author),
            permalink=comment_page(thread, name),
            media_urls=media_urls(told.content),
            raw=wire.raw_text(raw),
        )

    def post(self, raw: msgspec.Raw) -> FetchedThread | None:
        """One of the organisation's posts; None where it has no name."""
        told = wire.salvage(raw, wire.Post)
        if not is_plain(told.id):
            return None
        return FetchedThread(
            native_id=NativeId(told.id),
            kind=ThreadKind.POST,
            untrusted_text=little.plain(told.commentary),
            created_ms=self.when(told.published_at or told.created_at),
            permalink=post_page(told.id),
            raw=wire.raw_text(raw),
        )

    def mention(self, raw: msgspec.Raw) -> FetchedItem | None:
        """Somebody's post that names the organisation, as the Posts API gives it; None where it has no name."""
        told = wire.salvage(raw, wire.Post)
        if not is_post(told.id):
            return None
        when = self.when(told.published_at or told.created_at)
        return self._mention(told.id, told.author, little.plain(told.commentary), when, raw)

    def notified(self, raw: msgspec.Raw) -> FetchedItem | None:
        """The same as a notification tells it, without words where it holds none; None where it names no post."""
        told = wire.salvage(raw, wire.Notification)
        made = told.decorated_generated_activity
        share = made.share if made is not None and made.share is not None else wire.Decoration()
        name = next((one for one in (told.generated_activity, share.entity) if is_post(one)), None)
        if name is None:
            return None
        when = self.when(told.last_modified_at)
        return self._mention(name, share.owner, little.plain(share.text or ""), when, raw)

    def thread_of(self, item: FetchedItem) -> FetchedThread:
        """The thread that a mention is."""
        return FetchedThread(
            native_id=item.thread,
            kind=ThreadKind.VISITOR_POST,
            untrusted_text=item.untrusted_text,
            created_ms=item.created_ms,
            permalink=item.permalink,
            raw=item.raw,
        )

    def author(self, urn: str) -> FetchedAuthor | None:
        """Who wrote it; None where LinkedIn does not say (no `actor`)."""
        return FetchedAuthor(native_id=NativeId(urn), untrusted_name="") if is_plain(urn) else None

    def is_page(self, urn: str) -> bool:
        """True for the organisation itself."""
        return urn == self.organization

    def when(self, moment: wire.Number) -> int:
        """LinkedIn's time, or now: with a time of 1970 nobody would ever see it."""
        return wire.moment_ms(moment) or self.now_ms

    def _mention(self, name: str, author: str, text: str, when: int, raw: msgspec.Raw) -> FetchedItem:
        return FetchedItem(
            native_id=NativeId(name),
            thread=NativeId(name),
            parent=None,
            kind=ItemKind.MENTION,
            author=self.author(author),
            untrusted_text=text,
            created_ms=when,
            by_force=self.is_page(author),
            can_hide=False,
            can_remove=False,
            can_reply_privately=False,
            permalink=post_page(name),
            raw=wire.raw_text(raw),
        )


def post_page(post: str) -> str:
    """Where a person opens a post."""
    return f"{WEB}{quote(post, safe=':')}/"


def comment_page(post: str, comment: str) -> str:
    """Where a person opens a comment."""
    return f"{post_page(post)}?commentUrn={quote(comment, safe='')}"


def media_urls(content: msgspec.Raw) -> tuple[str, ...]:
    """The addresses of pictures in a comment's `content`."""
    try:
        told = msgspec.json.decode(content) if content else None
    except (ValueError, RecursionError):
        return ()
    return tuple(dict.fromkeys(_addresses(told, 0)))[:_MAX_MEDIA]


def _addresses(told: object, depth: int) -> Iterator[str]:
    if depth > 3:
        return
    if isinstance(told, list):
        for one in cast("list[object]", told)[:_MAX_MEDIA]:
            yield from _addresses(one, depth + 1)
    if isinstance(told, dict):
        fields = cast("dict[str, object]", told)
        found = fields.get("url")
        if isinstance(found, str) and found.startswith(("https://", "http://")) and len(found) <= _MAX_URL:
            yield found
        yield from _addresses(fields.get("entity"), depth + 1)


def _comment_name(told: str) -> NativeId | None:
    parts = comment_parts(told)
    return comment_urn(*parts) if parts is not None else None
