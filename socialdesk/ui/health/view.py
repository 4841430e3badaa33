"""The health view: every account in a line of its own, true to the second while it is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from socialdesk.inbox.queries import AccountRow
from socialdesk.model.ids import AccountId
from socialdesk.publishing import routes
from socialdesk.ui.connecting.dealing import connect_account, disconnect_account, show_hootsuite
from socialdesk.ui.health.line import COLUMNS, Line, columns
from socialdesk.ui.health.words import Remedy, health_of
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.status_words import freshness, gravity
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 1_040, 660
"""Logical pixels; less where the screen has less."""
_BAR = 10


class HealthView(QDialog):
    """See the module. Reads nothing itself: the window's watch reads the store, `Desk.standing` the rest."""

    def __init__(self, window: Window, *, change_settings: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._change_settings = change_settings
        self.lines: dict[AccountId, Line] = {}
        self.setWindowTitle("How every account is")
        self.setAccessibleName("How every account is")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(PlainLabel("How every account is", role="title"))
        self.fresh = PlainLabel(role="muted", wrap=True)
        column.addWidget(self.fresh)
        column.addWidget(self._heads())
        column.addWidget(self._table(), 1)
        column.addLayout(self._buttons())
        self.refresh()
        window.watch.ticked.connect(self.refresh)
        window.watch.read.connect(self.refresh)

    def _heads(self) -> QWidget:
        heads = QWidget()
        grid = QGridLayout(heads)
        columns(grid, self)
        margins = grid.contentsMargins()
        grid.setContentsMargins(margins.left() + 2, 2, margins.right() + _BAR + 2, 0)
        for place, words in enumerate(COLUMNS):
            grid.addWidget(PlainLabel(words, role="small"), 0, place)
        return heads

    def _table(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that the headings stand above their columns however many accounts there are.
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        area.setAccessibleName("Accounts")
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        area.viewport().setAutoFillBackground(False)
        return area

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        if self._window.desk.joining is not None:
            row.addWidget(self._button("Connect an account…", lambda: self._connect(None)))
        if self._window.desk.hootsuite is not None:
            row.addWidget(self._button("Hootsuite…", self._hootsuite))
        row.addWidget(self._button("Look for new items now", self._window.desk.sync_now))
        row.addStretch(1)
        close = self._button("Close", self.accept)
        close.setDefault(True)
        role(close, "primary")
        row.addWidget(close)
        return row

    @staticmethod
    def _button(words: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.setMinimumHeight(34)
        button.clicked.connect(lambda: pressed())
        return button

    def refresh(self) -> None:
        """Say how things stand now."""
        watch, desk = self._window.watch, self._window.desk
        now_ms = watch.now_ms()
        said = freshness(watch.accounts, now_ms)
        self.fresh.setText(f"{said.words}." if watch.accounts else said.more)
        through = routes.profiles(desk.read)
        found = [
            (
                row,
                health_of(
                    row,
                    desk.standing(row.account_id),
                    now_ms,
                    can_connect=self._can_connect,
                    through_hootsuite=row.account_id in through,
                ),
            )
            for row in watch.accounts
        ]
        if set(self.lines) != {row.account_id for row, _ in found}:
            self._clear()
            # What needs somebody stands first; a line does not move while it is looked at.
            for row, health in sorted(found, key=lambda pair: gravity(pair[0], pair[1].state)):
                self._add(row, Line(health, menu=self._can_connect))
            self._rows.addStretch(1)
        for row, health in found:
            self.lines[row.account_id].show_health(health)

    @property
    def _can_connect(self) -> bool:
        return self._window.desk.joining is not None

    def _clear(self) -> None:
        self.lines.clear()
        while (taken := self._rows.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _add(self, row: AccountRow, line: Line) -> None:
        def asked(key: str) -> None:
            if key == "sign_in":
                self._connect(row)
            elif key == "hootsuite":
                show_hootsuite(self._window, parent=self)
            else:
                disconnect_account(self._window, row, parent=self)

        def mend(remedy: Remedy) -> None:
            self._mend(row, remedy)

        line.mend.connect(mend)
        line.asked.connect(asked)
        self.lines[row.account_id] = line
        self._rows.addWidget(line)

    def _mend(self, row: AccountRow, remedy: Remedy) -> None:
        match remedy:
            case Remedy.SIGN_IN | Remedy.CONNECT:
                self._connect(row)
            case Remedy.TRY:
                self._window.desk.sync_now()
            case Remedy.SETTINGS:
                self._change_settings()

    def _hootsuite(self) -> None:
        show_hootsuite(self._window, parent=self)

    def _connect(self, row: AccountRow | None) -> None:
        network = None if row is None else row.network
        connect_account(self._window, network=network, parent=self)

    def changeEvent(self, event: QEvent) -> None:
        """Qt's own: the signs follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "lines"):
            for line in self.lines.values():
                line.retint()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes as the view is read; its lines are made anew when an account comes or goes."""
        target = next_stop([self], QApplication.focusWidget(), forward=next)
        if target is not None:
            go_to(target, Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        return target is not None
