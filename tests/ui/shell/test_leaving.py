"""Closing the desk while something waits that only an open desk sends (P1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.model.ids import ClauseId
from socialdesk.outbox.queries import Left
from socialdesk.publishing.drafts import save_post
from socialdesk.publishing.publish import decide_publish
from socialdesk.publishing.schedule import set_time
from socialdesk.publishing.standing import CheckStanding
from socialdesk.publishing.targets import set_targets
from socialdesk.ui.leaving import sentences
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from tests.fakes.desk import FakeDesk
from tests.fakes.stocked_desk import capabilities

pytestmark = pytest.mark.clause("P1")
PASSED = (CheckStanding(id="all", title="All", clause=ClauseId("3"), state="pass", sentence=""),)


@pytest.fixture
def window(fake_desk: FakeDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(fake_desk.desk)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    made.make_complete()
    yield made
    made.close()


def decide(fake: FakeDesk, *, minutes: int = 0) -> None:
    """On the way at once; or kept here, since Facebook holds nothing for less than ten minutes."""
    now, by, ids = fake.clock(), fake.desk.person, [fake.accounts[0].id]
    call = fake.writer.call
    post_id = call(lambda db: save_post(db, post_id=None, purpose="", text="Closed.", now=now, by=by)).post_id
    call(lambda db: set_targets(db, post_id=post_id, account_ids=ids, now=now, by=by))
    if minutes:
        at_ms = to_ms(now) + minutes * 60_000
        call(lambda db: set_time(db, post_id=post_id, scheduled_ms=at_ms, now=now, by=by))
    call(
        lambda db: decide_publish(
            db, post_id=post_id, checks=PASSED, book=fake.desk.book, capabilities=lambda _: capabilities(),
            now=now, by=by,
        )
    )  # fmt: skip


def question() -> Message:
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, Message)
    return shown


def press(words: str) -> None:
    next(each for each in question().findChildren(QPushButton) if each.accessibleName() == words).click()


def test_where_nothing_waits_it_closes(window: MainWindow) -> None:
    window.commands.run("close")
    assert not window.isVisible()


def test_what_waits_is_said_and_the_desk_stays_open(window: MainWindow, fake_desk: FakeDesk) -> None:
    decide(fake_desk, minutes=6)
    decide(fake_desk)
    window.commands.run("close")
    said = question().accessibleDescription()
    assert "1 post is kept on this computer until" in said
    assert "this computer on" in said
    assert "1 action is on the way and not confirmed." in said
    assert window.isVisible()
    press("Leave it open")
    assert window.isVisible()
    window.commands.run("close")
    press("Close it anyway")
    assert not window.isVisible()


def test_it_is_asked_once_however_often_the_cross_is_pressed(window: MainWindow, fake_desk: FakeDesk) -> None:
    decide(fake_desk)
    leaving = window.dealings.leaving
    assert leaving.asks()
    first = question()
    assert leaving.asks()
    assert question() is first
    first.reject()
    assert leaving.asks()
    assert question() is not first
    question().reject()


class Cross(QCloseEvent):
    """A close that a person asked for outside the program; Qt lets nobody make one."""

    def spontaneous(self) -> bool:
        return True


def test_the_cross_of_the_window_asks_first(window: MainWindow, fake_desk: FakeDesk) -> None:
    leaving = window.dealings.leaving
    assert not leaving.eventFilter(window, Cross())
    decide(fake_desk)
    event = Cross()
    assert leaving.eventFilter(window, event)
    assert not event.isAccepted()
    press("Close it anyway")
    assert not window.isVisible()


def test_a_program_that_ends_it_is_not_held_up(window: MainWindow, fake_desk: FakeDesk) -> None:
    decide(fake_desk)
    event = QCloseEvent()
    QApplication.sendEvent(window, event)
    assert event.isAccepted()


def test_several_are_told_by_their_first() -> None:
    said = " ".join(sentences(Left(going=2, kept=3, first_due_ms=1_795_942_800_000), "Europe/London"))
    assert "3 posts are kept on this computer until their time, the first until" in said
    assert "2 actions are on the way" in said
