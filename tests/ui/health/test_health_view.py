"""The health view: opened from the status bar and the palette, true to the second, and what its buttons do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Network
from socialdesk.register.joining import Standing
from socialdesk.ui.connecting.wizard import ConnectWizard
from socialdesk.ui.dialogs import SettingsForm
from socialdesk.ui.health.view import HealthView
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.theme import apply_theme
from tests.fakes.desk import FakeDesk, make_desk
from tests.fakes.hostile import hostile
from tests.fakes.joining import ROUTES, FakeJoining, browser, pasted
from tests.fakes.screen import magenta_picture, magenta_pixels, nameless, rich_places

ENDS = "The sign-in for Kettering ends in 3 days. Sign in again before then."


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, account_names=("Anyshire", "Kettering", "Corby"))
    made.desk.joining = FakeJoining()
    yield made
    made.close()


@pytest.fixture
def window(fake: FakeDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(fake.desk)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    made.make_complete()
    yield made
    made.close()


def view() -> HealthView:
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, HealthView)
    return shown


def opened(window: MainWindow) -> HealthView:
    window.commands.run("health")
    return view()


def ail(fake: FakeDesk, name: str, kind: str, problem: str) -> None:
    fake.execute(
        "UPDATE account_health SET problem_kind = ?, problem = ? WHERE account_id ="
        " (SELECT id FROM accounts WHERE name = ?)",
        kind,
        problem,
        name,
    )


def joining(fake: FakeDesk) -> FakeJoining:
    assert isinstance(fake.desk.joining, FakeJoining)
    return fake.desk.joining


def message() -> Message:
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, Message)
    return shown


def press(shown: Message, words: str) -> None:
    next(each for each in shown.findChildren(QPushButton) if each.accessibleName() == words).click()


@pytest.mark.parametrize("notice", ["fresh", "trouble"])
def test_the_status_bar_opens_it(window: MainWindow, fake: FakeDesk, notice: str) -> None:
    ail(fake, "Corby", "offline", "Facebook cannot be reached.")
    window.watch.refresh()
    getattr(window.status, notice).click()
    shown = view()
    assert shown.fresh.text() == "Synced 12 s ago · 2 of 3 accounts."
    assert [line.name.text() for line in shown.lines.values()] == ["Corby", "Anyshire", "Kettering"]


def test_it_is_true_to_the_second_while_it_is_open(window: MainWindow, fake: FakeDesk, qtbot: QtBot) -> None:
    shown = opened(window)
    line = shown.lines[fake.accounts[0].id]
    assert line.last_success.text() == "12 s ago"
    fake.clock.move(seconds=8)
    qtbot.waitUntil(lambda: line.last_success.text() == "20 s ago")
    ail(fake, "Anyshire", "sign_in", "The sign-in has expired.")
    window.watch.refresh()
    assert line.strip.isVisible()
    assert line.told.text() == "The sign-in has expired."
    assert line.button.accessibleName() == "Sign in again: Anyshire"
    fake.execute("UPDATE account_health SET problem_kind = '', problem = ''")
    window.watch.refresh()
    assert not line.strip.isVisible()


def test_what_the_network_says_is_shown(window: MainWindow, fake: FakeDesk) -> None:
    fake.desk.standing = lambda _account: Standing(
        budget=("8,450 of 10,000 units left today.", "2,000 are kept."),
        next_poll_ms=to_ms(fake.clock()) + 43_000,
    )
    line = opened(window).lines[fake.accounts[0].id]
    assert line.next_look.text() == "in 43 s"
    assert line.left.text() == "8,450 of 10,000 units left today.\n2,000 are kept."


def test_signing_in_again_leads_to_the_networks_own_step(
    window: MainWindow, fake: FakeDesk, qtbot: QtBot
) -> None:
    joining(fake).ways = (*ROUTES, browser("x"), pasted("x"))
    ail(fake, "Corby", "sign_in", "The sign-in has expired.")
    fake.execute("UPDATE accounts SET network = 'x' WHERE name = 'Corby'")
    window.watch.refresh()
    shown = opened(window)
    shown.lines[fake.accounts[2].id].button.click()
    wizard = QApplication.activeModalWidget()
    assert isinstance(wizard, ConnectWizard)
    qtbot.waitUntil(lambda: bool(wizard.routes.networks))
    assert wizard.routes.networks[Network.X].isChecked()
    wizard.reject()


def test_what_is_late_is_tried_now_and_what_is_used_up_leads_to_the_settings(
    window: MainWindow, fake: FakeDesk
) -> None:
    ail(fake, "Anyshire", "offline", "Facebook cannot be reached.")
    ail(fake, "Corby", "throttled", "Facebook asks to wait.")
    window.watch.refresh()
    shown = opened(window)
    shown.lines[fake.accounts[0].id].button.click()
    assert len(fake.synced) == 1
    shown.lines[fake.accounts[2].id].button.click()
    form = QApplication.activeModalWidget()
    assert isinstance(form, SettingsForm)
    form.notify.setChecked(False)
    form.save.click()
    assert fake.saved[-1].notifications is False


def test_a_sign_in_that_ends_soon_is_a_warning_in_rail_and_status_bar(
    window: MainWindow, fake: FakeDesk
) -> None:
    second = fake.accounts[1].id
    fake.desk.standing = lambda account: Standing(sign_in=ENDS if account == second else "")
    window.watch.refresh()
    assert window.status.trouble.text().strip() == "Kettering: sign-in ends soon"
    assert any(ENDS in button.accessibleName() for button in window.rail.buttons())
    assert window.status.fresh.text().strip().startswith("Synced 12 s ago")


def test_connecting_is_opened_by_rail_palette_and_view(window: MainWindow) -> None:
    connect = next(each for each in window.rail.buttons() if each.accessibleName() == "Connect an account")
    assert isinstance(connect, QAbstractButton)
    for open_it in (connect.click, lambda: window.commands.run("connect")):
        open_it()
        wizard = QApplication.activeModalWidget()
        assert isinstance(wizard, ConnectWizard)
        wizard.reject()


def test_a_new_account_has_its_line_at_once(window: MainWindow, fake: FakeDesk) -> None:
    shown = opened(window)
    fake.execute("UPDATE accounts SET removed_ms = 1 WHERE name = 'Corby'")
    window.watch.refresh()
    assert set(shown.lines) == {account.id for account in fake.accounts[:2]}
    fake.execute("UPDATE accounts SET removed_ms = NULL")
    window.watch.refresh()
    assert len(shown.lines) == 3


# Disconnecting


def test_disconnecting_asks_twice_and_says_what_became_of_the_sign_in(
    window: MainWindow, fake: FakeDesk, qtbot: QtBot
) -> None:
    shown = opened(window)
    line = shown.lines[fake.accounts[1].id]
    line.asked.emit("disconnect")
    first = message()
    assert "taken out of this computer's keyring" in first.accessibleDescription()
    assert "What was received, decided and recorded stays" in first.accessibleDescription()
    press(first, "Go on…")
    second = message()
    assert second is not first
    assert joining(fake).gone == []
    press(second, "Disconnect")
    qtbot.waitUntil(lambda: joining(fake).gone == [fake.accounts[1].id])
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Message))
    assert "Facebook has taken the sign-in back" in message().accessibleDescription()
    message().close()


@pytest.mark.parametrize("at", [1, 2])
def test_no_second_yes_is_no(window: MainWindow, fake: FakeDesk, qtbot: QtBot, at: int) -> None:
    opened(window).lines[fake.accounts[1].id].asked.emit("disconnect")
    if at == 2:
        press(message(), "Go on…")
    press(message(), "Keep it connected")
    qtbot.wait(20)
    assert joining(fake).gone == []


def test_in_training_nothing_is_connected_or_disconnected(window: MainWindow, fake: FakeDesk) -> None:
    fake.desk.joining = None
    ail(fake, "Corby", "sign_in", "The sign-in has expired.")
    window.watch.refresh()
    shown = opened(window)
    line = shown.lines[fake.accounts[2].id]
    assert line.menu is None
    assert not line.button.isVisible()
    assert "Connect an account…" not in [each.text() for each in shown.findChildren(QPushButton)]


# Who cannot see it, what strangers wrote, how it looks


def test_every_control_has_a_name_and_a_line_is_a_sentence(
    window: MainWindow, fake: FakeDesk, qtbot: QtBot
) -> None:
    ail(fake, "Corby", "offline", "Facebook cannot be reached.")
    window.watch.refresh()
    shown = opened(window)
    assert nameless(shown) == []
    assert rich_places(shown) == []
    line = shown.lines[fake.accounts[2].id]
    said = line.accessibleName()
    assert said.startswith(
        "Corby, Facebook: Cannot be reached. Facebook cannot be reached. Last success 12 s ago."
    )
    shown.activateWindow()
    line.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(line.hasFocus)
    said = line.accessibleName()
    fake.clock.move(seconds=5)
    shown.refresh()
    assert line.accessibleName() == said  # not read out again each second
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert line.menu is not None
    assert line.menu.hasFocus()
    qtbot.keyClick(line.menu, Qt.Key.Key_Tab)
    assert line.button.hasFocus()


def test_names_and_problems_are_only_words(
    window: MainWindow, fake: FakeDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    shown = opened(window)
    for text in hostile(magenta_picture(tmp_path / "magenta.png")).values():
        words = text[:5_000].encode("utf-8", "ignore").decode("utf-8").replace("\0", "")
        fake.execute("UPDATE accounts SET name = ?", words)
        fake.execute("UPDATE account_health SET problem_kind = 'other', problem = ?", words)
        window.watch.refresh()
        assert magenta_pixels(shown) == 0
        assert rich_places(shown) == []
    assert shown.width() <= 1_040


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_columns_stand_beneath_one_another(
    window: MainWindow, fake: FakeDesk, qtbot: QtBot, qapp: QApplication, scheme: str
) -> None:
    ail(fake, "Corby", "offline", "Facebook cannot be reached. " * 8)
    window.watch.refresh()
    shown = opened(window)
    apply_theme(qapp, scheme)
    shown.resize(860, 420)
    qtbot.wait(20)
    for name in ("last_success", "last_item", "next_look", "left"):
        lefts = {
            getattr(line, name).mapTo(shown, getattr(line, name).rect().topLeft()).x()
            for line in shown.lines.values()
        }
        assert len(lefts) == 1, name
    assert shown.width() == 860
