"""What is asked where words or times of a decided post are altered, and where elections are entered (3.3d; P2, P7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId, PostId
from socialdesk.model.people import Person, Role
from socialdesk.publishing import afterwards, elections_kept
from socialdesk.register import staff
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.publishing import commands
from socialdesk.ui.publishing.elections_form import ElectionsForm
from socialdesk.ui.publishing.page import PublishingPage
from socialdesk.ui.publishing.post_forms import EditForm, MoveForm
from socialdesk.ui.publishing.second_yes import AnswerForm, SignForm
from tests.fakes.desk import A_KING, NOW, FakeDesk
from tests.fakes.publishing_desk import PLAIN, account_on, planned, publishing_desk
from tests.fakes.screen import nameless, rich_places

pytestmark = pytest.mark.clause("P7")

WAIT = 6_000
Shown = TypeVar("Shown", bound=QDialog)
OURS = Role.CORPORATE_COMMUNICATIONS
COLLEAGUE = Person("Imogen Castell", OURS)
DEATH = "A man has died on the A43 near Corby. The road is shut."
RALLY = "The Labour Party rally is on Saturday: the High Street is shut."


@pytest.fixture
def made(tmp_path: Path) -> Iterator[FakeDesk]:
    desk = publishing_desk(tmp_path)
    for person in (A_KING, COLLEAGUE):
        desk.writer.call(lambda db, who=person: staff.add(db, name=who.name, role=OURS, now=NOW, by=A_KING))
    desk.desk.person = Person(A_KING.name, OURS, staff_id=1)
    desk.desk.training = True  # which asks for no PIN
    yield desk
    desk.desk.book.parties.entered.put((), (), ())
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
    commands.show_calendar(window)
    page = window.panes.page
    assert isinstance(page, PublishingPage)
    return page


def opened(page: PublishingPage, post_id: PostId, qtbot: QtBot) -> None:
    page.show_post(post_id)
    qtbot.waitUntil(lambda: page.post.whole is not None, timeout=WAIT)


def form_of(window: MainWindow, kind: type[Shown]) -> Shown:
    return next(each for each in window.findChildren(kind) if each.isVisible())


def out(made: FakeDesk) -> PostId:
    """A post that stands on the Facebook page."""
    return made.writer.call(
        lambda db: afterwards.adopt(
            db, account_id=account_on(made, Network.FACEBOOK).id, native_id=NativeId("1_2"), text=PLAIN,
            published_ms=to_ms(made.clock()), now=made.clock(), by=A_KING,
        ).post_id
    )  # fmt: skip


def edit(page: PublishingPage, window: MainWindow, made: FakeDesk, qtbot: QtBot) -> EditForm:
    opened(page, out(made), qtbot)
    assert page.post.whole is not None
    page.post.edit_asked.emit(page.post.whole.line.targets[0])
    return form_of(window, EditForm)


def enter_period(made: FakeDesk, page: PublishingPage, window: MainWindow, qtbot: QtBot) -> ElectionsForm:
    page.elections.click()
    form = form_of(window, ElectionsForm)
    day = made.clock().date()
    form.begins.setDate(QDate(day.year, day.month, day.day))
    form.submit()
    qtbot.waitUntil(lambda: bool(made.writer.call(elections_kept.periods)), timeout=WAIT)
    return form


def sign(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(window.findChildren(SignForm)), timeout=WAIT)
    signing = form_of(window, SignForm)
    who = signing.signing.who
    who.setCurrentIndex(next(at for at in range(who.count()) if "Imogen" in who.itemText(at)))
    signing.submit()
    qtbot.waitUntil(lambda: bool(window.findChildren(AnswerForm)), timeout=WAIT)
    answering = form_of(window, AnswerForm)
    answering.fields["agree"].choose("yes")
    answering.submit()


@pytest.mark.clause("P2")
def test_new_words_are_asked_about_where_they_are_written(
    page: PublishingPage, window: MainWindow, made: FakeDesk, qtbot: QtBot
) -> None:
    form = edit(page, window, made, qtbot)
    assert not form.checks.checks.isVisible()
    form.words.setPlainText(DEATH)
    qtbot.waitUntil(lambda: "rag" in form.checks.checks.cards, timeout=WAIT)
    assert form.checks.told.text().startswith("To be answered")
    form.submit()
    qtbot.waitUntil(lambda: form.wrong.isVisible() and form.save.isEnabled(), timeout=WAIT)
    for _ in range(6):
        left = [each for each in form.checks.in_the_way if each.questions]
        if not left:
            break
        card = form.checks.checks.cards[left[0].id]
        before = form.checks.standing
        for key, field in card.fields.items():
            passing = {"aim": "Prevent or detect crime"}.get(key)
            field.choose(passing or field.question.choices[0] if field.question.choices else "Said so")
        card.hand_on()
        qtbot.waitUntil(lambda held=before: form.checks.standing != held, timeout=WAIT)
    assert [each.title for each in form.checks.in_the_way] == []
    form.submit()

    def queued() -> object:
        return made.writer.call(lambda db: db.execute("SELECT kind, text FROM outbox").fetchone())

    qtbot.waitUntil(lambda: queued() == ("edit_post", DEATH), timeout=WAIT)


def test_new_words_that_name_a_party_take_another_persons_yes(
    page: PublishingPage, window: MainWindow, made: FakeDesk, qtbot: QtBot
) -> None:
    enter_period(made, page, window, qtbot).reject()
    form = edit(page, window, made, qtbot)
    form.words.setPlainText(RALLY)
    qtbot.waitUntil(lambda: "pre_election" in form.checks.checks.cards, timeout=WAIT)
    card = form.checks.checks.cards["pre_election"]
    assert card.fields == {}
    card.sign.click()
    sign(window, qtbot)
    qtbot.waitUntil(lambda: "pre_election" not in {each.id for each in form.checks.in_the_way}, timeout=WAIT)


def test_a_planned_post_is_asked_about_at_its_new_time_in_place(
    page: PublishingPage, window: MainWindow, made: FakeDesk, qtbot: QtBot
) -> None:
    post_id = planned(made, RALLY, [Network.X], to_ms(made.clock() + timedelta(hours=24)))
    form = enter_period(made, page, window, qtbot)

    def links() -> list[QPushButton]:
        return [each for each in form.findChildren(QPushButton) if "Look at “The Labour" in each.text()]

    qtbot.waitUntil(lambda: bool(links()), timeout=WAIT)
    links()[0].click()
    qtbot.waitUntil(lambda: page.post.whole is not None, timeout=WAIT)
    assert page.post.post_id == post_id
    assert page.post.whole is not None
    assert page.post.whole.line.needs_person
    page.post.retime.click()
    moving = form_of(window, MoveForm)
    qtbot.waitUntil(lambda: "pre_election" in moving.checks.checks.cards, timeout=WAIT)
    moving.submit()
    qtbot.waitUntil(lambda: moving.wrong.isVisible(), timeout=WAIT)
    moving.checks.checks.cards["pre_election"].sign.click()
    sign(window, qtbot)
    qtbot.waitUntil(lambda: not moving.checks.in_the_way, timeout=WAIT)


def test_what_is_entered_is_listed_and_taken_off(
    page: PublishingPage, window: MainWindow, made: FakeDesk, qtbot: QtBot
) -> None:
    form = enter_period(made, page, window, qtbot)
    form.kind.setCurrentIndex(1)
    form.name.setText("Zelda Quince")
    form.also.setText("@zq4corby, Z. Q.")
    form.submit()
    qtbot.waitUntil(lambda: bool(made.writer.call(elections_kept.names)), timeout=WAIT)
    assert [each.name for each in made.desk.book.parties.entered.candidates] == ["Zelda Quince"]

    def off() -> list[QPushButton]:
        return [each for each in form.findChildren(QPushButton) if each.text() == "Take off"]

    qtbot.waitUntil(lambda: len(off()) == 2, timeout=WAIT)
    assert nameless(form) == []
    assert rich_places(form) == []
    off()[1].click()
    qtbot.waitUntil(lambda: not made.writer.call(elections_kept.names), timeout=WAIT)


def test_who_may_not_enter_is_told_who_can(
    page: PublishingPage, window: MainWindow, made: FakeDesk, qtbot: QtBot
) -> None:
    made.desk.training = False
    made.desk.person = Person("Otto Night", Role.OSCAR_1)
    page.elections.click()
    form = form_of(window, ElectionsForm)
    form.submit()
    qtbot.waitUntil(lambda: form.wrong.isVisible(), timeout=WAIT)
    assert "Corporate Communications" in form.wrong.text()
