"""A session kept on a training desk fills the day of a training in the register, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from socialdesk.audit import queries
from socialdesk.packs import policy_book
from socialdesk.policy.working_days import local_day
from socialdesk.register.entries import RegisterEntry, everything, people_of
from socialdesk.training.scenario import read_scenario
from socialdesk.training.scoring import score
from socialdesk.training.session_file import keep
from socialdesk.training.transcript import Act, Transcript
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.plain_text import PlainEdit, PlainLine
from socialdesk.ui.register.account_forms import review_form
from socialdesk.ui.register.kept_session import take_session
from socialdesk.ui.register.people_forms import training_form
from tests.fakes.desk import FakeDesk
from tests.fakes.register_scene import put_register

TEXT = """
format = 1
name = "A small <b>evening</b>"
[people]
dale = "Dale Pritchley"
[[page]]
key = "force"
name = "Anyshire Police"
username = "anyshire"
[[post]]
key = "post"
page = "force"
ago = "1h"
text = "A man has been arrested."
[[comment]]
key = "name"
on = "post"
by = "dale"
ago = "10m"
text = "It is Rowan"
answer = { do = "remove", grounds = ["identifies_person"], why = "He may be recognised." }
"""
DONE = Transcript(
    scenario="small",
    seed=1,
    trainee="Jo Reed1",
    began="2026-03-02T23:30:00+00:00",
    lasted=60.0,
    done=True,
    arrived={"post": 0.0, "name": 0.0},
    acts=(Act(at=30.0, do="remove", item="name", grounds=("identifies_person",), act="delete"),),
)


@pytest.fixture
def window(fake_desk: FakeDesk) -> Iterator[MainWindow]:
    fake_desk.writer.call(
        lambda db: put_register(db, fake_desk.clock(), fake_desk.desk.book.hours, number=12)
    )
    made = MainWindow(fake_desk.desk)
    made.show()
    made.make_complete()
    yield made
    made.close()
    made.deleteLater()


def kept(folder: Path, transcript: Transcript = DONE) -> Path:
    path = folder / "session.sdtraining"
    scenario = read_scenario(TEXT)
    keep(path, scenario_text=TEXT, transcript=transcript, score=score(scenario, transcript, policy_book()))
    return path


def held(fake: FakeDesk) -> RegisterEntry:
    """An account that somebody has."""
    return fake.writer.call(
        lambda db: next(each for each in everything(db, fake.desk.book.hours) if people_of(db, each.id))
    )


def test_a_kept_session_fills_the_day_and_says_what_came_of_it(
    fake_desk: FakeDesk, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    entry = held(fake_desk)
    person = fake_desk.writer.call(lambda db: people_of(db, entry.id))[0]
    recorded: list[object] = []
    form = training_form(window, window, entry, person, recorded.append)
    form.open()
    began = fake_desk.clock() - timedelta(days=40)
    path = kept(tmp_path, msgspec.structs.replace(DONE, began=began.isoformat()))
    trained = local_day(began, fake_desk.desk.book.hours)
    about = form.fields["about"]
    assert isinstance(about, PlainEdit)
    about.setPlainText("In the training room.")
    take_session(form, window, path, day="trained_on", words="about")
    qtbot.waitUntil(lambda: "100 %" in about.toPlainText())
    on = form.fields["trained_on"]
    assert isinstance(on, PlainLine)
    assert on.text() == f"{trained:%d/%m/%Y}"
    assert about.toPlainText().startswith(
        "In the training room.\nSession “A small <b>evening</b>” of Jo Reed1: 100 %"
    )
    form.submit()
    qtbot.waitUntil(lambda: bool(recorded))
    after = fake_desk.writer.call(lambda db: people_of(db, entry.id))[0]
    assert after.trained_on == trained
    newest = fake_desk.writer.call(lambda db: queries.recent(db, 1))[0]
    assert "100 %" in str(newest)


def test_one_that_was_broken_off_or_is_no_session_is_refused_and_nothing_is_lost(
    fake_desk: FakeDesk, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    form = review_form(window, window, held(fake_desk), lambda _: None)
    form.open()
    words = form.fields["words"]
    assert isinstance(words, PlainEdit)
    words.setPlainText("Typed before")
    take_session(
        form, window, kept(tmp_path, msgspec.structs.replace(DONE, done=False)), day="words", words="words"
    )
    qtbot.waitUntil(lambda: "broken off" in form.wrong.text())
    other = tmp_path / "other.sdtraining"
    other.write_text("hello", encoding="utf-8")
    take_session(form, window, other, day="words", words="words")
    qtbot.waitUntil(lambda: "no session" in form.wrong.text())
    assert words.toPlainText() == "Typed before"
