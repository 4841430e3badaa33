"""The shapes of Facebook's own answers, and what reads them (platforms.md 1.2)."""

from __future__ import annotations

import msgspec

from socialdesk.platforms.graph.wire import (
    Conversation,
    Listing,
    Message,
    Moment,
    PageShape,
    Paging,
    Person,
    Ref,
    Written,
    flags,
    json_body,
    moment_ms,
    native_id,
    onward,
    raw_text,
    read_listing,
    read_object,
    salvage,
    same_id,
)

__all__ = [
    "Comment", "Conversation", "Listing", "Message", "Moment", "PageShape", "Paging", "Person", "Post",
    "Ref", "Shared", "Written", "flags", "json_body", "moment_ms", "native_id", "onward", "raw_text", "read_listing",
    "read_object", "salvage", "same_id",
]  # fmt: skip


class Comment(msgspec.Struct, rename={"author": "from"}):
    """A comment or reply."""

    id: str | int | None = None
    message: str | None = None
    created_time: Moment = None
    author: Person | None = None
    parent: Ref | None = None
    is_hidden: bool | None = None
    can_hide: bool | None = None
    can_remove: bool | None = None
    can_reply_privately: bool | None = None
    permalink_url: str = ""
    attachment: msgspec.Raw = msgspec.Raw()
    private_reply_conversation: Ref | None = None


class Post(msgspec.Struct, rename={"author": "from"}):
    """A post of the page's or a visitor's."""

    id: str | int | None = None
    message: str | None = None
    story: str | None = None
    created_time: Moment = None
    author: Person | None = None
    permalink_url: str = ""
    full_picture: str = ""
    attachments: msgspec.Raw = msgspec.Raw()
    comments: Listing | None = None
    scheduled_publish_time: Moment = None


class Attachment(msgspec.Struct):
    """What hangs on a post, as far as it says where a share leads."""

    target: Ref | None = None
    url: str = ""
    unshimmed_url: str = ""


class Attachments(msgspec.Struct):
    """The list of them."""

    data: list[Attachment] = []


class Shared(msgspec.Struct):
    """A post that may be a share of another."""

    parent_id: str | int | None = None
    attachments: Attachments | None = None
