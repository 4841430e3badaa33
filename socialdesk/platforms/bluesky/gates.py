"""Which replies are hidden beneath a post: the record beside it (app.bsky.feed.threadgate).

The record is read, altered in one place and written back on condition that nobody altered it meanwhile, so that a
colleague's change is never lost. Who may answer (`allow`) stands in the same record, and is left as it was: written
where it was not, it would close the thread.
"""

from __future__ import annotations

from typing import Any, cast

import msgspec

from socialdesk.clock import from_ms
from socialdesk.platforms.api import Done, Gone, RefusedResult, UnknownResult, Unreadable
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.bluesky.calls import UPDATE_POINTS, Calls
from socialdesk.platforms.bluesky.errors import Kind, Problem
from socialdesk.platforms.bluesky.lookups import record
from socialdesk.platforms.bluesky.names import THREADGATE, Address

MOST_HIDDEN = 300
_ATTEMPTS = 5


def gate_of(root: Address) -> Address:
    """Where the record beside a thread's first post is."""
    return Address(root.did, THREADGATE, root.key)


def hidden_beneath(calls: Calls, root: Address) -> frozenset[str]:
    """What is hidden beneath one of our own posts, without delay. Raises NetworkError."""
    try:
        told, _ = record(calls, gate_of(root))
    except Gone:
        return frozenset()
    return frozenset(wire.salvage(told.value, wire.Gate).hidden_replies)


def set_hidden(
    calls: Calls, root: Address, reply: Address, *, hidden: bool
) -> Done | RefusedResult | UnknownResult | Problem:
    """Hide `reply` beneath `root`, or show it again. Raises NetworkError as `Connector.perform`, and Unreadable
    where nothing was sent."""
    for _ in range(_ATTEMPTS):
        told = _attempt(calls, root, reply, hidden=hidden)
        if not isinstance(told, Problem) or told.kind is not Kind.SWAP:
            return told
    return RefusedResult(
        reason="Somebody else keeps changing what is hidden beneath this post, so nothing was changed. Try again."
    )


def _attempt(
    calls: Calls, root: Address, reply: Address, *, hidden: bool
) -> Done | RefusedResult | UnknownResult | Problem:
    held, version = _held(calls, root)
    listed = _listed(held)
    if (reply.uri in listed) is hidden:
        return Done()
    if hidden and len(listed) >= MOST_HIDDEN:
        return RefusedResult(
            reason=f"Bluesky hides at most {MOST_HIDDEN} replies beneath one post, and so many are hidden there."
        )
    now = from_ms(calls.now_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    new = {"$type": THREADGATE, "post": root.uri, "createdAt": now} | held
    new["hiddenReplies"] = [*listed, reply.uri] if hidden else [one for one in listed if one != reply.uri]
    answer = calls.write(
        "com.atproto.repo.putRecord",
        {"repo": calls.did, "collection": THREADGATE, "rkey": root.key, "record": new, "swapRecord": version},
        points=UPDATE_POINTS,
    )
    return answer if isinstance(answer, Problem | UnknownResult) else Done()


def _held(calls: Calls, root: Address) -> tuple[dict[str, Any], str | None]:
    """The record as it is now, whole, and its version; empty and None where there is none."""
    try:
        told, _ = record(calls, gate_of(root))
    except Gone:
        return {}, None
    try:
        held = msgspec.json.decode(told.value, type=dict[str, Any])
    except (ValueError, RecursionError):
        held = {}
    if not held or not told.cid:
        raise Unreadable("What is hidden beneath this post cannot be read, so nothing was changed.")
    return held, told.cid


def _listed(held: dict[str, Any]) -> list[str]:
    listed = held.get("hiddenReplies", [])
    known = cast("list[object]", listed) if isinstance(listed, list) else [None]
    if not all(isinstance(one, str) for one in known):
        raise Unreadable("What is hidden beneath this post cannot be read, so nothing was changed.")
    return cast("list[str]", listed)
