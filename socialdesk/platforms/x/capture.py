"""What a post or message looks like on X at this moment, for evidence (R12)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from socialdesk.model.actions import Action
from socialdesk.platforms.api import Capture, Gone, Media, NetworkError
from socialdesk.platforms.http import Answer
from socialdesk.platforms.x import limits, wire
from socialdesk.platforms.x.calls import LETTER_PARAMETERS, XCalls
from socialdesk.platforms.x.items import Reader
from socialdesk.platforms.x.memory import Memory

MEDIA_HOSTS = ("twimg.com",)
_MAX_MEDIA = 20
_KEPT_HEADERS = (
    "date",
    "content-type",
    "api-version",
    "x-transaction-id",
    "x-response-time",
    "x-access-level",
)
_LETTER = {name: value for name, value in LETTER_PARAMETERS.items() if name != "event_types"}


class Take:
    """Captures for one account."""

    def __init__(self, calls: XCalls, memory: Memory) -> None:
        self._calls = calls
        self._memory = memory

    def of(self, action: Action) -> Capture:
        """The target of `action` as it is shown now. Raises Gone, or another NetworkError."""
        reader = Reader(self._calls.user_id, self._memory, self._calls.now_ms)
        answer, raw, includes, is_letter = self._target(action)
        if is_letter:
            item, text = reader.message(raw, includes), ""
        else:
            item = reader.item(raw, includes)
            own = reader.thread(raw, includes) if item is None else None
            text = own.untrusted_text if own is not None else ""
        media, missing = self._media(list(item.media_urls) if item is not None else [])
        return Capture(
            raw=answer.body,
            headers=_kept(answer.headers),
            url=answer.url,
            untrusted_text=item.untrusted_text if item is not None else text,
            item=item,
            replies=(),
            media=media,
            media_missing=missing,
        )

    def _target(self, action: Action) -> tuple[Answer, msgspec.Raw, wire.Includes, bool]:
        """The post, or the message (True): what hangs in a conversation of messages is known by that."""
        if "-" not in action.thread:
            newest = self._memory.newest(action.target)
            try:
                answer = self._calls.read_posts(limits.LOOKUP, "tweets", newest)
                return answer, *wire.read_one(answer), False
            except Gone:
                if action.thread in {"", action.target} or self._memory.knows(action.thread):
                    raise
        answer = self._calls.read(limits.ONE_LETTER, "dm_events", action.target, params=_LETTER)
        return answer, *wire.read_one(answer), True

    def _media(self, urls: list[str]) -> tuple[tuple[Media, ...], tuple[str, ...]]:
        kept: list[Media] = []
        missing: list[str] = []
        for url in urls[:_MAX_MEDIA]:
            try:
                answer = self._calls.http.media(url, hosts=MEDIA_HOSTS)
            except NetworkError as trouble:
                missing.append(f"An attachment could not be kept. {trouble.happened}")
                continue
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            kept.append(Media(url=answer.url, media_type=kind[:100], content=answer.body))
        if len(urls) > _MAX_MEDIA:
            missing.append(f"There are more attachments than the {_MAX_MEDIA} that were kept.")
        return tuple(kept), tuple(missing)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name][:500] for name in _KEPT_HEADERS if name in headers}
