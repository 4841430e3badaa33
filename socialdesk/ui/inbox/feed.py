"""Keeps the list and the store together: the first ids at once, the rest in the background, then what arrives.

The list never shifts under a hand: new items come in by themselves only where the top is in sight, and an item that no
longer belongs stays until the person has gone on to another.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from socialdesk.inbox.queries import (
    Held,
    View,
    ViewName,
    first_ranks,
    held,
    item_of,
    ranks_in,
    view_count,
    view_ranks,
)
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection
from socialdesk.ui.desk import Desk
from socialdesk.ui.inbox.model import InboxModel
from socialdesk.ui.tasks import Tasks

FIRST = 128
"""Ranks that are read before anything is painted; some screens full."""
COALESCE_MS = 250
MANY = 200
"""Removals beyond which the whole list is read again."""


class Feed(QObject):
    """Fills one model with one view at a time."""

    shown = Signal()
    """Another view has its first rows."""
    counted = Signal(int)
    """How many the view holds, each time it is known anew."""
    waiting = Signal(int)
    """How many new items wait above, since the top is not in sight."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        model: InboxModel,
        *,
        at_top: Callable[[], bool],
        chosen: Callable[[], ItemId | None],
    ) -> None:
        super().__init__(model)
        self._desk = desk
        self._tasks = tasks
        self._model = model
        self._at_top = at_top
        self._chosen = chosen
        self._view: View | None = None
        self._complete = False
        self._dirty: set[int] = set()
        self._during_load: set[int] = set()
        self._above: list[int] = []
        self._departed: set[int] = set()
        self._asking = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(COALESCE_MS)
        self._soon.timeout.connect(self._ask)

    @property
    def view(self) -> View | None:
        """What is shown, or about to be."""
        return self._view

    @property
    def complete(self) -> bool:
        """True once every id of the view is in the list."""
        return self._complete

    def rank_of(self, item_id: int) -> int | None:
        """Where an item stands in the view that is shown, or would; None where there is no such item."""
        view = self._view
        return None if view is None else ranks_in(self._desk.read, view, [item_id]).get(ItemId(item_id))

    def show(self, view: View) -> None:
        """Another view; its first rows are there when this returns, those of a search as soon as they are found."""
        self._view = view
        self._complete = False
        self._dirty.clear()
        self._during_load.clear()
        self._departed.clear()
        self._set_above([])
        self._tasks.cancel("list-ids")
        if view.name is not ViewName.SEARCH:
            self._tasks.cancel("list-first")
            self._begin(view, first_ranks(self._desk.read, view, FIRST))
            return
        self._tasks.read(
            "list-first", lambda db, _stop: first_ranks(db, view, FIRST), lambda ids: self._begin(view, ids)
        )

    def reload(self) -> None:
        """The same view again."""
        if self._view is not None:
            self.show(self._view)

    def take_waiting(self) -> None:
        """Let the new ones in."""
        ranks, self._above = self._above, []
        self._let_in(ranks)
        self.waiting.emit(0)

    def take_changes(self, changes: Changes) -> None:
        """Something was altered: rows in sight are read again, what comes and goes is settled within 250 ms."""
        ids = changes.items | frozenset(changes.new_items)
        if not ids:
            return
        self._model.stale(ids)
        self._dirty |= ids
        if not self._complete:
            self._during_load |= ids
        if not self._soon.isActive():
            self._soon.start()

    def moved_on(self) -> None:
        """Another item was chosen: take away what no longer belongs and was only kept for the eye."""
        keep = self._chosen()
        going = [rank for rank in self._departed if item_of(rank) != keep]
        self._departed.difference_update(going)
        self._model.remove(going)
        if going and self._by_urgency:
            # It may stand elsewhere by now.
            self._dirty.update(item_of(rank) for rank in going)
            self._soon.start()

    def _begin(self, view: View, ids: array[int]) -> None:
        self._model.reset(ids)
        self.shown.emit()
        if len(ids) < FIRST:
            self._completed(len(ids))
            return
        if view.name is not ViewName.SEARCH:
            self.counted.emit(view_count(self._desk.read, view))

        def collect(db: Connection, stop: threading.Event) -> array[int]:
            found: array[int] = array("q")
            for chunk in view_ranks(db, view, stopped=stop.is_set):
                found.extend(chunk)
            return found

        self._tasks.read("list-ids", collect, self._rest)

    def _rest(self, full: array[int]) -> None:
        shown = self._model.ranks()
        start = full.index(shown[0]) if shown and shown[0] in full else -1
        if start >= 0 and full[start : start + len(shown)] == shown:
            self._above = [rank for rank in self._above if rank > full[0] and rank not in full]
            self._model.append(full[start + len(shown) :])
            self._arrive(list(full[:start]))
        else:
            self._model.reset(full)
            self.shown.emit()
        self._completed(len(full))

    def _completed(self, count: int) -> None:
        self._complete = True
        self._count(count)
        if self._during_load:
            self._dirty |= self._during_load
            self._during_load.clear()
            self._soon.start()

    def _ask(self) -> None:
        view = self._view
        if self._asking or view is None or not self._dirty:
            return
        ids, self._dirty = frozenset(ItemId(item_id) for item_id in self._dirty), set()
        self._asking = True

        def settle(now: Held) -> None:
            self._asking = False
            if view == self._view:
                self._settle(now)
            if self._dirty:
                self._soon.start()

        def failed(error: Exception) -> None:
            self._asking = False
            self._tasks.failed.emit(error)

        self._tasks.read("list-changes", lambda db, _stop: held(db, view, ids), settle, failed)

    def _settle(self, now: Held) -> None:
        keep = self._chosen()
        gone = [rank for rank in now.absent if self._model.row_of_rank(rank) is not None]
        if self._by_urgency:
            moved = self._model.moved(now.present | now.absent)
            gone += moved
            if any(item_of(rank) == keep for rank in moved):
                # What is being worked on stays under the eye until the person has gone on.
                now = Held(frozenset(rank for rank in now.present if item_of(rank) != keep), now.absent)
            above = {item_of(rank) for rank in now.present}
            self._above = [rank for rank in self._above if item_of(rank) not in above]
        self._above = [rank for rank in self._above if rank not in now.absent]
        self._departed.difference_update(now.present)
        if len(gone) > MANY:
            self.reload()
            return
        self._departed.update(rank for rank in gone if item_of(rank) == keep)
        self._model.remove(rank for rank in gone if item_of(rank) != keep)
        first, last = self._model.rank_at(0), self._model.rank_at(self._model.rowCount() - 1)
        missing = [rank for rank in now.present if self._model.row_of_rank(rank) is None]
        if self._by_urgency:
            if len(missing) > MANY:
                self.reload()
                return
            self._arrive(missing)
            self._count(self._model.rowCount())
            return
        between = [rank for rank in missing if first is not None and rank < first]
        if not self._complete:
            between = [rank for rank in between if last is not None and rank > last]
        if len(between) > MANY:
            self.reload()
            return
        self._model.insert_between(between)
        self._arrive([rank for rank in missing if first is None or rank > first])
        if self._complete:
            self._count(self._model.rowCount() + len(self._above))

    @property
    def _by_urgency(self) -> bool:
        return self._view is not None and self._view.urgent_first

    def _count(self, count: int) -> None:
        """Tells how many the view holds; of a list by urgency only the beginning is in the model."""
        self.counted.emit(
            view_count(self._desk.read, self._view) if self._view and self._by_urgency else count
        )

    def _let_in(self, ranks: list[int]) -> None:
        if self._by_urgency:
            self._model.insert_between(ranks)
        else:
            self._model.insert_top(sorted(ranks, reverse=True))

    def _arrive(self, ranks: list[int]) -> None:
        if not ranks:
            return
        if self._at_top() or not self._model.rowCount():
            self._let_in([*{*ranks, *self._above}])
            self._set_above([])
        else:
            self._set_above(sorted({*ranks, *self._above}, reverse=True))

    def _set_above(self, ranks: list[int]) -> None:
        if ranks or self._above:
            self._above = ranks
            self.waiting.emit(len(ranks))
