"""The watch list's form: what it asks, refuses and shows (4.3b)."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.inbox.watchlist import ProtectedName
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.watch_list import WatchListForm


def form_with(qtbot: QtBot) -> tuple[WatchListForm, list[tuple[str, str]], list[int]]:
    protected: list[tuple[str, str]] = []
    ended: list[int] = []
    form = WatchListForm(
        None, protect=lambda case_name, words: protected.append((case_name, words)), end=ended.append
    )
    qtbot.addWidget(form)
    return form, protected, ended


def test_a_name_needs_its_case_and_some_letters(qtbot: QtBot) -> None:
    form, protected, _ = form_with(qtbot)
    form.words.setText("Kyle Deverson")
    form.submit()
    assert form.wrong.text() == "Say which case it is for."
    form.case_name.setText("Market Street")
    form.words.setText("K")
    form.submit()
    assert protected == []
    form.words.setText("  Kyle   Deverson ")
    form.submit()
    assert protected == [("Market Street", "Kyle Deverson")]
    assert form.words.text() == ""


def test_what_is_on_the_list_can_be_taken_off(qtbot: QtBot) -> None:
    form, _, ended = form_with(qtbot)
    words = '<img src="file:///nowhere.png">'
    form.show_names(
        [
            ProtectedName(
                id=7, case_name="C", words=words, thread_id=None, added_by="A", added_ms=1, ended_ms=None
            )
        ]
    )
    assert any(label.text() == words for label in form.findChildren(PlainLabel))
    button = next(each for each in form.findChildren(QPushButton) if each.text() == "Take off")
    button.click()
    assert ended == [7]
