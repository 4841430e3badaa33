"""The side panel: what an item may be, what is to be done about it, who wrote it, and what the record says.

    panel = SidePanel(desk, tasks)
    panel.show_item(item_id); panel.refresh(changes); panel.open_tab("remove"); panel.confirm()

Reading one item takes a millisecond or two and is done at once; its author and its record are read in the background.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from socialdesk.decisions.options import OptionKind
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel
from socialdesk.ui.review import remove
from socialdesk.ui.review.assess import AssessSection
from socialdesk.ui.review.beside import Beside
from socialdesk.ui.review.by_hand import ByHandPart
from socialdesk.ui.review.deciding import BY_HAND, Deciding
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.kept_fields import KeptFields
from socialdesk.ui.review.pages import PAGES, FurtherPages, Offered
from socialdesk.ui.review.person import PersonSection
from socialdesk.ui.review.reading import read_facts
from socialdesk.ui.review.record import RecordSection
from socialdesk.ui.review.remove import RemoveSection
from socialdesk.ui.review.small_forms import SmallForms
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

TICK_MS = 500
SOON_MS = 120
TABS = ("assess", "remove", "person", "record")
PAGE = "page"
"""What a decision came from where it came from a further page."""
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

    def __init__(
        self, desk: Desk, tasks: Tasks, parent: QWidget | None = None, *, pages: Sequence[Offered] = PAGES
    ) -> None:
        super().__init__(parent)
        role(self, "pane")
        self.setAccessibleName("Policy check")
        self._desk = desk
        self._tasks = tasks
        self._item: ItemId | None = None
        self._facts: ItemFacts | None = None
        self._move_on = False
        self._stale = False
        self.drafts = Drafts(desk, tasks)
        self.assess = AssessSection(desk.book, ByHandPart(desk, self))
        self.remove = RemoveSection(desk.book)
        self.person = PersonSection(desk.book)
        self.record = RecordSection(desk.book)
        self.further = FurtherPages(desk, tasks, self.drafts, pages)
        self._forms = SmallForms(self.assess, self.drafts, self)
        self._kept = self.assess.under_way.kept = self.assess.by_hand.cards.kept = KeptFields(
            self.drafts, self
        )
        self._beside = Beside(desk, tasks, self.assess, self.person, self.record, self)
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
        for page in (self.assess, self.remove, self.person, self.record, self.further, empty):
            self._stack.addWidget(page)
        self._empty = empty
        column.addWidget(self._stack, 1)
        self.setMinimumWidth(280)
        self.setFocusProxy(self.tabs)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._leave_page)
        self.tabs.tabBarClicked.connect(self._leave_page)
        self.further.left.connect(self._back_to_assess)
        self.further.done.connect(self._page_done)
        self.assess.picked.connect(self._picked)
        self.assess.under_way.undo.connect(self.deciding.undo)
        self.assess.under_way.settled.connect(self.deciding.settle)
        self.assess.claim_asked.connect(self.deciding.claim)
        self.assess.reopen_asked.connect(self.deciding.reopen)
        self.assess.connect_marks(self.deciding)
        self.assess.keep_form.confirmed.connect(self.deciding.keep)
        self.assess.keep_form.kept.connect(self.deciding.keep)
        self.assess.note_form.confirmed.connect(self.deciding.note)
        self.assess.done_form.confirmed.connect(self.deciding.done)
        self.assess.by_hand.connect_to(self.deciding)
        self.assess.by_hand.removal_asked.connect(self._remove_by_hand)
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
        self._item = self._forms.item = item_id
        if fresh:
            self._move_on = False
            self.further.close_page()
            self._beside.show_nothing()
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
        """Opens assess, remove, person or record, or a further page by its key.

        `reply` goes to the composer, `keep`, `note` and `done` to a form of Assess.
        """
        if self._facts is None:
            return
        if name == "reply":
            self._ask_reply()
        elif (form := self._forms.get(name)) is not None:
            self._to("assess")
            self.assess.ask(form)
        elif self.further.has(name):
            self._open_page(name)
        elif name in TABS:
            self._to(name)
            self._focus_first()

    def confirm(self) -> bool:
        """Does what the open tab says, if it is complete; False where nothing was done, and it says why."""
        if self._facts is None or self.deciding.is_busy:
            return False
        if (page := self.further.page) is not None:
            return page.confirm()
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
        self._beside.facts = self._facts
        if self._facts is None or item_id is None:
            self._item = None
            self.deciding.item = None
            self.further.close_page()
            self._tick.stop()
            self.tabs.setEnabled(False)
            self._stack.setCurrentWidget(self._empty)
            return
        now = self._desk.clock()
        self.deciding.item = self._facts.item
        self.tabs.setEnabled(True)
        pages = self.further.open_for(self._facts)
        self.assess.show_facts(self._facts, now, fresh=fresh, by=self._desk.person.name, pages=pages)
        draft = self.drafts.load(item_id, remove.FORM) if fresh else None
        self.remove.show_facts(self._facts, draft)
        if fresh:
            self._forms.restore(item_id)
            self.assess.show_person(None, now) if self._facts.item.author_id is None else None
        self.further.show_facts(self._facts)
        self._show_tab()
        self._beside.read_person()
        if self.assess.under_way.counting:
            self._tick.start()

    def _ticking(self) -> None:
        self.assess.under_way.tick(self._desk.clock())
        if not self.assess.under_way.counting:
            self._tick.stop()

    # --- tabs and forms -------------------------------------------------------------------------------------------

    def _show_tab(self) -> None:
        if self._facts is None:
            return
        if self.further.page is not None:
            self._stack.setCurrentWidget(self.further)
            return
        self._stack.setCurrentIndex(self.tabs.currentIndex())
        if self.tabs.currentIndex() == TABS.index("record"):
            self._beside.read_record()

    def _to(self, name: str) -> None:
        self.further.close_page()
        self.tabs.setCurrentIndex(TABS.index(name))
        self._show_tab()

    def _leave_page(self) -> None:
        self.further.close_page()
        self._show_tab()

    def _open_page(self, key: str) -> None:
        if self._facts is not None:
            self._to("assess")
            if self.further.open(key, self._facts):
                self._show_tab()

    def _back_to_assess(self) -> None:
        self._to("assess")
        self.assess.setFocus()

    def _page_done(self, item_id: int) -> None:
        """What a further page decided is durable: as for a decision of the panel's own."""
        self._done_with(PAGE, item_id)

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
        if self.further.has(key):
            self._open_page(key)
            return
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

    def _remove_by_hand(self, key: str) -> None:
        self.open_tab("remove")
        self.remove.choose(ActionKind(key), by_hand=True)

    def _keep_forms(self) -> None:
        self.remove.keep_draft()
        self.further.keep_draft()
        self._kept.keep()
        self._forms.keep()

    def _keep_removal(self, item_id: int, content: dict[str, Any] | None) -> None:
        self.drafts.keep(ItemId(item_id), remove.FORM, content)

    # --- what became of a decision --------------------------------------------------------------------------------

    def _busy(self, busy: bool) -> None:
        self.remove.confirm_button.setEnabled(not busy)
        self._forms.set_busy(busy)

    def _done_with(self, form: str, item_id: int) -> None:
        """A decision is durable: its form is empty again, and the state is in sight."""
        if item_id != self._item:
            return
        if form == remove.FORM:
            self.remove.forget()
        if (small := self._forms.get(form)) is not None:
            small.close_form()
        moves = self._move_on and form in (remove.FORM, "keep", "done", PAGE)
        self._move_on = False
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self._to("assess")
        self._read(fresh=False)
        self.assess.verticalScrollBar().setValue(0)
        if had_focus:
            # Not on Undo, where Qt would put it: the next Space would take back what was just decided.
            self.assess.setFocus()
        if form in (remove.FORM, "keep", "done", "unhide", PAGE):
            self.decided.emit(item_id)
        if moves:
            self.moved_on.emit()

    def _refused(self, form: str, words: str, outbox_id: int) -> None:
        self._move_on = False
        if form == remove.FORM:
            self.remove.refuse(words)
        elif outbox_id:
            cards = self.assess.by_hand.cards if form == BY_HAND else self.assess.under_way
            cards.refuse(outbox_id, words)
        else:
            (self._forms.get(form) or self.assess.note_form).refuse(words)
        self._read(fresh=False)
