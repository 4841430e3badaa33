"""A further page of the panel: its button, the way there and back, and what it decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.pages import Offered, Page
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said, make_desk


class TriedPage(Page):
    """A page that decides when it is told to."""

    title = "Try it"

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[ItemId] = []
        self.kept = 0

    def show_facts(self, facts: ItemFacts) -> None:
        self.shown.append(facts.item.id)

    def confirm(self) -> bool:
        self.done.emit(int(self.shown[-1]))
        return True

    def keep_draft(self) -> None:
        self.kept += 1


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot) -> TriedPage:
    made = TriedPage()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, page: TriedPage, qtbot: QtBot) -> SidePanel:
    offered = Offered("try", "Try it…", lambda *_: page, lambda facts: "no" not in facts.item.untrusted_text)
    made = SidePanel(fake_desk.desk, tasks, pages=(offered,))
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(316, 680)
    made.show()
    return made


@pytest.fixture
def items(fake_desk: FakeDesk) -> list[ItemId]:
    return fake_desk.say(Said(author="Ann", text="a word"), Said(author="Ben", text="no word"))


def button(panel: SidePanel) -> QPushButton | None:
    found = [each for each in panel.assess.findChildren(QPushButton) if each.property("option") == "try"]
    return next((each for each in found if each.isVisible()), None)


def test_it_has_a_button_where_it_is_open_and_none_elsewhere(
    panel: SidePanel, items: list[ItemId], page: TriedPage
) -> None:
    panel.show_item(items[1])
    assert button(panel) is None
    panel.open_tab("try")
    assert panel.further.page is None
    panel.show_item(items[0])
    pressed = button(panel)
    assert pressed is not None
    pressed.click()
    assert page.isVisible()
    assert page.shown == [items[0]]


@pytest.mark.parametrize("way", ["back", "tab", "open_tab", "another"])
def test_every_way_back_keeps_what_was_typed(
    panel: SidePanel, items: list[ItemId], page: TriedPage, way: str
) -> None:
    panel.show_item(items[0])
    panel.open_tab("try")
    if way == "back":
        panel.further.back.click()
    elif way == "tab":
        panel.tabs.tabBarClicked.emit(0)
    elif way == "open_tab":
        panel.open_tab("person")
    else:
        panel.show_item(items[1])
    assert not page.isVisible()
    assert page.kept
    assert panel.further.page is None


def test_it_is_read_again_with_its_item_and_stays_open(
    panel: SidePanel, items: list[ItemId], page: TriedPage
) -> None:
    panel.show_item(items[0])
    panel.open_tab("try")
    panel.refresh(Changes(items=frozenset({items[0]})))
    assert page.shown == [items[0], items[0]]
    assert page.isVisible()


def test_what_it_decides_leads_back_and_on(
    panel: SidePanel, items: list[ItemId], page: TriedPage, qtbot: QtBot
) -> None:
    panel.show_item(items[0])
    panel.open_tab("try")
    with qtbot.waitSignals([panel.decided, panel.moved_on]):
        assert panel.confirm_and_next()
    assert not page.isVisible()
    assert panel.assess.isVisible()
