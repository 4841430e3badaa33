"""The pages of the wizard. Each asks or tells one thing; `ConnectWizard` leads from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import NativeId
from socialdesk.register.joining import Asked, Candidate, Opened, Route
from socialdesk.ui import icons
from socialdesk.ui.connecting.parts import Badge, Card, NetworkButton, RouteButton, Sentences
from socialdesk.ui.messages import LONGEST_SENTENCE
from socialdesk.ui.plain_text import PlainLabel, PlainLine, button_words, one_line
from socialdesk.ui.theme import role

LONGEST_SECRET = 8_000
"""Characters; a Bluesky or Meta token has a few hundred."""


class Page(QScrollArea):
    """What does not fit a small screen scrolls; the buttons beneath stay where they are."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(2, 2, 10, 6)
        self.column.setSpacing(10)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """The room that the dialog gives."""
        return QSize(560, 300)

    def begin(self) -> None:
        """The keyboard goes to the first thing to do."""

    def head(self, network: Network, words: str) -> None:
        """A network's badge and a heading beside it."""
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Badge(network, 24))
        row.addWidget(PlainLabel(words, role="heading", wrap=True), 1)
        self.column.addLayout(row)


class RoutesPage(QWidget):
    """Step 1: the networks, and the ways into the one that is chosen."""

    chosen = Signal(object)
    """The `Route` that was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Networks and ways to sign in")
        self._routes: Sequence[Route] = ()
        self._network: Network | None = None
        self._shown: list[QWidget] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self._networks = QWidget()
        self._networks.setAccessibleName("Networks")
        self._column = QVBoxLayout(self._networks)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.setSpacing(4)
        self.networks: dict[Network, NetworkButton] = {}
        self._networks.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(self._networks)
        self._ways = Page("Ways to sign in")
        row.addWidget(self._ways, 1)
        self._put([PlainLabel("Looking up the ways in…", role="muted", wrap=True)])

    def show_routes(self, routes: Sequence[Route], network: Network | None) -> None:
        """Show every network, and the ways into `network`; None, or one that is not there, is the first."""
        self._routes = routes
        for each in dict.fromkeys(route.network for route in routes):
            self.networks[each] = button = NetworkButton(each)
            button.toggled.connect(self._toggled)
            self._column.addWidget(button)
            button.show()
        self._column.addStretch(1)
        if not routes:
            self._put([PlainLabel("No network can be connected from this desk.", role="muted", wrap=True)])
        wanted = network if network in self.networks else next(iter(self.networks), None)
        if wanted is not None:
            self.networks[wanted].setChecked(True)

    def parts(self) -> list[QWidget]:
        """In the order of Tab."""
        return [self._networks, self._ways]

    def ways(self) -> list[RouteButton]:
        """The ways that are shown."""
        return [each for each in self._shown if isinstance(each, RouteButton)]

    def begin(self) -> None:
        """The keyboard goes to the network that is chosen."""
        for button in self.networks.values():
            if button.isChecked():
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggled(self) -> None:
        chosen = next((network for network, button in self.networks.items() if button.isChecked()), None)
        if chosen is not None and chosen is not self._network:
            self._network = chosen
            self._show(chosen)

    def _show(self, network: Network) -> None:
        ways: list[QWidget] = [
            PlainLabel(f"How do you sign in to {network.label}?", role="heading", wrap=True)
        ]
        for route in self._routes:
            if route.network == network:
                button = RouteButton(route)
                button.clicked.connect(lambda _=False, route=route: self.chosen.emit(route))
                ways.append(button)
        self._put(ways)

    def _put(self, widgets: list[QWidget]) -> None:
        column = self._ways.column
        while (taken := column.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._shown = widgets
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)


class FieldsPage(Page):
    """Step 2: what has to be typed for one way in; nothing, where the browser asks for it."""

    def __init__(self, route: Route) -> None:
        super().__init__(one_line(route.label))
        self.route = route
        self.fields: dict[str, PlainLine] = {}
        self._counts: dict[str, PlainLabel] = {}
        self.head(route.network, f"{route.network.label} · {route.label}")
        if route.note:
            self.column.addWidget(Card("info", "info", route.note))
        for asked in route.asked:
            self._ask(asked)
        if route.browser:
            self.column.addWidget(
                PlainLabel(
                    "Your browser opens next. The desk never sees the password that you type there.",
                    role="muted",
                    wrap=True,
                )
            )
        self.column.addStretch(1)

    @property
    def onward(self) -> str:
        """The words on the button that goes on."""
        return "Open the browser" if self.route.browser else "Sign in"

    def typed(self) -> dict[str, str]:
        """What was typed, by the name of what was asked, without the blanks and line breaks that a paste brings."""
        return {name: _pasted(field.text()) for name, field in self.fields.items()}

    def lacking(self) -> Asked | None:
        """The first thing that is needed and not there."""
        typed = self.typed()
        return next((asked for asked in self.route.asked if asked.needed and not typed[asked.name]), None)

    def forget(self, *, all_of_it: bool = False) -> None:
        """Clear what is secret, or everything."""
        for asked in self.route.asked:
            if asked.secret or all_of_it:
                self.fields[asked.name].setText("")  # which `clear` would let Ctrl+Z bring back

    def begin(self) -> None:
        """The keyboard goes to the first field that is empty."""
        empty = (field for field in self.fields.values() if not field.text())
        first = next(empty, next(iter(self.fields.values()), None))
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_again(self) -> None:
        """It did not work: the keyboard goes to the first field, and typing there replaces what it holds."""
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            first.selectAll()

    def _ask(self, asked: Asked) -> None:
        words = asked.label if asked.needed else f"{asked.label} (if there is one)"
        field = PlainLine(name=words, limit=LONGEST_SECRET)
        field.setText(asked.value)
        field.setAccessibleDescription(one_line(asked.help, LONGEST_SENTENCE))
        label = PlainLabel(words, role="strong", wrap=True)
        label.setBuddy(field)
        block = QVBoxLayout()
        block.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(label, 1)
        if asked.secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
            # What is masked looks the same pasted or not: how much there is can be told.
            self._counts[asked.name] = count = PlainLabel("", role="small")
            top.addWidget(count)
            field.textChanged.connect(lambda _="", name=asked.name: self._count(name))
        block.addLayout(top)
        block.addWidget(field)
        if asked.help:
            block.addWidget(PlainLabel(asked.help, role="small", wrap=True, limit=LONGEST_SENTENCE))
        self.column.addLayout(block)
        self.fields[asked.name] = field

    def _count(self, name: str) -> None:
        number = len(_pasted(self.fields[name].text()))
        self._counts[name].setText(f"{number:,} character{'' if number == 1 else 's'}" if number else "")


class WaitingPage(Page):
    """While the browser is open, or a network is asked."""

    def __init__(self, network: Network, title: str, *sentences: str) -> None:
        super().__init__(title)
        self.column.addStretch(1)
        self.head(network, title)
        for sentence in sentences:
            self.column.addWidget(PlainLabel(sentence, wrap=True))
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedHeight(4)
        bar.setAccessibleName(title)
        self.column.addSpacing(6)
        self.column.addWidget(bar)
        self.column.addStretch(2)


class AccountsPage(Page):
    """Step 3: which of the accounts the desk is to have, and what the sign-in may do there."""

    def __init__(self, opened: Opened) -> None:
        super().__init__("Accounts that this sign-in opens")
        self.opened = opened
        self.boxes: dict[NativeId, QCheckBox] = {}
        found = opened.candidates
        network = opened.route.network
        if not found:
            self.head(network, "This sign-in opens no account")
            self.column.addWidget(
                PlainLabel(
                    f"{network.label} took the sign-in, but names no account that it may run. Go back and sign in as "
                    "somebody who runs the Force's account there.",
                    wrap=True,
                )
            )
        else:
            many = "Which of these accounts is the desk to have?"
            self.head(network, many if len(found) > 1 else "This sign-in opens one account")
            self._list(found)
        self.column.addWidget(Sentences(opened.allowed))
        self.column.addStretch(1)

    def chosen(self) -> list[NativeId]:
        """The accounts that are ticked."""
        return [native_id for native_id, box in self.boxes.items() if box.isChecked()]

    def begin(self) -> None:
        """The keyboard goes to the first box."""
        first = next(iter(self.boxes.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self, found: Sequence[Candidate]) -> None:
        # Where a sign-in opens several, some may be somebody's own: only a person can say which are the Force's.
        known = any(one.connected for one in found)
        for one in found:
            box = QCheckBox(button_words(one.name or str(one.native_id)))
            name = one_line(one.name, 120) or one_line(str(one.native_id), 60)
            box.setAccessibleName(name)
            box.setChecked(one.connected if known else len(found) == 1)
            self.boxes[one.native_id] = box
            row = QVBoxLayout()
            row.setSpacing(2)
            row.addWidget(box)
            if one.connected:
                words = "Connected already: its sign-in is replaced."
                box.setAccessibleDescription(words)
                told = PlainLabel(words, role="small", wrap=True)
                told.setContentsMargins(25, 0, 0, 0)
                row.addWidget(told)
            self.column.addLayout(row)
        if len(found) > 2:
            every = QPushButton("Tick all of them")
            role(every, "link")
            every.setAutoDefault(False)
            every.clicked.connect(self._tick_all)
            line = QHBoxLayout()
            line.addWidget(every)
            line.addStretch(1)
            self.column.addLayout(line)

    def _tick_all(self) -> None:
        for box in self.boxes.values():
            box.setChecked(True)


class DonePage(Page):
    """Step 4: what is connected now, and once more what the sign-in may do."""

    def __init__(self, opened: Opened, connected: Sequence[Account]) -> None:
        super().__init__("Done")
        row = QHBoxLayout()
        row.setSpacing(12)
        sign = PlainLabel()
        sign.setPixmap(icons.pixmap("done", "ok", 28))
        row.addWidget(sign)
        row.addWidget(PlainLabel("Connected", role="title"), 1)
        self.column.addLayout(row)
        for account in connected:
            line = QHBoxLayout()
            line.setSpacing(10)
            line.addWidget(Badge(account.network, 20))
            line.addWidget(PlainLabel(one_line(account.name, 120), role="strong", wrap=True), 1)
            self.column.addLayout(line)
        self.column.addWidget(
            PlainLabel(
                "Their comments and messages are being read now. The first reading can take a while; the desk can be "
                "used meanwhile. The sign-in is in this computer's keyring and nowhere else.",
                wrap=True,
            )
        )
        self.column.addWidget(Sentences(opened.allowed))
        self.column.addStretch(1)


def _pasted(text: str) -> str:
    return "".join(text.splitlines()).strip()
