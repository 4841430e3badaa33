"""The window as a whole: what it shows, what its keys do, and what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from socialdesk.audit.entries import Shown, SignedOn
from socialdesk.decisions.reply import decide_reply
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.outbox.queries import PendingRow, for_item, pending
from socialdesk.outbox.states import State
from socialdesk.ui.dialogs import PersonForm, SettingsForm, UnsettledForm
from socialdesk.ui.inbox.rail_button import NARROW, WIDE
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.theme import current
from tests.fakes.desk import FakeDesk, Said, capabilities, make_desk
from tests.fakes.hostile import hostile
from tests.fakes.screen import magenta_picture, magenta_pixels, nameless, rich_places

CTRL = Qt.KeyboardModifier.ControlModifier

Open = Callable[[FakeDesk], MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Open]:
    windows: list[MainWindow] = []

    def made(fake: FakeDesk) -> MainWindow:
        window = MainWindow(fake.desk)
        windows.append(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        if window.list.model.rowCount():
            window.list.table.setFocus()
            qtbot.waitUntil(window.list.table.hasFocus)
        return window

    yield made
    for window in windows:
        window.close()


@pytest.fixture
def window(fake_desk: FakeDesk, open_window: Open) -> MainWindow:
    fake_desk.say(*(Said(author=f"Person {i}", text=f"Number {i}", minutes_ago=100 - i) for i in range(8)))
    return open_window(fake_desk)


def reply(fake: FakeDesk, item_id: ItemId, text: str = "Thank you for telling us.") -> None:
    fake.desk.write(
        lambda db: decide_reply(
            db,
            item_id=item_id,
            kind=ActionKind.REPLY,
            text=text,
            book=fake.desk.book,
            capabilities=capabilities(fake.accounts[0].id),
            now=fake.clock(),
            by=fake.desk.person,
        )
    ).result()


def dialog(of: type[QDialog]) -> QDialog | None:
    shown = QApplication.activeModalWidget()
    return shown if isinstance(shown, of) else None


def press(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None
) -> None:
    target = window.focusWidget() or window
    qtbot.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)


def actions(fake: FakeDesk) -> list[PendingRow]:
    return pending(fake.desk.read)


# Looking


def test_it_opens_on_what_needs_a_decision_with_nothing_chosen(window: MainWindow) -> None:
    assert window.rail.current() == "inbox"
    assert window.list.model.rowCount() == 8
    assert window.item is None
    assert window.status.fresh.text().strip() == "Synced 0 s ago"
    assert window.windowTitle() == "SocialDesk · OFFICIAL"


def test_an_item_that_is_looked_at_is_shown_read_and_recorded(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    press(qtbot, window, Qt.Key.Key_J)
    press(qtbot, window, Qt.Key.Key_J)
    item_id = window.item
    assert item_id == window.list.model.id_at(1)
    assert window.conversation.facts is not None

    def recorded() -> list[int]:
        found = fake_desk.desk.read.execute(
            "SELECT item_id FROM audit_items JOIN audit USING (seq) WHERE audit.kind = ?", (Shown.KIND,)
        ).fetchall()
        return [row[0] for row in found]

    qtbot.waitUntil(lambda: recorded() == [item_id])  # what was only passed is not
    row = window.list.current_row
    qtbot.waitUntil(lambda: (held := row()) is not None and not held.unread)


def test_the_keys_move_and_open(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_3)
    assert window.rail.current() == "flagged"
    press(qtbot, window, Qt.Key.Key_1)
    press(qtbot, window, Qt.Key.Key_J)
    press(qtbot, window, Qt.Key.Key_J)
    press(qtbot, window, Qt.Key.Key_K)
    assert window.item == window.list.model.id_at(0)
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.conversation.isAncestorOf(window.focusWidget())
    press(qtbot, window, Qt.Key.Key_D)
    assert window.panel.tabs.tabText(window.panel.tabs.currentIndex()) == "Remove"
    press(qtbot, window, Qt.Key.Key_Slash)
    assert window.list.search.hasFocus()
    qtbot.keyClicks(window.list.search, "jd")
    assert window.list.search.text() == "jd"


def test_f6_goes_round_the_window_and_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.list.step(1)
    parts = (window.rail, window.list, window.conversation, window.panel, window.status)

    def part() -> int:
        focus = window.focusWidget()
        return next(i for i, each in enumerate(parts) if focus is not None and each.isAncestorOf(focus))

    assert part() == 1
    went = []
    for _ in parts:
        press(qtbot, window, Qt.Key.Key_F6)
        went.append(part())
    assert went == [2, 3, 4, 0, 1]
    press(qtbot, window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert part() == 0


def test_no_single_key_does_anything_public(fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    window.list.step(1)
    for key in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ":
        qtbot.keyClick(window.list.table, key)
        shown = QApplication.activeModalWidget()
        if shown is not None:
            shown.close()
        window.list.table.setFocus()
    qtbot.wait(20)
    assert actions(fake_desk) == []
    assert fake_desk.desk.read.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_f5_looks_for_new_items(fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_F5)
    assert len(fake_desk.synced) == 1


def test_a_takes_it_and_lets_it_go(fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    window.list.step(1)
    row = window.list.current_row
    press(qtbot, window, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: (held := row()) is not None and held.claimed_by == "Amara King")
    qtbot.wait(310)  # the same key is not taken twice sooner
    press(qtbot, window, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: (held := row()) is not None and held.claimed_by == "")


# Taking back


@pytest.mark.parametrize("key", ["escape", "ctrl+z", "button"])
def test_the_newest_action_can_be_taken_back(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot, key: str
) -> None:
    window.list.step(1)
    item_id = window.item
    assert item_id is not None
    reply(fake_desk, item_id)
    qtbot.waitUntil(window.undo_bar.isVisible)
    assert "Reply will be sent" in window.undo_bar.words.text()
    assert window.undo_bar.left.text() == "in 8 s"
    fake_desk.clock.move(seconds=5)
    qtbot.waitUntil(lambda: window.undo_bar.left.text() == "in 3 s")
    if key == "escape":
        press(qtbot, window, Qt.Key.Key_Escape)
    elif key == "ctrl+z":
        press(qtbot, window, Qt.Key.Key_Z, CTRL)
    else:
        qtbot.mouseClick(window.undo_bar.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: for_item(fake_desk.desk.read, item_id)[0].state is State.CANCELLED)
    qtbot.waitUntil(window.undo_bar.isHidden)


def test_escape_without_an_action_goes_back_to_the_list(window: MainWindow, qtbot: QtBot) -> None:
    window.list.step(1)
    window.open_conversation()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.list.table.hasFocus()


def test_after_moving_on_nothing_is_pressed_by_momentum(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    window.list.step(1)
    window.panel.moved_on.emit()
    assert window.item == window.list.model.id_at(1)
    press(qtbot, window, Qt.Key.Key_D)
    assert window.panel.tabs.tabText(window.panel.tabs.currentIndex()) == "Assess"
    qtbot.waitUntil(lambda: not window.momentum.dead)
    press(qtbot, window, Qt.Key.Key_D)
    assert window.panel.tabs.tabText(window.panel.tabs.currentIndex()) == "Remove"


def test_what_nobody_could_confirm_is_put_to_a_person(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    item_id = window.list.model.id_at(3)
    assert item_id is not None
    reply(fake_desk, item_id)
    fake_desk.execute(
        "UPDATE outbox SET state = 'unknown', needs_person = 1, attempts = 1, reason = 'No answer came.'"
    )
    window.watch.refresh()
    assert "Could not confirm" in window.undo_bar.question.text()
    window.undo_bar.decide.click()
    form = dialog(UnsettledForm)
    assert isinstance(form, UnsettledForm)
    assert window.item == item_id
    assert set(form.buttons) == {"it_is_there", "send_again", "leave_it"}
    form.buttons["leave_it"].click()
    assert form.wrong.isVisible()  # without a reason nothing is settled
    form.reason.setPlainText("It is not on the page, and no longer needed.")
    form.buttons["leave_it"].click()
    qtbot.waitUntil(lambda: actions(fake_desk) == [])
    qtbot.waitUntil(window.undo_bar.isHidden)


# What stands round it


def test_the_rail_counts_and_tells_what_is_wrong(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    counts = {
        button.entry.key: button.count
        for button in window.rail.findChildren(type(window.rail.person))
        if button.count
    }
    assert counts == {}
    named = [button.accessibleName() for button in window.rail.buttons()]  # pyright: ignore[reportAttributeAccessIssue]
    assert "Needs a decision, 8" in named
    assert "Unread, 8" in named
    fake_desk.execute(
        "UPDATE account_health SET problem_kind = 'sign_in', problem = 'The sign-in has expired.'"
    )
    window.watch.refresh()
    assert window.status.trouble.text().strip() == "Anyshire Police: sign in again"
    assert window.status.fresh.text().strip().startswith("Not synced")
    told = [button.accessibleName() for button in window.rail.buttons()]
    assert any("The sign-in has expired" in words for words in told)


def test_freshness_goes_on_while_nothing_happens(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    fake_desk.clock.move(seconds=75)
    qtbot.waitUntil(lambda: window.status.fresh.text().strip() == "Synced 1 min ago")
    fake_desk.clock.move(hours=1)
    qtbot.waitUntil(lambda: window.status.fresh.text().strip().startswith("Not synced"))


def test_the_overdue_review_is_said(window: MainWindow, qtbot: QtBot) -> None:
    assert window.status.notice.isVisible()
    window.status.notice.click()
    message = dialog(Message)
    assert message is not None
    assert "review" in message.accessibleDescription()
    message.close()


def test_somebody_else_sits_down(fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    window.rail.person.click()
    form = dialog(PersonForm)
    assert isinstance(form, PersonForm)
    form.name.setText("   ")
    form.save.click()
    assert form.wrong.isVisible()
    form.name.setText("  Sam   Iqbal ")
    form.role.setCurrentIndex(form.role.findText("Oscar 1"))
    form.save.click()
    assert fake_desk.desk.person == Person("Sam Iqbal", Role.OSCAR_1)
    assert fake_desk.saved[-1].person_name == "Sam Iqbal"
    assert "Sam Iqbal" in window.rail.person.accessibleName()
    qtbot.waitUntil(
        lambda: (
            fake_desk.desk.read.execute(
                "SELECT by_name FROM audit WHERE kind = ? ORDER BY seq DESC", (SignedOn.KIND,)
            ).fetchone()
            == ("Sam Iqbal",)
        )
    )


def test_settings_are_kept_and_take_effect(fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    window.commands.run("settings")
    form = dialog(SettingsForm)
    assert isinstance(form, SettingsForm)
    form.theme.setCurrentIndex(form.theme.findData("dark"))
    form.single.setChecked(False)
    form.undo.setValue(12)
    form.release.setChecked(False)
    form.save.click()
    saved = fake_desk.saved[-1]
    assert (saved.theme, saved.single_keys, saved.undo_seconds) == ("dark", False, 12)
    assert not saved.release_claims
    assert current().dark
    press(qtbot, window, Qt.Key.Key_J)
    assert window.item is None


def test_a_fault_is_told_in_sentences_and_never_as_html(
    window: MainWindow, qtbot: QtBot, expected_logs
) -> None:
    expected_logs.allow("unexpected error in the window")
    window.tasks.failed.emit(ValueError("<b>secret</b> of a stranger"))
    message = dialog(Message)
    assert message is not None
    said = message.accessibleDescription()
    assert "fault of its own" in said or "has a fault" in said
    assert "secret" not in said
    assert rich_places(message) == []
    message.close()


# How it looks


def test_on_a_small_screen_the_rail_has_icons_and_the_panel_a_tab(window: MainWindow, qtbot: QtBot) -> None:
    assert window.rail.width() == NARROW
    assert window.panel.isVisible()
    assert window.conversation.isVisible()
    window.resize(1920, 1080)
    assert window.rail.width() == WIDE
    window.resize(1100, 700)
    assert window.conversation.isVisible()
    assert not window.panel.isVisible()
    window.list.step(1)
    press(qtbot, window, Qt.Key.Key_D)
    assert window.panel.isVisible()
    assert not window.conversation.isVisible()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1100, 700), (900, 560)])
def test_nothing_is_wider_than_the_window(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.list.step(1)
    qtbot.wait(20)
    assert (window.width(), window.height()) == size
    for part in (window.rail, window.list, window.conversation, window.panel, window.status):
        if part.isVisible():
            left = part.mapTo(window, QPoint(0, 0)).x()
            assert left >= 0
            assert left + part.width() <= window.width()


def test_training_has_its_frame_all_round_and_the_word_in_the_title(
    tmp_path: Path, open_window: Open, qtbot: QtBot
) -> None:
    (tmp_path / "training").mkdir()
    fake = make_desk(tmp_path / "training", training=True)
    try:
        window = open_window(fake)
        assert window.windowTitle() == "TRAINING · SocialDesk · OFFICIAL"
        orange = current().training
        for width, height in ((1366, 768), (1000, 600)):
            window.resize(width, height)
            image = window.grab().toImage()
            right, bottom = image.width() - 2, image.height() - 2
            edges = [(x, y) for x in range(1, right, 40) for y in (1, bottom)]
            edges += [(x, y) for y in range(1, bottom, 40) for x in (1, right)]
            assert {QColor(image.pixel(x, y)).name() for x, y in edges} == {orange.name()}
        assert "do:connect" not in window.rail.findChildren(type(window.rail.person))
        window.close()
    finally:
        fake.close()


def test_the_window_comes_back_where_it_was_closed(
    fake_desk: FakeDesk, open_window: Open, qtbot: QtBot
) -> None:
    first = open_window(fake_desk)
    first.resize(900, 640)  # the screen of the tests is small
    first.close()
    assert fake_desk.saved[-1].window_geometry
    fake_desk.desk.settings = fake_desk.saved[-1]
    again = MainWindow(fake_desk.desk)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (900, 640)
    again.close()


# What strangers wrote, and who cannot see it


def test_every_control_has_a_name_and_no_words_are_anything_but_words(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    window.list.step(1)
    item_id = window.item
    assert item_id is not None
    reply(fake_desk, item_id)
    for tab in ("assess", "remove", "person", "record", "keep", "note", "reply"):
        window.open_tab(tab)
        assert nameless(window) == []
        assert rich_places(window) == []
    for command in ("commands", "keys", "settings", "person-at-desk", "connect"):
        window.commands.run(command)
        shown = QApplication.activeModalWidget()
        assert shown is not None
        assert nameless(shown) == []
        assert rich_places(shown) == []
        shown.close()


def test_a_strangers_words_are_only_words_all_over_the_window(
    fake_desk: FakeDesk, open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    texts = hostile(magenta_picture(tmp_path / "magenta.png"))
    fake_desk.say(
        *(
            Said(author=words[:5_000], text=words, post=words[:5_000])
            for words in (t[:100_000] for t in texts.values())
        )
    )
    window = open_window(fake_desk)
    qtbot.waitUntil(lambda: window.list.feed.complete)
    assert window.list.model.rowCount() == len(texts)
    for _ in texts:
        window.list.step(1)
        for tab in ("assess", "person"):
            window.open_tab(tab)
        assert magenta_pixels(window) == 0
        assert rich_places(window) == []
    assert "\u202e" not in window.windowTitle()
