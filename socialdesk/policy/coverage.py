"""Which requirement of the policy is implemented and tested where, read from the code and tests themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_ROW = r"(?:A(?:1[01]|[1-9])|P[1-9]|I[1-6]|R(?:1[0-2]|[1-9])|B[1-3]|T[1-4])"
_CITED = re.compile(rf"\(([^()\n]*\b{_ROW}\b[^()\n]*)\)|Requirement\(\"({_ROW})\"\)")
_ID = re.compile(rf"\b{_ROW}\b")
_MARKED = re.compile(rf"""mark\.clause\(\s*["']({_ROW})["']""")


@dataclass(frozen=True, slots=True)
class Covered:
    """One row of the requirements and the files that cite it."""

    id: str
    title: str
    code: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def state(self) -> str:
        """In words: what is there."""
        if self.code and self.tests:
            return "implemented and tested"
        if self.code:
            return "implemented, no test cites it"
        return "tested, no code cites it" if self.tests else "not yet"


def coverage(
    rows: Mapping[str, str], *, code: Iterable[tuple[str, str]], tests: Iterable[tuple[str, str]]
) -> list[Covered]:
    """One `Covered` a row. `rows` is id to title; `code` and `tests` are pairs of file name and text.

    Code cites a row in brackets in a docstring or comment, such as (R12); the pack's data names it in `requirements`;
    a test carries `@pytest.mark.clause("R12")`.
    """
    in_code: dict[str, set[str]] = {}
    in_tests: dict[str, set[str]] = {}
    for name, text in code:
        for match in _CITED.finditer(text):
            for found in _ID.findall(match.group(0)):
                in_code.setdefault(found, set()).add(name)
    for name, text in tests:
        for found in _MARKED.findall(text):
            in_tests.setdefault(found, set()).add(name)
    return [
        Covered(row, title, tuple(sorted(in_code.get(row, ()))), tuple(sorted(in_tests.get(row, ()))))
        for row, title in rows.items()
    ]
