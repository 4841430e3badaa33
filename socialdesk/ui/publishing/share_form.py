"""Sharing a post of the Force's in place of writing one: which, and on which of the accounts it can be (3.3a)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout

from socialdesk.model.accounts import Account
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.publishing.sharing import Sharable
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.parts import StillCombo
from socialdesk.ui.theme import role

NOTHING = "Nothing: a post of its own"
STORED = "What the draft shares"


class ShareForm(QFrame):
    """See the module. `changed` once the choice is another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[Sharable, ...] = ()
        self._accounts: tuple[Account, ...] = ()
        self._stored: dict[AccountId, NativeId] = {}
        self._stored_appeal: int | None = None
        self._as_stored = True
        self.which = StillCombo()
        self.which.setAccessibleName("Share a post of the Force's instead")
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(12)
        self.which.activated.connect(self._chosen)
        self.told = PlainLabel("", role="small", wrap=True)
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.which)
        column.addWidget(self.told)
        self._fill()

    @property
    def shares(self) -> dict[AccountId, NativeId]:
        """By account, of the chosen ones, what it shares."""
        offer = self._offer()
        if offer is None:
            return {} if self._key() == "" else self._of_chosen(self._stored)
        kept = self._stored if self._as_stored else {}
        found = {account.id: kept.get(account.id) or offer.on(account) for account in self._accounts}
        return {key: native_id for key, native_id in found.items() if native_id is not None}

    @property
    def appeal_id(self) -> int | None:
        """The appeal that is shared."""
        offer = self._offer()
        if self._as_stored or self._key() == _STORED:
            return self._stored_appeal if self._key() else None
        return None if offer is None else offer.appeal_id

    def show_stored(self, shares: Mapping[AccountId, NativeId], appeal_id: int | None) -> None:
        """What a draft shares, without telling anybody."""
        self._stored, self._stored_appeal, self._as_stored = dict(shares), appeal_id, True
        self._fill(choose=_STORED if shares else "")

    def show_accounts(self, accounts: Sequence[Account]) -> None:
        """The accounts that the post is for."""
        self._accounts = tuple(accounts)
        self._say()

    def show_offers(self, offers: Sequence[Sharable]) -> None:
        """What can be shared now."""
        if tuple(offers) != self._offers:
            key = self._key()
            self._offers = tuple(offers)
            self._fill(choose=key)

    def _fill(self, choose: str = "") -> None:
        if choose == _STORED:
            # The same as one that is offered: that one, by its name.
            choose = next((each.key for each in self._offers if self._is_stored(each)), _STORED)
        blocked = self.which.blockSignals(True)
        self.which.clear()
        self.which.addItem(NOTHING, "")
        if self._stored and choose == _STORED:
            self.which.addItem(STORED, _STORED)
        for each in self._offers:
            self.which.addItem(one_line(each.title, 80), each.key)
            at = self.which.count() - 1
            self.which.setItemData(at, one_line(each.title, 300), Qt.ItemDataRole.AccessibleTextRole)
        self.which.setCurrentIndex(max(0, self.which.findData(choose)))
        self.which.blockSignals(blocked)
        self._say()

    def _is_stored(self, offer: Sharable) -> bool:
        held = {native_id for _, native_id in offer.posts.values()}
        return bool(self._stored) and set(self._stored.values()) <= held

    def _of_chosen(self, shares: Mapping[AccountId, NativeId]) -> dict[AccountId, NativeId]:
        chosen = {account.id for account in self._accounts}
        return {key: native_id for key, native_id in shares.items() if key in chosen}

    def _key(self) -> str:
        return str(self.which.currentData() or "")

    def _offer(self) -> Sharable | None:
        key = self._key()
        return next((each for each in self._offers if each.key == key), None)

    def _chosen(self, _at: int) -> None:
        self._as_stored = False
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        offer = self._offer()
        lacking = [] if offer is None else [each for each in self._accounts if offer.on(each) is None]
        if lacking:
            names = ", ".join(f"{one_line(each.name, 40)} on {each.network.label}" for each in lacking)
            role(self.told, "warning")
            self.told.setText(f"There is nothing of it that {names} can share: take that account out.")
        elif offer is not None:
            role(self.told, "small")
            self.told.setText(
                "It is shared as it stands; your own words are set above it, if you write some."
            )
        self.told.setVisible(offer is not None)


_STORED = "stored"
"""Stands for what a draft shares and is not offered any more."""
