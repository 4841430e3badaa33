"""The night and the morning with the keyboard alone (2.5, 4.1; A7, I2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.model.people import Person, Role
from socialdesk.shifts import declaring, handover
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.shifts import composing
from socialdesk.ui.shifts.duty_forms import ThresholdForm
from socialdesk.ui.shifts.duty_view import DutyView
from socialdesk.ui.shifts.handover_view import HandoverView
from tests.fakes.desk import A_KING, FakeDesk, make_desk

OSCAR = Person("Insp. Fairweather", Role.OSCAR_1)
NIGHT = datetime(2025, 12, 26, 2, 0, tzinfo=UTC)
MOST_STOPS = 40


@pytest.fixture
def night(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, person=OSCAR)
    made.clock.now = NIGHT
    yield made
    made.close()


@pytest.fixture
def window(night: FakeDesk) -> Iterator[MainWindow]:
    made = MainWindow(night.desk)
    made.show()
    made.make_complete()
    yield made
    made.close()
    made.deleteLater()


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def tab_to(qtbot: QtBot, name: str) -> None:
    """Tab until somebody stands on what a screen reader calls so."""
    seen: list[str] = []
    for _ in range(MOST_STOPS):
        if focus().accessibleName() == name:
            return
        qtbot.keyClick(focus(), Qt.Key.Key_Tab)
        seen.append(focus().accessibleName())
    raise AssertionError(f"Tab never reaches {name}, only {seen[:12]}")


def press(qtbot: QtBot, name: str) -> None:
    tab_to(qtbot, name)
    qtbot.keyClick(focus(), Qt.Key.Key_Space)


def modal(kind: type[QWidget]) -> Callable[[], bool]:
    """Whether such a sheet or form is on top, and the keys go to it."""

    def there() -> bool:
        found, at = QApplication.activeModalWidget(), QApplication.focusWidget()
        return isinstance(found, kind) and at is not None and found.isAncestorOf(at)

    return there


@pytest.mark.clause("A7")
@pytest.mark.clause("I2")
def test_from_the_rail_to_a_draft_and_from_a_handover_to_its_acceptance(
    night: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    posts: list[int] = []
    composing.put(window, posts.append)
    window.rail.asked.emit("do:duty")
    qtbot.waitUntil(modal(DutyView))
    qtbot.waitUntil(lambda: getattr(QApplication.activeModalWidget(), "facts", None) is not None)
    press(qtbot, "Write a post")
    qtbot.waitUntil(modal(ThresholdForm))
    tab_to(qtbot, "What the post is about")
    qtbot.keyClicks(focus(), "A14 closed")
    tab_to(qtbot, "If not: why it is not met")
    qtbot.keyClicks(focus(), "Routine")
    press(qtbot, "No: write the post")
    qtbot.waitUntil(lambda: bool(posts))
    assert [each.reason for each in declaring.since(night.desk.read, 0)] == ["Routine"]

    window.rail.asked.emit("do:handover")
    qtbot.waitUntil(modal(HandoverView))
    qtbot.waitUntil(lambda: getattr(QApplication.activeModalWidget(), "facts", None) is not None)
    tab_to(qtbot, "Notes for whoever comes")
    qtbot.keyClicks(focus(), "Quiet")
    press(qtbot, "Hand over")
    qtbot.waitUntil(lambda: bool(handover.waiting(night.desk.read)))
    press(qtbot, "Close")
    night.desk.person = A_KING
    window.rail.asked.emit("do:handover")
    qtbot.waitUntil(modal(HandoverView))
    qtbot.waitUntil(lambda: getattr(QApplication.activeModalWidget(), "chosen", None) is not None)
    press(qtbot, "Accept: I have read it")
    qtbot.waitUntil(lambda: handover.waiting(night.desk.read) == [])
    (kept,) = handover.newest(night.desk.read)
    assert (kept.notes, kept.accepted_by) == ("Quiet", A_KING.name)
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
