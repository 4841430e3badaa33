"""What the blanked window shows: that it is locked, and who may open it. Nothing of any item."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from socialdesk.model.people import NOBODY, Person
from socialdesk.ui import icons
from socialdesk.ui.announce import say
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainLabel, button_words
from socialdesk.ui.signing import Signing, says_themselves
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

CARD_WIDTH = 540
FIELD_HEIGHT = 34
"""Logical pixels."""


class LockPage(QFrame):
    """`signed` is told who opened it, and how; `say_who` is called where people only say who they are."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        *,
        signed: Callable[[Person, str], None],
        say_who: Callable[[], None],
    ) -> None:
        super().__init__()
        self._signed = signed
        self._say_who = say_who
        role(self, "window")
        self.setAccessibleName("The desk is locked")
        self.signing = Signing(
            desk, tasks, refuse=self._refuse, signed=self._open, busy=self._busy, sit_down=True
        )
        self._card = card = QFrame()
        role(card, "card")
        card.setFixedWidth(CARD_WIDTH)
        self._column = QVBoxLayout(card)
        self._column.setContentsMargins(26, 22, 26, 22)
        self._column.setSpacing(12)
        inside = QWidget()
        around = QVBoxLayout(inside)
        around.addStretch(1)
        around.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        around.addStretch(2)
        # Large words on a small screen are scrolled to.
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("The desk is locked")
        area.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        area.viewport().setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self.wrong = PlainLabel("", role="danger", wrap=True)
        self.wrong.hide()
        self.open = self._button("Open the desk", self.signing.submit, primary=True)
        self.go_on: QPushButton | None = None
        self._fill(desk)

    def _fill(self, desk: Desk) -> None:
        person = desk.person
        somebody = person != NOBODY
        head = QHBoxLayout()
        head.setSpacing(10)
        sign = PlainLabel()
        sign.setPixmap(icons.pixmap("lock", "text", 24))
        head.addWidget(sign)
        head.addWidget(
            PlainLabel("The desk is locked" if somebody else "Nobody has signed on", role="title"), 1
        )
        self._column.addLayout(head)
        shown = f"{person.name} ({person.number})" if person.number else person.name
        about = f"{shown} is at the desk. " if somebody else ""
        self._column.addWidget(
            PlainLabel(
                f"{about}Drafts are kept. What was decided goes on: it is sent when its time to undo has run out.",
                role="muted",
                wrap=True,
            )
        )
        if self.signing.who.count():
            grid = QGridLayout()
            grid.setHorizontalSpacing(14)
            grid.setVerticalSpacing(10)
            grid.setColumnStretch(1, 1)
            for line, (words, field) in enumerate((("Who", self.signing.who), ("PIN", self.signing.pin))):
                label = PlainLabel(words)
                label.setBuddy(field)
                field.setMinimumHeight(FIELD_HEIGHT)
                grid.addWidget(label, line, 0)
                grid.addWidget(field, line, 1)
            self._column.addLayout(grid)
            self._column.addWidget(self.wrong)
            self._column.addWidget(self.open)
        self._others(desk, person, somebody=somebody)

    def _others(self, desk: Desk, person: Person, *, somebody: bool) -> None:
        numbers = {self.signing.who.itemData(place) for place in range(self.signing.who.count())}
        if somebody and person.staff_id not in numbers:
            words = f"{person.name} has no PIN, so anybody can go on here as them."
            self._column.addWidget(PlainLabel(words, role="warning", wrap=True))
            self.go_on = self._button(
                f"Go on as {person.name}", lambda: self._signed(person, "said"), primary=not numbers
            )
            self._column.addWidget(self.go_on)
        elif not somebody and says_themselves(desk):
            self.go_on = self._button("Say who you are…", self._say_who, primary=not numbers)
            self._column.addWidget(self.go_on)
        elif not numbers:
            words = (
                "Nobody here has a PIN. Somebody of Corporate Communications opens the desk under their own login of "
                "this computer, and sets PINs under Staff."
            )
            self._column.addWidget(PlainLabel(words, wrap=True))

    @staticmethod
    def _button(words: str, pressed: Callable[[], None], *, primary: bool) -> QPushButton:
        button = QPushButton(button_words(words))
        button.setAccessibleName(words)
        button.setMinimumHeight(36)
        role(button, "primary" if primary else "")
        button.clicked.connect(lambda: pressed())
        return button

    def _grow(self) -> None:
        """Words that wrap ask for their height only once their width is known; else the fields would give way."""
        self._card.setMinimumHeight(self._column.totalHeightForWidth(CARD_WIDTH))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's own."""
        super().showEvent(event)
        self._grow()

    def take_focus(self) -> None:
        """To the PIN, or to the one button."""
        target = self.signing.pin if self.signing.who.count() else self.go_on
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Enter asks, wherever the keyboard is."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            button = self.open if self.signing.who.count() else self.go_on
            focus = self.focusWidget()
            pressed = focus if isinstance(focus, QPushButton) else button
            if pressed is not None:
                pressed.click()
            return
        super().keyPressEvent(event)

    def _refuse(self, sentence: str, field: QWidget) -> None:
        self.wrong.setText(sentence)
        self.wrong.show()
        self._grow()
        say(self, sentence, at_once=True)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, person: Person, how: str) -> None:
        self._signed(person, how)

    def _busy(self, asking: bool) -> None:
        self.open.setEnabled(not asking)
