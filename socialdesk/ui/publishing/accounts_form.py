"""Which accounts a post is for: those that this person may publish on, and the others with why not and who can (P1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId
from socialdesk.policy.permissions import Permission
from socialdesk.ui.badges import paint_network
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, PlainLine, one_line, tip
from socialdesk.ui.review.parts import emptied, line
from socialdesk.ui.theme import role

MANY = 9
"""From so many accounts on they can be searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One account, and whether this person may publish on it now."""

    account: Account
    permission: Permission


class NetworkBadge(QWidget):
    """The network's letter; the words beside it say its name."""

    def __init__(self, network: Network, size: int = 18) -> None:
        super().__init__()
        self._network = network
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        paint_network(QPainter(self), QRectF(self.rect()).adjusted(1, 1, -1, -1), self._network, self.font())


class AccountRow(QFrame):
    """One account with its box; a click anywhere on it ticks it."""

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.account = account = offer.account
        self.box = QCheckBox()
        may = offer.permission
        name = one_line(account.name, 80)
        self.box.setAccessibleName(f"{name} on {account.network.label}")
        self.box.setAccessibleDescription(may.reason)
        row = QHBoxLayout()
        row.setSpacing(9)
        row.addWidget(self.box)
        row.addWidget(NetworkBadge(account.network))
        row.addWidget(ElidedLabel(name), 1)
        row.addWidget(PlainLabel(account.network.label, role="small"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(2)
        column.addLayout(row)
        if may.allowed and may.reason:
            note = PlainLabel(may.reason, role="small", wrap=True)
            note.setContentsMargins(50, 0, 0, 0)
            column.addWidget(note)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's own."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.click()


class AccountsForm(QFrame):
    """See the module. `changed` once the choice is another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[AccountId, AccountRow] = {}
        self._refused: list[Offer] = []
        self._only: frozenset[AccountId] = frozenset()
        self._state: tuple[tuple[Offer, ...], frozenset[AccountId]] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.search = PlainLine(name="Find an account", hint="Find an account", limit=80)
        self.search.textChanged.connect(self._search)
        self.search.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.more = QPushButton()
        role(self.more, "link")
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_refused)
        self._others = QVBoxLayout()
        self._others.setSpacing(6)
        self._others.setContentsMargins(8, 2, 8, 4)
        self._nobody = PlainLabel("", role="muted", wrap=True)
        for widget in (self.search, self._nobody):
            self._column.addWidget(widget)
        self._column.addLayout(self._list)
        self._column.addWidget(self.more)
        self._column.addLayout(self._others)

    @property
    def chosen(self) -> tuple[AccountId, ...]:
        """The accounts that are ticked, in the order in which they stand."""
        return tuple(key for key, row in self.rows.items() if row.box.isChecked())

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why the others are not open, a sentence each."""
        return tuple(offer.permission.reason for offer in self._refused)

    def show_offers(self, offers: Sequence[Offer], *, only: Iterable[AccountId] = ()) -> None:
        """The accounts that there are. `only`: no others are offered, whoever may."""
        state = (tuple(offers), frozenset(only))
        if state == self._state:
            return
        self._state = state
        chosen = self.chosen
        self._only = state[1]
        emptied(self._list)
        self.rows = {}
        open_here = [each for each in offers if each.permission.allowed and self._offered(each)]
        self._refused = [each for each in offers if each not in open_here and self._offered(each)]
        for offer in open_here:
            row = AccountRow(offer)
            row.box.setChecked(offer.account.id in chosen)
            row.box.toggled.connect(self.changed)
            self.rows[offer.account.id] = row
            self._list.addWidget(row)
            row.show()
        self.search.setVisible(len(open_here) >= MANY)
        none = "There is no account yet." if not offers else "You may publish on none of the accounts now."
        self._nobody.setText("" if open_here else none)
        self._nobody.setVisible(not open_here)
        number = len(self._refused)
        self.more.setVisible(bool(number))
        words = f"{number} account{'' if number == 1 else 's'} that you may not publish on: why, and who can"
        self.more.setText(words)
        self.more.setAccessibleName(words)
        self.more.setChecked(bool(number) and not open_here)
        self._show_refused(on=self.more.isChecked())

    def choose(self, accounts: Iterable[AccountId]) -> None:
        """Ticks these and no others, without telling anybody."""
        wanted = frozenset(accounts)
        for key, row in self.rows.items():
            blocked = row.box.blockSignals(True)
            row.box.setChecked(key in wanted)
            row.box.blockSignals(blocked)

    def _offered(self, offer: Offer) -> bool:
        return not self._only or offer.account.id in self._only

    def _search(self, text: str) -> None:
        wanted = text.casefold().strip()
        for row in self.rows.values():
            words = f"{row.account.name} {row.account.network.label}".casefold()
            row.setVisible(wanted in words or row.box.isChecked())

    def _show_refused(self, on: bool) -> None:
        emptied(self._others)
        if not on:
            return
        reasons: dict[str, list[str]] = {}
        for offer in self._refused:
            may = offer.permission
            reason = f"{may.reason} ({may.clause})" if may.clause else may.reason
            name = f"{one_line(offer.account.name, 60)} on {offer.account.network.label}"
            reasons.setdefault(reason, []).append(name)
        for reason, names in reasons.items():
            said = line("lock", f"{', '.join(names)}. {reason}")
            tip(said, reason)
            self._others.addWidget(said)
            said.show()
