"""What in a text is a link or names somebody: Bluesky marks neither by itself (app.bsky.richtext.facet)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from socialdesk.platforms.bluesky.names import is_handle

_LINK = re.compile(r"(?<![\w@/.])https?://[^\s<>\"'\[\]{}|\\^`]{1,2000}", re.IGNORECASE)
_NAMED = re.compile(r"(?<![\w@/.-])@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_AFTER = ".,;:!?"
_MOST = 20

Resolve = Callable[[str], str | None]
"""From a handle to the account's DID; None where there is none, or it cannot be asked for."""


def facets(text: str, resolve: Resolve) -> list[dict[str, Any]]:
    """The marks for a post or message, in order. Their places are counted in bytes of UTF-8, as Bluesky does."""
    found = [*_links(text), *_people(text, resolve)]
    return sorted(found, key=lambda one: one["index"]["byteStart"])[:_MOST]


def _links(text: str) -> Iterator[dict[str, Any]]:
    for match in _LINK.finditer(text):
        uri = match[0].rstrip(_AFTER)
        # A bracket that was not opened within the address closes the sentence's, not its own.
        while uri.endswith(")") and uri.count(")") > uri.count("("):
            uri = uri[:-1].rstrip(_AFTER)
        if len(uri) > len("https://"):
            yield _facet(
                text, match.start(), match.start() + len(uri), {"$type": _TYPE + "#link", "uri": uri}
            )


def _people(text: str, resolve: Resolve) -> Iterator[dict[str, Any]]:
    known: dict[str, str | None] = {}
    for match in _NAMED.finditer(text):
        handle = match[1].rstrip("-").lower()
        if not is_handle(handle) or (handle not in known and len(known) >= _MOST):
            continue
        if handle not in known:
            known[handle] = resolve(handle)
        did = known[handle]
        if did is not None:
            end = match.start() + 1 + len(handle)
            yield _facet(text, match.start(), end, {"$type": _TYPE + "#mention", "did": did})


_TYPE = "app.bsky.richtext.facet"


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    begins = len(text[:start].encode())
    index = {"byteStart": begins, "byteEnd": begins + len(text[start:end].encode())}
    return {"index": index, "features": [feature]}
