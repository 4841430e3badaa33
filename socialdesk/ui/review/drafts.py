"""Forms that are half filled in: kept with every change, found again on return, also a moment after they were kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from socialdesk.decisions.drafts import discard, load_draft, save_draft
from socialdesk.model.ids import ItemId
from socialdesk.ui.desk import Desk
from socialdesk.ui.tasks import Tasks


class Drafts:
    """The drafts of every item. `failed` of `Tasks` tells where one could not be kept."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        self._desk = desk
        self._tasks = tasks
        self._on_the_way: dict[tuple[ItemId, str], Mapping[str, Any] | None] = {}

    def load(self, item_id: ItemId, form: str) -> Mapping[str, Any] | None:
        """What was kept of a form; None where nothing was."""
        key = (item_id, form)
        if key in self._on_the_way:
            return self._on_the_way[key]
        return load_draft(self._desk.read, item_id=item_id, form=form)

    def keep(self, item_id: ItemId, form: str, content: Mapping[str, Any] | None) -> None:
        """Keeps what a form holds; None forgets it."""
        key, now = (item_id, form), self._desk.clock()
        self._on_the_way[key] = content

        def kept(_: object) -> None:
            if self._on_the_way.get(key) is content:
                self._on_the_way.pop(key, None)

        def failed(error: Exception) -> None:
            # What was typed stays in memory, so that it is still there on return; the person is told.
            self._tasks.failed.emit(error)

        if content is None:
            self._tasks.write(lambda db: discard(db, item_id=item_id, form=form), kept, failed)
        else:
            self._tasks.write(
                lambda db: save_draft(db, item_id=item_id, form=form, content=content, now=now), kept, failed
            )

    def forget(self, item_id: ItemId, form: str) -> None:
        """The decision it was for has been made, which removed it."""
        self._on_the_way.pop((item_id, form), None)
