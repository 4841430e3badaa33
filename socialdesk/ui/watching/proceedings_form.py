"""Marking a post: proceedings are active (4.3b). One form for a new case, for adding a post to one, and for its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QPushButton, QVBoxLayout, QWidget

from socialdesk.inbox.proceedings import Post, Proceedings, Stage
from socialdesk.model.accounts import Network
from socialdesk.model.ids import ProceedingsId, ThreadId
from socialdesk.ui.checked import Checked
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainLabel, PlainLine, one_line

NEW = "A new case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the form is filled with."""

    thread: ThreadId
    cases: Sequence[Proceedings]
    """The active ones."""
    seen: frozenset[ProceedingsId]
    """Those whose name and words the person may see."""
    reshares: Sequence[Post]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """What is to be recorded."""

    case_id: ProceedingsId | None
    """None for a new case."""
    case_name: str
    stage: Stage
    since: datetime
    threads: tuple[ThreadId, ...]
    readers: tuple[str, ...]
    names: tuple[str, ...]


class ProceedingsForm(Form):
    """`mark` records it; `end` says that a case has ended, with the reason."""

    def __init__(
        self,
        parent: QWidget | None,
        *,
        today: QDate,
        mark: Callable[[Marking], None],
        end: Callable[[ProceedingsId, str], None],
    ) -> None:
        super().__init__(
            parent,
            "Proceedings active",
            about="Mark this post where somebody has been arrested, charged or summoned, or is on trial. Comments that "
            "name them or take guilt as given then weigh more (4.3b), and what is protected is looked for in every "
            "comment, old and new.",
            save="Mark as active",
        )
        self._mark = mark
        self._end = end
        self._known: Known | None = None
        self._chosen_name = False
        """True while the name and the readers are those of a case that was chosen."""
        self.case = QComboBox()
        self.case.currentIndexChanged.connect(self._case_chosen)
        self.case_name = PlainLine(name="Name of the case", hint="e.g. Market Street, 3 November", limit=120)
        self.stage = QComboBox()
        for stage in Stage:
            self.stage.addItem(stage.label, stage.value)
        self.since = QDateEdit(today)
        self.since.setDisplayFormat("dd/MM/yyyy")
        self.since.setCalendarPopup(True)
        self.since.setMaximumDate(today)
        self.names = PlainLine(
            name="Names to protect", hint="First name and surname; commas between", limit=600
        )
        self.readers = PlainLine(
            name="Who else may see the words",
            hint="Beside Corporate Communications; commas between",
            limit=400,
        )
        self.add("Case", self.case)
        self.add("Name of the case", self.case_name)
        self.add("Stage", self.stage)
        self.add("Active since", self.since)
        self.add("Names to protect", self.names)
        self.add("Who else may see them", self.readers)
        self._also = QWidget()
        self._posts = QVBoxLayout(self._also)
        self._posts.setContentsMargins(0, 0, 0, 0)
        self._posts.setSpacing(4)
        self.boxes: dict[ThreadId, QCheckBox] = {}
        self.progress = Checked()
        self.why = PlainLine(name="How it ended", hint="The outcome, and how you know it", limit=500)
        self.over = QPushButton("They have ended")
        self.over.setAutoDefault(False)
        self.over.clicked.connect(self._ended)
        self._ending = QWidget()
        ending = QVBoxLayout(self._ending)
        ending.setContentsMargins(0, 0, 0, 0)
        ending.addWidget(PlainLabel("Where the proceedings have ended", role="strong"))
        ending.addWidget(self.why)
        ending.addWidget(self.over)
        at = self.column.count() - 3
        for place, widget in enumerate((self._also, self.progress, self._ending)):
            self.column.insertWidget(at + place, widget)
        self._ending.hide()
        self._also.hide()

    def show_known(self, known: Known) -> None:
        """The cases to choose from, and the posts that look like reshares."""
        self._known = known
        mine = next((case for case in known.cases if known.thread in case.threads), None)
        self.case.blockSignals(True)
        self.case.clear()
        self.case.addItem(NEW, None)
        for case in known.cases:
            self.case.addItem(one_line(self._called(case), 80), int(case.id))
        self.case.setCurrentIndex(0 if mine is None else self.case.findData(int(mine.id)))
        self.case.blockSignals(False)
        self._show_reshares(known, mine)
        self._chosen_name = mine is not None
        self._case_chosen()

    def submit(self) -> None:
        """Records it, where what is needed is said."""
        known = self._known
        if known is None:
            return
        case_id = self._chosen()
        name = self.case_name.text().strip()
        if case_id is None and not any(letter.isalnum() for letter in name):
            self.refuse("Give the case a name.", self.case_name)
            return
        date = self.since.date()
        since = datetime(date.year(), date.month(), date.day(), tzinfo=UTC)
        self.wrong.hide()
        self._mark(
            Marking(
                case_id=case_id,
                case_name=name,
                stage=Stage(self.stage.currentData()),
                since=since,
                threads=(known.thread, *(thread for thread, box in self.boxes.items() if box.isChecked())),
                readers=_parts(self.readers.text()),
                names=_parts(self.names.text()),
            )
        )

    def busy(self) -> None:
        """It is being recorded and checked: nothing is asked for twice."""
        for button in (self.save, self.over):
            button.setEnabled(False)
        self.cancel.setText("Close")
        self.cancel.setAccessibleName("Close; the checking goes on")

    def free(self) -> None:
        """It could not be done: try again."""
        for button in (self.save, self.over):
            button.setEnabled(True)

    def _called(self, case: Proceedings) -> str:
        if self._known is not None and case.id in self._known.seen:
            return case.case_name
        return f"A case marked by {case.marked_by}, {_date(case.since_ms)}"

    def _chosen(self) -> ProceedingsId | None:
        number: int | None = self.case.currentData()
        return None if number is None else ProceedingsId(number)

    def _case_chosen(self) -> None:
        known = self._known
        if known is None:
            return
        case_id = self._chosen()
        case = next((each for each in known.cases if each.id == case_id), None)
        seen = case is None or case.id in known.seen
        self.case_name.setEnabled(case is None)
        self.since.setEnabled(case is None)
        for field in (self.stage, self.readers):
            field.setEnabled(seen)
        belongs = case is not None and known.thread in case.threads
        words = "Mark as active" if case is None else "Save" if belongs else "Add this post to it"
        self.save.setText(words)
        self.save.setAccessibleName(words)
        self._ending.setVisible(belongs and seen)
        if case is None:
            if self._chosen_name:
                self.case_name.clear()
                self.readers.clear()
            self._chosen_name = False
            self.adjustSize()
            return
        self._chosen_name = True
        self.case_name.setText(self._called(case))
        self.case_name.setCursorPosition(0)
        self.stage.setCurrentIndex(self.stage.findData(case.stage.value))
        since = datetime.fromtimestamp(case.since_ms / 1000, tz=UTC)
        self.since.setDate(QDate(since.year, since.month, since.day))
        self.readers.setText(", ".join(reader.name for reader in case.readers) if seen else "")
        self.adjustSize()

    def _show_reshares(self, known: Known, mine: Proceedings | None) -> None:
        there = () if mine is None else mine.threads
        for post in known.reshares:
            if post.thread_id in there:
                continue
            if not self.boxes:
                self._posts.addWidget(PlainLabel("Also these posts, which begin alike", role="strong"))
            name = f"{_network(post.network)}, {one_line(post.account_name, 40)}, {_date(post.created_ms)}"
            box = QCheckBox(name.replace("&", "&&"))
            box.setAccessibleName(name)
            box.setChecked(True)
            self.boxes[post.thread_id] = box
            self._posts.addWidget(box)
        self._also.setVisible(bool(self.boxes))

    def _ended(self) -> None:
        case_id, why = self._chosen(), self.why.text().strip()
        if case_id is None:
            return
        if not why:
            self.refuse("Say how you know that they have ended.", self.why)
            return
        self.wrong.hide()
        self._end(case_id, why)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for each in text.split(",") if (part := " ".join(each.split())))


def _date(at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, tz=UTC):%d/%m/%Y}"


def _network(value: str) -> str:
    return Network(value).label
