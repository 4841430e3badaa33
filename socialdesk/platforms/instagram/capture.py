"""What a comment, message or tagged picture looks like on Instagram at this moment, for evidence (R12)."""

from __future__ import annotations

import msgspec

from socialdesk.model.actions import Action
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Capture, FetchedItem, NetworkError
from socialdesk.platforms.graph.capturing import attachments, kept_headers
from socialdesk.platforms.graph.errors import BadRequest
from socialdesk.platforms.graph.looking import MAX_PAGES
from socialdesk.platforms.graph.wire import json_body, onward
from socialdesk.platforms.http import Answer
from socialdesk.platforms.instagram.calls import InstagramCalls
from socialdesk.platforms.instagram.fetch import MESSAGE_FIELDS, MOST, REPLY_FIELDS, TAGGED_FIELDS
from socialdesk.platforms.instagram.items import Reader

MEDIA_HOSTS = ("cdninstagram.com", "fbcdn.net", "fbsbx.com")
_COMMENT_SOUGHT = (REPLY_FIELDS + ",like_count,media{id}", REPLY_FIELDS)
_MEDIA_SOUGHT = (TAGGED_FIELDS + ",media_product_type,shortcode,thumbnail_url", TAGGED_FIELDS)


class Take:
    """Captures for one account."""

    def __init__(self, calls: InstagramCalls) -> None:
        self._calls = calls

    def of(self, action: Action) -> Capture:
        """The target of `action` as it is shown now. Raises Gone, or another NetworkError."""
        reader = Reader(self._calls.account_id, self._calls.now_ms, username=self._calls.linked().username)
        thread = action.thread or action.target
        missing: tuple[str, ...] = ()
        replies: tuple[FetchedItem, ...] = ()
        if not action.target.isdecimal():  # media and comments have numbers, messages have not
            answer, raw = self._target(action.target, (MESSAGE_FIELDS,))
            item = reader.message(raw, thread)
        elif action.target == action.thread:
            answer, raw = self._target(action.target, _MEDIA_SOUGHT)
            item = reader.tagged(raw)
        else:
            answer, raw = self._target(action.target, _COMMENT_SOUGHT)
            item = reader.comment(raw, thread)
            replies, missing = self._beneath(action.target, thread, reader)
        wanted = [url for one in (item, *replies) if one is not None for url in one.media_urls]
        media, unkept = attachments(self._calls.http, wanted, MEDIA_HOSTS)
        return Capture(
            raw=answer.body,
            headers=kept_headers(answer.headers),
            url=answer.url,
            untrusted_text=item.untrusted_text if item is not None else "",
            item=item,
            replies=replies,
            media=media,
            media_missing=(*missing, *unkept),
        )

    def _target(self, target: NativeId, sought: tuple[str, ...]) -> tuple[Answer, msgspec.Raw]:
        for fields in sought[:-1]:
            try:
                return self._read(target, fields)
            except BadRequest:
                continue  # one of the fields is not offered here: fewer are better than none
        return self._read(target, sought[-1])

    def _read(self, target: NativeId, fields: str) -> tuple[Answer, msgspec.Raw]:
        answer = self._calls.read(target, params={"fields": fields})
        return answer, msgspec.Raw(json_body(answer))

    def _beneath(
        self, target: NativeId, thread: NativeId, reader: Reader
    ) -> tuple[tuple[FetchedItem, ...], tuple[str, ...]]:
        """The replies, which a deletion takes along, and what could not be read of them."""
        found: dict[NativeId, FetchedItem] = {}
        tokens: dict[str, str] | None = {}
        missing: list[str] = []
        try:
            for _ in range(MAX_PAGES):
                params = {"fields": REPLY_FIELDS} | tokens
                listing = self._calls.listing(target, "replies", params=params, limit=MOST)
                items = [reader.comment(raw, thread, target) for raw in listing.data]
                found |= {item.native_id: item for item in items if item is not None}
                if None in items:
                    missing.append("Some replies beneath could not be read.")
                tokens = onward(listing, self._calls.http.base_url)
                if tokens is None:
                    break
            else:
                missing.append("There are more replies beneath than were kept.")
        except NetworkError as trouble:
            missing.append(f"The replies beneath could not be read. {trouble.happened}")
        return tuple(found.values()), tuple(dict.fromkeys(missing))
