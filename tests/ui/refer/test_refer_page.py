"""Passing things on, in the panel: a number to ring, sheets to copy, a draft to save, and who sees what."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.decisions import referring
from socialdesk.decisions.referring_rows import ReferralKind, for_item
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.ui.review.panel import SidePanel
from socialdesk.ui.review.refer import ReferPage
from socialdesk.ui.review.refer_dealing import clock_time
from socialdesk.ui.review.refer_parts import running
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import NOW, FakeDesk, Said
from tests.fakes.hostile import HOSTILE, hostile
from tests.fakes.screen import magenta_picture, magenta_pixels, nameless, rich_places


@pytest.fixture
def item(fake_desk: FakeDesk) -> ItemId:
    return fake_desk.say(Said(author="Darren Whitlock", text="How many drones do you have? I'll get you."))[0]


@pytest.fixture
def panel(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> Iterator[SidePanel]:
    made = SidePanel(fake_desk.desk, tasks)
    qtbot.addWidget(made)
    tasks.changed.connect(made.refresh)
    made.resize(330, 700)
    made.show()
    yield made
    made.hide()


def page_of(panel: SidePanel, item: ItemId) -> ReferPage:
    panel.show_item(item)
    panel.open_tab("refer")
    page = panel.further.page
    assert isinstance(page, ReferPage)
    return page


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def count(fake_desk: FakeDesk, where: str = "1") -> int:
    row = fake_desk.desk.read.execute(f"SELECT count(*) FROM referrals WHERE {where}").fetchone()
    assert row is not None
    return int(row[0])


def card_there(page: ReferPage, qtbot: QtBot, kind: ReferralKind) -> None:
    qtbot.waitUntil(lambda: any(each.referral.kind is kind for each in page.cards.values()), timeout=20_000)


def open_crime(page: ReferPage, qtbot: QtBot) -> None:
    page.choices[ReferralKind.CRIME].click()
    form = page.forms[ReferralKind.CRIME]
    form.restore({"details": {"note": "Since May."}, "categories": ["targeted"]})
    assert page.confirm()
    card_there(page, qtbot, ReferralKind.CRIME)


@pytest.mark.clause("B2", "R7")
def test_one_press_shows_the_number_and_starts_the_clock(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    page = page_of(panel, item)
    page.threat.click()
    page.threat.click()
    card_there(page, qtbot, ReferralKind.THREAT)
    (made,) = page.cards.values()
    assert "999" in words(made)
    assert "control room not told" in made.clock.text()
    fake_desk.clock.move(seconds=252)
    page._ticking()
    assert "4:12" in made.clock.text()
    assert count(fake_desk) == 1
    assert page.threat.isHidden()
    form = made.forms["tell"]
    assert form.lines["told"].text() == f"{fake_desk.clock().astimezone():%H:%M}", "as the clock stands now"
    assert form.lines["told_by"].text() == "Amara King"
    form.lines["incident"].setText("NP-77")
    form.lines["told"].setText("quarter past")
    form.confirm()
    assert "hours and minutes" in words(made)
    form.lines["told"].setText(f"{fake_desk.clock().astimezone():%H:%M}")
    form.confirm()
    qtbot.waitUntil(lambda: count(fake_desk, "told_ms IS NOT NULL") == 1, timeout=20_000)
    qtbot.waitUntil(lambda: "incident number NP-77" in words(made), timeout=20_000)
    assert made.forms["tell"].isHidden()
    made.closing.click()
    made.forms["close"].confirm()
    qtbot.waitUntil(lambda: "Say why it is closed" in words(made), timeout=20_000)
    made.forms["close"].lines["reason"].setText("Found safe.")
    made.closing.click()
    made.forms["close"].confirm()
    qtbot.waitUntil(lambda: "Closed" in words(made), timeout=20_000)


@pytest.mark.clause("B2")
def test_a_crime_becomes_a_sheet_of_plain_text_to_copy_and_stays_open_until_its_reference(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    page = page_of(panel, item)
    open_crime(page, qtbot)
    assert fake_desk.woken, "the evidence is asked for at once"
    (made,) = page.cards.values()
    labels = [field.label for field in made.sheet.fields]
    assert {"What it is", "The words", "Evidence", "Written by", "Link"} - set(labels) <= {"Link"}
    made.sheet.all.click()
    clipboard = QGuiApplication.clipboard()
    assert clipboard.mimeData().hasText()
    assert not clipboard.mimeData().hasHtml()
    for told in ("I'll get you.", "Since May.", "SHA-256", "harassment"):
        assert told in clipboard.text()
    button = next(
        each for each in made.sheet.findChildren(QPushButton) if each.accessibleName() == "Copy: The words"
    )
    button.click()
    assert clipboard.text() == "How many drones do you have? I'll get you."
    made.closing.click()
    made.forms["close"].confirm()
    qtbot.waitUntil(lambda: "without one" in words(made), timeout=20_000)
    made.forms["reference"].lines["reference"].setText("26000123")
    made.forms["reference"].confirm()
    qtbot.waitUntil(lambda: "Crime reference 26000123." in words(made), timeout=20_000)
    assert count(fake_desk, "closed_ms IS NOT NULL") == 1


@pytest.mark.clause("B2")
def test_a_crime_without_a_category_says_so_and_keeps_what_was_typed(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    page = page_of(panel, item)
    page.choices[ReferralKind.CRIME].click()
    form = page.forms[ReferralKind.CRIME]
    form.restore({"details": {"note": "Since May."}, "categories": []})
    page.confirm()
    qtbot.waitUntil(lambda: "Choose the category" in words(form), timeout=20_000)
    assert form.content()["details"]["note"] == "Since May."
    assert count(fake_desk) == 0


@pytest.mark.clause("I6")
def test_a_request_is_noted_drafted_and_shown_with_its_twenty_working_days(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    page = page_of(panel, item)
    page.choices[ReferralKind.FOI].click()
    page.forms[ReferralKind.FOI].restore({"details": {"seen_name": "there", "given_name": "Kim Citizen"}})
    assert page.confirm()
    card_there(page, qtbot, ReferralKind.FOI)
    (made,) = page.cards.values()
    shown = words(made)
    assert "Received Tue 18 Nov 2025" in shown
    assert "20 working days end on Tue 16 Dec 2025: 20 working days left." in shown
    assert "It is there. Kim Citizen" in shown
    assert "valid" not in shown
    path = tmp_path / "draft.eml"
    page.save_draft(made.referral.id, path, open_it=False)
    qtbot.waitUntil(lambda: path.exists() and path.stat().st_size > 0, timeout=20_000)
    parsed = email.message_from_bytes(path.read_bytes())
    assert parsed["X-Unsent"] == "1"
    page.save_draft(made.referral.id, tmp_path / "no such folder" / "draft.eml", open_it=False)
    qtbot.waitUntil(lambda: "could not be saved" in words(made), timeout=20_000)
    next(each for each in made.findChildren(QPushButton) if each.property("step") == "forwarded").click()
    qtbot.waitUntil(lambda: "Passed on" in words(made), timeout=20_000)


@pytest.mark.clause("R10", "A6")
def test_of_a_breach_another_person_at_the_desk_sees_only_that_there_is_a_referral(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    page = page_of(panel, item)
    page.choices[ReferralKind.BREACH].click()
    page.forms[ReferralKind.BREACH].restore(
        {"details": {"to": "Line manager", "who": "Jo Copper", "concern": "Off duty, as an officer."}}
    )
    page.forms[ReferralKind.BREACH].touched()
    page.keep_draft()
    fake_desk.desk.person = Person("Ola Oscar", Role.OSCAR_1)
    panel.show_item(None)
    page = page_of(panel, item)
    assert page.forms[ReferralKind.BREACH].content()["details"]["who"] == ""
    assert not page.choices[ReferralKind.BREACH].isEnabled()
    fake_desk.desk.person = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)
    panel.show_item(None)
    page = page_of(panel, item)
    assert page.forms[ReferralKind.BREACH].content()["details"]["who"] == "Jo Copper"
    assert page.confirm()
    card_there(page, qtbot, ReferralKind.BREACH)
    assert "Jo Copper" in words(panel)
    fake_desk.desk.person = Person("Ola Oscar", Role.OSCAR_1)
    panel.read_again()
    shown = words(panel)
    assert "Jo Copper" not in shown
    assert "Off duty" not in shown
    assert "There is a referral, open." in shown
    panel.open_tab("record")
    qtbot.wait(100)
    assert "Jo Copper" not in words(panel)


def test_what_was_typed_is_there_on_return_and_gone_once_it_is_opened(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    other = fake_desk.say(Said(author="Kim", text="Hello"))[0]
    page = page_of(panel, item)
    page.choices[ReferralKind.CRIME].click()
    form = page.forms[ReferralKind.CRIME]
    form.restore({"details": {"note": "Since May."}, "categories": ["targeted"]})
    panel.show_item(other)
    page = page_of(panel, other)
    assert form.content() == {"details": {"harm": "", "note": ""}, "categories": []}
    page = page_of(panel, item)
    assert form.content()["details"]["note"] == "Since May."
    assert page.confirm()
    card_there(page, qtbot, ReferralKind.CRIME)
    row = fake_desk.desk.read.execute("SELECT count(*) FROM drafts").fetchone()
    assert row == (0,)
    assert form.isHidden()


def test_a_step_that_another_person_took_is_refused_and_said(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    page = page_of(panel, item)
    open_crime(page, qtbot)
    (made,) = page.cards.values()
    fake_desk.writer.call(
        lambda db: referring.close_referral(
            db, referral_id=made.referral.id, reason="Twice.", now=fake_desk.clock(), by=fake_desk.desk.person
        )
    )
    made.forms["reference"].lines["reference"].setText("1")
    made.forms["reference"].confirm()
    qtbot.waitUntil(lambda: "not open any more" in words(made), timeout=20_000)


@pytest.mark.parametrize("kind", list(ReferralKind))
def test_every_part_fits_and_every_control_has_a_name(
    panel: SidePanel, item: ItemId, fake_desk: FakeDesk, qtbot: QtBot, kind: ReferralKind
) -> None:
    page = page_of(panel, item)
    if kind in page.choices:
        page.choices[kind].click()
        qtbot.wait(20)
        assert nameless(panel) == []
    details = {"to": "Line manager", "concern": "x"} if kind is ReferralKind.BREACH else {}
    fake_desk.writer.call(
        lambda db: referring.open_referral(
            db, item_id=item, kind=kind, details=details, book=fake_desk.desk.book, now=fake_desk.clock(),
            by=fake_desk.desk.person, categories=["targeted"],
        )
    )  # fmt: skip
    panel.read_again()
    qtbot.waitUntil(lambda: bool(page.cards))
    qtbot.wait(1)  # until it is laid out
    assert nameless(panel) == []
    wide = [
        each
        for each in panel.findChildren(QWidget)
        if each.isVisible() and each.mapTo(panel, each.rect().topRight()).x() > panel.width()
    ]
    assert wide == []


def test_what_strangers_write_is_words_here_too(
    panel: SidePanel, fake_desk: FakeDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    texts = [text[:20_000] for text in hostile(magenta_picture(tmp_path / "x.png")).values()]
    items = fake_desk.say(
        *(
            Said(author=text[:2_000], text=text, post=f"post {n}", post_text=text, minutes_ago=100 - n)
            for n, text in enumerate(texts)
        )
    )
    assert len(items) == len(HOSTILE)
    for item in items:
        for kind in (ReferralKind.CRIME, ReferralKind.FOI):
            fake_desk.writer.call(
                lambda db, item=item, kind=kind: referring.open_referral(
                    db, item_id=item, kind=kind, details={}, book=fake_desk.desk.book, now=fake_desk.clock(),
                    by=fake_desk.desk.person, categories=["targeted"],
                )
            )  # fmt: skip
        page = page_of(panel, item)
        assert len(page.cards) == 2
        qtbot.wait(1)
        assert rich_places(panel) == []
        assert magenta_pixels(panel) == 0


def test_the_forces_own_words_are_not_referred(panel: SidePanel, fake_desk: FakeDesk) -> None:
    first, _ = fake_desk.say(Said(author="Us", text="Hello", by_force=True), Said(author="Kim", text="Hi"))
    panel.show_item(first)
    panel.open_tab("refer")
    assert panel.further.page is None


@pytest.mark.parametrize(
    ("typed", "minutes_ago"),
    [("now", None), ("", None), ("25:00", None), ("12:60", None), ("9:4", None), ("1234567", None)],
)
def test_a_time_that_is_none_is_refused(typed: str, minutes_ago: int | None) -> None:
    assert clock_time(typed, NOW) is minutes_ago


def test_a_time_of_the_clock_is_the_last_time_it_showed_that() -> None:
    here = NOW.astimezone()
    for form in ("%H:%M", "%H.%M", "%H%M"):
        assert clock_time(here.strftime(form), NOW) == here.replace(second=0, microsecond=0)
    late = here.replace(hour=23, minute=59)
    found = clock_time("23:59", NOW)
    assert found is not None
    assert (late - found).days == (1 if late > here else 0)


def test_a_clock_says_hours_only_where_there_are_any() -> None:
    assert [running(timedelta(seconds=each)) for each in (-3, 0, 252, 3_852)] == [
        "0:00",
        "0:00",
        "4:12",
        "1:04:12",
    ]


def test_what_a_person_may_see_is_read_for_that_person(fake_desk: FakeDesk, item: ItemId) -> None:
    assert for_item(fake_desk.desk.read, item, person=fake_desk.desk.person) == ()
