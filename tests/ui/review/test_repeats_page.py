"""Repeats: all ticked but the original, asked whether somebody engaged first, and two hundred without a pause."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.clock import monotonic
from socialdesk.decisions import queries
from socialdesk.model.ids import ItemId
from socialdesk.outbox import queries as outbox
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.review.repeats_page import RepeatsPage
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said, make_desk
from tests.fakes.hostile import HOSTILE
from tests.fakes.screen import nameless

WORDS = "Your officers never came when we called on Friday night"
LONGEST_PAUSE = 0.4
"""Seconds for which the window may not answer, on a busy machine of two cores."""


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> SidePanel:
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(340, 768)
    made.show()
    return made


def said(fake_desk: FakeDesk, times: int = 4, text: str = WORDS) -> list[ItemId]:
    return fake_desk.say(
        *(Said(author="Darren", text=text, minutes_ago=times - number) for number in range(times))
    )


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def opened(panel: SidePanel, item: ItemId, qtbot: QtBot) -> RepeatsPage:
    panel.show_item(item)
    panel.open_tab("repeats")
    page = panel.further.page
    assert isinstance(page, RepeatsPage)
    qtbot.waitUntil(lambda: page.copies.list.count() > 0, timeout=20_000)
    return page


def fill_in(page: RepeatsPage) -> None:
    page.engaged.choose("Yes")
    page.action.choose("delete")
    page.aim.setPlainText("So that others can be read.")
    page.why.setPlainText("We answered twice.")


@pytest.mark.clause("R8")
@pytest.mark.parametrize("place", [0, 2])
def test_all_are_ticked_but_the_original_which_has_no_box(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot, place: int
) -> None:
    items = said(fake_desk)
    page = opened(panel, items[place], qtbot)
    assert page.copies.ticked == items[1:]
    assert page.copies.list.count() == 3
    shown = words(page)
    assert "The original stays" in shown
    assert "cannot remove it" in shown
    assert "tried to engage" in shown
    assert (page.engaged.key, page.action.key) == ("", "")
    assert nameless(page) == []


@pytest.mark.clause("R8")
def test_what_is_missing_is_said_and_nothing_goes(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    page = opened(panel, said(fake_desk)[1], qtbot)
    assert not panel.confirm()
    assert "tried to engage first" in words(page)
    fill_in(page)
    page.why.clear()
    assert not panel.confirm()
    assert "nothing less" in words(page)
    for row in range(page.copies.list.count()):
        page.copies.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert not panel.confirm()
    assert "Tick the copies" in words(page)
    assert outbox.pending(fake_desk.desk.read) == []


@pytest.mark.clause("R8")
def test_the_ticked_go_each_on_its_own_and_all_can_be_taken_back(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    items = said(fake_desk)
    page = opened(panel, items[2], qtbot)
    fill_in(page)
    page.copies.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    with qtbot.waitSignal(page.going.ended, timeout=20_000):
        assert panel.confirm()
    pending = outbox.pending(fake_desk.desk.read)
    assert {each.item_id for each in pending} == set(items[2:])
    assert fake_desk.woken
    for item in items[2:]:
        (line,) = queries.for_item(fake_desk.desk.read, item)
        assert line.answers["repeat.engaged"] == "Yes"
        assert line.evidence_id is not None
    assert "2 of 2 decided" in words(page)
    qtbot.waitUntil(lambda: page.undo.isVisible())
    page.undo.click()
    qtbot.waitUntil(lambda: "taken back" in words(page))
    assert outbox.pending(fake_desk.desk.read) == []
    qtbot.waitUntil(lambda: page.copies.list.count() == 3)


@pytest.mark.clause("R8")
def test_two_hundred_in_one_go_do_not_hold_up_the_window(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    items = said(fake_desk, 201)
    page = opened(panel, items[100], qtbot)
    fill_in(page)
    pauses: list[float] = []
    last = [monotonic()]

    def beat() -> None:
        now = monotonic()
        pauses.append(now - last[0])
        last[0] = now

    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(beat)
    timer.start()
    last[0] = monotonic()
    with qtbot.waitSignal(page.going.ended, timeout=60_000):
        assert panel.confirm()
    timer.stop()
    assert len(outbox.pending(fake_desk.desk.read)) == 200
    assert outbox.for_item(fake_desk.desk.read, items[0]) == []
    assert max(pauses) < LONGEST_PAUSE
    assert "200 of 200 decided" in words(page)


def test_what_was_typed_is_found_again_and_an_item_alone_has_no_such_page(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    items = said(fake_desk)
    alone = fake_desk.say(Said(author="Eve", text="Thank you for what you do every day"))[0]
    page = opened(panel, items[1], qtbot)
    page.aim.setPlainText("Half a thought")
    page.engaged.choose("Yes")
    panel.show_item(alone)
    panel.open_tab("repeats")
    assert panel.further.page is None
    page = opened(panel, items[1], qtbot)
    assert page.aim.toPlainText() == "Half a thought"
    assert page.engaged.key == "Yes"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_shown_as_they_are(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot, text: str
) -> None:
    if not text.strip():
        return
    items = said(fake_desk, 3, text[:500])
    panel.show_item(items[1])
    panel.open_tab("repeats")
    page = panel.further.page
    assert isinstance(page, RepeatsPage)
    qtbot.waitUntil(lambda: page.copies.list.count() > 0 or "Nothing else" in words(page))
    for row in range(page.copies.list.count()):
        assert "\n" not in page.copies.list.item(row).text().partition("\n")[2]
