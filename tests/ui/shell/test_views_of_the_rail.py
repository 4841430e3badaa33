"""What the rail offers: what needs a reply, what was done today, and searches under a name (I1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from socialdesk.decisions.handling import mark_done
from socialdesk.inbox.saved_views import save_view, saved_views
from socialdesk.inbox.watchlist import add_words
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.saved_searches import PROTECTED, SaveForm
from tests.fakes.desk import FakeDesk, Said, make_desk


@pytest.fixture
def fake_desk(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds={"When": "question"})
    yield made
    made.close()


@pytest.fixture
def window(fake_desk: FakeDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    fake_desk.say(
        Said(author="Ann", text="When does the road open?", minutes_ago=9),
        Said(author="Bob", text="You idiot", minutes_ago=8),
        Said(author="Cid", text="Nothing about the road", minutes_ago=7),
    )
    made = MainWindow(fake_desk.desk)
    made.resize(1366, 768)
    made.show()
    qtbot.waitUntil(lambda: made.complete)
    yield made
    made.close()


def texts(window: MainWindow) -> list[str]:
    found = [window.list.model.row_at(at) for at in range(window.list.model.rowCount())]
    return [row.untrusted_text for row in found if row is not None]


def labels(window: MainWindow) -> list[str]:
    return [button.accessibleName() for button in window.rail.buttons()]


@pytest.mark.clause("I1")
def test_what_needs_a_reply_and_what_was_done_today_are_places_of_the_rail(
    window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    window.show_place("reply")
    assert texts(window) == ["When does the road open?"]
    assert "Needs a reply, 1" in labels(window)
    window.show_place("today")
    assert texts(window) == []
    one = fake_desk.say(Said(author="Dee", text="All fine"))[0]
    window.tasks.write(lambda db: mark_done(db, item_id=one, now=fake_desk.clock(), by=fake_desk.desk.person))
    qtbot.waitUntil(lambda: texts(window) == ["All fine"], timeout=5_000)
    fake_desk.clock.move(days=1)
    window.show_place("today")
    assert texts(window) == []


@pytest.mark.clause("I1")
def test_a_search_is_saved_run_from_the_rail_and_taken_out_again(
    window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    assert not window.list.keep.isVisible()
    window.list.search.setText("is:open is:flagged")
    qtbot.waitUntil(lambda: window.list.keep.isVisible())
    window.list.keep.click()
    form = window.findChild(SaveForm)
    assert form is not None
    form.submit()
    assert form.wrong.text() == "Give it a name."
    form.name.setText("Flagged and open")
    form.submit()
    qtbot.waitUntil(lambda: "Flagged and open" in labels(window), timeout=5_000)
    assert [each.words for each in saved_views(fake_desk.desk.read)] == ["is:open is:flagged"]
    window.show_place("inbox")
    assert not window.list.keep.isVisible()
    button = next(each for each in window.rail.buttons() if each.accessibleName() == "Flagged and open")
    assert isinstance(button, QAbstractButton)
    button.click()
    qtbot.waitUntil(lambda: texts(window) == ["When does the road open?"], timeout=5_000)
    assert window.list.title.text() == "Flagged and open"
    assert window.list.keep.text() == "Take this search out of the rail"
    window.list.search.setText("is:open")
    qtbot.waitUntil(lambda: window.list.title.text() == "Search")
    assert window.list.keep.text() == "Save this search…"
    window.list.search.setText("is:open is:flagged")
    qtbot.waitUntil(lambda: window.list.title.text() == "Flagged and open")
    window.commands.run("end-saved")
    qtbot.waitUntil(lambda: "Flagged and open" not in labels(window), timeout=5_000)
    assert window.list.search.text() == ""


def test_saved_searches_stand_above_the_accounts(
    window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    fake_desk.writer.call(lambda db: save_view(db, name="Roads", words="road", by_name="A", now_ms=1))
    window.watch.refresh()
    shown = labels(window)
    account = next(at for at, each in enumerate(shown) if each.startswith("Anyshire"))
    assert shown.index("Everything") < shown.index("Roads") < account


@pytest.mark.parametrize("command", ["save-search", "end-saved"])
def test_without_a_search_it_is_said_what_to_do(window: MainWindow, command: str) -> None:
    window.commands.run(command)
    message = window.findChild(Message)
    assert message is not None
    message.close()


@pytest.mark.clause("R9")
@pytest.mark.parametrize(("name", "words"), [("About Jamie Park", "is:open"), ("Case", "jamie park")])
def test_no_protected_words_come_into_the_rail(
    window: MainWindow, fake_desk: FakeDesk, name: str, words: str
) -> None:
    fake_desk.writer.call(
        lambda db: add_words(
            db, case_name="Case", words="Jamie Park", now=fake_desk.clock(), by=fake_desk.desk.person
        )
    )
    form = SaveForm(window, window, words)
    form.open()
    form.name.setText(name)
    form.submit()
    assert form.wrong.text() == PROTECTED
    assert "Park" not in form.wrong.text()
    assert saved_views(fake_desk.desk.read) == []
    form.close()


def test_a_name_that_cannot_be_kept_is_told_in_the_form(window: MainWindow, qtbot: QtBot) -> None:
    form = SaveForm(window, window, "x" * 600)
    form.open()
    form.name.setText("Long")
    form.submit()
    qtbot.waitUntil(lambda: "at most" in form.wrong.text(), timeout=5_000)
    form.close()


@pytest.mark.clause("I1")
def test_a_saved_search_shows_how_many_it_finds_up_to_99_and_counts_off_the_screens_thread(
    window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    fake_desk.writer.call(lambda db: save_view(db, name="Road", words="is:open", by_name="A", now_ms=1))
    fake_desk.writer.call(
        lambda db: save_view(db, name="Nobody", words="author:nobody", by_name="A", now_ms=1)
    )
    window.watch.refresh()
    assert "Road" in labels(window)
    qtbot.waitUntil(lambda: "Road, 3" in labels(window), timeout=10_000)
    assert "Nobody" in labels(window)
    fake_desk.say(*(Said(author=f"P{at}", text=f"You idiot {at}") for at in range(120)))
    window.saved_counts._begin()  # pyright: ignore[reportPrivateUsage]  (which its timer does)
    qtbot.waitUntil(lambda: "Road, 99+" in labels(window), timeout=10_000)
