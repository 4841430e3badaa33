"""Under the post: whether proceedings are active in its matter (4.3b), and whether it is parked (4.2a)."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.inbox import piles, proceedings
from socialdesk.inbox.watchlist import protected_for
from socialdesk.model.items import Thread, ThreadKind
from socialdesk.model.people import Person
from socialdesk.policy.context import speaks_of_proceedings
from socialdesk.storage.database import Connection
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.parts import Sign
from socialdesk.ui.theme import role


class CaseStrip(QWidget):
    """`case_asked` to mark or alter; `park_asked` to put back what is parked."""

    case_asked = Signal()
    park_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = False
        """True where the state of the case stands here."""
        self.is_parked = False
        self.case = _Line("scales", "Case…")
        self.parked = _Line("layers", "Put back")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.case)
        column.addWidget(self.parked)
        self.case.button.clicked.connect(self.case_asked)
        self.parked.button.clicked.connect(self.park_asked)
        self.hide()

    def show_thread(self, db: Connection, thread: Thread, person: Person, *, training: bool) -> None:
        """What stands about a post; nothing about a conversation."""
        self.said = self.is_parked = False
        if thread.kind is ThreadKind.CONVERSATION:
            self.hide()
            return
        held = proceedings.cases_of(db, thread.id)
        active = [case for case in held if case.active]
        self.case.setVisible(bool(held) or _unmarked(thread))
        if active:
            self._show_active(db, active, person, training=training)
        elif held:
            since = _date(held[0].ended_ms or 0)
            self.case.show_words(
                "neutral",
                f"Proceedings ended on {since}",
                "What is protected stays so until it is taken off.",
            )
        else:
            self.case.show_words(
                "neutral",
                "Are proceedings active?",
                "The post speaks of an arrest or a court, and nobody has said so yet (4.3b).",
                button="Mark…",
            )
        there = piles.parked(db, thread.id)
        self.parked.setVisible(there is not None)
        if there is not None:
            self.parked.show_words(
                "neutral",
                f"Parked by {one_line(there.by, 60)}",
                "Its ordinary comments are out of the list; flagged and urgent ones still come up.",
            )
        self.said = bool(held) or _unmarked(thread)
        self.is_parked = there is not None
        self.setVisible(self.said or self.is_parked)

    def _show_active(
        self, db: Connection, active: list[proceedings.Proceedings], person: Person, *, training: bool
    ) -> None:
        case = active[0]
        seen = proceedings.may_see(case, person, training=training)
        more = f" and {len(active) - 1} more" if len(active) > 1 else ""
        name = f"  ·  {one_line(case.case_name, 80)}{more}" if seen else ""
        number = protected_for(db, [each.id for each in active])
        kept = (
            f"{number} protected {'entry' if number == 1 else 'entries'}."
            if number
            else "Nothing is protected yet."
        )
        posts = f" {len(case.threads)} posts." if len(case.threads) > 1 else ""
        self.case.show_words(
            "warning",
            f"Proceedings active: {case.stage.label.lower()}, since {_date(case.since_ms)}{name}",
            f"Marked by {one_line(case.marked_by, 60)}. {kept}{posts}",
        )


class _Line(QFrame):
    """An icon, words in bold, more words, and a button."""

    def __init__(self, sign: str, button: str) -> None:
        super().__init__()
        self._title = PlainLabel("", role="strong", wrap=True)
        self._more = PlainLabel("", role="small", wrap=True)
        self.button = QPushButton(button)
        self._button = button
        role(self.button, "quiet")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._more)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(Sign(sign, "text"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_words(self, tone: str, title: str, more: str, *, button: str = "") -> None:
        """Shows them in a tone."""
        role(self, f"card-{tone}")
        self._title.setText(title)
        self._more.setText(more)
        self.button.setText(button or self._button)
        self.button.setAccessibleName(f"{button or self._button} {title}")


def _unmarked(thread: Thread) -> bool:
    return thread.kind is ThreadKind.POST and speaks_of_proceedings(thread.untrusted_text)


def _date(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, tz=UTC):%d/%m/%Y}"
