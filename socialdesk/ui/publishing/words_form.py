"""The words of a post: once for all accounts, or an account's own, whole or as a thread; each with its count (P1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.model.accounts import Account
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId
from socialdesk.platforms.lengths import length, longest
from socialdesk.publishing.targets import MOST_PARTS, split
from socialdesk.ui import icons
from socialdesk.ui.conversation.reply_words import ReplyWords
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, button_words, one_line, tip
from socialdesk.ui.publishing.preview import Counter
from socialdesk.ui.publishing.told import THREADED
from socialdesk.ui.review.parts import emptied
from socialdesk.ui.theme import role

ALL = AccountId(0)
"""Stands for the words that are for every account without its own."""
_FEWEST_LINES, _FEWEST_IN_PART, _MOST_LINES = 5, 3, 14


_GAP, _NARROWEST = 6, 360
"""Logical pixels: between the chips, and the width that they have at least."""


def grow(field: PlainEdit, fewest: int) -> None:
    """Makes a field as high as its words, within bounds."""
    lines = int(field.document().size().height())  # of plain words a document counts lines
    field.setFixedHeight(field.fontMetrics().lineSpacing() * max(fewest, min(_MOST_LINES, lines)) + 30)


class PartField(QWidget):
    """One part of a thread, with its count as the network counts."""

    changed = Signal()
    confirmed = Signal()

    def __init__(self, account: Account, number: int) -> None:
        super().__init__()
        self._network = account.network
        self.words = ReplyWords(name=f"Part {number} on {account.network.label}", hint=f"Part {number}")
        self.counter = Counter()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.words)
        column.addWidget(self.counter)
        self.words.textChanged.connect(self._typed)
        self.words.confirmed.connect(self.confirmed)
        self._typed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: other widths wrap otherwise."""
        super().resizeEvent(event)
        grow(self.words, _FEWEST_IN_PART)

    def _typed(self) -> None:
        grow(self.words, _FEWEST_IN_PART)
        self.counter.count(self.words.toPlainText().strip(), self._network)
        self.changed.emit()


