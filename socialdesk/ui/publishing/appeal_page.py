"""One appeal: its clock, every post, reshare and copy with where it stands, and the button that takes all down (P4)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Network
from socialdesk.model.changes import Changes
from socialdesk.publishing import appeal_rows
from socialdesk.publishing.appeal_rows import Appeal, AppealLine, AppealState, Standing
from socialdesk.publishing.appeals import may_end, may_open
from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.links import open_link
from socialdesk.ui.plain_text import PlainLabel, button_words, one_line, tip
from socialdesk.ui.publishing.appeal_words import (
    SIGNS,
    clock_line,
    counted,
    network_label,
    standing_words,
)
from socialdesk.ui.review.block_told import day_of
from socialdesk.ui.review.parts import Headline, filled, in_reading_order, made_card, sentence
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role, sized
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 900, 660
"""Logical pixels; less where the screen has less."""
TICK_MS = 1_000
BY_HAND_NOTE = "Take it down there, then tick it off here: the desk cannot see that it is gone."


class AppealPage(QDialog):
    """See the module. It shows; what is asked of it goes out as a signal."""

    all_down_asked = Signal()
    state_asked = Signal(str)
    link_asked = Signal()
    search_asked = Signal()
    proceedings_asked = Signal()
    share_asked = Signal()
    post_asked = Signal()
    tick_asked = Signal(object)
    """An `AppealLine` that a hand has seen to."""

    def __init__(self, window: Window, appeal_id: int) -> None:
        super().__init__(window)
        self._window = window
        self.appeal_id = appeal_id
        self.appeal: Appeal | None = None
        self._shown: tuple[object, ...] = ()
        self.setWindowTitle("Appeal")
        self.setAccessibleName("Appeal")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        self.title = PlainLabel("", role="title")
        self.about = PlainLabel("", role="muted", wrap=True)
        self.clock = PlainLabel("")
        self.clock.setFont(sized(self.clock.font(), 150, bold=True))
        self.clock.setAccessibleDescription("How long its posts have been up since it was over")
        self.counted = PlainLabel("", wrap=True)
        for widget in (self.title, self.about, self.clock, self.counted):
            column.addWidget(widget)
        column.addLayout(self._acts())
        column.addWidget(self._list(), 1)
        column.addLayout(self._foot())
        in_reading_order(column)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(self._take_all_down)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._clock)
        self._tick.start()
        window.tasks.changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Reads the appeal."""
        number = self.appeal_id
        self._window.tasks.read("appeal", lambda db, _stop: appeal_rows.one(db, number), self._read)

    def _changed(self, changes: Changes) -> None:
        if changes.outbox or changes.posts or changes.items:
            self.refresh()

    def _read(self, appeal: Appeal | None) -> None:
        if appeal is None:
            self.reject()
            return
        before, self.appeal = self.appeal, appeal
        desk = self._window.desk
        now = desk.clock()
        self.title.setText(f"{one_line(appeal.name, 120)}")
        about = f"{appeal.title}. Opened by {one_line(appeal.opened_by, 60)} {day_of(appeal.opened_ms, now)}."
        if appeal.proceedings_id is not None:
            about += " The watch for active proceedings is on."
        self.about.setText(about)
        self.counted.setText(counted(appeal))
        self.state.blockSignals(True)
        self.state.setCurrentIndex(tuple(AppealState).index(appeal.state))
        self.state.blockSignals(False)
        self._allow(appeal)
        over = appeal.state is not AppealState.OPEN
        if self._shown != (now_shown := (appeal.lines, over)):
            # Built anew only where something altered: whoever reads a line keeps their place.
            self._shown = now_shown
            place = self._area.verticalScrollBar().value()
            widgets: list[QWidget] = [self._line(line, over=over) for line in self._ordered(appeal)]
            if not widgets:
                widgets.append(
                    PlainLabel(
                        "No post is with it yet. Choose the appeal where a post of it is written, add a post by its "
                        "link, or look for what reads like it.",
                        role="muted",
                        wrap=True,
                    )
                )
            filled(self._rows, widgets)
            self._rows.addStretch(1)
            self._area.verticalScrollBar().setValue(place)
        self._clock()
        if before is not None and before.left and not appeal.left and over:
            say(self, "Nothing of this appeal is left to take down.", at_once=True)

    @staticmethod
    def _ordered(appeal: Appeal) -> list[AppealLine]:
        order = (Standing.HAND, Standing.UP, Standing.HELD, Standing.ASKED, Standing.SAID, Standing.GONE)
        return sorted(appeal.lines, key=lambda line: (order.index(line.standing), line.since_ms))

    def _allow(self, appeal: Appeal) -> None:
        desk = self._window.desk
        ends = may_end(desk.person, training=desk.training)
        opens = may_open(desk.person, training=desk.training)
        over = appeal.state is not AppealState.OPEN
        number = len(appeal.to_ask)
        why = ends or (
            "Say first what became of it: located, arrested, charged or concluded."
            if not over
            else ""
            if number
            else "Nothing is left that the desk can take down."
        )
        self.all_down.setEnabled(not why)
        self.all_down.setText(button_words(_take_words(number if over else 0)))
        tip(self.all_down, why or "Ctrl+Enter")
        self.state.setEnabled(not ends)
        tip(self.state, ends)
        for button in (self.link, self.search, self.proceedings):
            button.setEnabled(not opens)
            tip(button, opens)
        self.post.setEnabled(not over and not opens)
        tip(self.post, opens or ("That appeal is over: nothing more of it is published." if over else ""))
        self.share.setEnabled(not over)
        tip(self.share, "That appeal is over: it is shared no more." if over else "")

    def _clock(self) -> None:
        appeal = self.appeal
        if appeal is None:
            return
        words = clock_line(appeal, to_ms(self._window.desk.clock()))
        self.clock.setText(words)
        self.clock.setVisible(bool(words))
        role(self.clock, "danger" if appeal.running else "ok")

    # --- What it is made of -----------------------------------------------------------------------------------------

    def _acts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.state = QComboBox()
        self.state.setAccessibleName("What became of it")
        for state in AppealState:
            self.state.addItem(state.label, state.value)
        self.state.activated.connect(self._state_chosen)
        words = PlainLabel("What became of it")
        words.setBuddy(self.state)
        self.all_down = QPushButton("Take all down")
        self.all_down.setAccessibleName("Take all down")
        self.all_down.setAutoDefault(False)
        role(self.all_down, "danger")
        self.all_down.clicked.connect(self._take_all_down)
        row.addWidget(words)
        row.addWidget(self.state)
        row.addStretch(1)
        row.addWidget(self.all_down)
        return row

    def _state_chosen(self, _index: int) -> None:
        self.state_asked.emit(str(self.state.currentData()))

    def _take_all_down(self) -> None:
        if self.all_down.isEnabled():
            self.all_down_asked.emit()

    def _list(self) -> QScrollArea:
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Posts and copies")
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(8)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        area.viewport().setAutoFillBackground(False)
        return area

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)

        def button(words: str, name: str, asked: SignalInstance) -> QPushButton:
            made = QPushButton(button_words(words))
            made.setAccessibleName(name)
            made.setAutoDefault(False)
            made.clicked.connect(asked)
            row.addWidget(made)
            return made

        self.post = button("Write a post…", "Write a post of this appeal", self.post_asked)
        self.link = button("Add by link…", "Add a post or copy by its link", self.link_asked)
        self.search = button("Look for copies…", "Look for what reads like this appeal", self.search_asked)
        self.share = button("Share elsewhere…", "Share it on other accounts", self.share_asked)
        self.proceedings = button(
            "Proceedings…", "Proceedings active: switch the watch on", self.proceedings_asked
        )
        row.addStretch(1)
        close = QPushButton("Close")
        close.setAccessibleName("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        return row

    def _line(self, line: AppealLine, *, over: bool) -> QWidget:
        now = self._window.desk.clock()
        sign, tone = SIGNS[line.standing]
        if not over and line.standing in (Standing.UP, Standing.HAND):
            sign, tone = "show", "neutral"
        frame, lines = made_card(tone if tone != "neutral" else "")
        where = " · ".join(
            part for part in (network_label(line.network), one_line(line.account_name, 60)) if part
        )
        lines.addWidget(Headline(sign, standing_words(line, now, over=over), where, tone))
        words = one_line(line.untrusted_words, 180)
        out = "since" if line.standing in (Standing.UP, Standing.ASKED, Standing.HAND) else "out"
        lines.addWidget(
            sentence(
                " · ".join(p for p in (line.what, f"{out} {day_of(line.since_ms, now)}", words) if p), "small"
            )
        )
        if line.reason and (over or line.copy_id is None):
            lines.addWidget(sentence(line.reason, "small" if line.standing.over else "warning"))
        row = QHBoxLayout()
        row.setSpacing(8)
        if line.link:
            row.addWidget(self._small("Open it…", f"Open it: {where}", "link", lambda: self._open(line)))
        if over and (line.standing is Standing.HAND or (line.standing is Standing.UP and line.reason)):
            row.addWidget(
                self._small("Tick off…", f"Tick off: {where}", "check", lambda: self.tick_asked.emit(line))
            )
        if row.count():
            row.addStretch(1)
            lines.addLayout(row)
        return frame

    @staticmethod
    def _small(words: str, name: str, sign: str, run: Callable[[], None]) -> QPushButton:
        made = QPushButton(button_words(words))
        made.setAccessibleName(name)
        made.setAutoDefault(False)
        icons.put(made, sign, "text", 14)
        made.setIconSize(QSize(14, 14))
        made.clicked.connect(lambda _=False: run())
        return made

    def _open(self, line: AppealLine) -> None:
        known = next((each for each in Network if each.value == line.network), None)
        if known is None:
            QGuiApplication.clipboard().setText(line.link)
            say(self, "The link is copied: the desk opens pages of the networks only.", at_once=True)
            return
        open_link(self, line.link, known, training=self._window.desk.training, note=BY_HAND_NOTE)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the page is read."""
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            go_to(target, reason)
        return target is not None


def _take_words(number: int) -> str:
    if number == 1:
        return "Take 1 down"
    return f"Take all {number} down" if number else "Take all down"
