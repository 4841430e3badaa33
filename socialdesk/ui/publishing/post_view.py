"""One post: how it stands on each account, its history, and what can be done about it (P1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.audit.queries import AuditLine
from socialdesk.clock import to_ms
from socialdesk.exports.permissions import Doing as Dispose
from socialdesk.exports.permissions import why_not
from socialdesk.model.accounts import Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import PostId, PostMediaId
from socialdesk.model.posts import Post, PostState, Route
from socialdesk.publishing import queries
from socialdesk.publishing.queries import PostLine, TargetLine
from socialdesk.storage.database import Connection
from socialdesk.ui import icons
from socialdesk.ui.inbox.words import Chip
from socialdesk.ui.plain_text import PlainLabel, one_line, tip
from socialdesk.ui.publishing.accounts_form import NetworkBadge
from socialdesk.ui.publishing.doing import Doing
from socialdesk.ui.publishing.pictures import Picture
from socialdesk.ui.publishing.preview import ShownPost
from socialdesk.ui.publishing.previews import Previews, shown_post
from socialdesk.ui.publishing.told import (
    by_whom,
    day_and_time,
    post_chip,
    route_words,
    stopped,
    title_of,
    words_left,
)
from socialdesk.ui.review.parts import Section, emptied, line, made_card, sentence
from socialdesk.ui.theme import role

SOON_MS = 150
MOST_LINES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A post with all that is shown of it."""

    line: PostLine
    history: tuple[AuditLine, ...]


