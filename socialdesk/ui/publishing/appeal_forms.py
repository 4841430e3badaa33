"""The short forms of an appeal: opening one, a link to add, what a hand did, and what reads like it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from socialdesk.model.accounts import Account
from socialdesk.model.ids import AccountId
from socialdesk.publishing.appeal_copies import Offer
from socialdesk.publishing.appeal_rows import AppealKind, AppealLine
from socialdesk.publishing.takedown import OUTCOMES
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine, one_line
from socialdesk.ui.publishing.appeal_words import network_label
from socialdesk.ui.review.block_told import day_of
from socialdesk.ui.review.parts import StillCombo

_OUTCOMES = {
    "gone": "It is gone: I saw to it",
    "asked": "Its owner was asked, or it was reported",
    "left": "It is left as it is, for a reason",
}

_ANSWERS = (("inside", "Belongs to it"), ("outside", "No part of it"), ("later", "Decide later"))
LATER = 2
"""Where "Decide later" stands."""


class OpenForm(Form):
    """A new appeal."""

    def __init__(self, parent: QWidget | None, opened: Callable[[AppealKind, str], None]) -> None:
        super().__init__(
            parent,
            "Open an appeal",
            about="Every post, reshare and copy of it is kept together, so that all of it comes down when it is over "
            "(3.3a). The name is shown in this register only.",
            save="Open the appeal",
        )
        self._opened = opened
        self.kind = QComboBox()
        for kind in AppealKind:
            self.kind.addItem(kind.label, kind)
        self.name = PlainLine(name="Name", hint="e.g. Market Street, 3 November", limit=120)
        self.add("Appeal for", self.kind)
        self.add("Name", self.name)

    def submit(self) -> None:
        """Opens it, where it has a name."""
        name = self.name.text().strip()
        if not any(letter.isalnum() for letter in name):
            self.refuse("Give the appeal a name, e.g. the street and the day.", self.name)
            return
        self._opened(tuple(AppealKind)[self.kind.currentIndex()], name)


class LinkForm(Form):
    """A post or copy by its link."""

    def __init__(self, parent: QWidget | None, added: Callable[[str, bool, str], None]) -> None:
        super().__init__(
            parent,
            "Add a post or copy by its link",
            about="A post of an account that is connected here is taken down by the desk with the rest. Anything else "
            "is listed for a hand.",
            save="Add it",
        )
        self._added = added
        self.url = PlainLine(name="Link", hint="https://…", limit=500)
        self.whose = QComboBox()
        self.whose.addItem("Somebody else's copy", False)
        self.whose.addItem("An account of the Force", True)
        self.note = PlainLine(name="Note", hint="Whose it is, or where it was seen", limit=300)
        self.add("Link", self.url)
        self.add("Whose it is", self.whose)
        self.add("Note", self.note)

    def submit(self) -> None:
        """Adds it."""
        if not self.url.text().strip():
            self.refuse("Paste the link of the post.", self.url)
            return
        self._added(self.url.text(), bool(self.whose.currentData()), self.note.text())


class ShareForm(Form):
    """On which accounts a post of an appeal is shared, in place of a copy (3.3a)."""

    def __init__(self, parent: QWidget | None, shared: Callable[[Sequence[AccountId]], None]) -> None:
        super().__init__(
            parent,
            "Share it on other accounts",
            about="The Force's own post is shared, never copied: when it comes down, nothing else says it (3.3a).",
            save="Make a draft of it",
        )
        self._shared = shared
        self.boxes: dict[AccountId, QCheckBox] = {}

    def show_accounts(self, accounts: Sequence[Account]) -> None:
        """The accounts that could share it."""
        for account in accounts:
            box = QCheckBox(one_line(account.name, 60).replace("&", "&&"))
            box.setAccessibleName(f"{one_line(account.name, 60)}, {account.network.label}")
            self.boxes[account.id] = box
            self.add(account.network.label, box)

    def submit(self) -> None:
        """Makes the draft."""
        chosen = [number for number, box in self.boxes.items() if box.isChecked()]
        if not chosen:
            self.refuse("Tick an account.", next(iter(self.boxes.values()), None))
            return
        self._shared(chosen)


class TickForm(Form):
    """What a person did by hand about a post or copy."""

    def __init__(self, parent: QWidget | None, line: AppealLine, ticked: Callable[[str, str], None]) -> None:
        super().__init__(
            parent,
            "Tick it off",
            about="The desk has not seen this itself: it is shown as done by hand, with your name.",
            save="Tick it off",
        )
        self._ticked = ticked
        self.outcome = QComboBox()
        for key in OUTCOMES if line.copy_id is not None else OUTCOMES[:1]:
            self.outcome.addItem(_OUTCOMES[key], key)
        self.words = PlainEdit(name="What you did", hint="What you saw there, whom you asked …")
        self.words.setMaximumHeight(80)
        self.add("What became of it", self.outcome)
        self.add("What you did", self.words)

    def submit(self) -> None:
        """Records it."""
        outcome, words = str(self.outcome.currentData()), self.words.toPlainText().strip()
        if outcome == "left" and not words:
            self.refuse("Say why it is left: it goes into the record.", self.words)
            return
        self._ticked(outcome, words)


class OffersForm(Form):
    """What reads like the appeal: the person says what belongs to it."""

    def __init__(
        self,
        parent: QWidget | None,
        offers: Sequence[Offer],
        now: datetime,
        answered: Callable[[Sequence[Offer], Sequence[Offer]], None],
    ) -> None:
        super().__init__(
            parent,
            "What reads like this appeal",
            about="Say what belongs to it. The Force's own posts come down with the rest; comments and other people's "
            "copies are listed for a hand.",
            save="Save",
        )
        self._offers = tuple(offers)
        self._answered = answered
        self.answers: list[QComboBox] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        for offer in self._offers:
            whose = "Force" if offer.ours else "somebody else"
            what = "comment" if offer.item_id is not None else "post"
            words = (
                f"{network_label(offer.network)}, {one_line(offer.account_name, 40)}, {what} by {whose},"
                f" {day_of(offer.created_ms, now)}"
            )
            answer = StillCombo()
            for key, label in _ANSWERS:
                answer.addItem(label, key)
            answer.setCurrentIndex(0 if offer.adoptable else LATER)
            answer.setAccessibleName(f"{words}: {one_line(offer.untrusted_words, 160)}")
            self.answers.append(answer)
            row = QHBoxLayout()
            row.addWidget(PlainLabel(words, wrap=True), 1)
            row.addWidget(answer)
            column.addLayout(row)
            column.addWidget(PlainLabel(one_line(offer.untrusted_words, 160), role="small", wrap=True))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setMinimumHeight(min(360, 70 + 52 * len(self._offers)))
        area.setAccessibleName("What reads like this appeal")
        inside.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        self.column.insertWidget(self.column.count() - 2, area)
        if not self._offers:
            column.insertWidget(
                0, PlainLabel("Nothing else that the desk holds reads like it.", role="muted")
            )

    def submit(self) -> None:
        """Says which belong to it."""
        said = [str(answer.currentData()) for answer in self.answers]
        inside = [offer for offer, key in zip(self._offers, said, strict=True) if key == "inside"]
        outside = [offer for offer, key in zip(self._offers, said, strict=True) if key == "outside"]
        self._answered(inside, outside)
