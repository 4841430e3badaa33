"""One item after the other, without the list (I1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.one_by_one import LAST, OneByOne
from tests.fakes.desk import FakeDesk, Said, make_desk


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def window(fake_desk: FakeDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    fake_desk.say(*(Said(author=f"P{i}", text=f"Number {i}", minutes_ago=i) for i in range(1, 4)))
    made = MainWindow(fake_desk.desk)
    made.resize(1366, 768)
    made.show()
    qtbot.waitUntil(lambda: made.complete)
    yield made
    made.close()


def bar(window: MainWindow) -> OneByOne:
    found = window.findChild(OneByOne)
    assert found is not None
    return found


@pytest.mark.clause("I1")
def test_each_decision_brings_the_next_and_the_last_says_so(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.run("one-by-one")
    shown = bar(window)
    assert shown.going_on
    assert not window.list.isVisible()
    assert shown.progress.text() == "1 of 3"
    first = window.item
    window.panel.deciding.done("Nothing to do.")
    qtbot.waitUntil(lambda: shown.progress.text() == "2 of 3", timeout=5_000)
    assert window.item != first
    second = window.item
    window.conversation.composer.words.setPlainText("Thank you.")
    window.conversation.composer.confirm()
    qtbot.waitUntil(lambda: shown.progress.text() == "3 of 3", timeout=5_000)
    assert window.item not in (first, second)
    window.panel.deciding.done("Nothing to do.")
    qtbot.waitUntil(lambda: shown.about.text() == LAST, timeout=5_000)
    assert not shown.skip.isEnabled()
    shown.stop.click()
    assert window.list.isVisible()


def test_one_may_be_skipped_and_stays_open(window: MainWindow) -> None:
    window.commands.run("one-by-one")
    first = window.item
    bar(window).skip.click()
    assert window.item != first
    assert bar(window).progress.text() == "2 of 3"
    window.commands.run("previous")
    assert (window.item, bar(window).progress.text()) == (first, "1 of 3")


def test_its_buttons_are_reached_with_tab(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.commands.run("one-by-one")
    shown = bar(window)
    shown.skip.setFocus()
    qtbot.waitUntil(shown.skip.hasFocus)
    qtbot.keyClick(window, Qt.Key.Key_Tab)
    assert shown.stop.hasFocus()


def test_deciding_and_moving_on_at_once_skips_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.run("one-by-one")
    window.conversation.composer.words.setPlainText("Thank you.")
    window.conversation.composer.words.confirmed_and_next.emit()
    qtbot.waitUntil(lambda: bar(window).progress.text() == "2 of 3", timeout=5_000)
    qtbot.wait(50)
    assert bar(window).progress.text() == "2 of 3"


def test_another_view_brings_the_list_back_and_an_empty_one_begins_nothing(window: MainWindow) -> None:
    window.commands.run("one-by-one")
    window.show_place("everything")
    assert window.list.isVisible()
    window.show_place("today")
    window.commands.run("one-by-one")
    assert not bar(window).going_on
    assert window.list.isVisible()
