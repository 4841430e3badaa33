"""What every further page of the panel is: a form or list of its own, opened from Assess, with a way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from socialdesk.ui.desk import Desk
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.tasks import Tasks


class Page(QWidget):
    """One further page. It is made when it is first opened, and shows one item after another from then on."""

    done = Signal(int)
    """What it is for has been decided and is durable, for this item: Assess is shown again, as it is now."""
    left = Signal()
    """It is finished with, and nothing was decided: Assess is shown again."""
    title: str = ""
    """Stands above it."""

    def show_facts(self, facts: ItemFacts) -> None:
        """Shows an item; called each time it is opened, and again whenever the same item was read once more."""
        raise NotImplementedError

    def confirm(self) -> bool:
        """Does what it says, if it is complete (Ctrl+Enter); False where nothing was done, and it says why."""
        raise NotImplementedError

    def keep_draft(self) -> None:
        """Keeps at once whatever was typed: it is left, or the desk closes."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A further page as Assess offers it."""

    key: str
    """For `SidePanel.open_tab`, and the button's `option`."""
    label: str
    """The button's words, such as "Warn…"."""
    make: Callable[[Desk, Tasks, Drafts], Page]
    open_for: Callable[[ItemFacts], bool]
    """Whether it has a button for this item; cheap, and called with every reading of an item."""
    sign: str = "chevron-right"
    """The button's icon."""
