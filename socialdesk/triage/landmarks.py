"""Which letters a text must hold for a pattern to match, so that most patterns need not be tried on most texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SPELLING = re.compile(r"[a-z0-9]+(?:[ '-][a-z0-9]+)*")
_MOST_SPELLINGS = 300
_LONG = 4
"""Letters of a landmark that are looked up; of a shorter one, SHORT."""
_SHORT = 3
_DIGITS = 2
_SIGNS = re.compile(r"[^a-z0-9\s]")


@dataclass(slots=True)
class _Reading:
    pattern: str
    at: int = 0

    @property
    def sign(self) -> str:
        return self.pattern[self.at] if self.at < len(self.pattern) else ""


def landmarks(pattern: str) -> frozenset[str]:
    """Strings of which a text that `pattern` matches holds at least one; empty where that cannot be said.

    Reads what the phrase files are written in: letters, groups, alternatives, sets and bounded repetitions.
    """
    return _choices(_Reading(pattern)) or frozenset()


def keys_of(marks: frozenset[str]) -> frozenset[str]:
    """What to look up for landmarks; empty where one is too short to be looked up."""
    keys = [_key(mark) for mark in marks]
    return frozenset(keys) if all(keys) else frozenset()


def _key(mark: str) -> str:
    """The first letters of a landmark, two digits, or a sign in it that is neither letter nor digit."""
    if len(mark) >= _SHORT:
        return mark[: _LONG if len(mark) >= _LONG else _SHORT]
    if len(mark) == _DIGITS and mark.isdigit():
        return mark
    return next((sign for sign in mark if sign not in "'-" and not (sign.isascii() and sign.isalnum())), "")


def whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern of whole words. A space stands for any space between words, of at most three characters."""
    together = "|".join(f"(?:{pattern})" for pattern in patterns)
    joined = together.replace(" ?", r"[\s,]{0,3}").replace(" ", r"[\s,]{1,3}")
    return re.compile(rf"(?<![a-z0-9])(?:{joined})(?![a-z0-9])")


def alternatives(pattern: str) -> list[str]:
    """A pattern taken apart at the bars that stand in no group."""
    parts: list[str] = []
    depth = start = at = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = pattern.index("]", at + 2)
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*parts, pattern[start:]]


class _EndlessError(Exception):
    """A pattern that stands for more spellings than are worth listing."""


def spellings(pattern: str) -> list[str]:
    """Every text that a simple pattern stands for; none where it has sets or repetitions, or stands for too many."""
    reading = _Reading(pattern)
    try:
        spelt = _spelt_choices(reading)
    except _EndlessError:
        return []
    return spelt if all(_SPELLING.fullmatch(each) for each in spelt) else []


def _spelt_choices(reading: _Reading) -> list[str]:
    spelt = _spelt(reading)
    while reading.sign == "|":
        reading.at += 1
        spelt += _spelt(reading)
    return spelt


def _spelt(reading: _Reading) -> list[str]:
    spelt = [""]
    while (sign := reading.sign) and sign not in "|)":
        if reading.pattern.startswith("(?:", reading.at):
            reading.at += 3
            ways = _spelt_choices(reading)
            reading.at += 1
        elif sign.isalnum() or sign in " '-":
            reading.at += 1
            ways = [sign]
        else:
            raise _EndlessError
        if reading.sign == "?":
            reading.at += 1
            ways = [*ways, ""]
        spelt = [before + way for before in spelt for way in ways]
        if reading.sign == "{" or len(spelt) > _MOST_SPELLINGS:
            raise _EndlessError
    return spelt


def keys_in(text: str) -> set[str]:
    """Every key that a text holds."""
    keys = {text[place : place + _LONG] for place in range(len(text) - _LONG + 1)}
    keys.update(text[place : place + _SHORT] for place in range(len(text) - _SHORT + 1))
    keys.update(text[place : place + _DIGITS] for place, sign in enumerate(text) if sign.isdigit())
    keys.update(_SIGNS.findall(text))
    return keys


def _choices(reading: _Reading) -> frozenset[str] | None:
    """The landmarks of alternatives up to the end of their group: all of each one's best, None where one has none."""
    together: frozenset[str] | None = frozenset()
    while True:
        best = _best(_sequence(reading))
        together = None if together is None or not best else together | best
        if reading.sign != "|":
            return together
        reading.at += 1


def _best(sets: Iterator[frozenset[str]]) -> frozenset[str]:
    found = [each for each in sets if each]
    return min(found, key=lambda marks: (not keys_of(marks), _frequency(marks))) if found else frozenset()


def _frequency(marks: frozenset[str]) -> float:
    """A rough guess at how many texts hold one of these."""
    return sum(8.0 ** -min(len(mark), 6) for mark in marks)


def _sequence(reading: _Reading) -> Iterator[frozenset[str]]:
    run = ""
    while (sign := reading.sign) and sign not in "|)":
        if sign == "(":
            yield from _one(run)
            run = ""
            marks = _group(reading)
            if _needed(reading) and marks:
                yield marks
            continue
        letter = _letter(reading)
        if not _needed(reading):
            yield from _one(run)
            run = ""
        elif letter and letter not in " ,":
            run += letter
        else:
            yield from _one(run)
            run = ""
    yield from _one(run)


def _one(run: str) -> Iterator[frozenset[str]]:
    if run:
        yield frozenset({run})


def _group(reading: _Reading) -> frozenset[str] | None:
    reading.at += 1
    looks_round = reading.pattern.startswith(("?!", "?<", "?="), reading.at)
    if reading.sign == "?":
        reading.at += 3 if reading.pattern.startswith("?<", reading.at) else 2
    marks = _choices(reading)
    reading.at += 1
    return None if looks_round else marks


def _letter(reading: _Reading) -> str:
    """One letter of the pattern; "" where it stands for several."""
    sign = reading.sign
    reading.at += 1
    if sign == "\\":
        escaped = reading.sign
        reading.at += 1
        return "" if escaped.isalnum() else escaped
    if sign == "[":
        if reading.sign == "^":
            reading.at += 1
        while reading.sign and reading.sign != "]":
            reading.at += 2 if reading.sign == "\\" else 1
        reading.at += 1
        return ""
    return "" if sign in ".^$" else sign


def _needed(reading: _Reading) -> bool:
    """Reads past a repetition; False where it allows for none at all."""
    needed = True
    if reading.sign == "?":
        needed = False
        reading.at += 1
    elif reading.sign == "{":
        end = reading.pattern.index("}", reading.at)
        # What is repeated is not one run with what follows, so it is taken as not needed, which is always safe.
        needed = (
            reading.pattern[reading.at + 1 : end].split(",")[0] == "1"
            and reading.pattern[reading.at - 1] == ")"
        )
        reading.at = end + 1
    if reading.sign == "?":
        reading.at += 1
    return needed
