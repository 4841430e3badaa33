"""Repeats (4.3e): the same thing from the same person on the same account. The copies go, the original stays.

All copies are ticked; the original has no box. Asked are whether somebody tried to engage first, and why they go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.decisions import repeats
from socialdesk.decisions.case import item_of
from socialdesk.decisions.remove_repeats import RepeatsDecided, cancel_repeats, decide_repeats
from socialdesk.decisions.repeats import Repeats, cancellable, find_repeats, new_group
from socialdesk.model.accounts import Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection
from socialdesk.ui.announce import say
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainEdit, PlainLabel
from socialdesk.ui.review.deciding import told
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.one_of import One, OneOf
from socialdesk.ui.review.page import Page
from socialdesk.ui.review.parts import Section, rule, sentence
from socialdesk.ui.review.repeats_going import Decide, Gone, RepeatsGoing
from socialdesk.ui.review.repeats_list import RepeatsList
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

KEY = "repeats"
FORM = "repeats"
PAUSE_MS = 400


def open_for(facts: ItemFacts) -> bool:
    """Open where the person wrote something of the kind before or since."""
    return facts.repeated


class RepeatsPage(Page):
    """See the module."""

    title = "Repeats"

    def __init__(self, desk: Desk, tasks: Tasks, drafts: Drafts) -> None:
        super().__init__()
        self._desk, self._tasks, self._drafts = desk, tasks, drafts
        self._facts: ItemFacts | None = None
        self._group = ""
        """The key of the go that was decided here last."""
        self._of: ItemId | None = None
        """The item from which it was begun."""
        self._dirty = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.keep_draft)
        self.going = RepeatsGoing(tasks, desk.wake_outbox, self)
        self._state = sentence("Looking for copies…", "muted")
        self.copies = RepeatsList()
        self.engaged = OneOf("Tried to engage first")
        self.action = OneOf("What is to be done")
        self.aim = PlainEdit(name="What it is for", hint="What removing the copies is for.")
        self.why = PlainEdit(
            name="Why nothing less is enough", hint="Why an answer, or leaving them, would not do."
        )
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self._told = sentence("", "info")
        self.button = QPushButton("Remove the copies")
        role(self.button, "danger")
        self.button.clicked.connect(lambda: self.confirm())
        self.undo = QPushButton("Take them all back")
        self.undo.clicked.connect(self._take_back)
        self.undo.setVisible(False)
        self._form = QWidget()
        self._section = Section("Repeats")
        self._build()
        for field in (self.aim, self.why):
            field.setFixedHeight(field.fontMetrics().lineSpacing() * 2 + 18)
            field.textChanged.connect(self._touched)
        self.engaged.chosen.connect(self._touched)
        self.action.chosen.connect(self._touched)
        self.copies.changed.connect(self._name_button)
        self.going.went_on.connect(self._went_on)
        self.going.ended.connect(self._ended)

    def _build(self) -> None:
        column = self._section.column
        column.addWidget(self._told)
        column.addWidget(self.undo)
        column.addWidget(self._state)
        inner = QVBoxLayout(self._form)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(8)
        for part in (
            self.copies,
            rule(),
            PlainLabel("Has somebody tried to engage or to answer first?", role="heading", wrap=True),
            self.engaged,
            rule(),
            PlainLabel("What is to be done?", role="heading"),
            self.action,
            rule(),
            PlainLabel("Why is it proportionate?", role="heading"),
        ):
            inner.addWidget(part)
        for words, field in (("What it is for", self.aim), ("Why nothing less is enough", self.why)):
            label = PlainLabel(words, role="strong")
            label.setBuddy(field)
            inner.addWidget(label)
            inner.addWidget(field)
        inner.addWidget(
            sentence("Each copy has its own decision and its own evidence, captured before it goes.", "small")
        )
        inner.addWidget(self._lack)
        inner.addWidget(self.button)
        column.addWidget(self._form)
        column.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._section)

    # --- what is shown ----------------------------------------------------------------------------------------------

    def show_facts(self, facts: ItemFacts) -> None:
        """See `Page`."""
        fresh = self._facts is None or self._facts.item.id != facts.item.id
        if fresh:
            self.keep_draft()
        self._facts = facts
        if fresh:
            self._begin(facts)
        if not self.going.busy:
            self._read(facts.item.id)

    def _begin(self, facts: ItemFacts) -> None:
        desk = self._desk
        self._group = ""
        self._told.setVisible(False)
        self.undo.setVisible(False)
        self._lack.setVisible(False)
        self.copies.show_nothing()
        self._form.setVisible(False)
        self._state.setText("Looking for copies…")
        self._state.setVisible(True)
        question = repeats.engaging(desk.book)
        self.engaged.offer([One(answer, answer, ()) for answer in question.choices], afresh=True)
        prefer = desk.book.grounds[repeats.GROUND].prefer.get(facts.item.network)
        ones: list[One] = []
        for action in (ActionKind.DELETE, ActionKind.HIDE):
            capability = desk.capabilities(facts.item.account_id).get(action)
            if capability is None:
                continue
            best = desk.book.why_preferred(desk.book.grounds[repeats.GROUND], facts.item.network)
            usable = capability.way is Way.API
            why = capability.reason if not usable else best if action is prefer else ""
            ones.append(One(action.value, capability.label, (capability.effect, why), usable=usable))
        self.action.offer(ones, afresh=True)
        self._restore(self._drafts.load(facts.item.id, FORM) or {})

    def _read(self, item_id: ItemId) -> None:
        def look(db: Connection, _: object) -> tuple[Repeats | None, int]:
            return find_repeats(db, item_of(db, item_id)), len(
                cancellable(db, self._group)
            ) if self._group else 0

        self._tasks.read("repeats", look, lambda found: self._found(item_id, *found))

    def _found(self, item_id: ItemId, group: Repeats | None, unsent: int) -> None:
        if self._facts is None or self._facts.item.id != item_id or self.going.busy:
            return
        self.undo.setVisible(unsent > 0)
        self.undo.setText(f"Take {unsent} back" if unsent != 1 else "Take it back")
        self._form.setVisible(group is not None)
        self._state.setVisible(group is None)
        if group is None:
            self._state.setText("Nothing else by this person that says the same is still to be seen here.")
            return
        self.copies.show_group(group, self._desk.clock())

    def _name_button(self) -> None:
        number = len(self.copies.ticked)
        words = f"Remove {number} {'copy' if number == 1 else 'copies'}"
        self.button.setText(words)
        self.button.setAccessibleName(f"{words}; the original stays")

    def _touched(self) -> None:
        self._lack.setVisible(False)
        self._dirty = True
        if not self._pause.isActive():  # whoever types on and on is kept too
            self._pause.start()

    # --- what is kept and done --------------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """See `Page`."""
        self._pause.stop()
        if self._facts is None or not self._dirty:
            return
        self._dirty = False
        content = {
            "engaged": self.engaged.key,
            "action": self.action.key,
            "aim": self.aim.toPlainText(),
            "why": self.why.toPlainText(),
        }
        self._drafts.keep(self._facts.item.id, FORM, content if any(content.values()) else None)

    def _restore(self, draft: Mapping[str, Any]) -> None:
        self.engaged.choose(str(draft.get("engaged", "")))
        self.action.choose(str(draft.get("action", "")))
        for field, key in ((self.aim, "aim"), (self.why, "why")):
            blocked = field.blockSignals(True)
            field.setPlainText(str(draft.get(key, "")))
            field.blockSignals(blocked)
        self._dirty = False

    def confirm(self) -> bool:
        """See `Page`."""
        facts = self._facts
        if facts is None or self.going.busy or self._form.isHidden():
            return False
        for lacking, words, where in (
            (not self.copies.ticked, "Tick the copies that are to go.", self.copies),
            (not self.engaged.key, "Say whether somebody tried to engage first.", self.engaged),
            (not self.action.key, "Choose what is to be done.", self.action),
            (not self.aim.toPlainText().strip(), "Say what it is for.", self.aim),
            (not self.why.toPlainText().strip(), "Say why nothing less is enough.", self.why),
        ):
            if lacking:
                return self._refuse(words, where)
        self._lack.setVisible(False)
        self.button.setEnabled(False)
        self._group, self._of = new_group(), facts.item.id
        self.going.begin(self.copies.ticked, self._decide(facts.item.id))
        return True

    def _decide(self, of_item: ItemId) -> Decide:
        desk, facts = self._desk, self._facts
        assert facts is not None
        by, group = desk.person, self._group
        capabilities = desk.capabilities(facts.item.account_id)
        action, engaged = ActionKind(self.action.key), self.engaged.key
        aim, why = self.aim.toPlainText(), self.why.toPlainText()

        def decide(db: Connection, copies: Sequence[ItemId]) -> RepeatsDecided:
            return decide_repeats(
                db,
                of_item=of_item,
                copies=copies,
                group=group,
                action=action,
                engaged=engaged,
                aim=aim,
                why_not_less=why,
                book=desk.book,
                capabilities=capabilities,
                now=desk.clock(),
                by=by,
                undo_seconds=desk.settings.undo_seconds,
                training=desk.training,
            )

        return decide

    def _went_on(self, gone: Gone) -> None:
        if self._facts is not None and self._facts.item.id != self._of:
            return
        self._say(f"{gone.decided} of {gone.wanted} decided…")

    def _ended(self, gone: Gone) -> None:
        self.button.setEnabled(True)
        parts = [f"{gone.decided} of {gone.wanted} decided, each with its evidence. The original stays."]
        if gone.left:
            why = gone.left[0][1]
            parts.append(f"{len(gone.left)} could not be: {why}")
        if self._facts is None or self._facts.item.id == self._of:
            self._say(" ".join(parts))
            if gone.problem:
                self._refuse(gone.problem, self.button)
        facts, of_item = self._facts, self._of
        if of_item is not None and gone.decided and not gone.problem:
            self._drafts.keep(of_item, FORM, None)
            self._dirty = False
        if facts is None:
            return
        self._read(facts.item.id)
        self._section.verticalScrollBar().setValue(0)

    def _take_back(self) -> None:
        desk, group = self._desk, self._group
        now, by = desk.clock(), desk.person

        def done(changes: Changes) -> None:
            self._say(f"{len(changes.items)} taken back; nothing of them was sent.")
            if self._facts is not None:
                self._read(self._facts.item.id)

        def failed(error: Exception) -> None:
            self._say(told(error))

        self._tasks.write(
            lambda db: cancel_repeats(db, group=group, now=now, by=by, training=desk.training), done, failed
        )

    def _say(self, words: str) -> None:
        self._told.setText(words)
        self._told.setVisible(True)
        say(self, words)

    def _refuse(self, words: str, where: QWidget) -> bool:
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)
        where.setFocus()
        self._section.ensureWidgetVisible(self._lack)
        return False
