"""Saving a search under a name, which puts it into the rail, and taking it out again (I1)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from socialdesk.clock import to_ms
from socialdesk.decisions.protected import protected_in
from socialdesk.errors import UserFacingError
from socialdesk.inbox.saved_views import LONGEST_NAME, SavedView, end_view, save_view
from socialdesk.ui.announce import say
from socialdesk.ui.commands import Command
from socialdesk.ui.dialogs import Form
from socialdesk.ui.inbox.places import saved_key
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainLabel, PlainLine
from socialdesk.ui.window import Window

PROTECTED = "It has words that a case's watch list protects, and the rail is seen by all. It cannot be saved."


def register(window: Window) -> None:
    """The two commands, and the button above the list."""

    def add(id: str, label: str, run: Callable[[], None]) -> None:
        window.commands.add(Command(id=id, label=label, group="Views", run=run))

    add("save-search", "Save this search under a name…", lambda: save_search(window))
    add("end-saved", "Take this saved search out of the rail", lambda: end_saved(window))
    window.list.keep_asked.connect(
        lambda: end_saved(window) if window.list.saved_now is not None else save_search(window)
    )


def save_search(window: Window) -> None:
    """Asks for a name, where something is searched for."""
    words = window.list.search.text().strip()
    if not words:
        tell(window, "Save a search", "There is nothing to save yet.", "Type a search above the list first.")
        window.list.focus_search()
        return
    SaveForm(window, window, words).open()


def end_saved(window: Window) -> None:
    """Takes the saved search that is shown out of the rail, and shows everything."""
    saved = window.list.saved_now
    if saved is None:
        tell(window, "Saved searches", "No saved search is shown.", "Choose one in the rail first.")
        return
    now_ms = to_ms(window.desk.clock())

    def done(_: None) -> None:
        window.list.saved = None
        window.watch.refresh()
        window.show_place("everything")
        say(window, "The saved search is out of the rail.")

    window.tasks.write(lambda db: end_view(db, saved.id, now_ms=now_ms), done)


class SaveForm(Form):
    """A name for the words of a search."""

    def __init__(self, parent: QWidget | None, window: Window, words: str) -> None:
        super().__init__(
            parent,
            "Save this search",
            about="It stands in the rail from then on, for everybody at this desk. "
            "Give it no name of a person: names in the rail are seen by all.",
            save="Save",
        )
        self._window = window
        self._words = words
        self.name = PlainLine(name="Name", hint="A few words", limit=LONGEST_NAME)
        self.add("Name", self.name)
        self.add("Searches for", PlainLabel(words, wrap=True))

    def submit(self) -> None:
        """Saves it, and shows it."""
        window, name, words = self._window, self.name.text(), self._words
        if not name.strip():
            self.refuse("Give it a name.", self.name)
            return
        if protected_in(window.desk.read, f"{name}\n{words}"):
            # The rail is on screen for everybody, and a watch list is not (4.3b).
            self.refuse(PROTECTED, self.name)
            return
        by, now_ms = window.desk.person.name, to_ms(window.desk.clock())

        def done(saved: SavedView) -> None:
            window.watch.refresh()
            window.show_place(saved_key(saved.id))
            self.accept()

        def failed(error: Exception) -> None:
            if not isinstance(error, UserFacingError):
                window.tasks.failed.emit(error)
            self.refuse(str(error) if isinstance(error, UserFacingError) else "It was not saved.", self.name)

        window.tasks.write(
            lambda db: save_view(db, name=name, words=words, by_name=by, now_ms=now_ms), done, failed
        )
