"""The debrief on screen: marks with their clauses, a replay, disputes, and the files that are kept of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from socialdesk.packs import policy_book
from socialdesk.training.debrief import Debriefed, Outcome
from socialdesk.training.scenario import read_scenario
from socialdesk.training.scoring import score
from socialdesk.training.transcript import Act, Dispute, Look, Transcript
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.training.certificate import certificate_pdf, record_pdf
from socialdesk.ui.training.debrief import FILTERS, DebriefView
from socialdesk.ui.training.disputing import DisputeForm, TrainerForm
from tests.fakes.desk import FakeDesk, Said
from tests.fakes.hostile import HOSTILE
from tests.fakes.pdf_words import pages
from tests.fakes.screen import nameless, rich_places

BOOK = policy_book()
UNKIND = " ".join(HOSTILE[name] for name in ("bold", "picture", "qt mark", "turned round", "unseen"))
TEXT = f"""
format = 1
name = "A small evening"
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
key = "thanks"
on = "post"
by = "dale"
ago = "10m"
text = "Thank you"
[[comment]]
key = "name"
on = "post"
by = "dale"
at = 10
text = "It is Rowan"
answer = {{ do = "remove", grounds = ["identifies_person"], act = "delete", why = "He may be recognised." }}
[[comment]]
key = "second"
on = "post"
by = "dale"
at = 60
text = {msgspec.json.encode(UNKIND).decode()}
answer = {{ do = "remove", grounds = ["spam"], act = "hide", why = "It sells." }}
"""
SCENARIO = read_scenario(TEXT)
DONE = Transcript(
    scenario="small",
    seed=1,
    trainee="A. Trainee",
    began="2026-11-26T09:00:00+00:00",
    lasted=120.0,
    done=True,
    arrived={"post": 0.0, "thanks": 0.0, "name": 10.0, "second": 60.0},
    acts=(
        Act(at=30.0, do="remove", item="name", grounds=("identifies_person",), act="delete"),
        Act(at=80.0, do="keep", item="second", grounds=("spam",), text=UNKIND),
    ),
    looks=(Look(at=20.0, item="name"), Look(at=70.0, item="second")),
)


@dataclass
class Session:
    """What the view asks of a session: it keeps what it is told."""

    disputes: dict[str, Dispute] = field(default_factory=dict[str, Dispute])
    kept: list[Path] = field(default_factory=list[Path])

    def read(self) -> Debriefed:
        transcript = msgspec.structs.replace(DONE, disputes=dict(self.disputes))
        return Debriefed(scenario=SCENARIO, transcript=transcript, score=score(SCENARIO, transcript, BOOK))

    def dispute(self, mark: str, note: str) -> None:
        self.disputes[mark] = Dispute(note=note)

    def uphold(self, mark: str, upheld: bool | None) -> None:
        self.disputes[mark] = msgspec.structs.replace(self.disputes[mark], upheld=upheld)

    def keep(self, path: Path) -> None:
        path.write_text("kept", encoding="utf-8")
        self.kept.append(path)


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def view(fake_desk: FakeDesk, session: Session, qtbot: QtBot) -> DebriefView:
    fake_desk.say(Said(author="Writer", text="Hello there", minutes_ago=60))
    window = MainWindow(fake_desk.desk)
    qtbot.addWidget(window)
    window.show()
    window.make_complete()
    made = DebriefView(
        window,
        session.read(),
        read_again=session.read,
        dispute=session.dispute,
        uphold=session.uphold,
        keep=session.keep,
    )
    qtbot.addWidget(made)
    made.show()
    return made


def listed(view: DebriefView) -> list[str]:
    return [view.list.item(row).text() for row in range(view.list.count())]


def choose(view: DebriefView, words: str) -> None:
    (row,) = [place for place, text in enumerate(listed(view)) if words in text]
    view.list.setCurrentRow(row)


def test_what_was_to_be_decided_is_listed_first_and_then_all(view: DebriefView) -> None:
    assert [text.split()[0] for text in listed(view)] == ["0:10", "1:00"]
    view.filter.setCurrentIndex(1)
    assert [text.split()[0] for text in listed(view)] == ["1:00"]
    view.filter.setCurrentIndex(2)
    assert [text.split()[0] for text in listed(view)] == ["0:00", "0:10", "1:00"]
    assert set().union(*(wanted for _, wanted in FILTERS)) | {Outcome.NOT_COME} == set(Outcome)


def test_the_whole_is_a_share_and_every_kind_a_ratio(view: DebriefView) -> None:
    assert view.percent.text() == "50 %"
    words = [label.text() for label in view.ratios.findChildren(type(view.percent))]
    assert "1 of 2" in words
    assert "What was decided" in words


def test_the_slider_shows_what_had_come_by_then(view: DebriefView) -> None:
    view.slider.setValue(30)
    assert [text.split()[0] for text in listed(view)] == ["0:10"]
    assert view.at.text() == "0:30 of 2:00"


def test_a_replay_goes_on_by_itself_and_follows_what_was_looked_at(view: DebriefView, qtbot: QtBot) -> None:
    view.replay_times = 400.0
    view.replay.click()
    assert view.replay.text() == "Stop"
    qtbot.waitUntil(lambda: view.slider.value() >= view.slider.maximum(), timeout=15_000)
    assert view.key == "second"
    assert view.replay.text() == "Replay"


def test_a_mark_is_disputed_and_counts_once_it_is_upheld(
    view: DebriefView, session: Session, qtbot: QtBot
) -> None:
    choose(view, "1:00")
    (button,) = view.item.buttons
    button.click()
    (form,) = view.findChildren(DisputeForm)
    form.said.setCurrentIndex(1)
    form.submit()
    assert form.wrong.isVisible()
    form.note.setPlainText("It was gone already.")
    form.submit()
    qtbot.waitUntil(lambda: view.percent.text() == "100 %")
    assert session.disputes["second:decision"] == Dispute(note="It was gone already.", upheld=True)


def test_a_right_mark_has_nothing_to_dispute(view: DebriefView) -> None:
    choose(view, "0:10")
    assert view.item.buttons == []


def test_a_certificate_names_who_led_the_session(view: DebriefView, tmp_path: Path, qtbot: QtBot) -> None:
    made = certificate_pdf(DONE, view.found.score, SCENARIO, BOOK, "Insp. Fairweather")
    file = tmp_path / "c.pdf"
    form = TrainerForm(
        view, view.window_of, "certificate", lambda _: made, view.found, choose=lambda *_: str(file)
    )
    form.open()
    form.submit()
    assert form.wrong.isVisible()
    form.trainer.setText("Insp. Fairweather")
    form.submit()
    qtbot.waitUntil(lambda: bool(view.window_of.findChildren(Message)))
    assert file.read_bytes() == made


def words_of(content: bytes) -> str:
    """Without spaces: a PDF places words, and not every space between them is written."""
    return "".join("".join(pages(content)).split())


def test_record_and_certificate_bear_their_marking_and_nothing_of_a_stranger_runs(view: DebriefView) -> None:
    record = words_of(record_pdf(DONE, view.found.score, view.rows, SCENARIO, BOOK, "Insp. Fairweather"))
    for words in ("OFFICIAL", "A. Trainee", "It is Rowan", "clause 4.3", "50 %", "26/11/2026"):
        assert words.replace(" ", "") in record
    certificate = words_of(certificate_pdf(DONE, view.found.score, SCENARIO, BOOK, "Insp. Fairweather"))
    for words in ("OFFICIAL", "A. Trainee", "A small evening", "Insp. Fairweather", "50 %"):
        assert words.replace(" ", "") in certificate


def test_the_session_is_kept_where_it_is_told(
    view: DebriefView, session: Session, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "s.sdtraining"), ""))
    view.keep_session()
    qtbot.waitUntil(lambda: session.kept == [tmp_path / "s.sdtraining"])
    qtbot.waitUntil(lambda: bool(view.window_of.findChildren(Message)))


def test_everything_has_a_name_and_is_plain(view: DebriefView) -> None:
    choose(view, "1:00")
    assert nameless(view) == []
    assert rich_places(view) == []
