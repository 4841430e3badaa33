"""Phrases that the pack lists, found in a plain reading of a draft; pure.

A phrase is words. … stands for up to five words of the same sentence, a * at the end of a word for any ending. What
stands between two words makes no difference, an end of line neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from socialdesk.model.names import plain_letters

_GAP = r"(?:[^\w.!?]+\w+){0,5}?[^\w.!?]+"
_WORD = re.compile(r"[\w'&]+\*?")


def words_of(phrase: str) -> list[str]:
    """The words of a phrase as it is written in the pack."""
    return _WORD.findall(plain_letters(phrase.replace("…", " ").replace("\u2019", "'")))


def found(phrases: Sequence[str], readings: Sequence[str], unless: Sequence[str] = ()) -> tuple[str, ...]:
    """What of the phrases stands in any of the readings, as it stands there, each once.

    Words of a phrase in `unless` are passed over: "forced labour" is no party.
    """
    out: dict[str, None] = {}
    for reading in readings:
        for start, end in places(phrases, reading, unless):
            out[" ".join(reading[start:end].split())] = None
    return tuple(out)


def places(phrases: Sequence[str], reading: str, unless: Sequence[str] = ()) -> Iterator[tuple[int, int]]:
    """Where phrases stand in a reading, as starts and ends."""
    if not phrases:
        return
    kept = pattern(tuple(unless)).sub(_blank, reading) if unless else reading
    for match in pattern(tuple(phrases)).finditer(kept):
        yield match.span()


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


@lru_cache(maxsize=512)
def pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for any of the phrases, the longest first."""
    each = sorted({_one(phrase) for phrase in phrases if words_of(phrase)}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)" if each else r"(?!)")


def _one(phrase: str) -> str:
    parts = [r"\W+".join(_word(word) for word in words_of(part)) for part in phrase.split("…")]
    return _GAP.join(part for part in parts if part)


def _word(word: str) -> str:
    return re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word)
