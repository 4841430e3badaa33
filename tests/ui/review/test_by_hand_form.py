"""By hand in the panel: the words, the copy, the way, the tick; on a real database, nothing of a network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.decisions.by_hand import form_of
from socialdesk.decisions.by_hand_evidence import ByHandEvidence
from socialdesk.decisions.by_hand_rows import for_item
from socialdesk.decisions.by_hand_rules import ASK_AGAIN, ByHandState
from socialdesk.inbox.intake import take_in_reread
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.accounts import Capability, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, ItemId, OutboxId
from socialdesk.outbox import store
from socialdesk.outbox.rows import row
from socialdesk.platforms.api import Connector, Offline
from socialdesk.storage.database import Connection, writing
from socialdesk.ui.messages import Message
from socialdesk.ui.review.by_hand_told import time_typed
from socialdesk.ui.review.grounds_form import answer_key
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import A_KING, NOW, FakeDesk, Said, capabilities, make_desk
from tests.fakes.hostile import HOSTILE, hostile
from tests.fakes.screen import magenta_picture, magenta_pixels, nameless, rich_places

WORDS = "Thank you. Please call 101 and quote the reference."
GROUND = "contempt_of_court"
LINK = "https://x.com/i/web/status/9"


def left_to_hand(account: AccountId) -> Mapping[ActionKind, Capability]:
    """A network that leaves everything to a person's hand."""
    told = {kind: replace(each, way=Way.BY_HAND) for kind, each in capabilities(account).items()}
    report = replace(told[ActionKind.REPLY], action=ActionKind.REPORT, label="Report to X")
    return told | {ActionKind.REPORT: report}


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds={"Jamie P": GROUND})
    made.execute("UPDATE accounts SET network = 'x'")
    made.desk.capabilities = left_to_hand
    yield made
    made.close()


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    found = fake_desk.say(Said(author="Darren Whitlock", text="It was Jamie P, lock him up"))[0]
    fake_desk.execute("UPDATE items SET permalink = ?", LINK)
    return found


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> SidePanel:
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(316, 680)
    made.show()
    return made


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def button(widget: QWidget, name: str) -> QPushButton:
    return next(
        each
        for each in widget.findChildren(QPushButton)
        if each.isVisibleTo(widget) and each.accessibleName() == name
    )


def begin(panel: SidePanel, qtbot: QtBot, action: ActionKind = ActionKind.REPLY, text: str = WORDS) -> None:
    name = {ActionKind.REPLY: "Reply by hand on X", ActionKind.REPORT: "Report to X"}[action]
    button(panel.assess, name).click()
    form = panel.assess.by_hand.forms[form_of(action)]
    form.words.setPlainText(text)
    with qtbot.waitSignal(panel.deciding.done_with, timeout=20_000):
        assert panel.confirm()


def state(fake_desk: FakeDesk, item: ItemId) -> ByHandState:
    return for_item(fake_desk.desk.read, item)[0].state


