"""The wizard "Connect an account": network and way in, signing in, which accounts, done.

Whatever asks a network is done in the background; an answer to what was called off in the meantime is dropped, with
the secrets in it. What is typed stays until it has worked, and goes when the wizard is closed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Account, Network
from socialdesk.register.joining import Joining, Opened, Route
from socialdesk.ui.announce import say
from socialdesk.ui.connecting.pages import (
    AccountsPage,
    DonePage,
    FieldsPage,
    Page,
    RoutesPage,
    WaitingPage,
)
from socialdesk.ui.connecting.parts import Card, Steps
from socialdesk.ui.messages import tell_error
from socialdesk.ui.plain_text import PlainLabel, button_words, one_line
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

WIDTH, HEIGHT = 760, 600
"""Logical pixels; less where the screen has less."""
NETWORK, SIGN_IN, ACCOUNTS, DONE = range(4)


class ConnectWizard(QDialog):
    """See the module. `connected` is called once accounts are kept, even if the wizard was closed meanwhile."""

    def __init__(
        self,
        parent: QWidget | None,
        joining: Joining,
        tasks: Tasks,
        *,
        network: Network | None = None,
        connected: Callable[[list[Account]], None],
    ) -> None:
        super().__init__(parent)
        self._joining = joining
        self._tasks = tasks
        self._connected = connected
        self._closed = False
        self._attempt: threading.Event | None = None
        """Set to call off what is under way; whatever belongs to another one is dropped."""
        self._fields: dict[str, FieldsPage] = {}
        self._route: Route | None = None
        self.setWindowTitle("Connect an account")
        self.setAccessibleName("Connect an account")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._build()
        self.routes = RoutesPage()
        self.routes.chosen.connect(self.take_route)
        self._to_routes()
        # It looks into the keyring, which may wait for somebody to unlock it.
        tasks.call(joining.routes, then=partial(self._ways_in, network), on_error=self._no_way_in)

    def _build(self) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        self.setMinimumSize(min(560, room.width() - 40), min(380, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(12)
        column.addWidget(PlainLabel("Connect an account", role="title"))
        self.steps = Steps()
        column.addWidget(self.steps)
        self._pages = QStackedWidget()
        column.addWidget(self._pages, 1)
        self.wrong = Card("danger", "warning")
        self.wrong.hide()
        column.addWidget(self.wrong)
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.back = self._button("Back")
        self.back.clicked.connect(self._go_back)
        row.addWidget(self.back)
        row.addStretch(1)
        self.cancel = self._button("Cancel")
        self.cancel.clicked.connect(self.reject)
        row.addWidget(self.cancel)
        self.onward = self._button("Continue")
        self.onward.clicked.connect(self.go_on)
        self.onward.setDefault(True)
        role(self.onward, "primary")
        row.addWidget(self.onward)
        column.addWidget(self._bar)

    @staticmethod
    def _button(words: str) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.setMinimumHeight(34)
        return button

    # --- from step to step ----------------------------------------------------------------------------------------

    @property
    def page(self) -> QWidget:
        """What is shown."""
        return self._pages.currentWidget() or self

    def _ways_in(self, network: Network | None, routes: Sequence[Route]) -> None:
        if self._closed:
            return
        self.routes.show_routes(routes, network)
        ways = [route for route in routes if route.network == network]
        if len(ways) == 1:
            self._show_fields(ways[0])
        else:
            self.routes.begin()

    def _no_way_in(self, error: Exception) -> None:
        if not self._closed:
            self.routes.show_routes((), None)
            self._say_error(error, "look up the ways in")

    def take_route(self, route: Route) -> None:
        """A way in was chosen: ask for what it needs, or open the browser at once where it needs nothing."""
        self._show_fields(route)
        if route.browser and not route.asked:
            self.go_on()

    def go_on(self) -> None:
        """The button that leads on was pressed."""
        page = self.page
        if isinstance(page, FieldsPage):
            self._open(page)
        elif isinstance(page, AccountsPage):
            self._connect(page)
        elif isinstance(page, DonePage):
            self.accept()

    def _go_back(self) -> None:
        page = self.page
        if isinstance(page, WaitingPage):
            self._call_off()
        if isinstance(page, WaitingPage | AccountsPage) and self._route is not None:
            self._show_fields(self._route)
        else:
            self._to_routes()

    def _to_routes(self) -> None:
        self._put(self.routes, NETWORK, back="", onward="")
        self.routes.begin()

    def _show_fields(self, route: Route) -> None:
        self._route = route
        if route.key not in self._fields:
            self._fields[route.key] = page = FieldsPage(route)
            self._pages.addWidget(page)
        page = self._fields[route.key]
        self._put(page, SIGN_IN, back="Back", onward=page.onward)
        page.begin()

    def _put(self, page: QWidget, step: int, *, back: str, onward: str, cancel: str = "Cancel") -> None:
        self.wrong.hide()
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        before = self._pages.currentWidget()
        self._pages.setCurrentWidget(page)
        if isinstance(before, WaitingPage | AccountsPage | DonePage) and before is not page:
            self._pages.removeWidget(before)
            before.deleteLater()
        self.steps.show_step(step)
        for button, words in ((self.back, back), (self.onward, onward), (self.cancel, cancel)):
            button.setVisible(bool(words))
            if words:
                button.setText(button_words(words))
                button.setAccessibleName(words)
        self.onward.setDefault(bool(onward))
        say(self, f"{self.steps.words}. {page.accessibleName()}")

    # --- what asks a network --------------------------------------------------------------------------------------

    def _open(self, page: FieldsPage) -> None:
        lacking = page.lacking()
        if lacking is not None:
            self._refuse(f"{one_line(lacking.label)} is needed.", page.fields[lacking.name])
            return
        route, name = page.route, page.route.network.label
        if route.browser:
            waiting = WaitingPage(
                route.network,
                "Your browser is open: sign in there",
                f"Sign in to {name} as somebody who runs the Force's account, and agree to what is asked.",
                "This goes on by itself when the browser says that you may close it. If no browser has opened, stop "
                "and try again.",
            )
        else:
            waiting = WaitingPage(
                route.network, f"Asking {name}", f"{name} is asked what this sign-in opens."
            )
        self._attempt = attempt = threading.Event()
        self._put(waiting, SIGN_IN, back="Stop and go back", onward="")
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tasks.call(
            partial(self._joining.open, route, page.typed(), attempt),
            then=partial(self._opened, attempt),
            on_error=partial(self._failed, attempt, page, "sign in"),
            cancel=attempt,
        )

    def _opened(self, attempt: threading.Event, opened: Opened) -> None:
        if self._closed or attempt is not self._attempt:
            return
        self._attempt = None
        self._fields[opened.route.key].forget()
        page = AccountsPage(opened)
        self._put(page, ACCOUNTS, back="Back", onward="Connect" if opened.candidates else "")
        page.begin()
        # A browser stands before the desk now; the person looks for what comes next.
        QApplication.alert(self)

    def _connect(self, page: AccountsPage) -> None:
        chosen = page.chosen()
        if not chosen:
            self._refuse("Tick at least one account.", next(iter(page.boxes.values()), None))
            return
        self._attempt = attempt = threading.Event()
        self._keep(busy=True)
        self._tasks.call(
            partial(self._joining.connect, page.opened, chosen),
            then=partial(self._kept, attempt, page.opened),
            on_error=partial(self._failed, attempt, page, "connect the account"),
        )

    def _keep(self, *, busy: bool) -> None:
        """While accounts are being kept nothing can be asked for twice."""
        words = "Connecting…" if busy else "Connect"
        self.wrong.hide()
        self.page.setEnabled(not busy)
        for button in (self.onward, self.back):
            button.setEnabled(not busy)
        self.onward.setText(words)
        self.onward.setAccessibleName(words)
        self.cancel.setText("Close" if busy else "Cancel")

    def _kept(self, attempt: threading.Event, opened: Opened, accounts: list[Account]) -> None:
        self._connected(accounts)
        if self._closed or attempt is not self._attempt:
            return
        self._attempt = None
        self._keep(busy=False)
        self._put(DonePage(opened, accounts), DONE, back="Connect another", onward="Close", cancel="")
        self.onward.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, attempt: threading.Event, page: Page, doing: str, error: Exception) -> None:
        if self._closed or attempt is not self._attempt:
            return
        self._attempt = None
        if isinstance(page, FieldsPage):
            self._show_fields(page.route)
            page.begin_again()
        else:
            self._keep(busy=False)
            page.begin()
        self._say_error(error, doing)

    def _say_error(self, error: Exception, doing: str) -> None:
        if isinstance(error, UserFacingError):
            self._refuse(str(error))
        else:
            self._refuse("It could not be done, through a fault of the desk. What you typed is still here.")
            tell_error(self, error, doing=doing)

    def _refuse(self, sentence: str, field: QWidget | None = None) -> None:
        self.wrong.words.setText(sentence)
        self.wrong.show()
        say(self, sentence, at_once=True)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the end --------------------------------------------------------------------------------------------------

    def _call_off(self) -> None:
        if self._attempt is not None:
            self._attempt.set()
            self._attempt = None

    def done(self, result: int) -> None:
        """Qt's own: what is under way is called off, and nothing that was typed is kept."""
        self._forget()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's own, where the wizard is closed with the whole window."""
        self._forget()
        super().closeEvent(event)

    def _forget(self) -> None:
        self._closed = True
        self._call_off()
        for page in self._fields.values():
            page.forget(all_of_it=True)
        self._fields.clear()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes as the wizard is read; its pages are made later than its buttons."""
        page = self.routes.parts() if self.page is self.routes else [self.page]
        target = next_stop([*page, self.wrong, self._bar], QApplication.focusWidget(), forward=next)
        if target is not None:
            go_to(target, Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        return target is not None
