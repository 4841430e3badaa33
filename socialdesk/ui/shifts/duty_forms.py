"""The forms of the duty sheet: the threshold, a call, a request to Corporate Communications (2.5; A7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QTimeEdit, QWidget

from socialdesk.decisions.case import Incomplete
from socialdesk.model.accounts import Account
from socialdesk.model.changes import Changes
from socialdesk.shifts.calls import Answered, record_call
from socialdesk.shifts.requests import Request, ask_for, settle
from socialdesk.shifts.rules import LONGEST_NAME, LONGEST_TELEPHONE, LONGEST_WORDS, Shift
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine
from socialdesk.ui.record.working import while_open
from socialdesk.ui.theme import role, sized
from socialdesk.ui.window import Window

ABOUT = (
    "Ring the on-call press officer where the Force's call-out list says so, and where in doubt. Only what stays under "
    "that threshold is posted from here, on the main Facebook page alone. What you say is recorded, and holds for this "
    "one post for an hour."
)
Declare = Callable[[str, bool, str], None]
"""What it is about, whether the threshold is met, why not."""


class ThresholdForm(Form):
    """Whether the threshold for ringing the on-call press officer is met; two buttons, of which neither is usual."""

    def __init__(self, parent: QWidget | None, *, declare: Declare, about: str = "") -> None:
        super().__init__(
            parent,
            "Is the threshold for the on-call press officer met?",
            about=ABOUT,
            save="No: write the post",
        )
        self._declare = declare
        self.subject = PlainLine(
            name="What the post is about", hint="e.g. A14 closed at junction 7", limit=300
        )
        self.subject.setText(about)
        self.reason = PlainEdit(
            name="Why the threshold is not met", hint="e.g. routine traffic information, nobody hurt"
        )
        self.reason.setMaximumHeight(80)
        self.add("What the post is about", self.subject)
        self.add("If not: why it is not met", self.reason)
        self.yes = QPushButton("Yes: it is met, show me the number")
        self.yes.setAccessibleName("Yes, the threshold is met: show the number to ring")
        self.yes.setAutoDefault(False)
        self.yes.clicked.connect(self._met)
        last = self.column.itemAt(self.column.count() - 1)
        buttons = last.layout() if last is not None else None
        assert isinstance(buttons, QHBoxLayout)
        buttons.insertWidget(buttons.indexOf(self.save), self.yes)
        self.save.raise_()  # a screen reader goes through widgets as they were made
        role(self.save, "")
        self.save.setDefault(False)
        self.save.setAutoDefault(False)

    def submit(self) -> None:
        """Not met: with a reason only."""
        if self._subject():
            reason = self.reason.toPlainText().strip()
            if not reason:
                self.refuse("Say why the threshold is not met: it is recorded.", self.reason)
                return
            self._declare(self._subject(), False, reason[:LONGEST_WORDS])

    def _met(self) -> None:
        if self._subject():
            self._declare(self._subject(), True, self.reason.toPlainText().strip()[:LONGEST_WORDS])

    def _subject(self) -> str:
        words = " ".join(self.subject.text().split())
        if not words:
            self.refuse("Say what the post is about: it is recorded.", self.subject)
        return words


class CallForm(Form):
    """Whom to ring, the number large; then what came of it."""

    def __init__(
        self,
        window: Window,
        on_call: Shift | None,
        *,
        parent: QWidget | None = None,
        why: str = "",
        declaration_id: int | None = None,
        done: Callable[[], None] = lambda: None,
    ) -> None:
        desk = window.desk
        super().__init__(
            parent or window,
            "Ring the on-call press officer",
            about="Nothing is posted from here until they say so. Record the call when it is over, answered or not.",
            save="Record the call",
        )
        self._window, self._declaration_id, self._done = window, declaration_id, done
        name = on_call.name if on_call is not None else ""
        number = on_call.telephone if on_call is not None else ""
        self.number = PlainLabel(
            "Training: ring nobody." if desk.training else number or desk.book.on_call,
            role="strong",
            wrap=True,
        )
        self.number.setFont(sized(self.number.font(), 190, bold=True))
        self.number.setAccessibleName(f"Number to ring: {self.number.text()}")
        self.who = PlainLabel(
            f"{name}{f', {number}' if number and desk.training else ''}, on-call press officer"
            if name
            else "Nobody is entered on the rota as on call for now.",
            role="muted",
            wrap=True,
        )
        self.column.insertWidget(2, self.number)
        self.column.insertWidget(3, self.who)
        self.whom = PlainLine(name="Whom you rang", limit=LONGEST_NAME)
        self.whom.setText(name)
        self.telephone = PlainLine(name="Number you rang", limit=LONGEST_TELEPHONE)
        self.telephone.setText(number)
        self.why = PlainLine(name="What about", hint="e.g. death on the A14", limit=300)
        self.why.setText(why)
        self.answered = QComboBox()
        for each in Answered:
            self.answered.addItem(each.label, each)
        self.outcome = PlainEdit(name="What was agreed", hint="What they said, and who does what")
        self.outcome.setMaximumHeight(80)
        here = desk.clock().astimezone(ZoneInfo(desk.book.hours.timezone))
        self.at = QTimeEdit(QTime(here.hour, here.minute))
        self.at.setDisplayFormat("HH:mm")
        self.at.lineEdit().setTextMargins(6, 0, 0, 0)
        self.add("Whom you rang", self.whom)
        self.add("Number", self.telephone)
        self.add("Time of the call", self.at)
        self.add("What about", self.why)
        self.add("Answered", self.answered)
        self.add("What was agreed", self.outcome)
        self.outcome.setFocus()

    def submit(self) -> None:
        """Records it, where it says enough."""
        desk, by = self._window.desk, self._window.desk.person
        now = desk.clock()
        told = {
            "whom": self.whom.text(),
            "telephone": self.telephone.text(),
            "why": self.why.text(),
            "outcome": self.outcome.toPlainText(),
        }
        answered, rung, number = Answered(self.answered.currentData()), self._rung(now), self._declaration_id

        def kept(_: Changes) -> None:
            self.accept()
            self._done()

        def refused(error: Exception) -> None:
            places = {"whom": self.whom, "why": self.why, "outcome": self.outcome, "rung": self.at}
            field = places.get(error.field) if isinstance(error, Incomplete) else None
            self.refuse(error.happened if isinstance(error, Incomplete) else str(error), field)

        self._window.tasks.write(
            lambda db: record_call(
                db, **told, answered=answered, rung=rung, declaration_id=number, now=now, by=by
            ),
            while_open(self, kept),
            while_open(self, refused),
        )

    def _rung(self, now: datetime) -> datetime:
        """The last time that the clocks showed this hour."""
        zone = ZoneInfo(self._window.desk.book.hours.timezone)
        asked = self.at.time()
        here = now.astimezone(zone)
        same_minute = (asked.hour(), asked.minute()) == (here.hour, here.minute)
        if same_minute:
            return now
        found = here.replace(hour=asked.hour(), minute=asked.minute(), second=0, microsecond=0)
        return found if found <= here else found - timedelta(days=1)


class RequestForm(Form):
    """What Corporate Communications is asked to do on one account."""

    def __init__(self, parent: QWidget, window: Window, account: Account, done: Callable[[], None]) -> None:
        super().__init__(
            parent,
            "Ask Corporate Communications",
            about=f"{account.network.label}, {account.name}. It is recorded, and listed when they come on duty. What "
            "cannot wait until then: ring the on-call press officer.",
            save="Ask for it",
        )
        self._window, self._account, self._done = window, account, done
        self.words = PlainEdit(name="What is to be done", hint="What is to be posted or done, and by when")
        self.words.setMinimumHeight(90)
        self.add("What is to be done", self.words)

    def submit(self) -> None:
        """Asks."""
        desk, by, words, account_id = (
            self._window.desk, self._window.desk.person, self.words.toPlainText(), self._account.id,
        )  # fmt: skip

        def kept(_: Changes) -> None:
            self.accept()
            self._done()

        self._window.tasks.write(
            lambda db: ask_for(db, account_id=account_id, request=words, now=desk.clock(), by=by),
            while_open(self, kept),
            while_open(self, lambda error: self.refuse(_happened(error), self.words)),
        )


class SettleForm(Form):
    """What became of a request."""

    def __init__(self, parent: QWidget, window: Window, asked: Request, done: Callable[[], None]) -> None:
        super().__init__(parent, "What became of it", about=asked.request, save="Record it")
        self._window, self._asked, self._done = window, asked, done
        self.how = QComboBox()
        self.how.addItem("It is done", "done")
        self.how.addItem("It is refused", "refused")
        self.words = PlainEdit(name="Why", hint="Needed for a refusal")
        self.words.setMaximumHeight(90)
        self.add("What became of it", self.how)
        self.add("Why", self.words)

    def submit(self) -> None:
        """Records it."""
        desk, by, words = self._window.desk, self._window.desk.person, self.words.toPlainText()
        refused = self.how.currentData() == "refused"
        number, training = self._asked.id, desk.training

        def kept(_: Changes) -> None:
            self.accept()
            self._done()

        self._window.tasks.write(
            lambda db: settle(
                db,
                request_id=number,
                how="refused" if refused else "done",
                words=words,
                now=desk.clock(),
                by=by,
                training=training,
            ),
            while_open(self, kept),
            while_open(self, lambda error: self.refuse(_happened(error), self.words)),
        )


def _happened(error: Exception) -> str:
    """Without what is said of a form that closes: this one is still open."""
    return error.happened if isinstance(error, Incomplete) else str(error)
