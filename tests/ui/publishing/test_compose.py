"""Writing a post: kept as it is typed, shown as each network shows it, refused with why, decided with Ctrl+Enter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.model.accounts import Network
from socialdesk.model.ids import ClauseId, PostId
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import Post, PostState
from socialdesk.outbox.queries import pending
from socialdesk.publishing import queries
from socialdesk.publishing.standing import CheckStanding, Question
from socialdesk.register import staff
from socialdesk.storage.database import Connection
from socialdesk.training.networks.pictures import draw_png
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.publishing import commands
from socialdesk.ui.publishing.compose import Compose
from socialdesk.ui.publishing.doing import Doing
from socialdesk.ui.publishing.page import PublishingPage
from socialdesk.ui.publishing.second_yes import AnswerForm, SignForm
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import A_KING, NOW, FakeDesk
from tests.fakes.hostile import HOSTILE
from tests.fakes.publishing_desk import PLAIN, account_on, publishing_desk
from tests.fakes.screen import nameless, rich_places

pytestmark = pytest.mark.clause("P1")

WAIT = 6_000


@pytest.fixture
def made(tmp_path: Path) -> Iterator[FakeDesk]:
    desk = publishing_desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def window(made: FakeDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(made.desk)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    window.make_complete()
    yield window
    window.close()


@pytest.fixture
def page(window: MainWindow) -> PublishingPage:
    window.commands.run("new-post")
    page = window.panes.page
    assert isinstance(page, PublishingPage)
    return page


@pytest.fixture
def compose(made: FakeDesk, qtbot: QtBot) -> Iterator[Compose]:
    """By itself: a whole window takes ten times as long to make."""
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


def tick(compose: Compose, made: FakeDesk, *networks: Network) -> None:
    for network in networks:
        compose.accounts.rows[account_on(made, network).id].box.click()


def kept(compose: Compose, made: FakeDesk, qtbot: QtBot) -> Post:
    """The draft once everything typed is durable."""
    qtbot.waitUntil(lambda: compose.post_id is not None and not compose.keeper.unkept, timeout=WAIT)
    assert compose.post_id is not None
    return queries.load(made.desk.read, compose.post_id)


def write(compose: Compose, made: FakeDesk, qtbot: QtBot, *networks: Network) -> None:
    """A post that nothing stands in the way of."""
    compose.purpose.setText("Crime prevention")
    tick(compose, made, *networks)
    compose.words.words.setPlainText(PLAIN)
    qtbot.waitUntil(lambda: "Nothing stands in its way" in compose.told.text(), timeout=WAIT)


def test_what_is_typed_is_kept_without_being_asked(compose: Compose, made: FakeDesk, qtbot: QtBot) -> None:
    compose.purpose.setText("Crime prevention")
    tick(compose, made, Network.FACEBOOK, Network.X)
    compose.words.words.setPlainText(PLAIN)
    compose.link.setText("https://www.example.org/bikes")
    post = kept(compose, made, qtbot)
    assert (post.purpose, post.text, post.link) == (
        "Crime prevention",
        PLAIN,
        "https://www.example.org/bikes",
    )
    assert {made.desk.accounts[each.account_id].network for each in post.chosen} == {
        Network.FACEBOOK,
        Network.X,
    }
    assert post.state is PostState.DRAFT


def test_a_draft_is_opened_again_as_it_was_left(page: PublishingPage, made: FakeDesk, qtbot: QtBot) -> None:
    compose = page.compose
    tick(compose, made, Network.X)
    compose.words.words.setPlainText(PLAIN)
    compose.time.later.click()
    post = kept(compose, made, qtbot)
    page.open_compose()
    assert compose.post_id is None
    assert not compose.words.text
    page.open_compose(post_id=post.id)
    qtbot.waitUntil(lambda: compose.words.text == PLAIN, timeout=WAIT)
    assert compose.content().scheduled_ms == post.scheduled_ms
    assert compose.accounts.chosen == (account_on(made, Network.X).id,)


def test_leaving_the_page_keeps_what_was_typed_a_moment_ago(
    window: MainWindow, page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    compose = page.compose
    compose.words.words.setPlainText(PLAIN)
    window.show_place("inbox")
    assert window.panes.page is None
    assert kept(compose, made, qtbot).text == PLAIN


def test_each_account_is_shown_as_its_network_shows_and_counts_it(
    compose: Compose, made: FakeDesk, qtbot: QtBot
) -> None:
    tick(compose, made, Network.FACEBOOK, Network.X, Network.BLUESKY)
    compose.words.words.setPlainText(f"{PLAIN} 👮")
    compose.link.setText("https://www.example.org/a/very/long/address/that/x/counts/as/twenty-three")
    x = account_on(made, Network.X).id
    qtbot.waitUntil(lambda: len(compose.previews.cards) == 3, timeout=WAIT)
    qtbot.waitUntil(lambda: "example.org" in compose.previews.cards[x].words[0], timeout=WAIT)
    counts = {key: card.counts[0] for key, card in compose.previews.cards.items()}
    assert counts[account_on(made, Network.FACEBOOK).id].endswith("/ 63,206")
    assert counts[x] == f"{len(PLAIN) + 1 + 2 + 2 + 23} / 280"


def test_words_that_are_too_long_for_one_network_become_a_thread_there_alone(
    compose: Compose, made: FakeDesk, qtbot: QtBot
) -> None:
    tick(compose, made, Network.FACEBOOK, Network.X)
    long = " ".join(f"Sentence number {number} of a long piece of advice." for number in range(12))
    compose.words.words.setPlainText(long)
    x, facebook = account_on(made, Network.X), account_on(made, Network.FACEBOOK)
    compose.words.make_thread(x.id)
    post = kept(compose, made, qtbot)
    target = post.target(x.id)
    assert target is not None
    assert target.own_words
    assert len(target.parts) == len(compose.words.fields) > 1
    assert " ".join(part.text for part in target.parts) == long
    qtbot.waitUntil(lambda: len(compose.previews.cards[x.id].words) == len(target.parts), timeout=WAIT)
    assert compose.previews.cards[facebook.id].words == [long]


def test_ctrl_enter_decides_and_undo_brings_it_back_to_be_written_on(
    window: MainWindow, page: PublishingPage, made: FakeDesk, qtbot: QtBot
) -> None:
    compose = page.compose
    write(compose, made, qtbot, Network.FACEBOOK, Network.X)
    post = kept(compose, made, qtbot)
    compose.words.words.setFocus()
    qtbot.keyClick(compose.words.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(pending(made.desk.read)) == 2, timeout=WAIT)
    qtbot.waitUntil(lambda: page.post.post_id == post.id, timeout=WAIT)
    assert queries.load(made.desk.read, post.id).state is PostState.READY
    assert compose.post_id is None
    window.watch.refresh()
    assert window.cancel_newest()
    qtbot.waitUntil(lambda: not pending(made.desk.read), timeout=WAIT)
    assert queries.load(made.desk.read, post.id).state is PostState.DRAFT
    qtbot.waitUntil(lambda: compose.words.text == PLAIN, timeout=WAIT)


def test_enter_alone_decides_nothing(compose: Compose, made: FakeDesk, qtbot: QtBot) -> None:
    write(compose, made, qtbot, Network.FACEBOOK)
    for field in (compose.words.words, compose.purpose, compose.link):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.wait(50)
    assert not pending(made.desk.read)


def test_a_check_that_asks_stops_it_with_a_sentence_and_leads_there(
    compose: Compose, made: FakeDesk, qtbot: QtBot
) -> None:
    compose.purpose.setText("A warning")
    tick(compose, made, Network.FACEBOOK)
    compose.words.words.setPlainText("We have arrested a man, 24, after CCTV footage of the burglary.")
    qtbot.waitUntil(lambda: compose.checks.first_open() is not None, timeout=WAIT)
    kept(compose, made, qtbot)
    compose.confirm()
    qtbot.waitUntil(lambda: compose.publish.isEnabled(), timeout=WAIT)
    first = compose.checks.first_open()
    assert first is not None
    assert compose.told.text().startswith(f"{first.check.title}: ")
    assert not pending(made.desk.read)


def test_what_is_answered_in_a_check_is_kept_and_the_check_passes(
    compose: Compose, made: FakeDesk, qtbot: QtBot
) -> None:
    compose.purpose.setText("A warning")
    tick(compose, made, Network.FACEBOOK)
    compose.words.words.setPlainText("Officers are looking through CCTV footage of the car park.")
    qtbot.waitUntil(lambda: "rag" in compose.checks.cards, timeout=WAIT)
    qtbot.waitUntil(lambda: compose.checks.cards["rag"].check.state == "ask", timeout=WAIT)
    card = compose.checks.cards["rag"]
    for field in card.fields.values():
        field.choose("yes")
    card.hand_on()
    qtbot.waitUntil(lambda: compose.checks.cards["rag"].check.state == "pass", timeout=WAIT)
    assert compose.checks.cards["rag"].state.text() == "Passed"


def test_a_picture_is_stripped_described_and_shown(compose: Compose, made: FakeDesk, qtbot: QtBot) -> None:
    tick(compose, made, Network.FACEBOOK)
    compose.words.words.setPlainText(PLAIN)
    compose.pictures.added.emit(draw_png("a bicycle", 320, 200), "bike.png")
    qtbot.waitUntil(lambda: len(compose.pictures.rows) == 1, timeout=WAIT)
    [row] = compose.pictures.rows.values()
    row.alt.setPlainText("A bicycle in a park")
    row.keep()
    post = kept(compose, made, qtbot)
    qtbot.waitUntil(
        lambda: queries.load(made.desk.read, post.id).media[0].alt_text == "A bicycle in a park", timeout=WAIT
    )
    [picture] = queries.load(made.desk.read, post.id).media
    assert picture.stripped
    card = compose.previews.cards[account_on(made, Network.FACEBOOK).id]
    qtbot.waitUntil(
        lambda: [each.accessibleName() for each in card.thumbnails] == ["Picture 1: A bicycle in a park"],
        timeout=WAIT,
    )


def test_a_pasted_picture_goes_to_the_pictures_and_pasted_words_to_the_words(
    compose: Compose, made: FakeDesk, qtbot: QtBot
) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QApplication.clipboard().setImage(image)
    compose.words.words.setFocus()
    qtbot.keyClick(compose.words.words, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(compose.pictures.rows) == 1, timeout=WAIT)
    QApplication.clipboard().setText("Words")
    qtbot.keyClick(compose.words.words, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert compose.words.text == "Words"


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(compose: Compose, qtbot: QtBot) -> None:
    compose.pictures.added.emit(b"%PDF-1.7 not a picture", "paper.pdf")
    qtbot.waitUntil(lambda: bool(compose.pictures.told.text()), timeout=WAIT)
    assert "no JPEG" in compose.pictures.told.text()
    data = QMimeData()
    data.setData("application/x-something", QByteArray(b"x"))
    assert not compose.pictures.takes(data)


@pytest.mark.clause("I3")
def test_an_account_holder_sees_why_not_and_who_can(tmp_path: Path, qtbot: QtBot) -> None:
    made = publishing_desk(tmp_path, person=Person("Sam Reed", Role.ACCOUNT_HOLDER))
    window = MainWindow(made.desk)
    window.show()
    window.make_complete()
    window.commands.run("new-post")
    page = window.panes.page
    assert isinstance(page, PublishingPage)
    assert not page.compose.accounts.rows
    assert not page.compose.publish.isEnabled()
    assert "Corporate Communications" in page.compose.told.text()
    assert not page.confirm()
    window.close()
    made.close()


def test_the_duty_sheets_post_is_for_the_main_page_only(window: MainWindow, made: FakeDesk) -> None:
    main = account_on(made, Network.FACEBOOK)
    commands.open_compose(window, accounts=frozenset({main.id}), only=True)
    page = window.panes.page
    assert isinstance(page, PublishingPage)
    assert tuple(page.compose.accounts.rows) == page.compose.accounts.chosen == (main.id,)


def test_a_draft_is_thrown_away_after_a_question(compose: Compose, made: FakeDesk, qtbot: QtBot) -> None:
    compose.words.words.setPlainText(PLAIN)
    post = kept(compose, made, qtbot)
    compose.discard.click()
    question = next(each for each in compose.findChildren(QDialog) if isinstance(each, Message))
    next(each for each in question.findChildren(QPushButton) if each.text() == "Throw away").click()
    qtbot.waitUntil(lambda: queries.load(made.desk.read, post.id).state is PostState.CANCELLED, timeout=WAIT)
    qtbot.waitUntil(lambda: compose.post_id is None, timeout=WAIT)


def test_keys_about_items_do_nothing_while_the_page_hides_them(
    window: MainWindow, page: PublishingPage, qtbot: QtBot
) -> None:
    page.tabs.setFocus()
    place = window.list.current_row()
    for key in (Qt.Key.Key_J, Qt.Key.Key_D, Qt.Key.Key_R, Qt.Key.Key_N):
        qtbot.keyClick(window, key)
    assert window.panes.page is page
    assert window.list.current_row() == place
    window.commands.run("remove")
    assert window.panes.page is None


def test_every_control_has_a_name_and_no_words_are_read_as_anything_else(
    compose: Compose, made: FakeDesk, qtbot: QtBot
) -> None:
    tick(compose, made, Network.FACEBOOK, Network.X)
    compose.purpose.setText("<img src='file:///x.png'><b>bold</b>")
    compose.words.words.setPlainText("\n".join(text[:300] for text in HOSTILE.values())[:4_000])
    kept(compose, made, qtbot)
    compose.time.later.click()
    qtbot.wait(300)
    assert nameless(compose) == []
    assert rich_places(compose) == []


@pytest.mark.clause("P7")
def test_another_person_signs_a_second_yes_while_the_first_stays_at_the_desk(
    compose: Compose, made: FakeDesk, qtbot: QtBot
) -> None:
    ours = Role.CORPORATE_COMMUNICATIONS
    number = made.writer.call(lambda db: staff.add(db, name=A_KING.name, role=ours, now=NOW, by=A_KING))
    made.desk.person = here = Person(A_KING.name, ours, staff_id=number)
    colleague = "Imogen Castell"
    made.writer.call(lambda db: staff.add(db, name=colleague, role=ours, now=NOW, by=here))
    asked: list[str] = []

    def checks(_db: Connection, _id: PostId, by: Person, _text: str | None) -> tuple[CheckStanding, ...]:
        asked.append(by.name)
        agree = Question(id="agree", text="May it go out?", kind="yes_no", choices=("yes", "no"))
        mine = by.name == colleague
        return (
            CheckStanding(
                id="pre_election", title="Pre-election period", clause=ClauseId("3.3d"), state="ask",
                sentence="Another person has to say yes.", questions=(agree,) if mine else (),
            ),
        )  # fmt: skip

    made.desk.post_checks = checks
    made.desk.training = True  # which asks for no PIN
    compose.words.words.setPlainText(PLAIN)
    qtbot.waitUntil(lambda: "pre_election" in compose.checks.cards, timeout=WAIT)
    card = compose.checks.cards["pre_election"]
    assert card.sign.isVisible()
    card.sign.click()
    qtbot.waitUntil(lambda: bool(compose.findChildren(SignForm)), timeout=WAIT)
    [signing] = compose.findChildren(SignForm)
    signing.signing.who.setCurrentIndex(signing.signing.who.findText("Imogen", Qt.MatchFlag.MatchContains))
    signing.submit()
    qtbot.waitUntil(lambda: bool(compose.findChildren(AnswerForm)), timeout=WAIT)
    [form] = compose.findChildren(AnswerForm)
    assert list(form.fields) == ["agree"]
    assert colleague in asked
    assert made.desk.person is here
    form.close()


def test_what_is_typed_of_a_picture_stays_while_others_are_added_and_read(
    compose: Compose, made: FakeDesk, qtbot: QtBot
) -> None:
    tick(compose, made, Network.FACEBOOK)
    compose.pictures.added.emit(draw_png("a bicycle", 320, 200), "bike.png")
    qtbot.waitUntil(lambda: len(compose.pictures.rows) == 1, timeout=WAIT)
    [row] = compose.pictures.rows.values()
    row.alt.setFocus()
    row.alt.setPlainText("A blue bicycle")
    compose.pictures.added.emit(draw_png("a lock", 320, 200), "lock.png")
    qtbot.waitUntil(lambda: len(compose.pictures.rows) == 2, timeout=WAIT)
    first, second = compose.pictures.rows.values()
    assert first is row
    assert row.alt.toPlainText() == "A blue bicycle"
    assert second.up.isVisible()
    second.up.click()
    qtbot.waitUntil(lambda: next(iter(compose.pictures.rows.values())) is not row, timeout=WAIT)
    words = [each.alt.toPlainText() for each in compose.pictures.rows.values()]
    assert words == ["", "A blue bicycle"]


def test_a_picture_says_with_which_part_of_a_thread_it_stands(
    compose: Compose, made: FakeDesk, qtbot: QtBot
) -> None:
    tick(compose, made, Network.X)
    compose.words.words.setPlainText("A long tale. " * 40)
    compose.pictures.added.emit(draw_png("a bicycle", 320, 200), "bike.png")
    qtbot.waitUntil(lambda: len(compose.pictures.rows) == 1, timeout=WAIT)
    [row] = compose.pictures.rows.values()
    assert not row.part.isVisible()
    compose.words.make_thread(account_on(made, Network.X).id)
    qtbot.waitUntil(lambda: row.part.isVisible(), timeout=WAIT)
    assert row.part.itemText(1) == "With part 2"
    row.part.setCurrentIndex(1)
    row.part.activated.emit(1)

    def part() -> int:
        assert compose.post_id is not None
        return queries.load(made.desk.read, compose.post_id).media[0].part

    qtbot.waitUntil(lambda: part() == 2, timeout=WAIT)


@pytest.mark.clause("P7")
def test_a_draft_is_left_for_another_person(compose: Compose, made: FakeDesk, qtbot: QtBot) -> None:
    def checks(_db: Connection, _id: PostId, _by: Person, _text: str | None) -> tuple[CheckStanding, ...]:
        return (
            CheckStanding(
                id="pre_election", title="Pre-election period", clause=ClauseId("3.3d"), state="ask",
                sentence="Another person has to say yes.",
            ),
        )  # fmt: skip

    made.desk.post_checks = checks
    compose.words.words.setPlainText(PLAIN)
    qtbot.waitUntil(lambda: "pre_election" in compose.checks.cards, timeout=WAIT)
    post_id = compose.post_id
    assert post_id is not None
    with qtbot.waitSignal(compose.gone, timeout=WAIT):
        compose.checks.cards["pre_election"].leave.click()
    assert compose.post_id is None
    assert queries.load(made.desk.read, post_id).state is PostState.WAITING_SECOND
    compose.open_draft(post_id)
    qtbot.waitUntil(lambda: compose.words.text == PLAIN, timeout=WAIT)
    assert queries.load(made.desk.read, post_id).state is PostState.WAITING_SECOND
    compose.words.words.setPlainText(PLAIN + " Bring your bike.")
    qtbot.waitUntil(lambda: queries.load(made.desk.read, post_id).state is PostState.DRAFT, timeout=WAIT)