class WordsForm(QFrame):
    """See the module. `texts` holds the own words of those accounts that have some."""

    changed = Signal()
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._accounts: tuple[Account, ...] = ()
        self._own: dict[AccountId, tuple[str, ...]] = {}
        self._at = ALL
        self._filling = False
        self._chips = QVBoxLayout()
        self._chips.setSpacing(_GAP)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._turned)
        self.words = ReplyWords(name="Words of the post", hint="What the public will read …")
        self.words.textChanged.connect(self._typed)
        self.words.confirmed.connect(self.confirmed)
        self._counts = QVBoxLayout()
        self._counts.setSpacing(2)
        self.fields: list[PartField] = []
        self._parts = QVBoxLayout()
        self._parts.setSpacing(6)
        self.more = QPushButton("Add a part")
        icons.put(self.more, "plus", "text", 14)
        self.more.clicked.connect(self._add_part)
        self.as_all = QPushButton("Same words as everywhere")
        role(self.as_all, "link")
        self.as_all.clicked.connect(self._give_up_own)
        self._beneath = QWidget()
        row = QHBoxLayout(self._beneath)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.more)
        row.addStretch(1)
        row.addWidget(self.as_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addLayout(self._chips)
        column.addWidget(self.words)
        column.addLayout(self._counts)
        column.addLayout(self._parts)
        column.addWidget(self._beneath)
        self._fit()
        self._show()

    @property
    def text(self) -> str:
        """The words for all."""
        return self.words.toPlainText()

    @property
    def texts(self) -> dict[AccountId, tuple[str, ...]]:
        """By account, of the chosen ones: its own words, one text or the parts of a thread."""
        chosen = {account.id for account in self._accounts}
        return {key: texts for key, texts in self._own.items() if key in chosen}

    def show_words(self, text: str, own: Mapping[AccountId, tuple[str, ...]]) -> None:
        """Puts words in, without telling anybody."""
        self._filling = True
        self.words.setPlainText(text)
        self._own = dict(own)
        self._at = ALL
        self._filling = False
        self._show()

    def show_accounts(self, accounts: Sequence[Account]) -> None:
        """The accounts that the post is for."""
        if tuple(accounts) != self._accounts:
            self._accounts = tuple(accounts)
            if self._at not in {account.id for account in accounts}:
                self._at = ALL
            self._show()

    def make_thread(self, account_id: AccountId) -> None:
        """Parts the words for an account that takes them only as a thread."""
        account = self._account(account_id)
        if account is not None:
            own = self._own.get(account_id)
            self._own[account_id] = split("\n\n".join(own) if own else self.text, account.network) or ("",)
            self._open(account_id)
            self.changed.emit()

    def _turned(self, number: int) -> None:
        if number != ALL and AccountId(number) not in self._own:
            self._own[AccountId(number)] = (self.text,)
            self._open(AccountId(number))
            self.changed.emit()
        else:
            self._open(AccountId(number))

    def _open(self, account_id: AccountId) -> None:
        self._at = account_id
        self._show()
        (self.fields[0].words if self.fields else self.words).setFocus()

    def _give_up_own(self) -> None:
        self._own.pop(self._at, None)
        self._open(ALL)
        self.changed.emit()

    def _add_part(self) -> None:
        self._own[self._at] = (*self._own.get(self._at, ()), "")
        self._show()
        self.fields[-1].words.setFocus()
        self.changed.emit()

    def _typed(self) -> None:
        self._fit()
        self._count()
        if not self._filling:
            self.changed.emit()

    def _part_typed(self) -> None:
        if self._filling or self._at is ALL:
            return
        texts = tuple(field.words.toPlainText() for field in self.fields)
        kept = tuple(text for number, text in enumerate(texts) if text.strip() or number < 1)
        self._own[self._at] = kept if len(kept) < len(texts) - 1 else texts
        self.changed.emit()

    def _account(self, account_id: AccountId) -> Account | None:
        return next((each for each in self._accounts if each.id == account_id), None)

    def _show(self) -> None:
        """The chips, and the fields of the one that is open."""
        self._show_chips()
        account = self._account(self._at)
        texts = self._own.get(self._at, ()) if account is not None else ()
        self._filling = True
        emptied(self._parts)
        self.fields = []
        for number, text in enumerate(texts, start=1):
            if account is None:
                break
            field = PartField(account, number)
            field.words.setPlainText(text)
            field.changed.connect(self._part_typed)
            field.confirmed.connect(self.confirmed)
            self.fields.append(field)
            self._parts.addWidget(field)
            field.show()
        self._filling = False
        self.words.setVisible(account is None)
        self._beneath.setVisible(account is not None)
        threaded = account is not None and account.network in THREADED
        self.more.setVisible(threaded and len(texts) < MOST_PARTS)
        self._count()

    def _show_chips(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
        emptied(self._chips)
        chips = [self._chip(ALL, "All accounts", "The words for every account that has none of its own")]
        for account in self._accounts:
            own = "own words" if account.id in self._own else "write its own words"
            name = f"{one_line(account.name, 60)} on {account.network.label}"
            alike = sum(each.network is account.network for each in self._accounts) > 1
            label = (
                f"{account.network.label} · {one_line(account.name, 18)}" if alike else account.network.label
            )
            chips.append(self._chip(account.id, label, f"{name}: {own}"))
        room, row = 0, QHBoxLayout()
        for chip in chips if self._accounts else ():
            width = chip.sizeHint().width() + _GAP
            if width > room:
                row = QHBoxLayout()
                row.setSpacing(_GAP)
                row.addStretch(1)
                self._chips.addLayout(row)
                room = max(self.width(), _NARROWEST)
            room -= width
            row.insertWidget(row.count() - 1, chip)
            chip.show()

    def _chip(self, account_id: AccountId, words: str, name: str) -> QPushButton:
        chip = QPushButton(button_words(f"{words} •" if account_id in self._own else words))
        role(chip, "chip")
        chip.setCheckable(True)
        chip.setChecked(account_id == self._at)
        chip.setAccessibleName(name)
        tip(chip, name)
        self._group.addButton(chip, account_id)
        return chip

    def _count(self) -> None:
        """What each network counts of the words for all, and the way to a thread where they are too long."""
        emptied(self._counts)
        if self._at is not ALL and self._account(self._at) is not None:
            return
        text = self.text.strip()
        for account in self._accounts:
            if account.id in self._own:
                continue
            written = length(text, account.network, ActionKind.PUBLISH)
            most = longest(account.network, ActionKind.PUBLISH)
            if written <= most:
                continue
            row = QHBoxLayout()
            told = PlainLabel(
                f"{account.network.label} takes {most:,}, and this has {written:,}.", role="danger", wrap=True
            )
            row.addWidget(told, 1)
            if account.network in THREADED:
                button = QPushButton("Make a thread")
                button.setAccessibleName(f"Make a thread for {account.network.label}")
                button.clicked.connect(lambda _=False, which=account.id: self.make_thread(which))
                row.addWidget(button)
            self._counts.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: other widths wrap otherwise."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Qt's own: so many lines of another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "words"):
            self._fit()

    def _fit(self) -> None:
        """As high as its words, within bounds."""
        grow(self.words, _FEWEST_LINES)
