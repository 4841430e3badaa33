"""Several kept sessions beside one another."""

from __future__ import annotations

from pathlib import Path

import msgspec
from pytestqt.qtbot import QtBot

from socialdesk.training import session_file
from socialdesk.training.scoring import score
from socialdesk.training.transcript import Act
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.training.side_by_side import FIXED, KINDS, SideBySide
from tests.fakes.screen import nameless, rich_places
from tests.fakes.training_room import Room


def kept(room: Room, folder: Path, name: str, *acts: Act) -> Path:
    session = room.session
    told = msgspec.structs.replace(session.transcript(), trainee=name, acts=acts, done=True)
    path = folder / f"{name.split()[-1]}.sdtraining"
    judged = score(session.scenario, told, room.fake.desk.book)
    session_file.keep(path, scenario_text=session.text, transcript=told, score=judged)
    return path


def test_trainees_stand_beside_one_another_with_the_marks_behind(
    room: Room, tmp_path: Path, qtbot: QtBot
) -> None:
    room.session.turn(25)
    right = Act(
        at=44.0, do="remove", item="named", grounds=("contempt_of_court",), act="delete", evidence_first=True
    )
    paths = [kept(room, tmp_path, "<b>Cerys</b> Wainfleet", right), kept(room, tmp_path, "Amal Trevose")]
    spoilt = tmp_path / "spoilt.sdtraining"
    spoilt.write_text("{")
    view = SideBySide(room.window, room.window.tasks, room.fake.desk.book)
    view.show()
    view.open_files([*paths, spoilt])
    qtbot.waitUntil(lambda: view.model.rowCount() == 2)
    trainees = [view.model.index(row, 0).data() for row in range(2)]
    assert trainees == ["<b>Cerys</b> Wainfleet", "Amal Trevose"]
    decision = len(FIXED) + KINDS.index("decision")
    assert [view.model.index(row, decision).data() for row in range(2)] == ["1 of 1", "0 of 1 ▼"]
    assert any("spoilt.sdtraining" in each.text() for each in view.findChildren(PlainLabel))
    view.table.setCurrentIndex(view.model.index(1, decision))
    told = "\n".join(each.text() for each in view.behind.findChildren(PlainLabel))
    assert "Amal Trevose, decision: 1 of 1 not right" in told
    assert "Kyle Deverson. He only got out in March" in told
    assert not nameless(view)
    assert not rich_places(view)
    view.open_files(paths)
    qtbot.wait(100)
    assert view.model.rowCount() == 2
