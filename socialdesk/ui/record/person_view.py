"""All that is held on one person: finding their accounts, exporting it for them, erasing it where lawful (T2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from socialdesk.clock import from_ms
from socialdesk.exports.disposal import Done, erase_person
from socialdesk.exports.people import FoundPerson, find_people
from socialdesk.exports.permissions import Doing, why_not
from socialdesk.model.ids import AuthorId
from socialdesk.ui.dialogs import Form
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine, one_line
from socialdesk.ui.record.export_form import ExportForm, Subject
from socialdesk.ui.record.working import while_open
from socialdesk.ui.review.parts import emptied
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 720, 560
AFTER_TYPING_MS = 300


class PersonHeld(QDialog):
    """See the module. `author` is ticked to begin with."""

    def __init__(self, window: Window, *, author: AuthorId | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._ticked: dict[AuthorId, FoundPerson] = {}
        self._first = author
        self.setWindowTitle("What is held on one person")
        self.setAccessibleName("What is held on one person")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(9)
        column.addWidget(PlainLabel("What is held on one person", role="title"))
        about = (
            "The desk never joins people across networks: tick each account that is theirs, once you have made sure "
            "who asks. The export has what they wrote, what the Force answered, and what was done about it; what "
            "identifies other people is replaced."
        )
        column.addWidget(PlainLabel(about, role="muted", wrap=True))
        self.search = PlainLine(name="Find a person", hint="Name, profile link, handle, or number", limit=200)
        column.addWidget(self.search)
        column.addWidget(self._list(), 1)
        self.wrong = PlainLabel("", role="danger", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        column.addLayout(self._foot())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_TYPING_MS)
        self._soon.timeout.connect(self._find)
        self.search.textChanged.connect(self._later)
        why = why_not(window.desk.person, Doing.EXPORT_PERSON, training=window.desk.training)
        self.search.setEnabled(not why)
        if why:
            self.wrong.setText(why)
            self.wrong.show()
        elif author is not None:
            self.search.setText(str(author))
            self._find()
        self._told()

    @property
    def ticked(self) -> tuple[AuthorId, ...]:
        """The accounts that were said to be theirs."""
        return tuple(self._ticked)

    def _list(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName("People found")
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(6)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        return area

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.export = _button("Export for the person…", self._export)
        self.erase = _button("Erase…", self._erase)
        role(self.erase, "danger")
        row.addWidget(self.export)
        row.addWidget(self.erase)
        row.addStretch(1)
        close = _button("Close", self.reject)
        close.setDefault(True)
        role(close, "primary")
        row.addWidget(close)
        return row

    def _later(self, _: str) -> None:
        self._soon.start()

    def _find(self) -> None:
        words = self.search.text()
        self._window.tasks.read(
            "people-found", lambda db, _stop: find_people(db, words), while_open(self, self._show)
        )

    def _show(self, found: Sequence[FoundPerson]) -> None:
        emptied(self._rows)
        others = [each for each in found if each.author_id not in self._ticked]
        for each in others:
            if each.author_id == self._first:
                self._first = None
                self._ticked[each.author_id] = each
        for each in [*self._ticked.values(), *(one for one in others if one.author_id not in self._ticked)]:
            box = QCheckBox(self._words(each))
            box.setChecked(each.author_id in self._ticked)
            box.setAccessibleName(self._words(each))
            box.toggled.connect(partial(self._tick, each))
            self._rows.addWidget(box)
            box.show()
        if not found and not self._ticked and self.search.text().strip():
            none = PlainLabel("Nobody is called that, and no link or number is like it.", role="muted")
            self._rows.addWidget(none)
            none.show()
        self._rows.addStretch(1)
        self._told()

    @staticmethod
    def _words(person: FoundPerson) -> str:
        name = one_line(person.untrusted_name, 80).replace("&", "&&") or "Name not given, or deleted"
        since = f"{from_ms(person.first_seen_ms).astimezone():%d/%m/%Y}"
        count = f"{person.items:,} item{'' if person.items == 1 else 's'}"
        return f"{name} · {person.network} · {count} · since {since} · no. {person.author_id}"

    def _tick(self, person: FoundPerson, on: bool) -> None:
        if on:
            self._ticked[person.author_id] = person
        else:
            self._ticked.pop(person.author_id, None)
        self._told()

    def _told(self) -> None:
        self.export.setEnabled(bool(self._ticked))
        self.erase.setEnabled(bool(self._ticked))

    def _export(self) -> None:
        ExportForm(self._window, Subject(person=self.ticked), parent=self).open()

    def _erase(self) -> None:
        count = sum(each.items for each in self._ticked.values())
        EraseForm(self, self._window, self.ticked, count, self._erased).open()

    def _erased(self, done: Done) -> None:
        self._ticked.clear()
        self._find()
        tell(self, "Erased", done.sentence)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes as the view is read; its rows are made anew with each search."""
        target = next_stop([self], QApplication.focusWidget(), forward=next)
        if target is not None:
            go_to(target, Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        return target is not None


class EraseForm(Form):
    """Why it is erased, and that it is lawful. Nothing brings it back."""

    def __init__(
        self,
        parent: QWidget,
        window: Window,
        people: Sequence[AuthorId],
        count: int,
        done: Callable[[Done], None],
    ) -> None:
        super().__init__(
            parent,
            "Erase what is held",
            about=f"Deletes for good what this person wrote ({count:,} item{'' if count == 1 else 's'}), the Force's "
            "answers, the evidence, and what staff wrote about it. What is under way stays. Blocks stay on "
            "their register. Entries of the record stay without their words. Backups hold it until "
            "they have had their time. It cannot be undone.",
            save="Erase for good",
        )
        self._window, self._people, self._done = window, tuple(people), done
        self.reason = PlainEdit(name="Why", hint="Who asked, when, and why it is lawful (2)")
        self.reason.setMaximumHeight(90)
        self.lawful = QCheckBox("Nothing in it is needed for a crime, a court, or a complaint")
        self.add("Why", self.reason)
        self.add("Lawful", self.lawful)
        role(self.save, "danger")
        self.save.setDefault(False)
        self.cancel.setDefault(True)

    def submit(self) -> None:
        """Erases, where both were said."""
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.refuse("Say who asked and why it is lawful: it goes into the record.", self.reason)
            return
        if not self.lawful.isChecked():
            self.refuse("What is needed for a crime, a court or a complaint is kept (2).", self.lawful)
            return
        self.save.setEnabled(False)
        desk, people = self._window.desk, self._people

        def erased(done: Done) -> None:
            self.accept()
            self._window.tasks.changed.emit(done.changes)
            self._done(done)

        def refused(error: Exception) -> None:
            self.save.setEnabled(True)
            self.refuse(str(error))

        by, training = desk.person, desk.training
        self._window.tasks.write(
            lambda db: erase_person(db, people, reason=reason, now=desk.clock(), by=by, training=training),
            while_open(self, erased),
            while_open(self, refused),
        )


def _button(words: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(words)
    button.setAutoDefault(False)
    button.setMinimumHeight(34)
    button.clicked.connect(lambda: pressed())
    return button
