"""Corporate Communications edits the staff; others read the list and set their own PIN."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.config import pin as pins
from socialdesk.model.people import NOBODY, Person, Role
from socialdesk.register import staff
from socialdesk.ui.dialogs import SettingsForm
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.staff.form import StaffForm
from socialdesk.ui.staff.member_form import MemberForm
from socialdesk.ui.staff.pin_form import PinForm
from tests.fakes.desk import A_KING, NOW, FakeDesk
from tests.fakes.screen import nameless, rich_places


@pytest.fixture
def window(fake_desk: FakeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    def quick(pin: str) -> str:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(pin)

    monkeypatch.setattr(pins, "hashed", quick)
    number = fake_desk.writer.call(
        lambda db: staff.add(db, name="Amara King", role=Role.CORPORATE_COMMUNICATIONS, now=NOW, by=A_KING)
    )
    fake_desk.desk.person = boss = Person("Amara King", Role.CORPORATE_COMMUNICATIONS, "", number)
    fake_desk.writer.call(lambda db: staff.set_pin(db, staff_id=number, pin="4071", now=NOW, by=boss))
    fake_desk.execute("UPDATE accounts SET is_primary = 0")
    made = MainWindow(fake_desk.desk)
    made.show()
    made.make_complete()
    yield made
    made.close()
    made.deleteLater()


def opened(window: MainWindow) -> StaffForm:
    window.commands.run("staff")
    form = QApplication.activeModalWidget()
    assert isinstance(form, StaffForm)
    return form


def button(form: StaffForm, name: str) -> QPushButton:
    return next(
        each
        for each in form.findChildren(QPushButton)
        if each.accessibleName() == name and not each.isHidden()
    )


def test_somebody_is_recorded_altered_given_a_pin_and_ended(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    form = opened(window)
    assert not nameless(form)
    assert not rich_places(form)
    form.record.click()
    member = QApplication.activeModalWidget()
    assert isinstance(member, MemberForm)
    assert not nameless(member)
    member.save.click()
    assert "name is needed" in member.wrong.text()
    member.name.setText("<b>Ravi</b> Patel")
    member.number.setText("CC 1204")
    member.role.setCurrentIndex(member.role.findText("Oscar 1"))
    member.save.click()
    qtbot.waitUntil(lambda: len(staff.everyone(fake_desk.desk.read)) == 2)
    qtbot.waitUntil(
        lambda: bool(form.findChildren(QPushButton, "")) and _named(form, "Alter: <b>Ravi</b> Patel")
    )
    assert not rich_places(form)
    button(form, "PIN: <b>Ravi</b> Patel").click()
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, PinForm)
    assert asked.old is None
    asked.pin.setText("1204")
    asked.again.setText("1204")
    asked.save.click()
    qtbot.waitUntil(lambda: "number" in asked.wrong.text())
    asked.pin.setText("9031")
    asked.again.setText("9031")
    asked.save.click()
    qtbot.waitUntil(lambda: all(each.has_pin for each in staff.everyone(fake_desk.desk.read)))
    button(form, "End: <b>Ravi</b> Patel").click()
    question = QApplication.activeModalWidget()
    assert isinstance(question, Message)
    next(each for each in question.findChildren(QPushButton) if "no longer" in each.text()).click()
    qtbot.waitUntil(lambda: len(staff.everyone(fake_desk.desk.read)) == 1)
    form.ended.setChecked(True)
    assert len(staff.everyone(fake_desk.desk.read, ended=True)) == 2


def _named(form: StaffForm, name: str) -> bool:
    return any(each.accessibleName() == name for each in form.findChildren(QPushButton))


def test_what_is_refused_is_said_and_stays_typed(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    fake_desk.writer.call(
        lambda db: staff.add(db, name="Ravi Patel", role=Role.IDO, now=NOW, by=fake_desk.desk.person)
    )
    form = opened(window)
    button(form, "Alter: Amara King").click()
    member = QApplication.activeModalWidget()
    assert isinstance(member, MemberForm)
    member.role.setCurrentIndex(member.role.findText("Auditor"))
    member.save.click()
    qtbot.waitUntil(lambda: "last of Corporate Communications" in member.wrong.text())
    assert member.isVisible()
    assert member.role.currentText() == "Auditor"
    assert not button(form, "End: Amara King").isEnabled()
    assert "themselves" in button(form, "End: Amara King").toolTip()


def test_others_read_the_list_and_set_their_own_pin_only(fake_desk: FakeDesk, window: MainWindow) -> None:
    number = fake_desk.writer.call(
        lambda db: staff.add(db, name="Ravi Patel", role=Role.OSCAR_1, now=NOW, by=fake_desk.desk.person)
    )
    fake_desk.desk.person = Person("Ravi Patel", Role.OSCAR_1, "", number)
    form = opened(window)
    assert not form.record.isEnabled()
    assert "Amara King" in form.about.text()
    assert button(form, "PIN: Ravi Patel").isEnabled()
    for shut in ("Alter: Ravi Patel", "End: Ravi Patel", "Alter: Amara King", "PIN: Amara King"):
        assert not button(form, shut).isEnabled()
        assert "Corporate Communications" in button(form, shut).toolTip()


def test_who_is_ended_while_at_the_desk_is_there_no_longer(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    fake_desk.desk.staff_altered = lambda: NOBODY
    form = opened(window)
    button(form, "Alter: Amara King").click()
    member = QApplication.activeModalWidget()
    assert isinstance(member, MemberForm)
    member.number.setText("SP 1")
    member.save.click()
    qtbot.waitUntil(lambda: window.locked)
    assert not form.isVisible()


def test_when_the_window_locks_is_not_for_everybody_to_say(fake_desk: FakeDesk, window: MainWindow) -> None:
    window.commands.run("settings")
    form = QApplication.activeModalWidget()
    assert isinstance(form, SettingsForm)
    assert form.lock.isEnabled()
    form.reject()
    fake_desk.desk.person = Person("Ravi Patel", Role.OSCAR_1, "", 99)
    window.commands.run("settings")
    form = QApplication.activeModalWidget()
    assert isinstance(form, SettingsForm)
    assert not form.lock.isEnabled()
    assert "Corporate Communications" in form.lock.toolTip()
