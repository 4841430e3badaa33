"""Keys: what may act, what may not, and the moment after the desk has moved on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.errors import BugError
from socialdesk.ui.commands import Command, Commands, is_single
from socialdesk.ui.keys import DEAD_MS, REPEAT_MS, Momentum, is_typing
from socialdesk.ui.palette import CommandPalette, KeySheet
from socialdesk.ui.plain_text import PlainLabel

CTRL = Qt.KeyboardModifier.ControlModifier


class Hand:
    """A window with one of everything, and what was done in it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.seconds = 100.0
        self.done: list[str] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        column = QVBoxLayout(self.window)
        self.line, self.block, self.choice, self.button = (
            QLineEdit(),
            QPlainTextEdit(),
            QComboBox(),
            QPushButton("Do"),
        )
        self.choice.addItems(["Alpha", "Delta", "Juliet"])
        self.button.clicked.connect(lambda: self.done.append("button"))
        for widget in (self.line, self.block, self.choice, self.button):
            column.addWidget(widget)
        self.momentum = Momentum(lambda: self.seconds, self.window)
        self.commands = Commands(self.window, self.momentum, single_keys=True)
        for command_id, keys, moves in (
            ("next", ("J",), True),
            ("remove", ("D",), False),
            ("keys", ("?", "F1"), False),
            ("confirm", ("Ctrl+Return", "Ctrl+Enter"), False),
            ("undo", ("Ctrl+Z",), False),
            ("escape", ("Esc",), False),
        ):
            self.commands.add(
                Command(
                    id=command_id,
                    label=command_id.title(),
                    group="Test",
                    run=lambda command_id=command_id: self.done.append(command_id),
                    keys=keys,
                    moves=moves,
                )
            )
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.button.setFocus()
        qtbot.waitUntil(self.button.hasFocus)
        self._qtbot = qtbot

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._qtbot.keyClick(self.window.focusWidget() or self.window, key, modifiers)

    def took(self) -> list[str]:
        done, self.done = self.done, []
        return done


@pytest.fixture
def hand(qtbot: QtBot) -> Iterator[Hand]:
    made = Hand(qtbot)
    yield made
    made.momentum.end()


def test_a_key_does_its_command(hand: Hand) -> None:
    hand.press(Qt.Key.Key_J)
    hand.press(Qt.Key.Key_D)
    hand.press(Qt.Key.Key_F1)
    hand.press(Qt.Key.Key_Return, CTRL)
    assert hand.took() == ["next", "remove", "keys", "confirm"]


def test_letters_belong_to_a_field_while_typing(hand: Hand, qtbot: QtBot) -> None:
    for field in (hand.line, hand.block):
        field.setFocus()
        qtbot.keyClicks(field, "jd?")
    hand.choice.setFocus()
    qtbot.keyClicks(hand.choice, "d")
    assert hand.took() == []
    assert (hand.line.text(), hand.block.toPlainText(), hand.choice.currentText()) == ("jd?", "jd?", "Delta")
    hand.line.setFocus()
    hand.press(Qt.Key.Key_Return, CTRL)
    hand.press(Qt.Key.Key_F1)
    assert hand.took() == ["confirm", "keys"]
    hand.button.setFocus()
    hand.press(Qt.Key.Key_J)
    assert hand.took() == ["next"]


def test_single_keys_can_be_switched_off(hand: Hand) -> None:
    hand.commands.set_single_keys(False)
    hand.press(Qt.Key.Key_J)
    hand.press(Qt.Key.Key_D)
    hand.press(Qt.Key.Key_F1)
    assert hand.took() == ["keys"]
    hand.line.setFocus()
    hand.button.setFocus()
    hand.press(Qt.Key.Key_D)
    assert hand.took() == []
    hand.commands.set_single_keys(True)
    hand.press(Qt.Key.Key_D)
    assert hand.took() == ["remove"]


def test_the_same_key_is_not_taken_twice_within_300_ms_but_moving_is(hand: Hand) -> None:
    hand.press(Qt.Key.Key_D)
    hand.seconds += (REPEAT_MS - 1) / 1000
    hand.press(Qt.Key.Key_D)
    assert hand.took() == ["remove"]
    hand.press(Qt.Key.Key_Return, CTRL)
    assert hand.took() == ["confirm"]
    hand.seconds += 0.302
    hand.press(Qt.Key.Key_D)
    assert hand.took() == ["remove"]
    for _ in range(3):
        hand.press(Qt.Key.Key_J)
    assert hand.took() == ["next"] * 3


def test_after_moving_on_nothing_can_be_pressed_but_what_takes_back(hand: Hand, qtbot: QtBot) -> None:
    hand.momentum.begin()
    hand.press(Qt.Key.Key_Return, CTRL)
    hand.press(Qt.Key.Key_D)
    hand.press(Qt.Key.Key_Space)
    qtbot.mouseClick(hand.button, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(hand.button, Qt.MouseButton.LeftButton)
    assert hand.took() == []
    hand.press(Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_Z, CTRL)
    assert hand.took() == ["escape", "undo"]
    assert DEAD_MS == 600
    qtbot.waitUntil(lambda: not hand.momentum.dead)
    qtbot.mouseClick(hand.button, Qt.MouseButton.LeftButton)
    assert hand.took() == ["button"]


def test_no_letter_is_typed_into_the_next_item_by_momentum(hand: Hand, qtbot: QtBot) -> None:
    hand.line.setFocus()
    hand.momentum.begin()
    hand.momentum.begin()
    qtbot.keyClicks(hand.line, "oops")
    hand.momentum.end()
    qtbot.keyClicks(hand.line, "ok")
    assert hand.line.text() == "ok"


def test_a_command_or_key_cannot_be_there_twice(hand: Hand) -> None:
    for command_id, key in (("next", "X"), ("other", "J")):
        with pytest.raises(BugError):
            hand.commands.add(Command(id=command_id, label="", group="", run=lambda: None, keys=(key,)))


def test_what_is_a_single_key_and_what_is_typing(qtbot: QtBot) -> None:
    assert is_single("J")
    assert is_single("?")
    assert not is_single("F1")
    assert not is_single("Ctrl+K")
    block = QPlainTextEdit()
    qtbot.addWidget(block)
    assert is_typing(block)
    block.setReadOnly(True)
    assert not is_typing(block)
    assert not is_typing(None)


def test_the_palette_finds_and_runs(hand: Hand, qtbot: QtBot) -> None:
    palette = CommandPalette(hand.commands, hand.window)
    palette.open()
    assert palette.found() == ["next", "remove", "keys", "confirm", "undo", "escape"]
    field = palette.findChild(QLineEdit)
    assert field is not None
    field.setText("rem")
    assert palette.found() == ["remove"]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert hand.took() == ["remove"]


def test_the_palette_moves_by_arrows_and_says_when_there_is_nothing(hand: Hand, qtbot: QtBot) -> None:
    palette = CommandPalette(hand.commands, hand.window)
    palette.open()
    field = palette.findChild(QLineEdit)
    assert field is not None
    field.setText("no such thing")
    assert palette.found() == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    field.setText("")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert hand.took() == ["remove"]


def test_the_sheet_names_every_key(hand: Hand) -> None:
    sheet = KeySheet(hand.commands, hand.window, single_keys=False)
    words = " | ".join(label.text() for label in sheet.findChildren(PlainLabel))
    for command in hand.commands:
        assert command.key_words in words
        assert command.label in words
    assert "Ctrl+Enter |" in words  # said once, though there are two keys for it
    assert "switched off" in words
