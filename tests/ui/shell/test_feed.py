"""The list and the store together: loading, arrivals, what leaves, what stays for the eye."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.ui.inbox.feed import FIRST
from socialdesk.ui.inbox.list_pane import ListPane
from socialdesk.ui.inbox.places import narrowed
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said


def many(count: int, start: int = 0) -> list[Said]:
    return [
        Said(author=f"Person {i}", text=f"Number {i}", minutes_ago=10_000 - i)
        for i in range(start, start + count)
    ]


@pytest.fixture
def pane(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> ListPane:
    made = ListPane(fake_desk.desk, tasks)
    tasks.changed.connect(made.take_changes)
    qtbot.addWidget(made)
    made.resize(400, 700)
    made.show()
    return made


def shows(pane: ListPane, count: int) -> bool:
    return pane.feed.complete and pane.model.rowCount() == count


def test_the_first_rows_are_there_at_once_and_the_rest_follow(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    fake_desk.say(*many(FIRST + 400))
    pane.show_place("inbox", "Needs a decision")
    assert pane.model.rowCount() == FIRST
    qtbot.waitUntil(lambda: shows(pane, FIRST + 400))
    ids = list(pane.model.ids())
    assert ids == sorted(ids, reverse=True)
    assert pane.count.text() == f"{FIRST + 400}"


def test_arrivals_come_in_by_themselves_at_the_top(fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot) -> None:
    fake_desk.say(*many(5))
    pane.show_place("inbox", "Needs a decision")
    told: list[tuple[int, int]] = []
    pane.model.rowsInserted.connect(lambda _parent, first, last: told.append((first, last)))
    fake_desk.say(*many(3, 5))
    fake_desk.say(*many(3, 8))
    qtbot.waitUntil(lambda: pane.model.rowCount() == 11)
    assert told == [(0, 5)]  # both told as one
    assert pane.arrived.isHidden()


def test_further_down_they_wait_to_be_let_in(fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot) -> None:
    fake_desk.say(*many(60))
    pane.show_place("inbox", "Needs a decision")
    pane.table.choose(40)
    chosen = pane.current()
    top = pane.table.rowAt(5)
    assert top > 0
    fake_desk.say(*many(12, 60))
    qtbot.waitUntil(lambda: pane.arrived.isVisible())
    assert pane.arrived.text() == "12 new"
    assert (pane.model.rowCount(), pane.current()) == (60, chosen)
    assert pane.table.rowAt(5) == top
    qtbot.mouseClick(pane.arrived, Qt.MouseButton.LeftButton)
    assert pane.model.rowCount() == 72
    assert pane.current() == chosen
    assert pane.table.at_top()
    assert pane.arrived.isHidden()


def test_the_selection_is_kept_by_id(fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot) -> None:
    fake_desk.say(*many(10))
    pane.show_place("inbox", "Needs a decision")
    pane.table.choose(4)
    chosen = pane.current()
    fake_desk.say(*many(3, 10))
    qtbot.waitUntil(lambda: pane.model.rowCount() == 13)
    assert pane.current() == chosen
    heard: list[ItemId | None] = []
    pane.item_chosen.connect(heard.append)
    pane.feed.reload()
    assert pane.current() == chosen
    assert heard == []


def test_what_is_handled_leaves_but_not_under_the_eye(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    fake_desk.say(*many(10))
    pane.show_place("inbox", "Needs a decision")
    pane.table.choose(2)
    chosen, other = pane.current(), pane.model.id_at(6)
    assert chosen is not None
    assert other is not None
    fake_desk.execute("UPDATE worklist SET open = 0, handled_ms = 1 WHERE item_id IN (?, ?)", chosen, other)
    fake_desk.tell(Changes(items=frozenset({chosen, other})))
    qtbot.waitUntil(lambda: pane.model.rowCount() == 9)
    assert pane.model.row_of(other) is None
    assert pane.current() == chosen
    pane.step(1)
    assert pane.model.rowCount() == 8
    assert pane.model.row_of(chosen) is None
    fake_desk.execute("UPDATE worklist SET open = 1 WHERE item_id = ?", other)
    fake_desk.tell(Changes(items=frozenset({other})))
    qtbot.waitUntil(lambda: pane.model.rowCount() == 9)
    ids = list(pane.model.ids())
    assert ids == sorted(ids, reverse=True)


def test_what_changed_is_read_again(fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot) -> None:
    item_id = fake_desk.say(*many(1))[0]
    pane.show_place("everything", "Everything")
    qtbot.waitUntil(lambda: (held := pane.model.held(item_id)) is not None and held.unread)
    fake_desk.execute("UPDATE worklist SET unread = 0 WHERE item_id = ?", item_id)
    fake_desk.tell(Changes(items=frozenset({item_id})))
    qtbot.waitUntil(lambda: (held := pane.model.held(item_id)) is not None and not held.unread)


def test_a_search_finds_says_how_many_and_is_cleared(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    fake_desk.say(*many(8), Said(author="Ada Okafor", text="Something private", private=True))
    pane.show_place("flagged", "Policy flags")
    pane.focus_search()
    qtbot.keyClicks(pane.search, "is:message")
    qtbot.waitUntil(lambda: pane.count.text() == "1 found")
    assert pane.title.text() == "Search"
    row = pane.model.row_at(0)
    assert row is not None
    assert row.untrusted_author == "Ada Okafor"
    qtbot.keyClick(pane.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: pane.title.text() == "Policy flags")
    assert pane.search.text() == ""
    assert pane.model.rowCount() == 0
    assert pane.empty.isVisible()
    assert pane.empty.text() == "Nothing is flagged."


def test_a_search_that_is_not_understood_is_explained(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    fake_desk.say(*many(2))
    pane.show_place("inbox", "Needs a decision")
    qtbot.keyClicks(pane.search, 'is:purple "')
    qtbot.waitUntil(lambda: pane.notes.isVisible())
    assert "hidden" in pane.notes.text()


@pytest.mark.parametrize(("chip", "count"), [("unread", 3), ("comment", 4), ("message", 1), ("mine", 1)])
def test_the_filters_narrow_the_view(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot, chip: str, count: int
) -> None:
    ids = fake_desk.say(*many(4), Said(author="Ada", text="Hello", private=True))
    fake_desk.execute("UPDATE worklist SET unread = 0 WHERE item_id IN (?, ?)", ids[0], ids[1])
    fake_desk.execute("UPDATE worklist SET claimed_by = ? WHERE item_id = ?", "Amara King", ids[0])
    pane.show_place("inbox", "Needs a decision")
    assert pane.model.rowCount() == 5
    pane.chips()[["all", "unread", "comment", "message", "mine"].index(chip)].click()
    qtbot.waitUntil(lambda: pane.model.rowCount() == count)
    pane.chips()[0].click()
    qtbot.waitUntil(lambda: pane.model.rowCount() == 5)


def test_an_account_can_be_filtered_whatever_it_is_called(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    fake_desk.say(*many(3))
    fake_desk.execute("UPDATE accounts SET name = ?", 'The "Force": -main (page)')
    pane.show_place("account:1", 'The "Force": -main (page)')
    assert pane.model.rowCount() == 3
    pane.chips()[1].click()
    qtbot.waitUntil(lambda: shows(pane, 3))
    pane.chips()[3].click()
    qtbot.waitUntil(lambda: shows(pane, 0))


def test_an_account_is_told_from_one_whose_name_holds_its_own() -> None:
    names = {"account:1": "Police", "account:2": "Anyshire POLICE", "account:3": "Fire"}
    view = narrowed("account:1", "unread", person="A", names=names)
    told = [(one.value, one.without) for one in view.query.filters if one.field == "account"]
    assert told == [("police", False), ("anyshire police", True)]


def test_space_goes_to_the_next_that_nobody_has_handled(
    fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot
) -> None:
    fake_desk.say(*many(6))
    pane.show_place("everything", "Everything")
    ids = list(pane.model.ids())
    fake_desk.execute("UPDATE worklist SET open = 0 WHERE item_id = ?", ids[1])
    fake_desk.execute("UPDATE worklist SET claimed_by = 'Somebody else' WHERE item_id = ?", ids[2])
    pane.table.choose(0)
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Qt.Key.Key_Space)
    assert pane.current() == ids[3]


def test_nothing_is_chosen_until_a_person_chooses(fake_desk: FakeDesk, pane: ListPane, qtbot: QtBot) -> None:
    fake_desk.say(*many(3))
    heard: list[ItemId | None] = []
    pane.item_chosen.connect(heard.append)
    pane.show_place("inbox", "Needs a decision")
    pane.table.setFocus()
    qtbot.wait(10)
    assert (pane.current(), heard) == (None, [])
    pane.step(1)
    assert heard == [pane.model.id_at(0)]
