"""The handover on screen and as files, the night shown first, and the rota's sheets (4.1; I2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.model.people import DESK, Person, Role
from socialdesk.policy.hours import on_duty
from socialdesk.shifts import handover, rota
from socialdesk.shifts.calls import Answered, record_call
from socialdesk.shifts.rules import Part
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.shifts.handover_view import HandoverView
from socialdesk.ui.shifts.printing import handover_pdf
from socialdesk.ui.shifts.rota_forms import ImportForm, OddDaysForm, ShiftForm
from socialdesk.ui.shifts.rota_view import RotaView
from tests.fakes.desk import A_KING, FakeDesk, make_desk
from tests.fakes.pdf_words import pages
from tests.fakes.screen import nameless

OSCAR = Person("Insp. Fairweather", Role.OSCAR_1)
NIGHT = datetime(2025, 12, 23, 2, 0, tzinfo=UTC)
MORNING = datetime(2025, 12, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def morning(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, person=A_KING)
    made.clock.now = MORNING
    yield made
    made.close()


@pytest.fixture
def window(morning: FakeDesk) -> Iterator[MainWindow]:
    made = MainWindow(morning.desk)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def rang(desk: FakeDesk) -> None:
    desk.writer.call(
        lambda db: record_call(
            db,
            whom="Gareth Poulter",
            why="A death",
            answered=Answered.MESSAGE,
            rung=NIGHT,
            now=NIGHT,
            by=OSCAR,
        )
    )


def shown(kind: type[HandoverView]) -> list[HandoverView]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]


def opened(window: MainWindow, qtbot: QtBot) -> HandoverView:
    view = HandoverView(window)
    view.open()
    qtbot.waitUntil(lambda: view.facts is not None)
    return view


@pytest.mark.clause("I2")
def test_at_eight_the_press_officer_sees_the_night_first_and_accepts_it(
    morning: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    rang(morning)
    window.make_complete()
    qtbot.waitUntil(lambda: bool(shown(HandoverView)))
    (view,) = shown(HandoverView)
    qtbot.waitUntil(lambda: view.facts is not None)
    assert view.main.text() == "Accept: I have read it"
    titles = [each.title for each in view.facts.live.sections] if view.facts else []
    assert titles == ["What came", "What was done", "What waits", "Who was called", "What to watch"]
    view.main.click()
    qtbot.waitUntil(lambda: bool(handover.newest(morning.desk.read)))
    (kept,) = handover.newest(morning.desk.read)
    assert (kept.made_by, kept.accepted_by) == (DESK.name, A_KING.name)
    qtbot.waitUntil(lambda: not view.main.isVisible())
    assert nameless(view) == []
    view.reject()
    assert window.attention is not None
    window.attention.refresh()  # pyright: ignore[reportAttributeAccessIssue]  (the bar)
    qtbot.waitUntil(lambda: window.attention is not None and not window.attention.isVisible())
    assert shown(HandoverView) == []


@pytest.mark.clause("I2")
def test_who_goes_hands_over_and_only_somebody_else_accepts(
    morning: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    morning.desk.person = OSCAR
    morning.clock.now = MORNING - timedelta(minutes=5)
    view = opened(window, qtbot)
    assert view.main.text() == "Hand over"
    view.notes.setPlainText("The A14 opens at nine.")
    view.main.click()
    qtbot.waitUntil(lambda: view.chosen is not None)
    assert not view.main.isVisible()
    view.reject()
    morning.desk.person = A_KING
    morning.clock.now = MORNING
    other = opened(window, qtbot)
    assert other.chosen is not None
    assert other.chosen.notes == "The A14 opens at nine."
    other.main.click()
    qtbot.waitUntil(lambda: handover.waiting(morning.desk.read) == [])
    qtbot.waitUntil(lambda: not other.main.isVisible())


@pytest.mark.clause("I2")
@pytest.mark.clause("T2")
def test_it_is_printed_on_one_marked_page_and_mailed_unsent_both_on_the_record(
    morning: FakeDesk, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    rang(morning)
    morning.writer.call(
        lambda db: handover.make(db, notes="Mind the A14.", book=morning.desk.book, now=MORNING, by=OSCAR)
    )
    view = opened(window, qtbot)
    found = view.chosen
    assert found is not None
    for form in ("pdf", "eml"):
        path = tmp_path / f"handover.{form}"
        view.save(found, path, form)
        qtbot.waitUntil(path.is_file)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not view)
        message = QApplication.activeModalWidget()
        assert message is not None
        message.close()
    (printed,) = pages((tmp_path / "handover.pdf").read_bytes())
    page = " ".join(printed.split())
    assert page.count("OFFICIAL-SENSITIVE") >= 2
    assert "Gareth Poulter" in page
    assert "Mind the A14." in page
    assert b"X-Unsent: 1" in (tmp_path / "handover.eml").read_bytes()
    kinds = [row[0] for row in morning.desk.read.execute("SELECT kind FROM audit ORDER BY seq")]
    assert kinds[-2:] == ["handover-written", "handover-written"]
    assert handover_pdf(found, morning.desk.book, now=MORNING).startswith(b"%PDF")


def test_notes_with_protected_words_are_refused_and_stay_in_the_field(
    morning: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    morning.execute(
        "INSERT INTO protected_names (case_name, words, added_by, added_ms) VALUES ('x', 'Zebulon Quill', 'y', 0)"
    )
    view = opened(window, qtbot)
    view.notes.setPlainText("Look out for Zebulon Quill")
    view.main.click()
    qtbot.waitUntil(lambda: "watch list" in view.wrong.text())
    assert view.notes.toPlainText() == "Look out for Zebulon Quill"
    assert handover.newest(morning.desk.read) == []


# The rota


@pytest.mark.clause("I2")
def test_corporate_communications_enters_a_shift_and_takes_it_off(
    morning: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    view = RotaView(window)
    view.open()
    qtbot.waitUntil(lambda: bool(view.days))
    assert any("bank holiday" in day.hours for day in view.days)
    form = ShiftForm(view, window, MORNING.date(), view.refresh)
    form.open()
    form.name.setText("Gareth Poulter")
    form.submit()
    qtbot.waitUntil(lambda: "number" in form.wrong.text())
    form.telephone.setText("01604 555 100")
    form.submit()
    night = MORNING + timedelta(hours=12)
    qtbot.waitUntil(lambda: rota.on_call(morning.desk.read, night) is not None)
    qtbot.waitUntil(lambda: any(day.shifts for day in view.days))
    assert nameless(view) == []
    button = next(b for b in view.findChildren(QPushButton) if b.accessibleName().startswith("Take off:"))
    button.click()
    qtbot.waitUntil(lambda: rota.on_call(morning.desk.read, night) is None)


def test_others_read_the_rota_and_alter_nothing(morning: FakeDesk, window: MainWindow, qtbot: QtBot) -> None:
    morning.desk.person = OSCAR
    view = RotaView(window)
    view.open()
    qtbot.waitUntil(lambda: bool(view.days))
    assert not any(button.isEnabled() for button in (view.add, view.load, view.odd))


def test_a_file_with_a_fault_is_shown_and_not_taken(
    morning: FakeDesk, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    head = "date,from,until,part,name,telephone\n"
    good = "24/12/2025,17:00,08:00,IDO,Sgt. Marlow,\n"
    path = tmp_path / "rota.csv"
    path.write_text(f"{head}{good}31/02/2025,17:00,08:00,IDO,Sgt. Marlow,\n")
    form = ImportForm(window, window, path, lambda: None)
    form.open()
    qtbot.waitUntil(lambda: bool(form.found.faults))
    assert not form.save.isEnabled()
    form.reject()
    path.write_text(f"{head}{good}")
    done: list[bool] = []
    form = ImportForm(window, window, path, lambda: done.append(True))
    form.open()
    qtbot.waitUntil(form.save.isEnabled)
    form.save.click()
    qtbot.waitUntil(lambda: bool(done))
    (shift,) = rota.standing(morning.desk.read, datetime(2025, 12, 25, 2, 0, tzinfo=UTC))
    assert (shift.part, shift.name) == (Part.IDO, "Sgt. Marlow")


@pytest.mark.clause("I2")
def test_a_closure_holds_at_once_and_other_hours_too(
    morning: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    hours = morning.desk.book.hours
    noon = MORNING + timedelta(hours=4)
    form = OddDaysForm(window, window, lambda: None)
    form.open()
    form.submit()
    qtbot.waitUntil(lambda: "Say what the day is" in form.wrong.text())
    form.why.setText("Force closure")
    form.submit()
    qtbot.waitUntil(lambda: not on_duty(noon, hours))
    form.closed.setChecked(False)
    form.day.setDate(QDate(2025, 12, 27))
    form.begins.setTime(QTime(10, 0))
    form.ends.setTime(QTime(14, 0))
    form.why.setText("Extra day")
    form.submit()
    saturday = date(2025, 12, 27)
    qtbot.waitUntil(lambda: saturday in hours.odd.all)
    assert hours.odd.all[saturday].start == time(10)
    assert nameless(form) == []
    take = next(b for b in form.findChildren(QPushButton) if b.accessibleName() == "Take off 23/12/2025")
    take.click()
    qtbot.waitUntil(lambda: on_duty(noon, hours))
