"""The register of appeals, one appeal's page, and what stands above all panes while something is still up (P4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.config.paths import resources_dir
from socialdesk.inbox import proceedings
from socialdesk.model.accounts import Capability, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import Person, Role
from socialdesk.platforms.capabilities import read_capabilities
from socialdesk.publishing import afterwards, appeal_copies, appeal_rows, appeals
from socialdesk.publishing.appeal_rows import Appeal, AppealKind, AppealState, Standing
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import Connection, writing
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.publishing import appeal_screens
from socialdesk.ui.publishing.appeal_forms import LinkForm, OffersForm, OpenForm, TickForm
from socialdesk.ui.publishing.appeal_page import AppealPage
from socialdesk.ui.publishing.appeal_register import AppealRegister
from socialdesk.ui.watching.proceedings_form import ProceedingsForm
from tests.fakes.desk import A_KING, FakeDesk, Said, make_desk
from tests.fakes.hostile import HOSTILE
from tests.fakes.screen import nameless, rich_places

pytestmark = pytest.mark.clause("P4")

WORDS = "Have you seen this man? He was last seen on Market Street on Monday at about 18:20, in a red coat."
NAME = "John Doe, Market Street"
OTHERS = ((Network.X, "@AnyshirePolice"), (Network.BLUESKY, "anyshire.police.uk"), (Network.X, "@TownTeam"))


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = stocked(tmp_path)
    yield made
    made.close()


def stocked(folder: Path) -> FakeDesk:
    """A desk with an appeal on four accounts; one of them is a link to a page elsewhere."""
    made = make_desk(folder)
    facebook = read_capabilities(
        (resources_dir() / "capabilities" / "facebook.toml").read_text(encoding="utf-8")
    )

    def capabilities(_account: AccountId) -> Mapping[ActionKind, Capability]:
        return facebook

    made.desk.capabilities = capabilities
    made.say(Said(author="Darren Whitlock", text="I think I saw him", post=WORDS))
    made.writer.call(lambda db: _fill(made, db))
    return made


def _fill(made: FakeDesk, db: Connection) -> None:
    now, now_ms = made.clock(), to_ms(made.clock())
    number = appeals.open_appeal(db, kind=AppealKind.MISSING, name=NAME, now=now, by=A_KING)
    accounts = [made.accounts[0].id]
    for place, (network, name) in enumerate(OTHERS):
        native = NativeId(f"other-{place}")
        accounts.append(add_account(db, network=network, native_id=native, name=name, now=now, by=A_KING).id)
    for place, account_id in enumerate(accounts):
        first = "post-0-" + WORDS if place == 0 else f"p-{place}"
        afterwards.adopt(
            db, account_id=account_id, native_id=NativeId(first), text=WORDS,
            permalink=f"https://www.facebook.com/{place}", published_ms=now_ms - 86_400_000 + place * 60_000,
            appeal_id=number, now=now, by=A_KING,
        )  # fmt: skip


@pytest.fixture
def window(fake_desk: FakeDesk, qtbot: QtBot) -> MainWindow:
    made = MainWindow(fake_desk.desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.make_complete()
    return made


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> AppealPage:
    window.commands.run("appeals")
    register = shown(qtbot, window, AppealRegister)
    qtbot.waitUntil(lambda: bool(register.appeals))
    press(register, f"Open Missing person, appeal 1: {NAME}")
    found = shown(qtbot, window, AppealPage)
    qtbot.waitUntil(lambda: found.appeal is not None)
    return found


W = TypeVar("W", bound=QWidget)


def shown(qtbot: QtBot, above: QWidget, kind: type[W]) -> W:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in above.findChildren(kind)))
    return [each for each in above.findChildren(kind) if each.isVisible()][-1]


def press(above: QWidget, name: str) -> None:
    (button,) = [each for each in above.findChildren(QPushButton) if each.accessibleName() == name]
    button.click()


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def appeal_of(fake: FakeDesk) -> Appeal:
    found = fake.writer.call(lambda db: appeal_rows.one(db, 1))
    assert found is not None
    return found


def over(fake: FakeDesk) -> None:
    changes = fake.writer.call(
        lambda db: appeals.set_state(db, appeal_id=1, state=AppealState.LOCATED, now=fake.clock(), by=A_KING)
    )
    fake.tell(changes)


def see_gone(fake: FakeDesk, most: int) -> None:
    """As the outbox does: sent, accepted, looked for and seen gone."""

    def work(db: Connection) -> None:
        with writing(db):
            for (number,) in db.execute("SELECT id FROM outbox ORDER BY id LIMIT ?", (most,)).fetchall():
                db.execute(
                    "UPDATE outbox SET state = 'sending', attempts = 1, accepted = 1 WHERE id = ?", (number,)
                )
                db.execute(
                    "UPDATE outbox SET state = 'confirmed', settled_ms = ?, reason = '' WHERE id = ?",
                    (to_ms(fake.clock()), number),
                )

    fake.writer.call(work)


def test_an_appeal_is_opened_from_the_register(fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    window.commands.run("appeals")
    register = shown(qtbot, window, AppealRegister)
    press(register, "Open an appeal")
    form = shown(qtbot, window, OpenForm)
    form.submit()
    assert form.wrong.isVisible()
    form.kind.setCurrentIndex(2)
    form.name.setText("Operation Larch")
    form.submit()
    page = shown(qtbot, window, AppealPage)
    qtbot.waitUntil(lambda: page.appeal is not None)
    assert page.appeal is not None
    assert (page.appeal.kind, page.appeal.name) == (AppealKind.WANTED, "Operation Larch")
    assert not page.all_down.isEnabled()


def test_its_posts_are_listed_while_it_is_open_and_no_button_takes_them_down(page: AppealPage) -> None:
    assert words(page).count("Market Street on Monday") == 4
    assert not page.all_down.isEnabled()
    assert not page.clock.isVisible()


def test_it_is_said_to_be_over_and_the_clock_runs_here_and_above_all_panes(
    fake_desk: FakeDesk, window: MainWindow, page: AppealPage, qtbot: QtBot
) -> None:
    page.state.setCurrentIndex(1)
    page.state.activated.emit(1)
    press(shown(qtbot, page, Message), "It is located")
    qtbot.waitUntil(lambda: page.clock.isVisible())
    assert page.all_down.text() == "Take all 4 down"
    attention = window.attention
    assert attention is not None
    qtbot.waitUntil(lambda: "still up" in words(attention))
    fake_desk.clock.move(minutes=62, seconds=5)
    qtbot.waitUntil(lambda: "1:02:05" in page.clock.text() and "1:02:05" in words(attention), timeout=3_000)
    assert "Doe" not in words(attention)


def test_ctrl_enter_asks_once_more_and_then_takes_all_down(
    fake_desk: FakeDesk, page: AppealPage, qtbot: QtBot
) -> None:
    over(fake_desk)
    qtbot.waitUntil(page.all_down.isEnabled)
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    question = shown(qtbot, page, Message)
    assert appeal_of(fake_desk).state is AppealState.LOCATED
    assert all(line.standing is Standing.UP for line in appeal_of(fake_desk).lines)
    press(question, "Take all 4 down")
    qtbot.waitUntil(
        lambda: page.appeal is not None and all(e.standing is Standing.ASKED for e in page.appeal.lines)
    )
    assert "not confirmed yet" in words(page)
    assert fake_desk.woken
    see_gone(fake_desk, 4)
    page.refresh()
    qtbot.waitUntil(lambda: "All down" in page.clock.text())
    assert words(page).count("Gone: seen") == 4
    assert not page.all_down.isEnabled()


def test_what_a_hand_did_is_said_with_their_name(fake_desk: FakeDesk, page: AppealPage, qtbot: QtBot) -> None:
    page.link_asked.emit()
    form = shown(qtbot, page, LinkForm)
    form.url.setText("not a link")
    form.submit()
    qtbot.waitUntil(form.wrong.isVisible)
    form.url.setText("https://www.facebook.com/groups/town/posts/1")
    form.note.setText("The town's group")
    form.submit()
    over(fake_desk)
    qtbot.waitUntil(lambda: "a hand is needed" in words(page))
    (button,) = [each for each in page.findChildren(QPushButton) if each.text() == "Tick off…"]
    button.click()
    tick = shown(qtbot, page, TickForm)
    tick.outcome.setCurrentIndex(2)
    tick.submit()
    assert tick.wrong.isVisible()
    tick.outcome.setCurrentIndex(1)
    tick.submit()
    qtbot.waitUntil(lambda: "as Amara King said" in words(page))


def test_what_reads_like_it_is_offered_and_nothing_is_decided_by_itself(
    fake_desk: FakeDesk, page: AppealPage, qtbot: QtBot
) -> None:
    fake_desk.say(Said(author="Darren Whitlock", text="Hello", post=f"Please share: {WORDS}"))
    page.search_asked.emit()
    form = shown(qtbot, page, OffersForm)
    assert len(form.answers) == 1
    assert len(appeal_of(fake_desk).lines) == 4
    form.submit()
    qtbot.waitUntil(lambda: page.appeal is not None and len(page.appeal.lines) == 5)


def test_a_post_of_it_is_written_from_its_page(
    window: MainWindow, page: AppealPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(appeal_screens, "open_compose", lambda _window, **of: asked.append(of))
    press(page, "Write a post of this appeal")
    assert asked == [{"appeal_id": 1}]
    assert not page.isVisible()


def test_the_watch_for_proceedings_is_switched_on_from_the_appeal(
    fake_desk: FakeDesk, window: MainWindow, page: AppealPage, qtbot: QtBot
) -> None:
    press(page, "Proceedings active: switch the watch on")
    form = shown(qtbot, window, ProceedingsForm)
    qtbot.waitUntil(lambda: form.case.count() == 1)
    form.case_name.setText("Operation Larch")
    form.submit()
    qtbot.waitUntil(lambda: appeal_of(fake_desk).proceedings_id is not None)
    qtbot.waitUntil(lambda: "active proceedings is on" in page.about.text())
    (case,) = fake_desk.writer.call(lambda db: proceedings.cases(db))
    assert list(case.threads) == fake_desk.writer.call(lambda db: appeal_rows.threads(db, 1))


@pytest.mark.parametrize("role", [Role.ACCOUNT_HOLDER, Role.AUDITOR])
def test_who_may_not_end_it_is_told_who_can(
    fake_desk: FakeDesk, window: MainWindow, role: Role, qtbot: QtBot
) -> None:
    over(fake_desk)
    fake_desk.desk.person = Person("Hal Holder", role)
    window.commands.run("appeals")
    register = shown(qtbot, window, AppealRegister)
    assert not register.new.isEnabled()
    qtbot.waitUntil(lambda: bool(register.appeals))
    press(register, f"Open Missing person, appeal 1: {NAME}")
    page = shown(qtbot, window, AppealPage)
    qtbot.waitUntil(lambda: page.appeal is not None)
    assert not page.all_down.isEnabled()
    assert "3.3a" in page.all_down.accessibleDescription()
    assert not page.state.isEnabled()


def test_hostile_words_are_only_words_and_every_control_has_a_name(
    fake_desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    for place, hostile in enumerate(list(HOSTILE)[:6]):
        fake_desk.writer.call(
            lambda db, hostile=hostile, place=place: afterwards.adopt(
                db,
                account_id=fake_desk.accounts[0].id,
                native_id=NativeId(f"h-{place}"),
                text=str(hostile).replace("\0", ""),
                published_ms=0,
                appeal_id=1,
                now=fake_desk.clock(),
                by=A_KING,
            )
        )
    over(fake_desk)
    window.commands.run("appeals")
    register = shown(qtbot, window, AppealRegister)
    qtbot.waitUntil(lambda: bool(register.appeals))
    press(register, f"Open Missing person, appeal 1: {NAME}")
    page = shown(qtbot, window, AppealPage)
    qtbot.waitUntil(lambda: page.appeal is not None)
    for widget in (register, page):
        assert rich_places(widget) == []
        assert nameless(widget) == []


def test_offers_ask_nothing_of_the_store_that_a_reader_cannot_give(fake_desk: FakeDesk) -> None:
    assert appeal_copies.offers(fake_desk.desk.read, 1) == []
