"""How far the checking of what is held has come."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from socialdesk.ui.plain_text import PlainLabel


class Checked(QWidget):
    """A line of words and a bar; hidden until something is checked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel("", role="muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName("Comments checked")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # nothing moves when it appears
        self.setSizePolicy(kept)
        self.hide()

    def show_looked(self, looked_at: int, of: int) -> None:
        """So many have been looked at."""
        self.words.setText(f"Checked {looked_at:,} of {of:,} comments and messages…")
        self.bar.setMaximum(max(1, of))
        self.bar.setValue(looked_at)
        self.show()

    def show_done(self) -> None:
        """All have been."""
        self.words.setText("Everything has been checked.")
        self.bar.setValue(self.bar.maximum())
        self.show()
