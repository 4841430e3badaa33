"""The conversation: words in their place, marked where they led to a finding, and the reply beneath."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from socialdesk.model.accounts import Network
from socialdesk.model.findings import Span
from socialdesk.model.ids import ItemId
from socialdesk.ui.conversation.delegate import laid_out
from socialdesk.ui.conversation.pane import ConversationPane
from socialdesk.ui.conversation.rows import ROW_ROLE, Row
from socialdesk.ui.links import host_of
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk, Said, make_desk
from tests.fakes.hostile import HOSTILE, hostile
from tests.fakes.screen import magenta_picture, magenta_pixels, nameless, rich_places


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds={"Jamie P": "contempt_of_court"})
    yield made
    made.close()


@pytest.fixture
def pane(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> ConversationPane:
    made = ConversationPane(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(590, 680)
    made.show()
    return made


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    return fake_desk.say(Said(author="Darren Whitlock", text="😡😡 It was Jamie P, lock him up"))[0]


def rows(pane: ConversationPane) -> list[Row]:
    model = pane.view.rows
    return [model.index(at).data(ROW_ROLE) for at in range(model.rowCount())]


def marked(row: Row) -> list[str]:
    """The marked words as Qt sees them, in its own count."""
    layout = laid_out(row, QFont(), 400).layout
    units = layout.text().encode("utf-16-le")
    return [
        units[mark.start * 2 : (mark.start + mark.length) * 2].decode("utf-16-le")
        for mark in layout.formats()
    ]


def a_row(text: str, *spans: Span) -> Row:
    return Row(
        item_id=ItemId(1),
        untrusted_author="A",
        untrusted_text=text,
        author_number=1,
        network=Network.FACEBOOK,
        when="09:41",
        by_force=False,
        spans=spans,
    )


def test_the_words_that_led_to_a_finding_are_marked_after_emoji_too(
    pane: ConversationPane, item: ItemId
) -> None:
    pane.show_item(item)
    assert marked(rows(pane)[0]) == ["Jamie P"]


@given(st.text(st.sampled_from("a 😡👩🚒é\u200d\u202e\u200b\u0301\n"), max_size=40))
def test_marks_stand_at_the_word_whatever_is_before_it(before: str) -> None:
    row = a_row(f"{before} Jamie", Span(len(before) + 1, len(before) + 6))
    assert marked(row) == ["Jamie"]


def test_replies_stand_beneath_what_they_answer_and_the_chosen_one_is_framed(
    pane: ConversationPane, fake_desk: FakeDesk
) -> None:
    fake_desk.say(
        Said(author="A", text="first", minutes_ago=9),
        Said(author="B", text="second", minutes_ago=8),
        Said(author="C", text="answer", minutes_ago=7, reply_to="item-1"),
    )
    pane.show_item(ItemId(2))
    assert [(row.untrusted_text, row.depth) for row in rows(pane)] == [
        ("first", 0),
        ("answer", 1),
        ("second", 0),
    ]
    assert [row.untrusted_text for row in rows(pane) if row.chosen] == ["second"]


def test_a_hidden_comment_says_who_still_sees_it(pane: ConversationPane, fake_desk: FakeDesk) -> None:
    hidden = fake_desk.say(Said(author="A", text="gone from sight", hidden=True))[0]
    pane.show_item(hidden)
    row = rows(pane)[0]
    assert row.standing == "Hidden"
    assert "author and their friends" in row.told
    assert row.told in row.spoken


@pytest.mark.parametrize(
    ("network", "standing", "told"),
    [
        ("instagram", "Hidden", "Its author still sees it"),
        ("x", "Hidden", "Everybody can still read it with one click"),
        ("youtube", "Held for review", "until it is published again"),
        ("bluesky", "Hidden", "behind a click in this thread"),
    ],
)
def test_hidden_means_what_the_network_makes_of_it(
    pane: ConversationPane, fake_desk: FakeDesk, network: str, standing: str, told: str
) -> None:
    hidden = fake_desk.say(Said(author="A", text="gone from sight", hidden=True))[0]
    fake_desk.execute("UPDATE accounts SET network = ?", network)
    pane.show_item(hidden)
    row = rows(pane)[0]
    assert row.standing == standing
    assert told in row.told


def test_the_arrows_lead_through_the_comments_and_enter_opens_one(
    pane: ConversationPane, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    ids = fake_desk.say(
        Said(author="A", text="one", minutes_ago=9), Said(author="B", text="two", minutes_ago=8)
    )
    pane.show_item(ids[0])
    qtbot.keyClick(pane.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.item_activated, timeout=5_000) as opened:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert opened.args == [int(ids[1])]


def test_a_long_comment_is_folded_until_all_of_it_is_asked_for(
    pane: ConversationPane, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    item = fake_desk.say(Said(author="A", text="On and on. " * 300))[0]
    pane.show_item(item)
    assert rows(pane)[0].folded
    pane.view.setCurrentIndex(pane.view.rows.index(0))
    qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert not rows(pane)[0].folded


def test_ctrl_enter_in_the_reply_queues_it_and_empties_the_field(
    pane: ConversationPane, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    pane.show_item(item)
    pane.focus_composer("reply")
    pane.composer.words.setPlainText("Please do not name anybody.")
    with qtbot.waitSignal(pane.decided, timeout=20_000):
        qtbot.keyClick(pane.composer.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sent = fake_desk.desk.read.execute("SELECT kind, text, state FROM outbox").fetchall()
    assert sent == [("reply", "Please do not name anybody.", "queued")]
    assert pane.composer.words.toPlainText() == ""


def test_words_that_a_case_protects_are_never_sent_and_never_lost(
    pane: ConversationPane, item: ItemId, fake_desk: FakeDesk
) -> None:
    fake_desk.execute(
        "INSERT INTO protected_names (case_name, words, added_by, added_ms) VALUES ('R v P', 'Jamie Poole', 'A', 1)"
    )
    pane.show_item(item)
    pane.composer.words.setPlainText("It was not Jamie Poole.")
    assert not pane.composer.confirm()
    assert pane.composer.words.toPlainText() == "It was not Jamie Poole."
    assert fake_desk.desk.read.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_a_reply_half_written_is_there_again_and_in_the_store(
    pane: ConversationPane, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    other = fake_desk.say(Said(author="B", text="two"))[0]
    pane.show_item(item)
    pane.composer.words.setPlainText("Half a sen")
    pane.show_item(other)
    assert pane.composer.words.toPlainText() == ""
    pane.show_item(item)
    assert pane.composer.words.toPlainText() == "Half a sen"

    def kept() -> None:
        assert fake_desk.desk.read.execute("SELECT count(*) FROM drafts").fetchone() == (1,)

    qtbot.waitUntil(kept, timeout=20_000)


def test_every_control_has_a_name(pane: ConversationPane, item: ItemId) -> None:
    pane.show_item(item)
    assert nameless(pane) == []


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_what_strangers_write_is_words(
    pane: ConversationPane, fake_desk: FakeDesk, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    text = hostile(magenta_picture(tmp_path / "x.png"))[kind][:1_000_000]
    item = fake_desk.say(Said(author=text[:2_000], text=text, post="a", post_text=text))[0]
    pane.show_item(item)
    qtbot.wait(30)
    assert rich_places(pane) == []
    assert magenta_pixels(pane) == 0


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.facebook.com/1_2", "www.facebook.com"),
        ("http://www.facebook.com/1", None),
        ("https://facebook.com.evil.example/1", None),
        ("https://www.facebook.com@evil.example/1", None),
        ("https://evilfacebook.com/", None),
        ("https://www.facebook.com:8443/", None),
        ("https://www.facebook.com\\@evil.example/", None),
        ("file:///etc/passwd", None),
        ("javascript:alert(1)", None),
        ("https://www.faceb\u043eok.com/", None),
        ("https://[::1", None),
        ("", None),
    ],
)
def test_only_the_networks_own_pages_are_opened(link: str, host: str | None) -> None:
    assert host_of(link, Network.FACEBOOK) == host
