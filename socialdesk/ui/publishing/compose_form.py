"""The parts of the page on which a post is written, and how they share its room. `Compose` brings them to life."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QTabBar, QVBoxLayout, QWidget

from socialdesk.publishing.schedule import on_the_clock
from socialdesk.ui import icons
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainLabel, PlainLine
from socialdesk.ui.publishing.accounts_form import AccountsForm
from socialdesk.ui.publishing.checks_form import ChecksForm
from socialdesk.ui.publishing.picture_form import PictureForm
from socialdesk.ui.publishing.previews import Previews
from socialdesk.ui.publishing.share_form import ShareForm
from socialdesk.ui.publishing.time_form import TimeForm
from socialdesk.ui.publishing.words_form import WordsForm
from socialdesk.ui.review.parts import Section, StillCombo, rule, sentence
from socialdesk.ui.theme import role

PURPOSE_HINT = "The policing purpose: a warning, an appeal, advice, reassurance …"
THREE_COLUMNS = 1100
"""Logical pixels from which form, preview and checks stand side by side."""


class ComposeForm(QFrame):
    """See the module."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        zone = desk.book.hours.timezone
        self.purpose = PlainLine(name="What it is for", hint=PURPOSE_HINT, limit=300)
        self.appeal = StillCombo()
        self.appeal.setAccessibleName("Part of an appeal")
        self.appeal_row = QWidget()
        self.accounts = AccountsForm()
        self.share = ShareForm()
        self.words = WordsForm()
        self.link = PlainLine(name="Link", hint="https://…", limit=2_000)
        self.pictures = PictureForm()
        self.time = TimeForm(lambda day, at: on_the_clock(day, at, zone), zone, desk.clock)
        self.previews = Previews()
        self.checks = ChecksForm()
        self.restricted = sentence("", "info")
        self.told = PlainLabel("", role="small", wrap=True)
        self.discard = QPushButton("Throw away…")
        self.publish = QPushButton("Publish")
        self.tabs = QTabBar()
        self._wide = True
        self._build()

    def _build(self) -> None:
        self.form, self.seen, self.beside = Section("Write"), Section("Preview"), Section("Checks")
        form = self.form.column
        form.setContentsMargins(18, 14, 16, 14)
        form.setSpacing(6)
        self.restricted.hide()
        form.addWidget(self.restricted)
        for title, widget in (
            ("What is it for?", self.purpose),
            ("", self._appeal_part()),
            ("Accounts", self.accounts),
            ("Share a post of the Force's instead", self.share),
            ("Words", self.words),
            ("Link", self.link),
            ("Pictures", self.pictures),
            ("When", self.time),
        ):
            heading = PlainLabel(title, role="strong")
            if isinstance(widget, PlainLine):
                heading.setBuddy(widget)
            if title:
                form.addWidget(heading)
            form.addWidget(widget)
            form.addSpacing(8 if title else 0)
        form.addStretch(1)
        seen = self.seen.column
        seen.setContentsMargins(16, 14, 16, 14)
        seen.addWidget(PlainLabel("As it will look", role="strong"))
        seen.addWidget(self.previews)
        seen.addStretch(1)
        checks = self.beside.column
        checks.setContentsMargins(14, 14, 14, 14)
        checks.addWidget(PlainLabel("Checks before publishing", role="strong"))
        checks.addWidget(self.checks)
        self.tabs.setAccessibleName("Preview or checks")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(True)
        for words in ("Preview", "Checks"):
            self.tabs.addTab(words)
        self.tabs.currentChanged.connect(self._show_columns)
        left, right = self._pane(self.form), self._pane(self.beside)
        middle = QFrame()
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.seen)
        self._columns = (left, middle, right)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(middle, 10)
        beside.addWidget(right, 9)
        second = QVBoxLayout()
        second.setSpacing(0)
        second.addWidget(self.tabs)
        second.addLayout(beside, 1)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(left, 10)
        columns.addLayout(second, 19)
        self._row = columns
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(columns, 1)
        column.addWidget(rule())
        column.addWidget(self._foot())

    def _appeal_part(self) -> QWidget:
        """Which appeal it belongs to; out of sight while there is none."""
        column = QVBoxLayout(self.appeal_row)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(6)
        column.addWidget(PlainLabel("Part of an appeal", role="strong"))
        column.addWidget(self.appeal)
        self.appeal_row.hide()
        return self.appeal_row

    @staticmethod
    def _pane(section: QWidget) -> QFrame:
        pane = QFrame()
        role(pane, "pane")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(section)
        return pane

    def _foot(self) -> QFrame:
        foot = QFrame()
        role(foot, "bar")
        row = QHBoxLayout(foot)
        row.setContentsMargins(18, 9, 16, 9)
        row.setSpacing(10)
        role(self.publish, "primary")
        icons.put(self.publish, "send", "on_accent", 16)
        icons.put(self.discard, "remove", "text", 15)
        self.publish.setMinimumHeight(36)
        row.addWidget(self.told, 1)
        row.addWidget(self.discard)
        row.addWidget(self.publish)
        return foot

    def show_appeals(self, appeals: Sequence[tuple[int, str]], chosen: int | None) -> None:
        """The appeals that it may belong to."""
        self.appeal_row.setVisible(bool(appeals))
        self.appeal.clear()
        self.appeal.addItem("No", None)
        for number, title in appeals:
            self.appeal.addItem(title, number)
        self.appeal.setCurrentIndex(max(0, self.appeal.findData(chosen)))

    def fit(self, width: int) -> None:
        """Three columns side by side where there is room, else preview or checks by tabs."""
        self._wide = width >= THREE_COLUMNS
        self._show_columns()

    def _show_columns(self, _tab: int = 0) -> None:
        on_checks = self.tabs.currentIndex() == 1
        self.tabs.setVisible(not self._wide)
        self._row.setStretch(1, 19 if self._wide else 11)
        self._columns[1].setVisible(self._wide or not on_checks)
        self._columns[2].setVisible(self._wide or on_checks)

    def place_of(self, field: str) -> QWidget | None:
        """Where what is missing belongs; `field` as the use cases name it."""
        if field.startswith("check:"):
            self.tabs.setCurrentIndex(1)
            card = self.checks.cards.get(field.removeprefix("check:"))
            return None if card is None else card.missing() or card
        rows = list(self.accounts.rows.values())
        first = next(iter(self.pictures.rows.values()), None)
        alt = next((row.alt for row in self.pictures.rows.values() if not row.words), None)
        return {
            "text": self.words.words if not self.words.fields else self.words.fields[0].words,
            "link": self.link,
            "media": first.away if first is not None else self.pictures.add,
            "alt_text": alt,
            "time": self.time.day if self.time.later.isChecked() else self.time.at_once,
            "accounts": rows[0].box if rows else None,
            "share": self.share.which,
        }.get(field)

    def bring(self, place: QWidget) -> None:
        """Goes there, and brings it into sight."""
        place.setFocus()
        for section in (self.form, self.beside):
            if section.isAncestorOf(place):
                section.ensureWidgetVisible(place)
