"""What a comment looks like on the network at this moment, for evidence (R12)."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from socialdesk.model.actions import Action
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.api import Capture, FetchedItem, NetworkError
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.fetch import COMMENT_FIELDS, MESSAGE_FIELDS, POST_FIELDS
from socialdesk.platforms.facebook.items import Reader
from socialdesk.platforms.graph.capturing import attachments, kept_headers
from socialdesk.platforms.graph.errors import BadRequest
from socialdesk.platforms.http import Answer

MEDIA_HOSTS = ("fbcdn.net", "facebook.com")
_MAX_REPLY_PAGES = 20
_EVERY_COMMENT_FIELD = (
    COMMENT_FIELDS + ",object{id},is_private,can_comment,can_like,like_count,message_tags,user_likes,"
    "private_reply_conversation{id},admin_creator"
)
_COMMENT_SOUGHT = (_EVERY_COMMENT_FIELD, COMMENT_FIELDS)
_POST_SOUGHT = (POST_FIELDS + ",updated_time,is_hidden,message_tags,status_type,parent_id", POST_FIELDS)


@dataclass(slots=True)
class _Beneath:
    items: tuple[FetchedItem, ...] = ()
    missing: tuple[str, ...] = ()


class Take:
    """Captures for one page."""

    def __init__(self, calls: GraphCalls) -> None:
        self._calls = calls

    def of(self, action: Action) -> Capture:
        """The target of `action` as it is shown now. Raises Gone, or another NetworkError."""
        answer, raw = self._target(action)
        reader = Reader(self._calls.page_id, self._calls.now_ms)
        is_post = action.target == action.thread
        thread = action.thread or action.target
        if action.target.startswith("m_"):
            item = reader.message(raw, thread)
        else:
            item = reader.mention(raw, can_change=True) if is_post else reader.comment(raw, thread)
        beneath = _Beneath()
        if item is not None and item.kind is not ItemKind.MESSAGE:
            beneath = self._beneath(action.target, thread, reader)
        wanted = [url for one in (item, *beneath.items) if one is not None for url in one.media_urls]
        media, missing = attachments(self._calls.http, wanted, MEDIA_HOSTS)
        return Capture(
            raw=answer.body,
            headers=kept_headers(answer.headers),
            url=answer.url,
            untrusted_text=item.untrusted_text if item is not None else "",
            item=item,
            replies=beneath.items,
            media=media,
            media_missing=(*beneath.missing, *missing),
        )

    def _target(self, action: Action) -> tuple[Answer, msgspec.Raw]:
        if action.target.startswith("m_"):
            sought: tuple[str, ...] = (MESSAGE_FIELDS,)
        else:
            sought = _POST_SOUGHT if action.target == action.thread else _COMMENT_SOUGHT
        for fields in sought[:-1]:
            try:
                return self._read(action.target, fields)
            except BadRequest:
                continue  # one of the fields is not offered here: fewer are better than none
        return self._read(action.target, sought[-1])

    def _read(self, target: NativeId, fields: str) -> tuple[Answer, msgspec.Raw]:
        answer = self._calls.read(target, params={"fields": fields})
        return answer, msgspec.Raw(wire.json_body(answer))

    def _beneath(self, target: NativeId, thread: NativeId, reader: Reader) -> _Beneath:
        """The replies, which a deletion takes along."""
        found: dict[NativeId, FetchedItem] = {}
        tokens: dict[str, str] | None = {}
        params = {"fields": COMMENT_FIELDS, "order": "chronological"}
        missing: list[str] = []
        try:
            for _ in range(_MAX_REPLY_PAGES):
                listing = self._calls.listing(target, "comments", params=params | tokens, limit=100)
                items = [reader.comment(raw, thread) for raw in listing.data]
                found |= {item.native_id: item for item in items if item is not None}
                if None in items:
                    missing.append("Some replies beneath could not be read.")
                tokens = wire.onward(listing, self._calls.http.base_url)
                if tokens is None:
                    break
            else:
                missing.append("There are more replies beneath than were kept.")
        except NetworkError as trouble:
            missing.append(f"The replies beneath could not be read. {trouble.happened}")
        return _Beneath(tuple(found.values()), tuple(dict.fromkeys(missing)))
