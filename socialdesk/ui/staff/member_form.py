"""Records a member of staff, or alters what is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Account
from socialdesk.model.ids import AccountId
from socialdesk.register.staff_rules import LONGEST_ACCOUNT, LONGEST_NAME, LONGEST_NUMBER, Member
from socialdesk.ui.dialogs import ROLES, Form
from socialdesk.ui.plain_text import PlainLine, button_words

ACCOUNTS_HEIGHT = 110
WIDEST = 520
SCROLL_BAR = 24
"""Logical pixels; more are scrolled to."""


class MemberForm(Form):
    """`save` is called with what was typed; whoever keeps it calls `kept` or `failed`."""

    def __init__(
        self,
        parent: QWidget | None,
        member: Member | None,
        accounts: Mapping[AccountId, Account],
        keep: Callable[[MemberForm, Member], None],
    ) -> None:
        super().__init__(
            parent,
            "Record somebody" if member is None else "Alter what is recorded",
            about="The role decides what is open to them, and when. An account that somebody holds is theirs to answer "
            "on; primary accounts are Corporate Communications'.",
            save="Record" if member is None else "Save",
        )
        self._keep = keep
        self._number = 0 if member is None else member.staff_id
        self._open = True
        self.finished.connect(self._closed)
        self.name = PlainLine(name="Name", limit=LONGEST_NAME)
        self.number = PlainLine(name="Collar or staff number", limit=LONGEST_NUMBER)
        self.role = QComboBox()
        for known in ROLES:
            self.role.addItem(known.label, known)
        self.login = PlainLine(
            name="Login of this computer",
            hint="Such as force\\king.a; none at a shared login",
            limit=LONGEST_ACCOUNT,
        )
        self.add("Name", self.name)
        self.add("Collar or staff number", self.number)
        self.add("Role", self.role)
        self.add("Login of this computer", self.login)
        self.accounts: dict[AccountId, QCheckBox] = {}
        self.add("Holds", self._accounts(accounts))
        if member is not None:
            self._show(member)

    def _accounts(self, accounts: Mapping[AccountId, Account]) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(ACCOUNTS_HEIGHT)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        for account in accounts.values():
            words = f"{account.network.label}: {account.name}"
            box = QCheckBox(button_words(f"{words} (primary)" if account.primary else words))
            box.setAccessibleName(words)
            box.setEnabled(not account.primary)
            column.addWidget(box)
            self.accounts[account.id] = box
        column.addStretch(1)
        area.setWidget(inside)
        area.setMinimumWidth(min(WIDEST, inside.sizeHint().width() + SCROLL_BAR))
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        area.viewport().setAutoFillBackground(False)
        return area

    def _show(self, member: Member) -> None:
        self.name.setText(member.name)
        self.number.setText(member.number)
        self.role.setCurrentIndex(ROLES.index(member.role))
        self.login.setText(member.os_account)
        for account_id, box in self.accounts.items():
            box.setChecked(account_id in member.accounts)

    def submit(self) -> None:
        """Keep it; the form stays until it is kept."""
        if not self.name.text().strip():
            self.refuse("A name is needed: the record has to say who decided.", self.name)
            return
        self.save.setEnabled(False)
        self._keep(
            self,
            Member(
                staff_id=self._number,
                name=self.name.text(),
                number=self.number.text(),
                role=ROLES[self.role.currentIndex()],
                os_account=self.login.text(),
                accounts=frozenset(held for held, box in self.accounts.items() if box.isChecked()),
            ),
        )

    def kept(self) -> None:
        """It is in the store."""
        if self._open:
            self.accept()

    def failed(self, error: Exception) -> None:
        """It is not; what was typed stays."""
        if self._open:
            self.save.setEnabled(True)
            words = (
                str(error) if isinstance(error, UserFacingError) else "It could not be kept. Try once more."
            )
            self.refuse(words, self.name)

    def _closed(self, _result: int) -> None:
        self._open = False
