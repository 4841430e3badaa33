"""A post of the Force's is shared from Write in place of a copy, an appeal with its case (3.3a, P4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import NativeId
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import Post
from socialdesk.publishing import afterwards, queries
from socialdesk.publishing.appeal_rows import AppealKind
from socialdesk.publishing.appeals import open_appeal
from socialdesk.publishing.sharing import sharable
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import Connection
from socialdesk.ui.publishing.compose import Compose
from socialdesk.ui.publishing.doing import Doing
from socialdesk.ui.publishing.share_form import NOTHING
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import A_KING, FakeDesk
from tests.fakes.hostile import HOSTILE
from tests.fakes.publishing_desk import account_on, publishing_desk
from tests.fakes.screen import nameless, rich_places

pytestmark = pytest.mark.clause("P4")

WAIT = 6_000
HOLDER = Person("Jo Reed", Role.ACCOUNT_HOLDER)
MISSING = "Have you seen Sam Example, 15, missing from Corby?"
ADVICE = "Lock your bike twice."


@pytest.fixture
def made(tmp_path: Path) -> Iterator[FakeDesk]:
    desk = publishing_desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def beat(made: FakeDesk) -> Account:
    """An X account that Jo Reed holds."""
    account = made.writer.call(
        lambda db: add_account(
            db, network=Network.X, native_id=NativeId("beat"), name="@CorbyNPT", owner="Jo Reed", primary=False,
            now=made.clock(), by=A_KING,
        )
    )  # fmt: skip
    made.accounts.append(account)
    made.desk.accounts = {each.id: each for each in made.accounts}
    return account


@pytest.fixture
def compose(made: FakeDesk, beat: Account, qtbot: QtBot) -> Iterator[Compose]:
    assert beat
    owner = QObject()
    tasks = Tasks(made.desk, owner)
    compose = Compose(Doing(made.desk, tasks))
    tasks.changed.connect(compose.take_changes)
    compose.resize(1300, 620)
    compose.fit(1300)
    compose.show()
    qtbot.waitExposed(compose)
    yield compose
    compose.keep_drafts()
    tasks.close()
    compose.close()


def out(made: FakeDesk, native_id: str, text: str, *, appeal: bool = False) -> int | None:
    """A post that stands on the main X account."""

    def work(db: Connection) -> int | None:
        number = (
            open_appeal(db, kind=AppealKind.MISSING, name="Sam Example", now=made.clock(), by=A_KING)
            if appeal
            else None
        )
        afterwards.adopt(
            db, account_id=account_on(made, Network.X).id, native_id=NativeId(native_id), text=text,
            published_ms=to_ms(made.clock()), appeal_id=number, now=made.clock(), by=A_KING,
        )  # fmt: skip
        return number

    return made.writer.call(work)


def begun(compose: Compose, made: FakeDesk, beat: Account, qtbot: QtBot, offers: int) -> None:
    compose.begin()
    qtbot.waitUntil(lambda: compose.share.which.count() == offers + 1, timeout=WAIT)
    compose.accounts.rows[beat.id].box.click()
    assert made.desk.person


def choose(compose: Compose, words: str) -> None:
    which = compose.share.which
    at = next(at for at in range(which.count()) if words in which.itemText(at))
    which.setCurrentIndex(at)
    which.activated.emit(at)


def kept(compose: Compose, made: FakeDesk, qtbot: QtBot) -> Post:
    qtbot.waitUntil(lambda: compose.post_id is not None and not compose.keeper.unkept, timeout=WAIT)
    assert compose.post_id is not None
    return queries.load(made.desk.read, compose.post_id)


def test_an_appeal_is_shared_from_write_and_kept_with_its_case(
    compose: Compose, made: FakeDesk, beat: Account, qtbot: QtBot
) -> None:
    number = out(made, "11", MISSING, appeal=True)
    made.desk.person = HOLDER
    begun(compose, made, beat, qtbot, 1)
    assert "Sam Example" not in compose.share.which.itemText(1)
    choose(compose, "Missing person")
    compose.purpose.setText("Appeals")
    post = kept(compose, made, qtbot)
    target = post.target(beat.id)
    assert target is not None
    assert (target.share_of, post.appeal_id) == ("11", number)
    qtbot.waitUntil(lambda: "appeal" in compose.checks.cards, timeout=WAIT)
    assert compose.checks.cards["appeal"].check.state == "pass"
    qtbot.waitUntil(lambda: "Nothing stands in its way" in compose.told.text(), timeout=WAIT)
    choose(compose, NOTHING)
    post = kept(compose, made, qtbot)
    qtbot.waitUntil(lambda: queries.load(made.desk.read, post.id).appeal_id is None, timeout=WAIT)
    target = queries.load(made.desk.read, post.id).target(beat.id)
    assert target is not None
    assert target.share_of == ""


def test_an_ordinary_post_is_shared_and_a_draft_opens_with_what_it_shares(
    compose: Compose, made: FakeDesk, beat: Account, qtbot: QtBot
) -> None:
    out(made, "11", MISSING, appeal=True)
    out(made, "12", ADVICE)
    begun(compose, made, beat, qtbot, 2)
    choose(compose, "Lock your bike")
    post = kept(compose, made, qtbot)
    compose.begin()
    compose.open_draft(post.id)
    qtbot.waitUntil(lambda: compose.share.shares == {beat.id: "12"}, timeout=WAIT)
    qtbot.waitUntil(lambda: "Lock your bike" in compose.share.which.currentText(), timeout=WAIT)
    assert not compose.keeper.unkept
    assert compose.content() == compose.keeper.stored


def test_an_account_on_which_nothing_of_it_stands_is_named(
    compose: Compose, made: FakeDesk, beat: Account, qtbot: QtBot
) -> None:
    out(made, "12", ADVICE)
    begun(compose, made, beat, qtbot, 1)
    compose.accounts.rows[account_on(made, Network.FACEBOOK).id].box.click()
    compose.accounts.rows[account_on(made, Network.X).id].box.click()
    choose(compose, "Lock your bike")
    assert "Facebook" in compose.share.told.text()
    assert "@AnyshirePolice on X" in compose.share.told.text()
    assert compose.share.shares == {beat.id: "12"}


def test_what_is_gone_or_whose_appeal_is_over_is_not_offered(made: FakeDesk) -> None:
    number = out(made, "11", MISSING, appeal=True)
    out(made, "12", ADVICE)
    assert [each.appeal_id for each in made.writer.call(sharable)] == [number, None]

    def over(db: Connection) -> None:
        db.execute("UPDATE appeals SET state = 'located', over_ms = 1")
        db.execute("UPDATE post_parts SET gone_ms = 1 WHERE native_id = '12'")

    made.writer.call(over)
    assert made.writer.call(sharable) == []


def test_strange_words_stay_words_and_every_control_has_a_name(
    compose: Compose, made: FakeDesk, beat: Account, qtbot: QtBot
) -> None:
    for number, words in enumerate(list(HOSTILE.values())[:6]):
        out(made, f"3{number}", f"{words} x")
    begun(compose, made, beat, qtbot, 6)
    assert nameless(compose) == []
    assert rich_places(compose) == []
