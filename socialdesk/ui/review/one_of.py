"""One of several things, each with what is said of it beneath; nothing is chosen beforehand unless it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from socialdesk.ui.plain_text import button_words
from socialdesk.ui.review.parts import emptied, sentence


@dataclass(frozen=True, slots=True)
class One:
    """One choice."""

    key: str
    label: str
    told: tuple[str, ...]
    """Sentences beneath it; empty ones are left out."""
    usable: bool = True


class OneOf(QWidget):
    """See the module."""

    chosen = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._name = name
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._group.idClicked.connect(self.chosen)

    @property
    def key(self) -> str:
        """What is chosen; "" where nothing is."""
        button = self._group.checkedButton()
        return "" if button is None else str(button.property("key"))

    def offer(self, ones: Sequence[One], *, first: str = "", afresh: bool = False) -> None:
        """Takes these; what was chosen stays chosen unless it is `afresh`, else `first` is."""
        before = ("" if afresh else self.key) or first
        for button in self._group.buttons():
            self._group.removeButton(button)
        emptied(self._column)
        for one in ones:
            told = [words for words in one.told if words]
            button = QRadioButton(button_words(one.label))
            button.setProperty("key", one.key)
            button.setAccessibleName(f"{self._name}: {one.label}")
            button.setAccessibleDescription(" ".join(told))
            button.setEnabled(one.usable)
            self._group.addButton(button)
            button.setChecked(one.usable and one.key == before)
            self._column.addWidget(button)
            button.show()
            for place, words in enumerate(told):
                beneath = sentence(words, "muted" if place == 0 else "info" if one.usable else "warning")
                beneath.setContentsMargins(24, 0, 0, 0)
                self._column.addWidget(beneath)
                beneath.show()
        if self._group.buttons():
            self.setFocusProxy(self._group.buttons()[0])

    def choose(self, key: str) -> bool:
        """Chooses one, if it is open; says nothing of it."""
        for button in self._group.buttons():
            if button.property("key") == key and button.isEnabled():
                button.setChecked(True)
                return True
        return False
