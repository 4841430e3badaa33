"""The wizard that connects an account: what it asks, what it keeps, what it forgets, and that it never freezes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.config.secrets import SecretsError
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import SignInExpired
from socialdesk.register.joining import Candidate, Route
from socialdesk.ui.connecting.pages import AccountsPage, DonePage, FieldsPage, RoutesPage, WaitingPage
from socialdesk.ui.connecting.parts import sign_of
from socialdesk.ui.connecting.wizard import ConnectWizard
from socialdesk.ui.messages import Message
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import apply_theme
from tests.fakes.hostile import hostile
from tests.fakes.joining import ALLOWED, FOUND, ROUTES, FakeJoining, browser, pasted
from tests.fakes.screen import magenta_picture, magenta_pixels, nameless, rich_places

X_BROWSER = browser("x", "Register the return address with 127.0.0.1.")
X_TOKEN = pasted("x")
YOUTUBE = browser("youtube")


@dataclass
class Scene:
    joining: FakeJoining
    open: Callable[..., ConnectWizard]
    connected: list[list[Account]] = field(default_factory=list)


@pytest.fixture
def scene(tasks: Tasks, qtbot: QtBot) -> Iterator[Scene]:
    joining = FakeJoining(ways=(*ROUTES, X_BROWSER, X_TOKEN, YOUTUBE))
    wizards: list[ConnectWizard] = []

    def opened(network: Network | None = None) -> ConnectWizard:
        wizard = ConnectWizard(None, joining, tasks, network=network, connected=made.connected.append)
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        wizards.append(wizard)
        wizard.open()
        qtbot.waitExposed(wizard)
        qtbot.waitUntil(lambda: "Looking up" not in words(wizard))
        return wizard

    made = Scene(joining, opened)
    yield made
    joining.go_on.set()
    for wizard in wizards:
        with suppress(RuntimeError):  # one is let go of by its own test
            wizard.reject()
            wizard.deleteLater()


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(PlainLabel) if label.isVisible())


def fields(wizard: ConnectWizard) -> FieldsPage:
    assert isinstance(wizard.page, FieldsPage)
    return wizard.page


def at(qtbot: QtBot, wizard: ConnectWizard, page: type[QWidget]) -> None:
    qtbot.waitUntil(lambda: isinstance(wizard.page, page))


def signed_in(qtbot: QtBot, scene: Scene) -> ConnectWizard:
    """At the accounts that a pasted token opens."""
    wizard = scene.open()
    wizard.take_route(ROUTES[0])
    fields(wizard).fields["token"].setText("EAAB")
    wizard.go_on()
    at(qtbot, wizard, AccountsPage)
    return wizard


# Network and way in


def test_each_network_shows_its_own_ways_in(scene: Scene, qtbot: QtBot) -> None:
    wizard = scene.open()
    assert wizard.steps.accessibleName() == "Step 1 of 4: Network"
    assert list(wizard.routes.networks) == [Network.FACEBOOK, Network.X, Network.YOUTUBE]
    assert [each.route for each in wizard.routes.ways()] == list(ROUTES)
    wizard.routes.networks[Network.X].click()
    assert [each.route for each in wizard.routes.ways()] == [X_BROWSER, X_TOKEN]
    qtbot.waitUntil(lambda: "Register the return address with 127.0.0.1." in words(wizard))
    wizard.routes.ways()[1].click()
    assert fields(wizard).route is X_TOKEN


def test_it_is_all_done_from_the_keyboard(scene: Scene, qtbot: QtBot) -> None:
    wizard = scene.open()
    wizard.activateWindow()
    qtbot.waitUntil(wizard.routes.networks[Network.FACEBOOK].hasFocus)
    qtbot.keyClick(wizard.routes.networks[Network.FACEBOOK], Qt.Key.Key_Down)
    assert wizard.routes.networks[Network.X].isChecked()
    qtbot.keyClick(wizard.routes.networks[Network.X], Qt.Key.Key_Up)
    qtbot.wait(20)
    qtbot.keyClick(wizard.routes.networks[Network.FACEBOOK], Qt.Key.Key_Tab)
    assert wizard.routes.ways()[0].hasFocus()
    qtbot.keyClick(wizard.routes.ways()[0], Qt.Key.Key_Return)
    token = fields(wizard).fields["token"]
    assert token.hasFocus()
    qtbot.keyClicks(token, "EAAB")
    qtbot.keyClick(token, Qt.Key.Key_Return)
    at(qtbot, wizard, AccountsPage)
    box = QApplication.focusWidget()
    assert box is not None
    assert box.accessibleName() == "Anyshire Police"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    at(qtbot, wizard, DonePage)
    assert wizard.onward.hasFocus()
    qtbot.keyClick(wizard.onward, Qt.Key.Key_Return)
    assert not wizard.isVisible()


def test_it_begins_at_a_network_and_goes_on_where_there_is_one_way(scene: Scene) -> None:
    assert scene.open(Network.X).routes.networks[Network.X].isChecked()
    scene.joining.ways = (X_TOKEN,)
    assert fields(scene.open(Network.X)).route is X_TOKEN
    # Nobody's browser is opened by a wizard that has only just come up.
    scene.joining.ways = (YOUTUBE,)
    assert fields(scene.open(Network.YOUTUBE)).onward == "Open the browser"
    assert scene.joining.opened == []


def test_no_way_in_is_said(scene: Scene) -> None:
    scene.joining.ways = ()
    assert "No network can be connected" in words(scene.open())


def test_a_keyring_that_will_not_open_is_said(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked() -> tuple[Route, ...]:
        raise SecretsError("The keyring is locked.", to_do="Unlock it and try again.")

    monkeypatch.setattr(scene.joining, "routes", locked)
    wizard = scene.open()
    assert wizard.wrong.words.text() == "The keyring is locked. Unlock it and try again."


# What is typed


def test_secrets_are_masked_and_what_is_pasted_loses_its_blanks(scene: Scene, qtbot: QtBot) -> None:
    wizard = scene.open()
    wizard.take_route(ROUTES[1])
    page = fields(wizard)
    assert page.fields["app_secret"].echoMode() == QLineEdit.EchoMode.Password
    assert page.fields["app_id"].echoMode() == QLineEdit.EchoMode.Normal
    assert page.fields["app_id"].text() == "118000"
    QApplication.clipboard().setText("  EAAB\nCD \n")
    page.fields["app_secret"].paste()
    assert "6 characters" in words(wizard)
    assert page.typed() == {"app_id": "118000", "app_secret": "EAABCD"}


def test_what_is_needed_is_asked_for_before_any_network(scene: Scene) -> None:
    wizard = scene.open()
    wizard.take_route(ROUTES[0])
    wizard.go_on()
    assert wizard.wrong.words.text() == "Access token is needed."
    assert scene.joining.opened == []


def test_a_refusal_is_said_as_it_is_and_what_was_typed_stays(scene: Scene, qtbot: QtBot) -> None:
    scene.joining.trouble = SignInExpired(
        "Facebook does not take this token.", kept="Nothing was connected.", to_do="Paste a newer one."
    )
    wizard = scene.open()
    wizard.take_route(ROUTES[0])
    fields(wizard).fields["token"].setText("EAAB")
    wizard.go_on()
    qtbot.waitUntil(wizard.wrong.isVisible)
    said = wizard.wrong.words.text()
    assert said == "Facebook does not take this token. Nothing was connected. Paste a newer one."
    assert fields(wizard).fields["token"].text() == "EAAB"
    assert fields(wizard).fields["token"].selectedText()
    scene.joining.trouble = None
    wizard.go_on()
    at(qtbot, wizard, AccountsPage)
    assert not wizard.wrong.isVisible()


def test_a_fault_of_the_desk_is_told_without_its_words(scene: Scene, qtbot: QtBot, expected_logs) -> None:
    expected_logs.allow("unexpected error in the window")
    scene.joining.trouble = ValueError("EAAB was refused")
    wizard = scene.open()
    wizard.take_route(ROUTES[0])
    fields(wizard).fields["token"].setText("EAAB")
    wizard.go_on()
    qtbot.waitUntil(wizard.wrong.isVisible)
    assert "fault of the desk" in wizard.wrong.words.text()
    message = QApplication.activeModalWidget()
    assert isinstance(message, Message)
    assert "EAAB" not in message.accessibleDescription()
    message.close()
    assert fields(wizard).fields["token"].text() == "EAAB"


def test_a_secret_is_forgotten_once_it_has_worked_and_everything_on_cancel(
    scene: Scene, qtbot: QtBot
) -> None:
    wizard = signed_in(qtbot, scene)
    wizard.back.click()
    page = fields(wizard)
    assert page.fields["token"].text() == ""
    page.fields["token"].setText("EAAB again")
    other = wizard
    wizard.back.click()
    wizard.take_route(ROUTES[1])
    second = fields(wizard)
    second.fields["app_id"].setText("7")
    other.reject()
    for field_ in (*page.fields.values(), *second.fields.values()):
        assert field_.text() == ""
        assert not field_.isUndoAvailable()
    assert scene.connected == []


# The browser


def test_the_browser_is_waited_for_and_the_window_goes_on(scene: Scene, qtbot: QtBot) -> None:
    scene.joining.go_on.clear()
    wizard = scene.open()
    wizard.take_route(X_BROWSER)
    at(qtbot, wizard, WaitingPage)
    assert "Your browser is open: sign in there" in words(wizard)
    qtbot.waitUntil(lambda: bool(scene.joining.cancels))
    wizard.back.click()
    assert scene.joining.cancels[0].is_set()
    assert fields(wizard).onward == "Open the browser"
    qtbot.waitUntil(scene.joining.ended.is_set)
    qtbot.wait(20)
    assert isinstance(wizard.page, FieldsPage)  # the answer that came after all is dropped


@pytest.mark.parametrize("how", ["cancel", "escape"])
def test_closing_it_calls_the_browser_off(scene: Scene, qtbot: QtBot, how: str) -> None:
    scene.joining.go_on.clear()
    wizard = scene.open()
    wizard.take_route(YOUTUBE)
    qtbot.waitUntil(lambda: bool(scene.joining.cancels))
    if how == "cancel":
        wizard.cancel.click()
    else:
        qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert scene.joining.cancels[0].is_set()
    assert not wizard.isVisible()


def test_closing_the_window_calls_the_browser_off(scene: Scene, tasks: Tasks, qtbot: QtBot) -> None:
    scene.joining.go_on.clear()
    wizard = scene.open()
    wizard.take_route(YOUTUBE)
    qtbot.waitUntil(lambda: bool(scene.joining.cancels))
    tasks.close()
    assert scene.joining.cancels[0].is_set()
    assert scene.joining.ended.is_set()
    wizard.reject()


def test_an_answer_for_a_wizard_that_is_gone_is_dropped(scene: Scene, qtbot: QtBot) -> None:
    scene.joining.go_on.clear()
    wizard = scene.open()
    wizard.take_route(YOUTUBE)
    qtbot.waitUntil(lambda: bool(scene.joining.cancels))
    wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    wizard.reject()
    qtbot.waitUntil(scene.joining.ended.is_set)
    qtbot.wait(20)
    assert scene.connected == []


# Accounts


def test_what_is_allowed_is_shown_before_connecting_and_at_the_end(scene: Scene, qtbot: QtBot) -> None:
    wizard = signed_in(qtbot, scene)
    for sentence in ALLOWED:
        assert sentence in words(wizard)
    assert scene.joining.chosen == []
    wizard.go_on()
    at(qtbot, wizard, DonePage)
    for sentence in ALLOWED:
        assert sentence in words(wizard)
    assert "Anyshire Police" in words(wizard)
    assert wizard.steps.accessibleName() == "Step 4 of 4: Done"
    assert [[each.name for each in accounts] for accounts in scene.connected] == [["Anyshire Police"]]
    wizard.back.click()
    assert isinstance(wizard.page, RoutesPage)


def test_only_what_is_ticked_is_connected(scene: Scene, qtbot: QtBot) -> None:
    wizard = signed_in(qtbot, scene)
    assert isinstance(wizard.page, AccountsPage)
    page = wizard.page
    assert "Connected already: its sign-in is replaced." in words(wizard)
    # Several that nobody has connected: a person says which are the Force's.
    assert page.chosen() == [FOUND[0].native_id]
    page.boxes[FOUND[0].native_id].setChecked(False)
    wizard.go_on()
    assert wizard.wrong.words.text() == "Tick at least one account."
    assert scene.joining.chosen == []
    page.boxes[FOUND[2].native_id].setChecked(True)
    wizard.go_on()
    at(qtbot, wizard, DonePage)
    assert scene.joining.chosen == [[FOUND[2].native_id]]


def test_the_only_account_is_ticked_and_of_several_new_ones_none(scene: Scene, qtbot: QtBot) -> None:
    scene.joining.candidates = (replace(FOUND[1]),)
    page = signed_in(qtbot, scene).page
    assert isinstance(page, AccountsPage)
    assert page.chosen() == [FOUND[1].native_id]
    scene.joining.candidates = (FOUND[1], FOUND[2], Candidate(native_id=NativeId("p"), name=""))
    page = signed_in(qtbot, scene).page
    assert isinstance(page, AccountsPage)
    assert page.chosen() == []
    next(each for each in page.findChildren(QPushButton) if each.text() == "Tick all of them").click()
    assert len(page.chosen()) == 3


def test_a_sign_in_that_opens_nothing_leads_back(scene: Scene, qtbot: QtBot) -> None:
    scene.joining.candidates = ()
    wizard = signed_in(qtbot, scene)
    assert "This sign-in opens no account" in words(wizard)
    assert not wizard.onward.isVisible()
    wizard.back.click()
    assert isinstance(wizard.page, FieldsPage)


def test_what_could_not_be_kept_is_said_and_can_be_tried_again(scene: Scene, qtbot: QtBot) -> None:
    wizard = signed_in(qtbot, scene)
    scene.joining.trouble = SignInExpired("The keyring is locked.", to_do="Unlock it.")
    wizard.go_on()
    qtbot.waitUntil(wizard.wrong.isVisible)
    assert wizard.wrong.words.text() == "The keyring is locked. Unlock it."
    assert isinstance(wizard.page, AccountsPage)
    assert wizard.onward.isEnabled()
    scene.joining.trouble = None
    wizard.go_on()
    at(qtbot, wizard, DonePage)


def test_accounts_that_were_kept_are_told_of_even_if_the_wizard_was_closed(
    scene: Scene, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wizard = signed_in(qtbot, scene)
    going = threading.Event()
    kept = scene.joining.connect
    monkeypatch.setattr(scene.joining, "connect", lambda *given: going.wait(5) and kept(*given))
    wizard.go_on()
    assert not wizard.onward.isEnabled()
    wizard.reject()
    going.set()
    qtbot.waitUntil(lambda: len(scene.connected) == 1)


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("It may read and answer posts.", "check"),
        ("May hold comments for review.", "check"),
        ("It may not read messages: that takes an app password.", "block"),
        ("Nobody may lift a ban from here.", "block"),
        ("X does not say what this sign-in may do.", "info"),
    ],
)
def test_a_sign_goes_with_each_sentence(sentence: str, sign: str) -> None:
    assert sign_of(sentence)[0] == sign


# What strangers wrote, who cannot see it, and small screens


def test_names_that_a_network_gives_are_only_words(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    texts = [text[:5_000] for text in hostile(magenta_picture(tmp_path / "magenta.png")).values()]
    scene.joining.candidates = tuple(
        Candidate(native_id=NativeId(f"p{number}"), name=text, connected=True)
        for number, text in enumerate(texts)
    )
    scene.joining.allowed = tuple(texts)
    wizard = signed_in(qtbot, scene)
    for page in (AccountsPage, DonePage):
        at(qtbot, wizard, page)
        assert magenta_pixels(wizard) == 0
        assert rich_places(wizard) == []
        assert "\u202e" not in words(wizard)
        wizard.go_on()


def test_every_control_has_a_name(scene: Scene, qtbot: QtBot) -> None:
    wizard = scene.open()
    assert nameless(wizard) == []
    way = QAccessible.queryAccessibleInterface(wizard.routes.ways()[0])
    assert way is not None
    assert way.role() == QAccessible.Role.Button
    assert way.text(QAccessible.Text.Name) == "Paste a token, Facebook"
    wizard.take_route(ROUTES[1])
    assert nameless(wizard) == []
    assert fields(wizard).fields["app_secret"].accessibleName() == "App secret (if there is one)"
    wizard.reject()
    wizard = signed_in(qtbot, scene)
    assert nameless(wizard) == []
    assert "Tick all of them" in [
        each.accessibleName() or each.text() for each in wizard.findChildren(QPushButton)
    ]


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_wider_than_the_wizard(
    scene: Scene, qtbot: QtBot, qapp: QApplication, percent: int
) -> None:
    apply_theme(qapp, "light", text_percent=percent)
    wizard = signed_in(qtbot, scene)
    try:
        wizard.resize(700, 440)
        page = wizard.page
        assert isinstance(page, AccountsPage)
        qtbot.wait(20)
        assert wizard.width() <= 720
        inside = page.widget()
        assert inside is not None
        assert inside.width() <= page.viewport().width()
        for button in (wizard.back, wizard.cancel, wizard.onward):
            assert button.width() >= button.sizeHint().width()
    finally:
        wizard.reject()
        apply_theme(qapp, "light")
