"""From Bluesky's shapes to the port's values, item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedThread
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.bluesky.names import WEB, Address, is_did, is_key, post_address

_MAX_MEDIA = 20
_MAX_URL = 4096


@dataclass(slots=True)
class Seen:
    """A post as it was shown, with its addresses checked."""

    at: Address
    root: Address
    parent: Address | None
    """What it answers; None for what begins a thread."""
    author: FetchedAuthor
    text: str
    created_ms: int
    reply_count: int | None
    hidden: frozenset[str]
    """Replies that are hidden beneath it; empty unless it begins a thread."""
    media_urls: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose account it is, the time now, and what is hidden in which thread."""

    did: str
    now_ms: int
    hidden: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def seen(self, raw: msgspec.Raw | bytes) -> Seen | None:
        """A post view, None where it has no address."""
        told = wire.salvage(raw, wire.PostView)
        at = post_address(told.uri)
        if at is None:
            return None
        record = wire.salvage(told.record, wire.PostRecord)
        author = self.author(wire.salvage(told.author, wire.Actor), at.did)
        gate = told.threadgate.record if told.threadgate is not None else None
        return self._seen(
            at, record, author, raw,
            indexed=told.indexed_at,
            reply_count=told.reply_count,
            hidden=frozenset(gate.hidden_replies) if gate is not None else frozenset(),
            media=media_urls(told.embed),
        )  # fmt: skip

    def stored(self, raw: msgspec.Raw | bytes, at: Address) -> Seen:
        """A record as its author's server holds it, without what Bluesky knows about it."""
        record = wire.salvage(raw, wire.PostRecord)
        author = FetchedAuthor(native_id=NativeId(at.did), untrusted_name="", profile_url=_profile(at.did))
        return self._seen(at, record, author, raw, indexed="", reply_count=None, hidden=frozenset(), media=())

    def thread(self, seen: Seen) -> FetchedThread:
        """What begins a thread: one of our own posts, or somebody else's."""
        return FetchedThread(
            native_id=seen.at.uri,
            kind=ThreadKind.POST if self.is_own(seen.at) else ThreadKind.VISITOR_POST,
            untrusted_text=seen.text,
            created_ms=seen.created_ms,
            permalink=seen.at.web,
            comment_count=seen.reply_count,
            raw=seen.raw,
        )

    def item(self, seen: Seen, *, mentioned: bool = False) -> FetchedItem | None:
        """A reply, or what somebody else began by naming or quoting us; None for our own post, which is a thread."""
        own, own_thread = self.is_own(seen.at), self.is_own(seen.root)
        if seen.parent is None:
            if own:
                return None
            kind = ItemKind.MENTION
        elif own_thread:
            kind = ItemKind.COMMENT if seen.parent.uri == seen.root.uri else ItemKind.REPLY
        else:
            kind = ItemKind.MENTION if mentioned else ItemKind.REPLY
        beneath = seen.parent if seen.parent is not None and seen.parent.uri != seen.root.uri else None
        return FetchedItem(
            native_id=seen.at.uri,
            thread=seen.root.uri,
            parent=beneath.uri if beneath is not None else None,
            kind=kind,
            author=seen.author,
            untrusted_text=seen.text,
            created_ms=seen.created_ms,
            by_force=own,
            hidden=self._hidden(seen),
            can_hide=own_thread and not own,
            can_remove=own,
            can_reply_privately=False,
            permalink=seen.at.web,
            media_urls=seen.media_urls,
            raw=seen.raw,
        )

    def _hidden(self, seen: Seen) -> bool | None:
        """None where nothing was read of what is hidden in its thread."""
        known = self.hidden.get(seen.root.uri)
        return None if known is None else seen.at.uri in known

    def conversation(self, raw: msgspec.Raw) -> tuple[FetchedThread, dict[str, str]] | None:
        """A private conversation and who is in it; None where it has no id."""
        told = wire.salvage(raw, wire.Conversation)
        if not is_key(told.id):
            return None
        members = [wire.salvage(one, wire.Actor) for one in told.members[:50]]
        people = {one.did: shown_name(one) for one in members if is_did(one.did)}
        others = [name for did, name in people.items() if did != self.did]
        last = told.last_message
        return FetchedThread(
            native_id=NativeId(told.id),
            kind=ThreadKind.CONVERSATION,
            untrusted_text=", ".join(others[:10]),
            created_ms=self._when(last.sent_at if last is not None else ""),
            permalink=f"{WEB}/messages/{told.id}",
            raw=wire.raw_text(raw),
        ), people

    def message(self, raw: msgspec.Raw, thread: NativeId, people: Mapping[str, str]) -> FetchedItem | None:
        """A private message; None for what was deleted, or is of the service itself."""
        told = wire.salvage(raw, wire.Message)
        sender = told.sender.did if told.sender is not None else ""
        if not is_key(told.id) or told.text is None:
            return None
        author = None
        if is_did(sender):
            name = people.get(sender, "")
            author = FetchedAuthor(
                native_id=NativeId(sender), untrusted_name=name, profile_url=_profile(sender)
            )
        return FetchedItem(
            native_id=NativeId(told.id),
            thread=thread,
            parent=None,
            kind=ItemKind.MESSAGE,
            author=author,
            untrusted_text=told.text,
            created_ms=self._when(told.sent_at),
            by_force=sender == self.did,
            can_hide=False,
            can_remove=False,
            can_reply_privately=False,
            raw=wire.raw_text(raw),
        )

    def author(self, actor: wire.Actor, did: str) -> FetchedAuthor:
        """Who wrote it: the record's address says it, whatever the profile says."""
        name = shown_name(actor) if actor.did == did else ""
        return FetchedAuthor(native_id=NativeId(did), untrusted_name=name, profile_url=_profile(did))

    def is_own(self, at: Address) -> bool:
        """True for what this account wrote."""
        return at.did == self.did

    def _seen(
        self, at: Address, record: wire.PostRecord, author: FetchedAuthor, raw: msgspec.Raw | bytes, *,
        indexed: str, reply_count: int | None, hidden: frozenset[str], media: tuple[str, ...],
    ) -> Seen:  # fmt: skip
        reply = record.reply
        root = post_address(reply.root.uri) if reply is not None and reply.root is not None else None
        parent = post_address(reply.parent.uri) if reply is not None and reply.parent is not None else None
        # Who answers without saying where the thread begins answers the beginning.
        root, parent = (root or parent, parent or root) if reply is not None else (None, None)
        return Seen(
            at=at,
            root=root or at,
            parent=parent,
            author=author,
            text=record.text,
            created_ms=self._when(record.created_at, indexed),
            reply_count=reply_count if reply_count is not None and reply_count >= 0 else None,
            hidden=hidden,
            media_urls=media,
            raw=wire.raw_text(raw),
        )

    def _when(self, *told: str) -> int:
        """The earliest of what the author and the network say; now where neither can be read.

        Authors date their posts themselves, some into the future. With a time of 1970 nobody would ever see one.
        """
        known = [moment for moment in map(wire.moment_ms, told) if moment is not None]
        return min(known) if known else self.now_ms


