"""The side panel: what an item may be, what is to be done about it, who wrote it, and what the record says.

    panel = SidePanel(desk, tasks)
    panel.show_item(item_id); panel.refresh(changes); panel.open_tab("remove"); panel.confirm()

Reading one item takes a millisecond or two and is done at once; its author and its record are read in the background.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from socialdesk.decisions.options import OptionKind
from socialdesk.inbox.queries import PersonHistory, person
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel
from socialdesk.ui.review import remove
from socialdesk.ui.review.assess import AssessSection
from socialdesk.ui.review.deciding import Deciding
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.person import PersonSection
from socialdesk.ui.review.reading import RecordFacts, read_facts, read_record
from socialdesk.ui.review.reasoned import ReasonedForm
from socialdesk.ui.review.record import RecordSection
from socialdesk.ui.review.remove import RemoveSection
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

TICK_MS = 500
SOON_MS = 120
TABS = ("assess", "remove", "person", "record")
REPLIES = (OptionKind.REPLY, OptionKind.MESSAGE, OptionKind.PRIVATE_REPLY)


class SidePanel(QFrame):
    """See the module."""

    decided = Signal(int)
    """A decision on this item has been made."""
    moved_on = Signal()
    """A decision has been made, and the next item was asked for with it."""
    item_activated = Signal(int)
    """Another item is to be shown: its id."""
    reply_asked = Signal(str)
    """A reply is to be written: the `OptionKind` to begin with."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "pane")
        self.setAccessibleName("Policy check")
        self._desk = desk
        self._tasks = tasks
        self._item: ItemId | None = None
        self._facts: ItemFacts | None = None
        self._author: PersonHistory | None = None
        self._move_on = False
        self._stale = False
        self.drafts = Drafts(desk, tasks)
        self.assess = AssessSection(desk.book)
        self.remove = RemoveSection(desk.book)
        self.person = PersonSection(desk.book)
        self.record = RecordSection(desk.book)
        self.deciding = Deciding(desk, tasks, self.drafts, self)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._ticking)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.read_again)
        self.tabs = QTabBar()
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self.show_item(None)

    # --- what it is made of ---------------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(14, 12, 14, 2)
        head.setSpacing(8)
        head.addWidget(PlainLabel("Policy check", role="title"))
        pack = ElidedLabel(f"Policy {self._desk.book.version}", role="small")
        head.addWidget(pack, 1)
        column.addLayout(head)
        self.tabs.setAccessibleName("Parts of the policy check")
        self.tabs.setExpanding(True)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        for name in TABS:
            self.tabs.addTab(name.capitalize())
        column.addWidget(self.tabs)
        edge = QFrame()
        role(edge, "rule")
        column.addWidget(edge)
        empty = PlainLabel(
            "Choose an item in the list to see what the policy says of it.", role="muted", wrap=True
        )
        empty.setMargin(14)
        for page in (self.assess, self.remove, self.person, self.record, empty):
            self._stack.addWidget(page)
        self._empty = empty
        column.addWidget(self._stack, 1)
        self.setMinimumWidth(280)
        self.setFocusProxy(self.tabs)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._show_tab)
        self.assess.picked.connect(self._picked)
        self.assess.under_way.undo.connect(self.deciding.undo)
        self.assess.under_way.settled.connect(self.deciding.settle)
        self.assess.claim_asked.connect(self.deciding.claim)
        self.assess.reopen_asked.connect(self.deciding.reopen)
        self.assess.keep_form.confirmed.connect(self._keep)
        self.assess.note_form.confirmed.connect(self.deciding.note)
        self.assess.done_form.confirmed.connect(self.deciding.done)
        for name, form in self._forms():
            form.edited.connect(partial(self._keep_words, name))
        self.remove.wanted.connect(self.deciding.remove)
        self.remove.drafted.connect(self._keep_removal)
        self.person.opened.connect(self.item_activated)
        self.deciding.busy.connect(self._busy)
        self.deciding.done_with.connect(self._done_with)
        self.deciding.refused.connect(self._refused)

    # --- what the window asks -------------------------------------------------------------------------------------

    @property
    def facts(self) -> ItemFacts | None:
        """What is shown."""
        return self._facts

    def show_item(self, item_id: ItemId | None) -> None:
        """Shows an item, on the tab that is open; None shows nothing."""
        fresh = item_id != self._item
        self._keep_forms()
        self._item = item_id
        if fresh:
            self._move_on = False
            self._author = None
            self.person.show_nothing()
            self.record.show_nothing()
            if self.tabs.currentIndex() == TABS.index("remove"):
                self.tabs.setCurrentIndex(TABS.index("assess"))
        self._read(fresh=fresh)

    def refresh(self, changes: Changes) -> None:
        """Something was altered in the store: reads again what is shown, if it was that."""
        if self._item is None:
            return
        if changes.outbox or self._item in changes.items:
            self.read_again()
        elif changes.items or changes.accounts:
            # A page of new items comes in bursts; what they change here (a repeat, a reply beneath) can wait a moment.
            self._read_soon()

    def read_again(self) -> None:
        """Reads the item that is shown once more."""
        self._read(fresh=False)

    def open_tab(self, name: str) -> None:
        """Opens assess, remove, person or record; `reply` goes to the composer, `keep`, `note` and `done` to a form."""
        if self._facts is None:
            return
        forms = dict(self._forms())
        if name == "reply":
            self._ask_reply()
        elif name in forms:
            self._to("assess")
            self.assess.ask(forms[name])
        elif name in TABS:
            self._to(name)
            self._focus_first()

    def confirm(self) -> bool:
        """Does what the open tab says, if it is complete; False where nothing was done, and it says why."""
        if self._facts is None or self.deciding.is_busy:
            return False
        if self.tabs.currentIndex() == TABS.index("remove"):
            return self.remove.confirm()
        return self.tabs.currentIndex() == TABS.index("assess") and self.assess.confirm()

    def confirm_and_next(self) -> bool:
        """As `confirm`; `moved_on` once it is decided."""
        self._move_on = True
        self._move_on = self.confirm()
        return self._move_on

    def keep_drafts(self) -> None:
        """Keeps at once whatever was typed."""
        self._keep_forms()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, or at the end: what was typed is kept, and nothing is read any more."""
        super().hideEvent(event)
        self._keep_forms()
        self._stale = self._stale or self._soon.isActive() or self._tick.isActive()
        self._soon.stop()
        self._tick.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """In sight again: as it is now."""
        super().showEvent(event)
        if self._stale:
            self.read_again()

    # --- reading --------------------------------------------------------------------------------------------------

    def _read_soon(self) -> None:
        if self.isVisible():
            self._soon.start()
        else:
            self._stale = True

    def _read(self, *, fresh: bool) -> None:
        self._soon.stop()
        self._stale = False
        item_id = self._item
        self._facts = None if item_id is None else read_facts(self._desk.read, self._desk, item_id)
        if self._facts is None or item_id is None:
            self._item = None
            self.deciding.item = None
            self._tick.stop()
            self.tabs.setEnabled(False)
            self._stack.setCurrentWidget(self._empty)
            return
        now = self._desk.clock()
        self.deciding.item = self._facts.item
        self.tabs.setEnabled(True)
        self.assess.show_facts(self._facts, now, fresh=fresh, by=self._desk.person.name)
        draft = self.drafts.load(item_id, remove.FORM) if fresh else None
        self.remove.show_facts(self._facts, draft)
        if fresh:
            self._restore_forms(item_id)
            self.assess.show_person(None, now) if self._facts.item.author_id is None else None
        self._show_tab()
        self._read_person()
        if self.assess.under_way.counting:
            self._tick.start()

    def _read_person(self) -> None:
        facts = self._facts
        author = facts.item.author_id if facts is not None else None
        if facts is None or author is None:
            self._person_read(None)
            return
        self._tasks.read("panel-person", lambda db, _: person(db, author), self._person_read)

    def _person_read(self, history: PersonHistory | None) -> None:
        facts, now = self._facts, self._desk.clock()
        if facts is None or (history is not None and history.author_id != facts.item.author_id):
            return
        self.assess.show_person(history, now)
        self.person.show_person(facts, history, now)

    def _read_record(self) -> None:
        facts = self._facts
        if facts is None:
            return
        item_id = facts.item.id
        self._tasks.read(
            "panel-record",
            lambda db, _: read_record(db, item_id),
            lambda read: self._record_read(item_id, read),
        )

    def _record_read(self, item_id: ItemId, record: RecordFacts) -> None:
        if self._facts is not None and self._facts.item.id == item_id:
            self.record.show_record(self._facts, record, self._desk.clock())

    def _ticking(self) -> None:
        self.assess.under_way.tick(self._desk.clock())
        if not self.assess.under_way.counting:
            self._tick.stop()

    # --- tabs and forms -------------------------------------------------------------------------------------------

    def _show_tab(self) -> None:
        if self._facts is None:
            return
        self._stack.setCurrentIndex(self.tabs.currentIndex())
        if self.tabs.currentIndex() == TABS.index("record"):
            self._read_record()

    def _to(self, name: str) -> None:
        self.tabs.setCurrentIndex(TABS.index(name))

    def _focus_first(self) -> None:
        if self.tabs.currentIndex() == TABS.index("remove"):
            self.remove.grounds.setFocus()
        else:
            self.tabs.setFocus()

    def _ask_reply(self) -> None:
        facts = self._facts
        if facts is not None:
            best = [kind for kind in REPLIES if facts.options[kind].open]
            private = facts.thread.kind.value == "conversation"
            self.reply_asked.emit((best or [OptionKind.MESSAGE if private else OptionKind.REPLY])[0].value)

    def _picked(self, key: str) -> None:
        kind = OptionKind(key)
        if kind in (OptionKind.HIDE, OptionKind.DELETE):
            self.open_tab("remove")
            self.remove.choose(ActionKind(kind.value))
        elif kind is OptionKind.KEEP:
            self.open_tab("keep")
        elif kind in REPLIES:
            self.reply_asked.emit(key)
        elif kind is OptionKind.UNHIDE:
            self.deciding.show_again()

    def _forms(self) -> tuple[tuple[str, ReasonedForm], ...]:
        return (
            ("keep", self.assess.keep_form),
            ("note", self.assess.note_form),
            ("done", self.assess.done_form),
        )

    def _keep(self, reason: str) -> None:
        facts = self._facts
        if facts is not None:
            known = self._desk.book.grounds
            grounds = [finding.ground for finding in facts.assessment.findings if finding.ground in known]
            self.deciding.keep(reason, tuple(dict.fromkeys(grounds)))

    def _keep_forms(self) -> None:
        self.remove.keep_draft()
        for _, form in self._forms():
            form.keep()

    def _keep_words(self, name: str, words: str) -> None:
        if self._item is not None:
            self.drafts.keep(self._item, name, {"words": words} if words.strip() else None)

    def _keep_removal(self, item_id: int, content: dict[str, Any] | None) -> None:
        self.drafts.keep(ItemId(item_id), remove.FORM, content)

    def _restore_forms(self, item_id: ItemId) -> None:
        for name, form in self._forms():
            draft = self.drafts.load(item_id, name)
            if draft and str(draft.get("words", "")).strip():
                form.restore(str(draft["words"]))

    # --- what became of a decision --------------------------------------------------------------------------------

    def _busy(self, busy: bool) -> None:
        self.remove.confirm_button.setEnabled(not busy)
        for _, form in self._forms():
            form.button.setEnabled(not busy)

    def _done_with(self, form: str, item_id: int) -> None:
        """A decision is durable: its form is empty again, and the state is in sight."""
        if item_id != self._item:
            return
        if form == remove.FORM:
            self.remove.forget()
        for name, small in self._forms():
            if name == form:
                small.close_form()
        moves = self._move_on and form in (remove.FORM, "keep", "done")
        self._move_on = False
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self._to("assess")
        self._read(fresh=False)
        self.assess.verticalScrollBar().setValue(0)
        if had_focus:
            # Not on Undo, where Qt would put it: the next Space would take back what was just decided.
            self.assess.setFocus()
        if form in (remove.FORM, "keep", "done", "unhide"):
            self.decided.emit(item_id)
        if moves:
            self.moved_on.emit()

    def _refused(self, form: str, words: str, outbox_id: int) -> None:
        self._move_on = False
        if form == remove.FORM:
            self.remove.refuse(words)
        elif outbox_id:
            self.assess.under_way.refuse(outbox_id, words)
        else:
            dict(self._forms()).get(form, self.assess.note_form).refuse(words)
        self._read(fresh=False)
