"""Five hundred identifiers, in every form in which people write them, and not one in a working export (T2)."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest

from socialdesk.audit.entries import Entry
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.exports.document import Form, Mode
from socialdesk.exports.exporting import Asked, Surroundings, export
from socialdesk.exports.record_export import AskedEntries, export_entries
from socialdesk.storage.database import writing
from tests.fakes.stocked_desk import NOON, OFFICER
from tests.unit.exports.planted_forms import COUNT, Planted, identifiers, leaked, planted_desk


@pytest.fixture(scope="module")
def desk() -> Planted:
    return planted_desk()


def around(desk: Planted) -> Surroundings:
    def record(entry: Entry) -> None:
        with writing(desk.db):
            append(desk.db, entry, by=OFFICER, at_ms=to_ms(NOON))

    return Surroundings(force="Anyshire Police", by=OFFICER, now=NOON, record=record)


def read(path: Path, form: Form) -> str:
    """What whoever opens the file reads."""
    if form is Form.JSON:
        return json.dumps(json.loads(path.read_text("ascii")), ensure_ascii=False)
    rows = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    return "\n".join("\t".join(row) for row in rows)


def test_each_of_the_five_hundred_is_really_there(desk: Planted, tmp_path: Path) -> None:
    assert len(identifiers()) == COUNT
    path = tmp_path / "e.json"
    asked = Asked(mode=Mode.EVIDENTIAL, form=Form.JSON, reason="A case", items=desk.items)
    export(desk.db, asked, path, around(desk))
    assert len(leaked(read(path, Form.JSON))) == COUNT


@pytest.mark.clause("T2")
@pytest.mark.parametrize("form", [Form.JSON, Form.CSV])
def test_none_of_them_is_in_a_working_export(desk: Planted, tmp_path: Path, form: Form) -> None:
    path = tmp_path / f"w.{form.value}"
    asked = Asked(mode=Mode.WORKING, form=form, reason="For training", items=desk.items)
    written = export(desk.db, asked, path, around(desk))
    found = leaked(read(path, form))
    assert (Counter(each.kind for each in found), [each.written for each in found]) == (Counter(), [])
    assert written.replaced > COUNT // 2


@pytest.mark.clause("T2")
def test_nor_in_the_record(desk: Planted, tmp_path: Path) -> None:
    numbers = [row[0] for row in desk.db.execute("SELECT seq FROM audit").fetchall()]
    for form in (Form.JSON, Form.CSV):
        path = tmp_path / f"r.{form.value}"
        asked = AskedEntries(numbers=numbers, mode=Mode.WORKING, form=form, reason="For training")
        export_entries(desk.db, asked, path, around(desk))
        assert [each.written for each in leaked(read(path, form))] == []
