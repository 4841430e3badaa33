"""The register of blocks is one press away, with how much waits on it; who is wanted sees it above all panes (B1)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.decisions import blocking
from socialdesk.decisions.blocking_acts import Doing
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.policy.hours import next_change, on_duty
from socialdesk.ui.attention import AttentionBar
from socialdesk.ui.blocks.register import WAITING, BlockRegister
from socialdesk.ui.inbox.places import BLOCKS
from socialdesk.ui.inbox.rail_button import RailButton
from socialdesk.ui.main_window import MainWindow
from tests.fakes.desk import A_KING, FakeDesk, Said
from tests.fakes.screen import nameless, rich_places

SAM = Person("Sam Holder", Role.CORPORATE_COMMUNICATIONS)
OSCAR = Person("Ola Oscar", Role.OSCAR_1)

pytestmark = pytest.mark.clause("B1")


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    return fake_desk.say(Said(author="Darren Whitlock", text="I will kill him"))[0]


@pytest.fixture
def window(fake_desk: FakeDesk, item: ItemId, qtbot: QtBot) -> MainWindow:
    made = MainWindow(fake_desk.desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.make_complete()
    return made


def request(
    fake: FakeDesk, item: ItemId, by: Person = SAM, *, urgent_why: str = "", urgent_told: str = ""
) -> None:
    desk = fake.desk
    doing = Doing(
        book=desk.book, capabilities=desk.capabilities(desk.accounts[next(iter(desk.accounts))].id),
        now=fake.clock(), by=by,
    )  # fmt: skip
    asked = blocking.Request(
        item_id=item,
        items=[item],
        grounds=["threatening"],
        engaged=True,
        engaged_words="Asked to stop.",
        warned=True,
        warned_words="Warned.",
        aim="To protect the witness.",
        why_not_less="They go on.",
        urgent_why=urgent_why,
        urgent_told=urgent_told,
    )
    fake.tell(fake.writer.call(lambda db: blocking.request_block(db, asked, doing)))


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def rail_button(window: MainWindow) -> RailButton:
    return next(each for each in window.rail.findChildren(RailButton) if each.entry.key == BLOCKS.key)


def test_the_rail_opens_the_register_and_counts_what_waits_on_it(
    window: MainWindow, fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    entry = rail_button(window)
    assert entry.count == 0
    request(fake_desk, item)
    qtbot.waitUntil(lambda: entry.count == 1, timeout=5_000)
    assert "Register of blocks, 1" in entry.accessibleName()
    assert "1 block for advice" in entry.accessibleName()
    assert "Whitlock" not in entry.accessibleName()
    entry.click()
    register = window.findChild(BlockRegister)
    assert register is not None
    qtbot.waitUntil(lambda: bool(register.blocks), timeout=5_000)
    assert register.kind.currentIndex() == WAITING
    assert "Darren Whitlock" in words(register)
    register.close()


def test_it_stands_above_the_panes_for_whoever_is_to_say_yes_or_no_but_not_for_whoever_asked(
    window: MainWindow, fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    bar = window.findChild(AttentionBar)
    assert bar is not None
    request(fake_desk, item)
    qtbot.waitUntil(lambda: "1 block for advice" in words(bar), timeout=5_000)
    assert "Whitlock" not in words(bar)
    assert nameless(bar) == []
    assert rich_places(bar) == []
    button = next(each for each in bar.findChildren(QPushButton) if each.accessibleName() == BLOCKS.label)
    button.click()
    qtbot.waitUntil(lambda: window.findChild(BlockRegister) is not None, timeout=5_000)
    for person in (SAM, OSCAR, Person("Ali Auditor", Role.AUDITOR)):
        fake_desk.desk.person = person
        bar.tick()
        qtbot.waitUntil(bar.isHidden, timeout=5_000)
        fake_desk.desk.person = A_KING
        bar.tick()
        qtbot.waitUntil(bar.isVisible, timeout=5_000)


def test_a_review_that_comes_due_by_the_clock_alone_comes_into_sight(
    window: MainWindow, fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    while on_duty(fake_desk.clock(), fake_desk.desk.book.hours):
        fake_desk.clock.move(hours=1)
    request(fake_desk, item, urgent_why="He names the street.", urgent_told="Nobody answered.")
    window.watch.refresh()
    assert rail_button(window).count == 0
    opens = next_change(fake_desk.clock(), fake_desk.desk.book.hours)
    fake_desk.clock.move(seconds=(opens - fake_desk.clock()).total_seconds() + 60)
    window.watch.refresh()
    assert rail_button(window).count == 1
    assert rail_button(window).entry.attention
    bar = window.findChild(AttentionBar)
    assert bar is not None
    for _ in range(60):
        bar.tick()
    qtbot.waitUntil(lambda: "1 block that did not wait for approval" in words(bar), timeout=5_000)
