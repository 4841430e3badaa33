"""The register of accounts: every account of the Force in a table, and the page of the one that is chosen (A1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from socialdesk.config.paths import replace_text, resources_dir
from socialdesk.exports.account_register import MARKING, export_register
from socialdesk.model.changes import Changes
from socialdesk.model.people import Role
from socialdesk.policy.working_days import local_day
from socialdesk.register import requests
from socialdesk.register.credentials import holds
from socialdesk.register.entries import Holder, RegisterEntry, everything
from socialdesk.register.keeping import may_keep, put_connected, unrecorded
from socialdesk.register.leavers import Leaver
from socialdesk.storage.database import Connection
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainLabel, PlainLine, button_words, tip
from socialdesk.ui.record.working import while_open
from socialdesk.ui.register import account_forms, people_forms
from socialdesk.ui.register.ask_form import Answers, AskForm, Field
from socialdesk.ui.register.import_view import ImportView
from socialdesk.ui.register.page import OWN, THEIRS, AccountPage, Beside, Deed, read_beside
from socialdesk.ui.register.request_forms import RequestList, request_form
from socialdesk.ui.register.rows import DORMANT, DUE, FILTERS, FROZEN, Line, RegisterModel
from socialdesk.ui.register.table import RegisterTable
from socialdesk.ui.staff.seating import staff_altered
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 1500, 940
"""Logical pixels; less where the screen has less."""


class RegisterView(QDialog):
    """See the module. Who does not keep the register reads it, asks, and reports what is theirs to report."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.chosen = 0
        """The number of the account that is shown; 0 for none."""
        self.setWindowTitle("Register of accounts")
        self.setAccessibleName("Register of accounts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        column.addWidget(PlainLabel("Register of accounts", role="title"))
        self.about = PlainLabel("", role="muted", wrap=True)
        column.addWidget(self.about)
        column.addLayout(self._filters())
        self.model = RegisterModel()
        self.table = RegisterTable(self.model)
        self.page = AccountPage()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.page)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([self.width() * 57 // 100, self.width() * 43 // 100])
        column.addWidget(split, 1)
        column.addLayout(self._foot())
        self.table.selectionModel().currentRowChanged.connect(self._chosen_row)
        self.kind.currentIndexChanged.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        window.tasks.changed.connect(self._changed)
        self.refresh()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is shown

    def refresh(self, *_: object) -> None:
        """Reads the register."""
        hours = self._window.desk.book.hours
        self._window.tasks.read(
            "register",
            lambda db, _stop: (everything(db, hours), requests.everything(db, waiting=True), unrecorded(db)),
            while_open(self, lambda found: self._read(found[0], len(found[1]), len(found[2]))),
        )

    def _changed(self, changes: Changes) -> None:
        if changes.accounts:
            self.refresh()

    def _read(self, entries: Sequence[RegisterEntry], waiting: int, unrecorded_: int) -> None:
        desk = self._window.desk
        self.model.show_entries(entries, local_day(desk.clock(), desk.book.hours))
        open_ = sum(entry.open for entry in entries)
        self.about.setText(
            f"{open_} accounts of the Force: {self.model.counted(DUE)} with something to see to, "
            f"{self.model.counted(DORMANT)} without a post for 45 days or more, {self.model.counted(FROZEN)} frozen."
            if entries
            else "No account stands here yet. Import the Force's own register, or put accounts on it one by one."
        )
        self.requests.setText(button_words(f"Requests ({waiting})…" if waiting else "Requests…"))
        self.requests.setAccessibleName(f"Requests for accounts, {waiting} waiting")
        able = may_keep(desk.read, desk.person)
        for button in (self.enter, self.import_):
            button.setEnabled(able)
            tip(button, "" if able else THEIRS)
        self.first.setVisible(able and not entries)
        self.connected.setVisible(able and unrecorded_ > 0)
        self.connected.setText(button_words(f"Add the {unrecorded_} connected…"))
        self.connected.setAccessibleName(f"Put the {unrecorded_} connected accounts on the register")
        for place, kept in enumerate(FILTERS):
            self.kind.setItemText(place, f"{kept.label} ({self.model.counted(place)})")
        self._show_chosen()

    def _filter(self, *_: object) -> None:
        self.model.keep(self.kind.currentIndex(), self.search.text())
        self._show_chosen()

    def _show_chosen(self) -> None:
        row = self.model.row_of(self.chosen)
        if row < 0 and self.model.lines:
            row = 0
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))
            self._show(self.model.lines[row])
        else:
            self.chosen = 0
            self.page.show_nothing("No account of that kind.")

    def _chosen_row(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid() and self.model.lines[now.row()].entry.id != self.chosen:
            self._show(self.model.lines[now.row()])

    def _show(self, line: Line) -> None:
        self.chosen = number = line.entry.id
        self._window.tasks.read(
            "register-account",
            lambda db, _stop: read_beside(db, number),
            while_open(self, lambda beside: self._show_page(line, beside)),
        )

    def _show_page(self, line: Line, beside: Beside) -> None:
        if line.entry.id != self.chosen:
            return
        desk = self._window.desk
        able = may_keep(desk.read, desk.person)
        own = able or holds(line.entry, desk.person)
        entry, full = line.entry, able or desk.person.role is Role.AUDITOR
        self.page.show_account(
            line,
            beside if full or own else replace(beside, leavers=()),
            deeds=self._deeds(entry, able=able, own=own),
            of_person=partial(self._of_person, entry, able=able, own=own),
            of_leaver=partial(self._of_leaver, entry, able=able, own=own),
            full=full,
        )

    # What may be done

    def _deeds(self, entry: RegisterEntry, *, able: bool, own: bool) -> list[Deed]:
        if not entry.open:
            return []
        shut, window = "" if able else THEIRS, self._window
        forms, done = account_forms, self._done
        frozen = entry.frozen_on is not None
        outcome = "reinstated" if frozen else "frozen"
        return [
            Deed("Review…", lambda: forms.review_form(self, window, entry, done).open(), shut, "primary"),
            Deed(
                "Password…",
                lambda: forms.password_form(self, window, entry, done, keeper=able).open(),
                "" if own else OWN,
            ),
            Deed("Name check…", lambda: forms.check_form(self, window, entry, done).open(), shut),
            Deed("Give to somebody…", lambda: people_forms.give_form(self, window, entry, done).open(), shut),
            Deed("Last post, use…", lambda: forms.post_form(self, window, entry, done).open(), shut),
            Deed(
                "Reason for lying still…",
                lambda: forms.mitigation_form(self, window, entry, done).open(),
                shut,
            ),
            Deed("Alter…", lambda: forms.entry_form(self, window, entry, done).open(), shut),
            Deed(
                "Give back…" if frozen else "Freeze…",
                lambda: forms.review_form(self, window, entry, done, outcome=outcome).open(),
                shut,
            ),
            Deed("Close…", lambda: forms.close_form(self, window, entry, done).open(), shut, "danger"),
            Deed("Ask for access…", lambda: request_form(self, window, entry, done).open()),
        ]

    def _of_person(self, entry: RegisterEntry, person: Holder, *, able: bool, own: bool) -> list[Deed]:
        if not entry.open:
            return []
        shut, window, done = "" if able else THEIRS, self._window, self._done
        return [
            Deed(
                "Training…",
                lambda: people_forms.training_form(self, window, entry, person, done).open(),
                shut,
            ),
            Deed(
                "Leaves…",
                lambda: people_forms.leaver_form(self, window, entry, person, done).open(),
                "" if own else OWN,
            ),
            Deed("Take away…", lambda: people_forms.end_form(self, window, entry, person, done).open(), shut),
        ]

    def _of_leaver(self, entry: RegisterEntry, leaver: Leaver, *, able: bool, own: bool) -> list[Deed]:
        if not entry.open:
            return []
        window, done = self._window, self._done
        return [
            Deed(
                "Followers told…",
                lambda: people_forms.told_form(self, window, entry, leaver, done).open(),
                "" if own else OWN,
            ),
            Deed(
                "Close or hand over…",
                lambda: people_forms.settle_form(self, window, entry, leaver, done).open(),
                "" if able else THEIRS,
            ),
        ]

    def _done(self, _answer: object = None) -> None:
        self.refresh()
        # Who may publish on a frozen account, and who holds what, is read anew everywhere.
        staff_altered(self._window)

    # The parts

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.kind = QComboBox()
        self.kind.setAccessibleName("Which accounts")
        for kept in FILTERS:
            self.kind.addItem(kept.label)
        self.kind.setMinimumWidth(270)
        self.kind.setMaxVisibleItems(len(FILTERS))
        self.search = PlainLine(name="Find", hint="Account, owner, holder, number, area or network", limit=80)
        self.requests = self._button("Requests…", self._requests)
        row.addWidget(self.kind)
        row.addWidget(self.search, 1)
        row.addWidget(self.requests)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.enter = self._button("Put one on…", self._enter)
        self.enter.setAccessibleName("Put an account on the register")
        self.import_ = self._button("Import…", self._import)
        self.import_.setAccessibleName("Import a register from a CSV file")
        self.export = self._button("Export…", self._export)
        self.export.setAccessibleName("Export the register for a spreadsheet")
        self.first = self._button("Begin with the primary accounts…", self._first)
        self.first.hide()
        self.connected = self._button("Add the connected…", self._put_connected)
        self.connected.hide()
        close = self._button("Close", self.accept)
        close.setDefault(True)
        role(close, "primary")
        for button in (self.first, self.enter, self.connected, self.import_, self.export):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        return row

    @staticmethod
    def _button(words: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(button_words(words))
        button.setAccessibleName(words.removesuffix("…"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        return button

    def _requests(self) -> None:
        RequestList(self, self._window, self._done).open()

    def _enter(self) -> None:
        account_forms.entry_form(self, self._window, None, self._entered).open()

    def _entered(self, answer: object) -> None:
        self.chosen = answer if isinstance(answer, int) else self.chosen
        self._done(answer)

    def _import(self) -> None:
        ImportView(self, self._window, self._done).open()

    def _first(self) -> None:
        sheet = ImportView(self, self._window, self._done)
        sheet.open()
        sheet.look_at(resources_dir() / "register" / "first-accounts.csv")

    def _put_connected(self) -> None:
        desk = self._window.desk
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        self._window.tasks.write(
            lambda db: put_connected(db, now=now, hours=hours, by=by),
            while_open(self, self._put),
        )

    def _put(self, number: int) -> None:
        self._done()
        tell(self, "Register", f"{number} of the connected accounts stand on the register now.")

    def _export(self, choose: Callable[[QWidget], str] | None = None) -> None:
        desk = self._window.desk

        def work(told: Answers) -> Callable[[Connection], object]:
            now, by, hours = desk.clock(), desk.person, desk.book.hours
            return lambda db: export_register(db, reason=told["reason"], now=now, hours=hours, by=by)

        def made(text: object) -> None:
            file = (choose or _chosen_file)(self)
            if not file:
                return
            try:
                replace_text(Path(file), str(text))
            except OSError as error:
                why = error.strerror or "the disk refused"
                tell(self, "Not saved", f"The register could not be saved there: {why}.")
                return
            tell(self, "Saved", "The register is saved.", file)

        AskForm(
            self,
            self._window,
            "Export the register",
            about=f"For a spreadsheet, marked {MARKING}: it names officers. No password is in it. That it was exported "
            "and what for, goes into the record.",
            save="Save as…",
            fields=(Field(key="reason", label="What it is for", kind="text"),),
            work=work,
            done=made,
        ).open()

    def changeEvent(self, event: QEvent) -> None:
        """Qt's own: rows follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self.table.fit()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the register is read."""
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            go_to(target, reason)
        return target is not None


def _chosen_file(parent: QWidget) -> str:
    name, _ = QFileDialog.getSaveFileName(
        parent, "Save the register", f"register {MARKING}.csv", "Spreadsheet (*.csv)"
    )
    return name
