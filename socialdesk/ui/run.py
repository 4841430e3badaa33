"""Starts the window: Qt loads while a thread opens the store, and something is painted if the keyring keeps it."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from socialdesk.errors import UserFacingError
from socialdesk.ui import icons
from socialdesk.ui.desk import Desk
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Choice, ask, tell_error
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.theme import apply_theme

NAME = "SocialDesk"
LISTEN_MS = 500
INTERRUPTED = 130
AT_THE_LATEST_MS = 1_000
PATIENCE_MS = 250
"""The store opens faster than this unless the keyring asks for its password; until then there is nothing to look at."""


class Opened(QObject):
    """Brings the desk, or the reason why there is none, from the opening thread to the GUI thread."""

    arrived = Signal(object)

    def __init__(
        self,
        opening: Future[Callable[[], Desk]],
        begin: Callable[[Future[Callable[[], Desk]]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.arrived.connect(begin, Qt.ConnectionType.QueuedConnection)
        # Last: a store that is open already says so within this call.
        opening.add_done_callback(self.arrived.emit)


def application(theme: str = "system") -> QApplication:
    """The one `QApplication`, with the desk's name, icon and look."""
    held = QApplication.instance()
    app = held if isinstance(held, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName(NAME)
    app.setApplicationDisplayName(NAME)
    app.setDesktopFileName("socialdesk")
    app.setWindowIcon(icons.app_icon())
    apply_theme(app, theme)
    return app


def run(
    opening: Future[Callable[[], Desk]],
    *,
    close: Callable[[], None],
    theme: str = "system",
    walk: Callable[[MainWindow], None] | None = None,
) -> int:
    """Shows the window once the desk is open, until it is closed; answers with the exit code.

    What `opening` brings makes the desk, here on the GUI thread. `close` ends everything behind the window.
    `walk` drives the window by itself, and ends the program.
    """
    app = application(theme)
    waiting = _Waiting()
    shown: list[MainWindow] = []

    def begin(done: Future[Callable[[], Desk]]) -> None:
        waiting.close()
        error = done.exception()
        if error is not None:
            print_reason(error)
            message = tell_error(None, error, doing="open")
            message.destroyed.connect(lambda: app.exit(1))
            if walk is not None:
                app.exit(1)
            return
        desk = done.result()()
        apply_theme(app, desk.settings.theme)
        window = MainWindow(desk)
        shown.append(window)
        # Networks are asked once the list is on screen, or at the latest soon: a window can be opened out of sight.
        window.list.table.painted.connect(lambda: QTimer.singleShot(0, window, partial(settled, desk)))
        QTimer.singleShot(AT_THE_LATEST_MS, window, partial(settled, desk))
        window.show()
        if desk.recovery_code and not window.locked:
            QTimer.singleShot(0, lambda: show_recovery_code(window, desk))
        if walk is not None:
            QTimer.singleShot(0, partial(walk, window))

    begun: list[Desk] = []

    def settled(desk: Desk) -> None:
        if begun:
            return
        begun.append(desk)
        # What a start makes stays: the collector need not walk it again and again while items arrive.
        gc.freeze()
        gc.enable()
        desk.begin()

    def interrupted(_number: int, _frame: object) -> None:
        app.exit(INTERRUPTED)

    Opened(opening, begin, app)
    # Python hears a signal only when it is running: Qt's loop comes by here twice a second.
    listening = QTimer()
    listening.start(LISTEN_MS)
    signal.signal(signal.SIGINT, interrupted)
    QTimer.singleShot(PATIENCE_MS, lambda: None if shown or opening.done() else waiting.show())
    try:
        return app.exec()
    finally:
        for window in shown:
            window.close()
        close()


def show_recovery_code(window: QWidget, desk: Desk) -> None:
    """Shows the recovery code until a person says that it is filed; it comes back at the next start until then."""

    def answered(key: str) -> None:
        if key == "filed":
            desk.recovery_code_filed()

    ask(
        window,
        "The recovery code",
        [
            "Write this code down or print it, and lock it away.",
            desk.recovery_code,
            "It is the only way to the desk's records if this login's keyring is lost. It is not kept in any file.",
        ],
        [
            Choice("later", "Show it again next time"),
            Choice("filed", "It is filed: do not show it again", kind="primary"),
        ],
        answered,
        tone="warning",
    )


def print_reason(error: BaseException) -> None:
    """Says on the console, where there is one, why the desk did not open."""
    if sys.stderr is not None:
        words = (
            str(error)
            if isinstance(error, UserFacingError)
            else f"The desk has a fault: {type(error).__name__}."
        )
        sys.stderr.write(words + "\n")


class _Waiting(QWidget):
    """What is seen while the keyring is unlocked."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(NAME)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 40, 48, 40)
        column.addWidget(PlainLabel("Opening the desk …", role="title"))
        column.addWidget(
            PlainLabel(
                "Its key is read from this login's keyring, which may ask for a password.", role="muted"
            )
        )
