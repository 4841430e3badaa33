"""Protected addresses and schools, however written: shortened, misspelt, unnumbered, in a hashtag (4.3, 4.3b)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from socialdesk.triage.api import ProtectedKind
from socialdesk.triage.hits import NameHit, letters_of, with_one_less

_TOKEN = re.compile(r"[a-z0-9][a-z0-9@$!']{0,59}")
_POSTCODE = re.compile(r"([a-z]{1,2}[0-9][a-z0-9]?) ?([0-9][a-z]{2})")
_SHORT = {
    "road": "rd", "street": "st", "saint": "st", "avenue": "ave", "av": "ave", "close": "cl", "crescent": "cres",
    "drive": "dr", "lane": "ln", "place": "pl", "court": "ct", "gardens": "gdns", "grove": "gr", "terrace": "ter",
    "square": "sq", "mount": "mt", "school": "sch", "primary": "prim", "academy": "acad", "college": "coll",
}  # fmt: skip
_STREETS = frozenset(
    {"rd", "st", "ave", "cl", "cres", "dr", "ln", "pl", "ct", "gdns", "gr", "ter", "sq", "way", "walk", "row", "hill",
     "green", "park", "mews", "parade", "rise", "view", "house", "cottage", "farm"}
)  # fmt: skip
_OF_SCHOOLS = frozenset(
    {"sch", "prim", "acad", "coll", "secondary", "high", "junior", "juniors", "infant", "infants", "grammar", "upper",
     "lower", "nursery", "sixth", "form", "ce", "cofe", "rc", "vc", "va", "the", "for", "girls", "boys", "of", "and"}
)  # fmt: skip
_WITHIN = frozenset({"flat", "apartment", "apt", "unit", "room"})
_SLIPS_FROM = 5
_JOINED_FROM = 8
"""Letters; what is shorter would be found within many a word."""


@dataclass(frozen=True, slots=True)
class _Form:
    words: tuple[str, ...]
    sure: bool
    how: str


class PlaceList:
    """The protected addresses and schools of the cases that bear on one thread."""

    def __init__(self, places: Iterable[tuple[ProtectedKind, str]]) -> None:
        """Each with its words in small letters without accents."""
        self._by_first: dict[str, list[_Form]] = {}
        self._by_slip: dict[str, set[str]] = {}
        self._joined: dict[str, _Form] = {}
        for kind, words in places:
            forms = _of_school(words) if kind is ProtectedKind.SCHOOL else _of_address(words)
            for form in forms:
                self._add(form)

    def find(self, text: str) -> Iterator[NameHit]:
        """Every place in a text of small letters; the same more than once where it can be read in several ways."""
        if not self._by_first:
            return
        tokens = [(_short(found[0]), *found.span()) for found in _TOKEN.finditer(text)]
        words = [token[0] for token in tokens]
        for place, (word, start, end) in enumerate(tokens):
            for form in self._beginning_with(word):
                last = place + len(form.words)
                if _alike(words[place:last], form.words):
                    yield NameHit(start, tokens[last - 1][2], form.sure, form.how)
            if len(word) >= _JOINED_FROM:
                for joined, form in self._joined.items():
                    if joined in word:
                        yield NameHit(start, end, form.sure, "written together")

    def _beginning_with(self, word: str) -> Iterator[_Form]:
        if word in self._by_first:
            yield from self._by_first[word]
        elif len(word) >= _SLIPS_FROM - 1 and word.isalpha():
            for first in sorted(
                {first for short in with_one_less(word) for first in self._by_slip.get(short, ())}
            ):
                yield from self._by_first[first]

    def _add(self, form: _Form) -> None:
        first = form.words[0]
        self._by_first.setdefault(first, []).append(form)
        if len(first) >= _SLIPS_FROM and first.isalpha():
            for short in with_one_less(first):
                self._by_slip.setdefault(short, set()).add(first)
        for joined in {"".join(form.words), "".join(_LONG.get(word, word) for word in form.words)}:
            if len(joined) >= _JOINED_FROM:
                self._joined.setdefault(joined, form)


_LONG = {short: long for long, short in reversed(_SHORT.items())}
"""The fullest spelling of each, as a hashtag has it."""


def _of_address(words: str) -> Iterator[_Form]:
    for found in _POSTCODE.finditer(words):
        for parts in ((found[1], found[2]), (found[1] + found[2],)):
            yield _Form(tuple(letters_of(part) for part in parts), True, "the postcode")
    words = _POSTCODE.sub(" ", words)
    first = True
    for line in words.split(","):
        parts = _parts(line)
        if not parts or parts[0] in _WITHIN:
            continue
        numbered = any(sign.isdigit() for sign in line.split()[0])
        street = parts[-1] in _STREETS
        if len(parts) > 1 and (first or street):
            yield _Form(parts, numbered or first, "as listed")
            if numbered and len(parts) > 2:
                yield _Form(parts[1:], False, "the street without its number")
        elif first and len("".join(parts)) >= _SLIPS_FROM:
            yield _Form(parts, False, "as listed")
        first = False


def _of_school(words: str) -> Iterator[_Form]:
    parts = _parts(words)
    if parts[:1] in (("the",), ("at",)):
        parts = parts[1:]
    if not parts:
        return
    if len(parts) > 1:
        yield _Form(parts, True, "as listed")
    said = list(parts)
    while said and said[-1] in _OF_SCHOOLS:
        said.pop()
    bare = tuple(said)
    if bare and (bare != parts or len(parts) == 1) and sum(map(len, bare)) >= _SLIPS_FROM:
        yield _Form(bare, False, "the name without what it is")


def _parts(words: str) -> tuple[str, ...]:
    return tuple(_short(found) for found in _TOKEN.findall(words))


def _short(word: str) -> str:
    """As short as people write it, without apostrophes, digits in words read as letters."""
    word = letters_of(word.rstrip("!'").replace("'", ""))
    return _SHORT.get(word, word)


def _alike(words: Sequence[str], form: Sequence[str]) -> bool:
    return len(words) == len(form) and all(
        word == part
        or (
            min(len(word), len(part)) >= _SLIPS_FROM - 1
            and len(part) >= _SLIPS_FROM
            and part.isalpha()
            and OSA.distance(word, part, score_cutoff=1) <= 1
        )
        for word, part in zip(words, form, strict=True)
    )
