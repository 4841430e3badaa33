"""A post on its way beside the actions on items: named by network and account, taken back, put to a person (P1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.model.ids import ClauseId, PostId
from socialdesk.model.posts import PostState
from socialdesk.publishing import queries
from socialdesk.publishing.drafts import save_post
from socialdesk.publishing.publish import decide_publish
from socialdesk.publishing.schedule import set_time
from socialdesk.publishing.standing import CheckStanding
from socialdesk.publishing.targets import set_targets
from socialdesk.ui.announce import OutboxTeller
from socialdesk.ui.dialogs import UnsettledForm
from socialdesk.ui.main_window import MainWindow
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
    yield made
    made.close()


def decided(fake: FakeDesk, *, minutes: int = 0) -> PostId:
    desk = fake.desk
    now, by = fake.clock(), desk.person
    post_id = desk.write(
        lambda db: save_post(db, post_id=None, purpose="", text="Road closed.", now=now, by=by)
    ).result().post_id  # fmt: skip
    ids = [fake.accounts[0].id]
    desk.write(lambda db: set_targets(db, post_id=post_id, account_ids=ids, now=now, by=by)).result()
    if minutes:
        at_ms = to_ms(now) + minutes * 60_000
        desk.write(lambda db: set_time(db, post_id=post_id, scheduled_ms=at_ms, now=now, by=by)).result()
    desk.write(
        lambda db: decide_publish(
            db,
            post_id=post_id,
            checks=PASSED,
            book=desk.book,
            capabilities=lambda _: capabilities(),
            now=now,
            by=by,
        )
    ).result()
    return post_id


def test_undo_names_the_account_and_takes_the_post_back(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    post_id = decided(fake_desk)
    window.watch.refresh()
    qtbot.waitUntil(window.undo_bar.isVisible)
    assert window.undo_bar.words.text() == "Will be published · Post on Facebook, Anyshire Police"
    window.undo_bar.button.click()
    qtbot.waitUntil(
        lambda: queries.load(fake_desk.desk.read, post_id).state is PostState.DRAFT,
    )
    qtbot.waitUntil(window.undo_bar.isHidden)


def test_what_is_planned_for_later_is_no_undo_and_is_not_announced_as_one(
    fake_desk: FakeDesk, window: MainWindow
) -> None:
    decided(fake_desk, minutes=5)
    window.watch.refresh()
    assert window.undo_bar.isHidden()
    assert not window.cancel_newest()
    told = OutboxTeller(lambda _: None)
    told.news([], {}, 0)
    assert told.news(window.watch.pending, {}, 0) == []


def test_a_post_that_waited_too_long_is_put_to_a_person_in_its_own_words(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    post_id = decided(fake_desk)
    fake_desk.execute("UPDATE outbox SET needs_person = 1, reason = 'It waited.'")
    window.watch.refresh()
    assert window.undo_bar.question.text().endswith("Post on Facebook, Anyshire Police")
    window.undo_bar.decide.click()
    form = QApplication.activeModalWidget()
    assert isinstance(form, UnsettledForm)
    assert set(form.buttons) == {"send_again", "leave_it"}
    assert form.buttons["send_again"].accessibleName() == "Publish it now"
    assert window.item is None
    form.reason.setPlainText("The road is open again.")
    form.buttons["leave_it"].click()
    qtbot.waitUntil(lambda: queries.load(fake_desk.desk.read, post_id).state is PostState.DRAFT)