def shown_name(actor: wire.Actor) -> str:
    """A person as people know them: the name they gave themselves, and the handle that is theirs alone."""
    name, handle = (actor.display_name or "").strip(), actor.handle[:260]
    return f"{name} (@{handle})" if name and handle else name or (f"@{handle}" if handle else "")


def media_urls(embed: msgspec.Raw) -> tuple[str, ...]:
    """The addresses of pictures and of films' first frames in whatever an embed looks like."""
    try:
        told = msgspec.json.decode(embed) if embed else None
    except (ValueError, RecursionError):
        return ()
    return tuple(dict.fromkeys(_addresses(told)))[:_MAX_MEDIA]


def _addresses(told: object) -> Iterator[str]:
    """Of images and video by themselves, and beside a quoted post (`media`)."""
    if not isinstance(told, dict):
        return
    fields = cast("dict[str, Any]", told)
    images = fields.get("images")
    for image in cast("list[Any]", images)[:_MAX_MEDIA] if isinstance(images, list) else []:
        if isinstance(image, dict):
            yield from _address(cast("dict[str, Any]", image).get("fullsize"))
    yield from _address(fields.get("thumbnail"))
    media = fields.get("media")
    if isinstance(media, dict) and "media" not in media:
        yield from _addresses(cast("dict[str, Any]", media))


def _address(told: object) -> Iterator[str]:
    if isinstance(told, str) and told.startswith(("https://", "http://")) and len(told) <= _MAX_URL:
        yield told


def _profile(did: str) -> str:
    return f"{WEB}/profile/{did}"
