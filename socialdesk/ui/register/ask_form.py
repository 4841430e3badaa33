"""A form of the register: fields as data, one use case that is done with them, and what it refuses said beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from socialdesk.errors import UserFacingError
from socialdesk.policy.working_days import local_day
from socialdesk.register.csv_cells import day_of
from socialdesk.register.register_rules import RegisterError
from socialdesk.storage.database import Connection
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainEdit, PlainLine, button_words
from socialdesk.ui.record.working import while_open
from socialdesk.ui.review.parts import StillCombo
from socialdesk.ui.window import Window

TEXT_HEIGHT = 72
"""Logical pixels of a field for sentences."""
DAY_HINT = "31/01/2026"
_SAID = {
    "date_future": "That day has not come yet.",
    "date_impossible": "There is no such day.",
    "date_american": "Write the day first: 31/01/2026.",
    "date_too_old": "That is before any of these networks was there.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form."""

    key: str
    label: str
    kind: Literal["line", "text", "day", "choice", "check"] = "line"
    value: str = ""
    """What it begins with: words, the key of a choice, "yes" for a check."""
    hint: str = ""
    """In the empty field; beside a check, in place of a label."""
    options: Mapping[str, str] | None = None
    """Of a choice: words by key, in order."""
    future: bool = False
    """True where the day may still come."""
    limit: int = 500


class Answers(Mapping[str, str]):
    """What was answered: words by key; days and checks by their own calls."""

    def __init__(self, words: Mapping[str, str], days: Mapping[str, date | None]) -> None:
        self._words, self._days = dict(words), dict(days)

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def day(self, key: str) -> date | None:
        """The day; None where the field is empty."""
        return self._days.get(key)

    def yes(self, key: str) -> bool:
        """True where the box is ticked."""
        return self._words[key] == "yes"


Work = Callable[[Answers], Callable[[Connection], object]]
"""What is done with the answers: the use case for the writer."""


class AskForm(Form):
    """See the module. `done` is called with what the use case answers."""

    def __init__(
        self,
        parent: QWidget,
        window: Window,
        title: str,
        *,
        about: str,
        save: str,
        fields: Sequence[Field],
        work: Work,
        done: Callable[[object], None],
    ) -> None:
        super().__init__(parent, title, about=about, save=save)
        self._window, self._work, self._done = window, work, done
        self._asked = tuple(fields)
        self._over = parent
        self._open = True
        self.finished.connect(self._closed)
        self.fields: dict[str, QWidget] = {}
        for asked in self._asked:
            widget = self._made(asked)
            self.fields[asked.key] = widget
            self.add(asked.label if asked.kind != "check" else asked.hint, widget)

    @staticmethod
    def _made(asked: Field) -> QWidget:
        match asked.kind:
            case "choice":
                combo = StillCombo()
                for key, words in (asked.options or {}).items():
                    combo.addItem(words, key)
                combo.setCurrentIndex(max(0, combo.findData(asked.value)))
                return combo
            case "check":
                box = QCheckBox(button_words(asked.label))
                box.setAccessibleName(asked.label)
                box.setChecked(asked.value == "yes")
                return box
            case "text":
                edit = PlainEdit(name=asked.label, hint=asked.hint)
                edit.setTabChangesFocus(True)
                edit.setFixedHeight(TEXT_HEIGHT)
                edit.setPlainText(asked.value)
                return edit
            case "line" | "day":
                hint = asked.hint or (DAY_HINT if asked.kind == "day" else "")
                line = PlainLine(name=asked.label, hint=hint, limit=asked.limit)
                line.setText(asked.value)
                return line

    def submit(self) -> None:
        """Hands it to the use case; the form stays until it is kept."""
        days: dict[str, date | None] = {}
        words = {asked.key: self._words(asked) for asked in self._asked}
        today = local_day(self._window.desk.clock(), self._window.desk.book.hours)
        for asked in self._asked:
            if asked.kind != "day":
                continue
            days[asked.key] = None
            if words[asked.key].strip():
                found, code = day_of(words[asked.key], today, future=asked.future)
                if found is None:
                    told = _SAID.get(code, "This is no date. Write it as 31/01/2026.")
                    self.refuse(f"{asked.label}: {told}", self.fields[asked.key])
                    return
                days[asked.key] = found
        self.save.setEnabled(False)
        self._window.tasks.write(
            self._work(Answers(words, days)),
            while_open(self._over, self._kept),
            while_open(self, self._failed),
        )

    def _words(self, asked: Field) -> str:
        widget = self.fields[asked.key]
        if isinstance(widget, QComboBox):
            return str(widget.currentData())
        if isinstance(widget, QCheckBox):
            return "yes" if widget.isChecked() else ""
        if isinstance(widget, PlainEdit):
            return widget.toPlainText()
        return widget.text() if isinstance(widget, PlainLine) else ""

    def _kept(self, answer: object) -> None:
        # Whoever closed the form while it was being kept sees what it did all the same.
        if self._open:
            self.accept()
        self._done(answer)

    def _failed(self, error: Exception) -> None:
        if not self._open:
            return
        self.save.setEnabled(True)
        words = str(error) if isinstance(error, UserFacingError) else "It could not be kept. Try once more."
        field = self.fields.get(error.field) if isinstance(error, RegisterError) else None
        self.refuse(words, field)

    def _closed(self, _result: int) -> None:
        self._open = False


def day_words(told: date | None) -> str:
    """A day as it is shown and typed; "" for none."""
    return "" if told is None else f"{told:%d/%m/%Y}"
