"""The orange band: that this is training, how the session stands, and what the trainee may ask for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.training.session import TrainingSession
from socialdesk.ui import icons
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, button_words
from socialdesk.ui.review.parts import Sign
from socialdesk.ui.theme import role
from socialdesk.ui.training.words import clock, has_begun, left_words

FRAME = 5
"""Logical pixels of orange all round in training."""
TRAINING = "TRAINING  ·  simulated networks: nothing here reaches the public"


class TrainingBand(QWidget):
    """Only says and asks; `TraineeSide` answers."""

    begin_asked = Signal()
    tasks_asked = Signal()
    messages_asked = Signal()
    done_asked = Signal()
    panel_asked = Signal()

    def __init__(self, session: TrainingSession | None) -> None:
        super().__init__()
        self._session = session
        self.setAccessibleName("Training")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(8)
        self.words = ElidedLabel(TRAINING, role="training")
        row.addWidget(self.words, 1)
        if session is None:
            self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            row.setContentsMargins(0, 0, 0, 0)
            return
        self.left = PlainLabel("", role="training")
        self.begin = _button("Begin…", "chevron-right", self.begin_asked)
        self.tasks = _button("Tasks", "check", self.tasks_asked)
        self.messages = _button("Messages", "message", self.messages_asked)
        self.done = _button("I am done…", "flag", self.done_asked)
        self.panel = _button("Trainer's panel", "people", self.panel_asked)
        for widget in (self.left, self.begin, self.tasks, self.messages, self.done, self.panel):
            row.addWidget(widget)
        self.refresh()

    def tell_room(self, *, large: bool, covered: bool) -> None:
        """Says what is on for the room, since nothing else on the screen does."""
        on = [words for words, held in (("hard words covered", covered), ("large type", large)) if held]
        name, rest = TRAINING.split("  ·  ", 1)
        self.words.setText("  ·  ".join([name, *on, rest]))

    def refresh(self) -> None:
        """Says how the session stands now."""
        session = self._session
        if session is None:
            return
        marked, begun = session.scenario.marked, has_begun(session)
        self.left.setText(left_words(session) if marked else "")
        came, ticked = session.tasks, session.ticked
        done = sum(entry.event.key in ticked for entry in came)
        _say(self.tasks, f"Tasks {done} of {len(came)}" if came else "Tasks")
        told = len(session.messages)
        _say(self.messages, f"Messages {told}" if told else "Messages")
        _say(self.done, "Debrief" if session.is_done else "I am done…")
        self.begin.setVisible(marked and not begun)
        self.tasks.setVisible(bool(came))
        self.messages.setVisible(bool(told))
        self.done.setVisible(marked and begun)


class MessageStrip(QFrame):
    """The trainer's newest words, until the trainee has read them."""

    read = Signal()

    def __init__(self) -> None:
        super().__init__()
        role(self, "card-info")
        self.setAccessibleName("Message from the trainer")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(Sign("message", "info", 18))
        self.when = PlainLabel("", role="strong")
        row.addWidget(self.when)
        self.words = PlainLabel("", wrap=True, selectable=True, limit=1_000)
        row.addWidget(self.words, 1)
        self.button = QPushButton("Read")
        self.button.setAccessibleName("Read: put the trainer's message away")
        self.button.clicked.connect(self.read)
        row.addWidget(self.button)
        self.hide()

    def show_message(self, at: float, text: str, more: int) -> None:
        """The newest, and how many others have not been read."""
        self.when.setText(f"Trainer, {clock(at)}")
        others = f"\nAnd {more} before it: see Messages." if more else ""
        self.words.setText(f"{text}{others}")
        self.show()


class TrainingFrame(QFrame):
    """Orange all round, the band above, and the trainer's words beneath it."""

    def __init__(self, session: TrainingSession | None, inside: QWidget) -> None:
        super().__init__()
        role(self, "training")
        self.setAccessibleName("Training")
        column = QVBoxLayout(self)
        column.setContentsMargins(FRAME, 0, FRAME, FRAME)
        column.setSpacing(0)
        self.band = TrainingBand(session)
        self.strip = MessageStrip()
        column.addWidget(self.band)
        column.addWidget(self.strip)
        column.addWidget(inside, 1)


def _button(words: str, sign: str, pressed: SignalInstance) -> QPushButton:
    made = QPushButton(button_words(words))
    made.setAccessibleName(words.removesuffix("…"))
    role(made, "training")
    icons.put(made, sign, "training_text", 15)
    made.clicked.connect(lambda _=False: pressed.emit())
    return made


def _say(button: QPushButton, words: str) -> None:
    if button.text() != words:
        button.setText(words)
        button.setAccessibleName(words.removesuffix("…"))
