"""Single things by their addresses: posts as the network shows them, records as they are held, people."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Gone, Refused, Unreadable
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.bluesky.calls import Calls
from socialdesk.platforms.bluesky.names import Address, is_did, post_address, read_address
from socialdesk.platforms.http import Answer

_POSTS_AT_ONCE = 25


def posts_shown(calls: Calls, uris: Iterable[str]) -> dict[str, msgspec.Raw]:
    """The posts of these addresses as the network shows them to us, by address; others are gone or not shown.

    Raises NetworkError.
    """
    wanted = list(dict.fromkeys(uris))
    found: dict[str, msgspec.Raw] = {}
    for first in range(0, len(wanted), _POSTS_AT_ONCE):
        params = [("uris", uri) for uri in wanted[first : first + _POSTS_AT_ONCE]]
        posts = wire.read_strictly(calls.read("app.bsky.feed.getPosts", params), wire.Posts)
        found |= {wire.salvage(raw, wire.Ref).uri: raw for raw in posts.posts}
    return found


def record(calls: Calls, at: Address) -> tuple[wire.Record, Answer]:
    """A record as it is held: our own without delay, others' as the network knows it. Raises Gone, NetworkError."""
    params = [("repo", at.did), ("collection", at.collection), ("rkey", at.key)]
    answer = calls.read("com.atproto.repo.getRecord", params)
    told = wire.read_object(answer, wire.Record)
    if not told.value:
        raise Unreadable("Bluesky answered, but not with what was asked for.")
    return told, answer


def is_there(calls: Calls, at: Address) -> bool:
    """True where the record exists. Raises NetworkError."""
    try:
        record(calls, at)
    except Gone:
        return False
    return True


def profile(calls: Calls, did: str) -> wire.Actor:
    """A person, and how we stand to them, as the network shows it. Raises Gone, NetworkError."""
    told = wire.read_object(calls.read("app.bsky.actor.getProfile", [("actor", did)]), wire.Actor)
    if told.did != did:
        raise Unreadable("Bluesky answered, but not about the person who was asked for.")
    return told


def asked_post(uri: str) -> Address:
    """The address of a post that the desk holds. Raises Refused for what Bluesky could not have given."""
    at = post_address(uri)
    if at is None:
        raise Refused(
            "The desk holds an address here that Bluesky could not have given.", kept="Nothing was sent."
        )
    return at


def asked_person(person: NativeId, target: NativeId) -> str:
    """Whom an act is for: the person named, else whoever wrote the target. Raises Refused where neither says."""
    if is_did(person):
        return person
    at = read_address(target)
    if not person and (at is not None or is_did(target)):
        return at.did if at is not None else target
    raise Refused("The desk does not know on Bluesky who this person is.", kept="Nothing was sent.")
