"""The desk out of hours: urgent first, the number, the main Facebook page after the threshold, requests (2.5; A7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.model.people import Person, Role
from socialdesk.shifts import calls, declaring, requests, rota
from socialdesk.shifts.calls import Answered
from socialdesk.shifts.rules import Part, Shift
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.shifts import composing
from socialdesk.ui.shifts.duty_forms import CallForm, RequestForm, ThresholdForm
from socialdesk.ui.shifts.duty_view import DutyView
from tests.fakes.desk import A_KING, FakeDesk, Said, make_desk
from tests.fakes.screen import nameless

OSCAR = Person("Insp. Fairweather", Role.OSCAR_1)
NIGHT = datetime(2025, 12, 26, 2, 0, tzinfo=UTC)
"""Boxing Day."""
NUMBER = "01604 555 100"
T = TypeVar("T", bound=QWidget)


@pytest.fixture
def night(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, account_names=("Anyshire Police", "Kelmarton Team"), person=OSCAR)
    made.clock.now = NIGHT
    evening = NIGHT - timedelta(hours=9)
    shift = Shift(
        part=Part.ON_CALL,
        name="Gareth Poulter",
        telephone=NUMBER,
        from_ms=to_ms(evening),
        until_ms=to_ms(evening + timedelta(hours=15)),
    )
    made.writer.call(lambda db: rota.enter(db, [shift], now=evening, by=A_KING))
    yield made
    made.close()


@pytest.fixture
def window(night: FakeDesk) -> Iterator[MainWindow]:
    made = MainWindow(night.desk)
    made.show()
    made.make_complete()
    yield made
    made.close()
    made.deleteLater()


def opened(window: MainWindow, qtbot: QtBot) -> DutyView:
    view = DutyView(window)
    view.open()
    qtbot.waitUntil(lambda: view.facts is not None)
    return view


def form(kind: type[T]) -> T:
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    return found[-1]


def words(view: QDialog) -> str:
    return "\n".join(str(each.property("text") or "") for each in view.findChildren(QWidget))


@pytest.mark.clause("A7")
@pytest.mark.clause("I2")
def test_an_oscar_1_at_night_sees_what_is_urgent_and_whom_to_ring(
    night: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    (item,) = night.say(Said(author="Dale", text="Something"))
    night.execute("UPDATE worklist SET urgency = 3, weight = 150 WHERE item_id = ?", int(item))
    view = opened(window, qtbot)
    told = words(view)
    assert "away until 08:00, Monday 29/12/2025" in told
    assert told.index("Emergency, Facebook, Anyshire Police") < told.index(NUMBER)
    assert "Gareth Poulter" in told
    assert "Dale" not in told
    assert "Something" not in told
    assert view.write.isEnabled()
    assert nameless(view) == []


@pytest.mark.clause("A7")
def test_not_met_needs_a_reason_and_opens_a_draft_for_the_main_page_alone(
    night: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    posts: list[int] = []
    composing.put(window, posts.append)
    view = opened(window, qtbot)
    qtbot.keyClick(view.write, Qt.Key.Key_Space)
    asked = form(ThresholdForm)
    asked.submit()
    assert asked.wrong.text()
    asked.subject.setText("A14 closed")
    asked.submit()
    assert "why" in asked.wrong.text()
    asked.reason.setPlainText("Routine")
    asked.submit()
    qtbot.waitUntil(lambda: bool(posts))
    found = night.desk.read.execute(
        "SELECT account_id, posts.state FROM post_targets JOIN posts ON posts.id = post_id WHERE chosen = 1"
    ).fetchall()
    assert found == [(int(night.accounts[0].id), "draft")]
    (said,) = declaring.since(night.desk.read, to_ms(NIGHT))
    assert (said.post_id, said.met, said.reason) == (posts[0], False, "Routine")


@pytest.mark.clause("A7")
def test_met_shows_the_number_posts_nothing_and_records_the_call(
    night: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    view = opened(window, qtbot)
    view.write_post()
    asked = form(ThresholdForm)
    asked.subject.setText("Fatal collision")
    asked.yes.click()
    qtbot.waitUntil(lambda: any(isinstance(w, CallForm) for w in QApplication.topLevelWidgets()))
    call = form(CallForm)
    assert call.number.text() == NUMBER
    assert call.number.font().pointSizeF() > 1.7 * call.who.font().pointSizeF()
    call.submit()
    qtbot.waitUntil(lambda: "agreed" in call.wrong.text())
    call.outcome.setPlainText("He writes it himself.")
    call.submit()
    qtbot.waitUntil(lambda: bool(calls.since(night.desk.read, 0)))
    (rung,) = calls.since(night.desk.read, 0)
    (said,) = declaring.since(night.desk.read, 0)
    assert (rung.answered, rung.telephone, rung.declaration_id) == (Answered.REACHED, NUMBER, said.id)
    assert night.desk.read.execute("SELECT count(*) FROM posts").fetchone() == (0,)
    qtbot.waitUntil(lambda: "threshold met, nothing posted" in words(view))


@pytest.mark.clause("A7")
def test_another_account_is_asked_for_and_the_rest_is_read_only(
    night: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    night.execute("UPDATE accounts SET is_primary = 0 WHERE id = ?", int(night.accounts[1].id))
    view = opened(window, qtbot)
    assert view.account.count() == 1
    view.ask_for()
    asked = form(RequestForm)
    asked.submit()
    qtbot.waitUntil(lambda: bool(asked.wrong.text()))
    asked.words.setPlainText("Please share it")
    asked.submit()
    qtbot.waitUntil(lambda: bool(requests.open_requests(night.desk.read)))
    (found,) = requests.open_requests(night.desk.read)
    assert (found.account_id, found.asked_by) == (night.accounts[1].id, OSCAR.name)


@pytest.mark.clause("A7")
def test_by_day_nothing_is_written_here_and_the_reason_is_said(
    night: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    night.clock.now = datetime(2025, 12, 23, 11, 0, tzinfo=UTC)
    view = opened(window, qtbot)
    assert not view.write.isEnabled()
    assert "on duty until 17:00" in words(view)


def test_whoever_stands_on_a_button_stands_there_still_when_something_comes(
    night: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    view = opened(window, qtbot)
    view.write.setFocus()
    (item,) = night.say(Said(author="Dale", text="Something"))
    night.execute("UPDATE worklist SET urgency = 2, weight = 120 WHERE item_id = ?", int(item))
    view.refresh()
    qtbot.waitUntil(lambda: "Urgent, Facebook" in words(view))
    assert view.write.hasFocus()
