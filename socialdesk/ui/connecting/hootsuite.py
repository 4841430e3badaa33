"""Hootsuite as a way for posts: signing in, which accounts publish through it, how it stands, and taking it out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from socialdesk.errors import UserFacingError
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.publishing import routes
from socialdesk.register.hootsuite import Hootsuite, HootsuiteAnswer, HootsuiteStanding
from socialdesk.ui.announce import say
from socialdesk.ui.connecting.hootsuite_parts import SignInFields, Ways
from socialdesk.ui.connecting.parts import Card
from socialdesk.ui.messages import Choice, ask, tell, tell_error
from socialdesk.ui.plain_text import PlainLabel, tip
from socialdesk.ui.record.working import while_open
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 820, 640
"""Logical pixels; less where the screen has less."""
ABOUT = (
    "Hootsuite holds what is scheduled and sends it at its time, whether this computer is on or off. Comments and "
    "messages are read on each network itself, and what has gone out is looked for there before it is called published."
)


class HootsuiteView(QDialog):
    """See the module. Whatever asks Hootsuite or the keyring is done in the background."""

    def __init__(self, window: Window, hootsuite: Hootsuite, parent: QWidget | None = None) -> None:
        super().__init__(parent or window)
        self._window = window
        self._hootsuite = hootsuite
        self._standing = HootsuiteStanding(signed_in=False)
        self._answer: HootsuiteAnswer | None = None
        self._attempt: threading.Event | None = None
        """Set to call off the sign-in under way."""
        self.setWindowTitle("Posts through Hootsuite")
        self.setAccessibleName("Posts through Hootsuite")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._build()
        self._show_ways()
        self._say("info", "Looking in the keyring…")
        self.sign_in.setEnabled(False)
        window.tasks.call(hootsuite.standing, then=while_open(self, self._known), on_error=self._trouble)

    def _build(self) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(10)
        column.addWidget(PlainLabel("Posts through Hootsuite", role="title"))
        column.addWidget(PlainLabel(ABOUT, role="muted", wrap=True))
        self.cards = {tone: Card(tone, sign) for tone, sign in _SIGNS.items()}
        for card in self.cards.values():
            column.addWidget(card)
        self.fields = SignInFields()
        self.fields.hide()
        column.addWidget(self.fields)
        self.heading = PlainLabel("By which way the posts of each account go", role="heading", wrap=True)
        column.addWidget(self.heading)
        self.ways = Ways()
        self.ways.chosen.connect(self._choose)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("Accounts")
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.ways)
        inner.addStretch(1)
        self._area.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        self._area.viewport().setAutoFillBackground(False)
        column.addWidget(self._area, 1)
        self._room = QWidget()
        column.addWidget(self._room, 1)
        self.left = PlainLabel(role="small", wrap=True)
        column.addWidget(self.left)
        column.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.sign_in = self._button("Sign in…", self._ask_for_sign_in)
        self.go_on = self._button("Open the browser", self._open_browser)
        self.stop = self._button("Stop and go back", self._call_off)
        self.forget = self._button("Stop using Hootsuite…", self._ask_to_forget)
        self.close_button = self._button("Close", self.accept)
        for button in (self.sign_in, self.stop, self.forget):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.go_on)
        row.addWidget(self.close_button)
        self.close_button.setDefault(True)
        role(self.go_on, "primary")
        self._buttons()
        return row

    @staticmethod
    def _button(words: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        button.setMinimumHeight(34)
        button.clicked.connect(lambda: pressed())
        return button

    # --- what is known --------------------------------------------------------------------------------------------

    def _known(self, standing: HootsuiteStanding) -> None:
        self._standing = standing
        self.fields.show_standing(standing)
        self._buttons()
        if not standing.signed_in:
            self._say(
                "info",
                "Nobody has signed in to Hootsuite on this computer. Every account publishes by itself.",
            )
            return
        self._say("info", "Asking Hootsuite…")
        self._window.tasks.call(
            self._hootsuite.ask, then=while_open(self, self._answered), on_error=self._trouble
        )

    def _answered(self, answer: HootsuiteAnswer) -> None:
        self._answer = answer
        self.left.setText("\n".join(f"Hootsuite: {line}" for line in answer.left))
        opened = len(answer.profiles)
        lost = sum(each.needs_signing_in for each in answer.profiles)
        words = f"Signed in. Hootsuite opens {opened} account{'' if opened == 1 else 's'} for this sign-in."
        if lost:
            words += f" It has lost its own sign-in to {lost} of them: connect them again in Hootsuite."
        self._say("warning" if lost else "ok", words)
        self._show_ways()

    def _trouble(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            while_open(self, self._say_wrong)(str(error))
            return
        tell_error(self._window, error, doing="ask Hootsuite")

    def _say_wrong(self, sentence: str) -> None:
        self._buttons()
        self._say("warning", sentence)

    def _say(self, tone: str, words: str) -> None:
        for each, card in self.cards.items():
            card.setVisible(each == tone)
        self.cards[tone].words.setText(words)
        say(self, words, at_once=tone == "warning")

    def _show_ways(self) -> None:
        desk = self._window.desk
        able = routes.may_say(desk.person, training=desk.training)
        self.ways.show_ways(
            tuple(desk.accounts.values()),
            routes.profiles(desk.read),
            self._answer,
            "" if able else routes.THEIRS,
        )
        self._buttons()

    def _buttons(self) -> None:
        """Those that fit what is going on."""
        typing, waiting = not self.fields.isHidden(), self._attempt is not None
        known = self._standing
        self.sign_in.setVisible(known.own_sign_in and not typing and not waiting)
        self.sign_in.setEnabled(True)
        words = "Sign in again…" if known.signed_in else "Sign in…"
        self.sign_in.setText(words)
        self.sign_in.setAccessibleName(words)
        self.go_on.setVisible(typing and not waiting)
        self.stop.setVisible(typing or waiting)
        self.forget.setVisible(known.own_sign_in and known.signed_in and not typing and not waiting)
        desk = self._window.desk
        able = routes.may_say(desk.person, training=desk.training)
        self.forget.setEnabled(able)
        tip(self.forget, "" if able else routes.THEIRS)
        for widget in (self.heading, self._area, self.left):
            widget.setVisible(not typing and not waiting)
        self._room.setVisible(typing or waiting)  # so that what is left stands at the top

    # --- signing in -----------------------------------------------------------------------------------------------

    def _ask_for_sign_in(self) -> None:
        self.fields.show()
        for card in self.cards.values():
            card.hide()
        self._buttons()
        self.go_on.setDefault(True)
        first = self.fields.app_secret if self.fields.app_id.text() else self.fields.app_id
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_browser(self) -> None:
        lacking = self.fields.lacking()
        if lacking is not None:
            self._say("warning", lacking[0])
            lacking[1].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._attempt = attempt = threading.Event()
        app_id, secret = self.fields.app_id.text(), self.fields.app_secret.text()
        self.fields.hide()
        self._buttons()
        self._say(
            "info",
            "Your browser is open: sign in to Hootsuite there as somebody who may publish for the Force's accounts. "
            "This goes on by itself.",
        )
        self.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self._window.tasks.call(
            partial(self._hootsuite.sign_in, app_id, secret, attempt),
            then=while_open(self, partial(self._signed_in, attempt)),
            on_error=while_open(self, partial(self._not_signed_in, attempt)),
            cancel=attempt,
        )

    def _signed_in(self, attempt: threading.Event, answer: HootsuiteAnswer) -> None:
        if attempt is not self._attempt:
            return
        self._attempt = None
        self.fields.forget()
        self._window.tasks.call(
            self._hootsuite.standing, then=while_open(self, self._signed_in_as), on_error=self._trouble
        )
        self._answered(answer)
        # A browser stands before the desk now; the person looks for what comes next.
        QApplication.alert(self)

    def _signed_in_as(self, standing: HootsuiteStanding) -> None:
        self._standing = standing
        self.fields.show_standing(standing)
        self._buttons()

    def _not_signed_in(self, attempt: threading.Event, error: Exception) -> None:
        if attempt is not self._attempt:
            return
        self._attempt = None
        self.fields.show()
        self._trouble(error)

    def _call_off(self) -> None:
        if self._attempt is not None:
            self._attempt.set()
            self._attempt = None
            self.fields.show()
            self._say("info", "Stopped. Nothing was kept.")
        else:
            self.fields.hide()
            self._known(self._standing)
        self._buttons()

    # --- choosing -------------------------------------------------------------------------------------------------

    def _choose(self, account_id: AccountId, profile: NativeId | None) -> None:
        account = self._window.desk.accounts.get(account_id)
        name = "" if account is None else account.name

        def chosen(_: None) -> None:
            self._show_ways()
            say(self, f"{name}: posts go {'to its network' if profile is None else 'through Hootsuite'} now.")

        def refused(error: Exception) -> None:
            self._show_ways()
            tell_error(self, error, doing="keep the way")

        self._window.tasks.call(
            lambda: self._hootsuite.choose(account_id, profile),
            then=while_open(self, chosen),
            on_error=while_open(self, refused),
        )

    # --- taking it out --------------------------------------------------------------------------------------------

    def _ask_to_forget(self) -> None:
        desk = self._window.desk
        names = [desk.accounts[each].name for each in routes.profiles(desk.read) if each in desk.accounts]
        held = routes.held_there(desk.read)

        def answered(key: str) -> None:
            if key == "stop":
                self._window.tasks.call(
                    self._hootsuite.forget, then=while_open(self, self._forgotten), on_error=self._trouble
                )

        ask(
            self,
            "Stop using Hootsuite",
            [
                "Stop publishing through Hootsuite, and forget its sign-in on this computer?",
                f"{', '.join(names)}: from now on posts go to the network itself." if names else "",
                f"{held} {'post is' if held == 1 else 'posts are'} held at Hootsuite until their time and go out from "
                "there: cancel them first if they shall not."
                if held
                else "",
            ],
            [
                Choice("keep", "Go on using it", kind="primary"),
                Choice("stop", "Stop using Hootsuite", kind="danger"),
            ],
            answered,
            tone="warning",
        )

    def _forgotten(self, sentence: str) -> None:
        self._answer = None
        self.left.setText("")
        self._window.tasks.call(
            self._hootsuite.standing, then=while_open(self, self._known), on_error=self._trouble
        )
        self._show_ways()
        tell(self, "Hootsuite", sentence)

    # --- the end --------------------------------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Qt's own: what is under way is called off, and nothing that was typed is kept."""
        self._forget_typed()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's own, where the dialog is closed with the whole window."""
        self._forget_typed()
        super().closeEvent(event)

    def _forget_typed(self) -> None:
        if self._attempt is not None:
            self._attempt.set()
            self._attempt = None
        self.fields.forget()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes as the screen is read; what stands on it changes."""
        target = next_stop([self], QApplication.focusWidget(), forward=next)
        if target is not None:
            go_to(target, Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        return target is not None


_SIGNS = {"ok": "check", "info": "info", "warning": "warning"}
