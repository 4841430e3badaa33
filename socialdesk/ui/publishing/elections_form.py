"""Pre-election periods, parties and candidates: what is entered, one more, and which planned posts it is about (P7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from socialdesk.model.changes import Changes
from socialdesk.model.ids import PostId
from socialdesk.policy.politics import Candidate, Party, Period
from socialdesk.policy.working_days import local_day
from socialdesk.publishing import elections
from socialdesk.publishing.elections_kept import names, periods
from socialdesk.publishing.loading import load
from socialdesk.storage.database import Connection
from socialdesk.ui.dialogs import Form
from socialdesk.ui.plain_text import PlainLabel, PlainLine, one_line
from socialdesk.ui.publishing.told import title_of
from socialdesk.ui.record.working import while_open
from socialdesk.ui.review.parts import emptied
from socialdesk.ui.shifts.rota_forms import date_field, day_of
from socialdesk.ui.shifts.sheet import made_button
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

PERIOD, PARTY, CANDIDATE = "period", "party", "candidate"
Entered = tuple[dict[int, Period], dict[int, Party | Candidate], dict[PostId, str]]
"""Periods, names, and what is asked about with its first words."""


class ElectionsForm(Form):
    """See the module. `show_post` leads to a planned post."""

    def __init__(self, parent: QWidget, window: Window, show_post: Callable[[PostId], None]) -> None:
        super().__init__(
            parent,
            "Elections",
            about="In a pre-election period whatever names a party or candidate needs another person's yes (3.3d). "
            "The larger parties are known by themselves; enter periods, candidates, and parties that stand here.",
            save="Enter it",
        )
        self._window, self._show_post = window, show_post
        starter = elections.starter(window.desk.book, self._today)
        self.kind = QComboBox()
        for words, key in (("A period", PERIOD), ("A candidate", CANDIDATE), ("A party", PARTY)):
            self.kind.addItem(words, key)
        self.name = PlainLine(name="Name", limit=elections.LONGEST)
        self.also = PlainLine(
            name="Also called", hint="Names of accounts, nicknames; parted by commas", limit=1_000
        )
        self.party = PlainLine(name="Party", limit=elections.LONGEST)
        self.area = PlainLine(name="Ward or area", limit=elections.LONGEST)
        self.begins, self.ends = date_field(starter.begins), date_field(starter.ends)
        self._starter = starter.name
        for label, field in (
            ("What", self.kind),
            ("Name", self.name),
            ("Also called", self.also),
            ("Party", self.party),
            ("Ward or area", self.area),
            ("First day", self.begins),
            ("Last day", self.ends),
        ):
            self.add(label, field)
        self.kind.currentIndexChanged.connect(self._turned)
        self.lines = QVBoxLayout()
        self.column.insertWidget(3, self._list(), 1)
        self.setMinimumWidth(620)
        self.cancel.setText("Close")
        self.cancel.setAccessibleName("Close")
        self._turned()
        self.refresh()

    @property
    def _today(self) -> date:
        desk = self._window.desk
        return local_day(desk.clock(), desk.book.hours)

    def _list(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("What is entered")
        area.setMinimumHeight(170)
        inside = QWidget()
        inside.setLayout(self.lines)
        self.lines.setContentsMargins(0, 0, 8, 0)
        self.lines.setSpacing(4)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        role(inside, "")
        return area

    def refresh(self) -> None:
        """Shows what is entered, and the planned posts that are asked about."""
        desk = self._window.desk
        now, person, book = desk.clock(), desk.person, desk.book

        def work(db: Connection, _stop: object) -> Entered:
            asked = elections.asked_about(db, book=book, now=now, person=person)
            return periods(db), names(db), {each: title_of(load(db, each)) for each in asked}

        self._window.tasks.read("elections", work, while_open(self, self._show_entered))

    def submit(self) -> None:
        """Enters it."""
        desk, by = self._window.desk, self._window.desk.person
        kind, name = str(self.kind.currentData()), self.name.text()
        begins, ends = day_of(self.begins), day_of(self.ends)
        also, party, area = self.also.text().split(","), self.party.text(), self.area.text()

        def work(db: Connection) -> Changes:
            now, training = desk.clock(), desk.training
            if kind == PERIOD:
                return elections.enter_period(
                    db, name=name, begins=begins, ends=ends, book=desk.book, now=now, by=by, training=training
                )
            return elections.enter_name(
                db, kind=kind, name=name, party=party, area=area, also=also, since=begins, until=ends,
                book=desk.book, now=now, by=by, training=training,
            )  # fmt: skip

        def kept(_: Changes) -> None:
            self.wrong.hide()
            for field in (self.name, self.also, self.party, self.area):
                field.clear()
            self.name.setFocus()
            self.refresh()

        self._window.tasks.write(
            work, while_open(self, kept), while_open(self, lambda error: self.refuse(str(error), self.name))
        )

    def _take_off(self, table: str, number: int) -> None:
        desk, by = self._window.desk, self._window.desk.person
        self._window.tasks.write(
            lambda db: elections.take_off(
                db,
                table=table,
                number=number,
                book=desk.book,
                now=desk.clock(),
                by=by,
                training=desk.training,
            ),
            while_open(self, lambda _changes: self.refresh()),
            while_open(self, lambda error: self.refuse(str(error))),
        )

    def _turned(self) -> None:
        kind = self.kind.currentData()
        for field, kinds in (
            (self.also, (PARTY, CANDIDATE)),
            (self.party, (CANDIDATE,)),
            (self.area, (CANDIDATE,)),
        ):
            shown = kind in kinds
            field.setVisible(shown)
            for label in self.findChildren(QLabel):
                if label.buddy() is field:
                    label.setVisible(shown)
        if kind == PERIOD and not self.name.text():
            self.name.setText(self._starter)
        elif kind != PERIOD and self.name.text() == self._starter:
            self.name.clear()
        self._grow()

    def _show_entered(self, found: Entered) -> None:
        entered, named, asked = found
        emptied(self.lines)
        today = self._today
        if asked:
            many = (
                f"{len(asked)} planned posts fall into a period, and wait for another person:"
                if len(asked) > 1
                else "A planned post falls into a period, and waits for another person:"
            )
            self.lines.addWidget(PlainLabel(many, role="warning", wrap=True))
            for post_id, title in asked.items():
                self.lines.addWidget(self._asked(post_id, title))
        from_file = [each for each in self._window.desk.book.parties.periods if each.ends >= today]
        for number, period in entered.items():
            said = f"{period.name}: {_days(period.begins, period.ends)}"
            over = " (over)" if period.ends < today else " (in force)" if period.holds(today) else ""
            self.lines.addWidget(self._line(f"{said}{over}", "periods", number))
        for period in from_file:
            self.lines.addWidget(
                PlainLabel(
                    f"{period.name}: {_days(period.begins, period.ends)} (from the pack's list)", wrap=True
                )
            )
        if not entered and not from_file:
            self.lines.addWidget(PlainLabel("No period is entered.", role="muted"))
        for number, each in named.items():
            self.lines.addWidget(self._line(_name_words(each), "names", number))
        self.lines.addStretch(1)

    def _look_at(self, post_id: PostId) -> None:
        self.reject()
        self._show_post(post_id)

    def _asked(self, post_id: PostId, title: str) -> QWidget:
        shown = one_line(title, 60)
        return made_button(
            f"Look at “{shown}”", partial(self._look_at, post_id), look="link", name=f"Look at {shown}"
        )

    def _line(self, words: str, table: str, number: int) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(PlainLabel(one_line(words, 300), wrap=True), 1)
        row.addWidget(
            made_button(
                "Take off",
                partial(self._take_off, table, number),
                look="link",
                name=f"Take off {one_line(words, 80)}",
            )
        )
        return line


def _days(begins: date, ends: date) -> str:
    return f"{begins:%d/%m/%Y} to {ends:%d/%m/%Y}"


def _name_words(each: Party | Candidate) -> str:
    """A party or candidate on one line."""
    if isinstance(each, Party):
        parts = [f"Party: {each.name}", *each.names[1:]]
    else:
        parts = [f"Candidate: {each.name}", *each.also, *(word for word in (each.party, each.area) if word)]
    days = f" ({_days(each.since, each.until)})" if each.since and each.until else ""
    return f"{', '.join(parts)}{days}"
