"""What is filled in before something is passed on: a crime, a request for information, a breach (B2, I6, R10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QHBoxLayout, QPushButton, QRadioButton, QWidget

from socialdesk.decisions.crime_sheet import HARM, NOTE
from socialdesk.decisions.foi import ANSWER, GIVEN, Seen
from socialdesk.decisions.referring_rows import ReferralKind
from socialdesk.policy.referring import Referring
from socialdesk.ui.announce import say
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine, button_words
from socialdesk.ui.review.parts import StillCombo, card, line, sentence
from socialdesk.ui.review.question_form import BoxName
from socialdesk.ui.theme import role

DRAFT_PAUSE_MS = 400


class ReferralForm(QFrame):
    """One form. `wanted` has the details and the categories."""

    wanted = Signal(object, object)
    """A dict of field to words, and a list of categories."""
    edited = Signal()
    """Something was altered, a moment ago."""
    kind: ReferralKind

    def __init__(self, title: str, about: str, button: str) -> None:
        super().__init__()
        role(self, "card")
        self.column = card(self)
        self._dirty = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAFT_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.column.addWidget(PlainLabel(title, role="strong", wrap=True))
        self.column.addWidget(sentence(about, "muted"))
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self.button = QPushButton(button_words(button))
        self.button.setAccessibleName(button)
        role(self.button, "primary")
        self.button.clicked.connect(lambda: self.confirm())

    def finish(self) -> None:
        """Puts what is wrong and the button at the end."""
        self.column.addWidget(self._lack)
        self.column.addWidget(self.button)

    def content(self) -> dict[str, Any]:
        """What was filled in, as `details` and `categories`."""
        raise NotImplementedError

    def restore(self, content: Mapping[str, Any]) -> None:
        """Puts back what had been filled in; an empty one empties the form."""
        raise NotImplementedError

    def confirm(self) -> bool:
        """Hands the form on; whether it is complete, the decision says."""
        if not self.button.isEnabled():
            return False
        content = self.content()
        self.wanted.emit(content["details"], content.get("categories", []))
        return True

    def refuse(self, words: str) -> None:
        """Says why it was not taken; what was filled in stays."""
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)

    def begin(self, content: Mapping[str, Any] | None) -> None:
        """Shows what had been filled in for an item, or an empty form."""
        self._pause.stop()
        self._lack.setVisible(False)
        self.restore(content or {})
        self._dirty = False
        self._pause.stop()

    def keep(self) -> None:
        """Hands what was filled in to be kept, if it changed since."""
        self._pause.stop()
        if self._dirty:
            self._dirty = False
            self.edited.emit()

    def focus_first(self) -> None:
        """Goes to the first field."""
        for each in self.findChildren(QWidget):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible():
                each.setFocus()
                return

    def touched(self) -> None:
        """Something was altered."""
        self._lack.setVisible(False)
        self._dirty = True
        if not self._pause.isActive():  # whoever types on and on is kept too
            self._pause.start()

    def add_words(self, label: str, hint: str, *, lines: int = 3) -> PlainEdit:
        """A field of several lines."""
        name = PlainLabel(label, role="strong", wrap=True)
        field = PlainEdit(name=label, hint=hint)
        field.setFixedHeight(field.fontMetrics().lineSpacing() * lines + 18)
        name.setBuddy(field)
        field.textChanged.connect(self.touched)
        self.column.addWidget(name)
        self.column.addWidget(field)
        return field


class CrimeForm(ReferralForm):
    """The four categories of 4.5 and what else is known."""

    kind = ReferralKind.CRIME

    def __init__(self, part: Referring) -> None:
        super().__init__(
            "Refer as a crime",
            "It removes nothing: removal is decided by itself. The desk keeps the evidence and makes a sheet to copy "
            "into the Force's own system; it stays open until the crime reference is recorded.",
            "Open the referral",
        )
        self._boxes: dict[str, QCheckBox] = {}
        for category in part.crime:
            box = QCheckBox()
            box.setAccessibleName(category.name)
            box.setAccessibleDescription(category.help)
            box.toggled.connect(self.touched)
            self.column.addLayout(_beside(box, BoxName(category.name, box)))
            if category.help:
                told = sentence(category.help, "small")
                told.setContentsMargins(26, 0, 0, 0)
                self.column.addWidget(told)
            self._boxes[category.id] = box
        self.harm = self.add_words("Who may be harmed", "If it is known. Nobody, if it is nobody.", lines=2)
        self.note = self.add_words("What else is known", "How often, since when, where else, who saw it.")
        self.finish()

    def content(self) -> dict[str, Any]:
        """See `ReferralForm`."""
        return {
            "details": {HARM: self.harm.toPlainText(), NOTE: self.note.toPlainText()},
            "categories": [name for name, box in self._boxes.items() if box.isChecked()],
        }

    def restore(self, content: Mapping[str, Any]) -> None:
        """See `ReferralForm`."""
        details, chosen = _details(content), _listed(content.get("categories"))
        for name, box in self._boxes.items():
            box.setChecked(name in chosen)
        self.harm.setPlainText(details.get(HARM, ""))
        self.note.setPlainText(details.get(NOTE, ""))


class FoiForm(ReferralForm):
    """The prompts of section 8 as notes for the FOI Officer."""

    kind = ReferralKind.FOI

    def __init__(self, part: Referring) -> None:
        super().__init__(
            "Pass on a request for information",
            "Note what is there and what is not. No answer stops it: whatever may be a request is passed on.",
            "Open the request",
        )
        self._combos: dict[str, StillCombo] = {}
        self._given: dict[str, PlainLine] = {}
        for prompt in part.foi:
            self.column.addWidget(PlainLabel(prompt.text, role="strong", wrap=True))
            if prompt.help:
                self.column.addWidget(sentence(prompt.help, "small"))
            combo = StillCombo()
            combo.setAccessibleName(prompt.text)
            combo.addItem("Nothing noted", "")
            for answer in Seen:
                combo.addItem(answer.label, answer.value)
            combo.setMinimumContentsLength(10)
            combo.setSizeAdjustPolicy(StillCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.activated.connect(self.touched)
            given = PlainLine(
                name=f"{prompt.text} In their words", hint="In their words, if it is there", limit=2_000
            )
            given.textEdited.connect(self.touched)
            self.column.addWidget(combo)
            self.column.addWidget(given)
            self._combos[prompt.id], self._given[prompt.id] = combo, given
        for note in part.foi_notes:
            self.column.addWidget(line("info", note, "info"))
        self.finish()

    def content(self) -> dict[str, Any]:
        """See `ReferralForm`."""
        details = {ANSWER + name: str(combo.currentData() or "") for name, combo in self._combos.items()}
        details |= {GIVEN + name: given.text() for name, given in self._given.items()}
        return {"details": details}

    def restore(self, content: Mapping[str, Any]) -> None:
        """See `ReferralForm`."""
        details = _details(content)
        for name, combo in self._combos.items():
            combo.setCurrentIndex(max(0, combo.findData(details.get(ANSWER + name, ""))))
        for name, given in self._given.items():
            given.setText(details.get(GIVEN + name, ""))


class BreachForm(ReferralForm):
    """A breach by an officer, staff member or volunteer."""

    kind = ReferralKind.BREACH

    def __init__(self, part: Referring) -> None:
        super().__init__(
            "Refer a breach by our own people",
            "Remove it in the ordinary way first, if it breaks the guidelines. What you write here is open to "
            "Corporate Communications alone; others see only that there is a referral.",
            "Open the referral",
        )
        self._group = QButtonGroup(self)
        self._to: dict[str, QRadioButton] = {}
        for number, name in enumerate(part.breach_to):
            button = QRadioButton(button_words(name))
            button.setAccessibleName(f"Refer to: {name}")
            self._group.addButton(button, number)
            button.toggled.connect(self.touched)
            self.column.addWidget(button)
            self._to[name] = button
        self.who = PlainLine(name="Who wrote it, as far as is known", hint="Name, number, team", limit=300)
        label = PlainLabel("Who wrote it, as far as is known", role="strong", wrap=True)
        label.setBuddy(self.who)
        self.who.textEdited.connect(self.touched)
        self.column.addWidget(label)
        self.column.addWidget(self.who)
        self.concern = self.add_words(
            "What breaks the guidelines", "Which guideline, and how it is known who wrote it."
        )
        self.finish()

    def content(self) -> dict[str, Any]:
        """See `ReferralForm`."""
        to = next((name for name, button in self._to.items() if button.isChecked()), "")
        return {"details": {"to": to, "who": self.who.text(), "concern": self.concern.toPlainText()}}

    def restore(self, content: Mapping[str, Any]) -> None:
        """See `ReferralForm`."""
        details = _details(content)
        self._group.setExclusive(False)
        for name, button in self._to.items():
            button.setChecked(name == details.get("to", ""))
        self._group.setExclusive(True)
        self.who.setText(details.get("who", ""))
        self.concern.setPlainText(details.get("concern", ""))


def _beside(box: QCheckBox, name: PlainLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(name, 1)
    return row


def _details(content: Mapping[str, Any]) -> dict[str, str]:
    held: object = content.get("details")
    return cast(dict[str, str], held) if isinstance(held, dict) else {}


def _listed(value: object) -> list[str]:
    return cast(list[str], value) if isinstance(value, list) else []
