"""A post's whole thread: every answer that the network shows, and whether it shows them all (getPostThread)."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from socialdesk.platforms.api import FetchedItem, Gone
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.bluesky.calls import Calls
from socialdesk.platforms.bluesky.items import Reader, Seen

DEPTH = 50
"""How many levels one answer goes down; what is deeper is asked for from there."""
_SHOWN = "app.bsky.feed.defs#threadViewPost"


@dataclass(slots=True)
class Read:
    """One answer's worth of a thread."""

    top: Seen
    items: list[FetchedItem] = field(default_factory=list[FetchedItem])
    deeper: list[str] = field(default_factory=list[str])
    """Answers beneath which the thread was cut off."""
    whole: bool = True
    """False where some answers were not shown: somebody is blocked, or was taken down."""
    unreadable: int = 0


def read_thread(calls: Calls, reader: Reader, uri: str) -> Read:
    """The post at `uri` and everything beneath it. Raises Gone, or another NetworkError."""
    params = [("uri", uri), ("depth", str(DEPTH)), ("parentHeight", "0")]
    answer = wire.read_strictly(calls.read("app.bsky.feed.getPostThread", params), wire.Thread)
    node = wire.salvage(answer.thread, wire.Node)
    top = reader.seen(node.post) if node.kind == _SHOWN else None
    if top is None or top.at.uri != uri:
        raise Gone("Bluesky says that this is no longer there, or not for this account to see.")
    gate = answer.threadgate.record if answer.threadgate is not None else None
    reader.hidden[top.root.uri] = frozenset(gate.hidden_replies) if gate is not None else top.hidden
    # Cut off at its very top, there is nowhere to go on from.
    read = Read(top, whole=node.replies is not None or not top.reply_count)
    waiting = [(node, top)]
    while waiting:
        waiting += _beneath(*waiting.pop(), reader, read)
    return read


def _beneath(node: wire.Node, seen: Seen, reader: Reader, read: Read) -> list[tuple[wire.Node, Seen]]:
    """The answers one level down; what is not shown is counted."""
    count = seen.reply_count or 0
    if node.replies is None:
        if count and seen is not read.top:
            read.deeper.append(seen.at.uri)
        return []
    found: list[tuple[wire.Node, Seen]] = []
    for raw in node.replies:
        below = wire.salvage(raw, wire.Node)
        if below.kind != _SHOWN:
            read.whole = False
            continue
        answer = _answer(below.post, reader)
        if answer is None:
            read.unreadable += 1
            continue
        item = reader.item(answer)
        read.items += [] if item is None else [item]
        found.append((below, answer))
    if len(found) < count:
        read.whole = False
    return found


def _answer(raw: msgspec.Raw, reader: Reader) -> Seen | None:
    seen = reader.seen(raw)
    return seen if seen is not None and seen.parent is not None else None
