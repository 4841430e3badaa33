"""Whatever a stranger writes is only words: no picture, no file, no style, no freeze, in any part of the shell."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QTextBrowser, QTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.errors import BugError, UserFacingError
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, DecisionId, ItemId, OutboxId
from socialdesk.model.people import Person, Role
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State
from socialdesk.ui.dialogs import PersonForm, UnsettledForm
from socialdesk.ui.inbox.list_pane import ListPane
from socialdesk.ui.inbox.rail import Rail
from socialdesk.ui.inbox.rail_button import Entry
from socialdesk.ui.messages import Choice, ask, tell, tell_error
from socialdesk.ui.plain_text import (
    ElidedLabel,
    PlainEdit,
    PlainLabel,
    PlainView,
    button_words,
    elided,
    one_line,
    tip,
    visible,
)
from socialdesk.ui.status import Notice, StatusBar
from socialdesk.ui.status_words import Said as StatusSaid
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.undo_bar import UndoBar
from tests.fakes.desk import FakeDesk, Said
from tests.fakes.hostile import HOSTILE, hostile
from tests.fakes.screen import Pipe, hover, magenta_picture, magenta_pixels, nameless, pipe, rich_places


def unclear(text: str) -> PendingRow:
    return PendingRow(
        outbox_id=OutboxId(1),
        item_id=ItemId(1),
        account_id=AccountId(1),
        decision_id=DecisionId(1),
        kind=ActionKind.REPLY,
        state=State.UNKNOWN,
        label=text,
        not_before_ms=0,
        queued_ms=0,
        settled_ms=None,
        can_cancel=False,
        needs_person=True,
        reason=text,
        text=text,
    )


def labels(text: str) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    for made in (
        PlainLabel(text, wrap=True),
        PlainLabel(text),
        ElidedLabel(text),
        PlainView(text, name="Words"),
    ):
        column.addWidget(made)
    box.setWindowTitle(one_line(text))
    tip(box, text)
    box.resize(500, 400)
    return box


def typed(text: str) -> QWidget:
    edit = PlainEdit(name="Words")
    QApplication.clipboard().setText(text[:200_000])
    edit.paste()
    edit.resize(400, 200)
    return edit


def rail(text: str) -> QWidget:
    made = Rail(text)
    made.set_accounts(
        [Entry(key="account:1", label=text, network=Network.FACEBOOK, health="key", health_words=text)]
    )
    made.person.show_person(text, text)
    made.resize(236, 500)
    return made


def status(text: str) -> QWidget:
    bar = StatusBar()
    for notice in bar.notices():
        notice.say(StatusSaid(text, "warning", "warning", text))
    bar.resize(1366, 40)
    return bar


def undo(text: str) -> QWidget:
    bar = UndoBar(lambda: 0)
    bar.show_rows([unclear(text)], {1: one_line(text, 60)})
    bar.resize(900, 80)
    return bar


PLACES: dict[str, Callable[[str], QWidget]] = {
    "labels": labels,
    "what is typed": typed,
    "rail": rail,
    "status": status,
    "undo bar": undo,
    "message": lambda text: tell(None, text, text, text),
    "error": lambda text: tell_error(None, UserFacingError(text, kept=text, to_do=text), doing=text),
    "question": lambda text: ask(None, text, [text], [Choice("a", text, text)], lambda _: None),
    "person": lambda text: PersonForm(None, Person(text, Role.IDO), lambda _: None),
    "unsettled": lambda text: UnsettledForm(
        None, unclear(text), about=text, choices=[Choice("a", text, text)], answer=lambda _a, _b: None
    ),
}


@dataclass(frozen=True)
class Probe:
    """A magenta picture, which must not be seen, and a pipe, which must not be opened (POSIX has them)."""

    picture: Path
    pipe: Pipe | None

    @property
    def paths(self) -> list[Path]:
        return [self.picture] if self.pipe is None else [self.picture, self.pipe.path]

    def texts(self) -> list[tuple[str, str]]:
        """Every hostile text with the picture in it, and those that name a file with the pipe in it too."""
        first, *others = [hostile(path) for path in self.paths]
        return [
            *first.items(),
            *((name, text) for other in others for name, text in other.items() if text != first[name]),
        ]

    def opened(self) -> bool:
        return self.pipe is not None and self.pipe.was_opened()


@pytest.fixture
def probe(tmp_path: Path) -> Iterator[Probe]:
    picture = magenta_picture(tmp_path / "magenta.png")
    if sys.platform == "win32":
        yield Probe(picture, None)
        return
    with pipe(tmp_path) as made:
        yield Probe(picture, made)


@pytest.mark.qt_log_ignore("Cannot set file position")  # a pipe has none
def test_the_probe_sees_what_qt_does_by_itself(probe: Probe, qtbot: QtBot) -> None:
    label = QLabel(hostile(probe.picture)["picture of a path"])
    qtbot.addWidget(label)
    label.show()
    assert magenta_pixels(label) > 100
    assert rich_places(label)
    if probe.pipe is not None:
        label.setText(hostile(probe.pipe.path)["picture of a path"])
        label.grab()
        qtbot.waitUntil(probe.opened)


def test_the_walk_finds_what_it_looks_for(qtbot: QtBot) -> None:
    for made in (QTextBrowser(), QTextEdit(), QLabel("x")):
        qtbot.addWidget(made)
        assert len(rich_places(made)) == 1
    plain = PlainLabel("x")
    qtbot.addWidget(plain)
    assert rich_places(plain) == []
    plain.setProperty("x", 1)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setToolTip("<b>x</b>")
    assert len(rich_places(widget)) == 1


@pytest.mark.parametrize("place", PLACES)
def test_a_strangers_words_are_only_words(place: str, probe: Probe, qtbot: QtBot) -> None:
    for name, text in probe.texts():
        shown = PLACES[place](text)
        qtbot.addWidget(shown)
        shown.show()
        assert rich_places(shown) == [], name
        assert nameless(shown) == [], name
        for child in (shown, *shown.findChildren(Notice)):
            if child.toolTip():
                hover(child)
        visible_windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
        assert shown in visible_windows
        for window in visible_windows:
            assert magenta_pixels(window) == 0, name
        shown.close()
    assert not probe.opened()


def test_a_strangers_words_are_only_words_in_the_list(
    probe: Probe, fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot
) -> None:
    pane = ListPane(fake_desk.desk, tasks)
    qtbot.addWidget(pane)
    pane.resize(420, 700)
    pane.show()
    texts = [text[:100_000].replace("\ud800", "").replace("\udfff", "") for _, text in probe.texts()]
    fake_desk.say(*(Said(author=text[:5_000], text=text, post=text[:5_000]) for text in texts))
    pane.show_place("inbox", "Needs a decision")
    qtbot.waitUntil(lambda: pane.feed.complete)
    assert pane.model.rowCount() == len(texts) >= len(HOSTILE)
    for row in range(pane.model.rowCount()):
        pane.table.choose(row)
        assert magenta_pixels(pane) == 0
        said = pane.model.data(pane.model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole)
        assert "\u202e" not in said
        assert len(said) < 2_000
    assert rich_places(pane) == []
    assert nameless(pane) == []
    assert not probe.opened()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_painter_is_never_handed_more_than_could_fit(name: str, qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    for width in (0, 1, 40, 300, 2_000):
        words = elided(metrics, HOSTILE[name], width)
        assert len(words) <= max(8, width)
        assert metrics.horizontalAdvance(words) <= max(width, metrics.horizontalAdvance("…"))
        assert "\n" not in words


def test_a_plain_label_stays_plain(qtbot: QtBot) -> None:
    label = PlainLabel("<b>x</b>")
    qtbot.addWidget(label)
    with pytest.raises(BugError):
        label.setTextFormat(Qt.TextFormat.RichText)
    with pytest.raises(BugError):
        label.setTextFormat(Qt.TextFormat.AutoText)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText("turned \u202eround")
    assert label.text() == "turned [U+202E]round"
    label.setToolTip("<img src=x>")
    assert label.toolTip() == "<qt>&lt;img src=x&gt;</qt>"


def test_an_elided_label_tells_the_rest_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("A name that is longer than the place that it has")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert "longer" in label.toolTip()
    label.resize(900, 20)
    assert label.toolTip() == ""


def test_pasting_brings_words_alone_and_not_too_many(qtbot: QtBot) -> None:
    edit = PlainEdit(name="Words")
    qtbot.addWidget(edit)
    QApplication.clipboard().setText("x" * 50_000)
    edit.paste()
    assert len(edit.toPlainText()) == 20_000
    view = PlainView("a\u202eb", name="Words")
    qtbot.addWidget(view)
    assert view.toPlainText() == "a[U+202E]b"
    assert view.isReadOnly()
    assert button_words("a & b") == "a && b"
    assert visible("") == ""
