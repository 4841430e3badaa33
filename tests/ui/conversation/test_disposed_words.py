"""Words that a network's terms let nobody keep any longer: every place that showed them says so, and where to look."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.evidence.capture import hold
from socialdesk.inbox import queries
from socialdesk.inbox.retention import dispose_due
from socialdesk.model.accounts import Network
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.platforms.retention import retention_of
from socialdesk.storage.database import Connection, writing
from socialdesk.ui.conversation.pane import ConversationPane
from socialdesk.ui.conversation.rows import ROW_ROLE
from socialdesk.ui.inbox.words import row_sentence
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import A_KING, FakeDesk, Said, make_desk

TOLD = "LinkedIn's terms: its text was removed here after 48 hours. Look on LinkedIn."


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds={"Jamie P": "contempt_of_court"})
    yield made
    made.close()


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    """One of two comments of the same person, with evidence, three days after it came from LinkedIn."""
    for table in ("accounts", "authors"):
        fake_desk.execute(f"UPDATE {table} SET network = 'linkedin'")
    found = fake_desk.say(
        Said(author="Darren Whitlock", text="It was Jamie P"), Said(author="Darren Whitlock", text="I said")
    )
    fake_desk.execute("UPDATE authors SET network = 'linkedin'")

    def held(db: Connection) -> None:
        with writing(db):
            hold(db, item_id=found[0], taken_by=A_KING, now_ms=0)

    fake_desk.writer.call(held)
    rule = retention_of(Network.LINKEDIN)
    assert rule is not None
    fake_desk.clock.move(days=200)
    dispose = partial(dispose_due, network=Network.LINKEDIN, retention=rule, now=fake_desk.clock())
    assert fake_desk.writer.call(dispose) > 0
    fake_desk.tell(Changes(items=frozenset(found)))
    return found[0]


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_the_list_says_it_to_the_eye_and_to_the_ear(fake_desk: FakeDesk, item: ItemId) -> None:
    row = queries.rows(fake_desk.desk.read, [item])[item]
    assert row.removed == TOLD
    assert TOLD in row_sentence(row, fake_desk.desk.book, fake_desk.clock())


def test_the_conversation_says_it_and_the_post_above_too(
    fake_desk: FakeDesk, item: ItemId, tasks: Tasks, qtbot: QtBot
) -> None:
    pane = ConversationPane(fake_desk.desk, tasks)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_item(item)
    shown = [pane.view.rows.index(at).data(ROW_ROLE) for at in range(pane.view.rows.rowCount())]
    assert [row.untrusted_text for row in shown] == [TOLD, TOLD]
    assert all(row.faded and not row.spans for row in shown)
    assert TOLD in shown[0].spoken
    assert "its text was removed here after 181 days" in words(pane.post)


def test_the_record_and_the_person_say_it(
    fake_desk: FakeDesk, item: ItemId, tasks: Tasks, qtbot: QtBot
) -> None:
    panel = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_item(item)
    panel.open_tab("record")
    qtbot.waitUntil(lambda: "The record" in words(panel), timeout=5_000)
    told = words(panel)
    assert "What the desk held, deleted since" in told
    assert "Its files were deleted for good" in told
    assert "Deleted for good, as LinkedIn's terms ask: the words of 2 items." in told
    panel.open_tab("person")
    qtbot.waitUntil(panel.person.gate.isVisible, timeout=5_000)
    panel.person.gate.confirm()
    qtbot.waitUntil(lambda: TOLD in words(panel), timeout=5_000)
