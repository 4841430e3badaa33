"""What the record is narrowed to: who, what kind, which account, item, person or clause, from when to when, words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QPushButton, QWidget

from socialdesk.audit.filtering import Filter, kinds
from socialdesk.clock import to_ms
from socialdesk.model.accounts import Account
from socialdesk.model.ids import AccountId, AuthorId, ItemId
from socialdesk.ui.plain_text import PlainLabel, PlainLine, one_line
from socialdesk.ui.review.parts import StillCombo
from socialdesk.ui.theme import role

AFTER_TYPING_MS = 300
_DATE = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


class Filters(QWidget):
    """The fields, and what they say. `changed` once somebody has stopped typing."""

    changed = Signal()

    def __init__(self, accounts: Mapping[AccountId, Account]) -> None:
        super().__init__()
        self.who = _choice("Who", [("Anybody", "")])
        self.kind = _choice("What kind", [("Any kind", ""), *((words, kind) for kind, words in kinds())])
        self.account = _choice(
            "Account",
            [("Any account", None), *((one_line(each.name, 60), each.id) for each in accounts.values())],
        )
        self.words = PlainLine(name="Words in the sentence", hint="Words, e.g. removed permanently", limit=80)
        self.item = PlainLine(name="Item number", hint="Item no.", limit=12)
        self.person = PlainLine(name="Person number", hint="Person no.", limit=12)
        self.clause = PlainLine(name="Clause", hint="Clause", limit=12)
        self.first = PlainLine(name="From day", hint="From dd/mm/yyyy", limit=10)
        self.last = PlainLine(name="To day", hint="To dd/mm/yyyy", limit=10)
        self.wrong = PlainLabel("", role="danger", wrap=True)
        self.wrong.hide()
        self.clear = QPushButton("Clear")
        self.clear.setAccessibleName("Clear the filters")
        self.clear.setAutoDefault(False)
        role(self.clear, "quiet")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_TYPING_MS)
        self._soon.timeout.connect(self._settled)
        self._lay_out()
        for combo in (self.who, self.kind, self.account):
            combo.currentIndexChanged.connect(self._later)
        for line in self._lines():
            line.textChanged.connect(self._later)
        self.clear.clicked.connect(self._cleared)

    def show_people(self, names: Sequence[str]) -> None:
        """The names that can be chosen."""
        chosen = self.who.currentData()
        self.who.blockSignals(True)
        self.who.clear()
        self.who.addItem("Anybody", "")
        for name in names:
            self.who.addItem(one_line(name, 60), name)
        self.who.setCurrentIndex(max(0, self.who.findData(chosen)))
        self.who.blockSignals(False)

    def wanted(self) -> Filter | None:
        """What the fields say; None where one of them cannot be read, which is then said beneath them."""
        problem = ""
        item, person = _number(self.item.text()), _number(self.person.text())
        first, last = _day(self.first.text()), _day(self.last.text())
        if item == -1 or person == -1:
            problem = "An item or person number is digits only: it stands in the Record tab."
        elif first is None or last is None:
            problem = "Write a day as dd/mm/yyyy."
        self.wrong.setText(problem)
        self.wrong.setVisible(bool(problem))
        if problem or first is None or last is None:
            return None
        return Filter(
            who=str(self.who.currentData() or ""),
            kinds=frozenset({str(self.kind.currentData())} if self.kind.currentData() else ()),
            account_id=self.account.currentData(),
            item_id=None if item is None else ItemId(item),
            author_id=None if person is None else AuthorId(person),
            clause=self.clause.text().strip().removeprefix("§").strip(),
            from_ms=None if first is date.min else _begins(first),
            to_ms=None if last is date.min else _begins(last + timedelta(days=1)),
            words=tuple(self.words.text().split()),
        )

    def show_item(self, item_id: ItemId) -> None:
        """Narrow to one item."""
        self.item.setText(str(item_id))

    def _lines(self) -> tuple[PlainLine, ...]:
        return (self.words, self.item, self.person, self.clause, self.first, self.last)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for column, widget in enumerate((self.who, self.kind, self.account)):
            grid.addWidget(widget, 0, column * 2, 1, 2)
        for column, widget in enumerate((self.item, self.person, self.clause)):
            grid.addWidget(widget, 1, column)
        grid.addWidget(self.first, 1, 3, 1, 2)
        grid.addWidget(self.last, 1, 5, 1, 2)
        grid.addWidget(self.words, 0, 6, 1, 2)
        grid.addWidget(self.clear, 1, 7)
        grid.addWidget(self.wrong, 2, 0, 1, 8)
        for column in range(8):
            grid.setColumnStretch(column, 1)

    def _later(self, *_: object) -> None:
        self._soon.start()

    def _settled(self) -> None:
        if self.wanted() is not None:
            self.changed.emit()

    def _cleared(self) -> None:
        for combo in (self.who, self.kind, self.account):
            combo.setCurrentIndex(0)
        for line in self._lines():
            line.clear()


def _choice(name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
    made = StillCombo()
    made.setAccessibleName(name)
    made.setMinimumContentsLength(8)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for words, key in entries:
        made.addItem(words, key)
    return made


def _number(text: str) -> int | None:
    """None for nothing, -1 for what is no number."""
    text = text.strip().lstrip("#").replace(",", "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() else -1


def _day(text: str) -> date | None:
    """`date.min` for nothing, None for what is no day."""
    if not text.strip():
        return date.min
    found = _DATE.fullmatch(text.strip())
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _begins(day: date) -> int:
    """The first moment of a day here."""
    return to_ms(datetime.combine(day, time()).astimezone())
