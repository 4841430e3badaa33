"""Words for groups of people, by which it is seen whether triage is harder on some of them than on others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from socialdesk.config.paths import resources_dir
from socialdesk.errors import UserFacingError

FILE = "triage/identity-words.txt"
_READ = 20_000
"""How much of a text is read; more than any network takes."""


@dataclass(frozen=True, slots=True)
class IdentityWords:
    """The list, ready to look with."""

    strands: Mapping[str, str]
    """The strand of each word, in the list's order."""
    spellings: Mapping[str, str]
    """Every spelling, and its word."""
    pattern: re.Pattern[str]

    def among(self, untrusted_text: str) -> tuple[str, ...]:
        """The words of the list that a text has, each once, in the list's order."""
        found = self.pattern.findall(_plain(untrusted_text[:_READ]))
        had = {self.spellings[each] for each in found}
        return tuple(word for word in self.strands if word in had)


def read_words(text: str) -> IdentityWords:
    """Reads a list: a line is a strand, a word and, after a colon, other spellings. Raises ValueError."""
    strands: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for line in text.splitlines():
        said = line.split("#", 1)[0].strip()
        if not said:
            continue
        head, _, others = said.partition(":")
        strand, _, word = head.strip().partition(" ")
        word = word.strip()
        if not word or word in strands:
            raise ValueError(f'"{said}" is no strand with a new word')
        strands[word] = strand
        for spelling in (word, *others.split(",")):
            if plain := _plain(spelling.strip()):
                spellings[plain] = word
    longest_first = sorted(spellings, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")
    return IdentityWords(strands, spellings, pattern)


@cache
def identity_words() -> IdentityWords:
    """The list that comes with the desk; empty where it cannot be read, for no decision waits for it."""
    try:
        return load_words()
    except UserFacingError:
        return read_words("")


def load_words() -> IdentityWords:
    """The list that comes with the desk. Raises UserFacingError where it cannot be read."""
    try:
        return read_words((resources_dir() / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserFacingError(
            f"The list of words {FILE}, which comes with the desk, cannot be read.",
            kept="Nothing was altered.",
            to_do="Put it back, or install SocialDesk again.",
        ) from error


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("\u2019", "'").split())
