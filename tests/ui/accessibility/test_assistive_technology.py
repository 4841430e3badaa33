"""What assistive technology finds in the window: names, roles, sentences, the order of Tab, what is said aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, DecisionId, ItemId, OutboxId
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State
from socialdesk.ui.announce import OutboxTeller
from socialdesk.ui.dialogs import PersonForm, SettingsForm
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.palette import CommandPalette, KeySheet
from socialdesk.ui.status import Notice
from socialdesk.ui.status_words import Said as Told
from socialdesk.ui.tab_order import stops
from tests.fakes.desk import FakeDesk, ListedTriage, Said

Role = QAccessible.Role
Text = QAccessible.Text
CONTROLS = {
    Role.Button,
    Role.ButtonMenu,
    Role.CheckBox,
    Role.RadioButton,
    Role.ComboBox,
    Role.EditableText,
    Role.PageTab,
    Role.PageTabList,
    Role.Table,
    Role.List,
    Role.SpinBox,
    Role.ProgressBar,
    Role.Graphic,
}
"""Roles that mean nothing without a name."""


def found(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Everything of a widget that assistive technology sees, but for what is not on screen."""
    root = QAccessible.queryAccessibleInterface(widget)
    assert root is not None
    waiting = [root]
    while waiting:
        one = waiting.pop()
        yield one
        for place in range(min(one.childCount(), 200)):
            child = one.child(place)
            if child is not None and child.isValid() and not child.state().invisible:
                waiting.append(child)


def name(one: QAccessibleInterface) -> str:
    return one.text(Text.Name)


def spoken(widget: QWidget) -> QAccessibleInterface:
    one = QAccessible.queryAccessibleInterface(widget)
    assert one is not None
    return one


def nameless(widget: QWidget) -> list[str]:
    return [
        f"{one.role()} of {type(one.object()).__name__}"
        for one in found(widget)
        if one.role() in CONTROLS and not name(one).strip()
    ]


