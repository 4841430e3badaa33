"""What is due for review, by network and kind: keep it on for a reason, or delete it for good (T2)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from socialdesk.clock import from_ms
from socialdesk.exports.disposal import Why, dispose, keep_on
from socialdesk.exports.due import Due, due
from socialdesk.exports.own_posts import dispose_posts, keep_posts_on, posts_due
from socialdesk.exports.permissions import Doing, why_not
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId, PostId
from socialdesk.policy.keeping import Held
from socialdesk.storage.database import Connection
from socialdesk.ui.dialogs import Form
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainEdit, PlainLabel
from socialdesk.ui.record.export_form import ExportForm, Subject
from socialdesk.ui.record.working import while_open
from socialdesk.ui.review.parts import Headline, emptied, made_card, sentence
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 720, 560
MOST_EXPORTED = 5_000
USUAL_DAYS = 365


class Done(Protocol):
    """What was deleted."""

    @property
    def changes(self) -> Changes:
        """What it alters."""
        ...

    @property
    def sentence(self) -> str:
        """In plain words."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kind of what is due, as a card shows it: items of a network, or posts of our own."""

    label: str
    where: str
    days: int
    oldest_ms: int
    more: bool
    items: tuple[ItemId, ...] = ()
    posts: tuple[PostId, ...] = ()

    @property
    def count(self) -> int:
        """How many."""
        return len(self.items) + len(self.posts)


