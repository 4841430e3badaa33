"""The small parts of the block's page: something they wrote with a box, a yes or no with its words, a signature."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from socialdesk.inbox.queries import InboxRow
from socialdesk.model.people import Person
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, one_line
from socialdesk.ui.review.parts import sentence
from socialdesk.ui.review.question_form import BoxName
from socialdesk.ui.review.told import moment
from socialdesk.ui.signing import Signing, pins_asked
from socialdesk.ui.tasks import Tasks

LINES = 3
LETTERS = 160
"""Of what they wrote, beside its box."""
_STANDS = {
    "hidden": "hidden",
    "gone": "no longer there",
    "removed_by_hand": "removed by hand",
    "hidden_by_hand": "hidden by hand",
}


def words_field(name: str, hint: str) -> PlainEdit:
    """A field for a few sentences."""
    field = PlainEdit(name=name, hint=hint)
    field.setFixedHeight(field.fontMetrics().lineSpacing() * LINES + 18)
    field.setTabChangesFocus(True)
    return field


class ItemBox(QWidget):
    """One thing that the person wrote, to be ticked."""

    changed = Signal()

    def __init__(self, row: InboxRow, ground: str, now: datetime, *, this: bool) -> None:
        super().__init__()
        self.item_id = row.item_id
        self.box = QCheckBox()
        words = one_line(row.removed or row.untrusted_text, LETTERS) or "(no words)"
        parts = [
            "this one" if this else "",
            row.kind.label,
            moment(row.created_ms, now),
            row.account_name,
            _STANDS.get(row.standing, ""),
            ground,
        ]
        about = " · ".join(part for part in parts if part)
        self.box.setAccessibleName(f"{about}: {words}")
        self.box.toggled.connect(self.changed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        line.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.setSpacing(1)
        beside.addWidget(BoxName(words, self.box))
        beside.addWidget(PlainLabel(about, role="small", wrap=True))
        line.addLayout(beside, 1)


class YesNo(QWidget):
    """A question of yes or no, and the words that belong to either answer."""

    changed = Signal()

    def __init__(self, question: str, *, yes: str, no: str) -> None:
        super().__init__()
        self._hints = {1: yes, 0: no}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(PlainLabel(question, role="strong", wrap=True))
        self.about = sentence("", "small")
        self.about.setVisible(False)
        column.addWidget(self.about)
        row = QHBoxLayout()
        for number, words in ((1, "Yes"), (0, "No")):
            button = QRadioButton(words)
            button.setAccessibleName(f"{question} {words}")
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.words = words_field(question, "")
        self.words.setVisible(False)
        column.addWidget(self.words)
        self._group.idToggled.connect(self._chosen)
        self.words.textChanged.connect(self.changed)

    @property
    def first(self) -> QWidget:
        """Where an answer begins."""
        return self._group.button(1)

    @property
    def answer(self) -> bool | None:
        """True for yes, None where nothing is chosen."""
        chosen = self._group.checkedId()
        return None if chosen < 0 else chosen == 1

    @property
    def said(self) -> str:
        """The words."""
        return self.words.toPlainText().strip()

    def tell(self, words: str) -> None:
        """What the desk knows of it."""
        self.about.setText(words)
        self.about.setVisible(bool(words))

    def put(self, answer: bool | None, words: str) -> None:
        """Fills it in."""
        blocked = self.blockSignals(True)
        self._group.setExclusive(False)
        for number in (0, 1):
            self._group.button(number).setChecked(answer is not None and int(answer) == number)
        self._group.setExclusive(True)
        self.words.setPlainText(words)
        self._chosen()
        self.blockSignals(blocked)

    def _chosen(self, *_: object) -> None:
        answer = self.answer
        self.words.setVisible(answer is not None)
        if answer is not None:
            self.words.setPlaceholderText(self._hints[int(answer)])
        self.changed.emit()


class Signature(QWidget):
    """Who signs, with their PIN. `refuse` is given what is wrong and where; `signed` who it is."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        *,
        refuse: Callable[[str, QWidget], None],
        signed: Callable[[Person], None],
        busy: Callable[[bool], None],
    ) -> None:
        super().__init__()
        self._signing = Signing(
            desk, tasks, refuse=refuse, signed=lambda person, _how: signed(person), busy=busy
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.any = self._signing.who.count() > 0
        if not self.any:
            words = (
                "Nobody who is recorded can sign here yet. Somebody of Corporate Communications records people and "
                "sets their PINs: press Ctrl+K and choose Staff."
            )
            column.addWidget(sentence(words, "warning"))
            return
        who = PlainLabel("Who signs", role="strong")
        who.setBuddy(self._signing.who)
        self._signing.who.setAccessibleName("Who signs")
        self._signing.who.setMinimumContentsLength(8)
        self._signing.who.setSizeAdjustPolicy(
            self._signing.who.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        column.addWidget(who)
        column.addWidget(self._signing.who)
        if pins_asked(desk):
            pin = PlainLabel("Their PIN", role="strong")
            pin.setBuddy(self._signing.pin)
            column.addWidget(pin)
            column.addWidget(self._signing.pin)
        else:
            column.addWidget(sentence("In training nobody is asked for a PIN.", "small"))

    def sign(self) -> None:
        """Asks whether the PIN is theirs; `signed` or `refuse` answers."""
        self._signing.submit()

    @property
    def where(self) -> QWidget:
        """Where it is filled in."""
        return self._signing.pin if self._signing.pin.isVisible() else self._signing.who
