"""What was begun by hand on this item: the text to copy, the way to the network, and the tick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.decisions.by_hand_rows import ByHandRow
from socialdesk.decisions.by_hand_rules import ByHandState
from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine, button_words, one_line
from socialdesk.ui.review.by_hand_told import evidence_by_hand, time_typed, to_show, told_by_hand
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.kept_fields import KeptFields
from socialdesk.ui.review.parts import Headline, card, line, sentence
from socialdesk.ui.review.told import ActionTold
from socialdesk.ui.theme import role

CLOCK_MS = 5_000
_ENDS = {
    "not_done": ("I could not do it", "Why it could not be done", "The item stays on the list."),
    "withdraw": ("Withdraw it", "Why it is not to be done after all", "Nothing was done on the network."),
}


class ByHandCards(QWidget):
    """A card for each thing that waits for a word, and for how the newest ended."""

    ticked = Signal(int, object)
    """Its number, and when it was done, as the person says: a datetime."""
    ended = Signal(int, str, str)
    """Its number, `not_done` or `withdraw`, and why."""
    opened = Signal(str)
    """The way to the network was asked for: where to."""
    grown = Signal(object)
    """A card that asks for more now, and is to be in sight."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self.kept: KeptFields | None = None
        """Keeps why something was not done, while it is typed; None: nothing is kept."""
        self._given: set[int] = set()
        self._cards: list[ByHandCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._every = QTimer(self)
        self._every.setInterval(CLOCK_MS)
        self._every.timeout.connect(self._turn)

    def show_facts(self, facts: ItemFacts) -> bool:
        """Shows an item's. A card whose row did not change stays, with whatever was typed into it.

        Answers with True where the keyboard was on something that is gone.
        """
        focus, now = QApplication.focusWidget(), self._clock()
        wanted = [(row, evidence_by_hand(row, facts.evidence, now)) for row in to_show(facts.by_hand)]
        told = [told_by_hand(row, now) for row, _ in wanted]
        held = {(shown.row, shown.kept): shown for shown in self._cards}
        lost = False
        for shown in self._cards:
            if (shown.row, shown.kept) not in wanted:
                lost = lost or (focus is not None and shown.isAncestorOf(focus))
                number = int(shown.row.id)
                if number in self._given and self.kept is not None:
                    self._given.discard(number)
                    self.kept.forget(shown.row.item_id, shown.form_name)
                self._column.removeWidget(shown)
                shown.hide()
                shown.deleteLater()
        self._cards = []
        for place, (row, kept) in enumerate(wanted):
            shown = held.get((row, kept)) or self._made(row, kept, told[place], facts)
            shown.tell(told[place])
            self._cards.append(shown)
            self._column.insertWidget(place, shown)
            shown.show()
        self.setVisible(bool(self._cards))
        self._turn()
        if any(shown.row.state is ByHandState.BEGUN for shown in self._cards):
            self._every.start()
        else:
            self._every.stop()
        return lost

    def refuse(self, number: int, words: str) -> None:
        """Says why a word was not taken."""
        for shown in self._cards:
            if int(shown.row.id) == number:
                shown.refuse(words)

    def _turn(self) -> None:
        now = self._clock()
        for shown in self._cards:
            shown.set_now(now)

    def _ended(self, number: int, how: str, why: str) -> None:
        self._given.add(number)
        self.ended.emit(number, how, why)

    def _made(self, row: ByHandRow, kept: str, told: ActionTold, facts: ItemFacts) -> ByHandCard:
        made = ByHandCard(row, kept, told, account=facts.account_name, clock=self._clock)
        made.ticked.connect(self.ticked)
        made.ended.connect(self._ended)
        made.kept_by = self.kept
        made.opened.connect(self.opened)
        made.grown.connect(lambda: self.grown.emit(made))
        return made


class ByHandCard(QFrame):
    """One thing done by hand."""

    ticked = Signal(int, object)
    ended = Signal(int, str, str)
    opened = Signal(str)
    grown = Signal()
    """It asks for more now, and is to be in sight."""

    def __init__(
        self,
        row: ByHandRow,
        kept: str,
        told: ActionTold,
        *,
        account: str,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self.row = row
        self.kept = kept
        """What is kept as evidence, a sentence or ""."""
        self._clock = clock
        self._lines = card(self)
        self._lines.setSpacing(6)
        self._head = Headline(told.sign, told.title, "", told.tone)
        self._words = sentence(told.words)
        self._lines.addWidget(self._head)
        self._lines.addWidget(self._words)
        if kept:
            self._lines.addWidget(line("camera", kept, "ok"))
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self._time: PlainLine | None = None
        self.kept_by: KeptFields | None = None
        self._why: _Why | None = None
        if row.text:
            self._add_text()
        if row.state is ByHandState.BEGUN:
            self._add_way(account)
            self._add_tick()
        self._lines.addWidget(self._lack)
        if row.state.open:
            self._add_ends()
        self.tell(told)

    def tell(self, told: ActionTold) -> None:
        """Where it stands now."""
        role(self, f"card-{told.tone}")
        self._head.say(told.title)
        self._words.setText(told.words)
        self.setAccessibleName(f"{told.title}. {told.words}".strip())

    def set_now(self, now: datetime) -> None:
        """The time that is offered, as long as nobody typed another."""
        field = self._time
        if field is not None and not field.isModified() and not field.hasFocus():
            field.setText(f"{now.astimezone():%H:%M}")

    def refuse(self, words: str) -> None:
        """Says why a word was not taken; what was typed stays."""
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)

    def _add_text(self) -> None:
        text = PlainLabel(self.row.text, wrap=True, selectable=True, limit=12_000)
        text.setAccessibleName(f"The text: {self.row.text}")
        text.setContentsMargins(8, 2, 0, 2)
        self._lines.addWidget(text)
        if self.row.state is ByHandState.BEGUN:
            copy = _button("Copy the text", "copy", f"Copies it, to be pasted on {self.row.network.label}.")
            copy.clicked.connect(lambda: self._copy(copy))
            self._lines.addWidget(copy)

    def _add_way(self, account: str) -> None:
        network, link = self.row.network.label, self.row.link
        way = _button(f"Open on {network}", "link", "Shows where the link leads before anything is opened.")
        way.clicked.connect(lambda: self.opened.emit(link))
        way.setEnabled(bool(link))
        self._lines.addWidget(way)
        there = f"Do it there as {one_line(account, 80)}, then tick it off here."
        self._lines.addWidget(
            sentence(there if link else f"{network} gave no link to it: find it there. {there}", "small")
        )

    def _add_tick(self) -> None:
        network = self.row.network.label
        label = PlainLabel(f"Done on {network} at", role="strong")
        self._time = PlainLine(name=f"Done on {network} at: hours and minutes", limit=8)
        self._time.setFixedWidth(self._time.fontMetrics().horizontalAdvance("00:00") + 30)
        self._time.returnPressed.connect(self._tick)
        label.setBuddy(self._time)
        button = _button("I have done it", "check", "Goes into the record with your name.", "on_accent")
        button.setAccessibleName(f"I have done it on {network}")
        role(button, "primary")
        button.clicked.connect(self._tick)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self._time)
        row.addStretch(1)
        self._lines.addLayout(row)
        self._lines.addWidget(button)

    def _add_ends(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        begun = self.row.state is ByHandState.BEGUN
        for how in ("not_done", "withdraw") if begun else ("withdraw",):
            words, _, effect = _ENDS[how]
            button = QPushButton(button_words(f"{words}…"))
            button.setAccessibleName(words)
            button.setAccessibleDescription(effect)
            role(button, "link")
            button.clicked.connect(lambda _=False, chosen=how: self._ask_why(chosen))
            row.addWidget(button)
        row.addStretch(1)
        self._lines.addLayout(row)

    @property
    def form_name(self) -> str:
        """Under which what is typed is kept."""
        return f"by-hand:{self.row.id}"

    def _ask_why(self, how: str) -> None:
        if self._why is None:
            self._why = _Why(self._lines, self)
            self._why.given.connect(self._end)
            if self.kept_by is not None:
                self.kept_by.hold(self.row.item_id, self.form_name, {"why": self._why.words})
        self._why.ask(how)
        self.grown.emit()

    def _end(self, how: str, why: str) -> None:
        self._lack.setVisible(False)
        self.ended.emit(int(self.row.id), how, why)

    def _tick(self) -> None:
        field = self._time
        if field is None:
            return
        self.set_now(self._clock())
        done_at = time_typed(field.text(), self._clock(), self.row.begun_ms)
        if done_at is None:
            self.refuse("Give the time as hours and minutes, such as 21:04.")
            field.setFocus()
            return
        self._lack.setVisible(False)
        self.ticked.emit(int(self.row.id), done_at)

    def _copy(self, button: QPushButton) -> None:
        QGuiApplication.clipboard().setText(self.row.text)
        button.setText("Copied")
        say(self, "The text is copied.")
        QTimer.singleShot(2_000, button, lambda: button.setText("Copy the text"))


class _Why(QObject):
    """Asks why something was not done, in the column of a card.

    Not in a widget of its own: Qt gives words that wrap, two widgets deep, the height of a wider card.
    """

    given = Signal(str, str)

    def __init__(self, column: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._how = ""
        self._label = PlainLabel("", role="strong", wrap=True)
        self.words = PlainEdit(name="Why")
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * 2 + 18)
        self._label.setBuddy(self.words)
        self._lack = sentence("", "danger")
        self._button = QPushButton()
        self._button.clicked.connect(self._give)
        self.words.textChanged.connect(lambda: self._lack.setVisible(False))
        for part in (self._label, self.words, self._lack, self._button):
            part.setVisible(False)
            column.addWidget(part)

    def ask(self, how: str) -> None:
        """Asks for the reason of one of the ends."""
        self._how = how
        words, question, effect = _ENDS[how]
        self._label.setText(question)
        self.words.setAccessibleName(question)
        self._button.setText(button_words(words))
        self._button.setAccessibleName(f"{words}: this is why")
        self._button.setAccessibleDescription(effect)
        for part in (self._label, self.words, self._button):
            part.setVisible(True)
        self.words.setFocus()

    def _give(self) -> None:
        why = self.words.toPlainText().strip()
        if not why:
            self._lack.setText("Say why: it goes into the record.")
            self._lack.setVisible(True)
            say(self.words, self._lack.text(), at_once=True)
            self.words.setFocus()
            return
        self.given.emit(self._how, why)


def _button(words: str, sign: str, effect: str, ink: str = "text") -> QPushButton:
    button = QPushButton(button_words(words))
    button.setAccessibleName(words)
    button.setAccessibleDescription(effect)
    icons.put(button, sign, ink, 16)
    return button
