"""The reply looked over while it is written: open places, and our own words against 4.3 (I4)."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from socialdesk.model.accounts import Network
from socialdesk.model.ids import ItemId
from socialdesk.ui.conversation.composer import CLEAR, ETHICS, PAUSE_MS
from socialdesk.ui.conversation.pane import NOT_LOOKED_AT, ConversationPane
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said

RUDE = "Our own words may meet Abusive or offensive language (4.3d). Read them again."


def problem(text: str, network: Network, private: bool) -> str:
    assert threading.current_thread() is not threading.main_thread()
    if "boom" in text:
        raise ValueError("no word list")
    return RUDE if "rude" in text else ""


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    fake_desk.desk.draft_problem = problem
    return fake_desk.say(Said(author="Ann", text="When does the road open?"))[0]


@pytest.fixture
def pane(item: ItemId, fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> ConversationPane:
    made = ConversationPane(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    made.resize(590, 680)
    made.show()
    made.show_item(item)
    return made


def told(pane: ConversationPane) -> str:
    return pane.composer._told.text()  # pyright: ignore[reportPrivateUsage]  (what is read beside the words)


@pytest.mark.clause("P8")
def test_the_code_of_ethics_stands_where_a_reply_is_written(pane: ConversationPane) -> None:
    shown = [each for each in pane.composer.findChildren(QLabel) if each.text() == ETHICS]
    assert [each.isVisible() for each in shown] == [True]
    assert pane.composer.words.accessibleDescription() == ETHICS
    pane.resize(590, 400)  # a low screen: a screen reader says it still
    assert pane.composer.words.accessibleDescription() == ETHICS


@pytest.mark.clause("I4")
def test_a_wording_comes_with_its_first_place_marked_and_does_not_go_out_with_it(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    words = pane.composer.words
    words.setPlainText("😡")
    pane.composer.put_wording("answer_thanks")
    assert words.textCursor().selectedText() == "[our answer]"
    cursor = words.textCursor()
    cursor.clearSelection()
    words.setTextCursor(cursor)
    with qtbot.assertNotEmitted(pane.composer.wanted):
        assert not pane.composer.confirm()
    assert "[our answer]" in told(pane)
    assert words.textCursor().selectedText() == "[our answer]"
    words.textCursor().insertText("At six.")
    with qtbot.waitSignal(pane.decided, timeout=5_000):
        pane.composer.confirm()


@pytest.mark.clause("I4")
def test_words_that_may_meet_a_ground_are_told_and_take_another_yes(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    pane.composer.words.setPlainText("something rude")
    qtbot.waitUntil(lambda: told(pane) == RUDE, timeout=PAUSE_MS + 5_000)
    with qtbot.assertNotEmitted(pane.composer.wanted):
        assert not pane.composer.confirm()
    assert RUDE in told(pane)
    assert "again" in told(pane)
    with qtbot.waitSignal(pane.decided, timeout=5_000):
        assert pane.composer.confirm()


def test_words_sent_at_once_are_looked_over_first_and_then_go(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.composer.words.setPlainText("At six.")
    with qtbot.waitSignal(pane.decided, timeout=5_000):
        pane.composer.confirm()


def test_words_sent_at_once_and_rude_wait_for_another_yes(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.composer.words.setPlainText("rude")
    with qtbot.assertNotEmitted(pane.composer.wanted, wait=100):
        pane.composer.confirm()
        qtbot.waitUntil(lambda: RUDE in told(pane), timeout=5_000)
    with qtbot.waitSignal(pane.decided, timeout=5_000):
        assert pane.composer.confirm()


def test_words_altered_meanwhile_are_not_sent(pane: ConversationPane, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(pane.composer.wanted, wait=300):
        pane.composer.words.setPlainText("At six.")
        pane.composer.confirm()
        pane.composer.words.setPlainText("At six or")
    qtbot.waitUntil(lambda: told(pane) == CLEAR, timeout=5_000)


def test_where_they_cannot_be_looked_over_a_person_does(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.composer.words.setPlainText("boom")
    pane.composer.confirm()
    qtbot.waitUntil(lambda: NOT_LOOKED_AT in told(pane), timeout=5_000)
    with qtbot.waitSignal(pane.decided, timeout=5_000):
        assert pane.composer.confirm()
