"""Keeps what stands round the list true: counts, accounts, the outbox, the index. Reads little, and seldom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from socialdesk.clock import to_ms
from socialdesk.decisions.blocking_waiting import BlocksWaiting, waiting
from socialdesk.inbox.piles import PileOn, going_on, how_many_parked
from socialdesk.inbox.queries import AccountRow, RailCounts, accounts, counts, not_yet_indexed, rows
from socialdesk.inbox.saved_views import SavedView, saved_views
from socialdesk.model.accounts import Network
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId
from socialdesk.model.people import Role
from socialdesk.outbox.queries import PendingRow, pending
from socialdesk.register.waiting import waiting as register_waiting
from socialdesk.ui.desk import Desk
from socialdesk.ui.inbox.places import BLOCKS, PUBLISHING, REGISTER
from socialdesk.ui.inbox.words import NOBODY
from socialdesk.ui.visible import one_line

SOON_MS = 200
TICK_MS = 1_000
FULL_TICKS = 5
"""Every so many seconds everything is read again, whether or not something was told."""
SILENCE_TICKS = 60
MOST_PENDING = 50


class Watch(QObject):
    """`read` after each reading of the store; `ticked` each second."""

    read = Signal()
    ticked = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ticks = 0
        self._register_altered = True
        self._silences: dict[int, str] = {}
        self.counts = RailCounts()
        self.accounts: Sequence[AccountRow] = ()
        self.sign_ins: Mapping[AccountId, str] = {}
        """The warning of each account whose sign-in ends soon."""
        self.pending: Sequence[PendingRow] = ()
        self.names: dict[int, str] = {}
        """The author of each item in `pending`, made safe to show."""
        self.unindexed = 0
        self.pile_ons: Sequence[PileOn] = ()
        self.parked_posts = 0
        self.saved: Sequence[SavedView] = ()
        self.blocks = BlocksWaiting()
        self.posts = 0
        """How many of the Force's own posts need a person; read by whoever shows them."""
        self.register = 0
        """How much of the register of accounts waits for Corporate Communications, where one of them is there."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._ticking)

    def start(self) -> None:
        """Read now, and from now on."""
        self.refresh()
        self._tick.start()

    def stop(self) -> None:
        """No more reading."""
        self._tick.stop()
        self._soon.stop()

    @property
    def listed(self) -> dict[str, int]:
        """The numbers beside those entries of the rail that are no views."""
        return {
            BLOCKS.key: self.blocks.everything,
            PUBLISHING.key: self.posts,
            REGISTER.key: self.register,
        }

    def now_ms(self) -> int:
        """The desk's clock, in milliseconds."""
        return to_ms(self._desk.clock())

    def poll_ms(self, network: Network) -> int:
        """Milliseconds between two looks at an account of a network, as the settings have it."""
        return self._desk.settings.seconds_between_looks(network.value) * 1000

    def take_changes(self, changes: Changes) -> None:
        """Something was altered: an action at once, so that Undo is there; the rest within 200 ms."""
        if changes.outbox:
            self._read_outbox()
            self.read.emit()
        self._register_altered = self._register_altered or changes.accounts
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Read all of it."""
        db = self._desk.read
        self.counts = counts(db, self._desk.person.name)
        asks = self._ticks % SILENCE_TICKS == 0
        found = accounts(db, now_ms=self.now_ms() if asks else None, poll_ms=self.poll_ms)
        if asks:
            self._silences = {int(row.account_id): row.silence for row in found}
        if asks or self._register_altered:
            self._register_altered = False
            self.register = self._register_waits()
        self.accounts = [replace(row, silence=self._silences.get(int(row.account_id), "")) for row in found]
        ends = ((row.account_id, self._desk.standing(row.account_id).sign_in) for row in found)
        self.sign_ins = {account_id: warning for account_id, warning in ends if warning}
        self.unindexed = not_yet_indexed(db)
        self.pile_ons, self.parked_posts = going_on(db), how_many_parked(db)
        self.saved = saved_views(db)
        self.blocks = waiting(db, self.now_ms())
        self._read_outbox()
        self.read.emit()

    def _register_waits(self) -> int:
        desk = self._desk
        if desk.person.role is not Role.CORPORATE_COMMUNICATIONS:
            return 0
        return register_waiting(desk.read, now=desk.clock(), hours=desk.book.hours)

    def _read_outbox(self) -> None:
        self.pending = pending(self._desk.read)
        ids = [row.item_id for row in self.pending[:MOST_PENDING] if row.item_id is not None]
        found = rows(self._desk.read, ids)
        self.names = {int(key): one_line(row.untrusted_author, 60) or NOBODY for key, row in found.items()}

    def _ticking(self) -> None:
        self._ticks += 1
        if self._ticks % FULL_TICKS == 0:
            self.refresh()
        self.ticked.emit()
