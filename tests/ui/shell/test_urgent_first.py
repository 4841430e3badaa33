"""The list by urgency: turned by a person and kept, arrivals in their place, what is worked on stays under the eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from socialdesk.config.settings import Settings
from socialdesk.inbox.store import put_assessment
from socialdesk.inbox.views import MOST_URGENT
from socialdesk.model.changes import Changes
from socialdesk.model.findings import Assessment
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection, writing
from socialdesk.ui.inbox.list_pane import ListPane
from socialdesk.ui.inbox.words import HIDDEN, row_sentence, row_words
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said, make_desk

GROUNDS = {"help": "emergency", "vermin": "hate_speech", "fool": "offensive_language"}


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds=GROUNDS)
    yield made
    made.close()


@pytest.fixture
def pane(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> ListPane:
    made = ListPane(fake_desk.desk, tasks)
    tasks.changed.connect(made.take_changes)
    qtbot.addWidget(made)
    made.resize(400, 700)
    made.show()

    def keep(settings: Settings) -> None:
        fake_desk.desk.settings = settings
        fake_desk.saved.append(settings)

    made.settings_turned.connect(keep)
    return made


def said(*texts: str, minutes: float = 60) -> list[Said]:
    return [Said(author=text, text=text, minutes_ago=minutes - place) for place, text in enumerate(texts)]


def texts(pane: ListPane) -> list[str]:
    found = [pane.model.row_at(row) for row in range(pane.model.rowCount())]
    return [row.untrusted_text for row in found if row is not None]


def alter(fake_desk: FakeDesk, pane: ListPane, item: ItemId, weight: int) -> None:
    """Another weight, as when the model has read it or its post was marked."""

    def put(db: Connection) -> None:
        with writing(db):
            put_assessment(db, item, Assessment(findings=(), pack_version="5/20 version 5", weight=weight))

    fake_desk.writer.call(put)
    pane.take_changes(Changes(items=frozenset({item})))


def test_the_order_is_turned_by_a_press_said_and_kept(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    fake_desk.say(*said("vermin", "hello", "help", "a fool"))
    pane.show_place("inbox", "Needs a decision")
    assert texts(pane) == ["a fool", "help", "hello", "vermin"]
    assert pane.order.turn.text() == "Newest first"
    qtbot.mouseClick(pane.order.turn, Qt.MouseButton.LeftButton)
    assert texts(pane) == ["help", "vermin", "a fool", "hello"]
    assert pane.order.turn.text() == "Most urgent first"
    assert [each.urgent_first for each in fake_desk.saved] == [True]
    pane.show_place("everything", "Everything")
    assert texts(pane) == ["a fool", "help", "hello", "vermin"]
    assert (pane.order.turn.isHidden(), pane.order.words.text()) == (True, "Newest first")
    pane.show_place("inbox", "Needs a decision")
    assert texts(pane)[0] == "help"
    pane.turn_order()
    assert texts(pane)[0] == "a fool"


def by_urgency(fake_desk: FakeDesk, pane: ListPane) -> None:
    fake_desk.desk.settings = replace(fake_desk.desk.settings, urgent_first=True)
    pane.show_place("inbox", "Needs a decision")


def test_what_arrives_takes_its_place_by_urgency(fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot) -> None:
    fake_desk.say(*said("vermin", "hello"))
    by_urgency(fake_desk, pane)
    fake_desk.say(*said("help", "a fool", minutes=5))
    qtbot.waitUntil(lambda: texts(pane) == ["help", "vermin", "a fool", "hello"])
    assert pane.count.text() == "4"


def test_out_of_sight_of_the_top_new_ones_wait_for_a_press(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    fake_desk.say(*said(*(f"hello {number}" for number in range(60))))
    by_urgency(fake_desk, pane)
    pane.table.scrollToBottom()
    fake_desk.say(*said("help", "vermin", minutes=2))
    qtbot.waitUntil(lambda: pane.arrived.text() == "2 new")
    assert len(texts(pane)) == 60
    pane.arrived.click()
    assert texts(pane)[:2] == ["help", "vermin"]
    assert len(texts(pane)) == 62


def test_what_is_found_to_be_urgent_later_moves_and_is_there_once(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    ids = fake_desk.say(*said("one", "two", "three"))
    by_urgency(fake_desk, pane)
    alter(fake_desk, pane, ids[2], 144)
    qtbot.waitUntil(lambda: texts(pane) == ["three", "one", "two"])
    alter(fake_desk, pane, ids[2], 0)
    qtbot.waitUntil(lambda: texts(pane) == ["one", "two", "three"])


def test_what_is_worked_on_moves_only_once_the_person_has_gone_on(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    ids = fake_desk.say(*said("one", "two", "three"))
    by_urgency(fake_desk, pane)
    pane.table.choose(2)
    alter(fake_desk, pane, ids[2], 144)
    alter(fake_desk, pane, ids[1], 80)
    qtbot.waitUntil(lambda: texts(pane) == ["two", "one", "three"])
    pane.table.choose(0)
    qtbot.waitUntil(lambda: texts(pane) == ["three", "two", "one"])


def test_a_long_list_holds_its_beginning_and_says_how_many_there_are(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socialdesk.inbox.lists.MOST_URGENT", 150)
    fake_desk.say(*said(*(f"hello {number}" for number in range(200)), minutes=500))
    by_urgency(fake_desk, pane)
    qtbot.waitUntil(lambda: pane.feed.complete)
    assert (pane.model.rowCount(), pane.count.text()) == (150, "200")
    assert MOST_URGENT >= 1_000


def test_why_a_row_stands_there_is_said_on_hover(fake_desk: FakeDesk, pane: ListPane) -> None:
    fake_desk.say(Said(author="<b>A</b>", text="help", minutes_ago=4))
    by_urgency(fake_desk, pane)
    hint = pane.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "On top: may be an emergency; posted 4 minutes ago under a post." in hint


def test_hard_words_stay_out_of_the_list_where_a_person_asks_for_it(
    fake_desk: FakeDesk, pane: ListPane
) -> None:
    fake_desk.say(*(replace(one, author="A") for one in said("they are vermin", "hello")))
    pane.show_place("everything", "Everything")
    rows = {row.untrusted_text: row for row in map(pane.model.row_at, range(2)) if row is not None}
    hard, other = rows["they are vermin"], rows["hello"]
    assert row_words(hard) == "they are vermin"
    assert row_words(hard, hide_hard=True) == HIDDEN
    assert row_words(other, hide_hard=True) == "hello"
    spoken = row_sentence(hard, fake_desk.desk.book, fake_desk.clock(), hide_hard=True)
    assert "vermin" not in spoken
    fake_desk.desk.settings = replace(fake_desk.desk.settings, blur_offensive=True)
    assert "vermin" not in str(pane.model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole))
