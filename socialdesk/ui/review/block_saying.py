"""What people say of a block that is asked for: advice, signed or entered, and a second person's yes or no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QRadioButton, QVBoxLayout, QWidget

from socialdesk.decisions import blocking_saying
from socialdesk.decisions.blocking_acts import Doing
from socialdesk.decisions.blocking_rows import AdviceRow, BlockRow
from socialdesk.model.changes import Changes
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection
from socialdesk.ui.announce import say
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine, button_words
from socialdesk.ui.review.block_parts import Signature, words_field
from socialdesk.ui.review.by_hand_told import time_typed
from socialdesk.ui.review.deciding import told
from socialdesk.ui.review.parts import card, sentence
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

Work = Callable[[Connection, Doing], Changes]


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Where a form acts."""

    desk: Desk
    tasks: Tasks
    block: BlockRow

    def doing(self, by: Person | None = None) -> Doing:
        """Who acts now: who sits at the desk, or who signed."""
        desk = self.desk
        return Doing(
            book=desk.book,
            capabilities=desk.capabilities(self.block.account_id),
            now=desk.clock(),
            by=by or desk.person,
            undo_seconds=desk.settings.undo_seconds,
            training=desk.training,
        )


class SayingForm(QFrame):
    """A card with fields and buttons; a refusal is shown where it was asked for.

    What was said changes the store, which has the block read again: other forms then stand in this one's place.
    """

    def __init__(self, at: At, title: str) -> None:
        super().__init__()
        self._at = at
        self._left = False
        self.fields: dict[str, PlainEdit | PlainLine] = {}
        """What is typed in it and kept as a draft, by name; never a PIN."""
        self.said: Callable[[], None] = lambda: None
        """Told once what was typed has been taken."""
        role(self, "card")
        self.column: QVBoxLayout = card(self)
        self.column.setSpacing(6)
        self.title = title
        self.setAccessibleName(title)
        self.column.addWidget(PlainLabel(title, role="strong", wrap=True))
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self._buttons: list[QPushButton] = []

    def refuse(self, words: str, where: QWidget | None = None) -> None:
        """Says why it was not taken; what was typed stays."""
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)
        if where is not None:
            where.setFocus()

    def button(self, words: str, pressed: Callable[[], None], kind: str = "") -> QPushButton:
        """A button beneath the fields."""
        made = QPushButton(button_words(words))
        made.setAccessibleName(words)
        made.setMinimumHeight(34)
        if kind:
            role(made, kind)
        made.clicked.connect(lambda: pressed())
        if not self._buttons:
            self.column.addWidget(self._lack)
        self._buttons.append(made)
        self.column.addWidget(made)
        return made

    def act(self, work: Work, by: Person | None = None) -> None:
        """Hands it to the store, once."""
        self.busy(asking=True)
        self._lack.setVisible(False)
        doing = self._at.doing(by)

        def done(changes: Changes) -> None:
            self.said()
            if changes.outbox:
                self._at.desk.wake_outbox()
            if not self._left:
                self.busy(asking=False)

        def failed(error: Exception) -> None:
            if self._left:
                self._at.tasks.failed.emit(error)
            else:
                self.busy(asking=False)
                self.refuse(told(error))

        self._at.tasks.write(lambda db: work(db, doing), done, failed)

    def leave(self) -> None:
        """It is not shown any more: what comes back is told elsewhere."""
        self._left = True

    def busy(self, asking: bool) -> None:
        """While it is asked nothing can be pressed twice."""
        for button in self._buttons:
            button.setEnabled(not asking)


class AdviceForm(SayingForm):
    """Corporate Communications' advice: signed here, or entered as given by telephone or message."""

    def __init__(self, at: At) -> None:
        super().__init__(at, "Corporate Communications' advice")
        self._how = _choice(
            self.column,
            "How is it given?",
            (
                ("signed", "The adviser signs here"),
                ("telephone", "By telephone: I enter it"),
                ("message", "By message: I enter it"),
            ),
            self._chosen,
        )
        self._what = _choice(
            self.column,
            "What is the advice?",
            (("for", "Block them"), ("against", "Do not block them")),
        )
        self.words = words_field("The advice", "In a sentence or two, as it was given.")
        label = PlainLabel("In their words", role="strong")
        label.setBuddy(self.words)
        self.column.addWidget(label)
        self.column.addWidget(self.words)
        self.signature = Signature(
            at.desk, at.tasks, refuse=self.refuse, signed=self._signed, busy=lambda asking: self.busy(asking)
        )
        self.column.addWidget(self.signature)
        self._entered = QWidget()
        inside = QVBoxLayout(self._entered)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        self.adviser = PlainLine(name="Who gave it", hint="Name, in Corporate Communications", limit=80)
        self.time = PlainLine(name="When", hint="Such as 14:05", limit=16)
        for words, field in (("Who gave it", self.adviser), ("When", self.time)):
            name = PlainLabel(words, role="strong")
            name.setBuddy(field)
            inside.addWidget(name)
            inside.addWidget(field)
        inside.addWidget(
            sentence(
                "It is marked as entered by you, and listed for Corporate Communications to confirm.", "small"
            )
        )
        self.column.addWidget(self._entered)
        self.fields = {"words": self.words, "adviser": self.adviser, "time": self.time}
        self.button("Record the advice", self.confirm, "primary")
        self._entered.setVisible(False)
        self.signature.setVisible(False)

    def confirm(self) -> None:
        """Records it, where it is complete."""
        how, what = _chosen(self._how), _chosen(self._what)
        if not how:
            self.refuse("Say how the advice is given.", self._how.buttons()[0])
        elif not what:
            self.refuse("Say what the advice is.", self._what.buttons()[0])
        elif not self.words.toPlainText().strip():
            self.refuse("Write the advice down, in a sentence or two.", self.words)
        elif how == "signed":
            self.signature.sign()
        else:
            self._enter(how, wanted=what == "for")

    def choose(self, how: str, what: str) -> None:
        """Ticks both."""
        for group, key in ((self._how, how), (self._what, what)):
            for button in group.buttons():
                if button.property("key") == key:
                    button.setChecked(True)
        self._chosen()

    def _signed(self, person: Person) -> None:
        block_id, wanted = self._at.block.id, _chosen(self._what) == "for"
        words = self.words.toPlainText()
        self.act(
            lambda db, doing: blocking_saying.advise(
                db, block_id=block_id, wanted=wanted, words=words, doing=doing
            ),
            person,
        )

    def _enter(self, how: str, *, wanted: bool) -> None:
        adviser, now = self.adviser.text().strip(), self._at.desk.clock()
        if not adviser:
            self.refuse("Name who in Corporate Communications gave it.", self.adviser)
            return
        at = time_typed(self.time.text(), now, self._at.block.requested_ms)
        if at is None:
            self.refuse("Give the time as hours and minutes, such as 14:05.", self.time)
            return
        block_id, words = self._at.block.id, self.words.toPlainText()
        self.act(
            lambda db, doing: blocking_saying.enter_advice(
                db,
                block_id=block_id,
                wanted=wanted,
                words=words,
                adviser=adviser,
                given=how,
                given_at=at,
                doing=doing,
            )
        )

    def _chosen(self, *_: object) -> None:
        how = _chosen(self._how)
        self.signature.setVisible(how == "signed")
        self._entered.setVisible(how in ("telephone", "message"))


