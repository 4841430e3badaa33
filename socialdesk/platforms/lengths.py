"""How long a text each network takes, counted as that network counts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.platforms.graphemes import clusters, count_graphemes, is_picture

_LONGEST: Mapping[tuple[Network, ActionKind], int] = {
    (Network.FACEBOOK, ActionKind.REPLY): 8_000,
    (Network.FACEBOOK, ActionKind.PRIVATE_REPLY): 2_000,
    (Network.FACEBOOK, ActionKind.MESSAGE): 2_000,
    (Network.FACEBOOK, ActionKind.PUBLISH): 63_206,
    (Network.INSTAGRAM, ActionKind.PUBLISH): 2_200,
    (Network.X, ActionKind.PUBLISH): 280,
    (Network.LINKEDIN, ActionKind.PUBLISH): 3_000,
    (Network.BLUESKY, ActionKind.PUBLISH): 300,
    (Network.YOUTUBE, ActionKind.PUBLISH): 5_000,
    (Network.INSTAGRAM, ActionKind.REPLY): 2_200,
    (Network.INSTAGRAM, ActionKind.PRIVATE_REPLY): 1_000,
    (Network.INSTAGRAM, ActionKind.MESSAGE): 1_000,
    (Network.X, ActionKind.REPLY): 280,
    (Network.X, ActionKind.MESSAGE): 10_000,
    (Network.YOUTUBE, ActionKind.REPLY): 10_000,
    (Network.LINKEDIN, ActionKind.REPLY): 1_250,
    (Network.BLUESKY, ActionKind.REPLY): 300,
    (Network.BLUESKY, ActionKind.MESSAGE): 1_000,
}
"""As far as each network's documents say (platforms.md 1 to 7). X: longer posts are for accounts that pay for them."""
_LONGEST_UNKNOWN = 1_000
_POSTS = (ActionKind.RESHARE, ActionKind.EDIT_POST)
"""As long as a post may be."""
_WEIGHED = (ActionKind.REPLY, ActionKind.PUBLISH, *_POSTS)
_LETTERS = (ActionKind.PRIVATE_REPLY, ActionKind.MESSAGE)
_X_LINK = re.compile(r"https?://\S+|\b(?:[a-z0-9-]+\.)+(?:uk|com|org|net|gov|info)\b(?:/\S*)?", re.IGNORECASE)
_X_LINK_COUNTS = 23
_X_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
"""What counts one on X; everything else counts two (twitter-text, configuration 3)."""


def longest(network: Network, kind: ActionKind) -> int:
    """How many characters a network takes of such a text."""
    return _LONGEST.get((network, ActionKind.PUBLISH if kind in _POSTS else kind), _LONGEST_UNKNOWN)


def length(text: str, network: Network, kind: ActionKind) -> int:
    """How many characters a text is to a network: its own count where it has one of its own."""
    match network:
        case Network.INSTAGRAM if kind in _LETTERS:
            return len(text.encode("utf-8", "replace"))
        case Network.X if kind in _WEIGHED:
            links = len(_X_LINK.findall(text))
            return links * _X_LINK_COUNTS + sum(_on_x(each) for each in clusters(_X_LINK.sub("", text)))
        case Network.BLUESKY:
            return count_graphemes(text)
        case _:
            return len(text)


def how_counted(network: Network, kind: ActionKind) -> str:
    """What is particular to a network's count, a sentence; "" where one sign is one."""
    match network:
        case Network.INSTAGRAM if kind in _LETTERS:
            return "Accents and emoji count for more than one."
        case Network.X if kind in _WEIGHED:
            return "A link counts for 23, an emoji for two."
        case _:
            return ""


def _on_x(cluster: str) -> int:
    if is_picture(cluster):
        return 2
    return sum(1 if any(low <= ord(sign) <= high for low, high in _X_LIGHT) else 2 for sign in cluster)
