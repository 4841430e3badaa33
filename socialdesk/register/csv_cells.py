"""What stands in one cell of a register: days in the forms of this country, yes and no, words without traps (A1)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

_NOTHING: Final = frozenset(
    {"", "-", "--", "\u2013", "\u2014", "n/a", "na", "none", "nil", "unknown", "not known", "tbc", "tba", "?", "never",
     "not applicable", "x/x", "null"}
)  # fmt: skip
_YES: Final = frozenset(
    {"yes", "y", "true", "1", "x", "\u2713", "\u2714", "done", "completed", "complete", "ja", "held"}
)
_NO: Final = frozenset(
    {"no", "n", "false", "0", "\u2717", "\u2718", "not yet", "outstanding", "not held", "to do"}
)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_CLOCK = re.compile(r"[ t,]+\d{1,2}[:.]\d{2}([:.]\d{2}(\.\d+)?)?( ?[ap]m)?( ?z|[+-]\d{2}:?\d{2})?$")
_WEEKDAY = re.compile(r"^(mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(day)?[ ,.]+")
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ \-/.,]*)?([a-z]+)[ \-/.,]+(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]+)[ .]+(\d{1,2})(?:st|nd|rd|th)?[ ,]+(\d{4})")
_MONTH_ALONE = re.compile(r"(\d{1,2})[/\-](\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
FIRST_DAY = date(2004, 1, 1)
"""Before it none of these networks was there."""
_EXCEL = date(1899, 12, 30)
_ERRORS = re.compile(r"#(REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|SPILL|CALC|GETTING_DATA|#+)[!?]?$", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?E\+\d+$", re.IGNORECASE)
_SIGNS = "=+-@|%\uff1d\uff0b\uff0d\uff20"
_HARMLESS = re.compile(r"([+-]?[\d\s().,/:\u2013-]+|[-\u2013\u2014]\s+\w.*|@[\w.\-]{1,60}|-+|@)", re.DOTALL)
_PASSWORD = re.compile(r"\b(pass ?word|passcode|pwd|pw|pass ?phrase)\b\s*(is|[:=\-])\s*\S+", re.IGNORECASE)
_WRONG = re.compile("\u00c3[\u0080-\u00bf]|\u00e2\u20ac.|\u00c2[\u00a0-\u00bf]")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def empty(cell: str) -> bool:
    """True for what people write where there is nothing."""
    return " ".join(cell.casefold().split()) in _NOTHING


def traps(cell: str) -> tuple[str, tuple[object, ...]]:
    """What of a cell could do harm or shows that something went wrong, as the code of a fault; "" where nothing."""
    if _PASSWORD.search(cell):
        return "looks_like_password", ()
    text = cell.strip(" \u00a0")
    if found := _ERRORS.match(text):
        return "spreadsheet_error", (found[0],)
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in cell):
        return "control_characters", ()
    if any(sign in _TURNING or unicodedata.category(sign) in ("Cf", "Co", "Cs") for sign in _shown(cell)):
        return "turning_characters", ()
    bare = text[1:] if text[:1] == "'" and text[1:2] in _SIGNS else text
    if cell[:1] in "\t\r\n" and text.strip()[:1] in _SIGNS:
        return "formula", ()
    if bare[:1] and bare[0] in _SIGNS and not _HARMLESS.fullmatch(bare):
        return "formula", ()
    if _SCIENTIFIC.match(text):
        return "scientific_number", ()
    return "", ()


def wrong_letters(cell: str) -> str:
    """Letters that another program read with another code page, as they stand; "" where there are none."""
    found = _WRONG.search(cell)
    return found[0] if found else ""


def words(cell: str) -> str:
    """A cell's words on one line, without the apostrophe that keeps a spreadsheet from reckoning with them."""
    text = " ".join(_shown(cell).split())
    return text[1:] if text[:1] == "'" and text[1:2] in _SIGNS else text


def yes_or_no(cell: str) -> bool | None:
    """What a cell answers; None where it is neither."""
    text = " ".join(cell.casefold().strip(" .!").split())
    return True if text in _YES else False if text in _NO else None


def day_of(cell: str, today: date, *, future: bool = False) -> tuple[date | None, str]:
    """The day in a cell, and the code of a fault; "" for none. `future` is True where it may still come."""
    text = " ".join(cell.casefold().replace("\u00a0", " ").split())
    text = _WEEKDAY.sub("", _CLOCK.sub("", text)).strip(" ,.")
    found, code = _read(text)
    if found is None:
        return None, code
    if found < FIRST_DAY:
        return None, "date_too_old"
    if found > today and not future:
        return None, "date_future"
    return found, code


def _read(text: str) -> tuple[date | None, str]:
    if match := _ISO.fullmatch(text):
        return _made(int(match[1]), int(match[2]), int(match[3]), "")
    if match := _NUMBERS.fullmatch(text):
        day, month = int(match[1]), int(match[2])
        if month > 12 >= day:
            return None, "date_american"
        return _made(_year(match[3]), month, day, "date_short_year" if len(match[3]) == 2 else "")
    if match := _WORDS.fullmatch(text):
        month = _MONTHS.get(match[2], 0)
        if not month:
            return None, "date_unreadable"
        code = "" if match[1] and len(match[3]) == 4 else "date_short_year" if match[1] else "date_month"
        return _made(_year(match[3]), month, int(match[1] or 1), code)
    if (match := _MONTH_FIRST.fullmatch(text)) and match[1] in _MONTHS:
        return _made(int(match[3]), _MONTHS[match[1]], int(match[2]), "")
    if match := _MONTH_ALONE.fullmatch(text):
        return _made(int(match[2]), int(match[1]), 1, "date_month")
    if match := _SERIAL.fullmatch(text):
        return _EXCEL + timedelta(days=int(match[1])), "date_serial"
    return None, "date_unreadable"


def _made(year: int, month: int, day: int, code: str) -> tuple[date | None, str]:
    try:
        return date(year, month, day), code
    except ValueError:
        return None, "date_impossible"


def _year(figures: str) -> int:
    number = int(figures)
    if len(figures) > 2:
        return number
    return 1900 + number if number >= 70 else 2000 + number


def _shown(cell: str) -> str:
    """Without what programs leave in text and nobody means: a mark of byte order, a soft hyphen, a zero-width space."""
    return re.sub("[\ufeff\u00ad\u200b]", "", cell)
