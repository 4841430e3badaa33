"""The few forms of the window itself: who is at the desk, the settings, an unsettled action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from socialdesk.config.settings import Settings
from socialdesk.model.people import Person, Role
from socialdesk.outbox.queries import PendingRow
from socialdesk.ui.announce import say
from socialdesk.ui.messages import LONGEST_SENTENCE, Choice
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine, button_words, tip
from socialdesk.ui.theme import role

ROLES = (
    Role.CORPORATE_COMMUNICATIONS,
    Role.OSCAR_1,
    Role.IDO,
    Role.ACCOUNT_HOLDER,
    Role.TRAINEE,
    Role.AUDITOR,
)

LEAST_WIDTH = 480
"""Logical pixels."""


class Form(QDialog):
    """A heading, rows of a label and a field, what is wrong, and two buttons."""

    def __init__(self, parent: QWidget | None, title: str, *, about: str, save: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(LEAST_WIDTH)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(22, 18, 22, 16)
        self.column.setSpacing(12)
        self.column.addWidget(PlainLabel(title, role="title"))
        if about:
            self.column.addWidget(PlainLabel(about, role="muted", wrap=True, limit=LONGEST_SENTENCE))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self.column.addLayout(self._grid)
        self.wrong = PlainLabel("", role="danger", wrap=True)
        self.wrong.hide()
        self.column.addWidget(self.wrong)
        self.column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAccessibleName("Cancel")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.save = QPushButton(button_words(save))
        self.save.setAccessibleName(save)
        self.save.setDefault(True)
        role(self.save, "primary")
        self.save.clicked.connect(self.submit)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        self.column.addLayout(row)

    def add(self, label: str, field: QWidget) -> None:
        """A row of the form; the label is the field's name."""
        words = PlainLabel(label)
        words.setBuddy(field)
        if not isinstance(field, QCheckBox):  # which has words of its own
            field.setAccessibleName(label)
        line = self._grid.rowCount()
        self._grid.addWidget(words, line, 0)
        self._grid.addWidget(field, line, 1)
        if line == 1:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        for last in (self.wrong, self.cancel, self.save):
            last.raise_()  # a screen reader goes through widgets as they were made: the buttons come after the fields

    def refuse(self, sentence: str, field: QWidget | None = None) -> None:
        """Say what is missing, and go there. Nothing that was typed is lost."""
        self.wrong.setText(sentence)
        self.wrong.show()
        self._grow()
        say(self, sentence, at_once=True)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _grow(self) -> None:
        """Words that wrap ask for their height only once their width is known; else the fields would give way."""
        needed = self.column.totalHeightForWidth(self.width())
        if self.height() < needed:
            self.resize(self.width(), needed)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's own; a least width that was set outweighs what large words need, so it is raised to that."""
        self.setMinimumWidth(max(LEAST_WIDTH, self.column.minimumSize().width()))
        super().showEvent(event)
        self._grow()

    def submit(self) -> None:
        """The button was pressed; each form says what that does."""
        raise AssertionError("each form has its own")


class PersonForm(Form):
    """Who sits at the desk (T3), as they say. `record` is called instead of `saved` where they want to be recorded."""

    def __init__(
        self,
        parent: QWidget | None,
        person: Person,
        saved: Callable[[Person], None],
        *,
        record: Callable[[Person], None] | None = None,
        login: str = "",
    ) -> None:
        super().__init__(
            parent,
            "At the desk",
            about="Your name and role are recorded with everything that you do. The role decides what is open to you, "
            "and when.",
            save="Sit down",
        )
        self._saved = saved
        self._record = record
        self.name = PlainLine(name="Your name", limit=80)
        self.name.setText(person.name)
        self.number = PlainLine(name="Collar or staff number", hint="If you have one", limit=20)
        self.number.setText(person.number)
        self.role = QComboBox()
        for known in ROLES:
            self.role.addItem(known.label, known)
        self.role.setCurrentIndex(ROLES.index(person.role))
        self.add("Your name", self.name)
        self.add("Collar or staff number", self.number)
        self.add("Your role", self.role)
        self.recorded = QCheckBox("Record me as staff")
        if record is not None:
            self.add("Staff", self.recorded)
            self._offer = PlainLabel("", role="small", wrap=True)
            self._login = f" The login {login} then says who you are." if login else ""
            self.column.insertWidget(self.column.count() - 2, self._offer)
            self.role.currentIndexChanged.connect(self._offered)
            self._offered()

    def _offered(self) -> None:
        able = ROLES[self.role.currentIndex()] is Role.CORPORATE_COMMUNICATIONS
        self.recorded.setEnabled(able)
        self.recorded.setChecked(self.recorded.isChecked() and able)
        self._offer.setText(
            f"From then on people sign on with a PIN, and Corporate Communications records them.{self._login}"
            if able
            else "Corporate Communications records the staff. Nobody of it is recorded on this desk yet."
        )

    def submit(self) -> None:
        """Keep it, where there is a name."""
        name = " ".join(self.name.text().split())
        if not name:
            self.refuse("A name is needed: the record has to say who decided.", self.name)
            return
        number = " ".join(self.number.text().split())
        person = Person(name, ROLES[self.role.currentIndex()], number)
        self.accept()
        if self._record is not None and self.recorded.isChecked():
            self._record(person)
        else:
            self._saved(person)


