"""Closing the desk while something waits that only an open desk sends: it is said, and the person decides."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication

from socialdesk.outbox.queries import Left, left_behind
from socialdesk.publishing.schedule import told
from socialdesk.ui.commands import Command
from socialdesk.ui.messages import Choice, Message, ask
from socialdesk.ui.window import Window


class Leaving(QObject):
    """Asks before a person closes the window. What ends the program, or shuts the computer down, is not held up."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._asking: Message | None = None
        window.installEventFilter(self)
        window.commands.add(
            Command(id="close", label="Close the desk", group="Desk", run=self.close, keys=("Ctrl+Q",))
        )

    def close(self) -> None:
        """Closes the window, or asks first."""
        if not self.asks():
            self._window.close()

    def asks(self) -> bool:
        """Puts the question where something waits; False where nothing does."""
        if self._asking is not None:
            return True
        desk = self._window.desk
        left = left_behind(desk.read)
        if not left:
            return False
        self._asking = ask(
            self._window,
            "Close the desk",
            sentences(left, desk.book.hours.timezone),
            [
                Choice("stay", "Leave it open", kind="primary"),
                Choice("close", "Close it anyway", kind="danger"),
            ],
            self._answered,
            tone="warning",
        )
        self._asking.finished.connect(self._asked)
        return True

    def _asked(self, _result: int) -> None:
        self._asking = None

    def _answered(self, key: str) -> None:
        if key == "close":
            self._window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own: a close that comes from outside the program, as by the cross of the window."""
        if (
            watched is self._window
            and event.type() == QEvent.Type.Close
            and event.spontaneous()
            and not _shuts_down()
            and self.asks()
        ):
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _shuts_down() -> bool:
    """True while the computer's session ends: it is not held up."""
    app = QGuiApplication.instance()
    return isinstance(app, QGuiApplication) and app.isSavingSession()


def sentences(left: Left, zone: str) -> list[str]:
    """What waits, and what becomes of it."""
    found = ["Close the desk while something waits?"]
    if left.kept:
        one = left.kept == 1
        first = "" if left.first_due_ms is None else told(left.first_due_ms, zone)
        found.append(
            f"{left.kept} post{' is' if one else 's are'} kept on this computer until "
            + (f"{first}." if one else f"their time, the first until {first}.")
            + " The desk must be open then, and this computer on; later a person is asked first."
        )
    if left.going:
        one = left.going == 1
        found.append(
            f"{left.going} action{' is' if one else 's are'} on the way and not confirmed. "
            f"{'It goes' if one else 'They go'} on when the desk is opened again; what has become old by then asks a "
            "person first."
        )
    return found
