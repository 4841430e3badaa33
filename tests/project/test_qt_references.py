"""PySide6 keeps its hands off None, True and False.

PySide6 6.12.0 on Python 3.11 loses one reference to them in each call and aborts after some thousands. From 3.12 on
they are immortal and cannot be lost. Kept so that a newer PySide6 is not let in unseen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

CALLS = 2_000
DRIFT = 200
"""Other code of the process takes and drops a few references meanwhile; the fault loses one in every call."""


class Sender(QObject):
    told = Signal(bool)


def drift(call: Callable[[], object], value: object) -> int:
    """How many references to a value the calls gained or lost."""
    call()
    before = sys.getrefcount(value)
    for _ in range(CALLS):
        call()
    return abs(sys.getrefcount(value) - before)


@pytest.mark.parametrize("value", [True, False])
def test_a_signal_with_a_bool_keeps_it(value: bool) -> None:
    sender = Sender()
    heard: list[int] = [0]

    def hear(_told: bool) -> None:
        heard[0] += 1

    sender.told.connect(hear)
    assert drift(lambda: sender.told.emit(value), value) < DRIFT
    assert drift(lambda: sender.told.emit(value), None) < DRIFT
    assert heard[0] == 2 * (CALLS + 1)


def test_calls_that_answer_none_keep_it(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert drift(lambda: widget.setGeometry(QRect(0, 0, 10, 10)), None) < DRIFT
    assert drift(widget.update, None) < DRIFT
    assert drift(widget.isVisible, False) < DRIFT


def test_a_click_keeps_none_and_the_bools(qtbot: QtBot) -> None:
    button = QPushButton("Click")
    button.setCheckable(True)
    qtbot.addWidget(button)
    clicks: list[int] = [0]

    def clicked(_checked: bool) -> None:
        clicks[0] += 1

    button.clicked.connect(clicked)
    for value in (None, True, False):
        assert drift(button.click, value) < DRIFT
    assert clicks[0] == 3 * (CALLS + 1)
