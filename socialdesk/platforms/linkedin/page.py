"""What one call of a reading gives, as it is gathered."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import FetchedItem, FetchedThread

_log = logging.getLogger("socialdesk.platforms.linkedin")


@dataclass(slots=True)
class Page:
    """As `FetchedPage`, in the making."""

    threads: list[FetchedThread] = field(default_factory=list[FetchedThread])
    items: list[FetchedItem] = field(default_factory=list[FetchedItem])
    notes: list[str] = field(default_factory=list[str])
    full_read: NativeId | None = None
    full_read_ends: bool = False

    def count(self, unreadable: int) -> None:
        """Say how much could not be read."""
        if unreadable:
            _log.info("%d entries of a list could not be read", unreadable)
            self.notes.append(f"Entries that could not be read: {unreadable}.")
