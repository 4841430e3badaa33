"""The register on screen: who may do what, its filters, its forms, and an import with its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.clock import monotonic
from socialdesk.model.changes import Changes
from socialdesk.model.people import Person, Role
from socialdesk.register import requests
from socialdesk.register.entries import RegisterEntry, everything
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.plain_text import PlainEdit, PlainLine
from socialdesk.ui.register.ask_form import AskForm
from socialdesk.ui.register.import_view import ImportView
from socialdesk.ui.register.request_forms import RequestList
from socialdesk.ui.register.rows import DORMANT, FILTERS, FROZEN, RegisterModel
from socialdesk.ui.register.view import RegisterView
from tests.fakes.desk import FakeDesk
from tests.fakes.register_scene import put_register, register_csv
from tests.fakes.screen import nameless, rich_places

Open = Callable[[], RegisterView]
HOLDER = Person("Jo Reed1", Role.ACCOUNT_HOLDER, "1201")


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


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> Open:
    def open_it() -> RegisterView:
        view = RegisterView(window)
        view.open()
        qtbot.waitUntil(lambda: bool(view.model.lines))
        return view

    return open_it


def entries(fake: FakeDesk) -> tuple[RegisterEntry, ...]:
    return fake.writer.call(lambda db: everything(db, fake.desk.book.hours))


def choose(view: RegisterView, qtbot: QtBot, register_id: int) -> None:
    view.table.setCurrentIndex(view.model.index(view.model.row_of(register_id), 0))
    handle = view.model.lines[view.model.row_of(register_id)].entry.handle
    qtbot.waitUntil(lambda: handle in words(view.page))


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def button(view: QWidget, label: str) -> QPushButton:
    return next(
        each for each in view.findChildren(QPushButton) if each.text().startswith(label) and each.isVisible()
    )


def form() -> AskForm:
    found = QApplication.activeModalWidget()
    assert isinstance(found, AskForm)
    return found


def fill(asked: AskForm, **told: str) -> None:
    for key, said in told.items():
        field = asked.fields[key]
        if isinstance(field, QComboBox):
            field.setCurrentIndex(field.findData(said))
        elif isinstance(field, PlainEdit):
            field.setPlainText(said)
        elif isinstance(field, PlainLine):
            field.setText(said)


@pytest.mark.clause("A1")
def test_every_account_is_shown_filtered_and_found(opened: Open, fake_desk: FakeDesk, qtbot: QtBot) -> None:
    view = opened()
    everyone = [each for each in entries(fake_desk) if each.open]
    assert view.model.rowCount() == len(everyone)
    assert f"{len(everyone)} accounts of the Force" in view.about.text()
    view.kind.setCurrentIndex(FROZEN)
    assert [line.entry.frozen_on is not None for line in view.model.lines] == [True]
    qtbot.waitUntil(lambda: "Frozen since" in words(view.page))
    view.kind.setCurrentIndex(DORMANT)
    assert view.model.lines
    assert all((line.still.days or 0) >= 45 for line in view.model.lines)
    view.kind.setCurrentIndex(0)
    view.search.setText("reed5 1205")
    assert [line.entry.owner for line in view.model.lines] == ["Jo Reed5"]
    view.search.setText("nobody of that name")
    assert view.model.rowCount() == 0
    assert "No account of that kind" in words(view.page)
    for place in range(len(FILTERS)):
        view.kind.setCurrentIndex(place)
    view.search.setText("")
    for column in range(view.model.columnCount()):
        view.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    assert not nameless(view)
    assert not rich_places(view)


@pytest.mark.clause("A6")
def test_a_review_freezes_and_training_gives_back(opened: Open, fake_desk: FakeDesk, qtbot: QtBot) -> None:
    view = opened()
    number = next(
        each.id for each in entries(fake_desk) if each.frozen_on is None and each.kind.value == "officer"
    )
    choose(view, qtbot, number)
    button(view, "Freeze").click()
    asked = form()
    assert not nameless(asked)
    asked.submit()
    qtbot.waitUntil(asked.wrong.isVisible)
    assert "how the account is kept up" in asked.wrong.text()
    assert QApplication.focusWidget() is asked.fields["output"]
    fill(asked, output="Daily", words="A joke about a suspect")
    asked.submit()
    qtbot.waitUntil(lambda: "Frozen since" in words(view.page))
    button(view, "Give back").click()
    fill(form(), output="Trained", trainer="Lee Moss", retrained_on="31/02/2025")
    form().submit()
    assert "no such day" in form().wrong.text()
    fill(form(), retrained_on="18/11/2025")
    form().submit()
    qtbot.waitUntil(lambda: "after training on 18/11/2025" in words(view.page))
    assert "Frozen since" not in words(view.page)


@pytest.mark.clause("A3")
def test_a_holder_reports_a_password_and_may_do_nothing_else(
    opened: Open, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    fake_desk.desk.person = HOLDER
    view = opened()
    own = next(each for each in entries(fake_desk) if each.owner == HOLDER.name)
    choose(view, qtbot, own.id)
    for label in ("Review", "Name check", "Give back", "Close…", "Put one on", "Import", "Take away"):
        assert not button(view, label).isEnabled(), label
        assert "Corporate Communications" in button(view, label).toolTip()
    assert button(view, "Leaves").isEnabled()
    # It is said that it is frozen, and not what was said of them in a review.
    assert "Frozen since" in words(view.page)
    assert "Insp. Gale" not in words(view.page)
    assert "Reviews, reasons and the history are seen by" in words(view.page)
    view.requests.click()
    listed = told_last()
    assert isinstance(listed, RequestList)
    listed.all.setChecked(True)
    assert listed.found == ()
    listed.accept()
    button(view, "Password").click()
    assert "Never type a password here" in words(form())
    form().submit()
    qtbot.waitUntil(lambda: "the record is behind" in words(view.page))
    other = next(each for each in entries(fake_desk) if each.kind.value == "team")
    choose(view, qtbot, other.id)
    assert not button(view, "Password").isEnabled()


@pytest.mark.clause("A10")
def test_a_leaver_is_followed_to_the_end(opened: Open, fake_desk: FakeDesk, qtbot: QtBot) -> None:
    view = opened()
    number = next(each.id for each in entries(fake_desk) if each.leavers)
    choose(view, qtbot, number)
    button(view, "Close or hand over").click()
    fill(form(), outcome="closed")
    form().submit()
    qtbot.waitUntil(form().wrong.isVisible)
    assert "followers are told first" in form().wrong.text()
    form().reject()
    button(view, "Followers told").click()
    fill(form(), how="A post")
    form().submit()
    qtbot.waitUntil(lambda: "followers told on" in words(view.page))
    button(view, "Close or hand over").click()
    fill(form(), outcome="handed_over", handed_to="Sam Lowe", number="1410")
    form().submit()
    qtbot.waitUntil(lambda: "Handed over to Sam Lowe" in words(view.page))


@pytest.mark.clause("A2", "A9")
def test_requests_are_asked_decided_and_refused_by_the_desk(
    opened: Open, window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    view = opened()
    qtbot.waitUntil(lambda: view.requests.text() == "Requests (1)…")
    view.requests.click()
    listed = QApplication.activeModalWidget()
    assert isinstance(listed, RequestList)
    assert not nameless(listed)
    button(listed, "Ask for an account").click()
    fill(form(), network="linkedin", name="Ada", position="PC", purpose="Jobs", handle="jobs")
    form().submit()
    qtbot.waitUntil(lambda: "2.6" in words(told_last()))
    told_last().reject()
    button(listed, "Training, guidance").click()
    fill(form(), trained_on="1 Nov 2025", guidance_on="01/11/2025")
    form().submit()
    qtbot.waitUntil(lambda: "trained 01/11/2025" in words(listed))
    for step, said in (("Approve", "Approved, to be set up"), ("It is set up", "photo and bio")):
        button(listed, step).click()
        form().submit()
        qtbot.waitUntil(lambda said=said: said in words(listed))
    button(listed, "Photo and bio").click()
    form().submit()
    qtbot.waitUntil(lambda: "No request waits" in words(listed))
    states = [each.state for each in fake_desk.writer.call(requests.everything)]
    assert sorted(states) == ["done", "refused", "refused"]
    assert window.desk.person.name


def told_last() -> QDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog)
    return found


@pytest.mark.clause("A1")
def test_an_import_shows_faults_and_takes_the_chosen_rows_together(
    opened: Open, window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    view = opened()
    before = len(entries(fake_desk))
    file = tmp_path / "register.csv"
    lines = register_csv(fake_desk.clock(), fake_desk.desk.book.hours, number=12).split("\n")
    lines += ["X,@new1,team,,=cmd()", 'X,@new2,team,,"<b>New</b> team"', "X,@new3,team,,Third team"]
    file.write_text("\n".join(lines), encoding="utf-16")
    done: list[bool] = []
    sheet = ImportView(view, window, lambda: done.append(True), choose=lambda _: str(file))
    sheet.open()
    assert not sheet.take.isEnabled()
    sheet.choose.click()
    qtbot.waitUntil(lambda: sheet.found is not None)
    assert "2 new" in sheet.summary.text()
    assert "UTF-16" in sheet.summary.text()
    sheet.faulty.setChecked(True)
    row = next(place for place, each in enumerate(sheet.model.rows) if each.action == "stopped")
    sheet.table.setCurrentIndex(sheet.model.index(row, 0))
    assert "begins as a formula" in sheet.told.toPlainText()
    stopped = sheet.model.index(row, 0)
    assert not sheet.model.setData(stopped, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    sheet.faulty.setChecked(False)
    button(sheet, "Choose none").click()
    assert not sheet.take.isEnabled()
    last = sheet.model.index(sheet.model.rowCount() - 1, 0)
    assert sheet.model.setData(last, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert sheet.take.text() == "Take 1 row"
    assert not nameless(sheet)
    assert not rich_places(sheet)
    sheet.take.click()
    qtbot.waitUntil(lambda: bool(done))
    found = entries(fake_desk)
    assert len(found) == before + 1
    assert "@new3" in {each.handle for each in found}


def test_a_file_that_is_no_register_says_so(
    opened: Open, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    view = opened()
    file = tmp_path / "register.xlsx"
    file.write_bytes(b"PK\x03\x04" + b"x" * 50)
    sheet = ImportView(view, window, lambda: None, choose=lambda _: str(file))
    sheet.open()
    sheet.choose.click()
    qtbot.waitUntil(lambda: "Excel workbook" in sheet.of_file.text())
    assert not sheet.take.isEnabled()
    sheet.look_at(tmp_path / "nowhere.csv")
    assert "could not be read" in sheet.of_file.text()


def test_the_whole_register_is_filtered_at_once(fake_desk: FakeDesk) -> None:
    hours, clock = fake_desk.desk.book.hours, fake_desk.clock
    fake_desk.writer.call(lambda db: put_register(db, clock(), hours, number=300))
    started = monotonic()
    found = everything(fake_desk.desk.read, hours)
    read = monotonic() - started
    model = RegisterModel()
    started = monotonic()
    model.show_entries(found, clock().date())
    model.keep(DORMANT, "kettering")
    model.sort(5)
    assert model.rowCount() > 0
    assert read < 1.0
    assert monotonic() - started < 0.5


@pytest.mark.clause("A1")
def test_an_empty_register_begins_with_the_five_primary_accounts(fake_desk: FakeDesk, qtbot: QtBot) -> None:
    window = MainWindow(fake_desk.desk)
    window.show()
    window.make_complete()
    view = RegisterView(window)
    view.open()
    qtbot.waitUntil(lambda: view.first.isVisible())
    view.first.click()
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, ImportView)
    qtbot.waitUntil(lambda: sheet.found is not None)
    assert sheet.found is not None
    assert sheet.found.faults == ()
    sheet.take.click()
    qtbot.waitUntil(lambda: len(view.model.lines) == 5)
    assert {line.entry.kind.value for line in view.model.lines} == {"primary"}
    assert not view.first.isVisible()
    # The connected page is another one by its name, so it is put beside them.
    qtbot.waitUntil(view.connected.isVisible)
    window.close()
    window.deleteLater()


@pytest.mark.clause("A5")
def test_the_rail_says_how_much_waits_to_whoever_keeps_the_register(
    window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot
) -> None:
    window.watch.refresh()
    assert window.watch.register > 0
    window.commands.run("register")
    view = QApplication.activeModalWidget()
    assert isinstance(view, RegisterView)
    view.accept()
    fake_desk.desk.person = HOLDER
    window.watch.take_changes(Changes(accounts=True))
    qtbot.waitUntil(lambda: window.watch.register == 0)
