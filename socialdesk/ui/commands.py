"""Everything that can be asked of the window, each once: for keys, for the palette and for the sheet of keys.

Keys go through `QShortcut`; `QPushButton.setShortcut` would answer a tenth of a second late. No single key changes
anything that the public sees (features.md section 5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from socialdesk.errors import BugError
from socialdesk.ui.keys import Momentum, is_typing


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing to do."""

    id: str
    label: str
    group: str
    run: Callable[[], None]
    keys: tuple[str, ...] = ()
    moves: bool = False
    """True for moving about, where holding the key down repeats it."""

    @property
    def key_words(self) -> str:
        """Its keys as people write them: "Ctrl+Enter", "J"."""
        return " or ".join(dict.fromkeys(key.replace("Return", "Enter") for key in self.keys))


def is_single(key: str) -> bool:
    """True for a key of one character without Ctrl or Alt, which typing would hit (WCAG 2.1.4)."""
    return len(key) == 1


class Commands(QObject):
    """The register, and the shortcuts of one window."""

    def __init__(self, window: QWidget, momentum: Momentum, *, single_keys: bool) -> None:
        super().__init__(window)
        self._window = window
        self._momentum = momentum
        self._commands: dict[str, Command] = {}
        self._singles: list[QShortcut] = []
        self._single_keys = single_keys
        self._typing = False
        self._all: list[QShortcut] = []
        self._suspended = False
        self._held: frozenset[str] = frozenset()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands.values())

    def add(self, command: Command) -> None:
        """Register a command and its keys. Raises BugError where its id or a key is taken."""
        taken = {key for known in self for key in known.keys}
        if command.id in self._commands or taken & set(command.keys):
            raise BugError(f"command {command.id} or one of its keys is there already")
        self._commands[command.id] = command
        for key in command.keys:
            shortcut = QShortcut(QKeySequence(key), self._window)
            self._all.append(shortcut)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setAutoRepeat(command.moves)
            shortcut.setEnabled(not self._suspended)
            shortcut.activated.connect(lambda command=command, key=key: self._pressed(command, key))
            if is_single(key):
                self._singles.append(shortcut)
        self._arm()

    def run(self, command_id: str) -> None:
        """Do a command by its id; nothing while they are suspended."""
        if not self._suspended:
            self._commands[command_id].run()

    def hold(self, ids: frozenset[str]) -> None:
        """The keys of these do nothing, while what they are about is out of sight; by name they can be asked for."""
        self._held = ids

    def suspend(self, on: bool) -> None:
        """Let no key and no command do anything, while the window is blanked."""
        self._suspended = on
        for shortcut in self._all:
            shortcut.setEnabled(not on)
        self._arm()

    def set_single_keys(self, on: bool) -> None:
        """Switch the single keys on or off, for people who speak to their computer."""
        self._single_keys = on
        self._arm()

    def _pressed(self, command: Command, key: str) -> None:
        if command.id in self._held:
            return
        if command.moves or self._momentum.takes(key):
            command.run()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        typing = is_typing(new)
        if typing != self._typing:
            self._typing = typing
            self._arm()

    def _arm(self) -> None:
        for shortcut in self._singles:
            shortcut.setEnabled(self._single_keys and not self._typing and not self._suspended)
