"""The warning that is suggested after a removal: nothing chosen, drafted, refused where it would give away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.decisions.remove import decide_removal
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.outbox import queries as outbox
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.review.warn import WarnPage
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said, capabilities, make_desk
from tests.fakes.screen import nameless

NAMES = "Names or points at an arrested person"


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def items(fake_desk: FakeDesk) -> list[ItemId]:
    return fake_desk.say(
        Said(author="Darren", text="It was Jamie P", minutes_ago=9),
        Said(author="Eve", text="Hear, hear", minutes_ago=8),
        Said(author="Fay", text="Well said", minutes_ago=7),
    )


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> SidePanel:
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(340, 768)
    made.show()
    return made


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def remove(fake_desk: FakeDesk, item: ItemId, ground: str, **answers: str) -> None:
    changes: Changes = fake_desk.writer.call(
        lambda db: decide_removal(
            db,
            item_id=item,
            action=ActionKind.DELETE,
            grounds=[ground],
            answers={f"{ground}.{name}": answer for name, answer in answers.items()},
            aim="To keep a trial fair.",
            why_not_less="It would still be read.",
            book=fake_desk.desk.book,
            capabilities=capabilities(fake_desk.accounts[0].id),
            now=fake_desk.clock(),
            by=fake_desk.desk.person,
        )
    )
    fake_desk.tell(changes)


def named(fake_desk: FakeDesk, item: ItemId) -> None:
    remove(fake_desk, item, "contempt_of_court", what=NAMES, active="Yes")


def opened(panel: SidePanel, item: ItemId) -> WarnPage:
    panel.show_item(item)
    panel.open_tab("warn")
    page = panel.further.page
    assert isinstance(page, WarnPage)
    return page


def warn_button(panel: SidePanel) -> QPushButton | None:
    found = [each for each in panel.assess.findChildren(QPushButton) if each.text() == "Warn…"]
    return next((each for each in found if each.isVisible()), None)


@pytest.mark.clause("R5")
def test_it_is_suggested_by_itself_after_the_removal_and_not_before(
    panel: SidePanel, fake_desk: FakeDesk, items: list[ItemId], qtbot: QtBot
) -> None:
    panel.show_item(items[0])
    assert warn_button(panel) is None
    named(fake_desk, items[0])
    qtbot.waitUntil(lambda: warn_button(panel) is not None)
    assert "A name was removed here" in words(panel.assess)
    panel.show_item(items[1])
    assert "A name was removed here" in words(panel.assess), (
        "it is due under the post, whichever item is open"
    )


@pytest.mark.clause("R5")
def test_nothing_is_chosen_beforehand_and_the_packs_wording_is_drafted(
    panel: SidePanel, fake_desk: FakeDesk, items: list[ItemId]
) -> None:
    named(fake_desk, items[0])
    page = opened(panel, items[0])
    assert page.triggers.key == ""
    assert page.text.toPlainText() == ""
    assert not panel.confirm()
    assert "Choose why" in words(page)
    assert page.triggers.choose("named_person")
    page.triggers.chosen.emit()
    assert page.text.toPlainText() == fake_desk.desk.book.wording("warning_names")
    assert "not confirmed yet" in words(page)
    assert nameless(page) == []


@pytest.mark.clause("R5")
def test_given_it_stands_behind_the_removal_and_is_not_offered_again(
    panel: SidePanel, fake_desk: FakeDesk, items: list[ItemId], qtbot: QtBot
) -> None:
    named(fake_desk, items[0])
    page = opened(panel, items[0])
    page.triggers.choose("named_person")
    page.triggers.chosen.emit()
    with qtbot.waitSignal(panel.decided, timeout=20_000):
        assert panel.confirm()
    assert fake_desk.woken
    newest = outbox.for_item(fake_desk.desk.read, items[0])[0]
    assert newest.label == "Warning will be sent"
    assert "waits until the network has confirmed" in newest.waits_for
    assert "waits until the network has confirmed" in words(panel.assess.under_way)
    assert warn_button(panel) is None or "Warning decided here" in words(panel.assess)
    named(fake_desk, items[1])
    page = opened(panel, items[1])
    assert not page.triggers.choose("named_person")
    assert "not again before" in words(page)


@pytest.mark.clause("R5")
def test_a_protected_word_is_refused_while_typing_and_when_confirmed(
    panel: SidePanel, fake_desk: FakeDesk, items: list[ItemId], qtbot: QtBot
) -> None:
    named(fake_desk, items[0])
    fake_desk.writer.call(
        lambda db: add_words(
            db, case_name="R v P", words="Jamie Porter", now=fake_desk.clock(), by=fake_desk.desk.person
        )
    )
    page = opened(panel, items[0])
    page.triggers.choose("named_person")
    page.triggers.chosen.emit()
    page.text.setPlainText(f"Do not name Jamie Porter. {fake_desk.desk.book.guidelines_url}")
    qtbot.waitUntil(lambda: "watch list" in words(page))
    assert panel.confirm()
    qtbot.waitUntil(lambda: "still in the form" in words(page))
    assert len(outbox.pending(fake_desk.desk.read)) == 1, "the removal alone"
    assert page.button.isEnabled()


def test_what_was_typed_is_found_again(panel: SidePanel, fake_desk: FakeDesk, items: list[ItemId]) -> None:
    named(fake_desk, items[0])
    page = opened(panel, items[0])
    page.triggers.choose("named_person")
    page.triggers.chosen.emit()
    page.text.setPlainText("Half a thought")
    panel.show_item(items[1])
    page = opened(panel, items[0])
    assert page.triggers.key == "named_person"
    assert page.text.toPlainText() == "Half a thought"


@pytest.mark.clause("R6")
def test_two_triggers_are_two_suggestions(panel: SidePanel, fake_desk: FakeDesk, items: list[ItemId]) -> None:
    named(fake_desk, items[0])
    for item in items[1:]:
        remove(
            fake_desk, item, "hate_speech", characteristic="Race; Disability", perceived_by="Any other person"
        )
    panel.show_item(items[0])
    shown = words(panel.assess)
    assert "A name was removed here" in shown
    assert "Hate speech goes on here" in shown
    assert "Many removals" not in shown


def test_nothing_is_due_in_a_private_conversation(panel: SidePanel, fake_desk: FakeDesk) -> None:
    item = fake_desk.say(Said(author="Gil", text="hello", private=True))[0]
    panel.show_item(item)
    panel.open_tab("warn")
    assert panel.further.page is None
