"""The window: rail, list, conversation and side panel, and what holds them together. It decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from socialdesk.config.settings import Settings
from socialdesk.errors import UserFacingError
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId, OutboxId
from socialdesk.model.people import NOBODY
from socialdesk.outbox.queries import PendingRow, one
from socialdesk.ui import icons
from socialdesk.ui.announce import OutboxTeller, say
from socialdesk.ui.desk import Desk
from socialdesk.ui.inbox.places import CONNECT, LISTS, PLACES, PUBLISHING, account_key, list_entries
from socialdesk.ui.inbox.rail_button import Entry
from socialdesk.ui.messages import tell, tell_error
from socialdesk.ui.status_words import Said, freshness, health, model_off, trouble, unindexed
from socialdesk.ui.theme import apply_theme, role, undressed
from socialdesk.ui.window import Window

if TYPE_CHECKING:
    from socialdesk.ui.conversation.pane import ConversationPane
    from socialdesk.ui.dealings import Dealings
    from socialdesk.ui.review.panel import SidePanel
    from socialdesk.ui.staff.locking import Locker

LOOKED_MS = 700
"""An item that is looked at for so long counts as shown, and as read."""
MARKING = "OFFICIAL"
"""GSC marking of the window (GSCP)."""
SMALLEST = (900, 470)
"""Logical pixels: a screen of 1920x1080 at 200 %, less its task bar."""


class MainWindow(Window):
    """Everything on screen. Give it a `Desk`, show it, close it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        # Dressed part by part, each would be dressed again whenever a layout takes it in: half of a start.
        with undressed():
            self._make(desk, parent)
        self.watch.start()
        self.show_place("inbox")
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.desk.person == NOBODY or self.desk.settings.locked:
            self.lock()

    def _make(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(desk, parent)
        self._dealings: Dealings | None = None
        self._locker: Locker | None = None
        self._closed = False
        self._piles_told: set[int] = set()
        self._teller = OutboxTeller(lambda number: one(desk.read, OutboxId(number)))
        self._looked = QTimer(self)
        self._looked.setSingleShot(True)
        self._looked.setInterval(LOOKED_MS)
        self._looked.timeout.connect(self._mark_shown)
        self._build()
        self._connect()
        self.rail.set_views([*(place.entry for place in PLACES), PUBLISHING])
        self.show_person()

    # --- what it is made of ---------------------------------------------------------------------------------------

    def _build(self) -> None:
        name = f"SocialDesk · {MARKING}"
        self.setWindowTitle(f"TRAINING · {name}" if self.desk.training else name)
        self.setAccessibleName(self.windowTitle())
        self.setWindowIcon(icons.app_icon())
        whole = QWidget()
        self.setCentralWidget(whole)
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.inside = inside = QFrame()
        role(inside, "window")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self.desk.training:
            from socialdesk.ui.training.band import TrainingFrame  # noqa: PLC0415  (in training alone)

            self.around = frame = TrainingFrame(self.desk.session, inside)
            self.band = frame.band
            outer.addWidget(frame)
        else:
            outer.addWidget(inside)
        column.addWidget(self.panes, 1)
        column.addWidget(self.undo_bar)
        column.addWidget(self.status)
        self.setMinimumSize(*SMALLEST)
        self.resize(1366, 768)
        held = QByteArray.fromBase64(self.desk.settings.window_geometry.encode("ascii", "ignore"))
        if not held.isEmpty():
            self.restoreGeometry(held)

    def _connect(self) -> None:
        self.tasks.changed.connect(self.take_changes)
        self.tasks.failed.connect(self.tell_error)
        self.watch.read.connect(self._show_watched)
        self.watch.ticked.connect(self._show_status)
        self.saved_counts.counted.connect(self._show_watched)
        self.rail.chosen.connect(self.show_place)
        self.rail.asked.connect(self._asked)
        self.list.item_chosen.connect(self._chosen)
        self.list.opened.connect(self.open_conversation)
        self.list.settings_turned.connect(self.keep_settings)
        # A timer of no time comes due when the painting that is going on has reached the screen.
        self.list.table.painted.connect(lambda: QTimer.singleShot(0, self, self.make_complete))
        self.undo_bar.undo.connect(self.cancel)
        self.undo_bar.settle.connect(self._settle)
        self.status.asked.connect(self._explain)
        self.status.command.connect(self._command)
        QApplication.styleHints().colorSchemeChanged.connect(self.dress)

    def make_complete(self) -> None:
        """Make what the first paint did without, if nobody has needed it before."""
        if not self._closed and not self.complete:
            with undressed():
                self.made()

    @property
    def dealings(self) -> Dealings:
        """What the window does beyond showing."""
        if self._dealings is None:
            from socialdesk.ui.dealings import Dealings  # noqa: PLC0415  (after the first paint, see `Window`)

            self._dealings = Dealings(self)
        return self._dealings

    @property
    def locker(self) -> Locker:
        """What blanks the window."""
        if self._locker is None:
            from socialdesk.ui.staff.locking import Locker  # noqa: PLC0415  (after the first paint, see `Window`)

            self._locker = Locker(self)
        return self._locker

    @property
    def locked(self) -> bool:
        """True while the window is blanked."""
        return self._locker is not None and self._locker.page is not None

    def lock(self) -> None:
        """Blank the window until somebody signs."""
        self._looked.stop()
        self.locker.lock()

    def opened_again(self) -> None:
        """Somebody signed: what is on screen is what they see now."""
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.item is not None:
            self._looked.start()

    def parts(self) -> list[QWidget]:
        """The parts of the window in the order of Tab."""
        if self._locker is not None and self._locker.page is not None:
            return [self._locker.page]
        return super().parts()

    def join(self, conversation: ConversationPane, panel: SidePanel) -> None:
        """Every part is made: join them to the rest."""
        self.locker.begin()
        conversation.item_activated.connect(self._activated)
        conversation.tab_asked.connect(self.open_tab)
        self.dealings.watching.join(conversation)
        conversation.moved_on.connect(self.advance)
        panel.item_activated.connect(self._activated)
        panel.reply_asked.connect(self._write_reply)
        panel.moved_on.connect(self.advance)
        panel.record.asked.connect(self.commands.run)
        self.panes.put(conversation, panel)
        self.panes.fit(self.width())
        conversation.show_item(self.item)
        panel.show_item(self.item)

    # --- what was chosen ------------------------------------------------------------------------------------------

    def _chosen(self, item_id: ItemId | None) -> None:
        if item_id == self.item:
            return
        self.item = item_id
        if item_id is not None or self.complete:
            self.conversation.show_item(item_id)
            self.panel.show_item(item_id)
        self._looked.stop()
        if item_id is not None:
            self._looked.start()

    def _activated(self, item_id: int) -> None:
        self.show_item(ItemId(item_id))

    def _write_reply(self, kind: str) -> None:
        self.panes.show_conversation()
        self.conversation.focus_composer(kind)

    def _mark_shown(self) -> None:
        if self.item is not None and not self.locked:
            row = self.list.model.held(self.item)
            self.dealings.mark_shown(self.item, unread=row is None or row.unread)

    # --- what changed ---------------------------------------------------------------------------------------------

    def take_changes(self, changes: Changes) -> None:
        """Something was altered in the store, by anybody."""
        self.list.take_changes(changes)
        self.watch.take_changes(changes)
        if self.complete:
            self.conversation.refresh(changes)
            self.panel.refresh(changes)

    def _show_watched(self) -> None:
        counts = self.watch.counts
        numbers = {place.entry.key: int(getattr(counts, place.view.value, 0)) for place in PLACES}
        numbers |= {account_key(row.account_id): row.open for row in self.watch.accounts}
        # Everything there is, is no work that waits: a number there would only shout.
        numbers |= {"everything": 0} | self.watch.listed
        now_ms = self.watch.now_ms()
        entries: list[Entry] = []
        for row in self.watch.accounts:
            ends = self.watch.sign_ins.get(row.account_id, "")
            said = health(row, now_ms, sign_in=ends)
            entries.append(
                Entry(
                    key=account_key(row.account_id),
                    label=row.name,
                    network=row.network,
                    health=said.icon if said else "",
                    health_words=f"{said.words}. {said.more}" if said else "In step.",
                )
            )
        if self.desk.joining is not None:
            entries.append(CONNECT)
        self.rail.set_saved(self.saved_counts.entries(self.watch.saved))
        self.rail.set_lists(list_entries(self.watch.blocks, self.desk.person))
        self.rail.set_accounts(entries)
        self.rail.set_counts(numbers | self.saved_counts.numbers)
        self._show_piles()
        self.undo_bar.show_rows(self.watch.pending, self.watch.names)
        for words in self._teller.news(self.watch.pending, self.watch.names, now_ms):
            if not self.locked:
                say(self, words)
        self._show_status()

    def _show_piles(self) -> None:
        desk, watch = self.desk, self.watch
        self.list.piles.show_state(
            watch.pile_ons,
            watch.counts.aside,
            watch.parked_posts,
            person=desk.person,
            on_call=desk.book.on_call,
            off_duty=any(row.off_duty for row in watch.pile_ons),
        )
        for row in watch.pile_ons:
            if row.id not in self._piles_told and not self.locked:
                self._piles_told.add(row.id)
                say(self, f"Unusual: {row.words}.")

    def _show_status(self) -> None:
        now_ms = self.watch.now_ms()
        accounts = self.watch.accounts
        self.status.fresh.say(freshness(accounts, now_ms))
        self.status.trouble.say(trouble(accounts, now_ms, sign_ins=self.watch.sign_ins))
        going = sum(not row.needs_person and row.state.live for row in self.watch.pending)
        self.status.outbox.say(
            Said(f"{going} on the way", "send", "info", "Actions that a network has not confirmed yet.")
            if going
            else None
        )
        self.status.index.say(unindexed(self.watch.unindexed))
        self.status.model.say(model_off(self.desk.model_off()))
        overdue = self.desk.book.review_overdue(self.desk.clock().astimezone().date())
        notices = [*self.desk.notices, *([overdue] if overdue and overdue not in self.desk.notices else [])]
        words = "Policy review overdue" if overdue else "Notice"
        self.status.notice.say(Said(words, "calendar", "warning", " ".join(notices)) if notices else None)

    def _explain(self, name: str) -> None:
        if name in {"fresh", "trouble"}:
            self.dealings.show_health()
            return
        said: Said | None = getattr(self.status, name).said
        if said is not None:
            tell(self, "Status", said.words, said.more)

    # --- what is asked of it --------------------------------------------------------------------------------------

    def tell_error(self, error: Exception) -> None:
        """An error that nobody else tells. One at a time: a second of the same waits for the first to be closed."""
        if not self._closed:
            tell_error(self, error)

    def keep_settings(self, settings: Settings) -> None:
        """Take settings into use and keep them; an error is told."""
        look = settings.theme != self.desk.settings.theme
        self.desk.settings = settings
        self._guarded(lambda: self.desk.save_settings(settings))
        self.commands.set_single_keys(settings.single_keys)
        self.list.model.stale_all()
        if look:
            self.dress()

    def show_person(self) -> None:
        """Who is at the desk, in the rail."""
        person = self.desk.person
        self.rail.person.show_person(person.name, person.role.label)
        super().show_person()

    def _asked(self, key: str) -> None:
        if key == "person":
            self.dealings.change_person()
        elif key in LISTS:
            self._command(LISTS[key])
        elif key == CONNECT.key:
            self.dealings.connect()

    def cancel(self, outbox_id: int) -> None:
        """Take back an action that has not been sent."""
        self.dealings.cancel(outbox_id)

    def _settle(self, row: PendingRow) -> None:
        self.dealings.settle(row)

    def _command(self, key: str) -> None:
        self.make_complete()
        self.commands.run(key)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  (whatever it is, the person is told and the window goes on)
            self.tell_error(error)

    # --- Qt's own -------------------------------------------------------------------------------------------------

    def dress(self) -> None:
        """Take the look on again that settings and `text_percent` ask for."""
        app = QApplication.instance()
        if isinstance(app, QApplication) and not self._closed:
            apply_theme(app, self.desk.settings.theme, text_percent=self.text_percent)

    def changeEvent(self, event: QEvent) -> None:
        """Qt's own: icons and row heights follow the theme."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange} and hasattr(self, "list"):
            self.list.refit()
            icons.retint(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: panes side by side, or by tabs."""
        super().resizeEvent(event)
        self.panes.fit(self.width())
        self.status.fit(self.width())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's own: drafts are kept, threads joined, the place on screen remembered."""
        if not self._closed:
            self._closed = True
            self.leave_page()
            if self.complete:
                self.conversation.keep_drafts()
                self.panel.keep_drafts()
            self.momentum.end()
            self.watch.stop()
            self.saved_counts.end()
            self._looked.stop()
            if self._locker is not None:
                self._locker.end()
            geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
            settings = replace(self.desk.settings, window_geometry=geometry)
            self.desk.settings = settings
            with suppress(UserFacingError):  # where the window stood is worth no dialog at the end of a shift
                self.desk.save_settings(settings)
            self.tasks.close()
        super().closeEvent(event)
