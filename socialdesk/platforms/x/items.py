"""From X's shapes to the port's values, item by item."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedThread
from socialdesk.platforms.x import wire
from socialdesk.platforms.x.memory import Memory

WEB = "https://x.com"
_SHORT = re.compile(r"https?://t\.co/[0-9A-Za-z]{1,20}", re.ASCII)
_MEDIA = re.compile(r"https://(?:x|twitter|pic\.x|pic\.twitter)\.com/\S*/(?:photo|video)/[0-9]+", re.ASCII)
_MAX_MEDIA = 20
_MAX_URL = 4096


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose account it is, what is remembered, and the time now, for what X gives no readable time of."""

    user_id: str
    memory: Memory
    now_ms: int

    def item(self, raw: msgspec.Raw, includes: wire.Includes) -> FetchedItem | None:
        """A reply or mention; None where it has no id, or is a post of the account's own."""
        told = wire.salvage(raw, wire.Post)
        history = told.history
        if not history:
            return None
        own_id = self.memory.edited(history)
        conversation = self._conversation(told, own_id)
        by_force = self.is_own(told)
        if by_force and conversation == own_id:
            return None
        ours = self.is_ours(told, conversation)
        above = told.replied_to
        parent = self.memory.first(above) if above is not None else None
        author = includes.users.get(wire.native_id(told.author_id) or "")
        return FetchedItem(
            native_id=own_id,
            thread=conversation,
            parent=None if parent == conversation else parent,
            kind=self._kind(by_force or ours, top=parent in {None, conversation}),
            author=self.author(told.author_id, author),
            untrusted_text=words(told),
            created_ms=self.when(told.created_at, own_id),
            by_force=by_force,
            hidden=self.memory.hidden(own_id),
            can_hide=False if by_force else self._can_hide(ours, conversation, own_id),
            can_remove=by_force,
            can_reply_privately=False,
            permalink=address(self.memory.newest(own_id), author),
            media_urls=media_urls(told.attachments, includes),
            raw=wire.raw_text(raw),
        )

    def thread(self, raw: msgspec.Raw, includes: wire.Includes) -> FetchedThread | None:
        """The first post of a conversation; None for any other."""
        told = wire.salvage(raw, wire.Post)
        history = told.history
        if not history:
            return None
        own_id = self.memory.edited(history)
        if self._conversation(told, own_id) != own_id:
            return None
        author = includes.users.get(wire.native_id(told.author_id) or "")
        count = told.public_metrics.reply_count if told.public_metrics is not None else None
        return FetchedThread(
            native_id=own_id,
            kind=ThreadKind.POST if self.is_own(told) else ThreadKind.VISITOR_POST,
            untrusted_text=words(told),
            created_ms=self.when(told.created_at, own_id),
            permalink=address(self.memory.newest(own_id), author),
            comment_count=count if count is not None and count >= 0 else None,
            raw=wire.raw_text(raw),
        )

    def message(self, raw: msgspec.Raw, includes: wire.Includes) -> FetchedItem | None:
        """A private message; None for other events, and where it has no id or conversation."""
        told = wire.salvage(raw, wire.Message)
        own_id, thread = wire.native_id(told.id), wire.native_id(told.dm_conversation_id)
        if own_id is None or thread is None or told.event_type != "MessageCreate":
            return None
        sender = includes.users.get(wire.native_id(told.sender_id) or "")
        links = [*told.urls, *(told.entities.urls if told.entities is not None else [])]
        return FetchedItem(
            native_id=own_id,
            thread=thread,
            parent=None,
            kind=ItemKind.MESSAGE,
            author=self.author(told.sender_id, sender),
            untrusted_text=plain(told.text or "", links),
            created_ms=self.when(told.created_at, own_id),
            by_force=wire.native_id(told.sender_id) == self.user_id,
            media_urls=media_urls(told.attachments, includes),
            raw=wire.raw_text(raw),
        )

    def conversation(self, item: FetchedItem) -> FetchedThread | None:
        """The conversation of a message by somebody else, named after them."""
        if item.by_force or item.author is None:
            return None
        return FetchedThread(
            native_id=item.thread,
            kind=ThreadKind.CONVERSATION,
            untrusted_text=item.author.untrusted_name,
            created_ms=item.created_ms,
            permalink=f"{WEB}/messages/{item.thread}",
        )

    def author(self, told: wire.Id, user: wire.User | None) -> FetchedAuthor | None:
        """Who wrote it, with their handle; None where X does not say."""
        own_id = wire.native_id(told)
        if own_id is None:
            return None
        handle = user.handle if user is not None else ""
        name = user.name if user is not None else ""
        return FetchedAuthor(
            native_id=own_id,
            untrusted_name=f"{name} (@{handle})" if name and handle else name or handle,
            profile_url=f"{WEB}/{handle}" if handle else profile(own_id),
        )

    def is_own(self, told: wire.Post) -> bool:
        """True for the account itself."""
        return wire.native_id(told.author_id) == self.user_id

    def is_ours(self, told: wire.Post, conversation: NativeId) -> bool:
        """True where the account began the conversation, as far as can be told from the post."""
        direct = told.replied_to == conversation and wire.native_id(told.in_reply_to_user_id) == self.user_id
        return direct or self.memory.is_root(conversation)

    def when(self, moment: str | None, own_id: NativeId) -> int:
        """X's time, or the one in the id, or now: with a time of 1970 nobody would ever see it."""
        told = wire.moment_ms(moment)
        return told if told is not None else wire.id_ms(own_id) or self.now_ms

    def _can_hide(self, ours: bool, conversation: NativeId, own_id: NativeId) -> bool | None:
        if ours:
            return True
        return False if conversation == own_id or self.memory.is_stranger(conversation) else None

    def _conversation(self, told: wire.Post, own_id: NativeId) -> NativeId:
        conversation = wire.native_id(told.conversation_id) or told.replied_to
        if conversation is None or conversation in told.history:
            return own_id
        return self.memory.first(conversation)

    def _kind(self, ours: bool, *, top: bool) -> ItemKind:
        if not ours:
            return ItemKind.MENTION
        return ItemKind.COMMENT if top else ItemKind.REPLY


