"""Considered and kept: why it stays, asked for each ground that was suggested (4.3, T1)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from PySide6.QtCore import Signal

from socialdesk.policy.entries import Ground
from socialdesk.ui.plain_text import PlainEdit, PlainLabel
from socialdesk.ui.review.parts import emptied
from socialdesk.ui.review.reasoned import ReasonedForm

TITLE = "Considered and kept"


class KeepForm(ReasonedForm):
    """A field for each ground; one for the whole where none was suggested."""

    kept = Signal(str, object)
    """The reason where there is no ground, else "" and the reasons by ground."""

    def __init__(self) -> None:
        super().__init__(TITLE, "What was considered, and why it stays.", "Keep it")
        self._fields: dict[str, PlainEdit] = {}
        self._names: dict[str, str] = {}

    def ask_for(self, grounds: Sequence[Ground]) -> None:
        """The grounds that were suggested; what was typed for those asked before stays."""
        names = {ground.id: f"{ground.name} ({ground.clause}): why it stays" for ground in grounds}
        if names == self._names:
            return
        typed = self._typed()
        for field in (*self._fields.values(), self.words):
            field.blockSignals(True)
        emptied(self.beneath)
        self._names, self._fields = names, {}
        self.words.blockSignals(False)
        for place, (ground, name) in enumerate(names.items()):
            if place == 0:
                self._fields[ground] = self.words
                continue
            label = PlainLabel(name, role="strong", wrap=True)
            field = PlainEdit(name=name, hint="Why it stays in spite of this ground too.")
            field.setFixedHeight(self.words.height())
            field.textChanged.connect(self._touched)
            label.setBuddy(field)
            self.beneath.addWidget(label)
            self.beneath.addWidget(field)
            self._fields[ground] = field
        first = next(iter(names.values()), "")
        self.retitle(f"{TITLE}. {first}" if first else TITLE)
        self._show(typed)

    def confirm(self) -> bool:
        """Hands the reasons on; False, and says so, where one is missing."""
        if not self._fields:
            return super().confirm()
        reasons = {ground: field.toPlainText().strip() for ground, field in self._fields.items()}
        for ground, why in reasons.items():
            if not why:
                self.refuse(f"{self._names[ground].partition(':')[0]}: say why it stays.")
                self._fields[ground].setFocus()
                return False
        if not self.button.isEnabled():
            return False
        self._hand_on()
        self.kept.emit("", reasons)
        return True

    def close_form(self) -> None:
        """Empties it and puts it away."""
        self._show({})
        super().close_form()

    def restore(self, words: str) -> None:
        """Shows it with what had been typed."""
        self._show(_read(words))
        self.setVisible(True)

    def drafted(self) -> str:
        """What was typed, as it is kept."""
        typed = {ground: words for ground, words in self._typed().items() if words.strip()}
        return json.dumps(typed) if typed else ""

    def _typed(self) -> dict[str, str]:
        if not self._fields:
            return {"": self.words.toPlainText()}
        return {ground: field.toPlainText() for ground, field in self._fields.items()}

    def _show(self, typed: Mapping[str, str]) -> None:
        fields = self._fields or {"": self.words}
        for place, (ground, field) in enumerate(fields.items()):
            blocked = field.blockSignals(True)
            # What was typed before there was a ground belongs to the first.
            field.setPlainText(typed.get(ground) or (typed.get("", "") if place == 0 else ""))
            field.blockSignals(blocked)


def _read(words: str) -> dict[str, str]:
    try:
        told: Any = json.loads(words)
    except ValueError:
        return {"": words}
    if not isinstance(told, dict):
        return {"": words}
    return {str(ground): str(each) for ground, each in cast(dict[Any, Any], told).items()}
