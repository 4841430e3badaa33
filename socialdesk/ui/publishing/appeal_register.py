"""The register of appeals: what is still up though it is over, what is open, and what is behind us (P4)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from socialdesk.clock import to_ms
from socialdesk.model.changes import Changes
from socialdesk.publishing import appeal_rows
from socialdesk.publishing.appeal_rows import Appeal, AppealState
from socialdesk.publishing.appeals import may_open
from socialdesk.ui.plain_text import PlainLabel, PlainLine, button_words, one_line, tip
from socialdesk.ui.publishing.appeal_words import clock_line, counted
from socialdesk.ui.review.block_told import day_of
from socialdesk.ui.review.parts import Headline, filled, made_card, sentence
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 860, 640
"""Logical pixels; less where the screen has less."""
TICK_MS = 1_000


class AppealRegister(QDialog):
    """See the module. `open_one` shows an appeal, `open_new` asks for one."""

    def __init__(
        self, window: Window, *, open_one: Callable[[int], None], open_new: Callable[[], None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._open_one = open_one
        self.appeals: list[Appeal] = []
        self._clocks: list[tuple[Appeal, PlainLabel]] = []
        self.setWindowTitle("Appeals")
        self.setAccessibleName("Appeals")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(PlainLabel("Appeals", role="title"))
        self.about = PlainLabel("", role="muted", wrap=True)
        column.addWidget(self.about)
        self.search = PlainLine(name="Find", hint="Name, or kind of appeal", limit=80)
        column.addWidget(self.search)
        column.addWidget(self._list(), 1)
        row = QHBoxLayout()
        self.new = QPushButton(button_words("Open an appeal…"))
        self.new.setAccessibleName("Open an appeal")
        self.new.setAutoDefault(False)
        self.new.clicked.connect(lambda _=False: open_new())
        why = may_open(window.desk.person, training=window.desk.training)
        self.new.setEnabled(not why)
        tip(self.new, why)
        close = QPushButton("Close")
        close.setAccessibleName("Close")
        close.setDefault(True)
        role(close, "primary")
        close.clicked.connect(self.accept)
        row.addWidget(self.new)
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        self.search.textChanged.connect(self._show)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._clock)
        self._tick.start()
        window.tasks.changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Reads the register."""
        self._window.tasks.read("appeals", lambda db, _stop: appeal_rows.everything(db), self._read)

    def _changed(self, changes: Changes) -> None:
        if changes.outbox or changes.posts:
            self.refresh()

    def _read(self, appeals: list[Appeal]) -> None:
        self.appeals = appeals
        up = sum(appeal.running for appeal in appeals)
        opened = sum(appeal.state is AppealState.OPEN for appeal in appeals)
        still = "Of none that is over is a post still up."
        if up:
            still = f"Of {up} that {'is' if up == 1 else 'are'} over, posts are still up."
        self.about.setText(f"{opened} open. {still}")
        self._show()

    def _show(self, *_: object) -> None:
        now = self._window.desk.clock()
        wanted = self.search.text().casefold().split()
        found = [
            appeal
            for appeal in self.appeals
            if all(word in f"{appeal.name} {appeal.title} {appeal.state.label}".casefold() for word in wanted)
        ]
        self._clocks = []
        widgets: list[QWidget] = []
        for appeal in found:
            tone = "danger" if appeal.running else "" if appeal.state is AppealState.OPEN else "ok"
            frame, lines = made_card(tone)
            sign = "warning" if appeal.running else "megaphone" if not tone else "done"
            lines.addWidget(
                Headline(
                    sign, f"{one_line(appeal.name, 120)}: {appeal.state.label.lower()}", appeal.title, tone
                )
            )
            clock = PlainLabel("", role="danger" if appeal.running else "small")
            self._clocks.append((appeal, clock))
            lines.addWidget(clock)
            opened = f"opened by {one_line(appeal.opened_by, 60)} {day_of(appeal.opened_ms, now)}"
            lines.addWidget(sentence(f"{counted(appeal)} {opened[0].upper()}{opened[1:]}.", "small"))
            button = QPushButton("Open…")
            role(button, "link")
            button.setAutoDefault(False)
            button.setAccessibleName(f"Open {appeal.title}: {one_line(appeal.name, 120)}")
            button.clicked.connect(lambda _=False, number=appeal.id: self._open_one(number))
            lines.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            widgets.append(frame)
        if not found:
            none = "No appeal was ever opened here." if not self.appeals else "None of that name."
            widgets.append(PlainLabel(none, role="muted"))
        filled(self._rows, widgets)
        self._rows.addStretch(1)
        self._clock()

    def _clock(self) -> None:
        now_ms = to_ms(self._window.desk.clock())
        for appeal, clock in self._clocks:
            words = clock_line(appeal, now_ms)
            clock.setText(words)
            clock.setVisible(bool(words))

    def _list(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Appeals")
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(8)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        area.viewport().setAutoFillBackground(False)
        return area

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the register is read."""
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            go_to(target, reason)
        return target is not None
