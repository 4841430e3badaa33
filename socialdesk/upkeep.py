"""What the desk looks after by itself, twice a minute, whoever sits at it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from socialdesk.clock import Clock, to_ms
from socialdesk.config.paths import Paths
from socialdesk.config.settings import Settings
from socialdesk.model.changes import Changes
from socialdesk.model.people import DESK
from socialdesk.policy.book import Book
from socialdesk.storage.database import Key
from socialdesk.storage.writer import Writer

if TYPE_CHECKING:
    from socialdesk.audit.head import HeadKeeper

# A start imports none of what the rounds need. Hence PLC0415.
USAGE_EVERY_MS = 3_600_000
"""How often it is looked at how each account of the register is used (3.3)."""


@dataclass(kw_only=True)
class Upkeep:
    """The rounds of one desk. On one thread."""

    writer: Writer
    clock: Clock
    book: Book
    paths: Paths
    key: Key = field(repr=False)
    settings: Callable[[], Settings]
    training: bool
    head_keeper: Callable[[], HeadKeeper]
    catch_up: Callable[[], None]
    """Assesses again what a new pack asks for."""
    look_for_endings: Callable[[], None]
    """Looks whose sign-in ends soon."""
    tell: Callable[[Changes], None]

    def __post_init__(self) -> None:
        self._terms_ms: int | None = None
        self._usage_ms: int | None = None
        self._shift_ended: datetime | None = None

    def round(self, stop: threading.Event) -> None:
        """All of it, each as often as it is wanted."""
        from socialdesk.inbox import retention  # noqa: PLC0415  (see above)
        from socialdesk.policy import hours  # noqa: PLC0415  (see above)
        from socialdesk.storage import backup  # noqa: PLC0415  (see above)

        now, paths = self.clock(), self.paths
        # The calendar of bank holidays takes a fifth of a second to load: here, not when the first item is opened.
        hours.is_holiday(now.date(), self.book.hours)
        self._end_shift(now)
        self.catch_up()
        self._terms_ms = retention.keep_hourly(self._terms_ms, self.writer.call, now, stop.is_set, self.tell)
        self._look_at_usage(now)
        self.writer.call(self.head_keeper().keep)
        if not self.training:
            self.look_for_endings()
        if not self.training and backup.due(paths.backups, now=now):
            backup.back_up(paths.database, self.key, paths.backups, now=now, reason="daily", stop=stop)
            settings = self.settings()
            backup.rotate(paths.backups, daily=settings.daily_backups, weekly=settings.weekly_backups)

    def _end_shift(self, now: datetime) -> None:
        """Once after each end of a shift, and once after a start: what was taken before it is let go."""
        from socialdesk.decisions.shift_end import AT_ONCE, release_taken_before  # noqa: PLC0415  (see above)
        from socialdesk.policy import hours  # noqa: PLC0415  (see above)

        ended = hours.last_change(now, self.book.hours)
        if not self.settings().release_claims or ended == self._shift_ended:
            return
        changes = self.writer.call(lambda db: release_taken_before(db, shift_ended=ended, now=now))
        if len(changes.items) < AT_ONCE:
            self._shift_ended = ended
        self.tell(changes)

    def _look_at_usage(self, now: datetime) -> None:
        """Which accounts only reshare or only watch, by what was read of them: once an hour, and after a start."""
        from socialdesk.register import dormancy, entries  # noqa: PLC0415  (see above)

        now_ms, hours = to_ms(now), self.book.hours
        if self._usage_ms is not None and abs(now_ms - self._usage_ms) < USAGE_EVERY_MS:
            return
        self._usage_ms = now_ms
        self.tell(
            self.writer.call(
                lambda db: dormancy.look(
                    db, entries.everything(db, hours, closed=False), now=now, hours=hours, by=DESK
                )
            )
        )
