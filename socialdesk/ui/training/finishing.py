""" "I am done": what is still undecided is said first, and nothing of what would be right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from socialdesk.model.ids import ItemId
from socialdesk.training.session import TrainingSession
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.parts import line
from socialdesk.ui.theme import role
from socialdesk.ui.training.words import KINDS, clock, entry_words, is_public, left_words, length, who
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 620, 520
"""Logical pixels; less where the screen has less."""
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What the trainee has left open, chatter and all: which of it matters is not for here."""

    items: tuple[tuple[str, str], ...]
    """Key and words of what has no decision."""
    unseen: int
    """How many of them were never on the screen."""
    tasks: tuple[str, ...]
    """The titles of the tasks without a tick."""


def still_open(session: TrainingSession) -> Open:
    """Reads it; not on the GUI thread."""
    told = session.transcript()
    scenario = session.scenario
    decided = {act.item for act in told.acts if not act.taken_back}
    looked = {look.item for look in told.looks}
    came = [*scenario.opening, *(each.entry for each in session.timeline() if each.state == "happened")]
    gone = {entry.event.on for entry in came if entry.kind == "withdraw"}
    left = [
        entry
        for entry in came
        if is_public(entry, scenario) and entry.event.key not in decided and entry.event.key not in gone
    ]
    ticked = session.ticked
    return Open(
        items=tuple(
            (entry.event.key, f"{who(entry, scenario)}, {KINDS[entry.kind].lower()}: {entry_words(entry)}")
            for entry in left
        ),
        unseen=sum(entry.event.key not in looked for entry in left),
        tasks=tuple(
            one_line(entry.event.title or "Task", 100)
            for entry in session.tasks
            if entry.event.key not in ticked
        ),
    )


class DoneSheet(QDialog):
    """Asks whether the trainee has finished. `sure` is called when they say so."""

    def __init__(
        self, window: Window, session: TrainingSession, found: Open, sure: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._sure = window, session, sure
        self.setWindowTitle("I am done")
        self.setAccessibleName("I am done")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        column.addWidget(PlainLabel("Have you finished?", role="title"))
        about = "From then on nothing comes, and nothing that you do counts. Then you see how it went."
        column.addWidget(PlainLabel(about, role="muted", wrap=True))
        said = self._sentences(found)
        for sign, words, ink in said:
            column.addWidget(line(sign, words, ink))
        self.list = QListWidget()
        self.list.setAccessibleName("Without a decision of yours")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        for key, words in found.items:
            item = QListWidgetItem(one_line(words, 200))
            item.setData(_KEY, key)
            self.list.addItem(item)
        self.list.itemActivated.connect(self._shown)
        if found.items:
            column.addWidget(PlainLabel("Without a decision of yours (Enter shows one)", role="strong"))
            column.addWidget(self.list, 1)
        else:
            column.addStretch(1)
            self.list.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        self.back = QPushButton("Go on working")
        self.back.setAccessibleName("Go on working")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self.reject)
        self.done_button = QPushButton("I am done")
        self.done_button.setAccessibleName("I am done: end the session")
        self.done_button.setAutoDefault(False)
        role(self.done_button, "primary")
        self.done_button.clicked.connect(self._finish)
        row.addWidget(self.back)
        row.addWidget(self.done_button)
        column.addLayout(row)
        self.setAccessibleDescription(" ".join([about, *(words for _, words, _ in said)]))
        (self.back if found.items or found.tasks else self.done_button).setFocus()

    def _sentences(self, found: Open) -> list[tuple[str, str, str]]:
        session, window = self._session, self._window
        told: list[tuple[str, str, str]] = []
        if not session.played_out and session.position < length(session.scenario, session.lasts):
            told.append(("clock", f"The session is not over: {left_words(session).lower()}.", "warning"))
        number = len(found.items)
        if number:
            unseen = f" {found.unseen} of them you have not looked at." if found.unseen else ""
            if found.unseen == number:
                unseen = (
                    " You have not looked at it." if number == 1 else " You have not looked at any of them."
                )
            items = "1 item has" if number == 1 else f"{number} items have"
            told.append(
                ("inbox", f"{items} no decision of yours.{unseen} Ordinary conversation needs none.", "info")
            )
        if found.tasks:
            told.append(("check", "No tick of yours: " + ", ".join(found.tasks) + ".", "warning"))
        going = sum(not row.needs_person and row.state.live for row in window.watch.pending)
        if going:
            actions = "1 action is" if going == 1 else f"{going} actions are"
            told.append(("send", f"{actions} still on the way to the networks.", "warning"))
        stuck = sum(row.needs_person for row in window.watch.pending)
        if stuck:
            actions = "1 action waits" if stuck == 1 else f"{stuck} actions wait"
            told.append(("question", f"{actions} for you to say what became of it.", "warning"))
        return told or [("done", f"Nothing is left open at {clock(session.position)}.", "ok")]

    def _shown(self, item: QListWidgetItem) -> None:
        found: ItemId | None = self._session.item_of(str(item.data(_KEY)))
        if found is not None:
            self.reject()
            self._window.show_item(found)

    def _finish(self) -> None:
        self.accept()
        self._sure()
