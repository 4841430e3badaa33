"""The whole record is checked in the window against the head that is kept outside the file (T3)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from socialdesk.audit.head import NAME, HeadKeeper
from socialdesk.config.secrets import MemorySecrets
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.record.view import RecordView
from tests.fakes.desk import FakeDesk, Said


@pytest.fixture
def window(fake_desk: FakeDesk) -> Iterator[MainWindow]:
    fake_desk.say(Said(author="Dale", text="Words"))
    made = MainWindow(fake_desk.desk)
    made.show()
    made.make_complete()
    yield made
    made.close()
    made.deleteLater()


@pytest.mark.clause("T3")
@pytest.mark.parametrize(
    ("cut_off", "said"), [(False, "The record verifies"), (True, "The record does NOT verify")]
)
def test_a_record_whose_end_was_cut_off_does_not_verify(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot, cut_off: bool, said: str
) -> None:
    secrets = MemorySecrets()
    keeper = HeadKeeper(secrets)
    head = fake_desk.writer.call(keeper.keep)
    if cut_off:  # by itself the chain in the file is whole
        secrets.set(NAME, f"{head.count + 1}:{'0' * 64}")
    fake_desk.desk.check_record = keeper.verify
    view = RecordView(window)
    view.open()
    view.check.click()
    qtbot.waitUntil(lambda: view.found.text() == said)
    for each in QApplication.topLevelWidgets():
        if each is not window and each.isVisible():
            each.close()
