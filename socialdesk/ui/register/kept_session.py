"""Fills the day of a training, and what it was, from a session that was kept on a training desk (A2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QPushButton

from socialdesk.errors import UserFacingError
from socialdesk.policy.working_days import local_day
from socialdesk.ui.plain_text import PlainEdit, PlainLine, one_line
from socialdesk.ui.record.working import while_open
from socialdesk.ui.register.ask_form import AskForm, day_words
from socialdesk.ui.window import Window

if TYPE_CHECKING:
    from socialdesk.training.session_file import Kept

_LABEL = "Trained with the desk"


def offer_session(form: AskForm, window: Window, *, day: str, words: str) -> None:
    """Adds the button to a form whose fields `day` and `words` it fills; what was typed into `words` stays."""
    button = QPushButton("From a kept session…")
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: _choose(form, window, day, words))
    form.add(_LABEL, button)
    button.setAccessibleDescription("Chooses the file of a session that was kept on a training desk.")


def _choose(form: AskForm, window: Window, day: str, words: str) -> None:
    path, _ = QFileDialog.getOpenFileName(form, "A kept session", "", "Training (*.sdtraining)")
    if path:
        take_session(form, window, Path(path), day=day, words=words)


def take_session(form: AskForm, window: Window, path: Path, *, day: str, words: str) -> None:
    """Reads the file in the background and fills the fields; a file that will not do is said in the form."""
    book = window.desk.book

    def read() -> tuple[Kept, int]:
        from socialdesk.training.session_file import load  # noqa: PLC0415  (not at a start)

        kept = load(path)
        return kept, round(kept.score(book).score * 100)

    def found(told: tuple[Kept, int]) -> None:
        kept, percent = told
        if not kept.transcript.done:
            form.refuse("This session was broken off before “I am done” was pressed. Choose another.")
            return
        on, note = form.fields[day], form.fields[words]
        if isinstance(on, PlainLine):
            on.setText(day_words(local_day(kept.began, book.hours)))
        said = (
            f"Session “{one_line(kept.scenario.name, 80)}” of {one_line(kept.transcript.trainee, 60)}: "
            f"{percent} % of what was looked for was right."
        )
        if isinstance(note, PlainEdit):
            before = note.toPlainText().strip()
            note.setPlainText(f"{before}\n{said}" if before else said)
        elif isinstance(note, PlainLine):
            note.setText(said)

    def failed(error: Exception) -> None:
        form.refuse(str(error) if isinstance(error, UserFacingError) else "This file could not be read.")

    window.tasks.call(read, while_open(form, found), while_open(form, failed))
