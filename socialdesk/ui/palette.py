"""Two dialogs over the commands: one to find and run them (Ctrl+K), one to read or print their keys (F1)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from socialdesk.ui.announce import say
from socialdesk.ui.commands import Command
from socialdesk.ui.plain_text import PlainLabel, PlainLine
from socialdesk.ui.theme import role

_ID = Qt.ItemDataRole.UserRole


class CommandPalette(QDialog):
    """Type a few letters of what is wanted, Enter does it."""

    def __init__(self, commands: Iterable[Command], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Commands")
        self.setAccessibleName("Commands")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(520, 460)
        self._commands = {command.id: command for command in commands}
        self._search = PlainLine(self, name="Find a command", hint="What do you want to do?", limit=80)
        self._search.textChanged.connect(self._show)
        self._search.returnPressed.connect(self._run)
        self._search.installEventFilter(self)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Commands found")
        self._list.setFrameShape(QListWidget.Shape.NoFrame)
        self._list.itemActivated.connect(self._run)
        self._none = PlainLabel("Nothing is called that. Try another word.", self, role="muted")
        layout = QVBoxLayout(self)
        layout.addWidget(self._search)
        layout.addWidget(self._none)
        layout.addWidget(self._list, 1)
        self._show("")

    def found(self) -> list[str]:
        """The ids that are listed now."""
        return [str(self._list.item(row).data(_ID)) for row in range(self._list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own: the arrow keys move in the list while typing goes on."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = (self._list.currentRow() + step) % max(1, self._list.count())
                self._list.setCurrentRow(row)
                self._say_current()
                return True
        return False

    def _show(self, text: str) -> None:
        words = text.lower().split()
        self._list.clear()
        for command in self._commands.values():
            said = f"{command.label} {command.group}".lower()
            if all(word in said for word in words):
                keys = f"    {command.key_words}" if command.keys else ""
                item = QListWidgetItem(f"{command.label}{keys}")
                item.setData(_ID, command.id)
                spoken = f"{command.label}, {command.key_words}" if command.keys else command.label
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
                self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._none.setVisible(self._list.count() == 0)
        if text:
            self._say_current()

    def _say_current(self) -> None:
        """The keyboard stays in the field, so that a screen reader would say nothing of what Enter would do."""
        item = self._list.currentItem() if self._list.count() else None
        say(self, str(item.data(Qt.ItemDataRole.AccessibleTextRole)) if item else self._none.text())

    def _run(self) -> None:
        if not self._list.count():
            return
        item = self._list.currentItem()
        command = self._commands[str(item.data(_ID))]
        self.accept()
        command.run()


class KeySheet(QDialog):
    """Every key beside what it does."""

    def __init__(self, commands: Iterable[Command], parent: QWidget, *, single_keys: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAccessibleName("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        # With 200 % a screen has some 500 logical pixels, and the button has to be on it.
        self.resize(560, min(600, self.screen().availableGeometry().height() - 80))
        outer = QVBoxLayout(self)
        outer.addWidget(PlainLabel("No single key changes anything that the public sees.", role="strong"))
        if not single_keys:
            outer.addWidget(PlainLabel("Single keys are switched off in the settings.", role="warning"))
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(18)
        with_keys = [one for one in commands if one.keys]
        line = 0
        for group, members in groupby(with_keys, key=lambda one: one.group):
            grid.addWidget(PlainLabel(group, role="heading"), line, 0, 1, 2)
            line += 1
            for command in members:
                grid.addWidget(PlainLabel(command.key_words, role="strong"), line, 0)
                grid.addWidget(PlainLabel(command.label, wrap=True), line, 1)
                line += 1
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("Keys")
        area.setWidget(sheet)
        sheet.setAutoFillBackground(False)  # which `setWidget` switches on
        outer.addWidget(area, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = QPushButton("Close")
        close.setAccessibleName("Close")
        role(close, "primary")
        close.clicked.connect(self.accept)
        row.addWidget(close)
        outer.addLayout(row)
