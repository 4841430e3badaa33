"""What the window does beyond showing: its commands, its forms, and what it writes.

Loaded once the list has been painted; nothing that the first paint needs may be imported from here.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from socialdesk.decisions.handling import mark_read, shown
from socialdesk.model.ids import ItemId, OutboxId
from socialdesk.outbox.queries import PendingRow
from socialdesk.publishing.undoing import take_back
from socialdesk.ui import unsettled, window_commands
from socialdesk.ui.attention import AttentionBar
from socialdesk.ui.connecting.dealing import connect_account
from socialdesk.ui.dialogs import SettingsForm
from socialdesk.ui.health.view import HealthView
from socialdesk.ui.leaving import Leaving
from socialdesk.ui.notify import Notifier, tray
from socialdesk.ui.publishing.appeal_dealing import AppealDealings
from socialdesk.ui.shifts.commands import show_handover, show_night
from socialdesk.ui.signing import says_themselves
from socialdesk.ui.staff.form import StaffForm
from socialdesk.ui.staff.seating import change_person, may_alter
from socialdesk.ui.waiting_list import WaitingList, read_waiting
from socialdesk.ui.watching.dealing import WatchingDealings
from socialdesk.ui.window import Window


class Dealings:
    """The window's longer dealings; it decides nothing itself."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.watching = WatchingDealings(window)
        window_commands.register(
            window,
            watching=self.watching,
            change_person=self.change_person,
            change_settings=self.change_settings,
            connect=self.connect,
            show_health=self.show_health,
            show_waiting=self.show_waiting,
            show_blocks=self.show_blocks,
            show_staff=self.show_staff,
        )
        self.appeals = AppealDealings(window, self.watching)
        self._put_attention()
        self.leaving = Leaving(window)
        self._notifier = Notifier(window.desk, show=tray(window, self._come_forward), parent=window)
        window.tasks.changed.connect(self._notifier.take)

    def _put_attention(self) -> None:
        window = self._window
        bar = AttentionBar(window.desk, window.tasks, window)
        above = window.panes.parentWidget()
        column = above.layout() if above is not None else None
        if isinstance(column, QVBoxLayout):
            column.insertWidget(0, bar)
        window.attention = bar
        window.tasks.changed.connect(bar.take_changes)
        bar.opened.connect(self.show_part)
        bar.questions_asked.connect(self.show_waiting)
        bar.blocks_asked.connect(self.show_blocks)
        bar.handover_asked.connect(lambda: show_handover(window))
        bar.night_waits.connect(lambda: show_night(window))
        bar.appeal_asked.connect(self.appeals.show)
        bar.refresh()

    def show_part(self, item_id: int, part: str) -> None:
        """Shows an item, and a part of its panel."""
        self._window.show_item(ItemId(item_id))
        self._window.open_tab(part)

    def show_waiting(self) -> None:
        """Questions that wait for an answer, and referrals that are open."""
        window, desk = self._window, self._window.desk
        person, now = desk.person, desk.clock()
        form = WaitingList(window, person, self.show_part)
        form.show_waiting(read_waiting(desk.read, person=person, now=now))
        form.open()

    def show_blocks(self) -> None:
        """The register of blocks: what waits, where something does."""
        from socialdesk.ui.blocks.register import WAITING, BlockRegister  # noqa: PLC0415  (not at a start)

        register = BlockRegister(self._window)
        if self._window.watch.blocks.words:
            register.kind.setCurrentIndex(WAITING)
        register.open()

    def change_person(self) -> None:
        """Somebody else sits down."""
        change_person(self._window)

    def show_staff(self) -> None:
        """Who works at the desk."""
        StaffForm(self._window).open()

    def change_settings(self) -> None:
        """The settings that people change at the desk."""
        window = self._window
        SettingsForm(
            window,
            window.desk.settings,
            window.keep_settings,
            staff=self.show_staff,
            training=window.desk.training,
            may_lock=window.desk.training or says_themselves(window.desk) or may_alter(window),
        ).open()

    def connect(self) -> None:
        """Connect an account."""
        connect_account(self._window)

    def show_health(self) -> None:
        """How every account is, and what mends it."""
        HealthView(self._window, change_settings=self.change_settings).open()

    def settle(self, row: PendingRow) -> None:
        """Ask what became of an action that nobody could confirm."""
        unsettled.settle_action(self._window, row)

    def cancel(self, outbox_id: int) -> None:
        """Take back an action that has not been sent."""
        desk, person = self._window.desk, self._window.desk.person
        self._window.tasks.write(
            lambda db: take_back(
                db, outbox_id=OutboxId(outbox_id), now=desk.clock(), by=person, training=desk.training
            )
        )

    def mark_shown(self, item_id: ItemId, *, unread: bool) -> None:
        """The item was looked at for as long as it takes to see it."""
        desk, person = self._window.desk, self._window.desk.person
        self._window.tasks.write(lambda db: shown(db, item_id=item_id, now=desk.clock(), by=person))
        if unread:
            self._window.tasks.write(lambda db: mark_read(db, item_id=item_id, now=desk.clock(), by=person))

    def _come_forward(self) -> None:
        """A notification was pressed."""
        self._window.show_place("urgent")
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
