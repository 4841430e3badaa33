"""The small parts of the pages that pass things on: fields to copy, a number to ring, a line that is confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.decisions.crime_sheet import SheetField, whole
from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine, button_words, visible
from socialdesk.ui.review.parts import filled, sentence
from socialdesk.ui.theme import role, sized

COPIED_MS = 2_000
SHOWN = 600
"""Characters of a field that are shown; all of it is copied."""


_LONG = re.compile(r"(\S{26})(?=\S)")


def broken(words: str) -> str:
    """Words with a line end in those too long for the panel: a hash or an address would push its lines out of sight."""
    return _LONG.sub("\\1\n", words)


def copy(words: str) -> None:
    """Plain text, and nothing else, to the clipboard."""
    QGuiApplication.clipboard().setText(words)


class CopyButton(QPushButton):
    """Copies what `words` gives when it is pressed, and says so for a moment."""

    def __init__(self, label: str, name: str, words: Callable[[], str]) -> None:
        super().__init__(button_words(label))
        self.setAccessibleName(name)
        self._label, self._words = label, words
        icons.put(self, "copy", "text", 14)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(COPIED_MS)
        self._back.timeout.connect(lambda: self.setText(button_words(self._label)))
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        copy(self._words())
        self.setText("Copied")
        say(self, "Copied")
        self._back.start()


class SheetView(QWidget):
    """Fields of a sheet, a button each and one for all: plain text to paste into the Force's own system."""

    def __init__(self) -> None:
        super().__init__()
        self._fields: tuple[SheetField, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.all = CopyButton("Copy all", "Copy the whole sheet", lambda: whole(self._fields))
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        column.addWidget(self.all)
        column.addLayout(self._lines)

    @property
    def fields(self) -> tuple[SheetField, ...]:
        """What is shown."""
        return self._fields

    def show_fields(self, fields: Sequence[SheetField]) -> None:
        """Shows these; nothing is drawn anew where they are the same."""
        if tuple(fields) != self._fields:
            self._fields = tuple(fields)
            filled(self._lines, [_field(each) for each in fields])


def _field(field: SheetField) -> QWidget:
    whole_field = QWidget()
    column = QVBoxLayout(whole_field)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    head = QHBoxLayout()
    head.addWidget(PlainLabel(field.label, role="small"), 1)
    button = CopyButton("Copy", f"Copy: {field.label}", lambda: field.text)
    role(button, "quiet")
    head.addWidget(button)
    column.addLayout(head)
    cut = field.text if len(field.text) <= SHOWN else f"{field.text[:SHOWN]}… (all of it is copied)"
    told = sentence(visible(broken(cut)))
    told.setMinimumWidth(1)
    column.addWidget(told)
    return whole_field


class BigNumber(QWidget):
    """A telephone number that can be read from across the desk."""

    def __init__(self, name: str, number: str, *, training: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        if training:
            column.addWidget(sentence("Training: ring nobody. In earnest you would ring:", "warning"))
        column.addWidget(PlainLabel(f"Ring the {name} first", role="strong", wrap=True))
        self.number = PlainLabel(number, selectable=True)
        self.number.setFont(sized(self.number.font(), 260, bold=True))
        self.number.setAccessibleName(f"{name}: {number}")
        column.addWidget(self.number)


class LineForm(QWidget):
    """A line or more to fill in and a button: `confirmed` has what was typed, by field."""

    confirmed = Signal(object)
    """A dict of field to words."""
    denied = Signal(object)
    """The other button was pressed: the same."""

    def __init__(
        self,
        fields: Sequence[tuple[str, str, str]],
        button: str,
        *,
        dressed: str = "",
        tall: Sequence[tuple[str, str, str]] = (),
        other: str = "",
    ) -> None:
        """`fields` are (key, label, hint); those that are `tall` take several lines. `other` is a second button."""
        super().__init__()
        self.column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.lines: dict[str, PlainLine] = {}
        for key, label, hint in fields:
            line = PlainLine(name=label, hint=hint, limit=2_000 if key == "reason" else 200)
            words = PlainLabel(label, role="small")
            words.setBuddy(line)
            column.addWidget(words)
            column.addWidget(line)
            self.lines[key] = line
            line.textEdited.connect(self._touched)
            line.returnPressed.connect(self.confirm)
        self.tall: dict[str, PlainEdit] = {}
        for key, label, hint in tall:
            edit = PlainEdit(name=label, hint=hint)
            edit.setFixedHeight(edit.fontMetrics().lineSpacing() * 4 + 18)
            words = PlainLabel(label, role="small")
            words.setBuddy(edit)
            column.addWidget(words)
            column.addWidget(edit)
            self.tall[key] = edit
            edit.textChanged.connect(self._touched)
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        column.addWidget(self._lack)
        self.button = QPushButton(button_words(button))
        self.button.setAccessibleName(button)
        role(self.button, dressed)
        self.button.clicked.connect(self.confirm)
        column.addWidget(self.button)
        self.other: QPushButton | None = None
        if other:
            self.other = QPushButton(button_words(other))
            self.other.setAccessibleName(other)
            self.other.clicked.connect(self.deny)
            column.addWidget(self.other)

    def confirm(self) -> bool:
        """Hands on what was typed."""
        if not self.button.isEnabled():
            return False
        self.confirmed.emit(self._all_typed())
        return True

    def deny(self) -> None:
        """Hands on what was typed, with the other answer."""
        if self.button.isEnabled():
            self.denied.emit(self._all_typed())

    @property
    def fields(self) -> dict[str, PlainLine | PlainEdit]:
        """Every field by its key."""
        return {**self.lines, **self.tall}

    def _all_typed(self) -> dict[str, str]:
        typed = {key: line.text() for key, line in self.lines.items()}
        return typed | {key: edit.toPlainText() for key, edit in self.tall.items()}

    def refuse(self, words: str, field: str = "") -> None:
        """Says why it was not taken, and goes to the field; what was typed stays."""
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)
        if field in self.lines:
            self.lines[field].setFocus()
        elif field in self.tall:
            self.tall[field].setFocus()

    def _touched(self) -> None:
        self._lack.setVisible(False)

    @property
    def typed(self) -> bool:
        """True where somebody is writing in it."""
        written = [
            *(line.text() for line in self.lines.values()),
            *(e.toPlainText() for e in self.tall.values()),
        ]
        return any(written) or any(each.hasFocus() for each in (*self.lines.values(), *self.tall.values()))


def running(span: timedelta) -> str:
    """`4:12`, `1:04:12`: minutes and seconds, with hours where there are any."""
    seconds = max(0, int(span.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
