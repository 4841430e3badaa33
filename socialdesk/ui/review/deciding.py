"""Hands what a person confirmed in the panel to the decisions, and says what became of it. One at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from socialdesk.decisions import opinions
from socialdesk.decisions.by_hand import begin_by_hand, form_of, not_done, tick_off, withdraw
from socialdesk.decisions.by_hand_rules import TALKING
from socialdesk.decisions.handling import claim, mark_done, release, reopen, write_note
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.undo import cancel_pending, decide_opposite
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.errors import UserFacingError
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ByHandId, ItemId, OutboxId
from socialdesk.model.items import Item
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection
from socialdesk.ui.desk import Desk
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.remove import FORM as REMOVE
from socialdesk.ui.review.remove import RemovalWanted
from socialdesk.ui.tasks import Tasks

log = logging.getLogger("socialdesk.ui")

BY_HAND = "by_hand"
"""The form of what was begun by hand: its card."""
MARK = "mark"
"""The form of a mark on a suggestion: it decides nothing, and what is shown stays where it is."""
OURS = (
    "The desk could not do that, through a fault of its own. Nothing was sent, and what you typed is still here. "
    "Try once more; if it happens again, tell those who look after the desk."
)


class Deciding(QObject):
    """Every decision of the panel on `item`."""

    busy = Signal(bool)
    done_with = Signal(str, int)
    """The form that it came from and the item's id, once the decision is durable."""
    refused = Signal(str, str, int)
    """The form that it came from, why, as a sentence, and the number of the action or 0; nothing was done."""

    def __init__(self, desk: Desk, tasks: Tasks, drafts: Drafts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._drafts = drafts
        self.item: Item | None = None
        self.is_busy = False

    def remove(self, wanted: RemovalWanted) -> None:
        """Hide or remove, as the form says."""
        desk, item = self._desk, self.item
        if item is None or item.id != wanted.item_id:
            return
        if wanted.by_hand:
            self._begin(REMOVE, wanted.action, removal=wanted)
            return
        by, now, capabilities = desk.person, desk.clock(), desk.capabilities(item.account_id)
        self._do(
            REMOVE,
            lambda db: decide_removal(
                db,
                item_id=wanted.item_id,
                action=wanted.action,
                grounds=wanted.grounds,
                answers=wanted.answers,
                aim=wanted.aim,
                why_not_less=wanted.why_not_less,
                book=desk.book,
                capabilities=capabilities,
                now=now,
                by=by,
                undo_seconds=desk.settings.undo_seconds,
                training=desk.training,
            ),
        )

    def keep(self, reason: str, reasons: Mapping[str, str] | None = None) -> None:
        """Considered and kept: why, or why in spite of each ground that was suggested."""
        desk, item = self._desk, self.item
        if item is None:
            return
        by, now = desk.person, desk.clock()
        self._do(
            "keep",
            lambda db: decide_keep(
                db,
                item_id=item.id,
                reason=reason,
                grounds=tuple(reasons or ()),
                reasons=reasons,
                book=desk.book,
                now=now,
                by=by,
                training=desk.training,
            ),
        )

    def begin_by_hand(self, action: str, words: str) -> None:
        """A person is to do it on the network themselves: `words` are what is to be said there, or why it is done."""
        kind = ActionKind(action)
        text, aim = (words, "") if kind in TALKING else ("", words)
        self._begin(form_of(kind), kind, text=text, aim=aim)

    def tick_off(self, number: int, done_at: datetime) -> None:
        """A person has done it on the network."""
        ticked, training = ByHandId(number), self._desk.training
        self._handle(
            BY_HAND,
            lambda db, _, now, by: tick_off(
                db, by_hand_id=ticked, done_at=done_at, now=now, by=by, training=training
            ),
            number,
        )

    def end_by_hand(self, number: int, how: str, why: str) -> None:
        """It was not done on the network: `not_done` or `withdraw`."""
        ended, end = ByHandId(number), not_done if how == "not_done" else withdraw
        training = self._desk.training
        self._handle(
            BY_HAND,
            lambda db, _, now, by: end(db, by_hand_id=ended, reason=why, now=now, by=by, training=training),
            number,
        )

    def _begin(
        self,
        form: str,
        action: ActionKind,
        *,
        text: str = "",
        aim: str = "",
        removal: RemovalWanted | None = None,
    ) -> None:
        desk, item = self._desk, self.item
        if item is None:
            return
        by, now, capabilities = desk.person, desk.clock(), desk.capabilities(item.account_id)
        self._do(
            form,
            lambda db: begin_by_hand(
                db,
                item_id=item.id,
                action=action,
                text=text,
                grounds=removal.grounds if removal else (),
                answers=removal.answers if removal else {},
                aim=removal.aim if removal else aim,
                why_not_less=removal.why_not_less if removal else "",
                book=desk.book,
                capabilities=capabilities,
                now=now,
                by=by,
                training=desk.training,
            ),
        )

    def show_again(self) -> None:
        """The opposite of hiding."""
        desk, item = self._desk, self.item
        if item is None:
            return
        by, now, capabilities = desk.person, desk.clock(), desk.capabilities(item.account_id)
        self._do(
            "unhide",
            lambda db: decide_opposite(
                db,
                item_id=item.id,
                book=desk.book,
                capabilities=capabilities,
                now=now,
                by=by,
                undo_seconds=desk.settings.undo_seconds,
                training=desk.training,
            ),
        )

    def note(self, words: str) -> None:
        """An internal note."""
        self._handle(
            "note", lambda db, item, now, by: write_note(db, item_id=item, text=words, now=now, by=by)
        )

    def done(self, reason: str) -> None:
        """Nothing more is to be done."""
        self._handle(
            "done", lambda db, item, now, by: mark_done(db, item_id=item, reason=reason, now=now, by=by)
        )

    def mark(self, ground: str, other: str, reason: str) -> None:
        """A suggestion is not right, or it is another ground; decides nothing."""
        self._handle(
            MARK,
            lambda db, item, now, by: opinions.mark(
                db,
                item_id=item,
                ground=ground,
                other=other,
                reason=reason,
                book=self._desk.book,
                now=now,
                by=by,
            ),
        )

    def take_back(self, ground: str) -> None:
        """Take a mark back."""
        self._handle(
            MARK,
            lambda db, item, now, by: opinions.take_back(db, item_id=item, ground=ground, now=now, by=by),
        )

    def reopen(self) -> None:
        """Back on the list."""
        self._handle("reopen", lambda db, item, now, by: reopen(db, item_id=item, now=now, by=by))

    def claim(self, take: bool) -> None:
        """Take it on, or let it go."""
        work = claim if take else release
        self._handle("claim", lambda db, item, now, by: work(db, item_id=item, now=now, by=by))

    def undo(self, outbox_id: int) -> None:
        """Stop an action that has not been sent."""
        sent = OutboxId(outbox_id)
        self._handle(
            "undo",
            lambda db, _, now, by: cancel_pending(
                db, outbox_id=sent, now=now, by=by, training=self._desk.training
            ),
            outbox_id,
        )

    def settle(self, outbox_id: int, choice: str, reason: str) -> None:
        """What a person says of an action that the desk could not settle."""
        sent = OutboxId(outbox_id)
        self._handle(
            "settle",
            lambda db, _, now, by: resolve_unknown(
                db,
                outbox_id=sent,
                choice=choice,
                reason=reason,
                now=now,
                by=by,
                book=self._desk.book,
                training=self._desk.training,
            ),
            outbox_id,
        )

    def _handle(
        self,
        form: str,
        work: Callable[[Connection, ItemId, datetime, Person], Changes],
        outbox_id: int = 0,
    ) -> None:
        item = self.item
        if item is not None:
            now, by = self._desk.clock(), self._desk.person
            self._do(form, lambda db: work(db, item.id, now, by), outbox_id)

    def _do(self, form: str, work: Callable[[Connection], Changes], outbox_id: int = 0) -> None:
        item = self.item
        if item is None or self.is_busy:
            return
        self._set_busy(True)

        def done(changes: Changes) -> None:
            self._set_busy(False)
            self._drafts.forget(item.id, form)
            if form in ("note", "done"):
                self._drafts.keep(item.id, form, None)
            if changes.outbox:
                self._desk.wake_outbox()
            if form != MARK:
                self.done_with.emit(form, int(item.id))

        def failed(error: Exception) -> None:
            self._set_busy(False)
            self.refused.emit(form, told(error), outbox_id)

        self._tasks.write(work, done, failed)

    def _set_busy(self, busy: bool) -> None:
        self.is_busy = busy
        self.busy.emit(busy)


def told(error: Exception) -> str:
    """An error as a sentence for where it happened; the fault of the desk itself goes to the log."""
    if isinstance(error, UserFacingError):
        return str(error)
    log.error("a decision failed in the window", exc_info=error)
    return OURS