def words(told: wire.Post) -> str:
    """The text, whole, as it was written: with its own letters and links, without the names that X puts in front."""
    note = told.note
    if note is not None and note.text:
        text = plain(note.text, note.entities.urls if note.entities is not None else [])
    else:
        text = plain(told.text or "", told.entities.urls if told.entities is not None else [])
    return text.removeprefix(told.front)


def plain(text: str, links: Iterable[wire.Url]) -> str:
    """Without X's escapes (`&amp;`) and short links; a short link that stands for an attachment goes away."""
    for link in links:
        if not _SHORT.fullmatch(link.url):
            continue
        if link.media_key or _MEDIA.fullmatch(link.expanded_url):
            text = text.replace(link.url, "")
        elif is_address(link.expanded_url):
            text = text.replace(link.url, link.expanded_url)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").rstrip()


def media_urls(attachments: wire.Attachments | None, includes: wire.Includes) -> tuple[str, ...]:
    """The addresses of the pictures, and of films' first pictures."""
    found = (includes.media.get(key) for key in (attachments.media_keys if attachments is not None else []))
    urls = (one.url or one.preview_image_url for one in found if one is not None)
    return tuple(dict.fromkeys(url for url in urls if is_address(url)))[:_MAX_MEDIA]


def address(post: NativeId, author: wire.User | None = None) -> str:
    """Where a post stands on X."""
    handle = author.handle if author is not None else ""
    return f"{WEB}/{handle}/status/{post}" if handle else f"{WEB}/i/web/status/{post}"


def profile(person: NativeId) -> str:
    """Where a person's profile stands on X."""
    return f"{WEB}/i/user/{person}"


def is_address(told: str) -> bool:
    """True for a web address of a sensible length."""
    return told.startswith(("https://", "http://")) and len(told) <= _MAX_URL
