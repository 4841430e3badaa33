"""Marking, protecting, parking and telling through the window (4.2a, 4.3b)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.inbox import piles, proceedings
from socialdesk.inbox.proceedings import Reader, Stage
from socialdesk.inbox.watchlist import protect, watch_list
from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection
from socialdesk.triage.api import ProtectedKind
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.notify import Notifier
from socialdesk.ui.watch_list import WatchListForm
from socialdesk.ui.watching.dealing import ToldForm
from socialdesk.ui.watching.proceedings_form import ProceedingsForm
from tests.fakes.desk import A_KING, FakeDesk, Said, make_desk
from tests.fakes.screen import nameless

SECRET = "Jamie Poole"
POST = "A man has been arrested after a robbery in Market Street. He is in custody tonight."
OSCAR = Person("Sam Oscar", Role.OSCAR_1)

Opened = Callable[..., tuple[FakeDesk, MainWindow]]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    held: list[tuple[FakeDesk, MainWindow]] = []

    def made(person: Person = A_KING, number: int = 3) -> tuple[FakeDesk, MainWindow]:
        fake = make_desk(
            tmp_path / str(len(held)),
            person=person,
            account_names=("Anyshire Police", "North Patrol"),
            grounds={"hang": "threatening", SECRET: "identifies_person"},
        )
        said = [
            Said(author=f"Person {each}", text=f"Number {each}", post="arrest", post_text=POST, minutes_ago=5)
            for each in range(number)
        ]
        fake.say(
            *said,
            Said(author="Rita", text="hang him", post="arrest", post_text=POST, minutes_ago=4),
            Said(author="Max", text="shared", post="arrest", post_text=POST, minutes_ago=3, account=1),
        )
        window = MainWindow(fake.desk)
        held.append((fake, window))
        window.resize(1366, 768)
        window.show()
        qtbot.waitExposed(window)
        window.make_complete()
        window.show_item(first(fake))
        qtbot.waitUntil(lambda: window.conversation.facts is not None)
        return fake, window

    yield made
    for fake, window in held:
        window.close()
        fake.close()


def first(fake: FakeDesk) -> ItemId:
    row = fake.desk.read.execute("SELECT min(id) FROM items").fetchone()
    assert row is not None
    return ItemId(row[0])


def posts(fake: FakeDesk) -> list[ThreadId]:
    return [
        ThreadId(row[0]) for row in fake.desk.read.execute("SELECT id FROM threads ORDER BY id").fetchall()
    ]


def form_of(kind: type[QWidget]) -> QWidget:
    found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
    assert len(found) == 1
    return found[0]


def words_in(window: QWidget) -> str:
    labels = [each.text() for each in window.findChildren(QLabel) if each.isVisible()]
    buttons = [each.text() for each in window.findChildren(QPushButton) if each.isVisible()]
    return "\n".join([*labels, *buttons])


@pytest.mark.clause("R5")
def test_a_post_is_marked_with_its_reshares_and_names(opened: Opened, qtbot: QtBot) -> None:
    fake, window = opened()
    assert "Are proceedings active?" in words_in(window)
    window.conversation.case.case.button.click()
    form = form_of(ProceedingsForm)
    assert isinstance(form, ProceedingsForm)
    qtbot.waitUntil(lambda: form.case.count() > 0)
    assert len(form.boxes) == 1
    assert nameless(form) == []
    form.submit()
    assert form.wrong.text() == "Give the case a name."
    form.case_name.setText("Market Street")
    form.names.setText(f"{SECRET}, Ann Other")
    form.readers.setText("Lee Holder")
    form.submit()
    qtbot.waitUntil(lambda: bool(fake.checked))

    (case,) = proceedings.cases(fake.desk.read)
    assert (case.case_name, case.stage, case.threads) == ("Market Street", Stage.ARREST, tuple(posts(fake)))
    assert case.readers == (Reader(name="Lee Holder"),)
    assert [each.words for each in watch_list(fake.desk.read)] == [SECRET, "Ann Other"]
    assert fake.checked == [None], "a new name is looked for in everything"
    qtbot.waitUntil(lambda: "Proceedings active: arrest" in words_in(window))
    assert "2 protected entries. 2 posts." in words_in(window)


@pytest.mark.clause("R5")
def test_they_are_ended_with_a_reason(opened: Opened, qtbot: QtBot) -> None:
    fake, window = opened()
    fake.writer.call(lambda db: _mark(db, fake))
    window.commands.run("proceedings")
    form = form_of(ProceedingsForm)
    assert isinstance(form, ProceedingsForm)
    qtbot.waitUntil(lambda: form.case.count() == 2)
    form.over.click()
    assert "how you know" in form.wrong.text()
    form.why.setText("Acquitted, the court's list says")
    form.over.click()
    qtbot.waitUntil(lambda: bool(fake.checked))
    assert proceedings.cases(fake.desk.read) == []
    qtbot.waitUntil(lambda: "Proceedings ended on" in words_in(window))


@pytest.mark.clause("R5", "P5", "R9")
def test_a_protected_word_is_nowhere_for_those_who_may_not_see_it(
    opened: Opened, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake, window = opened(OSCAR)
    fake.writer.call(lambda db: _mark(db, fake, words=SECRET))
    shown: list[tuple[str, str]] = []
    notifier = Notifier(fake.desk, show=lambda title, text: shown.append((title, text)), parent=window)
    window.tasks.changed.connect(notifier.take)
    fake.say(
        Said(
            author="Zed",
            text=f"it was {SECRET} who should hang",
            post="arrest",
            post_text=POST,
            minutes_ago=1,
        )
    )
    window.commands.run("watch-list")
    form = form_of(WatchListForm)
    assert isinstance(form, WatchListForm)
    qtbot.waitUntil(lambda: "A protected name" in words_in(form))
    window.conversation.read_again()

    everywhere = [form, *form.findChildren(QWidget), window, window.conversation.case]
    everywhere += window.conversation.case.findChildren(QWidget)
    said = "\n".join(
        f"{each.windowTitle()} {each.accessibleName()} {each.accessibleDescription()} {each.toolTip()}"
        f" {each.property('text') or ''}"
        for each in everywhere
    )
    for part in (SECRET, "Poole", "R v Secret"):
        assert part not in said
        assert part not in caplog.text
        assert part not in "".join(title + text for title, text in shown)
    assert "Proceedings active: charge" in words_in(window)
    take_off = next(each for each in form.findChildren(QPushButton) if each.text() == "Take off")
    assert not take_off.isEnabled()

    form.words.setText("Another Name")
    form.submit()
    qtbot.waitUntil(lambda: fake.checked == [None])
    assert [each.words for each in watch_list(fake.desk.read)] == [SECRET, "Another Name"]


@pytest.mark.clause("I4")
def test_a_busy_post_is_seen_parked_and_put_back(opened: Opened, qtbot: QtBot) -> None:
    fake, window = opened(number=60)
    bar = window.list.piles
    qtbot.waitUntil(bar.isVisible)
    assert "Unusual: 61 comments in 10 minutes" in bar.title.text()
    assert "For Corporate Communications" in bar.about.text()
    assert nameless(bar) == []
    bar.show_post.click()
    qtbot.waitUntil(lambda: window.item == piles.newest(fake.desk.read, ThreadId(1)))
    flagged = fake.desk.read.execute("SELECT id FROM items WHERE text = 'hang him'").fetchone()
    assert flagged is not None
    window.show_item(ItemId(flagged[0]))
    bar.park.click()
    qtbot.waitUntil(lambda: bar.aside.text() == "60 comments put aside under 1 parked post")
    qtbot.waitUntil(lambda: window.list.count.text() == "2")
    assert "Parked by Amara King" in words_in(window)

    bar.told.click()
    qtbot.waitUntil(lambda: "knows (Amara King)" in bar.about.text())
    bar.show_aside.click()
    qtbot.waitUntil(lambda: window.list.count.text() == "61 found")
    window.show_place("inbox")
    window.commands.run("park")
    qtbot.waitUntil(lambda: window.list.count.text() == "62")
    bar.over.click()
    qtbot.waitUntil(bar.isHidden)
    assert piles.going_on(fake.desk.read) == []


@pytest.mark.clause("I4", "I2")
def test_out_of_hours_it_says_whom_to_ring(opened: Opened, qtbot: QtBot) -> None:
    fake, window = opened(OSCAR, number=60)
    fake.execute("UPDATE pile_ons SET off_duty = 1")
    window.watch.refresh()
    bar = window.list.piles
    assert "Off duty: ring the on-call press officer" in bar.about.text()
    bar.told.click()
    form = form_of(ToldForm)
    assert isinstance(form, ToldForm)
    form.submit()
    assert form.wrong.text() == "Give the name of whom you told."
    form.whom.setText("Jo Press, by telephone")
    form.submit()
    qtbot.waitUntil(lambda: "knows (Sam Oscar)" in bar.about.text())


def _mark(db: Connection, fake: FakeDesk, *, words: str = "") -> None:
    case = proceedings.mark(
        db,
        case_name="R v Secret",
        stage=Stage.CHARGE,
        since=fake.clock(),
        threads=[ThreadId(1)],
        now=fake.clock(),
        by=A_KING,
    )
    if words:
        protect(db, proceedings_id=case, kind=ProtectedKind.NAME, words=words, now=fake.clock(), by=A_KING)
