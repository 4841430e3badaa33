"""A rota from a spreadsheet, saved as CSV: every fault is said with its line, and nothing is kept of a faulty file.

One shift a line, under the headings `date, from, until, part, name, telephone` in any order; the last may be left out
but for who is on call. Times are local; a shift that ends at or before the time it begins ends on the day after.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from socialdesk.clock import to_ms
from socialdesk.decisions.plainly import one_plain_line
from socialdesk.shifts.rules import LONGEST_NAME, LONGEST_TELEPHONE, Part, Shift

LARGEST = 2_000_000
"""Bytes of a file."""
MOST_LINES = 5_000
MOST_FAULTS = 40
HEADINGS = ("date", "from", "until", "part", "name", "telephone")
_NEEDED = HEADINGS[:5]
_PARTS: Mapping[str, Part] = {
    "on duty": Part.ON_DUTY,
    "corporate communications": Part.ON_DUTY,
    "corporate communications on duty": Part.ON_DUTY,
    "on call": Part.ON_CALL,
    "on-call": Part.ON_CALL,
    "on-call press officer": Part.ON_CALL,
    "on call press officer": Part.ON_CALL,
    "oscar 1": Part.OSCAR_1,
    "oscar1": Part.OSCAR_1,
    "ido": Part.IDO,
}
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y")
_TIMES = ("%H:%M", "%H.%M", "%H%M", "%H:%M:%S")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which line; 0 for the whole file."""

    line: int
    sentence: str

    @property
    def words(self) -> str:
        """As a person reads it."""
        return f"Line {self.line}: {self.sentence}" if self.line else self.sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would bring. Only one without faults is taken."""

    shifts: tuple[Shift, ...] = ()
    faults: tuple[Fault, ...] = ()


def preview(content: bytes, zone: str) -> Preview:
    """Reads a file. Raises nothing: whatever it is, its faults are said."""
    if len(content) > LARGEST:
        return _faulty("The file is larger than 2 MB, which no rota is.")
    text = _text(content)
    if not text.strip() or "\0" in text:
        return _faulty("There is no table in the file. Save the rota as CSV and choose that.")
    first = text.lstrip().splitlines()[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        return _faulty(f"The file is not a table that can be read ({error}).")
    return _read(rows, ZoneInfo(zone))


def moments(day: date, begins: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime] | str:
    """When a shift begins and ends, in UTC, or a sentence where the clocks skip one of its times.

    In the night in which an hour comes twice it begins with the first and ends with the second: two people on duty are
    better than none.
    """
    last = day + timedelta(days=1) if ends <= begins else day
    start = datetime.combine(day, begins, zone)
    end = datetime.combine(last, ends, zone).replace(fold=1)
    for each in (start, end):
        back = each.astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None, fold=0) != each.replace(tzinfo=None, fold=0):
            return f"{each:%H:%M} on {each:%d/%m/%Y} does not exist: the clocks go forward over it."
    return start.astimezone(UTC), end.astimezone(UTC)


def _read(rows: list[list[str]], zone: ZoneInfo) -> Preview:
    at = next((number for number, row in enumerate(rows) if any(cell.strip() for cell in row)), 0)
    names = [" ".join(cell.casefold().split()) for cell in rows[at]]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        return _faulty(f"These headings are missing: {', '.join(missing)}.")
    if twice := [name for name in HEADINGS if names.count(name) > 1]:
        return _faulty(f"The heading {twice[0]} is there twice.")
    if len(rows) - at - 1 > MOST_LINES:
        return _faulty(f"The file has more than {MOST_LINES:,} lines.")
    shifts: list[Shift] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        if not any(cell.strip() for cell in row):
            continue
        found = _shift(
            dict(zip(names, (cell.strip() for cell in row), strict=False)), len(row) > len(names), zone
        )
        if isinstance(found, str):
            faults.append(Fault(number, found))
        elif found in shifts:
            faults.append(Fault(number, "The same shift is there twice."))
        else:
            shifts.append(found)
    if not shifts and not faults:
        return _faulty("There is no shift in the file.")
    more = len(faults) - MOST_FAULTS
    if more > 0:
        faults = [*faults[:MOST_FAULTS], Fault(0, f"And {more} more faults.")]
    return Preview(shifts=tuple(shifts), faults=tuple(faults))


def _shift(cells: Mapping[str, str], too_long: bool, zone: ZoneInfo) -> Shift | str:
    if too_long:
        return "There are more columns than headings."
    day = _date(cells.get("date", ""))
    begins, ends = _time(cells.get("from", "")), _time(cells.get("until", ""))
    if day is None:
        return "The date is none, such as 27/11/2026."
    if begins is None or ends is None:
        return "The times are none, such as 17:00."
    part = _PARTS.get(" ".join(cells.get("part", "").casefold().split()))
    if part is None:
        return "The part is none of: on duty, on-call press officer, Oscar 1, IDO."
    name = one_plain_line(cells.get("name", ""), longest=LONGEST_NAME + 1)
    telephone = one_plain_line(cells.get("telephone", ""), longest=LONGEST_TELEPHONE + 1)
    if not name:
        return "The name is missing."
    if len(name) > LONGEST_NAME or len(telephone) > LONGEST_TELEPHONE:
        return "The name or the telephone number is too long."
    if part is Part.ON_CALL and sum(sign.isdigit() for sign in telephone) < 3:
        return "Who is on call needs a telephone number."
    span = moments(day, begins, ends, zone)
    if isinstance(span, str):
        return span
    return Shift(part=part, name=name, telephone=telephone, from_ms=to_ms(span[0]), until_ms=to_ms(span[1]))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What a spreadsheet on Windows writes where nobody chose UTF-8.
        return content.decode("cp1252", "replace")


def _date(words: str) -> date | None:
    for form in _DATES:
        try:
            found = datetime.strptime(words, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        return found if 2000 <= found.year <= 2100 else None
    return None


def _time(words: str) -> time | None:
    if words == "24:00":
        return time(0)
    for form in _TIMES:
        try:
            return datetime.strptime(words, form).replace(tzinfo=UTC).time()
        except ValueError:
            continue
    return None


def _faulty(sentence: str) -> Preview:
    return Preview(faults=(Fault(0, sentence),))
