"""The Remove tab ground by ground: its tests, its strength, the step that fits the network; and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.decisions import queries
from socialdesk.decisions.case import item_of
from socialdesk.inbox import proceedings
from socialdesk.inbox.proceedings import Stage
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.platforms.facebook.word_filter import told
from socialdesk.policy.criticism import NEVER
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said, make_desk
from tests.fakes.screen import nameless

UNTRUE = "It is untrue (not in the public guidelines)"


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(
        tmp_path, grounds={"Jamie P": "identifies_person", "useless": "complaint", "curry": "hate_speech"}
    )
    yield made
    made.close()


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> SidePanel:
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(316, 680)
    made.show()
    return made


def said(fake_desk: FakeDesk, text: str) -> ItemId:
    return fake_desk.say(Said(author="Darren Whitlock", text=text))[0]


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def removing(panel: SidePanel, item: ItemId, *grounds: str, **answers: str) -> None:
    panel.show_item(item)
    panel.open_tab("remove")
    given = {name.replace("__", "."): answer for name, answer in answers.items()}
    panel.remove.grounds.restore(grounds, given)


@pytest.mark.clause("R1")
def test_every_ground_shows_how_strongly_the_policy_asks(panel: SidePanel, fake_desk: FakeDesk) -> None:
    removing(panel, said(fake_desk, "hello"))
    shown = words(panel.remove)
    for strength in ("May be removed", "Must be considered", "Must be removed", "At once"):
        assert strength in shown


@pytest.mark.clause("R1")
def test_the_strength_follows_the_answers(panel: SidePanel, fake_desk: FakeDesk) -> None:
    item = said(fake_desk, "hello")
    removing(panel, item, "offensive_language", offensive_language__what="Offensive in another way")
    assert "It may be removed." in words(panel.remove)
    removing(
        panel,
        item,
        "offensive_language",
        offensive_language__what="Offensive in another way; Swear words",
    )
    assert "It is to be removed." in words(panel.remove)


@pytest.mark.clause("R1")
def test_untrue_asks_how_it_is_known_and_is_marked(panel: SidePanel, fake_desk: FakeDesk) -> None:
    item = said(fake_desk, "hello")
    removing(
        panel,
        item,
        "officer_safety",
        officer_safety__identified="yes",
        officer_safety__limb="It threatens violence",
    )
    assert "How is it known to be untrue?" not in words(panel.remove)
    removing(panel, item, "officer_safety", officer_safety__identified="yes", officer_safety__limb=UNTRUE)
    shown = words(panel.remove)
    assert "How is it known to be untrue?" in shown
    assert "not in the public guidelines" in shown
    assert not panel.confirm()
    assert "known to be untrue" in words(panel.remove)


@pytest.mark.clause("R4")
def test_a_ground_that_does_not_stand_says_so_at_once(panel: SidePanel, fake_desk: FakeDesk) -> None:
    none = {f"defamation__{each}": "no" for each in ("hatred", "shunned", "lowered", "business")}
    removing(panel, said(fake_desk, "hello"), "defamation", **none)
    assert "Defamation is no ground here" in words(panel.remove)
    assert not panel.confirm()


@pytest.mark.clause("R6")
def test_several_strands_are_ticked_with_the_mouse_on_the_words(
    panel: SidePanel, fake_desk: FakeDesk
) -> None:
    removing(panel, said(fake_desk, "hello"), "hate_speech")
    boxes = [
        box
        for box in panel.remove.grounds.findChildren(QCheckBox)
        if box.accessibleName().endswith(("Race", "Disability"))
    ]
    for box in boxes:
        box.click()
    assert panel.remove.grounds.answers()["hate_speech.characteristic"] == "Disability; Race"


@pytest.mark.clause("R1")
def test_on_facebook_what_identifies_a_victim_is_deleted_and_hiding_is_called_not_enough(
    panel: SidePanel, fake_desk: FakeDesk
) -> None:
    removing(panel, said(fake_desk, "It was Jamie P"), "identifies_person")
    assert "What fits on Facebook: remove permanently. Hiding is not enough." in words(panel.remove)
    panel.remove.choose(ActionKind.HIDE)
    shown = words(panel.remove)
    assert "the desk would remove permanently instead" in shown
    assert "Hidden, it is still read by its author and their friends." in shown
    removing(panel, said(fake_desk, "hello"), "offensive_language")
    panel.remove.choose(ActionKind.DELETE)
    assert "A lesser step may do: hide." in words(panel.remove)


@pytest.mark.clause("R5", "P5")
def test_a_mark_on_the_post_answers_beforehand_whether_proceedings_are_active_and_a_person_alters_it(
    panel: SidePanel, fake_desk: FakeDesk
) -> None:
    item, desk = said(fake_desk, "It was Jamie P"), fake_desk.desk
    around: dict[str, Any] = {"now": desk.clock(), "by": desk.person}

    def answered() -> str:
        panel.show_item(said(fake_desk, "something else"))
        panel.show_item(item)
        panel.open_tab("remove")
        (box,) = [
            each
            for each in panel.remove.grounds.findChildren(QCheckBox)
            if each.accessibleName() == "Ground: Contempt of court"
        ]
        box.setChecked(True)
        return panel.remove.grounds.answers().get("contempt_of_court.active", "")

    assert answered() == ""
    thread = item_of(desk.read, item).thread_id
    panel.remove.forget()
    fake_desk.writer.call(
        lambda db: proceedings.mark(
            db, case_name="High Street", stage=Stage.ARREST, since=desk.clock(), threads=[thread], **around
        )
    )
    assert answered() == "Yes"
    assert "proceedings are active. Alter it" in words(panel.remove)
    (choice,) = [
        each
        for each in panel.remove.grounds.findChildren(QComboBox)
        if each.accessibleName() == "Are proceedings active?"
    ]
    choice.setCurrentIndex(choice.findData("No"))
    assert panel.remove.grounds.answers()["contempt_of_court.active"] == "No"


@pytest.mark.clause("R9")
def test_operationally_sensitive_says_that_there_is_no_undo(panel: SidePanel, fake_desk: FakeDesk) -> None:
    removing(panel, said(fake_desk, "hello"), "operationally_sensitive")
    shown = words(panel.remove)
    assert "no time to undo" in shown
    assert "by telephone" in shown


@pytest.mark.clause("R7")
def test_the_networks_own_filter_is_spoken_of(panel: SidePanel, fake_desk: FakeDesk) -> None:
    removing(panel, said(fake_desk, "hello"), "offensive_language")
    shown = words(panel.remove)
    assert "The policy has Facebook's own profanity filter on for every page." in shown
    fake_desk.execute(
        "UPDATE account_health SET full_notice = ?", "Entries that could not be read: 2.\n" + told("Off")
    )
    removing(panel, said(fake_desk, "hello again"), "offensive_language")
    assert "is off for this page" in words(panel.remove)


@pytest.mark.clause("I4")
def test_criticism_alone_is_said_to_be_no_ground_and_a_removal_says_what_more_it_is(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    item = said(fake_desk, "You are useless")
    panel.show_item(item)
    assert NEVER in words(panel.assess)
    removing(panel, item, "offensive_language", offensive_language__what="Swear words")
    panel.remove.choose(ActionKind.HIDE)
    panel.remove.aim.setPlainText("So that everybody can read along.")
    panel.remove.why.setPlainText("A reply would not take it away.")
    assert not panel.confirm()
    assert "more than criticism" in words(panel.remove)
    panel.remove.criticism.words.setPlainText("It swears at an officer.")
    panel.keep_drafts()
    with qtbot.waitSignal(panel.decided, timeout=20_000):
        assert panel.confirm()
    (line,) = queries.for_item(fake_desk.desk.read, item)
    assert line.answers["criticism.beyond"] == "It swears at an officer."


def test_where_more_was_noticed_nothing_is_said_of_criticism(panel: SidePanel, fake_desk: FakeDesk) -> None:
    removing(panel, said(fake_desk, "You are useless and Jamie P did it"), "identifies_person")
    assert not panel.remove.criticism.asks
    assert NEVER not in words(panel.assess)


@pytest.mark.clause("T1")
def test_keeping_asks_a_reason_for_each_ground_that_was_suggested(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    item = said(fake_desk, "Jamie P makes a good curry")
    panel.show_item(item)
    panel.open_tab("keep")
    form = panel.assess.keep_form
    form.words.setPlainText("He is the mayor.")
    assert not panel.confirm()
    assert "say why it stays" in words(form)
    panel.keep_drafts()
    panel.show_item(said(fake_desk, "another"))
    assert not form.is_open
    panel.show_item(item)
    assert form.words.toPlainText() == "He is the mayor."
    others = [each for each in form.findChildren(type(form.words)) if each is not form.words]
    (other,) = [each for each in others if each.isVisible()]
    other.setPlainText("It is about food.")
    with qtbot.waitSignal(panel.decided, timeout=20_000):
        assert panel.confirm()
    (line,) = queries.for_item(fake_desk.desk.read, item)
    assert sorted(line.answers.values()) == ["He is the mayor.", "It is about food."]
    assert len(line.grounds) == 2


def test_every_field_has_a_name(panel: SidePanel, fake_desk: FakeDesk) -> None:
    removing(panel, said(fake_desk, "useless"), *fake_desk.desk.book.grounds)
    assert nameless(panel) == []
