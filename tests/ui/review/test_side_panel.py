"""The panel from finding to decision, on a real database; nothing of it is called done before it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.ui.review.grounds_form import answer_key
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said, make_desk
from tests.fakes.hostile import HOSTILE, hostile
from tests.fakes.screen import magenta_picture, magenta_pixels, nameless, rich_places

GROUND = "contempt_of_court"


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds={"Jamie P": GROUND})
    yield made
    made.close()


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    return fake_desk.say(Said(author="Darren Whitlock", text="It was Jamie P, lock him up"))[0]


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> SidePanel:
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(316, 680)
    made.show()
    return made


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def fill_in(panel: SidePanel, fake_desk: FakeDesk) -> None:
    panel.open_tab("remove")
    questions = fake_desk.desk.book.grounds[GROUND].questions
    answers = {answer_key(GROUND, each.id): each.choices[0] if each.choices else "yes" for each in questions}
    panel.remove.grounds.restore([GROUND], answers)
    panel.remove.choose(ActionKind.DELETE)
    panel.remove.aim.setPlainText("To keep a trial fair.")
    panel.remove.why.setPlainText("Hidden, its author's friends would still read it.")


def count(fake_desk: FakeDesk, table: str) -> int:
    row = fake_desk.desk.read.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def decide(panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot) -> int:
    fill_in(panel, fake_desk)
    with qtbot.waitSignal(panel.decided, timeout=20_000):
        assert panel.confirm()
    row = fake_desk.desk.read.execute("SELECT id FROM outbox").fetchone()
    assert row is not None
    return int(row[0])


def test_nothing_is_ticked_and_what_was_suggested_says_so(panel: SidePanel, item: ItemId) -> None:
    panel.show_item(item)
    panel.open_tab("remove")
    assert panel.remove.grounds.ticked() == []
    assert panel.remove.action is None
    assert "suggested" in words(panel.remove)


def test_what_is_missing_stops_it_and_is_said(panel: SidePanel, item: ItemId, fake_desk: FakeDesk) -> None:
    panel.show_item(item)
    panel.open_tab("remove")
    assert not panel.confirm()
    assert "Tick the ground" in words(panel.remove)
    panel.remove.grounds.restore([GROUND], {})
    assert not panel.confirm()
    assert "answer" in words(panel.remove)
    fill_in(panel, fake_desk)
    panel.remove.aim.clear()
    assert not panel.confirm()
    assert "Say what it is for" in words(panel.remove)
    panel.remove.aim.setPlainText("To keep a trial fair.")
    panel.remove.why.clear()
    assert not panel.confirm()
    assert "why nothing less" in words(panel.remove)
    assert [count(fake_desk, table) for table in ("decisions", "outbox", "evidence")] == [0, 0, 0]


def test_a_complete_form_decides_with_evidence_and_shows_that_nothing_is_sent_yet(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    decide(panel, fake_desk, qtbot)
    assert [count(fake_desk, table) for table in ("decisions", "outbox", "evidence")] == [1, 1, 1]
    assert fake_desk.woken
    shown = words(panel.assess.under_way)
    assert "in 8 s" in shown
    assert "Nothing has been sent" in shown
    assert "emoved permanently, confirmed" not in words(panel)
    fake_desk.clock.move(seconds=3)
    panel.assess.under_way.tick(fake_desk.clock())
    assert "in 5 s" in words(panel.assess.under_way)


def test_confirming_twice_decides_once(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    fill_in(panel, fake_desk)
    with qtbot.waitSignal(panel.decided, timeout=20_000):
        assert panel.confirm()
        assert not panel.confirm()
    assert not panel.confirm()
    assert count(fake_desk, "decisions") == 1


def test_undo_stops_it_before_it_is_sent(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    decide(panel, fake_desk, qtbot)
    undo = next(
        button for button in panel.assess.under_way.findChildren(QPushButton) if button.text() == "Undo"
    )
    undo.click()

    def cancelled() -> None:
        row = fake_desk.desk.read.execute("SELECT state FROM outbox").fetchone()
        assert row == ("cancelled",)
        assert panel.assess.under_way.isHidden()

    qtbot.waitUntil(cancelled, timeout=20_000)


def test_a_removal_that_could_not_be_confirmed_is_settled_with_a_reason_alone(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    outbox_id = decide(panel, fake_desk, qtbot)
    fake_desk.execute("UPDATE evidence SET captured_ms = held_ms")
    for change in (
        "state = 'sending', attempts = 1",
        "state = 'unknown', needs_person = 1, reason = 'No answer came.'",
    ):
        fake_desk.execute(f"UPDATE outbox SET {change} WHERE id = ?", outbox_id)
    panel.refresh(Changes(outbox=True))
    buttons = {
        button.text(): button
        for button in panel.assess.under_way.findChildren(QPushButton)
        if not button.isHidden()
    }
    assert {"It is there", "Send it again", "Leave it"} <= set(buttons)
    buttons["It is there"].click()
    assert "Say what you saw" in words(panel.assess.under_way)
    card = panel.assess.under_way
    field = next(
        each for each in card.findChildren(QWidget) if each.accessibleName().startswith("What you saw")
    )
    qtbot.keyClicks(field, "It is gone")
    panel.refresh(Changes(outbox=True))
    buttons["It is there"].click()

    def confirmed() -> None:
        row = fake_desk.desk.read.execute("SELECT state FROM outbox").fetchone()
        assert row == ("confirmed",)
        assert "confirmed" in words(panel.assess.under_way)

    qtbot.waitUntil(confirmed, timeout=20_000)


def test_a_half_filled_form_is_there_again_on_return(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk
) -> None:
    other = fake_desk.say(Said(author="Sheila", text="Well done"))[0]
    panel.show_item(item)
    fill_in(panel, fake_desk)
    panel.show_item(other)
    panel.open_tab("remove")
    assert panel.remove.grounds.ticked() == []
    assert panel.remove.aim.toPlainText() == ""
    panel.show_item(item)
    panel.open_tab("remove")
    assert panel.remove.grounds.ticked() == [GROUND]
    assert panel.remove.action is ActionKind.DELETE
    assert panel.remove.aim.toPlainText() == "To keep a trial fair."


def test_a_half_filled_form_is_in_the_store_once_the_panel_is_hidden(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    fill_in(panel, fake_desk)
    panel.hide()
    qtbot.waitUntil(lambda: count(fake_desk, "drafts") == 1, timeout=20_000)


def test_keeping_needs_a_reason_and_then_takes_it_off_the_list(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    panel.open_tab("keep")
    assert not panel.confirm()
    panel.assess.keep_form.words.setPlainText("The name is the Force's own.")
    with qtbot.waitSignals([panel.decided, panel.moved_on], timeout=20_000):
        assert panel.confirm_and_next()
    assert fake_desk.desk.read.execute("SELECT kind, aim FROM decisions").fetchone() == (
        "keep",
        "The name is the Force's own.",
    )


def test_what_is_closed_says_why(panel: SidePanel, item: ItemId) -> None:
    panel.show_item(item)
    facts = panel.facts
    assert facts is not None
    shut = [option for option in facts.options if not option.open]
    assert shut
    shown = words(panel.assess)
    assert all(option.reason in shown for option in shut)


@pytest.mark.parametrize("tab", ["assess", "remove", "person", "record"])
def test_every_tab_fits_its_width_and_every_control_has_a_name(
    panel: SidePanel, item: ItemId, qtbot: QtBot, tab: str
) -> None:
    panel.show_item(item)
    panel.open_tab(tab)
    qtbot.wait(50)
    assert nameless(panel) == []
    edge = panel.width()
    wide = [
        each
        for each in panel.findChildren(QWidget)
        if each.isVisible() and each.mapTo(panel, each.rect().topRight()).x() > edge
    ]
    assert wide == []
    assert all(panel.tabs.tabRect(at).right() <= panel.tabs.width() for at in range(panel.tabs.count()))


def test_tab_leads_out_of_the_form(panel: SidePanel, item: ItemId, qtbot: QtBot) -> None:
    panel.show_item(item)
    panel.open_tab("remove")
    reached: set[str] = set()
    panel.remove.aim.setFocus()
    for _ in range(40):
        focused = panel.focusWidget()
        reached.add(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert {"What it is for", "Why nothing less is enough", "Choose what to do first"} <= reached


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_what_strangers_write_is_words_on_every_tab(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    text = hostile(magenta_picture(tmp_path / "x.png"))[kind][:200_000]
    first, second = fake_desk.say(
        Said(author=text[:2_000], text=text, post="a", post_text=text, minutes_ago=9),
        Said(author=text[:2_000], text="And again", post="a", post_text=text),
    )
    del first
    for tab in ("assess", "remove", "person", "record"):
        panel.show_item(second)
        panel.open_tab(tab)
        qtbot.wait(30)
        assert rich_places(panel) == []
        assert magenta_pixels(panel) == 0
