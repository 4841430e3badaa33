"""The calendar and one post: what is planned by whom, moved, stopped, copied, taken down; what needs a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Network
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import PostState
from socialdesk.publishing import queries
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.publishing import commands
from socialdesk.ui.publishing.erase_form import ErasePostForm
from socialdesk.ui.publishing.page import PublishingPage
from socialdesk.ui.publishing.post_forms import MoveForm, TakeDownForm, TickForm
from socialdesk.ui.publishing.tile import PostTile
from tests.fakes.desk import FakeDesk
from tests.fakes.publishing_desk import PASSED, PLAIN, planned, publishing_desk
from tests.fakes.screen import nameless, rich_places

pytestmark = pytest.mark.clause("P1")

WAIT = 6_000
Shown = TypeVar("Shown", bound=QDialog)
COLLEAGUE = Person("Imogen Castell", Role.CORPORATE_COMMUNICATIONS)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[FakeDesk]:
    desk = publishing_desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def window(made: FakeDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(made.desk)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    window.make_complete()
    yield window
    window.close()


@pytest.fixture
def page(window: MainWindow) -> PublishingPage:
    commands.show_calendar(window)
    page = window.panes.page
    assert isinstance(page, PublishingPage)
    return page


def tomorrow(made: FakeDesk, hours: int = 24) -> int:
    return to_ms(made.clock() + timedelta(hours=hours))


def read(page: PublishingPage, qtbot: QtBot) -> None:
    page.calendar.plan = None
    page.calendar.refresh()
    qtbot.waitUntil(lambda: page.calendar.plan is not None, timeout=WAIT)


def opened(page: PublishingPage, post_id: PostId, qtbot: QtBot) -> None:
    page.show_post(post_id)
    qtbot.waitUntil(lambda: page.post.whole is not None, timeout=WAIT)


def form_of(window: MainWindow, kind: type[Shown]) -> Shown:
    return next(each for each in window.findChildren(kind) if each.isVisible())


def test_the_week_says_what_is_planned_when_by_whom_and_where(
    page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    planned(made, PLAIN, [Network.FACEBOOK, Network.X], tomorrow(made), by=COLLEAGUE)
    read(page, qtbot)
    tiles = [tile.tile for column in page.calendar.board.columns for tile in column.tiles]
    [tile] = tiles
    assert (tile.when, tile.by, tile.chip.words) == ("09:42", COLLEAGUE.name, "Scheduled")
    assert tile.networks == (Network.FACEBOOK, Network.X)
    assert [column.tiles != [] for column in page.calendar.board.columns].index(True) == 2  # a Wednesday


def test_bank_holidays_are_marked_in_words(page: PublishingPage, made: FakeDesk, qtbot: QtBot) -> None:
    made.clock.move(days=37)  # to 25 December 2025
    page.calendar.show_week(page.calendar.today)
    qtbot.waitUntil(lambda: "Dec" in page.calendar.title.text(), timeout=WAIT)
    marked = [column.number.text() for column in page.calendar.board.columns if not column.holiday.isHidden()]
    assert marked == ["25 Dec", "26 Dec"]


def test_the_list_holds_the_same_and_says_so_where_there_is_nothing(
    page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    page.calendar.as_list.click()
    read(page, qtbot)
    assert not page.calendar.list.findChildren(PostTile)
    planned(made, PLAIN, [Network.FACEBOOK], tomorrow(made, 24 * 9))
    read(page, qtbot)
    [tile] = page.calendar.list.findChildren(PostTile)
    assert tile.tile.title == PLAIN


def test_a_draft_is_written_on_and_a_decided_post_is_shown(
    page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    draft = planned(made, "A draft", [Network.FACEBOOK], None, decide=False)
    decided = planned(made, PLAIN, [Network.FACEBOOK], tomorrow(made))
    read(page, qtbot)
    tiles = {tile.tile.post_id: tile for tile in page.calendar.findChildren(PostTile)}
    tiles[decided].click()
    assert page.post.post_id == decided
    page.show_calendar()
    read(page, qtbot)
    tiles = {tile.tile.post_id: tile for tile in page.calendar.findChildren(PostTile)}
    tiles[draft].click()
    qtbot.waitUntil(lambda: page.compose.words.text == "A draft", timeout=WAIT)


def test_a_planned_post_is_moved_to_another_time(
    window: MainWindow, page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    post_id = planned(made, PLAIN, [Network.X], tomorrow(made))
    made.desk.post_checks = lambda _db, _id, _by, _text: PASSED
    opened(page, post_id, qtbot)
    page.post.retime.click()
    form = form_of(window, MoveForm)
    form.time.day.setDate(QDate(2025, 11, 21))
    form.time.hour.setTime(QTime(18, 30))
    qtbot.keyClick(form, Qt.Key.Key_Return)
    assert form.isVisible()
    with qtbot.waitSignal(form.accepted, timeout=WAIT):
        form.submit()
    moved = queries.load(made.desk.read, post_id)
    assert moved.scheduled_ms == to_ms(made.clock().replace(day=21, hour=18, minute=30))


def test_an_hour_that_the_clocks_leave_out_or_pass_twice_is_said(page: PublishingPage) -> None:
    page.open_compose()
    time = page.compose.time
    time.later.click()
    time.day.setDate(QDate(2026, 3, 29))
    time.hour.setTime(QTime(1, 30))
    assert "clocks go forward" in time.told.text()
    assert time.scheduled_ms is None
    assert not page.confirm()
    time.day.setDate(QDate(2026, 10, 25))
    assert "comes twice" in time.told.text()
    assert time.scheduled_ms is None
    time.which.setCurrentIndex(2)
    assert time.scheduled_ms is not None
    time.hour.setTime(QTime(3, 30))
    assert not time.told.text()
    assert time.problem == ""


def test_what_has_not_gone_out_is_stopped_after_a_question_and_is_a_draft_again(
    window: MainWindow, page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    post_id = planned(made, PLAIN, [Network.X], tomorrow(made))
    opened(page, post_id, qtbot)
    page.post.stop.click()
    question = form_of(window, Message)
    next(each for each in question.findChildren(QPushButton) if each.text() == "Stop it").click()
    qtbot.waitUntil(lambda: queries.load(made.desk.read, post_id).state is PostState.DRAFT, timeout=WAIT)


def test_a_copy_is_a_new_draft_with_the_same_words(
    page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    post_id = planned(made, PLAIN, [Network.FACEBOOK, Network.X], tomorrow(made))
    opened(page, post_id, qtbot)
    page.post.copy.click()
    qtbot.waitUntil(lambda: page.compose.words.text == PLAIN, timeout=WAIT)
    assert page.compose.post_id not in (None, post_id)
    assert page.compose.time.scheduled_ms is None


def test_what_is_to_be_published_by_hand_waits_for_a_person_and_is_ticked_off(
    window: MainWindow, page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    page.open_compose()
    compose = page.compose
    compose.purpose.setText("Crime prevention")
    linkedin = next(
        key for key, row in compose.accounts.rows.items() if row.account.network is Network.LINKEDIN
    )
    compose.accounts.rows[linkedin].box.click()
    compose.words.words.setPlainText(PLAIN)
    compose.previews.by_hand_asked.emit(linkedin)
    qtbot.waitUntil(lambda: "Nothing stands in its way" in compose.told.text(), timeout=WAIT)
    post_id = compose.post_id
    assert post_id is not None
    page.confirm()
    qtbot.waitUntil(lambda: page.post.whole is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: window.watch.posts == 1, timeout=WAIT)
    next(each for each in page.post.findChildren(QPushButton) if each.text() == "It is out…").click()
    form = form_of(window, TickForm)
    form.submit()
    qtbot.waitUntil(lambda: queries.load(made.desk.read, post_id).state is PostState.SENT, timeout=WAIT)
    qtbot.waitUntil(lambda: window.watch.posts == 0, timeout=WAIT)


def out(made: FakeDesk) -> PostId:
    post_id = planned(made, PLAIN, [Network.FACEBOOK], tomorrow(made))
    made.execute(
        "UPDATE outbox SET state = 'sending', attempts = 1, first_sent_ms = ?, last_sent_ms = ?",
        to_ms(made.clock()),
        to_ms(made.clock()),
    )
    made.execute(
        "UPDATE outbox SET state = 'confirmed', accepted = 1, native_id = 'post-1', settled_ms = ?",
        to_ms(made.clock()),
    )
    return post_id


@pytest.mark.clause("T2")
def test_a_post_that_is_over_is_erased_on_request_and_lawfully(
    window: MainWindow, page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    post_id = out(made)
    opened(page, post_id, qtbot)
    assert page.post.erase.isVisible()
    page.post.erase.click()
    form = form_of(window, ErasePostForm)
    form.submit()
    assert "Say who asked" in form.wrong.text()
    form.reason.setPlainText("The family asked, 18/11/2025; the case is closed")
    form.submit()
    assert "is kept" in form.wrong.text()
    form.lawful.click()
    form.submit()
    qtbot.waitUntil(lambda: "still to happen" in form.wrong.text(), timeout=WAIT)
    assert form.reason.toPlainText()
    made.execute("UPDATE post_parts SET published_ms = out_ms")
    with qtbot.waitSignal(form.accepted, timeout=WAIT):
        form.submit()
    qtbot.waitUntil(lambda: page.post.title.text() == "A post without words", timeout=WAIT)
    assert not page.post.erase.isVisible()
    assert queries.load(made.desk.read, post_id).text == ""
    assert "Deleted for good" in " ".join(
        label.text() for label in form_of(window, Message).findChildren(QLabel)
    )


def test_nobody_but_corporate_communications_erases_a_post(
    page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    post_id = out(made)
    made.desk.person = Person("Otto Night", Role.OSCAR_1)
    opened(page, post_id, qtbot)
    assert page.post.erase.isVisible()
    assert not page.post.erase.isEnabled()
    assert "Corporate Communications" in page.post.erase.toolTip()


def test_taking_down_asks_for_a_reason(
    window: MainWindow, page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    post_id = out(made)
    opened(page, post_id, qtbot)
    page.post.down.click()
    form = form_of(window, TakeDownForm)
    form.submit()
    assert "Say why" in form.wrong.text()
    form.reason.setEditText("It is out of date")
    with qtbot.waitSignal(form.accepted, timeout=WAIT):
        form.submit()
    line = queries.line(made.desk.read, post_id)
    assert "deleted" in line.targets[0].label


def test_every_control_has_a_name_and_words_stay_words(
    page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    post_id = planned(made, "<b>bold</b> " + PLAIN, [Network.FACEBOOK, Network.X], tomorrow(made))
    read(page, qtbot)
    opened(page, post_id, qtbot)
    assert nameless(page) == []
    assert rich_places(page) == []
