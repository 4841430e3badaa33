"""Which requirement of the policy is implemented and tested where, read from the code and tests themselves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

_ROW = r"(?:A(?:1[01]|[1-9])|P[1-9]|I[1-6]|R(?:1[0-2]|[1-9])|B[1-3]|T[1-4])"
_PLACE = rf"(?:{_ROW}|[0-9][0-9.]*[a-z]?)"
_CITED = re.compile(rf"\(({_PLACE}(?:(?: to |-|[,;] ?| and ){_PLACE})*)\)")
_RANGE = re.compile(rf"\b({_ROW})(?: to |-)({_ROW})\b")
_ID = re.compile(rf"\b{_ROW}\b")
_MARKED = re.compile(r"mark\.clause\(([^()]*)\)")
_QUOTED_ID = re.compile(rf"""["']({_ROW})["']""")


@dataclass(frozen=True, slots=True)
class Covered:
    """One row of the requirements and the files that cite it."""

    id: str
    title: str
    code: tuple[str, ...]
    tests: tuple[str, ...]
    lacking: str = ""
    """What of it is known not to be there, in words; "" where nothing is."""

    @property
    def state(self) -> str:
        """In words: what is there."""
        if self.code and self.tests and self.lacking:
            return "in part, cited and tested"
        if self.code and self.tests:
            return "cited in code and tests"
        if self.code:
            return "cited in code, no test"
        return "tested, no code cites it" if self.tests else "not yet"


def requirements(text: str) -> dict[str, str]:
    """Id to title, from `resources/requirements.toml`."""
    return {row: title for row, title in tomllib.loads(text).items() if isinstance(title, str)}


def lacking(text: str) -> dict[str, str]:
    """What of a requirement is not there yet, by id, from the same file."""
    told = tomllib.loads(text).get("lacking", {})
    return {row: words for row, words in told.items() if isinstance(words, str)}


def coverage(
    rows: Mapping[str, str],
    *,
    code: Iterable[tuple[str, str]],
    tests: Iterable[tuple[str, str]],
    data: Mapping[str, Set[str]] | None = None,
    lacks: Mapping[str, str] | None = None,
) -> list[Covered]:
    """One `Covered` a row. `rows` is id to title; `code` and `tests` are pairs of file name and text.

    Code cites rows in a docstring or comment, in brackets and beside nothing but clauses and other rows; a test carries
    them as arguments of the mark `clause`; `data` is which rows a pack's file names in its `requirements`;
    `lacks` is what of a row is known to be missing: a file that cites it cannot say so.
    """
    in_code: dict[str, set[str]] = {}
    in_tests: dict[str, set[str]] = {}
    for name, text in code:
        for match in _CITED.finditer(text):
            for found in _cited(match[1]):
                in_code.setdefault(found, set()).add(name)
    for name, named in (data or {}).items():
        for found in named:
            in_code.setdefault(found, set()).add(name)
    for name, text in tests:
        for match in _MARKED.finditer(text):
            for found in _QUOTED_ID.findall(match[1]):
                in_tests.setdefault(found, set()).add(name)
    return [
        Covered(
            row,
            title,
            tuple(sorted(in_code.get(row, ()))),
            tuple(sorted(in_tests.get(row, ()))),
            (lacks or {}).get(row, ""),
        )
        for row, title in rows.items()
    ]


def _cited(inside: str) -> Iterator[str]:
    """The ids between two brackets, those in the midst of a range (R4-R9) included."""
    yield from _ID.findall(inside)
    for first, last in _RANGE.findall(inside):
        if first[0] == last[0]:
            yield from (f"{first[0]}{number}" for number in range(int(first[1:]), int(last[1:]) + 1))
