"""Five hundred identifiers in every form, and not one on a page of a working PDF, nor anywhere in its bytes (T2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from socialdesk.exports.document import Form, Mode
from socialdesk.exports.exporting import Asked, Surroundings, export
from socialdesk.ui.record.pdf import write_pdf
from tests.fakes.pdf_words import pages
from tests.fakes.stocked_desk import NOON, OFFICER
from tests.unit.exports.planted_forms import COUNT, identifiers, leaked, planted_desk


@pytest.mark.clause("T2")
@pytest.mark.usefixtures("qapp")
def test_none_of_the_five_hundred_is_in_a_working_pdf(tmp_path: Path) -> None:
    desk = planted_desk()
    around = Surroundings(force="Anyshire Police", by=OFFICER, now=NOON, record=lambda _: None)
    for mode in (Mode.EVIDENTIAL, Mode.WORKING):
        asked = Asked(mode=mode, form=Form.PDF, reason="For training", items=desk.items)
        export(desk.db, asked, tmp_path / f"{mode.value}.pdf", around, write_pdf=write_pdf)
    raw = (tmp_path / "working.pdf").read_bytes()
    found = leaked("".join(pages(raw)))
    assert [each.written for each in found] == []
    # Few digits stand by chance in the numbers of any PDF's own objects.
    telling = tuple(each for each in identifiers() if min(map(len, each.cores)) > 8)
    assert [each.written for each in leaked(raw.decode("latin-1"), telling)] == []
    # The search would have found them: glyphs of a few scripts alone cannot be read back from a page.
    assert len(identifiers()) == COUNT
    assert len(leaked("".join(pages((tmp_path / "evidential.pdf").read_bytes())))) > COUNT * 0.9
