"""The shapes of Instagram's own answers (platforms.md 2.1); what all of Graph's networks share is in graph/wire.py."""

from __future__ import annotations

import msgspec

from socialdesk.platforms.graph.wire import Listing, Moment, Person


class Comment(msgspec.Struct, rename={"author": "from"}):
    """A comment or reply. `username` may stand there without `from`."""

    id: str | int | None = None
    text: str | None = None
    timestamp: Moment = None
    author: Person | None = None
    user: Person | None = None
    """The account itself, where it wrote the comment."""
    username: str = ""
    hidden: bool | None = None
    parent_id: str | int | None = None
    replies: Listing | None = None


class Media(msgspec.Struct):
    """A picture, film or album."""

    id: str | int | None = None
    caption: str | None = None
    timestamp: Moment = None
    permalink: str = ""
    username: str = ""
    owner: Person | None = None
    media_url: str = ""
    thumbnail_url: str = ""
    comments_count: int | None = None
    comments: Listing | None = None


class Container(msgspec.Struct):
    """Something that is to be published."""

    id: str | int | None = None
    status_code: str = ""
