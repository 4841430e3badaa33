"""What is half typed anywhere in the side panel is on the disk within a second, and is there after a crash (3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.decisions import asking, blocking, referring
from socialdesk.decisions.blocking_acts import Doing
from socialdesk.decisions.referring_rows import ReferralKind
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import A_KING, FakeDesk, Said

TYPED = "half a sentence"
SAM = Person("Sam Holder", Role.CORPORATE_COMMUNICATIONS)


def nothing(_fake: FakeDesk, _item: ItemId) -> None:
    pass


def question(fake: FakeDesk, item: ItemId) -> None:
    fake.writer.call(
        lambda db: (
            asking.ask(db, item_id=item, question="Is it?", now=fake.clock(), by=fake.desk.person)
            if fake.desk.person.role is not Role.CORPORATE_COMMUNICATIONS
            else asking.ask(db, item_id=item, question="Is it?", now=fake.clock(), by=SAM)
        )
    )


def call(fake: FakeDesk, item: ItemId) -> None:
    fake.desk.person = Person("Ola Oscar", Role.OSCAR_1)
    question(fake, item)


def referral(fake: FakeDesk, item: ItemId) -> None:
    fake.writer.call(
        lambda db: referring.open_referral(
            db, item_id=item, kind=ReferralKind.THREAT, details={}, book=fake.desk.book, now=fake.clock(), by=A_KING
        )
    )  # fmt: skip


def block(fake: FakeDesk, item: ItemId) -> None:
    desk = fake.desk
    account = next(iter(desk.accounts.values()))
    doing = Doing(book=desk.book, capabilities=desk.capabilities(account.id), now=fake.clock(), by=SAM)
    asked = blocking.Request(
        item_id=item, items=[item], grounds=["threatening"], engaged=True, engaged_words="Asked.", warned=True,
        warned_words="Warned.", aim="To protect.", why_not_less="They go on.",
    )  # fmt: skip
    fake.writer.call(lambda db: blocking.request_block(db, asked, doing))


def field_of(panel: SidePanel, name: str) -> QPlainTextEdit | QLineEdit:
    found = [
        each
        for each in (*panel.findChildren(QPlainTextEdit), *panel.findChildren(QLineEdit))
        if each.accessibleName() == name
    ]
    assert found, f"no field {name}"
    return found[0]


def opened(fake: FakeDesk, tasks: Tasks, qtbot: QtBot, item: ItemId, tab: str) -> SidePanel:
    made = SidePanel(fake.desk, tasks)
    qtbot.addWidget(made)
    made.resize(330, 700)
    made.show()
    made.show_item(item)
    made.open_tab(tab)
    return made


CASES: tuple[tuple[str, str, Callable[[FakeDesk, ItemId], None]], ...] = (
    ("remove", "What it is for", nothing),
    ("keep", "", nothing),
    ("note", "", nothing),
    ("done", "", nothing),
    ("ask", "Your question", nothing),
    ("ask", "Your answer", question),
    ("ask", "Settled otherwise? Why", call),
    ("ask", "What they said", call),
    ("ask", "Who answered", call),
    ("refer", "Why it is closed", referral),
    ("refer", "Incident number", referral),
    ("block", "The advice", block),
    ("block", "Withdraw it", block),
)


def form_field(panel: SidePanel, tab: str, name: str) -> QPlainTextEdit | QLineEdit:
    if name:
        return field_of(panel, name)
    assess = panel.assess
    return {"keep": assess.keep_form, "note": assess.note_form, "done": assess.done_form}[tab].words


@pytest.mark.parametrize(("tab", "name", "prepare"), CASES, ids=[f"{each[0]}-{each[1]}" for each in CASES])
def test_it_is_kept_while_it_is_typed_and_there_in_a_new_window(
    tab: str,
    name: str,
    prepare: Callable[[FakeDesk, ItemId], None],
    fake_desk: FakeDesk,
    tasks: Tasks,
    qtbot: QtBot,
) -> None:
    item = fake_desk.say(Said(author="Darren Whitlock", text="I will kill him"))[0]
    prepare(fake_desk, item)
    panel = opened(fake_desk, tasks, qtbot, item, tab)
    field = form_field(panel, tab, name)
    if isinstance(field, QLineEdit):
        field.clear()
        qtbot.keyClicks(field, TYPED)
    else:
        field.setPlainText(TYPED)
    # As a kill would leave it: nothing is closed, nothing is asked to keep anything.
    qtbot.waitUntil(lambda: on_disk(fake_desk, item), timeout=5_000)
    again = opened(fake_desk, tasks, qtbot, item, tab)
    found = form_field(again, tab, name)
    assert (found.text() if isinstance(found, QLineEdit) else found.toPlainText()) == TYPED
    tasks.close()


def on_disk(fake: FakeDesk, item: ItemId) -> bool:
    rows = fake.desk.read.execute("SELECT content FROM drafts WHERE item_id = ?", (item,)).fetchall()
    return any(TYPED in str(row[0]) for row in rows)


def test_a_draft_goes_once_it_was_taken(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> None:
    item = fake_desk.say(Said(author="Darren Whitlock", text="I will kill him"))[0]
    block(fake_desk, item)
    panel = opened(fake_desk, tasks, qtbot, item, "block")
    field = field_of(panel, "Withdraw it")
    assert isinstance(field, QPlainTextEdit)
    field.setPlainText(TYPED)
    qtbot.waitUntil(lambda: on_disk(fake_desk, item), timeout=5_000)
    button(panel, "Withdraw the request").click()
    qtbot.waitUntil(lambda: not on_disk(fake_desk, item), timeout=5_000)
    tasks.close()


def button(widget: QWidget, label: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.accessibleName() == label)


def test_whoever_types_on_without_a_pause_is_kept_too(
    fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot
) -> None:
    item = fake_desk.say(Said(author="Darren Whitlock", text="I will kill him"))[0]
    panel = opened(fake_desk, tasks, qtbot, item, "ask")
    field = field_of(panel, "Your question")
    for letter in TYPED * 6:
        qtbot.keyClicks(field, letter)
        qtbot.wait(30)
        if on_disk(fake_desk, item):
            break
    assert on_disk(fake_desk, item)
    tasks.close()
