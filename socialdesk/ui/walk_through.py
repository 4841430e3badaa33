"""Walks one removal from arrival to confirmed through the real window, and keeps a picture of each step.

For a machine without a display, where it shows that the desk works there; what it presses, a person presses.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from socialdesk.clock import monotonic
from socialdesk.inbox import queries
from socialdesk.inbox.queries import View, ViewName
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.states import State
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.review.grounds_form import answer_key
from socialdesk.ui.theme import apply_theme

GROUND = "contempt_of_court"
STEP_SECONDS = 60.0
LOOK_EVERY_MS = 100
SIZES = ((1366, 768), (1920, 1080))

Condition = Callable[[], bool]


class WalkThrough(QObject):
    """One walk; ends the program with 0 when the network confirmed the removal, else with 1 and a sentence."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._number = 0
        self._due = 0.0
        self._condition: Condition = lambda: True
        self._doing = "open"
        self._tick = QTimer(self)
        self._tick.setInterval(LOOK_EVERY_MS)
        self._tick.timeout.connect(self._look)

    def begin(self, window: MainWindow) -> None:
        """Starts walking through `window`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._window = window
        self._steps = self._walk()
        self._next()
        self._tick.start()

    def _walk(self) -> Generator[tuple[str, Condition]]:
        window = self._window
        window.resize(*SIZES[0])
        yield "wait for something to arrive", lambda: self._found() is not None
        item_id = self._found()
        assert item_id is not None
        yield from self._settled("arrived")
        window.show_item(item_id)
        yield (
            "open the item",
            lambda: window.panel.facts is not None and window.panel.facts.item.id == item_id,
        )
        yield from self._settled("assessed")
        window.panel.open_tab("remove")
        self._fill_in()
        yield from self._settled("remove-form")
        if not window.panel.confirm():
            raise AssertionError("the form was not complete")
        yield "decide", lambda: self._state(item_id) is not None
        yield from self._settled("decided")
        yield "have it confirmed by the network", lambda: self._state(item_id) is State.CONFIRMED
        yield "read it back", lambda: self._standing(item_id) == "gone"
        yield from self._settled("confirmed")
        window.panel.open_tab("record")
        yield from self._settled("recorded")
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        window.panel.open_tab("assess")
        for theme in ("light", "dark"):
            apply_theme(app, theme)
            for size in SIZES:
                window.resize(*size)
                yield from self._settled(f"{theme}-{size[0]}x{size[1]}")

    def _found(self) -> ItemId | None:
        """The oldest open comment on Facebook that may put a trial at risk; not every network removes."""
        db = self._window.desk.read
        ids = queries.first_ids(db, View(ViewName.FLAGGED), 200)
        rows = queries.rows(db, list(ids)).values()
        found = [
            row.item_id
            for row in rows
            if row.top_ground == GROUND and row.standing == "visible" and row.network is Network.FACEBOOK
        ]
        return min(found, default=None)

    def _fill_in(self) -> None:
        form, book = self._window.panel.remove, self._window.desk.book
        answers = {
            answer_key(GROUND, question.id): question.choices[0] if question.choices else "yes"
            for question in book.grounds[GROUND].questions
        }
        form.grounds.restore([GROUND], answers)
        form.choose(ActionKind.DELETE)
        form.aim.setPlainText("To keep a trial fair: the comment names a person who has been arrested.")
        form.why.setPlainText("Hidden, it would still be read by its author and their friends.")

    def _state(self, item_id: ItemId) -> State | None:
        rows = outbox_queries.for_item(self._window.desk.read, item_id)
        return rows[0].state if rows else None

    def _standing(self, item_id: ItemId) -> str:
        return queries.rows(self._window.desk.read, [item_id])[item_id].standing

    def _settled(self, name: str) -> Generator[tuple[str, Condition]]:
        """Lets the window paint, then keeps a picture of it."""
        until = monotonic() + 0.6
        yield "paint", lambda: monotonic() >= until
        self._number += 1
        file = self._folder / f"{self._number:02}-{name}.png"
        if not self._window.grab().save(str(file)):
            raise AssertionError(f"{file.name} could not be written")

    def _look(self) -> None:
        if self._condition():
            self._next()
        elif monotonic() > self._due:
            self._end(
                f"The walk-through stopped: it could not {self._doing} within {STEP_SECONDS:.0f} seconds.", 1
            )

    def _next(self) -> None:
        try:
            self._doing, self._condition = next(self._steps)
        except StopIteration:
            self._end(
                f"One removal walked from arrival to confirmed. Screenshots: {self._folder.resolve()}", 0
            )
        except AssertionError as error:
            self._end(f"The walk-through stopped: {error}.", 1)
        self._due = monotonic() + STEP_SECONDS

    def _end(self, words: str, code: int) -> None:
        self._tick.stop()
        (sys.stdout if code == 0 else sys.stderr).write(words + "\n")
        QApplication.exit(code)
