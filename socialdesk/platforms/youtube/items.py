"""From YouTube's shapes to the port's values, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedThread
from socialdesk.platforms.youtube import wire

WEB = "https://www.youtube.com"
_HIDDEN = frozenset({wire.HELD, wire.SPAM, wire.REJECTED})
_MAX_URL = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadThread:
    """One thread of comments as a list gave it."""

    top: NativeId
    under: NativeId
    """The video, or the channel where it is a comment on that."""
    created_ms: int
    items: tuple[FetchedItem, ...]
    replies_told: int
    """How many replies YouTube counts."""
    replies_given: int
    unreadable: int
    mark: str
    """What of it would be different if it had changed."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose channel it is, and the time now, for what YouTube gives no readable time of."""

    channel_id: str
    now_ms: int

    def thread(self, raw: msgspec.Raw, listed: str, video: str = "") -> ReadThread | None:
        """A thread from the list `listed` (published, held or spam) of `video`; None where it has no id."""
        told = wire.salvage(raw, wire.Resource)
        said = wire.salvage(told.snippet, wire.ThreadSnippet)
        under = wire.native_id(said.video_id) or NativeId(video or self.channel_id)
        # A thread is among those held for review where one of its replies is, too.
        hidden = listed != wire.PUBLISHED
        first = self.comment(said.top_level_comment, under, hidden=hidden and said.is_public is not True)
        if first is None:
            return None
        given = wire.salvage(told.replies, wire.Replies).comments if told.replies else []
        read = [self.comment(one, under, parent=first.native_id, hidden=hidden) for one in given]
        replies = [one for one in read if one is not None]
        return ReadThread(
            top=first.native_id,
            under=under,
            created_ms=first.created_ms,
            items=(first, *replies),
            replies_told=max(said.total_reply_count or 0, 0),
            replies_given=len(given),
            unreadable=len(given) - len(replies),
            mark=repr([said.total_reply_count, *(_mark(one) for one in (said.top_level_comment, *given))]),
        )

    def comment(
        self, raw: msgspec.Raw, under: NativeId, *, parent: NativeId | None = None, hidden: bool = False
    ) -> FetchedItem | None:
        """A comment or reply beneath `under`; None where it has no id.

        `hidden` holds where the comment itself does not say how it stands.
        """
        own_id = wire.own_id(raw) if raw else None
        if own_id is None:
            return None
        told = wire.snippet(raw)
        parent = wire.native_id(told.parent_id) or parent
        author = wire.author_id(told)
        ours = author == self.channel_id
        status = told.moderation_status
        return FetchedItem(
            native_id=own_id,
            thread=under,
            parent=parent,
            kind=ItemKind.COMMENT if parent is None else ItemKind.REPLY,
            author=_author(told, author),
            untrusted_text=_text(told),
            created_ms=self.when(told.published_at),
            by_force=ours,
            hidden=status in _HIDDEN if status in {*_HIDDEN, wire.PUBLISHED} else hidden,
            can_hide=False if ours else None,
            can_reply_privately=False,
            permalink=self.permalink(under, own_id),
            media_urls=(told.image_url,) if _is_address(told.image_url) else (),
            raw=wire.raw_text(raw),
        )

    def video(self, raw: msgspec.Raw) -> FetchedThread | None:
        """One of the channel's videos; None where it has no id."""
        own_id = wire.own_id(raw)
        if own_id is None:
            return None
        told = wire.salvage(wire.salvage(raw, wire.Resource).snippet, wire.VideoSnippet)
        count = wire.comment_count(raw)
        return FetchedThread(
            native_id=own_id,
            kind=ThreadKind.POST,
            untrusted_text="\n\n".join(part for part in (told.title, told.description) if part),
            created_ms=self.when(told.published_at),
            permalink=self.permalink(own_id),
            comment_count=max(count, 0) if count is not None else None,
            raw=wire.raw_text(raw),
        )

    def channel(self, title: str, created_ms: int) -> FetchedThread:
        """What comments on the channel itself hang under."""
        return FetchedThread(
            native_id=NativeId(self.channel_id),
            kind=ThreadKind.POST,
            untrusted_text=title,
            created_ms=created_ms,
            permalink=self.permalink(NativeId(self.channel_id)),
        )

    def permalink(self, under: NativeId, comment: NativeId | None = None) -> str:
        """Where a person sees it."""
        lit = {} if comment is None else {"lc": comment}
        if under == self.channel_id:
            asked = f"?{urlencode(lit)}" if lit else ""
            return f"{WEB}/channel/{urlencode({'': under})[1:]}{asked}"
        return f"{WEB}/watch?{urlencode({'v': under} | lit)}"

    def when(self, moment: str | None) -> int:
        """YouTube's time, or now: with a time of 1970 nobody would ever see it."""
        told = wire.moment_ms(moment)
        return self.now_ms if told is None else told


def _author(told: wire.CommentSnippet, author: NativeId | None) -> FetchedAuthor | None:
    if author is None:
        return None
    return FetchedAuthor(
        native_id=author,
        untrusted_name=told.author_display_name,
        profile_url=_channel_address(told.author_channel_url),
    )


def _text(told: wire.CommentSnippet) -> str:
    """The words as written; what is shown may have a video's title where a link was."""
    return told.text_original if told.text_original is not None else told.text_display or ""


def _mark(raw: msgspec.Raw) -> tuple[object, ...]:
    told = wire.snippet(raw)
    return (wire.own_id(raw), told.updated_at, told.moderation_status, len(_text(told)))


def _channel_address(told: str) -> str:
    try:
        address = urlsplit(told[:_MAX_URL])
        known = address.scheme in {"http", "https"} and address.hostname in {"www.youtube.com", "youtube.com"}
    except ValueError:
        return ""
    return address._replace(scheme="https").geturl() if known else ""


def _is_address(told: str) -> bool:
    return told.startswith(("https://", "http://")) and len(told) <= _MAX_URL
