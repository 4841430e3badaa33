"""What the window does about appeals: opens their screens (P4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

    def show_register(self) -> None:
        """Every appeal."""
        self._screens().show_register()

    def show(self, appeal_id: int) -> None:
        """One appeal."""
        self._screens().show(appeal_id)

    def _screens(self) -> AppealScreens:
        from socialdesk.ui.publishing.appeal_screens import AppealScreens  # noqa: PLC0415  (not at a start)

        return AppealScreens(self._window, self._watching)
