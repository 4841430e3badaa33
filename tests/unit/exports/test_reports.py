"""Reports: what is counted, what is not, whole days by the Force's own clock, and nothing that names anybody."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.undo import cancel_pending
from socialdesk.exports.reports import MOST_DAYS, Report, Span, Table, report, span_of
from socialdesk.exports.reports_files import as_csv, record_export
from socialdesk.exports.reports_hours import working
from socialdesk.model.actions import ActionKind
from socialdesk.policy.hours import span_of as duty
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, book

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def scene() -> Scene:
    return Scene("c1", "c2", "c3", "c4")


def made(scene: Scene, *, days: int = 28, names: bool = False) -> Report:
    return report(
        scene.db,
        span=span_of(days, now=scene.clock(), book=book()),
        book=book(),
        now=scene.clock(),
        names=names,
    )


def table(scene: Scene, name: str) -> Table:
    return next(each for each in made(scene).tables if each.id == name)


def figures(table: Table) -> dict[str | int, str | int]:
    """The first figure of each row, by its name."""
    return {row[0]: row[1] for row in table.rows}


def test_a_removal_counts_once_it_is_confirmed_under_each_of_its_grounds(scene: Scene) -> None:
    scene.remove("c1", ActionKind.HIDE)
    assert table(scene, "removals-ground").rows == ()
    scene.run(60)
    assert table(scene, "removals-ground").rows == ((book().name_of("spam"), 1, 1),)
    assert table(scene, "removals-network").rows == (("Facebook", 1),)
    assert figures(table(scene, "removals-hour"))["12:00"] == 1


def test_what_was_taken_back_is_no_removal(scene: Scene) -> None:
    number = scene.remove("c1", ActionKind.HIDE)
    cancel_pending(scene.db, outbox_id=number, now=scene.clock(), by=OFFICER)
    scene.run(60)
    assert table(scene, "removals-ground").rows == ()
    assert table(scene, "removals-network").rows == ()


def test_kept_stands_against_removed(scene: Scene) -> None:
    scene.remove("c1", ActionKind.HIDE)
    scene.run(60)
    decide_keep(
        scene.db, item_id=scene.desk.items["c2"], grounds=["spam"], reason="It is a local shop.", book=book(),
        now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    assert table(scene, "kept-removed").rows == ((book().name_of("spam"), 1, 1),)


def test_the_first_answer_is_timed_by_the_clock_and_within_office_hours(scene: Scene) -> None:
    scene.clock.forward(24 * 3600)
    scene.reply("c1")
    scene.run(60)
    (everything, network) = table(scene, "first-answer").rows
    assert everything[0] == "All"
    assert network[0] == "Facebook"
    assert everything[1] == 24 * 60 + 5  # the comment was five minutes old at noon
    within = everything[2]
    assert isinstance(within, int)
    assert 0 < within < 24 * 60


def test_volumes_are_counted_by_day_and_by_hour(scene: Scene) -> None:
    rows = figures(table(scene, "volume"))
    assert rows["Tue 24/11"] == 4
    assert sum(value for value in rows.values() if isinstance(value, int)) == 4
    assert figures(table(scene, "volume-hour"))["11:00"] == 4


def test_no_report_names_anybody_and_accounts_only_where_that_is_asked_for(scene: Scene) -> None:
    scene.remove("c1", ActionKind.HIDE)
    scene.run(60)
    plain, named = as_csv(made(scene), book()), as_csv(made(scene, names=True), book())
    for who in (OFFICER.name, "Writer", "words of c1"):
        assert who not in plain
        assert who not in named
    assert "Borough Police" not in plain
    assert "Borough Police (Facebook)" in named
    assert plain.startswith("OFFICIAL\r\n")
    assert named.startswith("OFFICIAL-SENSITIVE\r\n")


def test_a_spreadsheet_runs_nothing_of_it(scene: Scene) -> None:
    scene.db.execute("UPDATE accounts SET name = '=cmd|''/c calc''!A0'")
    cells = [cell for row in csv.reader(io.StringIO(as_csv(made(scene, names=True), book()))) for cell in row]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_saving_one_needs_a_reason_and_is_on_the_record(scene: Scene) -> None:
    found = made(scene)

    def save(reason: str) -> bytes:
        return record_export(
            scene.db, report=found, how="CSV", reason=reason, now=scene.clock(), by=OFFICER,
            made=lambda: as_csv(found, book()).encode(),
        )  # fmt: skip

    with pytest.raises(Incomplete):
        save("  ")
    assert save("The monthly meeting").startswith(b"OFFICIAL")
    ((kind, facts),) = scene.db.execute("SELECT kind, facts FROM audit ORDER BY seq DESC LIMIT 1").fetchall()
    assert kind == "exported"
    assert "monthly" not in facts


def test_a_span_is_whole_days_by_the_forces_clock_also_when_clocks_change() -> None:
    span = Span(first=date(2026, 10, 25), last=date(2026, 10, 25))
    begins, ends = span.bounds_ms(LONDON)
    assert ends - begins == 25 * 3_600_000
    spring = Span(first=date(2026, 3, 29), last=date(2026, 3, 29)).bounds_ms(LONDON)
    assert spring[1] - spring[0] == 23 * 3_600_000


def test_a_span_is_never_longer_than_a_year() -> None:
    assert span_of(10_000, now=NOON, book=book()).days == MOST_DAYS
    assert span_of(0, now=NOON, book=book()).days == 1


def test_what_is_stopped_ends_early(scene: Scene) -> None:
    span = span_of(28, now=scene.clock(), book=book())
    found = report(scene.db, span=span, book=book(), now=scene.clock(), stopped=lambda: True)
    assert found.tables == ()


def minutes_on_duty(begins: datetime, ends: datetime) -> Iterator[datetime]:
    at = begins
    while at < ends:
        span = duty(at.astimezone(LONDON).date(), book().hours)
        if span is not None and span[0] <= at < span[1]:
            yield at
        at += timedelta(minutes=1)


@given(st.integers(0, 5 * 24 * 60), st.integers(0, 3 * 24 * 60))
def test_working_time_is_what_minutes_counted_one_by_one_give(later: int, minutes: int) -> None:
    begins = datetime(2026, 3, 26, tzinfo=UTC) + timedelta(minutes=later)
    ends = begins + timedelta(minutes=minutes)
    counted = sum(1 for _ in minutes_on_duty(begins, ends))
    assert working(begins, ends, book().hours) == timedelta(minutes=counted)


def test_no_working_time_passes_at_night() -> None:
    midnight = datetime.combine(date(2026, 11, 24), time(0), tzinfo=LONDON)
    assert working(midnight, midnight + timedelta(hours=6), book().hours) == timedelta()
    assert working(midnight, midnight, book().hours) == timedelta()
    assert to_ms(midnight) > 0
