"""The Person tab: nothing of a person before a reason is on record; then four parts, and strikes that do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.audit import queries as audit
from socialdesk.model.ids import ItemId
from socialdesk.ui.review.lookup_gate import OTHER
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said, make_desk
from tests.fakes.hostile import HOSTILE, hostile
from tests.fakes.screen import magenta_picture, nameless, rich_places

EARLIER = "lock them all up, the lot"


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds={})
    yield made
    made.close()


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    fake_desk.say(Said(author="Darren Whitlock", text=EARLIER, minutes_ago=60))
    return fake_desk.say(Said(author="Darren Whitlock", text="and throw away the key"))[0]


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> SidePanel:
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    made.resize(316, 680)
    made.show()
    return made


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def asked(panel: SidePanel, item: ItemId, qtbot: QtBot) -> None:
    panel.show_item(item)
    panel.open_tab("person")
    qtbot.waitUntil(panel.person.gate.isVisible, timeout=20_000)


@pytest.mark.clause("B3")
def test_nothing_they_wrote_is_shown_before_a_reason_is_on_record(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    asked(panel, item, qtbot)
    assert EARLIER not in words(panel.person)
    qtbot.mouseClick(panel.person.gate.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: EARLIER in words(panel.person), timeout=20_000)
    [line] = [one for one in audit.recent(fake_desk.desk.read, 20) if one.kind == "person-shown"]
    assert "4.3" in line.words["reason"]


def test_a_reason_of_ones_own_must_have_words(panel: SidePanel, item: ItemId, qtbot: QtBot) -> None:
    asked(panel, item, qtbot)
    gate = panel.person.gate
    gate.reasons.setCurrentText(OTHER)
    assert gate.words.isVisible()
    qtbot.mouseClick(gate.button, Qt.MouseButton.LeftButton)
    assert "Write a few words" in words(gate)
    assert EARLIER not in words(panel.person)
    gate.words.setText("The line manager asked")
    qtbot.keyClick(gate.words, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: EARLIER in words(panel.person), timeout=20_000)


def test_the_reason_holds_for_the_shift_and_is_not_asked_again(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    asked(panel, item, qtbot)
    qtbot.mouseClick(panel.person.gate.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: EARLIER in words(panel.person), timeout=20_000)
    panel.show_item(None)
    panel.show_item(item)
    panel.open_tab("person")
    qtbot.waitUntil(lambda: EARLIER in words(panel.person), timeout=20_000)
    assert not panel.person.gate.isVisible()
    assert len([one for one in audit.recent(fake_desk.desk.read, 20) if one.kind == "person-shown"]) == 1


def test_the_parts_are_reached_by_keyboard_and_every_control_has_a_name(
    panel: SidePanel, item: ItemId, qtbot: QtBot
) -> None:
    asked(panel, item, qtbot)
    assert nameless(panel.person) == []
    qtbot.mouseClick(panel.person.gate.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(panel.person.parts.isVisible, timeout=20_000)
    for title in (
        "What they wrote before",
        "What was decided before",
        "Asked of Corporate Communications",
        "Blocking",
    ):
        qtbot.waitUntil(lambda title=title: title in words(panel.person), timeout=20_000)
        qtbot.keyClick(panel.person.parts, Qt.Key.Key_Right)
    assert nameless(panel.person) == []


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_whatever_they_call_themselves_it_is_plain_text(
    kind: str, panel: SidePanel, fake_desk: FakeDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    text = hostile(magenta_picture(tmp_path / "x.png"))[kind][:20_000]
    fake_desk.say(Said(author=text, text=text, minutes_ago=5))
    item = fake_desk.say(Said(author=text, text=text))[0]
    asked(panel, item, qtbot)
    qtbot.mouseClick(panel.person.gate.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(panel.person.parts.isVisible, timeout=20_000)
    assert rich_places(panel.person) == []
