"""Names that the desk knows, found in a plain reading of a text, however they are written together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from socialdesk.triage.normalise import Normaliser, Plain

_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"\S+")
_BETWEEN = re.compile(r"[\s.,'\u2019\-_/|·]{0,3}")
_LEAST_PART = 3
"""Letters of a part of a name that is replaced where it stands alone."""
_LEAST_DIGITS = 4
"""Digits of a number that is found as such: a shorter one would be found in every date."""
_LEAST_JOINED = 5
"""Letters of a name that is found inside another word, such as a hashtag."""
_EVERYDAY = frozenset(
    str.split(
        "the and for but not you your our his her him she who was are has had have with from that this "
        "they them there what when where why how all any can did does don off out over page people police "
        "force officer sir madam mrs miss desk user anonymous unknown facebook twitter instagram youtube "
        "linkedin bluesky"
    )
)
"""Words that are parts of display names and point at nobody alone."""

_COMMON = frozenset(
    str.split(
        "people back general one two three new old good great big little man woman boy girl kid kids lady "
        "guy day night time year week month today now then first last next long short right left high low "
        "real true free fun mad sad happy angry love like life live world home house town city street "
        "road park shop car bus train bike dog cat bird fish tree sun moon star sky sea king queen lord "
        "prince duke lion wolf fox bear tiger red blue green white black brown grey gray gold silver pink "
        "young best better top more most less much many very just only even ever never still again away "
        "around about after before because between both but cause come could did does each else every few "
        "find for from get gets getting give given goes going gone got had has have hear help her here "
        "him his how into its keep knew know known let lets look made make makes may mean might mine "
        "money move must name need news nice none not nothing off often once open other our out own pay "
        "place play please put read said same saw say says see seen set she should show side since some "
        "something soon stop such sure take takes talk tell than thank thanks that their them themselves "
        "there these they thing things think this those though thought through told too took truth try "
        "turn under until upon use used using want wants was watch way well went were what when where "
        "which while who whole whose why will wish with without wonder work works would wrong you your "
        "yours proud local north south east west central royal united county council daily weekly team "
        "club group page official fans family mum dad nan gran mother father brother sister son daughter "
        "baby friend friends mate school church hospital station win bond fury trades deals crypto "
        "trading coach mister nurse doctor teacher driver farmer baker cook"
    )
)
"""Words that are also parts of names: alone, one stands for a person only with a capital."""


@dataclass(frozen=True, slots=True)
class Known:
    """Whose name stands at `start` to `end` of a plain reading."""

    whose: tuple[str, str]
    start: int
    end: int


class Names:
    """Names and handles, each with whose it is. Those `near` are found by their parts and written together too."""

    def __init__(self, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._sequences: dict[str, list[tuple[tuple[str, ...], tuple[str, str]]]] = {}
        self._exact: dict[str, tuple[str, str]] = {}
        self._joined: dict[str, tuple[str, str]] = {}
        self._inside: dict[str, tuple[str, str]] = {}
        self._stems: dict[str, list[str]] = {}
        self._known: set[tuple[str, ...]] = set()

    def add(self, name: str, whose: tuple[str, str], *, near: bool) -> None:
        """A name in full. `near`: of somebody whom the export is about, so that every part of it counts."""
        if not near and len(name.split()) < 2:
            return
        plain = self._normaliser.whole(name).text
        words = tuple(_WORD.findall(plain))
        letters = "".join(words)
        if not letters:
            if near and plain.strip():
                self._inside.setdefault(plain.strip(), whose)
            return
        if near or len(words) > 1:
            self._sequence(words, whose)
            self._sequence(words[::-1], whose)
        if near:
            self._add_near(plain, words, whose)

    def add_exact(self, text: str, whose: tuple[str, str]) -> None:
        """An id or a handle, found where it stands as a whole."""
        plain = self._normaliser.whole(text).text.strip().removeprefix("@")
        least = _LEAST_DIGITS if plain.isdigit() else 3
        if len(plain) >= least and plain not in _EVERYDAY:
            self._exact.setdefault(plain, whose)
            if _WORD.fullmatch(plain) is None:
                self._inside.setdefault(plain, whose)

    def whose(self, text: str) -> tuple[str, str] | None:
        """Whose a text is as a whole: a name, a handle or an id; None where nobody's."""
        plain = self._normaliser.whole(text).text.strip().removeprefix("@")
        words = tuple(_WORD.findall(plain))
        for sequence, whose in self._sequences.get(words[0], ()) if words else ():
            if sequence == words:
                return whose
        return self._exact.get(plain) or self._inside.get(plain)

    def find(self, reading: Plain) -> Iterator[Known]:
        """Every name in a plain reading; they may overlap."""
        plain = reading.text
        words = [(match[0], *match.span()) for match in _WORD.finditer(plain)]
        for place, (word, start, end) in enumerate(words):
            common = word in _COMMON and not reading.original[reading.places[start]].isupper()
            if (whose := self._exact.get(word)) is not None and not common:
                yield Known(whose, start, end)
            elif (
                word.endswith("s")
                and word[:-1] not in _COMMON
                and (whose := self._exact.get(word[:-1])) is not None
            ):
                yield Known(whose, start, end - 1)
            for sequence, owner in self._sequences.get(word, ()):
                stop = self._follows(plain, words, place, sequence)
                if stop is not None:
                    yield Known(owner, start, stop)
        for text, owner in self._inside.items():
            at = plain.find(text)
            while at >= 0:
                yield Known(owner, at, at + len(text))
                at = plain.find(text, at + len(text))
        if self._joined:
            for run in _RUN.finditer(plain):
                yield from self._written_together(run[0], run.start())

    def _add_near(self, plain: str, words: tuple[str, ...], whose: tuple[str, str]) -> None:
        """Every part of a name, and the name written together."""
        letters = "".join(words)
        if not letters.isascii():
            # Many scripts put no space between words.
            self._inside.setdefault(plain.strip(), whose)
            for part in plain.split():
                if not part.isascii() and len(part) > 1:
                    self._inside.setdefault(part, whose)
        for part in words:
            if len(part) >= _LEAST_PART and part not in _EVERYDAY:
                self._exact.setdefault(part, whose)
        for joined in (letters, "".join(words[::-1])):
            if len(joined) >= _LEAST_JOINED and joined not in _EVERYDAY and joined not in _COMMON:
                self._join(joined, whose)

    def _sequence(self, words: tuple[str, ...], whose: tuple[str, str]) -> None:
        held = self._sequences.setdefault(words[0], [])
        # Of those who share a first name there may be thousands: whoever came first is found first.
        if words not in self._known:
            self._known.add(words)
            held.append((words, whose))

    def _join(self, joined: str, whose: tuple[str, str]) -> None:
        if joined not in self._joined:
            self._joined[joined] = whose
            self._stems.setdefault(joined[:_LEAST_JOINED], []).append(joined)

    @staticmethod
    def _follows(
        plain: str, words: list[tuple[str, int, int]], place: int, sequence: tuple[str, ...]
    ) -> int | None:
        here = words[place : place + len(sequence)]
        if len(here) < len(sequence):
            return None
        last = place
        for at, (word, start, end) in enumerate(here):
            if word != sequence[at] and not (at == len(sequence) - 1 and word == sequence[at] + "s"):
                return None
            if at and _BETWEEN.fullmatch(plain, here[at - 1][2], start) is None:
                return None
            last = end
        return last

    def _written_together(self, run: str, at: int) -> Iterator[Known]:
        places = [place for place, sign in enumerate(run) if sign.isalnum()]
        letters = "".join(run[place] for place in places)
        for start in range(len(letters) - _LEAST_JOINED + 1):
            for joined in self._stems.get(letters[start : start + _LEAST_JOINED], ()):
                if letters.startswith(joined, start):
                    yield Known(
                        self._joined[joined], at + places[start], at + places[start + len(joined) - 1] + 1
                    )


def distinct(names: Iterable[str]) -> list[str]:
    """Each name once, the empty one left out, in order."""
    return list(dict.fromkeys(name for name in names if name.strip()))
