"""The watch list's form: what it asks, refuses and shows, and to whom (4.3b)."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.inbox.proceedings import Post, Proceedings, Stage
from socialdesk.inbox.watchlist import ProtectedName
from socialdesk.model.ids import ProceedingsId, ThreadId
from socialdesk.triage.api import ProtectedKind
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.watch_list import WatchListFacts, WatchListForm

Asked = tuple[ProceedingsId | None, str, ProtectedKind, str]
CASE = Proceedings(
    id=ProceedingsId(3),
    case_name="R v Deverson",
    stage=Stage.CHARGE,
    since_ms=0,
    marked_ms=0,
    marked_by="Ada",
    marked_staff_id=None,
    threads=(ThreadId(1), ThreadId(2)),
)


def entry(number: int, words: str, *, case: ProceedingsId | None = None) -> ProtectedName:
    return ProtectedName(
        id=number,
        case_name="C" if words else "",
        words=words,
        proceedings_id=case,
        thread_id=None,
        added_by="A",
        added_ms=1,
        ended_ms=None,
    )


def form_with(qtbot: QtBot) -> tuple[WatchListForm, list[Asked], list[int]]:
    protected: list[Asked] = []
    ended: list[int] = []
    form = WatchListForm(None, protect=lambda *asked: protected.append(asked), end=ended.append)
    qtbot.addWidget(form)
    return form, protected, ended


def everything_said(form: QWidget) -> str:
    """Titles, words, names and tips of a form and all that is in it."""
    return "\n".join(
        f"{each.windowTitle()} {each.accessibleName()} {each.accessibleDescription()} {each.toolTip()}"
        f" {each.property('text') or ''}"
        for each in (form, *form.findChildren(QWidget))
    )


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
    form.kind.setCurrentIndex(form.kind.findData(ProtectedKind.NICKNAME.value))
    form.submit()
    assert protected == [(None, "Market Street", ProtectedKind.NICKNAME, "Kyle Deverson")]
    assert form.words.text() == ""


def test_a_case_is_chosen_before_a_list_of_its_own(qtbot: QtBot) -> None:
    form, protected, _ = form_with(qtbot)
    form.show_facts(WatchListFacts(names=[], cases=[CASE], seen=frozenset({CASE.id})))
    form.words.setText("12 Acacia Road")
    form.submit()
    assert protected == [(CASE.id, "", ProtectedKind.NAME, "12 Acacia Road")]
    assert not form.case_name.isEnabled()


def test_what_is_on_the_list_can_be_taken_off(qtbot: QtBot) -> None:
    form, _, ended = form_with(qtbot)
    words = '<img src="file:///nowhere.png">'
    form.show_facts(WatchListFacts(names=[entry(7, words)]))
    assert any(label.text() == words for label in form.findChildren(PlainLabel))
    button = next(each for each in form.findChildren(QPushButton) if each.text() == "Take off")
    button.click()
    assert ended == [7]


@pytest.mark.clause("R5", "P5")
def test_who_may_not_see_the_words_is_told_only_that_there_are_some(qtbot: QtBot) -> None:
    form, _, ended = form_with(qtbot)
    post = Post(
        thread_id=ThreadId(1), network="x", account_name="Town", untrusted_words="A post", created_ms=0
    )
    form.show_facts(
        WatchListFacts(
            names=[entry(1, "", case=CASE.id), entry(2, "")], cases=[CASE], posts=[post], may_take_off=False
        )
    )
    said = everything_said(form)
    assert "A protected name" in said
    assert "A case marked by Ada" in said
    assert "X, Town; 1 more" in said
    assert "Deverson" not in said
    for button in form.findChildren(QPushButton):
        if button.text() == "Take off":
            assert not button.isEnabled()
    assert ended == []


def test_how_far_the_checking_is(qtbot: QtBot) -> None:
    form, _, _ = form_with(qtbot)
    form.progress.show_looked(4_500, 10_000)
    assert form.progress.words.text() == "Checked 4,500 of 10,000 comments and messages…"
    assert (form.progress.bar.value(), form.progress.bar.maximum()) == (4_500, 10_000)
    form.progress.show_done()
    assert form.progress.words.text() == "Everything has been checked."
