"""A suggestion on the screen: clause, band in words, marked words, what found it and what speaks against it; a mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from socialdesk.decisions import opinions
from socialdesk.inbox.store import put_assessment
from socialdesk.model.accounts import Network
from socialdesk.model.findings import MODEL, Band, Signal, Span
from socialdesk.model.ids import ItemId
from socialdesk.policy.assess import assess
from socialdesk.policy.context import Context
from socialdesk.storage.database import Connection, writing
from socialdesk.ui.review.finding_card import FindingCard, marked_words, named
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said, make_desk
from tests.fakes.hostile import HOSTILE

TEXT = "Those people are vermin and should go"
HATE = Signal(
    ground="hate_speech",
    band=Band.LIKELY,
    spans=(Span(0, 12), Span(17, 23)),
    found_by=f"{MODEL} (hate: religion)",
    against="It may be quoted.",
    score=0.912,
    strand="religion",
)


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    item_id = fake_desk.say(Said(author="A", text=TEXT))[0]
    found = assess([HATE], Context(network=Network.FACEBOOK), fake_desk.desk.book)

    def put(db: Connection) -> None:
        with writing(db):
            put_assessment(db, item_id, found)

    fake_desk.writer.call(put)
    return item_id


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot, item: ItemId) -> SidePanel:
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(316, 900)
    made.show()
    made.show_item(item)
    return made


def card(panel: SidePanel) -> FindingCard:
    [only] = [each for each in panel.assess.findChildren(FindingCard) if each.isVisible()]
    return only


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def button(widget: QWidget, label: str) -> QPushButton:
    return next(
        each for each in widget.findChildren(QPushButton) if each.text() == label and each.isVisible()
    )


def marks(fake_desk: FakeDesk, item: ItemId) -> dict[str, str]:
    return {ground: mark.other for ground, mark in opinions.marks(fake_desk.desk.read, item).items()}


@pytest.mark.clause("R1", "R6")
def test_a_suggestion_says_all_that_it_rests_on_and_no_number(panel: SidePanel) -> None:
    told = words(card(panel))
    for part in (
        "Hate speech: religion or faith",
        "§ 4.3c",
        "Likely.",
        "Marked: “Those people”, “vermin”",
        "Found by: the trained model (hate: religion)",
        "Against it: It may be quoted.",
        "Not known: ",
    ):
        assert part in told
    assert "0.9" not in told
    assert "91" not in told


def test_nothing_is_ticked_beforehand_and_no_form_is_open(panel: SidePanel) -> None:
    assert not any(box.isChecked() for box in panel.findChildren(QCheckBox))
    assert not any(one.isChecked() for one in panel.assess.findChildren(QRadioButton))
    assert [each.text() for each in card(panel).findChildren(QAbstractButton) if each.isVisible()] == [
        "Not this",
        "Other ground…",
    ]


def test_not_this_takes_a_press_and_enter_and_is_seen_and_taken_back(
    panel: SidePanel, fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    button(card(panel), "Not this").click()
    focus = panel.focusWidget()
    assert focus is not None
    qtbot.keyClicks(focus, "He quotes it")
    qtbot.keyClick(focus, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Marked: not this" in words(card(panel)))
    assert marks(fake_desk, item) == {"hate_speech": ""}
    assert fake_desk.desk.read.execute("SELECT open FROM worklist").fetchone() == (1,)
    button(card(panel), "Take back").click()
    qtbot.waitUntil(lambda: "Marked: not this" not in words(card(panel)))
    assert marks(fake_desk, item) == {}


def test_another_ground_is_chosen_from_the_pack(
    panel: SidePanel, fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    button(card(panel), "Other ground…").click()
    choice = card(panel).findChild(QComboBox)
    assert choice is not None
    offered = [str(choice.itemData(place)) for place in range(choice.count())]
    assert "hate_speech" not in offered
    assert {"offensive_language", "complaint"} <= set(offered)
    button(card(panel), "Mark it").click()
    assert marks(fake_desk, item) == {}  # nothing is chosen beforehand
    choice.setCurrentIndex(offered.index("offensive_language"))
    button(card(panel), "Mark it").click()
    qtbot.waitUntil(lambda: "Offensive language instead" in words(card(panel)))
    assert marks(fake_desk, item) == {"hate_speech": "offensive_language"}


def test_a_model_that_is_off_is_said_beside_what_was_found(
    panel: SidePanel, fake_desk: FakeDesk, item: ItemId
) -> None:
    assert "Model off" not in words(panel)
    fake_desk.desk.model_off = lambda: "Its file is missing. The rules run without it."
    panel.read_again()
    assert "Model off. Its file is missing. The rules run without it." in words(panel)


@pytest.mark.parametrize("text", HOSTILE)
def test_marked_words_are_safe_to_show(text: str) -> None:
    told = marked_words(f"{text} and more", (Span(0, len(text)),))
    assert "\n" not in told
    assert len(told) < 200
    assert not any(sign in told for sign in "\u202e\u2066\u200b")


def test_few_of_many_passages_are_shown_and_none_of_the_whole_text() -> None:
    text = "a b c d e f"
    spans = tuple(Span(place, place + 1) for place in range(0, 11, 2))
    assert marked_words(text, spans) == "“a”, “b”, “c”, “d” and 2 more"
    assert marked_words(text, (Span(0, len(text)),)) == ""
    assert marked_words(text, ()) == ""


def test_a_strand_that_is_none_of_the_five_is_named_as_it_is(fake_desk: FakeDesk) -> None:
    found = assess([replace(HATE, strand="sex")], Context(network=Network.FACEBOOK), fake_desk.desk.book)
    assert named(found.findings[0], fake_desk.desk.book) == "Hate speech: sex"
    assert "4.3d" in found.findings[0].against
