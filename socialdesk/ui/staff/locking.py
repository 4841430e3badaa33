"""Blanking the window: asked for, or by itself where nobody has touched it for a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog

from socialdesk.clock import monotonic
from socialdesk.model.people import NOBODY, Person, same_person
from socialdesk.register.staff import lock
from socialdesk.ui.announce import say
from socialdesk.ui.dialogs import PersonForm
from socialdesk.ui.signing import pins_asked
from socialdesk.ui.staff.lock_page import LockPage
from socialdesk.ui.staff.seating import say_who, sit_down
from socialdesk.ui.window import Window

CHECK_MS = 5_000
_PUT_AWAY = "desk_put_away"
_WATCHED = "desk_watched"
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
    }
)


class Locker(QObject):
    """Blanks one window, and opens it again for whoever signs. Times are on a clock that nobody can put back."""

    def __init__(self, window: Window, *, ticking: Callable[[], float] = monotonic) -> None:
        super().__init__(window)
        self._window = window
        self._ticking = ticking
        self._touched = ticking()
        self.page: LockPage | None = None
        """What is shown instead of the window; None while it is open."""
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Begins to watch whether somebody is there."""
        self._touched = self._ticking()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
        self._watch(self._window.windowHandle())
        self._timer.start()

    def end(self) -> None:
        """The window closes."""
        self._timer.stop()
        self._let_go()

    def _let_go(self) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    @property
    def minutes(self) -> int:
        """After how many it blanks itself; 0: never."""
        return self._window.desk.settings.lock_minutes if pins_asked(self._window.desk) else 0

    def look(self) -> None:
        """Blanks the window where nobody has touched it for long enough."""
        self._watch(self._window.windowHandle())
        if self.page is None and self.minutes and self._ticking() - self._touched >= self.minutes * 60:
            self.lock(by_itself=True)

    def lock(self, *, by_itself: bool = False) -> None:
        """Blanks it. Drafts are kept; what was decided goes on, and is not to be taken back before somebody signs."""
        window = self._window
        if self.page is not None or window.inside is None:
            return
        if window.complete:
            window.conversation.keep_drafts()
            window.panel.keep_drafts()
        self._hide_others()
        window.commands.suspend(True)
        self._show_page()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)  # what is shown from now on; while it is locked there are few events
        person, now = window.desk.person, window.desk.clock()
        if person != NOBODY and not window.desk.settings.locked:
            window.tasks.write(lambda db: lock(db, by_itself=by_itself, now=now, by=person))
        self._keep(locked=True)
        say(window, "The desk is locked.", at_once=True)

    def _show_page(self) -> None:
        window = self._window
        assert window.inside is not None
        self.page = LockPage(
            window.desk, window.tasks, signed=self._opened, say_who=lambda: say_who(window, self._opened)
        )
        window.inside.hide()
        around = window.inside.parentWidget()
        place = around.layout() if around is not None else None
        if place is not None:
            place.addWidget(self.page)
        self.page.show()
        self.page.take_focus()

    def _opened(self, person: Person, how: str) -> None:
        window, page = self._window, self.page
        if page is None or window.inside is None:
            return
        same = same_person(person, window.desk.person)
        self.page = None
        self._let_go()
        self._touched = self._ticking()
        page.hide()
        page.deleteLater()
        window.inside.show()
        window.commands.suspend(False)
        self._keep(locked=False)
        for dialog in QApplication.topLevelWidgets():
            if not isinstance(dialog, QDialog) or not dialog.property(_PUT_AWAY):
                continue
            dialog.setProperty(_PUT_AWAY, False)
            # What one person had begun in a form is not the next one's to finish.
            if same:
                dialog.show()
            else:
                dialog.reject()
        sit_down(window, person, how)
        window.opened_again()

    def _hide_others(self) -> None:
        for other in QApplication.topLevelWidgets():
            if other is self._window or not other.isVisible():
                continue
            if isinstance(other, QDialog):
                other.setProperty(_PUT_AWAY, True)
                other.hide()
            elif other.parentWidget() is not None:
                other.hide()  # a menu, a list of choices, a tooltip

    def _put_away_later(self, shown: QObject) -> None:
        """What something that ended meanwhile would show, an export or a look at the record, waits for who signs."""
        if isinstance(shown, QDialog) and not isinstance(shown, PersonForm):
            shown.setProperty(_PUT_AWAY, True)
            shown.hide()

    def _keep(self, *, locked: bool) -> None:
        settings = self._window.desk.settings
        if settings.locked != locked:
            self._window.keep_settings(replace(settings, locked=locked))

    def _watch(self, window: QWindow | None) -> None:
        # The windows' own filter: one of the whole program would be called for every event of every widget.
        if window is not None and not window.property(_WATCHED):
            window.setProperty(_WATCHED, True)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own: a key, the mouse or a finger. The first after too long blanks the window, and does nothing else."""
        if event.type() is QEvent.Type.Show and self.page is not None:
            self._put_away_later(watched)
        if event.type() not in _TOUCHES:
            return False
        was_open = self.page is None
        self.look()
        self._touched = self._ticking()
        return was_open and self.page is not None
