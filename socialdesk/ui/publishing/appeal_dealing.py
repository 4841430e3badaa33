"""What the window does about appeals: opens their screens, and goes on with what a crash left undone (P4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from socialdesk.model.changes import Changes
from socialdesk.publishing import takedown
from socialdesk.ui.commands import Command
from socialdesk.ui.watching.dealing import WatchingDealings
from socialdesk.ui.window import Window

if TYPE_CHECKING:
    from socialdesk.ui.publishing.appeal_screens import AppealScreens


class AppealDealings:
    """It decides nothing itself."""

    def __init__(self, window: Window, watching: WatchingDealings) -> None:
        self._window = window
        self._watching = watching
        window.commands.add(
            Command(
                id="appeals",
                label="Appeals: every post of each, and taking all down",
                group="Publishing",
                run=self.show_register,
            )
        )
        window.tasks.changed.connect(self._changed)
        self.go_on()

    def go_on(self) -> None:
        """Hands to the outbox what was asked for and never got there, as after a crash."""
        self._window.tasks.read(
            "appeals-to-hand", lambda db, _stop: takedown.waiting_to_hand(db), self._hand_on
        )

    def show_register(self) -> None:
        """Every appeal."""
        self._screens().show_register()

    def show(self, appeal_id: int) -> None:
        """One appeal."""
        self._screens().show(appeal_id)

    def _screens(self) -> AppealScreens:
        from socialdesk.ui.publishing.appeal_screens import AppealScreens  # noqa: PLC0415  (not at a start)

        return AppealScreens(self._window, self._watching)

    def _changed(self, changes: Changes) -> None:
        if changes.outbox:
            self.go_on()

    def _hand_on(self, waiting: bool) -> None:
        if not waiting:
            return
        desk = self._window.desk
        self._window.tasks.write(
            lambda db: takedown.go_on(
                db, book=desk.book, capabilities=desk.capabilities, now=desk.clock(), training=desk.training
            )
        )
