"""Asking from the item, the list of questions, what stands above everything, and help for the reply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.decisions import answers_by_telephone, asking, referring
from socialdesk.decisions.handling import mark_done
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.referring_rows import ReferralKind
from socialdesk.inbox.reading import rows
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.ui.attention import AttentionBar
from socialdesk.ui.conversation.composer import LEAD_ON
from socialdesk.ui.conversation.pane import ConversationPane
from socialdesk.ui.inbox.words import row_sentence, window_left
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.review.ask import AskPage
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.review.question_card import ANSWER, CALL, LOOK, TAKE_BACK, QuestionCard
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.waiting_list import WaitingList, read_waiting
from tests.fakes.desk import A_KING, FakeDesk, Said
from tests.fakes.screen import nameless, rich_places

OSCAR = Person("Ola Oscar", Role.OSCAR_1)
ASKED = "Is <b>this</b> a quote?"


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    return fake_desk.say(Said(author="Darren Whitlock", text="I'll get you."))[0]


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> Iterator[SidePanel]:
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(330, 700)
    made.show()
    yield made
    made.hide()


@pytest.fixture
def pane(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> Iterator[ConversationPane]:
    made = ConversationPane(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(590, 680)
    made.show()
    yield made
    made.hide()


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def ask_page(panel: SidePanel, item: ItemId) -> AskPage:
    panel.show_item(item)
    panel.open_tab("ask")
    page = panel.further.page
    assert isinstance(page, AskPage)
    return page


def only(page: AskPage) -> QuestionCard:
    (card,) = page.cards.values()
    return card


def ask(fake_desk: FakeDesk, item: ItemId, by: Person = OSCAR) -> None:
    changes = fake_desk.writer.call(
        lambda db: asking.ask(db, item_id=item, question=ASKED, now=fake_desk.clock(), by=by)
    )
    fake_desk.tell(changes)


def threaten(fake_desk: FakeDesk, item: ItemId) -> None:
    changes = fake_desk.writer.call(
        lambda db: referring.open_referral(
            db, item_id=item, kind=ReferralKind.THREAT, details={}, book=fake_desk.desk.book, now=fake_desk.clock(),
            by=A_KING,
        )
    )  # fmt: skip
    fake_desk.tell(changes)


@pytest.mark.clause("R11")
def test_a_question_is_asked_at_the_item_and_answered_there_by_somebody_else(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    fake_desk.desk.person = OSCAR
    page = ask_page(panel, item)
    assert not page.confirm()
    assert "Write the question." in words(page)
    page.question.setPlainText(ASKED)
    with qtbot.waitSignal(page.done, timeout=20_000):
        assert page.confirm()
        assert not page.confirm()
    assert page.question.toPlainText() == ""
    fake_desk.clock.move(hours=2)
    page = ask_page(panel, item)
    assert list(only(page).forms) == [TAKE_BACK, CALL]
    fake_desk.desk.person = A_KING
    page = ask_page(panel, item)
    assert ASKED in words(page)
    form = only(page).forms[ANSWER]
    form.tall["answer"].setPlainText("It is. Keep it.")
    assert page.confirm()
    qtbot.waitUntil(lambda: "It is. Keep it." in words(page), timeout=20_000)
    assert "after 2 h 0 min" in words(page)
    assert only(page).forms == {}
    assert rich_places(panel) == []
    assert nameless(panel) == []


@pytest.mark.clause("R11")
def test_who_may_not_answer_has_no_field_for_it(panel: SidePanel, item: ItemId, fake_desk: FakeDesk) -> None:
    ask(fake_desk, item, by=A_KING)
    fake_desk.desk.person = OSCAR
    page = ask_page(panel, item)
    assert ASKED in words(page)
    assert list(only(page).forms) == [CALL]
    assert "A press officer of Corporate Communications answers it here." in words(page)


@pytest.mark.clause("R11")
def test_an_answer_by_telephone_is_entered_marked_and_confirmed_by_somebody_else(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    fake_desk.desk.person = OSCAR
    ask(fake_desk, item)
    page = ask_page(panel, item)
    card = only(page)
    assert card.call is not None
    assert not card.forms[CALL].isVisible()
    card.call.click()
    form = card.forms[CALL]
    form.lines["answered_by"].setText("Pat Officer")
    form.tall["words"].setPlainText("Leave it up.")
    form.lines["given_at"].setText("later")
    form.button.click()
    assert "Give the time as hours and minutes" in words(page)
    form.lines["given_at"].setText(f"{fake_desk.clock().astimezone():%H:%M}")
    form.button.click()
    qtbot.waitUntil(lambda: "By telephone: Pat Officer" in words(page), timeout=20_000)
    assert "has not confirmed it yet" in words(page)
    assert only(page).forms == {}
    fake_desk.desk.person = A_KING
    page = ask_page(panel, item)
    look = only(page).forms[LOOK]
    assert look.other is not None
    look.other.click()
    qtbot.waitUntil(lambda: "Say what is not right about it." in words(page), timeout=20_000)
    look.lines["words"].setText("I said: hide it.")
    look.other.click()
    qtbot.waitUntil(lambda: "Not given so, says" in words(page), timeout=20_000)
    assert rich_places(panel) == []
    assert nameless(panel) == []


def test_an_answer_half_typed_is_there_on_return_and_after_the_card_was_drawn_anew(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    ask(fake_desk, item)
    other = fake_desk.say(Said(author="Kim", text="Hello"))[0]
    page = ask_page(panel, item)
    only(page).forms[ANSWER].tall["answer"].setPlainText("Half an")
    ask(fake_desk, item, by=Person("Ida Ido", Role.IDO))
    qtbot.waitUntil(lambda: len(page.cards) == 2, timeout=20_000)
    first = page.cards[min(page.cards)]
    assert first.forms[ANSWER].tall["answer"].toPlainText() == "Half an"
    ask_page(panel, other)
    page = ask_page(panel, item)
    first = page.cards[min(page.cards)]
    assert first.forms[ANSWER].tall["answer"].toPlainText() == "Half an"


def test_a_question_half_typed_is_there_on_return(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    other = fake_desk.say(Said(author="Kim", text="Hello"))[0]
    page = ask_page(panel, item)
    page.question.setPlainText("Half a")
    ask_page(panel, other)
    assert page.question.toPlainText() == ""
    ask_page(panel, item)
    assert page.question.toPlainText() == "Half a"


@pytest.mark.clause("B2", "R7")
def test_an_open_threat_stands_on_top_with_a_running_clock_for_everybody(
    fake_desk: FakeDesk, tasks: Tasks, item: ItemId, qtbot: QtBot
) -> None:
    bar = AttentionBar(fake_desk.desk, tasks)
    qtbot.addWidget(bar)
    tasks.changed.connect(bar.take_changes)
    bar.refresh()
    qtbot.wait(50)
    assert bar.isHidden()
    threaten(fake_desk, item)
    qtbot.waitUntil(lambda: not bar.isHidden(), timeout=20_000)
    fake_desk.clock.move(seconds=252)
    bar.tick()
    assert "4:12" in words(bar)
    assert "999" in words(bar)
    fake_desk.desk.person = OSCAR
    bar.tick()
    qtbot.wait(50)
    assert not bar.isHidden()
    with qtbot.waitSignal(bar.opened, timeout=5_000) as opened:
        bar.findChildren(QPushButton)[0].click()
    assert opened.args == [int(item), "refer"]
    assert nameless(bar) == []
    fake_desk.tell(
        fake_desk.writer.call(
            lambda db: referring.tell_control_room(
                db,
                referral_id=1,
                told=fake_desk.clock(),
                told_by="Ola",
                incident="7",
                now=fake_desk.clock(),
                by=OSCAR,
            )
        )
    )
    qtbot.waitUntil(lambda: "Control room told" in words(bar), timeout=20_000)
    fake_desk.clock.move(hours=1)
    bar.tick()
    assert "4:12" in words(bar), "the clock stands"
    fake_desk.tell(
        fake_desk.writer.call(
            lambda db: referring.close_referral(
                db, referral_id=1, reason="Found safe.", now=fake_desk.clock(), by=OSCAR
            )
        )
    )
    qtbot.waitUntil(bar.isHidden, timeout=20_000)


@pytest.mark.clause("R11")
def test_questions_stand_on_top_for_those_who_answer(
    fake_desk: FakeDesk, tasks: Tasks, item: ItemId, qtbot: QtBot
) -> None:
    bar = AttentionBar(fake_desk.desk, tasks)
    qtbot.addWidget(bar)
    tasks.changed.connect(bar.take_changes)
    ask(fake_desk, item)
    qtbot.waitUntil(lambda: "1 question, for less" in words(bar), timeout=20_000)
    assert ASKED not in words(bar)
    fake_desk.clock.move(minutes=5)
    bar.tick()
    assert "for 5 min" in words(bar)
    fake_desk.desk.person = OSCAR
    bar.tick()
    qtbot.waitUntil(bar.isHidden, timeout=20_000)


def test_a_new_threat_is_in_sight_in_the_window_itself_and_opens_at_its_item(
    fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    window = MainWindow(fake_desk.desk)
    qtbot.addWidget(window)
    window.show()
    window.make_complete()
    threaten(fake_desk, item)
    bar = window.findChild(AttentionBar)
    assert bar is not None
    qtbot.waitUntil(bar.isVisible, timeout=20_000)
    assert bar.mapTo(window, bar.rect().topLeft()).y() < 60
    button = bar.findChildren(QPushButton)[0]
    window.list.table.setFocus()
    for _ in range(60):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        if window.focusWidget() is button:
            break
    assert window.focusWidget() is button, "Tab leads there"
    bar.opened.emit(int(item), "refer")
    qtbot.waitUntil(lambda: window.panel.further.key == "refer", timeout=20_000)
    window.close()


@pytest.mark.clause("R11", "B2", "R10")
def test_the_list_shows_questions_and_referrals_and_of_a_breach_only_that_it_is_there(
    fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    ask(fake_desk, item)
    fake_desk.writer.call(
        lambda db: referring.open_referral(
            db, item_id=item, kind=ReferralKind.BREACH, details={"to": "Line manager", "concern": "Jo Copper"},
            book=fake_desk.desk.book, now=fake_desk.clock(), by=A_KING,
        )
    )  # fmt: skip
    fake_desk.clock.move(minutes=90)
    shown: list[tuple[int, str]] = []
    for person in (A_KING, OSCAR):
        form = WaitingList(None, person, lambda item_id, part: shown.append((item_id, part)))
        qtbot.addWidget(form)
        form.show_waiting(read_waiting(fake_desk.desk.read, person=person, now=fake_desk.clock()))
        told = words(form)
        assert ASKED in told
        assert "Waits for 1 h 30 min" in told
        assert "Copper" not in told
        assert ("There is a referral" in told) == (person is OSCAR)
        assert ("Breach" in told) == (person is A_KING)
        assert nameless(form) == []
        assert rich_places(form) == []
    button = next(each for each in form.findChildren(QPushButton) if each.text() == "Open")
    button.click()
    assert shown == [(int(item), "ask")]


@pytest.mark.clause("R11")
def test_an_answer_by_telephone_is_listed_until_it_is_confirmed(
    fake_desk: FakeDesk, item: ItemId, tasks: Tasks, qtbot: QtBot
) -> None:
    ask(fake_desk, item)
    now = fake_desk.clock()
    changes = fake_desk.writer.call(
        lambda db: answers_by_telephone.enter(
            db,
            question_id=1,
            answered_by="Pat Officer",
            words="Leave it up.",
            given_at=now,
            now=now,
            by=OSCAR,
        )
    )
    form = WaitingList(None, A_KING, lambda _item, _part: None)
    qtbot.addWidget(form)
    form.show_waiting(read_waiting(fake_desk.desk.read, person=A_KING, now=now))
    assert "Answered by telephone, to be confirmed: 1" in words(form)
    assert "as Ola Oscar entered it" in words(form)
    assert any(each.text() == "Confirm…" for each in form.findChildren(QPushButton))
    bar = AttentionBar(fake_desk.desk, tasks)
    qtbot.addWidget(bar)
    bar.take_changes(changes)
    qtbot.waitUntil(lambda: "1 answer by telephone to confirm" in words(bar), timeout=20_000)
    done = fake_desk.writer.call(
        lambda db: answers_by_telephone.look_at(db, question_id=1, stands=True, now=now, by=A_KING)
    )
    bar.take_changes(done)
    qtbot.waitUntil(bar.isHidden, timeout=20_000)
    form.show_waiting(read_waiting(fake_desk.desk.read, person=A_KING, now=now))
    assert "to be confirmed: none" in words(form)
    assert "Answered by telephone by Pat Officer" in words(form)


@pytest.mark.clause("I5")
def test_the_list_counts_down_how_long_a_message_can_be_answered(fake_desk: FakeDesk) -> None:
    (comment,) = fake_desk.say(Said(author="Kim", text="Hello", minutes_ago=5))
    (message,) = fake_desk.say(Said(author="Pat", text="Someone took my bike", private=True, minutes_ago=48))

    def told(item: ItemId) -> tuple[str, str]:
        row = rows(fake_desk.desk.read, [item])[item]
        left = window_left(row, fake_desk.clock())
        return (left.brief if left else ""), row_sentence(row, fake_desk.desk.book, fake_desk.clock())

    assert told(comment)[0] == ""
    brief, sentence = told(message)
    assert brief == "23 h left"
    assert "To answer: 23 h 12 min left of 24 hours" in sentence
    fake_desk.clock.move(hours=22, minutes=30)
    assert told(message)[0] == "42 min left"
    fake_desk.clock.move(hours=24)
    assert told(message)[0] == "5 d left"
    fake_desk.clock.move(days=6)
    assert told(message)[0] == "time is over"
    fake_desk.writer.call(
        lambda db: mark_done(db, item_id=message, now=fake_desk.clock(), by=fake_desk.desk.person)
    )
    assert told(message)[0] == "", "nothing waits there any more"


@pytest.mark.clause("I5")
def test_a_message_has_its_wordings_and_its_countdown_and_details_are_not_asked_for(
    pane: ConversationPane, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    (message,) = fake_desk.say(Said(author="Pat", text="Someone took my bike", private=True, minutes_ago=48))
    pane.show_item(message)
    assert pane.help.left.text().startswith("23 h 12 min left of 24 hours")
    fake_desk.clock.move(hours=24)
    pane.help.tick()
    assert "left for a person's own answer" in pane.help.left.text()
    buttons = [each.text() for each in pane.help.findChildren(QPushButton)]
    assert len(buttons) == 3
    pane.help.findChildren(QPushButton)[1].click()
    written = pane.composer.words.toPlainText()
    assert "999" in written
    assert "101" in written
    assert nameless(pane.help) == []
    pane.composer.words.setPlainText("What did he look like?")
    pane.composer._look_over()
    assert LEAD_ON in words(pane.composer)
    sent: list[object] = []
    pane.composer.wanted.connect(sent.append)
    assert not pane.composer.confirm(), "the first press says why not"
    assert sent == []
    assert pane.composer.confirm(), "a person may know better"
    qtbot.waitUntil(lambda: len(sent) == 1, timeout=20_000)


@pytest.mark.clause("I6")
def test_the_wording_for_who_asked_for_information_stands_there_once_it_is_passed_on(
    pane: ConversationPane, fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    pane.show_item(item)
    assert pane.help.findChildren(QPushButton) == []
    changes = fake_desk.writer.call(
        lambda db: referring.open_referral(
            db, item_id=item, kind=ReferralKind.FOI, details={}, book=fake_desk.desk.book, now=fake_desk.clock(),
            by=A_KING,
        )
    )  # fmt: skip
    fake_desk.tell(changes)
    qtbot.waitUntil(lambda: len(pane.help.findChildren(QPushButton)) == 1, timeout=20_000)
    pane.help.findChildren(QPushButton)[0].click()
    assert "Freedom of Information" in pane.composer.words.toPlainText()


@pytest.mark.clause("I5")
def test_the_countdown_follows_how_the_reply_is_sent(
    pane: ConversationPane, fake_desk: FakeDesk, item: ItemId
) -> None:
    pane.show_item(item)
    assert pane.help.left.isHidden()
    pane.composer.choose(OptionKind.PRIVATE_REPLY)
    assert "for the one private reply" in pane.help.left.text()
    assert not pane.help.left.isHidden()
    fake_desk.clock.now += timedelta(days=8)
    pane.help.tick()
    assert "is over" in pane.help.left.text()
