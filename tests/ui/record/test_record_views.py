"""The record on screen: found by filters, exported with a reason, what is held on a person, what is due."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.audit import queries as audit
from socialdesk.audit.verify import verify
from socialdesk.decisions.handling import write_note
from socialdesk.exports.bagit_writer import validate
from socialdesk.exports.document import Form, Mode
from socialdesk.exports.exporting import Asked, Surroundings, export
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.messages import Message
from socialdesk.ui.record.due_view import DeleteForm, DueView, KeepForm
from socialdesk.ui.record.export_form import BUNDLE, CHAIN, ExportForm, Subject
from socialdesk.ui.record.pdf import write_pdf
from socialdesk.ui.record.person_view import EraseForm, PersonHeld
from socialdesk.ui.record.view import RecordView
from socialdesk.ui.theme import apply_theme
from tests.fakes.desk import FakeDesk, Said
from tests.fakes.pdf_words import pages
from tests.fakes.screen import nameless, rich_places
from tests.fakes.stocked_desk import NOON, OFFICER
from tests.unit.exports.planted import planted_desk

D = TypeVar("D", bound=QDialog)
HOSTILE = '<img src="x"> =1+1 \u202e Jane Doe 07700 900123'


@pytest.fixture
def items(fake_desk: FakeDesk) -> list[ItemId]:
    made = fake_desk.say(
        Said(author="Jane Doe", text=HOSTILE, minutes_ago=3),
        Said(author="Sam Field", text="Well done", minutes_ago=2),
    )
    for item_id in made:
        fake_desk.writer.call(
            lambda db, item_id=item_id: write_note(
                db,
                item_id=item_id,
                text="Seen with Jane Doe.",
                now=fake_desk.clock(),
                by=fake_desk.desk.person,
            )
        )
    return made


@pytest.fixture
def window(fake_desk: FakeDesk, items: list[ItemId], qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(fake_desk.desk)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    made.make_complete()
    made.show_item(items[0])
    yield made
    made.close()


def shown(of: type[D], qtbot: QtBot) -> D:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), of))
    widget = QApplication.activeModalWidget()
    assert isinstance(widget, of)
    return widget


def button(widget: QDialog, words: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.text().startswith(words))


def record(window: MainWindow, qtbot: QtBot, command: str = "audit") -> RecordView:
    window.commands.run(command)
    view = shown(RecordView, qtbot)
    qtbot.waitUntil(lambda: "entr" in view.found.text().lower() and "so far" not in view.found.text())
    return view


@pytest.mark.clause("T3")
def test_the_record_is_listed_and_narrowed_by_filters(window: MainWindow, items: list[ItemId], qtbot: QtBot):
    view = record(window, qtbot)
    assert view.model.rowCount() == audit.count(window.desk.read)
    assert nameless(view) == []
    assert rich_places(view) == []
    qtbot.waitUntil(lambda: view.filters.who.count() > 1)
    view.filters.words.setText("internal NOTE")
    qtbot.waitUntil(lambda: view.found.text() == "2 entries")
    view.filters.item.setText(str(items[1]))
    qtbot.waitUntil(lambda: view.found.text() == "1 entry")
    view.table.selectRow(0)
    words = " ".join(label.text() for label in view.card.findChildren(type(view.found)))
    assert "Text: Seen with Jane Doe." in words
    assert "SHA-256" in words
    view.filters.first.setText("32/13/2025")
    qtbot.waitUntil(view.filters.wrong.isVisible)
    view.filters.clear.click()
    qtbot.waitUntil(lambda: view.model.rowCount() == audit.count(window.desk.read))
    button(view, "Check").click()
    assert "verifies" in shown(Message, qtbot).accessibleDescription()


def test_from_an_entry_to_its_item_and_from_an_item_to_its_entries(
    window: MainWindow, items: list[ItemId], qtbot: QtBot
):
    window.open_tab("record")
    qtbot.waitUntil(
        lambda: any(each.text() == "Whole record" for each in window.panel.record.findChildren(QPushButton))
    )
    next(
        each for each in window.panel.record.findChildren(QPushButton) if each.text() == "Whole record"
    ).click()
    view = shown(RecordView, qtbot)
    qtbot.waitUntil(lambda: view.model.rowCount() > 0 and "so far" not in view.found.text())
    assert view.filters.item.text() == str(items[0])
    view.table.selectRow(0)
    button(view, f"Show item {items[0]}").click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert window.item == items[0]


@pytest.mark.parametrize("role", [Role.ACCOUNT_HOLDER, Role.TRAINEE])
def test_whoever_may_not_read_the_record_is_told_who_can(window: MainWindow, role: Role, qtbot: QtBot):
    window.desk.person = Person("Sam Field", role)
    window.commands.run("audit")
    view = shown(RecordView, qtbot)
    assert "Corporate Communications" in view.found.text()
    assert view.model.rowCount() == 0
    assert not view.export.isEnabled()


def test_an_auditor_reads_and_exports_the_record(window: MainWindow, tmp_path: Path, qtbot: QtBot):
    window.desk.person = Person("Pat Audit", Role.AUDITOR)
    view = record(window, qtbot)
    form = ExportForm(
        window, Subject(entries=view.model.numbers()), ask_path=lambda _n, _f: str(tmp_path / "r.jsonl")
    )
    form.open()
    form.kind.setCurrentIndex(form.kind.findData(CHAIN))
    form.reason.setText("Yearly review")
    form.submit()
    shown(Message, qtbot)
    assert json.loads((tmp_path / "r.jsonl").read_text().splitlines()[0])["marking"] == "OFFICIAL"
    assert audit.recent(window.desk.read, 1)[0].kind == "export-written"


# --- Exports --------------------------------------------------------------------------------------------------------


def exported(window: MainWindow, subject: Subject, kind: str, form: Form, path: Path, qtbot: QtBot) -> None:
    made = ExportForm(window, subject, ask_path=lambda _name, _folder: str(path))
    made.open()
    made.kind.setCurrentIndex(made.kind.findData(kind))
    made.form.setCurrentIndex(made.form.findData(form))
    made.submit()
    assert "Say why" in made.wrong.text()
    made.reason.setText("A case")
    made.submit()
    message = shown(Message, qtbot)
    assert "on the record" in message.accessibleDescription()
    message.close()
    assert audit.recent(window.desk.read, 1)[0].words["reason"] == "A case"


@pytest.mark.clause("R12", "T3")
def test_an_evidence_bundle_is_written_from_the_screen(
    window: MainWindow, items: list[ItemId], tmp_path: Path, qtbot: QtBot
):
    exported(window, Subject(items=items), BUNDLE, Form.PDF, tmp_path / "bag", qtbot)
    validate(tmp_path / "bag")


def test_further_items_go_into_the_same_bundle(
    window: MainWindow, items: list[ItemId], tmp_path: Path, qtbot: QtBot
):
    form = ExportForm(window, Subject(items=items[:1]), ask_path=lambda _n, _f: str(tmp_path / "bag"))
    form.open()
    form.reason.setText("A case")
    form.further.setText("two")
    form.submit()
    assert "numbers of the items" in form.wrong.text()
    form.further.setText(f"{items[1]}, {items[0]}")
    form.submit()
    shown(Message, qtbot)
    assert len(list((tmp_path / "bag").glob("data/items/*"))) == 2


@pytest.mark.clause("T2")
def test_a_pdf_has_its_marking_on_each_page_and_a_working_one_nobodys_name(
    window: MainWindow, items: list[ItemId], tmp_path: Path, qtbot: QtBot
):
    exported(window, Subject(items=items), Mode.EVIDENTIAL.value, Form.PDF, tmp_path / "e.pdf", qtbot)
    exported(window, Subject(items=items), Mode.WORKING.value, Form.PDF, tmp_path / "w.pdf", qtbot)
    whole, working = pages((tmp_path / "e.pdf").read_bytes()), pages((tmp_path / "w.pdf").read_bytes())
    assert all(page.startswith("OFFICIAL-SENSITIVEOFFICIAL-SENSITIVE") for page in whole)
    assert all(page.startswith("OFFICIALOFFICIAL") for page in working)

    def squeezed(found: list[str]) -> str:
        return "".join("".join(found).split())

    assert "JaneDoe" in squeezed(whole)
    assert '<imgsrc="x">' in squeezed(whole)
    assert "<U+202E>" in squeezed(whole)
    for name in ("JaneDoe", "Jane", "Doe", "SamField", "AmaraKing", "900123"):
        assert name not in squeezed(working)
    assert "[Person1]" in squeezed(working)
    assert "[Staff1]" in squeezed(working)


@pytest.mark.clause("T2")
@pytest.mark.usefixtures("qapp")
def test_no_planted_identifier_survives_in_a_pdf(tmp_path: Path):
    desk = planted_desk()
    asked = Asked(mode=Mode.WORKING, form=Form.PDF, reason="For training", items=desk.items)
    around = Surroundings(force="Anyshire Police", by=OFFICER, now=NOON, record=lambda _: None)
    export(desk.db, asked, tmp_path / "w.pdf", around, write_pdf=write_pdf)
    found = pages((tmp_path / "w.pdf").read_bytes())
    text = "".join("".join(found).split()).casefold()
    assert len(found) > 10
    assert "[person1]" in text
    every = [value for values in desk.kinds.values() for value in values]
    assert [value for value in every if "".join(value.split()).casefold() in text] == []


def test_an_export_that_fails_says_so_and_can_be_tried_again(
    window: MainWindow, items: list[ItemId], tmp_path: Path, qtbot: QtBot
):
    form = ExportForm(
        window, Subject(items=items), ask_path=lambda _n, _f: str(tmp_path / "no" / "such" / "x")
    )
    form.open()
    form.reason.setText("A case")
    form.submit()
    qtbot.waitUntil(lambda: "could not be written" in form.wrong.text())
    assert form.reason.text() == "A case"
    assert list(tmp_path.glob("no*")) == []


# --- One person, and what is due ------------------------------------------------------------------------------------


@pytest.mark.clause("T2")
def test_a_persons_data_is_exported_and_erased(
    window: MainWindow, items: list[ItemId], tmp_path: Path, qtbot: QtBot
):
    window.commands.run("person-held")
    view = shown(PersonHeld, qtbot)
    qtbot.waitUntil(lambda: bool(view.ticked))
    assert nameless(view) == []
    exported(window, Subject(person=view.ticked), Mode.SUBJECT.value, Form.JSON, tmp_path / "p.json", qtbot)
    told = json.loads((tmp_path / "p.json").read_text())
    assert told["person"]["profiles"][0]["name"] == "Jane Doe"
    assert "Amara King" not in (tmp_path / "p.json").read_text()
    view.search.setText("sam fie")
    qtbot.waitUntil(lambda: any("Sam Field" in box.text() for box in view.findChildren(QCheckBox)))
    view.erase.click()
    form = shown(EraseForm, qtbot)
    form.submit()
    assert "Say who asked" in form.wrong.text()
    form.reason.setPlainText("A request of 3 May")
    form.submit()
    assert "crime, a court" in form.wrong.text()
    form.lawful.setChecked(True)
    form.submit()
    assert "Deleted for good" in shown(Message, qtbot).accessibleDescription()
    row = window.desk.read.execute("SELECT text FROM items WHERE id = ?", (items[0],)).fetchone()
    assert row == ("",)
    assert verify(window.desk.read).ok


@pytest.mark.clause("T2")
def test_what_is_due_is_kept_on_or_deleted(window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot):
    fake_desk.clock.move(days=731)
    window.commands.run("due")
    view = shown(DueView, qtbot)
    qtbot.waitUntil(lambda: len(view.due) == 1)
    button(view, "Keep on").click()
    keep = shown(KeepForm, qtbot)
    keep.submit()
    assert "Say why" in keep.wrong.text()
    keep.reason.setPlainText("A court asks for it")
    keep.days.setValue(10)
    keep.submit()
    qtbot.waitUntil(lambda: view.said.text() == "Nothing is due for review.")
    fake_desk.clock.move(days=11)
    view.refresh()
    qtbot.waitUntil(lambda: len(view.due) == 1)
    button(view, "Delete").click()
    form = shown(DeleteForm, qtbot)
    form.reason.setPlainText("Its time is over")
    form.submit()
    message = shown(Message, qtbot)
    assert "the words of 2 items" in message.accessibleDescription()
    message.close()
    qtbot.waitUntil(lambda: view.said.text() == "Nothing is due for review.")


def test_only_corporate_communications_deletes(window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot):
    fake_desk.clock.move(days=800)
    window.desk.person = Person("Pat Audit", Role.AUDITOR)
    window.commands.run("due")
    view = shown(DueView, qtbot)
    qtbot.waitUntil(lambda: len(view.due) == 1)
    assert "Corporate Communications" in view.said.text()
    assert not button(view, "Delete").isEnabled()
    view.close()
    window.commands.run("person-held")
    held = shown(PersonHeld, qtbot)
    assert not held.search.isEnabled()
    assert "Corporate Communications" in held.wrong.text()


def test_nothing_of_it_breaks_in_the_dark(window: MainWindow, qapp: QApplication, qtbot: QtBot):
    apply_theme(qapp, "dark")
    for command, kind in (
        ("audit", RecordView),
        ("person-held", PersonHeld),
        ("due", DueView),
        ("export-item", ExportForm),
    ):
        window.commands.run(command)
        view = shown(kind, qtbot)
        assert not view.grab().isNull()
        assert nameless(view) == []
        view.close()
