"""What arrives: threads and the items in them, as the desk holds them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, AuthorId, ItemId, NativeId, ThreadId


class ThreadKind(StrEnum):
    """What a thread hangs under."""

    POST = "post"
    """One of the Force's own posts."""
    VISITOR_POST = "visitor_post"
    CONVERSATION = "conversation"


class ItemKind(StrEnum):
    """What kind of thing a person wrote."""

    COMMENT = "comment"
    REPLY = "reply"
    MENTION = "mention"
    MESSAGE = "message"

    @property
    def label(self) -> str:
        """The kind in plain words."""
        return "Direct message" if self is ItemKind.MESSAGE else self.value.capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A post of the Force's, a visitor's post, or a private conversation."""

    id: ThreadId
    account_id: AccountId
    kind: ThreadKind
    native_id: NativeId
    untrusted_text: str
    created_ms: int
    permalink: str = ""
    comment_count: int | None = None
    disposed_ms: int | None = None
    """When its words were deleted here, as the network's terms ask; None while they are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One comment, reply, mention or message: a mirror of what the network says (never of what we wish)."""

    id: ItemId
    account_id: AccountId
    network: Network
    thread_id: ThreadId
    parent_id: ItemId | None
    kind: ItemKind
    native_id: NativeId
    author_id: AuthorId | None
    author_native_id: NativeId | None
    untrusted_author: str
    """The author's name as they wrote it, or "" where the network does not say (no `from`)."""
    untrusted_text: str
    created_ms: int
    received_ms: int
    by_force: bool
    """True where the Force's own account wrote it."""
    hidden: bool = False
    gone_ms: int | None = None
    can_hide: bool | None = None
    can_remove: bool | None = None
    can_reply_privately: bool | None = None
    permalink: str = ""
    has_media: bool = False
    disposed_ms: int | None = None
    """When its words were deleted here, as the network's terms ask; None while they are kept."""
