"""Words typed into a form that is drawn anew with the item: kept with every pause, and put back (3, 4.4).

The longer forms keep their own drafts; this is for the small ones, of which there may be several on a page: an answer,
why a question is taken back, advice, why a block is lifted. Nothing secret is ever given to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from socialdesk.model.ids import ItemId
from socialdesk.ui.review.drafts import Drafts

DRAFT_PAUSE_MS = 400

Field = QLineEdit | QPlainTextEdit


class KeptFields(QObject):
    """Follows fields from when they are made until they go; each form has a name of its own within its item."""

    def __init__(self, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._typed: dict[tuple[ItemId, str], dict[str, str]] = {}
        self._unkept: set[tuple[ItemId, str]] = set()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAFT_PAUSE_MS)
        self._pause.timeout.connect(self.keep)

    def hold(self, item_id: ItemId, form: str, fields: Mapping[str, Field]) -> bool:
        """Puts back what was typed in these fields and keeps what is typed from now on; True where there was any."""
        of_form = (item_id, form)
        kept = self._drafts.load(item_id, form) if of_form not in self._unkept else self._typed[of_form]
        self._typed[of_form] = {name: str((kept or {}).get(name, "")) for name in fields}
        for name, field in fields.items():
            words = self._typed[of_form][name]
            if isinstance(field, QLineEdit):
                if words:
                    field.setText(words)
                    field.setModified(True)  # so that nothing that is offered is put in its place
                # By a person alone: a time that is offered, and goes on with the clock, is nothing typed.
                field.textEdited.connect(partial(self._altered, of_form, name))
            else:
                if words:
                    field.setPlainText(words)
                field.textChanged.connect(partial(self._altered_text, of_form, name, field))
        return any(self._typed[of_form].values())

    def keep(self) -> None:
        """Keeps at once what was typed."""
        self._pause.stop()
        unkept, self._unkept = self._unkept, set()
        for item_id, form in unkept:
            typed = self._typed.get((item_id, form), {})
            self._drafts.keep(item_id, form, dict(typed) if any(typed.values()) else None)

    def forget(self, item_id: ItemId, form: str) -> None:
        """What it was for has been done."""
        self._unkept.discard((item_id, form))
        self._typed.pop((item_id, form), None)
        self._drafts.keep(item_id, form, None)

    def _altered_text(self, of_form: tuple[ItemId, str], name: str, field: QPlainTextEdit) -> None:
        self._altered(of_form, name, field.toPlainText())

    def _altered(self, of_form: tuple[ItemId, str], name: str, words: str) -> None:
        typed = self._typed.get(of_form)
        # A field that is about to go may still speak once what it was for is done.
        if typed is not None and typed.get(name) != words:
            typed[name] = words
            self._unkept.add(of_form)
            if not self._pause.isActive():  # whoever types on and on is kept too
                self._pause.start()
