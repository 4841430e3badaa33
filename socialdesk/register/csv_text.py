"""The text of a register's file and its cells, whatever program and code page wrote it (A1)."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

LARGEST = 4_000_000
"""Bytes; a register of 300 accounts has some 100,000."""
SEPARATORS = (",", ";", "\t", "|")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file. `fault` names what keeps it from being read; "" where nothing does."""

    text: str = ""
    encoding: str = ""
    fault: str = ""


@dataclass(slots=True)
class Record:
    """One row of the file."""

    number: int
    """As a spreadsheet counts."""
    cells: list[str] = field(default_factory=list[str])
    stray: bool = False
    """True where a quotation mark stands where it opens or closes nothing."""
    unclosed: bool = False

    @property
    def blank(self) -> bool:
        """True where nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)


def decode(data: bytes) -> Decoded:
    """The text: by its mark, else UTF-16 where every second byte is nothing, else UTF-8, else Windows' own."""
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        return Decoded(fault="empty_file")
    if len(data) > LARGEST:
        return Decoded(fault="too_big")
    if data.startswith(_WORKBOOKS):
        return Decoded(fault="workbook")
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(codec, "replace"), name)
    head = data[:4_000]
    evens, odds = head[::2].count(0), head[1::2].count(0)
    if max(evens, odds) > len(head) // 5:
        return _checked(data.decode("utf-16-le" if odds > evens else "utf-16-be", "replace"), "UTF-16")
    try:
        return _checked(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _checked(data.decode("cp1252", "replace"), "Windows-1252")


def _checked(text: str, encoding: str) -> Decoded:
    if text.count("\x00") + sum(text.count(chr(low)) for low in range(1, 9)) > max(8, len(text) // 50):
        return Decoded(encoding=encoding, fault="not_text")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return Decoded(encoding=encoding, fault="empty_file")
    return Decoded(text=text, encoding=encoding)


def announced_separator(text: str) -> tuple[str, str]:
    """The separator that a first line `sep=;` names, as Excel writes it, and the text after it; "" where none does."""
    found = re.match(r'"?sep=([,;|\t])"?\r?\n', text)
    return (found[1], text[found.end() :]) if found else ("", text)


def records(text: str, separator: str, *, most: int | None = None) -> list[Record]:
    """The rows, read as RFC 4180 has it and as tolerantly as a spreadsheet does; a quoted line break is no new row."""
    found: list[Record] = []
    place, length, number = 0, len(text), 0
    plain = re.compile(f"[^{re.escape(separator)}\r\n]*")
    while place < length and (most is None or len(found) < most):
        number += 1
        record = Record(number)
        while True:
            if place < length and text[place] == '"':
                cell, place = _quoted(text, place + 1, record)
                rest = plain.match(text, place)
                if rest and rest[0].strip():
                    record.stray = True
                    cell += rest[0]
                place = rest.end() if rest else place
            else:
                match = plain.match(text, place)
                cell = match[0] if match else ""
                place += len(cell)
                record.stray = record.stray or '"' in cell
            record.cells.append(cell)
            if place < length and text[place] == separator:
                place += 1
                continue
            break
        if text.startswith("\r\n", place):
            place += 2
        elif place < length:
            place += 1
        found.append(record)
    return found


def _quoted(text: str, place: int, record: Record) -> tuple[str, int]:
    """What stands between quotation marks, and where it goes on; to the end of the text where they are not closed."""
    parts: list[str] = []
    while True:
        end = text.find('"', place)
        if end < 0:
            record.unclosed = True
            parts.append(text[place:])
            return "".join(parts), len(text)
        parts.append(text[place:end])
        if text.startswith('""', end):
            parts.append('"')
            place = end + 2
            continue
        return "".join(parts), end + 1
