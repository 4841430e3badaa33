"""The trainee's side: the brief, the band, tasks and messages, and "I am done"."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from socialdesk.training.transcript import Act
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.training.brief import BriefSheet
from socialdesk.ui.training.drops import Drop
from socialdesk.ui.training.finishing import DoneSheet
from tests.fakes.desk import FakeDesk, make_desk
from tests.fakes.screen import nameless, rich_places
from tests.fakes.training_room import Room
from tests.fakes.training_session import FakeTrainingSession


def begun(room: Room, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(room.window.findChildren(BriefSheet)))
    (sheet,) = room.window.findChildren(BriefSheet)
    sheet.begin.click()
    assert room.session.running


def drop() -> Drop:
    (found,) = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, Drop) and each.isVisible()
    ]
    return found


def test_nothing_comes_before_the_brief_is_read(room: Room, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(room.window.findChildren(BriefSheet)))
    (sheet,) = room.window.findChildren(BriefSheet)
    assert not room.session.running
    assert "An arrest was announced an hour ago" in sheet.accessibleDescription()
    assert not nameless(sheet)
    assert not rich_places(sheet)
    sheet.reject()
    assert not room.session.running
    assert room.frame.band.begin.isVisible()
    assert not room.frame.band.done.isVisible()
    room.frame.band.begin.click()
    assert sheet.isVisible()
    sheet.begin.click()
    assert room.session.running
    qtbot.waitUntil(lambda: not room.frame.band.begin.isVisible())


def test_a_scenario_without_answers_runs_at_once(tmp_path: Path, qtbot: QtBot) -> None:
    fake = make_desk(tmp_path, training=True)
    session = FakeTrainingSession(fake.desk.book, text=UNMARKED)
    fake.desk.session = session
    window = MainWindow(fake.desk)
    qtbot.addWidget(window)
    window.show()
    window.make_complete()
    assert session.running
    assert not window.findChildren(BriefSheet)
    window.close()
    fake.close()


UNMARKED = """
format = 1
[people]
dale = "Dale"
[[page]]
key = "force"
name = "Anyshire Police"
username = "anyshirepolice"
[[post]]
key = "arrest"
page = "force"
ago = "1h"
text = "A man has been arrested."
[[comment]]
on = "arrest"
by = "dale"
at = 20
text = "Good."
"""


def test_the_band_says_what_is_left_and_how_fast(room: Room, qtbot: QtBot) -> None:
    begun(room, qtbot)
    band = room.frame.band
    room.session.turn(130)
    qtbot.waitUntil(lambda: band.left.text() == "7:50 left")
    room.session.set_speed(4)
    qtbot.waitUntil(lambda: band.left.text() == "7:50 left, 4 times the pace")
    room.session.pause()
    qtbot.waitUntil(lambda: band.left.text() == "Paused, 7:50 left")
    assert not nameless(band)
    assert not rich_places(band)


def test_tasks_have_the_trainees_own_ticks(room: Room, qtbot: QtBot) -> None:
    begun(room, qtbot)
    band = room.frame.band
    assert not band.tasks.isVisible()
    room.session.turn(40)
    qtbot.waitUntil(band.tasks.isVisible)
    band.tasks.click()
    (box,) = drop().findChildren(QCheckBox)
    assert box.accessibleName() == "Publish the road closure"
    assert "A6999" in box.accessibleDescription()
    assert not nameless(drop())
    assert not rich_places(drop())
    box.click()
    assert room.session.ticked == {"road"}
    qtbot.waitUntil(lambda: band.tasks.text() == "Tasks 1 of 1")
    drop().reject()


def test_what_the_trainer_says_stays_until_it_is_read(room: Room, qtbot: QtBot) -> None:
    begun(room, qtbot)
    strip, band = room.frame.strip, room.frame.band
    room.session.turn(20)
    room.session.message("Look at <b>Dale</b>")
    qtbot.waitUntil(strip.isVisible)
    assert strip.words.text() == "Look at <b>Dale</b>"
    assert strip.when.text() == "Trainer, 0:20"
    room.session.message("And at the road")
    qtbot.waitUntil(lambda: "And 1 before it" in strip.words.text())
    strip.button.click()
    assert strip.isHidden()
    room.session.turn(1)
    qtbot.wait(300)
    assert strip.isHidden()
    assert band.messages.text() == "Messages 2"
    band.messages.click()
    words = [each.text() for each in drop().findChildren(type(strip.words))]
    assert {"Look at <b>Dale</b>", "And at the road"} <= set(words)
    assert not rich_places(drop())
    drop().reject()


def test_what_is_looked_at_is_told_to_the_session(room: Room, qtbot: QtBot) -> None:
    begun(room, qtbot)
    room.session.turn(25)
    room.window.show_item(room.items["named"])
    assert room.session.looking_at == "named"


@pytest.fixture
def done_sheet(room: Room, qtbot: QtBot) -> DoneSheet:
    begun(room, qtbot)
    room.session.turn(45)
    room.window.show_item(room.items["named"])
    room.session.act(Act(at=44, do="remove", item="named", grounds=("contempt_of_court",)))
    room.frame.band.done.click()
    qtbot.waitUntil(lambda: bool(room.window.findChildren(DoneSheet)))
    (sheet,) = room.window.findChildren(DoneSheet)
    return sheet


def test_being_done_says_what_is_open_and_nothing_of_what_is_right(room: Room, done_sheet: DoneSheet) -> None:
    shown = [done_sheet.list.item(row).text() for row in range(done_sheet.list.count())]
    assert shown == ["Priya Ramanand, comment: Hope the lady is all right."]
    said = done_sheet.accessibleDescription()
    assert "1 item has no decision of yours. You have not looked at it." in said
    assert "No tick of yours: Publish the road closure." in said
    everything = said + " ".join(shown)
    for entry in room.session.scenario.entries:
        if entry.answer is not None:
            assert entry.answer.why not in everything
    assert not nameless(done_sheet)
    assert not rich_places(done_sheet)


def test_an_open_item_is_shown_from_there(room: Room, done_sheet: DoneSheet) -> None:
    done_sheet.list.itemActivated.emit(done_sheet.list.item(0))
    assert room.window.item == room.items["hope"]
    assert not room.session.is_done


def test_going_on_ends_nothing(room: Room, done_sheet: DoneSheet) -> None:
    done_sheet.back.click()
    assert room.session.running


def test_the_band_comes_first_with_tab(room: Room, qtbot: QtBot) -> None:
    begun(room, qtbot)
    assert room.window.parts()[0] is room.frame.band


def test_a_blanked_desk_offers_nothing_of_its_session(room: Room, qtbot: QtBot) -> None:
    begun(room, qtbot)
    assert room.window.inside is not None
    room.window.inside.hide()
    qtbot.waitUntil(lambda: not room.frame.band.isEnabled())
    room.window.inside.show()
    qtbot.waitUntil(room.frame.band.isEnabled)


def test_the_real_desk_has_nothing_of_training(fake_desk: FakeDesk, qtbot: QtBot) -> None:
    window = MainWindow(fake_desk.desk)
    qtbot.addWidget(window)
    window.show()
    window.make_complete()
    assert window.around is None
    assert "Training" not in {command.group for command in window.commands}
    window.close()


def test_the_band_is_there_without_a_session(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "desk").mkdir()
    fake = make_desk(tmp_path / "desk", training=True)
    window = MainWindow(fake.desk)
    qtbot.addWidget(window)
    window.show()
    window.make_complete()
    ids = {command.id for command in window.commands}
    assert {"projector", "hide-hard-words"} <= ids
    assert "trainer" not in ids
    window.close()
    fake.close()