class ApprovalForm(SayingForm):
    """A second person's yes or no, signed; for a threat to life it comes afterwards."""

    def __init__(self, at: At) -> None:
        afterwards = at.block.urgent
        title = "A second person looks at it" if afterwards else "A second person's approval"
        super().__init__(at, title)
        self._approving = True
        self.column.addWidget(
            sentence(
                f"Anybody but {at.block.requested_by.name}, who asked for it. The adviser may approve it.",
                "small",
            )
        )
        self.words = words_field("In a few words", "Needed where it is not approved.")
        self.fields = {"words": self.words}
        label = PlainLabel("In a few words", role="strong")
        label.setBuddy(self.words)
        self.column.addWidget(label)
        self.column.addWidget(self.words)
        self.signature = Signature(
            at.desk, at.tasks, refuse=self.refuse, signed=self._signed, busy=lambda asking: self.busy(asking)
        )
        self.column.addWidget(self.signature)
        yes = "It stands" if afterwards else "Approve the block"
        no = "It does not stand: lift it" if afterwards else "Do not approve it"
        self.approve = self.button(yes, lambda: self.confirm(approved=True), "danger")
        self.deny = self.button(no, lambda: self.confirm(approved=False))
        if not self.signature.any:
            self.approve.setEnabled(False)
            self.deny.setEnabled(False)

    def confirm(self, *, approved: bool) -> None:
        """Asks for the signature, where it is complete."""
        if not approved and not self.words.toPlainText().strip():
            self.refuse("Say why it is not approved.", self.words)
            return
        self._approving = approved
        self.signature.sign()

    def _signed(self, person: Person) -> None:
        block_id, words, approving = self._at.block.id, self.words.toPlainText(), self._approving
        act = blocking_saying.approve if approving else blocking_saying.refuse
        self.act(lambda db, doing: act(db, block_id=block_id, words=words, doing=doing), person)


class LookForm(SayingForm):
    """Advice that somebody entered: whether it was given so, as Corporate Communications says."""

    def __init__(self, at: At, advice: AdviceRow) -> None:
        super().__init__(at, "Was this advice given so?")
        self._advice = advice
        entered = advice.entered_by.name
        self.column.addWidget(
            sentence(
                f"{entered} entered it as given by {advice.given}. Somebody else of Corporate Communications confirms "
                "it here.",
                "small",
            )
        )
        self.words = words_field("What is not right about it", "Needed where it was not given so.")
        self.fields = {"words": self.words}
        self.column.addWidget(self.words)
        self.button("It was given so", lambda: self._look(stands=True), "primary")
        self.button("It was not given so", lambda: self._look(stands=False))

    def _look(self, *, stands: bool) -> None:
        words, advice = self.words.toPlainText(), self._advice
        self.act(
            lambda db, doing: blocking_saying.look_at_advice(
                db, advice_id=advice.id, block_id=advice.block_id, stands=stands, words=words, doing=doing
            )
        )


def _choice(
    column: QVBoxLayout,
    question: str,
    answers: Sequence[tuple[str, str]],
    chosen: Callable[..., None] | None = None,
) -> QButtonGroup:
    column.addWidget(PlainLabel(question, role="strong", wrap=True))
    group = QButtonGroup(column.parentWidget())
    for key, words in answers:
        button = QRadioButton(words)
        button.setProperty("key", key)
        button.setAccessibleName(f"{question} {words}")
        group.addButton(button)
        column.addWidget(button)
    if chosen is not None:
        group.idClicked.connect(chosen)
    return group


def _chosen(group: QButtonGroup) -> str:
    button = group.checkedButton()
    return str(button.property("key")) if button is not None else ""