@pytest.fixture
def window(fake_desk: FakeDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    fake_desk.triage = ListedTriage({"wanker": "offensive_language"})
    fake_desk.say(
        *(Said(author=f"Person {i}", text=f"Number {i}", minutes_ago=100 - i) for i in range(6)),
        Said(author="Gary", text="You wanker", minutes_ago=1),
    )
    made = MainWindow(fake_desk.desk)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


def choose(window: MainWindow, qtbot: QtBot, row: int = 0) -> None:
    window.list.table.choose(row)
    qtbot.waitUntil(lambda: window.panel.facts is not None)


def test_the_window_is_a_window_by_its_title(window: MainWindow) -> None:
    assert spoken(window).role() == Role.Window
    assert name(spoken(window)) == window.windowTitle()


@pytest.mark.parametrize("tab", ["assess", "remove", "person", "record"])
def test_every_control_has_a_name_and_no_words_have_mark_up(
    window: MainWindow, qtbot: QtBot, tab: str
) -> None:
    choose(window, qtbot)
    window.open_tab(tab)
    assert nameless(window) == []
    described = [one.text(Text.Description) for one in found(window)]
    assert [words for words in described if "<qt>" in words or "&quot;" in words] == []


def test_one_of_several_is_a_radio_button(window: MainWindow) -> None:
    for button in [*window.list.chips(), *window.rail.buttons()[:-1]]:
        if isinstance(button, QAbstractButton) and button.isCheckable():
            assert spoken(button).role() == Role.RadioButton
    window.rail.choose("flagged")
    assert window.rail.current() == "flagged"
    checked = [b for b in window.rail.buttons() if isinstance(b, QAbstractButton) and b.isChecked()]
    assert len(checked) == 1


def test_a_row_reads_as_a_sentence(window: MainWindow) -> None:
    cells = [name(one) for one in found(window.list.table) if one.role() == Role.Cell]
    said = next(words for words in cells if "Gary" in words)
    assert said.startswith("Unread, Gary, Facebook comment, A post, ")
    assert "Flag: Offensive language." in said
    assert said.endswith("You wanker")


def test_a_comment_of_the_conversation_says_what_it_is(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, qtbot)
    qtbot.waitUntil(lambda: window.conversation.view.rows.rowCount() == 7)
    view = spoken(window.conversation.view)
    rows = [name(child) for place in range(view.childCount()) if (child := view.child(place)) is not None]
    chosen = [words for words in rows if words.startswith("Selected. Comment by Gary, ")]
    assert len(rows) == 7
    assert len(chosen) == 1
    assert chosen[0].endswith("You wanker")


def test_the_row_that_is_marked_from_outside_is_the_one_decided_on(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, qtbot, 0)
    model = window.list.model
    selection = window.list.table.selectionModel()
    # As a screen reader selects: the row is marked, but not made the current one.
    selection.select(model.index(3, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    qtbot.waitUntil(lambda: window.item == model.id_at(3))
    facts = window.panel.facts
    assert facts is not None
    assert facts.item.id == model.id_at(3)
    assert window.conversation.facts is not None
    assert window.conversation.facts.item.id == model.id_at(3)


def test_tab_goes_through_the_window_as_it_is_read_and_back(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, qtbot)
    window.list.table.setFocus()
    qtbot.waitUntil(window.list.table.hasFocus)
    gone: list[QWidget] = []
    while len(gone) < 100:
        here = QApplication.focusWidget()
        assert here is not None
        if here in gone:
            break
        gone.append(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.list.table  # round, and nothing holds it
    parts = window.parts()
    of = [next(i for i, part in enumerate(parts) if part.isAncestorOf(each)) for each in gone]
    turn = of.index(0)
    assert of[turn:] + of[:turn] == sorted(of)
    labels = [each.accessibleName() for each in gone if isinstance(each, QPushButton)]
    # What was made for this item stands where it is seen, not behind the status bar.
    made = labels.index("Add a note")
    assert labels.index("Remove permanently") < made
    assert made < next(at for at, words in enumerate(labels) if words.startswith("Freshness: "))
    for expected in [gone[0], *reversed(gone[1:])]:
        here = QApplication.focusWidget()
        assert here is expected
        qtbot.keyClick(here, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)


def test_tab_goes_through_the_form_before_its_button(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, qtbot)
    window.open_tab("remove")
    order = stops(window.panel)
    assert order.index(window.panel.remove.aim) < order.index(window.panel.remove.why)
    assert order[-1] is window.panel.remove.confirm_button


def test_the_keyboard_is_seen_on_a_box(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, qtbot)
    window.open_tab("remove")
    box = QApplication.focusWidget()
    assert box is not None
    assert box.accessibleName() == "Ground: Offensive language"
    focused = box.grab().toImage()
    window.list.table.setFocus()
    assert box.grab().toImage() != focused


def test_fields_are_named_by_their_labels(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, qtbot)
    window.open_tab("remove")
    for box in window.panel.remove.grounds.findChildren(QAbstractButton):
        if box.accessibleName() == "Ground: Contempt of court":
            box.click()
    combos = [each for each in window.panel.remove.findChildren(QComboBox) if each.isVisible()]
    assert combos
    for combo in combos:
        related = [
            one for one, relation in spoken(combo).relations() if relation & QAccessible.RelationFlag.Label
        ]
        assert [name(one) for one in related if name(one)]


def test_a_form_begins_at_its_first_field(window: MainWindow, qtbot: QtBot) -> None:
    person = PersonForm(window, window.desk.person, lambda _: None)
    settings = SettingsForm(window, window.desk.settings, lambda _: None)
    for form, first in ((person, person.name), (settings, settings.theme)):
        form.open()
        qtbot.waitUntil(first.hasFocus)
        assert nameless(form) == []
        form.reject()
    # A box keeps the words that stand beside it: somebody says them to press it.
    assert settings.single.text() in name(spoken(settings.single)) or not settings.single.isVisible()


def test_keys_and_commands_can_be_had_without_a_key(window: MainWindow, qtbot: QtBot) -> None:
    for words, kind in (("Keys, key F1", KeySheet), ("Commands, key Ctrl K", CommandPalette)):
        hint = next(each for each in stops(window.status) if each.accessibleName() == words)
        qtbot.mouseClick(hint, Qt.MouseButton.LeftButton)
        opened = QApplication.activeModalWidget()
        assert isinstance(opened, kind)
        assert nameless(opened) == []
        opened.reject()


def test_a_notice_with_the_keyboard_on_it_is_not_read_again_each_second(qtbot: QtBot) -> None:
    notice = Notice("Freshness")
    other = QPushButton("Elsewhere")
    qtbot.addWidget(notice)
    qtbot.addWidget(other)
    notice.say(Told("Synced 1 s ago", "sync", "ok", "Anyshire: 1 s ago."))
    other.show()
    notice.show()
    notice.activateWindow()
    notice.setFocus()
    qtbot.waitUntil(notice.hasFocus)
    notice.say(Told("Synced 2 s ago", "sync", "ok", "Anyshire: 2 s ago."))
    assert notice.accessibleName() == "Freshness: Synced 1 s ago"
    notice.say(Told("Not synced: last success 4 min ago", "warning", "warning", "Late."))
    assert notice.accessibleName() == "Freshness: Not synced: last success 4 min ago"
    notice.clearFocus()
    notice.say(Told("Synced 3 s ago", "sync", "ok", "Anyshire: 3 s ago."))
    assert notice.accessibleName() == "Freshness: Synced 3 s ago"
    assert notice.accessibleDescription() == "Anyshire: 3 s ago."


# What is said aloud

QUEUED = PendingRow(
    outbox_id=OutboxId(1),
    item_id=ItemId(7),
    account_id=AccountId(1),
    decision_id=DecisionId(1),
    kind=ActionKind.HIDE,
    state=State.QUEUED,
    label="Will be hidden",
    not_before_ms=8_000,
    queued_ms=0,
    settled_ms=None,
    can_cancel=True,
    needs_person=False,
    reason="",
    text="",
)
NAMES = {7: "Gary"}


def test_a_countdown_is_said_once_and_its_end_once() -> None:
    ended = replace(QUEUED, state=State.CONFIRMED, label="Hidden, confirmed", can_cancel=False)
    teller = OutboxTeller(lambda _: ended)
    assert teller.news([], {}, 0) == []
    assert teller.news([QUEUED], NAMES, 0) == ["Will be hidden: Gary in 8 seconds. Escape takes it back."]
    assert [teller.news([QUEUED], NAMES, at) for at in range(1_000, 8_000, 1_000)] == [[]] * 7
    sending = replace(QUEUED, state=State.SENDING, label="Hiding", can_cancel=False)
    assert teller.news([sending], NAMES, 8_000) == []
    assert teller.news([], {}, 9_000) == ["Hidden, confirmed: Gary"]
    assert teller.news([], {}, 10_000) == []


def test_what_was_under_way_at_the_start_is_not_said_as_news() -> None:
    teller = OutboxTeller(lambda _: None)
    assert teller.news([QUEUED], NAMES, 0) == []
    assert teller.news([QUEUED], NAMES, 0) == []


def test_what_needs_a_person_is_said_once() -> None:
    lost = replace(
        QUEUED, state=State.UNKNOWN, label="Could not confirm: hidden?", needs_person=True, can_cancel=False
    )
    teller = OutboxTeller(lambda _: None)
    teller.news([QUEUED], NAMES, 0)
    said = teller.news([lost], NAMES, 9_000)
    assert said == ["Could not confirm: hidden?: Gary. Somebody has to say what to do about it."]
    assert teller.news([lost], NAMES, 9_500) == []


def test_why_it_was_refused_is_said_with_it() -> None:
    refused = replace(
        QUEUED, state=State.FAILED, label="Not done (hiding)", reason="The page may not hide this."
    )
    teller = OutboxTeller(lambda _: refused)
    teller.news([QUEUED], NAMES, 0)
    assert teller.news([], {}, 1) == ["Not done (hiding): Gary. The page may not hide this."]
