"""Work on the record off the GUI thread that may be stopped: a small dialog with what is going on, and Stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from socialdesk.audit.entries import Entry
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.errors import UserFacingError
from socialdesk.exports.exporting import Surroundings
from socialdesk.storage.database import Connection, writing
from socialdesk.ui.announce import say
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.tasks import Tasks

T = TypeVar("T")


def while_open(widget: QWidget, then: Callable[[T], None]) -> Callable[[T], None]:
    """`then`, unless the widget has gone by the time that the answer comes."""

    def arrived(answer: T) -> None:
        if isValid(widget):
            then(answer)

    return arrived


def surroundings(desk: Desk, stopped: Callable[[], bool]) -> Surroundings:
    """What an export needs of the desk: whoever sits at it now, the time, and the way to the record."""
    by, now = desk.person, desk.clock()

    def record(entry: Entry) -> None:
        def work(db: Connection) -> None:
            with writing(db):
                append(db, entry, by=by, at_ms=to_ms(now))

        desk.write(work).result()  # durable before the file takes its name

    return Surroundings(
        force=desk.book.force, by=by, now=now, record=record, training=desk.training, stopped=stopped
    )


class Working(QDialog):
    """What is going on, and Stop. It closes when the work is over."""

    def __init__(self, parent: QWidget | None, words: str) -> None:
        super().__init__(parent)
        self.stop = threading.Event()
        self.setWindowTitle(words)
        self.setAccessibleName(words)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(380)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        self._words = PlainLabel(words, role="strong", wrap=True)
        column.addWidget(self._words)
        going = QProgressBar()
        going.setRange(0, 0)
        going.setTextVisible(False)
        going.setFixedHeight(4)
        going.setAccessibleName("Working")
        column.addWidget(going)
        row = QHBoxLayout()
        row.addStretch(1)
        self.button = QPushButton("Stop")
        self.button.setAccessibleName("Stop")
        self.button.clicked.connect(self.reject)
        row.addWidget(self.button)
        column.addLayout(row)

    def reject(self) -> None:
        """Asks the work to stop; the dialog goes once it has."""
        self.stop.set()
        self.button.setEnabled(False)
        self._words.setText("Stopping…")


def run(
    tasks: Tasks,
    parent: QWidget | None,
    words: str,
    work: Callable[[Connection, Callable[[], bool]], T],
    then: Callable[[T], None],
    refused: Callable[[str], None],
) -> Working:
    """Does `work` with a reader of its own while a dialog shows `words`; its second argument says when to stop."""
    dialog = Working(parent, words)

    def done(answer: T) -> None:
        dialog.accept()
        then(answer)

    def failed(error: Exception) -> None:
        dialog.accept()
        if isinstance(error, UserFacingError):
            say(dialog, str(error), at_once=True)
            refused(str(error))
        else:
            tasks.failed.emit(error)

    tasks.read(
        "record-work",
        lambda db, closing: work(db, lambda: dialog.stop.is_set() or closing.is_set()),
        done,
        failed,
    )
    dialog.open()
    return dialog