class SettingsForm(Form):
    """The settings that people change at the desk."""

    def __init__(
        self,
        parent: QWidget | None,
        settings: Settings,
        saved: Callable[[Settings], None],
        *,
        staff: Callable[[], None] | None = None,
        training: bool = False,
        may_lock: bool = True,
    ) -> None:
        super().__init__(parent, "Settings", about="", save="Save")
        self._settings = settings
        self._saved = saved
        self.theme = QComboBox()
        for key, words in (("system", "As the computer"), ("light", "Light"), ("dark", "Dark")):
            self.theme.addItem(words, key)
        self.theme.setCurrentIndex(max(0, self.theme.findData(settings.theme)))
        self.undo = self._number(settings.undo_seconds, 0, 60, " s")
        self.sync = self._number(settings.sync_seconds, 15, 3600, " s")
        self.single = QCheckBox("Single keys move about (J, K, D …)")
        self.single.setChecked(settings.single_keys)
        self.add("Colours", self.theme)
        self.add("Time to undo", self.undo)
        self.lock = self._number(settings.lock_minutes, 0, 240, " min")
        self.lock.setSpecialValueText("Never")
        self.lock.setEnabled(may_lock)
        tip(self.lock, "" if may_lock else "Corporate Communications sets this. Ask one of them.")
        self.add("Lock when nobody is there for", self.lock)
        self.lock_in_training = QCheckBox("Ask for PINs, and lock, in training too")
        self.lock_in_training.setChecked(settings.lock_in_training)
        if training:
            self.add("Training", self.lock_in_training)
        self.release = QCheckBox("Let go what was taken and not finished")
        self.release.setChecked(settings.release_claims)
        self.release.setEnabled(may_lock)
        tip(self.release, "" if may_lock else "Corporate Communications sets this. Ask one of them.")
        self.add("At the end of a shift", self.release)
        self.add("Look for new items every", self.sync)
        self.notify = QCheckBox("Tell me on the desktop of urgent items")
        self.notify.setChecked(settings.notifications)
        self.blur = QCheckBox("Keep hard words out of the list until an item is opened")
        self.blur.setChecked(settings.blur_offensive)
        self.add("Hard words", self.blur)
        self.add("Keys", self.single)
        self.add("Notifications", self.notify)
        about = (
            "How long a decision can be undone, when the window locks, and what is let go when the hours of "
            "Corporate Communications begin and end, is the Force's own choice: the policy leaves it open. Switch "
            "single keys off if you speak to your computer, or type without looking. A notification names the "
            "network, the account and the ground, never what was written or who wrote it."
        )
        self.column.insertWidget(self.column.count() - 2, PlainLabel(about, role="small", wrap=True))
        if staff is not None:
            who = QPushButton("Staff…")
            who.setAccessibleName("Staff: who works at the desk")
            who.setAutoDefault(False)
            who.clicked.connect(lambda: staff())
            self.add("Who works at the desk", who)

    @staticmethod
    def _number(value: int, least: int, most: int, unit: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(least, most)
        box.setValue(value)
        box.setSuffix(unit)
        return box

    def submit(self) -> None:
        """Keep them."""
        self.accept()
        self._saved(
            replace(
                self._settings,
                theme=str(self.theme.currentData()),
                undo_seconds=self.undo.value(),
                lock_minutes=self.lock.value(),
                lock_in_training=self.lock_in_training.isChecked(),
                release_claims=self.release.isChecked(),
                sync_seconds=self.sync.value(),
                single_keys=self.single.isChecked(),
                notifications=self.notify.isChecked(),
                blur_offensive=self.blur.isChecked(),
            )
        )


class UnsettledForm(Form):
    """What a person says of an action that the desk could not settle, or of somebody else's words that wait for their
    yes, which are shown. `answer` gets the choice and the reason."""

    def __init__(
        self,
        parent: QWidget | None,
        row: PendingRow,
        *,
        about: str,
        choices: Sequence[Choice],
        answer: Callable[[str, str], None],
    ) -> None:
        another = row.waits_for_another
        title = "Waits for another person" if another else "Could not be settled"
        super().__init__(parent, title, about=row.label, save="Close")
        self._answer, self._needed = answer, not another
        if row.reason:
            self.column.insertWidget(
                2, PlainLabel(row.reason, wrap=True, selectable=True, limit=LONGEST_SENTENCE)
            )
        self.column.insertWidget(3, PlainLabel(about, wrap=True, limit=LONGEST_SENTENCE))
        if another and row.text:
            words = PlainEdit(name="What would be sent")
            words.setPlainText(row.text)
            words.setReadOnly(True)
            words.setTabChangesFocus(True)
            words.setMaximumHeight(140)
            self.column.insertWidget(4, words)
        self.reason = (
            PlainEdit(name="Why, if there is something to say", hint="If there is something to say")
            if another
            else PlainEdit(
                name="What you saw, and why", hint="What you saw on the network, and why you choose so"
            )
        )
        self.reason.setMaximumHeight(90)
        self.add("Why", self.reason)
        self.buttons: dict[str, QPushButton] = {}
        for choice in choices:
            button = QPushButton(button_words(choice.label))
            button.setAccessibleName(choice.label)
            button.setAccessibleDescription(choice.effect)
            button.setAutoDefault(False)
            button.setMinimumHeight(36)
            role(button, choice.kind)
            button.clicked.connect(lambda _=False, key=choice.key: self._chosen(key))
            self.column.insertWidget(self.column.count() - 2, button)
            self.column.insertWidget(
                self.column.count() - 2, PlainLabel(choice.effect, role="small", wrap=True)
            )
            self.buttons[choice.key] = button
        self.cancel.hide()
        self.save.setText("Decide later")
        self.save.setAccessibleName("Decide later")
        role(self.save, "")

    def submit(self) -> None:
        """Leave it open; it stays in the bar."""
        self.reject()

    def _chosen(self, key: str) -> None:
        reason = self.reason.toPlainText().strip()
        if self._needed and not reason:
            self.refuse("Say what you saw: it goes into the record.", self.reason)
            return
        self.accept()
        self._answer(key, reason)
