"""What the policy needs to know beside the words: where they stand, and what has happened so far."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.items import ItemKind

_READ = 20_000
"""How much of a post is read; more than any network lets the Force write."""
_PROCEEDINGS = re.compile(
    r"\b(?:arrest(?:ed|s)?|charged|remanded|in custody|custody|bailed|court|trial|convicted|sentenced|pleaded|"
    r"warrant|summons(?:ed)?|suspects?)\b",
    re.IGNORECASE,
)


def speaks_of_proceedings(text: str) -> bool:
    """True where a post speaks of an arrest, a charge or a court. That it does not proves nothing."""
    return _PROCEEDINGS.search(text[:_READ]) is not None


class Proceedings(StrEnum):
    """Whether court proceedings are active in the matter that a post is about (4.3b)."""

    UNKNOWN = "unknown"
    LIKELY = "likely"
    """The Force's own post speaks of an arrest, a charge or a court."""
    ACTIVE = "active"
    """A person has marked the post: they are active."""
    ENDED = "ended"
    """A person had marked the post, and has said since that they have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where an item stands. Built by intake for each item."""

    network: Network
    kind: ItemKind = ItemKind.COMMENT
    by_force: bool = False
    post_text: str = ""
    """The text of the Force's own post above it, "" under a visitor's post or in a conversation."""
    marked: Proceedings | None = None
    """What people have said of the post above it; None where nobody has said anything."""

    @property
    def proceedings(self) -> Proceedings:
        """As people have marked the post; else whether it speaks of an arrest, a charge or a court.

        That it does not speak of one proves nothing.
        """
        if self.marked is not None:
            return self.marked
        return Proceedings.LIKELY if speaks_of_proceedings(self.post_text) else Proceedings.UNKNOWN

    @property
    def private(self) -> bool:
        """True for a direct message, which no other member of the public sees."""
        return self.kind is ItemKind.MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What has happened to an item so far, as far as it bears on what may be done now."""

    replies_beneath: int = 0
    """Replies under it that would go with it."""
    force_replies_beneath: int = 0
    """Those of them that the Force wrote."""
    pending: tuple[tuple[ActionKind, str], ...] = ()
    """Actions in the outbox that are not finished, with the outbox's own word for their state."""
    removals_on_thread: int = 0
    """Comments hidden or deleted by us under the same post so far (R3)."""
    private_reply_sent: bool = False
    """True where this comment has had its one private reply."""
    last_message_ms: int | None = None
    """When the person last wrote in this conversation; for messages only."""
    refused: tuple[ActionKind, ...] = ()
    """What the network has refused to do on this item at the desk's asking, the newest try of each kind."""
    by_hand: tuple[tuple[ActionKind, str], ...] = ()
    """What a person has begun to do by hand and not ticked off, with their name."""
    done_by_hand: tuple[tuple[ActionKind, str], ...] = ()
    """What was done by hand on this item, as the named person said; of hiding and showing only the newest."""
