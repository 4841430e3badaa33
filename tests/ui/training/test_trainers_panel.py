"""The trainer's panel: it plays the session, sees what the trainee does, sends things in, and hears disputes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.training.session_file import load
from socialdesk.training.transcript import Act
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.training.panel import TrainerPanel
from socialdesk.ui.training.timeline import ANSWER, STATE, TRAINEE, WORDS, TimelineModel
from tests.fakes.screen import nameless, rich_places
from tests.fakes.training_room import Room


@pytest.fixture
def panel(room: Room, qtbot: QtBot) -> TrainerPanel:
    room.session.run()
    room.frame.band.panel.click()
    found = [each for each in others(room.window) if isinstance(each, TrainerPanel)]
    qtbot.waitUntil(lambda: found[0].timeline.model().rowCount() > 0)
    return found[0]


def others(window: MainWindow) -> list[object]:
    return [each for each in QApplication.topLevelWidgets() if each is not window]


def cell(panel: TrainerPanel, key: str, column: int) -> str:
    model = panel.timeline.model()
    assert isinstance(model, TimelineModel)
    place = model.place_of(key)
    assert place is not None
    return str(model.index(place, column).data())


def labels(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(PlainLabel))


def test_the_timeline_shows_what_is_right_beside_what_was_decided(
    room: Room, panel: TrainerPanel, qtbot: QtBot
) -> None:
    assert cell(panel, "named", STATE) == "To come"
    assert cell(panel, "named", ANSWER) == "Remove · Contempt of court"
    assert cell(panel, "hope", STATE) == "Was there"
    assert cell(panel, "road", ANSWER) == "Publish"
    room.session.turn(25)
    qtbot.waitUntil(lambda: cell(panel, "named", STATE) == "Came")
    room.session.looked(room.items["named"])
    qtbot.waitUntil(lambda: cell(panel, "named", TRAINEE) == "Looks at it now")
    assert "Dale Pritchley, comment: Kyle Deverson" in panel.looking.text()
    room.session.act(Act(at=44.0, do="remove", item="named", grounds=("contempt_of_court",), act="delete"))
    qtbot.waitUntil(lambda: cell(panel, "named", TRAINEE) == "0:44 Remove · Contempt of court")
    assert panel.live.list.item(0).text().startswith("0:44  Remove · Contempt of court\nDale Pritchley")
    assert not nameless(panel)
    assert not rich_places(panel)


def test_a_line_is_told_whole(room: Room, panel: TrainerPanel, qtbot: QtBot) -> None:
    panel.timeline.choose("named")
    told = labels(panel.one)
    assert "It names the arrested man and speaks of his past." in told
    assert "The name is on the watch list." in told
    assert "capture the evidence" in told
    assert "Nothing decided. Has not seen it." in told


def test_it_runs_pauses_and_sets_the_speed(room: Room, panel: TrainerPanel, qtbot: QtBot) -> None:
    room.session.turn(1)
    assert panel.run.text() == "Pause"
    panel.run.click()
    assert not room.session.running
    assert panel.run.text() == "Go on"
    qtbot.keyClick(panel, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: room.session.running)
    panel.speed.setCurrentIndex(panel.speed.count() - 1)
    panel.speed.activated.emit(panel.speed.count() - 1)
    assert room.session.speed == 60
    room.session.turn(59)
    qtbot.waitUntil(lambda: panel.position.text() == "1:00 of 10:00")


def test_an_item_is_sent_in(room: Room, panel: TrainerPanel, qtbot: QtBot) -> None:
    form = panel.send_in
    form.send.click()
    assert form.told.text() == "Write what it says."
    form.by.setEditText("Somebody New")
    form.words.setPlainText("Where is the <b>road</b> shut?")
    form.send.click()
    qtbot.waitUntil(lambda: form.told.text().startswith("Sent in"))
    qtbot.waitUntil(lambda: panel.timeline.model().rowCount() == 6)
    assert cell(panel, "sent-1", STATE) == "Sent in"
    assert cell(panel, "sent-1", WORDS) == "Where is the <b>road</b> shut?"
    (sent,) = [each.entry for each in room.session.timeline() if each.injected]
    assert (sent.event.by, sent.event.on) == ("Somebody New", "arrest")


def test_a_kind_has_its_own_fields(panel: TrainerPanel) -> None:
    form = panel.send_in
    panel.tabs.setCurrentWidget(form)
    for kind, fields in (
        ("comment", {"on", "by", "words"}),
        ("message", {"page", "by", "words"}),
        ("withdraw", {"on"}),
        ("task", {"title", "words"}),
    ):
        form.kind.setCurrentIndex(form.kind.findData(kind))
        shown = {name for name in ("on", "page", "by", "title", "words") if getattr(form, name).isVisible()}
        assert shown == fields


def test_faults_begin_and_end(room: Room, panel: TrainerPanel, qtbot: QtBot) -> None:
    form = panel.faults
    form.what.setCurrentIndex(form.what.findData("token_expired"))
    form.network.setCurrentIndex(form.network.findData("facebook"))
    form.begin.click()
    assert [(each.name, each.network) for each in room.session.troubles] == [("token_expired", "facebook")]
    assert "The sign-in has expired: Facebook." in labels(form)
    form.clear.click()
    assert not room.session.troubles
    assert "Every network works." in labels(form)


def test_a_message_is_sent_and_may_pause(room: Room, panel: TrainerPanel, qtbot: QtBot) -> None:
    panel.say.words.setPlainText("Stop for a moment.")
    panel.say.pausing.setChecked(True)
    panel.say.send.click()
    assert [each.text for each in room.session.messages] == ["Stop for a moment."]
    assert not room.session.running
    assert "Stop for a moment." in labels(panel.say)


def test_marks_are_hidden_until_they_are_asked_for(room: Room, panel: TrainerPanel, qtbot: QtBot) -> None:
    room.session.turn(25)
    room.session.act(Act(at=44.0, do="remove", item="named", grounds=("spam",), act="delete"))
    qtbot.waitUntil(lambda: bool(panel.live.list.count()))
    assert "Not right so far" not in labels(panel.marks)
    panel.marks.show_marks.setChecked(True)
    qtbot.waitUntil(lambda: "Not right so far" in labels(panel.marks))
    assert "0 of 1" in labels(panel.marks)


def test_a_dispute_is_heard(room: Room, panel: TrainerPanel, qtbot: QtBot) -> None:
    room.session.turn(25)
    room.session.act(Act(at=44.0, do="remove", item="named", grounds=("spam",), act="delete"))
    room.session.dispute("named:ground", "It was <i>spam</i>.")
    qtbot.waitUntil(lambda: "The trainee: It was <i>spam</i>." in labels(panel.marks))
    assert "Not right so far" not in labels(panel.marks)
    (uphold,) = [each for each in panel.marks.findChildren(QPushButton) if each.text() == "Uphold it"]
    uphold.click()
    qtbot.waitUntil(lambda: "Upheld: it counts as right." in labels(panel.marks))
    (mark,) = [each for each in room.session.score().marks if each.key == "named:ground"]
    assert mark.right


def test_the_session_is_kept_as_a_file(room: Room, panel: TrainerPanel, tmp_path: Path, qtbot: QtBot) -> None:
    room.session.turn(25)
    panel.keep_at(tmp_path / "evening")
    qtbot.waitUntil(lambda: bool(panel.findChildren(Message)))
    assert load(tmp_path / "evening.sdtraining").transcript.trainee == "A. Trainee"


def test_it_is_closed_with_the_window(room: Room, panel: TrainerPanel) -> None:
    assert panel.isVisible()
    room.window.close()
    assert not panel.isVisible()


def test_every_control_is_reached_with_tab(panel: TrainerPanel) -> None:
    panel.run.setFocus()
    seen: list[object] = []
    for _ in range(40):
        panel.focusNextPrevChild(True)
        seen.append(panel.focusWidget())
    assert {panel.speed, panel.keep, panel.beside, panel.timeline, panel.which} <= set(seen)
