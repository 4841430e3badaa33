"""The Block page and the register: asked for, what is missing said, signed by others, and never done by a key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.config import pin as pins
from socialdesk.config.paths import resources_dir
from socialdesk.decisions.blocking_rows import BlockRow, everything
from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.decisions.handling import look_up
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, AuthorId, ItemId
from socialdesk.model.people import Person, Role
from socialdesk.platforms.capabilities import read_capabilities
from socialdesk.register import staff
from socialdesk.ui.blocks.register import BlockRegister, NumbersForm
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.review.block import BlockPage
from socialdesk.ui.review.block_saying import AdviceForm, ApprovalForm, SayingForm
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.person import BLOCKS
from tests.fakes.desk import A_KING, FakeDesk, Said, make_desk
from tests.fakes.hostile import HOSTILE
from tests.fakes.screen import nameless, rich_places

PIN = "482913"
pytestmark = pytest.mark.clause("B1")


@pytest.fixture
def fake_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeDesk:
    # argon2 takes its time, on purpose; what it makes is not what is looked at here.
    monkeypatch.setattr(pins, "hashed", lambda _pin: "$argon2id$made")
    monkeypatch.setattr(pins, "fits", lambda _hash, pin: pin == PIN)
    made = make_desk(tmp_path, grounds={"kill": "threatening"})
    facebook = read_capabilities(
        (resources_dir() / "capabilities" / "facebook.toml").read_text(encoding="utf-8")
    )

    def capabilities(_account: AccountId) -> Mapping[ActionKind, Capability]:
        return facebook

    made.desk.capabilities = capabilities
    made.desk.person = record(made, "Amara King", Role.CORPORATE_COMMUNICATIONS)
    record(made, "Chris Adviser", Role.CORPORATE_COMMUNICATIONS)
    return made


def record(fake: FakeDesk, name: str, role: Role) -> Person:
    by = fake.desk.person if fake.desk.person.staff_id is not None else A_KING
    staff_id = fake.writer.call(lambda db: staff.add(db, name=name, role=role, now=fake.clock(), by=by))
    person = Person(name, role, staff_id=staff_id)
    fake.writer.call(lambda db: staff.set_pin(db, staff_id=staff_id, pin=PIN, now=fake.clock(), by=person))
    return person


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    return fake_desk.say(
        Said(author="Darren Whitlock", text="You are all useless", minutes_ago=30),
        Said(author="Darren Whitlock", text="I will kill him"),
    )[-1]


@pytest.fixture
def window(fake_desk: FakeDesk, item: ItemId, qtbot: QtBot) -> MainWindow:
    made = MainWindow(fake_desk.desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.show_item(item)
    qtbot.waitUntil(lambda: made.panel.facts is not None, timeout=5_000)
    return made


@pytest.fixture
def page(window: MainWindow) -> BlockPage:
    window.open_tab("block")
    found = window.panel.further.page
    assert isinstance(found, BlockPage)
    return found


def page_facts(page: BlockPage) -> ItemFacts:
    facts = page._facts  # pyright: ignore[reportPrivateUsage]
    assert facts is not None
    return facts


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def block_of(fake: FakeDesk) -> BlockRow:
    (found,) = fake.writer.call(everything)
    return found


def look_up_person(fake: FakeDesk, item: ItemId) -> None:
    row = fake.writer.call(
        lambda db: db.execute("SELECT author_id FROM items WHERE id = ?", (item,)).fetchone()
    )
    assert row is not None
    author, now, by = AuthorId(row[0]), fake.clock(), fake.desk.person
    fake.writer.call(
        lambda db: look_up(db, author_id=author, item_id=item, reason="They go on.", now=now, by=by)
    )


def button(widget: QWidget, label: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.accessibleName() == label)


def fill_in(page: BlockPage) -> None:
    form = page.form
    button_of = {each.accessibleName(): each for each in form.findChildren(QWidget)}
    button_of["Ground: Threatening"].setProperty("checked", True)
    for each in (each for name, each in button_of.items() if name.startswith("this one")):
        each.setProperty("checked", True)
    form.engaged.put(True, "Asked to stop, twice.")
    form.warned.put(False, "It could not wait for one.")
    form.aim.setPlainText("To protect the witness.")
    form.why.setPlainText("They go on under every post.")


def asked(page: BlockPage, fake: FakeDesk, qtbot: QtBot) -> BlockRow:
    fill_in(page)
    assert page.confirm()
    qtbot.waitUntil(lambda: bool(page.status.forms), timeout=5_000)
    return block_of(fake)


def until(qtbot: QtBot, fake: FakeDesk, state: BlockState) -> None:
    qtbot.waitUntil(lambda: block_of(fake).state is state, timeout=5_000)


def settled(qtbot: QtBot, page: BlockPage, kind: type[SayingForm]) -> None:
    qtbot.waitUntil(lambda: any(isinstance(each, kind) for each in page.status.forms), timeout=5_000)


def sign(form: AdviceForm | ApprovalForm, name: str, pin: str = PIN) -> None:
    who = form.signature._signing.who  # pyright: ignore[reportPrivateUsage]
    place = next(place for place in range(who.count()) if name in who.itemText(place))
    who.setCurrentIndex(place)
    form.signature._signing.pin.setText(pin)  # pyright: ignore[reportPrivateUsage]


def advise(page: BlockPage, fake: FakeDesk, qtbot: QtBot) -> ApprovalForm:
    form = page.status.forms[0]
    assert isinstance(form, AdviceForm)
    form.choose("signed", "for")
    form.words.setPlainText("In order.")
    sign(form, "Chris Adviser")
    form.confirm()
    until(qtbot, fake, BlockState.WAITING_APPROVAL)
    settled(qtbot, page, ApprovalForm)
    approval = page.status.forms[0]
    assert isinstance(approval, ApprovalForm)
    return approval


def test_nothing_is_ticked_and_what_is_missing_is_said_in_turn(page: BlockPage, fake_desk: FakeDesk) -> None:
    assert "can no longer comment" in words(page)
    assert "Nothing is sent before" in words(page)
    assert not page.confirm()
    assert "Tick the ground" in words(page)
    fill_in(page)
    page.form.why.clear()
    assert not page.confirm()
    assert "why nothing less" in words(page)
    page.form.why.setPlainText("So.")
    page.form.warned.put(None, "")
    assert not page.confirm()
    assert "whether they were warned" in words(page)
    assert fake_desk.writer.call(everything) == []


def test_asking_shows_every_step_and_what_is_missing(
    page: BlockPage, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    block = asked(page, fake_desk, qtbot)
    assert block.state is BlockState.WAITING_ADVICE
    told = words(page)
    assert "Waiting for advice" in told
    assert "Still missing: advice from Corporate Communications" in told
    assert "Nothing has been done on Facebook" in told
    assert fake_desk.woken
    assert nameless(page) == []
    assert rich_places(page) == []


def test_no_key_approves(window: MainWindow, page: BlockPage, fake_desk: FakeDesk, qtbot: QtBot) -> None:
    asked(page, fake_desk, qtbot)
    advise(page, fake_desk, qtbot)
    assert not window.panel.confirm()
    assert not window.panel.confirm_and_next()
    for key in ("confirm", "confirm-next", "block"):
        window.commands.run(key)
    assert block_of(fake_desk).state is BlockState.WAITING_APPROVAL
    assert fake_desk.writer.call(lambda db: db.execute("SELECT count(*) FROM outbox").fetchone()) == (0,)


def test_a_wrong_pin_and_ones_own_are_refused_and_another_person_approves(
    page: BlockPage, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    asked(page, fake_desk, qtbot)
    form = advise(page, fake_desk, qtbot)
    sign(form, "Chris Adviser", "000000")
    form.confirm(approved=True)
    qtbot.waitUntil(lambda: "not the PIN" in words(form), timeout=5_000)
    sign(form, "Amara King")
    form.confirm(approved=True)
    qtbot.waitUntil(lambda: "their own request" in words(form), timeout=5_000)
    assert block_of(fake_desk).state is BlockState.WAITING_APPROVAL
    form.confirm(approved=False)
    assert "why it is not approved" in words(form)
    sign(form, "Chris Adviser")
    form.confirm(approved=True)
    until(qtbot, fake_desk, BlockState.APPROVED)
    qtbot.waitUntil(lambda: "Approved by Chris Adviser" in words(page), timeout=5_000)
    assert "not confirmed yet" in words(page)


def test_advice_by_telephone_needs_a_name_and_a_time_and_is_to_be_confirmed(
    page: BlockPage, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    asked(page, fake_desk, qtbot)
    form = page.status.forms[0]
    assert isinstance(form, AdviceForm)
    form.confirm()
    assert "how the advice is given" in words(form)
    form.choose("telephone", "for")
    form.words.setPlainText("Go ahead.")
    form.confirm()
    assert "Name who" in words(form)
    form.adviser.setText("Chris Adviser")
    form.time.setText("later")
    form.confirm()
    assert "hours and minutes" in words(form)
    form.time.setText(f"{fake_desk.clock().astimezone():%H:%M}")
    form.confirm()
    until(qtbot, fake_desk, BlockState.WAITING_APPROVAL)
    qtbot.waitUntil(lambda: "has not confirmed yet" in words(page), timeout=5_000)


def test_out_of_hours_a_threat_to_life_is_asked_about(
    window: MainWindow, fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    fake_desk.clock.move(hours=16)
    window.open_tab("block")
    page = window.panel.further.page
    assert isinstance(page, BlockPage)
    assert "waits until then" in words(page)
    fill_in(page)
    page.form.urgent.setChecked(True)
    assert page.button.accessibleName() == "Block at once: a life is threatened"
    assert not page.confirm()
    assert "whose life" in words(page)
    page.form.urgent_why.setPlainText("He says he is on his way to her.")
    page.form.urgent_told.setPlainText("On-call press officer, 01:40, no answer.")
    assert page.confirm()
    qtbot.waitUntil(lambda: bool(page.status.forms), timeout=5_000)
    block = block_of(fake_desk)
    assert (block.state, block.unapproved) == (BlockState.APPROVED, True)
    assert "it did not wait" in words(page)
    assert "looked at by nobody else yet" in words(page)
    assert "Approved" not in words(page)


def test_what_was_typed_is_there_again(
    window: MainWindow, page: BlockPage, fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    fill_in(page)
    window.panel.show_item(None)
    fake_desk.writer.call(lambda db: None)
    window.panel.show_item(item)
    window.open_tab("block")
    assert page.form.aim.toPlainText() == "To protect the witness."
    assert page.form.engaged.said == "Asked to stop, twice."
    assert page.confirm()
    qtbot.waitUntil(lambda: bool(page.status.forms), timeout=5_000)


def test_the_person_tab_and_the_register_show_it(
    window: MainWindow, page: BlockPage, fake_desk: FakeDesk, item: ItemId, qtbot: QtBot
) -> None:
    asked(page, fake_desk, qtbot)
    look_up_person(fake_desk, item)
    window.open_tab("person")
    window.panel.read_again()
    qtbot.waitUntil(lambda: window.panel.person.parts.isVisible(), timeout=5_000)
    window.panel.person.parts.setCurrentIndex(BLOCKS)
    qtbot.waitUntil(lambda: "Block: waiting for advice" in words(window.panel.person), timeout=5_000)
    register = BlockRegister(window)
    register.open()
    qtbot.waitUntil(lambda: bool(register.blocks), timeout=5_000)
    assert "Darren Whitlock: Waiting for advice" in words(register)
    assert "0 in force, 1 waiting" in words(register)
    assert nameless(register) == []
    assert rich_places(register) == []
    register.kind.setCurrentIndex(2)
    assert "None of that kind" in words(register)
    register.kind.setCurrentIndex(1)
    register.search.setText("nobody")
    assert "None of that kind" in words(register)
    register.search.setText("whitlock face")
    button(register, "Open the block of Darren Whitlock from Anyshire Police").click()
    assert window.panel.further.page is page


def test_the_numbers_are_saved_with_a_reason(
    window: MainWindow, page: BlockPage, fake_desk: FakeDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    asked(page, fake_desk, qtbot)
    file = tmp_path / "numbers.csv"
    form = NumbersForm(window, window, choose=lambda _parent: str(file))
    form.open()
    form.submit()
    assert not file.exists()
    form.reason.setPlainText("The yearly report.")
    form.submit()
    qtbot.waitUntil(file.exists, timeout=5_000)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("OFFICIAL")
    assert "Whitlock" not in text


def test_strangers_words_stay_words(window: MainWindow, fake_desk: FakeDesk) -> None:
    for words_of in list(HOSTILE.values())[:8]:
        (item,) = fake_desk.say(Said(author=words_of, text=words_of))
        window.panel.show_item(item)
        window.open_tab("block")
        assert rich_places(window.panel) == []


def test_due_is_said(fake_desk: FakeDesk, page: BlockPage, qtbot: QtBot) -> None:
    asked(page, fake_desk, qtbot)
    form = advise(page, fake_desk, qtbot)
    sign(form, "Chris Adviser")
    form.confirm(approved=True)
    until(qtbot, fake_desk, BlockState.APPROVED)
    fake_desk.execute("UPDATE evidence SET captured_ms = 1")
    fake_desk.execute("UPDATE outbox SET state = 'sending'")
    fake_desk.execute("UPDATE outbox SET state = 'confirmed', settled_ms = ?", to_ms(fake_desk.clock()))
    fake_desk.clock.move(days=120)
    block = block_of(fake_desk)
    assert block.due(to_ms(fake_desk.clock()))
    page.show_facts(page_facts(page))
    assert "In force, due for review" in words(page)
