"""What a comment or post looks like on LinkedIn at this moment, for evidence (R12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from socialdesk.model.actions import Action
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Capture, FetchedItem, Media, NetworkError
from socialdesk.platforms.http import Answer
from socialdesk.platforms.linkedin import wire
from socialdesk.platforms.linkedin.calls import PAGE, LinkedInCalls
from socialdesk.platforms.linkedin.items import MEDIA_HOSTS, Reader
from socialdesk.platforms.linkedin.perform import comment_path
from socialdesk.platforms.linkedin.urn import comment_parts, quoted

_MAX_REPLY_PAGES = 20
_MAX_MEDIA = 20
_KEPT_HEADERS = (
    "date",
    "content-type",
    "etag",
    "x-li-uuid",
    "x-li-fabric",
    "x-li-pop",
    "x-restli-protocol-version",
)


@dataclass(slots=True)
class _Beneath:
    items: tuple[FetchedItem, ...] = ()
    missing: tuple[str, ...] = ()


class Take:
    """Captures for one organisation."""

    def __init__(self, calls: LinkedInCalls) -> None:
        self._calls = calls

    def of(self, action: Action) -> Capture:
        """The target of `action` as it is shown now. Raises Gone, or another NetworkError."""
        reader = Reader(self._calls.organization, self._calls.now_ms)
        thread = action.thread or action.target
        if comment_parts(action.target) is None:
            answer, raw = self._read("posts", quoted(action.target))
            item = reader.mention(raw)
            missing = _pictures_unseen(raw)
        else:
            answer, raw = self._read(*comment_path(action.target))
            item = reader.comment(raw, thread)
            missing = ()
        beneath = self._beneath(action.target, thread, reader)
        wanted = [url for one in (item, *beneath.items) if one is not None for url in one.media_urls]
        media, lost = self._media(list(dict.fromkeys(wanted)))
        return Capture(
            raw=answer.body,
            headers=_kept(answer.headers),
            url=answer.url,
            untrusted_text=item.untrusted_text if item is not None else "",
            item=item,
            replies=beneath.items,
            media=media,
            media_missing=(*missing, *beneath.missing, *lost),
        )

    def _read(self, *path: str) -> tuple[Answer, msgspec.Raw]:
        answer = self._calls.read(*path, moderating=True)
        return answer, msgspec.Raw(wire.json_body(answer))

    def _beneath(self, target: NativeId, thread: NativeId, reader: Reader) -> _Beneath:
        """The replies, which a deletion takes along."""
        found: dict[NativeId, FetchedItem] = {}
        missing: list[str] = []
        above = target if comment_parts(target) is not None else ""
        start = 0
        try:
            for _ in range(_MAX_REPLY_PAGES):
                listing = self._calls.listing(
                    "socialActions", quoted(target), "comments", start=start, moderating=True
                )
                items = [reader.comment(raw, thread, above) for raw in listing.elements]
                found |= {item.native_id: item for item in items if item is not None}
                if None in items:
                    missing.append("Some replies beneath could not be read.")
                onward = listing.onward(start, PAGE)
                if onward is None:
                    break
                start = onward
            else:
                missing.append("There are more replies beneath than were kept.")
        except NetworkError as trouble:
            missing.append(f"The replies beneath could not be read. {trouble.happened}")
        return _Beneath(tuple(found.values()), tuple(dict.fromkeys(missing)))

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


def _pictures_unseen(raw: msgspec.Raw) -> tuple[str, ...]:
    if not wire.salvage(raw, wire.Post).content:
        return ()
    return (
        "LinkedIn names what hangs on a post by number only, so it was not kept: open the post and save it.",
    )


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name][:500] for name in _KEPT_HEADERS if name in headers}
