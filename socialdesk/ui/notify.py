"""Tells of the most urgent new items, and of unusual numbers of comments, on the computer's desktop.

A notification may be seen by anybody who passes the screen, and is kept by the system: it names the network, the
account and the ground with its clause, and counts. Nothing of the item is in it, nor who wrote it (R9, 4.3b).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from socialdesk.clock import monotonic, to_ms
from socialdesk.inbox.piles import PileOn, going_on
from socialdesk.inbox.queries import InboxRow, View, ViewName, first_ids, rows
from socialdesk.model.changes import Changes
from socialdesk.policy.book import Book
from socialdesk.policy.entries import Strength
from socialdesk.ui import icons
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import one_line

QUIET_SECONDS = 30.0
"""From one notification to the next; what comes between is summed up in the next."""
EMERGENCY = 3
NEWS_MS = 24 * 3_600_000
"""What is older is no news: the first reading of an account brings years."""
_MOST = 200
_MOST_GROUNDS = 3

Show = Callable[[str, str], None]
"""Shows a title and a text."""


class Notifier(QObject):
    """Takes what arrived, and shows at most one notification in `QUIET_SECONDS`. `show` None: nothing is shown."""

    def __init__(
        self,
        desk: Desk,
        *,
        show: Show | None,
        time: Callable[[], float] = monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._show = show
        self._time = time
        self._shown: float | None = None
        self._waiting: list[InboxRow] = []
        self._piles: list[PileOn] = []
        # What went on before the desk was opened was told then; each is told once until somebody calls it over.
        self._piles_told = {row.id for row in going_on(desk.read)} if show is not None else set[int]()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._tell)

    def take(self, changes: Changes) -> None:
        """Something arrived; under a millisecond where none of it is urgent or unusual."""
        if self._show is None or not changes.new_items:
            return
        piles = [row for row in going_on(self._desk.read) if row.id not in self._piles_told]
        self._piles_told |= {row.id for row in piles}
        if not self._desk.settings.notifications:
            return
        self._piles += piles
        new = set(changes.new_items)
        urgent = [one for one in first_ids(self._desk.read, View(ViewName.URGENT), _MOST) if one in new]
        since = to_ms(self._desk.clock()) - NEWS_MS
        found = [
            row
            for row in rows(self._desk.read, urgent).values()
            if row.created_ms >= since and is_most_urgent(row, self._desk.book)
        ]
        self._waiting += found
        if (found or piles) and not self._later.isActive():
            passed = QUIET_SECONDS if self._shown is None else self._time() - self._shown
            self._later.start(max(0, round((QUIET_SECONDS - passed) * 1000)))

    def _tell(self) -> None:
        waiting, self._waiting = self._waiting, []
        piles, self._piles = self._piles, []
        if self._show is not None and self._desk.settings.notifications:
            self._shown = self._time()
            told = [summary(waiting, self._desk.book), *(self._pile_line(row) for row in piles)]
            self._show("SocialDesk", "\n".join(filter(None, told)))

    def _pile_line(self, row: PileOn) -> str:
        account = self._desk.accounts.get(row.account_id)
        network = f"{account.network.label}, " if account is not None else ""
        return f"Unusual on {network}{_bare(row.account_name)}: {row.words} (4.2a)"


def is_most_urgent(row: InboxRow, book: Book) -> bool:
    """True for an emergency, and for a ground that is to be removed at once unless it is only faintly suspected."""
    if row.by_force or row.urgency >= EMERGENCY:
        return not row.by_force
    ground = book.grounds.get(row.top_ground)
    return ground is not None and ground.strength is Strength.AT_ONCE and row.urgency >= ground.urgency


def summary(items: Iterable[InboxRow], book: Book) -> str:
    """A line for each network: "3 urgent items on Facebook: Contempt of court (4.3b)". None of their words."""
    by_network: dict[str, list[InboxRow]] = {}
    for row in items:
        by_network.setdefault(row.network.label, []).append(row)
    return "\n".join(_line(label, found, book) for label, found in by_network.items())


def _line(label: str, found: list[InboxRow], book: Book) -> str:
    number = f"{len(found)} urgent item{'' if len(found) == 1 else 's'}"
    names = {row.account_name for row in found}
    where = f"{label}, {_bare(names.pop())}" if len(names) == 1 else label
    grounds = Counter(row.top_ground for row in found if book.clause_of(row.top_ground))
    named = [
        f"{book.name_of(ground)} ({book.clause_of(ground)})"
        for ground, _ in grounds.most_common(_MOST_GROUNDS)
    ]
    more = ["others"] if len(grounds) > _MOST_GROUNDS else []
    return f"{number} on {where}: {', '.join(named + more)}" if named else f"{number} on {where}"


def _bare(name: str) -> str:
    """Our account's name, without what a desktop would read as mark-up."""
    return " ".join(one_line(name, 60).translate({ord(sign): " " for sign in "<>&"}).split())


def tray(window: QWidget, pressed: Callable[[], None]) -> Show | None:
    """Shows through the system's tray, or None where the system has none. `pressed`: somebody pressed the words."""
    if not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
        return None
    icon = QSystemTrayIcon(icons.app_icon(), window)
    icon.setToolTip("SocialDesk")
    icon.messageClicked.connect(pressed)
    icon.activated.connect(lambda: pressed())
    icon.show()
    return lambda title, text: icon.showMessage(title, text, QSystemTrayIcon.MessageIcon.Warning)
