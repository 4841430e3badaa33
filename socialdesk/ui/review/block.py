"""The Block page of the panel: asking for a block, and what has become of it, step by step (4.4, B1, B3, T1).

    page = BlockPage(desk, tasks, drafts); page.show_facts(facts)

It never blocks by itself: a request waits for Corporate Communications' advice and for a second person's signature.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from socialdesk.decisions import blocking
from socialdesk.decisions.blocking_acts import Doing
from socialdesk.decisions.blocking_rows import BlockRow, dealt_with, newest_block
from socialdesk.decisions.blocking_words import Consequences, consequences
from socialdesk.decisions.options import OptionKind
from socialdesk.inbox.queries import rows
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AuthorId, ItemId
from socialdesk.ui.announce import say
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import button_words
from socialdesk.ui.review.block_request import BlockRequest
from socialdesk.ui.review.block_saying import At
from socialdesk.ui.review.block_status import BlockStatus
from socialdesk.ui.review.deciding import told
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.grounds_form import Missing
from socialdesk.ui.review.kept_fields import KeptFields
from socialdesk.ui.review.page import Page
from socialdesk.ui.review.parts import Section, rule, sentence
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

KEY = "block"
ITEMS = 50
"""Of what they wrote, the newest so many can be ticked."""
DRAFT_PAUSE_MS = 400
_NEWEST = "SELECT id FROM items WHERE author_id = ? ORDER BY id DESC LIMIT ?"
_CAPTURED = """
SELECT count(*) FROM block_items JOIN evidence ON evidence.id = block_items.evidence_id
WHERE block_items.block_id = ? AND evidence.captured_ms IS NOT NULL
"""


def open_for(facts: ItemFacts) -> bool:
    """Whether Assess offers the page: where a block can be asked for."""
    return facts.options[OptionKind.BLOCK].open


class BlockPage(Page):
    """See the module."""

    title = "Block"

    def __init__(self, desk: Desk, tasks: Tasks, drafts: Drafts) -> None:
        super().__init__()
        self._desk, self._tasks, self._drafts = desk, tasks, drafts
        self._facts: ItemFacts | None = None
        self._item: ItemId | None = None
        self._anew = False
        self._dirty = False
        self._busy = False
        self.form = BlockRequest(desk.book)
        self._kept = KeptFields(drafts, self)
        self.status = BlockStatus(self._kept)
        self._asking = Section("Ask for a block")
        self._standing = Section("The block as it stands")
        self._asking.column.addWidget(self.form)
        self._asking.column.addStretch(1)
        self._standing.column.addWidget(self.status)
        self._standing.column.addStretch(1)
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self.button = QPushButton("Ask for the block")
        role(self.button, "primary")
        self.button.clicked.connect(lambda: self.confirm())
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DRAFT_PAUSE_MS)
        self._pause.timeout.connect(self.keep_draft)
        self._stack = QStackedWidget()
        self._build()
        self.form.changed.connect(self._touched)
        self.status.asked_anew.connect(self._ask_anew)

    def _build(self) -> None:
        asking = QWidget()
        inner = QVBoxLayout(asking)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._asking, 1)
        inner.addWidget(rule())
        foot = QFrame()
        role(foot, "bar")
        lines = QVBoxLayout(foot)
        lines.setContentsMargins(14, 8, 14, 10)
        lines.setSpacing(6)
        lines.addWidget(self._lack)
        lines.addWidget(self.button)
        inner.addWidget(foot)
        self._stack.addWidget(asking)
        self._stack.addWidget(self._standing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def show_facts(self, facts: ItemFacts) -> None:
        """Shows the block of this item's person from this account; the form to ask for one where there is none."""
        fresh = facts.item.id != self._item
        if fresh:
            self.keep_draft()
            self.status.forget()
            self._anew = False
            self._lack.setVisible(False)
        self._facts, self._item = facts, facts.item.id
        author = facts.item.author_id
        if author is None:
            return
        block = newest_block(self._desk.read, facts.item.account_id, author)
        if block is not None and not (self._anew and block.state.ended):
            self._show_block(block)
            return
        now = self._desk.clock()
        effects = self._effects(facts, author)
        if not fresh and self._stack.currentIndex() == 0:
            self.form.show_effects(facts, effects, now)
            return
        self._show_request(facts, author, effects)

    def confirm(self) -> bool:
        """Asks for the block, where the form is complete; else says what is missing and goes there."""
        facts = self._facts
        if facts is None or self._stack.currentIndex() != 0 or self._busy:
            return False
        asked = self.form.request()
        if isinstance(asked, Missing):
            self._refuse(asked.sentence, asked.where)
            return False
        self._pause.stop()
        self._dirty = False
        self._set_busy(True)
        self._lack.setVisible(False)
        desk, item_id = self._desk, facts.item.id
        doing = Doing(
            book=desk.book,
            capabilities=desk.capabilities(facts.item.account_id),
            now=desk.clock(),
            by=desk.person,
            undo_seconds=desk.settings.undo_seconds,
            training=desk.training,
        )

        def done(changes: Changes) -> None:
            self._set_busy(False)
            self._drafts.forget(item_id, blocking.FORM)
            if changes.outbox:
                desk.wake_outbox()
            if self._item == item_id:
                self._anew = False
                self._again()

        def failed(error: Exception) -> None:
            self._set_busy(False)
            self._dirty = True
            self._refuse(told(error), None)

        self._tasks.write(lambda db: blocking.request_block(db, asked, doing), done, failed)
        return True

    def keep_draft(self) -> None:
        """Keeps what was typed in the form so far."""
        self._kept.keep()
        self._pause.stop()
        if self._dirty and self._item is not None and not self._busy:
            self._dirty = False
            self._drafts.keep(self._item, blocking.FORM, self.form.content())

    def _again(self) -> None:
        if self._facts is not None:
            self.show_facts(self._facts)

    def _show_block(self, block: BlockRow) -> None:
        self._stack.setCurrentIndex(1)
        desk = self._desk
        found = desk.read.execute(_CAPTURED, (block.id,)).fetchone()
        label = desk.capabilities(block.account_id).get(ActionKind.BLOCK)
        found_rows = rows(desk.read, block.items)
        self.status.show_block(
            At(desk=desk, tasks=self._tasks, block=block),
            [found_rows[item] for item in block.items if item in found_rows],
            captured=0 if found is None else int(found[0]),
            grounds=", ".join(desk.book.name_of(ground) for ground in block.grounds),
            label=label.label if label is not None else "block",
        )

    def _show_request(self, facts: ItemFacts, author: AuthorId, effects: Consequences) -> None:
        db = self._desk.read
        ids = [ItemId(row[0]) for row in db.execute(_NEWEST, (author, ITEMS)).fetchall()]
        if facts.item.id not in ids:
            ids.append(facts.item.id)
        found = rows(db, ids)
        self.form.show_request(
            facts,
            [found[item_id] for item_id in ids if item_id in found],
            dealt_with(db, facts.item.account_id, author),
            effects,
            self._desk.clock(),
            self._drafts.load(facts.item.id, blocking.FORM),
        )
        self._dirty = False
        self._name_button()
        self._stack.setCurrentIndex(0)
        self._asking.verticalScrollBar().setValue(0)

    def _effects(self, facts: ItemFacts, author: AuthorId) -> Consequences:
        account = facts.item.account_id
        dealt = dealt_with(self._desk.read, account, author)
        return consequences(facts.item.network, self._desk.capabilities(account), talked=dealt.talked)

    def _ask_anew(self) -> None:
        self._anew = True
        facts = self._facts
        if facts is not None and facts.item.author_id is not None:
            self._show_request(facts, facts.item.author_id, self._effects(facts, facts.item.author_id))

    def _touched(self) -> None:
        self._lack.setVisible(False)
        self._name_button()
        if self._facts is not None:
            self._dirty = True
            if not self._pause.isActive():  # whoever types on and on is kept too
                self._pause.start()

    def _name_button(self) -> None:
        words = "Block at once: a life is threatened" if self.form.is_urgent else "Ask for the block"
        self.button.setText(button_words(words))
        self.button.setAccessibleName(words)
        role(self.button, "danger" if self.form.is_urgent else "primary")

    def _refuse(self, words: str, where: QWidget | None) -> None:
        self._lack.setText(words)
        self._lack.setVisible(True)
        say(self, words, at_once=True)
        if where is not None:
            where.setFocus()
            self._asking.ensureWidgetVisible(where)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.button.setEnabled(not busy)
