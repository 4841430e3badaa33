"""How many items each saved search finds, up to 99: counted in the background, one search after another, and seldom."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from socialdesk.errors import UserFacingError
from socialdesk.inbox.queries import first_ids, parse, search_view
from socialdesk.inbox.saved_views import SavedView
from socialdesk.storage.database import Connection
from socialdesk.ui.inbox.places import saved_key
from socialdesk.ui.inbox.rail_button import Entry
from socialdesk.ui.tasks import Tasks

MOST = 99
"""More is shown as 99+, and not counted on."""
FIRST_MS = 1_500
"""After which they are first counted: a start has better things to do."""
AGAIN_MS = 10_000
"""From one round to the next."""
LONGEST_MS = 2_000
"""A search that takes longer goes without a number."""
_KEY = "saved-count"


class SavedCounts(QObject):
    """`counted` when a number has altered."""

    counted = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._saved: Sequence[SavedView] = ()
        self._found: dict[int, int] = {}
        self._left: deque[SavedView] = deque()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(FIRST_MS)
        self._again.timeout.connect(self._begin)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LONGEST_MS)
        self._late.timeout.connect(self._too_long)

    def entries(self, saved: Sequence[SavedView]) -> list[Entry]:
        """The rail's entries of the saved searches; they are counted anew in a while."""
        if {each.id for each in saved} - {each.id for each in self._saved}:
            self._again.stop()
            self._again.setInterval(FIRST_MS)
        self._saved = saved
        if saved and not (self._again.isActive() or self._late.isActive()):
            self._again.start()
        return [Entry(key=saved_key(each.id), label=each.name, icon="search", most=MOST) for each in saved]

    @property
    def numbers(self) -> dict[str, int]:
        """How many each finds, by the key of its entry; `MOST` and one where there are more."""
        return {saved_key(number): count for number, count in self._found.items()}

    def end(self) -> None:
        """No more counting."""
        self._again.stop()
        self._late.stop()
        self._left.clear()

    def _begin(self) -> None:
        self._again.setInterval(AGAIN_MS)
        self._left = deque(self._saved)
        self._next()

    def _next(self) -> None:
        self._late.stop()
        if not self._left:
            return
        view = self._left.popleft()

        def arrived(count: int) -> None:
            self._take(view, count)

        def failed(error: Exception) -> None:
            # A search of an older version that is understood no longer is told of when it is opened.
            if not isinstance(error, UserFacingError):
                self._tasks.failed.emit(error)
            self._take(view, 0)

        self._late.start()
        self._tasks.read(_KEY, lambda db, _stop: how_many(db, view.words), arrived, failed)

    def _too_long(self) -> None:
        self._tasks.cancel(_KEY)
        self._next()

    def _take(self, view: SavedView, count: int) -> None:
        if self._found.get(view.id, 0) != count:
            self._found[view.id] = count
            self.counted.emit()
        self._next()


def how_many(db: Connection, words: str) -> int:
    """How many items a search finds, counted to `MOST` and one."""
    return len(first_ids(db, search_view(parse(words)), MOST + 1))