class DueView(QDialog):
    """See the module."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.due: list[Kept] = []
        self.setWindowTitle("Due for review")
        self.setAccessibleName("Due for review")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(9)
        column.addWidget(PlainLabel("Due for review", role="title"))
        about = (
            "What has been kept for as long as this Force chose. Nothing is deleted by itself: keep it on, with a "
            "reason and for how long, or delete it for good. What a network's terms ask is done by the desk."
        )
        column.addWidget(PlainLabel(about, role="muted", wrap=True))
        self.said = PlainLabel("Looking…", role="muted", wrap=True)
        column.addWidget(self.said)
        column.addWidget(self._list(), 1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = _button("Close", self.reject)
        close.setDefault(True)
        role(close, "primary")
        row.addWidget(close)
        column.addLayout(row)
        self.refused = why_not(window.desk.person, Doing.DISPOSE, training=window.desk.training)
        self.refresh()

    def refresh(self) -> None:
        """Looks in the background for what is due."""
        desk = self._window.desk
        rules, usual, now = desk.book.retention, desk.settings.retention_days, desk.clock()

        def look(db: Connection, stop: threading.Event) -> list[Kept]:
            found = [
                _of_items(each) for each in due(db, rules, usual_days=usual, now=now, stopped=stop.is_set)
            ]
            own = posts_due(db, rules, usual_days=usual, now=now)
            if own is not None:
                label, where = Held.POSTS.label, "All accounts"
                found.append(
                    Kept(
                        label=label, where=where, days=own.days, oldest_ms=own.oldest_ms, more=own.more,
                        posts=own.posts,
                    )
                )  # fmt: skip
            return found

        self._window.tasks.read("due", look, while_open(self, self._show))

    def _show(self, found: Sequence[Kept]) -> None:
        self.due = list(found)
        emptied(self._rows)
        words = "Nothing is due for review." if not found else ""
        self.said.setText(" ".join(part for part in (words, self.refused) if part))
        self.said.setVisible(bool(self.said.text()))
        for each in found:
            card = self._card(each)
            self._rows.addWidget(card)
            card.show()
        self._rows.addStretch(1)

    def _card(self, each: Kept) -> QFrame:
        frame, lines = made_card()
        count = f"{each.count:,}{' and more' if each.more else ''}"
        lines.addWidget(Headline("calendar", f"{each.label}: {count}", each.where, ""))
        oldest = f"{from_ms(each.oldest_ms).astimezone():%d/%m/%Y}"
        lines.addWidget(sentence(f"Kept for {each.days:,} days; the oldest is of {oldest}.", "small"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, pressed, look in (
            ("Keep on…", lambda: self._keep(each), ""),
            ("Export first…", lambda: self._export(each), ""),
            ("Delete for good…", lambda: self._delete(each), "danger"),
        ):
            if words == "Export first…" and not each.items:
                continue
            button = _button(words, pressed)
            button.setAccessibleName(f"{words.rstrip('…')}: {each.label}, {each.where}")
            button.setEnabled(not self.refused)
            role(button, look)
            row.addWidget(button)
        row.addStretch(1)
        lines.addLayout(row)
        return frame

    def _keep(self, each: Kept) -> None:
        KeepForm(self, self._window, each, self.refresh).open()

    def _export(self, each: Kept) -> None:
        ExportForm(self._window, Subject(items=each.items[:MOST_EXPORTED]), parent=self).open()

    def _delete(self, each: Kept) -> None:
        DeleteForm(self, self._window, each, self._deleted).open()

    def _deleted(self, done: Done) -> None:
        self.refresh()
        tell(self, "Deleted", done.sentence)

    def _list(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName("What is due")
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(8)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        return area

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes as the view is read; its cards are made anew after each step."""
        target = next_stop([self], QApplication.focusWidget(), forward=next)
        if target is not None:
            go_to(target, Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        return target is not None


def _of_items(each: Due) -> Kept:
    return Kept(
        label=each.held.label,
        where=each.network.label,
        days=each.days,
        oldest_ms=each.oldest_ms,
        more=each.more,
        items=each.items,
    )


_ITEMS = (
    "Deletes the words, the evidence and what staff wrote about them. What is under way is held back; blocks stay on"
    " their register."
)
_POSTS = (
    "Deletes their words, pictures and what was typed into their checks, here and not on the networks, and the names of"
    " appeals that are over. What is under way is held back."
)


class KeepForm(Form):
    """Why it is kept on, and for how long."""

    def __init__(self, parent: QWidget, window: Window, each: Kept, done: Callable[[], None]) -> None:
        super().__init__(parent, "Keep on", about=f"{each.label}: {each.count:,}.", save="Keep on")
        self._window, self._each, self._done = window, each, done
        self.reason = PlainEdit(name="Why", hint="Why it is still needed")
        self.reason.setMaximumHeight(90)
        self.days = QSpinBox()
        self.days.setRange(1, 36_500)
        self.days.setValue(USUAL_DAYS)
        self.days.setSuffix(" days")
        self.add("Why", self.reason)
        self.add("Look again after", self.days)

    def submit(self) -> None:
        """Keeps it on, where there is a reason."""
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.refuse("Say why it is still needed: it goes into the record.", self.reason)
            return
        desk, each, days = self._window.desk, self._each, self.days.value()

        def kept(_: Changes) -> None:
            self.accept()
            self._done()

        by, training = desk.person, desk.training

        def work(db: Connection) -> Changes:
            now = desk.clock()
            if each.posts:
                return keep_posts_on(
                    db, each.posts, days=days, reason=reason, now=now, by=by, training=training
                )
            return keep_on(db, each.items, days=days, reason=reason, now=now, by=by, training=training)

        self._window.tasks.write(
            work,
            while_open(self, kept),
            while_open(self, lambda error: self.refuse(str(error))),
        )


class DeleteForm(Form):
    """Why it is deleted. Nothing brings it back."""

    def __init__(self, parent: QWidget, window: Window, each: Kept, done: Callable[[Done], None]) -> None:
        super().__init__(
            parent,
            "Delete for good",
            about=f"{each.label}: {each.count:,}. {_POSTS if each.posts else _ITEMS} Entries of "
            "the record stay without their words, and it still verifies. Backups hold it until they have had their "
            "time. It cannot be undone.",
            save="Delete for good",
        )
        self._window, self._each, self._done = window, each, done
        self.reason = PlainEdit(name="Why", hint="e.g. kept for its time; no case needs it")
        self.reason.setMaximumHeight(90)
        self.add("Why", self.reason)
        role(self.save, "danger")
        self.save.setDefault(False)
        self.cancel.setDefault(True)

    def submit(self) -> None:
        """Deletes, where there is a reason."""
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.refuse("Say why it is deleted: it goes into the record.", self.reason)
            return
        self.save.setEnabled(False)
        desk, each = self._window.desk, self._each

        def deleted(done: Done) -> None:
            self.accept()
            self._window.tasks.changed.emit(done.changes)
            self._done(done)

        def refused(error: Exception) -> None:
            self.save.setEnabled(True)
            self.refuse(str(error))

        by, training = desk.person, desk.training

        def work(db: Connection) -> Done:
            now, why = desk.clock(), Why.RETENTION
            if each.posts:
                return dispose_posts(
                    db, each.posts, why=why, reason=reason, now=now, by=by, training=training
                )
            return dispose(db, each.items, why=why, reason=reason, now=now, by=by, training=training)

        self._window.tasks.write(
            work,
            while_open(self, deleted),
            while_open(self, refused),
        )


def _button(words: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(words)
    button.setAutoDefault(False)
    button.setMinimumHeight(34)
    button.clicked.connect(lambda: pressed())
    return button
