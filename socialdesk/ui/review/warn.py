"""A public warning or explanation after removals: why it is due, its words, and how it is given (R3, R5, R6).

Nothing is chosen beforehand. It is sent behind the removals that it explains, and not before they are confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from socialdesk.decisions.warning import FORM, WarningWay, WayOption, decide_warning, ways_for
from socialdesk.decisions.warning_due import Due
from socialdesk.decisions.warning_words import warning_problem
from socialdesk.model.changes import Changes
from socialdesk.storage.database import Connection
from socialdesk.ui.announce import say
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, button_words
from socialdesk.ui.review.deciding import told
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.one_of import One, OneOf
from socialdesk.ui.review.page import Page
from socialdesk.ui.review.parts import Section, StillCombo, rule, sentence
from socialdesk.ui.review.told import moment
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

KEY = "warn"
PAUSE_MS = 400


def open_for(facts: ItemFacts) -> bool:
    """Open where a warning is due under the post, or was given lately."""
    return bool(facts.warnings)


class WarnPage(Page):
    """See the module."""

    title = "Warn under the post"

    def __init__(self, desk: Desk, tasks: Tasks, drafts: Drafts) -> None:
        super().__init__()
        self._desk, self._tasks, self._drafts = desk, tasks, drafts
        self._facts: ItemFacts | None = None
        self._shown: tuple[Due, ...] = ()
        self._ways: tuple[WayOption, ...] = ()
        self._dirty = self._busy = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._paused)
        self.triggers = OneOf("Why")
        self.ways = OneOf("How")
        self._waits = sentence("", "info")
        self._template = StillCombo()
        self._template.setAccessibleName("The wording to begin from")
        self.text = PlainEdit(name="The text", hint="Choose first why a warning is given.")
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * 8 + 18)
        self._problem = sentence("", "warning")
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self.button = QPushButton("Give this warning")
        role(self.button, "primary")
        self.button.clicked.connect(lambda: self.confirm())
        self._section = Section("Warn under the post")
        self._build()
        self.triggers.chosen.connect(self._trigger_chosen)
        self.ways.chosen.connect(self._touched)
        self._template.activated.connect(self._template_chosen)
        self.text.textChanged.connect(self._touched)

    def _build(self) -> None:
        column = self._section.column
        for part in (
            PlainLabel("1. Why?", role="heading"),
            self.triggers,
            rule(),
            PlainLabel("2. What is said?", role="heading"),
            sentence(
                "It names nobody and quotes nothing of what was removed; the desk refuses it otherwise.",
                "small",
            ),
            self._template,
            self.text,
            self._problem,
            rule(),
            PlainLabel("3. How?", role="heading"),
            self.ways,
            self._waits,
            self._lack,
            self.button,
        ):
            column.addWidget(part)
        column.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._section)

    # --- what is shown ----------------------------------------------------------------------------------------------

    @property
    def due(self) -> Due | None:
        """The trigger that was chosen."""
        return next((each for each in self._shown if each.trigger.id == self.triggers.key), None)

    def show_facts(self, facts: ItemFacts) -> None:
        """See `Page`."""
        fresh = self._facts is None or self._facts.item.id != facts.item.id
        if fresh:
            self.keep_draft()
        self._facts = facts
        desk = self._desk
        account = desk.accounts[facts.item.account_id]
        if fresh or self._shown != facts.warnings:
            self._shown = facts.warnings
            self.triggers.offer([self._row(due) for due in facts.warnings])
        ways = ways_for(
            facts.thread,
            account,
            desk.capabilities(account.id),
            person=desk.person,
            now=desk.clock(),
            book=desk.book,
            training=desk.training,
        )
        if fresh or self._ways != ways:
            self._ways = ways
            first = next((each.way.value for each in ways if each.open), "")
            self.ways.offer([_way_row(each) for each in ways], first=first)
        if fresh:
            self._lack.setVisible(False)
            self._section.verticalScrollBar().setValue(0)
            self._restore(self._drafts.load(facts.item.id, FORM) or {})
        self._show_waits()

    def _row(self, due: Due) -> One:
        trigger, now = due.trigger, self._desk.clock()
        if due.given_ms is not None and due.again_ms is not None:
            given = f"Given {moment(due.given_ms, now)}; not again before {moment(due.again_ms, now)}."
            return One(trigger.id, f"{trigger.name} ({trigger.clause})", (trigger.why, given), usable=False)
        count = f"Removals decided: {len(due.removals)}; confirmed by the network: {due.confirmed}."
        return One(trigger.id, f"{trigger.name} ({trigger.clause})", (trigger.why, count))

    def _show_waits(self) -> None:
        due = self.due
        self._template.setVisible(self._template.count() > 1)
        waits = due is not None and due.waits
        self._waits.setVisible(waits)
        by_hand = self.ways.key == WarningWay.BY_HAND.value
        self._waits.setText(
            "The removal is not confirmed yet. By hand it can be given only then."
            if by_hand
            else "The removal is not confirmed yet. This waits for it; if it fails, nothing is sent and you are asked."
        )
        way = next((each for each in self._ways if each.way.value == self.ways.key), None)
        words = "Write it by hand…" if by_hand else "Give this warning"
        self.button.setText(button_words(words))
        self.button.setAccessibleName(f"{words} {way.label}" if way is not None else words)

    def _trigger_chosen(self) -> None:
        due, book = self.due, self._desk.book
        if due is None:
            return
        self._template.clear()
        for template in due.trigger.templates:
            self._template.addItem(book.templates[template].name, template)
        self._put(book.wording(due.trigger.templates[0]))
        self._touched()

    def _template_chosen(self) -> None:
        self._put(self._desk.book.wording(str(self._template.currentData())))
        self._touched()

    def _put(self, words: str) -> None:
        blocked = self.text.blockSignals(True)
        self.text.setPlainText(words)
        self.text.blockSignals(blocked)

    def _touched(self) -> None:
        self._lack.setVisible(False)
        self._dirty = True
        self._show_waits()
        if not self._pause.isActive():  # whoever types on and on is kept too
            self._pause.start()

    def _paused(self) -> None:
        self.keep_draft()
        due, facts, words = self.due, self._facts, self.text.toPlainText()
        if due is None or facts is None:
            return
        network, book = facts.item.network, self._desk.book

        def check(db: Connection, _: object) -> str:
            return warning_problem(db, words, network=network, removals=due.removals, book=book)

        self._tasks.read("warn-check", check, self._say_problem)

    def _say_problem(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    # --- what is kept and done --------------------------------------------------------------------------------------

    def keep_draft(self) -> None:
        """See `Page`."""
        self._pause.stop()
        if self._facts is None or not self._dirty:
            return
        self._dirty = False
        content = {
            "trigger": self.triggers.key,
            "template": str(self._template.currentData() or ""),
            "way": self.ways.key,
            "text": self.text.toPlainText(),
        }
        self._drafts.keep(self._facts.item.id, FORM, content if content["trigger"] else None)

    def _restore(self, draft: Mapping[str, Any]) -> None:
        self._put("")
        self._template.clear()
        self._say_problem("")
        if self.triggers.choose(str(draft.get("trigger", ""))):
            self._trigger_chosen()
            self._template.setCurrentIndex(max(0, self._template.findData(draft.get("template"))))
            self._put(str(draft.get("text", "")))
            self.ways.choose(str(draft.get("way", "")))
        self._dirty = False

    def confirm(self) -> bool:
        """See `Page`."""
        facts, due, desk = self._facts, self.due, self._desk
        if facts is None or self._busy:
            return False
        if due is None:
            return self._refuse("Choose why a warning is given.", self.triggers)
        if not self.ways.key:
            return self._refuse("Choose how it is given.", self.ways)
        if not self.text.toPlainText().strip():
            return self._refuse("There is nothing to send yet.", self.text)
        work = self._work(facts, due)
        self._set_busy(True)

        def done(changes: Changes) -> None:
            self._set_busy(False)
            self._drafts.forget(facts.item.id, FORM)
            self._dirty = False
            self._facts = None
            desk.wake_outbox() if changes.outbox else None
            self.done.emit(int(facts.item.id))

        def failed(error: Exception) -> None:
            self._set_busy(False)
            self._refuse(told(error), self.text)

        self._tasks.write(work, done, failed)
        return True

    def _work(self, facts: ItemFacts, due: Due) -> Callable[[Connection], Changes]:
        desk = self._desk
        now, by, text = desk.clock(), desk.person, self.text.toPlainText()
        way = WarningWay(self.ways.key)
        template = str(self._template.currentData() or due.trigger.templates[0])
        capabilities = desk.capabilities(facts.item.account_id)
        return lambda db: decide_warning(
            db,
            item_id=facts.item.id,
            trigger_id=due.trigger.id,
            template=template,
            text=text,
            way=way,
            book=desk.book,
            capabilities=capabilities,
            now=now,
            by=by,
            undo_seconds=desk.settings.undo_seconds,
            training=desk.training,
        )

    def _refuse(self, words: str, where: QWidget) -> bool:
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)
        where.setFocus()
        self._section.ensureWidgetVisible(self._lack)
        return False

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.button.setEnabled(not busy)


def _way_row(option: WayOption) -> One:
    return One(option.way.value, option.label, (option.effect, option.reason), usable=option.open)