@pytest.mark.clause("R2")
def test_a_reply_is_begun_copied_and_ticked_off(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    assert "By hand on X" in words(panel.assess)
    assert "as Anyshire Police" in words(panel.assess)
    begin(panel, qtbot)
    cards = panel.assess.by_hand.cards
    assert WORDS in words(cards)
    assert "Begun at" in words(cards)
    assert "The desk sends nothing" in words(cards)
    button(cards, "Copy the text").click()
    assert QGuiApplication.clipboard().text() == WORDS
    fake_desk.clock.move(minutes=4)
    cards._turn()
    with qtbot.waitSignal(panel.deciding.done_with, timeout=20_000):
        button(cards, "I have done it on X").click()
    assert state(fake_desk, item) is ByHandState.DONE
    here = fake_desk.clock().astimezone()
    assert f"Replied by hand on X, as Amara King said, at {here:%H:%M}" in words(cards)
    assert "The desk has not seen it on X" in words(cards)
    facts = panel.facts
    assert facts is not None
    assert not facts.row.open
    assert facts.row.outcome == "Replied by hand on X, as Amara King said"


def test_a_button_says_what_it_does_there(panel: SidePanel, item: ItemId) -> None:
    panel.show_item(item)
    report = button(panel.assess, "Report to X")
    assert "as the network does it" in report.accessibleDescription()
    assert report.text() == "Report to X\u2026"


@pytest.mark.clause("R9")
def test_a_text_that_could_not_be_sent_is_not_begun(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    fake_desk.writer.call(
        partial(add_words, case_name="A case", words="Jamie Poole", now=fake_desk.clock(), by=A_KING)
    )
    panel.show_item(item)
    button(panel.assess, "Reply by hand on X").click()
    form = panel.assess.by_hand.forms[form_of(ActionKind.REPLY)]
    for text, told in (("", "Write a few words"), ("x" * 281, "too long"), ("Jamie Poole", "watch list")):
        form.words.setPlainText(text)
        assert not panel.confirm()
        assert told in words(form)
    assert "281" not in words(panel.assess.by_hand.cards)
    assert for_item(fake_desk.desk.read, item) == []


def test_what_was_typed_is_there_again_on_return(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    other = fake_desk.say(Said(author="Sheila", text="Well done"))[0]
    panel.show_item(item)
    button(panel.assess, "Reply by hand on X").click()
    form = panel.assess.by_hand.forms[form_of(ActionKind.REPLY)]
    form.words.setPlainText(WORDS)
    panel.show_item(other)
    assert not form.is_open
    panel.show_item(item)
    assert form.is_open
    assert form.words.toPlainText() == WORDS


def test_the_refused_reply_is_offered_by_hand_beneath_the_refusal_with_its_words(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    fake_desk.desk.capabilities = capabilities
    panel.show_item(item)
    assert not panel.assess.by_hand.choices.isVisibleTo(panel.assess)
    fake_desk.execute(
        "INSERT INTO decisions (id, item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role,"
        " decided_ms) VALUES (1, ?, 'reply', '[]', '{}', '[]', '1', 'P', 'ido', 1)",
        item,
    )
    fake_desk.execute(
        "INSERT INTO outbox (id, decision_id, item_id, account_id, kind, target, key, text, state, queued_ms,"
        " not_before_ms) VALUES (1, 1, ?, 1, 'reply', 'c', 'k', ?, 'queued', 1, 1)",
        item,
        WORDS,
    )
    refuse(fake_desk)
    panel.read_again()
    offered = panel.assess.by_hand.offered
    assert offered.isVisibleTo(panel.assess)
    button(offered, "Reply by hand on X").click()
    assert panel.assess.by_hand.forms[form_of(ActionKind.REPLY)].words.toPlainText() == WORDS
    with qtbot.waitSignal(panel.deciding.done_with, timeout=20_000):
        assert panel.confirm()
    assert "Not done" not in words(panel.assess.under_way)
    assert not offered.isVisibleTo(panel.assess)


def refuse(fake_desk: FakeDesk) -> None:
    """The network refused the one action that there is, as the dispatcher notes it."""

    def work(db: Connection) -> None:
        with writing(db):
            queued = row(db, OutboxId(1))
            assert queued is not None
            sent = store.begin_sending(db, queued, now_ms=1)
            assert sent is not None
            store.refuse(db, sent, why="refused", reason="X refused it.", now_ms=2)

    fake_desk.writer.call(work)


# The tick and the other ends


@pytest.mark.parametrize(("typed", "told"), [("soon", "hours and minutes"), ("25:10", "hours and minutes")])
def test_a_time_that_is_none_is_asked_for_again(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot, typed: str, told: str
) -> None:
    panel.show_item(item)
    begin(panel, qtbot)
    time = panel.assess.by_hand.cards._cards[0]._time
    assert time is not None
    time.selectAll()
    qtbot.keyClicks(time, typed)
    panel.assess.by_hand.cards._turn()
    assert time.text() == typed
    button(panel.assess.by_hand.cards, "I have done it on X").click()
    assert told in words(panel.assess.by_hand.cards)
    assert state(fake_desk, item) is ByHandState.BEGUN


def test_a_time_to_come_is_refused_where_it_was_typed(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    begin(panel, qtbot)
    time = panel.assess.by_hand.cards._cards[0]._time
    assert time is not None
    time.selectAll()
    later = fake_desk.clock().astimezone().replace(minute=59)
    qtbot.keyClicks(time, f"{later:%H:%M}")
    with qtbot.waitSignal(panel.deciding.refused, timeout=20_000):
        qtbot.keyClick(time, Qt.Key.Key_Return)
    assert "still to come" in words(panel.assess.by_hand.cards)
    assert time.text() == f"{later:%H:%M}"


@pytest.mark.parametrize(
    ("name", "end"),
    [("I could not do it", ByHandState.NOT_DONE), ("Withdraw it", ByHandState.WITHDRAWN)],
)
def test_what_was_not_done_asks_why(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot, name: str, end: ByHandState
) -> None:
    panel.show_item(item)
    begin(panel, qtbot)
    cards = panel.assess.by_hand.cards
    button(cards, name).click()
    confirm = button(cards, f"{name}: this is why")
    confirm.click()
    assert "Say why" in words(cards)
    why = cards.focusWidget()
    assert why is not None
    qtbot.keyClicks(why, "She has closed it")
    with qtbot.waitSignal(panel.deciding.done_with, timeout=20_000):
        confirm.click()
    assert state(fake_desk, item) is end
    facts = panel.facts
    assert facts is not None
    assert facts.row.open


def test_what_nobody_ticks_off_asks_whether_it_was_done(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    begin(panel, qtbot, ActionKind.REPORT, "It is a scam.")
    card = panel.assess.by_hand.cards._cards[0]
    fake_desk.clock.move(seconds=ASK_AGAIN.total_seconds())
    panel.refresh(Changes(items=frozenset({item})))
    assert panel.assess.by_hand.cards._cards == [card]
    assert "was it done?" in words(panel.assess.by_hand.cards)


# Evidence, and what removes


@pytest.mark.clause("R12")
def test_hiding_by_hand_has_its_grounds_and_waits_for_the_evidence(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    panel.show_item(item)
    button(panel.assess, "Hide").click()
    assert panel.tabs.currentIndex() == 1
    assert panel.remove.action is ActionKind.HIDE
    assert not panel.confirm()
    questions = fake_desk.desk.book.grounds[GROUND].questions
    answers = {answer_key(GROUND, each.id): each.choices[0] if each.choices else "yes" for each in questions}
    panel.remove.grounds.restore([GROUND], answers)
    panel.remove.aim.setPlainText("To keep a trial fair.")
    panel.remove.why.setPlainText("It would still be read.")
    with qtbot.waitSignal(panel.decided, timeout=20_000):
        assert panel.confirm()
    cards = panel.assess.by_hand.cards
    assert "wait for the evidence" in words(cards)
    assert not [each for each in cards.findChildren(QPushButton) if each.text() == "I have done it"]

    def unreachable(_account: AccountId) -> Connector:
        raise Offline("There is no connection.")

    taker = ByHandEvidence(
        write=fake_desk.writer.call,
        connector_for=unreachable,
        clock=fake_desk.clock,
        reread=partial(take_in_reread, triage=fake_desk.triage, book=fake_desk.desk.book),
    )
    taker.capture_one()
    panel.refresh(Changes(outbox=True))
    assert "X gave no copy: what the desk held is the evidence" in words(cards)
    with qtbot.waitSignal(panel.deciding.done_with, timeout=20_000):
        button(cards, "I have done it on X").click()
    assert "Hidden by hand on X, as Amara King said" in words(cards)


# The way to the network


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(QUrl(url).toString()))
    return found


def dialog(panel: SidePanel) -> Message:
    [shown] = [each for each in panel.assess.by_hand.cards.findChildren(Message) if each.isVisible()]
    return shown


def test_the_way_is_opened_only_once_it_was_shown_and_agreed_to(
    panel: SidePanel, item: ItemId, qtbot: QtBot, opened: list[str]
) -> None:
    panel.show_item(item)
    begin(panel, qtbot)
    button(panel.assess.by_hand.cards, "Open on X").click()
    assert opened == []
    asked = dialog(panel)
    assert LINK in words(asked)
    assert "come back and tick it off" in words(asked)
    button(asked, "Open x.com").click()
    assert opened == [LINK]


@pytest.mark.parametrize("link", ["https://x.com.evil.example/i", "http://x.com/i", "javascript:alert(1)"])
def test_a_link_that_leads_elsewhere_is_never_opened(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot, opened: list[str], link: str
) -> None:
    fake_desk.execute("UPDATE items SET permalink = ?", link)
    panel.show_item(item)
    begin(panel, qtbot)
    button(panel.assess.by_hand.cards, "Open on X").click()
    assert "does not lead to X" in words(dialog(panel))
    assert opened == []


def test_without_a_link_the_way_is_shut_and_said(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    fake_desk.execute("UPDATE items SET permalink = ''")
    panel.show_item(item)
    begin(panel, qtbot)
    assert not button(panel.assess.by_hand.cards, "Open on X").isEnabled()
    assert "X gave no link to it" in words(panel.assess.by_hand.cards)


# By keyboard, by ear, and with hostile words


def test_every_control_of_it_has_a_name_and_fits(panel: SidePanel, item: ItemId, qtbot: QtBot) -> None:
    panel.show_item(item)
    button(panel.assess, "Report to X").click()
    qtbot.wait(50)
    assert nameless(panel) == []
    begin(panel, qtbot)
    button(panel.assess.by_hand.cards, "I could not do it").click()
    qtbot.wait(50)
    assert nameless(panel) == []
    wide = [
        each
        for each in panel.assess.by_hand.cards.findChildren(QWidget)
        if each.isVisible() and each.mapTo(panel, each.rect().topRight()).x() > panel.width()
    ]
    assert wide == []
    card = panel.assess.by_hand.cards._cards[0]
    assert card.accessibleName().startswith("Reply by hand on X.")


def test_tab_leads_through_the_card(panel: SidePanel, item: ItemId, qtbot: QtBot) -> None:
    panel.show_item(item)
    begin(panel, qtbot)
    button(panel.assess.by_hand.cards, "Copy the text").setFocus()
    reached: list[str] = []
    for _ in range(5):
        focused = panel.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        reached.append(panel.focusWidget().accessibleName())
    assert reached == [
        "Open on X",
        "Done on X at: hours and minutes",
        "I have done it on X",
        "I could not do it",
        "Withdraw it",
    ]


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_what_strangers_write_stays_words_beside_it(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    text = hostile(magenta_picture(tmp_path / "x.png"))[kind][:20_000]
    found = fake_desk.say(Said(author=text[:500], text=text))[0]
    fake_desk.execute("UPDATE items SET permalink = ?", text[:2_000].encode("utf-8", "replace").decode())
    panel.show_item(found)
    begin(panel, qtbot)
    qtbot.wait(30)
    assert rich_places(panel) == []
    assert magenta_pixels(panel) == 0


@pytest.mark.parametrize(
    ("typed", "minutes_from_now", "begun_minutes_ago"),
    [("{:%H:%M}", 0, 0), ("{:%H%M}", -3, 5), (" {:%H.%M} ", -60, 5), ("{:%H:%M}", 30, 5)],
)
def test_a_time_is_todays(typed: str, minutes_from_now: int, begun_minutes_ago: int) -> None:
    wanted = (NOW + timedelta(minutes=minutes_from_now)).astimezone().replace(second=0, microsecond=0)
    begun_ms = to_ms(NOW - timedelta(minutes=begun_minutes_ago))
    assert time_typed(typed.format(wanted), NOW, begun_ms) == wanted


def test_before_midnight_is_yesterdays_where_it_was_begun_then() -> None:
    midnight = NOW.astimezone().replace(hour=0, minute=5)
    found = time_typed("23:50", midnight, to_ms(midnight - timedelta(minutes=20)))
    assert found is not None
    assert midnight - found == timedelta(minutes=15)
