"""Paging as YouTube does it: an opaque `nextPageToken`, absent at the end.

A token holds a position, not an offset, so that what arrives meanwhile neither repeats nor skips anything, and the
list that it belongs to, so that it is good for no other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Protocol, TypeVar

from socialdesk.training.networks.records import Position
from socialdesk.training.networks.youtube.errors import bad_parameter

_MAX_TOKEN = 200


class Placed(Protocol):
    """Anything that stands in a list."""

    @property
    def position(self) -> Position:
        """Where."""
        ...


_Item = TypeVar("_Item", bound=Placed)


def page_of(items: Sequence[_Item], name: str, size: int, token: str) -> tuple[list[_Item], str]:
    """The page of `items` (in the list's order) and the next token, "" at the end.

    `name` tells the list from every other. Raises YouTubeError invalidPageToken.
    """
    key = hashlib.sha256(name.encode()).hexdigest()[:12]
    edge = _read(token, key) if token else None
    # By relevance the last one seen need not be the oldest, so it is looked for first.
    at = next((place + 1 for place, one in enumerate(items) if one.position == edge), None)
    beyond = items[at or 0 :] if edge is None or at else [one for one in items if one.position < edge]
    page = list(beyond[:size])
    onward = _token(page[-1].position, key) if len(beyond) > size else ""
    return page, onward


def _token(position: Position, key: str) -> str:
    plain = f"{key}.{position[0]}.{position[1]}"
    return base64.urlsafe_b64encode(plain.encode()).decode()


def _read(token: str, key: str) -> Position:
    try:
        if len(token) > _MAX_TOKEN:
            raise ValueError
        told = base64.b64decode(token.encode(), altchars=b"-_", validate=True).decode()
        named, ms, order = told.split(".")
        if named != key:
            raise ValueError
        return int(ms), int(order)
    except (ValueError, binascii.Error):
        raise bad_parameter(
            "pageToken", "The request specifies an invalid page token.", "invalidPageToken"
        ) from None
