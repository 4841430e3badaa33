"""The small forms of Assess, their words kept as drafts with every change."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from socialdesk.model.ids import ItemId
from socialdesk.ui.review.assess import AssessSection
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.reasoned import ReasonedForm


class SmallForms(QObject):
    """keep, note, done and those of what is begun by hand, for one item at a time."""

    def __init__(self, assess: AssessSection, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self.item: ItemId | None = None
        """The item whose words they hold."""
        self._forms: dict[str, ReasonedForm] = {
            "keep": assess.keep_form,
            "note": assess.note_form,
            "done": assess.done_form,
            **assess.by_hand.forms,
        }
        for name, form in self._forms.items():
            form.edited.connect(partial(self._keep_words, name))

    def get(self, name: str) -> ReasonedForm | None:
        """The form of that name."""
        return self._forms.get(name)

    def keep(self) -> None:
        """Keeps at once what was typed."""
        for form in self._forms.values():
            form.keep()

    def restore(self, item_id: ItemId) -> None:
        """Puts back what was typed for an item and not decided."""
        for name, form in self._forms.items():
            draft = self._drafts.load(item_id, name)
            if draft and str(draft.get("words", "")).strip():
                form.restore(str(draft["words"]))

    def set_busy(self, busy: bool) -> None:
        """Nothing is confirmed while a decision is on its way."""
        for form in self._forms.values():
            form.button.setEnabled(not busy)

    def _keep_words(self, name: str, words: str) -> None:
        if self.item is not None:
            self._drafts.keep(self.item, name, {"words": words} if words.strip() else None)
