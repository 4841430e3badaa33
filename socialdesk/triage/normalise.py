"""A plain reading of a text that somebody may have disguised, with the way back to the original characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from socialdesk.model.findings import Span

HEAD = 8_000
TAIL = 2_000
"""What is read of a longer text: its beginning and its end. Facebook takes 8,000 characters in a comment."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Small unaccented letters, look-alikes resolved, invisible characters gone."""

    text: str
    places: Sequence[int]
    """For each character of `text`, where the character that it came from stands in the original."""
    original: str

    def span(self, start: int, end: int) -> Span:
        """The range of the original that `text[start:end]` came from, marks on its last letter included."""
        stop = self.places[end - 1] + 1
        while stop < len(self.original) and unicodedata.category(self.original[stop]) == "Mn":
            stop += 1
        return Span(self.places[start], stop)


_LATIN = re.compile(
    r"LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL |DOTLESS |TURNED |REVERSED |INVERTED |SCRIPT |BARRED |"
    r"SIDEWAYS |INSULAR )*([A-Z])(?: WITH .*)?"
)
"""The Unicode names of Latin letters with strokes, hooks and tails, which have no compatibility form."""
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs that are drawn as nothing."""


class Normaliser:
    """Makes plain readings. `look_alikes` maps a character to the small Latin letters that it passes for."""

    def __init__(self, look_alikes: Mapping[str, str]) -> None:
        self._look_alikes = dict(look_alikes)
        self._known: dict[str, str] = {}

    def plain(self, untrusted_text: str) -> Plain:
        """The plain reading of a text, or of the beginning and end of one longer than HEAD and TAIL."""
        if len(untrusted_text) <= HEAD + TAIL:
            return self._read(untrusted_text, range(len(untrusted_text)))
        cut = len(untrusted_text) - TAIL
        return self._read(untrusted_text, [*range(HEAD), *range(cut, len(untrusted_text))])

    def whole(self, untrusted_text: str) -> Plain:
        """The plain reading of all of a text, however long."""
        return self._read(untrusted_text, range(len(untrusted_text)))

    def _read(self, text: str, which: Sequence[int]) -> Plain:
        if isinstance(which, range) and text.isascii():
            return Plain(text.lower(), which, text)
        out: list[str] = []
        places: list[int] = []
        for place in which:
            letters = self._letters(text[place])
            out.append(letters)
            places.extend([place] * len(letters))
        return Plain("".join(out), places, text)

    def _letters(self, character: str) -> str:
        """What one character reads as; "" for what cannot be seen."""
        if character.isascii():
            return character.lower()
        known = self._known.get(character)
        if known is None:
            known = self._work_out(character)
            if len(self._known) < 20_000:
                self._known[character] = known
        return known

    def _work_out(self, character: str) -> str:
        if character in self._look_alikes:
            return self._look_alikes[character]
        category = unicodedata.category(character)
        if category in ("Mn", "Me", "Cf", "Co", "Cs") or character in _BLANK:
            return ""
        if category == "Cc":
            return " " if character == "\x85" else ""
        if category.startswith("Z"):
            return " "
        parts: list[str] = []
        for part in unicodedata.normalize("NFKD", character).casefold():
            if part in self._look_alikes:
                parts.append(self._look_alikes[part])
            elif unicodedata.category(part) not in ("Mn", "Me", "Cf"):
                latin = None if part.isascii() else _LATIN.fullmatch(unicodedata.name(part, ""))
                parts.append(latin[1].lower() if latin else part)
        return "".join(parts)
