"""What the trainer lets happen: an item that nobody foresaw, a fault of a network, a word to the trainee."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Network
from socialdesk.training.events import Entry, Event, Kind
from socialdesk.training.session import TrainingSession
from socialdesk.training.session_desk import FaultName
from socialdesk.ui.announce import say
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine, button_words, one_line
from socialdesk.ui.review.parts import Section, StillCombo, emptied, line
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role
from socialdesk.ui.training.course import about
from socialdesk.ui.training.words import FAULTS, KINDS, clock, trouble_words

SENT: tuple[Kind, ...] = ("comment", "message", "mention", "visitor_post", "edit", "withdraw", "post", "task")
"""Kinds that a trainer can send in."""
_ON: dict[Kind, frozenset[Kind]] = {
    "comment": frozenset({"post", "visitor_post", "mention", "comment"}),
    "edit": frozenset({"comment", "visitor_post", "mention"}),
    "withdraw": frozenset({"comment", "visitor_post", "mention"}),
}
"""What each is done to."""
_PAGED = frozenset({"message", "mention", "visitor_post", "post"})
_BY = frozenset({"comment", "message", "mention", "visitor_post"})


class SendIn(Section):
    """A form for one item. It is not marked."""

    def __init__(self, session: TrainingSession, tasks: Tasks) -> None:
        super().__init__("Send an item in")
        self._session, self._tasks = session, tasks
        column = self.column
        self.kind = _combo("What comes")
        for kind in SENT:
            self.kind.addItem(KINDS[kind], kind)
        self.on = _combo("On what")
        self.page = _combo("On which account")
        for page in session.scenario.pages:
            self.page.addItem(button_words(f"{page.name} ({Network(page.network).label})", 60), page.key)
        self.by = _combo("By whom")
        self.by.setEditable(True)
        self.by.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for key, name in session.scenario.people.items():
            self.by.addItem(one_line(name, 60), key)
        self.title = PlainLine(name="Title", hint="As it stands in the list of tasks", limit=100)
        self.words = PlainEdit(name="Words", hint="What is written")
        self.words.setMinimumHeight(84)
        self.rows: dict[str, tuple[PlainLabel, QWidget]] = {}
        for label, field in (
            ("What comes", self.kind),
            ("On what", self.on),
            ("On which account", self.page),
            ("By whom (type a new name)", self.by),
            ("Title", self.title),
            ("Words", self.words),
        ):
            told = PlainLabel(label, role="muted")
            told.setBuddy(field)
            field.setAccessibleName(label)
            column.addWidget(told)
            column.addWidget(field)
            self.rows[label] = (told, field)
        self.told = PlainLabel("", role="danger", wrap=True)
        self.send = _button("Send it in now", self._send, "primary")
        column.addWidget(self.told)
        column.addWidget(self.send)
        column.addWidget(PlainLabel("What you send in is not marked.", role="small", wrap=True))
        column.addStretch(1)
        self.kind.currentIndexChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """The fields that this kind has, and what it can be done to by now."""
        kind: Kind = self.kind.currentData()
        on = _ON.get(kind, frozenset())
        for field, needed in (
            (self.on, bool(on)),
            (self.page, kind in _PAGED),
            (self.by, kind in _BY),
            (self.title, kind == "task"),
            (self.words, kind != "withdraw"),
        ):
            for label, held in self.rows.values():
                if held is field:
                    label.setVisible(needed)
                    field.setVisible(needed)
        there = [*self._session.scenario.opening]
        there += [each.entry for each in self._session.timeline() if each.state == "happened"]
        found = [(entry.event.key, self._named(entry)) for entry in there if entry.kind in on]
        if [key for key, _ in found] != [self.on.itemData(place) for place in range(self.on.count())]:
            kept = self.on.currentData()
            self.on.clear()
            for key, words in found:
                self.on.addItem(button_words(words, 70), key)
            self.on.setCurrentIndex(max(0, self.on.findData(kept)))

    def _named(self, entry: Entry) -> str:
        return about(entry, self._session.scenario)

    def _send(self) -> None:
        kind: Kind = self.kind.currentData()
        words, title = self.words.toPlainText().strip(), one_line(self.title.text(), 100)
        if not words and kind != "withdraw":
            self._refuse("Write what it says.", self.words)
            return
        if kind == "task" and not title:
            self._refuse("Give the task a title.", self.title)
            return
        name = " ".join(self.by.currentText().split())
        if kind in _BY and not name:
            self._refuse("Say whose it is.", self.by)
            return
        place = self.by.findText(name)
        event = Event(
            by=(str(self.by.itemData(place)) if place >= 0 else name) if kind in _BY else "",
            on=str(self.on.currentData() or "") if kind in _ON else "",
            page=str(self.page.currentData() or "") if kind in _PAGED else "",
            text=words if kind != "withdraw" else "",
            title=title if kind == "task" else "",
        )
        self.send.setEnabled(False)
        self._tasks.call(lambda: self._session.inject(kind, event), self._sent, self._failed)

    def _sent(self, _key: str) -> None:
        self.send.setEnabled(True)
        self.words.clear()
        role(self.told, "ok")
        self.told.setText(f"Sent in at {clock(self._session.position)}.")
        say(self, self.told.text())

    def _failed(self, error: Exception) -> None:
        self.send.setEnabled(True)
        if isinstance(error, UserFacingError):
            self._refuse(str(error), self.words)
        else:
            self._tasks.failed.emit(error)

    def _refuse(self, words: str, field: QWidget) -> None:
        role(self.told, "danger")
        self.told.setText(words)
        field.setFocus()
        say(self, words, at_once=True)


class FaultsForm(Section):
    """What is wrong with the networks until it is cleared."""

    def __init__(self, session: TrainingSession) -> None:
        super().__init__("Faults")
        self._session = session
        self.what = _combo("What goes wrong")
        for name, words in FAULTS.items():
            self.what.addItem(words, name)
        self.network = _combo("Of which network")
        self.network.addItem("Every network", "*")
        for name in dict.fromkeys(page.network for page in session.scenario.pages):
            self.network.addItem(Network(name).label, name)
        self.seconds = QSpinBox()
        self.seconds.setRange(1, 60)
        self.seconds.setValue(4)
        self.seconds.setSuffix(" s later")
        self.begin = _button("Let it go wrong", self._begin, "danger")
        self.clear = _button("Everything works again", self._clear, "")
        for label, field in (
            ("What goes wrong", self.what),
            ("Of which network", self.network),
            ("How much later each answer comes", self.seconds),
        ):
            told = PlainLabel(label, role="muted")
            told.setBuddy(field)
            field.setAccessibleName(label)
            self.column.addWidget(told)
            self.column.addWidget(field)
            if field is self.seconds:
                self._late = told
        self.column.addWidget(self.begin)
        self.column.addSpacing(8)
        self.column.addWidget(PlainLabel("In force", role="strong"))
        self.force = QVBoxLayout()
        self.column.addLayout(self.force)
        self.column.addWidget(self.clear)
        self.column.addStretch(1)
        self._shown: object = None
        self.what.currentIndexChanged.connect(self._fit)
        self._fit()
        self.refresh()

    def refresh(self) -> None:
        """What is in force now."""
        troubles = self._session.troubles
        self.clear.setEnabled(bool(troubles))
        if troubles == self._shown:
            return
        self._shown = troubles
        emptied(self.force)
        for trouble in troubles:
            self.force.addWidget(line("warning", f"{trouble_words(trouble)}.", "warning"))
        if not troubles:
            self.force.addWidget(line("check", "Every network works.", "ok"))

    def _fit(self) -> None:
        slow = self.what.currentData() == "slow"
        self.seconds.setVisible(slow)
        self._late.setVisible(slow)

    def _begin(self) -> None:
        name: FaultName = self.what.currentData()
        network = str(self.network.currentData())
        self._session.inject_fault(name, network=network, seconds=float(self.seconds.value()))
        self.refresh()
        say(self, f"{FAULTS[name]}.")

    def _clear(self) -> None:
        self._session.clear_faults()
        self.refresh()
        say(self, "Every network works.")


class SayForm(QWidget):
    """A word to the trainee, and what was said before."""

    def __init__(self, session: TrainingSession) -> None:
        super().__init__()
        self._session = session
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 8, 8)
        column.setSpacing(8)
        told = PlainLabel("A message to the trainee", role="muted")
        self.words = PlainEdit(
            name="A message to the trainee", hint="It stands above the desk until it is read"
        )
        self.words.setMaximumHeight(120)
        told.setBuddy(self.words)
        self.pausing = QCheckBox("And pause the session")
        self.send = _button("Send the message", self._send, "primary")
        row = QHBoxLayout()
        row.addWidget(self.pausing)
        row.addStretch(1)
        row.addWidget(self.send)
        column.addWidget(told)
        column.addWidget(self.words)
        column.addLayout(row)
        self.said = Section("What was said")
        self.said.column.setContentsMargins(0, 6, 8, 0)
        column.addWidget(self.said, 1)
        self._shown = -1
        self.refresh()

    def refresh(self) -> None:
        """What was said so far, newest first."""
        messages = self._session.messages
        if len(messages) == self._shown:
            return
        self._shown = len(messages)
        emptied(self.said.column)
        for message in reversed(messages):
            self.said.column.addWidget(line("message", f"{clock(message.at)}  {message.text}"))
        if not messages:
            self.said.column.addWidget(PlainLabel("Nothing was said yet.", role="muted"))
        self.said.column.addStretch(1)

    def _send(self) -> None:
        words = self.words.toPlainText().strip()
        if not words:
            self.words.setFocus()
            return
        if self.pausing.isChecked():
            self._session.pause()
        self._session.message(words)
        self.words.clear()
        self.refresh()
        say(self, "Sent.")


def _combo(name: str) -> StillCombo:
    made = StillCombo()
    made.setAccessibleName(name)
    made.setMinimumContentsLength(12)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return made


def _button(words: str, pressed: Callable[[], object], kind: str) -> QPushButton:
    made = QPushButton(button_words(words))
    made.setAccessibleName(words)
    role(made, kind)
    made.clicked.connect(lambda _=False: pressed())
    return made
