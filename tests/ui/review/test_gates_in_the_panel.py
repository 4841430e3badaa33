"""The form of a removal, half-way: somebody else sits down, the staff record alters, the disk fails; and twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.errors import UserFacingError
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.register import staff
from socialdesk.storage.database import Connection
from socialdesk.ui.review.grounds_form import answer_key
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import A_KING, FakeDesk, Said, make_desk

T = TypeVar("T")
GROUND = "contempt_of_court"
AIM = "To keep a trial fair."


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds={"Jamie P": GROUND})
    yield made
    made.close()


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> SidePanel:
    item: ItemId = fake_desk.say(Said(author="Darren Whitlock", text="It was Jamie P, lock him up"))[0]
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    made.resize(316, 680)
    made.show()
    made.show_item(item)
    made.open_tab("remove")
    questions = fake_desk.desk.book.grounds[GROUND].questions
    answers = {answer_key(GROUND, each.id): each.choices[0] if each.choices else "yes" for each in questions}
    made.remove.grounds.restore([GROUND], answers)
    made.remove.choose(ActionKind.DELETE)
    made.remove.aim.setPlainText(AIM)
    made.remove.why.setPlainText("Hidden, its author's friends would still read it.")
    return made


def decisions(fake_desk: FakeDesk) -> int:
    found = fake_desk.desk.read.execute("SELECT count(*) FROM decisions").fetchone()
    assert found is not None
    return int(found[0])


def refused(panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot) -> None:
    panel.confirm()
    qtbot.wait(250)
    assert decisions(fake_desk) == 0
    assert panel.remove.aim.toPlainText() == AIM, "nothing of what was typed is lost"


@pytest.mark.clause("A7")
@pytest.mark.parametrize("role", [Role.OSCAR_1, Role.IDO, Role.ACCOUNT_HOLDER, Role.TRAINEE, Role.AUDITOR])
def test_what_one_person_filled_in_is_not_sent_by_another_who_may_not(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot, role: Role
) -> None:
    fake_desk.desk.person = Person("Ravi Patel", role)
    refused(panel, fake_desk, qtbot)


@pytest.mark.clause("T3")
def test_who_was_ended_while_the_form_was_open_sends_nothing(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    now = fake_desk.clock()
    boss = fake_desk.writer.call(lambda db: staff.add(db, name="Boss", role=A_KING.role, now=now, by=A_KING))
    by = Person("Boss", A_KING.role, staff_id=boss)
    number = fake_desk.writer.call(
        lambda db: staff.add(db, name=A_KING.name, role=A_KING.role, now=now, by=by)
    )
    fake_desk.desk.person = Person(A_KING.name, A_KING.role, staff_id=number)
    fake_desk.writer.call(lambda db: staff.end(db, staff_id=number, now=now, by=by))
    refused(panel, fake_desk, qtbot)


@pytest.mark.clause("R12")
def test_a_failure_keeps_the_form_and_a_second_try_decides_once(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    write = fake_desk.desk.write

    def fails(work: Callable[[Connection], T], /) -> Future[T]:
        del work
        future: Future[T] = Future()
        future.set_exception(UserFacingError("The disk is full.", kept="Nothing was saved."))
        return future

    fake_desk.desk.write = fails
    refused(panel, fake_desk, qtbot)
    fake_desk.desk.write = write
    with qtbot.waitSignal(panel.decided, timeout=20_000):
        assert panel.confirm()
        assert not panel.confirm()
    assert decisions(fake_desk) == 1


def test_a_double_click_on_every_button_decides_once_at_most(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    buttons = [
        each for each in panel.remove.findChildren(QPushButton) if each.isVisible() and each.isEnabled()
    ]
    sending = [each for each in buttons if "emove" in each.text()]
    assert sending
    for button in sending:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
        QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.wait(400)
    assert decisions(fake_desk) <= 1
