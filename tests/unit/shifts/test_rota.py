"""The rota: who is on and on call, by date and time, and a whole rota from a file or nothing of it (I2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.case import NotOpen
from socialdesk.model.people import Person, Role
from socialdesk.packs import policy_book
from socialdesk.policy.hours import is_holiday, next_change, on_duty
from socialdesk.shifts import rota
from socialdesk.shifts.hours_kept import set_day, take_day
from socialdesk.shifts.odd_days import odd_days
from socialdesk.shifts.rota_csv import moments, preview
from socialdesk.shifts.rules import Part, Shift, ShiftError
from socialdesk.storage.database import IntegrityError, memory_database

ZONE = ZoneInfo("Europe/London")
PRESS = Person("Imogen Castell", Role.CORPORATE_COMMUNICATIONS)
OSCAR = Person("Insp. Fairweather", Role.OSCAR_1)
NIGHT = datetime(2026, 12, 26, 2, 0, tzinfo=UTC)
HEAD = "date,from,until,part,name,telephone\n"


def shift(part: Part, name: str, start: datetime, hours: float, telephone: str = "") -> Shift:
    return Shift(
        part=part,
        name=name,
        telephone=telephone,
        from_ms=to_ms(start),
        until_ms=to_ms(start + timedelta(hours=hours)),
    )


@pytest.mark.clause("I2")
def test_who_is_on_and_whom_to_ring_at_a_moment():
    db = memory_database()
    evening = datetime(2026, 12, 25, 17, 0, tzinfo=UTC)
    shifts = [
        shift(Part.ON_CALL, "Gareth Poulter", evening, 15, "01604 555 100"),
        shift(Part.OSCAR_1, "Insp. Fairweather", evening, 12),
        shift(Part.ON_CALL, "Imogen Castell", evening + timedelta(hours=15), 24, "01604 555 200"),
    ]
    rota.enter(db, shifts, now=evening, by=PRESS)
    found = rota.on_call(db, NIGHT)
    assert found is not None
    assert (found.name, found.telephone) == ("Gareth Poulter", "01604 555 100")
    assert [each.part for each in rota.standing(db, NIGHT)] == [Part.ON_CALL, Part.OSCAR_1]
    turn = evening + timedelta(hours=15)
    at_the_turn = rota.on_call(db, turn)
    assert at_the_turn is not None
    assert at_the_turn.name == "Imogen Castell"
    coming = rota.next_on_call(db, NIGHT)
    assert coming is not None
    assert coming.name == "Imogen Castell"
    rota.take_off(db, shift_id=found.id, now=NIGHT, by=PRESS)
    assert rota.on_call(db, NIGHT) is None
    assert rota.whom_to_ring(db, NIGHT, policy_book()) == policy_book().on_call
    assert rota.whom_to_ring(db, turn, policy_book()) == "Imogen Castell, 01604 555 200"
    assert len(rota.between(db, evening, evening + timedelta(days=3))) == 2


def test_corporate_communications_alone_enters_it_and_a_trainee_in_training():
    db = memory_database()
    one = [shift(Part.IDO, "Sgt. Marlow", NIGHT, 8)]
    with pytest.raises(NotOpen):
        rota.enter(db, one, now=NIGHT, by=OSCAR)
    with pytest.raises(NotOpen):
        rota.enter(db, one, now=NIGHT, by=Person("A. Trainee", Role.TRAINEE))
    rota.enter(db, one, now=NIGHT, by=Person("A. Trainee", Role.TRAINEE), training=True)
    assert len(rota.standing(db, NIGHT)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        shift(Part.ON_CALL, "Gareth Poulter", NIGHT, 8),
        shift(Part.ON_CALL, "Gareth Poulter", NIGHT, 8, "none"),
        shift(Part.IDO, "  ", NIGHT, 8),
        shift(Part.IDO, "Sgt. Marlow", NIGHT, -1),
        shift(Part.IDO, "Sgt. Marlow", NIGHT, 24 * 40),
    ],
)
def test_nothing_is_entered_where_one_shift_cannot_be(wrong: Shift):
    db = memory_database()
    good = shift(Part.IDO, "Sgt. Marlow", NIGHT, 8)
    with pytest.raises(ShiftError):
        rota.enter(db, [good, wrong], now=NIGHT, by=PRESS)
    assert rota.standing(db, NIGHT) == ()
    assert db.execute("SELECT count(*) FROM audit").fetchone() == (0,)


def test_the_same_file_twice_enters_each_shift_once_and_nothing_is_altered_or_lost():
    db = memory_database()
    one = [shift(Part.IDO, "Sgt. Marlow", NIGHT, 8)]
    rota.enter(db, one, now=NIGHT, by=PRESS, imported=True)
    rota.enter(db, one, now=NIGHT, by=PRESS, imported=True)
    assert len(rota.standing(db, NIGHT)) == 1
    for sql in ("UPDATE rota SET telephone = '999'", "DELETE FROM rota"):
        with pytest.raises(IntegrityError):
            db.execute(sql)


# Files


@pytest.mark.clause("I2")
def test_a_rota_from_a_spreadsheet():
    content = (
        "\ufeffDate;From;Until;Part;Name;Telephone\r\n"
        "25/12/2026;17:00;08:00;On-call press officer;Gareth Poulter;01604 555 100\r\n"
        "\r\n"
        "2026-12-25;1900;0700;Oscar 1;Insp. Fairweather;\r\n"
    ).encode()
    found = preview(content, "Europe/London")
    assert found.faults == ()
    first, second = found.shifts
    assert (first.part, first.name, first.telephone) == (Part.ON_CALL, "Gareth Poulter", "01604 555 100")
    assert from_ms(first.until_ms) == datetime(2026, 12, 26, 8, 0, tzinfo=UTC)
    assert (second.part, from_ms(second.from_ms)) == (
        Part.OSCAR_1,
        datetime(2026, 12, 25, 19, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("31/02/2026,17:00,08:00,IDO,Sgt. Marlow,", "date"),
        ("25/12/2026,25:00,08:00,IDO,Sgt. Marlow,", "times"),
        ("25/12/2026,17:00,soon,IDO,Sgt. Marlow,", "times"),
        ("25/12/2026,17:00,08:00,Superintendent,Sgt. Marlow,", "part"),
        ("25/12/2026,17:00,08:00,IDO,,", "name"),
        ("25/12/2026,17:00,08:00,on call,Gareth Poulter,", "number"),
        ("25/12/2026,17:00,08:00,IDO,Sgt. Marlow,,,", "columns"),
        ("29/03/2026,01:30,08:00,IDO,Sgt. Marlow,", "does not exist"),
        (f"25/12/2026,17:00,08:00,IDO,{'x' * 90},", "too long"),
    ],
)
def test_every_fault_is_said_with_its_line_beside_what_is_good(line: str, says: str):
    good = "26/12/2026,17:00,08:00,IDO,Sgt. Marlow,\n"
    found = preview(f"{HEAD}{good}{line}\n".encode(), "Europe/London")
    assert len(found.shifts) == 1
    (fault,) = found.faults
    assert fault.line == 3
    assert says in fault.sentence


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0",
        b"name,phone\nGareth,1",
        HEAD.encode(),
        b"\xff\xfe\x00",
        b'date,"from\n',
        b"x" * 2_000_001,
    ],
)
def test_what_is_no_rota_is_said_to_be_none(content: bytes):
    found = preview(content, "Europe/London")
    assert found.shifts == ()
    assert found.faults[0].words


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (HEAD + text).encode("utf-8", "replace"))
)
def test_no_file_breaks_the_reading(content: bytes):
    found = preview(content, "Europe/London")
    assert found.shifts or found.faults
    assert all(each.from_ms < each.until_ms for each in found.shifts)


days = st.dates(date(2026, 3, 25), date(2027, 1, 5)) | st.sampled_from(
    [date(2026, 3, 28), date(2026, 10, 24)]
)
clock_times = st.times().map(lambda each: each.replace(second=0, microsecond=0))


@pytest.mark.clause("I2")
@given(days, clock_times, clock_times, clock_times)
def test_two_shifts_that_meet_leave_no_minute_without_anybody(day: date, first: time, turn: time, last: time):
    one = moments(day, first, turn, ZONE)
    following = day if turn > first else day + timedelta(days=1)
    other = moments(following, turn, last, ZONE)
    if isinstance(one, str) or isinstance(other, str):
        skipped = {date(2026, 3, 29), date(2026, 3, 28)}
        assert {day, following} & skipped
        return
    assert one[0] < one[1]
    assert other[0] <= one[1]


# Odd days


@pytest.mark.clause("I2")
def test_a_closure_is_kept_holds_at_once_and_ends():
    db, book = memory_database(), policy_book()
    friday = date(2026, 11, 27)
    noon = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    set_day(db, day=friday, start=None, end=None, why="Force closure", book=book, now=noon, by=PRESS)
    assert not on_duty(noon, book.hours)
    again = policy_book()
    again.hours.odd.put(odd_days(db))
    assert next_change(noon, again.hours) == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    set_day(db, day=friday, start=time(10), end=time(14), why="Short day", book=book, now=noon, by=PRESS)
    assert on_duty(noon, book.hours)
    assert odd_days(db)[friday].why == "Short day"
    take_day(db, day=friday, book=book, now=noon, by=PRESS)
    assert odd_days(db) == {}
    assert on_duty(datetime(2026, 11, 27, 16, 0, tzinfo=UTC), book.hours)
    kinds = [row[0] for row in db.execute("SELECT kind FROM audit ORDER BY seq")]
    assert kinds == ["odd-day-set", "odd-day-set", "odd-day-taken-off"]


def test_a_closure_alters_no_working_day_of_a_request_for_information():
    db, book = memory_database(), policy_book()
    noon = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    set_day(db, day=noon.date(), start=None, end=None, why="Closed", book=book, now=noon, by=PRESS)
    assert not is_holiday(noon.date(), book.hours)


@pytest.mark.parametrize(
    ("start", "end", "why"), [(time(10), time(9), "x"), (time(10), None, "x"), (None, None, " ")]
)
def test_hours_that_cannot_be_are_refused(start: time | None, end: time | None, why: str):
    db, book = memory_database(), policy_book()
    with pytest.raises(ShiftError):
        set_day(db, day=date(2026, 11, 27), start=start, end=end, why=why, book=book, now=NIGHT, by=PRESS)
    with pytest.raises(NotOpen):
        set_day(db, day=date(2026, 11, 27), start=None, end=None, why="x", book=book, now=NIGHT, by=OSCAR)
    assert odd_days(db) == {}
