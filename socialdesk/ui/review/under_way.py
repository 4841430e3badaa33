"""What is on its way for this item, or has just ended: the countdown and its Undo, and what a person must settle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout, QWidget

from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, button_words
from socialdesk.ui.review.kept_fields import KeptFields
from socialdesk.ui.review.parts import Headline, card, sentence
from socialdesk.ui.review.told import ActionTold, action_told, to_show
from socialdesk.ui.theme import role

LONGEST_REPLY = 10_000
_ASKED = {
    "it_is_there": ("It is there", "You looked and it was done. Nothing is sent."),
    "send_again": (
        "Send it again",
        "You looked and it was not done. The desk looks once more, then sends it.",
    ),
    "leave_it": ("Leave it", "Nothing more is sent, whatever happened to it."),
}
_FRESH = {
    "send_again": ("Yes, send it now", "It is still right after the wait."),
    "leave_it": ("Do not send it", "Nothing was sent, and nothing will be."),
}
_ANOTHERS = {
    "send_again": (
        "I have read it: send it",
        "You did not write it, and say yes to it with your name (3.3d).",
    ),
    "leave_it": ("Do not send it", "Nothing was sent, and nothing will be."),
}
_SEEN = {"leave_it": ("I have seen this", "It stays on the record as not done.")}


class UnderWayList(QWidget):
    """A card for each action that a person should see now."""

    undo = Signal(int)
    """Outbox id of an action that has not been sent."""
    settled = Signal(int, str, str)
    """Outbox id, choice and reason: what a person says of an action that the desk could not settle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kept: KeptFields | None = None
        """Keeps what somebody says of an action that they settle; None: nothing is kept."""
        self._given: set[int] = set()
        self._cards: list[_ActionCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    @property
    def counting(self) -> bool:
        """True while something counts down."""
        return any(shown.action.state is State.QUEUED for shown in self._cards)

    def show_actions(self, actions: Sequence[PendingRow], now: datetime) -> bool:
        """Shows an item's actions. A card whose action did not change stays, with whatever was typed into it.

        Answers with True where the keyboard was on something that is gone.
        """
        focus = QApplication.focusWidget()
        wanted = to_show(actions)
        held = {shown.action: shown for shown in self._cards}
        lost = False
        for shown in self._cards:
            if shown.action not in wanted:
                lost = lost or (focus is not None and shown.isAncestorOf(focus))
                self._forget(shown)
                self._column.removeWidget(shown)
                shown.hide()
                shown.deleteLater()
        self._cards = []
        for place, action in enumerate(wanted):
            shown = held.get(action) or self._made(action, now)
            self._cards.append(shown)
            self._column.insertWidget(place, shown)
            shown.show()
        self.setVisible(bool(self._cards))
        self.tick(now)
        return lost

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        for shown in self._cards:
            shown.say(action_told(shown.action, now))

    def refuse(self, outbox_id: int, words: str) -> None:
        """Says why an action could not be undone or settled."""
        for shown in self._cards:
            if shown.action.outbox_id == outbox_id:
                shown.refuse(words)

    def _made(self, action: PendingRow, now: datetime) -> _ActionCard:
        made = _ActionCard(action, action_told(action, now))
        made.undo.connect(self.undo)
        made.settled.connect(self._settled)
        if self.kept is not None and made.reason is not None and action.item_id is not None:
            self.kept.hold(action.item_id, made.form_name, {"reason": made.reason})
        return made

    def _settled(self, outbox_id: int, choice: str, reason: str) -> None:
        self._given.add(outbox_id)
        self.settled.emit(outbox_id, choice, reason)

    def _forget(self, shown: _ActionCard) -> None:
        """What was said of an action has been taken: no draft of it is left."""
        number = int(shown.action.outbox_id)
        item_id = shown.action.item_id
        if number in self._given and self.kept is not None and item_id is not None:
            self._given.discard(number)
            self.kept.forget(item_id, shown.form_name)


class _ActionCard(QFrame):
    undo = Signal(int)
    settled = Signal(int, str, str)

    def __init__(self, action: PendingRow, told: ActionTold) -> None:
        super().__init__()
        self.action = action
        role(self, f"card-{told.tone}")
        column = card(self)
        self._head = Headline(told.sign, told.title, "", told.tone)
        column.addWidget(self._head)
        self._words = sentence(told.words)
        column.addWidget(self._words)
        if action.text:
            # Whoever says yes to somebody else's words reads all of them.
            most = LONGEST_REPLY if action.waits_for_another else 300
            column.addWidget(PlainLabel(action.text, role="muted", wrap=True, limit=most))
        self.reason: PlainEdit | None = None
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        if action.needs_person:
            self._ask(column)
        elif action.can_cancel:
            back = QPushButton("Undo")
            back.setAccessibleName(f"Undo: {action.label}")
            back.setAccessibleDescription("Stops it before anything is sent.")
            back.clicked.connect(lambda: self.undo.emit(int(action.outbox_id)))
            column.addWidget(back)
        column.addWidget(self._lack)
        self.say(told)

    @property
    def form_name(self) -> str:
        """Under which what is typed is kept."""
        return f"settle:{self.action.outbox_id}"

    def say(self, told: ActionTold) -> None:
        self._head.say(told.title)
        self._words.setText(told.words)
        self._words.setVisible(bool(told.words))
        self.setAccessibleName(f"{told.title}. {told.words}".strip())

    def refuse(self, words: str) -> None:
        self._lack.setText(words)
        self._lack.setVisible(True)

    def _ask(self, column: QVBoxLayout) -> None:
        choices = _choices(self.action)
        if self.action.state is State.UNKNOWN or "it_is_there" in choices:
            label = PlainLabel("What you saw, and why you choose so", role="strong", wrap=True)
            self.reason = PlainEdit(name="What you saw, and why you choose so")
            self.reason.setFixedHeight(self.reason.fontMetrics().lineSpacing() * 2 + 18)
            label.setBuddy(self.reason)
            column.addWidget(label)
            column.addWidget(self.reason)
        for key, (label_words, effect) in choices.items():
            button = QPushButton(button_words(label_words))
            button.setAccessibleName(label_words)
            button.setAccessibleDescription(effect)
            yes = "primary" if self.action.waits_for_another else "danger"
            role(button, yes if key == "send_again" else "")
            button.clicked.connect(lambda _=False, chosen=key: self._choose(chosen))
            column.addWidget(button)
            column.addWidget(sentence(effect, "small"))

    def _choose(self, choice: str) -> None:
        reason = self.reason.toPlainText().strip() if self.reason is not None else ""
        if self.reason is not None and not reason:
            self.refuse("Say what you saw: it goes into the record.")
            self.reason.setFocus()
            return
        self._lack.setVisible(False)
        self.settled.emit(int(self.action.outbox_id), choice, reason)


def _choices(action: PendingRow) -> dict[str, tuple[str, str]]:
    """What a person can say of an action in its present state (decisions.unknown.choices_for)."""
    match action.state:
        case State.UNKNOWN:
            return _ASKED
        case State.QUEUED if action.waits_for_another:
            return _ANOTHERS
        case State.QUEUED:
            return _FRESH if action.can_cancel else _ASKED
        case State.FAILED:
            return _SEEN
        case _:
            return {}
