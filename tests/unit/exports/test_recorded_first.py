"""No export appears that the record does not know of, by the window or by command (T2, T3)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from socialdesk import errands
from socialdesk.app import open_engine
from socialdesk.audit.entries import Entry
from socialdesk.errors import UserFacingError
from socialdesk.exports.document import Form, Mode
from socialdesk.exports.exporting import Asked, Surroundings, export
from socialdesk.exports.record_export import AskedEntries, export_entries, export_whole
from tests.fakes.stocked_desk import NOON, OFFICER, StockedDesk, comment, stocked

Writes = Callable[[StockedDesk, Path, Surroundings], object]
WAYS: dict[str, Writes] = {
    "the whole record": lambda desk, path, around: export_whole(desk.db, path, around, words=True, reason="A case"),
    "entries": lambda desk, path, around: export_entries(
        desk.db, AskedEntries(numbers=[1], mode=Mode.WORKING, form=Form.CSV, reason="A case"), path, around
    ),
    "items": lambda desk, path, around: export(
        desk.db,
        Asked(mode=Mode.WORKING, form=Form.JSON, reason="A case", items=list(desk.items.values())),
        path,
        around,
    ),
}  # fmt: skip


class NotRecorded(Exception):
    """The record could not be written to."""


@pytest.mark.clause("T3")
@pytest.mark.parametrize("way", WAYS)
def test_it_is_recorded_before_it_appears_and_not_at_all_where_it_cannot_be(tmp_path: Path, way: str) -> None:
    desk, path = stocked(comment("c1", "words")), tmp_path / "out"
    seen: list[bool] = []

    def record(_entry: Entry) -> None:
        seen.append(path.exists())

    def refuses(_entry: Entry) -> None:
        raise NotRecorded

    def around(by: Callable[[Entry], None]) -> Surroundings:
        return Surroundings(force="Anyshire Police", by=OFFICER, now=NOON, record=by)

    with pytest.raises(NotRecorded):
        WAYS[way](desk, path, around(refuses))
    assert list(tmp_path.iterdir()) == []
    WAYS[way](desk, path, around(record))
    assert seen == [False]
    assert path.exists()


@pytest.mark.clause("T3")
def test_so_it_is_by_command(tmp_path: Path) -> None:
    with closing(open_engine(training="first-night")) as engine:
        head = errands.export_audit(engine, tmp_path / "record.jsonl", personal=False, reason="")
        with closing(engine.open_reader()) as db:
            last = db.execute("SELECT kind, facts FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
            assert last is not None
            assert last[0] == "export-written"
            assert '"marking":"OFFICIAL"' in last[1]
            before = db.execute("SELECT count(*) FROM audit").fetchone()
        assert head.count > 0
        with pytest.raises(UserFacingError, match="could not be written"):
            errands.export_audit(engine, tmp_path / "no" / "such" / "place", personal=False, reason="")
        with closing(engine.open_reader()) as db:
            assert db.execute("SELECT count(*) FROM audit").fetchone() == before, (
                "nothing was written anywhere"
            )
