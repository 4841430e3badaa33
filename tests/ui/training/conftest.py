"""A training desk with a session in it that a test turns by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from socialdesk.ui.main_window import MainWindow
from tests.fakes.desk import Said, make_desk
from tests.fakes.training_room import Room
from tests.fakes.training_session import FakeTrainingSession


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Room]:
    fake = make_desk(tmp_path, training=True)
    told = {
        "hope": Said(author="Priya Ramanand", text="Hope the lady is all right.", minutes_ago=40),
        "named": Said(author="Dale Pritchley", text="Kyle Deverson. He only got out in March", minutes_ago=3),
    }
    items = dict(zip(told, fake.say(*told.values()), strict=True))
    session = FakeTrainingSession(fake.desk.book, items={item: key for key, item in items.items()})
    fake.desk.session = session
    window = MainWindow(fake.desk)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.make_complete()
    yield Room(fake, session, window, items)
    window.close()
    fake.close()
