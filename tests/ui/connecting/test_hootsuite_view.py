"""Hootsuite as a way for posts: signing in, choosing for each account, how it stands, and taking it out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import Person, Role
from socialdesk.platforms.api import Offline
from socialdesk.publishing import routes
from socialdesk.register.connecting import add_account
from socialdesk.register.hootsuite import HootsuiteAnswer
from socialdesk.ui.connecting.hootsuite import HootsuiteView
from socialdesk.ui.connecting.hootsuite_parts import WayRow
from socialdesk.ui.health.view import HealthView
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from tests.fakes.desk import A_KING, FakeDesk, make_desk
from tests.fakes.hostile import HOSTILE
from tests.fakes.joining import FakeHootsuite, profile
from tests.fakes.screen import nameless, rich_places

pytestmark = pytest.mark.clause("P1")

HERE = NativeId("900")


@pytest.fixture
def hootsuite() -> FakeHootsuite:
    return FakeHootsuite()


@pytest.fixture
def fake(tmp_path: Path, hootsuite: FakeHootsuite) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, account_names=("Anyshire Police",))
    sky = made.writer.call(
        lambda db: add_account(
            db, network=Network.BLUESKY, native_id=NativeId("did:plc:a"), name="anyshire.police.uk",
            now=made.clock(), by=A_KING,
        )
    )  # fmt: skip
    made.desk.accounts = {each.id: each for each in (*made.accounts, sky)}
    hootsuite.answer = HootsuiteAnswer(
        profiles=(profile(900, "facebook", "Anyshire Police"), profile(901, "facebook", "Kettering Team")),
        suggested={made.accounts[0].id: HERE},
        left=("99,990 of 100,000 calls left today.",),
    )

    def choose(account_id: AccountId, chosen: NativeId | None) -> None:
        made.writer.call(
            lambda db: routes.set_route(
                db, account_id=account_id, profile=chosen, now=made.clock(), by=made.desk.person
            )
        )

    hootsuite.chooses = choose
    made.desk.hootsuite = hootsuite
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


def opened(window: MainWindow, qtbot: QtBot) -> HootsuiteView:
    window.commands.run("hootsuite")
    view = QApplication.activeModalWidget()
    assert isinstance(view, HootsuiteView)
    qtbot.waitUntil(lambda: told(view) not in ("", "Looking in the keyring…", "Asking Hootsuite…"))
    return view


def told(view: HootsuiteView) -> str:
    return " ".join(card.words.text() for card in view.cards.values() if card.isVisible())


def way(view: HootsuiteView, place: int = 0) -> WayRow:
    return list(view.ways.rows.values())[place]


def pick(row: WayRow, words: str) -> None:
    place = next(i for i in range(row.way.count()) if words in row.way.itemText(i))
    row.way.setCurrentIndex(place)
    row.way.activated.emit(place)


def profiles(fake: FakeDesk) -> dict[AccountId, NativeId]:
    return fake.writer.call(routes.profiles)


def press_in_message(words: str) -> None:
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, Message)
    next(each for each in shown.findChildren(QPushButton) if each.accessibleName() == words).click()


def test_an_account_is_let_through_hootsuite_and_back(
    window: MainWindow, fake: FakeDesk, qtbot: QtBot
) -> None:
    view = opened(window, qtbot)
    assert "opens 2 accounts" in told(view)
    assert "99,990 of 100,000 calls left" in view.left.text()
    row = way(view)
    assert row.way.currentText() == "On Facebook itself"
    assert row.note.text() == "Hootsuite has this account, as Anyshire Police."
    pick(row, "Anyshire Police")
    qtbot.waitUntil(lambda: profiles(fake) == {fake.accounts[0].id: HERE})
    qtbot.waitUntil(lambda: "No threads" in row.note.text())
    pick(row, "On Facebook itself")
    qtbot.waitUntil(lambda: profiles(fake) == {})


def test_what_hootsuite_does_not_open_is_said_and_cannot_be_chosen(window: MainWindow, qtbot: QtBot) -> None:
    sky = way(opened(window, qtbot), 1)
    assert sky.note.text() == "This sign-in opens no account on Bluesky at Hootsuite."
    assert not sky.way.isEnabled()


def test_another_account_than_hootsuite_says_asks_to_look_twice(
    window: MainWindow, fake: FakeDesk, qtbot: QtBot
) -> None:
    view = opened(window, qtbot)
    pick(way(view), "Kettering")
    qtbot.waitUntil(lambda: "another account" in way(view).note.text())


def test_a_sign_in_that_hootsuite_lost_is_said(
    window: MainWindow, fake: FakeDesk, hootsuite: FakeHootsuite, qtbot: QtBot
) -> None:
    hootsuite.answer = HootsuiteAnswer(profiles=(profile(900, "facebook", "Anyshire Police", lost=True),))
    hootsuite.choose(fake.accounts[0].id, HERE)
    view = opened(window, qtbot)
    assert "lost its own sign-in to 1 of them" in told(view)
    assert "connect it again in Hootsuite" in way(view).note.text()
    hootsuite.answer = HootsuiteAnswer(profiles=())
    view.accept()
    assert "its posts wait" in way(opened(window, qtbot)).note.text()


def test_it_says_what_is_wrong_and_the_ways_stay(
    window: MainWindow, fake: FakeDesk, hootsuite: FakeHootsuite, qtbot: QtBot
) -> None:
    hootsuite.choose(fake.accounts[0].id, HERE)
    hootsuite.trouble = Offline("Hootsuite could not be reached.", to_do="Try again in a while.")
    view = opened(window, qtbot)
    assert "could not be reached" in told(view)
    assert way(view).way.currentText() == "Through Hootsuite"
    pick(way(view), "On Facebook itself")
    qtbot.waitUntil(lambda: profiles(fake) == {})


def test_somebody_signs_in_with_the_browser(
    window: MainWindow, hootsuite: FakeHootsuite, qtbot: QtBot
) -> None:
    hootsuite.signed_in = False
    view = opened(window, qtbot)
    assert "Nobody has signed in" in told(view)
    assert not view.forget.isVisible()
    view.sign_in.click()
    assert view.fields.app_id.text() == "socialdesk"
    view.go_on.click()
    assert told(view) == "The secret of the app is needed."
    view.fields.app_secret.setText("canary")
    hootsuite.go_on.clear()
    view.go_on.click()
    assert "Your browser is open" in told(view)
    hootsuite.go_on.set()
    qtbot.waitUntil(lambda: "opens 2 accounts" in told(view))
    assert hootsuite.typed == [("socialdesk", "canary")]
    assert view.fields.app_secret.text() == ""
    qtbot.waitUntil(lambda: view.forget.isVisible())
    assert view.sign_in.text() == "Sign in again…"


def test_a_sign_in_is_called_off_and_by_closing_too(
    window: MainWindow, hootsuite: FakeHootsuite, qtbot: QtBot
) -> None:
    hootsuite.signed_in = False
    hootsuite.go_on.clear()
    view = opened(window, qtbot)
    view.sign_in.click()
    view.fields.app_secret.setText("canary")
    view.go_on.click()
    qtbot.waitUntil(lambda: bool(hootsuite.cancels))
    view.stop.click()
    assert hootsuite.cancels[0].is_set()
    assert "Nothing was kept" in told(view)
    view.go_on.click()
    qtbot.waitUntil(lambda: len(hootsuite.cancels) == 2)
    view.accept()
    assert hootsuite.cancels[1].is_set()


def test_taking_it_out_says_what_follows_and_asks_first(
    window: MainWindow, fake: FakeDesk, hootsuite: FakeHootsuite, qtbot: QtBot
) -> None:
    hootsuite.choose(fake.accounts[0].id, HERE)
    view = opened(window, qtbot)
    view.forget.click()
    message = QApplication.activeModalWidget()
    assert isinstance(message, Message)
    assert "Anyshire Police: from now on posts go to the network itself." in message.accessibleDescription()
    press_in_message("Stop using Hootsuite")
    qtbot.waitUntil(lambda: hootsuite.forgotten == 1)
    qtbot.waitUntil(lambda: "Nobody has signed in" in told(view))
    press_in_message("Close")


def test_nobody_else_alters_the_way(window: MainWindow, fake: FakeDesk, qtbot: QtBot) -> None:
    fake.desk.person = Person("Harry Holder", Role.ACCOUNT_HOLDER)
    view = opened(window, qtbot)
    assert not way(view).way.isEnabled()
    assert "Corporate Communications" in way(view).way.accessibleDescription()
    assert not view.forget.isEnabled()


def test_in_training_the_sign_in_is_there_and_stays(
    window: MainWindow, hootsuite: FakeHootsuite, qtbot: QtBot
) -> None:
    hootsuite.own_sign_in = False
    view = opened(window, qtbot)
    assert not view.sign_in.isVisible()
    assert not view.forget.isVisible()
    assert way(view).way.isEnabled()


def test_the_health_of_an_account_says_its_way(
    window: MainWindow, fake: FakeDesk, hootsuite: FakeHootsuite, qtbot: QtBot
) -> None:

    hootsuite.choose(fake.accounts[0].id, HERE)
    window.commands.run("health")
    health = QApplication.activeModalWidget()
    assert isinstance(health, HealthView)
    assert "posts through Hootsuite" in health.lines[fake.accounts[0].id].state.text()
    press = next(each for each in health.findChildren(QPushButton) if each.text() == "Hootsuite…")
    press.click()
    assert isinstance(QApplication.activeModalWidget(), HootsuiteView)


def test_hostile_names_are_only_words_and_every_control_has_a_name(
    window: MainWindow, hootsuite: FakeHootsuite, qtbot: QtBot
) -> None:
    hootsuite.answer = HootsuiteAnswer(
        profiles=tuple(profile(900 + place, "facebook", words) for place, words in enumerate(HOSTILE))
    )
    view = opened(window, qtbot)
    assert rich_places(view) == []
    assert nameless(view) == []
