"""A desk for the window, one look for every test, and hostile words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import apply_theme, current
from socialdesk.ui.tokens import LIGHT
from tests.fakes.desk import FakeDesk, make_desk


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of each dialog with a least size that it cannot pass it on to a desktop."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints"))


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    """Every test begins in the light theme, and leaves no widget behind: another theme would dress them all.

    Taking a theme on costs some time, so only where it is not on.
    """
    if current() is not LIGHT or not qapp.styleSheet():
        apply_theme(qapp, "light")
    yield
    for widget in qapp.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def tasks(fake_desk: FakeDesk, qtbot: QtBot) -> Iterator[Tasks]:
    """Closed before the desk is."""
    owner = QObject()
    made = Tasks(fake_desk.desk, owner)
    yield made
    made.close()
