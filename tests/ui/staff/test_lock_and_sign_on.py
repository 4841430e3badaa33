"""The blanked window, signing on with a PIN, and who is at the desk when it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.audit.entries import DeskLocked, PinRefused, SignedOn
from socialdesk.config import pin as pins
from socialdesk.config.settings import Settings
from socialdesk.model.people import NOBODY, Person, Role
from socialdesk.register import staff
from socialdesk.ui.dialogs import PersonForm
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.signing import SignOnForm
from socialdesk.ui.staff.locking import Locker
from socialdesk.ui.staff.pin_form import PinForm
from tests.fakes.desk import A_KING, NOW, FakeDesk, Said
from tests.fakes.screen import nameless, rich_places

SECRET = "Words of a stranger"
Open = Callable[[FakeDesk], MainWindow]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    def quick(pin: str) -> str:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(pin)

    monkeypatch.setattr(pins, "hashed", quick)


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Open]:
    windows: list[MainWindow] = []

    def open_it(fake: FakeDesk) -> MainWindow:
        window = MainWindow(fake.desk)
        windows.append(window)
        window.show()
        window.make_complete()
        return window

    yield open_it
    for window in windows:
        window.close()
        window.deleteLater()


def recorded(fake: FakeDesk, name: str, role: Role, pin: str, by: Person = A_KING) -> Person:
    number = fake.writer.call(lambda db: staff.add(db, name=name, role=role, now=NOW, by=by))
    person = Person(name, role, "", number)
    if pin:
        boss = person if by is A_KING else by
        fake.writer.call(lambda db: staff.set_pin(db, staff_id=number, pin=pin, now=NOW, by=boss))
    return person


@pytest.fixture
def staffed(fake_desk: FakeDesk) -> FakeDesk:
    """Amara King of Corporate Communications is at the desk, Ravi Patel of the control room may come."""
    fake_desk.desk.person = recorded(fake_desk, "Amara King", Role.CORPORATE_COMMUNICATIONS, "4071")
    recorded(fake_desk, "Ravi Patel", Role.OSCAR_1, "9031", by=fake_desk.desk.person)
    fake_desk.say(Said(author="Dale", text=SECRET))
    return fake_desk


def seen(window: MainWindow) -> str:
    """All words of every widget that is to be seen in any window."""
    labels = [each for top in QApplication.topLevelWidgets() for each in top.findChildren(QLabel)]
    return " ".join(label.text() for label in labels if label.isVisible()) + window.windowTitle()


def entries(fake: FakeDesk, kind: str) -> list[tuple[str, str]]:
    return [
        (str(row[0]), str(row[1]))
        for row in fake.desk.read.execute(
            "SELECT by_name, facts FROM audit WHERE kind = ? ORDER BY seq", (kind,)
        ).fetchall()
    ]


def sign(window: MainWindow, name: str, pin: str) -> None:
    page = window.locker.page
    assert page is not None
    page.signing.who.setCurrentIndex(
        next(i for i in range(page.signing.who.count()) if page.signing.who.itemText(i).startswith(name))
    )
    page.signing.pin.setText(pin)
    QTest.keyClick(page.signing.pin, Qt.Key.Key_Return)


@pytest.mark.clause("T3")
def test_a_locked_window_shows_nothing_takes_no_key_and_opens_with_the_pin(
    staffed: FakeDesk, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window(staffed)
    qtbot.waitUntil(lambda: window.list.model.rowCount() == 1)
    window.list.step(1)
    window.commands.run("lock")
    page = window.locker.page
    assert page is not None
    assert window.inside is not None
    assert not window.inside.isVisible()
    assert not window.list.table.isVisible()
    assert SECRET not in seen(window)
    assert not nameless(page)
    assert not rich_places(page)
    assert page.signing.who.currentText().startswith("Amara King")
    for key in (Qt.Key.Key_J, Qt.Key.Key_D, Qt.Key.Key_F6, Qt.Key.Key_F1):
        QTest.keyClick(window, key)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    window.commands.run("settings")
    assert not [
        each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()
    ]
    sign(window, "Amara", "4072")
    qtbot.waitUntil(page.wrong.isVisible)
    assert "not the PIN" in page.wrong.text()
    assert window.locked
    sign(window, "Amara", "4071")
    qtbot.waitUntil(lambda: not window.locked)
    assert window.list.table.isVisible()
    qtbot.waitUntil(lambda: len(entries(staffed, SignedOn.KIND)) == 1)
    assert '"how":"pin"' in entries(staffed, SignedOn.KIND)[0][1]
    assert len(entries(staffed, DeskLocked.KIND)) == 1
    assert len(entries(staffed, PinRefused.KIND)) == 1


def test_tab_stays_in_the_locked_page(staffed: FakeDesk, open_window: Open) -> None:
    window = open_window(staffed)
    window.lock()
    page = window.locker.page
    assert page is not None
    for _ in range(6):
        window.focusNextPrevChild(True)
        focus = QApplication.focusWidget()
        assert focus is None or page.isAncestorOf(focus)


@pytest.mark.clause("T3")
def test_another_person_opens_it_and_what_the_first_began_in_a_form_is_not_theirs(
    staffed: FakeDesk, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window(staffed)
    window.commands.run("settings")
    form = QApplication.activeModalWidget()
    assert form is not None
    gone: list[QWidget] = []
    form.destroyed.connect(lambda: gone.append(window))
    window.lock()
    assert not form.isVisible()
    sign(window, "Ravi", "9031")
    qtbot.waitUntil(lambda: not window.locked)
    assert staffed.desk.person.name == "Ravi Patel"
    assert "Ravi Patel" in window.rail.person.accessibleName()
    qtbot.waitUntil(lambda: bool(gone))


def test_ones_own_form_comes_back(staffed: FakeDesk, open_window: Open, qtbot: QtBot) -> None:
    window = open_window(staffed)
    window.commands.run("settings")
    form = QApplication.activeModalWidget()
    assert form is not None
    window.lock()
    assert not form.isVisible()
    sign(window, "Amara", "4071")
    qtbot.waitUntil(lambda: not window.locked)
    assert form.isVisible()


def test_it_locks_itself_after_five_minutes_without_a_touch(staffed: FakeDesk, open_window: Open) -> None:
    window = open_window(staffed)
    ticks = [1_000.0]
    locker = Locker(window, ticking=lambda: ticks[0])
    locker.begin()
    ticks[0] += 299
    locker.look()
    assert locker.page is None
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier)
    assert not locker.eventFilter(window, key)
    ticks[0] += 299
    staffed.clock.move(days=1)  # the wall clock has no say
    locker.look()
    assert locker.page is None
    ticks[0] += 1
    assert locker.eventFilter(window, key)  # the key that comes too late only blanks
    assert locker.page is not None
    locker.page.hide()
    locker.end()


@pytest.mark.parametrize(("minutes", "training", "set_so"), [(0, False, False), (5, True, False)])
def test_it_does_not_where_that_is_set_or_in_training(
    staffed: FakeDesk, open_window: Open, minutes: int, training: bool, set_so: bool
) -> None:
    window = open_window(staffed)
    window.desk.settings = replace(window.desk.settings, lock_minutes=minutes, lock_in_training=set_so)
    window.desk.training = training
    assert window.locker.minutes == 0
    window.desk.settings = replace(window.desk.settings, lock_minutes=5, lock_in_training=True)
    assert window.locker.minutes == 5


def test_a_touch_of_the_real_window_is_noticed(staffed: FakeDesk, open_window: Open) -> None:
    window = open_window(staffed)
    handle = window.windowHandle()
    ticks = [0.0]
    locker = Locker(window, ticking=lambda: ticks[0])
    handle.setProperty("desk_watched", False)
    locker.begin()
    ticks[0] = 200
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    ticks[0] = 400
    locker.look()
    assert locker.page is None
    locker.end()


@pytest.mark.clause("T3")
def test_where_nobody_is_known_the_desk_opens_blank_and_shows_no_item(
    staffed: FakeDesk, open_window: Open, qtbot: QtBot
) -> None:
    staffed.desk.person = NOBODY
    window = open_window(staffed)
    assert window.locked
    assert SECRET not in seen(window)
    sign(window, "Ravi", "9031")
    qtbot.waitUntil(lambda: not window.locked)
    assert staffed.desk.person.role is Role.OSCAR_1
    qtbot.waitUntil(lambda: window.list.model.rowCount() == 1)


def test_a_desk_that_was_closed_locked_opens_locked(
    staffed: FakeDesk, open_window: Open, qtbot: QtBot
) -> None:
    window = open_window(staffed)
    window.lock()
    assert staffed.saved[-1].locked
    window.close()
    again = open_window(staffed)
    assert again.locked
    sign(again, "Amara", "4071")
    qtbot.waitUntil(lambda: not again.locked)
    assert not staffed.saved[-1].locked


def test_without_any_pin_the_window_is_blanked_and_anybody_goes_on(
    fake_desk: FakeDesk, open_window: Open
) -> None:
    fake_desk.say(Said(author="Dale", text=SECRET))
    window = open_window(fake_desk)
    window.lock()
    page = window.locker.page
    assert page is not None
    assert SECRET not in seen(window)
    assert page.go_on is not None
    page.go_on.click()
    assert not window.locked
    assert fake_desk.desk.person == A_KING


@pytest.mark.clause("T3")
def test_somebody_else_sits_down_with_their_pin(staffed: FakeDesk, open_window: Open, qtbot: QtBot) -> None:
    window = open_window(staffed)
    window.rail.person.click()
    form = QApplication.activeModalWidget()
    assert isinstance(form, SignOnForm)
    form.signing.who.setCurrentIndex(1)
    form.save.click()
    assert "Type the PIN" in form.wrong.text()
    for pin in ("1", "2", "3"):
        form.signing.pin.setText(pin)
        form.save.click()
        qtbot.waitUntil(form.save.isEnabled)
    assert "10 seconds" in form.wrong.text()
    form.signing.pin.setText("9031")
    form.save.click()
    qtbot.waitUntil(form.save.isEnabled)
    assert staffed.desk.person.name == "Amara King"
    staffed.clock.move(seconds=10)
    form.signing.pin.setText("9031")
    form.save.click()
    qtbot.waitUntil(lambda: staffed.desk.person.name == "Ravi Patel")
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, PinForm)  # theirs was set by Amara King
    assert asked.old is not None
    assert not staffed.saved or staffed.saved[-1].person_name != "Ravi Patel"


def test_a_person_who_says_who_they_are_can_be_recorded(
    fake_desk: FakeDesk, open_window: Open, qtbot: QtBot
) -> None:
    fake_desk.desk.login = "force\\king.a"
    window = open_window(fake_desk)
    window.commands.run("person-at-desk")
    form = QApplication.activeModalWidget()
    assert isinstance(form, PersonForm)
    form.role.setCurrentIndex(form.role.findText("Oscar 1"))
    assert not form.recorded.isEnabled()
    form.role.setCurrentIndex(form.role.findText("Corporate Communications"))
    form.recorded.setChecked(True)
    form.number.setText("SP 2201")
    form.save.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PinForm))
    assert fake_desk.desk.person.staff_id == 1
    assert staff.by_os_account(fake_desk.desk.read, "force\\king.a") == fake_desk.desk.person
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, PinForm)
    asked.pin.setText("4071")
    asked.again.setText("4072")
    asked.save.click()
    assert "not the same" in asked.wrong.text()
    asked.again.setText("4071")
    asked.save.click()
    qtbot.waitUntil(lambda: staff.everyone(fake_desk.desk.read)[0].has_pin)


def test_training_asks_for_no_pin(open_window: Open, fake_desk: FakeDesk) -> None:
    fake_desk.desk.training = True
    fake_desk.desk.person = recorded(fake_desk, "Amara King", Role.CORPORATE_COMMUNICATIONS, "4071")
    recorded(fake_desk, "Ravi Patel", Role.OSCAR_1, "", by=fake_desk.desk.person)
    window = open_window(fake_desk)
    window.commands.run("person-at-desk")
    form = QApplication.activeModalWidget()
    assert isinstance(form, SignOnForm)
    assert not form.signing.pin.isVisible()
    form.signing.who.setCurrentIndex(1)
    form.save.click()
    assert fake_desk.desk.person.name == "Ravi Patel"


def test_the_settings_are_local_choices() -> None:
    assert Settings().lock_minutes == 5
    assert not Settings().lock_in_training


def test_what_was_being_written_is_kept(staffed: FakeDesk, open_window: Open, qtbot: QtBot) -> None:
    window = open_window(staffed)
    qtbot.waitUntil(lambda: window.list.model.rowCount() == 1)
    window.list.step(1)
    window.conversation.focus_composer("reply")
    window.conversation.composer.words.setPlainText("We are looking into it")
    window.lock()

    def kept() -> bool:
        found = staffed.desk.read.execute("SELECT content FROM drafts").fetchall()
        return any("We are looking into it" in row[0] for row in found)

    qtbot.waitUntil(kept)
    assert "We are looking into it" not in seen(window)
