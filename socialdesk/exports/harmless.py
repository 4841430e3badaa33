"""Strangers' words in files that people open: nothing in them turns, hides, runs or is counted (T2)."""

from __future__ import annotations

import re
import unicodedata

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for the beginning of a formula, the wide forms included (OWASP, CSV Injection)."""
_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}
)
LONGEST_NAME = 80
LONGEST_CELL = 32_000
"""Characters; Excel takes 32,767 in a cell."""


def plain(text: str) -> str:
    """Text with everything that cannot be seen, or that turns what stands beside it, spelt out as <U+202E>."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_seen(sign) for sign in text.replace("\r\n", "\n").replace("\r", "\n"))


def cell(value: object) -> str:
    """A value for one cell of a CSV file: no formula, on one line, of a length that a spreadsheet takes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    text = " / ".join(line for line in plain(str(value)).split("\n") if line.strip())
    if len(text) > LONGEST_CELL:
        text = f"{text[:LONGEST_CELL]} … (cut)"
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_RISKY) else text


def file_name(name: str) -> str:
    """A name that is a file's on every system and nothing else: ASCII, short, no folder, nothing that Windows keeps."""
    made = _NAME.sub("-", name).strip(".-")[:LONGEST_NAME].rstrip(".-") or "file"
    return f"_{made}" if made.partition(".")[0].lower() in _RESERVED else made


def _seen(sign: str) -> str:
    if sign in "\n\t":
        return sign
    category = unicodedata.category(sign)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return f"<U+{ord(sign):04X}>"
    return sign
