"""The watch list: what must not appear while a case is open (4.3b). Its words are seen by those whom the case names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from socialdesk.inbox.proceedings import Post, Proceedings
from socialdesk.inbox.watchlist import ProtectedName
from socialdesk.model.accounts import Network
from socialdesk.model.ids import ProceedingsId
from socialdesk.triage.api import ProtectedKind
from socialdesk.ui.checked import Checked
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainLabel, PlainLine, one_line, tip
from socialdesk.ui.theme import role

LEAST_LETTERS = 3
MOST_POSTS_NAMED = 4
_HINTS = {
    ProtectedKind.NAME: "First name and surname",
    ProtectedKind.NICKNAME: "As people write it",
    ProtectedKind.ADDRESS: "Number, street and postcode",
    ProtectedKind.SCHOOL: "The whole name",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchListFacts:
    """What the form shows; words that the person may not see are not in it."""

    names: Sequence[ProtectedName]
    cases: Sequence[Proceedings] = ()
    """Those that are active."""
    posts: Sequence[Post] = ()
    seen: frozenset[ProceedingsId] = frozenset()
    """Cases whose name the person may see."""
    may_take_off: bool = True
    """Whether words that are of no case may be taken off."""


Protect = Callable[[ProceedingsId | None, str, ProtectedKind, str], None]
"""Case, or the name of a list of its own; kind; words."""


class WatchListForm(Form):
    """Adds to the list, and takes off. `protect` and `end` do it, and `show_facts` shows what is there then."""

    def __init__(self, parent: QWidget | None, *, protect: Protect, end: Callable[[int], None]) -> None:
        super().__init__(
            parent,
            "Watch list",
            about="What must not appear while a case is open. Every comment, old and new, is checked against it, with "
            "nicknames, initials, typing errors and disguises. Corporate Communications and those whom a case names "
            "see the words; nobody sees them in a notification, a title or an export.",
            save="Add to the list",
        )
        self._protect = protect
        self._end = end
        self.case = QComboBox()
        self.case.addItem("Another list", None)
        self.case.currentIndexChanged.connect(self._case_chosen)
        self.case_name = PlainLine(
            name="Name of the list", hint="What the list is for, e.g. Market Street robbery", limit=120
        )
        self.kind = QComboBox()
        for kind in ProtectedKind:
            self.kind.addItem(kind.label, kind.value)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.words = PlainLine(name="Words to protect", hint=_HINTS[ProtectedKind.NAME], limit=120)
        self.add("Case", self.case)
        self.add("Name of the list", self.case_name)
        self.add("Kind", self.kind)
        self.add("Words to protect", self.words)
        self.cancel.setText("Close")
        self.cancel.setAccessibleName("Close")
        self.progress = Checked()
        held = QScrollArea()
        held.setWidgetResizable(True)
        held.setFrameShape(QFrame.Shape.NoFrame)
        held.setMinimumHeight(200)
        held.setAccessibleName("What is on the list")
        held.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._names = QVBoxLayout(inside)
        self._names.setContentsMargins(0, 0, 8, 0)
        self._names.setSpacing(4)
        held.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        held.viewport().setAutoFillBackground(False)
        self.column.insertWidget(3, self.progress)
        self.column.insertWidget(4, held, 1)

    def show_facts(self, facts: WatchListFacts) -> None:
        """Shows the cases with their posts, and what is on the list now."""
        self._show_cases(facts)
        while (taken := self._names.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not facts.names and not facts.cases:
            self._names.addWidget(PlainLabel("Nothing is on the list.", role="muted"))
        for case in facts.cases:
            seen = case.id in facts.seen
            self._names.addWidget(PlainLabel(self._called(case, seen=seen), role="strong", wrap=True))
            self._names.addWidget(PlainLabel(_about(case, facts.posts), role="small", wrap=True))
            mine = [name for name in facts.names if name.proceedings_id == case.id]
            if not mine:
                self._names.addWidget(PlainLabel("Nothing is protected for this case.", role="muted"))
            for name in mine:
                self._names.addWidget(self._line(name, seen=seen))
        active = {case.id for case in facts.cases}
        others = [name for name in facts.names if name.proceedings_id not in active]
        if others and facts.cases:
            self._names.addWidget(PlainLabel("Other lists", role="strong"))
        for name in others:
            self._names.addWidget(self._line(name, seen=name.shown and facts.may_take_off))
        self._names.addStretch(1)

    def submit(self) -> None:
        """Adds the words, where the fields say enough."""
        number: int | None = self.case.currentData()
        case_name, words = self.case_name.text().strip(), " ".join(self.words.text().split())
        if number is None and not case_name:
            self.refuse("Say which case it is for.", self.case_name)
            return
        kind = ProtectedKind(self.kind.currentData())
        if sum(letter.isalnum() for letter in words) < LEAST_LETTERS:
            self.refuse("Give the words, at least three letters of them.", self.words)
            return
        self.wrong.hide()
        self.words.clear()
        self._protect(None if number is None else ProceedingsId(number), case_name, kind, words)

    def _show_cases(self, facts: WatchListFacts) -> None:
        chosen = self.case.currentData()
        first = self.case.count() == 1
        self.case.blockSignals(True)
        self.case.clear()
        for case in facts.cases:
            self.case.addItem(one_line(self._called(case, seen=case.id in facts.seen), 80), int(case.id))
        self.case.addItem("Another list", None)
        place = 0 if first else self.case.findData(chosen)
        self.case.setCurrentIndex(place if place >= 0 else self.case.count() - 1)
        self.case.blockSignals(False)
        self._case_chosen()

    @staticmethod
    def _called(case: Proceedings, *, seen: bool) -> str:
        return case.case_name if seen else f"A case marked by {case.marked_by}"

    def _case_chosen(self) -> None:
        self.case_name.setEnabled(self.case.currentData() is None)

    def _kind_chosen(self) -> None:
        self.words.setPlaceholderText(_HINTS[ProtectedKind(self.kind.currentData())])

    def _line(self, name: ProtectedName, *, seen: bool) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        hidden = f"A protected {name.kind.label.lower()}"
        row.addWidget(PlainLabel(name.words if name.shown else hidden, wrap=True), 1)
        about = (
            name.kind.label if name.proceedings_id is not None else f"{name.kind.label}  ·  {name.case_name}"
        )
        row.addWidget(PlainLabel(about if name.shown else "", role="muted", wrap=True), 1)
        end = QPushButton("Take off")
        role(end, "quiet")
        end.setAutoDefault(False)
        end.setAccessibleName(f"Take {name.words if name.shown else hidden.lower()} off the list")
        end.setEnabled(seen)
        if not seen:
            tip(end, "Corporate Communications, or those whom the case names, take it off.")
        end.clicked.connect(lambda _=False: self._end(name.id))
        row.addWidget(end)
        return line


def _about(case: Proceedings, posts: Sequence[Post]) -> str:
    since = datetime.fromtimestamp(case.since_ms / 1000, tz=UTC)
    there = [post for post in posts if post.thread_id in case.threads]
    named = [
        f"{Network(post.network).label}, {one_line(post.account_name, 40)}"
        for post in there[:MOST_POSTS_NAMED]
    ]
    more = len(case.threads) - len(named)
    where = "; ".join([*named, *([f"{more} more"] if more > 0 else [])])
    return f"{case.stage.label}, active since {since:%d/%m/%Y}. Posts: {where or 'none'}."
