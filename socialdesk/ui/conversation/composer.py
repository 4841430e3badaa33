"""Where replies are written: as whom, from which wording, how long, and what stands against it (I4, I5, P8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from socialdesk.decisions.options import Option, OptionKind
from socialdesk.decisions.reply import length, longest
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.policy.book import Book, Template
from socialdesk.policy.referring import asks_for_details
from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.conversation.reply_words import Look, OwnWords, ReplyWords
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, button_words, tip
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.parts import StillCombo
from socialdesk.ui.theme import role

FORM = "reply"
PAUSE_MS = 400
LONGEST_MS = 2_000
"""After which the draft of whoever types without a pause is kept too."""
ETHICS = "Fair, respectful, nothing that harms a case (Code of Ethics, 1.2)."
CLEAR = "No protected words found."
LOOKING = "Looking it over…"
LEAD_ON = "No crime details here: 101, 999 or online (4.2b)."

_WAYS = {OptionKind.REPLY: "Public", OptionKind.PRIVATE_REPLY: "Private", OptionKind.MESSAGE: "Message"}

Check = Callable[[str, Network, ActionKind], str]
"""What stands against a text for a network, a sentence, "" where nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWanted:
    """Words to be sent, once confirmed."""

    item_id: ItemId
    kind: ActionKind
    text: str


