"""What a post or message looks like on the network at this moment, for evidence (R12)."""

from __future__ import annotations

from collections.abc import Mapping

from socialdesk.model.actions import Action
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Capture, FetchedItem, Gone, Media, NetworkError
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.bluesky.calls import Calls
from socialdesk.platforms.bluesky.gates import hidden_beneath
from socialdesk.platforms.bluesky.items import Reader, Seen
from socialdesk.platforms.bluesky.lookups import record
from socialdesk.platforms.bluesky.names import Address, is_did, post_address
from socialdesk.platforms.bluesky.perform import conversation_of
from socialdesk.platforms.bluesky.threads import read_thread
from socialdesk.platforms.http import Answer

MEDIA_HOSTS = ("bsky.app",)
_MAX_PAGES = 20
_MAX_MEDIA = 20
_MAX_REPLIES = 2000
_KEPT_HEADERS = (
    "date", "content-type", "etag", "atproto-repo-rev", "atproto-content-labelers", "x-request-id",
)  # fmt: skip


class Take:
    """Captures for one account."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def of(self, action: Action) -> Capture:
        """The target of `action` as it is shown now. Raises Gone, or another NetworkError."""
        at = post_address(action.target)
        if at is not None:
            return self._post(at)
        if is_did(action.target):
            return self._person(action.target)
        return self._message(action)

    def _post(self, at: Address) -> Capture:
        reader = Reader(self._calls.did, self._calls.now_ms)
        answer, seen = self._shown(at, reader)
        if reader.is_own(seen.root):
            # Our own server's word, which does not lag.
            reader.hidden[seen.root.uri] = hidden_beneath(self._calls, seen.root)
        item = reader.item(seen)
        replies, missing = self._beneath(at, reader)
        wanted = [seen.media_urls, *(reply.media_urls for reply in replies)]
        media, unkept = self._media(list(dict.fromkeys(url for urls in wanted for url in urls)))
        return Capture(
            raw=answer.body,
            headers=_kept(answer.headers),
            url=answer.url,
            untrusted_text=seen.text,
            item=item,
            replies=replies,
            media=media,
            media_missing=(*missing, *unkept),
        )

    def _shown(self, at: Address, reader: Reader) -> tuple[Answer, Seen]:
        """The post as the network shows it; as it is held where it is not shown to us: between us is a block,
        or it has not been indexed yet."""
        answer = self._calls.read("app.bsky.feed.getPosts", [("uris", at.uri)])
        posts = wire.read_strictly(answer, wire.Posts).posts
        seen = [one for one in (reader.seen(raw) for raw in posts) if one is not None and one.at == at]
        if seen:
            return answer, seen[0]
        held, answer = record(self._calls, at)
        return answer, reader.stored(held.value, at)

    def _beneath(self, at: Address, reader: Reader) -> tuple[tuple[FetchedItem, ...], tuple[str, ...]]:
        """The answers to it, as far as one reading shows them."""
        hidden = dict(reader.hidden)
        try:
            read = read_thread(self._calls, reader, at.uri)
        except Gone:
            return (), ()
        except NetworkError as trouble:
            return (), (f"The replies beneath could not be read. {trouble.happened}",)
        finally:
            reader.hidden.update(hidden)
        missing: list[str] = []
        if read.unreadable or read.deeper or not read.whole:
            missing.append("Some replies beneath are not shown to this account, and were not kept.")
        if len(read.items) > _MAX_REPLIES:
            missing.append("There are more replies beneath than were kept.")
        return tuple(read.items[:_MAX_REPLIES]), tuple(missing)

    def _person(self, did: str) -> Capture:
        answer = self._calls.read("app.bsky.actor.getProfile", [("actor", did)])
        wire.read_object(answer, wire.Actor)
        return Capture(
            raw=answer.body,
            headers=_kept(answer.headers),
            url=answer.url,
            untrusted_text="",
            item=None,
            replies=(),
            media=(),
        )

    def _message(self, action: Action) -> Capture:
        """There is no asking for one message: its conversation is read until it comes."""
        thread, token = conversation_of(self._calls, action), None
        reader = Reader(self._calls.did, self._calls.now_ms)
        for _ in range(_MAX_PAGES):
            params = [("convoId", thread), ("limit", "100")] + ([("cursor", token)] if token else [])
            answer = self._calls.read("chat.bsky.convo.getMessages", params, chat=True)
            page = wire.read_strictly(answer, wire.Messages)
            items = (reader.message(raw, NativeId(thread), {}) for raw in page.messages)
            found = next((one for one in items if one is not None and one.native_id == action.target), None)
            if found is not None:
                return Capture(
                    raw=answer.body,
                    headers=_kept(answer.headers),
                    url=answer.url,
                    untrusted_text=found.untrusted_text,
                    item=found,
                    replies=(),
                    media=(),
                )
            token = wire.onward(page.cursor)
            if token is None:
                break
        raise Gone("Bluesky no longer shows this message in its conversation.")

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
