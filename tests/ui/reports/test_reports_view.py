"""Reports on screen: a chart with its table beside it, other days, and files that are marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from socialdesk.exports.reports import Table
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.reports.chart import Chart, scale, short, summary
from socialdesk.ui.reports.view import ReportsView, SaveForm
from tests.fakes.desk import FakeDesk, Said
from tests.fakes.screen import nameless, rich_places


def bars(*rows: tuple[str, int], head: str = "Hour") -> Table:
    return Table(id="t", title="Removals", about="", head=(head, "Removals"), rows=rows)


@pytest.fixture
def window(fake_desk: FakeDesk, qtbot: QtBot) -> MainWindow:
    fake_desk.say(*(Said(author=f"Writer {n}", text="Hello there", minutes_ago=60 * n) for n in range(6)))
    made = MainWindow(fake_desk.desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.make_complete()
    return made


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> ReportsView:
    window.commands.run("reports")
    qtbot.waitUntil(lambda: bool(window.findChildren(ReportsView)))
    (found,) = window.findChildren(ReportsView)
    qtbot.waitUntil(lambda: found.report is not None)
    return found


def choose(view: ReportsView, name: str) -> None:
    assert view.report is not None
    view.list.setCurrentRow([table.id for table in view.report.tables].index(name))


def test_the_table_beside_the_chart_holds_every_figure(view: ReportsView) -> None:
    choose(view, "volume")
    assert view.figures.rowCount() == 28
    shown = [view.figures.item(row, 1) for row in range(28)]
    assert sum(int(cell.text()) for cell in shown if cell is not None) == 6
    assert view.chart.table is view.table
    assert "Most: " in view.chart.accessibleDescription()
    assert view.figures.accessibleName() == view.heading.text()


def test_other_days_are_counted_anew(view: ReportsView, qtbot: QtBot) -> None:
    choose(view, "volume")
    view.span.setCurrentIndex(0)
    qtbot.waitUntil(lambda: view.figures.rowCount() == 7)
    assert view.table is not None
    assert view.table.id == "volume"


def test_accounts_are_named_only_where_that_is_asked_for(view: ReportsView, qtbot: QtBot) -> None:
    assert not view.names.isChecked()
    assert view.marking.text() == "OFFICIAL"
    view.names.setChecked(True)
    qtbot.waitUntil(lambda: view.marking.text() == "OFFICIAL-SENSITIVE")
    choose(view, "volume-account")
    cell = view.figures.item(0, 0)
    assert cell is not None
    assert cell.text() == "Anyshire Police (Facebook)"


@pytest.mark.parametrize(("kind", "begins"), [("PDF", b"%PDF-"), ("CSV", b"\xef\xbb\xbfOFFICIAL\r\n")])
def test_it_is_saved_with_a_reason_and_marked(
    view: ReportsView, window: MainWindow, tmp_path: Path, kind: str, begins: bytes, qtbot: QtBot
) -> None:
    file = tmp_path / "report"
    form = SaveForm(view, window, kind, choose=lambda _parent, name: str(file) if "OFFICIAL" in name else "")
    form.show()
    form.submit()
    assert form.wrong.isVisible()
    assert not file.exists()
    form.reason.setPlainText("The monthly meeting")
    form.submit()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(Message)))
    assert file.read_bytes().startswith(begins)


def test_what_the_disk_will_not_do_is_said_and_nothing_is_lost(
    view: ReportsView, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    form = SaveForm(view, window, "CSV", choose=lambda _parent, _name: str(tmp_path / "no folder" / "file"))
    form.show()
    form.reason.setPlainText("The monthly meeting")
    form.submit()
    qtbot.waitUntil(form.wrong.isVisible)
    assert form.reason.toPlainText() == "The monthly meeting"


def test_every_control_has_a_name_and_nothing_is_rich(view: ReportsView) -> None:
    assert nameless(view) == []
    assert rich_places(view) == []


def test_an_empty_report_says_so(qtbot: QtBot) -> None:
    chart = Chart()
    qtbot.addWidget(chart)
    chart.show_table(bars())
    chart.resize(400, 300)
    chart.show()
    chart.grab()
    assert "Nothing of the kind" in chart.accessibleDescription()


def test_bars_are_drawn_of_every_shape(qtbot: QtBot) -> None:
    chart = Chart()
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    chart.show()
    for table in (
        bars(*((f"{hour:02}:00", hour * 1_000) for hour in range(24))),
        bars(("Spam", 1), head="Ground"),
        bars(*((f"A ground with a very long name indeed, no. {n}", n) for n in range(60)), head="Ground"),
    ):
        chart.show_table(table)
        empty = chart.grab().toImage()
        chart.show_table(bars(("x", 0)))
        assert chart.grab().toImage() != empty
    assert summary(bars(("01:00", 3), ("02:00", 5))) == "Most: 02:00, 5."


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (7, [0, 2, 4, 6, 8]),
        (23, [0, 5, 10, 15, 20, 25]),
        (1_000, [0, 200, 400, 600, 800, 1000]),
    ],
)
def test_the_scale_has_round_figures(top: int, ticks: list[int]) -> None:
    assert scale(top) == ticks


def test_labels_under_bars_are_short() -> None:
    assert short("week of 02/11/2026") == "02/11"
    assert short("13:00") == "13"