class Composer(QFrame):
    """The foot of the conversation."""

    wanted = Signal(object)
    """A `ReplyWanted`."""
    drafted = Signal(int, object)
    """Item id and the draft's content, soon after the last change; None when it is empty again."""
    moves_on = Signal()
    """Sent with Ctrl+Shift+Enter: the next item is asked for with it. Comes before `wanted`."""
    way_shown = Signal()
    """`kind` may be another now."""

    def __init__(self, book: Book, check: Check, look: Look | None = None) -> None:
        super().__init__()
        role(self, "bar")
        self._book = book
        self._check = check
        self._own = OwnWords(look, self._looked_over)
        self._sends_then = False
        self._facts: ItemFacts | None = None
        self._ways: list[Option] = []
        self._dirty = False
        self._busy = False
        self._low = False
        self._warned = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._paused)
        self._unkept = QTimer(self)
        self._unkept.setSingleShot(True)
        self._unkept.setInterval(LONGEST_MS)
        self._unkept.timeout.connect(self._hand_draft)
        self._as = StillCombo()
        self._as.setAccessibleName("Reply as")
        self._as.setSizeAdjustPolicy(StillCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._as.setMinimumContentsLength(18)
        self._wordings = QPushButton("Wordings")
        self._wordings.setAccessibleName("Wordings: start from one of the policy pack")
        icons.put(self._wordings, "document")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._wordings.setMenu(self._menu)
        self.words = ReplyWords(name="Your reply", hint="Write a reply …")
        self.words.setAccessibleDescription(ETHICS)
        self._told = ElidedLabel(role="small")
        self._count = PlainLabel(role="small")
        self.send = QPushButton("Reply")
        role(self.send, "primary")
        icons.put(self.send, "send", "on_accent", 16)
        self._build()
        self.send.clicked.connect(lambda: self.confirm())
        self.words.confirmed.connect(self.confirm)
        self.words.confirmed_and_next.connect(self._confirm_and_next)
        self.words.textChanged.connect(self._touched)
        self._as.activated.connect(self._way_picked)

    def _build(self) -> None:
        label = PlainLabel("Reply as")
        label.setBuddy(self._as)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        foot.setSpacing(10)
        head.addWidget(label)
        head.addWidget(self._as, 1)
        head.addWidget(self._wordings)
        head.addStretch(1)
        foot.addWidget(self._told, 1)
        foot.addWidget(self._count)
        foot.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.words)
        self._ethics = ElidedLabel(ETHICS, role="small")
        column.addWidget(self._ethics)
        column.addLayout(foot)
        self._fit()

    def show_facts(self, facts: ItemFacts, draft: Mapping[str, Any] | None) -> None:
        """Shows what can be sent about an item; the same item again only freshens that."""
        fresh = self._facts is None or self._facts.item.id != facts.item.id
        before = self.kind
        if fresh:
            self.keep_draft()
            self._own.forget()
            self._sends_then = False
        self._facts = facts
        self._ways = [option for option in facts.options if option.kind in _WAYS and self._fitting(option)]
        self._as.clear()
        for option in self._ways:
            # The way first: it matters more than the end of a long name, which is cut.
            words = f"{_WAYS[option.kind]} · {facts.account_name}"
            self._as.addItem(button_words(words), option.kind.value)
        wanted = (
            str(draft.get("kind", "")) if fresh and draft else before.value if not fresh and before else ""
        )
        place = self._as.findData(wanted)
        if place < 0:
            place = next((at for at, option in enumerate(self._ways) if option.open), 0)
        self._as.setCurrentIndex(place)
        if fresh:
            self._put_words(str(draft.get("text", "")) if draft else "")
        self.setVisible(True)
        self._show_way()

    def show_nothing(self) -> None:
        """No item is open."""
        self.keep_draft()
        self._facts = None
        self.setVisible(False)

    @property
    def kind(self) -> OptionKind | None:
        """How it would be sent."""
        data: object = self._as.currentData()
        return OptionKind(data) if isinstance(data, str) else None

    def choose(self, kind: OptionKind) -> None:
        """Sets how to reply, and goes to the words."""
        place = self._as.findData(kind.value)
        if place >= 0:
            self._as.setCurrentIndex(place)
            self._show_way()
        self.words.setFocus()

    def confirm(self) -> bool:
        """Hands the words on if they can be sent; else says why not."""
        option, facts = self._option(), self._facts
        text = self.words.toPlainText().strip()
        if self._busy or facts is None or option is None or option.action is None or not option.open:
            self._show_way()
            return False
        problem = self._check(text, facts.item.network, option.action)
        if problem:
            self._tell(problem, "warning")
            self.words.setFocus()
            self.words.select_open_place()
            say(self, problem, at_once=True)
            return False
        if not self._own.known(text):
            self._sends_then = True
            self._tell(LOOKING, "small")
            self._own.look_at(text)
            return False
        asks = self._asking(text)
        if asks and text != self._warned:
            self._warned = text
            self._tell(f"Press again to send it. {asks}", "warning")
            say(self, asks, at_once=True)
            return False
        self._dirty = False
        self._sends_then = False
        self._pause.stop()
        self.wanted.emit(ReplyWanted(item_id=facts.item.id, kind=option.action, text=text))
        return True

    def set_busy(self, busy: bool) -> None:
        """While a decision is being written nothing can be sent again."""
        self._busy = busy
        self._show_way()

    def refuse(self, words: str) -> None:
        """Shows why it was not taken; what was written stays."""
        self._dirty = self._facts is not None
        self.keep_draft()
        self._tell(words, "danger")
        say(self, words, at_once=True)

    def sent(self) -> None:
        """The decision is made: the words are in the outbox, so the field is empty."""
        self._put_words("")
        self._show_way()

    def keep_draft(self) -> None:
        """Hands what is written so far to be kept, if it changed."""
        self._pause.stop()
        self._hand_draft()

    def _hand_draft(self) -> None:
        self._unkept.stop()
        if self._facts is None or not self._dirty:
            return
        self._dirty = False
        text, kind = self.words.toPlainText(), self.kind
        content = {"text": text, "kind": kind.value if kind else ""} if text.strip() else None
        self.drafted.emit(self._facts.item.id, content)

    def changeEvent(self, event: QEvent, /) -> None:
        """Three lines of another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "words"):
            self._fit()

    # --- wordings -------------------------------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        """The wordings that fit what was found stand first."""
        self._menu.clear()
        suggested = list(self._suggested())
        for template in suggested:
            self._add_wording(template)
        rest = [template for template in self._book.templates.values() if template not in suggested]
        if suggested and rest:
            self._menu.addSeparator()
        for template in rest:
            self._add_wording(template)

    def _suggested(self) -> Iterator[Template]:
        seen: set[str] = set()
        for finding in self._facts.assessment.findings if self._facts is not None else ():
            entry = self._book.grounds.get(finding.ground) or self._book.routes.get(finding.ground)
            for name in entry.templates if entry is not None else ():
                if name not in seen:
                    seen.add(name)
                    yield self._book.templates[name]

    def _add_wording(self, template: Template) -> None:
        action = self._menu.addAction(button_words(f"{template.name}  ({template.clause})"))
        action.triggered.connect(lambda _=False, which=template.id: self.put_wording(which))

    def put_wording(self, template: str) -> None:
        """Puts a wording where the cursor stands; Ctrl+Z takes it back."""
        cursor = self.words.textCursor()
        wording = self._book.wording(template)
        if self.words.toPlainText().strip():
            cursor.movePosition(cursor.MoveOperation.End)
            wording = "\n" + wording
        cursor.insertText(wording)
        self.words.select_open_place()
        self.words.setFocus()

    # --- what is shown --------------------------------------------------------------------------------------------

    def set_low(self, low: bool) -> None:
        """On a low screen two lines to write in, and the reminder as the field's description alone."""
        if low != self._low:
            self._low = low
            self._ethics.setVisible(not low)
            self._fit()

    def _fit(self) -> None:
        lines = 2 if self._low else 3
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * lines + 20)

    def _put_words(self, text: str) -> None:
        blocked = self.words.blockSignals(True)
        self.words.setPlainText(text)
        self.words.blockSignals(blocked)
        self._pause.stop()
        self._dirty = False

    def _fitting(self, option: Option) -> bool:
        """A message in a conversation, replies under a post; a closed private reply only where that says something."""
        if option.kind is OptionKind.PRIVATE_REPLY and option.way is Way.IMPOSSIBLE:
            return False
        private = self._facts is not None and self._facts.thread.kind.value == "conversation"
        return private == (option.kind is OptionKind.MESSAGE)

    def _option(self) -> Option | None:
        kind = self.kind
        return next((option for option in self._ways if option.kind is kind), None)

    def _way_picked(self) -> None:
        self._show_way()
        self._dirty = self._facts is not None
        self._pause.start()

    def _show_way(self) -> None:
        option = self._option()
        can = option is not None and option.open
        self.words.setEnabled(can)
        self._wordings.setEnabled(can)
        self.send.setEnabled(can and not self._busy)
        label = option.label if option is not None else "Reply"
        self.send.setText(button_words(label))
        self.send.setAccessibleName(label)
        if option is None or not option.open:
            reason = option.reason if option is not None else "Nothing can be sent here."
            self.send.setAccessibleDescription(reason)
            tip(self.send, reason)
            tip(self._wordings, reason)
            self._tell(reason, "warning")
        else:
            self.send.setAccessibleDescription(option.effect)
            tip(self.send, f"{option.effect} Ctrl+Enter sends it.".strip())
            tip(self._wordings, "Wordings of the policy pack; those that fit what was found stand first.")
            self._look_over()
        self._count_words()
        self.way_shown.emit()

    def _look_over(self) -> None:
        """Says what stands against the words, or else a condition of the way that was chosen."""
        option, facts, text = self._option(), self._facts, self.words.toPlainText().strip()
        if option is None or not option.open or option.action is None or facts is None:
            return
        if not text:
            self._tell(option.reason, "info" if option.reason else "small")
            return
        problem = self._check(text, facts.item.network, option.action)
        problem = problem or self._asking(text)
        self._tell(problem or CLEAR, "warning" if problem else "ok")
        self._own.look_at(text)

    def _asking(self, text: str) -> str:
        """Why the words are better not sent as they are (4.2b, 4.3): it takes another yes; "" where nothing is."""
        found = asks_for_details(text, self._book.referring)
        return LEAD_ON if found else self._own.problem(text)

    def _looked_over(self, text: str) -> None:
        """What was found in these words is known."""
        sends = self._sends_then and self.words.toPlainText().strip() == text
        self._sends_then = False
        if sends:
            self.confirm()
        elif not self._busy:
            self._look_over()

    def _touched(self) -> None:
        self._sends_then = False
        self._count_words()
        self._dirty = self._facts is not None
        self._pause.start()
        if not self._unkept.isActive():
            self._unkept.start()

    def _paused(self) -> None:
        self._look_over()
        self.keep_draft()

    def _confirm_and_next(self) -> None:
        self.moves_on.emit()
        self.confirm()

    def _count_words(self) -> None:
        option, facts = self._option(), self._facts
        if option is None or option.action is None or facts is None:
            self._count.setText("")
            return
        network, kind = facts.item.network, option.action
        written, most = length(self.words.toPlainText().strip(), network, kind), longest(network, kind)
        self._count.setText(f"{written:,} / {most:,}")
        role(self._count, "danger" if written > most else "small")

    def _tell(self, words: str, dressed: str) -> None:
        role(self._told, dressed)
        self._told.setText(words)
