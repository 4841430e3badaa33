"""What the watch list's finders have in common: a hit, digits read as letters, words one slip apart."""

from __future__ import annotations

from dataclasses import dataclass

_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)


@dataclass(frozen=True, slots=True)
class NameHit:
    """Something protected at `start` to `end` of the plain reading."""

    start: int
    end: int
    sure: bool
    how: str
    """How it was written, in plain words."""


def letters_of(text: str) -> str:
    """With digits read as the letters that they pass for, where there are letters at all."""
    return text.translate(_LEET) if any("a" <= sign <= "z" for sign in text) else text


def with_one_less(word: str) -> set[str]:
    """The word and the word with any one letter left out: two words one slip apart share one of these."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def words_of(*lines: str) -> frozenset[str]:
    """The words of lines of words."""
    return frozenset(word for line in lines for word in line.split())
