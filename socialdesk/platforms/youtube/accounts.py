"""The channel that a sign-in opens, and what it may do there (platforms.md 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from socialdesk.model.ids import NativeId
from socialdesk.platforms.youtube import wire
from socialdesk.platforms.youtube.calls import YouTubeCalls

_SCOPE = "https://www.googleapis.com/auth/"
NEEDED_SCOPE = f"{_SCOPE}youtube.force-ssl"
"""Every comment method asks for it, reading what is held included (discovery revision 20261104)."""
_READING = frozenset({f"{_SCOPE}youtube", f"{_SCOPE}youtube.readonly", NEEDED_SCOPE})
_VIDEOS = frozenset({f"{_SCOPE}youtube", NEEDED_SCOPE})
_MAX_PAGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class YouTubeAccount:
    """A channel."""

    native_id: NativeId
    name: str
    handle: str = ""
    """Such as `@anyshirepolice`, as far as YouTube says."""


def list_accounts(calls: YouTubeCalls) -> tuple[YouTubeAccount, ...]:
    """The channels of the signed-in account; none where it has no channel. Raises NetworkError."""
    found: dict[NativeId, YouTubeAccount] = {}
    token = ""
    for _ in range(_MAX_PAGES):
        asked = {"part": "snippet", "mine": "true", "maxResults": "50"}
        listing = calls.listing("channels", asked | ({"pageToken": token} if token else {}))
        for raw in listing.items:
            own_id = wire.own_id(raw)
            told = wire.salvage(wire.salvage(raw, wire.Resource).snippet, wire.VideoSnippet)
            if own_id is not None:
                found[own_id] = YouTubeAccount(native_id=own_id, name=told.title, handle=told.custom_url)
        token = listing.next_page_token or ""
        if not token:
            break
    return tuple(found.values())


def allowed(scopes: Iterable[str]) -> tuple[str, ...]:
    """What a sign-in with these scopes may and may not do, a sentence each; () where they are not known."""
    held = frozenset(scopes)
    if not held:
        return ()
    told: list[str] = []
    if NEEDED_SCOPE in held:
        told.append("May read every comment, also those held for review, and answer them.")
        told.append("May hold comments for review, publish and reject them, and ban their authors.")
    else:
        told.append("May not read or answer comments: sign in again and allow everything that is asked for.")
    if held & _VIDEOS:
        told.append("May remove the channel's videos.")
    if not held & _READING:
        told.append("May not see the channel's videos.")
    told.append("Nobody may lift a ban or publish a video from here: that is done in YouTube Studio.")
    return tuple(told)
