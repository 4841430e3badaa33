"""The middle of the window: who wrote what under which post, and the reply to it.

pane = ConversationPane(desk, tasks)
pane.show_item(item_id); pane.refresh(changes); pane.focus_composer("reply")
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.referring_rows import request_open
from socialdesk.decisions.reply import decide_reply, text_problem
from socialdesk.inbox.queries import (
    Conversation,
    ConversationRow,
    conversation,
    history,
    item_removed,
    post_removed,
)
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.findings import Span
from socialdesk.model.ids import ItemId
from socialdesk.model.items import ThreadKind
from socialdesk.ui.conversation import composer
from socialdesk.ui.conversation.case_strip import CaseStrip
from socialdesk.ui.conversation.composer import Composer, ReplyWanted
from socialdesk.ui.conversation.header import Header
from socialdesk.ui.conversation.message_help import MessageHelp
from socialdesk.ui.conversation.post_card import PostCard
from socialdesk.ui.conversation.rows import Row
from socialdesk.ui.conversation.standing import standing_of
from socialdesk.ui.conversation.view import ConversationView
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.review.deciding import told
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.reading import read_facts
from socialdesk.ui.review.told import counted, moment
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

SOON_MS = 150
NOT_LOOKED_AT = "It could not be held against 4.3 just now: read it once more yourself."
LOW = 560
"""Logical pixels of height under which post and reply take less room."""


class ConversationPane(QFrame):
    """See the module."""

    item_activated = Signal(int)
    """Another comment was chosen here: its item id."""
    tab_asked = Signal(str)
    """A part of the side panel is asked for: person, record or done."""
    decided = Signal(int)
    """A reply to this item has been decided."""
    moved_on = Signal()
    """A reply has been decided, and the next item was asked for with it."""

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "window")
        self.setAccessibleName("Conversation")
        self._desk = desk
        self._tasks = tasks
        self._drafts = Drafts(desk, tasks)
        self._item: ItemId | None = None
        self._facts: ItemFacts | None = None
        self._unfolded: set[ItemId] = set()
        self._move_on = False
        self._stale = False
        self.header = Header()
        self.post = PostCard()
        self.case = CaseStrip()
        self._around = PlainLabel(role="small", wrap=True)
        self.view = ConversationView()
        self.composer = Composer(desk.book, self._problem, self._look_at if desk.draft_problem else None)
        self.help = MessageHelp(desk.book, desk.clock)
        self._empty = PlainLabel("Choose an item in the list.", role="muted")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.read_again)
        self._build()
        self.header.tab_asked.connect(self.tab_asked)
        self.view.chosen.connect(self.item_activated)
        self.view.unfold.connect(self._unfold)
        self.help.picked.connect(self.composer.put_wording)
        self.composer.way_shown.connect(lambda: self.help.show_kind(self.composer.kind))
        self.composer.wanted.connect(self._reply)
        self.composer.drafted.connect(self._keep_draft)
        self.composer.moves_on.connect(self._moves_on)
        self.show_item(None)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._middle = QWidget()
        lines = QVBoxLayout(self._middle)
        lines.setContentsMargins(20, 14, 20, 8)
        lines.setSpacing(10)
        self._around.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines.addWidget(self.post)
        lines.addWidget(self.case)
        lines.addWidget(self._around)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.header)
        column.addWidget(self._middle)
        column.addWidget(self.view, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(_edge())
        column.addWidget(self.help)
        column.addWidget(self.composer)
        self.setMinimumWidth(320)
        self.setFocusProxy(self.view)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: on a low screen the comments get the room."""
        super().resizeEvent(event)
        low = self.height() < LOW
        self.post.set_low(low)
        self.composer.set_low(low)

    # --- what the window asks -------------------------------------------------------------------------------------

    @property
    def facts(self) -> ItemFacts | None:
        """What is shown."""
        return self._facts

    def show_item(self, item_id: ItemId | None) -> None:
        """Shows the conversation around an item; None shows nothing."""
        if item_id != self._item:
            self._unfolded.clear()
            self._move_on = False
        self._item = item_id
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Something was altered in the store: reads again what is shown, if it may be that."""
        if self._item is None:
            return
        if changes.outbox or self._item in changes.items:
            self.read_again()
        elif changes.items or changes.accounts:
            # Pages of new items come in bursts; one of them may stand in this conversation.
            self._read_soon()

    def read_again(self) -> None:
        """Reads the conversation that is shown once more."""
        self._read()

    def focus_composer(self, kind: str = OptionKind.REPLY.value) -> None:
        """Goes to the reply, as the `OptionKind` of that name."""
        self.composer.choose(OptionKind(kind))

    def keep_drafts(self) -> None:
        """Keeps at once whatever was written."""
        self.composer.keep_draft()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, or at the end: what was written is kept, and nothing is read any more."""
        super().hideEvent(event)
        self.composer.keep_draft()
        self._stale = self._stale or self._soon.isActive()
        self._soon.stop()

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

    def _read(self) -> None:
        self._soon.stop()
        self._stale = False
        item_id, db = self._item, self._desk.read
        self._facts = None if item_id is None else read_facts(db, self._desk, item_id)
        there = self._facts is not None
        for part in (self.header, self._middle, self.view):
            part.setVisible(there)
        self._empty.setVisible(not there)
        if self._facts is None or item_id is None:
            self._item = None
            self.view.show_rows([], None)
            self.composer.show_nothing()
            self.help.show_facts(None)
            return
        facts, now = self._facts, self._desk.clock()
        self.header.show_facts(facts, now, training=self._desk.training)
        held = conversation(db, item_id)
        self.post.show_thread(
            facts.thread,
            _when(facts.thread.created_ms, now),
            facts.account_name,
            removed=post_removed(facts.thread, facts.item.network),
        )
        self.case.show_thread(db, facts.thread, self._desk.person, training=self._desk.training)
        self.post.offer(mark=not self.case.said, park=not self.case.is_parked)
        self._around.setText(_around(held, facts))
        self.view.show_rows([self._row(each, facts, now) for each in held.rows], item_id)
        self.composer.show_facts(facts, self._drafts.load(item_id, composer.FORM))
        private = facts.thread.kind is ThreadKind.CONVERSATION
        self.help.show_facts(
            facts,
            last_heard_ms=history(db, item_id).last_message_ms if private else None,
            request_open=request_open(db, item_id),
        )

    def _row(self, row: ConversationRow, facts: ItemFacts, now: datetime) -> Row:
        item = row.item
        chosen = item.id == facts.item.id
        stands = standing_of(row, facts.actions if chosen else (), now)
        return Row(
            item_id=item.id,
            untrusted_author=item.untrusted_author or (facts.account_name if item.by_force else ""),
            untrusted_text=item_removed(item) or item.untrusted_text,
            author_number=item.author_id,
            network=item.network,
            when=_when(item.created_ms, now),
            by_force=item.by_force,
            depth=row.depth,
            chosen=chosen,
            standing=stands.words,
            told=stands.told,
            tone=stands.tone,
            faded=row.standing in ("hidden", "gone") or item.disposed_ms is not None,
            spans=_spans(facts) if chosen else (),
            unfolded=item.id in self._unfolded,
            kind="The Force" if item.by_force else item.kind.label if row.depth else "",
            what=item.kind.label,
        )

    def _unfold(self, item_id: int) -> None:
        self._unfolded.add(ItemId(item_id))
        self._read()

    # --- replying -------------------------------------------------------------------------------------------------

    def _problem(self, text: str, network: Network, kind: ActionKind) -> str:
        return text_problem(self._desk.read, text, network=network, kind=kind)

    def _look_at(self, text: str, then: Callable[[str], None]) -> None:
        look, facts = self._desk.draft_problem, self._facts
        if look is None or facts is None:
            then("")
            return
        network, private = facts.item.network, facts.thread.kind is ThreadKind.CONVERSATION
        self._tasks.read(
            "draft", lambda _db, _stop: look(text, network, private), then, lambda _error: then(NOT_LOOKED_AT)
        )

    def _keep_draft(self, item_id: int, content: dict[str, Any] | None) -> None:
        self._drafts.keep(ItemId(item_id), composer.FORM, content)

    def _moves_on(self) -> None:
        self._move_on = True

    def _reply(self, wanted: ReplyWanted) -> None:
        desk, facts = self._desk, self._facts
        if facts is None or facts.item.id != wanted.item_id:
            return
        by, now, capabilities = desk.person, desk.clock(), desk.capabilities(facts.item.account_id)
        self.composer.set_busy(True)

        def done(changes: Changes) -> None:
            self.composer.set_busy(False)
            self._drafts.forget(wanted.item_id, composer.FORM)
            if changes.outbox:
                desk.wake_outbox()
            if wanted.item_id == self._item:
                self.composer.sent()
                self._read()
            self.decided.emit(int(wanted.item_id))
            if self._move_on:
                self._move_on = False
                self.moved_on.emit()

        def failed(error: Exception) -> None:
            self.composer.set_busy(False)
            self._move_on = False
            self.composer.refuse(told(error))

        self._tasks.write(
            lambda db: decide_reply(
                db,
                item_id=wanted.item_id,
                kind=wanted.kind,
                text=wanted.text,
                book=desk.book,
                capabilities=capabilities,
                now=now,
                by=by,
                undo_seconds=desk.settings.undo_seconds,
                training=desk.training,
            ),
            done,
            failed,
        )


def _around(held: Conversation, facts: ItemFacts) -> str:
    thread, total = facts.thread, held.total
    one = "message" if thread.kind is ThreadKind.CONVERSATION else "comment"
    words = counted(total, one)
    return words if held.whole else f"{words} on the desk, showing {len(held.rows)} around this one"


def _when(at_ms: int, now: datetime) -> str:
    """ "09:41" today, "Tue 18 Nov 09:41" otherwise."""
    return moment(at_ms, now).removeprefix("at ").removeprefix("on ").replace(" at ", " ")


def _spans(facts: ItemFacts) -> tuple[Span, ...]:
    """The words that led to the findings, in order, without overlaps."""
    found = sorted({span for finding in facts.assessment.findings for span in finding.spans}, key=_place)
    kept: list[Span] = []
    for span in found:
        start = max(span.start, kept[-1].end) if kept else span.start
        if start < span.end:
            kept.append(Span(start, span.end))
    return tuple(kept)


def _place(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _edge() -> QFrame:
    edge = QFrame()
    role(edge, "rule")
    return edge
