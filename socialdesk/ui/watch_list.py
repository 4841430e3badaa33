"""The watch list: names that must not appear while a case is open (4.3b). Seen by whoever sits at the desk only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from socialdesk.inbox.watchlist import ProtectedName
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainLabel, PlainLine
from socialdesk.ui.theme import role

LEAST_LETTERS = 3


class WatchListForm(Form):
    """Adds a name to the list, and takes one off. `add` and `end` do it and call `show_names` with what is left."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        protect: Callable[[str, str], None],
        end: Callable[[int], None],
    ) -> None:
        super().__init__(
            parent,
            "Watch list",
            about="Names of people in a case that must not appear. Every comment, old and new, is checked against "
            "them, with nicknames, initials, typing errors and disguises. They are never in a notification or title.",
            save="Add to the list",
        )
        self._protect = protect
        self._end = end
        self.case_name = PlainLine(
            name="Case", hint="What the list is for, e.g. Market Street robbery", limit=120
        )
        self.words = PlainLine(name="Name to protect", hint="First name and surname", limit=120)
        self.add("Case", self.case_name)
        self.add("Name to protect", self.words)
        self.cancel.setText("Close")
        self.cancel.setAccessibleName("Close")
        held = QScrollArea()
        held.setWidgetResizable(True)
        held.setFrameShape(QFrame.Shape.NoFrame)
        held.setMinimumHeight(180)
        held.setAccessibleName("Names on the list")
        inside = QWidget()
        self._names = QVBoxLayout(inside)
        self._names.setContentsMargins(0, 0, 8, 0)
        held.setWidget(inside)
        self.column.insertWidget(3, held, 1)

    def show_names(self, names: Sequence[ProtectedName]) -> None:
        """Shows what is on the list now."""
        while (taken := self._names.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not names:
            self._names.addWidget(PlainLabel("Nothing is on the list.", role="muted"))
        for name in names:
            self._names.addWidget(self._line(name))
        self._names.addStretch(1)

    def submit(self) -> None:
        """Adds the name, where both fields say something."""
        case_name, words = self.case_name.text().strip(), " ".join(self.words.text().split())
        if not case_name:
            self.refuse("Say which case it is for.", self.case_name)
            return
        if sum(letter.isalpha() for letter in words) < LEAST_LETTERS:
            self.refuse("Give the name, at least three letters of it.", self.words)
            return
        self.wrong.hide()
        self.words.clear()
        self._protect(case_name, words)

    def _line(self, name: ProtectedName) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(PlainLabel(name.words, role="strong", wrap=True), 1)
        row.addWidget(PlainLabel(name.case_name, role="muted", wrap=True), 1)
        end = QPushButton("Take off")
        role(end, "quiet")
        end.setAutoDefault(False)
        end.setAccessibleName(f"Take {name.words} off the list")
        end.clicked.connect(lambda _=False: self._end(name.id))
        row.addWidget(end)
        return line
