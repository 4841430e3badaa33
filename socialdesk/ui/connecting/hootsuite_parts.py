"""The pieces of the Hootsuite screen: an account with its way, and what is typed to sign in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from socialdesk.model.accounts import Account
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.platforms.scheduling import Profile
from socialdesk.register.hootsuite import HootsuiteAnswer, HootsuiteStanding
from socialdesk.ui.connecting.pages import LONGEST_SECRET
from socialdesk.ui.connecting.parts import Badge, Card
from socialdesk.ui.plain_text import PlainLabel, PlainLine, button_words, one_line, tip
from socialdesk.ui.review.parts import StillCombo
from socialdesk.ui.theme import role

WIDE = 300
"""Logical pixels for the choice of the way."""
THROUGH = "No threads, no changes once it is decided, and no descriptions of pictures this way."


class WayRow(QFrame):
    """One account, and by which way its posts go. `chosen` tells the account and the profile, None for its network."""

    chosen = Signal(object, object)

    def __init__(self, account: Account) -> None:
        super().__init__()
        self.account = account
        self._names: dict[NativeId, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(2, 8, 6, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        name = one_line(account.name, 80)
        grid.addWidget(Badge(account.network, 24), 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(PlainLabel(name, role="strong", wrap=True), 0, 1)
        self.note = PlainLabel(role="small", wrap=True)
        grid.addWidget(self.note, 1, 1)
        self.way = StillCombo()
        self.way.setFixedWidth(WIDE)
        self.way.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.way.setAccessibleName(f"How posts go to {name} on {account.network.label}")
        self.way.activated.connect(self._picked)
        grid.addWidget(self.way, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)

    def _picked(self, _place: int) -> None:
        self.chosen.emit(self.account.id, self.way.currentData())

    def show_way(self, profile: NativeId | None, answer: HootsuiteAnswer | None, refused: str) -> None:
        """Its way as it is, what Hootsuite opens for it (None: not asked yet), and why nobody here may alter it."""
        offered = [] if answer is None else [p for p in answer.profiles if p.network is self.account.network]
        self.way.clear()
        self.way.addItem(f"On {self.account.network.label} itself", None)
        for each in offered:
            self.way.addItem(f"Hootsuite, as {_called(each)}", each.native_id)
        known = {each.native_id: each for each in offered}
        if profile is not None and profile not in known:
            self.way.addItem("Through Hootsuite", profile)
        place = next((i for i in range(self.way.count()) if self.way.itemData(i) == profile), 0)
        self.way.setCurrentIndex(place)
        self.way.setEnabled(not refused and self.way.count() > 1)
        suggested = None if answer is None else answer.suggested.get(self.account.id)
        words, tone = self._said(profile, known, suggested, asked=answer is not None)
        self.note.setText(words)
        role(self.note, tone)
        tip(self.way, refused or words)

    def _said(
        self,
        profile: NativeId | None,
        known: dict[NativeId, Profile],
        suggested: NativeId | None,
        *,
        asked: bool,
    ) -> tuple[str, str]:
        network = self.account.network.label
        if profile is None:
            if known.get(suggested or NativeId("")):
                return f"Hootsuite has this account, as {_called(known[suggested or NativeId('')])}.", "small"
            if asked and not known:
                return f"This sign-in opens no account on {network} at Hootsuite.", "small"
            return "", "small"
        held = known.get(profile)
        if held is None:
            if not asked:
                return THROUGH, "small"
            return (
                "Hootsuite no longer opens this account for this sign-in: its posts wait. Have it given back there, or "
                f"let them go to {network} itself.",
                "warning",
            )
        if held.needs_signing_in:
            return (
                "Hootsuite has lost its own sign-in to this account: connect it again in Hootsuite.",
                "warning",
            )
        if suggested is not None and suggested != profile:
            return "Hootsuite says that this is another account. Look twice.", "warning"
        return THROUGH, "small"


class Ways(QWidget):
    """Every account with its way."""

    chosen = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[AccountId, WayRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setAccessibleName("By which way the posts of each account go")

    def show_ways(
        self,
        accounts: Sequence[Account],
        profiles: dict[AccountId, NativeId],
        answer: HootsuiteAnswer | None,
        refused: str,
    ) -> None:
        """As `WayRow.show_way`, for each."""
        if list(self.rows) != [each.id for each in accounts]:
            for row in self.rows.values():
                row.hide()
                row.deleteLater()
            self.rows = {each.id: WayRow(each) for each in accounts}
            for row in self.rows.values():
                row.chosen.connect(self.chosen)
                self._column.addWidget(row)
        for row in self.rows.values():
            row.show_way(profiles.get(row.account.id), answer, refused)


class SignInFields(QFrame):
    """What is typed before the browser opens."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._note = Card("info", "info")
        column.addWidget(self._note)
        self.app_id = PlainLine(name="Id of the Force's app")
        self.app_secret = PlainLine(name="Secret of the app", limit=LONGEST_SECRET)
        self.app_secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret_help = PlainLabel(role="small", wrap=True)
        for words, field in (
            ("Id of the Force's app", self.app_id),
            ("Secret of the app", self.app_secret),
        ):
            label = PlainLabel(words, role="strong")
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        column.addWidget(self._secret_help)
        column.addWidget(
            PlainLabel(
                "Your browser opens next. The desk never sees the password that you type there.",
                role="muted",
                wrap=True,
            )
        )

    def show_standing(self, standing: HootsuiteStanding) -> None:
        """What is known already."""
        self._note.words.setText(
            "ICT registers an app of the Force's once, at developer.hootsuite.com. The return address to register "
            f"there is {standing.return_address}"
        )
        if not self.app_id.text():
            self.app_id.setText(standing.app_id)
        self.secret_kept = standing.secret_kept
        self._secret_help.setText(
            "It is in the keyring already; leave this empty to use that one."
            if standing.secret_kept
            else "Kept in this login's keyring."
        )

    secret_kept = False

    def lacking(self) -> tuple[str, PlainLine] | None:
        """The first thing that is needed and not there, as a sentence, and its field."""
        if not self.app_id.text().strip():
            return "The id of the Force's app is needed.", self.app_id
        if not self.app_secret.text().strip() and not self.secret_kept:
            return "The secret of the app is needed.", self.app_secret
        return None

    def forget(self) -> None:
        """Clears the secret, so that Ctrl+Z does not bring it back."""
        self.app_secret.setText("")


def _called(profile: Profile) -> str:
    # Of an account on X it tells no name.
    number = f"number {profile.id_on_network or profile.native_id}"
    return button_words(one_line(profile.untrusted_name, 60)) or number
