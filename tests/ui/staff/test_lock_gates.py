"""While the window is blank: what was decided goes on, nobody takes it back, and nothing else shows itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from socialdesk.decisions.remove import decide_removal
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import tell
from socialdesk.ui.record.view import RecordView
from tests.fakes.desk import FakeDesk, Said

SECRET = "Words of a stranger"


@pytest.fixture
def window(fake_desk: FakeDesk) -> Iterator[MainWindow]:
    (item,) = fake_desk.say(Said(author="Dale", text=SECRET))
    made = MainWindow(fake_desk.desk)
    made.show()
    made.make_complete()
    fake_desk.writer.call(
        lambda db: decide_removal(
            db,
            item_id=ItemId(item),
            action=ActionKind.HIDE,
            grounds=["spam"],
            answers={"spam.what": "A fraud or scam"},
            aim="To keep people safe.",
            why_not_less="A reply would not.",
            book=fake_desk.desk.book,
            capabilities=fake_desk.desk.capabilities(fake_desk.accounts[0].id),
            now=fake_desk.clock(),
            by=fake_desk.desk.person,
        )
    )
    yield made
    made.close()
    made.deleteLater()


def words() -> str:
    labels = [each for top in QApplication.topLevelWidgets() for each in top.findChildren(QLabel)]
    return " ".join(label.text() for label in labels if label.isVisible())


def dialogs() -> list[QDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]


def open_it(window: MainWindow, person: Person, qtbot: QtBot) -> None:
    """As the blank page does once the PIN was right."""
    window.locker._opened(person, "pin")
    qtbot.waitUntil(lambda: not window.locked)


@pytest.mark.clause("T3")
def test_nobody_takes_anything_back_at_a_blank_window_and_it_goes_on(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    (queued,) = queries.pending(fake_desk.desk.read)
    window.lock()
    for key, held in (
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(window, key, held)
        page = window.locker.page
        assert page is not None
        QTest.keyClick(page, key, held)
    for command in window.commands:
        window.commands.run(command.id)
    fake_desk.clock.move(seconds=60)
    qtbot.wait(60)
    (now,) = queries.pending(fake_desk.desk.read)
    assert (now.state, now.not_before_ms, now.can_cancel) == (queued.state, queued.not_before_ms, True)
    assert not window.inside or not window.inside.isVisible()


@pytest.mark.clause("T3")
def test_the_blank_covers_the_record_and_what_shows_itself_later(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    record = RecordView(window)
    record.open()
    qtbot.waitUntil(record.isVisible)
    window.lock()
    assert not record.isVisible()
    tell(window, "The export", f"It is written: {SECRET}")
    tell(record, "The record", f"The record verifies: {SECRET}")
    QApplication.processEvents()
    assert dialogs() == []
    assert SECRET not in words()
    open_it(window, fake_desk.desk.person, qtbot)
    qtbot.waitUntil(record.isVisible)
    assert SECRET in words()
    for each in dialogs():
        each.close()


@pytest.mark.clause("T3")
def test_another_person_sees_none_of_them(fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    del fake_desk
    RecordView(window).open()
    window.lock()
    tell(window, "The export", f"It is written: {SECRET}")
    open_it(window, Person("Ravi Patel", Role.OSCAR_1), qtbot)
    QApplication.processEvents()
    assert dialogs() == []
