"""What the small forms of publishing have in common: Ctrl+Enter confirms, and a refusal leaves what was typed."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import tip


class DoingForm(Form):
    """A form that Ctrl+Enter confirms. `done` is called by the caller once the store took it, `refuse` where not."""

    def __init__(self, parent: QWidget | None, title: str, *, about: str, save: str) -> None:
        super().__init__(parent, title, about=about, save=save)
        self.save.setDefault(False)
        self.save.setAutoDefault(False)
        tip(self.save, "Ctrl+Enter")
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.submit)

    def told(self, error: Exception) -> None:
        """Why it was not taken; what was typed stays."""
        self.save.setEnabled(True)
        self.refuse(str(error))