class PostView(QFrame):
    """See the module. What is asked for is told by signals; `PostDealings` opens the forms."""

    move_asked = Signal()
    stop_asked = Signal()
    copy_asked = Signal()
    erase_asked = Signal()
    edit_asked = Signal(object)
    """A `TargetLine`."""
    take_down_asked = Signal(object)
    """A tuple of `TargetLine`s."""
    tick_asked = Signal(object)
    gone_asked = Signal(object)
    settled = Signal(object)
    link_asked = Signal(object)
    read_done = Signal()

    def __init__(self, doing: Doing) -> None:
        super().__init__()
        self._doing = doing
        self._zone = doing.desk.book.hours.timezone
        self.post_id: PostId | None = None
        self.whole: Whole | None = None
        self._images: dict[PostMediaId, Picture] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self.title = PlainLabel("", role="heading", wrap=True)
        self.chip = PlainLabel("", role="chip-neutral")
        self.about = sentence("", "muted")
        self.told = sentence("", "muted")
        self.previews = Previews()
        self.retime = self._button("Another time…", "clock")
        self.stop = self._button("Stop it", "stop")
        self.copy = self._button("Copy as a new draft", "copy")
        self.down = self._button("Take it down…", "remove")
        role(self.down, "danger")
        icons.put(self.down, "remove", "danger", 15)
        self.erase = self._button("Erase on request…", "document")
        self._places, self._history = QVBoxLayout(), QVBoxLayout()
        self._build()
        for button in (self.retime, self.stop, self.down, self.erase):
            button.hide()
        self.retime.clicked.connect(lambda: self.move_asked.emit())
        self.stop.clicked.connect(lambda: self.stop_asked.emit())
        self.copy.clicked.connect(lambda: self.copy_asked.emit())
        self.erase.clicked.connect(lambda: self.erase_asked.emit())
        self.down.clicked.connect(lambda: self.take_down_asked.emit(self._there()))

    def _build(self) -> None:
        self.seen, self.beside = Section("The post"), Section("Where it stands")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title, 1)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.retime, self.stop, self.copy, self.down, self.erase):
            buttons.addWidget(button)
        buttons.addStretch(1)
        top = QFrame()
        role(top, "pane")
        inside = QVBoxLayout(top)
        inside.setContentsMargins(18, 12, 16, 12)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addWidget(self.about)
        inside.addLayout(buttons)
        inside.addWidget(self.told)
        self.told.hide()
        self.seen.column.setContentsMargins(18, 14, 16, 14)
        self.seen.column.addWidget(self.previews)
        self.seen.column.addStretch(1)
        for heading, layout in (("Where it stands", self._places), ("What the record says", self._history)):
            self.beside.column.addWidget(PlainLabel(heading, role="strong"))
            layout.setSpacing(8)
            self.beside.column.addLayout(layout)
            self.beside.column.addSpacing(8)
        self.beside.column.addStretch(1)
        pane = QFrame()
        role(pane, "pane")
        side = QVBoxLayout(pane)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.beside)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.seen, 10)
        row.addWidget(pane, 9)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addLayout(row, 1)

    def show_post(self, post_id: PostId) -> None:
        """Shows a post."""
        if post_id != self.post_id:
            self.whole, self._images = None, {}
            self.title.setText("Reading the post…")
            self.say("")
        self.post_id = post_id
        self.refresh()

    def take_changes(self, changes: Changes) -> None:
        """Something altered."""
        if self.isVisible() and (changes.outbox or self.post_id in changes.posts):
            self._soon.start()

    def refresh(self) -> None:
        """Reads it anew."""
        post_id, now_ms = self.post_id, to_ms(self._doing.desk.clock())
        if post_id is None:
            return

        def work(db: Connection, _stop: object) -> Whole:
            return Whole(
                line=queries.line(db, post_id, now_ms=now_ms),
                history=tuple(queries.history(db, post_id)[:MOST_LINES]),
            )

        self._doing.tasks.read("publishing-one", work, self._read, self._failed)

    def say(self, words: str, dressed: str = "danger") -> None:
        """Why something could not be done; "" for nothing."""
        role(self.told, dressed)
        self.told.setText(words)
        self.told.setVisible(bool(words))

    # --- what is shown ------------------------------------------------------------------------------------------

    def _failed(self, error: Exception) -> None:
        if isinstance(error, KeyError):
            self.title.setText("This post is no longer on the desk.")
            return
        self.title.setText("The post could not be read.")
        self._doing.tasks.failed.emit(error)

    def _read(self, whole: Whole) -> None:
        self.whole = whole
        post, now_ms = whole.line.post, to_ms(self._doing.desk.clock())
        self.title.setText(title_of(post))
        chip = (
            Chip("Needs a person", "question", "warning")
            if whole.line.needs_person
            else post_chip(post, now_ms)
        )
        role(self.chip, f"chip-{chip.tone}")
        self.chip.setText(chip.words)
        self.chip.updateGeometry()
        self.about.setText(self._about(post))
        targets = whole.line.targets
        to_come = any(one.can_cancel for one in targets)
        held = any(
            part.published_ms is None and part.gone_ms is None for one in targets for part in one.target.parts
        )
        self.retime.setVisible(
            post.scheduled_ms is not None and post.state is not PostState.CANCELLED and held
        )
        self.stop.setVisible(to_come)
        there = self._there()
        self.down.setVisible(bool(there))
        self.down.setText("Take it down everywhere…" if len(there) > 1 else "Take it down…")
        self.down.setAccessibleName(self.down.text())
        over = post.state in (PostState.SENT, PostState.CANCELLED)
        self.erase.setVisible(over and bool(words_left(post) or post.media))
        desk = self._doing.desk
        refused = why_not(desk.person, Dispose.DISPOSE, training=desk.training)
        self.erase.setEnabled(not refused)
        tip(self.erase, refused or "Deletes its words and pictures here, where somebody asked for it")
        missing = [each.id for each in post.media if each.id not in self._images]
        if missing:
            self._doing.read_pictures("post", missing, self._show_images)
        self._show_previews()
        emptied(self._places)
        for one in targets:
            self._places.addWidget(self._place(post, one))
        emptied(self._history)
        for each in whole.history:
            self._history.addWidget(self._entry(each))
        if not whole.history:
            self._history.addWidget(sentence("Nothing is on the record yet.", "muted"))
        self.read_done.emit()

    def _about(self, post: Post) -> str:
        parts = [f"By {by_whom(post)}"]
        if post.scheduled_ms is not None:
            parts.append(f"for {day_and_time(post.scheduled_ms, self._zone)}")
        elif post.decided_ms is not None:
            parts.append(f"decided {day_and_time(post.decided_ms, self._zone)}")
        if post.origin != "desk":
            parts = ["Published without the desk"]
        if post.purpose.strip():
            parts.append(f"purpose: {one_line(post.purpose, 120)}")
        return "  ·  ".join(parts)

    def _show_images(self, images: dict[PostMediaId, Picture]) -> None:
        self._images |= images
        self._show_previews()

    def _show_previews(self) -> None:
        if self.whole is None:
            return
        accounts, shown = self._doing.desk.accounts, list[ShownPost]()
        post = self.whole.line.post
        for one in self.whole.line.targets:
            account = accounts.get(one.account_id)
            if account is not None:
                when = "" if one.at_ms is None else day_and_time(one.at_ms, self._zone)
                shown.append(shown_post(post, one.target, account, self._images, when=when))
        self.previews.show_posts(shown)

    def _place(self, post: Post, one: TargetLine) -> QFrame:
        parts = one.target.parts
        gone = bool(parts) and all(part.gone_ms is not None for part in parts)
        out = any(part.published_ms is not None for part in parts) and not gone
        tone = "warning" if one.needs_person else "ok" if out else ""
        sign = "question" if one.needs_person else "remove" if gone else "check" if out else "clock"
        frame, column = made_card(tone)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(NetworkBadge(one.network))
        head.addWidget(PlainLabel(one_line(one.account_name, 60), role="strong", wrap=True), 1)
        head.addWidget(PlainLabel(one.network.label, role="small"))
        column.addLayout(head)
        column.addWidget(line(sign, stopped(one.label), tone or "muted"))
        if one.reason:
            column.addWidget(sentence(one.reason, "small"))
        if (route := route_words(one.target.route)) and not one.must_be_on:
            column.addWidget(sentence(f"Way: {route}.", "small"))
        ways = QHBoxLayout()
        ways.setSpacing(6)
        place = f"{one_line(one.account_name, 60)} on {one.network.label}"
        for words, told, reason in self._ways(post, one):
            button = QPushButton(words)
            button.setAccessibleName(f"{words} {place}")
            button.setEnabled(not reason)
            tip(button, reason)
            button.clicked.connect(partial(_run, told))
            ways.addWidget(button)
        ways.addStretch(1)
        if ways.count() > 1:
            column.addLayout(ways)
        return frame

    def _ways(self, post: Post, one: TargetLine) -> list[tuple[str, Callable[[], None], str]]:
        """Words, what follows, and why it is closed ("" where it is open)."""
        able = self._doing.desk.capabilities(one.account_id)
        parts = one.target.parts
        there = [part for part in parts if part.out_ms is not None and part.gone_ms is None]
        found: list[tuple[str, Callable[[], None], str]] = []
        if one.outbox_id is not None and one.needs_person:
            found.append(("What to do…", partial(self.settled.emit, one), ""))
        if one.target.route is Route.BY_HAND and not there and post.state is PostState.READY:
            found.append(("It is out…", partial(self.tick_asked.emit, one), ""))
        if there:
            if there[0].permalink:
                found.append(("Open…", partial(self.link_asked.emit, one), ""))
            edit = able.get(ActionKind.EDIT_POST)
            why = (
                ""
                if edit is not None and edit.way is Way.API
                else edit.reason
                if edit is not None
                else "No way."
            )
            found.append(("Change the words…", partial(self.edit_asked.emit, one), why))
            gone = able.get(ActionKind.DELETE_POST)
            if gone is not None and gone.way is Way.API:
                found.append(("Take down…", partial(self.take_down_asked.emit, (one,)), ""))
            else:
                found.append(("I have removed it there", partial(self.gone_asked.emit, one), ""))
        return found

    def _entry(self, each: AuditLine) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(1)
        column.addWidget(sentence(each.sentence))
        for words in each.words.values():
            column.addWidget(PlainLabel(words, role="muted", wrap=True, limit=600))
        when = day_and_time(each.at_ms, self._zone)
        column.addWidget(sentence(f"No. {each.seq:,} · {when} · {one_line(each.by_name, 80)}", "small"))
        return whole

    def _there(self) -> tuple[TargetLine, ...]:
        """The accounts on which something of it is out, or held."""
        if self.whole is None:
            return ()
        return tuple(
            one
            for one in self.whole.line.targets
            if any(part.out_ms is not None and part.gone_ms is None for part in one.target.parts)
        )

    @staticmethod
    def _button(words: str, sign: str) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(words)
        icons.put(button, sign, "text", 15)
        return button


def _run(told: Callable[[], None], _checked: bool = False) -> None:
    """What a button leads to; Qt tells it whether it is pressed in, too."""
    told()
