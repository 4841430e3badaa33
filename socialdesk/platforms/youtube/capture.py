"""What a comment or video looks like on YouTube at this moment, for evidence (R12)."""

from __future__ import annotations

from collections.abc import Mapping

from socialdesk.model.actions import Action
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Capture, FetchedItem, Gone, Media, NetworkError
from socialdesk.platforms.http import Answer
from socialdesk.platforms.youtube.calls import YouTubeCalls
from socialdesk.platforms.youtube.items import Reader
from socialdesk.platforms.youtube.standing import Standing, State

MEDIA_HOSTS = ("ytimg.com", "ggpht.com", "googleusercontent.com", "youtube.com")
_MAX_MEDIA = 20
_KEPT_HEADERS = ("date", "content-type", "etag", "x-goog-trace-id", "server")


class Take:
    """Captures for one channel."""

    def __init__(self, calls: YouTubeCalls, standing: Standing) -> None:
        self._calls = calls
        self._standing = standing

    def of(self, action: Action) -> Capture:
        """The target of `action` as it is shown now. Raises Gone, or another NetworkError."""
        if action.target == action.thread:
            return self._video(action.target)
        stood = self._standing.of(action.target, action.thread)
        item, answer = stood.item, stood.answer
        if stood.state is State.GONE or item is None or answer is None:
            raise Gone("YouTube says that this is no longer there, or not for this channel to see.")
        beneath: tuple[FetchedItem, ...] = ()
        missing: tuple[str, ...] = ()
        if item.parent is None:
            beneath, missing = self._beneath(item)
        wanted = [url for one in (item, *beneath) for url in one.media_urls]
        media, lost = self._media(list(dict.fromkeys(wanted)))
        return Capture(
            raw=answer.body,
            headers=_kept(answer.headers),
            url=answer.url,
            untrusted_text=item.untrusted_text,
            item=item,
            replies=beneath,
            media=media,
            media_missing=(*missing, *lost),
        )

    def _video(self, video: NativeId) -> Capture:
        answer, raw = self._calls.one("videos", {"part": "snippet,status,statistics"}, video)
        told = self._reader().video(raw)
        return Capture(
            raw=answer.body,
            headers=_kept(answer.headers),
            url=answer.url,
            untrusted_text=told.untrusted_text if told is not None else "",
            item=None,
            replies=(),
            media=(),
        )

    def _beneath(self, item: FetchedItem) -> tuple[tuple[FetchedItem, ...], tuple[str, ...]]:
        """The replies, which a rejection hides too."""
        found: dict[NativeId, FetchedItem] = {}
        missing: list[str] = []
        reader = self._reader()
        try:
            for page in self._standing.replies(item.native_id):
                read = [reader.comment(raw, item.thread, parent=item.native_id) for raw in page]
                found |= {one.native_id: one for one in read if one is not None}
                if None in read:
                    missing.append("Some replies beneath could not be read.")
        except NetworkError as trouble:
            missing.append(f"The replies beneath could not all be read. {trouble.happened}")
        return tuple(found.values()), tuple(dict.fromkeys(missing))

    def _media(self, urls: list[str]) -> tuple[tuple[Media, ...], tuple[str, ...]]:
        kept: list[Media] = []
        missing: list[str] = []
        for url in urls[:_MAX_MEDIA]:
            try:
                answer = self._calls.http.media(url, hosts=MEDIA_HOSTS)
            except NetworkError as trouble:
                missing.append(f"An attachment could not be kept. {trouble.happened}")
                continue
            kept.append(Media(url=answer.url, media_type=_media_type(answer), content=answer.body))
        if len(urls) > _MAX_MEDIA:
            missing.append(f"There are more attachments than the {_MAX_MEDIA} that were kept.")
        return tuple(kept), tuple(missing)

    def _reader(self) -> Reader:
        return Reader(self._calls.channel_id, self._calls.now_ms)


def _media_type(answer: Answer) -> str:
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()[:100]


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name][:500] for name in _KEPT_HEADERS if name in headers}
